/* In: edges of one graph. Out: the nodes they need, in the order in which they were written, and
 * the words that all printers use for them.
 *
 * Operands come before their users, so one loop from the last node down to the first finds what is
 * needed, and no stack grows with the depth of the graph. */
#include "engine/graph/listing.h"

#include <string.h>

static const gd_graph *graph_of(const gd_listing *listing)
{
    for (int i = 0; i < listing->n; i++)
        if (!edge_none(listing->edges[i])) return listing->edges[i].node->graph;
    return NULL;
}

/* Marks by id what the marked nodes need. */
static void mark_operands(const gd_graph *graph, bool *needed)
{
    for (int32_t id = graph->n_nodes - 1; id >= 0; id--) {
        const gd_node *node = graph->nodes[id];
        if (!needed[id]) continue;
        for (int32_t k = 0; k < node->n_inputs; k++) needed[node->inputs[k].node->id] = true;
    }
}

const gd_node **listing_nodes(const gd_listing *listing, gd_arena *arena, int *count, gd_error *err)
{
    const gd_graph *graph = graph_of(listing);
    size_t total = graph ? (size_t)graph->n_nodes : 0;
    bool *needed = arena_alloc_array(arena, total, sizeof *needed, err);
    const gd_node **nodes = arena_alloc_array(arena, total, sizeof *nodes, err);
    if (!needed || !nodes) return NULL;
    *count = 0;
    if (!graph) return nodes;
    for (int i = 0; i < listing->n; i++)
        if (!edge_none(listing->edges[i])) needed[listing->edges[i].node->id] = true;
    mark_operands(graph, needed);
    for (size_t id = 0; id < total; id++)
        if (needed[id]) nodes[(*count)++] = graph->nodes[id];
    return nodes;
}

const int32_t *listing_numbers(const gd_node *const *nodes, int count, gd_arena *arena,
                               gd_error *err)
{
    size_t total = count ? (size_t)nodes[0]->graph->n_nodes : 0;
    int32_t *numbers = arena_alloc_array(arena, total, sizeof *numbers, err);
    if (!numbers) return NULL;
    for (size_t id = 0; id < total; id++) numbers[id] = -1;
    for (int i = 0; i < count; i++) numbers[nodes[i]->id] = i;
    return numbers;
}

void listing_type(const gd_type *type, gd_buffer *out)
{
    buffer_add_text(out, gd_dtype_name(type->dtype));
    buffer_add_text(out, "[");
    for (int i = 0; i < type->shape.rank; i++)
        buffer_print(out, i ? ", %lld" : "%lld", (long long)type->shape.dims[i]);
    buffer_add_text(out, "]");
}

char *listing_element(const gd_tensor *tensor, int64_t i, char text[DECIMAL_ROOM + 1])
{
    gd_dtype dtype = tensor->type.dtype;
    size_t length;
    if (gd_dtype_kind(dtype) == GD_KIND_BOOL)
        return strcpy(text, gd_tensor_get_int(tensor, i) ? "true" : "false");
    if (gd_dtype_kind(dtype) == GD_KIND_INT)
        length = decimal_print_int(text, gd_tensor_get_int(tensor, i));
    else if (dtype == GD_FLOAT32)
        length = decimal_print_float(text, (float)gd_tensor_get(tensor, i));
    else length = decimal_print_double(text, gd_tensor_get(tensor, i));
    text[length] = 0;
    return text;
}

static bool run_is(const listing_run *run, const char *name)
{
    return (size_t)run->name_length == strlen(name) &&
           !memcmp(run->name, name, (size_t)run->name_length);
}

bool listing_run_is_dtype(const listing_run *run)
{
    return run_is(run, "dtype");
}

int listing_runs(gd_op op, int n_attributes, listing_run runs[LISTING_RUNS])
{
    int n = 0, singles = 0, start = 0;
    for (const char *at = op_row(op)->attributes; *at && n < LISTING_RUNS; n++) {
        size_t length = strcspn(at, ",");
        runs[n] = (listing_run){.name = at, .name_length = (int)length};
        runs[n].count = run_is(&runs[n], "axis") || run_is(&runs[n], "dtype");
        singles += runs[n].count;
        at += length + strspn(at + length, ", ");
    }
    for (int i = 0; i < n; i++) {
        if (!runs[i].count) runs[i].count = (n_attributes - singles) / (n - singles);
        runs[i].start = start;
        start += runs[i].count;
    }
    return n;
}

static void print_item(const listing_run *run, int64_t item, gd_buffer *out)
{
    if (listing_run_is_dtype(run)) buffer_add_text(out, gd_dtype_name((gd_dtype)item));
    else buffer_print(out, "%lld", (long long)item);
}

void listing_attributes(const gd_node *node, gd_buffer *out)
{
    listing_run runs[LISTING_RUNS];
    int n = listing_runs(node->op, node->n_attributes, runs);
    for (int i = 0; i < n; i++) {
        buffer_print(out, "%s%.*s=[", i ? " " : "", runs[i].name_length, runs[i].name);
        for (int k = 0; k < runs[i].count; k++) {
            if (k) buffer_add_text(out, ", ");
            print_item(&runs[i], node->attributes[runs[i].start + k], out);
        }
        buffer_add_text(out, "]");
    }
}

void listing_title(const gd_node *node, gd_buffer *out)
{
    char text[DECIMAL_ROOM + 1];
    if (node->op == GD_OP_CONSTANT && node->value->type.shape.rank == 0)
        buffer_add_text(out, listing_element(node->value, 0, text));
    else if (node->op == GD_OP_INPUT && node->name) buffer_add_text(out, node->name);
    else buffer_add_text(out, node->op == GD_OP_CALL ? node->callee->name : op_row(node->op)->name);
}
