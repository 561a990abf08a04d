/* Lists and tuples: their methods, slices that are assigned to, and sorting. */
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"

#include <string.h>

static gd_object *self_of(const gd_arguments *arguments)
{
    return (gd_object *)(uintptr_t)arguments->values[0];
}

static gd_sequence sequence_of(const gd_object *list)
{
    return (gd_sequence){list->items, list->length, list->integer};
}

static void put_back(const gd_object *object, const gd_sequence *items)
{
    gd_object *list = (gd_object *)(uintptr_t)object;
    list->items = items->items;
    list->length = items->n;
    list->integer = items->capacity;
}

bool list_extend(gd_trace *trace, const gd_object *list, const gd_object *values)
{
    gd_sequence more = {0};
    if (!object_iterate(trace, values, &more)) return false;
    gd_sequence items = sequence_of(list);
    if (!sequence_reserve(trace, &items, more.n)) return false;
    for (int64_t i = 0; i < more.n; i++) items.items[items.n++] = more.items[i];
    put_back(list, &items);
    return true;
}

/* -- Slices --------------------------------------------------------------------------------- */

/* Items [start, start + count) make room for those of `more`. */
static bool replace(gd_trace *trace, const gd_object *list, int64_t start, int64_t count,
                    const gd_sequence *more)
{
    enum { MOVES_PER_STEP = 512 };
    gd_sequence items = sequence_of(list);
    int64_t grow = more->n > count ? more->n - count : 0;
    int64_t rest = items.n - start - count;
    if (grow && !sequence_reserve(trace, &items, grow)) return false;
    if (!trace_step(trace, rest / MOVES_PER_STEP)) return false;
    if (rest)
        memmove(items.items + start + more->n, items.items + start + count,
                (size_t)rest * sizeof *items.items);
    for (int64_t i = 0; i < more->n; i++) items.items[start + i] = more->items[i];
    int64_t length = start + more->n + rest;
    for (int64_t i = length; i < items.n; i++) items.items[i] = NULL;
    items.n = length;
    put_back(list, &items);
    return true;
}

static bool replace_spread(gd_trace *trace, const gd_object *list, int64_t start, int64_t step,
                           int64_t count, const gd_sequence *more)
{
    if (more->n != count)
        return object_refuse(trace, GD_VALUE,
                             "attempt to assign sequence of size %lld to extended slice of size "
                             "%lld",
                             (long long)more->n, (long long)count);
    for (int64_t i = 0; i < count; i++) list->items[start + i * step] = more->items[i];
    return true;
}

static bool delete_spread(gd_trace *trace, const gd_object *list, int64_t start, int64_t step,
                          int64_t count)
{
    const gd_sequence none = {0};
    bool back = step < 0;
    for (int64_t i = 0; i < count; i++) { /* from the end on */
        int64_t at = start + (back ? i : count - 1 - i) * step;
        if (!replace(trace, list, at, 1, &none)) return false;
    }
    return true;
}

bool list_set_slice(gd_trace *trace, const gd_object *list, const gd_object *slice,
                    const gd_object *values)
{
    int64_t start, count, step;
    gd_sequence more = {0};
    bool iterable = !values || object_is_sequence(values) || values->kind >= GD_OBJECT_TENSOR ||
                    values->kind == GD_OBJECT_STRING || values->kind == GD_OBJECT_RANGE;
    if (!iterable) return object_refuse(trace, GD_TYPE, "can only assign an iterable");
    if (values && !object_iterate(trace, values, &more)) return false;
    if (!index_bounds(trace, slice, list->length, &start, &count, &step)) return false;
    if (step == 1) return replace(trace, list, start, count, &more);
    return values ? replace_spread(trace, list, start, step, count, &more)
                  : delete_spread(trace, list, start, step, count);
}

bool list_remove_at(gd_trace *trace, const gd_object *list, int64_t at)
{
    const gd_sequence none = {0};
    return heap_push(&trace->heap, list->items[at], trace->err) &&
           replace(trace, list, at, 1, &none);
}

/* -- Sorting -------------------------------------------------------------------------------- */

/* A value and what it is sorted by. */
typedef struct ranked {
    const gd_object *key, *value;
} ranked;

/* Whether b is to stand before a: 1, 0 or -1. */
static int stands_before(gd_trace *trace, const ranked *b, const ranked *a, bool reverse)
{
    if (!trace_step(trace, 1)) return -1;
    size_t top = heap_top(&trace->heap);
    int less = reverse ? object_compare(trace, "lt", a->key, b->key)
                       : object_compare(trace, "lt", b->key, a->key);
    heap_drop(&trace->heap, top);
    return less;
}

/* Merges from[start, middle) and from[middle, end) into `to`; equal ones keep their order. */
static bool merge(gd_trace *trace, const ranked *from, ranked *to, const int64_t bounds[3],
                  bool reverse)
{
    int64_t i = bounds[0], j = bounds[1];
    for (int64_t k = bounds[0]; k < bounds[2]; k++) {
        int second = i == bounds[1];
        if (i < bounds[1] && j < bounds[2])
            second = stands_before(trace, &from[j], &from[i], reverse);
        if (second < 0) return false;
        to[k] = second ? from[j++] : from[i++];
    }
    return true;
}

/* Bottom-up: runs of `width` sorted values become runs of twice as many. */
static ranked *merge_sort(gd_trace *trace, ranked *from, ranked *to, int64_t n, bool reverse)
{
    for (int64_t width = 1; width < n; width *= 2) {
        for (int64_t i = 0; i < n; i += 2 * width) {
            int64_t middle = i + width < n ? i + width : n;
            int64_t end = i + 2 * width < n ? i + 2 * width : n;
            if (!merge(trace, from, to, (int64_t[]){i, middle, end}, reverse)) return NULL;
        }
        ranked *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

static bool find_keys(gd_trace *trace, const gd_object *key, ranked *all, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        size_t top = heap_top(&trace->heap);
        all[i].key = all[i].value;
        if (key->kind != GD_OBJECT_NONE) all[i].key = call_with(trace, key, &all[i].value, 1);
        if (!all[i].key) return false;
        heap_drop(&trace->heap, top); /* the array holds it */
    }
    return true;
}

const gd_object *list_sorted(gd_trace *trace, const gd_object *values, const gd_object *key,
                             const gd_object *reverse)
{
    gd_sequence items = {0};
    int backwards = object_truth(trace, reverse);
    if (backwards < 0 || !object_iterate(trace, values, &items)) return NULL;
    ranked *all =
        heap_take_array(&trace->heap, &cell_array, (size_t)items.n, sizeof *all, trace->err);
    ranked *room =
        heap_take_array(&trace->heap, &cell_array, (size_t)items.n, sizeof *all, trace->err);
    if (!all || !room) return NULL;
    for (int64_t i = 0; i < items.n; i++) all[i].value = items.items[i];
    if (!find_keys(trace, key, all, items.n)) return NULL;
    const ranked *sorted = merge_sort(trace, all, room, items.n, backwards);
    for (int64_t i = 0; sorted && i < items.n; i++) items.items[i] = sorted[i].value;
    return sorted ? object_sequence(trace, GD_OBJECT_LIST, &items) : NULL;
}

static const gd_object *run_sort(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *self = arguments->values[0];
    if (arguments->n - arguments->n_named > 1)
        return object_fail(trace, GD_ARITY, "sort() takes no positional arguments");
    const gd_object *sorted = list_sorted(trace, self, call_option(arguments, "key", &object_none),
                                          call_option(arguments, "reverse", &object_false));
    if (!sorted) return NULL;
    const gd_sequence items = sequence_of(sorted);
    put_back(self, &items);
    return &object_none;
}

/* -- Methods -------------------------------------------------------------------------------- */

static const gd_object *run_append(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence items = sequence_of(arguments->values[0]);
    if (!sequence_add(trace, &items, arguments->values[1])) return NULL;
    put_back(arguments->values[0], &items);
    return &object_none;
}

static const gd_object *run_extend(gd_trace *trace, const gd_arguments *arguments)
{
    return list_extend(trace, arguments->values[0], arguments->values[1]) ? &object_none : NULL;
}

static const gd_object *run_insert(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *self = arguments->values[0], *index = arguments->values[1];
    if (!object_is_integer(index))
        return object_fail(trace, GD_TYPE, "'%s' object cannot be interpreted as an integer",
                           object_type(index));
    int64_t n = self->length, at = index->integer;
    if (at < 0) at = at < -n ? 0 : at + n;
    gd_sequence one = {(const gd_object **)(uintptr_t)&arguments->values[2], 1, 1};
    return replace(trace, self, at > n ? n : at, 0, &one) ? &object_none : NULL;
}

static const gd_object *run_pop(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *self = arguments->values[0];
    const gd_object *index = arguments->n > 1 ? arguments->values[1] : NULL;
    if (index && !object_is_integer(index))
        return object_fail(trace, GD_TYPE, "'%s' object cannot be interpreted as an integer",
                           object_type(index));
    if (!self->length) return object_fail(trace, GD_INDEX, "pop from empty list");
    int64_t at = index ? index->integer : -1;
    if (at < 0) at += self->length;
    if (at < 0 || at >= self->length) return object_fail(trace, GD_INDEX, "pop index out of range");
    const gd_object *item = self->items[at];
    return list_remove_at(trace, self, at) ? item : NULL;
}

/* The place of a value in [start, stop); -1: none; -2: an error. */
static int64_t find(gd_trace *trace, const gd_object *self, const gd_object *value, int64_t start,
                    int64_t stop)
{
    size_t top = heap_top(&trace->heap);
    for (int64_t i = start; i < stop && i < self->length; i++) {
        int equal = trace_step(trace, 1) ? object_equal(trace, self->items[i], value) : -1;
        if (equal) return equal < 0 ? -2 : i;
        heap_drop(&trace->heap, top);
    }
    return -1;
}

static const gd_object *run_remove(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *self = arguments->values[0];
    int64_t at = find(trace, self, arguments->values[1], 0, INT64_MAX);
    if (at == -1) return object_fail(trace, GD_VALUE, "list.remove(x): x not in list");
    return at >= 0 && list_remove_at(trace, self, at) ? &object_none : NULL;
}

static int64_t bound_of(const gd_arguments *arguments, int64_t i, int64_t fallback)
{
    if (i >= arguments->n || !object_is_integer(arguments->values[i])) return fallback;
    int64_t at = arguments->values[i]->integer, n = arguments->values[0]->length;
    return at < 0 ? (at < -n ? 0 : at + n) : at;
}

static const gd_object *run_index(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *self = arguments->values[0];
    int64_t start = bound_of(arguments, 2, 0), stop = bound_of(arguments, 3, INT64_MAX);
    int64_t at = find(trace, self, arguments->values[1], start, stop);
    if (at >= 0) return object_int(trace, at);
    if (at == -1 && self->kind == GD_OBJECT_TUPLE)
        return object_fail(trace, GD_VALUE, "tuple.index(x): x not in tuple");
    const gd_object *text = at == -1 ? text_of(trace, arguments->values[1], PRINT_REPR) : NULL;
    return text ? object_fail(trace, GD_VALUE, "%s is not in list", text->text) : NULL;
}

static const gd_object *run_count(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t n = 0, at = -1;
    const gd_object *self = arguments->values[0];
    while ((at = find(trace, self, arguments->values[1], at + 1, INT64_MAX)) >= 0) n++;
    return at == -2 ? NULL : object_int(trace, n);
}

static const gd_object *run_clear(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_sequence none = {0};
    (void)trace;
    put_back(self_of(arguments), &none);
    return &object_none;
}

static const gd_object *run_reverse(gd_trace *trace, const gd_arguments *arguments)
{
    gd_object *self = self_of(arguments);
    (void)trace;
    for (int64_t i = 0, j = self->length - 1; i < j; i++, j--) {
        const gd_object *swap = self->items[i];
        self->items[i] = self->items[j];
        self->items[j] = swap;
    }
    return &object_none;
}

static const gd_object *run_copy(gd_trace *trace, const gd_arguments *arguments)
{
    return object_list(trace, arguments->values[0]->items, arguments->values[0]->length);
}

static const gd_builtin rows[] = {
    {"append", 2, 2, NULL, run_append, BUILTIN_PLAIN},
    {"clear", 1, 1, NULL, run_clear, BUILTIN_PLAIN},
    {"copy", 1, 1, NULL, run_copy, BUILTIN_PLAIN},
    {"count", 2, 2, NULL, run_count, BUILTIN_PLAIN},
    {"extend", 2, 2, NULL, run_extend, BUILTIN_PLAIN},
    {"index", 2, 4, NULL, run_index, BUILTIN_PLAIN},
    {"insert", 3, 3, NULL, run_insert, BUILTIN_PLAIN},
    {"pop", 1, 2, NULL, run_pop, BUILTIN_PLAIN},
    {"remove", 2, 2, NULL, run_remove, BUILTIN_PLAIN},
    {"reverse", 1, 1, NULL, run_reverse, BUILTIN_PLAIN},
    {"sort", 1, -1, ":key reverse", run_sort, BUILTIN_NAMED},
};
const gd_builtins list_methods = BUILTINS(rows);

static const gd_builtin tuple_rows[] = {
    {"count", 2, 2, NULL, run_count, BUILTIN_PLAIN},
    {"index", 2, 4, NULL, run_index, BUILTIN_PLAIN},
};
const gd_builtins tuple_methods = BUILTINS(tuple_rows);
