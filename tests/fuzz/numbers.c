/* A long run over numbers: reading against the C library, printing by reading back.
 *
 * usage: numbers COUNT [SEED]. Each value is one of: bits of a double or a float at random, printed
 * and read back; digits and an exponent at random, a double's own digits cut short or drawn out, or
 * the middle between two neighbours, read by us and by strtod and strtof. Ends with 1 at the first
 * thing that is wrong. */
#include "engine/base/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t state;

static uint64_t random_bits(void) /* xorshift64* (Vigna 2016) */
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * UINT64_C(0x2545F4914F6CDD1D);
}

static double random_double(void)
{
    double value;
    do {
        uint64_t bits = random_bits();
        memcpy(&value, &bits, sizeof value);
    } while (!isfinite(value));
    return value;
}

static float random_float(void)
{
    float value;
    do {
        uint32_t bits = (uint32_t)(random_bits() >> 32);
        memcpy(&value, &bits, sizeof value);
    } while (!isfinite(value));
    return value;
}

static void check(bool holds, const char *what, const char *text)
{
    if (holds) return;
    printf("numbers: %s: %s\n", what, text);
    exit(1);
}

/* The text reads as by the C library. */
static void check_reading(const char *text)
{
    const char *end = text + strlen(text);
    double value, expected = strtod(text, NULL);
    float single, expected_single = strtof(text, NULL);
    check(decimal_read_double(text, end, &value) == end && !memcmp(&value, &expected, sizeof value),
          "strtod disagrees", text);
    check(decimal_read_float(text, end, &single) == end &&
              !memcmp(&single, &expected_single, sizeof single),
          "strtof disagrees", text);
}

static void check_double(double value)
{
    char text[DECIMAL_ROOM + 1];
    double back = 0;
    size_t length = decimal_print_double(text, value);
    text[length] = 0;
    check(decimal_read_double(text, text + length, &back) == text + length &&
              !memcmp(&value, &back, sizeof value),
          "not read back", text);
}

static void check_float(float value)
{
    char text[DECIMAL_ROOM + 1];
    float back = 0;
    size_t length = decimal_print_float(text, value);
    text[length] = 0;
    check(decimal_read_float(text, text + length, &back) == text + length &&
              !memcmp(&value, &back, sizeof value),
          "not read back", text);
}

/* A digit fewer than what is printed never reads back, and no other as long is nearer. */
static void check_shortest(double value)
{
    char text[64];
    decimal d = decimal_from_double(fabs(value));
    int count = snprintf(text, sizeof text, "%llu", (unsigned long long)d.digits);
    if (count < 2 || value == 0) return;
    snprintf(text, sizeof text, "%.*e", count - 2, value);
    check(strtod(text, NULL) != value, "there is a shorter text", text);
    snprintf(text, sizeof text, "%.*e", count - 1, fabs(value));
    unsigned long long nearest = 0;
    for (const char *c = text; *c != 'e'; c++)
        if (*c != '.') nearest = 10 * nearest + (unsigned long long)(*c - '0');
    check(nearest == d.digits || strtod(text, NULL) != fabs(value), "there is a nearer text", text);
}

static void check_int(int64_t value)
{
    char text[DECIMAL_ROOM + 1], expected[DECIMAL_ROOM];
    int64_t back = 0;
    size_t length = decimal_print_int(text, value);
    text[length] = 0;
    snprintf(expected, sizeof expected, "%lld", (long long)value);
    check(!strcmp(text, expected), "printf disagrees", expected);
    check(decimal_read_int(text, text + length, &back) == text + length && back == value,
          "not read back", text);
}

static void try_digits(void)
{
    char text[64];
    unsigned long long digits = random_bits() >> random_bits() % 64, more = random_bits();
    int exponent = (int)(random_bits() % 700) - 360;
    if (more % 4 == 0) snprintf(text, sizeof text, "%llu", digits);
    else if (more % 4 == 1) snprintf(text, sizeof text, "0.%llu%llu", digits, more);
    else snprintf(text, sizeof text, "%llue%d", digits, exponent);
    check_reading(text);
}

static void try_cut(void)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", (int)(random_bits() % 25), random_double());
    check_reading(text);
}

static double uniform(void) /* of [0, 1) */
{
    return (double)(random_bits() >> 11) * 0x1p-53;
}

static void try_fraction(void)
{
    char text[64];
    snprintf(text, sizeof text, "%.*f", (int)(random_bits() % 20), uniform());
    check_reading(text);
}

static void try_middle(void)
{
    char text[1200];
    long double value = (long double)random_double();
    double next = nextafter((double)value, INFINITY);
    if (!isfinite(next)) next = 0;
    snprintf(text, sizeof text, "%.*Le", (int)(random_bits() % 800),
             (value + (long double)next) / 2);
    check_reading(text);
}

static void try_middle_of_floats(void)
{
    char text[64];
    double value = (double)random_float();
    float next = nextafterf((float)value, INFINITY);
    if (!isfinite(next)) next = 0;
    snprintf(text, sizeof text, "%.*e", (int)(random_bits() % 40), (value + (double)next) / 2);
    check_reading(text);
}

static void try_double(void)
{
    check_double(random_double());
}

static void try_uniform(void)
{
    check_double(uniform());
}

static void try_integer(void)
{
    check_double((double)(int64_t)random_bits());
}

static void try_int(void)
{
    uint64_t bits = random_bits();
    check_int((int64_t)bits >> random_bits() % 64);
}

static void try_float(void)
{
    check_float(random_float());
}

static void try_shortest(void)
{
    check_shortest(random_double());
}

static void try_shortest_fraction(void)
{
    check_shortest(uniform());
}

/* As often as they stand here. */
static void (*const trials[])(void) = {try_double,
                                       try_double,
                                       try_double,
                                       try_double,
                                       try_int,
                                       try_float,
                                       try_float,
                                       try_float,
                                       try_uniform,
                                       try_integer,
                                       try_digits,
                                       try_fraction,
                                       try_middle,
                                       try_middle_of_floats,
                                       try_cut,
                                       try_shortest,
                                       try_shortest_fraction};

int main(int argc, char **argv)
{
    uint64_t count = argc > 1 ? (uint64_t)strtod(argv[1], NULL) : 1000000;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : (uint64_t)time(NULL);
    time_t start = time(NULL);
    state = seed | 1;
    for (uint64_t i = 0; i < count; i++) trials[i % (sizeof trials / sizeof *trials)]();
    printf("numbers: %llu values, seed %llu, %lld s: all are read and printed rightly\n",
           (unsigned long long)count, (unsigned long long)seed, (long long)(time(NULL) - start));
    return 0;
}
