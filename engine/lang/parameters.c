#include "engine/lang/reader.h"

#include <stdlib.h>
#include <string.h>

/* -- Names given twice ---------------------------------------------------------------------- */

static int compare_places(gd_span a, gd_span b)
{
    if (a.line != b.line) return a.line < b.line ? -1 : 1;
    return a.column < b.column ? -1 : a.column > b.column;
}

static int compare_names(const gd_tree *a, const gd_tree *b)
{
    if (a->length != b->length) return a->length < b->length ? -1 : 1;
    return memcmp(a->text, b->text, (size_t)a->length);
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
        reader_fail(reader, GD_SYNTAX, found->span, "give each name once", "%s%s%s", before,
                    found->text, after);
    return !found;
}

/* -- Parameters ----------------------------------------------------------------------------- */

/* What the parameters so far ask of the next one. */
struct parameters {
    gd_annotations annotations;
    bool defaults; /* one had a default */
    bool keywords; /* "*" was met */
};

static bool refuse_parameter(gd_reader *reader, const char *what)
{
    reader_unsupported(reader, reader->token.span, what, "name each parameter");
    return false;
}

/* "*", after which parameters are given by keyword only */
static bool read_star(gd_reader *reader, struct parameters *so_far, const char *close)
{
    gd_span start = reader->token.span;
    gd_word star = reader_word_of(reader->token);
    const gd_tree *none = NULL;
    reader_take(reader);
    if (reader->token.kind == TOKEN_NAME)
        return refuse_parameter(reader, "parameters that take the rest ('*name') are");
    bool bare = reader_at(reader, close);
    if (reader_at(reader, ",")) {
        const gd_token *next = reader_peek(reader);
        bare = reader_token_is(next, close) || reader_token_is(next, "**");
    }
    if (bare)
        return reader_fail(reader, GD_SYNTAX, start, "name a parameter after it",
                           "named arguments must follow bare *");
    if (so_far->keywords)
        return reader_fail(reader, GD_SYNTAX, start, NULL, "* argument may appear only once");
    so_far->keywords = true;
    return reader_push(reader, reader_new(reader, GD_TREE_PARAMETER, start, star, &none, 1));
}

/* [":" expression], read and dropped */
static bool skip_annotation(gd_reader *reader, const struct parameters *so_far)
{
    if (so_far->annotations == ANNOTATIONS_REFUSED || !reader_accept(reader, ":")) return true;
    return read_expression(reader);
}

/* NAME [":" expression] ["=" expression] */
static bool read_named(gd_reader *reader, struct parameters *so_far)
{
    gd_token name = reader->token;
    const gd_tree *value = NULL;
    if (name.kind != TOKEN_NAME) return reader_unexpected(reader);
    reader_take(reader);
    if (!skip_annotation(reader, so_far)) return false;
    bool given = reader_accept(reader, "=");
    if (given && !(value = read_expression(reader))) return false;
    if (!given && so_far->defaults && !so_far->keywords)
        return reader_fail(reader, GD_SYNTAX, name.span, "move it before those with a default",
                           "non-default argument follows default argument");
    so_far->defaults |= given;
    gd_word text = reader_word_of(name);
    return reader_push(reader, reader_new(reader, GD_TREE_PARAMETER, name.span, text, &value, 1));
}

/* parameter = "*" | NAME [":" expression] ["=" expression] */
static bool read_parameter(gd_reader *reader, struct parameters *so_far, const char *close)
{
    if (reader_at(reader, "**"))
        return refuse_parameter(reader, "parameters that take keywords ('**name') are");
    if (reader_at(reader, "/"))
        return refuse_parameter(reader, "positional-only parameters ('/') are");
    if (reader_at(reader, "*")) return read_star(reader, so_far, close);
    return read_named(reader, so_far);
}

/* parameters = [parameter ("," parameter)* [","]] */
bool read_parameters(gd_reader *reader, const char *close, gd_annotations annotations)
{
    struct parameters so_far = {.annotations = annotations};
    size_t base = reader->count;
    while (!reader_at(reader, close)) {
        if (!read_parameter(reader, &so_far, close)) return false;
        if (!reader_accept(reader, ",")) break;
    }
    return parameters_check_names(reader, base, GD_TREE_PARAMETER, "duplicate argument '",
                                  "' in function definition");
}
