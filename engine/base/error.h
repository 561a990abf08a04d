/* What went wrong: a code, a message, a place and a hint, in a struct that the caller owns.
 *
 * A function that can fail takes a gd_error as its last argument; NULL is allowed there. The first
 * error stays: to set a second one changes nothing, so callers need not check at each step. */
#ifndef GRADD_BASE_ERROR_H
#define GRADD_BASE_ERROR_H

#include "engine/base/limits.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum gd_code {
    GD_OK,
#define CODE(name, slug, status, title, class) GD_##name,
#include "engine/base/codes.def"
#undef CODE
    GD_CODE_COUNT
} gd_code;

/* A stretch of a program's text, counted from 1, columns in Unicode code points, the end exclusive.
 * line 0: no stretch of text; then column, if not 0, is the tag that whoever built the tree gave
 * to its node (a tree from JSON: the number of the JSON value). */
typedef struct gd_span {
    int32_t line, column, end_line, end_column;
} gd_span;

/* The part of a question, beside its program, that an error is about: an input, an output, what a
 * graph is of, or in the derivative number `want` all of it, what it is of, an input that it is
 * with respect to, a direction. `index` counts inputs, outputs and so on from 0. */
typedef enum gd_part {
    GD_PART_NONE,
    GD_PART_INPUT,
    GD_PART_OUTPUT,
    GD_PART_GRAPH,
    GD_PART_WANT,
    GD_PART_OF,
    GD_PART_WRT,
    GD_PART_DIRECTION
} gd_part;

typedef struct gd_subject {
    gd_part part;
    int32_t want, index;
} gd_subject;

typedef struct gd_error {
    gd_code code;
    gd_span span;
    gd_subject subject;
    char message[GD_MAX_MESSAGE];
    char hint[GD_MAX_HINT];
} gd_error;

/* What clients see of a code. All borrowed, constant; the code must be one of the enumeration. */
const char *gd_code_slug(gd_code code);  /* "shape_mismatch" */
const char *gd_code_title(gd_code code); /* "Shapes do not fit" */
int gd_code_status(gd_code code);        /* 422; 200 for GD_OK */
const char *gd_code_class(gd_code code); /* "ValueError"; NULL: no program can catch it */

/* Makes *err an error without place or hint, unless it is one already. Returns false, so that
 * `return gd_fail(...)` reads well. Nothing happens when err is NULL. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
bool gd_fail(gd_error *err, gd_code code, const char *format, ...);

/* Gives the error its hint, place or subject, unless it has one. Return false. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
bool gd_hint(gd_error *err, const char *format, ...);
bool gd_locate(gd_error *err, gd_span span);
bool gd_about(gd_error *err, gd_subject subject);

#endif
