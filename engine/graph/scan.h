/* The words of a graph's text form: a place in a text that moves forward, and the first thing that
 * is wrong with it. Every function returns false, with the error located, at what it cannot
 * read. */
#ifndef GRADD_GRAPH_SCAN_H
#define GRADD_GRAPH_SCAN_H

#include "engine/graph/graph.h"

typedef struct scanner {
    const char *text, *at, *end;
    gd_arena *arena; /* borrowed: where strings go */
    gd_error error;
} scanner;

/* Makes GD_BAD_GRAPH, or another code, the error at a place of the text; the first one stays. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
bool scan_fail(scanner *s, const char *at, const char *format, ...);
bool scan_fail_as(scanner *s, const char *at, gd_code code, const char *message);

/* The place after spaces and tabs. */
const char *scan_spaces(scanner *s);

/* Whether `mark` comes next, which is then passed; scan_expect makes its absence an error. */
bool scan_accept(scanner *s, const char *mark);
bool scan_expect(scanner *s, const char *mark);

bool scan_at_line_end(scanner *s);

/* The letters, digits and underscores that come next, as many as fit; returns their number. */
size_t scan_word(scanner *s, char *word, size_t room);

/* A number without sign, at most `most`. */
bool scan_count(scanner *s, int64_t most, int64_t *value);
bool scan_integer(scanner *s, int64_t *value);

/* A quoted string, in the scanner's arena. */
bool scan_string(scanner *s, const char **string);

bool scan_dtype(scanner *s, gd_dtype *dtype);
bool scan_type(scanner *s, gd_type *type); /* "float64[2, 3]" */

/* The elements of a tensor: one value for rank 0, else a flat list in brackets. */
bool scan_elements(scanner *s, gd_tensor *tensor);

#endif
