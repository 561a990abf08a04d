/* Values to text. A number is taken apart into sign, prefix, digits and what follows them, and put
 * together again with its padding:
 *
 *     <left padding> <sign> <prefix> <padding> <grouped digits> <rest> <right padding>
 *
 * The conversions of the % operator are translated to format specifications, so that both ways
 * share all that comes after. The C library's digits of doubles are exact at any precision. */
#include "engine/lang/format.h"
#include "engine/base/decimal.h"
#include "engine/lang/characters.h"
#include "engine/lang/format_spec.h"

#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More significant digits than any double has (767), and than its greatest exponent. */
enum { EXACT_DIGITS = 800 };

typedef struct number {
    bool negative;
    const char *prefix; /* "0x" */
    const char *digits; /* of the integer part, which is grouped; borrowed */
    int64_t digit_count;
    int64_t least_digits; /* zeros are put before fewer digits */
    const char *rest;     /* the point, the fraction, the exponent; borrowed */
    int64_t rest_length;
} number;

typedef struct padding {
    int64_t left, middle, right;
} padding;

static const char *type_name(const format_value *value)
{
    static const char *const names[] = {"bool", "int", "float", "str"};
    return value->kind == FORMAT_OTHER ? value->text : names[value->kind];
}

static bool has_type(const format_spec *spec, const char *types)
{
    return spec->type && spec->type < 128 && strchr(types, (int)spec->type);
}

/* Whether `size` bytes more fit, any if it is not positive; the buffer fails if they do not. */
static bool has_room(gd_buffer *out, int64_t size)
{
    return buffer_reserve(out, size > 0 ? (size_t)size : 0);
}

static void write_fill(gd_buffer *out, const format_spec *spec, int64_t count)
{
    if (!has_room(out, count) || !has_room(out, count * (int64_t)spec->fill_length)) return;
    for (int64_t i = 0; i < count; i++) buffer_add(out, spec->fill, spec->fill_length);
}

/* What is left of the width beside `used` characters, at the side that the alignment says. */
static padding pad(const format_spec *spec, int64_t used)
{
    int64_t missing = spec->width > used ? spec->width - used : 0;
    if (spec->align == '<') return (padding){.right = missing};
    if (spec->align == '>') return (padding){.left = missing};
    if (spec->align == '=') return (padding){.middle = missing};
    return (padding){.left = missing / 2, .right = missing - missing / 2};
}

/* The fewest digits that with their separators take `width` characters or more. */
static int64_t digits_to_fill(const format_spec *spec, int64_t width)
{
    if (!spec->separator || width < 1) return width;
    return width - (width - 1) / (spec->group + 1);
}

static void write_digits(gd_buffer *out, const format_spec *spec, const number *n, int64_t count)
{
    for (int64_t left = count; left > 0; left--) {
        if (spec->separator && left < count && left % spec->group == 0)
            buffer_add(out, &spec->separator, 1);
        if (left > n->digit_count) buffer_add(out, "0", 1);
        else buffer_add(out, n->digits + n->digit_count - left, 1);
    }
}

static int64_t more(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Infinity and NaN have no digits, only a rest: zeros before them are padding. */
static void write_number(gd_buffer *out, const format_spec *spec, const number *n)
{
    char sign = n->negative ? '-' : spec->sign == '-' ? 0 : spec->sign;
    if (!has_room(out, spec->width) || !has_room(out, n->least_digits)) return;
    int64_t fixed = (sign ? 1 : 0) + (int64_t)strlen(n->prefix) + n->rest_length;
    int64_t digits = n->digit_count ? more(n->digit_count, n->least_digits) : 0;
    if (digits && *spec->fill == '0' && spec->align == '=')
        digits = more(digits, digits_to_fill(spec, spec->width - fixed));
    int64_t separators = spec->separator && digits ? (digits - 1) / spec->group : 0;
    padding p = pad(spec, fixed + digits + separators);
    write_fill(out, spec, p.left);
    buffer_add(out, &sign, sign ? 1 : 0);
    buffer_add_text(out, n->prefix);
    write_fill(out, spec, p.middle);
    write_digits(out, spec, n, digits);
    buffer_add(out, n->rest, (size_t)n->rest_length);
    write_fill(out, spec, p.right);
}

/* Text of `count` characters. */
static void write_text(gd_buffer *out, const format_spec *spec, const char *text, size_t length,
                       int64_t count)
{
    padding p = pad(spec, count);
    write_fill(out, spec, p.left + p.middle);
    buffer_add(out, text, length);
    write_fill(out, spec, p.right);
}

/* As much of a string as the precision lets through. */
static void write_string(gd_buffer *out, const format_spec *spec, const format_value *value)
{
    size_t length = 0;
    int64_t count = 0;
    for (; length < value->length; length++) {
        if (((unsigned char)value->text[length] & 0xC0) == 0x80) continue;
        if (count == spec->precision) break;
        count++;
    }
    write_text(out, spec, value->text, length, count);
}

static bool format_string(gd_buffer *out, const format_spec *spec, const format_value *value,
                          gd_error *err)
{
    const char *refused = spec->sign == ' '        ? "Space"
                          : spec->sign             ? "Sign"
                          : spec->no_negative_zero ? "Negative zero coercion (z)"
                          : spec->alternate        ? "Alternate form (#)"
                          : spec->align == '='     ? "'=' alignment"
                                                   : NULL;
    if (spec->type != 's') return format_spec_fail(spec, type_name(value), err);
    if (refused)
        return gd_fail(err, GD_VALUE, "%s not allowed in string format specifier", refused);
    write_string(out, spec, value);
    return true;
}

/* The character with that code point. */
static bool write_character(gd_buffer *out, const format_spec *spec, int64_t code, gd_error *err)
{
    char text[4];
    if (code < 0 || code > 0x10FFFF)
        return gd_fail(err, GD_INT_OVERFLOW, "%%c arg not in range(0x110000)");
    if (code >= 0xD800 && code <= 0xDFFF)
        return gd_fail(err, GD_VALUE,
                       "'utf-8' codec can't encode character '\\u%x' in position 0: "
                       "surrogates not allowed",
                       (unsigned)code);
    write_text(out, spec, text, character_encode((uint32_t)code, text), 1);
    return true;
}

static void write_int(gd_buffer *out, const format_spec *spec, int64_t value, int64_t least_digits)
{
    static const struct {
        char type;
        uint64_t base;
        const char *prefix, *digits;
    } bases[] = {
        {'b', 2, "0b", "01"},
        {'o', 8, "0o", "01234567"},
        {'x', 16, "0x", "0123456789abcdef"},
        {'X', 16, "0X", "0123456789ABCDEF"},
        {'d', 10, "", "0123456789"}, /* and 'n' */
    };
    size_t i = 0;
    while (bases[i].type != 'd' && (uint32_t)bases[i].type != spec->type) i++;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char room[64], *end = room + sizeof room, *first = end;
    do *--first = bases[i].digits[rest % bases[i].base];
    while (rest /= bases[i].base);
    number n = {.negative = value < 0, .digits = first, .digit_count = end - first, .rest = ""};
    n.prefix = spec->alternate ? bases[i].prefix : "";
    n.least_digits = least_digits;
    write_number(out, spec, &n);
}

static bool format_int(gd_buffer *out, const format_spec *spec, int64_t value, gd_error *err)
{
    if (spec->precision >= 0)
        return gd_fail(err, GD_VALUE, "Precision not allowed in integer format specifier");
    if (spec->no_negative_zero)
        return gd_fail(err, GD_VALUE,
                       "Negative zero coercion (z) not allowed in integer format specifier");
    if (spec->type != 'c') {
        write_int(out, spec, value, 0);
        return true;
    }
    if (spec->sign)
        return gd_fail(err, GD_VALUE, "Sign not allowed with integer format specifier 'c'");
    if (spec->alternate)
        return gd_fail(err, GD_VALUE,
                       "Alternate form (#) not allowed with integer format specifier 'c'");
    return write_character(out, spec, value, err);
}

/* How numbers read that choose between fixed and scientific notation: fixed for 1 to `most` digits
 * before the point and down to 1e-4. */
typedef struct general {
    int64_t most;
    const char *whole; /* what follows an integer */
    char exponent;     /* e or E */
    bool alternate;    /* zeros at the end stay, and a point that nothing follows */
} general;

/* Digits with the point after the first `point` of them. */
static void write_general(gd_buffer *out, const char *digits, int64_t point, const general *style)
{
    int64_t count = (int64_t)strlen(digits);
    if (point <= -4 || point > style->most)
        buffer_print(out, "%c%s%s%c%c%02d", *digits, count > 1 || style->alternate ? "." : "",
                     digits + 1, style->exponent, point > 0 ? '+' : '-', abs((int)point - 1));
    else if (point <= 0) buffer_print(out, "0.%.*s%s", (int)-point, "000", digits);
    else if (point < count) buffer_print(out, "%.*s.%s", (int)point, digits, digits + point);
    else {
        buffer_add_text(out, digits);
        for (int64_t i = count; i < point; i++) buffer_add(out, "0", 1);
        buffer_add_text(out, style->whole);
    }
}

static void write_shortest(gd_buffer *out, double magnitude, const general *style)
{
    char digits[24];
    decimal shortest = decimal_from_double(magnitude);
    int count = snprintf(digits, sizeof digits, "%" PRIu64, shortest.digits);
    write_general(out, digits, count + shortest.exponent, style);
}

static void pass_error(gd_buffer *out, const gd_buffer *scratch)
{
    if (scratch->error.code && !out->error.code) out->error = scratch->error;
}

/* From `precision` significant digits. */
static void write_rounded(gd_buffer *out, double magnitude, int64_t precision, const general *style)
{
    gd_buffer text;
    buffer_init(&text, out->memory, out->limit);
    if (has_room(&text, precision)) buffer_print(&text, "%.*e", (int)precision - 1, magnitude);
    if (!text.error.code) {
        char *end = strchr(text.data, 'e');
        int point = atoi(end + 1) + 1;
        while (!style->alternate && end > text.data + 1 && end[-1] == '0') end--;
        *end = 0;
        if (text.data[1] == '.') memmove(text.data + 1, text.data + 2, strlen(text.data + 1));
        write_general(out, text.data, point, style);
    }
    pass_error(out, &text);
    buffer_close(&text);
}

/* Types g, G and n, and none: that is repr, or with a precision like g, but for a fraction that
 * every number has. The C library's %#g is wrong where rounding carries into the exponent. */
static void write_significant(gd_buffer *out, const format_spec *spec, double magnitude)
{
    enum { MOST_OF_REPR = 16 };
    int64_t precision = spec->precision < 0 ? 6 : more(spec->precision, 1);
    general style = {precision, spec->alternate ? "." : "", 'e', spec->alternate};
    if (spec->type == 'G') style.exponent = 'E';
    if (!spec->type) {
        style.whole = ".0";
        style.most = spec->precision < 0 ? MOST_OF_REPR : precision - 1;
    }
    if (!spec->alternate && precision > EXACT_DIGITS) precision = EXACT_DIGITS;
    if (!spec->type && spec->precision < 0) write_shortest(out, magnitude, &style);
    else write_rounded(out, magnitude, precision, &style);
}

/* Types e and f and their relatives. */
static void write_places(gd_buffer *out, const format_spec *spec, double magnitude)
{
    static const char *const formats[][2] = {
        {"%.*f", "%#.*f"}, {"%.*e", "%#.*e"}, {"%.*E", "%#.*E"}};
    int64_t precision = spec->precision < 0 ? 6 : spec->precision;
    int row = spec->type == 'e' ? 1 : spec->type == 'E' ? 2 : 0;
    if (has_room(out, precision))
        buffer_print(out, formats[row][spec->alternate], (int)precision, magnitude);
}

static void write_magnitude(gd_buffer *out, const format_spec *spec, double magnitude)
{
    if (!isfinite(magnitude)) buffer_print(out, has_type(spec, "EFG") ? "%F" : "%f", magnitude);
    else if (!spec->type || has_type(spec, "gGn")) write_significant(out, spec, magnitude);
    else write_places(out, spec, magnitude);
    if (spec->type == '%') buffer_add_text(out, "%");
}

/* Whether the text is that of zero: no other digit before the exponent. */
static bool is_zero_text(const char *text)
{
    size_t zeros = strspn(text, "0.");
    return zeros && (text[zeros] < '1' || text[zeros] > '9');
}

static bool format_double(gd_buffer *out, const format_spec *spec, double value, gd_error *err)
{
    gd_buffer text;
    if (spec->precision > INT_MAX) return gd_fail(err, GD_VALUE, "precision too big");
    if (spec->type == '%') value *= 100;
    buffer_init(&text, out->memory, out->limit);
    write_magnitude(&text, spec, fabs(value));
    if (!text.error.code) {
        number n = {.negative = signbit(value) && !isnan(value), .prefix = ""};
        if (spec->no_negative_zero && is_zero_text(text.data)) n.negative = false;
        n.digits = text.data;
        n.digit_count = (int64_t)strspn(text.data, "0123456789");
        n.rest = text.data + n.digit_count;
        n.rest_length = (int64_t)text.length - n.digit_count;
        write_number(out, spec, &n);
    }
    pass_error(out, &text);
    buffer_close(&text);
    return true;
}

static double to_double(const format_value *value)
{
    return value->kind == FORMAT_FLOAT ? value->number : (double)value->integer;
}

static bool follow_spec(gd_buffer *out, const format_spec *spec, const format_value *value,
                        gd_error *err)
{
    bool is_float = value->kind == FORMAT_FLOAT;
    if (value->kind == FORMAT_STRING) return format_string(out, spec, value, err);
    if (has_type(spec, "eEfFgG%") || (is_float && (!spec->type || spec->type == 'n')))
        return format_double(out, spec, to_double(value), err);
    if (!is_float && has_type(spec, "bcdoxXn")) return format_int(out, spec, value->integer, err);
    return format_spec_fail(spec, type_name(value), err);
}

bool format_by_spec(gd_buffer *out, const format_value *value, const char *text, size_t size,
                    gd_error *err)
{
    static const struct {
        char align, type;
    } usual[] = {{'>', 'd'}, {'>', 'd'}, {'>', 0}, {'<', 's'}};
    format_spec spec;
    if (value->kind == FORMAT_OTHER)
        return !size || gd_fail(err, GD_TYPE, "unsupported format string passed to %s.__format__",
                                type_name(value));
    if (value->kind == FORMAT_BOOL && !size) {
        buffer_add_text(out, value->integer ? "True" : "False");
        return true;
    }
    return format_spec_read(text, size, usual[value->kind].align,
                            (unsigned char)usual[value->kind].type, type_name(value), &spec, err) &&
           follow_spec(out, &spec, value, err);
}

/* %d of a float: all digits of its integer part. */
static bool write_truncated(gd_buffer *out, const format_spec *spec, double value, gd_error *err)
{
    char digits[DBL_MAX_10_EXP + 3];
    if (isnan(value)) return gd_fail(err, GD_VALUE, "cannot convert float NaN to integer");
    if (isinf(value))
        return gd_fail(err, GD_INT_OVERFLOW, "cannot convert float infinity to integer");
    int count = snprintf(digits, sizeof digits, "%.0f", trunc(fabs(value)));
    number n = {.negative = value <= -1, .prefix = "", .digits = digits, .rest = ""};
    n.digit_count = count;
    n.least_digits = spec->precision;
    write_number(out, spec, &n);
    return true;
}

static bool convert_int(gd_buffer *out, const format_spec *spec, char letter,
                        const format_value *value, gd_error *err)
{
    bool real = spec->type == 'd';
    if (value->kind == FORMAT_FLOAT && real) return write_truncated(out, spec, value->number, err);
    if (value->kind != FORMAT_INT && value->kind != FORMAT_BOOL)
        return gd_fail(err, GD_TYPE, "%%%c format: %s is required, not %s", letter,
                       real ? "a real number" : "an integer", type_name(value));
    write_int(out, spec, value->integer, spec->precision);
    return true;
}

static bool convert_float(gd_buffer *out, const format_spec *spec, const format_value *value,
                          gd_error *err)
{
    if (value->kind == FORMAT_STRING || value->kind == FORMAT_OTHER)
        return gd_fail(err, GD_TYPE, "must be real number, not %s", type_name(value));
    return format_double(out, spec, to_double(value), err);
}

static bool convert_character(gd_buffer *out, const format_spec *spec, const format_value *value,
                              gd_error *err)
{
    uint32_t code;
    if (value->kind == FORMAT_INT || value->kind == FORMAT_BOOL)
        return write_character(out, spec, value->integer, err);
    if (value->kind != FORMAT_STRING || !value->length ||
        character_decode(value->text, value->length, &code) != value->length)
        return gd_fail(err, GD_TYPE, "%%c requires int or char");
    write_text(out, spec, value->text, value->length, 1);
    return true;
}

/* The specification that lays out as the conversion does. */
static format_spec spec_of(const format_conversion *c)
{
    bool is_number = !strchr("srac", c->letter), zeros = c->zero && !c->left && is_number;
    format_spec spec = {.fill = zeros ? "0" : " ", .fill_length = 1, .group = 3};
    spec.align = c->left ? '<' : zeros ? '=' : '>';
    if (is_number) spec.sign = c->plus ? '+' : c->blank ? ' ' : 0;
    spec.alternate = c->alternate;
    spec.width = c->width;
    spec.precision = c->precision;
    spec.type = strchr("diu", c->letter) ? 'd' : (unsigned char)c->letter;
    return spec;
}

bool format_by_conversion(gd_buffer *out, const format_conversion *conversion,
                          const format_value *value, gd_error *err)
{
    format_spec spec = spec_of(conversion);
    switch (conversion->letter) {
    case '%': buffer_add_text(out, "%"); return true;
    case 's':
    case 'r':
    case 'a': write_string(out, &spec, value); return true;
    case 'c': return convert_character(out, &spec, value, err);
    default: break;
    }
    if (has_type(&spec, "doxX")) return convert_int(out, &spec, conversion->letter, value, err);
    return convert_float(out, &spec, value, err);
}

void format_float(gd_buffer *out, double value)
{
    static const format_spec plain = {.precision = -1};
    if (signbit(value) && !isnan(value)) buffer_add_text(out, "-");
    write_magnitude(out, &plain, fabs(value));
}
