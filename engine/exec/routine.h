/* Routines: a small graph as a function of tensors, made ready once to be run, and to be
 * differentiated, any number of times. One operator call of a program is one routine.
 *
 * A routine is immutable but for its cache of pullbacks; neither is thread-safe. Values are bare
 * memory, as in plan_run_at: contiguous elements, aligned for their dtype. */
#ifndef GRADD_EXEC_ROUTINE_H
#define GRADD_EXEC_ROUTINE_H

#include "engine/base/context.h"
#include "engine/graph/graph.h"
#include "engine/tensor/view.h"

typedef struct gd_routine gd_routine;
typedef struct gd_pullback gd_pullback;

/* Takes `graph`, made by graph_new, whose nodes are not the caller's to look at any more, also on
 * failure. parameters: INPUT nodes of it, all different; results: edges, none null, some may be
 * parameters. The graph's context bounds the time and is not used afterwards. `memory` and `limits`
 * must outlive the routine. NULL with an error of the graph's or of plan_new. */
gd_routine *routine_new(gd_memory *memory, const gd_limits *limits, gd_graph *graph,
                        const gd_edge *parameters, int n_parameters, const gd_edge *results,
                        int n_results, gd_error *err);
void routine_free(gd_routine *routine);

int routine_parameters(const gd_routine *routine);
int routine_results(const gd_routine *routine);

/* The type of a result; borrowed. */
const gd_type *routine_result(const gd_routine *routine, int result);

/* The parameter that a result is, unchanged, or -1. */
int routine_alias(const gd_routine *routine, int result);

/* PyTorch's name for the backward node of a result; NULL if it is a parameter. Borrowed. */
const char *routine_grad_fn(const gd_routine *routine, int result);

/* A result as a view of parameter 0's elements, which lie as *in says. False, with *out unchanged,
 * if more than views lie between them or if strides cannot express it. */
bool routine_view(const gd_routine *routine, int result, const gd_view *in, gd_view *out);

/* An estimate of a run's work in element operations; bytes that the routine holds, pullbacks and
 * all, beside constants of its graph. */
int64_t routine_cost(const gd_routine *routine);
size_t routine_bytes(const gd_routine *routine);

/* As plan_run_at: outputs[i] may be NULL if the result is a parameter or an earlier result. */
bool routine_run(const gd_routine *routine, const void *const *inputs, void *const *outputs,
                 const gd_context *context, gd_error *err);

/* The transpose of the routine's derivative: from cotangents of those results that are `present` to
 * gradients of those parameters that are `wanted`, by the conventions of the routine's graph. Made
 * at the first call and kept; borrowed. `limits` must outlive the routine. NULL with
 * GD_NO_DERIVATIVE or an error of the graph's or of plan_new. */
const gd_pullback *routine_pullback(gd_routine *routine, const bool *wanted, const bool *present,
                                    const gd_limits *limits, const gd_context *context,
                                    gd_error *err);

/* Whether the pullback needs the value of that parameter or result. Of results that are the same
 * the first counts; one that is a parameter counts as that. */
bool pullback_saves_parameter(const gd_pullback *pullback, int parameter);
bool pullback_saves_result(const gd_pullback *pullback, int result);

/* Whether a gradient flows to that parameter: it is wanted, floating and depended upon. */
bool pullback_connected(const gd_pullback *pullback, int parameter);

/* gradients[i], room for elements of parameter i's type, is written for connected parameters; the
 * others are not looked at, nor are values that are not saved and cotangents that are not present.
 * Fails as plan_run_at. */
bool pullback_run(const gd_pullback *pullback, const void *const *parameters,
                  const void *const *results, const void *const *cotangents, void *const *gradients,
                  const gd_context *context, gd_error *err);

/* Where a parameter of a gradient's routine takes its value. */
typedef enum gd_use_kind { GD_USE_PARAMETER, GD_USE_RESULT, GD_USE_COTANGENT } gd_use_kind;
typedef struct gd_use {
    gd_use_kind kind;
    int32_t index;
} gd_use;

/* The gradient of a connected parameter as a routine with one result, to be differentiated again.
 * Its parameters are what the gradient needs, in the order of *uses: saved values and present
 * cotangents. Made at the first call and kept; all borrowed. NULL as routine_new. */
gd_routine *pullback_gradient(const gd_pullback *pullback, int parameter, const gd_use **uses,
                              int *n_uses, gd_error *err);

#endif
