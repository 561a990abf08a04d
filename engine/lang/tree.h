/* The syntax tree: what a program is, wherever it came from. The parser makes it from text, a
 * client of gradd.h makes the same one node by node.
 *
 * All kinds share one struct: a kind, a place, a text or number, and parts. Trees live in an arena
 * and never change once made. tree_print gives the canonical text, which parses to an equal tree.
 *
 * Depth is bounded: `depth` counts the levels below a node, but a BINARY whose left part is a
 * BINARY that needs no parentheses there (a + b + c, a * b + c) is on one level with it: such
 * chains are as long as the program, so walks go down left parts of BINARY in a loop and may
 * recurse elsewhere. */
#ifndef GRADD_LANG_TREE_H
#define GRADD_LANG_TREE_H

#include "engine/base/buffer.h"

typedef enum gd_tree_kind {
#define TREE(kind, parts) GD_TREE_##kind,
#include "engine/lang/tree.def"
#undef TREE
    GD_TREE_KIND_COUNT
} gd_tree_kind;

typedef struct gd_tree gd_tree;
struct gd_tree {
    gd_tree_kind kind;
    int32_t depth;
    gd_span span;
    const char *text; /* name, string or operator, with a final 0; NULL where the kind has none */
    int32_t length;   /* of text in bytes: a string may contain 0 */
    bool yields;      /* it has a YIELD of the function that it is in */
    int32_t n_parts;  /* a part that is none is counted, and NULL: SLICE has 3, IF 3, RETURN 1 */
    uint64_t hash;    /* hash_text of text */
    int64_t integer;  /* INTEGER */
    double number;    /* FLOAT */
    const gd_tree **parts;
};

/* Builders. The new node lives in `arena` and borrows its parts (copied: the array, not the trees);
 * text is copied. NULL parts are allowed where tree.def says "or none"; if any other part is NULL,
 * the error is already set and the result is NULL. NULL with GD_MEMORY_LIMIT, with GD_NESTING_LIMIT
 * when the tree gets deeper than `nesting`, or with GD_UNKNOWN_NAME for an operator without a row
 * in operators.def. */
typedef struct gd_tree_maker {
    gd_arena *arena;
    int64_t nesting;
    gd_error *err;
} gd_tree_maker;

const gd_tree *tree_new(const gd_tree_maker *maker, gd_tree_kind kind, gd_span span,
                        const char *text, size_t length, const gd_tree *const *parts, int n_parts);
const gd_tree *tree_new_integer(const gd_tree_maker *maker, gd_span span, int64_t value);
const gd_tree *tree_new_float(const gd_tree_maker *maker, gd_span span, double value);

/* "BINARY", for messages and tests; borrowed. */
const char *tree_kind_name(gd_tree_kind kind);

/* The canonical text of a tree: parentheses only where needed, blocks indented by four spaces. What
 * the parser could read within a nesting limit, it reads back within it. */
void tree_print(const gd_tree *tree, gd_buffer *out);

#endif
