/* What the parser's tests share: a parser with its own account of memory, and a text form of trees
 * that shows their structure. */
#ifndef GRADD_TESTS_PARSING_H
#define GRADD_TESTS_PARSING_H

#include "engine/lang/parser.h"

typedef enum parse_mode { PROGRAM, EXPRESSION } parse_mode;

typedef struct parsing {
    gd_memory memory;
    gd_arena arena;
    gd_limits limits;
    gd_error error; /* of the last parse */
} parsing;

void parsing_open(parsing *p);
void parsing_close(parsing *p); /* fails the test if memory is left */

/* Parses a copy without a final 0, at the end of its block, so that reading on is an error. */
const gd_tree *parsing_text(parsing *p, parse_mode mode, const char *text, size_t length);

/* The canonical text, and the structure as "add(a, mul(b, c))"; in the arena. */
const char *parsing_print(parsing *p, const gd_tree *tree);
const char *parsing_shape(parsing *p, const gd_tree *tree);

#endif
