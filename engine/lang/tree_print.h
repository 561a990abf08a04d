/* What the files that print trees share. */
#ifndef GRADD_LANG_TREE_PRINT_H
#define GRADD_LANG_TREE_PRINT_H

#include "engine/lang/tree.h"

/* Writes an expression, in parentheses if it binds less tightly than `strength` (operators.h). */
void tree_print_expression(gd_buffer *out, const gd_tree *tree, int strength);

/* Writes expressions with commas between them. */
void tree_print_list(gd_buffer *out, const gd_tree *const *parts, int n_parts);

#endif
