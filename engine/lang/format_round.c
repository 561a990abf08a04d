/* Rounding to decimal places, exactly, by way of the decimal text: the C library rounds the exact
 * digits of a double, halves to even, and reading the text gives the nearest double. */
#include "engine/lang/format.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* CPython's: beyond the former every double stays as it is, beyond the latter it becomes 0. */
enum { MOST_PLACES = 323, MOST_TENS = 308 };

/* Whether a number with n digits before the point is more than half of 10^n. A half itself goes to
 * the even multiple, which is 0. */
static bool exceeds_half(const char *digits, double magnitude)
{
    if (*digits != '5') return *digits > '5';
    return digits[1 + strspn(digits + 1, "0")] || magnitude != trunc(magnitude);
}

/* To a multiple of 10^tens, tens > 0. */
static double round_to_tens(double magnitude, int tens)
{
    char digits[DBL_MAX_10_EXP + 3], text[DBL_MAX_10_EXP + 16];
    int count = snprintf(digits, sizeof digits, "%.0f", trunc(magnitude));
    if (count > tens) snprintf(text, sizeof text, "%.*e", count - tens - 1, magnitude);
    else
        snprintf(text, sizeof text, "%de%d", count == tens && exceeds_half(digits, magnitude),
                 tens);
    return strtod(text, NULL);
}

bool format_round(double value, int64_t digits, double *out, gd_error *err)
{
    double rounded;
    char text[DBL_MAX_10_EXP + MOST_PLACES + 8];
    if (!isfinite(value) || digits > MOST_PLACES) rounded = value;
    else if (digits < -MOST_TENS) rounded = copysign(0, value);
    else if (digits < 0) rounded = copysign(round_to_tens(fabs(value), (int)-digits), value);
    else {
        snprintf(text, sizeof text, "%.*f", (int)digits, value);
        rounded = strtod(text, NULL);
    }
    if (isinf(rounded) && !isinf(value))
        return gd_fail(err, GD_INT_OVERFLOW, "rounded value too large to represent");
    *out = rounded;
    return true;
}

/* 10^18 is the greatest power of ten below 2^63; a multiple of 10^19 is 0 or too great. */
bool format_round_int(int64_t value, int64_t digits, int64_t *out, gd_error *err)
{
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value, unit = 1, rounded = 0;
    if (digits >= -19) {
        for (int64_t i = digits; i < 0; i++) unit *= 10;
        uint64_t rest = magnitude % unit, half = unit / 2;
        bool odd = magnitude / unit % 2;
        rounded = magnitude - rest;
        if (unit > 1 && (rest > half || (rest == half && odd))) rounded += unit;
    }
    if (rounded > (uint64_t)INT64_MAX + (value < 0))
        return gd_fail(err, GD_INT_OVERFLOW, "the rounded integer does not fit in 64 bits");
    *out = value < 0 ? (int64_t)-rounded : (int64_t)rounded;
    return true;
}
