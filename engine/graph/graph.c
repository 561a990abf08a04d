#include "engine/graph/graph.h"

#include "engine/graph/types.h"

#include <string.h>

/* The bodies of surface operators are graphs of their own, listed by the graph that owns them. */
struct gd_body_list {
    gd_function function;
    struct gd_body_list *next;
};

void graph_init(gd_graph *graph, gd_memory *memory, const gd_limits *limits)
{
    *graph = (gd_graph){.limits = limits};
    arena_init(&graph->arena, memory);
}

void graph_close(gd_graph *graph)
{
    for (int i = 0; i < graph->n_nodes; i++) gd_tensor_free(graph->nodes[i]->value);
    for (struct gd_body_list *body = graph->bodies; body; body = body->next)
        graph_close(body->function.body);
    memory_free(graph->nodes);
    graph->nodes = NULL;
    graph->bodies = NULL;
    graph->n_nodes = graph->capacity = 0;
    arena_close(&graph->arena);
}

gd_graph *graph_new(gd_memory *memory, const gd_limits *limits, gd_error *err)
{
    gd_graph *graph = memory_take(memory, sizeof *graph, err);
    if (graph) graph_init(graph, memory, limits);
    return graph;
}

void graph_free(gd_graph *graph)
{
    if (graph) graph_close(graph);
    memory_free(graph);
}

size_t graph_bytes(const gd_graph *graph)
{
    size_t bytes = arena_bytes(&graph->arena) + (size_t)graph->capacity * sizeof *graph->nodes;
    for (struct gd_body_list *body = graph->bodies; body; body = body->next)
        bytes += graph_bytes(body->function.body);
    return bytes;
}

bool graph_ok(const gd_graph *graph)
{
    return !graph->error.code;
}

static const gd_edge no_edge = {NULL, 0};

const gd_type *edge_type(gd_edge edge)
{
    return &edge.node->results[edge.output];
}

bool edge_equal(gd_edge a, gd_edge b)
{
    return a.node == b.node && a.output == b.output;
}

bool graph_may_go_on(gd_graph *graph)
{
    if (!graph->context || context_check(graph->context, &graph->error)) return true;
    return gd_locate(&graph->error, graph->span);
}

static bool make_room(gd_graph *graph)
{
    if (graph->n_nodes % GRAPH_NODES_BETWEEN_CHECKS == 0 && !graph_may_go_on(graph)) return false;
    if (graph->n_nodes >= graph->limits->graph_nodes)
        return gd_fail(&graph->error, GD_NODE_LIMIT, "the graph has more than %lld nodes",
                       (long long)graph->limits->graph_nodes);
    if (graph->n_nodes < graph->capacity) return true;
    int32_t capacity = graph->capacity ? graph->capacity * 2 : 64;
    gd_node **nodes = memory_resize(graph->arena.memory, graph->nodes,
                                    (size_t)capacity * sizeof *nodes, &graph->error);
    if (!nodes) return false;
    graph->nodes = nodes;
    graph->capacity = capacity;
    return true;
}

/* A node with room for its parts in one piece of the arena; not yet in the graph. */
static gd_node *new_node(gd_graph *graph, gd_op op, int n_inputs, int n_results, int n_attributes)
{
    if (!graph_ok(graph)) return NULL;
    if (!make_room(graph)) {
        gd_locate(&graph->error, graph->span);
        return NULL;
    }
    size_t results = sizeof(gd_node), inputs = results + (size_t)n_results * sizeof(gd_type),
           attributes = inputs + (size_t)n_inputs * sizeof(gd_edge),
           size = attributes + (size_t)n_attributes * sizeof(int64_t);
    char *room = arena_alloc(&graph->arena, size, &graph->error);
    if (!room) return NULL;
    gd_node *node = (gd_node *)(void *)room;
    node->graph = graph;
    node->id = graph->n_nodes;
    node->op = op;
    node->n_inputs = n_inputs;
    node->n_results = n_results;
    node->n_attributes = n_attributes;
    node->results = (gd_type *)(void *)(room + results);
    node->inputs = (gd_edge *)(void *)(room + inputs);
    node->attributes = (int64_t *)(void *)(room + attributes);
    node->span = graph->span;
    node->derivative_of = graph->derivative_of;
    return node;
}

static gd_edge enter(gd_node *node)
{
    node->graph->nodes[node->graph->n_nodes++] = node;
    return (gd_edge){node, 0};
}

/* Whether a value of that type may exist in this graph. */
static bool type_allowed(gd_graph *graph, const gd_type *type)
{
    int64_t extent = shape_extent(&type->shape);
    if (extent >= 0 && extent <= graph->limits->tensor_elements) return true;
    char text[SHAPE_TEXT];
    gd_fail(&graph->error, GD_TENSOR_TOO_LARGE, "a tensor of shape %s has more than %lld elements",
            shape_print(&type->shape, text), (long long)graph->limits->tensor_elements);
    return gd_locate(&graph->error, graph->span);
}

gd_edge graph_add(gd_graph *graph, gd_op op, const gd_edge *inputs, int n,
                  const int64_t *attributes, int n_attributes)
{
    for (int i = 0; i < n; i++)
        if (edge_none(inputs[i])) return no_edge;
    gd_node *node = new_node(graph, op, n, 1, n_attributes);
    if (!node) return no_edge;
    if (n) memcpy(node->inputs, inputs, (size_t)n * sizeof *inputs);
    if (n_attributes)
        memcpy(node->attributes, attributes, (size_t)n_attributes * sizeof *attributes);
    if (!types_infer(node, &node->results[0], &graph->error)) {
        gd_locate(&graph->error, graph->span);
        return no_edge;
    }
    return type_allowed(graph, &node->results[0]) ? enter(node) : no_edge;
}

gd_edge graph_input(gd_graph *graph, const char *name, const gd_type *type)
{
    gd_node *node = new_node(graph, GD_OP_INPUT, 0, 1, 0);
    if (!node || !type_allowed(graph, type)) return no_edge;
    node->name = arena_copy(&graph->arena, name, strlen(name), &graph->error);
    if (!node->name) return no_edge;
    node->results[0] = *type;
    return enter(node);
}

gd_edge graph_constant(gd_graph *graph, gd_tensor *value)
{
    gd_node *node = new_node(graph, GD_OP_CONSTANT, 0, 1, 0);
    if (!node || !type_allowed(graph, &value->type)) return no_edge;
    node->value = gd_tensor_ref(value);
    node->results[0] = value->type;
    return enter(node);
}

static gd_tensor *new_scalar(gd_graph *graph, gd_dtype dtype)
{
    if (!graph_ok(graph)) return NULL;
    gd_type type = {.dtype = dtype};
    return gd_tensor_new(graph->arena.memory, &type, 1, &graph->error);
}

gd_edge graph_scalar(gd_graph *graph, gd_dtype dtype, double value)
{
    gd_tensor *tensor = new_scalar(graph, dtype);
    if (!tensor) return no_edge;
    gd_tensor_set(tensor, 0, value);
    gd_edge edge = graph_constant(graph, tensor);
    gd_tensor_free(tensor);
    return edge;
}

gd_edge graph_scalar_int(gd_graph *graph, gd_dtype dtype, int64_t value)
{
    gd_tensor *tensor = new_scalar(graph, dtype);
    if (!tensor) return no_edge;
    if (gd_dtype_kind(dtype) == GD_KIND_FLOAT) gd_tensor_set(tensor, 0, (double)value);
    else gd_tensor_set_int(tensor, 0, value);
    gd_edge edge = graph_constant(graph, tensor);
    gd_tensor_free(tensor);
    return edge;
}

gd_edge graph_call(gd_graph *graph, const gd_function *callee, const gd_edge *inputs, int n,
                   const char *grad_fn)
{
    for (int i = 0; i < n; i++)
        if (edge_none(inputs[i])) return no_edge;
    gd_node *node = new_node(graph, GD_OP_CALL, n, callee->n_results, 0);
    if (!node) return no_edge;
    if (n) memcpy(node->inputs, inputs, (size_t)n * sizeof *inputs);
    for (int i = 0; i < callee->n_results; i++) node->results[i] = *edge_type(callee->results[i]);
    node->callee = callee;
    node->grad_fn = grad_fn;
    return enter(node);
}

gd_function *graph_function(gd_graph *graph, const char *name)
{
    if (!graph_ok(graph)) return NULL;
    struct gd_body_list *entry = arena_alloc(&graph->arena, sizeof *entry, &graph->error);
    gd_graph *body = arena_alloc(&graph->arena, sizeof *body, &graph->error);
    char *copy = arena_copy(&graph->arena, name, strlen(name), &graph->error);
    if (!entry || !body || !copy) return NULL;
    graph_init(body, graph->arena.memory, graph->limits);
    body->context = graph->context;
    entry->function = (gd_function){.name = copy, .body = body};
    entry->next = graph->bodies;
    graph->bodies = entry;
    return &entry->function;
}

/* A parameter stands for its operand, whose output may not be the first; so edges are kept. */
static gd_edge translate(gd_edge edge, const gd_edge *copies)
{
    gd_edge copy = copies[edge.node->id];
    return edge.node->op == GD_OP_INPUT ? copy : (gd_edge){copy.node, edge.output};
}

/* One node of a body written again in `graph`, its operands looked up in `copies`. */
static gd_node *copy_node(gd_graph *graph, const gd_node *from, const gd_edge *copies)
{
    gd_node *node = new_node(graph, from->op, from->n_inputs, from->n_results, from->n_attributes);
    if (!node) return NULL;
    for (int i = 0; i < from->n_inputs; i++) node->inputs[i] = translate(from->inputs[i], copies);
    memcpy(node->results, from->results, (size_t)from->n_results * sizeof *from->results);
    if (from->n_attributes)
        memcpy(node->attributes, from->attributes,
               (size_t)from->n_attributes * sizeof *from->attributes);
    node->value = from->value ? gd_tensor_ref(from->value) : NULL;
    node->callee = from->callee;
    node->grad_fn = from->grad_fn;
    return enter(node).node;
}

bool graph_inline(const gd_node *call, gd_edge *results)
{
    gd_graph *graph = call->graph;
    const gd_function *callee = call->callee;
    gd_edge *copies = memory_alloc_array(graph->arena.memory, (size_t)callee->body->n_nodes,
                                         sizeof *copies, &graph->error);
    if (!copies) return false;
    for (int i = 0; i < callee->n_parameters; i++)
        copies[callee->parameters[i].node->id] = call->inputs[i];
    for (int i = 0; i < callee->body->n_nodes && graph_ok(graph); i++) {
        const gd_node *from = callee->body->nodes[i];
        if (from->op != GD_OP_INPUT) copies[i] = (gd_edge){copy_node(graph, from, copies), 0};
    }
    for (int i = 0; i < callee->n_results && graph_ok(graph); i++)
        results[i] = translate(callee->results[i], copies);
    memory_free(copies);
    return graph_ok(graph);
}

bool edge_is_constant(gd_edge edge, double value)
{
    if (edge_none(edge)) return false;
    while (edge.node->op == GD_OP_EXPAND) edge = edge.node->inputs[0];
    if (edge.node->op != GD_OP_CONSTANT || !edge.node->value->count) return false;
    for (int64_t i = 0; i < edge.node->value->count; i++)
        if (gd_tensor_get(edge.node->value, i) != value) return false;
    return true;
}

static bool check_node(const gd_graph *graph, int id, gd_error *err)
{
    const gd_node *node = graph->nodes[id];
    if (node->id != id || node->graph != graph)
        return gd_fail(err, GD_BAD_GRAPH, "node %d stands at place %d", node->id, id);
    for (int i = 0; i < node->n_inputs; i++) {
        const gd_node *from = node->inputs[i].node;
        if (!from || from->graph != graph || from->id >= id ||
            node->inputs[i].output >= from->n_results || node->inputs[i].output < 0)
            return gd_fail(err, GD_BAD_GRAPH, "node %d: operand %d is not an earlier node", id, i);
    }
    if (node->op <= GD_OP_CALL) return true;
    gd_type type;
    if (!types_infer(node, &type, err)) return false;
    if (type_equal(&type, &node->results[0])) return true;
    return gd_fail(err, GD_BAD_GRAPH, "node %d: its type is not what %s gives", id,
                   op_row(node->op)->name);
}

bool graph_check(const gd_graph *graph, gd_error *err)
{
    for (int id = 0; id < graph->n_nodes; id++)
        if (!check_node(graph, id, err)) return false;
    for (struct gd_body_list *body = graph->bodies; body; body = body->next)
        if (!graph_check(body->function.body, err)) return false;
    return true;
}
