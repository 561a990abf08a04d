/* A graph and its ends in, a plan with the names and views of its results out. Calls are written
 * out first, so that all that follows sees primitive operators with one result each. */
#include "engine/exec/kernel.h"
#include "engine/exec/pullback.h"

#include <string.h>

static gd_edge *copy_edges(gd_routine *it, const gd_edge *edges, int n, gd_error *err)
{
    gd_edge *copy = arena_alloc_array(&it->arena, (size_t)n, sizeof *copy, err);
    if (copy && n) memcpy(copy, edges, (size_t)n * sizeof *copy);
    return copy;
}

static const char *name_node(const gd_node *node, char text[OP_GRAD_FN])
{
    if (node->grad_fn) return node->grad_fn;
    return op_grad_fn(node->callee ? node->callee->name : op_row(node->op)->name, text);
}

static bool name_results(gd_routine *it, gd_error *err)
{
    size_t n = (size_t)it->n_results;
    it->aliases = arena_alloc_array(&it->arena, n, sizeof *it->aliases, err);
    it->grad_fns = arena_alloc_array(&it->arena, n, sizeof *it->grad_fns, err);
    if (!it->aliases || !it->grad_fns) return false;
    for (int i = 0; i < it->n_results; i++) {
        int alias = it->n_parameters - 1;
        while (alias >= 0 && !edge_equal(it->parameters[alias], it->results[i])) alias--;
        it->aliases[i] = alias;
        if (alias >= 0) continue;
        char text[OP_GRAD_FN];
        const char *name = name_node(it->results[i].node, text);
        it->grad_fns[i] = arena_copy(&it->arena, name, strlen(name), err);
        if (!it->grad_fns[i]) return false;
    }
    return true;
}

static bool has_calls(const gd_graph *graph)
{
    for (int32_t id = 0; id < graph->n_nodes; id++)
        if (graph->nodes[id]->op == GD_OP_CALL) return true;
    return false;
}

/* Moves to a graph in which calls are written out. */
static bool write_calls_out(gd_routine *it, const gd_limits *limits, gd_error *err)
{
    if (!has_calls(it->graph)) return true;
    int n = it->n_parameters + it->n_results;
    gd_graph *flat = graph_new(&it->memory, limits, err);
    gd_edge *ends = arena_alloc_array(&it->arena, (size_t)n, sizeof *ends, err);
    if (!flat || !ends) {
        graph_free(flat);
        return false;
    }
    flat->context = it->graph->context;
    flat->conventions = it->graph->conventions;
    memcpy(ends, it->parameters, (size_t)it->n_parameters * sizeof *ends);
    memcpy(ends + it->n_parameters, it->results, (size_t)it->n_results * sizeof *ends);
    if (!graph_flatten(flat, it->graph, ends, n, ends) && err && !err->code) *err = flat->error;
    graph_free(it->graph);
    it->graph = flat;
    it->taken = 0;
    it->parameters = ends;
    it->results = ends + it->n_parameters;
    return graph_ok(flat);
}

/* Whether the operator of an edge gives a view of operand 0. */
static bool is_view(gd_edge edge)
{
    const gd_kernel *kernel = kernel_of(edge.node->op);
    return kernel && kernel->view;
}

static bool find_chain(gd_routine *it, gd_edge edge, gd_view_chain *chain, gd_error *err)
{
    int n = 0;
    gd_edge end = edge;
    chain->n = -1;
    for (; is_view(end); end = end.node->inputs[0]) n++;
    if (!it->n_parameters || !edge_equal(end, it->parameters[0])) return true;
    chain->nodes = arena_alloc_array(&it->arena, (size_t)n, sizeof *chain->nodes, err);
    if (!chain->nodes) return false;
    chain->n = n;
    for (; n > 0; edge = edge.node->inputs[0]) chain->nodes[--n] = edge.node;
    return true;
}

static bool find_views(gd_routine *it, gd_error *err)
{
    it->views = arena_alloc_array(&it->arena, (size_t)it->n_results, sizeof *it->views, err);
    for (int i = 0; it->views && i < it->n_results; i++)
        if (!find_chain(it, it->results[i], &it->views[i], err)) return false;
    return it->views;
}

static bool make(gd_routine *it, const gd_limits *limits, const gd_edge *parameters,
                 const gd_edge *results, gd_error *err)
{
    it->parameters = copy_edges(it, parameters, it->n_parameters, err);
    it->results = copy_edges(it, results, it->n_results, err);
    if (!it->parameters || !it->results || !name_results(it, err) ||
        !write_calls_out(it, limits, err) || !find_views(it, err))
        return false;
    it->plan = plan_new(&it->memory, limits, it->parameters, it->n_parameters, it->results,
                        it->n_results, GD_PLAN_OPTIMISED, err);
    it->graph->context = NULL;
    return it->plan;
}

gd_routine *routine_new(gd_memory *memory, const gd_limits *limits, gd_graph *graph,
                        const gd_edge *parameters, int n_parameters, const gd_edge *results,
                        int n_results, gd_error *err)
{
    gd_routine *routine = memory_alloc(memory, sizeof *routine, err);
    if (!routine) {
        graph_free(graph);
        return NULL;
    }
    routine->graph = graph;
    routine->taken = graph_bytes(graph);
    routine->n_parameters = n_parameters;
    routine->n_results = n_results;
    gd_memory_init(&routine->memory, (size_t)limits->memory_bytes);
    memory_share(&routine->memory, memory);
    arena_init(&routine->arena, &routine->memory);
    if (make(routine, limits, parameters, results, err)) return routine;
    routine_free(routine);
    return NULL;
}

void routine_free(gd_routine *routine)
{
    if (!routine) return;
    pullbacks_free(routine->pullbacks);
    plan_free(routine->plan);
    graph_free(routine->graph);
    arena_close(&routine->arena);
    memory_free(routine);
}

int routine_parameters(const gd_routine *routine)
{
    return routine->n_parameters;
}

int routine_results(const gd_routine *routine)
{
    return routine->n_results;
}

const gd_type *routine_result(const gd_routine *routine, int result)
{
    return edge_type(routine->results[result]);
}

int routine_alias(const gd_routine *routine, int result)
{
    return routine->aliases[result];
}

const char *routine_grad_fn(const gd_routine *routine, int result)
{
    return routine->grad_fns[result];
}

bool routine_view(const gd_routine *routine, int result, const gd_view *in, gd_view *out)
{
    gd_view view = *in;
    const gd_view_chain *chain = &routine->views[result];
    for (int i = 0; i < chain->n; i++) {
        const gd_node *node = chain->nodes[i];
        if (!kernel_of(node->op)->view(&view, node->attributes, node->n_attributes, &view))
            return false;
    }
    if (chain->n >= 0) *out = view;
    return chain->n >= 0;
}

int64_t routine_cost(const gd_routine *routine)
{
    return plan_cost(routine->plan);
}

size_t routine_bytes(const gd_routine *routine)
{
    return sizeof *routine + routine->taken + atomic_load(&routine->memory.used);
}

bool routine_run(const gd_routine *routine, const void *const *inputs, void *const *outputs,
                 const gd_context *context, gd_error *err)
{
    return plan_run_at(routine->plan, inputs, outputs, context, err);
}
