/* The streams that go element by element. PyTorch's compiler fuses x * a + b, so that a scaled and
 * shifted number is rounded once. */
#include "engine/tensor/random.h"
#include "engine/tensor/random_check.h"

#include <assert.h>
#include <float.h>
#include <math.h>

static bool is_bound(double value, double most, const char *name, gd_dtype dtype, gd_error *err)
{
    return (value >= -most && value <= most) ||
           gd_fail(err, GD_VALUE, "%s is out of bounds for %s", name, random_type_name(dtype));
}

static bool uniform_fits(gd_dtype dtype, double low, double high, gd_error *err)
{
    if (!random_needs_float(dtype, "check_uniform_bounds", err)) return false;
    double most = dtype == GD_FLOAT32 ? FLT_MAX : DBL_MAX;
    if (!is_bound(low, most, "from", dtype, err) || !is_bound(high, most, "to", dtype, err))
        return false;
    if (low > high)
        return gd_fail(err, GD_VALUE,
                       "uniform_ expects to return a [from, to) range, but found from=%g > to=%g",
                       low, high);
    return high - low <= most ||
           gd_fail(err, GD_VALUE,
                   "uniform_ expects to-from <= std::numeric_limits<%s>::max(), but found to=%g "
                   "and from=%g which result in to-from to exceed the limit",
                   random_scalar_name(dtype), high, low);
}

static void fill_floats(gd_generator *generator, gd_tensor *out, float low, float high)
{
    float *data = (float *)(void *)out->data;
    for (int64_t i = 0; i < out->count; i++) {
        float value = fmaf(generator_uniform_float(generator), high - low, low);
        data[i] = value == high ? low : value;
    }
}

static void fill_doubles(gd_generator *generator, gd_tensor *out, double low, double high)
{
    double *data = (double *)(void *)out->data;
    for (int64_t i = 0; i < out->count; i++) {
        double value = fma(generator_uniform(generator), high - low, low);
        data[i] = value == high ? low : value;
    }
}

bool random_uniform(gd_generator *generator, gd_tensor *out, double low, double high, gd_error *err)
{
    if (!uniform_fits(out->type.dtype, low, high, err)) return false;
    if (out->type.dtype == GD_FLOAT32) fill_floats(generator, out, (float)low, (float)high);
    else fill_doubles(generator, out, low, high);
    return true;
}

bool random_bernoulli(gd_generator *generator, gd_tensor *out, double p, gd_error *err)
{
    if (!(p >= 0 && p <= 1))
        return gd_fail(err, GD_VALUE, "bernoulli_ expects p to be in [0, 1], but got p=%g", p);
    for (int64_t i = 0; i < out->count; i++)
        gd_tensor_set_int(out, i, generator_uniform(generator) < p);
    return true;
}

bool random_bernoulli_each(gd_generator *generator, gd_tensor *out, const gd_tensor *p,
                           gd_error *err)
{
    assert(p->count == out->count);
    if (out->count == 0) return true;
    if (!random_needs_float(p->type.dtype, "bernoulli_tensor_cpu_p_", err)) return false;
    if (!random_all_within(p, 0, 1))
        return gd_fail(err, GD_VALUE,
                       "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this "
                       "error message be improved?  If so, please report an enhancement request "
                       "to PyTorch.)");
    bool is_float = p->type.dtype == GD_FLOAT32;
    for (int64_t i = 0; i < out->count; i++) {
        double u =
            is_float ? (double)generator_uniform_float(generator) : generator_uniform(generator);
        gd_tensor_set_int(out, i, u < gd_tensor_get(p, i));
    }
    return true;
}

bool random_dropout(gd_generator *generator, gd_tensor *out, double p, gd_error *err)
{
    if (!(p >= 0 && p <= 1))
        return gd_fail(err, GD_VALUE, "dropout probability has to be between 0 and 1, but got %g",
                       p);
    bool is_float = out->type.dtype == GD_FLOAT32;
    double kept = is_float ? (double)(1.0f / (float)(1 - p)) : 1 / (1 - p);
    bool draws = p > 0 && p < 1;
    for (int64_t i = 0; i < out->count; i++)
        gd_tensor_set(out, i, draws ? (generator_uniform(generator) < 1 - p ? kept : 0) : p == 0);
    return true;
}

bool random_exponential(gd_generator *generator, gd_tensor *out, double rate, gd_error *err)
{
    gd_dtype dtype = out->type.dtype;
    if (!(rate > 0))
        return gd_fail(err, GD_VALUE, "exponential_ expects lambda > 0.0, but found lambda=%g",
                       rate);
    if (out->count && gd_dtype_kind(dtype) != GD_KIND_FLOAT)
        return gd_fail(err, GD_VALUE,
                       "Exponential distribution is a continuous probability distribution. dtype "
                       "must be a floating point but you specified %s",
                       random_scalar_name(dtype));
    for (int64_t i = 0; i < out->count; i++)
        gd_tensor_set(out, i, -1.0 / rate * log1p(-generator_uniform(generator)));
    return true;
}

bool random_log_normal(gd_generator *generator, gd_tensor *out, double mean, double std,
                       gd_error *err)
{
    if (!(std > 0))
        return gd_fail(err, GD_VALUE, "log_normal_ expects std > 0.0, but found std=%g", std);
    if (out->count && !random_needs_float(out->type.dtype, "log_normal_cpu", err)) return false;
    for (int64_t i = 0; i < out->count; i++)
        gd_tensor_set(out, i, exp(fma(generator_normal(generator), std, mean)));
    return true;
}

bool random_cauchy(gd_generator *generator, gd_tensor *out, double median, double sigma,
                   gd_error *err)
{
    gd_dtype dtype = out->type.dtype;
    if (!(sigma > 0))
        return gd_fail(err, GD_VALUE, "cauchy_ expects sigma > 0.0, but found sigma=%g", sigma);
    if (gd_dtype_kind(dtype) != GD_KIND_FLOAT)
        return gd_fail(err, GD_VALUE,
                       "Cauchy distribution is a continuous probability distribution. dtype must "
                       "be a floating point but you specified %s",
                       random_type_name(dtype));
    for (int64_t i = 0; i < out->count; i++) {
        double value = tan(M_PI * (generator_uniform(generator) - 0.5));
        gd_tensor_set(out, i, fma(sigma, value, median));
    }
    return true;
}

bool random_geometric(gd_generator *generator, gd_tensor *out, double p, gd_error *err)
{
    if (!(p > 0 && p < 1))
        return gd_fail(err, GD_VALUE, "geometric_ expects p to be in (0, 1), but got p=%g", p);
    if (out->count && !random_needs_number(out->type.dtype, "geometric_cpu", err)) return false;
    for (int64_t i = 0; i < out->count; i++)
        gd_tensor_set(out, i, ceil(log(generator_uniform(generator)) / log1p(-p)));
    return true;
}

/* Poisson numbers of a small rate: how many uniform numbers multiply to more than exp(-rate)
 * (Knuth, The Art of Computer Programming 2, 3.4.1). */
static double poisson_small(gd_generator *generator, double rate)
{
    double product = 1, least = exp(-rate), count = -1;
    do {
        product *= generator_uniform(generator);
        count++;
    } while (product > least);
    return count;
}

/* The same for rates from 10 on: transformed rejection PTRS (Hörmann, Insurance: Mathematics and
 * Economics 12, 1993). Nine of ten candidates are taken, whatever the rate. */
static double poisson_large(gd_generator *generator, double rate)
{
    double b = 0.931 + 2.53 * sqrt(rate), a = -0.059 + 0.02483 * b;
    double inverse = 1.1239 + 1.1328 / (b - 3.4), edge = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        double u = generator_uniform(generator) - 0.5, v = generator_uniform(generator);
        double us = 0.5 - fabs(u), k = floor((2 * a / us + b) * u + rate + 0.43);
        if (us >= 0.07 && v <= edge) return k;
        if (k < 0 || (us < 0.013 && v > us)) continue;
        int sign;
        if (log(v) + log(inverse) - log(a / (us * us) + b) <=
            -rate + k * log(rate) - lgamma_r(k + 1, &sign))
            return k;
    }
}

bool random_poisson(gd_generator *generator, gd_tensor *out, const gd_tensor *rates, gd_error *err)
{
    assert(rates->count == out->count);
    if (!random_needs_float(out->type.dtype, "poisson_cpu", err)) return false;
    if (!random_all_within(rates, 0, INFINITY))
        return gd_fail(err, GD_VALUE, "invalid Poisson rate, expected rate to be non-negative");
    for (int64_t i = 0; i < out->count; i++) {
        double rate = gd_tensor_get(rates, i);
        gd_tensor_set(out, i,
                      rate >= 10 ? poisson_large(generator, rate)
                      : rate > 0 ? poisson_small(generator, rate)
                                 : 0);
    }
    return true;
}
