/* The partial derivatives of pointwise rows, compiled from the operator table. */
#include "engine/derive/rules.h"
#include "engine/derive/vocabulary.h"

#define C(a) CONSTANT_LIKE(r, a)
#define NONE ((gd_edge){NULL, 0})

/* Each partial is a function of all operands and the result, whichever of them it uses. */
typedef gd_edge (*partial_rule)(gd_edge x, gd_edge y, gd_edge z, gd_edge r);

#define PARTIAL(name, formula)                                                                     \
    static gd_edge name(gd_edge x, gd_edge y, gd_edge z, gd_edge r)                                \
    {                                                                                              \
        (void)x, (void)y, (void)z, (void)r;                                                        \
        return formula;                                                                            \
    }
#define UNARY(NAME, name, kinds, forward, partial, ...) PARTIAL(NAME##_x, partial)
#define BINARY(NAME, name, kinds, forward, dx, dy, ...) PARTIAL(NAME##_x, dx) PARTIAL(NAME##_y, dy)
#define SELECT(NAME, name, kinds, forward, dy, dz, ...) PARTIAL(NAME##_y, dy) PARTIAL(NAME##_z, dz)
#define COMPARE(...)
#define LINEAR(...)
#define BILINEAR(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"

static const partial_rule partials[GD_OP_COUNT][3] = {
#define UNARY(NAME, ...) [GD_OP_##NAME] = {NAME##_x, NULL, NULL},
#define BINARY(NAME, ...) [GD_OP_##NAME] = {NAME##_x, NAME##_y, NULL},
#define SELECT(NAME, ...) [GD_OP_##NAME] = {NULL, NAME##_y, NAME##_z},
#define COMPARE(...)
#define LINEAR(...)
#define BILINEAR(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
};

/* 1 or 0 for the equality of two constant scalars, as of an exponent with 0; -1: not known here. */
static int known(gd_edge condition)
{
    const gd_node *node = condition.node;
    if (node->op != GD_OP_EQ) return -1;
    const gd_node *a = node->inputs[0].node, *b = node->inputs[1].node;
    if (a->op != GD_OP_CONSTANT || b->op != GD_OP_CONSTANT) return -1;
    if (a->value->type.shape.rank || b->value->type.shape.rank) return -1;
    return gd_tensor_get(a->value, 0) == gd_tensor_get(b->value, 0);
}

static gd_factor read_partial(gd_edge partial, int32_t first_written)
{
    gd_factor all = {partial, NONE, !edge_none(partial) && partial.node->id >= first_written};
    if (!all.written || partial.node->op != GD_OP_WHERE) return all;
    const gd_edge *in = partial.node->inputs;
    int choice = known(in[0]);
    if (choice >= 0) return (gd_factor){in[choice ? 1 : 2], NONE, true};
    if (edge_is_constant(in[2], 0)) return (gd_factor){in[1], in[0], true};
    if (edge_is_constant(in[1], 0)) return (gd_factor){in[2], BITWISE_NOT(in[0]), true};
    return all;
}

gd_factor rule_partial(const gd_node *node, int operand)
{
    partial_rule rule = partials[node->op][operand];
    if (!rule) return (gd_factor){NONE, NONE, true};
    int32_t first_written = node->graph->n_nodes;
    gd_edge in[3] = {NONE, NONE, NONE};
    for (int i = 0; i < node->n_inputs; i++) in[i] = node->inputs[i];
    return read_partial(rule(in[0], in[1], in[2], (gd_edge){(gd_node *)node, 0}), first_written);
}

gd_factor rule_weight(const gd_node *node)
{
    gd_edge x = node->inputs[0], r = {(gd_node *)node, 0};
    gd_edge chosen = BITWISE_OR(EQ(x, rule_spread(node, r)), NE(x, x)); /* NaN is the result */
    gd_edge ties =
        graph_sum(graph_cast(chosen, edge_type(x)->dtype), node->attributes, node->n_attributes);
    return (gd_factor){DIV(C(1), rule_spread(node, ties)), chosen, true};
}

bool rule_is_zero(gd_factor factor)
{
    return factor.written && edge_is_constant(factor.factor, 0);
}

gd_edge rule_scale(gd_edge edge, gd_factor factor)
{
    if (edge_none(edge) || edge_none(factor.factor)) return NONE;
    if (!factor.written) return MUL(edge, factor.factor);
    if (edge_is_constant(factor.factor, 1)) return edge;
    if (edge_is_constant(factor.factor, -1)) return NEG(edge);
    const gd_node *node = factor.factor.node;
    if (node->op == GD_OP_NEG)
        return NEG(rule_scale(edge, (gd_factor){node->inputs[0], NONE, true}));
    if (node->op == GD_OP_DIV && edge_is_constant(node->inputs[0], 1))
        return DIV(edge, node->inputs[1]);
    return MUL(edge, factor.factor);
}

gd_edge rule_zeros(gd_graph *graph, const gd_type *type)
{
    return graph_expand(graph_scalar(graph, type->dtype, 0), &type->shape);
}
