/* What a plan consists of when it is ready to run. */
#ifndef GRADD_EXEC_STEP_H
#define GRADD_EXEC_STEP_H

#include "engine/exec/kernel.h"
#include "engine/exec/plan.h"

/* Where values start: at an offset in bytes from one of the run's base pointers. Base pointers are
 * the workspace, the plan's constants, the inputs in order, the outputs in order. */
enum { BASE_WORKSPACE, BASE_CONSTANTS, BASE_INPUTS };
typedef struct gd_place {
    int32_t base;
    size_t offset;
} gd_place;

/* One kernel on its operands; in the list of constants: one constant, of which run is NULL. */
typedef struct gd_step {
    kernel_run run;
    const void *detail;
    const gd_place *places; /* of the result, then of the operands */
    int32_t n_places;
    gd_dtype dtype; /* of the result */
    int64_t count;  /* its elements */
    const char *op; /* the operator's name */
    gd_span span;
} gd_step;

/* How an output comes to be. */
typedef enum gd_origin {
    ORIGIN_STEP,  /* a new tensor that some step fills */
    ORIGIN_INPUT, /* input number `index`, once more */
    ORIGIN_OUTPUT /* the same as the earlier output number `index` */
} gd_origin;
typedef struct gd_result {
    gd_origin origin;
    int32_t index;
    gd_type type;
    size_t bytes;
} gd_result;

struct gd_plan {
    gd_arena arena; /* of all below but `constants` */
    int n_inputs, n_outputs, n_steps, n_constants;
    gd_step *steps, *constants;
    gd_result *results;
    bool *needs; /* by input */
    char *constant_data;
    size_t workspace;   /* bytes */
    size_t output_size; /* bytes of all new tensors */
    int64_t cost;
};

/* Number of base pointers of a run. */
static inline int plan_bases(const gd_plan *plan)
{
    return BASE_INPUTS + plan->n_inputs + plan->n_outputs;
}

#endif
