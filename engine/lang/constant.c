#include "engine/lang/constant.h"

#include "engine/lang/variable.h"

#include <string.h>

/* What nested lists of numbers are as a tensor: found first, so that nothing is made in vain. */
typedef struct layout {
    gd_shape shape;
    gd_kind kind;     /* the highest of its numbers */
    gd_dtype dtype;   /* to which all of them promote; GD_DTYPE_COUNT: there are none */
    bool seen, mixed; /* a number; numbers and booleans */
} layout;

static bool refuse_item(gd_trace *trace, const gd_object *item)
{
    if (item->kind == GD_OBJECT_STRING)
        return object_refuse(trace, GD_TYPE, "new(): invalid data type 'str'");
    if (item->kind != GD_OBJECT_TENSOR)
        return object_refuse(trace, GD_RUNTIME, "Could not infer dtype of %s", object_type(item));
    if (trace_is_eager(trace) && gd_dtype_kind(tensor_type(item)->dtype) != GD_KIND_FLOAT)
        object_fail(trace, GD_TYPE,
                    "only integer tensors of a single element can be converted to an index");
    else if (trace_is_eager(trace))
        object_fail(trace, GD_VALUE, "only one element tensors can be converted to Python scalars");
    else
        object_fail(trace, GD_UNSUPPORTED,
                    "a tensor among numbers: elements are not known while a program is traced");
    return gd_hint(trace->err, "stack([a, b]) makes a tensor of tensors");
}

static bool is_level(const gd_object *data)
{
    return object_is_sequence(data) || data->kind == GD_OBJECT_RANGE;
}

/* A number, or a tensor that is known to be one. */
static const gd_object *number_of(gd_trace *trace, const gd_object *data)
{
    return object_is_number(data) ? data : object_constant(trace, data);
}

static void note_number(gd_trace *trace, const gd_object *data, layout *out)
{
    gd_dtype dtype = promote_type(trace, &data, 1);
    gd_kind kind = gd_dtype_kind(dtype);
    out->mixed |= out->seen && (kind == GD_KIND_BOOL) != (out->kind == GD_KIND_BOOL);
    out->seen = true;
    if (kind > out->kind) out->kind = kind;
    out->dtype = out->dtype == GD_DTYPE_COUNT ? dtype : gd_dtype_promote(out->dtype, dtype);
}

/* The shape by the first items; 0 levels for a number. */
static bool measure(gd_trace *trace, const gd_object *data, layout *out)
{
    while (is_level(data)) {
        if (out->shape.rank == GD_MAX_RANK)
            return object_refuse(trace, GD_RANK_LIMIT, "a tensor has at most %d dimensions",
                                 GD_MAX_RANK);
        out->shape.dims[out->shape.rank++] = data->length;
        if (!data->length) return true;
        data = data->items[0];
    }
    if (data->kind == GD_OBJECT_STRING && out->shape.rank) /* whose letters are items, too */
        return object_refuse(trace, GD_VALUE, "too many dimensions 'str'");
    return true;
}

/* Checks that every item of level `level` fits the shape; finds the highest kind. */
static bool check(gd_trace *trace, const gd_object *data, int level, layout *out)
{
    if (level == out->shape.rank) {
        if (is_level(data))
            return object_refuse(trace, GD_TYPE, "'%s' object cannot be interpreted as an integer",
                                 object_type(data));
        if (!number_of(trace, data)) return refuse_item(trace, data);
        note_number(trace, data, out);
        return true;
    }
    if (!is_level(data)) return object_refuse(trace, GD_TYPE, "not a sequence");
    int64_t expected = out->shape.dims[level];
    if (data->length != expected)
        return object_refuse(trace, GD_VALUE,
                             "expected sequence of length %lld at dim %d (got %lld)",
                             (long long)expected, level, (long long)data->length);
    if (!trace_step(trace, data->length)) return false;
    for (int64_t i = 0; i < data->length; i++) {
        const gd_object *item = object_item(trace, data, i);
        if (!item || !check(trace, item, level + 1, out)) return false;
    }
    return true;
}

/* A negative number is one that wraps around if it is no larger than the greatest one. */
static bool overflows(gd_dtype dtype, int64_t value, int64_t kept)
{
    return value != kept && (dtype != GD_UINT8 || value > 0 || value < -UINT8_MAX);
}

static bool fill_one(gd_trace *trace, gd_tensor *tensor, const gd_object *number, int64_t at)
{
    bool floats = gd_dtype_kind(tensor->type.dtype) == GD_KIND_FLOAT;
    if (number->kind == GD_OBJECT_FLOAT) gd_tensor_set(tensor, at, object_number(number));
    else if (floats) gd_tensor_set(tensor, at, (double)number->integer);
    else gd_tensor_set_int(tensor, at, number->integer);
    bool exact = floats || number->kind == GD_OBJECT_FLOAT || tensor->type.dtype == GD_BOOL ||
                 !overflows(tensor->type.dtype, number->integer, gd_tensor_get_int(tensor, at));
    return exact ||
           object_refuse(trace, GD_RUNTIME, "value cannot be converted to type %s without overflow",
                         gd_dtype_name(tensor->type.dtype));
}

static bool fill(gd_trace *trace, gd_tensor *tensor, const gd_object *data, int64_t *at)
{
    if (!is_level(data)) {
        const gd_object *number = number_of(trace, data);
        return number && fill_one(trace, tensor, number, (*at)++);
    }
    for (int64_t i = 0; i < data->length; i++) {
        const gd_object *item = object_item(trace, data, i);
        if (!item || !fill(trace, tensor, item, at)) return false;
    }
    return true;
}

static gd_tensor *new_tensor(gd_trace *trace, gd_dtype dtype, const gd_shape *shape)
{
    enum { ELEMENTS_PER_STEP = 256 };
    const gd_type type = {dtype, *shape};
    const int64_t most = trace->context->limits->tensor_elements;
    gd_tensor *tensor = gd_tensor_take(trace->memory, &type, most, trace->err);
    if (!tensor || trace_step(trace, tensor->count / ELEMENTS_PER_STEP)) return tensor;
    gd_tensor_free(tensor);
    return NULL;
}

/* The constant node of a tensor, which is taken. */
static const gd_object *enter(gd_trace *trace, gd_tensor *tensor)
{
    if (trace_is_eager(trace)) return tensor_wrap(trace, tensor);
    gd_edge edge = graph_constant(trace->graph, tensor);
    gd_tensor_free(tensor);
    return object_tensor(trace, edge);
}

static bool find_layout(gd_trace *trace, const gd_object *data, layout *out)
{
    *out = (layout){.kind = GD_KIND_BOOL, .dtype = GD_DTYPE_COUNT};
    if (!measure(trace, data, out) || !check(trace, data, 0, out)) return false;
    if (!shape_count(&out->shape)) out->kind = GD_KIND_FLOAT;
    return true;
}

static const gd_object *make(gd_trace *trace, const gd_object *data, gd_dtype dtype,
                             const layout *form)
{
    int64_t at = 0;
    gd_tensor *tensor = new_tensor(trace, dtype, &form->shape);
    if (!tensor) return NULL;
    if (fill(trace, tensor, data, &at)) return enter(trace, tensor);
    gd_tensor_free(tensor);
    return NULL;
}

const gd_object *constant_from_data(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *data = arguments->values[0], *given = arguments->values[1];
    layout form;
    if (!find_layout(trace, data, &form)) return NULL;
    gd_dtype own = form.dtype == GD_DTYPE_COUNT ? trace->dtype : form.dtype;
    gd_dtype dtype = given->kind == GD_OBJECT_DTYPE ? (gd_dtype)given->integer : own;
    return make(trace, data, dtype, &form);
}

/* The detail of a literal. */
static const char literal_mark;

bool constant_is_literal(const gd_object *object)
{
    return object && object->kind == GD_OBJECT_LIST && object->detail == &literal_mark;
}

static bool settle_items(gd_trace *trace, const gd_object **items, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (!(items[i] = constant_settle(trace, items[i]))) return false;
    return true;
}

const gd_object *constant_list(gd_trace *trace, const gd_sequence *items)
{
    gd_object *list = (gd_object *)object_sequence(trace, GD_OBJECT_LIST, items);
    bool numbers = list;
    for (int64_t i = 0; numbers && i < items->n; i++)
        numbers = object_is_number(items->items[i]) || constant_is_literal(items->items[i]);
    if (numbers) list->detail = &literal_mark;
    else if (list && !settle_items(trace, list->items, list->length)) return NULL;
    return list;
}

static const gd_object *settle(gd_trace *trace, const gd_object *literal, bool integers)
{
    layout form;
    if (!find_layout(trace, literal, &form)) return NULL;
    if (form.mixed)
        return object_fail(trace, GD_VALUE, "an array is of numbers or of booleans, not of both");
    bool whole = integers && form.kind == GD_KIND_INT;
    gd_dtype dtype = form.kind == GD_KIND_BOOL ? GD_BOOL : whole ? GD_INT64 : trace->dtype;
    return make(trace, literal, dtype, &form);
}

const gd_object *constant_settle(gd_trace *trace, const gd_object *object)
{
    return constant_is_literal(object) ? settle(trace, object, false) : object;
}

const gd_object *constant_argument(gd_trace *trace, const char *parameter, const gd_object *object)
{
    static const char *const lists[] = {"dim",
                                        "dims",
                                        "size",
                                        "shape",
                                        "shifts",
                                        "source",
                                        "destination",
                                        "repeats",
                                        "split_size_or_sections",
                                        "normalized_shape"};
    if (!constant_is_literal(object)) return object;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (!strcmp(lists[i], parameter)) return object;
    if (strcmp(parameter, "tensors")) return settle(trace, object, !strcmp(parameter, "index"));
    const gd_object *list = object_tuple(trace, object->items, object->length);
    return list && settle_items(trace, list->items, list->length) ? list : NULL;
}

bool constant_shape(gd_trace *trace, const gd_object *sizes, gd_shape *shape)
{
    *shape = (gd_shape){0};
    for (int64_t i = 0; i < sizes->length; i++) {
        const gd_object *size = sizes->items[i];
        if (!object_is_integer(size))
            return object_refuse(trace, GD_TYPE, "a size must be an int, not %s",
                                 object_type(size));
        if (size->integer < 0)
            return object_refuse(trace, GD_VALUE, "negative dimension %lld",
                                 (long long)size->integer);
        if (shape->rank == GD_MAX_RANK)
            return object_refuse(trace, GD_RANK_LIMIT, "a tensor has at most %d dimensions",
                                 GD_MAX_RANK);
        shape->dims[shape->rank++] = size->integer;
    }
    return true;
}

/* The first element becomes all of them. */
static void repeat_first(gd_tensor *tensor)
{
    size_t size = gd_dtype_size(tensor->type.dtype), all = (size_t)tensor->count * size;
    for (size_t done = size; done < all; done *= 2)
        memcpy(tensor->data + done, tensor->data, done < all - done ? done : all - done);
}

/* With elements: `value` is a number or a tensor of one. */
static const gd_object *full_of(gd_trace *trace, const gd_shape *shape, const gd_object *value,
                                gd_dtype dtype)
{
    const gd_object *number = object_is_number(value) ? value : object_constant(trace, value);
    gd_tensor *tensor = number ? new_tensor(trace, dtype, shape) : NULL;
    if (!tensor) return NULL;
    if (!tensor->count) return enter(trace, tensor);
    if (object_is_integer(number)) gd_tensor_set_int(tensor, 0, number->integer);
    else gd_tensor_set(tensor, 0, object_number(number));
    repeat_first(tensor);
    return enter(trace, tensor);
}

const gd_object *constant_full(gd_trace *trace, const gd_arguments *arguments)
{
    gd_shape shape;
    const gd_object *value = arguments->values[1];
    gd_dtype dtype = (gd_dtype)arguments->values[2]->integer;
    if (!constant_shape(trace, arguments->values[0], &shape)) return NULL;
    if (!object_is_number(value) && value->kind != GD_OBJECT_TENSOR)
        return object_fail(trace, GD_TYPE, "a fill value must be a number, not %s",
                           object_type(value));
    if (trace_is_eager(trace)) return full_of(trace, &shape, value, dtype);
    gd_edge one = promote_edge(trace, value, dtype);
    return object_tensor(trace, graph_expand(one, &shape));
}

const gd_object *constant_progression(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *start = arguments->values[0], *step = arguments->values[1];
    gd_shape shape = shape_of(1, &arguments->values[2]->integer);
    gd_tensor *tensor = new_tensor(trace, (gd_dtype)arguments->values[3]->integer, &shape);
    if (!tensor) return NULL;
    bool whole = object_is_integer(start) && object_is_integer(step) &&
                 gd_dtype_kind(tensor->type.dtype) != GD_KIND_FLOAT;
    for (int64_t i = 0; i < tensor->count; i++)
        if (whole) gd_tensor_set_int(tensor, i, start->integer + i * step->integer);
        else gd_tensor_set(tensor, i, object_number(start) + (double)i * object_number(step));
    return enter(trace, tensor);
}
