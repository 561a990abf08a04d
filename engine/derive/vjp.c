/* Reverse mode. Outputs with their cotangents in, the cotangents of the leaves out.
 *
 * Nodes are visited from the last to the first. A node's cotangent is complete when it is visited,
 * because all its users come later; it is pulled to each operand x by the transpose of the node's
 * derivative, x̄ += (∂node/∂x)ᵀ·node̅, and what several users send is added.
 *
 * Along with its value goes its support (walk.h). Where a node sends nothing (a branch not
 * selected, an element not sliced), the operand's cotangent is 0 there whatever the operand's own
 * rules give, even infinity or NaN: pointwise rules multiply only inside of the support. Linear
 * rules carry it along with the value; fan-in unites; all others drop it, which is always
 * allowed. */
#include "engine/derive/derive.h"
#include "engine/derive/rules.h"
#include "engine/derive/vocabulary.h"
#include "engine/derive/walk.h"

static const gd_edge none = {NULL, 0};

static bool vjp_above(gd_graph *graph, int32_t floor, const gd_edge *outputs,
                      const gd_derivative *cotangents, int n_outputs, const gd_edge *leaves,
                      int n_leaves, gd_derivative *gradients);

static const gd_shape *shape_of_edge(gd_edge edge)
{
    return &edge_type(edge)->shape;
}

/* Two supports from different paths: everywhere if either is. */
static gd_edge unite(gd_edge a, gd_edge b)
{
    return edge_none(a) || edge_none(b) ? none : BITWISE_OR(a, b);
}

static void accumulate(gd_derivative *sum, gd_derivative more)
{
    if (edge_none(more.value)) return;
    if (edge_none(sum->value)) {
        *sum = more;
        return;
    }
    sum->value = ADD(sum->value, more.value);
    sum->support = unite(sum->support, more.support);
}

/* The constants of rules are finite, and zero times that is zero. */
static bool is_finite_constant(gd_factor factor)
{
    return factor.written && factor.factor.node->op == GD_OP_CONSTANT;
}

/* PyTorch keeps no account of what was sent. */
static bool keeps_supports(gd_edge edge)
{
    return !edge_none(edge) && edge.node->graph->conventions == GD_CONVENTIONS_EXACT;
}

/* g · factor over the shape of g, sent only where the rule says and g's support is. */
static gd_derivative scale(gd_derivative g, gd_factor factor)
{
    gd_derivative out = {rule_scale(g.value, factor), g.support};
    if (edge_none(out.value)) return out;
    if (!edge_none(factor.where)) {
        gd_edge where = graph_expand(factor.where, shape_of_edge(g.value));
        out.support = edge_none(g.support) ? where : BITWISE_AND(g.support, where);
    } else if (edge_none(g.support) || is_finite_constant(factor)) {
        return out;
    }
    out.value = WHERE(out.support, out.value, CONSTANT_LIKE(out.value, 0));
    if (!keeps_supports(out.value)) out.support = none;
    return out;
}

/* Whether any of the elements that were broadcast into one is in the support. */
static gd_edge support_sum_to(gd_edge support, const gd_shape *shape)
{
    if (edge_none(support) || shape_equal(shape_of_edge(support), shape)) return support;
    gd_edge count = graph_sum_to(graph_cast(support, GD_INT64), shape);
    return NE(count, CONSTANT_LIKE(count, 0));
}

static gd_derivative pull_pointwise(const gd_node *node, int operand, gd_derivative g)
{
    gd_factor partial = rule_partial(node, operand);
    const gd_type *type = edge_type(node->inputs[operand]);
    if (rule_is_zero(partial)) return (gd_derivative){rule_zeros(node->graph, type), none};
    gd_derivative out = scale(g, partial);
    out.support = support_sum_to(out.support, &type->shape);
    out.value = graph_sum_to(out.value, &type->shape);
    return out;
}

/* A linear operator only moves, repeats and adds elements, so its transpose of ones and zeros is
 * nonzero just where something was sent. */
static gd_derivative pull_linear(const gd_node *node, int operand, gd_derivative g)
{
    gd_derivative out = {rule_transpose(node, operand, g.value), none};
    gd_edge ones = graph_cast(g.support, GD_INT64);
    if (edge_none(ones) && rule_selects(node) && keeps_supports(g.value))
        ones = graph_expand(graph_scalar_int(node->graph, GD_INT64, 1), shape_of_edge(g.value));
    if (edge_none(ones)) return out;
    gd_edge sent = rule_transpose(node, operand, ones);
    out.support = NE(sent, CONSTANT_LIKE(sent, 0));
    return out;
}

static gd_derivative pull_bilinear(const gd_node *node, int operand, gd_derivative g)
{
    return (gd_derivative){rule_transpose(node, operand, g.value), none};
}

/* The result is a weighted sum over the dropped axes: spread, then weighted. */
static gd_derivative pull_order(const gd_node *node, int operand, gd_derivative g)
{
    (void)operand;
    gd_derivative wide = {rule_spread(node, g.value), rule_spread(node, g.support)};
    return scale(wide, rule_weight(node));
}

typedef gd_derivative (*pull_rule)(const gd_node *node, int operand, gd_derivative g);

static const pull_rule pulls[] = {
    [GD_CLASS_UNARY] = pull_pointwise,   [GD_CLASS_BINARY] = pull_pointwise,
    [GD_CLASS_SELECT] = pull_pointwise,  [GD_CLASS_LINEAR] = pull_linear,
    [GD_CLASS_BILINEAR] = pull_bilinear, [GD_CLASS_ORDER] = pull_order,
    [GD_CLASS_COMPARE] = NULL,           [GD_CLASS_OPAQUE] = NULL,
};

static void pull_operands(gd_walk *walk, const gd_node *node, gd_derivative g)
{
    pull_rule rule = pulls[op_row(node->op)->class];
    for (int i = 0; rule && i < node->n_inputs; i++) {
        gd_derivative *slot = walk_find(walk, node->inputs[i]);
        if (slot) accumulate(slot, rule(node, i, g));
    }
}

/* A function of the library is one operator to its caller, and PyTorch has a formula of its own for
 * the whole of it: branches within, as those of softplus, send nothing by either convention. */
static bool derive_body(gd_walk *walk, const gd_edge *results, const gd_derivative *g,
                        int n_results, const gd_edge *leaves, int n_leaves,
                        gd_derivative *gradients, int32_t floor)
{
    gd_graph *graph = walk->graph;
    gd_conventions conventions = graph->conventions;
    graph->conventions = GD_CONVENTIONS_EXACT;
    bool done = vjp_above(graph, floor, results, g, n_results, leaves, n_leaves, gradients);
    graph->conventions = conventions;
    for (int i = 0; done && conventions == GD_CONVENTIONS_TORCH && i < n_leaves; i++)
        gradients[i].support = none;
    return done;
}

/* The body is written out and derived there, with respect to each different operand. */
static void pull_call(gd_walk *walk, const gd_node *node, const gd_derivative *g)
{
    gd_graph *graph = walk->graph;
    gd_memory *memory = graph->arena.memory;
    int n = node->n_inputs, n_leaves = 0, floor = graph->n_nodes;
    size_t edges = (size_t)(n + node->n_results), bytes = edges * sizeof(gd_edge);
    gd_edge *leaves =
        memory_alloc(memory, bytes + (size_t)n * sizeof(gd_derivative), &graph->error);
    if (!leaves) return;
    gd_edge *results = leaves + n;
    gd_derivative *gradients = (gd_derivative *)(void *)(results + node->n_results);
    for (int i = 0; i < n; i++) {
        bool seen = !walk_find(walk, node->inputs[i]);
        for (int j = 0; j < n_leaves && !seen; j++) seen = edge_equal(leaves[j], node->inputs[i]);
        if (!seen) leaves[n_leaves++] = node->inputs[i];
    }
    if (graph_inline(node, results) &&
        derive_body(walk, results, g, node->n_results, leaves, n_leaves, gradients, floor))
        for (int i = 0; i < n_leaves; i++) accumulate(walk_find(walk, leaves[i]), gradients[i]);
    memory_free(leaves);
}

static void pull_node(gd_walk *walk, const gd_node *node)
{
    const gd_derivative *g = &walk->slots[walk->first[node->id - walk->floor]];
    bool sent = false;
    for (int i = 0; i < node->n_results; i++) sent = sent || !edge_none(g[i].value);
    if (!sent || op_row(node->op)->class == GD_CLASS_SOURCE) return;
    if (node->op == GD_OP_CALL) pull_call(walk, node, g);
    else pull_operands(walk, node, *g);
}

/* Within a call's body all that is written differentiates the call. */
static void pull_all(gd_walk *walk)
{
    gd_graph *graph = walk->graph;
    gd_span span = graph->span;
    const gd_node *derivative_of = graph->derivative_of;
    for (int32_t id = walk->end - 1; id >= walk->floor && graph_ok(graph); id--) {
        const gd_node *node = graph->nodes[id];
        if (!walk->active[id - walk->floor]) continue;
        graph->span = walk->floor ? span : node->span;
        graph->derivative_of = walk->floor ? derivative_of : node;
        pull_node(walk, node);
    }
    graph->span = span;
    graph->derivative_of = derivative_of;
}

static bool vjp_above(gd_graph *graph, int32_t floor, const gd_edge *outputs,
                      const gd_derivative *cotangents, int n_outputs, const gd_edge *leaves,
                      int n_leaves, gd_derivative *gradients)
{
    gd_walk walk;
    if (!walk_init(&walk, graph, floor, leaves, n_leaves, outputs, n_outputs)) return false;
    for (int i = 0; i < n_outputs; i++) {
        gd_derivative *slot = walk_find(&walk, outputs[i]);
        if (slot) accumulate(slot, cotangents[i]);
    }
    pull_all(&walk);
    for (int i = 0; i < n_leaves; i++) {
        gd_derivative *slot = walk_find(&walk, leaves[i]);
        gradients[i] = slot ? *slot : (gd_derivative){none, none};
    }
    walk_close(&walk);
    return graph_ok(graph);
}

bool derive_vjp(gd_graph *graph, const gd_edge *outputs, const gd_edge *cotangents, int n_outputs,
                const gd_edge *wrt, int n_wrt, gd_edge *gradients)
{
    size_t n = (size_t)(n_outputs + n_wrt);
    if (!graph_ok(graph)) return false;
    gd_derivative *room = memory_alloc_array(graph->arena.memory, n, sizeof *room, &graph->error);
    if (!room) return false;
    for (int i = 0; i < n_outputs; i++) room[i] = (gd_derivative){cotangents[i], none};
    bool done = vjp_above(graph, 0, outputs, room, n_outputs, wrt, n_wrt, room + n_outputs);
    for (int i = 0; i < n_wrt; i++) gradients[i] = done ? room[n_outputs + i].value : none;
    memory_free(room);
    return done;
}
