#include "engine/lang/reader.h"

#include <string.h>

static const char *comprehension_words(const char *kind)
{
    switch (*kind) {
    case 'l': return "list comprehension";
    case 's': return "set comprehension";
    case 'd': return "dict comprehension";
    default: return "generator expression";
    }
}

/* What Python calls each kind when it refuses to assign to it. */
const char *target_words(const gd_tree *tree)
{
    switch (tree->kind) {
    case GD_TREE_INTEGER:
    case GD_TREE_FLOAT:
    case GD_TREE_STRING: return "literal";
    case GD_TREE_FORMATTED: return "f-string expression";
    case GD_TREE_SET: return "set display";
    case GD_TREE_DICT: return "dict literal";
    case GD_TREE_NAMED: return "named expression";
    case GD_TREE_CONSTANT: return tree->text[0] == '.' ? "ellipsis" : tree->text;
    case GD_TREE_NAME: return "name";
    case GD_TREE_TUPLE: return "tuple";
    case GD_TREE_LIST: return "list";
    case GD_TREE_COMPARE: return "comparison";
    case GD_TREE_CONDITIONAL: return "conditional expression";
    case GD_TREE_CALL: return "function call";
    case GD_TREE_STARRED: return "starred";
    case GD_TREE_ATTRIBUTE: return "attribute";
    case GD_TREE_INDEX: return "subscript";
    case GD_TREE_LAMBDA: return "lambda";
    case GD_TREE_COMPREHENSION: return comprehension_words(tree->text);
    default: return "expression";
    }
}

static bool is_single(const gd_tree *tree)
{
    return tree->kind == GD_TREE_NAME || tree->kind == GD_TREE_ATTRIBUTE ||
           tree->kind == GD_TREE_INDEX;
}

static bool is_sequence(const gd_tree *tree)
{
    return tree->kind == GD_TREE_TUPLE || tree->kind == GD_TREE_LIST;
}

static bool check_items(gd_reader *reader, const gd_tree *target)
{
    int stars = 0;
    for (int i = 0; i < target->n_parts; i++) {
        const gd_tree *item = target->parts[i];
        bool star = item->kind == GD_TREE_STARRED;
        if (!target_check(reader, star ? item->parts[0] : item)) return false;
        if (star && stars++)
            reader_fail_late(reader, target->span, "only one target can take the rest",
                             "multiple starred expressions in assignment");
    }
    return true;
}

bool target_check(gd_reader *reader, const gd_tree *target)
{
    if (is_single(target)) return true;
    if (is_sequence(target)) return check_items(reader, target);
    if (target->kind == GD_TREE_STARRED) {
        reader_fail_late(reader, target->span, "add a comma: *a, = ...",
                         "starred assignment target must be in a list or tuple");
        return target_check(reader, target->parts[0]);
    }
    reader_fail(reader, GD_SYNTAX, target->span, NULL, "cannot assign to %s", target_words(target));
    return false;
}

bool target_check_deleted(gd_reader *reader, const gd_tree *target)
{
    if (is_single(target)) return true;
    for (int i = 0; is_sequence(target) && i < target->n_parts; i++)
        if (!target_check_deleted(reader, target->parts[i])) return false;
    if (is_sequence(target)) return true;
    reader_fail(reader, GD_SYNTAX, target->span, NULL, "cannot delete %s", target_words(target));
    return false;
}

bool target_check_augmented(gd_reader *reader, const gd_tree *target)
{
    if (is_single(target)) return true;
    reader_fail(reader, GD_SYNTAX, target->span, NULL,
                "'%s' is an illegal expression for augmented assignment", target_words(target));
    return false;
}

bool target_check_annotated(gd_reader *reader, const gd_tree *target)
{
    if (is_single(target)) return true;
    if (is_sequence(target))
        reader_fail(reader, GD_SYNTAX, target->span, NULL,
                    "only single target (not %s) can be annotated", target_words(target));
    reader_fail(reader, GD_SYNTAX, target->span, NULL, "illegal target for annotation");
    return false;
}
