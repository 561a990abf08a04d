/* Pullbacks. A routine's graph in; out come a copy of it in which gradients are written, and a plan
 * of these.
 *
 * Sources are the edges of the copy whose values come from outside: parameters, results and
 * cotangents. Results are sources although they could be computed, so that what derives exp or a
 * quotient from its result needs no operand. What a gradient uses is what is reached from it
 * without going behind a source. That is decided by the graph, not by its plan, which may leave out
 * more: a gradient's own routine, to be derived again, needs what the graph says. */
#include "engine/exec/pullback.h"

#include "engine/derive/derive.h"

#include <assert.h>
#include <string.h>

/* The routine of one gradient. */
typedef struct derived {
    gd_routine *routine; /* NULL: not asked for yet */
    gd_use *uses;
    int n_uses;
} derived;

typedef struct source {
    gd_use use;
    bool needed; /* by the plan */
} source;

struct gd_pullback {
    gd_pullback *next;
    gd_routine *routine;
    gd_memory *memory; /* the routine's */
    gd_arena arena;
    const gd_limits *limits;
    gd_graph *graph;
    bool *wanted, *present;
    bool *saves_parameter, *saves_result;
    gd_edge *parameters, *results, *cotangents, *gradients; /* of graph; the last two may be null */
    source *sources;
    gd_edge *source_edges;
    int n_sources, n_connected;
    gd_plan *plan;       /* from sources to connected gradients */
    const void **inputs; /* room for a run */
    void **outputs;
    derived *derived; /* by parameter */
};

static void *take(gd_pullback *it, int count, size_t size, gd_error *err)
{
    return arena_alloc_array(&it->arena, (size_t)count, size, err);
}

static bool allocate(gd_pullback *it, gd_error *err)
{
    int n = it->routine->n_parameters, m = it->routine->n_results, most = n + 2 * m;
    it->wanted = take(it, n, sizeof *it->wanted, err);
    it->present = take(it, m, sizeof *it->present, err);
    it->saves_parameter = take(it, n, sizeof *it->saves_parameter, err);
    it->saves_result = take(it, m, sizeof *it->saves_result, err);
    it->parameters = take(it, n + m, sizeof *it->parameters, err);
    it->cotangents = take(it, m, sizeof *it->cotangents, err);
    it->gradients = take(it, n, sizeof *it->gradients, err);
    it->sources = take(it, most, sizeof *it->sources, err);
    it->source_edges = take(it, most, sizeof *it->source_edges, err);
    it->inputs = take(it, most, sizeof *it->inputs, err);
    it->outputs = take(it, n, sizeof *it->outputs, err);
    it->derived = take(it, n, sizeof *it->derived, err);
    it->results = it->parameters ? it->parameters + n : NULL;
    return it->wanted && it->present && it->saves_parameter && it->saves_result && it->parameters &&
           it->cotangents && it->gradients && it->sources && it->source_edges && it->inputs &&
           it->outputs && it->derived;
}

static bool is_floating(gd_edge edge)
{
    return gd_dtype_kind(edge_type(edge)->dtype) == GD_KIND_FLOAT;
}

/* The routine's graph and a cotangent for each result that has one. */
static void copy_graph(gd_pullback *it)
{
    const gd_routine *routine = it->routine;
    int n = routine->n_parameters, m = routine->n_results;
    gd_edge *ends = it->parameters;
    if (n) memcpy(ends, routine->parameters, (size_t)n * sizeof *ends);
    if (m) memcpy(ends + n, routine->results, (size_t)m * sizeof *ends);
    graph_flatten(it->graph, routine->graph, ends, n + m, ends);
    it->graph->span = (gd_span){0};
    it->graph->derivative_of = NULL;
    for (int i = 0; i < m && graph_ok(it->graph); i++)
        if (it->present[i] && is_floating(it->results[i]))
            it->cotangents[i] = graph_input(it->graph, "cotangent", edge_type(it->results[i]));
}

static bool derive(gd_pullback *it, gd_error *err)
{
    int n = it->routine->n_parameters, m = it->routine->n_results;
    gd_edge *wrt = take(it, n, sizeof *wrt, err);
    if (!wrt || !graph_ok(it->graph)) return false;
    for (int i = 0; i < n; i++)
        if (it->wanted[i] && is_floating(it->parameters[i])) wrt[i] = it->parameters[i];
    return derive_vjp(it->graph, it->results, it->cotangents, m, wrt, n, it->gradients);
}

static void add_source(gd_pullback *it, gd_edge edge, gd_use_kind kind, int index)
{
    it->source_edges[it->n_sources] = edge;
    it->sources[it->n_sources++].use = (gd_use){kind, index};
}

/* Parameters, results and cotangents, each edge once. Constants need not come from outside. */
static bool list_sources(gd_pullback *it, gd_error *err)
{
    bool *listed = memory_alloc(it->memory, (size_t)it->graph->n_nodes, err);
    for (int i = 0; listed && i < it->routine->n_parameters; i++)
        add_source(it, it->parameters[i], GD_USE_PARAMETER, i);
    for (int i = 0; listed && i < it->routine->n_results; i++) {
        const gd_node *node = it->results[i].node;
        if (op_row(node->op)->class != GD_CLASS_SOURCE && !listed[node->id])
            add_source(it, it->results[i], GD_USE_RESULT, i);
        listed[node->id] = true;
        if (!edge_none(it->cotangents[i])) add_source(it, it->cotangents[i], GD_USE_COTANGENT, i);
    }
    memory_free(listed);
    return listed;
}

/* Marks by id, from the last down, what a gradient is made from; sources[k] then is used if the
 * node of its edge is marked. The marks are new. */
static bool *mark_used(const gd_pullback *it, const gd_edge *edges, int n, gd_error *err)
{
    size_t count = (size_t)it->graph->n_nodes;
    bool *marks = memory_alloc(it->memory, 2 * count, err), *stops = marks ? marks + count : NULL;
    if (!marks) return NULL;
    for (int i = 0; i < it->n_sources; i++) stops[it->source_edges[i].node->id] = true;
    for (int i = 0; i < n; i++)
        if (!edge_none(edges[i])) marks[edges[i].node->id] = true;
    for (int32_t id = it->graph->n_nodes - 1; id >= 0; id--) {
        const gd_node *node = it->graph->nodes[id];
        if (!marks[id] || stops[id]) continue;
        for (int i = 0; i < node->n_inputs; i++) marks[node->inputs[i].node->id] = true;
    }
    return marks;
}

static bool find_saved(gd_pullback *it, gd_error *err)
{
    bool *marks = mark_used(it, it->gradients, it->routine->n_parameters, err);
    for (int i = 0; marks && i < it->n_sources; i++) {
        gd_use use = it->sources[i].use;
        if (!marks[it->source_edges[i].node->id]) continue;
        if (use.kind == GD_USE_PARAMETER) it->saves_parameter[use.index] = true;
        if (use.kind == GD_USE_RESULT) it->saves_result[use.index] = true;
    }
    memory_free(marks);
    return marks;
}

static bool make_plan(gd_pullback *it, gd_error *err)
{
    gd_edge *outputs = take(it, it->routine->n_parameters, sizeof *outputs, err);
    if (!outputs) return false;
    for (int i = 0; i < it->routine->n_parameters; i++)
        if (!edge_none(it->gradients[i])) outputs[it->n_connected++] = it->gradients[i];
    it->plan = plan_new(it->memory, it->limits, it->source_edges, it->n_sources, outputs,
                        it->n_connected, GD_PLAN_OPTIMISED, err);
    for (int i = 0; it->plan && i < it->n_sources; i++)
        it->sources[i].needed = plan_needs(it->plan, i);
    return it->plan;
}

static bool make(gd_pullback *it, const bool *wanted, const bool *present,
                 const gd_context *context, gd_error *err)
{
    it->graph = graph_new(it->memory, it->limits, err);
    if (!it->graph || !allocate(it, err)) return false;
    if (it->routine->n_parameters) memcpy(it->wanted, wanted, (size_t)it->routine->n_parameters);
    if (it->routine->n_results) memcpy(it->present, present, (size_t)it->routine->n_results);
    it->graph->context = context;
    it->graph->conventions = it->routine->graph->conventions;
    copy_graph(it);
    if (!derive(it, err)) {
        if (err && !err->code) *err = it->graph->error;
        return false;
    }
    bool done = list_sources(it, err) && find_saved(it, err) && make_plan(it, err);
    it->graph->context = NULL;
    return done;
}

void pullbacks_free(gd_pullback *pullbacks)
{
    while (pullbacks) {
        gd_pullback *it = pullbacks;
        pullbacks = it->next;
        for (int i = 0; it->derived && i < it->routine->n_parameters; i++) {
            routine_free(it->derived[i].routine);
            memory_free(it->derived[i].uses);
        }
        plan_free(it->plan);
        graph_free(it->graph);
        arena_close(&it->arena);
        memory_free(it);
    }
}

static bool same_set(const bool *a, const bool *b, int n)
{
    return !n || !memcmp(a, b, (size_t)n * sizeof *a);
}

static gd_pullback *find(const gd_routine *routine, const bool *wanted, const bool *present)
{
    gd_pullback *it = routine->pullbacks;
    while (it && !(same_set(it->wanted, wanted, routine->n_parameters) &&
                   same_set(it->present, present, routine->n_results)))
        it = it->next;
    return it;
}

const gd_pullback *routine_pullback(gd_routine *routine, const bool *wanted, const bool *present,
                                    const gd_limits *limits, const gd_context *context,
                                    gd_error *err)
{
    gd_pullback *it = find(routine, wanted, present);
    if (it) return it;
    it = memory_alloc(&routine->memory, sizeof *it, err);
    if (!it) return NULL;
    it->routine = routine;
    it->memory = &routine->memory;
    it->limits = limits;
    arena_init(&it->arena, it->memory);
    if (!make(it, wanted, present, context, err)) {
        pullbacks_free(it);
        return NULL;
    }
    it->next = routine->pullbacks;
    return routine->pullbacks = it;
}

bool pullback_saves_parameter(const gd_pullback *pullback, int parameter)
{
    return pullback->saves_parameter[parameter];
}

bool pullback_saves_result(const gd_pullback *pullback, int result)
{
    return pullback->saves_result[result];
}

bool pullback_connected(const gd_pullback *pullback, int parameter)
{
    return !edge_none(pullback->gradients[parameter]);
}

bool pullback_run(const gd_pullback *pullback, const void *const *parameters,
                  const void *const *results, const void *const *cotangents, void *const *gradients,
                  const gd_context *context, gd_error *err)
{
    const void *const *const values[] = {[GD_USE_PARAMETER] = parameters,
                                         [GD_USE_RESULT] = results,
                                         [GD_USE_COTANGENT] = cotangents};
    for (int i = 0; i < pullback->n_sources; i++) {
        const source *from = &pullback->sources[i];
        pullback->inputs[i] = from->needed ? values[from->use.kind][from->use.index] : NULL;
    }
    int n = 0;
    for (int i = 0; n < pullback->n_connected; i++)
        if (pullback_connected(pullback, i)) pullback->outputs[n++] = gradients[i];
    return plan_run_at(pullback->plan, pullback->inputs, pullback->outputs, context, err);
}

static gd_edge copy_source(gd_graph *to, gd_edge edge, gd_use_kind kind)
{
    const char *name = kind == GD_USE_RESULT ? "result" : edge.node->name;
    return graph_input(to, name, edge_type(edge));
}

/* The used sources become the first nodes of `to`; from[k] is then given[k] for k < out->n_uses. */
static bool copy_sources(const gd_pullback *it, gd_edge gradient, gd_graph *to, gd_edge *from,
                         gd_edge *given, derived *out)
{
    bool *marks = mark_used(it, &gradient, 1, &to->error);
    for (int i = 0; marks && i < it->n_sources; i++) {
        gd_edge edge = it->source_edges[i];
        if (!marks[edge.node->id]) continue;
        from[out->n_uses] = edge;
        given[out->n_uses] = copy_source(to, edge, it->sources[i].use.kind);
        out->uses[out->n_uses++] = it->sources[i].use;
    }
    memory_free(marks);
    return graph_ok(to);
}

/* Fills *out, of which the uses are allocated; `room` for twice the sources. */
static bool derive_gradient(const gd_pullback *it, gd_edge gradient, gd_edge *room, derived *out,
                            gd_error *err)
{
    gd_graph *to = graph_new(it->memory, it->limits, err);
    if (!to) return false;
    to->conventions = it->graph->conventions;
    gd_edge *given = room + it->n_sources, result;
    if (!copy_sources(it, gradient, to, room, given, out) ||
        !graph_extract(to, it->graph, room, given, out->n_uses, &gradient, 1, &result)) {
        if (err && !err->code) *err = to->error;
        graph_free(to);
        return false;
    }
    out->routine = routine_new(it->memory, it->limits, to, given, out->n_uses, &result, 1, err);
    return out->routine;
}

gd_routine *pullback_gradient(const gd_pullback *pullback, int parameter, const gd_use **uses,
                              int *n_uses, gd_error *err)
{
    assert(pullback_connected(pullback, parameter));
    derived *kept = &pullback->derived[parameter];
    if (!kept->routine) {
        size_t n = (size_t)pullback->n_sources;
        derived made = {.uses = memory_alloc_array(pullback->memory, n, sizeof(gd_use), err)};
        gd_edge *room = memory_alloc_array(pullback->memory, 2 * n, sizeof *room, err);
        bool done = made.uses && room &&
                    derive_gradient(pullback, pullback->gradients[parameter], room, &made, err);
        memory_free(room);
        if (!done) {
            memory_free(made.uses);
            return NULL;
        }
        *kept = made;
    }
    *uses = kept->uses;
    *n_uses = kept->n_uses;
    return kept->routine;
}
