/* SUM. a:(any shape, strided) → out:(the axes that stay); no axes to sum gives a copy.
 *
 * The order of additions is a fixed tree over the elements in row-major order of the summed axes:
 * leaves of 64 elements, added in 8 lanes (element i to lane i mod 8) that are then added in pairs;
 * and the leaves' sums added in pairs, pairs of pairs and so on, as a binary counter does. Two
 * walks compute this same tree: along the elements of one result, or along a row of neighbouring
 * results, whichever goes through memory in steps. The error of n terms is within (10 + log2(n /
 * 64)) ULP of the sum of magnitudes; 0 is added last, so that a sum is never -0, as in PyTorch. */
#include "engine/exec/reduction.h"

#include <assert.h>
#include <string.h>

enum {
    LANES = 8,
    LEAF = 64,
    LEVELS = 40, /* enough for 2^40 leaves */
    WIDTH = 32   /* results that are computed side by side */
};

typedef struct sum {
    gd_axes kept, reduced;
    bool (*walk)(const struct sum *it, char *const *data, gd_run *run);
    void *copy; /* no axes: what kernel_copy prepared */
} sum;

typedef bool (*sum_walk)(const sum *it, char *const *data, gd_run *run);

#define TEMPLATE "engine/exec/sum_template.h"
#include "engine/exec/each_dtype.h"

static const struct {
    sum_walk along, across;
} walks[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = {along_##NAME, across_##NAME},
#include "engine/tensor/dtype.def"
#undef DTYPE
};

static int64_t inner_stride(const gd_axes *axes)
{
    int64_t stride = axes->rank ? axes->strides[axes->rank - 1] : 0;
    return stride < 0 ? -stride : stride;
}

/* Whether rows of results are better: they are near each other, or there are few elements each. */
static bool goes_across(const sum *it)
{
    const gd_axes *kept = &it->kept;
    if (!kept->rank || kept->dims[kept->rank - 1] < 4) return false;
    return it->reduced.count < 16 || inner_stride(kept) <= inner_stride(&it->reduced);
}

static bool copy(const sum *it, char *const *data, gd_run *run)
{
    return kernel_copy.run(it->copy, data, run);
}

static void *prepare(const gd_job *job)
{
    sum *detail = arena_alloc(job->arena, sizeof *detail, job->err);
    if (!detail) return NULL;
    if (!job->node->n_attributes) {
        detail->walk = copy;
        detail->copy = kernel_copy.prepare(job);
        return detail->copy ? detail : NULL;
    }
    reduction_split(job, &detail->kept, &detail->reduced);
    gd_dtype dtype = job->operands[0].dtype;
    detail->walk = goes_across(detail) ? walks[dtype].across : walks[dtype].along;
    return detail;
}

static bool run_sum(const void *detail, char *const *data, gd_run *run)
{
    const sum *it = detail;
    return it->walk(it, data, run);
}

const gd_kernel kernel_sum = {.prepare = prepare, .run = run_sum};
