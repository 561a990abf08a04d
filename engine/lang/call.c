/* Calls: the arguments of a call meet the parameters of what is called. */
#include "engine/lang/class.h"
#include "engine/lang/constant.h"
#include "engine/lang/inplace.h"
#include "engine/lang/nearest.h"
#include "engine/lang/out.h"
#include "engine/lang/mismatch.h"

#include <stdio.h>
#include <string.h>

/* NumPy's names for PyTorch's parameters, which PyTorch takes too. */
static const char *const aliases[][2] = {{"axis", "dim"}, {"keepdims", "keepdim"}};

int call_parameter(const gd_signature *signature, const char *name)
{
    for (int i = 0; i < signature->n; i++)
        if (!strcmp(signature->parameters[i].name, name)) return i;
    return -1;
}

static int find_parameter(const gd_signature *signature, const char *name)
{
    int found = call_parameter(signature, name);
    bool program = signature->words == WORDS_PYTHON;
    for (size_t i = 0; !program && found < 0 && i < sizeof aliases / sizeof *aliases; i++)
        if (!strcmp(aliases[i][0], name)) found = call_parameter(signature, aliases[i][1]);
    return found;
}

/* Into the dict of the keywords that are left. */
static bool bind_keyword(gd_trace *trace, const gd_signature *signature,
                         const gd_arguments *arguments, int64_t i, const gd_object *keywords)
{
    const char *name = arguments->names[i];
    if (!signature->keywords.text) return mismatch_keyword(trace, signature, arguments, name);
    const gd_object *value = arguments->values[arguments->n - arguments->n_named + i];
    return table_set_name(trace, object_table(keywords), name_of(name), value);
}

static bool bind_named(gd_trace *trace, const gd_signature *signature,
                       const gd_arguments *arguments, const gd_object **bound)
{
    const gd_object *const *values = arguments->values + arguments->n - arguments->n_named;
    for (int64_t i = 0; i < arguments->n_named; i++) {
        const char *name = arguments->names[i];
        int at = find_parameter(signature, name);
        bool only = at >= 0 && signature->parameters[at].positional_only;
        if (only && !signature->keywords.text)
            return mismatch_positional_only(trace, signature, name);
        if (at < 0 || only) {
            if (!bind_keyword(trace, signature, arguments, i, bound[signature->n + 1]))
                return false;
            continue;
        }
        if (bound[at])
            return object_refuse(trace, GD_ARITY, "%s() got multiple values for argument '%s'",
                                 signature->name, name);
        bound[at] = values[i];
    }
    return true;
}

/* Whether positional arguments from the variadic parameter on are a run of its items: more than
 * fit, or a plain integer where a tuple is due. Gathers them. */
static bool gather(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
                   int64_t *n, const gd_object **bound)
{
    int at = signature->variadic ? call_parameter(signature, signature->variadic) : -1;
    if (at < 0 || *n <= at) return true;
    bool run = *n > mismatch_positional(signature) || object_is_integer(arguments->values[at]);
    if (!run) return true;
    bound[at] = object_tuple(trace, arguments->values + at, *n - at);
    *n = at;
    return bound[at];
}

/* What a program wrote as JSON arrays becomes what the parameters take. */
static bool settle(gd_trace *trace, const gd_signature *signature, const gd_object **bound)
{
    if (trace_in_library(trace)) return true;
    for (int i = 0; i < signature->n; i++) {
        bound[i] = constant_argument(trace, signature->parameters[i].name, bound[i]);
        if (!bound[i]) return false;
    }
    return true;
}

/* Positional arguments beyond the parameters, if something gathers them. */
static bool bind_rest(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
                      int64_t *n, const gd_object **bound)
{
    int most = mismatch_positional(signature);
    int64_t more = *n > most ? *n - most : 0;
    if (signature->keywords.text && !(bound[signature->n + 1] = object_dict(trace))) return false;
    if (!signature->rest.text) return !more || mismatch_count(trace, signature, arguments);
    *n -= more;
    bound[signature->n] = object_tuple(trace, arguments->values + *n, more);
    return bound[signature->n];
}

bool call_bind(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
               const gd_object **bound)
{
    int64_t n = arguments->n - arguments->n_named;
    for (int i = 0; i < signature->n; i++) bound[i] = NULL;
    if (!gather(trace, signature, arguments, &n, bound)) return false;
    if (!bind_rest(trace, signature, arguments, &n, bound)) return false;
    for (int64_t i = 0; i < n; i++) bound[i] = arguments->values[i];
    if (!bind_named(trace, signature, arguments, bound)) return false;
    bool missing = false;
    for (int i = 0; i < signature->n; i++) {
        if (!bound[i]) bound[i] = signature->parameters[i].fallback;
        missing |= !bound[i];
    }
    if (missing && !mismatch_missing(trace, signature, arguments, bound)) return false;
    return settle(trace, signature, bound) && mismatch_check(trace, signature, arguments, bound);
}

/* All tensors are in the one memory: an argument for an operator's `device` is looked at and
 * forgotten. */
static bool settle_device(gd_trace *trace, const gd_object **device)
{
    const gd_object *given = *device;
    if (given->kind == GD_OBJECT_NONE || trace_in_library(trace)) return true;
    *device = &object_none;
    return call_named(trace, "_need_cpu", &given, 1);
}

/* Room for values that are roots, or reached from one, until the call returns. */
static const gd_object **room_for(gd_trace *trace, int64_t n, const gd_object *few[CALL_FEW])
{
    if (n <= CALL_FEW) return few;
    return heap_take_array(&trace->heap, &cell_array, (size_t)n, sizeof *few, trace->err);
}

/* Whether a program that runs eagerly calls a function of math, which knows numbers alone. */
static bool asks_numbers(const gd_trace *trace, const gd_closure *closure)
{
    bool math = closure->surface && !strcmp(closure->surface->module, "math");
    return math && trace_is_eager(trace) && !trace_in_library(trace);
}

/* Tensors with elements become the numbers that they are. */
static bool take_numbers(gd_trace *trace, const gd_closure *closure, const gd_object **bound)
{
    for (int i = 0; i < closure->signature.n; i++) {
        if (!bound[i] || bound[i]->kind != GD_OBJECT_TENSOR || !tensor_variable(bound[i])) continue;
        bound[i] = object_constant(trace, bound[i]);
        if (!bound[i] && !trace->err->code)
            return object_refuse(trace, GD_VALUE,
                                 "only one element tensors can be converted to Python scalars");
        if (!bound[i] || !heap_push(&trace->heap, bound[i], trace->err)) return false;
    }
    return true;
}

static const gd_object *call_function(gd_trace *trace, const gd_closure *closure,
                                      const gd_arguments *arguments)
{
    const gd_object *few[CALL_FEW], **bound = room_for(trace, closure->signature.n + 2, few);
    if (!bound || !call_bind(trace, &closure->signature, arguments, bound)) return NULL;
    if (asks_numbers(trace, closure) && !take_numbers(trace, closure, bound)) return NULL;
    if (closure->device >= 0 && !settle_device(trace, &bound[closure->device])) return NULL;
    if (trace->calls >= trace->context->limits->call_depth)
        return object_fail(trace, GD_NESTING_LIMIT, "maximum recursion depth exceeded");
    trace->calls++;
    const gd_object *result = closure->surface ? surface_call(trace, closure, bound)
                                               : function_run(trace, closure, bound);
    trace->calls--;
    return result;
}

/* What a method gave becomes the value of its tensor. */
static const gd_object *write_result(gd_trace *trace, const gd_object *callable,
                                     const gd_object *tensor, const gd_object *result)
{
    bool def = callable->kind == GD_OBJECT_FUNCTION;
    const gd_surface *surface = def ? ((const gd_closure *)callable->detail)->surface : NULL;
    if (result && surface && surface->fills && tensor_variable(tensor))
        return inplace_fill(trace, tensor, result);
    return result ? storage_write(trace, tensor, result) : NULL;
}

static const gd_object *call_method(gd_trace *trace, const gd_object *method,
                                    const gd_arguments *arguments)
{
    const gd_object *few[CALL_FEW], **values = room_for(trace, arguments->n + 1, few);
    if (!values) return NULL;
    values[0] = method->meta;
    if (arguments->n) memcpy(values + 1, arguments->values, (size_t)arguments->n * sizeof *values);
    gd_arguments all = *arguments;
    all.values = values;
    all.n++;
    all.own = 1;
    all.in_place = method->integer == METHOD_IN_PLACE;
    const gd_object *callable = method->detail;
    const gd_object *result = callable->kind == GD_OBJECT_BUILTIN
                                  ? builtin_call_method(trace, callable, &all)
                                  : call_object(trace, callable, &all);
    bool in_place = method->integer == METHOD_IN_PLACE;
    return in_place ? write_result(trace, callable, values[0], result) : result;
}

static const gd_object *call_instance(gd_trace *trace, const gd_object *instance,
                                      const gd_arguments *arguments)
{
    const gd_object *method = special_find(trace, instance, "__call__");
    if (method) return call_object(trace, method, arguments);
    return object_fail(trace, GD_TYPE, "'%s' object is not callable", object_type(instance));
}

const gd_object *call_object(gd_trace *trace, const gd_object *callable,
                             const gd_arguments *arguments)
{
    if (arguments->n_named && out_asked(trace, callable, arguments))
        return out_call(trace, callable, arguments);
    switch (callable->kind) {
    case GD_OBJECT_FUNCTION: return call_function(trace, callable->detail, arguments);
    case GD_OBJECT_METHOD: return call_method(trace, callable, arguments);
    case GD_OBJECT_BUILTIN: return builtin_call(trace, callable, arguments);
    case GD_OBJECT_CLASS: return class_call(trace, callable, arguments);
    case GD_OBJECT_INSTANCE: return call_instance(trace, callable, arguments);
    case GD_OBJECT_WRAPPER:
        if (callable->integer == WRAPPER_STATIC)
            return call_object(trace, callable->items[0], arguments);
        break;
    default: break;
    }
    return object_fail(trace, GD_TYPE, "'%s' object is not callable", object_type(callable));
}

const gd_object *call_with(gd_trace *trace, const gd_object *callable,
                           const gd_object *const *values, int n)
{
    const gd_arguments arguments = {.values = values, .n = n};
    return call_object(trace, callable, &arguments);
}

const gd_object *call_named(gd_trace *trace, const char *name, const gd_object *const *values,
                            int n)
{
    const gd_object *callable = resolve_catalogue(trace, name);
    if (callable) return call_with(trace, callable, values, n);
    return object_fail(trace, GD_UNSUPPORTED, "no operator '%s' on tensors", name);
}

const gd_object *call_option(const gd_arguments *arguments, const char *name,
                             const gd_object *fallback)
{
    const gd_object *const *values = arguments->values + arguments->n - arguments->n_named;
    for (int64_t i = 0; i < arguments->n_named; i++)
        if (!strcmp(arguments->names[i], name)) return values[i];
    return fallback;
}

enum { NAMES_PER_STEP = 64 };

/* Arguments as written. */
typedef struct collector {
    gd_sequence values;
    const char **names;
    int64_t n_named, room;
} collector;

static bool add_keyword(gd_trace *trace, const char *name, const gd_object *value, collector *all)
{
    if (!trace_step(trace, all->n_named / NAMES_PER_STEP)) return false;
    for (int64_t i = 0; i < all->n_named; i++)
        if (!strcmp(all->names[i], name))
            return object_refuse(trace, GD_TYPE, "got multiple values for keyword argument '%.60s'",
                                 name);
    if (all->n_named == all->room) {
        int64_t room = all->room ? 2 * all->room : 4;
        const char **names =
            heap_take_array(&trace->heap, &cell_bytes, (size_t)room, sizeof *names, trace->err);
        if (!names) return false;
        if (all->n_named) memcpy(names, all->names, (size_t)all->n_named * sizeof *names);
        all->names = names;
        all->room = room;
    }
    all->names[all->n_named++] = name;
    return sequence_add(trace, &all->values, value);
}

static bool add_mapping(gd_trace *trace, const gd_object *mapping, collector *all)
{
    const gd_entry_pair *entry;
    if (!mapping) return false;
    if (mapping->kind != GD_OBJECT_DICT)
        return object_refuse(trace, GD_TYPE, "argument after ** must be a mapping, not %s",
                             object_type(mapping));
    for (int64_t at = 0; (entry = table_next(object_table(mapping), &at));) {
        if (entry->key->kind != GD_OBJECT_STRING)
            return object_refuse(trace, GD_TYPE, "keywords must be strings");
        if (!heap_push(&trace->heap, entry->key, trace->err)) return false;
        if (!add_keyword(trace, entry->key->text, entry->value, all)) return false;
    }
    return true;
}

static bool is_keyword(const gd_tree *argument)
{
    return argument->kind == GD_TREE_KEYWORD || argument->kind == GD_TREE_DOUBLE_STARRED;
}

static bool collect(gd_trace *trace, const gd_tree *argument, collector *all)
{
    const gd_object *items;
    switch (argument->kind) {
    case GD_TREE_STARRED:
        items = evaluate(trace, argument->parts[0]);
        return items && object_iterate(trace, items, &all->values);
    case GD_TREE_DOUBLE_STARRED:
        return add_mapping(trace, evaluate(trace, argument->parts[0]), all);
    case GD_TREE_KEYWORD:
        items = evaluate(trace, argument->parts[0]);
        return items && add_keyword(trace, argument->text, items, all);
    default: return sequence_add(trace, &all->values, evaluate(trace, argument));
    }
}

static bool any_starred(const gd_tree *tree, int first)
{
    for (int i = first; i < tree->n_parts; i++)
        if (tree->parts[i]->kind == GD_TREE_STARRED) return true;
    return false;
}

bool call_collect(gd_trace *trace, const gd_tree *tree, int first, const gd_object *few[CALL_FEW],
                  gd_arguments *arguments)
{
    collector all = {0};
    if (!any_starred(tree, first)) all.values = (gd_sequence){few, 0, CALL_FEW};
    bool named = false;
    int64_t n = tree->n_parts > first ? tree->n_parts - first : 0;
    if (!sequence_reserve(trace, &all.values, n)) return false;
    for (int i = first; i < tree->n_parts; i++) {
        named |= is_keyword(tree->parts[i]);
        if (!is_keyword(tree->parts[i]) && !collect(trace, tree->parts[i], &all)) return false;
    }
    for (int i = first; named && i < tree->n_parts; i++)
        if (is_keyword(tree->parts[i]) && !collect(trace, tree->parts[i], &all)) return false;
    *arguments = (gd_arguments){
        .values = all.values.items, .names = all.names, .n = all.values.n, .n_named = all.n_named};
    if (all.values.n <= GD_MAX_INPUTS) return true;
    return object_refuse(trace, GD_ARITY, "a call has at most %d arguments", GD_MAX_INPUTS);
}

const gd_object *call_tree(gd_trace *trace, const gd_tree *tree)
{
    gd_arguments arguments;
    const gd_object *few[CALL_FEW], *callable = evaluate(trace, tree->parts[0]);
    if (!callable || !call_collect(trace, tree, 1, few, &arguments)) return NULL;
    arguments.qualified = tree->parts[0]->kind == GD_TREE_ATTRIBUTE;
    trace_mark(trace, tree);
    return call_object(trace, callable, &arguments);
}
