/* What the files of a session share. */
#ifndef GRADD_SESSION_H
#define GRADD_SESSION_H

#include "engine/gradd.h"
#include "engine/lang/trace.h"

/* The graph of a tensor that a program computed, in `arena`: what the tape recorded of it. NULL on
 * failure. */
const gd_value *session_graph(gd_trace *trace, const gd_object *tensor, gd_arena *arena,
                              gd_error *err);

#endif
