#include "engine/exec/rebuild.h"

#include "engine/exec/draft.h"

#include <string.h>

/* A graph that is being copied: the one that was asked for, or the body of a call in it. Frames
 * form a stack of their own, so that calls nested deeply need no recursion. */
typedef struct frame {
    struct frame *caller;
    const gd_node *call; /* in the caller's graph; NULL for the outermost */
    gd_node *const *nodes;
    int32_t next, n_nodes;
    bool *needed;    /* by id */
    int32_t *first;  /* by id: the index in `copies` of its first result */
    gd_edge *copies; /* of all results; null until there is one */
} frame;

typedef struct builder {
    gd_graph *graph;
    gd_arena *arena;
    gd_share share;
    gd_plan_style style;
    frame *frame;                    /* the innermost */
    int64_t visited;                 /* nodes, those of bodies as often as they are called */
    gd_edge operands[GD_MAX_INPUTS]; /* of the node that is copied; not cleared */
} builder;

static gd_edge *slot_of(const frame *in, gd_edge edge)
{
    return &in->copies[in->first[edge.node->id] + edge.output];
}

/* What is given already needs nothing. */
static void need(frame *in, gd_edge edge)
{
    if (edge_none(*slot_of(in, edge))) in->needed[edge.node->id] = true;
}

/* Marks what `edges` need, the copies of what is given being there. */
static void mark_needed(frame *in, const gd_edge *edges, int n)
{
    for (int i = 0; i < n; i++) need(in, edges[i]);
    for (int32_t id = in->n_nodes - 1; id >= 0; id--) {
        const gd_node *node = in->nodes[id];
        for (int i = 0; in->needed[id] && i < node->n_inputs; i++) need(in, node->inputs[i]);
    }
}

/* Nodes after the last one that is asked for are not looked at: graphs grow while plans are made
 * of them. */
static int32_t end_of(const gd_edge *edges, int n)
{
    int32_t end = 0;
    for (int i = 0; i < n; i++)
        if (edges[i].node->id >= end) end = edges[i].node->id + 1;
    return end;
}

/* A new innermost frame for what `edges` need; nothing is given or needed yet. */
static frame *open_frame(builder *b, const gd_node *call, const gd_graph *graph,
                         const gd_edge *edges, int n)
{
    gd_error *err = &b->graph->error;
    frame *top = arena_alloc(b->arena, sizeof *top, err);
    if (!top) return NULL;
    *top = (frame){.caller = b->frame, .call = call, .nodes = graph->nodes};
    top->n_nodes = end_of(edges, n);
    top->needed = arena_alloc_array(b->arena, (size_t)top->n_nodes, sizeof *top->needed, err);
    top->first = arena_alloc_array(b->arena, (size_t)top->n_nodes, sizeof *top->first, err);
    if (!top->needed || !top->first) return NULL;
    int32_t results = 0;
    for (int32_t id = 0; id < top->n_nodes; id++) {
        top->first[id] = results;
        results += graph->nodes[id]->n_results;
    }
    top->copies = arena_alloc_array(b->arena, (size_t)results, sizeof *top->copies, err);
    return top->copies ? b->frame = top : NULL;
}

static void give(const frame *in, gd_edge of, gd_edge copy)
{
    if (of.node->id < in->n_nodes) *slot_of(in, of) = copy;
}

static bool open_call(builder *b, const gd_node *call)
{
    const gd_function *callee = call->callee;
    const frame *caller = b->frame;
    frame *body = open_frame(b, call, callee->body, callee->results, callee->n_results);
    if (!body) return false;
    for (int i = 0; i < callee->n_parameters; i++)
        give(body, callee->parameters[i], *slot_of(caller, call->inputs[i]));
    mark_needed(body, callee->results, callee->n_results);
    return true;
}

/* Hands the results of a finished body to the call, but for those that were given. */
static void close_call(builder *b)
{
    const frame *body = b->frame;
    const gd_function *callee = body->call->callee;
    b->frame = body->caller;
    for (int i = 0; i < callee->n_results; i++) {
        gd_edge *result = slot_of(b->frame, (gd_edge){(gd_node *)body->call, i});
        if (edge_none(*result)) *result = *slot_of(body, callee->results[i]);
    }
}

/* Simplifies and folds until nothing changes; then the node that is there or a new one. */
static gd_edge write_optimised(builder *b, gd_draft *draft)
{
    while (graph_ok(b->graph) && edge_none(draft->same))
        if (!draft_simplify(draft) && !draft_fold(draft))
            return share_node(&b->share, draft->op, draft->inputs, draft->n_inputs,
                              draft->attributes, draft->n_attributes);
    return draft->same;
}

/* The copy of a node that is neither input nor call. */
static gd_edge write_node(builder *b, const gd_node *node)
{
    bool plain = b->style == GD_PLAN_PLAIN;
    if (node->op == GD_OP_CONSTANT)
        return plain ? graph_constant(b->graph, node->value)
                     : share_constant(&b->share, node->value);
    for (int i = 0; i < node->n_inputs; i++) b->operands[i] = *slot_of(b->frame, node->inputs[i]);
    if (plain)
        return graph_add(b->graph, node->op, b->operands, node->n_inputs, node->attributes,
                         node->n_attributes);
    gd_draft draft = {.share = &b->share,
                      .op = node->op,
                      .type = node->results[0],
                      .n_inputs = node->n_inputs,
                      .n_attributes = node->n_attributes,
                      .inputs = b->operands};
    memcpy(draft.attributes, node->attributes,
           (size_t)node->n_attributes * sizeof *node->attributes);
    return write_optimised(b, &draft);
}

/* Checks what keeps the arrays of this file and of kernels from overflowing. */
static bool check_node(builder *b, const gd_node *node)
{
    if (++b->visited > b->graph->limits->graph_nodes)
        return gd_fail(&b->graph->error, GD_NODE_LIMIT, "the graph has more than %lld nodes",
                       (long long)b->graph->limits->graph_nodes);
    if (node->n_inputs <= GD_MAX_INPUTS && node->n_attributes <= DRAFT_ATTRIBUTES) return true;
    return gd_fail(&b->graph->error, GD_VALUE, "%s: more than %d operands", op_row(node->op)->name,
                   GD_MAX_INPUTS);
}

/* One node of the innermost frame. */
static bool copy_node(builder *b, const gd_node *node)
{
    frame *top = b->frame;
    if (!top->caller) b->graph->span = node->span; /* inside a call: that of the call */
    if (node->id % GRAPH_NODES_BETWEEN_CHECKS == 0 && !graph_may_go_on(b->graph)) return false;
    if (!check_node(b, node)) return gd_locate(&b->graph->error, b->graph->span);
    if (node->op == GD_OP_CALL) return open_call(b, node);
    if (node->op == GD_OP_INPUT)
        return gd_fail(&b->graph->error, GD_BAD_GRAPH, "input %s is not given", node->name);
    gd_edge copy = write_node(b, node);
    *slot_of(top, (gd_edge){(gd_node *)node, 0}) = copy;
    return !edge_none(copy);
}

static bool copy_all(builder *b)
{
    for (;;) {
        frame *top = b->frame;
        if (top->next == top->n_nodes) {
            if (!top->caller) return true;
            close_call(b);
        } else {
            const gd_node *node = top->nodes[top->next++];
            if (top->needed[node->id] && !copy_node(b, node)) return false;
        }
    }
}

static bool copy_inputs(builder *b, const gd_wish *wish)
{
    for (int i = 0; i < wish->n_inputs; i++) {
        const gd_node *node = wish->inputs[i].node;
        const char *name = node->name ? node->name : op_row(node->op)->name;
        gd_edge copy = graph_input(b->graph, name, edge_type(wish->inputs[i]));
        if (edge_none(copy)) return false;
        give(b->frame, wish->inputs[i], copy);
    }
    mark_needed(b->frame, wish->outputs, wish->n_outputs);
    return true;
}

bool rebuild(gd_graph *copy, gd_arena *arena, const gd_wish *wish, gd_edge *outputs)
{
    builder *b = memory_take(arena->memory, sizeof *b, &copy->error);
    if (!b) return false;
    b->graph = copy;
    b->arena = arena;
    b->style = wish->style;
    b->frame = NULL;
    b->visited = 0;
    share_init(&b->share, copy);
    /* Without outputs there is no graph to copy, but inputs may be there all the same. */
    const gd_graph none = {0}, *graph = wish->n_outputs ? wish->outputs[0].node->graph : &none;
    bool done = open_frame(b, NULL, graph, wish->outputs, wish->n_outputs) &&
                copy_inputs(b, wish) && copy_all(b);
    for (int i = 0; done && i < wish->n_outputs; i++)
        outputs[i] = *slot_of(b->frame, wish->outputs[i]);
    share_close(&b->share);
    memory_free(b);
    return done;
}
