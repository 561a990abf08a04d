/* A node that is about to be written into a plan's graph: what simplify, fold and share turn into
 * something simpler, something constant, or something that is there already. */
#ifndef GRADD_EXEC_DRAFT_H
#define GRADD_EXEC_DRAFT_H

#include "engine/exec/share.h"

enum { DRAFT_ATTRIBUTES = 3 * GD_MAX_RANK + 1 }; /* the most that an operator has */

typedef struct gd_draft {
    gd_share *share; /* to which nodes and constants that a rewriting needs are added */
    gd_op op;
    gd_type type; /* of the result; the same before and after any rewriting */
    int n_inputs, n_attributes;
    gd_edge *inputs; /* room for at least three */
    int64_t attributes[DRAFT_ATTRIBUTES];
    gd_edge same; /* if not null: the result, so that no node is needed */
} gd_draft;

/* Rewritings give true when they changed the draft, false when they did not or failed; the graph's
 * error tells. */

/* One step by the first rule of simplify.def that fits. */
bool draft_simplify(gd_draft *draft);

/* An elementwise operator on small constants becomes a constant, computed by its own kernel. An
 * operation that fails, division by zero, stays. */
bool draft_fold(gd_draft *draft);

/* Makes the draft `edge`, expanded to the draft's shape if need be. Returns true. */
bool draft_keep(gd_draft *draft, gd_edge edge);

#endif
