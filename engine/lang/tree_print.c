/* A tree in, its canonical text out.
 *
 * `expression` writes a tree where the surroundings bind with a given strength, and puts
 * parentheses around it if it binds less tightly. Recursion is bounded by the tree's depth; chains
 * of left operands, which depth does not count, are written in a loop. */
#include "engine/base/decimal.h"
#include "engine/lang/operators.h"
#include "engine/lang/tree.h"

#include <math.h>
#include <string.h>

typedef struct printer {
    gd_buffer *out;
    int indent;
} printer;

static void expression(printer *print, const gd_tree *tree, int strength);
static void block(printer *print, const gd_tree *tree);

static void put(printer *print, const char *text)
{
    buffer_add_text(print->out, text);
}

static void put_text(printer *print, const gd_tree *tree)
{
    buffer_add(print->out, tree->text, (size_t)tree->length);
}

static const gd_operator *row_of(gd_operator_kind kind, const gd_tree *tree)
{
    return operator_named(kind, tree->text, (size_t)tree->length);
}

/* -- Expressions ---------------------------------------------------------------------------- */

static int number_strength(bool negative)
{
    return negative ? STRENGTH_UNARY : STRENGTH_NUMBER;
}

static int strength_of(const gd_tree *tree)
{
    switch (tree->kind) {
    case GD_TREE_INTEGER: return number_strength(tree->integer < 0);
    case GD_TREE_FLOAT: return number_strength(signbit(tree->number));
    case GD_TREE_LAMBDA:
    case GD_TREE_CONDITIONAL: return STRENGTH_EXPRESSION;
    case GD_TREE_OR: return STRENGTH_OR;
    case GD_TREE_AND: return STRENGTH_AND;
    case GD_TREE_NOT: return STRENGTH_NOT;
    case GD_TREE_COMPARE: return STRENGTH_COMPARISON;
    case GD_TREE_UNARY: return STRENGTH_UNARY;
    case GD_TREE_BINARY: return row_of(GD_OPERATOR_BINARY, tree)->strength;
    default: return STRENGTH_PRIMARY;
    }
}

static void list(printer *print, const gd_tree *const *parts, int n_parts)
{
    for (int i = 0; i < n_parts; i++) {
        if (i) put(print, ", ");
        expression(print, parts[i], STRENGTH_EXPRESSION);
    }
}

static void enclosed(printer *print, const char *open, const gd_tree *tree, const char *close)
{
    put(print, open);
    list(print, tree->parts, tree->n_parts);
    put(print, close);
}

static void float_text(printer *print, double value)
{
    char digits[DECIMAL_ROOM + 1];
    digits[decimal_print_double(digits, value)] = 0;
    if (isnan(value)) put(print, "nan");
    else if (isinf(value)) put(print, value < 0 ? "-1e999" : "1e999");
    else put(print, digits);
    if (isfinite(value) && !strpbrk(digits, ".e")) put(print, ".0");
}

static void character(printer *print, unsigned char c)
{
    static const char special[] = "\\'\n\r\t", letters[] = "\\'nrt";
    const char *at = c ? strchr(special, c) : NULL;
    if (at) buffer_print(print->out, "\\%c", letters[at - special]);
    else if (c < 0x20 || c == 0x7F) buffer_print(print->out, "\\x%02x", c);
    else buffer_add(print->out, &c, 1);
}

static void string(printer *print, const gd_tree *tree)
{
    put(print, "'");
    for (int i = 0; i < tree->length; i++) character(print, (unsigned char)tree->text[i]);
    put(print, "'");
}

/* A brace is doubled in an f-string's text, and an escape in a specification. */
static void formatted_text(printer *print, const gd_tree *tree, bool specification)
{
    for (int i = 0; i < tree->length; i++) {
        unsigned char c = (unsigned char)tree->text[i];
        bool brace = c == '{' || c == '}';
        if (brace && specification) buffer_print(print->out, "\\x%02x", c);
        else character(print, c);
        if (brace && !specification) buffer_add(print->out, &c, 1);
    }
}

static void pieces(printer *print, const gd_tree *tree, bool specification);

/* Down the left parts, of which those in parentheses begin with none. */
static bool begins_with_brace(const gd_tree *tree)
{
    for (;;) {
        switch (tree->kind) {
        case GD_TREE_SET:
        case GD_TREE_DICT: return true;
        case GD_TREE_COMPREHENSION: return *tree->text == 's' || *tree->text == 'd';
        case GD_TREE_BINARY:
        case GD_TREE_AND:
        case GD_TREE_OR:
        case GD_TREE_COMPARE:
        case GD_TREE_CALL:
        case GD_TREE_INDEX:
        case GD_TREE_ATTRIBUTE: tree = tree->parts[0]; break;
        default: return false;
        }
    }
}

/* What begins with a brace is set off from the field's; a colon may stand in parentheses only. */
static void field(printer *print, const gd_tree *tree)
{
    const gd_tree *value = tree->parts[0];
    put(print, begins_with_brace(value) ? "{ " : "{");
    expression(print, value, STRENGTH_OR);
    if (tree->length) put(print, "!"), put_text(print, tree);
    if (tree->parts[1]) put(print, ":"), pieces(print, tree->parts[1], true);
    put(print, "}");
}

static void pieces(printer *print, const gd_tree *tree, bool specification)
{
    for (int i = 0; i < tree->n_parts; i++) {
        const gd_tree *piece = tree->parts[i];
        if (piece->kind == GD_TREE_FIELD) field(print, piece);
        else formatted_text(print, piece, specification);
    }
}

static void formatted(printer *print, const gd_tree *tree)
{
    put(print, "f'");
    pieces(print, tree, false);
    put(print, "'");
}

/* One item needs a comma to be a tuple; an index with several needs no parentheses. */
static void tuple(printer *print, const gd_tree *tree, const char *open, const char *close)
{
    put(print, open);
    list(print, tree->parts, tree->n_parts);
    put(print, tree->n_parts == 1 ? "," : "");
    put(print, close);
}

/* "-(2)" keeps its parentheses: "-2" is a number. */
static void unary(printer *print, const gd_tree *tree)
{
    const gd_tree *operand = tree->parts[0];
    const gd_operator *row = row_of(GD_OPERATOR_UNARY, tree);
    bool number = operand->kind == GD_TREE_INTEGER || operand->kind == GD_TREE_FLOAT;
    bool minus = !strcmp(row->symbol, "-") && strength_of(operand) == STRENGTH_NUMBER;
    put(print, row->symbol);
    expression(print, operand, number && minus ? STRENGTH_PRIMARY : STRENGTH_UNARY);
}

static void binary_tail(printer *print, const gd_tree *tree)
{
    const gd_operator *row = row_of(GD_OPERATOR_BINARY, tree);
    buffer_print(print->out, " %s ", row->symbol);
    expression(print, tree->parts[1], operator_right_strength(row));
}

static const gd_tree *chained(const gd_tree *tree)
{
    const gd_tree *left = tree->parts[0];
    int needed = operator_left_strength(row_of(GD_OPERATOR_BINARY, tree));
    return left->kind == GD_TREE_BINARY && strength_of(left) >= needed ? left : NULL;
}

static size_t chain_length(const gd_tree *tree)
{
    size_t length = 0;
    for (; tree; tree = chained(tree)) length++;
    return length;
}

/* The innermost operation comes first: the chain is gathered on the way down, written backwards. */
static void binary(printer *print, const gd_tree *tree)
{
    size_t length = chain_length(tree), i = 0;
    gd_memory *memory = print->out->memory;
    const gd_tree **chain = memory_alloc_array(memory, length, sizeof *chain, &print->out->error);
    if (!chain) return;
    for (; tree; tree = chained(tree)) chain[i++] = tree;
    const gd_tree *first = chain[length - 1];
    int needed = operator_left_strength(row_of(GD_OPERATOR_BINARY, first));
    expression(print, first->parts[0], needed);
    while (i > 0) binary_tail(print, chain[--i]);
    memory_free(chain);
}

static void joined(printer *print, const gd_tree *tree, const char *word, int strength)
{
    for (int i = 0; i < tree->n_parts; i++) {
        if (i) put(print, word);
        expression(print, tree->parts[i], strength);
    }
}

static void compare(printer *print, const gd_tree *tree)
{
    const char *names = tree->text;
    expression(print, tree->parts[0], STRENGTH_BITWISE);
    for (int i = 1; i < tree->n_parts; i++) {
        size_t length = strcspn(names, " ");
        const gd_operator *row = operator_named(GD_OPERATOR_COMPARISON, names, length);
        buffer_print(print->out, " %s ", row ? row->symbol : "?");
        expression(print, tree->parts[i], STRENGTH_BITWISE);
        names += length + (names[length] == ' ');
    }
}

static void conditional(printer *print, const gd_tree *tree)
{
    expression(print, tree->parts[1], STRENGTH_OR);
    put(print, " if ");
    expression(print, tree->parts[0], STRENGTH_OR);
    put(print, " else ");
    expression(print, tree->parts[2], STRENGTH_EXPRESSION);
}

static void call(printer *print, const gd_tree *tree)
{
    expression(print, tree->parts[0], STRENGTH_PRIMARY);
    put(print, "(");
    list(print, tree->parts + 1, tree->n_parts - 1);
    put(print, ")");
}

static void index_text(printer *print, const gd_tree *tree)
{
    const gd_tree *index = tree->parts[1];
    expression(print, tree->parts[0], STRENGTH_PRIMARY);
    if (index->kind == GD_TREE_TUPLE && index->n_parts) {
        tuple(print, index, "[", "]");
        return;
    }
    put(print, "[");
    expression(print, index, STRENGTH_EXPRESSION);
    put(print, "]");
}

static void slice(printer *print, const gd_tree *tree)
{
    for (int i = 0; i < 3; i++) {
        if (i == 1 || (i == 2 && tree->parts[2])) put(print, ":");
        if (tree->parts[i]) expression(print, tree->parts[i], STRENGTH_EXPRESSION);
    }
}

static void parameter(printer *print, const gd_tree *tree)
{
    put_text(print, tree);
    if (!tree->parts[0]) return;
    put(print, "=");
    expression(print, tree->parts[0], STRENGTH_EXPRESSION);
}

static void lambda(printer *print, const gd_tree *tree)
{
    put(print, tree->n_parts > 1 ? "lambda " : "lambda");
    list(print, tree->parts + 1, tree->n_parts - 1);
    put(print, ": ");
    expression(print, tree->parts[0], STRENGTH_EXPRESSION);
}

static void clause(printer *print, const gd_tree *tree)
{
    put(print, " for ");
    expression(print, tree->parts[0], STRENGTH_BITWISE);
    put(print, " in ");
    expression(print, tree->parts[1], STRENGTH_OR);
    for (int i = 2; i < tree->n_parts; i++) {
        put(print, " if ");
        expression(print, tree->parts[i], STRENGTH_OR);
    }
}

static void entry(printer *print, const gd_tree *key, const gd_tree *value)
{
    if (key) expression(print, key, STRENGTH_EXPRESSION);
    put(print, key ? ": " : "**");
    expression(print, value, key ? STRENGTH_EXPRESSION : STRENGTH_BITWISE);
}

static void comprehension(printer *print, const gd_tree *tree)
{
    const gd_tree *element = tree->parts[0];
    const char *brackets = *tree->text == 'l' ? "[]" : *tree->text == 'g' ? "()" : "{}";
    buffer_add(print->out, brackets, 1);
    if (*tree->text == 'd') entry(print, element->parts[0], element->parts[1]);
    else expression(print, element, STRENGTH_EXPRESSION);
    for (int i = 1; i < tree->n_parts; i++) clause(print, tree->parts[i]);
    buffer_add(print->out, brackets + 1, 1);
}

static void dictionary(printer *print, const gd_tree *tree)
{
    put(print, "{");
    for (int i = 0; i + 1 < tree->n_parts; i += 2) {
        if (i) put(print, ", ");
        entry(print, tree->parts[i], tree->parts[i + 1]);
    }
    put(print, "}");
}

/* Parentheses are not wanted everywhere, and right everywhere. */
static void named(printer *print, const gd_tree *tree)
{
    put(print, "(");
    put_text(print, tree->parts[0]);
    put(print, " := ");
    expression(print, tree->parts[1], STRENGTH_EXPRESSION);
    put(print, ")");
}

static void prefixed(printer *print, const char *prefix, const gd_tree *tree, int strength)
{
    put(print, prefix);
    expression(print, tree->parts[0], strength);
}

static void attribute(printer *print, const gd_tree *tree)
{
    prefixed(print, "", tree, STRENGTH_PRIMARY);
    put(print, ".");
    put_text(print, tree);
}

static void keyword(printer *print, const gd_tree *tree)
{
    put_text(print, tree);
    prefixed(print, "=", tree, STRENGTH_EXPRESSION);
}

static void bare_expression(printer *print, const gd_tree *tree)
{
    switch (tree->kind) {
    case GD_TREE_INTEGER: buffer_print(print->out, "%lld", (long long)tree->integer); break;
    case GD_TREE_FLOAT: float_text(print, tree->number); break;
    case GD_TREE_STRING: string(print, tree); break;
    case GD_TREE_CONSTANT:
    case GD_TREE_NAME: put_text(print, tree); break;
    case GD_TREE_TUPLE: tuple(print, tree, "(", ")"); break;
    case GD_TREE_FORMATTED: formatted(print, tree); break;
    case GD_TREE_FIELD: field(print, tree); break;
    case GD_TREE_LIST: enclosed(print, "[", tree, "]"); break;
    case GD_TREE_SET: enclosed(print, "{", tree, "}"); break;
    case GD_TREE_DICT: dictionary(print, tree); break;
    case GD_TREE_NAMED: named(print, tree); break;
    case GD_TREE_UNARY: unary(print, tree); break;
    case GD_TREE_BINARY: binary(print, tree); break;
    case GD_TREE_AND: joined(print, tree, " and ", STRENGTH_NOT); break;
    case GD_TREE_OR: joined(print, tree, " or ", STRENGTH_AND); break;
    case GD_TREE_NOT: prefixed(print, "not ", tree, STRENGTH_NOT); break;
    case GD_TREE_COMPARE: compare(print, tree); break;
    case GD_TREE_CONDITIONAL: conditional(print, tree); break;
    case GD_TREE_CALL: call(print, tree); break;
    case GD_TREE_KEYWORD: keyword(print, tree); break;
    case GD_TREE_STARRED: prefixed(print, "*", tree, STRENGTH_BITWISE); break;
    case GD_TREE_DOUBLE_STARRED: prefixed(print, "**", tree, STRENGTH_BITWISE); break;
    case GD_TREE_ATTRIBUTE: attribute(print, tree); break;
    case GD_TREE_INDEX: index_text(print, tree); break;
    case GD_TREE_SLICE: slice(print, tree); break;
    case GD_TREE_LAMBDA: lambda(print, tree); break;
    case GD_TREE_PARAMETER: parameter(print, tree); break;
    case GD_TREE_COMPREHENSION: comprehension(print, tree); break;
    case GD_TREE_CLAUSE: clause(print, tree); break;
    default: break;
    }
}

static void expression(printer *print, const gd_tree *tree, int strength)
{
    bool enclose = strength_of(tree) < strength;
    if (enclose) put(print, "(");
    bare_expression(print, tree);
    if (enclose) put(print, ")");
}

/* -- Statements ----------------------------------------------------------------------------- */

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
    expression(print, tree, STRENGTH_EXPRESSION);
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
    buffer_print(print->out, " %s= ", row_of(GD_OPERATOR_BINARY, tree)->symbol);
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
    list(print, tree->parts, tree->n_parts);
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
    default: expression(print, tree, STRENGTH_EXPRESSION); /* a tree that is no statement */
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
    list(print, tree->parts + 3, tree->n_parts - 3);
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
    else if (tree->kind < GD_TREE_BLOCK) expression(&print, tree, STRENGTH_EXPRESSION);
    else block(&print, &alone);
}
