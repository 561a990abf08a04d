/* Indexing of sequences; tensors are indexed by the library. */
#include "engine/lang/inplace.h"
#include "engine/lang/containers.h"

#include <string.h>

/* An optional integer of a slice, moved into [least, most] with negative ones counted from the
 * end. */
static bool read_bound(gd_trace *trace, const gd_object *bound, int64_t fallback, int64_t size,
                       int64_t least, int64_t most, int64_t *value)
{
    *value = fallback;
    if (bound->kind == GD_OBJECT_NONE) return true;
    const gd_object *constant = object_constant(trace, bound);
    if (!constant) constant = bound;
    if (!object_is_integer(constant))
        return object_refuse(trace, GD_TYPE,
                             "slice indices must be integers or None or have an __index__ method");
    int64_t n = constant->integer;
    if (n < 0) n = n < -size ? least : n + size;
    *value = n < least ? least : n > most ? most : n;
    return true;
}

bool index_bounds(gd_trace *trace, const gd_object *slice, int64_t size, int64_t *start,
                  int64_t *count, int64_t *step)
{
    const gd_object *given = slice->items[2];
    if (given->kind != GD_OBJECT_NONE && !object_is_integer(given))
        return object_refuse(trace, GD_TYPE,
                             "slice indices must be integers or None or have an __index__ "
                             "method");
    int64_t stop, by = given->kind == GD_OBJECT_NONE ? 1 : given->integer;
    if (by == 0) return object_refuse(trace, GD_VALUE, "slice step cannot be zero");
    if (by > size + 1) by = size + 1;
    if (by < -size - 1) by = -size - 1;
    int64_t least = by < 0 ? -1 : 0, most = by < 0 ? size - 1 : size;
    if (!read_bound(trace, slice->items[0], by < 0 ? most : least, size, least, most, start) ||
        !read_bound(trace, slice->items[1], by < 0 ? least : most, size, least, most, &stop))
        return false;
    int64_t span = by < 0 ? *start - stop : stop - *start, stride = by < 0 ? -by : by;
    *count = span > 0 ? (span - 1) / stride + 1 : 0;
    *step = by;
    return true;
}

static const gd_object *get_slice(gd_trace *trace, const gd_object *object, const gd_object *slice)
{
    gd_sequence items = {0};
    int64_t size = object_length(trace, object), start, count, step;
    if (!index_bounds(trace, slice, size, &start, &count, &step)) return NULL;
    if (!sequence_reserve(trace, &items, count)) return NULL;
    for (int64_t i = 0; i < count; i++)
        if (!sequence_add(trace, &items, object_item(trace, object, start + i * step))) return NULL;
    gd_object_kind kind = object->kind == GD_OBJECT_TUPLE ? GD_OBJECT_TUPLE : GD_OBJECT_LIST;
    gd_object *part = (gd_object *)(uintptr_t)object_sequence(trace, kind, &items);
    if (part && object_is_size(object)) part->text = object->text;
    return part;
}

static const gd_object *join_texts(gd_trace *trace, const gd_object *parts)
{
    size_t length = 0, at = 0;
    char *text;
    for (int64_t i = 0; i < parts->length; i++) length += (size_t)parts->items[i]->length;
    gd_object *object = object_room(trace, length, &text);
    if (!object) return NULL;
    for (int64_t i = 0; i < parts->length; at += (size_t)parts->items[i++]->length)
        memcpy(text + at, parts->items[i]->text, (size_t)parts->items[i]->length);
    return object;
}

static bool refuse_index(gd_trace *trace, const gd_object *object, const gd_object *index)
{
    if (object->kind == GD_OBJECT_STRING)
        return object_refuse(trace, GD_TYPE, "string indices must be integers, not '%s'",
                             object_type(index));
    if (index->kind == GD_OBJECT_TENSOR) return !!object_index(trace, index);
    return object_refuse(trace, GD_TYPE, "%s indices must be integers or slices, not %s",
                         object_type(object), object_type(index));
}

/* `use`: "assignment " in messages about it. */
static bool position(gd_trace *trace, const gd_object *object, const gd_object *index,
                     const char *use, int64_t *at)
{
    const gd_object *constant = object_constant(trace, index);
    if (!constant) constant = index;
    if (!object_is_integer(constant)) return refuse_index(trace, object, index);
    int64_t size = object_length(trace, object);
    int64_t n = constant->integer;
    *at = n < 0 ? n + size : n;
    if (*at >= 0 && *at < size) return true;
    const char *name = object->kind == GD_OBJECT_STRING  ? "string"
                       : object->kind == GD_OBJECT_RANGE ? "range object"
                                                         : object_type(object);
    return object_refuse(trace, GD_INDEX, "%s %sindex out of range", name, use);
}

static const gd_object *get_special(gd_trace *trace, const gd_object *object,
                                    const gd_object *index)
{
    bool found;
    const gd_object *item = special_call(trace, object, "__getitem__", &index, 1, &found);
    if (found || trace->err->code) return item;
    return object_fail(trace, GD_TYPE, "'%s' object is not subscriptable", object_type(object));
}

/* Whether an index has parts whose values decide what it means. */
static bool has_values(const gd_object *index)
{
    if (index->kind == GD_OBJECT_TENSOR) {
        gd_kind kind = gd_dtype_kind(tensor_type(index)->dtype);
        bool mask = kind == GD_KIND_BOOL || tensor_type(index)->dtype == GD_UINT8;
        return mask || (kind == GD_KIND_INT && !tensor_type(index)->shape.rank);
    }
    if (index->kind == GD_OBJECT_LIST)
        return index->length && index->items[0]->kind == GD_OBJECT_BOOL;
    bool any = false;
    for (int64_t i = 0; index->kind == GD_OBJECT_TUPLE && i < index->length; i++)
        any = any || has_values(index->items[i]);
    return any;
}

const gd_object *index_plain(gd_trace *trace, const gd_object *tensor, const gd_object *index)
{
    if (!trace_is_eager(trace) || !has_values(index)) return index;
    return call_named(trace, "_without_masks", (const gd_object *[]){tensor, index}, 2);
}

const gd_object *index_get(gd_trace *trace, const gd_object *object, const gd_object *index)
{
    int64_t at;
    if (!index) return NULL;
    if (object->kind == GD_OBJECT_TENSOR && !(index = index_plain(trace, object, index)))
        return NULL;
    switch (object->kind) {
    case GD_OBJECT_TENSOR:
        return call_named(trace, "__getitem__", (const gd_object *[]){object, index}, 2);
    case GD_OBJECT_DICT: return dict_get(trace, object, index);
    case GD_OBJECT_CLASS: return object; /* list[int] in an annotation */
    case GD_OBJECT_INSTANCE: return get_special(trace, object, index);
    default: break;
    }
    bool text = object->kind == GD_OBJECT_STRING;
    if (!text && !object_is_sequence(object) && object->kind != GD_OBJECT_RANGE)
        return object_fail(trace, GD_TYPE, "'%s' object is not subscriptable", object_type(object));
    if (index->kind == GD_OBJECT_SLICE) {
        const gd_object *items = get_slice(trace, object, index);
        return text && items ? join_texts(trace, items) : items;
    }
    return position(trace, object, index, "", &at) ? object_item(trace, object, at) : NULL;
}

/* Calls a method that is only called for what it does. */
static bool run_special(gd_trace *trace, const gd_object *object, const char *name,
                        const gd_object *const *values, int n, const char *what)
{
    bool found;
    const gd_object *done = special_call(trace, object, name, values, n, &found);
    if (done || trace->err->code) return done;
    return object_refuse(trace, GD_TYPE, "'%s' object %s", object_type(object), what);
}

bool index_set(gd_trace *trace, const gd_object *object, const gd_object *index,
               const gd_object *value)
{
    int64_t at;
    if (object->kind == GD_OBJECT_TENSOR && tensor_variable(object))
        return inplace_set_item(trace, object, index, value);
    if (object->kind == GD_OBJECT_TENSOR) {
        object_fail(trace, GD_UNSUPPORTED, "assignment to elements of a tensor");
        return gd_hint(trace->err, "where(condition, a, b), cat and stack make new tensors");
    }
    if (object->kind == GD_OBJECT_DICT) return table_set(trace, object_table(object), index, value);
    if (object->kind != GD_OBJECT_LIST)
        return run_special(trace, object, "__setitem__", (const gd_object *[]){index, value}, 2,
                           "does not support item assignment");
    if (index->kind == GD_OBJECT_SLICE) return list_set_slice(trace, object, index, value);
    if (!position(trace, object, index, "assignment ", &at)) return false;
    object->items[at] = value;
    return true;
}

bool index_delete(gd_trace *trace, const gd_object *object, const gd_object *index)
{
    int64_t at;
    if (object->kind == GD_OBJECT_DICT) return dict_remove(trace, object, index);
    if (object->kind != GD_OBJECT_LIST)
        return run_special(trace, object, "__delitem__", &index, 1,
                           object_is_sequence(object) || object->kind == GD_OBJECT_STRING
                               ? "doesn't support item deletion"
                               : "does not support item deletion");
    if (index->kind == GD_OBJECT_SLICE) return list_set_slice(trace, object, index, NULL);
    return position(trace, object, index, "assignment ", &at) && list_remove_at(trace, object, at);
}
