/* Loop nests over strided operands: a kernel supplies the innermost loop, the nest runs it over all
 * other axes. Axes that lie one behind the other in every operand are joined, so that most nests
 * are a single loop. The order of elements is free: only elementwise work goes here.
 *
 * Strides of a nest count bytes. */
#ifndef GRADD_EXEC_NEST_H
#define GRADD_EXEC_NEST_H

#include "engine/exec/kernel.h"

enum { NEST_OPERANDS = 4 }; /* a result and three inputs */

typedef struct gd_nest {
    int64_t outer;               /* runs of the innermost loop; 0 when there are no elements */
    int64_t count;               /* elements of one run, */
    int64_t step[NEST_OPERANDS]; /* which lie so far apart */
    int n;                       /* operands */
    int rank;                    /* axes around the innermost one, outermost first: */
    int64_t dims[GD_MAX_RANK];
    int64_t strides[GD_MAX_RANK][NEST_OPERANDS];
} gd_nest;

/* The innermost loop: data[k] points to the first element of operand k, the result being data[0].
 * `state` is what nest_run was given. False when something about the values is wrong. */
typedef bool (*nest_loop)(char *const *data, const int64_t *step, int64_t count, void *state);

/* The nest of `n` operands, of which the inputs broadcast to the shape of operands[0]. */
void nest_make(gd_nest *nest, const gd_operand *operands, int n);

/* Runs `loop` over the nest. False with the run's error set, or because the loop gave false, which
 * sets no error. */
bool nest_run(const gd_nest *nest, nest_loop loop, void *state, char *const *data, gd_run *run);

/* The loop of a copy of elements of `dtype`. */
nest_loop nest_copy_loop(gd_dtype dtype);

#endif
