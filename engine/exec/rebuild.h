/* The private graph of a plan: what some outputs need of a graph, copied in the order of ids, calls
 * written out, and, unless the plan is to be plain, simplified, folded and shared on the way. */
#ifndef GRADD_EXEC_REBUILD_H
#define GRADD_EXEC_REBUILD_H

#include "engine/exec/plan.h"

/* What a plan is asked for; as plan_new. */
typedef struct gd_wish {
    const gd_edge *inputs, *outputs;
    int n_inputs, n_outputs;
    gd_plan_style style;
} gd_wish;

/* Copies into `copy`, empty, whose first nodes become the inputs in order; outputs[i] receives the
 * copy of wish->outputs[i]. Draws on `arena` for the time of the work. False with copy->error. */
bool rebuild(gd_graph *copy, gd_arena *arena, const gd_wish *wish, gd_edge *outputs);

#endif
