/* A graph with its calls written out: what some edges need, copied into another graph. */
#include "engine/graph/graph.h"

#include <string.h>

static const gd_edge none = {NULL, 0};

/* A copy under way of one graph or body: what each result became, by slot. */
typedef struct level {
    const gd_graph *from;
    gd_graph *to;
    int32_t *first; /* the slot of result 0, by id */
    gd_edge *copies;
    bool *needed;
} level;

static bool level_init(level *l, const gd_graph *from, gd_graph *to)
{
    gd_memory *memory = to->arena.memory;
    size_t n = (size_t)from->n_nodes, slots = 0;
    *l = (level){.from = from, .to = to};
    l->first = memory_alloc_array(memory, n, sizeof *l->first, &to->error);
    l->needed = memory_alloc_array(memory, n, sizeof *l->needed, &to->error);
    if (!l->first || !l->needed) return false;
    for (size_t id = 0; id < n; id++) {
        l->first[id] = (int32_t)slots;
        slots += (size_t)from->nodes[id]->n_results;
    }
    l->copies = memory_alloc_array(memory, slots, sizeof *l->copies, &to->error);
    return l->copies;
}

static void level_close(level *l)
{
    memory_free(l->first);
    memory_free(l->needed);
    memory_free(l->copies);
}

static gd_edge *copy_of(const level *l, gd_edge edge)
{
    return &l->copies[l->first[edge.node->id] + edge.output];
}

/* What has its copy already needs nothing. */
static void need(level *l, gd_edge edge)
{
    if (!edge_none(edge) && edge_none(*copy_of(l, edge))) l->needed[edge.node->id] = true;
}

static void mark_needed(level *l, const gd_edge *edges, int n)
{
    for (int i = 0; i < n; i++) need(l, edges[i]);
    for (int32_t id = l->from->n_nodes - 1; id >= 0; id--) {
        const gd_node *node = l->from->nodes[id];
        for (int i = 0; l->needed[id] && i < node->n_inputs; i++) need(l, node->inputs[i]);
    }
}

static bool flatten_call(const level *outer, const gd_node *call);

/* The operands of a node as they are in the new graph; to be freed. */
static gd_edge *operands_of(const level *l, const gd_node *node)
{
    gd_edge *in =
        memory_alloc_array(l->to->arena.memory, (size_t)node->n_inputs, sizeof *in, &l->to->error);
    for (int i = 0; in && i < node->n_inputs; i++) in[i] = *copy_of(l, node->inputs[i]);
    return in;
}

/* The new graph may outlive the old one. */
static const char *copy_text(gd_graph *to, const char *text)
{
    return text ? arena_copy(&to->arena, text, strlen(text), &to->error) : NULL;
}

static void copy_node(const level *l, const gd_node *node)
{
    gd_edge *copy = copy_of(l, (gd_edge){(gd_node *)node, 0});
    if (node->op == GD_OP_INPUT) {
        *copy = graph_input(l->to, node->name, &node->results[0]);
    } else if (node->op == GD_OP_CONSTANT) {
        *copy = graph_constant(l->to, node->value);
    } else {
        gd_edge *in = operands_of(l, node);
        if (in)
            *copy = graph_add(l->to, node->op, in, node->n_inputs, node->attributes,
                              node->n_attributes);
        memory_free(in);
    }
    if (edge_none(*copy)) return;
    copy->node->grad_fn = copy_text(l->to, node->grad_fn);
    if (node->op != GD_OP_INPUT) copy->node->name = copy_text(l->to, node->name);
}

/* The nodes of the first graph keep their spans and what they differentiate; those of a body have
 * those of the call. */
static bool flatten_level(level *l, bool is_body)
{
    for (int32_t id = 0; id < l->from->n_nodes && graph_ok(l->to); id++) {
        const gd_node *node = l->from->nodes[id];
        if (!l->needed[id]) continue;
        if (!is_body) {
            const gd_node *origin = node->derivative_of;
            bool listed = origin && l->needed[origin->id];
            l->to->span = node->span;
            l->to->derivative_of =
                listed ? copy_of(l, (gd_edge){(gd_node *)origin, 0})->node : NULL;
        }
        if (node->op == GD_OP_CALL) flatten_call(l, node);
        else copy_node(l, node);
    }
    return graph_ok(l->to);
}

static bool flatten_call(const level *outer, const gd_node *call)
{
    level l;
    const gd_function *callee = call->callee;
    bool done = level_init(&l, callee->body, outer->to);
    if (done) {
        for (int i = 0; i < callee->n_parameters; i++)
            *copy_of(&l, callee->parameters[i]) = *copy_of(outer, call->inputs[i]);
        mark_needed(&l, callee->results, callee->n_results);
        done = flatten_level(&l, true);
    }
    for (int i = 0; done && i < callee->n_results; i++) {
        gd_edge *result = copy_of(outer, (gd_edge){(gd_node *)call, i});
        if (edge_none(*result)) *result = *copy_of(&l, callee->results[i]);
    }
    level_close(&l);
    return done;
}

bool graph_extract(gd_graph *to, const gd_graph *from, const gd_edge *cuts, const gd_edge *given,
                   int n_cuts, const gd_edge *edges, int n, gd_edge *out)
{
    level l;
    bool done = level_init(&l, from, to);
    if (done) {
        for (int i = 0; i < n_cuts; i++) *copy_of(&l, cuts[i]) = given[i];
        mark_needed(&l, edges, n);
        done = flatten_level(&l, false);
    }
    for (int i = 0; i < n; i++)
        out[i] = done && !edge_none(edges[i]) ? *copy_of(&l, edges[i]) : none;
    level_close(&l);
    return done;
}

bool graph_flatten(gd_graph *to, const gd_graph *from, const gd_edge *edges, int n, gd_edge *out)
{
    return graph_extract(to, from, NULL, NULL, 0, edges, n, out);
}
