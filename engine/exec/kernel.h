/* Kernels: what computes one node. A kernel is prepared once, when the plan is made, for the types
 * and strides of its operands; it then runs any number of times on pointers, from any thread.
 *
 * Kernels are chosen from the operator table: pointwise rows get theirs generated from `forward`,
 * every other row NAME names a `kernel_NAME` that some file of this folder defines. The value of an
 * element depends on the operands' values alone, never on its position, strides or alignment. */
#ifndef GRADD_EXEC_KERNEL_H
#define GRADD_EXEC_KERNEL_H

#include "engine/base/context.h"
#include "engine/graph/graph.h"
#include "engine/tensor/view.h"

/* A value as kernels see it; view.offset is already part of the pointer that they get. */
typedef struct gd_operand {
    gd_dtype dtype;
    gd_view view;
} gd_operand;

/* What a kernel is prepared for. operands[0] is the result, contiguous, that of `node` (of which
 * only op and attributes are read); then come the inputs. All borrowed for the call. */
typedef struct gd_job {
    const gd_node *node;
    const gd_operand *operands;
    int n_operands;
    gd_arena *arena; /* of the plan, for what the kernel wants to keep */
    gd_error *err;
} gd_job;

/* One run of a plan, on one thread. */
typedef struct gd_run {
    const gd_context *context;
    gd_error *err;
    int64_t budget; /* element operations until the next look at clock and cancel flag */
} gd_run;

/* Element operations between two looks; a clock reading costs as much as some fifty of them. */
enum { RUN_BUDGET = 50000 };

/* Says that `work` element operations are about to be done, at most some RUN_BUDGET at a time.
 * False, with the run's error set, when the run must end. */
bool run_check(gd_run *run);
static inline bool run_charge(gd_run *run, int64_t work)
{
    return (run->budget -= work) >= 0 || run_check(run);
}

/* data[0] is the result, overwritten; then the inputs, which do not overlap it except where an
 * elementwise kernel writes over an operand of its own dtype, element by element in place. */
typedef bool (*kernel_run)(const void *detail, char *const *data, gd_run *run);

typedef struct gd_kernel {
    /* The result as another view of the operand, so that there is nothing to run; or NULL. When it
     * gives false, prepare and run make a copy. */
    bool (*view)(const gd_view *in, const int64_t *attributes, int n, gd_view *out);
    /* What run needs to know, new in job->arena; NULL with job->err set. */
    void *(*prepare)(const gd_job *job);
    kernel_run run;
    /* Work in element operations; NULL: elements of result and operands, whichever are more. */
    int64_t (*cost)(const gd_job *job);
    bool elementwise; /* result element i depends on element i of (broadcast) operands alone */
} gd_kernel;

/* The kernel of an operator other than INPUT, CONSTANT and CALL; borrowed, constant. */
const gd_kernel *kernel_of(gd_op op);

/* Copies a strided operand to a contiguous result. */
extern const gd_kernel kernel_copy;

/* The work of a job in element operations, at least 1. */
int64_t kernel_cost(const gd_kernel *kernel, const gd_job *job);

#endif
