/* A view's base comes from then on from a node that says which part of it was replaced; the view
 * and all others find out by the version of the storage that they come from there (tape.c). */
#include "engine/lang/inplace.h"

#include "engine/lang/eager.h"
#include "engine/lang/tape.h"

#include <string.h>

/* In PyTorch a change keeps shape and kind. */
static bool check_types(gd_trace *trace, const gd_type *from, const gd_type *to)
{
    char left[SHAPE_TEXT], right[SHAPE_TEXT];
    if (!shape_equal(&from->shape, &to->shape))
        return object_refuse(trace, GD_RUNTIME,
                             "output with shape %s doesn't match the broadcast shape %s",
                             shape_list(&from->shape, left), shape_list(&to->shape, right));
    if (gd_dtype_kind(from->dtype) >= gd_dtype_kind(to->dtype)) return true;
    return object_refuse(trace, GD_RUNTIME,
                         "result type %s can't be cast to the desired output type %s",
                         gd_dtype_tensor_name(to->dtype), gd_dtype_tensor_name(from->dtype));
}

static bool is_leaf_with_grad(const gd_variable *variable)
{
    return variable->requires_grad && !variable->node;
}

static bool refuse_one_of_many(gd_trace *trace, const gd_variable *variable)
{
    char name[TAPE_NAME];
    tape_short_name(variable->node, name);
    return object_refuse(
        trace, GD_RUNTIME,
        "Output %d of %s is a view and is being modified inplace. This view is the output of a "
        "function that returns multiple views. Such functions do not allow the output views to be "
        "modified inplace. You should replace the inplace operation by an out-of-place one.",
        (int)variable->output, name);
}

/* Views that were taken without gradients are not written to with them. */
static bool check_view(gd_trace *trace, const gd_object *tensor, const gd_object *value)
{
    const gd_variable *variable = tensor_variable(tensor);
    bool records = tape_requires_grad(tensor) || tape_requires_grad(value);
    if (!trace->grad_enabled || !variable->path || !records) return true;
    if (routine_results(variable->path->memo->routine) > 1 && variable->node)
        return refuse_one_of_many(trace, variable);
    if (!variable->no_grad_view) return true;
    return object_refuse(
        trace, GD_RUNTIME,
        "A view was created in no_grad mode and is being modified inplace with grad mode enabled. "
        "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify "
        "your code by moving both the view and the inplace either both inside the no_grad block "
        "(if you don't want the inplace to be tracked) or both outside (if you want the inplace to "
        "be tracked).");
}

static bool check_inference(gd_trace *trace, const gd_object *tensor)
{
    if (!tensor_variable(tensor)->inference || trace->inference) return true;
    return object_refuse(
        trace, GD_RUNTIME,
        "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a "
        "clone to get a normal tensor before doing inplace update.See "
        "https://github.com/pytorch/rfcs/pull/17 for more details.");
}

static bool check_leaf(gd_trace *trace, const gd_object *tensor)
{
    const gd_variable *variable = tensor_variable(tensor);
    const gd_view_path *path = variable->path;
    bool leaf = is_leaf_with_grad(variable);
    bool view = path && is_leaf_with_grad(tensor_variable(path->base));
    if (!trace->grad_enabled || (!leaf && !view)) return true;
    object_fail(trace, GD_RUNTIME,
                "a %sleaf Variable that requires grad is being used in an in-place operation.",
                leaf ? "" : "view of a ");
    return gd_hint(trace->err, "write a = a + b instead of a += b, or change it under "
                               "torch.no_grad()");
}

/* Ones where a view does not reach, zeros where it does. */
static const gd_object *mask_of(gd_trace *trace, const gd_view_path *path)
{
    const gd_type *type = tensor_type(path->base);
    void *data;
    const gd_object *mask = tensor_new(trace, type, &data);
    for (int64_t i = 0; mask && i < shape_count(&type->shape); i++)
        gd_tensor_set(tensor_variable(mask)->storage->data, i, 1);
    const gd_object *part = mask ? eager_replay(trace, path, mask) : NULL;
    if (!part) return NULL;
    const gd_variable *variable = tensor_variable(part);
    size_t count = (size_t)shape_count(&variable->type.shape);
    void *zeros = heap_take_array(&trace->heap, &cell_bytes, count,
                                  gd_dtype_size(variable->type.dtype), trace->err);
    return zeros && variable_write(trace, variable, zeros) ? mask : NULL;
}

static const gd_object *outside_of(gd_trace *trace, const gd_view_path *path, const gd_object *g)
{
    bool enabled = trace->grad_enabled;
    trace->grad_enabled = false;
    const gd_object *mask = mask_of(trace, path);
    const gd_object *zero = mask ? object_int(trace, 0) : NULL;
    const gd_object *kept =
        zero ? call_named(trace, "ne", (const gd_object *[]){mask, zero}, 2) : NULL;
    trace->grad_enabled = enabled;
    return kept ? call_named(trace, "where", (const gd_object *[]){kept, g, zero}, 3) : NULL;
}

/* Of a base, part of which was replaced by a value: edges to the base before and to the value. */
static bool pull_part(gd_trace *trace, gd_tape_node *node, const gd_object *const *cotangents,
                      const gd_object **gradients)
{
    const gd_object *g = cotangents[0];
    if (node->edges[0].node && !(gradients[0] = outside_of(trace, node->path, g))) return false;
    if (node->edges[1].node && !(gradients[1] = eager_replay(trace, node->path, g))) return false;
    return true;
}

static const gd_tape_rule part_rule = {pull_part, false};

/* Puts on the tape that the elements of a view were replaced. */
static bool record_part(gd_trace *trace, const gd_object *view, const gd_object *value)
{
    const gd_view_path *path = tensor_variable(view)->path;
    gd_tape_node *node = tape_node_new(trace, &part_rule, "CopySlices", NULL, 2, 1);
    if (!node) return false;
    node->path = path;
    node->outputs[0] = *tensor_type(path->base);
    if (!tape_edge(trace, path->base, &node->edges[0]) || !tape_edge(trace, value, &node->edges[1]))
        return false;
    node->sequence = ++trace->tape_length;
    bool flows = node->edges[0].node || node->edges[1].node;
    return tape_set(trace, path->base, flows ? node : NULL, 0);
}

const gd_object *inplace_copy(gd_trace *trace, const gd_object *tensor)
{
    const gd_object *copy = call_named(trace, "clone", &tensor, 1);
    if (copy && tensor_variable(copy)->node) tensor_variable(copy)->node->name = "CopyBackwards";
    return copy;
}

/* A value that something else may be: its copy has a node of its own. */
static const gd_object *own_node(gd_trace *trace, const gd_object *value)
{
    bool own = tensor_variable(value)->node || !tape_requires_grad(value);
    return own ? value : inplace_copy(trace, value);
}

/* Of a tensor whose elements were overwritten by what no gradient flows to. */
static bool pull_overwritten(gd_trace *trace, gd_tape_node *node,
                             const gd_object *const *cotangents, const gd_object **gradients)
{
    (void)node;
    gradients[0] = call_named(trace, "zeros_like", cotangents, 1);
    return gradients[0];
}

static const gd_tape_rule overwritten_rule = {pull_overwritten, false};

/* PyTorch's name of such a write: by zero_(), fill_() or copy_(). */
static const char *overwritten_name(const gd_tensor *data)
{
    double first = data->count ? gd_tensor_get(data, 0) : 0;
    for (int64_t i = 1; i < data->count; i++)
        if (gd_tensor_get(data, i) != first) return "CopyBackwards";
    return first == 0 ? "ZeroBackward0" : "FillBackward2";
}

static bool record_overwritten(gd_trace *trace, const gd_object *tensor, const gd_object *value)
{
    gd_tape_node *node = tape_node_new(trace, &overwritten_rule, NULL, NULL, 1, 1);
    if (!node) return false;
    node->name = overwritten_name(tensor_variable(value)->storage->data);
    node->outputs[0] = *tensor_type(tensor);
    return tape_edge(trace, tensor, &node->edges[0]) && tape_set(trace, tensor, node, 0);
}

static bool record(gd_trace *trace, const gd_object *tensor, const gd_object *value)
{
    const gd_variable *to = tensor_variable(tensor);
    gd_tape_edge edge;
    if (to->path) return record_part(trace, tensor, value);
    if (!tape_requires_grad(value)) return record_overwritten(trace, tensor, value);
    value = own_node(trace, value);
    if (!value || !tape_edge(trace, value, &edge) ||
        !tape_set(trace, tensor, edge.node, edge.output))
        return false;
    tape_after_write(tensor, value);
    return true;
}

static const gd_object *cast(gd_trace *trace, const gd_object *value, gd_dtype dtype)
{
    if (tensor_type(value)->dtype == dtype) return value;
    const gd_object *to = object_dtype(trace, dtype);
    return to ? eager_op(trace, GD_OP_CAST, (const gd_object *[]){value, to}, 2) : NULL;
}

/* The elements of `value`, apart from those that are about to be overwritten. */
static const void *apart(gd_trace *trace, const gd_variable *value, const gd_variable *target)
{
    const void *data = variable_data(trace, value);
    if (!data || value->storage != target->storage) return data;
    size_t bytes = (size_t)shape_count(&value->type.shape) * gd_dtype_size(value->type.dtype);
    void *room = heap_take(&trace->heap, &cell_bytes, bytes, trace->err);
    return room ? memcpy(room, data, bytes) : NULL;
}

/* `computed`: the value was there before, and so what its node saved is not spared. */
static const gd_object *write(gd_trace *trace, const gd_object *tensor, const gd_object *value,
                              bool computed)
{
    if (!value || !check_inference(trace, tensor) || !check_view(trace, tensor, value) ||
        !check_leaf(trace, tensor))
        return NULL;
    const gd_variable *variable = tensor_variable(tensor);
    if (!check_types(trace, &variable->type, tensor_type(value))) return NULL;
    value = cast(trace, value, variable->type.dtype);
    if (!value || value == tensor) return value;
    bool records = trace->grad_enabled && gd_dtype_kind(variable->type.dtype) == GD_KIND_FLOAT &&
                   (tape_requires_grad(tensor) || tape_requires_grad(value));
    gd_tape_edge before;
    if (records && !tape_edge(trace, tensor, &before)) return NULL;
    if (records && !computed && !tape_before_write(trace, tensor, value)) return NULL;
    const void *data = apart(trace, tensor_variable(value), variable);
    if (!data || !variable_write(trace, variable, data)) return NULL;
    return !records || record(trace, tensor, value) ? tensor : NULL;
}

/* Not to a view in which one element stands for many, as expand gives. */
static bool check_overlap(gd_trace *trace, const gd_object *tensor)
{
    const gd_view *view = &tensor_variable(tensor)->view;
    bool repeats = false;
    for (int i = 0; i < view->shape.rank; i++)
        repeats = repeats || (view->shape.dims[i] > 1 && !view->strides[i]);
    return !repeats ||
           object_refuse(trace, GD_RUNTIME,
                         "unsupported operation: more than one element of the written-to tensor "
                         "refers to a single memory location. Please clone() the tensor before "
                         "performing the operation.");
}

const gd_object *inplace_write(gd_trace *trace, const gd_object *tensor, const gd_object *value)
{
    return value && check_overlap(trace, tensor) ? write(trace, tensor, value, false) : NULL;
}

const gd_object *inplace_fill(gd_trace *trace, const gd_object *tensor, const gd_object *value)
{
    return write(trace, tensor, value, false);
}

/* Whether elements are picked by tensors or lists, so that the result is no view. */
static bool picks(const gd_object *index)
{
    if (index->kind == GD_OBJECT_TENSOR) return tensor_type(index)->shape.rank > 0;
    if (index->kind == GD_OBJECT_LIST) return true;
    bool any = false;
    for (int64_t i = 0; index->kind == GD_OBJECT_TUPLE && i < index->length; i++)
        any = any || picks(index->items[i]);
    return any;
}

/* A number as a tensor of the dtype. */
static const gd_object *as_tensor(gd_trace *trace, const gd_object *value, gd_dtype dtype)
{
    if (value->kind == GD_OBJECT_TENSOR) return cast(trace, value, dtype);
    if (!object_is_number(value))
        return object_fail(trace, GD_TYPE, "can't assign a %s to a torch.%sTensor",
                           object_type(value), gd_dtype_tensor_name(dtype));
    void *data;
    const gd_type type = {.dtype = dtype};
    const gd_object *tensor = tensor_new(trace, &type, &data);
    if (!tensor) return NULL;
    gd_tensor *elements = tensor_variable(tensor)->storage->data;
    if (object_is_integer(value)) gd_tensor_set_int(elements, 0, value->integer);
    else gd_tensor_set(elements, 0, object_number(value));
    return tensor;
}

static bool set_part(gd_trace *trace, const gd_object *part, const gd_object *value)
{
    const gd_object *to[] = {as_tensor(trace, value, tensor_type(part)->dtype), part};
    const gd_object *wide = to[0] ? call_named(trace, "_expand_to", to, 2) : NULL;
    return wide && check_overlap(trace, part) && write(trace, part, wide, true);
}

bool inplace_set_item(gd_trace *trace, const gd_object *tensor, const gd_object *index,
                      const gd_object *value)
{
    index = index_plain(trace, tensor, index);
    if (!index) return false;
    if (!picks(index)) {
        const gd_object *part = index_get(trace, tensor, index);
        return part && set_part(trace, part, value);
    }
    const gd_object *new = as_tensor(trace, value, tensor_type(tensor)->dtype);
    if (new) new = call_named(trace, "_put_at", (const gd_object *[]){tensor, index, new}, 3);
    return inplace_fill(trace, tensor, new);
}
