/* Expressions: a function for each kind of tree. Walks recurse, which the depth of trees and calls
 * bounds, but for the left parts of BINARY, whose chains are as long as the program. */
#include "engine/lang/class.h"
#include "engine/lang/constant.h"
#include "engine/lang/containers.h"
#include "engine/lang/iterate.h"

#include <stdio.h>
#include <string.h>

static const gd_object *evaluate_integer(gd_trace *trace, const gd_tree *tree)
{
    return object_int(trace, tree->integer);
}

static const gd_object *evaluate_float(gd_trace *trace, const gd_tree *tree)
{
    return object_float(trace, tree->number);
}

static const gd_object *evaluate_string(gd_trace *trace, const gd_tree *tree)
{
    gd_object *object = object_new(trace, GD_OBJECT_STRING);
    if (!object) return NULL;
    object->text = tree->text;
    object->length = tree->length;
    object->integer = (int64_t)tree->hash; /* as table_hash keeps it */
    return object;
}

static const gd_object *evaluate_constant(gd_trace *trace, const gd_tree *tree)
{
    (void)trace;
    switch (tree->text[0]) {
    case 'T': return &object_true;
    case 'F': return &object_false;
    case 'N': return &object_none;
    default: return &object_ellipsis;
    }
}

static const gd_object *evaluate_name(gd_trace *trace, const gd_tree *tree)
{
    return resolve_name(trace, name_of_tree(tree));
}

static const gd_object *evaluate_items(gd_trace *trace, const gd_tree *tree)
{
    gd_sequence items = {0};
    if (!sequence_reserve(trace, &items, tree->n_parts)) return NULL;
    for (int i = 0; i < tree->n_parts; i++) {
        const gd_tree *part = tree->parts[i];
        bool starred = part->kind == GD_TREE_STARRED;
        const gd_object *value = evaluate(trace, starred ? part->parts[0] : part);
        if (!value) return NULL;
        bool added =
            starred ? object_iterate(trace, value, &items) : sequence_add(trace, &items, value);
        if (!added) return NULL;
    }
    bool list = tree->kind == GD_TREE_LIST, json = !tree->span.line;
    if (list && json) return constant_list(trace, &items);
    return object_sequence(trace, list ? GD_OBJECT_LIST : GD_OBJECT_TUPLE, &items);
}

/* An operator on what it is written between: tensors go to the catalogue, the rest is Python's. */
const gd_object *evaluate_operator(gd_trace *trace, const char *name, const gd_object *left,
                                   const gd_object *right)
{
    bool tensors = left->kind == GD_OBJECT_TENSOR || right->kind == GD_OBJECT_TENSOR;
    bool fit = left->kind == right->kind ||
               (strcmp(name, "matmul") && (object_is_number(left) || object_is_number(right)));
    if (tensors && fit) return call_named(trace, name, (const gd_object *[]){left, right}, 2);
    bool instances = left->kind == GD_OBJECT_INSTANCE || right->kind == GD_OBJECT_INSTANCE;
    const gd_object *own = instances ? special_binary(trace, name, left, right) : NULL;
    if (instances && own != &object_not_implemented) return own;
    return arithmetic_binary(trace, name, left, right);
}

static const gd_object *fold_one(gd_trace *trace, const gd_tree *tree, const gd_object *left)
{
    const gd_object *right = evaluate(trace, tree->parts[1]);
    if (!right) return NULL;
    trace_mark(trace, tree);
    const gd_object *result = evaluate_operator(trace, tree->text, left, right);
    if (!result && !trace_in_library(trace)) gd_locate(trace->err, tree->span);
    return result;
}

/* The chain of left parts is folded from its innermost node out. */
static const gd_object *evaluate_binary(gd_trace *trace, const gd_tree *tree)
{
    enum { FEW = 8 };
    int64_t n = 0;
    const gd_tree *few[FEW], **chain = few, *inner = tree;
    for (; inner->kind == GD_TREE_BINARY; inner = inner->parts[0]) n++;
    if (n > FEW)
        chain = heap_take_array(&trace->heap, &cell_bytes, (size_t)n, sizeof *chain, trace->err);
    if (!chain || !trace_step(trace, n)) return NULL;
    for (int64_t i = n; i-- > 0; tree = tree->parts[0]) chain[i] = tree;
    const gd_object *value = evaluate(trace, inner);
    for (int64_t i = 0; i < n && value; i++) value = fold_one(trace, chain[i], value);
    return value;
}

static const gd_object *evaluate_unary(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *operand = evaluate(trace, tree->parts[0]);
    if (!operand) return NULL;
    trace_mark(trace, tree);
    if (operand->kind == GD_OBJECT_TENSOR) return call_named(trace, tree->text, &operand, 1);
    bool instance = operand->kind == GD_OBJECT_INSTANCE;
    const gd_object *own = instance ? special_unary(trace, tree->text, operand) : NULL;
    if (instance && own != &object_not_implemented) return own;
    return arithmetic_unary(trace, tree->text, operand);
}

/* The value of the first operand that decides, as in Python: `deciding` is 0 for and, 1 for or. */
static const gd_object *short_circuit(gd_trace *trace, const gd_tree *tree, int deciding)
{
    const gd_object *value = NULL;
    for (int i = 0; i < tree->n_parts; i++) {
        value = evaluate(trace, tree->parts[i]);
        if (!value || i + 1 == tree->n_parts) return value;
        int truth = object_truth(trace, value);
        if (truth < 0) return NULL;
        if (truth == deciding) return value;
    }
    return value;
}

static const gd_object *evaluate_and(gd_trace *trace, const gd_tree *tree)
{
    return short_circuit(trace, tree, 0);
}

static const gd_object *evaluate_or(gd_trace *trace, const gd_tree *tree)
{
    return short_circuit(trace, tree, 1);
}

static const gd_object *evaluate_not(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *operand = evaluate(trace, tree->parts[0]);
    int truth = operand ? object_truth(trace, operand) : -1;
    return truth < 0 ? NULL : object_bool(!truth);
}

static bool same_object(const gd_object *a, const gd_object *b)
{
    if (a == b) return true;
    return a->kind == b->kind && a->integer == b->integer &&
           (a->kind == GD_OBJECT_INT || a->kind == GD_OBJECT_DTYPE);
}

const gd_object *evaluate_comparison(gd_trace *trace, const char *name, const gd_object *left,
                                     const gd_object *right)
{
    bool identity = !strcmp(name, "is") || !strcmp(name, "is_not");
    if (identity) return object_bool(same_object(left, right) == !strcmp(name, "is"));
    bool tensor = left->kind == GD_OBJECT_TENSOR, other = right->kind == GD_OBJECT_TENSOR;
    bool elementwise =
        (tensor && (other || object_is_number(right))) || (other && object_is_number(left));
    bool membership = !strcmp(name, "contains") || !strcmp(name, "not_contains");
    if (elementwise && !membership)
        return call_named(trace, name, (const gd_object *[]){left, right}, 2);
    bool instances = left->kind == GD_OBJECT_INSTANCE || right->kind == GD_OBJECT_INSTANCE;
    const gd_object *own =
        instances && !membership ? special_compare(trace, name, left, right) : NULL;
    if (instances && !membership && own != &object_not_implemented) return own;
    int truth = arithmetic_compare(trace, name, left, right);
    return truth < 0 ? NULL : object_bool(truth);
}

enum { OPERATOR_NAME = 32 };

/* Takes the next name off a list separated by spaces. */
static const char *next_name(const char *list, char name[OPERATOR_NAME])
{
    size_t length = strcspn(list, " ");
    memcpy(name, list, length);
    name[length] = 0;
    return list[length] ? list + length + 1 : list + length;
}

/* a < b < c is a < b and b < c. */
static const gd_object *evaluate_compare(gd_trace *trace, const gd_tree *tree)
{
    const char *names = tree->text;
    const gd_object *left = evaluate(trace, tree->parts[0]), *result = NULL;
    for (int i = 1; left && i < tree->n_parts; i++) {
        char name[OPERATOR_NAME];
        const gd_object *right = evaluate(trace, tree->parts[i]);
        if (!right) return NULL;
        names = next_name(names, name);
        trace_mark(trace, tree);
        result = evaluate_comparison(trace, name, left, right);
        if (!result || i + 1 == tree->n_parts) return result;
        int truth = object_truth(trace, result);
        if (truth <= 0) return truth < 0 ? NULL : result;
        left = right;
    }
    return NULL;
}

static const gd_object *evaluate_conditional(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *condition = evaluate(trace, tree->parts[0]);
    int truth = condition ? object_truth(trace, condition) : -1;
    if (truth < 0 && condition && !trace_in_library(trace))
        gd_locate(trace->err, tree->parts[0]->span);
    return truth < 0 ? NULL : evaluate(trace, tree->parts[truth ? 1 : 2]);
}

static const gd_object *evaluate_attribute(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *object = evaluate(trace, tree->parts[0]);
    if (!object) return NULL;
    trace_mark(trace, tree);
    return resolve_attribute(trace, object, name_of_tree(tree));
}

static const gd_object *evaluate_index(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *object = evaluate(trace, tree->parts[0]);
    const gd_object *index = object ? evaluate(trace, tree->parts[1]) : NULL;
    if (!index) return NULL;
    trace_mark(trace, tree);
    return index_get(trace, object, index);
}

static const gd_object *evaluate_slice(gd_trace *trace, const gd_tree *tree)
{
    gd_sequence items = {0};
    for (int i = 0; i < 3; i++) {
        const gd_tree *part = i < tree->n_parts ? tree->parts[i] : NULL;
        const gd_object *value = part ? evaluate(trace, part) : &object_none;
        if (!sequence_add(trace, &items, value)) return NULL;
    }
    return object_sequence(trace, GD_OBJECT_SLICE, &items);
}

static const gd_object *evaluate_lambda(gd_trace *trace, const gd_tree *tree)
{
    return function_new(trace, tree, NULL);
}

/* Whether CPython makes a display once and copies it. */
static bool is_constant_display(const gd_tree *tree)
{
    int n = 0;
    while (n < tree->n_parts &&
           (tree->parts[n]->kind == GD_TREE_INTEGER || tree->parts[n]->kind == GD_TREE_FLOAT ||
            tree->parts[n]->kind == GD_TREE_STRING || tree->parts[n]->kind == GD_TREE_CONSTANT))
        n++;
    return n >= 3 && n == tree->n_parts;
}

static const gd_object *evaluate_set(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *set = object_set(trace);
    for (int i = 0; set && i < tree->n_parts; i++) {
        const gd_tree *part = tree->parts[i];
        bool starred = part->kind == GD_TREE_STARRED;
        const gd_object *value = evaluate(trace, starred ? part->parts[0] : part);
        if (!value) return NULL;
        bool added = starred ? set_update(trace, set, value)
                             : table_set(trace, object_table(set), value, &object_none);
        if (!added) return NULL;
    }
    return set && is_constant_display(tree) ? set_copy(trace, set) : set;
}

static bool add_entry(gd_trace *trace, const gd_tree *key_tree, const gd_tree *value_tree,
                      const gd_object *dict)
{
    const gd_object *key = key_tree ? evaluate(trace, key_tree) : &object_none;
    const gd_object *value = key ? evaluate(trace, value_tree) : NULL;
    if (!value) return false;
    if (key_tree) return table_set(trace, object_table(dict), key, value);
    if (value->kind == GD_OBJECT_DICT)
        return table_update(trace, object_table(dict), object_table(value));
    return object_refuse(trace, GD_TYPE, "'%s' object is not a mapping", object_type(value));
}

static const gd_object *evaluate_dict(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *dict = object_dict(trace);
    for (int i = 0; dict && i + 1 < tree->n_parts; i += 2)
        if (!add_entry(trace, tree->parts[i], tree->parts[i + 1], dict)) return NULL;
    return dict;
}

/* := binds in the function around a comprehension. */
static const gd_object *evaluate_named(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *value = evaluate(trace, tree->parts[1]);
    gd_scope *inside = trace->scope, *around = inside;
    while (around->form == SCOPE_COMPREHENSION) around = around->parent;
    if (!value || !heap_push(&trace->heap, inside, trace->err)) return NULL;
    trace->scope = around;
    bool done = execute_assign(trace, tree->parts[0], value);
    trace->scope = inside;
    return done ? value : NULL;
}

static const gd_object *refuse(gd_trace *trace, const gd_tree *tree)
{
    return object_fail(trace, GD_SYNTAX, "%s is no expression", tree_kind_name(tree->kind));
}

static const gd_object *(*const evaluators[GD_TREE_KIND_COUNT])(gd_trace *, const gd_tree *) = {
    [GD_TREE_INTEGER] = evaluate_integer, [GD_TREE_FLOAT] = evaluate_float,
    [GD_TREE_STRING] = evaluate_string,   [GD_TREE_CONSTANT] = evaluate_constant,
    [GD_TREE_NAME] = evaluate_name,       [GD_TREE_TUPLE] = evaluate_items,
    [GD_TREE_LIST] = evaluate_items,      [GD_TREE_UNARY] = evaluate_unary,
    [GD_TREE_BINARY] = evaluate_binary,   [GD_TREE_AND] = evaluate_and,
    [GD_TREE_OR] = evaluate_or,           [GD_TREE_NOT] = evaluate_not,
    [GD_TREE_COMPARE] = evaluate_compare, [GD_TREE_CONDITIONAL] = evaluate_conditional,
    [GD_TREE_CALL] = call_tree,           [GD_TREE_ATTRIBUTE] = evaluate_attribute,
    [GD_TREE_INDEX] = evaluate_index,     [GD_TREE_SLICE] = evaluate_slice,
    [GD_TREE_LAMBDA] = evaluate_lambda,   [GD_TREE_COMPREHENSION] = evaluate_comprehension,
    [GD_TREE_SET] = evaluate_set,         [GD_TREE_DICT] = evaluate_dict,
    [GD_TREE_NAMED] = evaluate_named,     [GD_TREE_FORMATTED] = evaluate_formatted,
};

const gd_object *evaluate(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *value = NULL;
    size_t top = heap_top(&trace->heap);
    if (trace_step(trace, 1) && trace_enter(trace)) {
        value = (evaluators[tree->kind] ? evaluators[tree->kind] : refuse)(trace, tree);
        value = storage_check(trace, value);
        trace_leave(trace);
    }
    heap_drop(&trace->heap, top);
    if (value && !heap_push(&trace->heap, value, trace->err)) return NULL;
    if (!value) trace_failed(trace, tree);
    return value;
}
