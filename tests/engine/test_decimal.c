/* decimal.h against the C library: strtod and strtof read back what was printed, and snprintf with
 * one digit fewer never does. Random cases come from a seed that is printed; GRADD_SEED sets it. */
#include "engine/base/decimal.h"
#include "tests/engine/sampling.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RANDOM_CASES = 400000, SHORTNESS_STRIDE = 8, THREADS = 4 };

static int start_random(void **state)
{
    (void)state;
    random_start();
    return 0;
}

static double double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static const char *text_of(double value)
{
    static char text[DECIMAL_ROOM + 1];
    size_t length = decimal_print_double(text, value);
    assert_true(length <= DECIMAL_ROOM);
    text[length] = 0;
    return text;
}

static const char *text_of_float(float value)
{
    static char text[DECIMAL_ROOM + 1];
    size_t length = decimal_print_float(text, value);
    assert_true(length <= DECIMAL_ROOM);
    text[length] = 0;
    return text;
}

static int digit_count(decimal d)
{
    return snprintf(NULL, 0, "%llu", (unsigned long long)d.digits);
}

/* The digits and exponent of printf's d.ddde+x. */
static decimal parts_of(const char *text)
{
    decimal d = {0, 0};
    bool fraction = false;
    for (; *text != 'e'; text++) {
        if (*text == '.') fraction = true;
        else d = (decimal){d.digits * 10 + (uint64_t)(*text - '0'), d.exponent - fraction};
    }
    d.exponent += atoi(text + 1);
    return d;
}

static void check_reads_back(double value)
{
    double back = strtod(text_of(value), NULL);
    if (memcmp(&back, &value, sizeof value)) fail_msg("%a printed as %s", value, text_of(value));
}

static void check_float_reads_back(float value)
{
    float back = strtof(text_of_float(value), NULL);
    if (memcmp(&back, &value, sizeof value))
        fail_msg("%a printed as %s", (double)value, text_of_float(value));
}

/* With one digit fewer nothing reads back: printf's rounding at that length is the nearest there
 * is. At the same length, printf's text (the nearest one) is ours, if it reads back at all. */
static void check_shortest(double value)
{
    char text[64];
    decimal d = decimal_from_double(value), same;
    if (value == 0) return;
    int count = digit_count(d);
    if (count > 1) {
        snprintf(text, sizeof text, "%.*e", count - 2, value);
        if (strtod(text, NULL) == value) fail_msg("%s is shorter than %s", text, text_of(value));
    }
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    same = parts_of(text);
    if (strtod(text, NULL) == value && (same.digits != d.digits || same.exponent != d.exponent))
        fail_msg("%s is closer than %s", text, text_of(value));
}

static void check_float_shortest(float value)
{
    char text[64];
    decimal d = decimal_from_float(value), same;
    if (value == 0) return;
    int count = digit_count(d);
    if (count > 1) {
        snprintf(text, sizeof text, "%.*e", count - 2, (double)value);
        if (strtof(text, NULL) == value)
            fail_msg("%s is shorter than %s", text, text_of_float(value));
    }
    snprintf(text, sizeof text, "%.*e", count - 1, (double)value);
    same = parts_of(text);
    if (strtof(text, NULL) == value && (same.digits != d.digits || same.exponent != d.exponent))
        fail_msg("%s is closer than %s", text, text_of_float(value));
}

static void check_double(double value)
{
    if (!isfinite(value)) return;
    check_reads_back(value);
    check_reads_back(-value);
    check_shortest(fabs(value));
}

static void check_float(float value)
{
    if (!isfinite(value)) return;
    check_float_reads_back(value);
    check_float_reads_back(-value);
    check_float_shortest(fabsf(value));
}

static void check_with_neighbours(double value)
{
    check_double(value);
    check_double(nextafter(value, INFINITY));
    check_double(nextafter(value, 0));
}

static void check_float_with_neighbours(float value)
{
    check_float(value);
    check_float(nextafterf(value, INFINITY));
    check_float(nextafterf(value, 0));
}

static void test_format(void **state)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {1, "1"},
        {-2, "-2"},
        {0.1, "0.1"},
        {-0.25, "-0.25"},
        {123.456, "123.456"},
        {10, "10"},
        {1e16, "10000000000000000"},
        {12345678901234568, "12345678901234568"},
        {9e16, "90000000000000000"},
        {1e17, "1e+17"},
        {1.5e17, "1.5e+17"},
        {1e22, "1e+22"},
        {1e23, "1e+23"},
        {0.001, "0.001"},
        {1e-5, "0.00001"},
        {1.5e-5, "0.000015"},
        {9.999e-6, "9.999e-6"},
        {1e-6, "1e-6"},
        {1e100, "1e+100"},
        {9007199254740991, "9007199254740991"},
        {9007199254740992.0 + 1, "9007199254740992"},
        {72057594037927936, "72057594037927940"},
        {5e-324, "5e-324"},
        {1e-323, "1e-323"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {-1.2345678901234567e-308, "-1.2345678901234567e-308"},
        {0.1 + 0.2, "0.30000000000000004"},
        {2.0 / 3, "0.6666666666666666"},
        {NAN, "NaN"},
        {-NAN, "NaN"},
        {INFINITY, "Infinity"},
        {-INFINITY, "-Infinity"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(text_of(cases[i].value), cases[i].text);
}

static void test_format_of_floats(void **state)
{
    (void)state;
    assert_string_equal(text_of_float(0.1f), "0.1");
    assert_string_equal(text_of_float(-0.0f), "-0");
    assert_string_equal(text_of_float(16777216.0f), "16777216");
    assert_string_equal(text_of_float(3.4028235e38f), "3.4028235e+38");
    assert_string_equal(text_of_float(1e-45f), "1e-45");
    assert_string_equal(text_of_float(1.17549435e-38f), "1.1754944e-38");
    assert_string_equal(text_of_float(8.5e9f), "8500000000");
    assert_string_equal(text_of_float(NAN), "NaN");
    assert_string_equal(text_of_float(-INFINITY), "-Infinity");
}

static void check_int(int64_t value)
{
    char text[DECIMAL_ROOM + 1], expected[DECIMAL_ROOM];
    text[decimal_print_int(text, value)] = 0;
    snprintf(expected, sizeof expected, "%lld", (long long)value);
    assert_string_equal(text, expected);
}

static void test_integers(void **state)
{
    (void)state;
    check_int(0);
    check_int(INT64_MAX);
    check_int(INT64_MIN);
    for (int64_t power = 1; power <= INT64_MAX / 10; power *= 10)
        for (int64_t near = -1; near <= 1; near++) {
            check_int(power * 10 + near);
            check_int(-(power + near));
            check_int(power / 9 * 8 + near);
        }
}

static void test_digits_have_no_trailing_zeros(void **state)
{
    (void)state;
    decimal d = decimal_from_double(1200);
    assert_true(d.digits == 12 && d.exponent == 2);
    d = decimal_from_double(1e22);
    assert_true(d.digits == 1 && d.exponent == 22);
    d = decimal_from_float(-0.5f);
    assert_true(d.digits == 5 && d.exponent == -1);
    d = decimal_from_double(-0.0);
    assert_true(d.digits == 0 && d.exponent == 0);
}

static void test_powers_of_two(void **state)
{
    (void)state;
    for (int e = -1074; e <= 1023; e++) check_with_neighbours(ldexp(1, e));
    for (int e = -149; e <= 127; e++) check_float_with_neighbours(ldexpf(1, e));
}

static void test_powers_of_ten(void **state)
{
    (void)state;
    for (int e = -324; e <= 308; e++) {
        char text[32];
        for (int d = 1; d <= 9; d++) {
            snprintf(text, sizeof text, "%de%d", d, e);
            check_with_neighbours(strtod(text, NULL));
            if (e >= -46 && e <= 38) check_float_with_neighbours(strtof(text, NULL));
        }
    }
}

static void test_subnormals(void **state)
{
    (void)state;
    for (uint64_t bits = 1; bits <= 5000; bits++) check_double(double_of(bits));
    for (uint64_t bits = 1; bits <= 5000; bits++)
        check_double(double_of((UINT64_C(1) << 52) - bits));
    for (uint32_t bits = 1; bits <= 5000; bits++) check_float(float_of(bits));
}

/* Around 2^53 integers become exact only in steps, and decimal ties occur. */
static void test_large_integers(void **state)
{
    (void)state;
    for (int e = 52; e <= 70; e++)
        for (int i = -200; i <= 200; i++) {
            double near = ldexp(1, e);
            for (int step = i; step; step += step < 0 ? 1 : -1)
                near = nextafter(near, i < 0 ? 0 : INFINITY);
            check_double(near);
        }
}

/* Values with a last digit of 5 exactly half-way between two candidates: n + 0.5 at the edge of
 * the precision, where the even digit is wanted. */
static void test_halves(void **state)
{
    (void)state;
    for (int e = 40; e <= 51; e++)
        for (uint64_t i = 1; i < 400; i += 2) check_double(ldexp(1, e) + (double)i * 0.5);
    assert_string_equal(text_of(2251799813685249.5), "2251799813685249.5");
    assert_string_equal(text_of(9007199254740994.0), "9007199254740994");
}

static void test_random_doubles(void **state)
{
    (void)state;
    for (int i = 0; i < RANDOM_CASES; i++) {
        double value = double_of(random_bits());
        if (!isfinite(value)) continue;
        check_reads_back(value);
        if (i % SHORTNESS_STRIDE == 0) check_shortest(fabs(value));
    }
}

/* What programs print: numbers of few digits and numbers near 1. */
static void test_everyday_doubles(void **state)
{
    (void)state;
    for (int i = 0; i < RANDOM_CASES / 4; i++) {
        char text[DECIMAL_ROOM];
        snprintf(text, sizeof text, "%.3f", (double)(random_bits() % 10000000) / 1000);
        assert_true(strtod(text_of(strtod(text, NULL)), NULL) == strtod(text, NULL));
        assert_true(digit_count(decimal_from_double(strtod(text, NULL))) <= 7);
        check_double((double)(random_bits() >> 11) * 0x1p-53);
    }
}

static void test_random_floats(void **state)
{
    (void)state;
    for (int i = 0; i < RANDOM_CASES; i++) {
        float value = float_of((uint32_t)(random_bits() >> 32));
        if (!isfinite(value)) continue;
        check_float_reads_back(value);
        if (i % SHORTNESS_STRIDE == 0) check_float_shortest(fabsf(value));
    }
}

/* Rows, which end at what is 0 or not finite, are what single values print. */
static void test_rows(void **state)
{
    (void)state;
    enum { MOST = 100 };
    double values[MOST];
    float singles[MOST];
    static char row[MOST * DECIMAL_ROOM], expected[MOST * DECIMAL_ROOM];
    for (int round = 0; round < 2000; round++) {
        int count = (int)(random_bits() % MOST), stop = count;
        char *end = expected, *out = row;
        for (int i = 0; i < count; i++) {
            values[i] = double_of(random_bits());
            if (random_bits() % 200 == 0) values[i] = random_bits() % 2 ? -0.0 : (double)INFINITY;
            if (values[i] == 0 || !isfinite(values[i])) stop = stop < i ? stop : i;
        }
        for (int i = 0; i < stop; i++) {
            end += decimal_print_double(end, values[i]);
            *end++ = ',';
        }
        assert_int_equal(decimal_print_doubles(&out, values, count), stop);
        assert_int_equal(out - row, end - expected);
        assert_memory_equal(row, expected, (size_t)(out - row));
        for (int i = 0; i < count; i++) singles[i] = ldexpf((float)(random_bits() >> 40) + 1, -30);
        end = expected, out = row;
        for (int i = 0; i < count; i++) {
            end += decimal_print_float(end, singles[i]);
            *end++ = ',';
        }
        assert_int_equal(decimal_print_floats(&out, singles, count), count);
        assert_int_equal(out - row, end - expected);
        assert_memory_equal(row, expected, (size_t)(out - row));
    }
}

static char powers_raced;

static void *print_in_thread(void *unused)
{
    (void)unused;
    char text[DECIMAL_ROOM + 1];
    text[decimal_print_double(text, 0.1)] = 0;
    return strcmp(text, "0.1") ? &powers_raced : NULL;
}

/* First, so that the threads race for the table of powers. */
static void test_first_use_in_threads(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, print_in_thread, NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failure;
        pthread_join(threads[i], &failure);
        assert_null(failure);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_use_in_threads),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_format_of_floats),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_digits_have_no_trailing_zeros),
        cmocka_unit_test(test_powers_of_two),
        cmocka_unit_test(test_powers_of_ten),
        cmocka_unit_test(test_subnormals),
        cmocka_unit_test(test_large_integers),
        cmocka_unit_test(test_halves),
        cmocka_unit_test(test_random_doubles),
        cmocka_unit_test(test_everyday_doubles),
        cmocka_unit_test(test_random_floats),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, start_random, NULL);
}
