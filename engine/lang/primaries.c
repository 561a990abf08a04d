/* The rules for names, literals, brackets and what may follow them; above each function stands the
 * rule that it reads. */
#include "engine/lang/reader.h"

/* -- Names and literals --------------------------------------------------------------------- */

/* NAME */
const gd_tree *read_name(gd_reader *reader)
{
    if (reader->token.kind != TOKEN_NAME) return reader_unexpected(reader);
    reader_take(reader);
    return reader_leaf(reader, GD_TREE_NAME);
}

/* INTEGER; 2**63 is the lexer's INT64_MIN, good only behind a minus. */
static const gd_tree *read_integer(gd_reader *reader)
{
    gd_token token = reader->token;
    if (token.integer == INT64_MIN)
        return reader_fail(reader, GD_INT_OVERFLOW, token.span, "write it as a float, such as 1e20",
                           "the integer does not fit in 64 bits (int too big to convert)");
    reader_take(reader);
    return tree_new_integer(&reader->make, token.span, token.integer);
}

static const gd_tree *read_float(gd_reader *reader)
{
    reader_take(reader);
    return tree_new_float(&reader->make, reader->previous.span, reader->previous.number);
}

/* strings = STRING+; the pieces are joined. */
static const gd_tree *read_strings(gd_reader *reader)
{
    gd_span start = reader->token.span;
    gd_word text = reader_word_of(reader->token);
    size_t base = reader->names.length;
    reader_take(reader);
    if (reader->token.kind == TOKEN_STRING) {
        buffer_add(&reader->names, text.text, text.length);
        for (; reader->token.kind == TOKEN_STRING; reader_take(reader))
            buffer_add(&reader->names, reader->token.text, reader->token.length);
        if (reader->names.error.code)
            return reader_fail(reader, GD_MEMORY_LIMIT, start, NULL, "out of memory");
        text = (gd_word){reader->names.data + base, reader->names.length - base};
    }
    reader->names.length = base;
    return reader_new(reader, GD_TREE_STRING, start, text, NULL, 0);
}

/* -- Brackets ------------------------------------------------------------------------------- */

/* item = starred | expression */
const gd_tree *read_item(gd_reader *reader)
{
    return reader_at(reader, "*") ? read_starred(reader) : read_expression(reader);
}

const gd_tree *refuse_starred(gd_reader *reader, const gd_tree *starred, const char *message)
{
    return reader_fail(reader, GD_SYNTAX, starred->span,
                       "a star spreads values in a list, tuple or call", "%s", message);
}

/* ("," item)* [","], after the first item, which is on the stack */
bool read_more_items(gd_reader *reader)
{
    while (reader_accept(reader, ",") && reader_at_expression(reader))
        if (!reader_push(reader, read_item(reader))) return false;
    return true;
}

static bool close_bracket(gd_reader *reader, const char *close, gd_span last)
{
    if (reader_accept(reader, close)) return true;
    reader_expect_comma(reader, last);
    return false;
}

static gd_span last_span(const gd_reader *reader)
{
    const gd_tree *last = reader->stack[reader->count - 1];
    return last->kind == GD_TREE_KEYWORD ? last->parts[0]->span : last->span;
}

/* comprehension = expression "for" targets "in" disjunction ("if" disjunction)*, after the
 * expression, which is on the stack */
static bool read_clause(gd_reader *reader)
{
    reader_take(reader);
    if (!reader_push(reader, read_target_list(reader))) return false;
    if (!reader_expect(reader, "in")) return false;
    if (!reader_push(reader, read_disjunction(reader))) return false;
    while (reader_accept(reader, "if"))
        if (!reader_push(reader, read_disjunction(reader))) return false;
    if (!reader_at(reader, "for") && !reader_at(reader, "async")) return true;
    return reader_unsupported(reader, reader->token.span, "comprehensions with several 'for' are",
                              "nest them: [[... for x in a] for y in b]");
}

static const gd_tree *read_comprehension(gd_reader *reader, gd_span start, size_t base)
{
    const gd_tree *element = reader->stack[base];
    if (element->kind == GD_TREE_STARRED)
        return reader_fail(reader, GD_SYNTAX, element->span, NULL,
                           "iterable unpacking cannot be used in comprehension");
    if (!read_clause(reader) || !close_bracket(reader, "]", last_span(reader))) return NULL;
    return reader_build(reader, GD_TREE_COMPREHENSION, start, reader_no_word, base);
}

/* list = "[" [item ("," item)* [","]] "]" | "[" comprehension "]" */
static const gd_tree *read_list(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    reader_take(reader);
    if (reader_accept(reader, "]"))
        return reader_build(reader, GD_TREE_LIST, start, reader_no_word, base);
    if (!reader_enter(reader) || !reader_push(reader, read_item(reader))) return NULL;
    const gd_tree *list = NULL;
    if (reader_at(reader, "for")) list = read_comprehension(reader, start, base);
    else if (read_more_items(reader) && close_bracket(reader, "]", last_span(reader)))
        list = reader_build(reader, GD_TREE_LIST, start, reader_no_word, base);
    reader_leave(reader);
    return list;
}

static const gd_tree *refuse_generator(gd_reader *reader, gd_span start)
{
    return reader_unsupported(reader, start, "generator expressions are",
                              "use a list: [... for x in y]");
}

/* The rest of "(" item: a group, or a tuple if there is a comma. */
static const gd_tree *read_group(gd_reader *reader, gd_span start, size_t base)
{
    bool tuple = reader_at(reader, ",");
    if (reader_at(reader, "for")) return refuse_generator(reader, start);
    if (!read_more_items(reader) || !close_bracket(reader, ")", last_span(reader))) return NULL;
    if (tuple) return reader_build(reader, GD_TREE_TUPLE, start, reader_no_word, base);
    const gd_tree *value = reader->stack[--reader->count];
    if (value->kind != GD_TREE_STARRED) return value;
    return refuse_starred(reader, value, "cannot use starred expression here");
}

/* group = "(" expression ")" | "(" [item "," [item ("," item)* [","]]] ")" */
static const gd_tree *read_parentheses(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    reader_take(reader);
    if (reader_accept(reader, ")"))
        return reader_build(reader, GD_TREE_TUPLE, start, reader_no_word, base);
    if (!reader_enter(reader) || !reader_push(reader, read_item(reader))) return NULL;
    const gd_tree *value = read_group(reader, start, base);
    reader_leave(reader);
    return value;
}

static const gd_tree *refuse_braces(gd_reader *reader)
{
    if (reader_token_is(&reader->previous, "^")) return reader_unexpected(reader);
    return reader_unsupported(reader, reader->token.span, "dictionaries and sets ('{') are",
                              "use a list; to group, use ( )");
}

/* -- Primaries ------------------------------------------------------------------------------ */

static const gd_tree *read_constant(gd_reader *reader)
{
    reader_take(reader);
    return reader_leaf(reader, GD_TREE_CONSTANT);
}

/* atom = NAME | INTEGER | FLOAT | strings | group | list | "None" | "True" | "False" | "..." */
static const gd_tree *read_atom(gd_reader *reader)
{
    switch (reader->token.kind) {
    case TOKEN_NAME: return read_name(reader);
    case TOKEN_INTEGER: return read_integer(reader);
    case TOKEN_FLOAT: return read_float(reader);
    case TOKEN_STRING: return read_strings(reader);
    default: break;
    }
    if (reader_at(reader, "(")) return read_parentheses(reader);
    if (reader_at(reader, "[")) return read_list(reader);
    if (reader_at(reader, "{")) return refuse_braces(reader);
    bool constant = reader_at(reader, "None") || reader_at(reader, "True") ||
                    reader_at(reader, "False") || reader_at(reader, "...");
    return constant ? read_constant(reader) : reader_unexpected(reader);
}

/* keyword = NAME "=" expression */
static const gd_tree *read_keyword(gd_reader *reader)
{
    gd_span start = reader->token.span;
    gd_word name = reader_word_of(reader->token);
    reader_take(reader);
    reader_take(reader);
    const gd_tree *value = read_expression(reader);
    return reader_new(reader, GD_TREE_KEYWORD, start, name, &value, 1);
}

static const gd_tree *read_starred_argument(gd_reader *reader)
{
    gd_span start = reader->token.span;
    reader_take(reader);
    const gd_tree *value = read_expression(reader);
    return reader_new(reader, GD_TREE_STARRED, start, reader_no_word, &value, 1);
}

static const gd_tree *refuse_assignment(gd_reader *reader, const gd_tree *value)
{
    gd_span end = reader->token.span;
    gd_span span = {value->span.line, value->span.column, end.end_line, end.end_column};
    if (value->kind == GD_TREE_CONSTANT)
        return reader_fail(reader, GD_SYNTAX, span, "to compare, write ==", "cannot assign to %s",
                           target_words(value));
    return reader_fail(reader, GD_SYNTAX, span, "to compare, write ==",
                       "expression cannot contain assignment, perhaps you meant \"==\"?");
}

static const gd_tree *check_positional(gd_reader *reader, const gd_tree *value, bool after_keyword)
{
    if (!value) return NULL;
    if (reader_at(reader, "=")) return refuse_assignment(reader, value);
    if (reader_at(reader, "for")) return refuse_generator(reader, value->span);
    if (!after_keyword) return value;
    return reader_fail(reader, GD_SYNTAX, value->span, "move it before the first name=value",
                       "positional argument follows keyword argument");
}

/* argument = keyword | "*" expression | expression */
static const gd_tree *read_argument(gd_reader *reader, bool *after_keyword)
{
    if (reader_at(reader, "**"))
        return reader_unsupported(reader, reader->token.span, "keyword unpacking ('**') is",
                                  "write each name=value");
    if (reader->token.kind == TOKEN_NAME && reader_token_is(reader_peek(reader), "=")) {
        *after_keyword = true;
        return read_keyword(reader);
    }
    if (reader_at(reader, "*")) return read_starred_argument(reader);
    return check_positional(reader, read_expression(reader), *after_keyword);
}

static bool check_arguments(gd_reader *reader, size_t base)
{
    size_t count = reader->count - base;
    if (count <= GD_MAX_INPUTS)
        return parameters_check_names(reader, base, GD_TREE_KEYWORD,
                                      "keyword argument repeated: ", "");
    return reader_fail(reader, GD_ARITY, reader->stack[base + GD_MAX_INPUTS]->span,
                       "put them into a list", "a call may have at most %d arguments",
                       GD_MAX_INPUTS);
}

/* call = primary "(" [argument ("," argument)* [","]] ")", after the primary */
static const gd_tree *read_call(gd_reader *reader, const gd_tree *function, gd_span start)
{
    size_t base = reader->count;
    bool after_keyword = false;
    reader_take(reader);
    if (!reader_push(reader, function)) return NULL;
    if (!reader_at(reader, ")")) {
        if (!reader_enter(reader)) return NULL;
        do
            if (!reader_push(reader, read_argument(reader, &after_keyword))) return NULL;
        while (reader_accept(reader, ",") && !reader_at(reader, ")"));
        reader_leave(reader);
    }
    if (!close_bracket(reader, ")", last_span(reader)) || !check_arguments(reader, base + 1))
        return NULL;
    return reader_build(reader, GD_TREE_CALL, start, reader_no_word, base);
}

/* A slice's part, pushed; none before ":", "," and "]". */
static bool push_slice_part(gd_reader *reader)
{
    bool none = reader_at(reader, ":") || reader_at(reader, ",") || reader_at(reader, "]");
    return none ? reader_push_none(reader) : reader_push(reader, read_expression(reader));
}

/* slice = [expression] ":" [expression] [":" [expression]] | item */
static const gd_tree *read_slice(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    if (!reader_at(reader, ":")) {
        const gd_tree *item = read_item(reader);
        if (!item || !reader_at(reader, ":") || item->kind == GD_TREE_STARRED) return item;
        if (!reader_push(reader, item)) return NULL;
    } else if (!reader_push_none(reader)) return NULL;
    reader_take(reader);
    if (!push_slice_part(reader)) return NULL;
    bool step = reader_accept(reader, ":") ? push_slice_part(reader) : reader_push_none(reader);
    return step ? reader_build(reader, GD_TREE_SLICE, start, reader_no_word, base) : NULL;
}

/* slices = slice ("," slice)* [","]; several, or one with a star or comma, are a TUPLE */
static const gd_tree *read_slices(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    const gd_tree *first = read_slice(reader);
    if (!first) return NULL;
    if (!reader_at(reader, ",") && first->kind != GD_TREE_STARRED) return first;
    if (!reader_push(reader, first)) return NULL;
    while (reader_accept(reader, ",") && !reader_at(reader, "]"))
        if (!reader_push(reader, read_slice(reader))) return NULL;
    return reader_build(reader, GD_TREE_TUPLE, start, reader_no_word, base);
}

/* index = primary "[" slices "]", after the primary */
static const gd_tree *read_index(gd_reader *reader, const gd_tree *value, gd_span start)
{
    reader_take(reader);
    if (!reader_enter(reader)) return NULL;
    const gd_tree *parts[] = {value, read_slices(reader)};
    reader_leave(reader);
    if (!parts[1] || !close_bracket(reader, "]", parts[1]->span)) return NULL;
    return reader_new(reader, GD_TREE_INDEX, start, reader_no_word, parts, 2);
}

/* attribute = primary "." NAME, after the primary */
static const gd_tree *read_attribute(gd_reader *reader, const gd_tree *value, gd_span start)
{
    reader_take(reader);
    if (reader->token.kind != TOKEN_NAME) return reader_unexpected(reader);
    reader_take(reader);
    return reader_new(reader, GD_TREE_ATTRIBUTE, start, reader_word_of(reader->previous), &value,
                      1);
}

/* primary = atom (attribute | call | index)* */
const gd_tree *read_primary(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *value = read_atom(reader);
    for (;;) {
        if (!value) return NULL;
        if (reader_at(reader, ".")) value = read_attribute(reader, value, start);
        else if (reader_at(reader, "(")) value = read_call(reader, value, start);
        else if (reader_at(reader, "[")) value = read_index(reader, value, start);
        else return value;
    }
}
