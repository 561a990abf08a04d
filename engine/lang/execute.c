/* Statements: a function for each kind of tree, which says how the run goes on. */
#include "engine/lang/constant.h"
#include "engine/lang/interpreter.h"
#include "engine/lang/variable.h"
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"

#include <string.h>

static gd_flow fail_unless(bool done)
{
    return done ? FLOW_NEXT : FLOW_FAIL;
}

static gd_flow execute_block(gd_trace *trace, const gd_tree *tree)
{
    gd_flow flow = FLOW_NEXT;
    for (int i = 0; i < tree->n_parts && flow == FLOW_NEXT; i++)
        flow = execute(trace, tree->parts[i]);
    return flow;
}

static gd_flow execute_expression(gd_trace *trace, const gd_tree *tree)
{
    return fail_unless(evaluate(trace, tree->parts[0]));
}

/* A node that a program names for the first time keeps the name. */
static void name_node(const gd_trace *trace, const char *name, const gd_object *value)
{
    if (value->kind != GD_OBJECT_TENSOR || trace_in_library(trace)) return;
    gd_node *node = value->edge.node;
    if (node && !node->name && node->graph == trace->root) node->name = name;
}

static bool assign_name(gd_trace *trace, const gd_tree *target, const gd_object *value)
{
    name_node(trace, target->text, value);
    if (trace->scope == trace->globals) trace->last = target->text;
    return scope_set(trace, trace->scope, name_of_tree(target), value);
}

static bool refuse_count(gd_trace *trace, int64_t have, int64_t want)
{
    if (have > want)
        return object_refuse(trace, GD_VALUE, "too many values to unpack (expected %lld)",
                             (long long)want);
    return object_refuse(trace, GD_VALUE, "not enough values to unpack (expected %lld, got %lld)",
                         (long long)want, (long long)have);
}

static int starred_part(const gd_tree *target)
{
    for (int i = 0; i < target->n_parts; i++)
        if (target->parts[i]->kind == GD_TREE_STARRED) return i;
    return -1;
}

static bool assign_rest(gd_trace *trace, const gd_tree *target, const gd_object *const *items,
                        int64_t n)
{
    gd_sequence rest = {0};
    if (!sequence_reserve(trace, &rest, n)) return false;
    for (int64_t i = 0; i < n; i++)
        if (!sequence_add(trace, &rest, items[i])) return false;
    const gd_object *list = object_sequence(trace, GD_OBJECT_LIST, &rest);
    return list && execute_assign(trace, target->parts[0], list);
}

/* a, *b, c = items: the starred target takes what the others leave. */
static bool unpack(gd_trace *trace, const gd_tree *target, const gd_object *value)
{
    gd_sequence items = {0};
    int starred = starred_part(target);
    bool number = object_is_number(value) || value->kind == GD_OBJECT_NONE ||
                  value->kind == GD_OBJECT_FUNCTION || value->kind == GD_OBJECT_CLASS;
    if (number)
        return object_refuse(trace, GD_TYPE, "cannot unpack non-iterable %s object",
                             object_type(value));
    if (!object_iterate(trace, value, &items)) return false;
    int64_t extra = items.n - target->n_parts, at = 0;
    if (starred < 0 ? extra != 0 : extra < -1)
        return refuse_count(trace, items.n, target->n_parts - (starred >= 0));
    for (int i = 0; i < target->n_parts; i++) {
        const gd_tree *part = target->parts[i];
        int64_t count = i == starred ? extra + 1 : 1;
        bool done = i == starred ? assign_rest(trace, part, items.items + at, count)
                                 : execute_assign(trace, part, items.items[at]);
        if (!done) return false;
        at += count;
    }
    return true;
}

static bool assign_item(gd_trace *trace, const gd_tree *target, const gd_object *value)
{
    const gd_object *object = evaluate(trace, target->parts[0]);
    const gd_object *index = object ? evaluate(trace, target->parts[1]) : NULL;
    return index && index_set(trace, object, index, value);
}

static bool assign_attribute(gd_trace *trace, const gd_tree *target, const gd_object *value)
{
    const gd_object *object = evaluate(trace, target->parts[0]);
    return object && resolve_set(trace, object, name_of_tree(target), value);
}

static bool assign_target(gd_trace *trace, const gd_tree *target, const gd_object *value)
{
    switch (target->kind) {
    case GD_TREE_NAME: return assign_name(trace, target, value);
    case GD_TREE_TUPLE:
    case GD_TREE_LIST: return unpack(trace, target, value);
    case GD_TREE_INDEX: return assign_item(trace, target, value);
    case GD_TREE_ATTRIBUTE: return assign_attribute(trace, target, value);
    default: return object_refuse(trace, GD_SYNTAX, "cannot assign to this");
    }
}

bool execute_assign(gd_trace *trace, const gd_tree *target, const gd_object *value)
{
    bool done = trace_enter(trace);
    if (done) {
        done = assign_target(trace, target, value);
        trace_leave(trace);
    }
    if (!done) trace_failed(trace, target);
    return done;
}

static gd_flow execute_assignment(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *value = constant_settle(trace, evaluate(trace, tree->parts[0]));
    bool done = value;
    for (int i = 1; i < tree->n_parts && done; i++)
        done = execute_assign(trace, tree->parts[i], value);
    return fail_unless(done);
}

/* Lists and tensors are changed themselves, other values replaced; the target gets either one. */
static const gd_object *augment(gd_trace *trace, const gd_tree *tree, const gd_object *old)
{
    const gd_object *value = old ? evaluate(trace, tree->parts[1]) : NULL;
    if (!value) return NULL;
    trace_mark(trace, tree);
    if (old->kind == GD_OBJECT_LIST && !strcmp(tree->text, "add"))
        return list_extend(trace, old, value) ? old : NULL;
    if (old->kind == GD_OBJECT_INSTANCE) {
        const gd_object *own = special_augmented(trace, tree->text, old, value);
        if (own != &object_not_implemented) return own;
    }
    if (old->kind == GD_OBJECT_DICT && value->kind == GD_OBJECT_DICT &&
        !strcmp(tree->text, "bitwise_or"))
        return dict_update(trace, old, value) ? old : NULL;
    if (old->kind == GD_OBJECT_SET && !old->integer && set_is(value))
        return set_augment(trace, tree->text, old, value);
    const gd_object *new = evaluate_operator(trace, tree->text, old, value);
    return old->kind == GD_OBJECT_TENSOR ? storage_write(trace, old, new) : new;
}

/* object[index] += value, where object and index are evaluated once. */
static bool augment_item(gd_trace *trace, const gd_tree *tree)
{
    const gd_tree *target = tree->parts[0];
    const gd_object *object = evaluate(trace, target->parts[0]);
    const gd_object *index = object ? evaluate(trace, target->parts[1]) : NULL;
    if (!index) return false;
    bool tensor = object->kind == GD_OBJECT_TENSOR && !tensor_variable(object);
    const gd_object *old = tensor ? object : index_get(trace, object, index);
    if (old && !heap_push(&trace->heap, old, trace->err)) return false;
    const gd_object *new = tensor ? object : augment(trace, tree, storage_check(trace, old));
    if (new &&index_set(trace, object, index, new)) return true;
    trace_failed(trace, old ? tree : target);
    return false;
}

static bool augment_attribute(gd_trace *trace, const gd_tree *tree)
{
    const gd_tree *target = tree->parts[0];
    const gd_object *object = evaluate(trace, target->parts[0]);
    gd_name name = name_of_tree(target);
    const gd_object *old = object ? resolve_attribute(trace, object, name) : NULL;
    if (!old) trace_failed(trace, target);
    if (!old || !heap_push(&trace->heap, old, trace->err)) return false;
    const gd_object *new = augment(trace, tree, storage_check(trace, old));
    return new &&resolve_set(trace, object, name, new);
}

static gd_flow execute_augmented(gd_trace *trace, const gd_tree *tree)
{
    if (tree->parts[0]->kind == GD_TREE_INDEX) return fail_unless(augment_item(trace, tree));
    if (tree->parts[0]->kind == GD_TREE_ATTRIBUTE)
        return fail_unless(augment_attribute(trace, tree));
    const gd_object *new = augment(trace, tree, evaluate(trace, tree->parts[0]));
    return fail_unless(new &&execute_assign(trace, tree->parts[0], new));
}

/* Decorators, the last one first, and the name. The library's own are read by library.c. */
static gd_flow bind_decorated(gd_trace *trace, const gd_tree *tree, const gd_object *made,
                              const gd_object *const *decorators, int n)
{
    for (int i = n; made && i-- > 0;) {
        made = call_with(trace, decorators[i], &made, 1);
        if (!made) trace_failed(trace, tree->parts[2]->parts[i]);
    }
    return fail_unless(made && scope_set(trace, trace->scope, name_of_tree(tree), made));
}

/* Decorators are evaluated before what they decorate is made. */
static gd_flow execute_decorated(gd_trace *trace, const gd_tree *tree)
{
    const gd_tree *list = tree->parts[2];
    int n = list ? list->n_parts : 0;
    const gd_object **decorators =
        heap_take_array(&trace->heap, &cell_array, (size_t)n, sizeof *decorators, trace->err);
    for (int i = 0; decorators && i < n; i++)
        if (!(decorators[i] = evaluate(trace, list->parts[i]))) return FLOW_FAIL;
    if (!decorators) return FLOW_FAIL;
    const gd_object *made =
        tree->kind == GD_TREE_DEF ? function_new(trace, tree, NULL) : class_make(trace, tree);
    return made ? bind_decorated(trace, tree, made, decorators, n) : FLOW_FAIL;
}

static gd_flow execute_return(gd_trace *trace, const gd_tree *tree)
{
    const gd_tree *value = tree->n_parts ? tree->parts[0] : NULL;
    if (trace->scope == trace->globals)
        return fail_unless(object_refuse(trace, GD_SYNTAX, "'return' outside function"));
    trace->returned = value ? evaluate(trace, value) : &object_none;
    return trace->returned ? FLOW_RETURN : FLOW_FAIL;
}

static int condition_holds(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *condition = evaluate(trace, tree);
    int truth = condition ? object_truth(trace, condition) : -1;
    if (truth < 0) trace_failed(trace, tree);
    return truth;
}

static gd_flow execute_else(gd_trace *trace, const gd_tree *tree, int part)
{
    bool any = part < tree->n_parts && tree->parts[part];
    return any ? execute(trace, tree->parts[part]) : FLOW_NEXT;
}

static gd_flow execute_if(gd_trace *trace, const gd_tree *tree)
{
    int truth = condition_holds(trace, tree->parts[0]);
    if (truth < 0) return FLOW_FAIL;
    return truth ? execute(trace, tree->parts[1]) : execute_else(trace, tree, 2);
}

/* How a loop goes on after its body. */
static gd_flow after_body(gd_flow flow)
{
    return flow == FLOW_CONTINUE ? FLOW_NEXT : flow;
}

static gd_flow run_loop(gd_trace *trace, const gd_tree *tree, gd_walk *walk)
{
    const gd_object *item;
    gd_flow flow = FLOW_NEXT;
    size_t top = heap_top(&trace->heap);
    while (flow == FLOW_NEXT && (item = walk_next(trace, walk))) {
        if (!execute_assign(trace, tree->parts[0], item)) return FLOW_FAIL;
        heap_drop(&trace->heap, top);
        flow = after_body(execute(trace, tree->parts[2]));
    }
    if (!trace->err->code || flow != FLOW_NEXT) return flow;
    trace_failed(trace, tree->parts[1]);
    return FLOW_FAIL;
}

static gd_flow execute_for(gd_trace *trace, const gd_tree *tree)
{
    gd_walk walk;
    const gd_object *iterable = evaluate(trace, tree->parts[1]);
    if (!iterable) return FLOW_FAIL;
    if (!walk_begin(trace, iterable, &walk)) return trace_failed(trace, tree->parts[1]), FLOW_FAIL;
    gd_flow flow = run_loop(trace, tree, &walk);
    if (flow == FLOW_NEXT) return execute_else(trace, tree, 3);
    return flow == FLOW_BREAK ? FLOW_NEXT : flow;
}

static gd_flow execute_while(gd_trace *trace, const gd_tree *tree)
{
    size_t top = heap_top(&trace->heap);
    for (;;) {
        int truth = condition_holds(trace, tree->parts[0]);
        if (truth <= 0) return truth < 0 ? FLOW_FAIL : execute_else(trace, tree, 2);
        heap_drop(&trace->heap, top);
        gd_flow flow = after_body(execute(trace, tree->parts[1]));
        if (flow != FLOW_NEXT) return flow == FLOW_BREAK ? FLOW_NEXT : flow;
    }
}

/* global and nonlocal were followed when the scope was entered. */
static gd_flow execute_declaration(gd_trace *trace, const gd_tree *tree)
{
    (void)trace, (void)tree;
    return FLOW_NEXT;
}

static bool delete_name(gd_trace *trace, gd_name name)
{
    const gd_slot *slot = scope_has(trace->scope, name) ? scope_find(trace->scope, name) : NULL;
    if (slot && slot->value) return scope_set(trace, trace->scope, name, NULL);
    if (slot) return locals_refuse(trace, name.text);
    return object_refuse(trace, GD_UNKNOWN_NAME, "name '%.60s' is not defined", name.text);
}

static bool delete_target(gd_trace *trace, const gd_tree *target)
{
    bool several = target->kind == GD_TREE_TUPLE || target->kind == GD_TREE_LIST;
    for (int i = 0; several && i < target->n_parts; i++)
        if (!delete_target(trace, target->parts[i])) return false;
    if (several) return true;
    if (target->kind == GD_TREE_NAME) return delete_name(trace, name_of_tree(target));
    const gd_object *object = evaluate(trace, target->parts[0]);
    if (object && target->kind == GD_TREE_ATTRIBUTE)
        return resolve_set(trace, object, name_of_tree(target), NULL);
    const gd_object *index = object ? evaluate(trace, target->parts[1]) : NULL;
    return index && index_delete(trace, object, index);
}

static gd_flow execute_delete(gd_trace *trace, const gd_tree *tree)
{
    for (int i = 0; i < tree->n_parts; i++)
        if (!delete_target(trace, tree->parts[i]))
            return trace_failed(trace, tree->parts[i]), FLOW_FAIL;
    return FLOW_NEXT;
}

static gd_flow execute_break(gd_trace *trace, const gd_tree *tree)
{
    (void)trace, (void)tree;
    return FLOW_BREAK;
}

static gd_flow execute_continue(gd_trace *trace, const gd_tree *tree)
{
    (void)trace, (void)tree;
    return FLOW_CONTINUE;
}

static gd_flow execute_pass(gd_trace *trace, const gd_tree *tree)
{
    (void)trace, (void)tree;
    return FLOW_NEXT;
}

/* import a.b binds a; import a.b as c binds c to a.b. */
static gd_flow execute_import(gd_trace *trace, const gd_tree *tree)
{
    const char *name = tree->parts[0]->text;
    size_t first = strcspn(tree->text, ".");
    bool is_first = strlen(name) == first && !strncmp(name, tree->text, first);
    const gd_object *module = resolve_module(trace, tree->text);
    if (module && is_first) module = resolve_module(trace, name);
    gd_name bound = name_of_tree(tree->parts[0]);
    return fail_unless(module && scope_set(trace, trace->scope, bound, module));
}

/* A member of a module, or a module in it. */
static const gd_object *import_member(gd_trace *trace, const gd_tree *tree, const gd_object *module,
                                      gd_name name)
{
    const gd_object *value = resolve_optional(trace, module, name);
    if (value || trace->err->code) return value;
    object_fail(trace, GD_IMPORT, "cannot import name '%.60s' from '%.60s'", name.text, tree->text);
    return NULL;
}

static gd_flow execute_from_import(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *module = resolve_module(trace, tree->text);
    if (module && !tree->n_parts) return fail_unless(resolve_star(trace, module));
    for (int i = 0; module && i < tree->n_parts; i++) {
        const gd_tree *alias = tree->parts[i], *name = alias->parts[0];
        const gd_object *value = import_member(trace, tree, module, name_of_tree(name));
        if (!value) return FLOW_FAIL;
        if (!scope_set(trace, trace->scope, name_of_tree(alias), value)) return FLOW_FAIL;
    }
    return fail_unless(module);
}

static gd_flow (*const executors[GD_TREE_KIND_COUNT])(gd_trace *, const gd_tree *) = {
    [GD_TREE_BLOCK] = execute_block,
    [GD_TREE_EXPRESSION] = execute_expression,
    [GD_TREE_ASSIGN] = execute_assignment,
    [GD_TREE_AUGMENTED] = execute_augmented,
    [GD_TREE_DEF] = execute_decorated,
    [GD_TREE_CLASS] = execute_decorated,
    [GD_TREE_TRY] = execute_try,
    [GD_TREE_WITH] = execute_with,
    [GD_TREE_RAISE] = execute_raise,
    [GD_TREE_ASSERT] = execute_assert,
    [GD_TREE_DELETE] = execute_delete,
    [GD_TREE_GLOBAL] = execute_declaration,
    [GD_TREE_NONLOCAL] = execute_declaration,
    [GD_TREE_RETURN] = execute_return,
    [GD_TREE_IF] = execute_if,
    [GD_TREE_FOR] = execute_for,
    [GD_TREE_WHILE] = execute_while,
    [GD_TREE_BREAK] = execute_break,
    [GD_TREE_CONTINUE] = execute_continue,
    [GD_TREE_PASS] = execute_pass,
    [GD_TREE_IMPORT] = execute_import,
    [GD_TREE_FROM_IMPORT] = execute_from_import,
};

gd_flow execute(gd_trace *trace, const gd_tree *tree)
{
    gd_flow flow = FLOW_FAIL;
    if (!executors[tree->kind])
        object_fail(trace, GD_SYNTAX, "%s is no statement", tree_kind_name(tree->kind));
    else if (trace_step(trace, 1) && trace_enter(trace)) {
        size_t top = heap_top(&trace->heap);
        flow = executors[tree->kind](trace, tree);
        heap_drop(&trace->heap, top);
        trace_leave(trace);
    }
    if (flow == FLOW_FAIL) trace_failed(trace, tree);
    return flow;
}
