/* Calls: the arguments of a call meet the parameters of what is called. */
#include "engine/lang/constant.h"
#include "engine/lang/interpreter.h"
#include "engine/lang/nearest.h"

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
    for (size_t i = 0; found < 0 && i < sizeof aliases / sizeof *aliases; i++)
        if (!strcmp(aliases[i][0], name)) found = call_parameter(signature, aliases[i][1]);
    return found;
}

static int count_positional(const gd_signature *signature)
{
    int n = 0;
    while (n < signature->n && !signature->parameters[n].keyword_only) n++;
    return n;
}

static bool refuse_keyword(gd_trace *trace, const gd_signature *signature, const char *name)
{
    object_fail(trace, GD_ARITY, "%s() got an unexpected keyword argument '%.60s'", signature->name,
                name);
    gd_nearest nearest = nearest_to(name);
    for (int i = 0; i < signature->n; i++) nearest_offer(&nearest, signature->parameters[i].name);
    return nearest.best && gd_hint(trace->err, "did you mean '%s'?", nearest.best);
}

static bool refuse_count(gd_trace *trace, const gd_signature *signature, int64_t given)
{
    int most = count_positional(signature), least = 0;
    while (least < most && !signature->parameters[least].fallback) least++;
    if (least == most)
        return object_refuse(trace, GD_ARITY,
                             "%s() takes %d positional argument%s but %lld %s given",
                             signature->name, most, most == 1 ? "" : "s", (long long)given,
                             given == 1 ? "was" : "were");
    return object_refuse(trace, GD_ARITY,
                         "%s() takes from %d to %d positional arguments but %lld were given",
                         signature->name, least, most, (long long)given);
}

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'", as Python lists them. */
static void list_missing(const gd_signature *signature, const gd_object *const *bound,
                         bool keyword_only, int missing, char *text, size_t size)
{
    int at = 0, seen = 0;
    for (int i = 0; i < signature->n && (size_t)at < size; i++) {
        if (bound[i] || signature->parameters[i].keyword_only != keyword_only) continue;
        const char *before = !seen++          ? ""
                             : seen < missing ? ", "
                             : missing == 2   ? " and "
                                              : ", and ";
        at +=
            snprintf(text + at, size - (size_t)at, "%s'%s'", before, signature->parameters[i].name);
    }
}

static bool refuse_missing(gd_trace *trace, const gd_signature *signature,
                           const gd_object *const *bound, bool keyword_only)
{
    int missing = 0;
    for (int i = 0; i < signature->n; i++)
        missing += !bound[i] && signature->parameters[i].keyword_only == keyword_only;
    if (!missing) return true;
    char list[GD_MAX_HINT];
    list_missing(signature, bound, keyword_only, missing, list, sizeof list);
    return object_refuse(trace, GD_ARITY, "%s() missing %d required %s argument%s: %s",
                         signature->name, missing, keyword_only ? "keyword-only" : "positional",
                         missing == 1 ? "" : "s", list);
}

static bool bind_named(gd_trace *trace, const gd_signature *signature,
                       const gd_arguments *arguments, const gd_object **bound)
{
    const gd_object *const *values = arguments->values + arguments->n - arguments->n_named;
    for (int64_t i = 0; i < arguments->n_named; i++) {
        int at = find_parameter(signature, arguments->names[i]);
        if (at < 0) return refuse_keyword(trace, signature, arguments->names[i]);
        if (bound[at])
            return object_refuse(trace, GD_ARITY, "%s() got multiple values for argument '%s'",
                                 signature->name, arguments->names[i]);
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
    bool run = *n > count_positional(signature) || object_is_integer(arguments->values[at]);
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

bool call_bind(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
               const gd_object **bound)
{
    int64_t n = arguments->n - arguments->n_named;
    for (int i = 0; i < signature->n; i++) bound[i] = NULL;
    if (!gather(trace, signature, arguments, &n, bound)) return false;
    if (n > count_positional(signature)) return refuse_count(trace, signature, n);
    for (int64_t i = 0; i < n; i++) bound[i] = arguments->values[i];
    if (!bind_named(trace, signature, arguments, bound)) return false;
    for (int i = 0; i < signature->n; i++)
        if (!bound[i]) bound[i] = signature->parameters[i].fallback;
    return refuse_missing(trace, signature, bound, false) &&
           refuse_missing(trace, signature, bound, true) && settle(trace, signature, bound);
}

static const gd_object *call_function(gd_trace *trace, const gd_closure *closure,
                                      const gd_arguments *arguments)
{
    const gd_object **bound = heap_take_array(
        &trace->heap, &cell_array, (size_t)closure->signature.n + 1, sizeof *bound, trace->err);
    if (!bound || !call_bind(trace, &closure->signature, arguments, bound)) return NULL;
    if (trace->calls >= trace->context->limits->call_depth)
        return object_fail(trace, GD_NESTING_LIMIT, "maximum recursion depth exceeded: %lld calls",
                           (long long)trace->context->limits->call_depth);
    trace->calls++;
    const gd_object *result = closure->surface ? surface_call(trace, closure, bound)
                                               : function_run(trace, closure, bound);
    trace->calls--;
    return result;
}

static const gd_object *call_method(gd_trace *trace, const gd_object *method,
                                    const gd_arguments *arguments)
{
    const gd_object **values = heap_take_array(&trace->heap, &cell_array, (size_t)arguments->n + 1,
                                               sizeof *values, trace->err);
    if (!values) return NULL;
    values[0] = method->items[0];
    if (arguments->n) memcpy(values + 1, arguments->values, (size_t)arguments->n * sizeof *values);
    gd_arguments all = *arguments;
    all.values = values;
    all.n++;
    const gd_object *result = call_object(trace, method->detail, &all);
    bool in_place = method->integer == METHOD_IN_PLACE;
    return in_place && result ? storage_write(trace, values[0], result) : result;
}

const gd_object *call_object(gd_trace *trace, const gd_object *callable,
                             const gd_arguments *arguments)
{
    switch (callable->kind) {
    case GD_OBJECT_FUNCTION: return call_function(trace, callable->detail, arguments);
    case GD_OBJECT_METHOD: return call_method(trace, callable, arguments);
    case GD_OBJECT_BUILTIN: return builtin_call(trace, callable, arguments);
    default:
        return object_fail(trace, GD_TYPE, "'%s' object is not callable", object_type(callable));
    }
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

/* Arguments as written, in room for all of them. */
typedef struct collector {
    gd_sequence values;
    const char **names;
    int64_t n_named;
} collector;

static bool collect(gd_trace *trace, const gd_tree *argument, collector *all)
{
    if (argument->kind == GD_TREE_STARRED) {
        const gd_object *items = evaluate(trace, argument->parts[0]);
        return items && object_iterate(trace, items, &all->values);
    }
    if (argument->kind != GD_TREE_KEYWORD)
        return sequence_add(trace, &all->values, evaluate(trace, argument));
    for (int64_t i = 0; i < all->n_named; i++)
        if (!strcmp(all->names[i], argument->text))
            return object_refuse(trace, GD_SYNTAX, "keyword argument repeated: %.60s",
                                 argument->text);
    all->names[all->n_named++] = argument->text;
    return sequence_add(trace, &all->values, evaluate(trace, argument->parts[0]));
}

static bool collect_all(gd_trace *trace, const gd_tree *tree, collector *all)
{
    all->names = heap_take_array(&trace->heap, &cell_bytes, (size_t)tree->n_parts,
                                 sizeof *all->names, trace->err);
    if (!all->names || !sequence_reserve(trace, &all->values, tree->n_parts)) return false;
    for (int keywords = 0; keywords < 2; keywords++)
        for (int i = 1; i < tree->n_parts; i++)
            if ((tree->parts[i]->kind == GD_TREE_KEYWORD) == keywords &&
                !collect(trace, tree->parts[i], all))
                return false;
    if (all->values.n <= GD_MAX_INPUTS) return true;
    return object_refuse(trace, GD_ARITY, "a call has at most %d arguments", GD_MAX_INPUTS);
}

const gd_object *call_tree(gd_trace *trace, const gd_tree *tree)
{
    collector all = {0};
    const gd_object *callable = evaluate(trace, tree->parts[0]);
    if (!callable || !collect_all(trace, tree, &all)) return NULL;
    trace_mark(trace, tree);
    const gd_arguments arguments = {all.values.items, all.names, all.values.n, all.n_named};
    return call_object(trace, callable, &arguments);
}
