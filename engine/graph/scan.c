/* In: a text. Out: words, numbers, strings, types and values, one after the other, or where and why
 * not. Nothing is read beyond `end`, and a text may hold any bytes. */
#include "engine/graph/scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_ROOM = 48 }; /* more than the longest number that a printer writes */

/* Columns count code points: all bytes but those that continue one. */
static gd_span span_of(const scanner *s, const char *at)
{
    gd_span span = {.line = 1, .column = 1};
    for (const char *c = s->text; c < at; c++) {
        if (*c == '\n') span = (gd_span){.line = span.line + 1, .column = 1};
        else span.column += ((unsigned char)*c & 0xC0) != 0x80;
    }
    span.end_line = span.line;
    span.end_column = span.column + 1;
    return span;
}

bool scan_fail_as(scanner *s, const char *at, gd_code code, const char *message)
{
    gd_fail(&s->error, code, "%s", message);
    return gd_locate(&s->error, span_of(s, at));
}

bool scan_fail(scanner *s, const char *at, const char *format, ...)
{
    char message[GD_MAX_MESSAGE];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return scan_fail_as(s, at, GD_BAD_GRAPH, message);
}

const char *scan_spaces(scanner *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\t')) s->at++;
    return s->at;
}

bool scan_accept(scanner *s, const char *mark)
{
    size_t length = strlen(mark);
    scan_spaces(s);
    if ((size_t)(s->end - s->at) < length || memcmp(s->at, mark, length) != 0) return false;
    s->at += length;
    return true;
}

bool scan_expect(scanner *s, const char *mark)
{
    return scan_accept(s, mark) || scan_fail(s, s->at, "expected '%s'", mark);
}

bool scan_at_line_end(scanner *s)
{
    const char *at = scan_spaces(s);
    return at == s->end || *at == '\n';
}

/* Copies the characters that come next, letters, digits and those in `others`, as a C string. */
static size_t take(scanner *s, const char *others, char *word, size_t room)
{
    size_t length = 0;
    for (scan_spaces(s); length + 1 < room && s->at < s->end; s->at++) {
        if (!*s->at || (!isalnum((unsigned char)*s->at) && !strchr(others, *s->at))) break;
        word[length++] = *s->at;
    }
    word[length] = 0;
    return length;
}

size_t scan_word(scanner *s, char *word, size_t room)
{
    return take(s, "_", word, room);
}

bool scan_count(scanner *s, int64_t most, int64_t *value)
{
    const char *start = scan_spaces(s);
    *value = 0;
    for (; s->at < s->end && isdigit((unsigned char)*s->at); s->at++) {
        int digit = *s->at - '0';
        if (*value > (most - digit) / 10 || digit > most)
            return scan_fail(s, start, "a number above %lld", (long long)most);
        *value = *value * 10 + digit;
    }
    return s->at > start || scan_fail(s, start, "expected a number");
}

bool scan_integer(scanner *s, int64_t *value)
{
    char text[NUMBER_ROOM], *stop;
    const char *start = scan_spaces(s);
    size_t length = take(s, "+-.", text, sizeof text);
    errno = 0;
    *value = strtoll(text, &stop, 10);
    if (!length || *stop) return scan_fail(s, start, "expected an integer");
    return !errno || scan_fail(s, start, "an integer beyond int64");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character of a string, its escape resolved; 0 if it is malformed. */
static char scan_character(scanner *s)
{
    char c = *s->at++;
    if ((unsigned char)c < ' ' || c == 127) return 0;
    if (c != '\\') return c;
    if (s->end - s->at >= 1 && (*s->at == '"' || *s->at == '\\')) return *s->at++;
    if (s->end - s->at < 3 || *s->at != 'x') return 0;
    int high = hex_digit(s->at[1]), low = hex_digit(s->at[2]);
    s->at += 3;
    return high < 0 || low < 0 ? 0 : (char)(high * 16 + low);
}

bool scan_string(scanner *s, const char **string)
{
    const char *start = scan_spaces(s);
    if (!scan_expect(s, "\"")) return false;
    const char *stop = s->at;
    while (stop < s->end && *stop != '"' && *stop != '\n') stop += *stop == '\\' ? 2 : 1;
    if (stop >= s->end || *stop != '"') return scan_fail(s, start, "a string that does not end");
    char *copy = arena_alloc(s->arena, (size_t)(stop - s->at) + 1, &s->error);
    if (!copy) return false;
    *string = copy;
    while (s->at < stop) {
        const char *at = s->at;
        *copy = scan_character(s);
        if (!*copy++) return scan_fail(s, at, "this must be written as \\x and two digits");
    }
    return scan_expect(s, "\"");
}

bool scan_dtype(scanner *s, gd_dtype *dtype)
{
    char word[NUMBER_ROOM];
    const char *start = scan_spaces(s);
    scan_word(s, word, sizeof word);
    *dtype = gd_dtype_find(word);
    return *dtype != GD_DTYPE_COUNT || scan_fail(s, start, "expected a dtype");
}

bool scan_type(scanner *s, gd_type *type)
{
    *type = (gd_type){0};
    if (!scan_dtype(s, &type->dtype) || !scan_expect(s, "[")) return false;
    while (!scan_accept(s, "]")) {
        int32_t rank = type->shape.rank;
        if (rank && !scan_expect(s, ",")) return false;
        if (rank == GD_MAX_RANK) return scan_fail(s, s->at, "more than %d dimensions", GD_MAX_RANK);
        if (!scan_count(s, INT64_MAX, &type->shape.dims[rank])) return false;
        type->shape.rank++;
    }
    return true;
}

/* What strtod takes beyond this, hexadecimal digits and "inf", is not of the text form. */
static bool is_decimal(const char *text)
{
    if (!strcmp(text, "NaN") || !strcmp(text, "Infinity") || !strcmp(text, "-Infinity"))
        return true;
    return *text && !text[strspn(text, "0123456789+-.e")];
}

/* A float is read as what it is: by way of double it could be rounded twice. */
static bool scan_float(scanner *s, gd_tensor *tensor, int64_t i)
{
    char text[NUMBER_ROOM], *stop;
    const char *start = scan_spaces(s);
    take(s, "+-.", text, sizeof text);
    bool single = tensor->type.dtype == GD_FLOAT32;
    gd_tensor_set(tensor, i, single ? (double)strtof(text, &stop) : strtod(text, &stop));
    return (is_decimal(text) && !*stop) || scan_fail(s, start, "expected a number");
}

static bool scan_truth(scanner *s, int64_t *value)
{
    *value = scan_accept(s, "true");
    return *value || scan_accept(s, "false") || scan_fail(s, s->at, "expected true or false");
}

static bool scan_element(scanner *s, gd_tensor *tensor, int64_t i)
{
    int64_t value;
    gd_kind kind = gd_dtype_kind(tensor->type.dtype);
    const char *start = scan_spaces(s);
    if (kind == GD_KIND_FLOAT) return scan_float(s, tensor, i);
    if (!(kind == GD_KIND_BOOL ? scan_truth(s, &value) : scan_integer(s, &value))) return false;
    gd_tensor_set_int(tensor, i, value);
    return gd_tensor_get_int(tensor, i) == value ||
           scan_fail(s, start, "%lld is beyond %s", (long long)value,
                     gd_dtype_name(tensor->type.dtype));
}

bool scan_elements(scanner *s, gd_tensor *tensor)
{
    bool list = tensor->type.shape.rank > 0;
    if (list && !scan_expect(s, "[")) return false;
    for (int64_t i = 0; i < tensor->count; i++)
        if ((i && !scan_expect(s, ",")) || !scan_element(s, tensor, i)) return false;
    return !list || scan_expect(s, "]");
}
