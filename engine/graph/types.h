/* The type rules: what a node's results are, from its operator, operands and attributes. */
#ifndef GRADD_GRAPH_TYPES_H
#define GRADD_GRAPH_TYPES_H

#include "engine/graph/graph.h"

/* The type of the only result of `node`, whose inputs and attributes are set; all primitives have
 * one result. On failure says why: GD_SHAPE, GD_DTYPE, GD_RANK_LIMIT or GD_VALUE. */
bool types_infer(const gd_node *node, gd_type *result, gd_error *err);

#endif
