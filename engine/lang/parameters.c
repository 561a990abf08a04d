#include "engine/lang/reader.h"

#include <stdlib.h>
#include <string.h>

/* -- Names given twice ---------------------------------------------------------------------- */

static int compare_places(gd_span a, gd_span b)
{
    if (a.line != b.line) return a.line < b.line ? -1 : 1;
    return a.column < b.column ? -1 : a.column > b.column;
}

/* "*" and "**" in front belong to no name. */
static const char *bare_name(const gd_tree *tree)
{
    return tree->text + strspn(tree->text, "*");
}

static int compare_names(const gd_tree *a, const gd_tree *b)
{
    return strcmp(bare_name(a), bare_name(b));
}

static int compare_trees(const void *left, const void *right)
{
    const gd_tree *a = *(const gd_tree *const *)left, *b = *(const gd_tree *const *)right;
    int order = compare_names(a, b);
    return order ? order : compare_places(a->span, b->span);
}

/* In sorted order equal names are neighbours; the one found is the first in the text. */
static const gd_tree *find_duplicate(const gd_tree **sorted, size_t count)
{
    const gd_tree *found = NULL;
    qsort(sorted, count, sizeof *sorted, compare_trees);
    for (size_t i = 1; i < count; i++) {
        if (compare_names(sorted[i - 1], sorted[i])) continue;
        if (!found || compare_places(sorted[i]->span, found->span) < 0) found = sorted[i];
    }
    return found;
}

bool parameters_check_names(gd_reader *reader, size_t base, gd_tree_kind kind, const char *before,
                            const char *after)
{
    size_t count = 0;
    for (size_t i = base; i < reader->count; i++) count += reader->stack[i]->kind == kind;
    if (count < 2) return true;
    const gd_tree **named =
        memory_alloc_array(reader->make.arena->memory, count, sizeof *named, &reader->error);
    if (!named) return false;
    count = 0;
    for (size_t i = base; i < reader->count; i++)
        if (reader->stack[i]->kind == kind) named[count++] = reader->stack[i];
    const gd_tree *found = find_duplicate(named, count);
    memory_free(named);
    if (found)
        reader_fail_late(reader, found->span, "give each name once", "%s%s%s", before,
                         bare_name(found), after);
    return true;
}

/* -- Parameters ----------------------------------------------------------------------------- */

/* What the parameters so far ask of the next one. */
struct parameters {
    gd_parameters of;
    const char *close;
    bool defaults; /* one had a default */
    bool slash;    /* "/" was met */
    bool star;     /* "*" was met, alone or with a name */
};

/* A PARAMETER whose text is some stars and the last taken name. */
static bool push_rest(gd_reader *reader, gd_span start, const char *stars)
{
    size_t base = reader->names.length;
    const gd_tree *none = NULL;
    buffer_add_text(&reader->names, stars);
    buffer_add(&reader->names, reader->previous.text, reader->previous.length);
    if (reader->names.error.code)
        return reader_fail(reader, GD_MEMORY_LIMIT, start, NULL, "out of memory");
    gd_word text = {reader->names.data + base, reader->names.length - base};
    reader->names.length = base;
    return reader_push(reader, reader_new(reader, GD_TREE_PARAMETER, start, text, &none, 1));
}

/* [":" expression], read and dropped */
static bool skip_annotation(gd_reader *reader, const struct parameters *so_far)
{
    if (so_far->of == PARAMETERS_OF_LAMBDA || !reader_accept(reader, ":")) return true;
    return read_expression(reader);
}

/* NAME [":" expression], after the stars; `kind` is Python's word for it */
static bool read_rest(gd_reader *reader, const struct parameters *so_far, gd_span start,
                      const char *stars, const char *kind)
{
    if (reader->token.kind != TOKEN_NAME) return reader_unexpected(reader);
    reader_take(reader);
    if (!push_rest(reader, start, stars) || !skip_annotation(reader, so_far)) return false;
    if (!reader_at(reader, "=")) return true;
    return reader_fail(reader, GD_SYNTAX, reader->token.span, "leave the default out",
                       "var-%s argument cannot have default value", kind);
}

/* "*" alone, after which parameters are given by keyword only */
static bool read_bare_star(gd_reader *reader, struct parameters *so_far, gd_span start)
{
    const gd_tree *none = NULL;
    bool last = reader_at(reader, so_far->close);
    if (reader_at(reader, ",")) {
        const gd_token *next = reader_peek(reader);
        last = reader_token_is(next, so_far->close) || reader_token_is(next, "**");
    }
    if (last)
        return reader_fail(reader, GD_SYNTAX, start, "name a parameter after it",
                           "named arguments must follow bare *");
    gd_word star = reader_word("*");
    return reader_push(reader, reader_new(reader, GD_TREE_PARAMETER, start, star, &none, 1));
}

/* "*" [NAME [":" expression]] */
static bool read_star(gd_reader *reader, struct parameters *so_far)
{
    gd_span start = reader->token.span;
    if (so_far->star)
        return reader_fail(reader, GD_SYNTAX, start, NULL, "* argument may appear only once");
    so_far->star = true;
    reader_take(reader);
    if (reader->token.kind == TOKEN_NAME)
        return read_rest(reader, so_far, start, "*", "positional");
    return read_bare_star(reader, so_far, start);
}

/* "**" NAME [":" expression], the last one */
static bool read_double_star(gd_reader *reader, const struct parameters *so_far)
{
    gd_span start = reader->token.span;
    reader_take(reader);
    if (!read_rest(reader, so_far, start, "**", "keyword")) return false;
    if (!reader_at(reader, ",") || reader_token_is(reader_peek(reader), so_far->close)) return true;
    return reader_fail(reader, GD_SYNTAX, reader_peek(reader)->span, "move it before **",
                       "arguments cannot follow var-keyword argument");
}

/* "/" after at least one parameter, which are given by place only */
static bool read_slash(gd_reader *reader, struct parameters *so_far, size_t base)
{
    gd_span start = reader->token.span;
    const gd_tree *none = NULL;
    if (so_far->slash) return reader_fail(reader, GD_SYNTAX, start, NULL, "/ may appear only once");
    if (so_far->star)
        return reader_fail(reader, GD_SYNTAX, start, "move it before *", "/ must be ahead of *");
    if (reader->count == base) return reader_unexpected(reader);
    so_far->slash = true;
    reader_take(reader);
    gd_word slash = reader_word("/");
    return reader_push(reader, reader_new(reader, GD_TREE_PARAMETER, start, slash, &none, 1));
}

/* ["=" expression] after the name; *value receives it */
static bool read_default(gd_reader *reader, const struct parameters *so_far, const gd_tree **value)
{
    gd_span equals = reader->token.span;
    if (!reader_accept(reader, "=")) return true;
    if (reader_at(reader, ",") || reader_at(reader, so_far->close))
        return reader_fail(reader, GD_SYNTAX, equals,
                           "write a value after =", "expected default value expression");
    *value = read_expression(reader);
    return *value;
}

/* NAME [":" expression] ["=" expression] */
static bool read_plain(gd_reader *reader, struct parameters *so_far)
{
    gd_token name = reader->token;
    const gd_tree *value = NULL;
    if (name.kind != TOKEN_NAME) return reader_unexpected(reader);
    reader_take(reader);
    if (!skip_annotation(reader, so_far) || !read_default(reader, so_far, &value)) return false;
    if (!value && so_far->defaults && !so_far->star)
        return reader_fail(reader, GD_SYNTAX, name.span, "move it before those with a default",
                           "non-default argument follows default argument");
    so_far->defaults |= value != NULL;
    gd_word text = reader_word_of(name);
    return reader_push(reader, reader_new(reader, GD_TREE_PARAMETER, name.span, text, &value, 1));
}

/* "(a, b)" was a parameter once. */
static bool refuse_group(gd_reader *reader, const struct parameters *so_far)
{
    gd_token open = reader->token;
    const gd_tree *group = reader_try(reader, read_parentheses);
    if (reader->error.code) return false;
    bool last = reader_at(reader, so_far->close) || reader_at(reader, ",");
    if (!group || !last)
        return reader_fail(reader, GD_SYNTAX, open.span, "name each parameter", "invalid syntax");
    const char *of = so_far->of == PARAMETERS_OF_LAMBDA ? "Lambda expression" : "Function";
    return reader_fail(reader, GD_SYNTAX, reader_span(reader, open.span), "leave ( ) out",
                       "%s parameters cannot be parenthesized", of);
}

/* parameter = "/" | star | double_star | plain */
static bool read_parameter(gd_reader *reader, struct parameters *so_far, size_t base)
{
    if (reader_at(reader, "**")) return read_double_star(reader, so_far);
    if (reader_at(reader, "/")) return read_slash(reader, so_far, base);
    if (reader_at(reader, "*")) return read_star(reader, so_far);
    if (reader_at(reader, "(")) return refuse_group(reader, so_far);
    return read_plain(reader, so_far);
}

/* parameters = [parameter ("," parameter)* [","]] */
bool read_parameters(gd_reader *reader, gd_parameters of)
{
    struct parameters so_far = {.of = of, .close = of == PARAMETERS_OF_LAMBDA ? ":" : ")"};
    size_t base = reader->count;
    while (!reader_at(reader, so_far.close)) {
        if (!read_parameter(reader, &so_far, base)) return false;
        if (!reader_accept(reader, ",")) break;
    }
    return parameters_check_names(reader, base, GD_TREE_PARAMETER, "duplicate argument '",
                                  "' in function definition");
}
