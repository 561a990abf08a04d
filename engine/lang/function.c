/* Functions of the dialect: a def or lambda, the scope it was made in and its parameters. */
#include "engine/lang/interpreter.h"

#include <string.h>

static void mark_closure(gd_heap *heap, const void *data, size_t size)
{
    const gd_closure *closure = data;
    (void)size;
    heap_mark(heap, closure->signature.parameters);
    for (int i = 0; i < closure->signature.n; i++)
        heap_mark(heap, closure->signature.parameters[i].fallback);
    heap_mark(heap, closure->scope);
    heap_mark(heap, closure->locals);
}

static const gd_cell_class cell_closure = {mark_closure, NULL};

static bool add_parameter(gd_trace *trace, const gd_tree *tree, bool keyword_only,
                          gd_parameter *parameter)
{
    parameter->name = tree->text;
    parameter->keyword_only = keyword_only;
    const gd_tree *fallback = tree->n_parts ? tree->parts[0] : NULL;
    if (fallback) parameter->fallback = evaluate(trace, fallback);
    return !fallback || parameter->fallback;
}

/* Reads the PARAMETER parts from `first` on; defaults are evaluated now, as in Python. */
static bool read_signature(gd_trace *trace, const gd_tree *tree, int first, gd_signature *signature)
{
    bool keyword_only = false;
    gd_parameter *parameters = heap_take_array(&trace->heap, &cell_bytes, (size_t)tree->n_parts,
                                               sizeof *parameters, trace->err);
    if (!parameters) return false;
    signature->parameters = parameters;
    for (int i = first; i < tree->n_parts; i++) {
        if (!strcmp(tree->parts[i]->text, "*")) keyword_only = true;
        else if (!add_parameter(trace, tree->parts[i], keyword_only, &parameters[signature->n++]))
            return false;
    }
    return true;
}

const gd_object *function_new(gd_trace *trace, const gd_tree *tree, const gd_surface *surface)
{
    bool lambda = tree->kind == GD_TREE_LAMBDA;
    gd_object *object = object_new(trace, GD_OBJECT_FUNCTION);
    gd_closure *closure = heap_take(&trace->heap, &cell_closure, sizeof *closure, trace->err);
    if (!object || !closure) return NULL;
    closure->signature.name = lambda ? "<lambda>" : tree->text;
    closure->signature.variadic = surface ? surface->variadic : NULL;
    closure->body = tree->parts[0];
    closure->scope = trace->scope;
    closure->surface = surface;
    object->detail = closure;
    object->owns_detail = true;
    if (!lambda && !surface && !locals_find(trace, closure)) return NULL;
    if (!read_signature(trace, tree, lambda ? 1 : 3, &closure->signature)) return NULL;
    closure->inplace = call_parameter(&closure->signature, "inplace");
    closure->requires_grad = call_parameter(&closure->signature, "requires_grad");
    return object;
}

/* A scope in which the parameters are bound. */
static gd_scope *enter_scope(gd_trace *trace, const gd_closure *closure,
                             const gd_object *const *bound)
{
    gd_scope *scope = scope_new(trace, closure->scope, closure->scope->kind);
    if (!scope || !locals_enter(trace, closure, scope)) return NULL;
    for (int i = 0; i < closure->signature.n; i++)
        if (!scope_set(trace, scope, closure->signature.parameters[i].name, bound[i])) return NULL;
    return scope;
}

static const gd_object *run_block(gd_trace *trace, const gd_tree *body)
{
    gd_flow flow = execute(trace, body);
    const gd_object *value = flow == FLOW_RETURN ? trace->returned : &object_none;
    trace->returned = NULL;
    bool kept = flow != FLOW_FAIL && heap_push(&trace->heap, value, trace->err);
    return kept ? value : NULL;
}

static const gd_object *run_in(gd_trace *trace, gd_scope *scope, const gd_tree *body)
{
    if (!scope || !heap_push(&trace->heap, trace->scope, trace->err)) return NULL;
    gd_scope *outside = trace->scope;
    trace->scope = scope;
    const gd_object *result =
        body->kind == GD_TREE_BLOCK ? run_block(trace, body) : evaluate(trace, body);
    trace->scope = outside;
    return result;
}

const gd_object *function_run(gd_trace *trace, const gd_closure *closure,
                              const gd_object *const *bound)
{
    return run_in(trace, enter_scope(trace, closure, bound), closure->body);
}

const gd_object *function_evaluate(gd_trace *trace, const gd_closure *closure,
                                   const gd_object *const *bound, const gd_tree *expression)
{
    return run_in(trace, enter_scope(trace, closure, bound), expression);
}
