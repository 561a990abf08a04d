/* What one call may use of the machine, and whose conventions it follows. */
#ifndef GRADD_BASE_CONTEXT_H
#define GRADD_BASE_CONTEXT_H

#include "engine/base/memory.h"

/* Where PyTorch's derivative is NaN for want of care and mathematics has a number, EXACT gives the
 * number and TORCH the NaN: branches that a where or an index did not select. */
typedef enum gd_conventions { GD_CONVENTIONS_EXACT, GD_CONVENTIONS_TORCH } gd_conventions;

/* All borrowed for the length of the call. */
typedef struct gd_context {
    gd_memory *memory; /* the account of everything that the call and its results hold */
    const gd_limits *limits;
    int64_t deadline_ns;       /* on CLOCK_MONOTONIC; 0: none */
    const atomic_bool *cancel; /* NULL: never; true ends the call with GD_CANCELLED */
} gd_context;

/* Whether the call may go on: GD_CANCELLED or GD_DEADLINE otherwise. Costs a clock reading, so ask
 * every few ten microseconds of work. */
bool context_check(const gd_context *context, gd_error *err);

#endif
