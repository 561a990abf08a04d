/* Nodes of the tape as a program sees them: x.grad_fn and what it leads to. */
#ifndef GRADD_LANG_NODE_H
#define GRADD_LANG_NODE_H

#include "engine/lang/tape.h"

/* What a program knows the node as; None for NULL. */
const gd_object *node_object(gd_trace *trace, gd_tape_node *node);

/* A NODE that is this node, whatever the program knows it as. */
const gd_object *node_raw(gd_trace *trace, gd_tape_node *node);

/* The node of a NODE; NULL with GD_TYPE for anything else. */
gd_tape_node *node_need(gd_trace *trace, const gd_object *object);

/* A tuple of pairs (node, output), as PyTorch has them: for each operand that gradients could flow
 * to, numbers included that stand for a tensor. */
const gd_object *node_next_functions(gd_trace *trace, const gd_tape_node *node);

/* What stands at a place of these pairs: an edge of the node, NODE_NUMBER, or NODE_END beyond the
 * last one. */
enum { NODE_NUMBER = -1, NODE_END = -2 };
int node_edge(const gd_tape_node *node, int place);

#endif
