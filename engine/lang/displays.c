/* The rules for what stands in brackets: groups, tuples, lists, sets, dictionaries and
 * comprehensions; above each function stands the rule that it reads. */
#include "engine/lang/reader.h"

#include <string.h>

/* item = starred | named */
const gd_tree *read_item(gd_reader *reader)
{
    return reader_at(reader, "*") ? read_starred(reader) : read_named(reader);
}

/* ("," item)* [","] up to `close`, after the first item, which is on the stack */
static bool read_more_items(gd_reader *reader, const char *close)
{
    while (reader_accept(reader, ",") && !reader_at(reader, close))
        if (!reader_push(reader, read_item(reader))) return false;
    return reader_expect(reader, close);
}

/* -- Comprehensions ------------------------------------------------------------------------- */

static bool at_clause(const gd_reader *reader)
{
    return reader_at(reader, "for") || reader_at(reader, "async");
}

/* clause = "for" targets "in" disjunction ("if" disjunction)* */
static const gd_tree *read_clause(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    if (!reader_expect(reader, "for")) return NULL;
    if (!reader_push(reader, read_target_list(reader)) || !reader_expect(reader, "in")) return NULL;
    if (!reader_push(reader, read_disjunction(reader))) return NULL;
    while (reader_accept(reader, "if"))
        if (!reader_push(reader, read_disjunction(reader))) return NULL;
    return reader_build(reader, GD_TREE_CLAUSE, start, reader_no_word, base);
}

/* comprehension = element clause+, after the element */
const gd_tree *read_comprehension(gd_reader *reader, gd_span start, const char *kind, size_t base)
{
    const gd_tree *element = reader->stack[base];
    if (element->kind == GD_TREE_STARRED)
        return reader_fail(reader, GD_SYNTAX, element->span, NULL,
                           "iterable unpacking cannot be used in comprehension");
    while (at_clause(reader))
        if (!reader_push(reader, read_clause(reader))) return NULL;
    return reader_build(reader, GD_TREE_COMPREHENSION, start, reader_word(kind), base);
}

/* "[x, y for …": the element is a tuple without its parentheses. */
static const gd_tree *refuse_bare_tuple(gd_reader *reader, size_t base)
{
    gd_span first = reader->stack[base]->span;
    return reader_fail(reader, GD_SYNTAX, reader_span(reader, first), "write ( ) around them",
                       "did you forget parentheses around the comprehension target?");
}

/* The span of a display ends with its closing bracket. */
static const gd_tree *close_comprehension(gd_reader *reader, gd_span start, const char *kind,
                                          const char *close, size_t base)
{
    const gd_tree *value = read_comprehension(reader, start, kind, base);
    if (!value || !reader_expect(reader, close)) return NULL;
    return reader_new(reader, GD_TREE_COMPREHENSION, start, reader_word(kind), value->parts,
                      value->n_parts);
}

/* -- Lists and sets ------------------------------------------------------------------------- */

/* The rest of a list or set, after its first item: ("," item)* [","] | clause+ */
static const gd_tree *read_display(gd_reader *reader, gd_span start, size_t base, const char *close)
{
    bool list = *close == ']';
    if (at_clause(reader))
        return close_comprehension(reader, start, list ? "list" : "set", close, base);
    while (reader_accept(reader, ",") && !reader_at(reader, close))
        if (!reader_push(reader, read_item(reader))) return NULL;
    if (at_clause(reader)) return refuse_bare_tuple(reader, base);
    if (!reader_expect(reader, close)) return NULL;
    return reader_build(reader, list ? GD_TREE_LIST : GD_TREE_SET, start, reader_no_word, base);
}

/* list = "[" [item ("," item)* [","]] "]" | "[" comprehension "]" */
const gd_tree *read_list(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    reader_take(reader);
    if (reader_accept(reader, "]"))
        return reader_build(reader, GD_TREE_LIST, start, reader_no_word, base);
    if (!reader_enter(reader) || !reader_push(reader, read_item(reader))) return NULL;
    const gd_tree *list = read_display(reader, start, base, "]");
    reader_leave(reader);
    return list;
}

/* -- Parentheses ---------------------------------------------------------------------------- */

/* The rest of "(" item: a generator, a group, or a tuple if there is a comma. */
static const gd_tree *read_group(gd_reader *reader, gd_span start, size_t base)
{
    bool tuple = reader_at(reader, ",");
    if (at_clause(reader)) return close_comprehension(reader, start, "generator", ")", base);
    if (!read_more_items(reader, ")")) return NULL;
    if (tuple) return reader_build(reader, GD_TREE_TUPLE, start, reader_no_word, base);
    const gd_tree *value = reader->stack[--reader->count];
    if (value->kind != GD_TREE_STARRED) return value;
    return reader_fail(reader, GD_SYNTAX, value->span,
                       "a star spreads values in a list, tuple or call",
                       "cannot use starred expression here");
}

/* group = "(" named ")" | "(" [item "," [item ("," item)* [","]]] ")" | "(" comprehension ")" */
const gd_tree *read_parentheses(gd_reader *reader)
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

/* -- Braces --------------------------------------------------------------------------------- */

/* ":" expression, pushed */
static bool read_entry_value(gd_reader *reader)
{
    gd_span colon = reader->token.span;
    if (reader_at(reader, "}") || reader_at(reader, ","))
        return reader_fail(reader, GD_SYNTAX, reader->token.span, "each entry is key: value",
                           "':' expected after dictionary key");
    if (!reader_expect(reader, ":")) return false;
    if (reader_at(reader, "}") || reader_at(reader, ","))
        return reader_fail(reader, GD_SYNTAX, colon, "each entry is key: value",
                           "expression expected after dictionary key and ':'");
    if (!reader_at(reader, "*")) return reader_push(reader, read_expression(reader));
    const gd_tree *starred = read_starred(reader);
    if (!starred) return false;
    return reader_fail(reader, GD_SYNTAX, starred->span, "to spread a mapping, write **",
                       "cannot use a starred expression in a dictionary value");
}

/* "**" operation, pushed behind no key */
static bool read_mapping(gd_reader *reader)
{
    gd_span stars = reader->token.span;
    reader_take(reader);
    if (!reader_push_none(reader) || !reader_push(reader, read_bitwise(reader))) return false;
    if (!at_clause(reader)) return true;
    return reader_fail(reader, GD_SYNTAX, stars,
                       "write two loops: {k: v for d in ds for k, v in d.items()}",
                       "dict unpacking cannot be used in dict comprehension");
}

/* entry = expression ":" expression | "**" operation */
static bool read_entry(gd_reader *reader)
{
    if (reader_at(reader, "**")) return read_mapping(reader);
    return reader_push(reader, read_expression(reader)) && read_entry_value(reader);
}

/* The key and the value on the stack become the element of a comprehension. */
static const gd_tree *read_dictionary_comprehension(gd_reader *reader, gd_span start, size_t base)
{
    gd_span first = reader->stack[base]->span;
    const gd_tree *pair = reader_build(reader, GD_TREE_TUPLE, first, reader_no_word, base);
    if (!reader_push(reader, pair)) return NULL;
    return close_comprehension(reader, start, "dict", "}", base);
}

/* dictionary = "{" [entry ("," entry)* [","]] "}", after the first entry */
static const gd_tree *read_dictionary(gd_reader *reader, gd_span start, size_t base)
{
    if (at_clause(reader)) return read_dictionary_comprehension(reader, start, base);
    while (reader_accept(reader, ",") && !reader_at(reader, "}"))
        if (!read_entry(reader)) return NULL;
    if (!reader_expect(reader, "}")) return NULL;
    return reader_build(reader, GD_TREE_DICT, start, reader_no_word, base);
}

/* The first item tells a set from a dictionary. */
static const gd_tree *read_braces_content(gd_reader *reader, gd_span start, size_t base)
{
    if (reader_at(reader, "**"))
        return read_mapping(reader) ? read_dictionary(reader, start, base) : NULL;
    bool starred = reader_at(reader, "*");
    if (!reader_push(reader, read_item(reader))) return NULL;
    if (starred || !reader_at(reader, ":")) return read_display(reader, start, base, "}");
    return read_entry_value(reader) ? read_dictionary(reader, start, base) : NULL;
}

/* braces = dictionary | "{" item ("," item)* [","] "}" | "{" comprehension "}" */
const gd_tree *read_braces(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    reader_take(reader);
    if (reader_accept(reader, "}"))
        return reader_build(reader, GD_TREE_DICT, start, reader_no_word, base);
    if (!reader_enter(reader)) return NULL;
    const gd_tree *value = read_braces_content(reader, start, base);
    reader_leave(reader);
    return value;
}
