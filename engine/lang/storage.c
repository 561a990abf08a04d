/* Tensors that share elements. A change in place gives its tensor another edge, so that every name
 * of that tensor sees it. Other tensors with the same elements (its views, what it is a view of)
 * would have to change as well: from then on they are CHANGED, and reading one is an error rather
 * than a wrong number.
 *
 * Which results are views is said by @view in the library. A reshape counts as a view though
 * PyTorch may copy: that refuses more than it must, and computes nothing wrong. */
#include "engine/lang/inplace.h"

typedef struct handle handle;

typedef struct storage {
    handle *handles; /* of all tensors that share it */
    bool leaf;       /* the first one is an input that requires a gradient */
} storage;

/* The detail of a TENSOR that has or is a view. */
struct handle {
    storage *of;
    gd_object *object;
    handle *next;
};

static void mark_handle(gd_heap *heap, const void *data, size_t size)
{
    const handle *it = data;
    (void)size;
    heap_mark(heap, it->of);
    heap_mark(heap, it->object);
    heap_mark(heap, it->next);
}

static void mark_storage(gd_heap *heap, const void *data, size_t size)
{
    (void)size;
    heap_mark(heap, ((const storage *)data)->handles);
}

static const gd_cell_class cell_handle = {mark_handle, NULL}, cell_storage = {mark_storage, NULL};

static bool join(gd_trace *trace, storage *of, const gd_object *tensor)
{
    handle *new = heap_take(&trace->heap, &cell_handle, sizeof *new, trace->err);
    if (!new) return false;
    *new = (handle){of, (gd_object *)tensor, of->handles};
    of->handles = new;
    new->object->detail = new;
    new->object->owns_detail = true;
    return true;
}

static bool is_leaf(gd_edge edge)
{
    return edge.node->op == GD_OP_INPUT && gd_dtype_kind(edge_type(edge)->dtype) == GD_KIND_FLOAT;
}

static storage *storage_of(gd_trace *trace, const gd_object *tensor)
{
    if (tensor->detail) return ((const handle *)tensor->detail)->of;
    storage *new = heap_take(&trace->heap, &cell_storage, sizeof *new, trace->err);
    if (!new || !join(trace, new, tensor)) return NULL;
    new->leaf = is_leaf(tensor->edge);
    return new;
}

bool storage_share(gd_trace *trace, const gd_object *view, const gd_object *base)
{
    if (object_is_sequence(view)) {
        for (int64_t i = 0; i < view->length; i++)
            if (!storage_share(trace, view->items[i], base)) return false;
        return true;
    }
    bool tensors = view->kind == GD_OBJECT_TENSOR && base->kind == GD_OBJECT_TENSOR;
    if (!tensors || view == base || view->detail) return true;
    storage *of = storage_of(trace, base);
    return of && join(trace, of, view);
}

const gd_object *storage_check(gd_trace *trace, const gd_object *object)
{
    if (!object || object->kind != GD_OBJECT_CHANGED) return object;
    object_fail(trace, GD_UNSUPPORTED,
                "this tensor shares its elements with one that was changed in place, which is not "
                "supported yet");
    gd_hint(trace->err, "take the view after the change, or write a = a + b instead of a += b");
    return NULL;
}

/* In PyTorch a change keeps shape and kind. */
static bool check_types(gd_trace *trace, const gd_type *from, const gd_type *to)
{
    char left[SHAPE_TEXT], right[SHAPE_TEXT];
    if (!shape_equal(&from->shape, &to->shape))
        return object_refuse(trace, GD_SHAPE,
                             "output with shape %s doesn't match the broadcast shape %s",
                             shape_print(&from->shape, left), shape_print(&to->shape, right));
    if (gd_dtype_kind(from->dtype) >= gd_dtype_kind(to->dtype)) return true;
    return object_refuse(trace, GD_DTYPE,
                         "result type %s can't be cast to the desired output type %s",
                         gd_dtype_name(to->dtype), gd_dtype_name(from->dtype));
}

static bool check_leaf(gd_trace *trace, const gd_object *tensor)
{
    const handle *shared = tensor->detail;
    bool leaf = is_leaf(tensor->edge);
    if (!leaf && !(shared && shared->of->leaf)) return true;
    object_fail(trace, GD_UNSUPPORTED,
                "a %sleaf Variable that requires grad is being used in an in-place operation.",
                leaf ? "" : "view of a ");
    return gd_hint(trace->err, "write a = a + b instead of a += b");
}

const gd_object *storage_write(gd_trace *trace, const gd_object *tensor, const gd_object *value)
{
    if (tensor_variable(tensor)) return inplace_write(trace, tensor, value);
    if (!value || !storage_check(trace, tensor) || !check_leaf(trace, tensor)) return NULL;
    const gd_type *type = edge_type(tensor->edge);
    if (!check_types(trace, type, edge_type(value->edge))) return NULL;
    gd_edge edge = graph_cast(value->edge, type->dtype);
    if (!object_tensor(trace, edge)) return NULL;
    handle *own = (handle *)tensor->detail;
    for (handle *other = own ? own->of->handles : NULL; other; other = other->next)
        if (other != own) other->object->kind = GD_OBJECT_CHANGED;
    if (own) *own->of = (storage){.handles = own};
    if (own) own->next = NULL;
    ((gd_object *)tensor)->edge = edge;
    return tensor;
}
