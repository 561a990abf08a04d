#include "engine/lang/tree.h"

#include "engine/base/hash.h"
#include "engine/lang/operators.h"

#include <string.h>

static const struct {
    const char *name, *parts;
} kinds[] = {
#define TREE(kind, parts) {#kind, parts},
#include "engine/lang/tree.def"
#undef TREE
};

const char *tree_kind_name(gd_tree_kind kind)
{
    return kinds[kind].name;
}

/* Reads the column of tree.def: parts are separated by commas after an optional "text: …;". The
 * last one may be repeated, or a last pair in parentheses. Only a NULL part is looked up, which is
 * rare. */
static bool may_be_none(gd_tree_kind kind, int part)
{
    const char *at = kinds[kind].parts, *pair = strchr(at, '(');
    if (!strncmp(at, "text:", 5)) at += strcspn(at, ";");
    size_t length = strcspn(at, ",");
    for (; part > 0 && (at[length] || pair); part--) {
        if (!at[length]) part = 1 + (part - 1) % 2; /* whole pairs change nothing */
        at = at[length] ? at + length + 1 : pair;
        length = strcspn(at, ",");
    }
    const char *none = strstr(at, "or none");
    return none && none < at + length;
}

static bool has_parts(gd_tree_kind kind, const gd_tree *const *parts, int n_parts)
{
    for (int i = 0; i < n_parts; i++)
        if (!parts[i] && !may_be_none(kind, i)) return false;
    return true;
}

static const gd_operator *binary_operator(const char *text, size_t length)
{
    return operator_named(GD_OPERATOR_BINARY, text, length);
}

static bool check_operator(const gd_tree_maker *maker, gd_tree_kind kind, gd_span span,
                           const char *text, size_t length)
{
    bool binary = kind == GD_TREE_BINARY || kind == GD_TREE_AUGMENTED;
    if (!binary && kind != GD_TREE_UNARY) return true;
    gd_operator_kind wanted = binary ? GD_OPERATOR_BINARY : GD_OPERATOR_UNARY;
    if (operator_named(wanted, text, length)) return true;
    gd_fail(maker->err, GD_UNKNOWN_NAME, "there is no %s operator '%.*s'",
            binary ? "binary" : "unary", (int)(length < 60 ? length : 60), text);
    return gd_locate(maker->err, span);
}

/* Whether `left` is on one level with the BINARY that has it as its left part. */
static bool continues_chain(const char *text, size_t length, const gd_tree *left)
{
    if (left->kind != GD_TREE_BINARY) return false;
    const gd_operator *inner = binary_operator(left->text, (size_t)left->length);
    return inner->strength >= operator_left_strength(binary_operator(text, length));
}

static int32_t depth_over(gd_tree_kind kind, const char *text, size_t length,
                          const gd_tree *const *parts, int n_parts)
{
    int32_t depth = 0;
    for (int i = 0; i < n_parts; i++) {
        if (!parts[i]) continue;
        bool chain = kind == GD_TREE_BINARY && !i && continues_chain(text, length, parts[i]);
        int32_t levels = parts[i]->depth + !chain;
        if (levels > depth) depth = levels;
    }
    return depth;
}

static bool yields(gd_tree_kind kind, const gd_tree *const *parts, int n_parts)
{
    bool found = kind == GD_TREE_YIELD || kind == GD_TREE_YIELD_FROM;
    bool own = kind == GD_TREE_DEF || kind == GD_TREE_LAMBDA || kind == GD_TREE_CLASS;
    for (int i = 0; !own && !found && i < n_parts; i++) found = parts[i] && parts[i]->yields;
    return found;
}

static bool copy_contents(const gd_tree_maker *maker, gd_tree *tree, const char *text,
                          const gd_tree *const *parts)
{
    size_t count = (size_t)tree->n_parts;
    if (text) tree->text = arena_copy(maker->arena, text, (size_t)tree->length, maker->err);
    if (text && !tree->text) return false;
    if (text) tree->hash = hash_text(text, (size_t)tree->length);
    if (!count) return true;
    tree->parts = arena_alloc_array(maker->arena, count, sizeof *tree->parts, maker->err);
    if (tree->parts) memcpy(tree->parts, parts, count * sizeof *parts);
    return tree->parts;
}

static gd_tree *allocate(const gd_tree_maker *maker, gd_tree_kind kind, gd_span span)
{
    gd_tree *tree = arena_alloc(maker->arena, sizeof *tree, maker->err);
    if (!tree) return NULL;
    tree->kind = kind;
    tree->span = span;
    return tree;
}

const gd_tree *tree_new(const gd_tree_maker *maker, gd_tree_kind kind, gd_span span,
                        const char *text, size_t length, const gd_tree *const *parts, int n_parts)
{
    if (!has_parts(kind, parts, n_parts)) return NULL;
    if (!check_operator(maker, kind, span, text, length)) return NULL;
    int32_t depth = depth_over(kind, text, length, parts, n_parts);
    if (depth > maker->nesting) {
        gd_fail(maker->err, GD_NESTING_LIMIT, "nested more than %lld levels deep",
                (long long)maker->nesting);
        gd_locate(maker->err, span);
        gd_hint(maker->err, "give a part of it a name, and use the name");
        return NULL;
    }
    gd_tree *tree = allocate(maker, kind, span);
    if (!tree) return NULL;
    tree->depth = depth;
    tree->yields = yields(kind, parts, n_parts);
    tree->length = (int32_t)length;
    tree->n_parts = n_parts;
    return copy_contents(maker, tree, text, parts) ? tree : NULL;
}

const gd_tree *tree_new_integer(const gd_tree_maker *maker, gd_span span, int64_t value)
{
    gd_tree *tree = allocate(maker, GD_TREE_INTEGER, span);
    if (tree) tree->integer = value;
    return tree;
}

const gd_tree *tree_new_float(const gd_tree_maker *maker, gd_span span, double value)
{
    gd_tree *tree = allocate(maker, GD_TREE_FLOAT, span);
    if (tree) tree->number = value;
    return tree;
}
