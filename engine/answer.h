/* What the sections of an answer share: what is derived with respect to what. */
#ifndef GRADD_ANSWER_H
#define GRADD_ANSWER_H

#include "engine/prepare.h"

typedef struct target {
    gd_edge of;
    const char **names; /* of wrt; in the evaluation */
    gd_edge *wrt;       /* in the graph's arena */
    int n;
} target;

/* Reads `of` (a name; NULL: the first output) and `wrt` of a want; errors are clients'. */
bool answer_target(preparation *p, const gd_want *want, target *t);
bool answer_of(preparation *p, const char *of, target *t);

/* Adds the input `name` to t->names and t->wrt, which have room. */
bool answer_add_wrt(preparation *p, target *t, const char *name);

/* GD_NOT_SCALAR unless `of` has one element. */
bool answer_require_scalar(preparation *p, const gd_want *want, gd_edge of);

/* gradients[j] of an output of one element, null where it does not depend on wrt[j]; NULL with the
 * error set. */
gd_edge *answer_gradients(preparation *p, gd_edge of, const gd_edge *wrt, int n);

/* A MAP from the target's names to tensors, None where an edge is null. */
bool answer_map(preparation *p, const target *t, const gd_edge *edges, gd_value *out);

/* The sections but the gradient, in sweep.c and direction.c; `directions` are the want's edges. */
bool want_jacobian(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out);
bool want_hessian(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out);
bool want_jvp(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out);
bool want_vjp(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out);
bool want_hvp(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out);

#endif
