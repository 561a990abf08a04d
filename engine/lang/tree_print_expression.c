/* An expression in, its canonical text out.
 *
 * It is written where the surroundings bind with a given strength, with parentheses around it if it
 * binds less tightly. Recursion is bounded by the tree's depth; chains of left operands, which
 * depth does not count, are written in a loop. */
#include "engine/base/decimal.h"
#include "engine/lang/operators.h"
#include "engine/lang/tree_print.h"

#include <math.h>
#include <string.h>

static void put(gd_buffer *out, const char *text)
{
    buffer_add_text(out, text);
}

static void put_text(gd_buffer *out, const gd_tree *tree)
{
    buffer_add(out, tree->text, (size_t)tree->length);
}

static const gd_operator *row_of(gd_operator_kind kind, const gd_tree *tree)
{
    return operator_named(kind, tree->text, (size_t)tree->length);
}

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

void tree_print_list(gd_buffer *out, const gd_tree *const *parts, int n_parts)
{
    for (int i = 0; i < n_parts; i++) {
        if (i) put(out, ", ");
        tree_print_expression(out, parts[i], STRENGTH_EXPRESSION);
    }
}

static void enclosed(gd_buffer *out, const char *open, const gd_tree *tree, const char *close)
{
    put(out, open);
    tree_print_list(out, tree->parts, tree->n_parts);
    put(out, close);
}

static void float_text(gd_buffer *out, double value)
{
    char digits[DECIMAL_ROOM + 1];
    digits[decimal_print_double(digits, value)] = 0;
    if (isnan(value)) put(out, "nan");
    else if (isinf(value)) put(out, value < 0 ? "-1e999" : "1e999");
    else put(out, digits);
    if (isfinite(value) && !strpbrk(digits, ".e")) put(out, ".0");
}

static void character(gd_buffer *out, unsigned char c)
{
    static const char special[] = "\\'\n\r\t", letters[] = "\\'nrt";
    const char *at = c ? strchr(special, c) : NULL;
    if (at) buffer_print(out, "\\%c", letters[at - special]);
    else if (c < 0x20 || c == 0x7F) buffer_print(out, "\\x%02x", c);
    else buffer_add(out, &c, 1);
}

static void string(gd_buffer *out, const gd_tree *tree)
{
    put(out, "'");
    for (int i = 0; i < tree->length; i++) character(out, (unsigned char)tree->text[i]);
    put(out, "'");
}

typedef enum text_place { IN_TEXT, IN_SPECIFICATION } text_place;

/* A brace is doubled in an f-string's text, and an escape in a specification. */
static void formatted_text(gd_buffer *out, const gd_tree *tree, text_place place)
{
    for (int i = 0; i < tree->length; i++) {
        unsigned char c = (unsigned char)tree->text[i];
        bool brace = c == '{' || c == '}';
        if (brace && place == IN_SPECIFICATION) buffer_print(out, "\\x%02x", c);
        else character(out, c);
        if (brace && place == IN_TEXT) buffer_add(out, &c, 1);
    }
}

static void pieces(gd_buffer *out, const gd_tree *tree, text_place place);

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
static void field(gd_buffer *out, const gd_tree *tree)
{
    const gd_tree *value = tree->parts[0];
    put(out, begins_with_brace(value) ? "{ " : "{");
    tree_print_expression(out, value, STRENGTH_OR);
    if (tree->length) put(out, "!"), put_text(out, tree);
    if (tree->parts[1]) put(out, ":"), pieces(out, tree->parts[1], IN_SPECIFICATION);
    put(out, "}");
}

static void pieces(gd_buffer *out, const gd_tree *tree, text_place place)
{
    for (int i = 0; i < tree->n_parts; i++) {
        const gd_tree *piece = tree->parts[i];
        if (piece->kind == GD_TREE_FIELD) field(out, piece);
        else formatted_text(out, piece, place);
    }
}

static void formatted(gd_buffer *out, const gd_tree *tree)
{
    put(out, "f'");
    pieces(out, tree, IN_TEXT);
    put(out, "'");
}

/* One item needs a comma to be a tuple; an index with several needs no parentheses. */
static void tuple(gd_buffer *out, const gd_tree *tree, const char *open, const char *close)
{
    put(out, open);
    tree_print_list(out, tree->parts, tree->n_parts);
    put(out, tree->n_parts == 1 ? "," : "");
    put(out, close);
}

/* "-(2)" keeps its parentheses: "-2" is a number. */
static void unary(gd_buffer *out, const gd_tree *tree)
{
    const gd_tree *operand = tree->parts[0];
    const gd_operator *row = row_of(GD_OPERATOR_UNARY, tree);
    bool number = operand->kind == GD_TREE_INTEGER || operand->kind == GD_TREE_FLOAT;
    bool minus = !strcmp(row->symbol, "-") && strength_of(operand) == STRENGTH_NUMBER;
    put(out, row->symbol);
    tree_print_expression(out, operand, number && minus ? STRENGTH_PRIMARY : STRENGTH_UNARY);
}

static void binary_tail(gd_buffer *out, const gd_tree *tree)
{
    const gd_operator *row = row_of(GD_OPERATOR_BINARY, tree);
    buffer_print(out, " %s ", row->symbol);
    tree_print_expression(out, tree->parts[1], operator_right_strength(row));
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
static void binary(gd_buffer *out, const gd_tree *tree)
{
    size_t length = chain_length(tree), i = 0;
    gd_memory *memory = out->memory;
    const gd_tree **chain = memory_alloc_array(memory, length, sizeof *chain, &out->error);
    if (!chain) return;
    for (; tree; tree = chained(tree)) chain[i++] = tree;
    const gd_tree *first = chain[length - 1];
    int needed = operator_left_strength(row_of(GD_OPERATOR_BINARY, first));
    tree_print_expression(out, first->parts[0], needed);
    while (i > 0) binary_tail(out, chain[--i]);
    memory_free(chain);
}

static void joined(gd_buffer *out, const gd_tree *tree, const char *word, int strength)
{
    for (int i = 0; i < tree->n_parts; i++) {
        if (i) put(out, word);
        tree_print_expression(out, tree->parts[i], strength);
    }
}

static void compare(gd_buffer *out, const gd_tree *tree)
{
    const char *names = tree->text;
    tree_print_expression(out, tree->parts[0], STRENGTH_BITWISE);
    for (int i = 1; i < tree->n_parts; i++) {
        size_t length = strcspn(names, " ");
        const gd_operator *row = operator_named(GD_OPERATOR_COMPARISON, names, length);
        buffer_print(out, " %s ", row ? row->symbol : "?");
        tree_print_expression(out, tree->parts[i], STRENGTH_BITWISE);
        names += length + (names[length] == ' ');
    }
}

static void conditional(gd_buffer *out, const gd_tree *tree)
{
    tree_print_expression(out, tree->parts[1], STRENGTH_OR);
    put(out, " if ");
    tree_print_expression(out, tree->parts[0], STRENGTH_OR);
    put(out, " else ");
    tree_print_expression(out, tree->parts[2], STRENGTH_EXPRESSION);
}

static void call(gd_buffer *out, const gd_tree *tree)
{
    tree_print_expression(out, tree->parts[0], STRENGTH_PRIMARY);
    put(out, "(");
    tree_print_list(out, tree->parts + 1, tree->n_parts - 1);
    put(out, ")");
}

static void index_text(gd_buffer *out, const gd_tree *tree)
{
    const gd_tree *index = tree->parts[1];
    tree_print_expression(out, tree->parts[0], STRENGTH_PRIMARY);
    if (index->kind == GD_TREE_TUPLE && index->n_parts) {
        tuple(out, index, "[", "]");
        return;
    }
    put(out, "[");
    tree_print_expression(out, index, STRENGTH_EXPRESSION);
    put(out, "]");
}

static void slice(gd_buffer *out, const gd_tree *tree)
{
    for (int i = 0; i < 3; i++) {
        if (i == 1 || (i == 2 && tree->parts[2])) put(out, ":");
        if (tree->parts[i]) tree_print_expression(out, tree->parts[i], STRENGTH_EXPRESSION);
    }
}

static void parameter(gd_buffer *out, const gd_tree *tree)
{
    put_text(out, tree);
    if (!tree->parts[0]) return;
    put(out, "=");
    tree_print_expression(out, tree->parts[0], STRENGTH_EXPRESSION);
}

static void lambda(gd_buffer *out, const gd_tree *tree)
{
    put(out, tree->n_parts > 1 ? "lambda " : "lambda");
    tree_print_list(out, tree->parts + 1, tree->n_parts - 1);
    put(out, ": ");
    tree_print_expression(out, tree->parts[0], STRENGTH_EXPRESSION);
}

static void clause(gd_buffer *out, const gd_tree *tree)
{
    put(out, " for ");
    tree_print_expression(out, tree->parts[0], STRENGTH_BITWISE);
    put(out, " in ");
    tree_print_expression(out, tree->parts[1], STRENGTH_OR);
    for (int i = 2; i < tree->n_parts; i++) {
        put(out, " if ");
        tree_print_expression(out, tree->parts[i], STRENGTH_OR);
    }
}

static void entry(gd_buffer *out, const gd_tree *key, const gd_tree *value)
{
    if (key) tree_print_expression(out, key, STRENGTH_EXPRESSION);
    put(out, key ? ": " : "**");
    tree_print_expression(out, value, key ? STRENGTH_EXPRESSION : STRENGTH_BITWISE);
}

static void comprehension(gd_buffer *out, const gd_tree *tree)
{
    const gd_tree *element = tree->parts[0];
    const char *brackets = *tree->text == 'l' ? "[]" : *tree->text == 'g' ? "()" : "{}";
    buffer_add(out, brackets, 1);
    if (*tree->text == 'd') entry(out, element->parts[0], element->parts[1]);
    else tree_print_expression(out, element, STRENGTH_EXPRESSION);
    for (int i = 1; i < tree->n_parts; i++) clause(out, tree->parts[i]);
    buffer_add(out, brackets + 1, 1);
}

static void dictionary(gd_buffer *out, const gd_tree *tree)
{
    put(out, "{");
    for (int i = 0; i + 1 < tree->n_parts; i += 2) {
        if (i) put(out, ", ");
        entry(out, tree->parts[i], tree->parts[i + 1]);
    }
    put(out, "}");
}

/* Parentheses are not wanted everywhere, and right everywhere. */
static void named(gd_buffer *out, const gd_tree *tree)
{
    put(out, "(");
    put_text(out, tree->parts[0]);
    put(out, " := ");
    tree_print_expression(out, tree->parts[1], STRENGTH_EXPRESSION);
    put(out, ")");
}

static void prefixed(gd_buffer *out, const char *prefix, const gd_tree *tree, int strength)
{
    put(out, prefix);
    tree_print_expression(out, tree->parts[0], strength);
}

static void attribute(gd_buffer *out, const gd_tree *tree)
{
    prefixed(out, "", tree, STRENGTH_PRIMARY);
    put(out, ".");
    put_text(out, tree);
}

static void keyword(gd_buffer *out, const gd_tree *tree)
{
    put_text(out, tree);
    prefixed(out, "=", tree, STRENGTH_EXPRESSION);
}

static void yield(gd_buffer *out, const gd_tree *tree)
{
    put(out, "yield");
    if (tree->parts[0]) put(out, " ");
    if (tree->parts[0]) tree_print_expression(out, tree->parts[0], STRENGTH_EXPRESSION);
}

static void bare_expression(gd_buffer *out, const gd_tree *tree)
{
    switch (tree->kind) {
    case GD_TREE_INTEGER: buffer_print(out, "%lld", (long long)tree->integer); break;
    case GD_TREE_FLOAT: float_text(out, tree->number); break;
    case GD_TREE_STRING: string(out, tree); break;
    case GD_TREE_CONSTANT:
    case GD_TREE_NAME: put_text(out, tree); break;
    case GD_TREE_TUPLE: tuple(out, tree, "(", ")"); break;
    case GD_TREE_FORMATTED: formatted(out, tree); break;
    case GD_TREE_FIELD: field(out, tree); break;
    case GD_TREE_LIST: enclosed(out, "[", tree, "]"); break;
    case GD_TREE_SET: enclosed(out, "{", tree, "}"); break;
    case GD_TREE_DICT: dictionary(out, tree); break;
    case GD_TREE_NAMED: named(out, tree); break;
    case GD_TREE_UNARY: unary(out, tree); break;
    case GD_TREE_BINARY: binary(out, tree); break;
    case GD_TREE_AND: joined(out, tree, " and ", STRENGTH_NOT); break;
    case GD_TREE_OR: joined(out, tree, " or ", STRENGTH_AND); break;
    case GD_TREE_NOT: prefixed(out, "not ", tree, STRENGTH_NOT); break;
    case GD_TREE_COMPARE: compare(out, tree); break;
    case GD_TREE_CONDITIONAL: conditional(out, tree); break;
    case GD_TREE_CALL: call(out, tree); break;
    case GD_TREE_KEYWORD: keyword(out, tree); break;
    case GD_TREE_STARRED: prefixed(out, "*", tree, STRENGTH_BITWISE); break;
    case GD_TREE_DOUBLE_STARRED: prefixed(out, "**", tree, STRENGTH_BITWISE); break;
    case GD_TREE_ATTRIBUTE: attribute(out, tree); break;
    case GD_TREE_INDEX: index_text(out, tree); break;
    case GD_TREE_SLICE: slice(out, tree); break;
    case GD_TREE_LAMBDA: lambda(out, tree); break;
    case GD_TREE_PARAMETER: parameter(out, tree); break;
    case GD_TREE_COMPREHENSION: comprehension(out, tree); break;
    case GD_TREE_CLAUSE: clause(out, tree); break;
    case GD_TREE_YIELD: yield(out, tree); break;
    case GD_TREE_YIELD_FROM: prefixed(out, "yield from ", tree, STRENGTH_EXPRESSION); break;
    default: break;
    }
}

void tree_print_expression(gd_buffer *out, const gd_tree *tree, int strength)
{
    bool enclose = strength_of(tree) < strength;
    if (enclose) put(out, "(");
    bare_expression(out, tree);
    if (enclose) put(out, ")");
}
