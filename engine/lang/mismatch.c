#include "engine/lang/mismatch.h"

#include "engine/lang/class.h"
#include "engine/lang/nearest.h"

#include <stdio.h>
#include <string.h>

/* -- Kinds of values ------------------------------------------------------------------------ */

/* PyTorch's parameters go by the same name for the same kind of value. */
static const struct {
    const char *parameter;
    gd_accepts accepts;
} kinds[] = {
    {"input", ACCEPTS_TENSOR}, {"other", ACCEPTS_TENSOR},    {"mat2", ACCEPTS_TENSOR},
    {"vec2", ACCEPTS_TENSOR},  {"dim", ACCEPTS_INT},         {"dim0", ACCEPTS_INT},
    {"dim1", ACCEPTS_INT},     {"start_dim", ACCEPTS_INT},   {"end_dim", ACCEPTS_INT},
    {"k", ACCEPTS_INT},        {"chunks", ACCEPTS_INT},      {"diagonal", ACCEPTS_INT},
    {"size", ACCEPTS_INTS},    {"shape", ACCEPTS_INTS},      {"repeats", ACCEPTS_INTS},
    {"shifts", ACCEPTS_INTS},  {"dims", ACCEPTS_INTS},       {"tensors", ACCEPTS_TENSORS},
    {"n", ACCEPTS_INT},        {"steps", ACCEPTS_INT},       {"min", ACCEPTS_NUMBER},
    {"max", ACCEPTS_NUMBER},   {"exponent", ACCEPTS_NUMBER}, {"fill_value", ACCEPTS_NUMBER},
};

static const char *const words[] = {[ACCEPTS_TENSOR] = "Tensor",
                                    [ACCEPTS_INT] = "int",
                                    [ACCEPTS_INTS] = "tuple of ints",
                                    [ACCEPTS_TENSORS] = "tuple of Tensors",
                                    [ACCEPTS_NUMBER] = "Number"};

gd_accepts mismatch_accepts(const char *parameter)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i].parameter, parameter)) return kinds[i].accepts;
    return ACCEPTS_ANY;
}

/* Tensors pass for whole numbers. */
static bool is_accepted(const gd_object *value, gd_accepts accepts)
{
    bool tensor = value->kind == GD_OBJECT_TENSOR, sequence = object_is_sequence(value);
    switch (accepts) {
    case ACCEPTS_TENSOR: return tensor;
    case ACCEPTS_INT:
    case ACCEPTS_INTS: return tensor || sequence || object_is_integer(value);
    case ACCEPTS_TENSORS: return sequence || value->kind == GD_OBJECT_INSTANCE;
    case ACCEPTS_NUMBER: return tensor || object_is_number(value);
    default: return true;
    }
}

/* Numbers pass for tensors where PyTorch lets them, and in plain mathematics: sin(2), but not
 * torch.sin(2). */
static bool passes_number(const gd_trace *trace, const gd_signature *signature,
                          const gd_arguments *arguments, int i)
{
    bool overloaded = signature->words == WORDS_OVERLOADED && i > 0;
    bool plain = !arguments->qualified || !trace_is_eager(trace);
    return plain || overloaded || signature->numbers;
}

/* The name that was called: "add_" of x.add_(y). */
typedef struct called {
    char text[64];
} called;

static called name_called(const gd_signature *signature, const gd_arguments *arguments)
{
    called name;
    const char *own = "_inplace_", *text = signature->name;
    if (arguments->in_place && !strncmp(text, own, strlen(own))) text += strlen(own);
    snprintf(name.text, sizeof name.text, "%.60s%s", text, arguments->in_place ? "_" : "");
    return name;
}

/* -- Words ---------------------------------------------------------------------------------- */

/* "Tensor, int, dim=str": what was written; after keywords alone PyTorch puts a comma. */
static void list_given(const gd_arguments *arguments, char *text, size_t size)
{
    size_t at = 0;
    text[0] = 0;
    int64_t plain = arguments->n - arguments->n_named;
    for (int64_t i = arguments->own; i < arguments->n && at < size; i++) {
        const char *name = i < plain ? "" : arguments->names[i - plain];
        const char *before = i > arguments->own ? ", " : "";
        at += (size_t)snprintf(text + at, size - at, "%s%s%s%s", before, name, *name ? "=" : "",
                               object_type(arguments->values[i]));
    }
    bool named = plain == arguments->own && arguments->n_named;
    if (named && at < size) snprintf(text + at, size - at, ", ");
}

static bool refuse_combination(gd_trace *trace, const gd_signature *signature,
                               const gd_arguments *arguments)
{
    char given[GD_MAX_HINT];
    list_given(arguments, given, sizeof given);
    return object_refuse(trace, GD_ARITY,
                         "%s() received an invalid combination of arguments - got (%s), but "
                         "expected one of:",
                         name_called(signature, arguments).text, given);
}

bool mismatch_keyword(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
                      const char *name)
{
    if (signature->words != WORDS_PYTHON && !strcmp(name, "out")) {
        object_fail(trace, GD_UNSUPPORTED, "%s(): out= is not part of the dialect",
                    name_called(signature, arguments).text);
        return gd_hint(trace->err, "assign the result, or copy it: y.copy_(…)");
    }
    if (signature->words == WORDS_OVERLOADED) refuse_combination(trace, signature, arguments);
    else
        object_fail(trace, GD_ARITY, "%s() got an unexpected keyword argument '%.60s'",
                    name_called(signature, arguments).text, name);
    gd_nearest nearest = nearest_to(name);
    for (int i = 0; i < signature->n; i++) nearest_offer(&nearest, signature->parameters[i].name);
    return nearest.best && gd_hint(trace->err, "did you mean '%s'?", nearest.best);
}

/* "f() got some positional-only arguments passed as keyword arguments: 'a'" */
bool mismatch_positional_only(gd_trace *trace, const gd_signature *signature, const char *name)
{
    return object_refuse(trace, GD_ARITY,
                         "%s() got some positional-only arguments passed as keyword arguments: "
                         "'%.60s'",
                         signature->name, name);
}

int mismatch_positional(const gd_signature *signature)
{
    int n = 0;
    while (n < signature->n && !signature->parameters[n].keyword_only) n++;
    return n;
}

static int given_keyword_only(const gd_signature *signature, const gd_arguments *arguments)
{
    int given = 0;
    for (int64_t i = 0; i < arguments->n_named; i++) {
        int at = call_parameter(signature, arguments->names[i]);
        given += at >= 0 && signature->parameters[at].keyword_only;
    }
    return given;
}

/* " positional arguments (and 1 keyword-only argument)" where keyword-only ones were given. */
static void list_keyword_only(int only, int64_t given, char *text, size_t size)
{
    text[0] = 0;
    if (only)
        snprintf(text, size, " positional argument%s (and %d keyword-only argument%s)",
                 given == 1 ? "" : "s", only, only == 1 ? "" : "s");
}

/* PyTorch does not count the tensor whose method it is. */
bool mismatch_count(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments)
{
    if (signature->words == WORDS_OVERLOADED)
        return refuse_combination(trace, signature, arguments);
    bool python = signature->words == WORDS_PYTHON;
    int own = python ? 0 : arguments->own, most = mismatch_positional(signature), least = 0;
    int64_t given = arguments->n - arguments->n_named - own;
    while (least < most && !signature->parameters[least].fallback) least++;
    least = least > own ? least - own : 0;
    most -= own;
    if (!python && own && signature->n == own)
        return object_refuse(trace, GD_ARITY, "TensorBase.%s() takes no arguments (%lld given)",
                             name_called(signature, arguments).text, (long long)given);
    int only = python ? given_keyword_only(signature, arguments) : 0;
    char range[48], also[80];
    if (least < most) snprintf(range, sizeof range, "from %d to %d", least, most);
    else snprintf(range, sizeof range, "%d", most);
    list_keyword_only(only, given, also, sizeof also);
    return object_refuse(trace, GD_ARITY, "%s() takes %s positional argument%s but %lld%s %s given",
                         name_called(signature, arguments).text, range,
                         most == 1 && least == most ? "" : "s", (long long)given, also,
                         given == 1 && !only ? "was" : "were");
}

/* Python: "'a'", "'a' and 'b'", "'a', 'b', and 'c'"; PyTorch: "\"a\", \"b\"". */
static void list_missing(const gd_signature *signature, const gd_object *const *bound,
                         bool keyword_only, int missing, char *text, size_t size)
{
    bool python = signature->words == WORDS_PYTHON;
    char quote = python ? '\'' : '"';
    int at = 0, seen = 0;
    for (int i = 0; i < signature->n && (size_t)at < size; i++) {
        if (bound[i] || signature->parameters[i].keyword_only != keyword_only) continue;
        const char *before = !seen++                     ? ""
                             : !python || seen < missing ? ", "
                             : missing == 2              ? " and "
                                                         : ", and ";
        at += snprintf(text + at, size - (size_t)at, "%s%c%s%c", before, quote,
                       signature->parameters[i].name, quote);
    }
}

/* PyTorch has the plural where Python has the singular. */
static bool refuse_missing(gd_trace *trace, const gd_signature *signature,
                           const gd_arguments *arguments, const gd_object *const *bound,
                           bool keyword_only)
{
    int missing = 0;
    for (int i = 0; i < signature->n; i++)
        missing += !bound[i] && signature->parameters[i].keyword_only == keyword_only;
    if (!missing) return true;
    char list[GD_MAX_HINT];
    list_missing(signature, bound, keyword_only, missing, list, sizeof list);
    bool plural = (missing == 1) != (signature->words == WORDS_PYTHON);
    return object_refuse(trace, GD_ARITY, "%s() missing %d required %s argument%s: %s",
                         name_called(signature, arguments).text, missing,
                         keyword_only ? "keyword-only" : "positional", plural ? "s" : "", list);
}

bool mismatch_missing(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
                      const gd_object *const *bound)
{
    if (signature->words == WORDS_OVERLOADED)
        return refuse_combination(trace, signature, arguments);
    return refuse_missing(trace, signature, arguments, bound, false) &&
           refuse_missing(trace, signature, arguments, bound, true);
}

/* "zeros(): argument 'size' (position 1) must be tuple of ints, not float" */
static bool refuse_value(gd_trace *trace, const gd_signature *signature,
                         const gd_arguments *arguments, int i, const gd_object *value)
{
    const gd_parameter *parameter = &signature->parameters[i];
    bool alone = arguments->n == 1; /* then one list of parameters is left */
    if (signature->words == WORDS_OVERLOADED && !alone)
        return refuse_combination(trace, signature, arguments);
    return object_refuse(trace, GD_TYPE, "%s(): argument '%s' (position %d) must be %s, not %s",
                         name_called(signature, arguments).text, parameter->name,
                         i + 1 - arguments->own, words[parameter->accepts], object_type(value));
}

/* "zeros(): argument 'size' failed to unpack the object at pos 2 with error …" */
static bool check_items(gd_trace *trace, const gd_signature *signature, int i,
                        const gd_object *value)
{
    const gd_parameter *parameter = &signature->parameters[i];
    bool sizes = parameter->accepts == ACCEPTS_INTS && object_is_sequence(value);
    bool tensors = parameter->accepts == ACCEPTS_TENSORS && object_is_sequence(value);
    for (int64_t k = 0; tensors && k < value->length; k++)
        if (class_of(value->items[k]) != &type_tensor.object)
            return object_refuse(trace, GD_TYPE,
                                 "expected Tensor as element %lld in argument %d, but got %s",
                                 (long long)k, i, object_type(value->items[k]));
    for (int64_t k = 0; sizes && k < value->length; k++) {
        const gd_object *item = value->items[k];
        if (item->kind != GD_OBJECT_FLOAT && item->kind != GD_OBJECT_STRING) continue;
        return object_refuse(trace, GD_TYPE,
                             "%s(): argument '%s' failed to unpack the object at pos %lld with "
                             "error \"type must be tuple of ints,but got %s\"",
                             signature->name, parameter->name, (long long)k + 1, object_type(item));
    }
    return true;
}

bool mismatch_check(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
                    const gd_object *const *bound)
{
    if (signature->words == WORDS_PYTHON || trace_in_library(trace)) return true;
    for (int i = 0; i < signature->n; i++) {
        const gd_parameter *parameter = &signature->parameters[i];
        if (parameter->accepts == ACCEPTS_ANY || bound[i] == parameter->fallback) continue;
        bool number = parameter->accepts == ACCEPTS_TENSOR && object_is_number(bound[i]);
        bool fits = number ? passes_number(trace, signature, arguments, i)
                           : is_accepted(bound[i], parameter->accepts);
        if (!fits) return refuse_value(trace, signature, arguments, i, bound[i]);
        if (!check_items(trace, signature, i, bound[i])) return false;
    }
    return true;
}
