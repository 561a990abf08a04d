/* The transposes of linear and bilinear rows: for result = A·operand, how Aᵀ is written. */
#include "engine/derive/rules.h"

typedef gd_edge (*transpose_rule)(const gd_node *node, int operand, gd_edge g);

static const gd_shape *shape_in(const gd_node *node, int operand)
{
    return &edge_type(node->inputs[operand])->shape;
}

static gd_edge write(gd_op op, gd_edge g, const int64_t *attributes, int n)
{
    return edge_none(g) ? g : graph_add(g.node->graph, op, &g, 1, attributes, n);
}

static gd_edge write2(gd_op op, gd_edge a, gd_edge b, const int64_t *attributes, int n)
{
    if (edge_none(a) || edge_none(b)) return (gd_edge){NULL, 0};
    return graph_add(a.node->graph, op, (gd_edge[]){a, b}, 2, attributes, n);
}

static gd_edge transpose_CAST(const gd_node *node, int operand, gd_edge g)
{
    return graph_cast(g, edge_type(node->inputs[operand])->dtype);
}

static gd_edge transpose_RESHAPE(const gd_node *node, int operand, gd_edge g)
{
    return graph_reshape(g, shape_in(node, operand));
}

static gd_edge transpose_EXPAND(const gd_node *node, int operand, gd_edge g)
{
    return graph_sum_to(g, shape_in(node, operand));
}

static gd_edge transpose_PERMUTE(const gd_node *node, int operand, gd_edge g)
{
    (void)operand;
    int64_t back[GD_MAX_RANK];
    for (int i = 0; i < node->n_attributes; i++) back[node->attributes[i]] = i;
    return graph_permute(g, back);
}

static gd_edge transpose_FLIP(const gd_node *node, int operand, gd_edge g)
{
    (void)operand;
    return write(GD_OP_FLIP, g, node->attributes, node->n_attributes);
}

/* What the slice stepped over becomes zeros before, after and between. */
static gd_edge transpose_SLICE(const gd_node *node, int operand, gd_edge g)
{
    const gd_shape *shape = shape_in(node, operand);
    int rank = shape->rank;
    int64_t pad[3 * GD_MAX_RANK];
    for (int i = 0; i < rank; i++) {
        int64_t start = node->attributes[i], count = node->attributes[rank + i],
                step = node->attributes[2 * rank + i];
        int64_t covered = count ? (count - 1) * step + 1 : 0;
        pad[i] = start;
        pad[rank + i] = shape->dims[i] - start - covered;
        pad[2 * rank + i] = count ? step - 1 : 0;
    }
    return write(GD_OP_PAD, g, pad, 3 * rank);
}

static gd_edge transpose_PAD(const gd_node *node, int operand, gd_edge g)
{
    const gd_shape *shape = shape_in(node, operand);
    int rank = shape->rank;
    int64_t slice[3 * GD_MAX_RANK];
    for (int i = 0; i < rank; i++) {
        slice[i] = node->attributes[i];
        slice[rank + i] = shape->dims[i];
        slice[2 * rank + i] = node->attributes[2 * rank + i] + 1;
    }
    return write(GD_OP_SLICE, g, slice, 3 * rank);
}

static gd_edge transpose_SUM(const gd_node *node, int operand, gd_edge g)
{
    (void)operand;
    return rule_spread(node, g);
}

/* Each element was added to all results from its own on: sums from the end. */
static gd_edge transpose_CUMSUM(const gd_node *node, int operand, gd_edge g)
{
    (void)operand;
    gd_edge back = write(GD_OP_FLIP, g, node->attributes, 1);
    gd_edge sums = write(GD_OP_CUMSUM, back, node->attributes, 1);
    return write(GD_OP_FLIP, sums, node->attributes, 1);
}

static gd_edge transpose_CONCAT(const gd_node *node, int operand, gd_edge g)
{
    const gd_shape *shape = shape_in(node, operand);
    int rank = shape->rank;
    int64_t axis = node->attributes[0], start = 0, slice[3 * GD_MAX_RANK];
    for (int i = 0; i < operand; i++) start += shape_in(node, i)->dims[axis];
    for (int i = 0; i < rank; i++) {
        slice[i] = i == axis ? start : 0;
        slice[rank + i] = shape->dims[i];
        slice[2 * rank + i] = 1;
    }
    return write(GD_OP_SLICE, g, slice, 3 * rank);
}

static gd_edge transpose_GATHER(const gd_node *node, int operand, gd_edge g)
{
    const gd_shape *shape = shape_in(node, operand);
    int64_t attributes[1 + GD_MAX_RANK] = {node->attributes[0]};
    for (int i = 0; i < shape->rank; i++) attributes[1 + i] = shape->dims[i];
    return write2(GD_OP_SCATTER_ADD, g, node->inputs[1], attributes, 1 + shape->rank);
}

static gd_edge transpose_SCATTER_ADD(const gd_node *node, int operand, gd_edge g)
{
    (void)operand;
    return write2(GD_OP_GATHER, g, node->inputs[1], node->attributes, 1);
}

static gd_edge swap_last(gd_edge edge)
{
    int rank = edge_type(edge)->shape.rank;
    int64_t axes[GD_MAX_RANK];
    for (int i = 0; i < rank; i++) axes[i] = i;
    axes[rank - 1] = rank - 2;
    axes[rank - 2] = rank - 1;
    return graph_permute(edge, axes);
}

/* c = a·b: ā = c̄·bᵀ, b̄ = aᵀ·c̄, summed over the batch axes along which they were broadcast. */
static gd_edge transpose_MATMUL(const gd_node *node, int operand, gd_edge g)
{
    gd_edge other = swap_last(node->inputs[1 - operand]);
    gd_edge product =
        operand ? write2(GD_OP_MATMUL, other, g, NULL, 0) : write2(GD_OP_MATMUL, g, other, NULL, 0);
    return graph_sum_to(product, shape_in(node, operand));
}

static const transpose_rule rules[GD_OP_COUNT] = {
#define LINEAR(NAME, ...) [GD_OP_##NAME] = transpose_##NAME,
#define BILINEAR LINEAR
#define UNARY(...)
#define BINARY(...)
#define COMPARE(...)
#define SELECT(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
};

gd_edge rule_transpose(const gd_node *node, int operand, gd_edge g)
{
    return rules[node->op](node, operand, g);
}

bool rule_selects(const gd_node *node)
{
    return node->op == GD_OP_SLICE || node->op == GD_OP_GATHER;
}

gd_edge rule_spread(const gd_node *node, gd_edge edge)
{
    if (edge_none(edge)) return edge;
    gd_shape whole = *shape_in(node, 0), kept = whole;
    for (int i = 0; i < node->n_attributes; i++) kept.dims[node->attributes[i]] = 1;
    return graph_expand(graph_reshape(edge, &kept), &whole);
}
