/* Shorthands for structural operators: each writes one node, or none where nothing would change. */
#include "engine/graph/graph.h"

gd_edge graph_cast(gd_edge edge, gd_dtype dtype)
{
    if (edge_none(edge) || edge_type(edge)->dtype == dtype) return edge;
    return graph_add(edge.node->graph, GD_OP_CAST, &edge, 1, (int64_t[]){dtype}, 1);
}

static gd_edge to_shape(gd_op op, gd_edge edge, const gd_shape *shape)
{
    if (edge_none(edge) || shape_equal(&edge_type(edge)->shape, shape)) return edge;
    return graph_add(edge.node->graph, op, &edge, 1, shape->dims, shape->rank);
}

gd_edge graph_reshape(gd_edge edge, const gd_shape *shape)
{
    return to_shape(GD_OP_RESHAPE, edge, shape);
}

gd_edge graph_expand(gd_edge edge, const gd_shape *shape)
{
    return to_shape(GD_OP_EXPAND, edge, shape);
}

gd_edge graph_permute(gd_edge edge, const int64_t *axes)
{
    if (edge_none(edge)) return edge;
    int rank = edge_type(edge)->shape.rank, moved = 0;
    for (int i = 0; i < rank; i++) moved += axes[i] != i;
    if (!moved) return edge;
    return graph_add(edge.node->graph, GD_OP_PERMUTE, &edge, 1, axes, rank);
}

gd_edge graph_sum(gd_edge edge, const int64_t *axes, int n)
{
    if (edge_none(edge) || !n) return edge;
    return graph_add(edge.node->graph, GD_OP_SUM, &edge, 1, axes, n);
}

gd_edge graph_sum_to(gd_edge edge, const gd_shape *shape)
{
    if (edge_none(edge)) return edge;
    const gd_shape *from = &edge_type(edge)->shape;
    int64_t axes[GD_MAX_RANK];
    int n = 0, lead = from->rank - shape->rank;
    for (int i = 0; i < from->rank; i++)
        if (i < lead || (shape->dims[i - lead] == 1 && from->dims[i] != 1)) axes[n++] = i;
    return graph_reshape(graph_sum(edge, axes, n), shape);
}
