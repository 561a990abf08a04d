/* A tree in, its canonical text out: statements here, expressions in tree_print_expression.c. */
#include "engine/lang/tree_print.h"

#include "engine/lang/operators.h"

#include <string.h>

typedef struct printer {
    gd_buffer *out;
    int indent;
} printer;

static void block(printer *print, const gd_tree *tree);

static void put(printer *print, const char *text)
{
    buffer_add_text(print->out, text);
}

static void put_text(printer *print, const gd_tree *tree)
{
    buffer_add(print->out, tree->text, (size_t)tree->length);
}

static void start_line(printer *print)
{
    for (int i = 0; i < print->indent; i++) put(print, "    ");
}

static void word_line(printer *print, const char *word)
{
    start_line(print);
    put(print, word);
    put(print, "\n");
}

static void value(printer *print, const char *before, const gd_tree *tree)
{
    put(print, before);
    tree_print_expression(print->out, tree, STRENGTH_EXPRESSION);
}

static void assign(printer *print, const gd_tree *tree)
{
    for (int i = 1; i < tree->n_parts; i++) {
        value(print, "", tree->parts[i]);
        put(print, " = ");
    }
    value(print, "", tree->parts[0]);
}

static void augmented(printer *print, const gd_tree *tree)
{
    value(print, "", tree->parts[0]);
    buffer_print(print->out, " %s= ",
                 operator_named(GD_OPERATOR_BINARY, tree->text, (size_t)tree->length)->symbol);
    value(print, "", tree->parts[1]);
}

static void import(printer *print, const gd_tree *tree)
{
    const gd_tree *name = tree->parts[0];
    size_t first = strcspn(tree->text, ".");
    put(print, "import ");
    put_text(print, tree);
    if ((size_t)name->length != first || memcmp(tree->text, name->text, first))
        value(print, " as ", name);
}

static void from_import(printer *print, const gd_tree *tree)
{
    put(print, "from ");
    put_text(print, tree);
    if (!tree->n_parts) put(print, " import *");
    for (int i = 0; i < tree->n_parts; i++) {
        const gd_tree *bound = tree->parts[i], *name = bound->parts[0];
        value(print, i ? ", " : " import ", name);
        if (strcmp(bound->text, name->text)) put(print, " as "), put_text(print, bound);
    }
}

static void raise(printer *print, const gd_tree *tree)
{
    put(print, "raise");
    if (tree->parts[0]) value(print, " ", tree->parts[0]);
    if (tree->parts[1]) value(print, " from ", tree->parts[1]);
}

static void assertion(printer *print, const gd_tree *tree)
{
    value(print, "assert ", tree->parts[0]);
    if (tree->parts[1]) value(print, ", ", tree->parts[1]);
}

static void words(printer *print, const char *word, const gd_tree *tree)
{
    put(print, word);
    tree_print_list(print->out, tree->parts, tree->n_parts);
}

static void simple(printer *print, const gd_tree *tree)
{
    start_line(print);
    switch (tree->kind) {
    case GD_TREE_EXPRESSION: value(print, "", tree->parts[0]); break;
    case GD_TREE_ASSIGN: assign(print, tree); break;
    case GD_TREE_AUGMENTED: augmented(print, tree); break;
    case GD_TREE_RETURN:
        put(print, "return");
        if (tree->parts[0]) value(print, " ", tree->parts[0]);
        break;
    case GD_TREE_RAISE: raise(print, tree); break;
    case GD_TREE_ASSERT: assertion(print, tree); break;
    case GD_TREE_DELETE: words(print, "del ", tree); break;
    case GD_TREE_GLOBAL: words(print, "global ", tree); break;
    case GD_TREE_NONLOCAL: words(print, "nonlocal ", tree); break;
    case GD_TREE_BREAK: put(print, "break"); break;
    case GD_TREE_CONTINUE: put(print, "continue"); break;
    case GD_TREE_IMPORT: import(print, tree); break;
    case GD_TREE_FROM_IMPORT: from_import(print, tree); break;
    case GD_TREE_PASS: put(print, "pass"); break;
    default:
        tree_print_expression(print->out, tree,
                              STRENGTH_EXPRESSION); /* a tree that is no statement */
    }
    put(print, "\n");
}

static void body(printer *print, const gd_tree *tree)
{
    print->indent++;
    block(print, tree);
    if (!tree->n_parts) word_line(print, "pass");
    print->indent--;
}

static void otherwise(printer *print, const gd_tree *tree)
{
    if (!tree) return;
    word_line(print, "else:");
    body(print, tree);
}

/* An else that holds nothing but an IF is written as elif. */
static void if_statement(printer *print, const gd_tree *tree, const char *word)
{
    start_line(print);
    value(print, word, tree->parts[0]);
    put(print, ":\n");
    body(print, tree->parts[1]);
    const gd_tree *rest = tree->parts[2];
    if (rest && rest->n_parts == 1 && rest->parts[0]->kind == GD_TREE_IF)
        if_statement(print, rest->parts[0], "elif ");
    else otherwise(print, rest);
}

static void for_statement(printer *print, const gd_tree *tree)
{
    start_line(print);
    value(print, "for ", tree->parts[0]);
    value(print, " in ", tree->parts[1]);
    put(print, ":\n");
    body(print, tree->parts[2]);
    otherwise(print, tree->parts[3]);
}

static void while_statement(printer *print, const gd_tree *tree)
{
    start_line(print);
    value(print, "while ", tree->parts[0]);
    put(print, ":\n");
    body(print, tree->parts[1]);
    otherwise(print, tree->parts[2]);
}

static void decorators(printer *print, const gd_tree *tree)
{
    for (int i = 0; tree && i < tree->n_parts; i++) {
        start_line(print);
        value(print, "@", tree->parts[i]);
        put(print, "\n");
    }
}

static void docstring(printer *print, const gd_tree *tree)
{
    print->indent++;
    start_line(print);
    value(print, "", tree);
    put(print, "\n");
    print->indent--;
}

/* A function or class, with what stands in parentheses after its name. */
static void definition(printer *print, const gd_tree *tree, const char *word)
{
    bool enclose = tree->kind == GD_TREE_DEF || tree->n_parts > 3;
    decorators(print, tree->parts[2]);
    start_line(print);
    put(print, word);
    put_text(print, tree);
    put(print, enclose ? "(" : "");
    tree_print_list(print->out, tree->parts + 3, tree->n_parts - 3);
    put(print, enclose ? "):\n" : ":\n");
    if (tree->parts[1]) docstring(print, tree->parts[1]);
    if (!tree->parts[1] || tree->parts[0]->n_parts) body(print, tree->parts[0]);
}

static void handler(printer *print, const gd_tree *tree)
{
    start_line(print);
    put(print, "except");
    if (tree->parts[0]) value(print, " ", tree->parts[0]);
    if (tree->length) put(print, " as "), put_text(print, tree);
    put(print, ":\n");
    body(print, tree->parts[1]);
}

static void try_statement(printer *print, const gd_tree *tree)
{
    word_line(print, "try:");
    body(print, tree->parts[0]);
    for (int i = 3; i < tree->n_parts; i++) handler(print, tree->parts[i]);
    otherwise(print, tree->parts[1]);
    if (!tree->parts[2]) return;
    word_line(print, "finally:");
    body(print, tree->parts[2]);
}

/* "with (a, b):" has two items. */
static void with_statement(printer *print, const gd_tree *tree)
{
    const gd_tree *first = tree->parts[1];
    bool tuple = tree->n_parts == 3 && !tree->parts[2] && first->kind == GD_TREE_TUPLE;
    start_line(print);
    put(print, tuple ? "with (" : "with ");
    for (int i = 1; i + 1 < tree->n_parts; i += 2) {
        value(print, i > 1 ? ", " : "", tree->parts[i]);
        if (tree->parts[i + 1]) value(print, " as ", tree->parts[i + 1]);
    }
    put(print, tuple ? "):\n" : ":\n");
    body(print, tree->parts[0]);
}

static void block(printer *print, const gd_tree *tree)
{
    for (int i = 0; i < tree->n_parts; i++) {
        const gd_tree *part = tree->parts[i];
        switch (part->kind) {
        case GD_TREE_IF: if_statement(print, part, "if "); break;
        case GD_TREE_FOR: for_statement(print, part); break;
        case GD_TREE_WHILE: while_statement(print, part); break;
        case GD_TREE_TRY: try_statement(print, part); break;
        case GD_TREE_HANDLER: handler(print, part); break;
        case GD_TREE_WITH: with_statement(print, part); break;
        case GD_TREE_DEF: definition(print, part, "def "); break;
        case GD_TREE_CLASS: definition(print, part, "class "); break;
        default: simple(print, part);
        }
    }
}

/* A statement alone prints as a block of one. */
void tree_print(const gd_tree *tree, gd_buffer *out)
{
    printer print = {out, 0};
    const gd_tree *parts[] = {tree};
    gd_tree alone = {.kind = GD_TREE_BLOCK, .n_parts = 1, .parts = parts};
    if (tree->kind == GD_TREE_BLOCK) block(&print, tree);
    else if (tree->kind < GD_TREE_BLOCK) tree_print_expression(out, tree, STRENGTH_EXPRESSION);
    else block(&print, &alone);
}
