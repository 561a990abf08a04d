/* The functions in which rules of derivation are written: every pointwise operator under the
 * capital letters of its row, on edges. They broadcast; operands have one dtype. */
#ifndef GRADD_DERIVE_VOCABULARY_H
#define GRADD_DERIVE_VOCABULARY_H

#include "engine/graph/graph.h"

static inline gd_edge vocabulary_write(gd_op op, const gd_edge *inputs, int n)
{
    return edge_none(inputs[0]) ? inputs[0] : graph_add(inputs[0].node->graph, op, inputs, n, 0, 0);
}

#define UNARY(NAME, ...)                                                                           \
    static inline gd_edge NAME(gd_edge x)                                                          \
    {                                                                                              \
        return vocabulary_write(GD_OP_##NAME, &x, 1);                                              \
    }
#define BINARY(NAME, ...)                                                                          \
    static inline gd_edge NAME(gd_edge x, gd_edge y)                                               \
    {                                                                                              \
        return vocabulary_write(GD_OP_##NAME, (gd_edge[]){x, y}, 2);                               \
    }
#define COMPARE BINARY
#define SELECT(NAME, ...)                                                                          \
    static inline gd_edge NAME(gd_edge x, gd_edge y, gd_edge z)                                    \
    {                                                                                              \
        return vocabulary_write(GD_OP_##NAME, (gd_edge[]){x, y, z}, 3);                            \
    }
#define LINEAR(...)
#define BILINEAR(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"

/* The constant `value` in the dtype of `like`. */
static inline gd_edge CONSTANT_LIKE(gd_edge like, double value)
{
    return edge_none(like) ? like : graph_scalar(like.node->graph, edge_type(like)->dtype, value);
}

#endif
