/* The graph of a value that a program computed: the nodes of the tape that it comes from. Tensors
 * that require no gradient are not on the tape, so they are not in the graph. */
#include "engine/session.h"

#include "engine/lang/tape.h"

#include <stdio.h>
#include <string.h>

typedef struct picture {
    gd_trace *trace;
    gd_arena *arena;
    gd_error *err;
    gd_tape_node **nodes;
    int64_t n;
} picture;

static gd_value int_value(const char *name, int64_t value)
{
    return (gd_value){.kind = GD_VALUE_INT, .name = name, .integer = value};
}

static gd_value bool_value(const char *name, bool value)
{
    return (gd_value){.kind = GD_VALUE_BOOL, .name = name, .integer = value};
}

/* None for no text. */
static gd_value text_value(const picture *g, const char *name, const char *text)
{
    if (!text) return (gd_value){.name = name};
    size_t length = strlen(text);
    return (gd_value){.kind = GD_VALUE_TEXT,
                      .name = name,
                      .text = arena_copy(g->arena, text, length, g->err),
                      .length = length};
}

static gd_value *values(const picture *g, int64_t n)
{
    return arena_alloc_array(g->arena, (size_t)n, sizeof(gd_value), g->err);
}

static gd_value list_value(gd_value_kind kind, const char *name, const gd_value *items, int64_t n)
{
    return (gd_value){.kind = kind, .name = name, .items = items, .n_items = items ? (int)n : 0};
}

static gd_value edge_value(const picture *g, const char *name, gd_tape_edge edge)
{
    gd_value *items = values(g, 2);
    if (items) {
        items[0] = int_value(NULL, edge.node->walk.waiting);
        items[1] = int_value(NULL, edge.output);
    }
    return list_value(GD_VALUE_SEQUENCE, name, items, 2);
}

static gd_value inputs_value(const picture *g, const gd_tape_node *node)
{
    int64_t n = 0;
    gd_value *items = values(g, node->n_edges);
    for (int i = 0; items && i < node->n_edges; i++)
        if (node->edges[i].node) items[n++] = edge_value(g, NULL, node->edges[i]);
    return list_value(GD_VALUE_SEQUENCE, "inputs", items, n);
}

static gd_value type_value(const picture *g, const gd_type *type)
{
    gd_value *items = values(g, 2), *sizes = values(g, type->shape.rank);
    for (int i = 0; sizes && i < type->shape.rank; i++)
        sizes[i] = int_value(NULL, type->shape.dims[i]);
    if (items) {
        items[0] = list_value(GD_VALUE_SEQUENCE, "shape", sizes, type->shape.rank);
        items[1] = text_value(g, "dtype", gd_dtype_name(type->dtype));
    }
    return list_value(GD_VALUE_MAP, NULL, items, 2);
}

static gd_value results_value(const picture *g, const gd_tape_node *node)
{
    gd_value *items = values(g, node->n_outputs);
    for (int i = 0; items && i < node->n_outputs; i++) items[i] = type_value(g, &node->outputs[i]);
    return list_value(GD_VALUE_SEQUENCE, "results", items, node->n_outputs);
}

static gd_value span_value(const picture *g, gd_span span)
{
    gd_value *items = span.line ? values(g, 4) : NULL;
    if (!items) return (gd_value){.name = "span"};
    items[0] = int_value("line", span.line);
    items[1] = int_value("column", span.column);
    items[2] = int_value("end_line", span.end_line);
    items[3] = int_value("end_column", span.end_column);
    return list_value(GD_VALUE_MAP, "span", items, 4);
}

/* "mul" of "MulBackward0". */
static gd_value op_value(const picture *g, const gd_tape_node *node)
{
    char text[OP_GRAD_FN];
    snprintf(text, sizeof text, "%s", node->name);
    char *end = strstr(text, "Backward");
    if (end) *end = 0;
    if (text[0] >= 'A' && text[0] <= 'Z') text[0] = (char)(text[0] - 'A' + 'a');
    return text_value(g, "op", text);
}

static gd_value node_value(const picture *g, const gd_tape_node *node)
{
    gd_value *items = values(g, 10);
    if (!items) return (gd_value){0};
    bool leaf = node->rule == &tape_accumulate;
    const char *name = leaf ? trace_name_of(g->trace, node->subject) : NULL;
    items[0] = int_value("id", node->walk.waiting);
    items[1] = leaf ? text_value(g, "op", "input") : op_value(g, node);
    items[2] = text_value(g, "name", name);
    items[3] = text_value(g, "grad_fn", leaf ? NULL : node->name);
    items[4] = inputs_value(g, node);
    items[5] = results_value(g, node);
    items[6] = bool_value("requires_grad", true);
    items[7] = bool_value("is_leaf", leaf);
    items[8] = span_value(g, leaf ? (gd_span){0} : node->span);
    items[9] = (gd_value){.name = "derivative_of"};
    return list_value(GD_VALUE_MAP, NULL, items, 10);
}

/* The value is named "out"; one that is not on the tape has no node. */
static gd_value outputs_value(const picture *g, const gd_object *tensor)
{
    gd_tape_edge edge;
    gd_value *items = values(g, 1);
    bool on_tape = items && tape_edge(g->trace, tensor, &edge) && edge.node;
    if (on_tape) items[0] = edge_value(g, "out", edge);
    return list_value(GD_VALUE_MAP, "outputs", items, on_tape);
}

const gd_value *session_graph(gd_trace *trace, const gd_object *tensor, gd_arena *arena,
                              gd_error *err)
{
    picture g = {.trace = trace, .arena = arena, .err = err};
    g.nodes = tape_list(trace, tensor, &g.n);
    gd_value *root = g.nodes ? values(&g, 1) : NULL, *parts = root ? values(&g, 2) : NULL;
    gd_value *nodes = parts ? values(&g, g.n) : NULL;
    if (!nodes) return NULL;
    for (int64_t i = 0; i < g.n; i++) g.nodes[i]->walk.waiting = (int32_t)i;
    for (int64_t i = 0; i < g.n; i++) nodes[i] = node_value(&g, g.nodes[i]);
    parts[0] = list_value(GD_VALUE_SEQUENCE, "nodes", nodes, g.n);
    parts[1] = outputs_value(&g, tensor);
    *root = list_value(GD_VALUE_MAP, NULL, parts, 2);
    return err && err->code ? NULL : root;
}
