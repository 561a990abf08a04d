/* Forward mode. Leaves with their tangents in, the tangents of the outputs out.
 *
 * Nodes are visited from the first to the last; ṙ = Σᵢ (∂node/∂xᵢ)·ẋᵢ over the operands that move.
 * The rules are those of reverse mode: a pointwise partial multiplies, a linear operator is applied
 * to the tangent itself, a bilinear one to each operand's tangent in turn. */
#include "engine/derive/derive.h"
#include "engine/derive/rules.h"
#include "engine/derive/vocabulary.h"
#include "engine/derive/walk.h"

static const gd_edge none = {NULL, 0};

static bool jvp_above(gd_graph *graph, int32_t floor, const gd_edge *leaves,
                      const gd_edge *tangents, int n_leaves, const gd_edge *outputs, int n_outputs,
                      gd_edge *results);

static gd_edge tangent_of(const gd_walk *walk, gd_edge edge)
{
    const gd_derivative *slot = walk_find(walk, edge);
    return slot ? slot->value : none;
}

static gd_edge add(gd_edge a, gd_edge b)
{
    if (edge_none(a)) return b;
    return edge_none(b) ? a : ADD(a, b);
}

static gd_edge scale(gd_edge tangent, gd_factor factor)
{
    gd_edge out = rule_scale(tangent, factor);
    if (edge_none(factor.where) || edge_none(out)) return out;
    return WHERE(factor.where, out, CONSTANT_LIKE(out, 0));
}

static gd_edge push_pointwise(const gd_walk *walk, const gd_node *node)
{
    const gd_type *type = &node->results[0];
    gd_edge sum = none;
    for (int i = 0; i < node->n_inputs; i++) {
        gd_edge tangent = tangent_of(walk, node->inputs[i]);
        if (edge_none(tangent)) continue;
        gd_factor partial = rule_partial(node, i);
        sum = add(sum,
                  rule_is_zero(partial) ? rule_zeros(node->graph, type) : scale(tangent, partial));
    }
    return graph_expand(sum, &type->shape);
}

/* The operator on the tangents of its floating operands: those that do not move are zeros to it. */
static gd_edge push_linear(const gd_walk *walk, const gd_node *node)
{
    gd_graph *graph = node->graph;
    gd_edge *in =
        memory_alloc_array(graph->arena.memory, (size_t)node->n_inputs, sizeof *in, &graph->error);
    if (!in) return none;
    for (int i = 0; i < node->n_inputs; i++) {
        const gd_type *type = edge_type(node->inputs[i]);
        bool moves = gd_dtype_kind(type->dtype) == GD_KIND_FLOAT;
        in[i] = moves ? tangent_of(walk, node->inputs[i]) : node->inputs[i];
        if (edge_none(in[i])) in[i] = rule_zeros(graph, type);
    }
    gd_edge out =
        graph_add(graph, node->op, in, node->n_inputs, node->attributes, node->n_attributes);
    memory_free(in);
    return out;
}

static gd_edge push_bilinear(const gd_walk *walk, const gd_node *node)
{
    gd_edge sum = none;
    for (int i = 0; i < 2; i++) {
        gd_edge in[2] = {node->inputs[0], node->inputs[1]};
        in[i] = tangent_of(walk, in[i]);
        if (edge_none(in[i])) continue;
        sum =
            add(sum, graph_add(node->graph, node->op, in, 2, node->attributes, node->n_attributes));
    }
    return sum;
}

static gd_edge push_order(const gd_walk *walk, const gd_node *node)
{
    gd_edge tangent = tangent_of(walk, node->inputs[0]);
    return graph_sum(scale(tangent, rule_weight(node)), node->attributes, node->n_attributes);
}

typedef gd_edge (*push_rule)(const gd_walk *walk, const gd_node *node);

static const push_rule pushes[] = {
    [GD_CLASS_UNARY] = push_pointwise,   [GD_CLASS_BINARY] = push_pointwise,
    [GD_CLASS_SELECT] = push_pointwise,  [GD_CLASS_LINEAR] = push_linear,
    [GD_CLASS_BILINEAR] = push_bilinear, [GD_CLASS_ORDER] = push_order,
    [GD_CLASS_COMPARE] = NULL,           [GD_CLASS_OPAQUE] = NULL,
};

/* The body is written out and derived there, with respect to each operand that moves. */
static void push_call(gd_walk *walk, const gd_node *node)
{
    gd_graph *graph = walk->graph;
    int n = node->n_inputs, m = node->n_results, n_leaves = 0, floor = graph->n_nodes;
    gd_edge *leaves = memory_alloc_array(graph->arena.memory, (size_t)(2 * n + 2 * m),
                                         sizeof *leaves, &graph->error);
    if (!leaves) return;
    gd_edge *tangents = leaves + n, *results = tangents + n, *derived = results + m;
    for (int i = 0; i < n; i++) {
        gd_edge tangent = tangent_of(walk, node->inputs[i]);
        if (edge_none(tangent)) continue;
        leaves[n_leaves] = node->inputs[i];
        tangents[n_leaves++] = tangent;
    }
    if (graph_inline(node, results) &&
        jvp_above(graph, floor, leaves, tangents, n_leaves, results, m, derived))
        for (int i = 0; i < m; i++) {
            gd_derivative *slot = walk_find(walk, (gd_edge){(gd_node *)node, i});
            if (slot) slot->value = derived[i];
        }
    memory_free(leaves);
}

static bool moves(const gd_walk *walk, const gd_node *node)
{
    for (int i = 0; i < node->n_inputs; i++)
        if (!edge_none(tangent_of(walk, node->inputs[i]))) return true;
    return false;
}

/* A leaf that is no source moves as it is told, beside what its operands make of it. */
static void push_node(gd_walk *walk, const gd_node *node)
{
    push_rule rule = pushes[op_row(node->op)->class];
    if (!moves(walk, node)) return;
    if (node->op == GD_OP_CALL) {
        push_call(walk, node);
    } else if (rule) {
        gd_derivative *slot = walk_find(walk, (gd_edge){(gd_node *)node, 0});
        if (slot) slot->value = add(slot->value, rule(walk, node));
    }
}

static void push_all(gd_walk *walk)
{
    gd_graph *graph = walk->graph;
    gd_span span = graph->span;
    const gd_node *derivative_of = graph->derivative_of;
    for (int32_t id = walk->floor; id < walk->end && graph_ok(graph); id++) {
        const gd_node *node = graph->nodes[id];
        if (!walk->active[id - walk->floor]) continue;
        graph->span = walk->floor ? span : node->span;
        graph->derivative_of = walk->floor ? derivative_of : node;
        push_node(walk, node);
    }
    graph->span = span;
    graph->derivative_of = derivative_of;
}

static bool jvp_above(gd_graph *graph, int32_t floor, const gd_edge *leaves,
                      const gd_edge *tangents, int n_leaves, const gd_edge *outputs, int n_outputs,
                      gd_edge *results)
{
    gd_walk walk;
    if (!walk_init(&walk, graph, floor, leaves, n_leaves, outputs, n_outputs)) return false;
    for (int i = 0; i < n_leaves; i++) {
        gd_derivative *slot = walk_find(&walk, leaves[i]);
        if (slot) slot->value = tangents[i];
    }
    push_all(&walk);
    for (int i = 0; i < n_outputs; i++) results[i] = tangent_of(&walk, outputs[i]);
    walk_close(&walk);
    return graph_ok(graph);
}

bool derive_jvp(gd_graph *graph, const gd_edge *inputs, const gd_edge *tangents, int n_inputs,
                const gd_edge *outputs, int n_outputs, gd_edge *results)
{
    if (jvp_above(graph, 0, inputs, tangents, n_inputs, outputs, n_outputs, results)) return true;
    for (int i = 0; i < n_outputs; i++) results[i] = none;
    return false;
}
