/* One operator on random operands with its derivatives of first and second order:
 *
 * y = f(x) with cotangent v of y, tangents u and cotangents w of x, and
 *     g  = J'v            by vjp                 hu = (dg/dx) u    by jvp of vjp
 *     ju = J u            by jvp                 hw = (dg/dx)' w   by vjp of vjp
 *     jw = J w            by jvp                 vw = (dg/dv)' w   by vjp of vjp, which is jw again
 */
#ifndef GRADD_TESTS_SUBJECT_H
#define GRADD_TESTS_SUBJECT_H

#include "tests/engine/sampling.h"
#include "tests/engine/trial.h"

/* How the operands reach the operator. */
typedef enum way {
    DIRECT,
    THROUGH_VIEWS, /* every second element, axes reversed, flipped; the others are NaN */
    THROUGH_CALL,  /* the operator is in the body of a function */
    WAYS
} way;

typedef struct subject {
    trial trial;
    sample sample;
    const char *text; /* of the sample */
    way way;
    uint64_t random;       /* the random state before its values */
    int n;                 /* operands that move; inputs 0 to n - 1 */
    int u, w, v;           /* first of n, first of n, and number of the inputs so called */
    gd_edge y, ju, jw, vw; /* null: absent */
    gd_edge g[SAMPLE_OPERANDS], hu[SAMPLE_OPERANDS], hw[SAMPLE_OPERANDS];
} subject;

/* The use of `op` on operands of `dtype` that a text describes as for sample_init. The graph has
 * been checked after each step. */
void subject_open(subject *s, gd_op op, gd_dtype dtype, const char *text, way through);
void subject_close(subject *s);

/* All that was derived: y, ju, jw, vw, then g, hu, hw of each operand; returns their number. */
int subject_edges(const subject *s, gd_edge edges[TRIAL_EDGES]);

/* The operator alone, without derivatives: for those that have none. */
void subject_open_plain(subject *s, gd_op op, gd_dtype dtype, const char *text, way through);

/* Another input of the graph, with random values. */
gd_edge subject_random_input(subject *s, const char *name, const gd_type *type);

/* Another value for an input: 1 at element `one`, if there is one, and 0 elsewhere. The old tensor
 * is not written to, as a result may be the same tensor. */
void subject_set_unit(subject *s, int input, int64_t one);

#endif
