/* Operators on tensors with elements: computed at the call, and put on the tape. */
#ifndef GRADD_LANG_EAGER_H
#define GRADD_LANG_EAGER_H

#include "engine/lang/memo.h"
#include "engine/lang/variable.h"

/* A call with `n` arguments, at least one tensor among the operands. `view`: results that are views
 * of the first operand share its elements. */
const gd_object *eager_call(gd_trace *trace, const gd_callee *callee,
                            const gd_object *const *values, int n, gd_operands *operands,
                            bool view);

/* A call of an operator of the table: its operands, then its attributes. */
const gd_object *eager_op(gd_trace *trace, gd_op op, const gd_object *const *values, int n);

/* Runs a routine on tensors and floats, and records it; results[i] are new tensors or operands. */
bool eager_run(gd_trace *trace, const gd_memo *memo, gd_routine *routine,
               const gd_object *const *operands, int n, bool view, const gd_object **results);

/* What a view of `base` is after the calls of a path; on the tape as far as the base is. */
const gd_object *eager_replay(gd_trace *trace, const gd_view_path *path, const gd_object *base);

#endif
