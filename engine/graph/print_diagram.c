/* In: a listing. Out: a diagram for Graphviz or Mermaid: a box for each input, plain text (in
 * Mermaid a hexagon) for each constant, an ellipse for each operator, dashed when it belongs to a
 * derivative, a double box for each named output, an arrow for each use of a value.
 *
 * Both languages take any character of a label by its number, "&#34;" or "#34;": all that is
 * neither a letter, a digit, harmless nor part of a UTF-8 sequence is written so, and no name can
 * end its label or mean something in it. (Graphviz looks for backslashes after that, so it has its
 * own way for them.) */
#include "engine/graph/listing.h"

#include <ctype.h>
#include <string.h>

/* How one language says things. Brackets stand around a label. */
typedef struct dialect {
    const char *head, *foot, *escape, *backslash, *newline, *arrow, *end;
    const char *input[2], *constant[2], *op[2], *derived[2], *output[2];
} dialect;

/* clang-format off */
static const dialect dot = {
    .head = "digraph gradd {\n    graph [ordering=in];\n", .foot = "}\n",
    .escape = "&#", .backslash = "\\\\", .newline = "\\n", .arrow = " -> ", .end = ";\n",
    .input    = {" [shape=box, label=\"",                   "\"]"},
    .constant = {" [shape=plaintext, label=\"",             "\"]"},
    .op       = {" [shape=ellipse, label=\"",               "\"]"},
    .derived  = {" [shape=ellipse, style=dashed, label=\"", "\"]"},
    .output   = {" [shape=box, peripheries=2, label=\"",    "\"]"},
};

static const dialect mermaid = {
    .head = "flowchart TD\n    classDef derived stroke-dasharray:4\n", .foot = "",
    .escape = "#", .backslash = "#92;", .newline = "<br/>", .arrow = " --> ", .end = "\n",
    .input    = {"[\"",   "\"]"},
    .constant = {"{{\"",  "\"}}"},
    .op       = {"([\"",  "\"])"},
    .derived  = {"([\"",  "\"]):::derived"},
    .output   = {"[[\"",  "\"]]"},
};
/* clang-format on */

static void print_escaped(const dialect *d, const char *text, size_t length, gd_buffer *out)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 128 || isalnum(c) || strchr(" _.,+-()[]", c)) buffer_add(out, text + i, 1);
        else if (c == '\\') buffer_add_text(out, d->backslash);
        else if (c < ' ' || c == 127) buffer_add_text(out, "?");
        else buffer_print(out, "%s%d;", d->escape, c);
    }
}

static const char *const *bracket_of(const dialect *d, const gd_node *node)
{
    if (node->op == GD_OP_INPUT) return d->input;
    if (node->op == GD_OP_CONSTANT) return d->constant;
    return node->derivative_of ? d->derived : d->op;
}

/* Title, grad_fn if the node has one of its own, and types, each on its line. `words` is empty. */
static void print_node(const dialect *d, const gd_node *node, int number, gd_buffer *words,
                       gd_buffer *out)
{
    const char *const *bracket = bracket_of(d, node);
    listing_title(node, words);
    buffer_print(out, "    n%d%s", number, bracket[0]);
    print_escaped(d, words->data ? words->data : "", words->length, out);
    if (node->grad_fn) {
        buffer_add_text(out, d->newline);
        print_escaped(d, node->grad_fn, strlen(node->grad_fn), out);
    }
    for (int32_t i = 0; i < node->n_results; i++) {
        buffer_add_text(out, d->newline);
        listing_type(&node->results[i], out);
    }
    buffer_print(out, "%s%s", bracket[1], d->end);
}

static void print_arrows(const dialect *d, const gd_node *node, const int32_t *numbers,
                         gd_buffer *out)
{
    for (int32_t i = 0; i < node->n_inputs; i++)
        buffer_print(out, "    n%d%sn%d%s", numbers[node->inputs[i].node->id], d->arrow,
                     numbers[node->id], d->end);
}

static void print_outputs(const dialect *d, const gd_listing *listing, const int32_t *numbers,
                          gd_buffer *out)
{
    for (int i = 0; i < listing->n; i++) {
        const char *name = listing->names ? listing->names[i] : NULL;
        if (edge_none(listing->edges[i]) || !name) continue;
        buffer_print(out, "    o%d%s", i, d->output[0]);
        print_escaped(d, name, strlen(name), out);
        buffer_print(out, "%s%s    n%d%so%d%s", d->output[1], d->end,
                     numbers[listing->edges[i].node->id], d->arrow, i, d->end);
    }
}

static void print_nodes(const dialect *d, const gd_listing *listing, gd_arena *arena,
                        gd_buffer *words, gd_buffer *out)
{
    int count;
    const gd_node **nodes = listing_nodes(listing, arena, &count, &out->error);
    if (!nodes) return;
    const int32_t *numbers = listing_numbers(nodes, count, arena, &out->error);
    if (!numbers) return;
    for (int i = 0; i < count && !out->error.code; i++) {
        words->length = 0;
        print_node(d, nodes[i], i, words, out);
        print_arrows(d, nodes[i], numbers, out);
    }
    print_outputs(d, listing, numbers, out);
}

static void print_diagram(const dialect *d, const gd_listing *listing, gd_buffer *out)
{
    gd_arena arena;
    gd_buffer words;
    arena_init(&arena, out->memory);
    buffer_init(&words, out->memory, out->limit);
    buffer_add_text(out, d->head);
    print_nodes(d, listing, &arena, &words, out);
    buffer_add_text(out, d->foot);
    if (words.error.code) gd_fail(&out->error, words.error.code, "%s", words.error.message);
    buffer_close(&words);
    arena_close(&arena);
}

void print_dot(const gd_listing *listing, gd_buffer *out)
{
    print_diagram(&dot, listing, out);
}

void print_mermaid(const gd_listing *listing, gd_buffer *out)
{
    print_diagram(&mermaid, listing, out);
}
