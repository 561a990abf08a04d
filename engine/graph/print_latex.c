/* In: an edge. Out: its formula by the patterns of the operator table, and after "where" those of
 * the nodes that are used more than once. Each node is written once, so the text is no longer than
 * the graph; formulas that wait for an operand are kept on a list, so nothing recurses.
 *
 * Brackets: what a pattern makes has a level of binding, and the place of an operand in a pattern
 * needs one; both are read off the pattern's text. An operand below what its place needs gets
 * brackets; a pattern with brackets of its own drops them in a place that needs nothing. */
#include "engine/graph/listing.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* From loose to tight. ENCLOSED is what a place within brackets needs and what no operand is. */
typedef enum level { ENCLOSED, PREFIX, PRODUCT, POWER, FUNCTION, ATOM } level;

/* A formula that is being written. */
typedef struct frame {
    struct frame *outer;
    gd_edge edge;
    const char *pattern, *at, *stop; /* NULL for a function with its operands in brackets */
    int next;                        /* operand of a function */
    bool brackets;
} frame;

typedef struct writer {
    gd_arena arena;
    gd_buffer *out;
    int32_t *names; /* by id: k for the k-th node used more than once, else 0 */
    frame *frame;
} writer;

static bool begins(const char *text, const char *with)
{
    return !strncmp(text, with, strlen(with));
}

static bool ends(const char *start, const char *end, const char *with)
{
    size_t length = strlen(with);
    return (size_t)(end - start) >= length && !memcmp(end - length, with, length);
}

static level level_of_pattern(const char *pattern)
{
    if (pattern[0] == '(') return ATOM;
    if (pattern[0] == '-' || begins(pattern, "\\lnot") || begins(pattern, "\\begin")) return PREFIX;
    if (strstr(pattern, "\\cdot")) return PRODUCT;
    return strchr(pattern, '^') ? POWER : FUNCTION;
}

/* A scalar as the text form has it: "-2", "1e-06", "true". */
static level level_of_scalar(const char *text)
{
    if (text[0] == '-') return PREFIX;
    return isdigit((unsigned char)text[0]) && strchr(text, 'e') ? PRODUCT : ATOM;
}

static level level_of(const writer *w, const gd_node *node)
{
    char text[DECIMAL_ROOM + 1];
    if (w->names[node->id] || node->op == GD_OP_INPUT) return ATOM;
    if (node->op == GD_OP_CONSTANT && node->value->type.shape.rank == 0)
        return level_of_scalar(listing_element(node->value, 0, text));
    const char *pattern = op_row(node->op)->latex;
    return pattern ? level_of_pattern(pattern) : FUNCTION;
}

static bool is_any(const char *start, const char *end, const char *const *marks, bool before)
{
    for (; *marks; marks++)
        if (before ? ends(start, end, *marks) : begins(end, *marks)) return true;
    return false;
}

/* What the operand at `at`, three characters long, must be at least. */
static level level_needed(const char *pattern, const char *at)
{
    static const char *const open[] = {"(",    "{",      "[",     "|",    ",", "&",
                                       "\\\\", "cases}", "floor", "ceil", NULL};
    static const char *const close[] = {")",    "}",     "]",       "|",        ",",       "&",
                                        "\\\\", "\\end", "\\right", "\\rfloor", "\\rceil", NULL};
    static const char *const loose[] = {"+",    "-",    "=",    "<",      ">",
                                        "\\ne", "\\le", "\\ge", "\\cdot", NULL};
    const char *before = at > pattern && at[-1] == ' ' ? at - 1 : at;
    const char *after = at[3] == ' ' ? at + 4 : at + 3;
    if (*after == '^') return ATOM;
    if (is_any(pattern, before, open, true) && is_any(pattern, after, close, false))
        return ENCLOSED;
    if (is_any(pattern, before, loose, true) || is_any(pattern, after, loose, false))
        return PRODUCT;
    return POWER;
}

/* Whether the first character, a bracket, is closed by the last one. */
static bool has_own_brackets(const char *pattern)
{
    int depth = 0;
    if (pattern[0] != '(') return false;
    for (; *pattern; pattern++) {
        depth += (*pattern == '(') - (*pattern == ')');
        if (depth == 0) return !pattern[1];
    }
    return false;
}

static const char *escape_of(char c)
{
    switch (c) {
    case '\\': return "\\textbackslash{}";
    case '^': return "\\textasciicircum{}";
    case '~': return "\\textasciitilde{}";
    default: return (unsigned char)c < ' ' || c == 127 ? "?" : NULL;
    }
}

/* Upright text that stands for itself. */
static void write_words(const char *text, gd_buffer *out)
{
    buffer_add_text(out, "\\text{");
    for (; *text; text++) {
        const char *escape = escape_of(*text);
        if (escape) buffer_add_text(out, escape);
        else buffer_print(out, strchr("_{}$&#%", *text) ? "\\%c" : "%c", *text);
    }
    buffer_add_text(out, "}");
}

/* x, x_{1}, or a longer name upright. */
static void write_name(const char *name, gd_buffer *out)
{
    size_t digits = isalpha((unsigned char)name[0]) ? strspn(name + 1, "0123456789") : 0;
    if (!isalpha((unsigned char)name[0]) || name[1 + digits]) write_words(name, out);
    else if (digits) buffer_print(out, "%c_{%s}", name[0], name + 1);
    else buffer_add_text(out, name);
}

static void write_scalar(const gd_tensor *value, gd_buffer *out)
{
    char text[DECIMAL_ROOM + 1];
    const char *number = listing_element(value, 0, text), *e = strchr(number, 'e');
    if (*number == '-') buffer_add_text(out, "-");
    number += *number == '-';
    if (*number == 'I') buffer_add_text(out, "\\infty");
    else if (!isdigit((unsigned char)*number)) write_words(number, out);
    else if (!e) buffer_add_text(out, number);
    else buffer_print(out, "%.*s \\cdot 10^{%d}", (int)(e - number), number, atoi(e + 1));
}

/* "sum" with its attributes below and an opening bracket. */
static void write_function(const gd_node *node, gd_buffer *out)
{
    write_words(node->op == GD_OP_CALL ? node->callee->name : op_row(node->op)->name, out);
    if (node->n_attributes) {
        buffer_add_text(out, "_{\\text{");
        listing_attributes(node, out);
        buffer_add_text(out, "}}");
    }
    buffer_add_text(out, "(");
}

static bool is_leaf(const gd_node *node)
{
    return node->op == GD_OP_INPUT || node->op == GD_OP_CONSTANT;
}

static void write_leaf(const gd_node *node, gd_buffer *out)
{
    char text[SHAPE_TEXT];
    if (node->op == GD_OP_INPUT) write_name(node->name, out);
    else if (node->value->type.shape.rank == 0) write_scalar(node->value, out);
    else buffer_print(out, "\\text{constant}_{%s}", shape_print(&node->value->type.shape, text));
}

/* Which of several results; WHOLE for all of them. */
enum { WHOLE = -1 };

static void write_result(gd_edge edge, gd_buffer *out)
{
    if (edge.node->n_results > 1 && edge.output != WHOLE) buffer_print(out, "[%d]", edge.output);
}

/* Begins the formula of a node that is no leaf. */
static void push(writer *w, gd_edge edge, level needed, bool brackets)
{
    frame *f = arena_alloc(&w->arena, sizeof *f, &w->out->error);
    if (!f) return;
    *f = (frame){.outer = w->frame, .edge = edge, .brackets = brackets};
    f->pattern = f->at = op_row(edge.node->op)->latex;
    w->frame = f;
    if (brackets) buffer_add_text(w->out, "(");
    if (!f->pattern) {
        write_function(edge.node, w->out);
        return;
    }
    f->stop = f->pattern + strlen(f->pattern);
    if (needed == ENCLOSED && has_own_brackets(f->pattern)) f->at++, f->stop--;
}

static void write_operand(writer *w, gd_edge edge, level needed)
{
    int32_t name = w->names[edge.node->id];
    bool brackets = level_of(w, edge.node) < needed;
    if (!name && !is_leaf(edge.node)) {
        push(w, edge, needed, brackets);
        return;
    }
    if (brackets) buffer_add_text(w->out, "(");
    if (name) buffer_print(w->out, "\\tau_{%d}", name);
    else write_leaf(edge.node, w->out);
    write_result(edge, w->out);
    if (brackets) buffer_add_text(w->out, ")");
}

static void pop(writer *w)
{
    frame *f = w->frame;
    if (!f->pattern) buffer_add_text(w->out, ")");
    write_result(f->edge, w->out);
    if (f->brackets) buffer_add_text(w->out, ")");
    w->frame = f->outer;
}

/* One character of a pattern, one operand, or the end. */
static void step(writer *w)
{
    frame *f = w->frame;
    const gd_node *node = f->edge.node;
    if (f->pattern && f->at < f->stop) {
        const char *at = f->at;
        bool operand = at[0] == '{' && at[1] >= 'x' && at[1] <= 'z' && at[2] == '}';
        f->at += operand ? 3 : 1;
        if (!operand) buffer_add(w->out, at, 1);
        else write_operand(w, node->inputs[at[1] - 'x'], level_needed(f->pattern, at));
    } else if (!f->pattern && f->next < node->n_inputs) {
        if (f->next) buffer_add_text(w->out, ", ");
        write_operand(w, node->inputs[f->next++], ENCLOSED);
    } else {
        pop(w);
    }
}

/* The formula of an edge, even if its node has a name. */
static void write_formula(writer *w, gd_edge edge)
{
    if (is_leaf(edge.node)) write_leaf(edge.node, w->out);
    else push(w, edge, ENCLOSED, false);
    while (w->frame && !w->out->error.code) step(w);
}

/* Numbers the nodes that are used more than once, leaves aside, in topological order. */
static void name_shared(writer *w, const gd_node *const *nodes, int count)
{
    int32_t named = 0;
    for (int i = 0; i < count; i++)
        for (int32_t k = 0; k < nodes[i]->n_inputs; k++) w->names[nodes[i]->inputs[k].node->id]++;
    for (int i = 0; i < count; i++) {
        int32_t *name = &w->names[nodes[i]->id];
        *name = *name > 1 && !is_leaf(nodes[i]) ? ++named : 0;
    }
}

static void write_shared(writer *w, const gd_node *const *nodes, int count)
{
    for (int i = 0; i < count && !w->out->error.code; i++) {
        int32_t name = w->names[nodes[i]->id];
        if (!name) continue;
        buffer_print(w->out, "%s \\tau_{%d} = ", name > 1 ? ",\\;" : " \\quad\\text{where}\\quad",
                     name);
        write_formula(w, (gd_edge){(gd_node *)nodes[i], WHOLE});
    }
}

static void write_all(writer *w, gd_edge edge)
{
    gd_error *err = &w->out->error;
    int count;
    const gd_node **nodes = listing_nodes(&(gd_listing){&edge, NULL, 1}, &w->arena, &count, err);
    w->names =
        arena_alloc_array(&w->arena, (size_t)edge.node->graph->n_nodes, sizeof *w->names, err);
    if (!nodes || !w->names) return;
    name_shared(w, nodes, count);
    write_formula(w, edge);
    write_shared(w, nodes, count);
}

void print_latex(gd_edge edge, gd_buffer *out)
{
    writer w = {.out = out};
    arena_init(&w.arena, out->memory);
    if (!edge_none(edge)) write_all(&w, edge);
    arena_close(&w.arena);
}
