/* Arrays of numbers that never become JSON values, and the text without them.
 *
 * wire_read_json makes the skeleton of a body: the client's text in which each long rectangular
 * array of numbers that is the value of a member is replaced by a placeholder, a string with a key
 * that is drawn for the request, so that no text can forge it. jansson reads the skeleton. Whoever
 * meets a placeholder either takes the tensor whose numbers were set aside, or has it expanded into
 * the array that the client sent. */
#ifndef SERVER_WIRE_NUMBERS_H
#define SERVER_WIRE_NUMBERS_H

#include "server/wire.h"

enum { WIRE_KEY = 32, WIRE_PLACEHOLDER = WIRE_KEY + 8 }; /* characters: the key, then a number */

enum { WIRE_SHORT = 64 }; /* bytes of an array or text that is not worth a placeholder */

/* What a reader has set aside, and the key of the strings that stand for it. In the arena. */
typedef struct wire_aside {
    gd_buffer numbers; /* of wire_numbers */
    char key[WIRE_KEY + 1];
} wire_aside;

/* An array that was set aside, or the text of a long "base64". */
typedef struct wire_numbers {
    const char *text; /* of the client, from bracket to bracket, from quote to quote; borrowed */
    size_t length;
    bool base64; /* then there is no more to it */
    gd_shape shape;
    wire_owned *owned; /* its numbers as float64, in row-major order and without a shape; the tensor
                        * is NULL if they are more than a tensor may have */
    bool taken;        /* whether the tensor has become somebody's */
} wire_numbers;

/* Sets the array or number at `at` aside, an array as level number `depth` from the top, if it is
 * rectangular and of numbers (and "NaN", "Infinity", "-Infinity") alone, and either long or with a
 * number that as a float differs from its double as one. Returns where it ends, NULL if it stays;
 * the error is set if memory or time has run out. */
const char *wire_set_aside(wire_reader *reader, const char *at, const char *end, int64_t depth);

/* The same for the string at the quote `at`, the value of a member "base64", if it is a long one of
 * digits of base64 alone. */
const char *wire_set_base64_aside(wire_reader *reader, const char *at, const char *end);

/* Where the digits of base64, of both alphabets, and = at `at` end. */
const char *wire_base64_end(const char *at, const char *end);

/* Writes the placeholder of what was set aside last, without quotes and without a final 0. */
void wire_print_placeholder(const wire_reader *reader, char out[WIRE_PLACEHOLDER]);

/* What stands for a placeholder of numbers, or of base64; NULL if `json` is none. Borrowed from the
 * reader. */
wire_numbers *wire_find_numbers(const wire_reader *reader, const json_t *json);
wire_numbers *wire_find_base64(const wire_reader *reader, const json_t *json);

/* The tensor of an array, of another dtype and a shape of as many elements, owned by the reader;
 * each number is rounded once. NULL with the error set, or with *bad the number, from 0, of the
 * first element that does not fit; that is -1 else. */
gd_tensor *wire_take_tensor(wire_reader *reader, const wire_path *path, wire_numbers *numbers,
                            const gd_type *type, int64_t *bad);

/* Least and greatest value of an integer dtype. */
void wire_integer_range(gd_dtype dtype, int64_t *least, int64_t *most);

/* Element `i` as a JSON value; NULL with the error set. */
const json_t *wire_numbers_item(wire_reader *reader, const wire_numbers *numbers, int64_t i);

/* The client's text as jansson is to read it: with placeholders, and with a fraction ".0" where an
 * integer is -0 or beyond int64. It ends early, and the reader knows where, if an object has more
 * members than any may have. */
typedef struct wire_skeleton {
    const char *text; /* the client's own if nothing had to be changed */
    size_t length;
    bool zeros;           /* whether \u0000 may stand in a string */
    const char *too_deep; /* the client's bracket that goes beyond the limit; NULL: none does */
    struct wire_changes *changes; /* in the arena; NULL: none */
} wire_skeleton;

/* False with the error set when memory or time has run out. To be closed in any case. */
bool wire_skeleton_init(wire_skeleton *skeleton, wire_reader *reader, const char *text,
                        size_t length);
void wire_skeleton_close(wire_skeleton *skeleton);

/* Where byte `position` of the skeleton stands in the client's text. */
size_t wire_client_position(const wire_skeleton *skeleton, size_t position);

/* The end of the string whose text begins at `at`, and of the word there. */
const char *wire_string_end(const char *at, const char *end);
const char *wire_word_end(const char *at, const char *end);
bool wire_is_word(char c);

/* The place of bytes [from, to) in the client's text, columns in code points. */
gd_span wire_span(const char *text, size_t from, size_t to);

/* Gives a member of an object another value (taken). */
void wire_replace_member(json_t *object, const char *name, json_t *value);

/* A part of a body that is known to be sound, read by jansson; in the arena. NULL with the error
 * set. */
json_t *wire_load(wire_reader *reader, const char *text, size_t length);

#endif
