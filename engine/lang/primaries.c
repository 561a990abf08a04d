/* The rules for names, numbers and what may follow an atom: attributes, calls, indices; above each
 * function stands the rule that it reads. */
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

/* -- Primaries ------------------------------------------------------------------------------ */

static const gd_tree *read_constant(gd_reader *reader)
{
    reader_take(reader);
    return reader_leaf(reader, GD_TREE_CONSTANT);
}

/* atom = NAME | INTEGER | FLOAT | strings | group | list | braces | "None" | "True" | "False" |
 * "..." */
static const gd_tree *read_atom(gd_reader *reader)
{
    switch (reader->token.kind) {
    case TOKEN_NAME: return read_name(reader);
    case TOKEN_INTEGER: return read_integer(reader);
    case TOKEN_FLOAT: return read_float(reader);
    case TOKEN_STRING:
    case TOKEN_FORMATTED: return read_strings(reader);
    default: break;
    }
    if (reader_at(reader, "(")) return read_parentheses(reader);
    if (reader_at(reader, "[")) return read_list(reader);
    if (reader_at(reader, "{")) return read_braces(reader);
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

/* What the arguments so far ask of the next one. */
struct arguments {
    size_t base;
    bool keywords, mappings;  /* there was a keyword, a "**" */
    const gd_tree *misplaced; /* the first that may not stand where it does */
    const char *message, *hint;
};

/* Said when all arguments are read, as what is wrong with a later one comes first. */
static void misplace(struct arguments *all, const gd_tree *argument, const char *message,
                     const char *hint)
{
    if (all->misplaced) return;
    all->misplaced = argument;
    all->message = message;
    all->hint = hint;
}

/* "*" expression | "**" expression */
static const gd_tree *read_spread(gd_reader *reader, struct arguments *so_far)
{
    gd_span start = reader->token.span;
    bool mapping = reader_accept(reader, "**");
    if (!mapping && so_far->mappings)
        return reader_fail(reader, GD_SYNTAX, start, "move it before the first **",
                           "iterable argument unpacking follows keyword argument unpacking");
    if (!mapping) reader_take(reader);
    so_far->mappings |= mapping;
    const gd_tree *value = read_expression(reader);
    gd_tree_kind kind = mapping ? GD_TREE_DOUBLE_STARRED : GD_TREE_STARRED;
    return reader_new(reader, kind, start, reader_no_word, &value, 1);
}

static const gd_tree *refuse_assignment(gd_reader *reader, const gd_tree *value)
{
    gd_span end = reader->token.span;
    gd_span span = {value->span.line, value->span.column, end.end_line, end.end_column};
    if (value->kind == GD_TREE_CONSTANT && value->text[0] != '.')
        return reader_fail(reader, GD_SYNTAX, span, "to compare, write ==", "cannot assign to %s",
                           target_words(value));
    return reader_fail(reader, GD_SYNTAX, span, "to compare, write ==",
                       "expression cannot contain assignment, perhaps you meant \"==\"?");
}

/* A generator needs no brackets of its own where it is the only argument. */
static const gd_tree *read_generator(gd_reader *reader, gd_span start, struct arguments *all)
{
    size_t base = reader->count - 1;
    const gd_tree *generator = read_comprehension(reader, start, "generator", base);
    if (!generator || (base == all->base && reader_at(reader, ")"))) return generator;
    if (!reader_at(reader, ",") && !reader_at(reader, ")")) return reader_unexpected(reader);
    misplace(all, generator, "Generator expression must be parenthesized", "put it into ( )");
    return generator;
}

/* NAME ":=" expression | expression [clauses] */
static const gd_tree *read_positional(gd_reader *reader, struct arguments *so_far)
{
    gd_span start = reader->token.span;
    bool named = reader->token.kind == TOKEN_NAME && reader_token_is(reader_peek(reader), ":=");
    const gd_tree *value = (named ? read_named : read_expression)(reader);
    if (!value) return NULL;
    if (reader_at(reader, ":=")) return reader_unexpected(reader);
    if (reader_at(reader, "=")) return refuse_assignment(reader, value);
    if (reader_at(reader, "for") || reader_at(reader, "async"))
        return reader_push(reader, value) ? read_generator(reader, start, so_far) : NULL;
    if (so_far->mappings)
        misplace(so_far, value, "positional argument follows keyword argument unpacking",
                 "move it before the first **");
    else if (so_far->keywords)
        misplace(so_far, value, "positional argument follows keyword argument",
                 "move it before the first name=value");
    return value;
}

/* argument = keyword | spread | positional */
static const gd_tree *read_argument(gd_reader *reader, struct arguments *so_far)
{
    if (reader_at(reader, "*") || reader_at(reader, "**")) return read_spread(reader, so_far);
    if (reader->token.kind != TOKEN_NAME || !reader_token_is(reader_peek(reader), "="))
        return read_positional(reader, so_far);
    so_far->keywords = true;
    return read_keyword(reader);
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

/* arguments = [argument ("," argument)* [","]] */
bool read_arguments(gd_reader *reader)
{
    struct arguments so_far = {.base = reader->count};
    if (!reader_at(reader, ")")) {
        if (!reader_enter(reader)) return false;
        do
            if (!reader_push(reader, read_argument(reader, &so_far))) return false;
        while (reader_accept(reader, ",") && !reader_at(reader, ")"));
        reader_leave(reader);
    }
    if (so_far.misplaced && reader_at(reader, ")"))
        return reader_fail(reader, GD_SYNTAX, so_far.misplaced->span, so_far.hint, "%s",
                           so_far.message);
    return reader_expect(reader, ")") && check_arguments(reader, so_far.base);
}

/* call = primary "(" arguments ")", after the primary */
static const gd_tree *read_call(gd_reader *reader, const gd_tree *function, gd_span start)
{
    size_t base = reader->count;
    reader_take(reader);
    if (!reader_push(reader, function) || !read_arguments(reader)) return NULL;
    return reader_build(reader, GD_TREE_CALL, start, reader_no_word, base);
}

/* A slice's part, pushed; none before ":", "," and "]". */
static bool push_slice_part(gd_reader *reader)
{
    bool none = reader_at(reader, ":") || reader_at(reader, ",") || reader_at(reader, "]");
    return none ? reader_push_none(reader) : reader_push(reader, read_expression(reader));
}

/* slice = [expression] ":" [expression] [":" [expression]] | named | starred */
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
    if (!parts[1] || !reader_expect(reader, "]")) return NULL;
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
