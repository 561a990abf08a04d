/* Numbers as text: the fewest decimal digits that read back to the same binary value, and the
 * value nearest to a decimal text. Both are exact for every finite value; neither looks at the
 * locale. */
#ifndef GRADD_BASE_DECIMAL_H
#define GRADD_BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_ROOM = 32 }; /* bytes that any of the decimal_print functions may write */

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

#endif
