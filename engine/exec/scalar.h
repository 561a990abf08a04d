/* The functions that the `forward` column of ops.def uses beside <tgmath.h>, for every element
 * type: absolute, signum, power, logistic, larger, smaller, quotient, modulo, divisor, complement,
 * error_inverse, log_gamma, polygamma, bessel_i.
 *
 * Every one is total. Integers and bools are computed in int64_t, wrapping (compile with -fwrapv),
 * and the caller converts to the element type, which is exact modulo 2^n. quotient and modulo of
 * integers by zero give 0 and set *fault, a variable `bool *fault` in whose scope they stand. What
 * is exact for one operand is defined so here, so that exec/simplify.def may count on it. */
#ifndef GRADD_EXEC_SCALAR_H
#define GRADD_EXEC_SCALAR_H

#include "engine/exec/special.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <tgmath.h>

/* clang-format off: it takes the colons of _Generic for labels. */
#define absolute(x) SCALAR_OF(absolute, x)(x)
#define signum(x) SCALAR_OF(signum, x)(x)
#define power(x, y) SCALAR_OF(power, x)(x, y)
#define larger(x, y) SCALAR_OF(larger, x)(x, y)
#define smaller(x, y) SCALAR_OF(smaller, x)(x, y)
#define quotient(x, y) SCALAR_OF(quotient, x)(x, y, fault)
#define modulo(x, y) SCALAR_OF(modulo, x)(x, y, fault)
#define complement(x) _Generic((x), bool : complement_bool, default : complement_int)(x)
#define logistic(x) _Generic((x), float : logistic_float, double : logistic_double)(x)

#define divisor(x, y) divisor_int(x, y)
#define error_inverse(x) SCALAR_FLOAT_OF(error_inverse, x)(x)
#define log_gamma(x) SCALAR_FLOAT_OF(log_gamma, x)(x)
#define polygamma(x, y) SCALAR_FLOAT_OF(polygamma, x)(x, y)
#define bessel_i(x, y) SCALAR_FLOAT_OF(bessel_i, x)(x, y)

#define SCALAR_FLOAT_OF(name, x) _Generic((x), float : name##_float, double : name##_double)
#define SCALAR_OF(name, x)                                                                         \
    _Generic((x), float : name##_float, double : name##_double, default : name##_int)
/* clang-format on */

static inline int64_t absolute_int(int64_t x)
{
    return x < 0 ? -x : x;
}

static inline int64_t signum_int(int64_t x)
{
    return (x > 0) - (x < 0);
}

static inline bool complement_bool(bool x)
{
    return !x;
}

static inline int64_t complement_int(int64_t x)
{
    return ~x;
}

static inline int64_t larger_int(int64_t x, int64_t y)
{
    return y > x ? y : x;
}

static inline int64_t smaller_int(int64_t x, int64_t y)
{
    return y < x ? y : x;
}

/* By squaring. A negative exponent gives the reciprocal's integer part, 0 but for 1 and -1; and 0
 * for x = 0, as PyTorch does. */
static inline int64_t power_int(int64_t x, int64_t y)
{
    int64_t result = 1;
    if (y < 0) return x == 1 ? 1 : x == -1 ? (y % 2 ? -1 : 1) : 0;
    for (; y; y >>= 1, x *= x)
        if (y & 1) result *= x;
    return result;
}

/* The greatest common one, by Euclid; of 0 and 0 it is 0. */
static inline int64_t divisor_int(int64_t x, int64_t y)
{
    uint64_t a = (uint64_t)absolute_int(x), b = (uint64_t)absolute_int(y);
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return (int64_t)a;
}

/* Rounded down. */
static inline int64_t quotient_int(int64_t x, int64_t y, bool *fault)
{
    if (!y) *fault = true;
    if (!y) return 0;
    if (y == -1) return -x; /* the machine's division traps on the least value */
    return x / y - (x % y && (x < 0) != (y < 0));
}

/* With the sign of y. */
static inline int64_t modulo_int(int64_t x, int64_t y, bool *fault)
{
    if (!y) *fault = true;
    if (!y || y == -1) return 0;
    int64_t rest = x % y;
    return rest && (rest < 0) != (y < 0) ? rest + y : rest;
}

/* larger, smaller: the first of equals; NaN if either is.
 * signum: NaN for NaN, +0 for both zeros.
 * power: the exponents that PyTorch treats on their own, then the C library's pow (1 ULP).
 * modulo: fmod, exact, brought to the sign of y by one addition.
 * quotient: as Python's //, so that it and modulo fit together; x / y where y is 0.
 * log_gamma: of |gamma(x)|; the C library's, without its variable for the sign.
 * error_inverse, polygamma, bessel_i: as special.h says.
 * logistic: no overflow on either side; within 3 ULP. */
#define SCALAR_FLOAT(type)                                                                         \
    static inline type absolute_##type(type x)                                                     \
    {                                                                                              \
        return fabs(x);                                                                            \
    }                                                                                              \
    static inline type signum_##type(type x)                                                       \
    {                                                                                              \
        return x != x ? x : (type)((x > 0) - (x < 0));                                             \
    }                                                                                              \
    static inline type larger_##type(type x, type y)                                               \
    {                                                                                              \
        return y > x || y != y ? y : x;                                                            \
    }                                                                                              \
    static inline type smaller_##type(type x, type y)                                              \
    {                                                                                              \
        return y < x || y != y ? y : x;                                                            \
    }                                                                                              \
    static inline type power_##type(type x, type y)                                                \
    {                                                                                              \
        if (y == 2) return x * x;                                                                  \
        if (y == 1) return x;                                                                      \
        if (y == 3) return x * x * x;                                                              \
        if (y == (type).5) return sqrt(x);                                                         \
        if (y == -1) return 1 / x;                                                                 \
        if (y == -2) return 1 / (x * x);                                                           \
        if (y == (type)-.5) return 1 / sqrt(x);                                                    \
        return pow(x, y);                                                                          \
    }                                                                                              \
    static inline type modulo_##type(type x, type y, bool *fault)                                  \
    {                                                                                              \
        (void)fault;                                                                               \
        type rest = fmod(x, y);                                                                    \
        return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;                               \
    }                                                                                              \
    static inline type quotient_##type(type x, type y, bool *fault)                                \
    {                                                                                              \
        (void)fault;                                                                               \
        if (y == 0) return x / y;                                                                  \
        type rest = fmod(x, y), whole = (x - rest) / y;                                            \
        if (rest != 0 && (rest < 0) != (y < 0)) whole -= 1;                                        \
        if (whole == 0) return copysign((type)0, x / y);                                           \
        type down = floor(whole);                                                                  \
        return whole - down > (type).5 ? down + 1 : down;                                          \
    }                                                                                              \
    static inline type error_inverse_##type(type x)                                                \
    {                                                                                              \
        return (type)special_error_inverse(x);                                                     \
    }                                                                                              \
    static inline type polygamma_##type(type x, type y)                                            \
    {                                                                                              \
        return (type)special_polygamma(x, y);                                                      \
    }                                                                                              \
    static inline type bessel_i_##type(type x, type y)                                             \
    {                                                                                              \
        return (type)special_bessel_i(x, y);                                                       \
    }                                                                                              \
    static inline type logistic_##type(type x)                                                     \
    {                                                                                              \
        type e = exp(-fabs(x));                                                                    \
        return x < 0 ? e / (1 + e) : 1 / (1 + e);                                                  \
    }
SCALAR_FLOAT(float)
SCALAR_FLOAT(double)
#undef SCALAR_FLOAT

static inline float log_gamma_float(float x)
{
    int sign;
    return lgammaf_r(x, &sign);
}

static inline double log_gamma_double(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

#endif
