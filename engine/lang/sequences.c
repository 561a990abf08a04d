/* Functions of Python that make sequences or measure them. */
#include "engine/lang/builtins.h"

const gd_object *builtin_len(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t n = object_length(trace, arguments->values[0]);
    return n < 0 ? NULL : object_int(trace, n);
}

/* A number of numbers from start, `step` apart, before stop; -1 if it does not fit. */
static int64_t range_length(int64_t start, int64_t stop, int64_t step)
{
    int64_t span;
    bool empty = step > 0 ? start >= stop : start <= stop;
    if (empty) return 0;
    if (step == INT64_MIN) return 1;
    bool far = step > 0 ? __builtin_sub_overflow(stop, start, &span)
                        : __builtin_sub_overflow(start, stop, &span);
    return far ? -1 : (span - 1) / (step > 0 ? step : -step) + 1;
}

/* Lazy: the numbers are made when they are asked for. */
const gd_object *builtin_range(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence items = {0};
    int64_t bounds[3] = {0, 0, 1};
    for (int64_t i = 0; i < arguments->n; i++) {
        const gd_object *given = object_index(trace, arguments->values[i]);
        if (!given) return NULL;
        bounds[arguments->n == 1 ? 1 : i] = given->integer;
    }
    if (!bounds[2]) return object_fail(trace, GD_VALUE, "range() arg 3 must not be zero");
    for (int i = 0; i < 3; i++)
        if (!sequence_add(trace, &items, object_int(trace, bounds[i]))) return NULL;
    gd_object *range = (gd_object *)object_sequence(trace, GD_OBJECT_RANGE, &items);
    if (!range) return NULL;
    range->length = range_length(bounds[0], bounds[1], bounds[2]);
    return range->length < 0 ? object_fail(trace, GD_INT_OVERFLOW, "range is too long") : range;
}

static const gd_object *sequence_from(gd_trace *trace, const gd_arguments *arguments,
                                      gd_object_kind kind)
{
    gd_sequence items = {0};
    if (arguments->n && !object_iterate(trace, arguments->values[0], &items)) return NULL;
    return object_sequence(trace, kind, &items);
}

const gd_object *builtin_list(gd_trace *trace, const gd_arguments *arguments)
{
    return sequence_from(trace, arguments, GD_OBJECT_LIST);
}

const gd_object *builtin_tuple(gd_trace *trace, const gd_arguments *arguments)
{
    return sequence_from(trace, arguments, GD_OBJECT_TUPLE);
}
