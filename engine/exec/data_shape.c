#include "engine/exec/data_shape.h"

#include "engine/exec/heapsort.h"

#include <string.h>

static gd_tensor *new_tensor(const gd_context *context, gd_dtype dtype, int rank,
                             const int64_t *dims, gd_error *err)
{
    gd_type type = {dtype, shape_of(rank, dims)};
    return gd_tensor_new(context->memory, &type, context->limits->tensor_elements, err);
}

static gd_tensor *new_row(const gd_context *context, gd_dtype dtype, int64_t count, gd_error *err)
{
    return new_tensor(context, dtype, 1, &count, err);
}

static int64_t *ints(gd_tensor *tensor)
{
    return (int64_t *)(void *)tensor->data;
}

/* ---- nonzero ---- */

static int64_t count_nonzero(const gd_tensor *x, gd_run *run)
{
    int64_t count = 0;
    for (int64_t i = 0; i < x->count; i++) {
        count += gd_tensor_get(x, i) != 0;
        if (!run_charge(run, 1)) return -1;
    }
    return count;
}

/* x:(…) → out:(count, rank) */
static bool run_nonzero(gd_tensor *const *operands, int n, const gd_data_options *options,
                        const gd_context *context, gd_tensor **results, gd_error *err)
{
    (void)n, (void)options;
    const gd_tensor *x = operands[0];
    const gd_shape *shape = &x->type.shape;
    gd_run run = {context, err, 0};
    int64_t count = count_nonzero(x, &run);
    if (count < 0) return false;
    results[0] = new_tensor(context, GD_INT64, 2, (int64_t[]){count, shape->rank}, err);
    if (!results[0]) return false;
    int64_t *row = ints(results[0]);
    for (int64_t i = 0; i < x->count; i++) {
        int64_t rest = i;
        if (!run_charge(&run, 1)) return false;
        if (gd_tensor_get(x, i) == 0) continue;
        for (int k = shape->rank - 1; k >= 0; rest /= shape->dims[k--])
            row[k] = rest % shape->dims[k];
        row += shape->rank;
    }
    return true;
}

/* ---- unique ---- */

#define TEMPLATE "engine/exec/data_shape_template.h"
#include "engine/exec/each_dtype.h"

typedef int (*comparison)(const unsigned char *data, int64_t a, int64_t b);
static const comparison comparisons[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = compare_##NAME,
#include "engine/tensor/dtype.def"
#undef DTYPE
};

/* The slices of a tensor along an axis: slice i has the elements (o·count + i)·inner + j. */
typedef struct slices {
    const unsigned char *data;
    comparison compare;
    int64_t outer, count, inner;
} slices;

static slices slices_of(const gd_tensor *x, int64_t axis)
{
    slices all = {x->data, comparisons[x->type.dtype], 1, x->count, 1};
    if (axis < 0) return all;
    all.count = x->type.shape.dims[axis];
    for (int i = 0; i < axis; i++) all.outer *= x->type.shape.dims[i];
    for (int i = (int)axis + 1; i < x->type.shape.rank; i++) all.inner *= x->type.shape.dims[i];
    return all;
}

static int compare_slices(const slices *all, int64_t a, int64_t b)
{
    for (int64_t o = 0; o < all->outer; o++)
        for (int64_t j = 0; j < all->inner; j++) {
            int64_t base = o * all->count;
            int order =
                all->compare(all->data, (base + a) * all->inner + j, (base + b) * all->inner + j);
            if (order) return order;
        }
    return 0;
}

static bool slice_precedes(const void *things, int64_t a, int64_t b)
{
    /* Of two that hold NaN each is larger than the other: the first position decides. */
    int order = compare_slices(things, a, b), back = compare_slices(things, b, a);
    return order == back ? a < b : order < 0;
}

/* Positions in ascending order of slices, or as they are; new, NULL with the error set. */
static int64_t *sorted_positions(const slices *all, bool sort, gd_run *run)
{
    int64_t *order =
        memory_alloc_array(run->context->memory, (size_t)all->count, sizeof *order, run->err);
    gd_heap heap = {(char *)order, all->count,     sizeof *order,
                    all,           slice_precedes, 2 * all->outer * all->inner};
    for (int64_t i = 0; order && i < all->count; i++) order[i] = i;
    if (!order || !sort || heapsort_positions(&heap, run)) return order;
    memory_free(order);
    return NULL;
}

/* Numbers the kinds along `order`; gives how many there are, -1 when the run must end. */
static int64_t number_kinds(const slices *all, const int64_t *order, int64_t *inverse, gd_run *run)
{
    int64_t kinds = 0;
    for (int64_t i = 0; i < all->count; i++) {
        kinds += !i || compare_slices(all, order[i - 1], order[i]) != 0;
        inverse[order[i]] = kinds - 1;
        if (!run_charge(run, all->outer * all->inner)) return -1;
    }
    return kinds;
}

static bool fill_unique(const slices *all, const int64_t *order, gd_tensor **results, gd_run *run)
{
    int64_t *inverse = ints(results[1]), kinds = number_kinds(all, order, inverse, run);
    if (kinds < 0) return false;
    results[0] = new_row(run->context, GD_INT64, kinds, run->err);
    results[2] = results[0] ? new_row(run->context, GD_INT64, kinds, run->err) : NULL;
    if (!results[2]) return false;
    for (int64_t i = all->count - 1; i >= 0; i--) {
        ints(results[0])[inverse[order[i]]] = order[i];
        ints(results[2])[inverse[order[i]]]++;
        if (!run_charge(run, 1)) return false;
    }
    return true;
}

/* x:(…) → first:(kinds) inverse:(… or the axis) counts:(kinds) */
static bool run_unique(gd_tensor *const *operands, int n, const gd_data_options *options,
                       const gd_context *context, gd_tensor **results, gd_error *err)
{
    (void)n;
    const gd_shape *shape = &operands[0]->type.shape;
    slices all = slices_of(operands[0], options->axis);
    gd_run run = {context, err, 0};
    results[1] = options->axis < 0 ? new_tensor(context, GD_INT64, shape->rank, shape->dims, err)
                                   : new_row(context, GD_INT64, all.count, err);
    int64_t *order = results[1] ? sorted_positions(&all, !options->consecutive, &run) : NULL;
    bool done = order && fill_unique(&all, order, results, &run);
    memory_free(order);
    return done;
}

/* ---- bincount, repeats ---- */

/* The largest of whole numbers that are none below 0 (-1: there is none); -2 with the error set. */
static int64_t largest(const char *name, const gd_tensor *x, gd_run *run)
{
    int64_t most = -1;
    bool fits = x->type.shape.rank == 1 && gd_dtype_kind(x->type.dtype) == GD_KIND_INT;
    for (int64_t i = 0; fits && i < x->count; i++) {
        int64_t next = gd_tensor_get_int(x, i);
        fits = next >= 0;
        if (next > most) most = next;
        if (!run_charge(run, 1)) return -2;
    }
    if (fits) return most;
    gd_fail(run->err, GD_RUNTIME, "%s only supports 1-d non-negative integral inputs.", name);
    return -2;
}

/* x:(k) weights:(k) → out:(n) */
static bool run_bincount(gd_tensor *const *operands, int n, const gd_data_options *options,
                         const gd_context *context, gd_tensor **results, gd_error *err)
{
    gd_run run = {context, err, 0};
    const gd_tensor *x = operands[0], *weights = n > 1 ? operands[1] : NULL;
    int64_t most = largest("bincount", x, &run), limit = context->limits->tensor_elements;
    if (most < -1) return false;
    if (weights && !shape_equal(&weights->type.shape, &x->type.shape))
        return gd_fail(err, GD_SHAPE, "weights should be 1-d and have the same length as input");
    int64_t size = most < limit ? most + 1 : limit + 1; /* too many is refused, not computed */
    if (size < options->least) size = options->least;
    gd_dtype dtype = !weights                            ? GD_INT64
                     : weights->type.dtype == GD_FLOAT32 ? GD_FLOAT32
                                                         : GD_FLOAT64;
    results[0] = new_row(context, dtype, size, err);
    for (int64_t i = 0; results[0] && i < x->count; i++) {
        int64_t at = gd_tensor_get_int(x, i);
        double more = weights ? gd_tensor_get(weights, i) : 1;
        gd_tensor_set(results[0], at, gd_tensor_get(results[0], at) + more);
        if (!run_charge(&run, 1)) return false;
    }
    return results[0];
}

/* counts:(k) → out:(sum of counts) */
static bool run_repeats(gd_tensor *const *operands, int n, const gd_data_options *options,
                        const gd_context *context, gd_tensor **results, gd_error *err)
{
    (void)n, (void)options;
    gd_run run = {context, err, 0};
    const gd_tensor *counts = operands[0];
    int64_t limit = context->limits->tensor_elements, total = 0;
    if (largest("repeat_interleave", counts, &run) < -1) return false;
    for (int64_t i = 0; i < counts->count && total <= limit; i++) {
        int64_t count = gd_tensor_get_int(counts, i);
        total += count <= limit ? count : limit + 1;
    }
    results[0] = new_row(context, GD_INT64, total, err);
    if (!results[0]) return false;
    int64_t *out = ints(results[0]);
    for (int64_t i = 0; i < counts->count; i++) {
        int64_t count = gd_tensor_get_int(counts, i);
        for (int64_t k = count; k > 0; k--) *out++ = i;
        if (!run_charge(&run, count + 1)) return false;
    }
    return true;
}

/* ---- the table ---- */

typedef bool (*row_run)(gd_tensor *const *operands, int n, const gd_data_options *options,
                        const gd_context *context, gd_tensor **results, gd_error *err);

/* Frees what a row had made before it failed. */
static bool run_row(row_run run, gd_tensor *const *operands, int n, const gd_data_options *options,
                    const gd_context *context, gd_tensor **results, gd_error *err)
{
    gd_tensor *made[DATA_SHAPE_RESULTS] = {NULL};
    bool done = run(operands, n, options, context, made, err);
    for (int i = 0; i < DATA_SHAPE_RESULTS; i++) {
        if (done && made[i]) results[i] = made[i];
        else gd_tensor_free(made[i]);
    }
    return done;
}

#define ROW(name)                                                                                  \
    static bool all_of_##name(gd_tensor *const *operands, int n, const gd_data_options *options,   \
                              const gd_context *context, gd_tensor **results, gd_error *err)       \
    {                                                                                              \
        return run_row(run_##name, operands, n, options, context, results, err);                   \
    }
ROW(nonzero)
ROW(unique)
ROW(bincount)
ROW(repeats)

static const gd_data_shape rows[] = {
    {"nonzero", 1, 1, 1, all_of_nonzero},
    {"unique", 1, 1, 3, all_of_unique},
    {"bincount", 1, 2, 1, all_of_bincount},
    {"repeats", 1, 1, 1, all_of_repeats},
};

const gd_data_shape *data_shape_find(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i].name, name)) return &rows[i];
    return NULL;
}
