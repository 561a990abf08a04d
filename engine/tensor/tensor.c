#include "engine/tensor/tensor.h"

#include <stdio.h>
#include <string.h>

gd_shape shape_of(int rank, const int64_t *dims)
{
    gd_shape shape = {.rank = rank};
    for (int i = 0; i < rank; i++) shape.dims[i] = dims[i];
    return shape;
}

bool shape_equal(const gd_shape *a, const gd_shape *b)
{
    if (a->rank != b->rank) return false;
    for (int i = 0; i < a->rank; i++)
        if (a->dims[i] != b->dims[i]) return false;
    return true;
}

bool type_equal(const gd_type *a, const gd_type *b)
{
    return a->dtype == b->dtype && shape_equal(&a->shape, &b->shape);
}

int64_t shape_extent(const gd_shape *shape)
{
    int64_t extent = 1;
    for (int i = 0; i < shape->rank; i++)
        if (shape->dims[i] && __builtin_mul_overflow(extent, shape->dims[i], &extent)) return -1;
    return extent;
}

int64_t shape_count(const gd_shape *shape)
{
    for (int i = 0; i < shape->rank; i++)
        if (shape->dims[i] == 0) return 0;
    return shape_extent(shape);
}

void shape_strides(const gd_shape *shape, int64_t strides[GD_MAX_RANK])
{
    int64_t step = 1;
    for (int i = shape->rank - 1; i >= 0; i--) {
        strides[i] = step;
        step *= shape->dims[i];
    }
}

bool shape_broadcast(const gd_shape *a, const gd_shape *b, gd_shape *out)
{
    const gd_shape *longer = a->rank >= b->rank ? a : b, *shorter = longer == a ? b : a;
    gd_shape result = *longer;
    int shift = longer->rank - shorter->rank;
    for (int i = 0; i < shorter->rank; i++) {
        int64_t m = longer->dims[i + shift], n = shorter->dims[i];
        if (m != n && m != 1 && n != 1) return false;
        result.dims[i + shift] = m == 1 ? n : m;
    }
    *out = result;
    return true;
}

char *shape_print(const gd_shape *shape, char text[SHAPE_TEXT])
{
    int at = snprintf(text, SHAPE_TEXT, "(");
    for (int i = 0; i < shape->rank; i++)
        at += snprintf(text + at, (size_t)(SHAPE_TEXT - at), i ? ", %lld" : "%lld",
                       (long long)shape->dims[i]);
    snprintf(text + at, (size_t)(SHAPE_TEXT - at), shape->rank == 1 ? ",)" : ")");
    return text;
}

char *shape_list(const gd_shape *shape, char text[SHAPE_TEXT])
{
    int at = snprintf(text, SHAPE_TEXT, "[");
    for (int i = 0; i < shape->rank; i++)
        at += snprintf(text + at, (size_t)(SHAPE_TEXT - at), i ? ", %lld" : "%lld",
                       (long long)shape->dims[i]);
    snprintf(text + at, (size_t)(SHAPE_TEXT - at), "]");
    return text;
}

gd_tensor *gd_tensor_take(gd_memory *memory, const gd_type *type, int64_t most, gd_error *err)
{
    int64_t count = shape_count(&type->shape), extent = shape_extent(&type->shape);
    if (extent < 0 || extent > most) {
        char text[SHAPE_TEXT];
        gd_fail(err, GD_TENSOR_TOO_LARGE, "a tensor of shape %s has more than %lld elements",
                shape_print(&type->shape, text), (long long)most);
        return NULL;
    }
    size_t bytes = (size_t)count * gd_dtype_size(type->dtype);
    gd_tensor *tensor = memory_take(memory, sizeof *tensor + bytes, err);
    if (!tensor) return NULL;
    atomic_init(&tensor->references, 1);
    tensor->type = *type;
    tensor->count = count;
    return tensor;
}

gd_tensor *gd_tensor_new(gd_memory *memory, const gd_type *type, int64_t most, gd_error *err)
{
    gd_tensor *tensor = gd_tensor_take(memory, type, most, err);
    if (tensor) memset(tensor->data, 0, (size_t)tensor->count * gd_dtype_size(type->dtype));
    return tensor;
}

gd_tensor *gd_tensor_resize(gd_memory *memory, gd_tensor *tensor, const gd_type *type,
                            gd_error *err)
{
    int64_t count = shape_count(&type->shape);
    size_t bytes = (size_t)count * gd_dtype_size(type->dtype);
    gd_tensor *resized = memory_resize(memory, tensor, sizeof *tensor + bytes, err);
    if (!resized) return NULL;
    resized->type = *type;
    resized->count = count;
    return resized;
}

gd_tensor *gd_tensor_ref(gd_tensor *tensor)
{
    atomic_fetch_add_explicit(&tensor->references, 1, memory_order_relaxed);
    return tensor;
}

void gd_tensor_free(gd_tensor *tensor)
{
    if (tensor && atomic_fetch_sub_explicit(&tensor->references, 1, memory_order_acq_rel) == 1)
        memory_free(tensor);
}

/* double → int64_t without undefined behaviour: saturates, NaN gives 0. */
static int64_t to_int(double value)
{
    if (value != value) return 0;
    if (value >= 9223372036854775808.0) return INT64_MAX;
    if (value < -9223372036854775808.0) return INT64_MIN;
    return (int64_t)value;
}

double gd_tensor_get(const gd_tensor *tensor, int64_t i)
{
    switch (tensor->type.dtype) {
#define DTYPE(NAME, name, type, kind)                                                              \
    case GD_##NAME:                                                                                \
        return (double)((const type *)(const void *)tensor->data)[i];
#include "engine/tensor/dtype.def"
#undef DTYPE
    default: return 0;
    }
}

int64_t gd_tensor_get_int(const gd_tensor *tensor, int64_t i)
{
    if (gd_dtype_kind(tensor->type.dtype) == GD_KIND_FLOAT) return to_int(gd_tensor_get(tensor, i));
    switch (tensor->type.dtype) {
#define DTYPE(NAME, name, type, kind)                                                              \
    case GD_##NAME:                                                                                \
        return (int64_t)((const type *)(const void *)tensor->data)[i];
#include "engine/tensor/dtype.def"
#undef DTYPE
    default: return 0;
    }
}

void gd_tensor_set(gd_tensor *tensor, int64_t i, double value)
{
    void *data = tensor->data;
    switch (tensor->type.dtype) {
    case GD_FLOAT64: ((double *)data)[i] = value; break;
    case GD_FLOAT32: ((float *)data)[i] = (float)value; break;
    case GD_BOOL: ((bool *)data)[i] = value != 0; break;
    default: gd_tensor_set_int(tensor, i, to_int(value));
    }
}

void gd_tensor_set_int(gd_tensor *tensor, int64_t i, int64_t value)
{
    void *data = tensor->data;
    switch (tensor->type.dtype) {
#define DTYPE(NAME, name, type, kind)                                                              \
    case GD_##NAME:                                                                                \
        ((type *)data)[i] = (type)value;                                                           \
        break;
#include "engine/tensor/dtype.def"
#undef DTYPE
    default: break;
    }
}
