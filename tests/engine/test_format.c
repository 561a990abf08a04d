/* format.h: texts, values and refusals of Python 3.11. */
#include "engine/lang/format.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { MEMORY = 1 << 20, ROOM = 2000 };

#define BOOL(value)                                                                                \
    {                                                                                              \
        FORMAT_BOOL, .integer = (value)                                                            \
    }
#define INT(value)                                                                                 \
    {                                                                                              \
        FORMAT_INT, .integer = (value)                                                             \
    }
#define FLOAT(value)                                                                               \
    {                                                                                              \
        FORMAT_FLOAT, .number = (value)                                                            \
    }
#define STRING(value)                                                                              \
    {                                                                                              \
        FORMAT_STRING, .text = (value), .length = sizeof(value) - 1                                \
    }
#define OTHER(name)                                                                                \
    {                                                                                              \
        FORMAT_OTHER, .text = (name)                                                               \
    }

/* What a value becomes, or Python's exception. */
typedef struct format_case {
    format_value value;
    const char *format, *text;
} format_case;

typedef bool formatter(gd_buffer *out, const format_value *value, const char *format, size_t size,
                       gd_error *err);

static gd_memory memory;

static int start(void **state)
{
    (void)state;
    gd_memory_init(&memory, MEMORY);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    assert_int_equal(memory.used, 0);
    return 0;
}

static bool by_spec(gd_buffer *out, const format_value *value, const char *spec, size_t size,
                    gd_error *err)
{
    return format_by_spec(out, value, spec, size, err);
}

/* All of a text with conversions of the one value. */
static bool by_conversion(gd_buffer *out, const format_value *value, const char *text, size_t size,
                          gd_error *err)
{
    format_conversion conversion;
    for (size_t at = 0; at < size;) {
        if (text[at] != '%') buffer_add(out, text + at++, 1);
        else if (!format_read_conversion(text, size, &at, &conversion, err) ||
                 !format_by_conversion(out, &conversion, value, err))
            return false;
    }
    return true;
}

static const char *exception(gd_code code)
{
    return code == GD_VALUE          ? "ValueError"
           : code == GD_TYPE         ? "TypeError"
           : code == GD_INT_OVERFLOW ? "OverflowError"
                                     : "none of Python's";
}

static void check_case(formatter *format, const format_case *c)
{
    gd_buffer out;
    gd_error err = {0};
    buffer_init(&out, &memory, ROOM);
    bool done = format(&out, &c->value, c->format, strlen(c->format), &err);
    assert_int_equal(out.error.code, GD_OK);
    assert_int_equal(done, err.code == GD_OK);
    if (!done) {
        out.length = 0;
        buffer_print(&out, "%s: %s", exception(err.code), err.message);
    }
    assert_string_equal(out.length ? out.data : "", c->text);
    buffer_close(&out);
}

static void check_cases(formatter *format, const format_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) check_case(format, &cases[i]);
}

static void test_integers(void **state)
{
    static const format_case cases[] = {
        /* clang-format off */
        {INT(12), "", "12"},
        {INT(-3), "d", "-3"},
        {INT(12), "5", "   12"},
        {INT(12), "<5", "12   "},
        {INT(12), "^5", " 12  "},
        {INT(-12), "=5", "-  12"},
        {INT(12), "05", "00012"},
        {INT(-12), "06", "-00012"},
        {INT(12), "<05", "12000"},
        {INT(12), "*^7", "**12***"},
        {INT(12), "é>4", "éé12"},
        {INT(12), "<<4", "12<<"},
        {INT(7), "+", "+7"},
        {INT(7), " ", " 7"},
        {INT(7), "-", "7"},
        {INT(0), "x", "0"},
        {INT(255), "x", "ff"},
        {INT(255), "X", "FF"},
        {INT(255), "#x", "0xff"},
        {INT(-255), "#X", "-0XFF"},
        {INT(5), "b", "101"},
        {INT(5), "#b", "0b101"},
        {INT(8), "o", "10"},
        {INT(8), "#o", "0o10"},
        {INT(255), "#010x", "0x000000ff"},
        {INT(1234567), ",", "1,234,567"},
        {INT(1234567), "_", "1_234_567"},
        {INT(-123), ",", "-123"},
        {INT(2882400018), "_x", "abcd_ef12"},
        {INT(1234), "012,", "0,000,001,234"},
        {INT(123), "08,", "0,000,123"},
        {INT(12), "08,", "0,000,012"},
        {INT(12), "07,", "000,012"},
        {INT(5), "012_b", "00_0000_0101"},
        {INT(97), "c", "a"},
        {INT(28450), "5c", "    漢"},
        {INT(65), "05c", "0000A"},
        {INT(7), "n", "7"},
        {INT(INT64_MIN), "d", "-9223372036854775808"},
        {INT(INT64_MAX), ",d", "9,223,372,036,854,775,807"},
        {INT(INT64_MIN), "b", "-1000000000000000000000000000000000000000000000000000000000000000"},
        {INT(3), ".1f", "3.0"},
        {INT(1), "%", "100.000000%"},
        {INT(10000000000000001), "e", "1.000000e+16"},
        /* clang-format on */
    };
    (void)state;
    check_cases(by_spec, cases, sizeof cases / sizeof *cases);
}

/* A bool is an int once it is formatted. */
static void test_booleans(void **state)
{
    static const format_case cases[] = {
        /* clang-format off */
        {BOOL(1), "", "True"},
        {BOOL(1), "d", "1"},
        {BOOL(0), "5", "    0"},
        {BOOL(1), "f", "1.000000"},
        /* clang-format on */
    };
    (void)state;
    check_cases(by_spec, cases, sizeof cases / sizeof *cases);
}

static void test_floats(void **state)
{
    static const format_case cases[] = {
        /* clang-format off */
        {FLOAT(1.0), "", "1.0"},
        {FLOAT(0.1), "", "0.1"},
        {FLOAT(1e+16), "", "1e+16"},
        {FLOAT(1.2345678901234568e+17), "", "1.2345678901234568e+17"},
        {FLOAT(9999999999999998.0), "", "9999999999999998.0"},
        {FLOAT(0.0001), "", "0.0001"},
        {FLOAT(1e-05), "", "1e-05"},
        {FLOAT(-0.0), "", "-0.0"},
        {FLOAT(5e-324), "", "5e-324"},
        {FLOAT(1.7976931348623157e+308), "", "1.7976931348623157e+308"},
        {FLOAT(INFINITY), "", "inf"},
        {FLOAT(-INFINITY), "", "-inf"},
        {FLOAT(NAN), "", "nan"},
        {FLOAT(1e+300), "#", "1.e+300"},
        {FLOAT(2.5), ".0f", "2"},
        {FLOAT(3.5), ".0f", "4"},
        {FLOAT(0.125), ".2f", "0.12"},
        {FLOAT(0.375), ".2f", "0.38"},
        {FLOAT(2.675), ".2f", "2.67"},
        {FLOAT(3.14159), ".3f", "3.142"},
        {FLOAT(3.14159), "10.3f", "     3.142"},
        {FLOAT(-3.14159), "010.3f", "-00003.142"},
        {FLOAT(3.14159), "<10.3f", "3.142     "},
        {FLOAT(3.14159), "^+10.2f", "  +3.14   "},
        {FLOAT(1e+22), "f", "10000000000000000000000.000000"},
        {FLOAT(0.1), ".30f", "0.100000000000000005551115123126"},
        {FLOAT(12.0), "#.0f", "12."},
        {FLOAT(5e-324), ".3e", "4.941e-324"},
        {FLOAT(1234.5678), "e", "1.234568e+03"},
        {FLOAT(1234.5678), ".0e", "1e+03"},
        {FLOAT(1234.5678), "#.0E", "1.E+03"},
        {FLOAT(1e+100), ".2E", "1.00E+100"},
        {FLOAT(1234.5678), "g", "1234.57"},
        {FLOAT(1234567.0), "g", "1.23457e+06"},
        {FLOAT(999999.5), "g", "1e+06"},
        {FLOAT(999999.5), "#g", "1.00000e+06"},
        {FLOAT(0.0001), "g", "0.0001"},
        {FLOAT(1e-05), "G", "1E-05"},
        {FLOAT(12.0), "#g", "12.0000"},
        {FLOAT(0.0), "g", "0"},
        {FLOAT(1.5), ".999999g", "1.5"},
        {FLOAT(0.5), "n", "0.5"},
        {FLOAT(123.0), ".3", "1.23e+02"},
        {FLOAT(123.0), ".4", "123.0"},
        {FLOAT(0.0), ".1", "0e+00"},
        {FLOAT(1234.5), ".2", "1.2e+03"},
        {FLOAT(12.0), "#.5", "12.000"},
        {FLOAT(10000000000.0), ".20", "10000000000.0"},
        {FLOAT(0.1), ".20", "0.10000000000000000555"},
        {FLOAT(1.5), "8", "     1.5"},
        {FLOAT(0.256), "%", "25.600000%"},
        {FLOAT(0.256), ".1%", "25.6%"},
        {FLOAT(-0.001), ".0%", "-0%"},
        {FLOAT(1234567.891), ",.2f", "1,234,567.89"},
        {FLOAT(1234567.891), "_.1f", "1_234_567.9"},
        {FLOAT(1234.5), "012,.1f", "00,001,234.5"},
        {FLOAT(1000000.0), ",", "1,000,000.0"},
        {FLOAT(-0.001), ".1f", "-0.0"},
        {FLOAT(-0.001), "z.1f", "0.0"},
        {FLOAT(-0.0), "z", "0.0"},
        {FLOAT(-0.06), "z.1f", "-0.1"},
        {FLOAT(-INFINITY), "zf", "-inf"},
        {FLOAT(INFINITY), "05", "00inf"},
        {FLOAT(-INFINITY), "06f", "-00inf"},
        {FLOAT(NAN), "+F", "+NAN"},
        {FLOAT(NAN), "f", "nan"},
        {FLOAT(INFINITY), "E", "INF"},
        {FLOAT(INFINITY), "%", "inf%"},
        {FLOAT(INFINITY), "08,", "00000inf"},
        /* clang-format on */
    };
    (void)state;
    check_cases(by_spec, cases, sizeof cases / sizeof *cases);
}

/* Width and precision count characters. */
static void test_strings(void **state)
{
    static const format_case cases[] = {
        /* clang-format off */
        {STRING("abc"), "", "abc"},
        {STRING("abc"), "s", "abc"},
        {STRING("abc"), "5", "abc  "},
        {STRING("abc"), ">5", "  abc"},
        {STRING("abc"), "^6", " abc  "},
        {STRING("abc"), "05", "abc00"},
        {STRING("abc"), ".2", "ab"},
        {STRING("héé"), ".2", "hé"},
        {STRING("héé"), ">5.2", "   hé"},
        {STRING("é"), "漢^4", "漢é漢漢"},
        {STRING(""), "3", "   "},
        {STRING("abc"), ".999999999", "abc"},
        /* clang-format on */
    };
    (void)state;
    check_cases(by_spec, cases, sizeof cases / sizeof *cases);
}

/* Python's words. */
static void test_refusals(void **state)
{
    static const format_case cases[] = {
        /* clang-format off */
        {INT(12), "s", "ValueError: Unknown format code 's' for object of type 'int'"},
        {INT(12), "q", "ValueError: Unknown format code 'q' for object of type 'int'"},
        {INT(12), "é", "ValueError: Unknown format code '\\xe9' for object of type 'int'"},
        {INT(12), "\n", "ValueError: Unknown format code '\\xa' for object of type 'int'"},
        {INT(12), "dd", "ValueError: Invalid format specifier 'dd' for object of type 'int'"},
        {INT(12), "<<<5", "ValueError: Invalid format specifier '<<<5' for object of type 'int'"},
        {INT(12), ".2", "ValueError: Precision not allowed in integer format specifier"},
        {INT(12), ".", "ValueError: Format specifier missing precision"},
        {INT(12), ".f", "ValueError: Format specifier missing precision"},
        {INT(12), "zd",
         "ValueError: Negative zero coercion (z) not allowed in integer format specifier"},
        {INT(12), ",_", "ValueError: Cannot specify both ',' and '_'."},
        {INT(12), "_,", "ValueError: Cannot specify both ',' and '_'."},
        {INT(12), ",x", "ValueError: Cannot specify ',' with 'x'."},
        {INT(12), ",n", "ValueError: Cannot specify ',' with 'n'."},
        {INT(12), ",c", "ValueError: Cannot specify ',' with 'c'."},
        {INT(12), "_s", "ValueError: Cannot specify '_' with 's'."},
        {INT(12), "+c", "ValueError: Sign not allowed with integer format specifier 'c'"},
        {INT(12), "#c",
         "ValueError: Alternate form (#) not allowed with integer format specifier 'c'"},
        {INT(-1), "c", "OverflowError: %c arg not in range(0x110000)"},
        {INT(1114112), "c", "OverflowError: %c arg not in range(0x110000)"},
        {INT(12), "9223372036854775808", "ValueError: Too many decimal digits in format string"},
        {FLOAT(1.5), "d", "ValueError: Unknown format code 'd' for object of type 'float'"},
        {FLOAT(1.5), "s", "ValueError: Unknown format code 's' for object of type 'float'"},
        {FLOAT(1.5), "c", "ValueError: Unknown format code 'c' for object of type 'float'"},
        {FLOAT(1.5), ".2147483648f", "ValueError: precision too big"},
        {FLOAT(1.5), "5..2f", "ValueError: Format specifier missing precision"},
        {FLOAT(1.5), "ddd",
         "ValueError: Invalid format specifier 'ddd' for object of type 'float'"},
        {BOOL(1), "s", "ValueError: Unknown format code 's' for object of type 'bool'"},
        {STRING("a"), "d", "ValueError: Unknown format code 'd' for object of type 'str'"},
        {STRING("a"), "+", "ValueError: Sign not allowed in string format specifier"},
        {STRING("a"), " ", "ValueError: Space not allowed in string format specifier"},
        {STRING("a"), "z",
         "ValueError: Negative zero coercion (z) not allowed in string format specifier"},
        {STRING("a"), "#", "ValueError: Alternate form (#) not allowed in string format specifier"},
        {STRING("a"), "=5", "ValueError: '=' alignment not allowed in string format specifier"},
        {STRING("a"), ",", "ValueError: Cannot specify ',' with 's'."},
        {STRING("a"), "5 s", "ValueError: Invalid format specifier '5 s' for object of type 'str'"},
        {OTHER("list"), "5", "TypeError: unsupported format string passed to list.__format__"},
        {OTHER("NoneType"), ".2f",
         "TypeError: unsupported format string passed to NoneType.__format__"},
        /* clang-format on */
    };
    (void)state;
    check_cases(by_spec, cases, sizeof cases / sizeof *cases);
}

static void test_conversions(void **state)
{
    static const format_case cases[] = {
        /* clang-format off */
        {INT(5), "%d", "5"},
        {INT(-5), "%i", "-5"},
        {INT(5), "%u", "5"},
        {INT(42), "%5d", "   42"},
        {INT(42), "%-5d|", "42   |"},
        {INT(-42), "%05d", "-0042"},
        {INT(42), "%-05d|", "42   |"},
        {INT(42), "%+d", "+42"},
        {INT(42), "% d", " 42"},
        {INT(42), "%+ d", "+42"},
        {INT(42), "%.5d", "00042"},
        {INT(-42), "%8.5d", "  -00042"},
        {INT(0), "%.0d", "0"},
        {INT(3), "%ld", "3"},
        {INT(255), "%x", "ff"},
        {INT(255), "%#x", "0xff"},
        {INT(255), "%#X", "0XFF"},
        {INT(8), "%#o", "0o10"},
        {INT(42), "%#.5x", "0x0002a"},
        {INT(42), "%#010x", "0x0000002a"},
        {INT(-255), "%x", "-ff"},
        {FLOAT(2.9), "%d", "2"},
        {FLOAT(-0.5), "%d", "0"},
        {FLOAT(1e+30), "%d", "1000000000000000019884624838656"},
        {BOOL(1), "%d", "1"},
        {BOOL(1), "%x", "1"},
        {INT(INT64_MIN), "%d", "-9223372036854775808"},
        {FLOAT(1.5), "%f", "1.500000"},
        {FLOAT(2.675), "%.2f", "2.67"},
        {FLOAT(-1.5), "%8.3f", "  -1.500"},
        {FLOAT(1.5), "%-8.1f|", "1.5     |"},
        {FLOAT(-1.5), "%08.3f", "-001.500"},
        {FLOAT(12345.0), "%+.1e", "+1.2e+04"},
        {FLOAT(1e-05), "%g", "1e-05"},
        {FLOAT(1e-10), "%G", "1E-10"},
        {FLOAT(1.0), "%#.3g", "1.00"},
        {FLOAT(2.5), "%.f", "2"},
        {INT(3), "%#.0f", "3."},
        {FLOAT(INFINITY), "%F", "INF"},
        {FLOAT(INFINITY), "%05f", "00inf"},
        {FLOAT(NAN), "%f", "nan"},
        {INT(0), "%e", "0.000000e+00"},
        {BOOL(1), "%5.1f", "  1.0"},
        {STRING("abc"), "%s", "abc"},
        {STRING("é"), "%5s", "    é"},
        {STRING("é"), "%-5s|", "é    |"},
        {STRING("héé"), "%.2s", "hé"},
        {STRING("abc"), "%5.1s", "    a"},
        {STRING("a"), "%05s", "    a"},
        {STRING("a"), "%+s", "a"},
        {STRING("'a'"), "%r", "'a'"},
        {STRING("'abc'"), "%.3r", "'ab"},
        {INT(97), "%c", "a"},
        {STRING("é"), "%c", "é"},
        {INT(28450), "%5c", "    漢"},
        {STRING("a"), "%-3c|", "a  |"},
        {STRING("a"), "%.0c", "a"},
        /* clang-format on */
    };
    (void)state;
    check_cases(by_conversion, cases, sizeof cases / sizeof *cases);
}

static void test_refused_conversions(void **state)
{
    static const format_case cases[] = {
        /* clang-format off */
        {INT(1), "%y", "ValueError: unsupported format character 'y' (0x79) at index 1"},
        {INT(1), "é%y", "ValueError: unsupported format character 'y' (0x79) at index 2"},
        {INT(1), "%é", "ValueError: unsupported format character '?' (0xe9) at index 1"},
        {INT(1), "%\n", "ValueError: unsupported format character '?' (0xa) at index 1"},
        {INT(1), "%5%", "ValueError: unsupported format character '%' (0x25) at index 2"},
        {INT(1), "%hhd", "ValueError: unsupported format character 'h' (0x68) at index 2"},
        {FLOAT(1.0), "%.-3f", "ValueError: unsupported format character '-' (0x2d) at index 2"},
        {INT(1), "%(a)(b)d", "ValueError: unsupported format character '(' (0x28) at index 4"},
        {INT(1), "%", "ValueError: incomplete format"},
        {INT(1), "%5", "ValueError: incomplete format"},
        {INT(1), "%5.", "ValueError: incomplete format"},
        {INT(1), "%l", "ValueError: incomplete format"},
        {INT(1), "%(a", "ValueError: incomplete format key"},
        {INT(1), "%9223372036854775808d", "ValueError: width too big"},
        {INT(1), "%.2147483648d", "ValueError: precision too big"},
        {STRING("a"), "%d", "TypeError: %d format: a real number is required, not str"},
        {OTHER("NoneType"), "%d", "TypeError: %d format: a real number is required, not NoneType"},
        {FLOAT(1.5), "%x", "TypeError: %x format: an integer is required, not float"},
        {STRING("a"), "%X", "TypeError: %X format: an integer is required, not str"},
        {OTHER("list"), "%o", "TypeError: %o format: an integer is required, not list"},
        {FLOAT(NAN), "%d", "ValueError: cannot convert float NaN to integer"},
        {FLOAT(-INFINITY), "%d", "OverflowError: cannot convert float infinity to integer"},
        {STRING("a"), "%f", "TypeError: must be real number, not str"},
        {OTHER("NoneType"), "%e", "TypeError: must be real number, not NoneType"},
        {FLOAT(1.5), "%c", "TypeError: %c requires int or char"},
        {STRING("ab"), "%c", "TypeError: %c requires int or char"},
        {STRING(""), "%c", "TypeError: %c requires int or char"},
        {INT(-1), "%c", "OverflowError: %c arg not in range(0x110000)"},
        {INT(1114112), "%c", "OverflowError: %c arg not in range(0x110000)"},
        /* clang-format on */
    };
    (void)state;
    check_cases(by_conversion, cases, sizeof cases / sizeof *cases);
}

static void test_parts_of_a_conversion(void **state)
{
    (void)state;
    static const char text[] = "a %(x(y))-*.*f%%";
    size_t at = 2;
    format_conversion c;
    assert_true(format_read_conversion(text, strlen(text), &at, &c, NULL));
    assert_int_equal(at, 14);
    assert_int_equal(c.key_length, 4);
    assert_memory_equal(c.key, "x(y)", 4);
    assert_true(c.left && !c.plus && !c.blank && !c.alternate && !c.zero);
    assert_true(c.width == FORMAT_FROM_ARGUMENT && c.precision == FORMAT_FROM_ARGUMENT);
    assert_int_equal(c.letter, 'f');
    assert_true(format_read_conversion(text, strlen(text), &at, &c, NULL));
    assert_int_equal(at, strlen(text));
    assert_true(c.letter == '%' && !c.key && c.width == -1 && c.precision == -1);
}

/* A text beyond the buffer's bound is refused before it, or any of its size, is made. */
static void test_bounds(void **state)
{
    static const struct {
        formatter *by;
        format_value value;
        const char *format;
    } cases[] = {
        {by_spec, INT(1), "2001"},
        {by_spec, INT(1), "9223372036854775807"},
        {by_spec, INT(1), "09223372036854775807_d"},
        {by_spec, FLOAT(1.5), ".2147483647f"},
        {by_spec, FLOAT(1.5), ".2147483647e"},
        {by_spec, FLOAT(1.5), "#.2147483647g"},
        {by_spec, FLOAT(1.5), "#.2147483647"},
        {by_spec, STRING("a"), "é>1002"},
        {by_conversion, INT(1), "%99999999999d"},
        {by_conversion, INT(1), "%.2147483647d"},
        {by_conversion, STRING("a"), "%99999999999s"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gd_buffer out;
        const char *format = cases[i].format;
        buffer_init(&out, &memory, ROOM);
        assert_true(cases[i].by(&out, &cases[i].value, format, strlen(format), NULL));
        assert_int_equal(out.error.code, GD_REPLY_TOO_LARGE);
        buffer_close(&out);
    }
    assert_true(memory.peak < 100 * ROOM);
}

/* A code point that UTF-8 cannot carry. */
static void test_surrogates(void **state)
{
    (void)state;
    gd_buffer out;
    gd_error err = {0};
    const format_value value = INT(0xD800);
    buffer_init(&out, &memory, ROOM);
    assert_false(format_by_spec(&out, &value, "c", 1, &err));
    assert_int_equal(err.code, GD_VALUE);
    assert_non_null(strstr(err.message, "surrogates not allowed"));
    buffer_close(&out);
}

static bool same_double(double a, double b)
{
    return isnan(a) ? isnan(b) : a == b && !signbit(a) == !signbit(b);
}

static void test_round(void **state)
{
    static const struct {
        double value;
        int64_t digits;
        double rounded;
        gd_code code;
    } cases[] = {
        /* clang-format off */
        {2.5, 0, 2.0, GD_OK},
        {3.5, 0, 4.0, GD_OK},
        {-2.5, 0, -2.0, GD_OK},
        {0.5, 0, 0.0, GD_OK},
        {2.675, 2, 2.67, GD_OK},
        {0.125, 2, 0.12, GD_OK},
        {0.375, 2, 0.38, GD_OK},
        {1.005, 2, 1.0, GD_OK},
        {-1.5, -1, -0.0, GD_OK},
        {1234.5678, -2, 1200.0, GD_OK},
        {1250.0, -2, 1200.0, GD_OK},
        {1350.0, -2, 1400.0, GD_OK},
        {1250.5, -2, 1300.0, GD_OK},
        {50.0, -2, 0.0, GD_OK},
        {50.1, -2, 100.0, GD_OK},
        {51.0, -2, 100.0, GD_OK},
        {49.0, -2, 0.0, GD_OK},
        {5.0, -1, 0.0, GD_OK},
        {15.0, -1, 20.0, GD_OK},
        {5.0, -3, 0.0, GD_OK},
        {1e+23, -22, 1e+23, GD_OK},
        {5e+307, -308, 1e+308, GD_OK},
        {-0.0, 2, -0.0, GD_OK},
        {-0.4, 0, -0.0, GD_OK},
        {1.5, 400, 1.5, GD_OK},
        {1.5, -400, 0.0, GD_OK},
        {-1.5, -400, -0.0, GD_OK},
        {5e-324, 323, 0.0, GD_OK},
        {1e+16, 5, 1e+16, GD_OK},
        {INFINITY, 2, INFINITY, GD_OK},
        {NAN, 2, NAN, GD_OK},
        {1.7e+308, -308, 0, GD_INT_OVERFLOW},
        /* clang-format on */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gd_error err = {0};
        double rounded = 0;
        bool done = format_round(cases[i].value, cases[i].digits, &rounded, &err);
        assert_int_equal(err.code, cases[i].code);
        assert_int_equal(done, !err.code);
        assert_true(same_double(rounded, cases[i].rounded));
    }
}

static void test_round_of_integers(void **state)
{
    static const struct {
        int64_t value, digits, rounded;
        gd_code code;
    } cases[] = {
        /* clang-format off */
        {15, -1, 20, GD_OK},
        {25, -1, 20, GD_OK},
        {-25, -1, -20, GD_OK},
        {26, -1, 30, GD_OK},
        {1234, 2, 1234, GD_OK},
        {1234, -2, 1200, GD_OK},
        {5, -1, 0, GD_OK},
        {6, -1, 10, GD_OK},
        {INT64_MAX, 0, INT64_MAX, GD_OK},
        {INT64_MIN, 0, INT64_MIN, GD_OK},
        {INT64_MIN, -1, 0, GD_INT_OVERFLOW},
        {INT64_MAX, -18, 9000000000000000000, GD_OK},
        {4611686018427387904, -19, 0, GD_OK},
        {1, -400, 0, GD_OK},
        {INT64_MAX, -19, 0, GD_INT_OVERFLOW},
        {INT64_MAX, -1, 0, GD_INT_OVERFLOW},
        /* clang-format on */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gd_error err = {0};
        int64_t rounded = 0;
        bool done = format_round_int(cases[i].value, cases[i].digits, &rounded, &err);
        assert_int_equal(err.code, cases[i].code);
        assert_int_equal(done, !err.code);
        assert_true(rounded == cases[i].rounded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_booleans),
        cmocka_unit_test(test_floats),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_conversions),
        cmocka_unit_test(test_refused_conversions),
        cmocka_unit_test(test_parts_of_a_conversion),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_surrogates),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_round_of_integers),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
