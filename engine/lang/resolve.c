/* What a name means: names of the program first, then Python's functions, then the catalogue, which
 * is the same with and without `torch.` before it. */
#include "engine/lang/autograd.h"
#include "engine/lang/interpreter.h"
#include "engine/lang/nearest.h"

#include <stdio.h>
#include <string.h>

/* Modules, and the names under which they are there without an import. */
static const struct {
    const char *path, *name;
} modules[] = {
    {"torch", "torch"},     {"torch.nn", "nn"},      {"torch.nn.functional", "F"},
    {"torch.linalg", NULL}, {"torch.special", NULL}, {"math", "math"},
};
enum { N_MODULES = sizeof modules / sizeof *modules };

/* The module that only the library knows: the primitives. */
static const STATIC_OBJECT(static_primitives, .kind = GD_OBJECT_MODULE, .text = "prim");
#define primitives static_primitives.object

static const gd_object *new_module(gd_trace *trace, const char *path)
{
    gd_object *module = object_new(trace, GD_OBJECT_MODULE);
    if (module) module->text = path;
    return module;
}

static const gd_object *find_module(gd_trace *trace, const char *path)
{
    for (int i = 0; i < N_MODULES; i++)
        if (!strcmp(modules[i].path, path)) return new_module(trace, modules[i].path);
    return NULL;
}

const gd_object *resolve_module(gd_trace *trace, const char *path)
{
    const gd_object *module = find_module(trace, path);
    if (module || trace->err->code) return module;
    object_fail(trace, GD_UNSUPPORTED, "No module named '%.60s'", path);
    gd_hint(trace->err, "the dialect has torch, torch.nn.functional and math");
    return NULL;
}

/* A def or constant of the library as a value, made at first use in the library's own scope. */
static const gd_object *surface_object(gd_trace *trace, const gd_surface *surface)
{
    const gd_object **made = &trace->surfaces[surface->index];
    if (*made) return *made;
    gd_scope *outside = trace->scope;
    if (!heap_push(&trace->heap, outside, trace->err)) return NULL;
    trace->scope = trace->library_scope;
    *made = surface->role == ROLE_CONSTANT ? evaluate(trace, surface->tree)
                                           : function_new(trace, surface->tree, surface);
    trace->scope = outside;
    return *made;
}

static const gd_object *find_surface(gd_trace *trace, const char *module, const char *name,
                                     int roles)
{
    const gd_surface *surface = library_find(trace->library, module, name, roles);
    return surface ? surface_object(trace, surface) : NULL;
}

static const gd_object *find_pointwise(gd_trace *trace, const char *name)
{
    gd_op op = op_find(name);
    return op < GD_OP_COUNT && op_is_pointwise(op) ? primitive_op(trace, op) : NULL;
}

static const gd_object *find_dtype(gd_trace *trace, const char *name)
{
    gd_dtype dtype = gd_dtype_find(name);
    return dtype < GD_DTYPE_COUNT ? object_dtype(trace, dtype) : NULL;
}

const gd_object *resolve_catalogue(gd_trace *trace, const char *name)
{
    const gd_object *found = find_surface(trace, "torch", name, ROLE_FUNCTION | ROLE_CONSTANT);
    if (!found && !trace->err->code) found = find_pointwise(trace, name);
    return found || trace->err->code ? found : find_dtype(trace, name);
}

static bool visible(const gd_trace *trace, const char *name)
{
    return name[0] != '_' || trace_in_library(trace);
}

static const gd_object *find_known_module(gd_trace *trace, const char *name)
{
    if (trace_in_library(trace) && !strcmp(name, primitives.text)) return &primitives;
    for (int i = 0; i < N_MODULES; i++)
        if (modules[i].name && !strcmp(modules[i].name, name))
            return new_module(trace, modules[i].path);
    return NULL;
}

static void offer_catalogue(const gd_trace *trace, gd_nearest *nearest)
{
    int n;
    const gd_entry *entries = library_entries(trace->library, &n);
    for (int i = 0; i < n; i++) nearest_offer(nearest, entries[i].name);
}

static const gd_object *unknown_name(gd_trace *trace, const char *name)
{
    gd_nearest nearest = nearest_to(name);
    for (const gd_scope *scope = trace->scope; scope; scope = scope->parent)
        for (int32_t i = 0; i < scope->capacity; i++)
            if (scope->slots[i].value) nearest_offer(&nearest, scope->slots[i].name);
    offer_catalogue(trace, &nearest);
    builtin_offer(&nearest);
    object_fail(trace, GD_UNKNOWN_NAME, "name '%.60s' is not defined", name);
    if (nearest.best) gd_hint(trace->err, "did you mean '%.60s'?", nearest.best);
    else gd_hint(trace->err, "assign it first, or give it as an input");
    return NULL;
}

const gd_object *resolve_name(gd_trace *trace, const char *name)
{
    gd_slot *slot = scope_find(trace, trace->scope, name);
    if (slot) {
        slot->used = true;
        return slot->value ? slot->value : locals_refuse(trace, name);
    }
    const gd_object *found = builtin_find(trace, name);
    if (!found && !trace->err->code && visible(trace, name)) found = resolve_catalogue(trace, name);
    if (!found && !trace->err->code) found = find_known_module(trace, name);
    return found || trace->err->code ? found : unknown_name(trace, name);
}

static const gd_object *module_member(gd_trace *trace, const gd_object *module, const char *name)
{
    char path[64];
    if (module == &primitives) return primitive_find(trace, name);
    snprintf(path, sizeof path, "%s.%.30s", module->text, name);
    const gd_object *found = find_module(trace, path);
    if (found || trace->err->code || !visible(trace, name)) return found;
    found = find_surface(trace, module->text, name, ROLE_FUNCTION | ROLE_CONSTANT);
    if (found || trace->err->code) return found;
    return strcmp(module->text, "math") ? resolve_catalogue(trace, name)
                                        : find_pointwise(trace, name);
}

/* x.name_(…): the method `name`, or else the library's own `_inplace_name`, whose result x becomes. */
static const gd_object *in_place_method(gd_trace *trace, const gd_object *tensor, const char *name)
{
    char base[64], own[64];
    size_t length = strlen(name);
    if (length < 2 || length >= sizeof base - 16 || name[length - 1] != '_') return NULL;
    snprintf(base, sizeof base, "%.*s", (int)length - 1, name);
    snprintf(own, sizeof own, "_inplace_%.40s", base);
    const gd_object *found = find_surface(trace, "torch", own, ROLE_FUNCTION | ROLE_METHOD);
    if (!found && !trace->err->code) found = find_surface(trace, "torch", base, ROLE_METHOD);
    if (!found && !trace->err->code) found = find_pointwise(trace, base);
    gd_object *method = (gd_object *)(uintptr_t)object_method(trace, found, tensor);
    if (method) method->integer = METHOD_IN_PLACE;
    return method;
}

static const gd_object *tensor_member(gd_trace *trace, const gd_object *tensor, const char *name)
{
    if (!visible(trace, name)) return NULL;
    const gd_object *found = find_surface(trace, "torch", name, ROLE_PROPERTY);
    if (found) return call_with(trace, found, &tensor, 1);
    if (!trace->err->code) found = find_surface(trace, "torch", name, ROLE_METHOD);
    bool first = op_find(name) < GD_OP_COUNT && op_row(op_find(name))->class != GD_CLASS_SELECT;
    if (!found && !trace->err->code && first) found = find_pointwise(trace, name);
    if (found) return object_method(trace, found, tensor);
    return trace->err->code ? NULL : in_place_method(trace, tensor, name);
}

static const gd_object *tuple_member(const gd_object *tuple, const char *name)
{
    const gd_object *names = tuple->detail;
    for (int64_t i = 0; names && i < names->length; i++)
        if (!strcmp(names->items[i]->text, name)) return tuple->items[i];
    return NULL;
}

static const gd_object *unknown_attribute(gd_trace *trace, const gd_object *object,
                                          const char *name)
{
    gd_nearest nearest = nearest_to(name);
    bool module = object->kind == GD_OBJECT_MODULE;
    if (module || object->kind == GD_OBJECT_TENSOR) offer_catalogue(trace, &nearest);
    if (module)
        object_fail(trace, GD_UNKNOWN_NAME, "module '%s' has no attribute '%.60s'", object->text,
                    name);
    else
        object_fail(trace, GD_UNKNOWN_NAME, "'%s' object has no attribute '%.60s'",
                    object_type(object), name);
    if (nearest.best) gd_hint(trace->err, "did you mean '%.60s'?", nearest.best);
    return NULL;
}

const gd_object *resolve_attribute(gd_trace *trace, const gd_object *object, const char *name)
{
    const gd_object *found = NULL;
    switch (object->kind) {
    case GD_OBJECT_MODULE: found = module_member(trace, object, name); break;
    case GD_OBJECT_TENSOR: found = tensor_member(trace, object, name); break;
    case GD_OBJECT_TUPLE: found = tuple_member(object, name); break;
    case GD_OBJECT_NODE: found = autograd_node_member(trace, object, name); break;
    default: break;
    }
    if (!found && !trace->err->code) found = builtin_method(trace, object, name);
    return found || trace->err->code ? found : unknown_attribute(trace, object, name);
}
