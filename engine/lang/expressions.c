/* The rules for operators and for what stands around them, tightest first; above each function
 * stands the rule that it reads. */
#include "engine/lang/operators.h"
#include "engine/lang/reader.h"

#include <string.h>

/* -- Operators ------------------------------------------------------------------------------ */

static const gd_tree *read_factor(gd_reader *reader);

static const gd_operator *operator_at(const gd_reader *reader, gd_operator_kind kind)
{
    const gd_token *token = &reader->token;
    if (token->kind != TOKEN_SYMBOL && token->kind != TOKEN_KEYWORD) return NULL;
    return operator_find(kind, token->text, token->length);
}

static const gd_tree *read_deeper_factor(gd_reader *reader)
{
    if (!reader_enter(reader)) return NULL;
    const gd_tree *factor = read_factor(reader);
    reader_leave(reader);
    return factor;
}

/* power = primary ["**" factor] */
static const gd_tree *read_power(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *base = read_primary(reader);
    if (!base || !reader_at(reader, "**")) return base;
    const gd_operator *row = operator_at(reader, GD_OPERATOR_BINARY);
    reader_take(reader);
    const gd_tree *parts[] = {base, read_deeper_factor(reader)};
    return reader_new(reader, GD_TREE_BINARY, start, reader_word(row->name), parts, 2);
}

/* A number behind a minus is negative, unless it is the base of a power or has more behind it. */
static const gd_tree *negate(gd_reader *reader, gd_span start, const gd_tree *operand)
{
    const gd_operator *row = operator_find(GD_OPERATOR_UNARY, "-", 1);
    gd_span span = reader_span(reader, start);
    if (operand->kind == GD_TREE_INTEGER)
        return tree_new_integer(&reader->make, span, -operand->integer);
    if (operand->kind == GD_TREE_FLOAT)
        return tree_new_float(&reader->make, span, -operand->number);
    return reader_new(reader, GD_TREE_UNARY, start, reader_word(row->name), &operand, 1);
}

/* "-" power, where the power begins with a number, which takes no level of nesting */
static const gd_tree *read_negative(gd_reader *reader, gd_span start)
{
    bool least = reader->token.kind == TOKEN_INTEGER && reader->token.integer == INT64_MIN;
    if (least && !reader_token_is(reader_peek(reader), "**")) {
        reader_take(reader);
        return tree_new_integer(&reader->make, reader_span(reader, start), INT64_MIN);
    }
    const gd_tree *operand = read_power(reader);
    return operand ? negate(reader, start, operand) : NULL;
}

/* factor = ("+" | "-" | "~") factor | power */
static const gd_tree *read_factor(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_operator *row = operator_at(reader, GD_OPERATOR_UNARY);
    if (!row) return read_power(reader);
    reader_take(reader);
    bool number = reader->token.kind == TOKEN_INTEGER || reader->token.kind == TOKEN_FLOAT;
    if (number && reader_token_is(&reader->previous, "-")) return read_negative(reader, start);
    const gd_tree *operand = read_deeper_factor(reader);
    return reader_new(reader, GD_TREE_UNARY, start, reader_word(row->name), &operand, 1);
}

/* operation(s) = factor (operator operation(s'))* for operators that bind at least as tightly as
 * s, where s' is what the operator wants on its right: precedence climbing over operators.def.
 * It nests no deeper than the table has strengths. */
static const gd_tree *read_operation(gd_reader *reader, int strength)
{
    gd_span start = reader->token.span;
    const gd_tree *left = read_factor(reader);
    for (;;) {
        const gd_operator *row = left ? operator_at(reader, GD_OPERATOR_BINARY) : NULL;
        if (!row || row->strength < strength) return left;
        reader_take(reader);
        const gd_tree *parts[] = {left, read_operation(reader, operator_right_strength(row))};
        left = reader_new(reader, GD_TREE_BINARY, start, reader_word(row->name), parts, 2);
    }
}

const gd_tree *read_bitwise(gd_reader *reader)
{
    return read_operation(reader, STRENGTH_BITWISE);
}

/* starred = "*" operation */
const gd_tree *read_starred(gd_reader *reader)
{
    gd_span start = reader->token.span;
    reader_take(reader);
    const gd_tree *value = read_operation(reader, STRENGTH_BITWISE);
    return reader_new(reader, GD_TREE_STARRED, start, reader_no_word, &value, 1);
}

/* comparator = "==" | … | "is" ["not"] | ["not"] "in"; NULL, perhaps with an error, for none */
static const gd_operator *read_comparator(gd_reader *reader)
{
    const gd_operator *row = operator_at(reader, GD_OPERATOR_COMPARISON);
    bool is = reader_at(reader, "is");
    const char *negated = is ? "is not" : "not in";
    if (row) reader_take(reader);
    if (row && !is) return row;
    if (!reader_accept(reader, "not")) return row;
    if (!is && !reader_expect(reader, "in")) return NULL;
    return operator_find(GD_OPERATOR_COMPARISON, negated, strlen(negated));
}

/* (comparator operation)+ after the first operand, which is on the stack */
static const gd_tree *read_comparisons(gd_reader *reader, gd_span start, size_t base)
{
    gd_buffer *names = &reader->names;
    size_t names_base = names->length;
    const gd_operator *row;
    while ((row = read_comparator(reader))) {
        if (names->length > names_base) buffer_add_text(names, " ");
        buffer_add_text(names, row->name);
        if (!reader_push(reader, read_operation(reader, STRENGTH_BITWISE))) return NULL;
    }
    if (names->error.code) reader_fail(reader, GD_MEMORY_LIMIT, start, NULL, "out of memory");
    if (reader->error.code) return NULL;
    gd_word text = {names->data + names_base, names->length - names_base};
    names->length = names_base;
    return reader_build(reader, GD_TREE_COMPARE, start, text, base);
}

/* comparison = operation (comparator operation)* */
static const gd_tree *read_comparison(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    const gd_tree *first = read_operation(reader, STRENGTH_BITWISE);
    bool more = operator_at(reader, GD_OPERATOR_COMPARISON) || reader_at(reader, "not");
    if (!first || !more) return first;
    return reader_push(reader, first) ? read_comparisons(reader, start, base) : NULL;
}

/* inversion = "not" inversion | comparison */
static const gd_tree *read_inversion(gd_reader *reader)
{
    gd_span start = reader->token.span;
    if (!reader_at(reader, "not")) return read_comparison(reader);
    if (!reader_enter(reader)) return NULL;
    reader_take(reader);
    const gd_tree *operand = read_inversion(reader);
    reader_leave(reader);
    return reader_new(reader, GD_TREE_NOT, start, reader_no_word, &operand, 1);
}

/* The rest of operand (word operand)+, after the first operand. */
static const gd_tree *read_joined(gd_reader *reader, gd_span start, const gd_tree *first,
                                  gd_tree_kind kind, const gd_tree *(*read)(gd_reader *))
{
    const char *joint = kind == GD_TREE_AND ? "and" : "or";
    size_t base = reader->count;
    if (!first || !reader_at(reader, joint)) return first;
    if (!reader_push(reader, first)) return NULL;
    while (reader_accept(reader, joint))
        if (!reader_push(reader, read(reader))) return NULL;
    return reader_build(reader, kind, start, reader_no_word, base);
}

/* conjunction = inversion ("and" inversion)* */
static const gd_tree *read_conjunction(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *first = read_inversion(reader);
    return read_joined(reader, start, first, GD_TREE_AND, read_inversion);
}

/* What was read from `first` on, in case that a comma turns out to be missing after it. */
static void note_operand(gd_reader *reader, gd_token first)
{
    reader->operand = first;
    reader->operand.span = reader_span(reader, first.span);
}

/* disjunction = conjunction ("or" conjunction)* */
const gd_tree *read_disjunction(gd_reader *reader)
{
    gd_token start = reader->token;
    const gd_tree *first = read_conjunction(reader);
    const gd_tree *value = read_joined(reader, start.span, first, GD_TREE_OR, read_conjunction);
    note_operand(reader, start);
    return value;
}

/* -- Expressions ---------------------------------------------------------------------------- */

static const gd_tree *read_deeper_expression(gd_reader *reader)
{
    if (!reader_enter(reader)) return NULL;
    const gd_tree *value = read_expression(reader);
    reader_leave(reader);
    return value;
}

/* lambda = "lambda" [parameters] ":" expression */
static const gd_tree *read_lambda(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    reader_take(reader);
    if (!reader_push_none(reader) || !reader_enter(reader)) return NULL;
    if (!read_parameters(reader, PARAMETERS_OF_LAMBDA)) return NULL;
    reader_leave(reader);
    bool field = reader->lexer.in_field && reader->lexer.n_brackets == 1;
    if (field || !reader_at(reader, ":")) return reader_unexpected(reader);
    reader_take(reader);
    const gd_tree *body = read_deeper_expression(reader);
    reader->stack[base] = body;
    return reader_build(reader, GD_TREE_LAMBDA, start, reader_no_word, base);
}

static const gd_tree *refuse_half_conditional(gd_reader *reader, gd_span start)
{
    if (reader->token.kind == TOKEN_ERROR || reader_at(reader, ":"))
        return reader_unexpected(reader);
    return reader_fail(reader, GD_SYNTAX, reader_span(reader, start), "write a if condition else b",
                       "expected 'else' after 'if' expression");
}

/* conditional = disjunction "if" disjunction "else" expression, after the first part */
static const gd_tree *read_conditional(gd_reader *reader, gd_span start, const gd_tree *value)
{
    reader_take(reader);
    const gd_tree *condition = read_disjunction(reader);
    if (!condition) return NULL;
    if (!reader_accept(reader, "else")) return refuse_half_conditional(reader, start);
    const gd_tree *parts[] = {condition, value, read_deeper_expression(reader)};
    return reader_new(reader, GD_TREE_CONDITIONAL, start, reader_no_word, parts, 3);
}

/* expression = lambda | conditional | disjunction */
const gd_tree *read_expression(gd_reader *reader)
{
    gd_span start = reader->token.span;
    if (reader_at(reader, "lambda")) return read_lambda(reader);
    const gd_tree *value = read_disjunction(reader);
    if (!value || !reader_at(reader, "if")) return value;
    return read_conditional(reader, start, value);
}

bool tree_is_group(const gd_tree *tree, gd_span start)
{
    return tree->span.line != start.line || tree->span.column != start.column;
}

/* named = NAME ":=" expression, after the name */
static const gd_tree *read_assigned(gd_reader *reader, gd_span start, const gd_tree *target)
{
    if (target->kind != GD_TREE_NAME || tree_is_group(target, start))
        return reader_fail(reader, GD_SYNTAX, target->span, "a name alone stands on the left of :=",
                           "cannot use assignment expressions with %s", target_words(target));
    reader_take(reader);
    const gd_tree *parts[] = {target, read_expression(reader)};
    return reader_new(reader, GD_TREE_NAMED, start, reader_no_word, parts, 2);
}

/* named | expression */
const gd_tree *read_named(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *value = read_expression(reader);
    if (value && reader_at(reader, ":=")) return read_assigned(reader, start, value);
    if (value && reader_at(reader, "=")) return reader_refuse_equals(reader, start, value);
    return value;
}

static const gd_tree *read_unnamed_item(gd_reader *reader)
{
    return reader_at(reader, "*") ? read_starred(reader) : read_expression(reader);
}

/* items = item ("," item)* [","]; item = starred | expression */
const gd_tree *read_items(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    const gd_tree *first = read_unnamed_item(reader);
    if (!first || !reader_at(reader, ",")) return first;
    if (!reader_push(reader, first)) return NULL;
    while (reader_accept(reader, ",") && reader_at_expression(reader))
        if (!reader_push(reader, read_unnamed_item(reader))) return NULL;
    return reader_build(reader, GD_TREE_TUPLE, start, reader_no_word, base);
}

/* expressions = items, unless it is a star alone */
const gd_tree *read_expressions(gd_reader *reader)
{
    const gd_tree *items = read_items(reader);
    if (items && items->kind == GD_TREE_STARRED)
        reader_fail_late(reader, items->span, "a star spreads values in a list, tuple or call",
                         "can't use starred expression here");
    return items;
}

/* target = ["*"] operation, as "in" is no operator here */
const gd_tree *read_target(gd_reader *reader)
{
    gd_token start = reader->token;
    const gd_tree *target =
        reader_at(reader, "*") ? read_starred(reader) : read_operation(reader, STRENGTH_BITWISE);
    note_operand(reader, start);
    return target;
}

/* targets = target ("," target)* [","] */
const gd_tree *read_target_list(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    bool tuple = false;
    do
        if (!reader_push(reader, read_target(reader))) return NULL;
    while (reader_accept(reader, ",") && (tuple = true) && reader_at_expression(reader));
    const gd_tree *targets = tuple
                                 ? reader_build(reader, GD_TREE_TUPLE, start, reader_no_word, base)
                                 : reader->stack[--reader->count];
    return targets && target_check(reader, targets) ? targets : NULL;
}
