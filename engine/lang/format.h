/* Numbers and strings as text, as Python 3.11 formats them: format() and f-strings with their
 * format specifications, the conversions of the % operator, and repr(float). Nothing here looks at
 * the interpreter.
 *
 * Functions that return bool set *err to Python's words on failure, with GD_VALUE for a ValueError,
 * GD_TYPE for a TypeError and GD_INT_OVERFLOW for an OverflowError. Text that does not fit fails in
 * the buffer, before anything of that size is computed. */
#ifndef GRADD_LANG_FORMAT_H
#define GRADD_LANG_FORMAT_H

#include "engine/base/buffer.h"

typedef enum format_kind {
    FORMAT_BOOL,
    FORMAT_INT,
    FORMAT_FLOAT,
    FORMAT_STRING,
    FORMAT_OTHER /* what has no formats of its own: text is the name of its type */
} format_kind;

typedef struct format_value {
    format_kind kind;
    int64_t integer;  /* of a bool or int */
    double number;    /* of a float */
    const char *text; /* UTF-8, borrowed; `length` in bytes */
    size_t length;
} format_value;

/* format(value, spec). An empty specification is str(value), which for FORMAT_OTHER is the
 * caller's to write. */
bool format_by_spec(gd_buffer *out, const format_value *value, const char *spec, size_t size,
                    gd_error *err);

/* A width or precision written as *, for the caller to fill in: a negative width is `left` and its
 * magnitude, a negative precision 0. */
enum { FORMAT_FROM_ARGUMENT = -2 };

/* One conversion of the % operator: %[(key)][-+ #0][width][.precision]letter. */
typedef struct format_conversion {
    const char *key; /* borrowed from the text; NULL: none */
    size_t key_length;
    bool left, plus, blank, alternate, zero;
    int64_t width, precision; /* -1: none; FORMAT_FROM_ARGUMENT: the caller fills it in */
    char letter;              /* '%': a per cent sign, which takes no value */
} format_conversion;

/* Reads the conversion at text[*at], a '%', and moves *at behind it. */
bool format_read_conversion(const char *text, size_t size, size_t *at,
                            format_conversion *conversion, gd_error *err);

/* Appends a value by a conversion without open arguments. For the letters s, r and a the value is
 * the string that str(), repr() or ascii() gave. */
bool format_by_conversion(gd_buffer *out, const format_conversion *conversion,
                          const format_value *value, gd_error *err);

/* repr(value), which is str(value): the shortest digits that read back. */
void format_float(gd_buffer *out, double value);

/* round(value, digits): to a multiple of 10^-digits, exactly, halves to even. */
bool format_round(double value, int64_t digits, double *out, gd_error *err);
bool format_round_int(int64_t value, int64_t digits, int64_t *out, gd_error *err);

#endif
