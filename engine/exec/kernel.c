#include "engine/exec/kernel.h"

#include "engine/exec/pointwise.h"

#define UNARY(...)
#define BINARY(...)
#define COMPARE(...)
#define SELECT(...)
#define LINEAR(NAME, name, ...) extern const gd_kernel kernel_##name;
#define BILINEAR LINEAR
#define ORDER LINEAR
#define OPAQUE LINEAR
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"

const gd_kernel *kernel_of(gd_op op)
{
    static const gd_kernel *const kernels[GD_OP_COUNT] = {
#define UNARY(NAME, ...) [GD_OP_##NAME] = &kernel_pointwise,
#define BINARY UNARY
#define COMPARE UNARY
#define SELECT UNARY
#define LINEAR(NAME, name, ...) [GD_OP_##NAME] = &kernel_##name,
#define BILINEAR LINEAR
#define ORDER LINEAR
#define OPAQUE LINEAR
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
    };
    return kernels[op];
}

bool run_check(gd_run *run)
{
    run->budget = RUN_BUDGET;
    return context_check(run->context, run->err);
}

int64_t kernel_cost(const gd_kernel *kernel, const gd_job *job)
{
    int64_t cost = 1;
    if (kernel->cost) return kernel->cost(job);
    for (int i = 0; i < job->n_operands; i++) {
        int64_t count = shape_count(&job->operands[i].view.shape);
        if (count > cost) cost = count;
    }
    return cost;
}
