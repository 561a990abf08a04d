/* The functions of Python that the dialect has, and the methods of lists: their table, and calls. */
#include "engine/lang/builtins.h"
#include "engine/lang/constant.h"
#include "engine/lang/nearest.h"

#include <string.h>

static const gd_object *run_str(gd_trace *trace, const gd_arguments *arguments)
{
    gd_buffer text;
    buffer_init(&text, trace->memory, SIZE_MAX / 2);
    bool printed = object_print(trace, arguments->values[0], PRINT_STR, &text);
    const gd_object *result = NULL;
    if (printed && !text.error.code)
        result = object_string(trace, text.data ? text.data : "", text.length);
    if (text.error.code && !trace->err->code) *trace->err = text.error;
    buffer_close(&text);
    return result;
}

/* The text of sep= or end=; NULL with the error set for another keyword. */
static const gd_object *print_option(gd_trace *trace, const gd_arguments *arguments,
                                     const char *name, const gd_object *fallback)
{
    const gd_object *const *values = arguments->values + arguments->n - arguments->n_named;
    for (int64_t i = 0; i < arguments->n_named; i++) {
        if (strcmp(arguments->names[i], name)) continue;
        if (values[i]->kind == GD_OBJECT_STRING) return values[i];
        return object_fail(trace, GD_TYPE, "%s must be a string, not %s", name,
                           object_type(values[i]));
    }
    return fallback;
}

static bool print_all(gd_trace *trace, const gd_arguments *arguments, gd_buffer *out)
{
    static const STATIC_OBJECT(space, .kind = GD_OBJECT_STRING, .text = " ", .length = 1);
    static const STATIC_OBJECT(line, .kind = GD_OBJECT_STRING, .text = "\n", .length = 1);
    const gd_object *sep = print_option(trace, arguments, "sep", &space.object);
    const gd_object *end = sep ? print_option(trace, arguments, "end", &line.object) : NULL;
    if (!end) return false;
    for (int64_t i = 0; i < arguments->n - arguments->n_named; i++) {
        if (i) buffer_add(out, sep->text, (size_t)sep->length);
        if (!object_print(trace, arguments->values[i], PRINT_STR, out)) return false;
    }
    buffer_add(out, end->text, (size_t)end->length);
    return true;
}

static const gd_object *run_print(gd_trace *trace, const gd_arguments *arguments)
{
    gd_buffer out;
    buffer_init(&out, trace->memory, SIZE_MAX / 2);
    bool printed = print_all(trace, arguments, &out);
    if (out.error.code && !trace->err->code) *trace->err = out.error;
    printed = printed && !out.error.code && trace_write(trace, out.data, out.length);
    buffer_close(&out);
    return printed ? &object_none : NULL;
}

static const gd_builtin functions[] = {
    {"abs", 1, 1, NULL, builtin_abs, BUILTIN_TENSORS},
    {"all", 1, 1, NULL, builtin_all, BUILTIN_TENSORS},
    {"any", 1, 1, NULL, builtin_any, BUILTIN_TENSORS},
    {"bool", 0, 1, NULL, builtin_bool, BUILTIN_PLAIN},
    {"enumerate", 1, 2, ".i", builtin_enumerate, BUILTIN_PLAIN},
    {"float", 0, 1, NULL, builtin_float, BUILTIN_PLAIN},
    {"int", 0, 1, NULL, builtin_int, BUILTIN_PLAIN},
    {"len", 1, 1, NULL, builtin_len, BUILTIN_PLAIN},
    {"list", 0, 1, NULL, builtin_list, BUILTIN_PLAIN},
    {"max", 1, -1, NULL, builtin_max, BUILTIN_TENSORS},
    {"min", 1, -1, NULL, builtin_min, BUILTIN_TENSORS},
    {"print", 0, -1, NULL, run_print, BUILTIN_NAMED},
    {"range", 1, 3, NULL, builtin_range, BUILTIN_PLAIN},
    {"reversed", 1, 1, NULL, builtin_reversed, BUILTIN_PLAIN},
    {"round", 1, 2, ".i", builtin_round, BUILTIN_TENSORS},
    {"str", 1, 1, NULL, run_str, BUILTIN_PLAIN},
    {"sum", 1, 2, NULL, builtin_sum, BUILTIN_TENSORS},
    {"tuple", 0, 1, NULL, builtin_tuple, BUILTIN_PLAIN},
    {"zip", 0, -1, NULL, builtin_zip, BUILTIN_PLAIN},
};
enum { N_FUNCTIONS = sizeof functions / sizeof *functions };

static const gd_builtin list_methods[] = {
    {"append", 2, 2, NULL, builtin_append, BUILTIN_PLAIN},
    {"pop", 1, 1, NULL, builtin_pop, BUILTIN_PLAIN},
};
enum { N_LIST_METHODS = sizeof list_methods / sizeof *list_methods };

static const gd_object *builtin_object(gd_trace *trace, const gd_builtin *rows, int n,
                                       const char *name)
{
    int i = 0;
    while (i < n && strcmp(rows[i].name, name)) i++;
    gd_object *object = i < n ? object_new(trace, GD_OBJECT_BUILTIN) : NULL;
    if (object) object->detail = &rows[i];
    return object;
}

const gd_object *builtin_find(gd_trace *trace, const char *name)
{
    return builtin_object(trace, functions, N_FUNCTIONS, name);
}

void builtin_offer(gd_nearest *nearest)
{
    for (int i = 0; i < N_FUNCTIONS; i++) nearest_offer(nearest, functions[i].name);
}

const gd_object *builtin_method(gd_trace *trace, const gd_object *self, const char *name)
{
    if (self->kind != GD_OBJECT_LIST) return NULL;
    const gd_object *method = builtin_object(trace, list_methods, N_LIST_METHODS, name);
    return method ? object_method(trace, method, self) : NULL;
}

/* Whether a call is of the tensors' function: max(x), max(x, dim=0), but max(x, 0) is Python's. */
static bool takes_tensors(const gd_trace *trace, const gd_builtin *row,
                          const gd_arguments *arguments)
{
    const gd_object *first = arguments->n ? arguments->values[0] : &object_none;
    bool literal = constant_is_literal(first) && !trace_in_library(trace);
    bool tensor = literal || first->kind == GD_OBJECT_TENSOR;
    return tensor && (row->most >= 0 || arguments->n - arguments->n_named == 1);
}

static bool check_count(gd_trace *trace, const gd_builtin *row, const gd_arguments *arguments)
{
    int64_t n = arguments->n - arguments->n_named;
    if (arguments->n_named && row->style != BUILTIN_NAMED)
        return object_refuse(trace, GD_ARITY, "%s() takes no keyword arguments", row->name);
    if (n >= row->least && (row->most < 0 || n <= row->most)) return true;
    const char *bound = row->least == row->most ? "exactly"
                        : n < row->least        ? "at least"
                                                : "at most";
    int expected = n < row->least ? row->least : row->most;
    return object_refuse(trace, GD_ARITY, "%s expected %s %d argument%s, got %lld", row->name,
                         bound, expected, expected == 1 ? "" : "s", (long long)n);
}

/* Whether an object is of the kind of a letter. */
static bool is_of_kind(const gd_object *object, char letter)
{
    switch (letter) {
    case 'i': return object_is_integer(object);
    case 'n': return object_is_number(object);
    case 's': return object->kind == GD_OBJECT_STRING;
    case 'q': return object_is_sequence(object);
    case 'd': return object->kind == GD_OBJECT_DTYPE;
    case 't': return object->kind == GD_OBJECT_TENSOR;
    case 'l': return object->kind == GD_OBJECT_SLICE;
    default: return true;
    }
}

static bool check_kinds(gd_trace *trace, const gd_builtin *row, const gd_arguments *arguments)
{
    static const char *const words[] = {
        ['i'] = "an int",        ['n'] = "a number", ['s'] = "a str",  ['q'] = "a list or tuple",
        ['d'] = "a torch.dtype", ['t'] = "a Tensor", ['l'] = "a slice"};
    for (int64_t i = 0; row->kinds && i < arguments->n && row->kinds[i]; i++)
        if (!is_of_kind(arguments->values[i], row->kinds[i]))
            return object_refuse(trace, GD_TYPE, "expected %s, not %s",
                                 words[(unsigned char)row->kinds[i]],
                                 object_type(arguments->values[i]));
    return true;
}

static const gd_object *call_op(gd_trace *trace, gd_op op, const gd_arguments *arguments)
{
    if (!op_is_pointwise(op)) return primitive_call(trace, op, arguments);
    const gd_object *bound[3];
    const gd_signature signature = {
        .name = op_row(op)->name, .parameters = promote_parameters(op), .n = op_row(op)->operands};
    return call_bind(trace, &signature, arguments, bound) ? promote_call(trace, op, bound) : NULL;
}

/* Literals of a JSON program become tensors: these functions have no parameters that say more. */
static bool settle(gd_trace *trace, gd_arguments *arguments)
{
    int64_t i = 0;
    while (i < arguments->n && !constant_is_literal(arguments->values[i])) i++;
    if (i == arguments->n) return true;
    const gd_object **values = heap_take_array(&trace->heap, &cell_array, (size_t)arguments->n,
                                               sizeof *values, trace->err);
    for (i = 0; values && i < arguments->n; i++)
        if (!(values[i] = constant_settle(trace, arguments->values[i]))) return false;
    arguments->values = values;
    return values;
}

static const gd_object *call_row(gd_trace *trace, const gd_builtin *row,
                                 const gd_arguments *arguments)
{
    gd_arguments settled = *arguments;
    if (!trace_in_library(trace) && !settle(trace, &settled)) return NULL;
    bool fit = check_count(trace, row, &settled) && check_kinds(trace, row, &settled);
    return fit ? row->run(trace, &settled) : NULL;
}

const gd_object *builtin_call(gd_trace *trace, const gd_object *callable,
                              const gd_arguments *arguments)
{
    const gd_builtin *row = callable->detail;
    if (!row) return call_op(trace, (gd_op)callable->integer, arguments);
    if (row->style == BUILTIN_TENSORS && takes_tensors(trace, row, arguments)) {
        const gd_object *operator= resolve_catalogue(trace, row->name);
        if (operator) return call_object(trace, operator, arguments);
        if (trace->err->code) return NULL;
    }
    return call_row(trace, row, arguments);
}
