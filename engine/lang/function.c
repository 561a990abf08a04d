/* Functions of the dialect: a def or lambda, the scope it was made in and its parameters. */
#include "engine/lang/class.h"
#include "engine/lang/generator.h"
#include "engine/lang/mismatch.h"

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
    heap_mark(heap, closure->class);
    heap_mark(heap, closure->path);
}

static const gd_cell_class cell_closure = {mark_closure, NULL};

/* The path of what the scope is the inside of; NULL at the top. */
static const char *path_around(const gd_scope *scope, bool *function)
{
    while (scope && scope->form == SCOPE_COMPREHENSION) scope = scope->parent;
    *function = scope && scope->of;
    if (!scope || scope->form == SCOPE_MODULE) return NULL;
    if (scope->of) return scope->of->signature.name;
    return class_detail(scope->class)->path;
}

const char *function_path(gd_trace *trace, const char *name)
{
    bool function;
    const char *around = path_around(trace->scope, &function);
    size_t length = strlen(name), before = around ? strlen(around) : 0;
    if (!around) return heap_copy(&trace->heap, name, length, trace->err);
    const char *joint = function ? ".<locals>." : ".";
    size_t between = strlen(joint);
    char *path = heap_take(&trace->heap, &cell_bytes, before + between + length + 1, trace->err);
    if (!path) return NULL;
    memcpy(path, around, before);
    memcpy(path + before, joint, between);
    memcpy(path + before + between, name, length);
    return path;
}

static bool add_parameter(gd_trace *trace, const gd_tree *tree, bool keyword_only,
                          gd_parameter *parameter)
{
    const gd_tree *fallback = tree->n_parts ? tree->parts[0] : NULL;
    parameter->name = tree->text;
    parameter->hash = tree->hash;
    parameter->accepts = trace_in_library(trace) ? mismatch_accepts(tree->text) : ACCEPTS_ANY;
    parameter->keyword_only = keyword_only;
    if (fallback) parameter->fallback = evaluate(trace, fallback);
    return !fallback || parameter->fallback;
}

/* Reads a marker, as tree.def explains them; false for a plain parameter. */
static bool read_marker(const char *text, gd_signature *signature, gd_parameter *parameters,
                        bool *keyword_only)
{
    if (text[0] == '/')
        for (int i = 0; i < signature->n; i++) parameters[i].positional_only = true;
    else if (text[0] != '*') return false;
    else if (text[1] == '*') signature->keywords = name_of(text + 2);
    else {
        *keyword_only = true;
        if (text[1]) signature->rest = name_of(text + 1);
    }
    return true;
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
        if (read_marker(tree->parts[i]->text, signature, parameters, &keyword_only)) continue;
        if (!add_parameter(trace, tree->parts[i], keyword_only, &parameters[signature->n++]))
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
    closure->path = function_path(trace, lambda ? "<lambda>" : tree->text);
    closure->signature.name = closure->path;
    closure->signature.variadic = surface ? surface->variadic : NULL;
    closure->body = tree->parts[0];
    closure->tree = tree;
    closure->class = trace->scope->class;
    closure->scope = scope_around(trace->scope);
    closure->surface = surface;
    object->detail = closure;
    object->owns_detail = true;
    if (!closure->path || (!lambda && !surface && !locals_find(trace, closure))) return NULL;
    if (!read_signature(trace, tree, lambda ? 1 : 3, &closure->signature)) return NULL;
    closure->inplace = call_parameter(&closure->signature, "inplace");
    closure->requires_grad = call_parameter(&closure->signature, "requires_grad");
    bool library = !lambda && trace_in_library(trace);
    closure->device = library ? call_parameter(&closure->signature, "device") : -1;
    return object;
}

static bool bind(gd_trace *trace, gd_scope *scope, const gd_signature *signature,
                 const gd_object *const *bound)
{
    for (int i = 0; i < signature->n; i++) {
        gd_name name = {signature->parameters[i].name, signature->parameters[i].hash};
        if (!scope_set(trace, scope, name, bound[i])) return false;
    }
    int n = signature->n;
    bool done = !signature->rest.text || scope_set(trace, scope, signature->rest, bound[n]);
    return done && (!signature->keywords.text ||
                    scope_set(trace, scope, signature->keywords, bound[n + 1]));
}

/* A scope in which the parameters are bound. */
static gd_scope *enter_scope(gd_trace *trace, const gd_closure *closure,
                             const gd_object *const *bound)
{
    gd_scope *scope = scope_new(trace, closure->scope, closure->scope->kind, SCOPE_FUNCTION);
    if (!scope || !locals_enter(trace, closure, scope)) return NULL;
    const gd_signature *signature = &closure->signature;
    scope->of = closure;
    if (signature->n) scope->self = bound[0];
    else if (signature->rest.text && bound[0]->length) scope->self = bound[0]->items[0];
    return bind(trace, scope, signature, bound) ? scope : NULL;
}

static const gd_object *run_block(gd_trace *trace, const gd_tree *body)
{
    gd_flow flow = execute(trace, body);
    const gd_object *value = flow == FLOW_RETURN ? trace->returned : &object_none;
    trace->returned = NULL;
    bool kept = flow != FLOW_FAIL && heap_push(&trace->heap, value, trace->err);
    return kept ? value : NULL;
}

bool function_enter(gd_trace *trace, gd_scope *scope, gd_outside *outside)
{
    *outside = (gd_outside){trace->scope, trace->graph, trace->root, trace->memos, trace->around};
    if (!scope || !heap_push(&trace->heap, trace->scope, trace->err)) return false;
    trace->scope = scope;
    if (!trace->around || scope->kind != SCOPE_PROGRAM) return true;
    trace->graph = trace->root = NULL;
    trace->memos = trace->around;
    trace->around = NULL;
    return true;
}

void function_leave(gd_trace *trace, const gd_outside *outside)
{
    trace->scope = outside->scope;
    trace->graph = outside->graph;
    trace->root = outside->root;
    if (outside->around) trace->memos = outside->memos;
    trace->around = outside->around;
}

static const gd_object *run_in(gd_trace *trace, gd_scope *scope, const gd_tree *body)
{
    gd_outside outside;
    if (!function_enter(trace, scope, &outside)) return NULL;
    const gd_object *result =
        body->kind == GD_TREE_BLOCK ? run_block(trace, body) : evaluate(trace, body);
    if (!result && !trace_in_library(trace)) trace->left = true;
    function_leave(trace, &outside);
    return result;
}

const gd_object *function_run(gd_trace *trace, const gd_closure *closure,
                              const gd_object *const *bound)
{
    if (closure->body->yields)
        return generator_new(trace, closure, enter_scope(trace, closure, bound));
    return run_in(trace, enter_scope(trace, closure, bound), closure->body);
}

const gd_object *function_evaluate(gd_trace *trace, const gd_closure *closure,
                                   const gd_object *const *bound, const gd_tree *expression)
{
    return run_in(trace, enter_scope(trace, closure, bound), expression);
}
