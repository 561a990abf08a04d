/* Functions of the module math on numbers that the operator table does not have; the others are in
 * library/math.py. */
#include "engine/lang/builtins.h"
#include "engine/lang/containers.h"

#include <math.h>
#include <string.h>

static bool read_number(gd_trace *trace, const gd_object *object, double *value)
{
    if (object->kind == GD_OBJECT_TENSOR || object->kind == GD_OBJECT_INSTANCE) {
        const gd_arguments one = {.values = &object, .n = 1};
        object = builtin_float(trace, &one);
        if (!object) return false;
    }
    if (!object_is_number(object))
        return object_refuse(trace, GD_TYPE, "must be real number, not %s", object_type(object));
    *value = object_number(object);
    return true;
}

static bool read_numbers(gd_trace *trace, const gd_arguments *arguments, double *values, int n)
{
    for (int i = 0; i < n; i++)
        if (!read_number(trace, arguments->values[i], &values[i])) return false;
    return true;
}

static bool read_integer(gd_trace *trace, const gd_object *object, int64_t *value)
{
    const gd_object *integer = object_index(trace, object);
    if (integer) *value = integer->integer;
    return integer;
}

/* NaN of numbers is outside of the domain, infinity of finite ones outside of the range. */
static const gd_object *checked(gd_trace *trace, double result, const double *from, int n)
{
    bool nan_given = false, finite = true;
    for (int i = 0; i < n; i++) {
        nan_given |= isnan(from[i]) != 0;
        finite &= isfinite(from[i]) != 0;
    }
    if (isnan(result) && !nan_given) return object_fail(trace, GD_VALUE, "math domain error");
    if (isinf(result) && finite) return object_fail(trace, GD_INT_OVERFLOW, "math range error");
    return object_float(trace, result);
}

static const gd_object *of_one(gd_trace *trace, const gd_arguments *arguments, double (*f)(double))
{
    double x = 0;
    return read_numbers(trace, arguments, &x, 1) ? checked(trace, f(x), &x, 1) : NULL;
}

static const gd_object *of_two(gd_trace *trace, const gd_arguments *arguments,
                               double (*f)(double, double))
{
    double x[2];
    return read_numbers(trace, arguments, x, 2) ? checked(trace, f(x[0], x[1]), x, 2) : NULL;
}

/* Logarithms have a pole at 0. */
static const gd_object *logarithm(gd_trace *trace, const gd_arguments *arguments,
                                  double (*f)(double))
{
    double x = 0;
    if (!read_numbers(trace, arguments, &x, 1)) return NULL;
    return x <= 0 ? object_fail(trace, GD_VALUE, "math domain error") : object_float(trace, f(x));
}

#define OF(name, how, f)                                                                           \
    static const gd_object *run_##name(gd_trace *trace, const gd_arguments *arguments)             \
    {                                                                                              \
        return how(trace, arguments, f);                                                           \
    }
OF(log2, logarithm, log2)
OF(log10, logarithm, log10)
OF(cbrt, of_one, cbrt)
OF(erfc, of_one, erfc)
OF(exp2, of_one, exp2)
OF(fmod, of_two, fmod)
OF(copysign, of_two, copysign)
OF(remainder, of_two, remainder)
OF(nextafter, of_two, nextafter)
OF(atan2, of_two, atan2)
#undef OF

static const gd_object *run_gamma(gd_trace *trace, const gd_arguments *arguments)
{
    double x = 0;
    if (!read_numbers(trace, arguments, &x, 1)) return NULL;
    bool pole = x <= 0 && x == floor(x);
    return pole ? object_fail(trace, GD_VALUE, "math domain error")
                : checked(trace, tgamma(x), &x, 1);
}

static const gd_object *run_lgamma(gd_trace *trace, const gd_arguments *arguments)
{
    double x = 0;
    int sign;
    if (!read_numbers(trace, arguments, &x, 1)) return NULL;
    bool pole = x <= 0 && x == floor(x) && isfinite(x);
    return pole ? object_fail(trace, GD_VALUE, "math domain error")
                : checked(trace, lgamma_r(x, &sign), &x, 1);
}

static const gd_object *run_ulp(gd_trace *trace, const gd_arguments *arguments)
{
    double x = 0;
    if (!read_numbers(trace, arguments, &x, 1)) return NULL;
    x = fabs(x);
    double next = nextafter(x, INFINITY);
    return object_float(trace, isinf(x) || isnan(x) ? x
                               : isinf(next)        ? x - nextafter(x, 0)
                                                    : next - x);
}

static const gd_object *run_isfinite(gd_trace *trace, const gd_arguments *arguments)
{
    double x = 0;
    return read_numbers(trace, arguments, &x, 1) ? object_bool(isfinite(x)) : NULL;
}

static const gd_object *run_isinf(gd_trace *trace, const gd_arguments *arguments)
{
    double x = 0;
    return read_numbers(trace, arguments, &x, 1) ? object_bool(isinf(x)) : NULL;
}

static const gd_object *run_isclose(gd_trace *trace, const gd_arguments *arguments)
{
    double x[4];
    const gd_object *relative = call_option(arguments, "rel_tol", NULL);
    const gd_object *absolute = call_option(arguments, "abs_tol", &object_false);
    if (!read_numbers(trace, arguments, x, 2)) return NULL;
    x[2] = 1e-9;
    if (relative && !read_number(trace, relative, &x[2])) return NULL;
    if (!read_number(trace, absolute, &x[3])) return NULL;
    if (x[2] < 0 || x[3] < 0)
        return object_fail(trace, GD_VALUE, "tolerances must be non-negative");
    double apart = fabs(x[0] - x[1]), largest = fmax(fabs(x[0]), fabs(x[1]));
    bool finite = isfinite(x[0]) && isfinite(x[1]);
    return object_bool(x[0] == x[1] || (finite && (apart <= x[2] * largest || apart <= x[3])));
}

static const gd_object *pair_of(gd_trace *trace, const gd_object *first, const gd_object *second)
{
    return first && second ? object_tuple(trace, (const gd_object *[]){first, second}, 2) : NULL;
}

static const gd_object *run_modf(gd_trace *trace, const gd_arguments *arguments)
{
    double x = 0, whole;
    if (!read_numbers(trace, arguments, &x, 1)) return NULL;
    double part = modf(x, &whole);
    return pair_of(trace, object_float(trace, part), object_float(trace, whole));
}

static const gd_object *run_frexp(gd_trace *trace, const gd_arguments *arguments)
{
    double x = 0;
    int exponent = 0;
    if (!read_numbers(trace, arguments, &x, 1)) return NULL;
    double part = isfinite(x) ? frexp(x, &exponent) : x;
    return pair_of(trace, object_float(trace, part), object_int(trace, exponent));
}

static const gd_object *run_ldexp(gd_trace *trace, const gd_arguments *arguments)
{
    double x = 0;
    int64_t n = 0;
    if (!read_numbers(trace, arguments, &x, 1)) return NULL;
    if (!read_integer(trace, arguments->values[1], &n)) return NULL;
    return checked(trace, ldexp(x, n > 100000 ? 100000 : n < -100000 ? -100000 : (int)n), &x, 1);
}

/* -- Integers ------------------------------------------------------------------------------- */

static uint64_t divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static uint64_t magnitude(int64_t x)
{
    return x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
}

static const gd_object *overflow(gd_trace *trace)
{
    return object_fail(trace, GD_INT_OVERFLOW, "integer overflow: integers have 64 bits");
}

static const gd_object *whole(gd_trace *trace, uint64_t value)
{
    return value > INT64_MAX ? overflow(trace) : object_int(trace, (int64_t)value);
}

static const gd_object *run_gcd(gd_trace *trace, const gd_arguments *arguments)
{
    uint64_t all = 0;
    for (int64_t i = 0; i < arguments->n; i++) {
        int64_t next = 0;
        if (!read_integer(trace, arguments->values[i], &next)) return NULL;
        all = divisor(all, magnitude(next));
    }
    return whole(trace, all);
}

static const gd_object *run_lcm(gd_trace *trace, const gd_arguments *arguments)
{
    uint64_t all = 1;
    for (int64_t i = 0; i < arguments->n; i++) {
        int64_t next = 0;
        if (!read_integer(trace, arguments->values[i], &next)) return NULL;
        if (!next) return object_int(trace, 0);
        all /= divisor(all, magnitude(next));
        if (__builtin_mul_overflow(all, magnitude(next), &all)) return overflow(trace);
    }
    return whole(trace, all);
}

static bool read_choice(gd_trace *trace, const gd_arguments *arguments, int64_t *n, int64_t *k)
{
    bool given = arguments->n > 1 && arguments->values[1]->kind != GD_OBJECT_NONE;
    if (!read_integer(trace, arguments->values[0], n)) return false;
    *k = *n;
    if (given && !read_integer(trace, arguments->values[1], k)) return false;
    if (*n < 0) return object_refuse(trace, GD_VALUE, "n must be a non-negative integer");
    return *k >= 0 || object_refuse(trace, GD_VALUE, "k must be a non-negative integer");
}

static const gd_object *run_comb(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t n = 0, k = 0;
    uint64_t result = 1;
    if (!read_choice(trace, arguments, &n, &k)) return NULL;
    if (k > n) return object_int(trace, 0);
    if (k > n - k) k = n - k;
    for (int64_t i = 1; i <= k; i++) { /* the product is divisible by i */
        uint64_t factor = (uint64_t)(n - k + i), by = (uint64_t)i, both = divisor(factor, by);
        factor /= both;
        result /= by / both;
        if (!trace_step(trace, 1)) return NULL;
        if (__builtin_mul_overflow(result, factor, &result)) return overflow(trace);
    }
    return whole(trace, result);
}

static const gd_object *run_perm(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t n = 0, k = 0;
    uint64_t result = 1;
    if (!read_choice(trace, arguments, &n, &k)) return NULL;
    if (k > n) return object_int(trace, 0);
    for (int64_t i = 0; i < k && result; i++)
        if (__builtin_mul_overflow(result, (uint64_t)(n - i), &result)) return overflow(trace);
    return whole(trace, result);
}

static const gd_object *run_isqrt(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t n = 0;
    if (!read_integer(trace, arguments->values[0], &n)) return NULL;
    if (n < 0) return object_fail(trace, GD_VALUE, "isqrt() argument must be nonnegative");
    int64_t root = (int64_t)sqrt((double)n);
    while (root > 3037000499 || root * root > n) root--;
    while (root < 3037000499 && (root + 1) * (root + 1) <= n) root++;
    return object_int(trace, root);
}

/* -- Sequences ------------------------------------------------------------------------------ */

static const gd_object *run_prod(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence items = {0};
    const gd_object *product = call_option(arguments, "start", NULL);
    if (!product) product = object_int(trace, 1);
    if (!product || !object_iterate(trace, arguments->values[0], &items)) return NULL;
    for (int64_t i = 0; product && i < items.n; i++)
        product = evaluate_operator(trace, "mul", product, items.items[i]);
    return product;
}

/* Adds a number to sums of which no two overlap, without rounding (Shewchuk 1997, section 2.4).
 * Returns how many there are then. */
static int64_t add_exactly(double *sums, int64_t n, double x)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < n; i++) {
        double y = sums[i], high = x + y;
        double low = fabs(x) >= fabs(y) ? y - (high - x) : x - (high - y);
        if (low != 0) sums[kept++] = low;
        x = high;
    }
    sums[kept++] = x;
    return kept;
}

/* The sums from the largest on; halves go where the next one says. */
static double round_exactly(const double *sums, int64_t n)
{
    double high = n ? sums[--n] : 0, low = 0;
    while (n > 0 && low == 0) {
        double x = high, y = sums[--n];
        high = x + y;
        low = y - (high - x);
    }
    bool same = n > 0 && ((low < 0 && sums[n - 1] < 0) || (low > 0 && sums[n - 1] > 0));
    if (same && low * 2 == (high + low * 2) - high) high += low * 2;
    return high;
}

static const gd_object *run_fsum(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence items = {0};
    if (!object_iterate(trace, arguments->values[0], &items)) return NULL;
    enum { MOST_SUMS = 64 }; /* doubles span 2100 bits, 53 each */
    double sums[MOST_SUMS], special = 0;
    int64_t n = 0;
    for (int64_t i = 0; i < items.n; i++) {
        double x;
        if (!read_number(trace, items.items[i], &x) || !trace_step(trace, 1)) return NULL;
        if (!isfinite(x)) special += x;
        else n = add_exactly(sums, n, x);
        if (n && !isfinite(sums[n - 1]))
            return object_fail(trace, GD_INT_OVERFLOW, "intermediate overflow in fsum");
    }
    return object_float(trace, special != 0 ? special : round_exactly(sums, n));
}

static const gd_object *run_dist(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence p = {0}, q = {0};
    double sum = 0, x, y;
    if (!object_iterate(trace, arguments->values[0], &p)) return NULL;
    if (!object_iterate(trace, arguments->values[1], &q)) return NULL;
    if (p.n != q.n)
        return object_fail(trace, GD_VALUE, "both points must have the same number of dimensions");
    for (int64_t i = 0; i < p.n; i++) {
        if (!read_number(trace, p.items[i], &x) || !read_number(trace, q.items[i], &y)) return NULL;
        sum = i ? hypot(sum, x - y) : fabs(x - y);
    }
    return object_float(trace, sum);
}

static const gd_builtin rows[] = {
    {"atan2", 2, 2, NULL, run_atan2, BUILTIN_PLAIN},
    {"cbrt", 1, 1, NULL, run_cbrt, BUILTIN_PLAIN},
    {"comb", 2, 2, NULL, run_comb, BUILTIN_PLAIN},
    {"copysign", 2, 2, NULL, run_copysign, BUILTIN_PLAIN},
    {"dist", 2, 2, NULL, run_dist, BUILTIN_PLAIN},
    {"erfc", 1, 1, NULL, run_erfc, BUILTIN_PLAIN},
    {"exp2", 1, 1, NULL, run_exp2, BUILTIN_PLAIN},
    {"fmod", 2, 2, NULL, run_fmod, BUILTIN_PLAIN},
    {"frexp", 1, 1, NULL, run_frexp, BUILTIN_PLAIN},
    {"fsum", 1, 1, NULL, run_fsum, BUILTIN_PLAIN},
    {"gamma", 1, 1, NULL, run_gamma, BUILTIN_PLAIN},
    {"gcd", 0, -1, NULL, run_gcd, BUILTIN_PLAIN},
    {"isclose", 2, 2, ":rel_tol abs_tol", run_isclose, BUILTIN_NAMED},
    {"isfinite", 1, 1, NULL, run_isfinite, BUILTIN_PLAIN},
    {"isinf", 1, 1, NULL, run_isinf, BUILTIN_PLAIN},
    {"isqrt", 1, 1, NULL, run_isqrt, BUILTIN_PLAIN},
    {"lcm", 0, -1, NULL, run_lcm, BUILTIN_PLAIN},
    {"ldexp", 2, 2, NULL, run_ldexp, BUILTIN_PLAIN},
    {"lgamma", 1, 1, NULL, run_lgamma, BUILTIN_PLAIN},
    {"log10", 1, 1, NULL, run_log10, BUILTIN_PLAIN},
    {"log2", 1, 1, NULL, run_log2, BUILTIN_PLAIN},
    {"modf", 1, 1, NULL, run_modf, BUILTIN_PLAIN},
    {"nextafter", 2, 2, NULL, run_nextafter, BUILTIN_PLAIN},
    {"perm", 1, 2, NULL, run_perm, BUILTIN_PLAIN},
    {"prod", 1, 1, ":start", run_prod, BUILTIN_NAMED},
    {"remainder", 2, 2, NULL, run_remainder, BUILTIN_PLAIN},
    {"ulp", 1, 1, NULL, run_ulp, BUILTIN_PLAIN},
};
const gd_builtins math_functions = BUILTINS(rows);
