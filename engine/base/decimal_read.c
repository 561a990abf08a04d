/* Decimal text → the nearest binary value, ties to even: what strtod and strtof do, several times
 * faster, and for the grammar of JSON's numbers alone.
 *
 * A number is w * 10^q with w its digits. In turn, until one decides:
 *
 *   exact operands   w and 10^|q| are exact values of the type, so one division or multiplication
 *                    rounds once (Clinger, "How to read floating point numbers accurately", 1990)
 *   128-bit product  w * g, where g is 10^q from the table, is too great by less than w, so it gives
 *                    all bits of the value unless those beyond the rounding bit are zeros (Lemire,
 *                    "Number parsing at a gigabyte per second", 2021, with this test in place of his)
 *   division by 5    a tie with q < 0 needs a w that is a multiple of 5^-q; without it q is 0, and
 *                    the product exact
 *   19 digits        of more digits w and w + 1 enclose the value, which is right where they agree
 *   the C library    reads as many digits as can matter from a copy without a point, so that no
 *                    locale has a say
 *
 * Eight bytes are read as digits at a time, without a branch on how many of them are (ibid.). */
#include "engine/base/decimal.h"
#include "engine/base/decimal_power.h"

#include <float.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number as it stands in a text. */
typedef struct literal {
    uint64_t digits;   /* modulo 2^64 */
    int64_t exponent;  /* of the last digit */
    int64_t count;     /* of all digits, leading zeros included */
    const char *first; /* digit */
    bool negative;
} literal;

/* A binary format: a value is c * 2^q with c < 2^bits, q >= least. */
typedef struct format {
    int bits, least;
    uint64_t infinity; /* its representation */
} format;

static const format doubles = {53, -1074, UINT64_C(0x7FF) << 52};
static const format floats = {24, -149, UINT64_C(0xFF) << 23};

enum { MOST_DIGITS = 19, LEAST_POWER = -342, MOST_POWER = 308 };

static const int64_t MOST_EXPONENT = 10000000000; /* far beyond what texts have digits */

static uint64_t load_8(const char *at, const char *end)
{
    uint64_t bytes = 0;
    if (end - at >= 8) memcpy(&bytes, at, 8);
    else if (at < end) memcpy(&bytes, at, (size_t)(end - at));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* The number of digits that the eight bytes begin with, each byte having been xored with '0'. A
 * carry goes into bytes behind the first that is none, and these do not matter. */
static int leading_digits(uint64_t bytes)
{
    uint64_t others =
        ((bytes + UINT64_C(0x7676767676767676)) | bytes) & UINT64_C(0x8080808080808080);
    return others ? __builtin_ctzll(others) / 8 : 8;
}

/* The value of eight digits, the first in the lowest byte: pairs, fours, then all. */
static uint64_t value_of_8(uint64_t digits)
{
    const uint64_t mask = UINT64_C(0x000000FF000000FF);
    digits = digits * 10 + (digits >> 8);
    return (((digits & mask) * (100 + (UINT64_C(1000000) << 32))) +
            ((digits >> 16 & mask) * (1 + (UINT64_C(10000) << 32)))) >>
           32;
}

/* Appends to *value the digits at `at`; returns where they end. */
static inline const char *take_digits(const char *at, const char *end, uint64_t *value)
{
    static const uint32_t shift[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    for (;;) {
        uint64_t bytes = load_8(at, end) ^ UINT64_C(0x3030303030303030);
        int n = leading_digits(bytes);
        if (!n) return at;
        *value = *value * shift[n] + value_of_8(bytes << (64 - 8 * n));
        at += n;
        if (n < 8) return at;
    }
}

static const char *take_exponent(const char *at, const char *end, int64_t *exponent)
{
    bool negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    const char *first = at;
    int64_t value = 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++)
        if (value < MOST_EXPONENT) value = value * 10 + (*at - '0');
    *exponent += negative ? -value : value;
    return at == first ? NULL : at;
}

/* The number at `at`, in parts; returns where it ends, or NULL if there is none. */
static inline const char *take_literal(const char *at, const char *end, literal *number)
{
    *number = (literal){.negative = at < end && *at == '-'};
    number->first = at += number->negative;
    at = take_digits(at, end, &number->digits);
    number->count = at - number->first;
    if (!number->count || (number->count > 1 && *number->first == '0')) return NULL;
    if (at < end && *at == '.') {
        const char *fraction = at + 1;
        at = take_digits(fraction, end, &number->digits);
        if (at == fraction) return NULL;
        number->exponent = fraction - at;
        number->count += at - fraction;
    }
    return at < end && (*at | 32) == 'e' ? take_exponent(at + 1, end, &number->exponent) : at;
}

/* The representation of w * 10^q * 2^twos, w > 0, in *bits; false if the product cannot tell. */
static inline bool round_product(uint64_t w, int q, int twos, format f, uint64_t *bits)
{
    decimal_power g = decimal_power_of_10(q);
    bool exact = q >= 0 && q <= DECIMAL_MOST_EXACT_POWER;
    int zeros = __builtin_clzll(w);
    w <<= zeros;
    uint128 low = (uint128)g.low * w, sum = (uint128)g.high * w + (uint64_t)(low >> 64);
    uint64_t high = (uint64_t)(sum >> 64);

    /* `high` has 63 or 64 bits; one more than the format's is kept of them, less of a subnormal. */
    int shift = 62 - f.bits + (int)(high >> 63);
    int exponent = decimal_floor_log2(q) + 2 - zeros + twos + shift; /* of the value's last bit */
    if (exponent < f.least) shift += f.least - exponent, exponent = f.least;
    if (shift > 63) return *bits = 0, true;
    bool beyond = (high & ((UINT64_C(1) << shift) - 1)) || (uint64_t)sum;
    if (!beyond && !exact) return false;
    beyond = beyond || (uint64_t)low;

    uint64_t kept = high >> shift;
    kept = kept / 2 + ((kept & 1) && (beyond || (kept & 2)));
    *bits = ((uint64_t)(exponent - f.least) << (f.bits - 1)) + kept;
    if (*bits > f.infinity) *bits = f.infinity;
    return true;
}

/* w * 10^q = (w / 5^-q) * 2^q, if q < 0 and the division leaves nothing. */
static bool round_quotient(uint64_t w, int q, format f, uint64_t *bits)
{
    if (q >= 0) return false;
    for (int k = q; k < 0; k++, w /= 5)
        if (w % 5) return false;
    return round_product(w, 0, q, f, bits);
}

/* The representation of w * 10^q, w < 10^MOST_DIGITS, in *bits; false if it takes the C library. */
static inline bool round_digits(uint64_t w, int64_t q, format f, uint64_t *bits)
{
    if (!w || q < LEAST_POWER) return *bits = 0, true;
    if (q > MOST_POWER) return *bits = f.infinity, true;
    return round_product(w, (int)q, 0, f, bits) || round_quotient(w, (int)q, f, bits);
}

/* Copies the digits of a number from the first that is not 0 on, at most `most` of them, without
 * the point; returns how many. *exponent becomes that of the last one copied, *more whether what is
 * left out is not all zeros. */
static int copy_digits(const literal *number, char *out, int most, int64_t *exponent, bool *more)
{
    int n = 0;
    const char *at = number->first;
    *more = false;
    *exponent = number->exponent;
    for (int64_t left = number->count; left; at++) {
        if (*at == '.') continue;
        left--;
        if (n < most) n += (out[n] = *at, n || *at != '0');
        else ++*exponent, *more = *more || *at != '0';
    }
    return n;
}

/* What all ways but the last cannot tell. A double that ends half-way between two has at most 768
 * digits; what follows these counts as one more digit. */
static double read_slowly(const literal *number, bool single)
{
    enum { MOST = 768 };
    char text[MOST + 32];
    int64_t exponent;
    bool more;
    int n = copy_digits(number, text, MOST, &exponent, &more);
    if (more) text[n++] = '1', exponent--;
    snprintf(text + n, sizeof text - (size_t)n, "e%lld", (long long)exponent);
    return single ? (double)strtof(text, NULL) : strtod(text, NULL);
}

/* A number of more digits than `digits` can hold. */
static bool round_many(const literal *number, format f, uint64_t *bits)
{
    char text[MOST_DIGITS];
    int64_t exponent;
    bool more;
    uint64_t w = 0, above;
    int n = copy_digits(number, text, MOST_DIGITS, &exponent, &more);
    for (int i = 0; i < n; i++) w = w * 10 + (uint64_t)(text[i] - '0');
    if (!round_digits(w, exponent, f, bits)) return false;
    return !more || (round_digits(w + 1, exponent, f, &above) && above == *bits);
}

static inline bool round_literal(const literal *number, format f, uint64_t *bits)
{
    return number->count <= MOST_DIGITS ? round_digits(number->digits, number->exponent, f, bits)
                                        : round_many(number, f, bits);
}

_Static_assert(FLT_EVAL_METHOD == 0, "operations on exact operands round once");

/* Whether a number is the outcome of one operation on operands that are exact in a type whose
 * integers are so up to `most` and whose powers of ten up to 10^`power`. */
static inline bool is_exact(const literal *number, uint64_t most, int power)
{
    return number->digits <= most && number->exponent >= -power && number->exponent <= power &&
           number->count <= MOST_DIGITS;
}

const char *decimal_read_double(const char *text, const char *end, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    literal number;
    const char *stop = take_literal(text, end, &number);
    if (!stop) return NULL;
    double magnitude = (double)number.digits;
    uint64_t bits;
    if (is_exact(&number, UINT64_C(1) << DBL_MANT_DIG, 22))
        magnitude = number.exponent < 0 ? magnitude / powers[-number.exponent]
                                        : magnitude * powers[number.exponent];
    else if (round_literal(&number, doubles, &bits)) memcpy(&magnitude, &bits, sizeof bits);
    else magnitude = read_slowly(&number, false);
    *value = number.negative ? -magnitude : magnitude;
    return stop;
}

const char *decimal_read_float(const char *text, const char *end, float *value)
{
    static const float powers[] = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f,
                                   1e6f, 1e7f, 1e8f, 1e9f, 1e10f};
    literal number;
    const char *stop = take_literal(text, end, &number);
    if (!stop) return NULL;
    float magnitude = (float)number.digits;
    uint64_t bits;
    if (is_exact(&number, UINT64_C(1) << FLT_MANT_DIG, 10))
        magnitude = number.exponent < 0 ? magnitude / powers[-number.exponent]
                                        : magnitude * powers[number.exponent];
    else if (round_literal(&number, floats, &bits))
        memcpy(&magnitude, &(uint32_t){(uint32_t)bits}, sizeof magnitude);
    else magnitude = (float)read_slowly(&number, true);
    *value = number.negative ? -magnitude : magnitude;
    return stop;
}

const char *decimal_read_int(const char *text, const char *end, int64_t *value)
{
    literal number;
    const char *stop = take_literal(text, end, &number);
    const char *last = number.first + number.count;
    if (!stop || stop != last || number.count > MOST_DIGITS) return NULL;
    uint64_t most = (uint64_t)INT64_MAX + number.negative;
    if (number.digits > most) return NULL;
    *value = (int64_t)(number.negative ? -number.digits : number.digits);
    return stop;
}
