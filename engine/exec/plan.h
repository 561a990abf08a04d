/* Plans: a graph made ready to run. A plan is the private, immutable copy of the part of a graph
 * that some outputs need: calls written out, equal nodes shared, exact simplifications applied,
 * views turned into strides, every other value given a place in one workspace by its lifetime.
 *
 * A plan knows nothing of the values it will run on, so one plan serves many requests at once. */
#ifndef GRADD_EXEC_PLAN_H
#define GRADD_EXEC_PLAN_H

#include "engine/base/context.h"
#include "engine/graph/graph.h"

typedef struct gd_plan gd_plan;

typedef enum gd_plan_style {
    GD_PLAN_OPTIMISED, /* the default */
    GD_PLAN_PLAIN      /* no sharing, no simplification, no buffer used twice: the same bytes */
} gd_plan_style;

/* A plan that computes `outputs` (none null) from `inputs`: different edges of the graph, mostly
 * INPUT nodes, but any may be one; its value then comes from outside, and what it was made from is
 * not looked at. Inputs that no output needs may be there too. Draws on `memory`, to which it is
 * accounted until freed; the graph may end before the plan; the graph's context bounds the time.
 * NULL with GD_MEMORY_LIMIT, GD_DEADLINE, GD_CANCELLED or an error of the graph's. */
gd_plan *plan_new(gd_memory *memory, const gd_limits *limits, const gd_edge *inputs, int n_inputs,
                  const gd_edge *outputs, int n_outputs, gd_plan_style style, gd_error *err);
void plan_free(gd_plan *plan);

/* Whether any output needs that input. */
bool plan_needs(const gd_plan *plan, int input);

/* Bytes that one run needs beside its inputs, and an estimate of its work in element operations. */
size_t plan_workspace(const gd_plan *plan);
int64_t plan_cost(const gd_plan *plan);

/* Runs the plan on tensors of the inputs' types, in the order given to plan_new (NULL is allowed
 * for an input that no output needs). On success outputs[i] are new tensors, one reference each; on
 * failure none is. Errors: GD_DEADLINE, GD_CANCELLED, GD_MEMORY_LIMIT, GD_INDEX, GD_RUNTIME where
 * integers are divided by 0, located at the span of the node. May run in several threads at
 * once. */
bool plan_run(const gd_plan *plan, gd_tensor *const *inputs, const gd_context *context,
              gd_tensor **outputs, gd_error *err);

/* The same on bare memory: inputs[i] points to contiguous elements, aligned for their dtype (NULL
 * is allowed for an input that no output needs), outputs[i] to room for those of the result, which
 * overlaps nothing else; NULL is allowed for an output that is an input or an earlier output
 * unchanged, to go without the copy. A plan of little work takes no memory and does not look at the
 * clock. On failure the outputs hold anything. */
bool plan_run_at(const gd_plan *plan, const void *const *inputs, void *const *outputs,
                 const gd_context *context, gd_error *err);

/* Where a NaN or an infinity first came up in a run whose inputs had none of that kind. */
typedef struct gd_blame {
    const char *op; /* the operator's name; NULL: none did */
    gd_span span;
    bool nan; /* else infinity */
} gd_blame;

/* Runs the plan again, looking at every value as it is made: once per answer with a NaN or an
 * infinity in it. Fails as plan_run. */
bool plan_blame(const gd_plan *plan, gd_tensor *const *inputs, const gd_context *context, bool nan,
                gd_blame *blame, gd_error *err);

/* The number of steps, for tests of sharing and simplification. */
int plan_steps(const gd_plan *plan);

#endif
