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

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

/* The table g, for 10^LEAST to 10^MOST: what doubles from 5e-324 to 1.8e308 ask for. It is computed
 * once for the process, exactly and in some 40 microseconds, which is less to read and to trust
 * than 617 literals. */
enum { LEAST = -292, MOST = 324, LIMBS = 26, LIMB_BITS = 32 };

typedef struct power {
    uint64_t high, low;
} power;

static power powers[MOST - LEAST + 1];
static pthread_once_t powers_once = PTHREAD_ONCE_INIT;

/* A natural number below 2^832, least limb first: room for 5^324 and for 2^831, of which
 * division by 5^292 leaves 153 bits. */
typedef struct natural {
    uint32_t limb[LIMBS];
} natural;

static void multiply_by_5(natural *n)
{
    uint64_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += (uint64_t)n->limb[i] * 5;
        n->limb[i] = (uint32_t)carry;
        carry >>= LIMB_BITS;
    }
}

/* n becomes floor(n / 5). Floors of floors are floors: k steps leave floor(n / 5^k). */
static void divide_by_5(natural *n)
{
    uint64_t rest = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
        rest = rest << LIMB_BITS | n->limb[i];
        n->limb[i] = (uint32_t)(rest / 5);
        rest %= 5;
    }
}

static int top_limb(const natural *n)
{
    int top = LIMBS - 1;
    while (!n->limb[top]) top--;
    return top;
}

/* The 128 bits of a positive n from its highest one on, zeros below its lowest; *exact receives
 * whether no one bit is left out. */
static power leading_bits(const natural *n, bool *exact)
{
    int top = top_limb(n), shift = __builtin_clz(n->limb[top]);
    uint32_t word[5]; /* the four below the top are shifted into */
    for (int i = 0; i < 5; i++) word[i] = top >= i ? n->limb[top - i] : 0;
    *exact = !(word[4] & (UINT32_MAX >> shift));
    for (int i = 5; i <= top; i++) *exact = *exact && !n->limb[top - i];
    for (int i = 0; i < 4; i++) {
        uint64_t pair = (uint64_t)word[i] << LIMB_BITS | word[i + 1];
        word[i] = (uint32_t)(pair >> (LIMB_BITS - shift));
    }
    return (power){(uint64_t)word[0] << 32 | word[1], (uint64_t)word[2] << 32 | word[3]};
}

static power round_up(power g, bool exact)
{
    uint128 up = ((uint128)g.high << 64 | g.low) + !exact;
    return (power){(uint64_t)(up >> 64), (uint64_t)up};
}

/* 10^k and 5^k differ by a power of two, so they have the same leading bits. */
static void compute_powers(void)
{
    bool exact;
    natural n = {.limb = {1}};
    for (int k = 0; k <= MOST; k++, multiply_by_5(&n)) {
        power g = leading_bits(&n, &exact);
        powers[k - LEAST] = round_up(g, exact);
    }
    n = (natural){.limb = {[LIMBS - 1] = 1u << (LIMB_BITS - 1)}};
    for (int k = -1; k >= LEAST; k--) { /* no power of two is a multiple of 5: never exact */
        divide_by_5(&n);
        powers[k - LEAST] = round_up(leading_bits(&n, &exact), false);
    }
}

/* floor(log2(10^k)) and floor(log10(width of the rounding interval of 2^q)); the factors are
 * log2(10) * 2^19 and log10(2) * 2^22, and log10(3/4) * 2^22 where the value below is only half as
 * far away. Exact over the range of doubles (paper, section 8). */
static int floor_log2_of_power_of_10(int k)
{
    return (k * 1741647) >> 19;
}

static int floor_log10_of_width(int q, bool lower_is_closer)
{
    return (q * 1262611 - (lower_is_closer ? 524031 : 0)) >> 22;
}

/* floor(n * g / 2^128), its last bit set when something was dropped. g is up to one too great, so a
 * fraction of 2^-64 or less may be that excess and counts as nothing. */
static uint64_t scale_to_odd(power g, uint64_t n)
{
    uint128 low = (uint128)g.low * n;
    uint128 sum = (uint128)g.high * n + (uint64_t)(low >> 64);
    return (uint64_t)(sum >> 64) | ((uint64_t)sum > 1);
}

static decimal without_trailing_zeros(uint64_t digits, int exponent)
{
    static const struct {
        uint32_t power;
        int zeros;
    } steps[] = {{100000000, 8}, {100000000, 8}, {10000, 4}, {100, 2}, {10, 1}};
    if (digits % 10) return (decimal){digits, exponent};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (digits % steps[i].power) continue;
        digits /= steps[i].power;
        exponent += steps[i].zeros;
    }
    return (decimal){digits, exponent};
}

/* The answer for c * 2^q, c > 0. The ends of the interval belong to it when c is even, because
 * reading rounds ties to even. */
static decimal shortest(uint64_t c, int q, bool lower_is_closer)
{
    pthread_once(&powers_once, compute_powers);
    int k = floor_log10_of_width(q, lower_is_closer);
    int h = q + floor_log2_of_power_of_10(-k) + 1;
    power g = powers[-k - LEAST];
    uint64_t odd = c & 1;
    uint64_t lower = scale_to_odd(g, (4 * c - (lower_is_closer ? 1 : 2)) << h) + odd;
    uint64_t value = scale_to_odd(g, (4 * c) << h);
    uint64_t upper = scale_to_odd(g, (4 * c + 2) << h) - odd;

    uint64_t s = value / 4, tens = s / 10;
    bool low_fits = tens && lower <= 40 * tens, high_fits = tens && 40 * tens + 40 <= upper;
    if (low_fits != high_fits) return without_trailing_zeros(tens + high_fits, k + 1);
    low_fits = lower <= 4 * s, high_fits = 4 * s + 4 <= upper;
    if (low_fits != high_fits) return without_trailing_zeros(s + high_fits, k);
    uint64_t middle = 4 * s + 2;
    bool up = value > middle || (value == middle && (s & 1));
    return without_trailing_zeros(s + up, k);
}

static decimal from_parts(uint64_t c, int q, bool lower_is_closer)
{
    if (!c) return (decimal){0, 0};
    bool small_integer = q <= 0 && q > -53 && !(c & ((UINT64_C(1) << -q) - 1));
    return small_integer ? without_trailing_zeros(c >> -q, 0) : shortest(c, q, lower_is_closer);
}

decimal decimal_from_double(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int exponent = (int)(bits >> 52 & 2047);
    if (!exponent) return from_parts(fraction, -1074, false);
    return from_parts(fraction | UINT64_C(1) << 52, exponent - 1075, !fraction && exponent > 1);
}

decimal decimal_from_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint32_t fraction = bits & ((UINT32_C(1) << 23) - 1);
    int exponent = (int)(bits >> 23 & 255);
    if (!exponent) return from_parts(fraction, -149, false);
    return from_parts(fraction | UINT32_C(1) << 23, exponent - 150, !fraction && exponent > 1);
}

static const char two_digits[] = "00010203040506070809101112131415161718192021222324"
                                 "25262728293031323334353637383940414243444546474849"
                                 "50515253545556575859606162636465666768697071727374"
                                 "75767778798081828384858687888990919293949596979899";

enum { DIGITS_ROOM = 24 }; /* more than the 20 digits of UINT64_MAX */

/* Writes the digits of n so that they end at `end`; returns where they begin. */
static char *digits_before(char *end, uint64_t n)
{
    while (n >= 100) {
        end -= 2;
        memcpy(end, two_digits + 2 * (n % 100), 2);
        n /= 100;
    }
    if (n < 10) return *--end = (char)('0' + n), end;
    memcpy(end -= 2, two_digits + 2 * n, 2);
    return end;
}

static char *put(char *out, const char *bytes, size_t size)
{
    memcpy(out, bytes, size);
    return out + size;
}

static char *put_zeros(char *out, int count)
{
    memset(out, '0', (size_t)count);
    return out + count;
}

/* d.ddde+x, where x is the exponent of the first digit. */
static char *put_scientific(char *out, const char *digits, int count, int x)
{
    *out++ = *digits;
    if (count > 1) {
        *out++ = '.';
        out = put(out, digits + 1, (size_t)count - 1);
    }
    *out++ = 'e';
    *out++ = x < 0 ? '-' : '+';
    char room[DIGITS_ROOM], *end = room + DIGITS_ROOM;
    const char *first = digits_before(end, (uint64_t)(x < 0 ? -x : x));
    return put(out, first, (size_t)(end - first));
}

static char *put_decimal(char *out, decimal d)
{
    char room[DIGITS_ROOM], *end = room + DIGITS_ROOM;
    const char *digits = digits_before(end, d.digits);
    int count = (int)(end - digits), point = count + d.exponent; /* digits before the point */
    if (point > 17 || point < -4) return put_scientific(out, digits, count, point - 1);
    if (d.exponent >= 0) return put_zeros(put(out, digits, (size_t)count), d.exponent);
    if (point <= 0) {
        out = put_zeros(put(out, "0.", 2), -point);
        return put(out, digits, (size_t)count);
    }
    out = put(out, digits, (size_t)point);
    *out++ = '.';
    return put(out, digits + point, (size_t)(count - point));
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
    if (negative) *out++ = '-';
    return (size_t)(put_decimal(out, decimal_from_double(value)) - start);
}

size_t decimal_print_float(char *out, float value)
{
    char *start = out;
    bool negative = __builtin_signbit(value);
    if (!__builtin_isfinite(value))
        return (size_t)(put_special(out, __builtin_isnan(value), negative) - start);
    if (negative) *out++ = '-';
    return (size_t)(put_decimal(out, decimal_from_float(value)) - start);
}

size_t decimal_print_int(char *out, int64_t value)
{
    char *start = out, room[DIGITS_ROOM], *end = room + DIGITS_ROOM;
    if (value < 0) *out++ = '-';
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    const char *digits = digits_before(end, magnitude);
    return (size_t)(put(out, digits, (size_t)(end - digits)) - start);
}
