/* decimal_read_double, _float and _int against the C library: hard cases by name, then random ones
 * from a seed that is printed; GRADD_SEED sets it. */
#include "engine/base/decimal.h"
#include "tests/engine/sampling.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RANDOM_CASES = 200000, LONGEST = 5000 };

static int start_random(void **state)
{
    (void)state;
    random_start();
    return 0;
}

/* The text stands at the end of a block, so that the sanitizer sees a look beyond it. */
static void check_same(const char *text)
{
    size_t length = strlen(text);
    char *copy = malloc(length ? length : 1);
    memcpy(copy, text, length);
    double value, expected = strtod(text, NULL);
    float single, expected_single = strtof(text, NULL);
    if (decimal_read_double(copy, copy + length, &value) != copy + length ||
        memcmp(&value, &expected, sizeof value))
        fail_msg("%.100s is read as %a, not %a", text, value, expected);
    if (decimal_read_float(copy, copy + length, &single) != copy + length ||
        memcmp(&single, &expected_single, sizeof single))
        fail_msg("%.100s is read as %a, not %a", text, (double)single, (double)expected_single);
    free(copy);
}

static void check_both_signs(const char *text)
{
    char negative[LONGEST + 64];
    snprintf(negative, sizeof negative, "-%s", text);
    check_same(text);
    check_same(negative);
}

static void known_hard_cases(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0", "0.0", "0e5", "0e99999999999999999999", "1", "10", "0.1", "123456789", "1e0", "1E+0",
        "1e-0", "1e00000000000000000005",
        /* around the integers that a double, a float and the fast paths can hold */
        "9007199254740991", "9007199254740992", "9007199254740993", "9007199254740994",
        "9007199254740995", "9007199254740993.0", "9007199254740993e0", "90071992547409930e-1",
        "900719925474099300000e-5", "16777216", "16777217", "16777218", "16777219", "33554433",
        "18446744073709551615", "18446744073709551616", "9223372036854775807",
        "9223372036854775808", "9999999999999999999", "10000000000000000000",
        "99999999999999999999", "1e22", "1e23", "1e24", "9007199254740993e22", "123e22", "8.5e22",
        "1e10", "1e11", "16777217e10",
        /* ties: a half above a float, the same a little more and a little less */
        "1.000000059604644775390625", "1.00000005960464477539062500000000000000000001",
        "1.00000005960464477539062499999999999999999999", "0.500000029802322387695312500",
        "1.00000017881393432617187499", "1.000000178813934326171875",
        "1.00000017881393432617187501", "7.038531e-26", "1.17549435e-38",
        /* the same for doubles */
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126",
        "1.00000000000000033306690738754696212708950042724609375", "2.2250738585072011e-308",
        "2.2250738585072012e-308", "2.2250738585072014e-308", "6.631236846766476e-316",
        "3.237883913302901289588352412501532174863037669423108059901297"
        "049552301970670676565786835742587799557860615776559838283435514391084153169252689190564396"
        "459577394618038928365305143463955100356696665629202017331344031730044369360205258345803431"
        "471660032699580731300954848363975548690010751530018881758184174569652173110473696022749934"
        "638425380623369774736560008997404060967498028389191878963968575439222206416981462690113342"
        "524002724385941651051293552601421155333430225237291523843322331326138431477823591142408800"
        "030775170625915670728657003151953664260769822494937951845801530895238439819708403389937873"
        "241463484205608000027270531106827387907791444918534771598750162812548862768493201518991668"
        "028251730299953143924168545708663913273994694463908672332763671875E-319",
        /* the ends of the ranges */
        "4.9406564584124654e-324", "5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
        "2.47032822920623272e-324", "2e-324", "3e-324", "1e-323", "1e-400", "1e-99999999999",
        "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308",
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649"
        "017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676"
        "273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510"
        "704342711559699508093042880177904174497792",
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649"
        "017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676"
        "273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510"
        "704342711559699508093042880177904174497791",
        "1e308", "1e309", "1e400", "1e99999999999", "3.4028234663852886e38",
        "3.4028235677973362e38", "3.4028235677973366e38", "3.4028235677973367e38", "1e39",
        "1.401298464324817e-45", "7.006492321624085e-46", "7.0064923216240853e-46",
        "7.0064923216240854e-46", "7.1e-46", "1e-46"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) check_both_signs(texts[i]);
}

/* A text of `count` digits after "0." */
static void fill_digits(char *text, int count, const char *period)
{
    size_t n = strlen(period);
    text += sprintf(text, "0.");
    for (int i = 0; i < count; i++) *text++ = period[(size_t)i % n];
    *text = 0;
}

static void thousands_of_digits(void **state)
{
    (void)state;
    static const char *const periods[] = {"0", "1", "9", "3", "142857", "0000000000000000000001"};
    char text[LONGEST + 32];
    for (size_t p = 0; p < sizeof periods / sizeof *periods; p++)
        for (int count = 1; count <= LONGEST; count += count / 3 + 1) {
            fill_digits(text, count, periods[p]);
            check_same(text);
            sprintf(text + strlen(text), "e%d", count - 3);
            check_same(text);
            sprintf(strrchr(text, 'e'), "e-%d", 300);
            check_same(text);
        }
    for (int zeros = 0; zeros <= 4000; zeros += 97) { /* a tie, but for a last 1 far away */
        int n = sprintf(text, "9007199254740993.");
        memset(text + n, '0', (size_t)zeros);
        text[n + zeros] = '1';
        text[n + zeros + 1] = 0;
        check_same(text);
        text[n + zeros] = '0';
        check_same(text);
    }
    memset(text, '1', 400);
    strcpy(text + 400, "e-399");
    check_same(text);
    strcpy(text + 400, "e-700");
    check_same(text);
}

/* Half-way between neighbours, exactly: all digits of the midpoint, and 1 more or less in its
 * last. */
static void check_midpoint(double value)
{
    char text[1500];
    long double middle = ((long double)value + (long double)nextafter(value, INFINITY)) / 2;
    int length = snprintf(text, sizeof text, "%.1075Lf", middle);
    check_same(text);
    for (char *last = text + length - 1; last > text; last--) {
        if (*last < '1' || *last > '8') continue;
        ++*last;
        check_same(text);
        *last = (char)(*last - 2);
        check_same(text);
        break;
    }
}

static void midpoints(void **state)
{
    (void)state;
    if (LDBL_MANT_DIG < DBL_MANT_DIG + 2) skip();
    for (int e = -1074; e < 1023; e += 13) check_midpoint(ldexp(1, e));
    for (int i = 0; i < 2000; i++) {
        uint64_t bits = random_bits() >> 1;
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value) && value < DBL_MAX / 2) check_midpoint(value);
    }
}

static void check_float_midpoint(float value)
{
    char text[256];
    double middle = ((double)value + (double)nextafterf(value, INFINITY)) / 2;
    for (int digits = 6; digits <= 110; digits += 13) {
        snprintf(text, sizeof text, "%.*e", digits, middle);
        check_same(text);
    }
    snprintf(text, sizeof text, "%.17g", nextafter(middle, INFINITY));
    check_same(text);
    snprintf(text, sizeof text, "%.17g", nextafter(middle, 0));
    check_same(text);
}

static void float_midpoints(void **state)
{
    (void)state;
    for (int e = -149; e < 127; e++) check_float_midpoint(ldexpf(1, e));
    for (int i = 0; i < 5000; i++) {
        uint32_t bits = (uint32_t)(random_bits() >> 33);
        float value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) check_float_midpoint(value);
    }
}

static void random_texts(void **state)
{
    (void)state;
    char text[64];
    for (int i = 0; i < RANDOM_CASES; i++) {
        uint64_t bits = random_bits();
        int least = (int)(random_bits() % 700) - 360;
        snprintf(text, sizeof text, "%llue%d", (unsigned long long)(bits >> random_bits() % 64),
                 least);
        check_same(text);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) continue;
        snprintf(text, sizeof text, "%.*e", (int)(random_bits() % 25), value);
        check_same(text);
        snprintf(text, sizeof text, "%.*f", (int)(random_bits() % 20),
                 ldexp((double)(bits >> 40), -12));
        check_same(text);
    }
}

static void what_is_printed_reads_back(void **state)
{
    (void)state;
    for (int i = 0; i < RANDOM_CASES; i++) {
        char text[DECIMAL_ROOM];
        uint64_t bits = random_bits();
        double value, back;
        memcpy(&value, &bits, sizeof value);
        float single = (float)value, single_back;
        if (isfinite(value)) {
            size_t length = decimal_print_double(text, value);
            assert_ptr_equal(decimal_read_double(text, text + length, &back), text + length);
            assert_memory_equal(&value, &back, sizeof value);
        }
        memcpy(&single, &bits, sizeof single);
        if (!isfinite(single)) continue;
        size_t length = decimal_print_float(text, single);
        assert_ptr_equal(decimal_read_float(text, text + length, &single_back), text + length);
        assert_memory_equal(&single, &single_back, sizeof single);
    }
}

/* Where the number of each text ends; -1: there is none. */
static void the_grammar_is_that_of_json(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int end;
    } cases[] = {
        {"", -1},
        {"-", -1},
        {"+1", -1},
        {".5", -1},
        {"1.", -1},
        {"1.e5", -1},
        {"01", -1},
        {"-01", -1},
        {"00", -1},
        {"1e", -1},
        {"1e+", -1},
        {"1e-", -1},
        {"NaN", -1},
        {"inf", -1},
        {" 1", -1},
        {"--1", -1},
        {"e5", -1},
        {"0x10", 1},
        {"1,2", 1},
        {"1 ", 1},
        {"12]", 2},
        {"1.5.5", 3},
        {"1.5e3.5", 5},
        {"1-2", 1},
        {"0.5", 3},
        {"-0", 2},
        {"-0.0e-0", 7},
        {"1e5", 3},
        {"1E5", 3},
        {"1e+05", 5},
        {"12345678", 8},
        {"1234567a", 7},
        {"1234567:", 7},
        {"1234567/", 7},
        {"1\xb0", 1},
        {"0.12345678\xff", 10},
        {"123456789012345678901234567890", 30},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text, *end = text + strlen(text);
        const char *expected = cases[i].end < 0 ? NULL : text + cases[i].end;
        double value;
        float single;
        if (decimal_read_double(text, end, &value) != expected ||
            decimal_read_float(text, end, &single) != expected)
            fail_msg("\"%s\"", text);
    }
}

static void integers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {{"0", 0},
                 {"-0", 0},
                 {"7", 7},
                 {"-7", -7},
                 {"9007199254740993", 9007199254740993},
                 {"9223372036854775807", INT64_MAX},
                 {"-9223372036854775808", INT64_MIN},
                 {"-9223372036854775807", -INT64_MAX},
                 {"1234567890123456789", 1234567890123456789}};
    static const char *const none[] = {"9223372036854775808",
                                       "-9223372036854775809",
                                       "18446744073709551616",
                                       "1.0",
                                       "1e2",
                                       "",
                                       "36893488147419103233",
                                       "10000000000000000000000000",
                                       "-",
                                       "01",
                                       "x",
                                       "1.5"};
    int64_t value;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *end = cases[i].text + strlen(cases[i].text);
        assert_ptr_equal(decimal_read_int(cases[i].text, end, &value), end);
        assert_true(value == cases[i].value);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(decimal_read_int(none[i], none[i] + strlen(none[i]), &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_hard_cases),
        cmocka_unit_test(thousands_of_digits),
        cmocka_unit_test(midpoints),
        cmocka_unit_test(float_midpoints),
        cmocka_unit_test(random_texts),
        cmocka_unit_test(what_is_printed_reads_back),
        cmocka_unit_test(the_grammar_is_that_of_json),
        cmocka_unit_test(integers),
    };
    return cmocka_run_group_tests(tests, start_random, NULL);
}
