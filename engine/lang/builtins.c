/* The functions of Python that the dialect has, and the methods of lists: their table, and
 * calls. */
#include "engine/lang/builtins.h"
#include "engine/lang/constant.h"
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"
#include "engine/lang/nearest.h"

#include <string.h>

/* The text of sep= or end=; NULL with the error set for another keyword. */
static const gd_object *print_option(gd_trace *trace, const gd_arguments *arguments,
                                     const char *name, const gd_object *fallback)
{
    const gd_object *const *values = arguments->values + arguments->n - arguments->n_named;
    for (int64_t i = 0; i < arguments->n_named; i++) {
        if (strcmp(arguments->names[i], name)) continue;
        if (values[i]->kind == GD_OBJECT_STRING) return values[i];
        if (values[i]->kind == GD_OBJECT_NONE) return fallback;
        return object_fail(trace, GD_TYPE, "%s must be None or a string, not %s", name,
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
    buffer_init(&out, trace->memory, (size_t)trace->context->limits->output_bytes);
    bool printed = print_all(trace, arguments, &out);
    if (out.error.code && !trace->err->code) *trace->err = out.error;
    printed = printed && !out.error.code && trace_write(trace, out.data, out.length);
    buffer_close(&out);
    return printed ? &object_none : NULL;
}

static const gd_builtin functions[] = {
    {"abs", 1, 1, NULL, builtin_abs, BUILTIN_TENSORS},
    {"all", 1, 1, NULL, builtin_all, BUILTIN_ROWS},
    {"any", 1, 1, NULL, builtin_any, BUILTIN_ROWS},
    {"len", 1, 1, NULL, builtin_len, BUILTIN_PLAIN},
    {"max", 1, -1, ":key default", builtin_max, BUILTIN_ROWS},
    {"min", 1, -1, ":key default", builtin_min, BUILTIN_ROWS},
    {"print", 0, -1, ":sep end flush", run_print, BUILTIN_NAMED},
    {"round", 1, 2, ":ndigits", builtin_round, BUILTIN_TENSORS},
    {"sum", 1, 2, ":start", builtin_sum, BUILTIN_ROWS},
};
static const gd_builtins own_functions = BUILTINS(functions);

/* All of them. */
static const gd_builtins *const tables[] = {&own_functions, &iterate_functions, &reflect_functions};
enum { N_TABLES = sizeof tables / sizeof *tables };

const gd_builtin *builtin_row(const gd_builtins *all, const char *name)
{
    for (int i = 0; i < all->n; i++)
        if (all->rows[i].name[0] == name[0] && !strcmp(all->rows[i].name, name))
            return &all->rows[i];
    return NULL;
}

const gd_object *builtin_new(gd_trace *trace, const gd_builtin *row)
{
    gd_object *object = object_new(trace, GD_OBJECT_BUILTIN);
    if (object) object->detail = row;
    return object;
}

const gd_object *builtin_find(gd_trace *trace, const char *name)
{
    const gd_object *class = type_find(name);
    if (!class) class = exception_class(name);
    if (class || !strcmp(name, "NotImplemented")) return class ? class : &object_not_implemented;
    if (!strcmp(name, "__name__")) return object_text(trace, "__main__");
    for (int i = 0; i < N_TABLES; i++) {
        const gd_builtin *row = builtin_row(tables[i], name);
        if (row) return builtin_new(trace, row);
    }
    return NULL;
}

void builtin_offer(gd_nearest *nearest)
{
    for (int k = 0; k < N_TABLES; k++)
        for (int i = 0; i < tables[k]->n; i++) nearest_offer(nearest, tables[k]->rows[i].name);
}

/* Whether a call is of the tensors' function: max(x), max(x, dim=0), but max(x, 0) is Python's. A
 * program that runs eagerly means Python's, which goes over the rows. */
static bool takes_tensors(const gd_trace *trace, const gd_builtin *row,
                          const gd_arguments *arguments)
{
    bool python = trace_is_eager(trace) && !trace_in_library(trace);
    if (python && row->style == BUILTIN_ROWS) return false;
    const gd_object *first = arguments->n ? arguments->values[0] : &object_none;
    bool literal = constant_is_literal(first) && !trace_in_library(trace);
    bool tensor = literal || first->kind == GD_OBJECT_TENSOR;
    return tensor && (row->most >= 0 || arguments->n - arguments->n_named == 1);
}

static const char *keywords_of(const gd_builtin *row)
{
    const char *colon = row->kinds ? strchr(row->kinds, ':') : NULL;
    return colon ? colon + 1 : NULL;
}

/* Whether a word stands in a list separated by spaces. */
static bool is_listed(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (; list && *list; list += strcspn(list, " "), list += *list == ' ')
        if (strcspn(list, " ") == length && !strncmp(list, word, length)) return true;
    return false;
}

static bool check_keywords(gd_trace *trace, const gd_builtin *row, const gd_arguments *arguments)
{
    const char *keywords = keywords_of(row);
    if (!arguments->n_named || (row->style == BUILTIN_NAMED && !keywords)) return true;
    if (!keywords)
        return object_refuse(trace, GD_ARITY, "%s() takes no keyword arguments", row->name);
    for (int64_t i = 0; i < arguments->n_named; i++)
        if (!is_listed(keywords, arguments->names[i]))
            return object_refuse(trace, GD_ARITY, "'%.60s' is an invalid keyword argument for %s()",
                                 arguments->names[i], row->name);
    return true;
}

/* Of a method, whose table says nothing of its class, the instance is not counted. */
static bool check_count(gd_trace *trace, const gd_builtin *row, const gd_arguments *arguments,
                        const gd_object *self)
{
    int64_t given = arguments->n - arguments->n_named;
    int own = self ? 1 : 0, least = row->least - own, most = row->most - own;
    if (given >= row->least && (row->most < 0 || given <= row->most)) return true;
    given -= own;
    const char *dot = self ? "." : "", *of = self ? object_type(self) : "";
    if (row->least == row->most && most == 0)
        return object_refuse(trace, GD_ARITY, "%s%s%s() takes no arguments (%lld given)", of, dot,
                             row->name, (long long)given);
    if (row->least == row->most && most == 1)
        return object_refuse(trace, GD_ARITY, "%s%s%s() takes exactly one argument (%lld given)",
                             of, dot, row->name, (long long)given);
    const char *bound = row->least == row->most ? "" : given < least ? "at least " : "at most ";
    int expected = given < least ? least : most;
    return object_refuse(trace, GD_ARITY, "%s expected %s%d argument%s, got %lld", row->name, bound,
                         expected, expected == 1 ? "" : "s", (long long)given);
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
    for (int64_t i = 0; row->kinds && i < arguments->n && row->kinds[i] && row->kinds[i] != ':';
         i++)
        if (!is_of_kind(arguments->values[i], row->kinds[i]))
            return object_refuse(trace, GD_TYPE, "expected %s, not %s",
                                 words[(unsigned char)row->kinds[i]],
                                 object_type(arguments->values[i]));
    return true;
}

static bool has_tensor(const gd_arguments *arguments)
{
    int64_t i = 0;
    while (i < arguments->n && arguments->values[i]->kind != GD_OBJECT_TENSOR) i++;
    return i < arguments->n;
}
/* Of a pointwise operator: where has three. */
enum { MOST_OPERANDS = 3 };

static const gd_object *call_op(gd_trace *trace, gd_op op, const gd_arguments *arguments)
{
    if (!op_is_pointwise(op)) return primitive_call(trace, op, arguments);
    const gd_object *bound[MOST_OPERANDS + 2] = {NULL};
    const gd_signature signature = {
        .name = op_row(op)->name,
        .parameters = promote_parameters(op),
        .n = op_row(op)->operands,
        .words = op_row(op)->class == GD_CLASS_COMPARE ? WORDS_OVERLOADED : WORDS_TORCH,
        .numbers = !has_tensor(arguments)}; /* math.hypot(3, 4) */
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
                                 const gd_arguments *arguments, const gd_object *self)
{
    gd_arguments settled = *arguments;
    if (!trace_in_library(trace) && !settle(trace, &settled)) return NULL;
    bool fit = check_keywords(trace, row, &settled) && check_count(trace, row, &settled, self) &&
               check_kinds(trace, row, &settled);
    return fit ? row->run(trace, &settled) : NULL;
}

const gd_object *builtin_call(gd_trace *trace, const gd_object *callable,
                              const gd_arguments *arguments)
{
    const gd_builtin *row = callable->detail;
    if (!row) return call_op(trace, (gd_op)callable->integer, arguments);
    if (row->style >= BUILTIN_TENSORS && takes_tensors(trace, row, arguments)) {
        const gd_object *operator= resolve_catalogue(trace, row->name);
        if (operator) return call_object(trace, operator, arguments);
        if (trace->err->code) return NULL;
    }
    return call_row(trace, row, arguments, NULL);
}

const gd_object *builtin_call_method(gd_trace *trace, const gd_object *callable,
                                     const gd_arguments *arguments)
{
    const gd_builtin *row = callable->detail;
    bool method = row && row->style < BUILTIN_TENSORS;
    return method ? call_row(trace, row, arguments, arguments->values[0])
                  : builtin_call(trace, callable, arguments);
}
