/* ARGSORT: a:(…, n, …) → out:(the same) int64, the positions along one axis in ascending order of
 * what is there, or descending if the second attribute is not 0. Equals stay in their order; NaN is
 * larger than anything.
 *
 * Heapsort of the positions where they are to be: it needs no room, and no order of elements makes
 * it slow (Williams 1964; Floyd's construction). Positions decide between equals, which makes the
 * order strict and the sort stable. */
#include "engine/exec/lines.h"

/* Whether element b of the line belongs after element a, and not before it. */
typedef bool (*line_order)(const gd_line *line, int64_t a, int64_t b);

#define TEMPLATE "engine/exec/argsort_template.h"
#include "engine/exec/each_dtype.h"

static inline int64_t *slot(const gd_line *line, int64_t i)
{
    return (int64_t *)(void *)(line->to + i * line->stride);
}

/* Restores the heap of the first n slots below slot i, whose last in order is on top. */
static void sift(const gd_line *line, line_order precedes, int64_t i, int64_t n)
{
    int64_t moved = *slot(line, i);
    for (int64_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && precedes(line, *slot(line, child), *slot(line, child + 1))) child++;
        if (!precedes(line, moved, *slot(line, child))) break;
        *slot(line, i) = *slot(line, child);
    }
    *slot(line, i) = moved;
}

enum { SIFT_WORK = 16 }; /* element operations of one sift, about */

static bool sort_line(const gd_line *line, line_order precedes, gd_run *run)
{
    int64_t n = line->count;
    for (int64_t i = 0; i < n; i++) *slot(line, i) = i;
    for (int64_t i = n / 2 - 1; i >= 0; i--) {
        sift(line, precedes, i, n);
        if (!run_charge(run, SIFT_WORK)) return false;
    }
    for (int64_t last = n - 1; last > 0; last--) {
        int64_t top = *slot(line, 0);
        *slot(line, 0) = *slot(line, last);
        *slot(line, last) = top;
        sift(line, precedes, 0, last);
        if (!run_charge(run, SIFT_WORK)) return false;
    }
    return true;
}

#define DTYPE(NAME, name, type, kind)                                                              \
    static bool ascending_##NAME(const gd_line *line, gd_run *run)                                 \
    {                                                                                              \
        return sort_line(line, below_##NAME, run);                                                 \
    }                                                                                              \
    static bool descending_##NAME(const gd_line *line, gd_run *run)                                \
    {                                                                                              \
        return sort_line(line, above_##NAME, run);                                                 \
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

/* n log n; 64 bounds the logarithm. */
static int64_t cost_argsort(const gd_job *job)
{
    int64_t count = shape_count(&job->operands[0].view.shape), cost = 1;
    for (int64_t n = count; n; n /= 2) cost += count;
    return cost;
}

const gd_kernel kernel_argsort = {
    .prepare = prepare_argsort, .run = lines_run, .cost = cost_argsort};
