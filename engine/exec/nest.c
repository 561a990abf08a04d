#include "engine/exec/nest.h"

#include <string.h>

/* An innermost loop shorter than this is not worth its call, if there is a longer axis. */
enum { SHORT_LOOP = 16 };

static void add_axis(gd_nest *nest, int64_t size, const int64_t *strides)
{
    nest->dims[nest->rank] = size;
    memcpy(nest->strides[nest->rank], strides, sizeof nest->strides[0]);
    nest->rank++;
}

/* Whether every operand continues, after the last axis of the nest, with one of these strides. */
static bool joins_last(const gd_nest *nest, int64_t size, const int64_t *strides)
{
    if (!nest->rank) return false;
    for (int k = 0; k < nest->n; k++)
        if (nest->strides[nest->rank - 1][k] != strides[k] * size) return false;
    return true;
}

static void swap_axes(gd_nest *nest, int a, int b)
{
    int64_t size = nest->dims[a], strides[NEST_OPERANDS];
    memcpy(strides, nest->strides[a], sizeof strides);
    nest->dims[a] = nest->dims[b];
    memcpy(nest->strides[a], nest->strides[b], sizeof strides);
    nest->dims[b] = size;
    memcpy(nest->strides[b], strides, sizeof strides);
}

/* Takes the last axis, or the longest if that is short, out of the axes around. */
static void choose_innermost(gd_nest *nest)
{
    int last = nest->rank - 1, longest = last;
    for (int i = 0; i < last; i++)
        if (nest->dims[i] > nest->dims[longest]) longest = i;
    if (nest->dims[last] < SHORT_LOOP) swap_axes(nest, last, longest);
    nest->count = nest->dims[last];
    memcpy(nest->step, nest->strides[last], sizeof nest->step);
    nest->rank = last;
}

void nest_make(gd_nest *nest, const gd_operand *operands, int n)
{
    const gd_shape *shape = &operands[0].view.shape;
    gd_view views[NEST_OPERANDS];
    *nest = (gd_nest){.n = n, .outer = shape_count(shape) > 0, .count = 1};
    if (!nest->outer) return;
    for (int k = 0; k < n; k++) view_expand(&operands[k].view, shape->dims, shape->rank, &views[k]);
    for (int i = 0; i < shape->rank; i++) {
        int64_t strides[NEST_OPERANDS] = {0};
        if (shape->dims[i] == 1) continue;
        for (int k = 0; k < n; k++)
            strides[k] = views[k].strides[i] * (int64_t)gd_dtype_size(operands[k].dtype);
        if (joins_last(nest, shape->dims[i], strides)) {
            nest->dims[nest->rank - 1] *= shape->dims[i];
            memcpy(nest->strides[nest->rank - 1], strides, sizeof strides);
        } else {
            add_axis(nest, shape->dims[i], strides);
        }
    }
    if (nest->rank) choose_innermost(nest);
    for (int i = 0; i < nest->rank; i++) nest->outer *= nest->dims[i];
}

/* One run of the innermost loop, in pieces that keep to the budget between two looks. */
static bool run_innermost(const gd_nest *nest, nest_loop loop, void *state, char *const *data,
                          gd_run *run)
{
    char *at[NEST_OPERANDS];
    for (int k = 0; k < nest->n; k++) at[k] = data[k];
    for (int64_t left = nest->count; left > 0; left -= RUN_BUDGET) {
        int64_t piece = left < RUN_BUDGET ? left : RUN_BUDGET;
        if (!run_charge(run, piece) || !loop(at, nest->step, piece, state)) return false;
        for (int k = 0; k < nest->n; k++) at[k] += nest->step[k] * piece;
    }
    return true;
}

/* Moves to the next run of the innermost loop, like the digits of a counter. */
static void advance(const gd_nest *nest, int64_t *index, char **at)
{
    for (int i = nest->rank - 1; i >= 0; i--) {
        for (int k = 0; k < nest->n; k++) at[k] += nest->strides[i][k];
        if (++index[i] < nest->dims[i]) return;
        for (int k = 0; k < nest->n; k++) at[k] -= nest->strides[i][k] * nest->dims[i];
        index[i] = 0;
    }
}

bool nest_run(const gd_nest *nest, nest_loop loop, void *state, char *const *data, gd_run *run)
{
    /* Most nests of small plans: nothing around the loop, nothing to divide. */
    if (nest->outer == 1 && nest->count <= RUN_BUDGET)
        return run_charge(run, nest->count) && loop(data, nest->step, nest->count, state);
    int64_t index[GD_MAX_RANK] = {0};
    char *at[NEST_OPERANDS];
    for (int k = 0; k < nest->n; k++) at[k] = data[k];
    for (int64_t i = 0; i < nest->outer; i++) {
        if (!run_innermost(nest, loop, state, at, run)) return false;
        advance(nest, index, at);
    }
    return true;
}

/* a:(count) → out:(count), both of elements of `size` bytes. */
static inline bool copy(char *const *data, const int64_t *step, int64_t count, size_t size)
{
    char *to = data[0];
    const char *from = data[1];
    if (step[0] == (int64_t)size && step[1] == (int64_t)size) {
        memcpy(to, from, (size_t)count * size);
        return true;
    }
    for (int64_t i = 0; i < count; i++) memcpy(to + i * step[0], from + i * step[1], size);
    return true;
}

#define DTYPE(NAME, name, type, kind)                                                              \
    static bool copy_##NAME(char *const *data, const int64_t *step, int64_t count, void *state)    \
    {                                                                                              \
        (void)state;                                                                               \
        return copy(data, step, count, sizeof(type));                                              \
    }
#include "engine/tensor/dtype.def"
#undef DTYPE

nest_loop nest_copy_loop(gd_dtype dtype)
{
    static const nest_loop loops[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = copy_##NAME,
#include "engine/tensor/dtype.def"
#undef DTYPE
    };
    return loops[dtype];
}
