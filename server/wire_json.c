/* Bytes → JSON values, by jansson; what it finds wrong → line, column and a hint.
 *
 * jansson reads the skeleton of the text (wire_skeleton.c) and is the judge of its grammar; places
 * of errors are mapped back and computed from the client's own text.
 *
 * jansson draws its memory from the request's arena. That makes its trees part of the account (a
 * body of "[[],[]," takes fifty times its size) and their disposal free of charge. */
#include "server/wire_numbers.h"

#include <pthread.h>
#include <string.h>

static _Thread_local wire_reader *parsing; /* whose text this thread now parses */

static void *allocate(size_t size)
{
    return parsing && wire_go_on(parsing) ? arena_alloc(&parsing->arena, size, &parsing->err)
                                          : NULL;
}

static void leave(void *block)
{
    (void)block; /* it ends with its arena */
}

static void set_up_jansson(void)
{
    json_set_alloc_funcs(allocate, leave);
    json_object_seed((size_t)hash_key_random().k0 | 1); /* 0 would have it open a file */
}

gd_span wire_span(const char *text, size_t from, size_t to)
{
    gd_span span = {1, 1, 1, 1};
    for (size_t i = 0; i < to; i++) {
        if (i == from) span.line = span.end_line, span.column = span.end_column;
        if (text[i] == '\n') span.end_line++, span.end_column = 1;
        else if (((unsigned char)text[i] & 0xC0) != 0x80) span.end_column++;
    }
    if (from >= to) span.line = span.end_line, span.column = span.end_column;
    return span;
}

static bool word_is(const char *word, size_t length, const char *text)
{
    return strlen(text) == length && !memcmp(word, text, length);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Words that other notations have and JSON does not. */
static const char *hint_for_word(const char *word, size_t length)
{
    static const struct {
        const char *word, *hint;
    } rows[] = {
        {"NaN", "write \"NaN\", as a string"},
        {"nan", "write \"NaN\", as a string"},
        {"Infinity", "write \"Infinity\", as a string"},
        {"-Infinity", "write \"-Infinity\", as a string"},
        {"inf", "write \"Infinity\", as a string"},
        {"-inf", "write \"-Infinity\", as a string"},
        {"True", "JSON spells it true"},
        {"False", "JSON spells it false"},
        {"None", "JSON spells it null"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (word_is(word, length, rows[i].word)) return rows[i].hint;
    if (!length || !wire_is_word(*word)) return NULL;
    if (*word == '.') return "a number begins with a digit: 0.5";
    if (*word == '+') return "a number has no plus sign";
    if (length > 1 && word_is("0x", 2, (char[]){word[0], (char)(word[1] | ' '), 0}))
        return "a number is decimal";
    if (length > 1 && *word == '0') return "a number has no leading zeros";
    if (is_digit(*word) && word[length - 1] == '.') return "a digit follows the point: 5.0";
    return NULL;
}

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Where jansson's complaint alone tells what is wrong. */
static const char *hint_for_complaint(const char *complaint, char at)
{
    static const struct {
        const char *begins, *at, *hint;
    } rows[] = {
        {"unexpected newline", NULL, "a string spells the end of a line as \\n"},
        {"control character", NULL, "a string spells a tabulator as \\t, others as \\u00XX"},
        {"invalid escape", NULL, "a string spells a backslash as \\\\"},
        {"end of file", NULL, "a body is one value; many requests go to POST /v1/batch, as lines"},
        {"':' expected", NULL, "a colon stands between a key and its value"},
        {"string or '}'", "0123456789", "a key stands in double quotes; a number has a point: 1.5"},
        {"'}' expected", "\"", "a comma stands between items"},
        {"']' expected", "\"0123456789-[{tfn", "a comma stands between items"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strncmp(complaint, rows[i].begins, strlen(rows[i].begins)) &&
            (!rows[i].at || strchr(rows[i].at, at)))
            return rows[i].hint;
    return NULL;
}

static const char *hint_for_syntax(const char *text, size_t at, size_t length,
                                   const char *complaint)
{
    size_t before = at;
    while (before && strchr(" \t\r\n", text[before - 1])) before--;
    if (text[at] == '\'') return "strings stand in double quotes";
    if (text[at] == '/' || text[at] == '#') return "JSON has no comments";
    if (!strncmp(text, BYTE_ORDER_MARK, sizeof BYTE_ORDER_MARK - 1) && !at)
        return "leave out the byte order mark at the beginning";
    if (strchr("]}", text[at]) && before && text[before - 1] == ',')
        return "no comma after the last item";
    const char *hint = hint_for_word(text + at, length);
    if (!hint) hint = hint_for_complaint(complaint, text[at]);
    if (hint || !length || !wire_is_word(text[at])) return hint;
    return "names and strings stand in double quotes";
}

static const char *hint_for(const json_error_t *error, const char *text, size_t at, size_t length)
{
    switch (json_error_code(error)) {
    case json_error_numeric_overflow:
        return "float64 ends at 1.7976931348623157e308; write \"Infinity\", as a string, for "
               "infinity";
    case json_error_premature_end_of_input: return "a bracket, brace or quote is still open";
    case json_error_duplicate_key: return "each key of an object stands once";
    case json_error_invalid_utf8: return "JSON is UTF-8";
    default: return hint_for_syntax(text, at, length, error->text);
    }
}

/* jansson tells how many bytes it has read; the word or string that ends there is what it did not
 * like. Returns where that begins; `end` is at least 1. */
static size_t token_start(const char *text, size_t end)
{
    size_t from = end - 1;
    if (text[from] == '"') {
        while (from && (text[from - 1] != '"' || (from > 1 && text[from - 2] == '\\'))) from--;
        return from ? from - 1 : end - 1;
    }
    while (from && wire_is_word(text[from]) && wire_is_word(text[from - 1])) from--;
    return from;
}

static bool fail_malformed(wire_reader *reader, const char *text, size_t length, size_t position,
                           const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    bool zero = code == json_error_null_byte_in_key;
    bool early = code == json_error_premature_end_of_input || !position || position > length;
    size_t from = early ? length : token_start(text, position);
    size_t end = early ? length : (size_t)(wire_word_end(text + position, text + length) - text);
    gd_fail(&reader->err, zero ? GD_BAD_VALUE : GD_BAD_JSON, "%s",
            zero                                  ? "a key has the character U+0000"
            : code == json_error_numeric_overflow ? "a number is too large for float64"
                                                  : error->text);
    const char *hint = hint_for(error, text, from, end - from);
    if (hint) gd_hint(&reader->err, "%s", hint);
    return gd_locate(&reader->err, wire_span(text, from, end));
}

static bool fail_nesting(wire_reader *reader, const char *text, const char *at)
{
    size_t from = (size_t)(at - text);
    gd_fail(&reader->err, GD_NESTING_LIMIT, "more than %lld levels of arrays and objects",
            (long long)reader->limits->json_nesting);
    return gd_locate(&reader->err, wire_span(text, from, from + 1));
}

#define GZIP "\x1f\x8b" /* how it begins (RFC 1952) */

/* A byte 0, which jansson takes for the end of the text after some tokens. */
static bool fail_zero(wire_reader *reader, const char *text, const char *at)
{
    size_t from = (size_t)(at - text);
    gd_fail(&reader->err, GD_BAD_JSON, "a zero byte stands in the text");
    gd_hint(&reader->err, strncmp(text, GZIP, sizeof GZIP - 1)
                              ? "JSON is UTF-8; a string spells the character as \\u0000"
                              : "the body is gzip: say so with Content-Encoding: gzip");
    return gd_locate(&reader->err, wire_span(text, from, from + 1));
}

static bool fail_empty(wire_reader *reader)
{
    gd_fail(&reader->err, GD_BAD_JSON, "the body is empty");
    gd_hint(&reader->err, "the smallest request is {\"expr\": \"1 + 1\"}");
    return gd_locate(&reader->err, (gd_span){1, 1, 1, 1});
}

static bool check_value(wire_reader *reader, const wire_path *path, const json_t *json);

static bool check_members(wire_reader *reader, const wire_path *path, const json_t *json)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)json, name, value)
    {
        wire_path place = {path, name, 0};
        bool is_id = !path && !strcmp(name, "id") && json_is_string(value);
        if (!is_id && !check_value(reader, &place, value)) return false;
    }
    return true;
}

/* Whether no string within a value has the character U+0000. */
static bool check_value(wire_reader *reader, const wire_path *path, const json_t *json)
{
    if (!wire_go_on(reader)) return false;
    if (json_is_object(json)) return check_members(reader, path, json);
    if (json_is_string(json) && strlen(json_string_value(json)) != json_string_length(json))
        return wire_fail(reader, path, GD_BAD_VALUE, "the string has the character U+0000");
    for (size_t i = 0; i < json_array_size(json); i++)
        if (!check_value(reader, &(wire_path){path, NULL, i}, json_array_get(json, i)))
            return false;
    return true;
}

static json_t *fail_memory(wire_reader *reader)
{
    if (reader->err.code == GD_MEMORY_LIMIT)
        gd_hint(&reader->err, "send large tensors as \"base64\", which takes no memory per number");
    return NULL;
}

/* What jansson makes of a text, in the reader's arena. */
static json_t *load(wire_reader *reader, const char *text, size_t length, json_error_t *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_up_jansson);
    parsing = reader;
    json_t *json =
        json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, error);
    parsing = NULL;
    return reader->err.code ? fail_memory(reader) : json;
}

json_t *wire_load(wire_reader *reader, const char *text, size_t length)
{
    wire_skeleton skeleton;
    json_error_t error;
    json_t *json = NULL;
    if (wire_skeleton_init(&skeleton, reader, text, length))
        json = load(reader, skeleton.text, skeleton.length, &error);
    wire_skeleton_close(&skeleton);
    return json;
}

void wire_replace_member(json_t *object, const char *name, json_t *value)
{
    json_object_iter_set_new(object, json_object_key_to_iter(name), value);
}

static json_t *load_skeleton(wire_reader *reader, const wire_skeleton *skeleton, const char *text,
                             size_t length)
{
    if (skeleton->too_deep) return fail_nesting(reader, text, skeleton->too_deep), NULL;
    json_error_t error;
    json_t *json = load(reader, skeleton->text, skeleton->length, &error);
    if (json) return !skeleton->zeros || check_value(reader, NULL, json) ? json : NULL;
    if (reader->err.code) return NULL;
    size_t position = error.position < 0 ? 0 : (size_t)error.position;
    fail_malformed(reader, text, length, wire_client_position(skeleton, position), &error);
    return NULL;
}

json_t *wire_read_json(wire_reader *reader, const char *text, size_t length)
{
    const char *zero = memchr(text, 0, length);
    if (zero) return fail_zero(reader, text, zero), NULL;
    if (!length) return fail_empty(reader), NULL;
    wire_skeleton skeleton;
    json_t *json = NULL;
    if (wire_skeleton_init(&skeleton, reader, text, length))
        json = load_skeleton(reader, &skeleton, text, length);
    else fail_memory(reader);
    wire_skeleton_close(&skeleton);
    return json;
}

bool wire_check_cut(wire_reader *reader)
{
    if (!reader->cut.line) return true;
    gd_fail(&reader->err, GD_BAD_VALUE, "an object has more members than any may have");
    gd_hint(&reader->err, "the limit is \"names\"");
    return gd_locate(&reader->err, reader->cut);
}
