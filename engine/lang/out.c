/* `out=`: the call without it, then a write in place. */
#include "engine/lang/out.h"

#include "engine/lang/inplace.h"
#include "engine/lang/tape.h"

#include <string.h>

/* The place of `out` among the names, or -1. */
static int64_t find_out(const gd_arguments *arguments)
{
    for (int64_t i = 0; i < arguments->n_named; i++)
        if (!strcmp(arguments->names[i], "out")) return i;
    return -1;
}

static const char *name_of_callable(const gd_object *callable)
{
    if (callable->kind == GD_OBJECT_BUILTIN) return op_row((gd_op)callable->integer)->name;
    return ((const gd_closure *)callable->detail)->surface->name;
}

static bool is_of_torch(const gd_object *callable)
{
    if (callable->kind == GD_OBJECT_BUILTIN) return !callable->detail;
    if (callable->kind != GD_OBJECT_FUNCTION) return false;
    const gd_closure *closure = callable->detail;
    return closure->surface && !strncmp(closure->surface->module, "torch", 5) &&
           !closure->signature.keywords.text && call_parameter(&closure->signature, "out") < 0;
}

bool out_asked(const gd_trace *trace, const gd_object *callable, const gd_arguments *arguments)
{
    return trace_is_eager(trace) && find_out(arguments) >= 0 && is_of_torch(callable);
}

/* The arguments but the one at `at` among the named ones. */
static bool leave_out(gd_trace *trace, const gd_arguments *arguments, int64_t at,
                      gd_arguments *rest)
{
    size_t n = (size_t)arguments->n, named = (size_t)arguments->n_named,
           place = n - named + (size_t)at;
    const gd_object **values =
        heap_take_array(&trace->heap, &cell_array, n, sizeof *values, trace->err);
    const char **names =
        heap_take_array(&trace->heap, &cell_bytes, named, sizeof *names, trace->err);
    if (!values || !names) return false;
    memcpy(values, arguments->values, place * sizeof *values);
    memcpy(values + place, arguments->values + place + 1, (n - place - 1) * sizeof *values);
    memcpy(names, arguments->names, (size_t)at * sizeof *names);
    memcpy(names + at, arguments->names + at + 1, (named - (size_t)at - 1) * sizeof *names);
    *rest = *arguments;
    rest->values = values;
    rest->names = names;
    rest->n--, rest->n_named--;
    return true;
}

static bool check_gradients(gd_trace *trace, const char *name, const gd_arguments *arguments)
{
    for (int64_t i = 0; trace->grad_enabled && i < arguments->n; i++) {
        const gd_object *value = arguments->values[i];
        if (value->kind == GD_OBJECT_TENSOR && tensor_variable(value) && tape_requires_grad(value))
            return object_refuse(trace, GD_RUNTIME,
                                 "%s(): functions with out=... arguments don't support automatic "
                                 "differentiation, but one of the arguments requires grad.",
                                 name);
    }
    return true;
}

const gd_object *out_call(gd_trace *trace, const gd_object *callable, const gd_arguments *arguments)
{
    const char *name = name_of_callable(callable);
    int64_t at = find_out(arguments);
    const gd_object *out = arguments->values[arguments->n - arguments->n_named + at];
    gd_arguments rest;
    if (!leave_out(trace, arguments, at, &rest)) return NULL;
    if (out->kind == GD_OBJECT_NONE) return call_object(trace, callable, &rest);
    if (out->kind != GD_OBJECT_TENSOR || !tensor_variable(out))
        return object_fail(trace, GD_TYPE, "%s(): argument 'out' must be Tensor, not %s", name,
                           object_type(out));
    if (!check_gradients(trace, name, arguments)) return NULL;
    const gd_object *result = call_object(trace, callable, &rest);
    if (!result) return NULL;
    if (result->kind != GD_OBJECT_TENSOR)
        return object_fail(trace, GD_TYPE, "%s() got an unexpected keyword argument 'out'", name);
    bool fits = shape_equal(&tensor_type(out)->shape, &tensor_type(result)->shape);
    if (fits) return inplace_write(trace, out, result);
    const gd_object *resized[] = {out, result};
    return call_named(trace, "_set_data", resized, 2) ? out : NULL;
}
