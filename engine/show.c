/* The graph of an answer: as values (nodes and outputs) or as one of the text forms. */
#include "engine/graph/listing.h"
#include "engine/graph/print.h"
#include "engine/prepare.h"
#include "engine/values.h"

#include <string.h>

/* What is shown, numbered; of the traced graph or, on the primitive level, of its flat copy. */
typedef struct picture {
    preparation *p;
    gd_values in;
    gd_listing listing;
    int n_outputs; /* of listing.n; the rest are gradients */
    const gd_node **nodes;
    const int32_t *numbers;
    bool *requires_grad; /* by number */
    int n_nodes;
} picture;

static gd_value edge_value(const picture *g, const char *name, gd_edge edge)
{
    return value_edge(&g->in, name, g->numbers[edge.node->id], edge.output);
}

static gd_value inputs_value(const picture *g, const gd_node *node)
{
    gd_value *items = values_new(&g->in, node->n_inputs);
    for (int i = 0; items && i < node->n_inputs; i++)
        items[i] = edge_value(g, NULL, node->inputs[i]);
    return value_list(GD_VALUE_SEQUENCE, "inputs", items, node->n_inputs);
}

static gd_value results_value(const gd_values *in, const gd_node *node)
{
    gd_value *items = values_new(in, node->n_results);
    for (int i = 0; items && i < node->n_results; i++) items[i] = value_type(in, &node->results[i]);
    return value_list(GD_VALUE_SEQUENCE, "results", items, node->n_results);
}

static gd_value origin_value(const picture *g, const gd_node *node)
{
    int32_t number = node->derivative_of ? g->numbers[node->derivative_of->id] : -1;
    return number < 0 ? (gd_value){.name = "derivative_of"} : value_int("derivative_of", number);
}

/* PyTorch's name for the backward node, for results that a program could call backward() on. */
static gd_value grad_fn_value(const picture *g, const gd_node *node, int number)
{
    char text[OP_GRAD_FN];
    const char *name = node->op == GD_OP_CALL ? node->callee->name : op_row(node->op)->name;
    bool has = g->requires_grad[number] && node->op != GD_OP_INPUT && !node->derivative_of;
    if (!has) return (gd_value){.name = "grad_fn"};
    return value_text(&g->in, "grad_fn", node->grad_fn ? node->grad_fn : op_grad_fn(name, text));
}

/* The name that the program gave; a constant of one element shows its value. */
static gd_value name_value(const gd_values *in, const gd_node *node)
{
    if (node->name || node->op != GD_OP_CONSTANT || node->value->count != 1)
        return value_text(in, "name", node->name);
    char text[DECIMAL_ROOM + 1];
    return value_text(in, "name", listing_element(node->value, 0, text));
}

static gd_value node_value(const picture *g, int number)
{
    const gd_node *node = g->nodes[number];
    gd_value *items = values_new(&g->in, 10);
    if (!items) return (gd_value){0};
    const char *op = node->op == GD_OP_CALL ? node->callee->name : op_row(node->op)->name;
    bool leaf = !g->requires_grad[number] || node->op == GD_OP_INPUT;
    items[0] = value_int("id", number);
    items[1] = value_text(&g->in, "op", op);
    items[2] = name_value(&g->in, node);
    items[3] = grad_fn_value(g, node, number);
    items[4] = inputs_value(g, node);
    items[5] = results_value(&g->in, node);
    items[6] = value_bool("requires_grad", g->requires_grad[number]);
    items[7] = value_bool("is_leaf", leaf);
    items[8] = value_span(&g->in, node->span);
    items[9] = origin_value(g, node);
    return value_list(GD_VALUE_MAP, NULL, items, 10);
}

/* A result requires a gradient if it is floating and comes from a floating input; what
 * differentiates does not, because the answer's gradients are plain values. */
static bool requires_grad(const picture *g, const gd_node *node)
{
    if (gd_dtype_kind(node->results[0].dtype) != GD_KIND_FLOAT || node->derivative_of) return false;
    if (node->op == GD_OP_INPUT) return true;
    if (op_row(node->op)->class == GD_CLASS_OPAQUE) return false;
    for (int i = 0; i < node->n_inputs; i++)
        if (g->requires_grad[g->numbers[node->inputs[i].node->id]]) return true;
    return false;
}

static bool number_nodes(picture *g)
{
    preparation *p = g->p;
    gd_arena *arena = &p->trees;
    g->nodes = listing_nodes(&g->listing, arena, &g->n_nodes, p->err);
    if (g->nodes) g->numbers = listing_numbers(g->nodes, g->n_nodes, arena, p->err);
    g->requires_grad = arena_alloc_array(arena, (size_t)g->n_nodes, sizeof(bool), p->err);
    if (!g->numbers || !g->requires_grad) return false;
    for (int i = 0; i < g->n_nodes; i++) g->requires_grad[i] = requires_grad(g, g->nodes[i]);
    return true;
}

/* A MAP of edges from `first` to `end` of the listing, those that are not null. */
static gd_value edges_value(const picture *g, const char *name, int first, int end)
{
    gd_value *items = values_new(&g->in, end - first);
    int n = 0;
    for (int i = first; items && i < end; i++)
        if (!edge_none(g->listing.edges[i]))
            items[n++] =
                edge_value(g, preparation_text(g->p, g->listing.names[i]), g->listing.edges[i]);
    return value_list(GD_VALUE_MAP, name, items, n);
}

static bool show_values(picture *g, gd_value *out)
{
    preparation *p = g->p;
    if (!number_nodes(g)) return false;
    gd_value *nodes = values_new(&g->in, g->n_nodes), *items = values_new(&g->in, 3);
    if (!nodes || !items) return false;
    for (int i = 0; i < g->n_nodes; i++) nodes[i] = node_value(g, i);
    bool backward = g->listing.n > g->n_outputs;
    items[0] = value_list(GD_VALUE_SEQUENCE, "nodes", nodes, g->n_nodes);
    items[1] = edges_value(g, "outputs", 0, g->n_outputs);
    items[2] = edges_value(g, "gradients", g->n_outputs, g->listing.n);
    *out = value_list(GD_VALUE_MAP, out->name, items, backward ? 3 : 2);
    return !p->err->code;
}

static bool show_text(picture *g, gd_value *out)
{
    static void (*const printers[])(const gd_listing *, gd_buffer *) = {
        [GD_GRAPH_TEXT] = print_text,
        [GD_GRAPH_DOT] = print_dot,
        [GD_GRAPH_MERMAID] = print_mermaid,
    };
    gd_buffer text;
    buffer_init(&text, &g->p->evaluation->memory, (size_t)g->p->context->limits->reply_bytes);
    printers[g->p->question->graph](&g->listing, &text);
    if (text.error.code) *g->p->err = text.error;
    out->kind = GD_VALUE_TEXT;
    out->length = text.length;
    out->text =
        arena_copy(&g->p->evaluation->arena, text.data ? text.data : "", text.length, g->p->err);
    buffer_close(&text);
    return out->text && !g->p->err->code;
}

static bool show(picture *g, gd_value *out)
{
    return (g->p->question->graph == GD_GRAPH_VALUE ? show_values : show_text)(g, out);
}

static bool show_flat(picture *g, gd_value *out)
{
    preparation *p = g->p;
    gd_graph flat;
    graph_init(&flat, p->context->memory, p->context->limits);
    flat.context = p->context;
    gd_edge *edges = arena_alloc_array(&p->trees, (size_t)g->listing.n, sizeof *edges, p->err);
    bool done = edges && graph_flatten(&flat, &p->graph, g->listing.edges, g->listing.n, edges);
    if (edges && !done) *p->err = flat.error;
    g->listing.edges = edges;
    done = done && show(g, out);
    graph_close(&flat);
    return done;
}

bool prepare_graph(preparation *p, const char *const *names, const gd_edge *outputs, int n,
                   gd_value *out)
{
    int more = p->question->graph_backward ? p->n_gradients : 0;
    size_t total = (size_t)(n + more);
    gd_edge *edges = arena_alloc_array(&p->trees, total, sizeof *edges, p->err);
    const char **labels = arena_alloc_array(&p->trees, total, sizeof *labels, p->err);
    if (!edges || !labels) return false;
    for (int i = 0; i < n + more; i++) {
        edges[i] = i < n ? outputs[i] : p->gradients[i - n];
        labels[i] = i < n ? names[i] : p->gradient_names[i - n];
    }
    picture g = {.p = p,
                 .in = {&p->evaluation->arena, p->err},
                 .listing = {edges, labels, n + more},
                 .n_outputs = n};
    bool flat = p->question->graph_level == GD_GRAPH_PRIMITIVE;
    return (flat ? show_flat : show)(&g, out);
}
