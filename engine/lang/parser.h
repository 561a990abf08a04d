/* Program text in, syntax tree out: the grammar of the dialect, a subset of Python 3.
 *
 * Both functions read all of `text` (UTF-8, `length` bytes, no final 0 needed). The tree lives in
 * `arena` and holds nothing of the text. On failure the result is NULL and err names the place:
 * GD_SYNTAX in Python's words with a hint, GD_UNSUPPORTED for Python beyond the dialect,
 * GD_INT_OVERFLOW for a literal, GD_ARITY for more than GD_MAX_INPUTS arguments of a call,
 * GD_NESTING_LIMIT (limits->program_nesting, for the text's nesting and for the tree's depth),
 * GD_PROGRAM_TOO_LARGE or GD_MEMORY_LIMIT. */
#ifndef GRADD_LANG_PARSER_H
#define GRADD_LANG_PARSER_H

#include "engine/lang/tree.h"

/* The BLOCK of a whole program; an empty text gives an empty one. */
const gd_tree *parse_program(gd_arena *arena, const gd_limits *limits, const char *text,
                             size_t length, gd_error *err);

/* One expression, or several with commas, which are a TUPLE; line breaks are spaces. */
const gd_tree *parse_expression(gd_arena *arena, const gd_limits *limits, const char *text,
                                size_t length, gd_error *err);

#endif
