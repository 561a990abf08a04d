/* Shortest decimal digits, by the method of Raffaello Giulietti, "The Schubfach way to render
 * doubles" (2020).
 *
 * A finite value is v = c * 2^q. Every real number in its rounding interval, from half-way to the
 * value below up to half-way to the value above, reads back as v. Choose k so that 10^k is the
 * greatest power of ten not above the width of that interval: then the interval holds at least one
 * multiple of 10^k and (pigeons and holes, which is the name) at most one multiple of 10^(k+1).
 * If it holds the latter, that is the answer, and its trailing zeros are dropped; otherwise the
 * multiple of 10^k nearest to v is.
 *
 * All is done in units of 10^k / 4, in which v and both ends are integers times the real number
 * 2^q * 10^-k. With g = ceil(10^-k * 2^-r), r = floor(log2 10^-k) - 127, a table value of 128 bits,
 *
 *     n * 2^q * 10^-k  ~  n * 2^h * g / 2^128,    h = q + r + 128,   1 <= h <= 4,
 *
 * and the paper (section 9) shows that 128 bits decide every comparison below rightly, provided
 * that an inexact quotient is rounded to odd. A float has fewer bits and a smaller range, so the
 * same steps serve it.
 *
 * Values that are integers below 2^53 need none of it: no shorter multiple of a power of ten than
 * the integer itself lies within the half that is its interval. */
#include "engine/base/decimal.h"

#include "engine/base/decimal_power.h"

#include <stdbool.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* floor(log10(width of the rounding interval of 2^q)); the factor is log10(2) * 2^22, and
 * log10(3/4) * 2^22 comes off where the value below is only half as far away. Exact over the range
 * of doubles (paper, section 8). */
static int floor_log10_of_width(int q, bool lower_is_closer)
{
    return (q * 1262611 - (lower_is_closer ? 524031 : 0)) >> 22;
}

/* floor(n * g / 2^128), its last bit set when something was dropped. g is up to one too great, so a
 * fraction of 2^-64 or less may be that excess and counts as nothing. */
static uint64_t scale_to_odd(decimal_power g, uint64_t n)
{
    uint128 low = (uint128)g.low * n;
    uint128 sum = (uint128)g.high * n + (uint64_t)(low >> 64);
    return (uint64_t)(sum >> 64) | ((uint64_t)sum > 1);
}

static decimal without_trailing_zeros(decimal d)
{
    static const struct {
        uint32_t power;
        int zeros;
    } steps[] = {{100000000, 8}, {100000000, 8}, {10000, 4}, {100, 2}, {10, 1}};
    if (d.digits % 10 || !d.digits) return d;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (d.digits % steps[i].power) continue;
        d.digits /= steps[i].power;
        d.exponent += steps[i].zeros;
    }
    return d;
}

/* The answer for c * 2^q, c > 0, perhaps with zeros at its end. The ends of the interval belong to
 * it when c is even, because reading rounds ties to even. Random values need the multiple of
 * 10^(k+1) as often as not, so both answers are made and one is chosen without a branch. */
static decimal shortest(uint64_t c, int q, bool lower_is_closer)
{
    int k = floor_log10_of_width(q, lower_is_closer);
    int h = q + decimal_floor_log2(-k) + 1;
    decimal_power g = decimal_power_of_10(-k);
    uint64_t odd = c & 1;
    uint64_t lower = scale_to_odd(g, (4 * c - 2 + lower_is_closer) << h) + odd;
    uint64_t value = scale_to_odd(g, (4 * c) << h);
    uint64_t upper = scale_to_odd(g, (4 * c + 2) << h) - odd;

    uint64_t s = value / 4, tens = s / 10;
    uint64_t low_fits = lower <= 40 * tens, high_fits = 40 * tens + 40 <= upper;
    uint64_t is_round = (low_fits ^ high_fits) & (tens != 0), round = 10 * (tens + high_fits);
    low_fits = lower <= 4 * s, high_fits = 4 * s + 4 <= upper;
    uint64_t one_fits = low_fits ^ high_fits, middle = 4 * s + 2;
    uint64_t nearer = (value > middle) | ((value == middle) & s);
    uint64_t full = s + ((one_fits & high_fits) | ((one_fits ^ 1) & nearer));
    return (decimal){full ^ ((full ^ round) & -is_round), k};
}

/* The same for c of a normal value whose neighbours are equally far, mostly in one product. In
 * units of 10^(k+1) the value is T + F, T an integer and F a fraction of 64 bits, as is H, half of
 * the interval. If T or T + 1 lies within, that is the answer; not both do, as the interval is less
 * than 1 wide. Else it is the multiple of 10^k nearest to the value, which is no farther than H.
 * (As far only if 10^k = 2^q = 1; then the value is a small integer, and not here.)
 *
 * Of F and H the bits below are cut off, and g is too great by less than a thousandth of the last
 * one. So in units of 2^-64 both are wrong by at most 1, F - H and 1 - F - H by at most 2, 10 F by
 * at most 10: what is as near as that to an end or to a middle goes the long way. */
static inline decimal likely(uint64_t c, int q)
{
    enum { SPARE = 11 }; /* bits above those of c */
    int k = floor_log10_of_width(q, false);
    int h = q + decimal_floor_log2(-k - 1) + 1; /* -3 <= h <= 0 */
    decimal_power g = decimal_power_of_10(-k - 1);
    uint128 low = (uint128)g.low * (c << (SPARE + h));
    uint128 sum = (uint128)g.high * (c << (SPARE + h)) + (uint64_t)(low >> 64);
    uint64_t t = (uint64_t)(sum >> (64 + SPARE)), f = (uint64_t)(sum >> SPARE);
    uint64_t half = g.high >> (1 - h);

    uint128 tenfold = (uint128)f * 10;
    uint64_t rest = (uint64_t)tenfold, middle = UINT64_C(1) << 63;
    if ((f - half + 2 <= 4) | (-f - half + 2 <= 4) | (rest - middle + 10 <= 20))
        return shortest(c, q, false);
    uint64_t digit = (uint64_t)(tenfold >> 64) + (rest >= middle);
    digit = -f < half ? 10 : digit;
    digit = f < half ? 0 : digit;
    return (decimal){10 * t + digit, k};
}

static decimal from_parts(uint64_t c, int q, bool lower_is_closer)
{
    bool small_integer = q <= 0 && q > -53 && !(c & ((UINT64_C(1) << -q) - 1));
    if (small_integer) return (decimal){c >> -q, 0};
    return lower_is_closer ? shortest(c, q, true) : likely(c, q);
}

static decimal digits_of_double(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int exponent = (int)(bits >> 52 & 2047);
    if (!exponent) return fraction ? shortest(fraction, -1074, false) : (decimal){0, 0};
    return from_parts(fraction | UINT64_C(1) << 52, exponent - 1075, !fraction && exponent > 1);
}

static decimal digits_of_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint32_t fraction = bits & ((UINT32_C(1) << 23) - 1);
    int exponent = (int)(bits >> 23 & 255);
    if (!exponent) return fraction ? shortest(fraction, -149, false) : (decimal){0, 0};
    return from_parts(fraction | UINT32_C(1) << 23, exponent - 150, !fraction && exponent > 1);
}

decimal decimal_from_double(double value)
{
    return without_trailing_zeros(digits_of_double(value));
}

decimal decimal_from_float(float value)
{
    return without_trailing_zeros(digits_of_float(value));
}

#define POWERS(ten) 1##ten, 10##ten, 100##ten, 1000##ten, 10000##ten
static const uint64_t powers_of_10[] = {POWERS(), POWERS(00000), POWERS(0000000000),
                                        POWERS(000000000000000u)};
#undef POWERS

/* The number of decimal digits of n > 0; the factor is log10(2) * 2^12. */
static int count_digits(uint64_t n)
{
    int least = (64 - __builtin_clzll(n)) * 1233 >> 12;
    return least + (n >= powers_of_10[least]);
}

/* high and low, both < 10^8, as sixteen digits, none of them yet a character: halves of four, then
 * pairs, then single ones, each step on all parts at once. The first digit is in the lowest byte of
 * *first, the last in the highest of *second. Returns how many are left without the zeros at the
 * end. */
#ifdef __SSE2__
static inline int sixteen_digits(uint32_t high, uint32_t low, uint64_t *first, uint64_t *second)
{
    __m128i both = _mm_set_epi64x(low, high);
    __m128i up = _mm_srli_epi64(_mm_mul_epu32(both, _mm_set1_epi32((int)0xD1B71759)), 45);
    __m128i parts = _mm_sub_epi64(both, _mm_mul_epu32(up, _mm_set1_epi32(10000)));
    parts = _mm_or_si128(up, _mm_slli_epi64(parts, 32));
    up = _mm_srli_epi16(_mm_mulhi_epu16(parts, _mm_set1_epi16(5243)), 3);
    parts = _mm_sub_epi16(parts, _mm_mullo_epi16(up, _mm_set1_epi16(100)));
    parts = _mm_or_si128(up, _mm_slli_epi32(parts, 16));
    up = _mm_mulhi_epu16(parts, _mm_set1_epi16(6554));
    parts = _mm_sub_epi16(parts, _mm_mullo_epi16(up, _mm_set1_epi16(10)));
    parts = _mm_or_si128(up, _mm_slli_epi16(parts, 8));
    *first = (uint64_t)_mm_cvtsi128_si64(parts);
    *second = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(parts, parts));
    int zeros = _mm_movemask_epi8(_mm_cmpeq_epi8(parts, _mm_setzero_si128()));
    return 31 - __builtin_clz(2 * (unsigned)(zeros ^ 0xFFFF) + 1);
}
#else
static uint64_t eight_digits(uint32_t n)
{
    uint64_t parts = n / 10000 | (uint64_t)(n % 10000) << 32;
    uint64_t high = (parts * 5243 >> 19) & UINT64_C(0x0000007F0000007F);
    parts = high | (parts - 100 * high) << 16;
    high = (parts * 103 >> 10) & UINT64_C(0x000F000F000F000F);
    return high | (parts - 10 * high) << 8;
}

static inline int sixteen_digits(uint32_t high, uint32_t low, uint64_t *first, uint64_t *second)
{
    *first = eight_digits(high);
    *second = eight_digits(low);
    if (*second) return 16 - (__builtin_clzll(*second) >> 3);
    return *first ? 8 - (__builtin_clzll(*first) >> 3) : 0;
}
#endif

static const uint64_t characters = UINT64_C(0x3030303030303030); /* eight times '0' */

static void store_8(char *out, uint64_t bytes)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    memcpy(out, &bytes, 8);
}

/* Seventeen digits, as a number's shortest ones never are more: one, then twice eight. */
typedef struct digits {
    char first;
    uint64_t middle, last; /* characters */
    int count;             /* without the zeros at the end; at least 1 */
} digits;

enum { ALL_DIGITS = 17 };

/* Of n > 0; *count receives the number of its digits. Those of most doubles are 16 or 17. */
static inline digits split(uint64_t n, int *count)
{
    if (n >= powers_of_10[15]) { /* without a branch, which would be wrong half of the time */
        uint64_t is_long = n >= powers_of_10[16];
        *count = 16 + (int)is_long;
        n += 9 * n & (is_long - 1);
    } else {
        *count = count_digits(n);
        n *= powers_of_10[ALL_DIGITS - *count];
    }
    uint32_t nine = (uint32_t)(n / 100000000), first = nine / 100000000;
    digits d = {.first = (char)('0' + first)};
    d.count = 1 + sixteen_digits(nine - 100000000 * first,
                                 (uint32_t)(n - UINT64_C(100000000) * nine), &d.middle, &d.last);
    d.middle |= characters;
    d.last |= characters;
    return d;
}

static char *put(char *out, const char *bytes, size_t size)
{
    memcpy(out, bytes, size);
    return out + size;
}

/* d.ddde+x, where x is the exponent of the first digit. */
static char *put_scientific(char *out, const digits *d, int x)
{
    out[0] = d->first;
    out[1] = '.';
    store_8(out + 2, d->middle);
    store_8(out + 10, d->last);
    out += d->count + (d->count > 1);
    *out++ = 'e';
    *out++ = x < 0 ? '-' : '+';
    return out + decimal_print_int(out, x < 0 ? -x : x);
}

/* n * 10^exponent, n > 0. All digits are stored and what is not needed overwritten. */
static inline char *put_decimal(char *out, decimal number)
{
    int point; /* digits before it */
    const digits d = split(number.digits, &point);
    point += number.exponent;
    if (point > 17 || point < -4) return put_scientific(out, &d, point - 1);
    if (point <= 0) {
        memcpy(out, "0.0000", 6);
        out += 2 - point;
        point = d.count;
    }
    out[0] = d.first;
    store_8(out + 1, d.middle);
    store_8(out + 9, d.last);
    if (point >= d.count) return out + point;
    uint128 tail = ((uint128)d.last << 64 | d.middle) >> 8 * (point - 1);
    out[point] = '.';
    store_8(out + point + 1, (uint64_t)tail);
    store_8(out + point + 9, (uint64_t)(tail >> 64));
    return out + d.count + 1;
}

static char *put_special(char *out, bool is_nan, bool negative)
{
    if (is_nan) return put(out, "NaN", 3);
    return negative ? put(out, "-Infinity", 9) : put(out, "Infinity", 8);
}

size_t decimal_print_double(char *out, double value)
{
    char *start = out;
    bool negative = __builtin_signbit(value);
    if (!__builtin_isfinite(value))
        return (size_t)(put_special(out, __builtin_isnan(value), negative) - start);
    *out = '-';
    out += negative;
    if (value == 0) return *out = '0', (size_t)(out + 1 - start);
    return (size_t)(put_decimal(out, digits_of_double(value)) - start);
}

size_t decimal_print_float(char *out, float value)
{
    char *start = out;
    bool negative = __builtin_signbit(value);
    if (!__builtin_isfinite(value))
        return (size_t)(put_special(out, __builtin_isnan(value), negative) - start);
    *out = '-';
    out += negative;
    if (value == 0) return *out = '0', (size_t)(out + 1 - start);
    return (size_t)(put_decimal(out, digits_of_float(value)) - start);
}

/* A processor looks ahead over less than what one value takes. So of many values first the digits
 * are found and then the texts are written: the work on several of them overlaps. */
typedef struct signed_decimal {
    decimal magnitude;
    bool negative;
} signed_decimal;

enum { AT_ONCE = 32 };

static char *put_all(char *out, const signed_decimal *numbers, int n)
{
    for (int i = 0; i < n; i++) {
        *out = '-';
        out = put_decimal(out + numbers[i].negative, numbers[i].magnitude);
        *out++ = ',';
    }
    return out;
}

int64_t decimal_print_doubles(char **out, const double *values, int64_t count)
{
    signed_decimal numbers[AT_ONCE];
    int64_t done = 0;
    for (int n = AT_ONCE; n == AT_ONCE; done += n) {
        n = 0;
        for (const double *value = values + done; n < AT_ONCE && done + n < count; n++, value++) {
            if (*value == 0 || !__builtin_isfinite(*value)) break;
            numbers[n] = (signed_decimal){digits_of_double(*value), __builtin_signbit(*value)};
        }
        *out = put_all(*out, numbers, n);
    }
    return done;
}

int64_t decimal_print_floats(char **out, const float *values, int64_t count)
{
    signed_decimal numbers[AT_ONCE];
    int64_t done = 0;
    for (int n = AT_ONCE; n == AT_ONCE; done += n) {
        n = 0;
        for (const float *value = values + done; n < AT_ONCE && done + n < count; n++, value++) {
            if (*value == 0 || !__builtin_isfinite(*value)) break;
            numbers[n] = (signed_decimal){digits_of_float(*value), __builtin_signbit(*value)};
        }
        *out = put_all(*out, numbers, n);
    }
    return done;
}

size_t decimal_print_int(char *out, int64_t value)
{
    const char *start = out;
    uint64_t n = value < 0 ? -(uint64_t)value : (uint64_t)value, first, second;
    *out = '-';
    out += value < 0;
    if (n >= powers_of_10[16]) { /* of which there are 922 */
        out += decimal_print_int(out, (int64_t)(n / powers_of_10[16]));
        n %= powers_of_10[16];
        sixteen_digits((uint32_t)(n / 100000000), (uint32_t)(n % 100000000), &first, &second);
        store_8(out, first | characters);
        store_8(out + 8, second | characters);
        return (size_t)(out + 16 - start);
    }
    uint32_t high = (uint32_t)(n / 100000000), low = (uint32_t)(n % 100000000);
    sixteen_digits(high, low, &first, &second);
    int count = count_digits(high ? high : low | 1);
    store_8(out, ((high ? first : second) | characters) >> 8 * (8 - count));
    if (!high) return (size_t)(out + count - start);
    store_8(out + count, second | characters);
    return (size_t)(out + count + 8 - start);
}
