#include "engine/lang/variable.h"

#include "engine/exec/nest.h"
#include "engine/lang/tape.h"

#include <string.h>

static void close_storage(void *data)
{
    gd_tensor_free(((gd_storage *)data)->data);
}

static void mark_variable(gd_heap *heap, const void *data, size_t size)
{
    const gd_variable *variable = data;
    (void)size;
    heap_mark(heap, variable->storage);
    heap_mark(heap, variable->node);
    heap_mark(heap, variable->path);
    heap_mark(heap, variable->accumulate);
    heap_mark(heap, variable->apart);
    heap_mark(heap, variable->object);
}

static void mark_meta(gd_heap *heap, const void *data, size_t size)
{
    const gd_tensor_meta *meta = data;
    (void)size;
    heap_mark(heap, meta->grad);
    heap_mark(heap, meta->hooks);
    heap_mark(heap, meta->attributes);
    heap_mark(heap, meta->class);
}

static const gd_cell_class cell_storage = {NULL, close_storage},
                           cell_variable = {mark_variable, NULL}, cell_meta = {mark_meta, NULL};

const gd_type *tensor_type(const gd_object *tensor)
{
    const gd_variable *variable = tensor_variable(tensor);
    return variable ? &variable->type : edge_type(tensor->edge);
}

gd_edge tensor_edge(gd_trace *trace, const gd_object *tensor)
{
    const gd_variable *variable = tensor_variable(tensor);
    if (!variable) return tensor->edge;
    gd_tensor *value = variable_tensor(trace, variable);
    gd_edge edge = value ? graph_constant(trace->graph, value) : (gd_edge){0};
    gd_tensor_free(value);
    return edge;
}

void tensor_become(const gd_object *tensor, gd_variable *variable)
{
    ((gd_object *)(uintptr_t)tensor)->detail = variable;
    variable->object = tensor;
}

const gd_object *tensor_of(gd_trace *trace, gd_variable *variable)
{
    gd_object *object = variable ? object_new(trace, GD_OBJECT_TENSOR) : NULL;
    if (!object) return NULL;
    object->owns_detail = true;
    object->detail = variable;
    if (!variable->object || variable->object->detail != variable) variable->object = object;
    return object;
}

const gd_object *variable_object(gd_trace *trace, gd_variable *variable)
{
    const gd_object *known = variable ? variable->object : NULL;
    return known && known->detail == variable ? known : tensor_of(trace, variable);
}

static gd_variable *variable_new(gd_trace *trace, gd_storage *storage, const gd_type *type)
{
    gd_variable *variable = heap_take(&trace->heap, &cell_variable, sizeof *variable, trace->err);
    if (!variable) return NULL;
    variable->type = *type;
    variable->storage = storage;
    variable->view = view_of(&type->shape);
    variable->inference = trace->inference;
    return variable;
}

gd_variable *variable_copy(gd_trace *trace, const gd_variable *from)
{
    gd_variable *copy = heap_take(&trace->heap, &cell_variable, sizeof *copy, trace->err);
    if (copy) *copy = *from;
    return copy;
}

const gd_object *tensor_wrap(gd_trace *trace, gd_tensor *data)
{
    gd_storage *storage =
        data ? heap_take(&trace->heap, &cell_storage, sizeof *storage, trace->err) : NULL;
    if (!storage) {
        gd_tensor_free(data);
        return NULL;
    }
    storage->data = data;
    heap_charge(&trace->heap, (size_t)data->count * gd_dtype_size(data->type.dtype));
    return tensor_of(trace, variable_new(trace, storage, &data->type));
}

/* When the account is full, tensors out of reach make room. */
static gd_tensor *take_or_collect(gd_trace *trace, const gd_type *type)
{
    const int64_t most = trace->context->limits->tensor_elements;
    gd_tensor *data = gd_tensor_take(trace->memory, type, most, NULL);
    if (data) return data;
    heap_collect(&trace->heap);
    return gd_tensor_take(trace->memory, type, most, trace->err);
}

/* Many elements take time, whoever fills them. */
static gd_tensor *take(gd_trace *trace, const gd_type *type)
{
    enum { ELEMENTS_PER_STEP = 1024 };
    gd_tensor *data = take_or_collect(trace, type);
    if (!data || trace_step(trace, data->count / ELEMENTS_PER_STEP)) return data;
    gd_tensor_free(data);
    return NULL;
}

const gd_object *tensor_new(gd_trace *trace, const gd_type *type, void **data)
{
    const gd_object *tensor = tensor_wrap(trace, take(trace, type));
    if (tensor) *data = tensor_variable(tensor)->storage->data->data;
    return tensor;
}

static char *elements(const gd_variable *variable)
{
    size_t size = gd_dtype_size(variable->type.dtype);
    return (char *)variable->storage->data->data + (size_t)variable->view.offset * size;
}

/* Copies elements between a contiguous array and a strided view, one of which is `out`. */
static bool copy(gd_trace *trace, gd_dtype dtype, const gd_view *to, char *out, const gd_view *from,
                 const char *in)
{
    gd_operand operands[2] = {{dtype, *to}, {dtype, *from}};
    char *data[2] = {out, (char *)(uintptr_t)in};
    gd_run run = {trace->context, trace->err, RUN_BUDGET};
    gd_nest nest;
    nest_make(&nest, operands, 2);
    return nest_run(&nest, nest_copy_loop(dtype), NULL, data, &run);
}

static bool read_into(gd_trace *trace, const gd_variable *variable, void *out)
{
    gd_view whole = view_of(&variable->type.shape);
    return copy(trace, variable->type.dtype, &whole, out, &variable->view, elements(variable));
}

const void *variable_data(gd_trace *trace, const gd_variable *variable)
{
    if (view_is_contiguous(&variable->view)) return elements(variable);
    size_t count = (size_t)shape_count(&variable->type.shape);
    void *room = heap_take_array(&trace->heap, &cell_bytes, count,
                                 gd_dtype_size(variable->type.dtype), trace->err);
    return room && read_into(trace, variable, room) ? room : NULL;
}

gd_tensor *variable_tensor(gd_trace *trace, const gd_variable *variable)
{
    gd_tensor *data = take(trace, &variable->type);
    if (!data || read_into(trace, variable, data->data)) return data;
    gd_tensor_free(data);
    return NULL;
}

void variable_count(const gd_variable *variable)
{
    if (variable->apart) variable->apart->version++;
    else variable->storage->version++;
}

/* The tape holds on to what it saved: a change that it does not see is made to a copy. */
static bool leave_saved(gd_trace *trace, gd_storage *storage)
{
    gd_tensor *data = storage->data;
    bool saved = atomic_load_explicit(&data->references, memory_order_relaxed) > 1;
    if (!saved || trace->conventions == GD_CONVENTIONS_TORCH) return true;
    gd_tensor *copied = take(trace, &data->type);
    if (!copied) return false;
    memcpy(copied->data, data->data, (size_t)data->count * gd_dtype_size(data->type.dtype));
    storage->data = copied;
    gd_tensor_free(data);
    return true;
}

const gd_object *tensor_apart(gd_trace *trace, const gd_object *tensor)
{
    gd_variable *variable = variable_copy(trace, tensor_variable(tensor));
    if (!variable) return NULL;
    variable->requires_grad = false;
    variable->node = variable->accumulate = NULL;
    variable->path = NULL;
    variable->apart = heap_take(&trace->heap, &cell_bytes, sizeof *variable->apart, trace->err);
    return variable->apart ? tensor_of(trace, variable) : NULL;
}

bool variable_write(gd_trace *trace, const gd_variable *variable, const void *data)
{
    gd_view whole = view_of(&variable->type.shape);
    if (variable->apart && !leave_saved(trace, variable->storage)) return false;
    variable_count(variable);
    return copy(trace, variable->type.dtype, &variable->view, elements(variable), &whole, data);
}

const gd_object *variable_number(gd_trace *trace, const gd_variable *variable)
{
    const gd_tensor *data = variable->storage->data;
    int64_t at = variable->view.offset;
    switch (gd_dtype_kind(variable->type.dtype)) {
    case GD_KIND_FLOAT: return object_float(trace, gd_tensor_get(data, at));
    case GD_KIND_INT: return object_int(trace, gd_tensor_get_int(data, at));
    default: return object_bool(gd_tensor_get_int(data, at));
    }
}

gd_tensor_meta *tensor_meta(gd_trace *trace, const gd_object *tensor)
{
    gd_object *object = (gd_object *)(uintptr_t)tensor;
    if (!object->meta)
        object->meta = heap_take(&trace->heap, &cell_meta, sizeof(gd_tensor_meta), trace->err);
    return (gd_tensor_meta *)(uintptr_t)object->meta;
}

const gd_object *tensor_grad(const gd_object *tensor)
{
    const gd_tensor_meta *meta = tensor->meta;
    return meta ? meta->grad : NULL;
}

const gd_object *tensor_class(const gd_object *tensor)
{
    const gd_tensor_meta *meta = tensor_variable(tensor) ? tensor->meta : NULL;
    return meta ? meta->class : NULL;
}

bool tensor_is_floating(const gd_object *tensor)
{
    return gd_dtype_kind(tensor_type(tensor)->dtype) == GD_KIND_FLOAT;
}
