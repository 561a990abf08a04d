/* The graph of a value that a program computed: the nodes of the tape that it comes from. Tensors
 * that require no gradient are not on the tape, so they are not in the graph. */
#include "engine/session.h"

#include "engine/lang/tape.h"
#include "engine/values.h"

#include <stdio.h>
#include <string.h>

typedef struct picture {
    gd_trace *trace;
    gd_values in;
    gd_tape_node **nodes;
    int64_t n;
} picture;

static gd_value edge_value(const picture *g, const char *name, gd_tape_edge edge)
{
    return value_edge(&g->in, name, edge.node->walk.waiting, edge.output);
}

static gd_value inputs_value(const picture *g, const gd_tape_node *node)
{
    int64_t n = 0;
    gd_value *items = values_new(&g->in, node->n_edges);
    for (int i = 0; items && i < node->n_edges; i++)
        if (node->edges[i].node) items[n++] = edge_value(g, NULL, node->edges[i]);
    return value_list(GD_VALUE_SEQUENCE, "inputs", items, n);
}

static gd_value results_value(const picture *g, const gd_tape_node *node)
{
    gd_value *items = values_new(&g->in, node->n_outputs);
    for (int i = 0; items && i < node->n_outputs; i++)
        items[i] = value_type(&g->in, &node->outputs[i]);
    return value_list(GD_VALUE_SEQUENCE, "results", items, node->n_outputs);
}

/* "mul" of "MulBackward0". */
static gd_value op_value(const picture *g, const gd_tape_node *node)
{
    char text[OP_GRAD_FN];
    snprintf(text, sizeof text, "%s", node->name);
    char *end = strstr(text, "Backward");
    if (end) *end = 0;
    if (text[0] >= 'A' && text[0] <= 'Z') text[0] = (char)(text[0] - 'A' + 'a');
    return value_text(&g->in, "op", text);
}

static gd_value node_value(const picture *g, const gd_tape_node *node)
{
    gd_value *items = values_new(&g->in, 10);
    if (!items) return (gd_value){0};
    bool leaf = node->rule == &tape_accumulate;
    const char *name = leaf ? trace_name_of(g->trace, node->subject) : NULL;
    items[0] = value_int("id", node->walk.waiting);
    items[1] = leaf ? value_text(&g->in, "op", "input") : op_value(g, node);
    items[2] = value_text(&g->in, "name", name);
    items[3] = value_text(&g->in, "grad_fn", leaf ? NULL : node->name);
    items[4] = inputs_value(g, node);
    items[5] = results_value(g, node);
    items[6] = value_bool("requires_grad", true);
    items[7] = value_bool("is_leaf", leaf);
    items[8] = value_span(&g->in, leaf ? (gd_span){0} : node->span);
    items[9] = (gd_value){.name = "derivative_of"};
    return value_list(GD_VALUE_MAP, NULL, items, 10);
}

/* The value is named "out"; one that is not on the tape has no node. */
static gd_value outputs_value(const picture *g, const gd_object *tensor)
{
    gd_tape_edge edge;
    gd_value *items = values_new(&g->in, 1);
    bool on_tape = items && tape_edge(g->trace, tensor, &edge) && edge.node;
    if (on_tape) items[0] = edge_value(g, "out", edge);
    return value_list(GD_VALUE_MAP, "outputs", items, on_tape);
}

const gd_value *session_graph(gd_trace *trace, const gd_object *tensor, gd_arena *arena,
                              gd_error *err)
{
    picture g = {.trace = trace, .in = {arena, err}};
    g.nodes = tape_list(trace, tensor, &g.n);
    gd_value *root = g.nodes ? values_new(&g.in, 1) : NULL,
             *parts = root ? values_new(&g.in, 2) : NULL;
    gd_value *nodes = parts ? values_new(&g.in, g.n) : NULL;
    if (!nodes) return NULL;
    for (int64_t i = 0; i < g.n; i++) g.nodes[i]->walk.waiting = (int32_t)i;
    for (int64_t i = 0; i < g.n; i++) nodes[i] = node_value(&g, g.nodes[i]);
    parts[0] = value_list(GD_VALUE_SEQUENCE, "nodes", nodes, g.n);
    parts[1] = outputs_value(&g, tensor);
    *root = value_list(GD_VALUE_MAP, NULL, parts, 2);
    return err && err->code ? NULL : root;
}
