#include "engine/lang/reader.h"

#include <string.h>

/* What Python calls each kind when it refuses to assign to it. */
const char *target_words(const gd_tree *tree)
{
    switch (tree->kind) {
    case GD_TREE_INTEGER:
    case GD_TREE_FLOAT:
    case GD_TREE_STRING: return "literal";
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
    case GD_TREE_COMPREHENSION: return "list comprehension";
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
        if (!star || !stars++) continue;
        reader_fail(reader, GD_SYNTAX, item->span, "only one target can take the rest",
                    "multiple starred expressions in assignment");
        return false;
    }
    return true;
}

bool target_check(gd_reader *reader, const gd_tree *target)
{
    if (is_single(target)) return true;
    if (is_sequence(target)) return check_items(reader, target);
    if (target->kind == GD_TREE_STARRED)
        reader_fail(reader, GD_SYNTAX, target->span, "add a comma: *a, = ...",
                    "starred assignment target must be in a list or tuple");
    reader_fail(reader, GD_SYNTAX, target->span, NULL, "cannot assign to %s", target_words(target));
    return false;
}

static const char *assignment_hint(const gd_tree *target)
{
    if (target->kind == GD_TREE_CALL) return "to define a function, write def f(x): return ...";
    return "a name stands on the left of =; to compare, write ==";
}

bool target_check_assigned(gd_reader *reader, const gd_tree *target)
{
    bool name_like = target->kind == GD_TREE_CONSTANT && target->text[0] != '.';
    if (is_single(target) || is_sequence(target) || target->kind == GD_TREE_STARRED || name_like)
        return target_check(reader, target);
    reader_fail(reader, GD_SYNTAX, target->span, assignment_hint(target),
                "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                target_words(target));
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
