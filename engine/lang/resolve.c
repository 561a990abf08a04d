/* What a name means: names of the program first, then Python's functions, then the catalogue, which
 * is the same with and without `torch.` before it. */
#include "engine/lang/autograd.h"
#include "engine/lang/builtins.h"
#include "engine/lang/class.h"
#include "engine/lang/variable.h"
#include "engine/lang/nearest.h"

#include <stdio.h>
#include <string.h>

/* The module that only the library knows: the primitives. */
static const STATIC_OBJECT(static_primitives, .kind = GD_OBJECT_MODULE, .text = "prim");
#define primitives static_primitives.object

/* Modules are made once, so that each is itself. */
static const gd_object *find_module(gd_trace *trace, const char *path)
{
    const gd_object *made = table_find_name(trace->loaded, name_of(path));
    const gd_module *row;
    for (int i = 0; (row = library_module(i)) && strcmp(row->path, path); i++) continue;
    if (made || !row) return made;
    gd_object *module = object_new(trace, GD_OBJECT_MODULE);
    if (module) module->text = row->path;
    return module && table_set_name(trace, trace->loaded, name_of(path), module) ? module : NULL;
}

/* What to write instead of a module, or a member of one, that is not there. */
static const char *module_hint(const char *path)
{
    static const char *const hints[][2] = {
        {"numpy", "torch has what is needed: torch.tensor, torch.linspace, torch.sin …"},
        {"scipy", "torch has what is needed: torch.special, torch.linalg, torch.optim …"},
        {"matplotlib", "print the numbers; the page plots them"},
        {"seaborn", "print the numbers; the page plots them"},
        {"torchvision", "make the data in the program: torch.randn(64, 1, 28, 28)"},
        {"torchaudio", "make the data in the program: torch.randn(64, 1, 8000)"},
        {"sklearn", "make the data in the program: torch.randn, torch.linspace …"},
        {"pandas", "make the data in the program: torch.tensor([[1., 2.], [3., 4.]])"},
        {"tqdm", "leave it out: for i in range(10)"},
        {"tensorflow", "torch has what is needed"},
        {"jax", "torch.func has grad, vmap, jacrev, jacfwd and hessian"},
        {"os", "a program has no files and no system"},
        {"sys", "a program has no files and no system"},
        {"pathlib", "a program has no files and no system"},
        {"pickle", "a program has no files; print the values"},
        {"json", "a program has no files; print the values"},
        {"torch.save", "a program has no files; print(model.state_dict())"},
        {"torch.load", "a program has no files; write the data into the program"},
        {"torch.jit", "leave it out: call the function or the module itself"},
    };
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
        size_t length = strlen(hints[i][0]);
        bool begins = !strncmp(hints[i][0], path, length);
        if (begins && (!path[length] || path[length] == '.')) return hints[i][1];
    }
    return NULL;
}

/* Whether a module is the library's own. */
static bool is_own(const char *path)
{
    const gd_module *row;
    for (int i = 0; (row = library_module(i)) && strcmp(row->path, path); i++) continue;
    return row && row->name && !*row->name;
}

const gd_object *resolve_module(gd_trace *trace, const char *path)
{
    const gd_object *module = is_own(path) ? NULL : find_module(trace, path);
    if (module || trace->err->code) return module;
    int length = (int)strcspn(path, ".");
    bool inside = !strncmp(path, "torch.", 6); /* otherwise it is the whole that is not there */
    object_fail(trace, GD_MODULE, "No module named '%.*s'", inside || length > 60 ? 60 : length,
                path);
    const char *hint = module_hint(path);
    gd_hint(trace->err, "%s",
            hint ? hint
                 : "the dialect has torch, math, random, functools, itertools, collections, copy, "
                   "operator, typing");
    return NULL;
}

/* Whether PyTorch's functions in a module of that name are operators; elsewhere they are Python. */
static bool has_operators(const char *module)
{
    static const char *const modules_of_operators[] = {"torch", "torch.linalg", "torch.special"};
    for (size_t i = 0; i < sizeof modules_of_operators / sizeof *modules_of_operators; i++)
        if (!strcmp(modules_of_operators[i], module)) return true;
    return false;
}

static const gd_object *make_surface(gd_trace *trace, const gd_surface *surface)
{
    if (surface->tree->kind == GD_TREE_CLASS) return class_make(trace, surface->tree);
    if (surface->role == ROLE_CONSTANT) return evaluate(trace, surface->tree);
    const gd_object *function = function_new(trace, surface->tree, surface->plain ? NULL : surface);
    if (!function) return NULL;
    gd_signature *signature = &((gd_closure *)(uintptr_t)function->detail)->signature;
    bool torch = has_operators(surface->module) && !surface->python;
    signature->variadic = surface->variadic;
    signature->numbers = surface->numbers;
    signature->words = !torch ? WORDS_PYTHON : surface->overloaded ? WORDS_OVERLOADED : WORDS_TORCH;
    return function;
}

/* A def, class or constant of the library as a value, made at first use in a scope of its own. */
static const gd_object *surface_object(gd_trace *trace, const gd_surface *surface)
{
    const gd_object **made = &trace->surfaces[surface->index];
    if (*made) return *made;
    if (!library_read(trace->library, surface, trace->err)) return NULL;
    gd_scope *outside = trace->scope;
    gd_scope *inside = scope_new(trace, NULL, SCOPE_LIBRARY, SCOPE_MODULE);
    if (!inside || !heap_push(&trace->heap, outside, trace->err)) return NULL;
    inside->module = surface->module;
    trace->scope = inside;
    *made = trace_enter(trace) ? make_surface(trace, surface) : NULL;
    if (*made) trace_leave(trace);
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

static const gd_object *find_in_catalogue(gd_trace *trace, const char *name)
{
    const gd_object *found = find_surface(trace, "torch", name, ROLE_FUNCTION | ROLE_CONSTANT);
    if (!found && !trace->err->code) found = find_pointwise(trace, name);
    return found || trace->err->code ? found : find_dtype(trace, name);
}

/* Owners of names that are found again and again, beside modules. */
static const char the_catalogue, properties, methods, methods_in_place, setters;

const gd_object *resolve_catalogue(gd_trace *trace, const char *name)
{
    const gd_object *found = found_get(trace->found, &the_catalogue, name);
    if (found) return found;
    return found_put(trace->found, &the_catalogue, name, find_in_catalogue(trace, name));
}

static bool visible(const gd_trace *trace, const char *name)
{
    return name[0] != '_' || trace_in_library(trace);
}

static const gd_object *find_known_module(gd_trace *trace, const char *name)
{
    if (trace_in_library(trace) && !strcmp(name, primitives.text)) return &primitives;
    const gd_module *row;
    for (int i = 0; (row = library_module(i)); i++)
        if ((row->name && !strcmp(row->name, name)) ||
            (trace_in_library(trace) && !strcmp(row->path, name)))
            return find_module(trace, row->path);
    return NULL;
}

static void offer_catalogue(const gd_trace *trace, gd_nearest *nearest)
{
    int n;
    const gd_entry *entries = library_entries(trace->library, &n, NULL);
    for (int i = 0; i < n; i++) nearest_offer(nearest, entries[i].name);
}

/* How other notations name what is here. */
static const char *name_hint(const char *name)
{
    static const char *const hints[][2] = {
        {"ln", "the natural logarithm is log(x)"},
        {"lg", "it is log2(x) or log10(x)"},
        {"tg", "it is tan(x)"},
        {"ctg", "it is 1 / tan(x)"},
        {"cot", "it is 1 / tan(x)"},
        {"sec", "it is 1 / cos(x)"},
        {"csc", "it is 1 / sin(x)"},
        {"arctg", "it is atan(x)"},
        {"fabs", "it is abs(x)"},
        {"sqr", "it is x**2, or sqrt(x) for the root"},
        {"cbrt", "it is sign(x) * abs(x)**(1/3)"},
        {"Math", "functions stand alone: sin(x), exp(x)"},
        {"np", "write torch in place of np, or nothing: sin(x)"},
        {"numpy", "write torch in place of numpy, or nothing: sin(x)"},
        {"jnp", "write torch in place of jnp, or nothing: sin(x)"},
        {"tf", "write torch in place of tf, or nothing: sin(x)"},
    };
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (!strcmp(hints[i][0], name)) return hints[i][1];
    return NULL;
}

static const gd_object *unknown_name(gd_trace *trace, const char *name)
{
    gd_nearest nearest = nearest_to(name);
    for (const gd_scope *scope = trace->scope; scope; scope = scope->parent)
        for (int32_t i = 0; i < scope->capacity; i++)
            if (scope->slots[i].value) nearest_offer(&nearest, scope->slots[i].name.text);
    offer_catalogue(trace, &nearest);
    builtin_offer(&nearest);
    object_fail(trace, GD_UNKNOWN_NAME, "name '%.60s' is not defined", name);
    const char *hint = name_hint(name);
    if (hint) gd_hint(trace->err, "%s", hint);
    else if (nearest.best) gd_hint(trace->err, "did you mean '%.60s'?", nearest.best);
    else gd_hint(trace->err, "assign it first, or give it as an input");
    return NULL;
}

/* A name of the library's own module comes before those of Python. */
static const gd_object *find_own(gd_trace *trace, const char *name)
{
    const char *module = trace->scope->module;
    if (!module || !strcmp(module, "torch")) return NULL;
    return find_surface(trace, module, name, ROLE_FUNCTION | ROLE_CONSTANT);
}

static const gd_object *find_anywhere(gd_trace *trace, const char *name)
{
    const gd_object *found = find_own(trace, name);
    if (!found && !trace->err->code) found = builtin_find(trace, name);
    if (!found && !trace->err->code && visible(trace, name)) found = resolve_catalogue(trace, name);
    return found || trace->err->code ? found : find_known_module(trace, name);
}

const gd_object *resolve_name(gd_trace *trace, gd_name name)
{
    gd_slot *slot = scope_find(trace->scope, name);
    if (slot) {
        slot->used = true;
        return slot->value ? slot->value : locals_refuse(trace, name.text);
    }
    bool unbound = scope_has(trace->globals, name) && !trace_in_library(trace);
    if (unbound) { /* by del, or where a handler ends: Python's own is meant, or nothing */
        const gd_object *own = builtin_find(trace, name.text);
        return own || trace->err->code ? own : unknown_name(trace, name.text);
    }
    bool shared = !trace->scope->module || !strcmp(trace->scope->module, "torch");
    gd_table *known = shared ? trace->known[trace->scope->kind] : NULL;
    const char *module = trace->scope->module;
    const gd_object *found =
        known ? table_find_name(known, name) : found_get(trace->found, module, name.text);
    if (found) return found;
    found = find_anywhere(trace, name.text);
    if (!found) return trace->err->code ? NULL : unknown_name(trace, name.text);
    if (!known) return found_put(trace->found, module, name.text, found);
    return table_set_name(trace, known, name, found) ? found : NULL;
}

/* A name of a module of the library, or of one that it is part of: torch.nn.parameter is
 * torch.nn. */
static const gd_object *find_in_module(gd_trace *trace, const char *path, const char *name)
{
    char module[64];
    snprintf(module, sizeof module, "%s", path);
    for (;;) {
        const gd_object *found = find_surface(trace, module, name, ROLE_FUNCTION | ROLE_CONSTANT);
        char *dot = strrchr(module, '.');
        if (found || trace->err->code || !dot) return found;
        *dot = 0;
    }
}

static const gd_object *find_in_place(gd_trace *trace, const char *name)
{
    char base[64], own[64];
    size_t length = strlen(name);
    if (length < 2 || length >= sizeof base - 16 || name[length - 1] != '_') return NULL;
    snprintf(base, sizeof base, "%.*s", (int)length - 1, name);
    snprintf(own, sizeof own, "_inplace_%.40s", base);
    const gd_object *found = find_surface(trace, "torch", own, ROLE_FUNCTION | ROLE_METHOD);
    if (!found && !trace->err->code) found = find_surface(trace, "torch", base, ROLE_METHOD);
    return found || trace->err->code ? found : find_pointwise(trace, base);
}

/* x.name_(…): the method `name`, or else the library's own `_inplace_name`, whose result x
 * becomes. */
static const gd_object *in_place_method(gd_trace *trace, const gd_object *tensor, const char *name)
{
    const gd_object *found = found_get(trace->found, &methods_in_place, name);
    if (!found)
        found = found_put(trace->found, &methods_in_place, name, find_in_place(trace, name));
    gd_object *method = (gd_object *)(uintptr_t)object_method(trace, found, tensor);
    if (method) method->integer = METHOD_IN_PLACE;
    return method;
}

/* torch.sin_(x, …) is x.sin_(…): the name, then the arguments. */
static const gd_object *run_in_place(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = arguments->values[1];
    if (tensor->kind != GD_OBJECT_TENSOR)
        return object_fail(trace, GD_TYPE,
                           "%s(): argument 'input' (position 1) must be Tensor, not %s",
                           arguments->values[0]->text, object_type(tensor));
    const gd_object *method = in_place_method(trace, tensor, arguments->values[0]->text);
    return method ? call_with(trace, method, arguments->values + 2, (int)arguments->n - 2) : NULL;
}

/* PyTorch has such functions for operators of one operand. */
static const gd_object *in_place_function(gd_trace *trace, const char *name)
{
    static const gd_builtin row = {
        .name = "in_place", .least = 2, .most = -1, .run = run_in_place, .style = BUILTIN_PLAIN};
    char base[64];
    size_t length = strlen(name);
    if (length < 2 || length >= sizeof base || name[length - 1] != '_') return NULL;
    snprintf(base, sizeof base, "%.*s", (int)length - 1, name);
    gd_op op = op_find(base);
    if (op == GD_OP_COUNT || op_row(op)->class != GD_CLASS_UNARY) return NULL;
    const gd_object *text = object_text(trace, name);
    const gd_object *callable = text ? builtin_new(trace, &row) : NULL;
    return callable ? object_method(trace, callable, text) : NULL;
}

static const gd_object *find_member(gd_trace *trace, const gd_object *module, const char *name)
{
    char path[64];
    if (module == &primitives) return primitive_find(trace, name);
    snprintf(path, sizeof path, "%s.%.30s", module->text, name);
    const gd_object *found = find_module(trace, path);
    if (!found) found = type_in_module(module->text, name);
    if (found || trace->err->code || !visible(trace, name)) return found;
    found = find_in_module(trace, module->text, name);
    if (found || trace->err->code) return found;
    if (!strcmp(module->text, "math")) {
        const gd_builtin *row = builtin_row(&math_functions, name);
        return row ? builtin_new(trace, row) : find_pointwise(trace, name);
    }
    bool torch = !strncmp(module->text, "torch", 5);
    found = torch ? resolve_catalogue(trace, name) : NULL;
    return found || trace->err->code || !torch ? found : in_place_function(trace, name);
}

static const gd_object *module_member(gd_trace *trace, const gd_object *module, const char *name)
{
    if (!visible(trace, name)) return find_member(trace, module, name);
    const gd_object *found = found_get(trace->found, module, name);
    return found ? found : found_put(trace->found, module, name, find_member(trace, module, name));
}

/* Methods that PyTorch has with an underscore before their names. */
static bool is_method_alone(const gd_trace *trace, const char *name)
{
    const gd_surface *surface = library_find(trace->library, "torch", name, ROLE_METHOD);
    return surface && surface->role == ROLE_METHOD;
}

static const gd_object *find_method(gd_trace *trace, const char *name)
{
    const gd_object *found = find_surface(trace, "torch", name, ROLE_METHOD);
    bool first = op_find(name) < GD_OP_COUNT && op_row(op_find(name))->class != GD_CLASS_SELECT;
    return found || trace->err->code || !first ? found : find_pointwise(trace, name);
}

static const gd_object *find_property(gd_trace *trace, const char *name)
{
    const gd_object *found = found_get(trace->found, &properties, name);
    if (found) return found;
    found = find_surface(trace, "torch", name, ROLE_PROPERTY);
    return found_put(trace->found, &properties, name, found);
}

static const gd_object *tensor_member(gd_trace *trace, const gd_object *tensor, const char *name)
{
    const gd_object *found = found_get(trace->found, &methods, name);
    if (found) return object_method(trace, found, tensor);
    if (found_get(trace->found, &methods_in_place, name))
        return in_place_method(trace, tensor, name);
    found = find_property(trace, name);
    if (found) return call_with(trace, found, &tensor, 1);
    bool special = !strncmp(name, "__", 2);
    if (!special && !visible(trace, name) && !is_method_alone(trace, name)) return NULL;
    if (!trace->err->code) found = find_method(trace, name);
    if (name[0] != '_') found_put(trace->found, &methods, name, found);
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
        object_fail(trace, GD_ATTRIBUTE, "module '%s' has no attribute '%.60s'", object->text,
                    name);
    else if (object->kind == GD_OBJECT_CLASS)
        object_fail(trace, GD_ATTRIBUTE, "type object '%s' has no attribute '%.60s'", object->text,
                    name);
    else
        object_fail(trace, GD_ATTRIBUTE, "'%s' object has no attribute '%.60s'",
                    object_type(object), name);
    char path[GD_MAX_HINT];
    snprintf(path, sizeof path, "%s.%.60s", module ? object->text : "", name);
    const char *hint = module ? module_hint(path) : NULL;
    if (hint) gd_hint(trace->err, "%s", hint);
    else if (nearest.best) gd_hint(trace->err, "did you mean '%.60s'?", nearest.best);
    return NULL;
}

static const gd_object *function_member(gd_trace *trace, const gd_object *function, gd_name name)
{
    const gd_closure *closure = function->detail;
    const gd_object *found = function->meta ? table_find_name(function->meta, name) : NULL;
    bool lambda = closure->tree->kind == GD_TREE_LAMBDA;
    if (found) return found;
    if (!strcmp(name.text, "__name__"))
        return object_text(trace, lambda ? "<lambda>" : closure->tree->text);
    if (!strcmp(name.text, "__qualname__")) return object_text(trace, closure->signature.name);
    if (!strcmp(name.text, "__module__")) return object_text(trace, "__main__");
    if (strcmp(name.text, "__doc__")) return NULL;
    const gd_tree *doc = lambda ? NULL : closure->tree->parts[1];
    return doc ? evaluate(trace, doc) : &object_none;
}

static const gd_object *method_member(gd_trace *trace, const gd_object *method, gd_name name)
{
    if (!strcmp(name.text, "__self__")) return method->meta;
    if (!strcmp(name.text, "__func__")) return method->detail;
    return resolve_optional(trace, method->detail, name);
}

/* What a program set. */
static const gd_object *tensor_attribute(const gd_object *tensor, gd_name name)
{
    const gd_tensor_meta *meta = tensor_variable(tensor) ? tensor->meta : NULL;
    return meta && meta->attributes ? table_find_name(meta->attributes, name) : NULL;
}

static const gd_object *dtype_member(gd_trace *trace, gd_dtype dtype, const char *name)
{
    bool floating = gd_dtype_kind(dtype) == GD_KIND_FLOAT;
    bool whole = gd_dtype_kind(dtype) == GD_KIND_INT && dtype != GD_UINT8;
    if (!strcmp(name, "is_floating_point")) return object_bool(floating);
    if (!strcmp(name, "is_complex")) return object_bool(false);
    if (!strcmp(name, "is_signed")) return object_bool(floating || whole);
    if (!strcmp(name, "itemsize")) return object_int(trace, (int64_t)gd_dtype_size(dtype));
    return NULL;
}

static const char *builtin_name(const gd_object *builtin)
{
    const gd_builtin *row = builtin->detail;
    return row ? row->name : op_row((gd_op)builtin->integer)->name;
}

/* What a kind of object has beside the methods of its class. */
static const gd_object *own_member(gd_trace *trace, const gd_object *object, gd_name name)
{
    switch (object->kind) {
    case GD_OBJECT_MODULE: return module_member(trace, object, name.text);
    case GD_OBJECT_TENSOR: {
        const gd_object *found = tensor_attribute(object, name);
        return found ? found : tensor_member(trace, object, name.text);
    }
    case GD_OBJECT_TUPLE: return tuple_member(object, name.text);
    case GD_OBJECT_NODE: return autograd_node_member(trace, object, name.text);
    case GD_OBJECT_DTYPE: return dtype_member(trace, (gd_dtype)object->integer, name.text);
    case GD_OBJECT_CLASS: return class_attribute(trace, object, name);
    case GD_OBJECT_INSTANCE: return instance_attribute(trace, object, name);
    case GD_OBJECT_SUPER: return super_attribute(trace, object, name);
    case GD_OBJECT_FUNCTION: return function_member(trace, object, name);
    case GD_OBJECT_METHOD: return method_member(trace, object, name);
    case GD_OBJECT_BUILTIN:
        return strcmp(name.text, "__name__") ? NULL : object_text(trace, builtin_name(object));
    default: return NULL;
    }
}

/* Values that read as attributes of numbers, slices and ranges. */
static const gd_object *value_member(const gd_object *object, const char *name)
{
    static const char *const bounds[] = {"start", "stop", "step"};
    bool bounded = object->kind == GD_OBJECT_RANGE || object->kind == GD_OBJECT_SLICE;
    for (int i = 0; bounded && i < 3; i++)
        if (!strcmp(bounds[i], name)) return object->items[i];
    if (object_is_number(object) && !strcmp(name, "real")) return object;
    return object_is_number(object) && !strcmp(name, "imag") ? &object_false : NULL;
}

const gd_object *resolve_optional(gd_trace *trace, const gd_object *object, gd_name name)
{
    const gd_object *found = own_member(trace, object, name);
    bool done = found || trace->err->code || object->kind == GD_OBJECT_CLASS ||
                object->kind == GD_OBJECT_INSTANCE || object->kind == GD_OBJECT_SUPER ||
                object->kind == GD_OBJECT_MODULE;
    if (done) return found;
    if (!strcmp(name.text, "__class__")) return class_of(object);
    found = value_member(object, name.text);
    if (found) return found;
    const gd_object *class = class_of(object);
    return class_bind(trace, class_member(trace, class, name), object, class);
}

const gd_object *resolve_attribute(gd_trace *trace, const gd_object *object, gd_name name)
{
    const gd_object *found = resolve_optional(trace, object, name);
    return found || trace->err->code ? found : unknown_attribute(trace, object, name.text);
}

/* tensor.name = value: the library's `_set_name`, or else an attribute of the program's own. */
static bool delete_member(gd_trace *trace, const gd_object *tensor, gd_name name)
{
    const gd_tensor_meta *meta = tensor->meta;
    gd_table *table = meta ? (gd_table *)(uintptr_t)meta->attributes : NULL;
    const gd_object *key = table ? object_text(trace, name.text) : NULL;
    if (key && table_remove(trace, table, key)) return true;
    if (trace->err->code) return false;
    return object_refuse(trace, GD_ATTRIBUTE, "'Tensor' object has no attribute '%.60s'",
                         name.text);
}

static const gd_object *find_setter(gd_trace *trace, const char *name)
{
    char setter[64];
    const gd_object *found = found_get(trace->found, &setters, name);
    if (found) return found;
    snprintf(setter, sizeof setter, "_set_%.40s", name);
    found = find_surface(trace, "torch", setter, ROLE_FUNCTION | ROLE_METHOD);
    return found_put(trace->found, &setters, name, found);
}

/* `value` NULL deletes: x.grad becomes None. */
static bool set_member(gd_trace *trace, const gd_object *tensor, gd_name name,
                       const gd_object *value)
{
    const gd_object *found = find_setter(trace, name.text);
    if (trace->err->code) return false;
    const gd_object *given[] = {tensor, value ? value : &object_none};
    if (found) return call_with(trace, found, given, 2);
    if (library_find(trace->library, "torch", name.text, ROLE_PROPERTY))
        return object_refuse(trace, GD_ATTRIBUTE,
                             "attribute '%.60s' of 'torch._C.TensorBase' objects is not writable",
                             name.text);
    if (!value) return delete_member(trace, tensor, name);
    gd_tensor_meta *meta = tensor_meta(trace, tensor);
    if (meta && !meta->attributes) meta->attributes = table_new(trace);
    return meta && meta->attributes && table_set_name(trace, meta->attributes, name, value);
}

bool resolve_set(gd_trace *trace, const gd_object *object, gd_name name, const gd_object *value)
{
    if (object->kind == GD_OBJECT_TENSOR) return set_member(trace, object, name, value);
    return attribute_set(trace, object, name, value);
}

bool resolve_star(gd_trace *trace, const gd_object *module)
{
    bool torch = !strncmp(module->text, "torch", 5); /* is there without an import */
    int n = library_count(trace->library);
    for (int i = 0; !torch && i < n; i++) {
        const gd_surface *surface = library_at(trace->library, i);
        if (strcmp(surface->module, module->text) || surface->name[0] == '_') continue;
        const gd_object *value = surface_object(trace, surface);
        if (!value || !scope_set(trace, trace->scope, name_of(surface->name), value)) return false;
    }
    return true;
}
