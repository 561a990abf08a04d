/* GATHER, SCATTER_ADD and LAST_AT: elements found along one axis by an int64 index.
 *
 * All run over the shape of the index. The operand that is indexed (the source of a gather, the
 * result of the others) takes part in the nest with stride 0 along the axis; the loop adds the
 * index times its true stride. */
#include "engine/exec/nest.h"

#include <string.h>

/* What the innermost loops need beside pointers. */
typedef struct indexing {
    int64_t stride; /* bytes between neighbours along the axis */
    int64_t size;   /* of the axis */
    int64_t bad;    /* the index that is out of range */
} indexing;

/* The address of the element at `index`, NULL when out of range. */
static inline char *element(char *base, int64_t index, indexing *axis)
{
    if (index >= 0 && index < axis->size) return base + index * axis->stride;
    axis->bad = index;
    return NULL;
}

/* index:(count) a:(axis) → out:(count) */
#define DTYPE(NAME, name, type, kind)                                                              \
    static bool gather_##NAME(char *const *data, const int64_t *step, int64_t count, void *state)  \
    {                                                                                              \
        for (int64_t i = 0; i < count; i++) {                                                      \
            int64_t index = *(const int64_t *)(const void *)(data[2] + i * step[2]);               \
            const char *from = element(data[1] + i * step[1], index, state);                       \
            if (!from) return false;                                                               \
            memcpy(data[0] + i * step[0], from, sizeof(type));                                     \
        }                                                                                          \
        return true;                                                                               \
    }                                                                                              \
    static bool scatter_##NAME(char *const *data, const int64_t *step, int64_t count, void *state) \
    {                                                                                              \
        for (int64_t i = 0; i < count; i++) {                                                      \
            int64_t index = *(const int64_t *)(const void *)(data[2] + i * step[2]);               \
            char *to = element(data[0] + i * step[0], index, state);                               \
            if (!to) return false;                                                                 \
            type sum = *(type *)(void *)to, more = *(type *)(void *)(data[1] + i * step[1]);       \
            *(type *)(void *)to = ADD_##kind(type, sum, more);                                     \
        }                                                                                          \
        return true;                                                                               \
    }
#define ADD_BOOL(type, a, b) (a) || (b)
#define ADD_INT(type, a, b) (type)((a) + (b))
#define ADD_FLOAT(type, a, b) (a) + (b)
#include "engine/tensor/dtype.def"
#undef DTYPE

static const struct {
    nest_loop gather, scatter;
} loops[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = {gather_##NAME, scatter_##NAME},
#include "engine/tensor/dtype.def"
#undef DTYPE
};

typedef struct indexed {
    gd_nest nest;
    nest_loop loop;
    indexing axis;
    int64_t number; /* of the axis */
    size_t bytes;   /* of the result */
} indexed;

/* Operand `whole` is the one that is indexed; the last one is the index. */
static indexed *prepare(const gd_job *job, int whole, nest_loop loop)
{
    indexed *detail = arena_alloc(job->arena, sizeof *detail, job->err);
    gd_operand operands[3];
    int64_t axis = job->node->attributes[0];
    if (!detail) return NULL;
    int n = job->n_operands;
    memcpy(operands, job->operands, (size_t)n * sizeof *operands);
    gd_view *view = &operands[whole].view;
    detail->loop = loop;
    detail->number = axis;
    detail->axis.size = view->shape.dims[axis];
    detail->axis.stride = view->strides[axis] * (int64_t)gd_dtype_size(operands[whole].dtype);
    detail->bytes =
        (size_t)shape_count(&job->operands[0].view.shape) * gd_dtype_size(job->operands[0].dtype);
    view->shape = operands[n - 1].view.shape;
    view->strides[axis] = 0;
    nest_make(&detail->nest, operands, n);
    return detail;
}

static bool out_of_range(const indexed *it, const indexing *axis, gd_run *run)
{
    return gd_fail(run->err, GD_INDEX,
                   "index %lld is out of bounds for dimension %lld with size %lld",
                   (long long)axis->bad, (long long)it->number, (long long)axis->size);
}

static bool run_nest(const indexed *it, char *const *data, gd_run *run)
{
    indexing axis = it->axis;
    return nest_run(&it->nest, it->loop, &axis, data, run) || out_of_range(it, &axis, run);
}

/* a:(n₀, …, nₐ, …) index:(k₀, …, kₐ, …) → out:(k₀, …, kₐ, …), kᵢ <= nᵢ but for the axis */
static void *prepare_gather(const gd_job *job)
{
    return prepare(job, 1, loops[job->operands[0].dtype].gather);
}

static bool run_gather(const void *detail, char *const *data, gd_run *run)
{
    return run_nest(detail, data, run);
}

const gd_kernel kernel_gather = {.prepare = prepare_gather, .run = run_gather};

/* a:(k₀, …, kₐ, …) index:(the same) → out:(n₀, …, nₐ, …), kᵢ <= nᵢ but for the axis. What falls on
 * one element is added in the order of the axis: a nest goes up each axis, whichever is inside. */
static void *prepare_scatter_add(const gd_job *job)
{
    return prepare(job, 0, loops[job->operands[0].dtype].scatter);
}

static bool run_scatter_add(const void *detail, char *const *data, gd_run *run)
{
    const indexed *it = detail;
    memset(data[0], 0, it->bytes);
    return run_nest(it, data, run);
}

const gd_kernel kernel_scatter_add = {.prepare = prepare_scatter_add, .run = run_scatter_add};

/* What the loop of LAST_AT needs beside. */
typedef struct placing {
    indexing axis;
    int64_t position;
} placing;

/* index:(count) → out:(axis): the position of each index that is now. */
static bool place(char *const *data, const int64_t *step, int64_t count, void *state)
{
    placing *now = state;
    for (int64_t i = 0; i < count; i++) {
        int64_t index = *(const int64_t *)(const void *)(data[1] + i * step[1]);
        char *to = element(data[0] + i * step[0], index, &now->axis);
        if (!to) return false;
        *(int64_t *)(void *)to = now->position;
    }
    return true;
}

/* index:(k₀, …, kₐ, …) → out:(n₀, …, nₐ, …) int64, kᵢ <= nᵢ but for the axis. One nest for each
 * position along the axis, in order, so that the last one stays. */
typedef struct last_at {
    indexed slice;
    int64_t positions, step; /* step: bytes of the index along the axis */
} last_at;

static void *prepare_last_at(const gd_job *job)
{
    int64_t axis = job->node->attributes[0];
    gd_operand operands[2] = {job->operands[0], job->operands[1]};
    gd_job one = *job;
    last_at *detail = arena_alloc(job->arena, sizeof *detail, job->err);
    if (!detail) return NULL;
    detail->positions = operands[1].view.shape.dims[axis];
    detail->step = operands[1].view.strides[axis] * (int64_t)sizeof(int64_t);
    operands[1].view.shape.dims[axis] = 1;
    one.operands = operands;
    const indexed *slice = prepare(&one, 0, place);
    if (!slice) return NULL;
    detail->slice = *slice;
    return detail;
}

static bool run_last_at(const void *detail, char *const *data, gd_run *run)
{
    const last_at *it = detail;
    int64_t *out = (int64_t *)(void *)data[0];
    placing now = {.axis = it->slice.axis};
    for (size_t i = 0; i < it->slice.bytes / sizeof *out; i++) out[i] = -1;
    for (; now.position < it->positions; now.position++) {
        char *slice[] = {data[0], data[1] + now.position * it->step};
        if (!nest_run(&it->slice.nest, place, &now, slice, run))
            return out_of_range(&it->slice, &now.axis, run);
    }
    return true;
}

const gd_kernel kernel_last_at = {.prepare = prepare_last_at, .run = run_last_at};
