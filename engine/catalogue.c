#include "engine/catalogue.h"

#include "engine/derive/rules.h"
#include "engine/derive/vocabulary.h"
#include "engine/graph/print.h"

#include <string.h>

static gd_value text_value(const char *name, const char *text, size_t length)
{
    if (!text) return (gd_value){.name = name};
    return (gd_value){.kind = GD_VALUE_TEXT, .name = name, .text = text, .length = length};
}

/* A partial derivative as one formula: nothing where the rule says that nothing flows. */
static gd_edge whole_partial(gd_factor partial)
{
    if (edge_none(partial.where)) return partial.factor;
    return WHERE(partial.where, partial.factor, CONSTANT_LIKE(partial.factor, 0));
}

/* The partial derivatives of a pointwise row in LaTeX, as the rules write them. */
static void print_derivatives(gd_graph *graph, gd_op op, gd_buffer *out)
{
    static const char *const names[] = {"x", "y", "z"};
    const gd_op_row *row = op_row(op);
    gd_edge in[3];
    for (int i = 0; i < row->operands; i++) {
        bool condition = row->class == GD_CLASS_SELECT && i == 0;
        in[i] = graph_input(graph, names[i], &(gd_type){.dtype = condition ? GD_BOOL : GD_FLOAT64});
    }
    gd_edge r = graph_add(graph, op, in, row->operands, NULL, 0);
    for (int i = 0; i < row->operands && graph_ok(graph); i++) {
        gd_edge partial = whole_partial(rule_partial(r.node, i));
        if (edge_none(partial)) continue;
        buffer_add_text(out, out->length ? ",\\quad " : "");
        buffer_print(out, "\\frac{\\partial}{\\partial %s} = ", names[i]);
        print_latex(partial, out);
    }
}

static bool has_derivative(gd_op op)
{
    gd_op_class class = op_row(op)->class;
    bool pointwise =
        class == GD_CLASS_UNARY || class == GD_CLASS_BINARY || class == GD_CLASS_SELECT;
    return pointwise && op_takes(op, GD_FLOAT64);
}

static gd_value derivative_value(gd_op op, const gd_limits *limits, gd_arena *arena, gd_error *err)
{
    gd_value value = {.name = "derivative"};
    if (op == GD_OP_CALL || !has_derivative(op)) return value;
    gd_graph graph;
    gd_buffer text;
    graph_init(&graph, arena->memory, limits);
    buffer_init(&text, arena->memory, 4096);
    print_derivatives(&graph, op, &text);
    if (graph.error.code || text.error.code)
        gd_fail(err, GD_INTERNAL, "the derivative of %s cannot be shown", op_row(op)->name);
    else if (text.length)
        value =
            text_value("derivative", arena_copy(arena, text.data, text.length, err), text.length);
    buffer_close(&text);
    graph_close(&graph);
    return value;
}

/* The part of a row's text that says what holds at a kink. */
static const char *convention_of(const char *text)
{
    const char *at = text ? strstr(text, ". At ") : NULL;
    return at ? at + 2 : NULL;
}

static bool describe(const gd_entry *entry, const gd_limits *limits, gd_arena *arena, gd_value *out,
                     gd_error *err)
{
    gd_value *items = arena_alloc_array(arena, 5, sizeof *items, err);
    if (!items) return false;
    const char *convention = convention_of(entry->text);
    items[0] = text_value("name", entry->name, strlen(entry->name));
    items[1] = text_value("signature", entry->signature, strlen(entry->signature));
    items[2] = text_value("documentation", entry->text, entry->text ? strlen(entry->text) : 0);
    items[3] = derivative_value(entry->op, limits, arena, err);
    items[4] = text_value("convention", convention, convention ? strlen(convention) : 0);
    *out = (gd_value){.kind = GD_VALUE_MAP, .items = items, .n_items = 5};
    return true;
}

const gd_value *catalogue_make(const gd_library *library, const gd_limits *limits, gd_arena *arena,
                               gd_error *err)
{
    gd_error unread = {0}, *error = err ? err : &unread;
    int n;
    const gd_entry *entries = library_entries(library, &n, error);
    if (!entries) return NULL;
    gd_value *root = arena_alloc(arena, sizeof *root, error);
    gd_value *items = arena_alloc_array(arena, (size_t)n, sizeof *items, error);
    if (!root || !items) return NULL;
    for (int i = 0; i < n; i++)
        if (!describe(&entries[i], limits, arena, &items[i], error)) return NULL;
    *root = (gd_value){.kind = GD_VALUE_SEQUENCE, .items = items, .n_items = n};
    return error->code ? NULL : root;
}
