/* JSON programs and expressions → syntax trees.
 *
 *   expression = number                    INTEGER or FLOAT
 *              | true | false | null       CONSTANT
 *              | "name" | "dotted.name"    NAME, ATTRIBUTE
 *              | [expression, ...]         LIST: a literal tensor
 *              | {"op": name, "args": [expression, ...], "kwargs": {name: expression}}   CALL
 *   statement  = {"assign": name or [name, ...], "value": expression}                    ASSIGN
 *
 * Every JSON value that becomes a node has a number, counted from 1 in the order of the walk; it
 * is the column of the node's span. No table of places is kept: when an error carries a number, the
 * same walk is made once more and stops there. */
#include "server/wire.h"

#include <string.h>

typedef struct tree_reader {
    wire_reader *reader;
    gd_tree_maker maker;
    int32_t tag;         /* of the last JSON value that became a node */
    int32_t wanted;      /* a tag whose place is asked for; 0: none */
    const char *pointer; /* the answer */
} tree_reader;

static gd_span next_span(tree_reader *t, const wire_path *path)
{
    if (++t->tag == t->wanted) t->pointer = wire_pointer(t->reader, path);
    return (gd_span){.column = t->tag};
}

/* Passes a new node on; the place of an error in its making is `path`. */
static const gd_tree *made(tree_reader *t, const wire_path *path, const gd_tree *tree)
{
    if (!tree) wire_locate(t->reader, path);
    return tree;
}

static const gd_tree *new_tree(tree_reader *t, const wire_path *path, gd_tree_kind kind,
                               gd_span span, const char *text, const gd_tree *const *parts, int n)
{
    size_t length = text ? strlen(text) : 0;
    return made(t, path, tree_new(&t->maker, kind, span, text, length, parts, n));
}

/* a.b.c is an attribute of an attribute of a name. */
static const gd_tree *read_dotted(tree_reader *t, const wire_path *path, const json_t *json)
{
    gd_span span = next_span(t, path);
    if (!json_is_string(json)) {
        wire_fail(t->reader, path, GD_BAD_VALUE, "a name is needed, not %s", wire_type_name(json));
        return NULL;
    }
    char *text = arena_copy(&t->reader->arena, json_string_value(json), json_string_length(json),
                            &t->reader->err);
    const gd_tree *tree = NULL;
    for (char *part = text, *dot; part; part = dot ? dot + 1 : NULL) {
        dot = strchr(part, '.');
        if (dot) *dot = 0;
        if (!wire_check_name(t->reader, path, part)) return NULL;
        tree = tree ? new_tree(t, path, GD_TREE_ATTRIBUTE, span, part, &tree, 1)
                    : new_tree(t, path, GD_TREE_NAME, span, part, NULL, 0);
        if (!tree) return NULL;
    }
    return tree;
}

static const gd_tree *read_tree(tree_reader *t, const wire_path *path, const json_t *json);

/* Reads the items of an array into parts[]. */
static bool read_items(tree_reader *t, const wire_path *path, const json_t *json,
                       const gd_tree **parts)
{
    for (size_t i = 0; i < json_array_size(json); i++) {
        wire_path place = {path, NULL, i};
        parts[i] = read_tree(t, &place, json_array_get(json, i));
        if (!parts[i]) return false;
    }
    return true;
}

static const gd_tree **new_parts(tree_reader *t, size_t n)
{
    return arena_alloc_array(&t->reader->arena, n, sizeof(gd_tree *), &t->reader->err);
}

static const gd_tree *read_list(tree_reader *t, const wire_path *path, const json_t *json)
{
    gd_span span = next_span(t, path);
    size_t n = json_array_size(json);
    const gd_tree **parts = new_parts(t, n);
    if (!parts || !read_items(t, path, json, parts)) return NULL;
    return new_tree(t, path, GD_TREE_LIST, span, NULL, parts, (int)n);
}

static bool read_keywords(tree_reader *t, const wire_path *path, const json_t *json,
                          const gd_tree **parts)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)json, name, value)
    {
        wire_path place = {path, name, 0};
        if (!wire_check_name(t->reader, &place, name)) return false;
        gd_span span = next_span(t, &place);
        value = wire_expand(t->reader, value);
        const gd_tree *tree = value ? read_tree(t, &place, value) : NULL;
        if (!tree) return false;
        *parts = new_tree(t, &place, GD_TREE_KEYWORD, span, name, &tree, 1);
        if (!*parts++) return false;
    }
    return true;
}

enum { OP_KEY, ARGS_KEY, KWARGS_KEY, CALL_KEYS };

static const wire_key call_keys[CALL_KEYS] = {
    [OP_KEY] = {.name = "op"},         /* name of the operator */
    [ARGS_KEY] = {.name = "args"},     /* positional arguments */
    [KWARGS_KEY] = {.name = "kwargs"}, /* arguments by name */
};

static bool read_call_members(tree_reader *t, const wire_path *path, const json_t *json,
                              json_t **members)
{
    wire_reader *reader = t->reader;
    if (!wire_members(reader, path, json, call_keys, CALL_KEYS, members)) return false;
    if (!members[OP_KEY]) return wire_fail(reader, path, GD_MISSING_KEY, "\"op\" is missing");
    const json_t *args = members[ARGS_KEY], *kwargs = members[KWARGS_KEY];
    if (args && !json_is_array(args))
        return wire_fail(reader, &(wire_path){path, "args", 0}, GD_BAD_VALUE,
                         "an array of arguments is needed, not %s", wire_type_name(args));
    if (kwargs && !json_is_object(kwargs))
        return wire_fail(reader, &(wire_path){path, "kwargs", 0}, GD_BAD_VALUE,
                         "an object of arguments is needed, not %s", wire_type_name(kwargs));
    return true;
}

static const gd_tree *read_call(tree_reader *t, const wire_path *path, const json_t *json)
{
    gd_span span = next_span(t, path);
    json_t *members[CALL_KEYS];
    if (!read_call_members(t, path, json, members)) return NULL;
    size_t n_args = json_array_size(members[ARGS_KEY]);
    size_t n = 1 + n_args + json_object_size(members[KWARGS_KEY]);
    const gd_tree **parts = new_parts(t, n);
    if (!parts) return NULL;
    parts[0] = read_dotted(t, &(wire_path){path, "op", 0}, members[OP_KEY]);
    if (!parts[0] || !read_items(t, &(wire_path){path, "args", 0}, members[ARGS_KEY], parts + 1) ||
        (members[KWARGS_KEY] && !read_keywords(t, &(wire_path){path, "kwargs", 0},
                                               members[KWARGS_KEY], parts + 1 + n_args)))
        return NULL;
    return new_tree(t, path, GD_TREE_CALL, span, NULL, parts, (int)n);
}

static const gd_tree *read_constant(tree_reader *t, const wire_path *path, const json_t *json)
{
    const char *text = json_is_true(json) ? "True" : json_is_false(json) ? "False" : "None";
    return new_tree(t, path, GD_TREE_CONSTANT, next_span(t, path), text, NULL, 0);
}

static const gd_tree *read_integer(tree_reader *t, const wire_path *path, const json_t *json)
{
    gd_span span = next_span(t, path);
    return made(t, path, tree_new_integer(&t->maker, span, json_integer_value(json)));
}

static const gd_tree *read_float(tree_reader *t, const wire_path *path, const json_t *json)
{
    gd_span span = next_span(t, path);
    return made(t, path, tree_new_float(&t->maker, span, json_real_value(json)));
}

static const gd_tree *read_tree(tree_reader *t, const wire_path *path, const json_t *json)
{
    if (!wire_go_on(t->reader)) return NULL;
    static const gd_tree *(*const by_type[])(tree_reader *, const wire_path *, const json_t *) = {
        [JSON_OBJECT] = read_call,     [JSON_ARRAY] = read_list,    [JSON_STRING] = read_dotted,
        [JSON_INTEGER] = read_integer, [JSON_REAL] = read_float,    [JSON_TRUE] = read_constant,
        [JSON_FALSE] = read_constant,  [JSON_NULL] = read_constant,
    };
    return by_type[json_typeof(json)](t, path, json);
}

static const gd_tree *read_target_name(tree_reader *t, const wire_path *path, const json_t *json)
{
    gd_span span = next_span(t, path);
    const char *name = wire_read_name(t->reader, path, json);
    return name ? new_tree(t, path, GD_TREE_NAME, span, name, NULL, 0) : NULL;
}

static const gd_tree *read_target(tree_reader *t, const wire_path *path, const json_t *json)
{
    if (!json_is_array(json)) return read_target_name(t, path, json);
    gd_span span = next_span(t, path);
    size_t n = json_array_size(json);
    const gd_tree **parts = new_parts(t, n);
    for (size_t i = 0; parts && i < n; i++) {
        parts[i] = read_target_name(t, &(wire_path){path, NULL, i}, json_array_get(json, i));
        if (!parts[i]) return NULL;
    }
    return parts ? new_tree(t, path, GD_TREE_TUPLE, span, NULL, parts, (int)n) : NULL;
}

enum { ASSIGN_KEY, VALUE_KEY, STATEMENT_KEYS };

static const wire_key statement_keys[STATEMENT_KEYS] = {
    [ASSIGN_KEY] = {.name = "assign"}, /* the name, or names, to give the value to */
    [VALUE_KEY] = {.name = "value"},   /* the expression */
};

static const gd_tree *read_statement(tree_reader *t, const wire_path *path, const json_t *json)
{
    gd_span span = next_span(t, path);
    json_t *members[STATEMENT_KEYS];
    if (!wire_members(t->reader, path, json, statement_keys, STATEMENT_KEYS, members)) return NULL;
    members[VALUE_KEY] = json_object_get(json, "value"); /* a null there is None */
    for (int i = 0; i < STATEMENT_KEYS; i++)
        if (!members[i]) {
            wire_fail(t->reader, path, GD_MISSING_KEY, "\"%s\" is missing", statement_keys[i].name);
            return NULL;
        }
    const gd_tree *parts[2];
    parts[0] = read_tree(t, &(wire_path){path, "value", 0}, members[VALUE_KEY]);
    if (!parts[0]) return NULL;
    parts[1] = read_target(t, &(wire_path){path, "assign", 0}, members[ASSIGN_KEY]);
    return parts[1] ? new_tree(t, path, GD_TREE_ASSIGN, span, NULL, parts, 2) : NULL;
}

static const gd_tree *read_block(tree_reader *t, const wire_path *path, const json_t *json)
{
    gd_span span = next_span(t, path);
    size_t n = json_array_size(json);
    const gd_tree **parts = new_parts(t, n);
    for (size_t i = 0; parts && i < n; i++) {
        parts[i] = read_statement(t, &(wire_path){path, NULL, i}, json_array_get(json, i));
        if (!parts[i]) return NULL;
    }
    return parts ? new_tree(t, path, GD_TREE_BLOCK, span, NULL, parts, (int)n) : NULL;
}

static const gd_tree *read_program(tree_reader *t, const wire_path *path, const json_t *json,
                                   gd_tree_kind kind)
{
    t->maker =
        (gd_tree_maker){&t->reader->arena, t->reader->limits->program_nesting, &t->reader->err};
    return kind == GD_TREE_BLOCK ? read_block(t, path, json) : read_tree(t, path, json);
}

const gd_tree *wire_read_tree(wire_reader *reader, const wire_path *path, const json_t *json,
                              gd_tree_kind kind)
{
    return read_program(&(tree_reader){.reader = reader}, path, json, kind);
}

const char *wire_tree_pointer(wire_reader *reader, const wire_path *path, const json_t *json,
                              gd_tree_kind kind, int32_t tag)
{
    gd_error kept = reader->err;
    reader->err.code = GD_OK; /* so that the second walk goes as far as the first */
    tree_reader t = {.reader = reader, .wanted = tag};
    read_program(&t, path, json, kind);
    reader->err = kept;
    return t.pointer;
}
