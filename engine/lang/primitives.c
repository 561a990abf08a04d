/* What the library alone can reach, as members of `prim`: the operators of the table under their
 * own names, operands first and attributes after them; and a few functions that look at values. */
#include "engine/lang/autograd.h"
#include "engine/lang/chance.h"
#include "engine/lang/constant.h"
#include "engine/lang/eager.h"
#include "engine/lang/elements.h"
#include "engine/lang/class.h"
#include "engine/lang/constant.h"

#include <string.h>
#include <time.h>

/* torch.Size is a tuple, a Parameter a Tensor. */
static const gd_object *run_kind(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *object = arguments->values[0];
    const char *kind = object->kind == GD_OBJECT_TUPLE    ? "tuple"
                       : object->kind == GD_OBJECT_TENSOR ? "Tensor"
                                                          : object_type(object);
    return object_string(trace, kind, strlen(kind));
}

static const gd_type *type_of(gd_trace *trace, const gd_object *object)
{
    if (object->kind == GD_OBJECT_TENSOR) return tensor_type(object);
    object_fail(trace, GD_TYPE, "expected a Tensor, not %s", object_type(object));
    return NULL;
}

/* A tuple that prints as torch.Size([2, 3]). */
static const gd_object *run_size(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence items = {0};
    if (!object_iterate(trace, arguments->values[0], &items)) return NULL;
    gd_object *size = (gd_object *)object_sequence(trace, GD_OBJECT_TUPLE, &items);
    if (size) size->text = "torch.Size";
    return size;
}

static const gd_object *run_shape(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence items = {0};
    const gd_type *type = type_of(trace, arguments->values[0]);
    if (!type) return NULL;
    for (int i = 0; i < type->shape.rank; i++)
        if (!sequence_add(trace, &items, object_int(trace, type->shape.dims[i]))) return NULL;
    gd_object *size = (gd_object *)object_sequence(trace, GD_OBJECT_TUPLE, &items);
    if (size) size->text = "torch.Size";
    return size;
}

static const gd_object *run_dtype(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_type *type = type_of(trace, arguments->values[0]);
    return type ? object_dtype(trace, type->dtype) : NULL;
}

static const gd_object *run_default_dtype(gd_trace *trace, const gd_arguments *arguments)
{
    (void)arguments;
    return object_dtype(trace, trace->dtype);
}

static const gd_object *run_result_type(gd_trace *trace, const gd_arguments *arguments)
{
    for (int64_t i = 0; i < arguments->n; i++)
        if (arguments->values[i]->kind != GD_OBJECT_TENSOR &&
            !object_is_number(arguments->values[i]))
            return object_fail(trace, GD_TYPE, "expected a Tensor or a number, not %s",
                               object_type(arguments->values[i]));
    return object_dtype(trace, promote_type(trace, arguments->values, arguments->n));
}

static const gd_object *run_dtype_kind(gd_trace *trace, const gd_arguments *arguments)
{
    static const char *const names[] = {
        [GD_KIND_BOOL] = "bool", [GD_KIND_INT] = "int", [GD_KIND_FLOAT] = "float"};
    const gd_object *dtype = arguments->values[0];
    const char *name = names[gd_dtype_kind((gd_dtype)dtype->integer)];
    return object_string(trace, name, strlen(name));
}

/* A tuple of the class torch.return_types.NAME, whose items have names too. */
static const gd_object *run_named(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *names = arguments->values[1], *values = arguments->values[2];
    gd_object *tuple = object_new(trace, GD_OBJECT_TUPLE);
    if (!tuple) return NULL;
    *tuple = *values;
    tuple->text = arguments->values[0]->text;
    tuple->detail = names;
    tuple->owns_detail = true;
    return tuple;
}

static const gd_object *run_slice_bounds(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t start, count, step;
    if (!index_bounds(trace, arguments->values[0], arguments->values[1]->integer, &start, &count,
                      &step))
        return NULL;
    const gd_object *items[] = {object_int(trace, start), object_int(trace, count),
                                object_int(trace, step)};
    return object_tuple(trace, items, 3);
}

/* The library's own raise: the slug of a code, a message and perhaps a hint. */
static const gd_object *run_fail(gd_trace *trace, const gd_arguments *arguments)
{
    int code = 1;
    while (code < GD_CODE_COUNT && strcmp(gd_code_slug((gd_code)code), arguments->values[0]->text))
        code++;
    object_fail(trace, code < GD_CODE_COUNT ? (gd_code)code : GD_INTERNAL, "%s",
                arguments->values[1]->text);
    if (arguments->n > 2) gd_hint(trace->err, "%s", arguments->values[2]->text);
    return NULL;
}

/* clock(wall): seconds of the calendar, or of a clock that only goes on. */
static const gd_object *run_clock(gd_trace *trace, const gd_arguments *arguments)
{
    struct timespec now;
    int wall = object_truth(trace, arguments->values[0]);
    clock_gettime(wall ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
    return object_float(trace, (double)now.tv_sec + 1e-9 * (double)now.tv_nsec);
}

static const gd_object *run_is_instance(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    return object_bool(arguments->values[0]->kind == GD_OBJECT_INSTANCE);
}

/* rename(class, name): of a class that a function of the library made. */
static const gd_object *run_rename(gd_trace *trace, const gd_arguments *arguments)
{
    return class_rename(trace, arguments->values[0], arguments->values[1]) ? &object_none : NULL;
}

static const gd_builtin functions[] = {
    {"kind", 1, 1, NULL, run_kind, BUILTIN_PLAIN},
    {"shape", 1, 1, "t", run_shape, BUILTIN_PLAIN},
    {"size", 1, 1, NULL, run_size, BUILTIN_PLAIN},
    {"dtype", 1, 1, "t", run_dtype, BUILTIN_PLAIN},
    {"default_dtype", 0, 0, NULL, run_default_dtype, BUILTIN_PLAIN},
    {"result_type", 1, -1, NULL, run_result_type, BUILTIN_PLAIN},
    {"dtype_kind", 1, 1, "d", run_dtype_kind, BUILTIN_PLAIN},
    {"named", 3, 3, "sqq", run_named, BUILTIN_PLAIN},
    {"slice_bounds", 2, 2, "li", run_slice_bounds, BUILTIN_PLAIN},
    {"fail", 2, 3, "sss", run_fail, BUILTIN_PLAIN},
    {"constant", 2, 2, NULL, constant_from_data, BUILTIN_PLAIN},
    {"full", 3, 3, "q.d", constant_full, BUILTIN_PLAIN},
    {"clock", 1, 1, NULL, run_clock, BUILTIN_PLAIN},
    {"is_instance", 1, 1, NULL, run_is_instance, BUILTIN_PLAIN},
    {"rename", 2, 2, ".s", run_rename, BUILTIN_PLAIN},
    {"progression", 4, 4, "nnid", constant_progression, BUILTIN_PLAIN},
};
enum { N_FUNCTIONS = sizeof functions / sizeof *functions };

const gd_object *primitive_op(gd_trace *trace, gd_op op)
{
    gd_object *object = object_new(trace, GD_OBJECT_BUILTIN);
    if (object) object->integer = op;
    return object;
}

static const gd_builtin *find_row(const gd_builtin *row, const char *name)
{
    while (row->name && strcmp(row->name, name)) row++;
    return row->name ? row : NULL;
}

static const gd_builtin *find_function(const char *name)
{
    for (int i = 0; i < N_FUNCTIONS; i++)
        if (!strcmp(functions[i].name, name)) return &functions[i];
    const gd_builtin *row = find_row(autograd_functions, name);
    if (!row) row = find_row(chance_functions, name);
    return row ? row : find_row(elements_functions, name);
}

const gd_object *primitive_find(gd_trace *trace, const char *name)
{
    const gd_builtin *row = find_function(name);
    gd_op op = row ? GD_OP_COUNT : op_find(name);
    if (!row) return op < GD_OP_COUNT ? primitive_op(trace, op) : NULL;
    gd_object *object = object_new(trace, GD_OBJECT_BUILTIN);
    if (object) object->detail = row;
    return object;
}

enum { MOST_ATTRIBUTES = 4 * GD_MAX_RANK };

/* Attributes in their order: integers, dtypes, and sequences of them written one after the
 * other. */
static bool add_attribute(gd_trace *trace, const gd_object *value, int64_t *attributes, int *n)
{
    if (object_is_sequence(value)) {
        for (int64_t i = 0; i < value->length; i++)
            if (!add_attribute(trace, value->items[i], attributes, n)) return false;
        return true;
    }
    if (!object_is_integer(value) && value->kind != GD_OBJECT_DTYPE)
        return object_refuse(trace, GD_TYPE, "expected integers, not %s", object_type(value));
    if (*n == MOST_ATTRIBUTES)
        return object_refuse(trace, GD_RANK_LIMIT, "a tensor has at most %d dimensions",
                             GD_MAX_RANK);
    attributes[(*n)++] = value->integer;
    return true;
}

static gd_edge *edges_of(gd_trace *trace, gd_op op, const gd_object *const *values, int64_t n)
{
    gd_edge *edges =
        heap_take_array(&trace->heap, &cell_bytes, (size_t)n, sizeof *edges, trace->err);
    for (int64_t i = 0; edges && i < n; i++) {
        if (values[i]->kind != GD_OBJECT_TENSOR)
            return object_refuse(trace, GD_TYPE,
                                 "%s(): argument (position %lld) must be Tensor, not %s",
                                 op_row(op)->name, (long long)i + 1, object_type(values[i])),
                   NULL;
        edges[i] = tensor_edge(trace, values[i]);
    }
    return edges;
}

const gd_object *primitive_call(gd_trace *trace, gd_op op, const gd_arguments *arguments)
{
    int64_t attributes[MOST_ATTRIBUTES];
    int n_attributes = 0;
    bool list = op_row(op)->operands < 0;
    int64_t given = list ? 1 : op_row(op)->operands;
    if (arguments->n < given || arguments->n_named)
        return object_fail(trace, GD_ARITY, "%s() takes tensors and attributes", op_row(op)->name);
    if (trace_is_eager(trace)) return eager_op(trace, op, arguments->values, (int)arguments->n);
    const gd_object *first = arguments->values[0];
    int64_t n = list ? first->length : given;
    gd_edge *edges = edges_of(trace, op, list ? first->items : arguments->values, n);
    for (int64_t i = given; edges && i < arguments->n; i++)
        if (!add_attribute(trace, arguments->values[i], attributes, &n_attributes)) return NULL;
    if (!edges) return NULL;
    return object_tensor(trace,
                         graph_add(trace->graph, op, edges, (int)n, attributes, n_attributes));
}
