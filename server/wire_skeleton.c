/* The client's text → the text that jansson reads.
 *
 * One pass looks at strings, brackets, colons and numbers alone. It bounds the nesting, has long
 * arrays of numbers, long texts of base64, and whatever must not be rounded to a double first set
 * aside, and gives a fraction to the integers that jansson would not read as they are meant: -0,
 * which would lose its sign, and those beyond int64, which it refuses. A copy of the text is begun
 * at the first change; small requests have none.
 *
 * Where an object has more members than any may have the text is cut, and what is open is closed:
 * the rest would only take time, and what is wrong is found in what is left.
 *
 * Only the value of a member, which follows a colon, is set aside. So placeholders are found where
 * members are read, and no error of jansson can be about one: where a colon is out of place it
 * complains of the colon. */
#include "server/wire_numbers.h"

#include <string.h>

/* From where on both texts are the same again. */
typedef struct edit {
    size_t copy_end, text_end;
} edit;

const char *wire_string_end(const char *at, const char *end) /* `at`: after the opening quote */
{
    for (; at < end && *at != '"'; at++)
        if (*at == '\\') at++;
    return at < end ? at + 1 : end;
}

bool wire_is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '+' || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

const char *wire_word_end(const char *at, const char *end)
{
    while (at < end && wire_is_word(*at)) at++;
    return at;
}

/* Whether a word is -0 or an integer that does not fit an int64. */
static bool needs_fraction(const char *at, const char *end)
{
    bool negative = *at == '-';
    const char *digits = at + negative;
    for (const char *c = digits; c < end; c++)
        if (*c < '0' || *c > '9') return false;
    size_t count = (size_t)(end - digits);
    if (count < 19) return negative && count == 1 && *digits == '0';
    const char *most = negative ? "9223372036854775808" : "9223372036854775807";
    return count > 19 || memcmp(digits, most, 19) > 0;
}

/* The text with changes, as far as it has been made. */
typedef struct wire_changes {
    gd_buffer copy, edits;
    const char *copied; /* up to where the client's text is in the copy */
} wire_changes;

static wire_changes *begin_changes(wire_reader *reader, const char *text)
{
    wire_changes *changes = arena_alloc(&reader->arena, sizeof *changes, &reader->err);
    if (!changes) return NULL;
    buffer_init(&changes->copy, reader->arena.memory, SIZE_MAX / 2);
    buffer_init(&changes->edits, reader->arena.memory, SIZE_MAX / 2);
    changes->copied = text;
    return changes;
}

/* Puts `size` bytes in the place of the text from `from` to `to`. */
static void replace(wire_skeleton *s, wire_reader *reader, const char *text, const char *from,
                    const char *to, const char *bytes, size_t size)
{
    if (!s->changes && !(s->changes = begin_changes(reader, text))) return;
    wire_changes *changes = s->changes;
    buffer_add(&changes->copy, changes->copied, (size_t)(from - changes->copied));
    buffer_add(&changes->copy, bytes, size);
    edit done = {changes->copy.length, (size_t)(to - text)};
    buffer_add(&changes->edits, &done, sizeof done);
    changes->copied = to;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The text up to the colon before `at`; NULL if there is none. */
static const char *before_colon(const char *text, const char *at)
{
    while (at > text && is_space(at[-1])) at--;
    return at > text && at[-1] == ':' ? at - 1 : NULL;
}

/* Whether the string at `at` is the value of a member "base64". */
static bool is_base64(const char *text, const char *at)
{
    static const char key[] = "\"base64\"";
    const size_t length = sizeof key - 1;
    at = before_colon(text, at);
    while (at && at > text && is_space(at[-1])) at--;
    return at && (size_t)(at - text) >= length && !memcmp(at - length, key, length);
}

/* A value that begins at `start`; returns how far it has been dealt with, NULL if it stays. */
static const char *pass_value(wire_skeleton *s, wire_reader *reader, const char *text,
                              const char *start, const char *end, int64_t depth)
{
    const char *after = NULL;
    if (*start == '"') {
        if (end - start > WIRE_SHORT && is_base64(text, start))
            after = wire_set_base64_aside(reader, start, end);
    } else if (before_colon(text, start)) after = wire_set_aside(reader, start, end, depth);
    if (!after) return NULL;
    char placeholder[WIRE_PLACEHOLDER + 2] = {'"', [WIRE_PLACEHOLDER + 1] = '"'};
    wire_print_placeholder(reader, placeholder + 1);
    replace(s, reader, text, start, after, placeholder, sizeof placeholder);
    return after;
}

static void pass_word(wire_skeleton *s, wire_reader *reader, const char *text, const char *start,
                      const char *end)
{
    if (*start <= '9' && needs_fraction(start, end)) replace(s, reader, text, end, end, ".0", 2);
}

static const char *pass_string(wire_skeleton *s, const char *start, const char *end)
{
    const char *after = wire_string_end(start + 1, end);
    if (!s->zeros && after - start > 7)
        s->zeros = memmem(start, (size_t)(after - start), "\\u0000", 6);
    return after;
}

/* What is open around a place of the text, and how many colons stand in it so far. */
typedef struct levels {
    int64_t depth;
    char close[GD_MAX_NESTING + 1]; /* from 1 on: what closes it */
    int32_t colons[GD_MAX_NESTING + 1];
} levels;

static void pass_mark(levels *l, char mark)
{
    if (mark == '[' || mark == '{') {
        l->close[++l->depth] = mark == '[' ? ']' : '}';
        l->colons[l->depth] = 0;
    } else if ((mark == ']' || mark == '}') && l->depth > 0) l->depth--;
}

/* Counts a colon; false if that is of one member more than any object may have. */
static bool pass_colon(levels *l, const wire_reader *reader)
{
    enum { KNOWN_KEYS = 64 }; /* no list of them is as long */
    int64_t most = reader->limits->names > KNOWN_KEYS ? reader->limits->names : KNOWN_KEYS;
    return ++l->colons[l->depth] <= most;
}

/* Ends the text at `at`, after a colon. */
static void cut(wire_skeleton *s, wire_reader *reader, const char *text, const char *at,
                const char *end, const levels *l)
{
    char closing[4 + GD_MAX_NESTING] = "null";
    size_t size = 4;
    for (int64_t i = l->depth; i > 0; i--) closing[size++] = l->close[i];
    replace(s, reader, text, at, end, closing, size);
    reader->cut = wire_span(text, (size_t)(at - text) - 1, (size_t)(at - text));
}

static void pass(wire_skeleton *s, wire_reader *reader, const char *text, const char *end)
{
    levels l;
    l.depth = l.colons[0] = 0;
    for (const char *at = text, *next; at < end && !reader->err.code; at = next) {
        bool opens = *at == '[' || *at == '{', word = wire_is_word(*at);
        if (opens && l.depth == reader->limits->json_nesting) {
            s->too_deep = at;
            return;
        }
        bool value = !reader->plain && (*at == '[' || *at == '"' || (word && *at <= '9'));
        next = value ? pass_value(s, reader, text, at, end, l.depth + 1) : NULL;
        if (next) continue;
        next = *at == '"' ? pass_string(s, at, end) : word ? wire_word_end(at, end) : at + 1;
        if (word) pass_word(s, reader, text, at, next);
        pass_mark(&l, *at);
        if (*at != ':' || pass_colon(&l, reader)) continue;
        cut(s, reader, text, next, end, &l);
        return;
    }
}

bool wire_skeleton_init(wire_skeleton *skeleton, wire_reader *reader, const char *text,
                        size_t length)
{
    *skeleton = (wire_skeleton){.text = text, .length = length};
    pass(skeleton, reader, text, text + length);
    wire_changes *changes = skeleton->changes;
    if (!changes || reader->err.code || skeleton->too_deep) return !reader->err.code;
    buffer_add(&changes->copy, changes->copied, (size_t)(text + length - changes->copied));
    skeleton->text = changes->copy.data;
    skeleton->length = changes->copy.length;
    reader->err = changes->copy.error.code ? changes->copy.error : changes->edits.error;
    return !reader->err.code;
}

void wire_skeleton_close(wire_skeleton *skeleton)
{
    if (!skeleton->changes) return;
    buffer_close(&skeleton->changes->copy);
    buffer_close(&skeleton->changes->edits);
}

size_t wire_client_position(const wire_skeleton *skeleton, size_t position)
{
    if (!skeleton->changes) return position;
    const edit *edits = (const void *)skeleton->changes->edits.data;
    size_t low = 0; /* of the first edit beyond */
    size_t high = skeleton->changes->edits.length / sizeof *edits;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (edits[middle].copy_end > position) high = middle;
        else low = middle + 1;
    }
    return low ? edits[low - 1].text_end + position - edits[low - 1].copy_end : position;
}
