/* What routine.c and pullback.c share: the parts of a routine. */
#ifndef GRADD_EXEC_PULLBACK_H
#define GRADD_EXEC_PULLBACK_H

#include "engine/exec/plan.h"
#include "engine/exec/routine.h"

/* The nodes from parameter 0 to a result that is a view of it. */
typedef struct gd_view_chain {
    const gd_node **nodes;
    int n; /* -1: more than views lie between */
} gd_view_chain;

struct gd_routine {
    gd_memory memory; /* the account of all but the graph that was taken */
    gd_arena arena;
    gd_graph *graph; /* without calls */
    gd_edge *parameters, *results;
    int n_parameters, n_results;
    int32_t *aliases;      /* by result: the parameter that it is, or -1 */
    const char **grad_fns; /* by result */
    gd_view_chain *views;  /* by result */
    gd_plan *plan;
    gd_pullback *pullbacks; /* a list */
    size_t taken;           /* bytes of the graph, if it is the one that was taken */
};

void pullbacks_free(gd_pullback *pullbacks);

#endif
