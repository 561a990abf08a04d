/* Normal numbers. Fewer than 16 elements are drawn one by one with the generator's spare; from 16
 * on all elements are filled with uniform numbers and then turned, in blocks of 16, into normals:
 * element i and element i + 8 of a block are a pair. When the size is no multiple of 16, the last
 * 16 elements, part of them done, are filled and turned afresh.
 *
 * PyTorch turns float32 blocks with AVX2 versions of the logarithm, sine and cosine of Moshier's
 * Cephes library (single/logf.c and sinf.c: coefficients, ranges and order of the sums are theirs)
 * in which the compiler has fused products into sums. The same operations, fused where it fuses,
 * give the same bits. */
#include "engine/tensor/random.h"
#include "engine/tensor/random_check.h"

#include <assert.h>
#include <math.h>

enum { BLOCK = 16, HALF = BLOCK / 2 };

/* log(x) for normal x > 0: x = m 2^e with m in [sqrt(1/2), sqrt(2)), and log(m) = r - r^2/2 +
 * r^3 P(r) for r = m - 1; e log(2) is added in two parts. */
static float block_log(float x)
{
    static const float p[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
                              -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
                              2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
    static const float log2_low = -2.12194440e-4f, log2_high = 0.693359375f;
    int exponent;
    float r = frexpf(x, &exponent);
    bool low = r < 0.707106781186547524f;
    float e = (float)exponent - (low ? 1.0f : 0.0f);
    r = low ? (r - 1.0f) + r : r - 1.0f;
    float square = r * r, sum = p[0];
    for (int i = 1; i < 9; i++) sum = fmaf(sum, r, p[i]);
    sum = fmaf(sum * r, square, e * log2_low);
    sum = fmaf(-0.5f, square, sum);
    return fmaf(e, log2_high, r + sum);
}

/* sin and cos of 0 <= x < 8192. x is reduced by the even multiple j of pi/4 that is nearest, itself
 * in three parts, to [-pi/4, pi/4]; j says which of the two polynomials is which, and the signs. */
static void block_sincos(float x, float *sine, float *cosine)
{
    int32_t j = ((int32_t)(x * 1.27323954473516f) + 1) & ~1;
    float y = (float)j;
    x = fmaf(y, -0.78515625f, x);
    x = fmaf(y, -2.4187564849853515625e-4f, x);
    x = fmaf(y, -3.77489497744594108e-8f, x);
    float z = x * x;
    float c = fmaf(2.443315711809948e-5f, z, -1.388731625493765e-3f);
    c = fmaf(c, z, 4.166664568298827e-2f);
    c = fmaf(c * z, z, -0.5f * z) + 1.0f;
    float s = fmaf(-1.9515295891e-4f, z, 8.3321608736e-3f);
    s = fmaf(s, z, -1.6666654611e-1f);
    s = fmaf(s * z, x, x);
    bool swap = j & 2;
    *sine = (j & 4 ? -1.0f : 1.0f) * (swap ? c : s);
    *cosine = ((j + 2) & 4 ? -1.0f : 1.0f) * (swap ? s : c);
}

static void turn_floats(float block[BLOCK], float mean, float std)
{
    for (int i = 0; i < HALF; i++) {
        float sine, cosine, radius = sqrtf(-2.0f * block_log(1.0f - block[i]));
        block_sincos(6.2831853f * block[i + HALF], &sine, &cosine);
        block[i] = fmaf(radius * cosine, std, mean);
        block[i + HALF] = fmaf(radius * sine, std, mean);
    }
}

static void turn_doubles(double block[BLOCK], double mean, double std)
{
    for (int i = 0; i < HALF; i++) {
        double radius = sqrt(-2 * log(1 - block[i])), angle = 2 * M_PI * block[i + HALF];
        block[i] = fma(radius * cos(angle), std, mean);
        block[i + HALF] = fma(radius * sin(angle), std, mean);
    }
}

static void fill_floats(gd_generator *generator, float *data, int64_t count, float mean, float std)
{
    for (int64_t i = 0; i < count; i++) data[i] = generator_uniform_float(generator);
    for (int64_t i = 0; i + BLOCK <= count; i += BLOCK) turn_floats(data + i, mean, std);
    if (count % BLOCK == 0) return;
    float *last = data + count - BLOCK;
    for (int i = 0; i < BLOCK; i++) last[i] = generator_uniform_float(generator);
    turn_floats(last, mean, std);
}

static void fill_doubles(gd_generator *generator, double *data, int64_t count, double mean,
                         double std)
{
    for (int64_t i = 0; i < count; i++) data[i] = generator_uniform(generator);
    for (int64_t i = 0; i + BLOCK <= count; i += BLOCK) turn_doubles(data + i, mean, std);
    if (count % BLOCK == 0) return;
    double *last = data + count - BLOCK;
    for (int i = 0; i < BLOCK; i++) last[i] = generator_uniform(generator);
    turn_doubles(last, mean, std);
}

static bool normal_fits(const gd_tensor *out, double std, gd_error *err)
{
    if (!(std >= 0))
        return gd_fail(err, GD_VALUE, "normal expects std >= 0.0, but found std %g", std);
    return out->count == 0 || random_needs_float(out->type.dtype, "normal_kernel_cpu", err);
}

bool random_normal_singly(gd_generator *generator, gd_tensor *out, double mean, double std,
                          gd_error *err)
{
    if (!normal_fits(out, std, err)) return false;
    for (int64_t i = 0; i < out->count; i++)
        gd_tensor_set(out, i, fma(generator_normal(generator), std, mean));
    return true;
}

bool random_normal(gd_generator *generator, gd_tensor *out, double mean, double std, gd_error *err)
{
    if (out->count < BLOCK) return random_normal_singly(generator, out, mean, std, err);
    if (!normal_fits(out, std, err)) return false;
    void *data = out->data;
    if (out->type.dtype == GD_FLOAT32)
        fill_floats(generator, data, out->count, (float)mean, (float)std);
    else fill_doubles(generator, data, out->count, mean, std);
    return true;
}

/* Sums and products of two floats are exact enough in double that rounding them to float again is
 * float arithmetic (Figueroa, SIGNUM Newsletter 30(3), 1995). */
static void add(gd_tensor *out, const gd_tensor *mean)
{
    for (int64_t i = 0; i < out->count; i++)
        gd_tensor_set(out, i, gd_tensor_get(out, i) + gd_tensor_get(mean, i));
}

bool random_normal_around(gd_generator *generator, gd_tensor *out, const gd_tensor *mean,
                          double std, gd_error *err)
{
    assert(mean != out && mean->count == out->count);
    if (!random_normal(generator, out, 0, std, err)) return false;
    add(out, mean);
    return true;
}

bool random_normal_each(gd_generator *generator, gd_tensor *out, const gd_tensor *mean,
                        const gd_tensor *std, gd_error *err)
{
    assert(mean != out && std != out && mean->count == out->count && std->count == out->count);
    if (!random_all_within(std, 0, INFINITY))
        return gd_fail(err, GD_VALUE, "normal expects all elements of std >= 0.0");
    if (!random_normal(generator, out, 0, 1, err)) return false;
    for (int64_t i = 0; i < out->count; i++)
        gd_tensor_set(out, i, gd_tensor_get(out, i) * gd_tensor_get(std, i));
    add(out, mean);
    return true;
}
