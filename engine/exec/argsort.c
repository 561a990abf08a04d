/* ARGSORT: a:(…, n, …) → out:(the same) int64, the positions along one axis in ascending order of
 * what is there, or descending if the second attribute is not 0. Equals stay in their order; NaN is
 * larger than anything. */
#include "engine/exec/heapsort.h"
#include "engine/exec/lines.h"

#define TEMPLATE "engine/exec/argsort_template.h"
#include "engine/exec/each_dtype.h"

#define DTYPE(NAME, name, type, kind)                                                              \
    static bool ascending_##NAME(const gd_line *line, gd_run *run)                                 \
    {                                                                                              \
        gd_heap heap = {line->to, line->count, line->stride, line, below_##NAME, 1};               \
        return heapsort_positions(&heap, run);                                                     \
    }                                                                                              \
    static bool descending_##NAME(const gd_line *line, gd_run *run)                                \
    {                                                                                              \
        gd_heap heap = {line->to, line->count, line->stride, line, above_##NAME, 1};               \
        return heapsort_positions(&heap, run);                                                     \
    }
#include "engine/tensor/dtype.def"
#undef DTYPE

static const line_walk walks[][2] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = {ascending_##NAME, descending_##NAME},
#include "engine/tensor/dtype.def"
#undef DTYPE
};

static void *prepare_argsort(const gd_job *job)
{
    return lines_make(job, walks[job->operands[1].dtype][job->node->attributes[1] != 0]);
}

/* n log n. */
static int64_t cost_argsort(const gd_job *job)
{
    int64_t count = shape_count(&job->operands[0].view.shape), cost = 1;
    for (int64_t n = count; n; n /= 2) cost += count;
    return cost;
}

const gd_kernel kernel_argsort = {
    .prepare = prepare_argsort, .run = lines_run, .cost = cost_argsort};
