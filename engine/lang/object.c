#include "engine/lang/variable.h"
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const STATIC_OBJECT(static_none, .kind = GD_OBJECT_NONE);
const STATIC_OBJECT(static_true, .kind = GD_OBJECT_BOOL, .integer = 1);
const STATIC_OBJECT(static_false, .kind = GD_OBJECT_BOOL, .integer = 0);
const STATIC_OBJECT(static_ellipsis, .kind = GD_OBJECT_ELLIPSIS);

const STATIC_OBJECT(static_not_implemented, .kind = GD_OBJECT_NOT_IMPLEMENTED);

/* What an object owns is in cells of its own, but texts of the program and static ones. */
static void mark_object(gd_heap *heap, const void *data, size_t size)
{
    const gd_object *object = data;
    (void)size;
    heap_mark(heap, object->items);
    if (object->owns_text) heap_mark(heap, object->text);
    if (object->owns_detail) heap_mark(heap, object->detail);
    heap_mark(heap, object->meta);
}

const gd_cell_class cell_object = {mark_object, NULL};

static void set_error(gd_error *err, gd_code code, const char *format, va_list args)
{
    if (err->code) return;
    err->code = code;
    vsnprintf(err->message, sizeof err->message, format, args);
}

const gd_object *object_fail(gd_trace *trace, gd_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_error(trace->err, code, format, args);
    va_end(args);
    return NULL;
}

bool object_refuse(gd_trace *trace, gd_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_error(trace->err, code, format, args);
    va_end(args);
    return false;
}

gd_object *object_new(gd_trace *trace, gd_object_kind kind)
{
    gd_object *object = heap_take(&trace->heap, &cell_object, sizeof *object, trace->err);
    if (object) object->kind = kind;
    return object;
}

/* Making and copying what is large takes time, too. */
enum { ITEMS_PER_STEP = 16, BYTES_PER_STEP = 256 };

const gd_object *object_bool(bool value)
{
    return value ? &object_true : &object_false;
}

const gd_object *object_int(gd_trace *trace, int64_t value)
{
    gd_object *object = object_new(trace, GD_OBJECT_INT);
    if (object) object->integer = value;
    return object;
}

const gd_object *object_float(gd_trace *trace, double value)
{
    gd_object *object = object_new(trace, GD_OBJECT_FLOAT);
    if (object) object->number = value;
    return object;
}

gd_object *object_room(gd_trace *trace, size_t length, char **text)
{
    bool counted = trace_step(trace, (int64_t)length / BYTES_PER_STEP);
    gd_object *object = counted ? object_new(trace, GD_OBJECT_STRING) : NULL;
    if (!object) return NULL;
    object->text = *text = heap_take(&trace->heap, &cell_bytes, length + 1, trace->err);
    object->owns_text = true;
    object->length = (int64_t)length;
    return *text ? object : NULL;
}

const gd_object *object_string(gd_trace *trace, const char *text, size_t length)
{
    char *room;
    gd_object *object = object_room(trace, length, &room);
    if (object && length) memcpy(room, text, length);
    return object;
}

const gd_object *object_dtype(gd_trace *trace, gd_dtype dtype)
{
    gd_object *object = object_new(trace, GD_OBJECT_DTYPE);
    if (object) object->integer = dtype;
    return object;
}

const gd_object *object_tensor(gd_trace *trace, gd_edge edge)
{
    if (edge_none(edge)) {
        if (!trace->err->code) *trace->err = trace->graph->error;
        return NULL;
    }
    gd_object *object = object_new(trace, GD_OBJECT_TENSOR);
    if (object) object->edge = edge;
    return object;
}

const gd_object *object_method(gd_trace *trace, const gd_object *callable, const gd_object *self)
{
    gd_object *object = callable ? object_new(trace, GD_OBJECT_METHOD) : NULL;
    if (!object) return NULL;
    object->detail = callable;
    object->owns_detail = true;
    object->meta = self;
    return object;
}

const gd_object *object_text(gd_trace *trace, const char *text)
{
    return object_string(trace, text, strlen(text));
}

const gd_object *object_buffer(gd_trace *trace, gd_buffer *text)
{
    const gd_object *result = NULL;
    if (!text->error.code && !trace->err->code)
        result = object_string(trace, text->data ? text->data : "", text->length);
    if (text->error.code && !trace->err->code) *trace->err = text->error;
    buffer_close(text);
    return result;
}

static const gd_object *of_table(gd_trace *trace, gd_object_kind kind)
{
    gd_object *object = object_new(trace, kind);
    if (!object) return NULL;
    object->detail = table_new(trace);
    object->owns_detail = true;
    return object->detail ? object : NULL;
}

const gd_object *object_dict(gd_trace *trace)
{
    return of_table(trace, GD_OBJECT_DICT);
}

const gd_object *object_set(gd_trace *trace)
{
    return of_table(trace, GD_OBJECT_SET);
}

/* Those of the heap are counted; static ones have a place in the program. */
int64_t object_id(gd_trace *trace, const gd_object *object)
{
    const int64_t first = 0x7f3a5c000000, apart = 0x30;
    if (object_is_static(object)) return first - apart * (1 + (int64_t)object->kind);
    if (!object->id) ((gd_object *)(uintptr_t)object)->id = ++trace->ids;
    return first + apart * object->id;
}

bool sequence_reserve(gd_trace *trace, gd_sequence *sequence, int64_t more)
{
    const int64_t most = trace->context->limits->sequence_items;
    if (more > most - sequence->n)
        return object_refuse(trace, GD_MEMORY_LIMIT, "a sequence has at most %lld items",
                             (long long)most);
    if (sequence->n + more <= sequence->capacity) return true;
    int64_t capacity = sequence->n + more < 2 * sequence->n ? 2 * sequence->n : sequence->n + more;
    if (!trace_step(trace, capacity / ITEMS_PER_STEP)) return false;
    const gd_object **items =
        heap_take_array(&trace->heap, &cell_array, (size_t)capacity, sizeof *items, trace->err);
    if (!items) return false;
    if (sequence->n) memcpy(items, sequence->items, (size_t)sequence->n * sizeof *items);
    sequence->items = items;
    sequence->capacity = capacity;
    return true;
}

bool sequence_add(gd_trace *trace, gd_sequence *sequence, const gd_object *item)
{
    if (!item || !sequence_reserve(trace, sequence, 1)) return false;
    sequence->items[sequence->n++] = item;
    return true;
}

const gd_object *object_sequence(gd_trace *trace, gd_object_kind kind, const gd_sequence *sequence)
{
    gd_object *object = object_new(trace, kind);
    if (!object) return NULL;
    object->items = sequence->items;
    object->length = sequence->n;
    object->integer = sequence->capacity;
    return object;
}

const gd_object *object_list(gd_trace *trace, const gd_object *const *items, int64_t n)
{
    gd_object *list = (gd_object *)(uintptr_t)object_tuple(trace, items, n);
    if (list) list->kind = GD_OBJECT_LIST;
    return list;
}

const gd_object *object_tuple(gd_trace *trace, const gd_object *const *items, int64_t n)
{
    gd_sequence sequence = {0};
    if (!sequence_reserve(trace, &sequence, n)) return NULL;
    for (int64_t i = 0; i < n; i++)
        if (!sequence_add(trace, &sequence, items[i])) return NULL;
    return object_sequence(trace, GD_OBJECT_TUPLE, &sequence);
}

bool object_is_integer(const gd_object *object)
{
    return object->kind == GD_OBJECT_INT || object->kind == GD_OBJECT_BOOL;
}

bool object_is_number(const gd_object *object)
{
    return object_is_integer(object) || object->kind == GD_OBJECT_FLOAT;
}

bool object_is_sequence(const gd_object *object)
{
    return object->kind == GD_OBJECT_LIST || object->kind == GD_OBJECT_TUPLE;
}

bool object_is_size(const gd_object *object)
{
    return object->kind == GD_OBJECT_TUPLE && object->text && !object->detail;
}

bool object_is_callable(const gd_object *object)
{
    return object->kind == GD_OBJECT_FUNCTION || object->kind == GD_OBJECT_BUILTIN ||
           object->kind == GD_OBJECT_METHOD || object->kind == GD_OBJECT_CLASS;
}

double object_number(const gd_object *object)
{
    if (object->kind != GD_OBJECT_FLOAT) return (double)object->integer;
    bool operand = !edge_none(object->edge); /* of a body, which now depends on the value */
    if (operand) *(uint64_t *)(uintptr_t)object->detail |= (uint64_t)1 << object->integer;
    return object->number;
}

const gd_object *object_constant(gd_trace *trace, const gd_object *object)
{
    if (object->kind != GD_OBJECT_TENSOR || shape_count(&tensor_type(object)->shape) != 1)
        return NULL;
    const gd_variable *variable = tensor_variable(object);
    if (variable) return variable_number(trace, variable);
    const gd_tensor *value = object->edge.node->value;
    if (object->edge.node->op != GD_OP_CONSTANT) return NULL;
    switch (gd_dtype_kind(value->type.dtype)) {
    case GD_KIND_FLOAT: return object_float(trace, gd_tensor_get(value, 0));
    case GD_KIND_INT: return object_int(trace, gd_tensor_get_int(value, 0));
    default: return object_bool(gd_tensor_get_int(value, 0) != 0);
    }
}

const gd_object *object_index(gd_trace *trace, const gd_object *object)
{
    bool tensor = object->kind == GD_OBJECT_TENSOR;
    const gd_object *number = tensor ? object_constant(trace, object) : object;
    if (number && object_is_integer(number)) return number;
    if (tensor)
        return object_fail(trace, GD_TYPE,
                           "only integer tensors of a single element can be converted to an index");
    return object_fail(trace, GD_TYPE, "'%s' object cannot be interpreted as an integer",
                       object_type(object));
}

const char *object_type(const gd_object *object)
{
    return class_of(object)->text;
}

bool object_walk_text(gd_trace *trace, const gd_object *string)
{
    return trace_step(trace, string->length / BYTES_PER_STEP);
}

int64_t object_length(gd_trace *trace, const gd_object *object)
{
    switch (object->kind) {
    case GD_OBJECT_TUPLE:
    case GD_OBJECT_LIST:
    case GD_OBJECT_RANGE: return object->length;
    case GD_OBJECT_DICT:
    case GD_OBJECT_SET: return object_table(object)->live;
    case GD_OBJECT_VIEW: return object_table(object->meta)->live;
    case GD_OBJECT_INSTANCE: return special_length(trace, object);
    case GD_OBJECT_STRING: { /* in code points */
        int64_t count = 0;
        if (!object_walk_text(trace, object)) return -1;
        for (int64_t i = 0; i < object->length; i++) count += (object->text[i] & 0xC0) != 0x80;
        return count;
    }
    case GD_OBJECT_TENSOR:
        if (tensor_type(object)->shape.rank) return tensor_type(object)->shape.dims[0];
        object_fail(trace, GD_TYPE, "len() of a 0-d tensor");
        return -1;
    default:
        object_fail(trace, GD_TYPE, "object of type '%s' has no len()", object_type(object));
        return -1;
    }
}

static const gd_object *string_item(gd_trace *trace, const gd_object *string, int64_t i)
{
    const char *at = string->text, *end = at + string->length;
    if (!object_walk_text(trace, string)) return NULL;
    for (; at < end && i >= 0; at++)
        if ((*at & 0xC0) != 0x80 && i-- == 0) break;
    const char *next = at + 1;
    while (next < end && (*next & 0xC0) == 0x80) next++;
    return object_string(trace, at, (size_t)(next - at));
}

const gd_object *object_item(gd_trace *trace, const gd_object *object, int64_t i)
{
    switch (object->kind) {
    case GD_OBJECT_RANGE:
        return object_int(trace, object->items[0]->integer + i * object->items[2]->integer);
    case GD_OBJECT_STRING: return string_item(trace, object, i);
    case GD_OBJECT_TENSOR: return index_get(trace, object, object_int(trace, i));
    default: return storage_check(trace, object->items[i]);
    }
}

int64_t object_iterable(gd_trace *trace, const gd_object *object)
{
    bool sized = object->kind == GD_OBJECT_RANGE || object->kind == GD_OBJECT_STRING ||
                 object->kind == GD_OBJECT_TENSOR || object_is_sequence(object);
    bool scalar = object->kind == GD_OBJECT_TENSOR && !tensor_type(object)->shape.rank;
    if (sized && !scalar) return object_length(trace, object);
    if (scalar) object_fail(trace, GD_TYPE, "iteration over a 0-d tensor");
    object_fail(trace, GD_TYPE, "'%s' object is not iterable", object_type(object));
    return -1;
}

/* The items of a list or tuple at once. */
static bool copy_items(gd_trace *trace, const gd_object *object, gd_sequence *sequence)
{
    if (!sequence_reserve(trace, sequence, object->length)) return false;
    for (int64_t i = 0; i < object->length; i++)
        if (!sequence_add(trace, sequence, storage_check(trace, object->items[i]))) return false;
    return true;
}

bool object_iterate(gd_trace *trace, const gd_object *object, gd_sequence *sequence)
{
    gd_walk walk;
    const gd_object *item;
    if (object_is_sequence(object)) return copy_items(trace, object, sequence);
    if (!walk_begin(trace, object, &walk)) return false;
    bool counted = object->kind == GD_OBJECT_RANGE;
    if (counted && !sequence_reserve(trace, sequence, object->length)) return false;
    size_t top = heap_top(&trace->heap);
    while ((item = walk_next(trace, &walk))) {
        if (!trace_step(trace, 1) || !sequence_add(trace, sequence, item)) return false;
        if (!heap_keep(&trace->heap, top, sequence->items, trace->err)) return false;
    }
    return !trace->err->code;
}

static int tensor_truth(gd_trace *trace, const gd_object *object)
{
    const gd_variable *variable = tensor_variable(object);
    if (trace->lanes && variable && variable->lane) {
        object_fail(trace, GD_RUNTIME,
                    "vmap: It looks like you're attempting to use a Tensor in some data-dependent "
                    "control flow. We don't support that yet, please file an issue at "
                    "https://github.com/pytorch/pytorch/issues .");
        return -1;
    }
    const gd_object *value = object_constant(trace, object);
    int64_t count = shape_count(&tensor_type(object)->shape);
    if (value) return object_number(value) != 0;
    if (count != 1)
        object_fail(trace, GD_RUNTIME, "Boolean value of Tensor with %s is ambiguous",
                    count ? "more than one value" : "no values");
    object_fail(trace, GD_UNSUPPORTED,
                "a condition on the value of a tensor: elements are not known while a program is "
                "traced");
    gd_hint(trace->err, "where(condition, a, b) chooses elementwise");
    return -1;
}

int object_truth(gd_trace *trace, const gd_object *object)
{
    switch (object->kind) {
    case GD_OBJECT_NONE: return 0;
    case GD_OBJECT_BOOL:
    case GD_OBJECT_INT: return object->integer != 0;
    case GD_OBJECT_FLOAT: return object_number(object) != 0;
    case GD_OBJECT_STRING:
    case GD_OBJECT_TUPLE:
    case GD_OBJECT_LIST:
    case GD_OBJECT_RANGE: return object->length != 0;
    case GD_OBJECT_DICT:
    case GD_OBJECT_SET:
    case GD_OBJECT_VIEW: return object_length(trace, object) != 0;
    case GD_OBJECT_INSTANCE: return special_truth(trace, object);
    case GD_OBJECT_TENSOR: return tensor_truth(trace, object);
    default: return 1;
    }
}

static int equal_items(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    if (a->length != b->length) return 0;
    if (!trace_step(trace, a->length)) return -1;
    int equal = 1;
    for (int64_t i = 0; i < a->length && i < b->length && equal == 1; i++)
        if (a->items[i] != b->items[i]) equal = object_equal(trace, a->items[i], b->items[i]);
    return equal;
}

static int equal_texts(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    if (a->length != b->length) return 0;
    if (!object_walk_text(trace, a)) return -1;
    return !memcmp(a->text, b->text, (size_t)a->length);
}

/* Ranges are equal that have the same numbers. */
static int equal_ranges(const gd_object *a, const gd_object *b)
{
    if (a->length != b->length || !a->length) return a->length == b->length;
    bool start = a->items[0]->integer == b->items[0]->integer;
    return start && (a->length == 1 || a->items[2]->integer == b->items[2]->integer);
}

static int equal_instances(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    const gd_object *result = special_compare(trace, "eq", a, b);
    if (!result || result == &object_not_implemented) return result ? a == b : -1;
    return object_truth(trace, result);
}

/* Values whose equality is that of their parts. */
static int equal_parts(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    if (a->kind == b->kind && (object_is_sequence(a) || a->kind == GD_OBJECT_SLICE))
        return equal_items(trace, a, b);
    if (a->kind == GD_OBJECT_DICT && b->kind == GD_OBJECT_DICT) return dict_equal(trace, a, b);
    if (!set_is(a) || !set_is(b)) return 0;
    int equal = object_length(trace, a) == object_length(trace, b);
    return equal ? set_within(trace, a, b) : 0;
}

/* One may contain itself, and a comparison of the program's own may take it out of where it is. */
static int equal_containers(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    gd_heap *heap = &trace->heap;
    size_t top = heap_top(heap);
    if (!heap_push(heap, a, trace->err) || !heap_push(heap, b, trace->err) || !trace_enter(trace))
        return -1;
    int equal = equal_parts(trace, a, b);
    trace_leave(trace);
    heap_drop(heap, top);
    return equal;
}

static bool has_parts(const gd_object *object)
{
    return object_is_sequence(object) || object->kind == GD_OBJECT_SLICE ||
           object->kind == GD_OBJECT_DICT || set_is(object);
}

/* The truth of an elementwise comparison; a tensor is equal to nothing but tensors and numbers. */
static int equal_tensors(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    bool fit = (a->kind == GD_OBJECT_TENSOR || object_is_number(a)) &&
               (b->kind == GD_OBJECT_TENSOR || object_is_number(b));
    if (!fit) return 0;
    const gd_object *result = call_named(trace, "eq", (const gd_object *[]){a, b}, 2);
    return result ? object_truth(trace, result) : -1;
}

int object_equal(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    if (a == b && a->kind != GD_OBJECT_INSTANCE)
        return a->kind != GD_OBJECT_FLOAT || !isnan(object_number(a));
    if (object_is_integer(a) && object_is_integer(b)) return a->integer == b->integer;
    if (object_is_number(a) && object_is_number(b)) return object_number(a) == object_number(b);
    if (a->kind == GD_OBJECT_INSTANCE || b->kind == GD_OBJECT_INSTANCE)
        return equal_instances(trace, a, b);
    if (has_parts(a)) return equal_containers(trace, a, b);
    if (a->kind == GD_OBJECT_TENSOR || b->kind == GD_OBJECT_TENSOR)
        return equal_tensors(trace, a, b);
    if (a->kind != b->kind) return 0;
    if (a->kind == GD_OBJECT_METHOD) return a->detail == b->detail && a->meta == b->meta;
    if (a->kind == GD_OBJECT_BUILTIN) return a->detail == b->detail && a->integer == b->integer;
    if (a->kind == GD_OBJECT_STRING) return equal_texts(trace, a, b);
    if (a->kind == GD_OBJECT_RANGE) return equal_ranges(a, b);
    if (a->kind == GD_OBJECT_MODULE) return !strcmp(a->text, b->text);
    return a->kind == GD_OBJECT_DTYPE && a->integer == b->integer;
}
