/* AMAX, AMIN: a:(any shape, strided) → out:(the axes that stay), the largest or smallest element.
 * ARGMAX, ARGMIN: the same with its position along the one axis that vanishes, as int64.
 *
 * Elements are looked at in row-major order. The first NaN wins, else the first of equals. */
#include "engine/exec/reduction.h"

typedef struct order {
    gd_axes kept, reduced;
    bool (*walk)(const struct order *it, char *const *data, gd_run *run);
} order;

typedef bool (*order_walk)(const order *it, char *const *data, gd_run *run);

#define TEMPLATE "engine/exec/order_template.h"
#include "engine/exec/each_dtype.h"

static const struct {
    order_walk amax, amin, argmax, argmin;
} walks[] = {
#define DTYPE(NAME, name, type, kind)                                                              \
    [GD_##NAME] = {amax_##NAME, amin_##NAME, argmax_##NAME, argmin_##NAME},
#include "engine/tensor/dtype.def"
#undef DTYPE
};

static void *prepare(const gd_job *job, order_walk walk)
{
    order *detail = arena_alloc(job->arena, sizeof *detail, job->err);
    if (!detail) return NULL;
    reduction_split(job, &detail->kept, &detail->reduced);
    detail->walk = walk;
    return detail;
}

static bool run_order(const void *detail, char *const *data, gd_run *run)
{
    const order *it = detail;
    return it->walk(it, data, run);
}

#define ORDER_KERNEL(name)                                                                         \
    static void *prepare_##name(const gd_job *job)                                                 \
    {                                                                                              \
        return prepare(job, walks[job->operands[1].dtype].name);                                   \
    }                                                                                              \
    const gd_kernel kernel_##name = {.prepare = prepare_##name, .run = run_order};
ORDER_KERNEL(amax)
ORDER_KERNEL(amin)
ORDER_KERNEL(argmax)
ORDER_KERNEL(argmin)
