/* Text to format specifications, and to conversions of the % operator. A specification is read
 * from left to right with one character of foresight: an alignment in second place makes the first
 * character the fill, whatever it is. */
#include "engine/lang/characters.h"
#include "engine/lang/format.h"
#include "engine/lang/format_spec.h"

#include <limits.h>
#include <string.h>

typedef struct cursor {
    const char *at, *end;
} cursor;

/* The next byte; 0, which nothing looks for, at the end. */
static char peek(const cursor *c)
{
    return c->at < c->end ? *c->at : 0;
}

static bool take(cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted) return false;
    c->at++;
    return true;
}

static char take_one_of(cursor *c, const char *set)
{
    char next = peek(c);
    if (!next || !strchr(set, next)) return 0;
    c->at++;
    return next;
}

/* Decimal digits up to `most`; *number receives -1 when there are none. */
static bool take_number(cursor *c, int64_t most, int64_t *number)
{
    int64_t sum = 0;
    const char *start = c->at;
    for (; peek(c) >= '0' && peek(c) <= '9'; c->at++) {
        int digit = *c->at - '0';
        if (sum > (most - digit) / 10) return false;
        sum = sum * 10 + digit;
    }
    *number = c->at > start ? sum : -1;
    return true;
}

/* The character at the cursor; bytes that are not UTF-8 stand for themselves. */
static size_t decode(const cursor *c, uint32_t *code)
{
    size_t length = character_decode(c->at, (size_t)(c->end - c->at), code);
    if (length) return length;
    *code = (unsigned char)*c->at;
    return 1;
}

static void read_alignment(cursor *c, format_spec *spec, bool *aligned, bool *filled)
{
    static const char alignments[] = "<>=^";
    uint32_t code;
    char align;
    cursor second = *c;
    if (c->at < c->end) second.at += decode(c, &code);
    *filled = second.at > c->at && (align = take_one_of(&second, alignments));
    if (*filled) {
        spec->fill = c->at;
        spec->fill_length = (size_t)(second.at - 1 - c->at);
        *c = second;
    } else align = take_one_of(c, alignments);
    *aligned = align;
    if (align) spec->align = align;
}

/* A 0 before the width fills with zeros, and after the sign where numbers stand at the right. */
static void read_zero(cursor *c, format_spec *spec, bool aligned, bool filled)
{
    if (filled || !take(c, '0')) return;
    spec->fill = "0";
    if (!aligned && spec->align == '>') spec->align = '=';
}

static bool read_separator(cursor *c, format_spec *spec, gd_error *err)
{
    spec->separator = take_one_of(c, ",_");
    char second = spec->separator ? peek(c) : 0;
    if (second && strchr(",_", second) && second != spec->separator)
        return gd_fail(err, GD_VALUE, "Cannot specify both ',' and '_'.");
    return true;
}

static bool read_precision(cursor *c, format_spec *spec, gd_error *err)
{
    if (!take(c, '.')) return true;
    if (!take_number(c, INT64_MAX, &spec->precision))
        return gd_fail(err, GD_VALUE, "Too many decimal digits in format string");
    if (spec->precision < 0) return gd_fail(err, GD_VALUE, "Format specifier missing precision");
    return true;
}

/* Fails with the words around the type, which is named by its code if it is not ASCII. */
static bool fail_with_type(uint32_t type, const char *before, const char *after, gd_error *err)
{
    if (type > 32 && type < 128)
        return gd_fail(err, GD_VALUE, "%s '%c'%s", before, (int)type, after);
    return gd_fail(err, GD_VALUE, "%s '\\x%x'%s", before, (unsigned)type, after);
}

/* Thousands of decimal digits, and groups of four of the other bases. */
static bool check_separator(format_spec *spec, gd_error *err)
{
    char before[] = "Cannot specify ',' with";
    bool ascii = spec->type < 128;
    if (!spec->separator || !spec->type || (ascii && strchr("defgEG%F", (int)spec->type)))
        return true;
    if (spec->separator == '_' && ascii && strchr("boxX", (int)spec->type)) {
        spec->group = 4;
        return true;
    }
    *strchr(before, ',') = spec->separator;
    return fail_with_type(spec->type, before, ".", err);
}

static bool read_type(cursor *c, format_spec *spec)
{
    if (c->at < c->end) c->at += decode(c, &spec->type);
    return c->at == c->end;
}

bool format_spec_read(const char *text, size_t size, char align, uint32_t type, const char *name,
                      format_spec *spec, gd_error *err)
{
    cursor c = {text, text + size};
    bool aligned, filled;
    *spec = (format_spec){.fill = " ", .fill_length = 1, .align = align, .type = type};
    spec->group = 3;
    spec->precision = -1;
    read_alignment(&c, spec, &aligned, &filled);
    spec->sign = take_one_of(&c, "+- ");
    spec->no_negative_zero = take(&c, 'z');
    spec->alternate = take(&c, '#');
    read_zero(&c, spec, aligned, filled);
    if (!take_number(&c, INT64_MAX, &spec->width))
        return gd_fail(err, GD_VALUE, "Too many decimal digits in format string");
    if (!read_separator(&c, spec, err) || !read_precision(&c, spec, err)) return false;
    if (!read_type(&c, spec))
        return gd_fail(err, GD_VALUE, "Invalid format specifier '%.*s' for object of type '%s'",
                       size < GD_MAX_MESSAGE ? (int)size : GD_MAX_MESSAGE, text, name);
    return check_separator(spec, err);
}

bool format_spec_fail(const format_spec *spec, const char *name, gd_error *err)
{
    char after[GD_MAX_MESSAGE] = " for object of type '";
    strncat(after, name, sizeof after - strlen(after) - 2);
    return fail_with_type(spec->type, "Unknown format code", strcat(after, "'"), err);
}

/* (key), in which parentheses nest. */
static bool read_key(cursor *c, format_conversion *conversion)
{
    int depth = 1;
    if (!take(c, '(')) return true;
    conversion->key = c->at;
    for (; c->at < c->end; c->at++) {
        if (*c->at == '(') depth++;
        if (*c->at == ')' && !--depth) break;
    }
    conversion->key_length = (size_t)(c->at - conversion->key);
    return take(c, ')');
}

static void read_flags(cursor *c, format_conversion *conversion)
{
    for (char flag; (flag = take_one_of(c, "-+ #0"));) {
        if (flag == '-') conversion->left = true;
        if (flag == '+') conversion->plus = true;
        if (flag == ' ') conversion->blank = true;
        if (flag == '#') conversion->alternate = true;
        if (flag == '0') conversion->zero = true;
    }
}

static bool read_size(cursor *c, int64_t most, int64_t *number)
{
    *number = FORMAT_FROM_ARGUMENT;
    return take(c, '*') || take_number(c, most, number);
}

/* A point alone is a precision of 0. */
static bool read_sizes(cursor *c, format_conversion *conversion, gd_error *err)
{
    if (!read_size(c, INT64_MAX, &conversion->width))
        return gd_fail(err, GD_VALUE, "width too big");
    if (!take(c, '.')) return true;
    if (!read_size(c, INT_MAX, &conversion->precision))
        return gd_fail(err, GD_VALUE, "precision too big");
    if (conversion->precision == -1) conversion->precision = 0;
    return true;
}

/* The letter, whose place in `text` is told, in characters, if it is none. */
static bool read_letter(cursor *c, const char *text, format_conversion *conversion, gd_error *err)
{
    uint32_t code;
    int64_t index = 0;
    take_one_of(c, "hlL");
    if (c->at == c->end) return gd_fail(err, GD_VALUE, "incomplete format");
    conversion->letter = take_one_of(c, "sradiuoxXeEfFgGc");
    if (conversion->letter) return true;
    decode(c, &code);
    for (const char *p = text; p < c->at; p++) index += ((unsigned char)*p & 0xC0) != 0x80;
    return gd_fail(err, GD_VALUE, "unsupported format character '%c' (0x%x) at index %lld",
                   code > 31 && code < 127 ? (int)code : '?', (unsigned)code, (long long)index);
}

bool format_read_conversion(const char *text, size_t size, size_t *at,
                            format_conversion *conversion, gd_error *err)
{
    cursor c = {text + *at + 1, text + size};
    format_conversion read = {.width = -1, .precision = -1};
    if (take(&c, '%')) read.letter = '%';
    else {
        if (!read_key(&c, &read)) return gd_fail(err, GD_VALUE, "incomplete format key");
        read_flags(&c, &read);
        if (!read_sizes(&c, &read, err)) return false;
        if (!read_letter(&c, text, &read, err)) return false;
    }
    *conversion = read;
    *at = (size_t)(c.at - text);
    return true;
}
