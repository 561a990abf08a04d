/* What the library reaches of how tensors lie in memory, and of the default dtype. */
#include "engine/lang/elements.h"

#include "engine/lang/variable.h"

/* The view of a tensor; the one that it would have if it were computed, where it is traced. */
static gd_view view_in_storage(const gd_object *tensor)
{
    const gd_variable *variable = tensor_variable(tensor);
    return variable ? variable->view : view_of(&tensor_type(tensor)->shape);
}

static const gd_object *run_strides(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence items = {0};
    const gd_view view = view_in_storage(arguments->values[0]);
    for (int i = 0; i < view.shape.rank; i++)
        if (!sequence_add(trace, &items, object_int(trace, view.strides[i]))) return NULL;
    return object_sequence(trace, GD_OBJECT_TUPLE, &items);
}

static const gd_object *run_offset(gd_trace *trace, const gd_arguments *arguments)
{
    return object_int(trace, view_in_storage(arguments->values[0]).offset);
}

/* The same in every run: storages are numbered as they are asked for, further apart than any of
 * them is long. */
static const gd_object *run_address(gd_trace *trace, const gd_arguments *arguments)
{
    const int64_t first = 0x5581000000000, apart = (int64_t)1 << 36;
    const gd_variable *variable = tensor_variable(arguments->values[0]);
    if (!variable)
        return object_fail(trace, GD_UNSUPPORTED, "a tensor that is traced has no address");
    if (!variable->storage->id) variable->storage->id = ++trace->ids;
    int64_t size = (int64_t)gd_dtype_size(variable->type.dtype);
    return object_int(trace, first + variable->storage->id * apart + variable->view.offset * size);
}

static const gd_object *run_set_default_dtype(gd_trace *trace, const gd_arguments *arguments)
{
    trace->dtype = (gd_dtype)arguments->values[0]->integer;
    return &object_none;
}

const gd_builtin elements_functions[] = {
    {"strides", 1, 1, "t", run_strides, BUILTIN_PLAIN},
    {"offset", 1, 1, "t", run_offset, BUILTIN_PLAIN},
    {"address", 1, 1, "t", run_address, BUILTIN_PLAIN},
    {"set_default_dtype", 1, 1, "d", run_set_default_dtype, BUILTIN_PLAIN},
    {NULL, 0, 0, NULL, NULL, BUILTIN_PLAIN},
};
