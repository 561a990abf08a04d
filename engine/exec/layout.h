/* From a graph to steps: views become strides over the buffer that they look at, every other node a
 * step with a buffer, and buffers get their places in the workspace by lifetime. */
#ifndef GRADD_EXEC_LAYOUT_H
#define GRADD_EXEC_LAYOUT_H

#include "engine/exec/step.h"

/* Fills steps, constants, results, workspace and cost of `plan`, whose other fields are set, from a
 * graph without calls, whose first n_inputs nodes are the inputs. Draws on `scratch` for the time
 * of the work. */
bool layout_make(gd_plan *plan, const gd_graph *graph, const gd_edge *outputs, gd_plan_style style,
                 gd_arena *scratch, gd_error *err);

#endif
