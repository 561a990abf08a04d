/* Numbers as text: the fewest decimal digits that read back to the same binary value, and the
 * value nearest to a decimal text. Both are exact for every finite value; neither looks at the
 * locale. */
#ifndef GRADD_BASE_DECIMAL_H
#define GRADD_BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_ROOM = 40 }; /* bytes that any of the decimal_print functions may write */

/* The shortest digits of a finite value, the closest of them to the value, without sign:
 * value = digits * 10^exponent, digits without trailing zeros (0 for zero). */
typedef struct decimal {
    uint64_t digits;
    int32_t exponent;
} decimal;

decimal decimal_from_double(double value);
decimal decimal_from_float(float value);

/* Writes a JSON number (or NaN, Infinity, -Infinity without quotes) to `out`, which has room for
 * DECIMAL_ROOM bytes; returns the length; no final 0. An integral value prints without a fraction
 * ("2", "-0"); exponents from 1e17 up and below 1e-5 print as 1e+17, 1e-6 in the way of Python. */
size_t decimal_print_double(char *out, double value);
size_t decimal_print_float(char *out, float value);
size_t decimal_print_int(char *out, int64_t value);

/* Write values up to the first that is 0 or not finite, at most `count`, as the above do and with a
 * comma behind each; *out, which has room for DECIMAL_ROOM bytes a value, becomes the end. Return
 * how many values. */
int64_t decimal_print_doubles(char **out, const double *values, int64_t count);
int64_t decimal_print_floats(char **out, const float *values, int64_t count);

/* Read the number that the text up to `end` begins with, by the grammar of JSON (no sign +, no
 * leading zeros, digits on both sides of a point), to the nearest value, ties to even: an infinity
 * beyond the greatest one, 0 of its sign below half the least one. Return where it ends, whatever
 * follows there, or NULL if there is none. decimal_read_int takes integers within int64 alone: -0
 * as 0, and NULL for a fraction, an exponent, or what does not fit. */
const char *decimal_read_double(const char *text, const char *end, double *value);
const char *decimal_read_float(const char *text, const char *end, float *value);
const char *decimal_read_int(const char *text, const char *end, int64_t *value);

#endif
