/* In: a listing. Out: its text form, which parse.c reads back and whose grammar stands there.
 *
 * A called function is written once, after its first call, and known by its number from then on:
 * functions that call one another twice twenty levels deep make a short text. Bodies wait on a
 * list of frames, so nothing here recurses. What is not of the graph's meaning, spans and
 * derivative_of, is not written. */
#include "engine/graph/listing.h"

#include <string.h>

/* Numbers of the functions written so far: open addressing by pointer, at most half full. */
typedef struct function_table {
    const gd_function **keys;
    int32_t *numbers;
    size_t slots; /* 0 or a power of two */
    int32_t count;
} function_table;

/* The graph or body being written. */
typedef struct frame {
    struct frame *outer;
    gd_listing returned;
    const gd_node **nodes;
    const int32_t *numbers;
    int count, next, depth;
} frame;

typedef struct printer {
    gd_arena arena;
    gd_buffer *out;
    function_table functions;
    frame *frame;
} printer;

static size_t slot_of(const function_table *table, const gd_function *function)
{
    size_t mask = table->slots - 1;
    size_t slot = (uint64_t)(uintptr_t)function * UINT64_C(0x9E3779B97F4A7C15) >> 32 & mask;
    while (table->keys[slot] && table->keys[slot] != function) slot = (slot + 1) & mask;
    return slot;
}

static bool table_grow(function_table *table, gd_arena *arena, gd_error *err)
{
    function_table grown = {.slots = table->slots ? 2 * table->slots : 16, .count = table->count};
    grown.keys = arena_alloc_array(arena, grown.slots, sizeof *grown.keys, err);
    grown.numbers = arena_alloc_array(arena, grown.slots, sizeof *grown.numbers, err);
    if (!grown.keys || !grown.numbers) return false;
    for (size_t i = 0; i < table->slots; i++) {
        if (!table->keys[i]) continue;
        size_t slot = slot_of(&grown, table->keys[i]);
        grown.keys[slot] = table->keys[i];
        grown.numbers[slot] = table->numbers[i];
    }
    *table = grown;
    return true;
}

/* The number of a function, a new one if it has none; *is_new says which. -1 without memory. */
static int32_t function_number(printer *p, const gd_function *function, bool *is_new)
{
    function_table *table = &p->functions;
    if ((size_t)table->count * 2 >= table->slots && !table_grow(table, &p->arena, &p->out->error))
        return -1;
    size_t slot = slot_of(table, function);
    *is_new = !table->keys[slot];
    if (*is_new) {
        table->keys[slot] = function;
        table->numbers[slot] = table->count++;
    }
    return table->numbers[slot];
}

/* In quotes; quotes and backslashes after a backslash, control characters as \x and two digits. */
static void print_quoted(const char *text, gd_buffer *out)
{
    buffer_add_text(out, "\"");
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < ' ' || c == 127) buffer_print(out, "\\x%02x", c);
        else buffer_print(out, c == '"' || c == '\\' ? "\\%c" : "%c", c);
    }
    buffer_add_text(out, "\"");
}

static void print_edge(const frame *f, gd_edge edge, gd_buffer *out)
{
    buffer_print(out, "%%%d", f->numbers[edge.node->id]);
    if (edge.output) buffer_print(out, ".%d", edge.output);
}

static void print_elements(const gd_tensor *value, gd_buffer *out)
{
    char text[DECIMAL_ROOM + 1];
    bool list = value->type.shape.rank > 0;
    buffer_add_text(out, list ? " [" : " ");
    for (int64_t i = 0; i < value->count && !out->error.code; i++) {
        if (i) buffer_add_text(out, ", ");
        buffer_add_text(out, listing_element(value, i, text));
    }
    if (list) buffer_add_text(out, "]");
}

static void print_types(const gd_node *node, gd_buffer *out)
{
    for (int32_t i = 0; i < node->n_results; i++) {
        buffer_add_text(out, i ? ", " : " : ");
        listing_type(&node->results[i], out);
    }
}

static void print_labels(const gd_node *node, gd_buffer *out)
{
    if (node->name && node->op != GD_OP_INPUT) {
        buffer_add_text(out, " name=");
        print_quoted(node->name, out);
    }
    if (node->grad_fn) {
        buffer_add_text(out, " grad_fn=");
        print_quoted(node->grad_fn, out);
    }
}

/* Whether a body must follow. */
static bool print_callee(printer *p, const gd_node *node)
{
    bool is_new = false;
    int32_t number = function_number(p, node->callee, &is_new);
    buffer_add_text(p->out, " ");
    print_quoted(node->callee->name, p->out);
    buffer_print(p->out, "#%d", number);
    return is_new;
}

static void print_indent(const frame *f, gd_buffer *out)
{
    for (int i = 0; i < f->depth && !out->error.code; i++) buffer_add_text(out, "    ");
}

static bool print_node(printer *p, const gd_node *node)
{
    gd_buffer *out = p->out;
    bool body = false;
    print_indent(p->frame, out);
    print_edge(p->frame, (gd_edge){(gd_node *)node, 0}, out);
    buffer_print(out, " = %s", op_row(node->op)->name);
    if (node->op == GD_OP_INPUT) {
        buffer_add_text(out, " ");
        print_quoted(node->name ? node->name : "", out);
    }
    if (node->op == GD_OP_CONSTANT) print_elements(node->value, out);
    if (node->op == GD_OP_CALL) body = print_callee(p, node);
    for (int32_t i = 0; i < node->n_inputs; i++) {
        buffer_add_text(out, " ");
        print_edge(p->frame, node->inputs[i], out);
    }
    if (op_row(node->op)->attributes[0]) buffer_add_text(out, " ");
    listing_attributes(node, out);
    print_types(node, out);
    print_labels(node, out);
    buffer_add_text(out, "\n");
    return body;
}

static void print_return(const frame *f, gd_buffer *out)
{
    const gd_listing *listing = &f->returned;
    const char *before = " ";
    print_indent(f, out);
    buffer_add_text(out, "return");
    for (int i = 0; i < listing->n; i++) {
        if (edge_none(listing->edges[i])) continue;
        buffer_add_text(out, before);
        before = ", ";
        if (listing->names && listing->names[i]) {
            print_quoted(listing->names[i], out);
            buffer_add_text(out, "=");
        }
        print_edge(f, listing->edges[i], out);
    }
    buffer_add_text(out, "\n");
}

/* A frame for the nodes that `needed` needs, which returns what `returned` names. */
static void push(printer *p, const gd_listing *needed, gd_listing returned)
{
    frame *f = arena_alloc(&p->arena, sizeof *f, &p->out->error);
    if (!f) return;
    *f = (frame){.outer = p->frame, .returned = returned};
    f->depth = p->frame ? p->frame->depth + 1 : 0;
    f->nodes = listing_nodes(needed, &p->arena, &f->count, &p->out->error);
    if (!f->nodes) return;
    f->numbers = listing_numbers(f->nodes, f->count, &p->arena, &p->out->error);
    p->frame = f;
}

/* A body shows all its parameters, also those that no result needs. */
static void push_body(printer *p, const gd_function *function)
{
    int n = function->n_parameters + function->n_results;
    gd_edge *edges = arena_alloc_array(&p->arena, (size_t)n, sizeof *edges, &p->out->error);
    if (!edges) return;
    for (int i = 0; i < n; i++)
        edges[i] = i < function->n_parameters ? function->parameters[i]
                                              : function->results[i - function->n_parameters];
    push(p, &(gd_listing){edges, NULL, n},
         (gd_listing){function->results, NULL, function->n_results});
}

void print_text(const gd_listing *listing, gd_buffer *out)
{
    printer p = {.out = out};
    arena_init(&p.arena, out->memory);
    push(&p, listing, *listing);
    while (p.frame && !out->error.code) {
        frame *f = p.frame;
        if (f->next == f->count) {
            print_return(f, out);
            p.frame = f->outer;
            continue;
        }
        const gd_node *node = f->nodes[f->next++];
        if (print_node(&p, node)) push_body(&p, node->callee);
    }
    arena_close(&p.arena);
}
