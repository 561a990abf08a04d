/* A stopwatch of the phases of one request (phases.def). Whoever ends a phase marks it: the time
 * since the mark before is the phase's. A phase may be marked more than once, its times add up.
 * Used by whoever owns the call at the time; a mark costs a clock reading of some 20 ns. */
#ifndef SERVER_TIMING_H
#define SERVER_TIMING_H

#include "server/clock.h"

typedef enum timing_phase {
#define PHASE(id, name, told, text) TIMING_##id,
#include "server/phases.def"
#undef PHASE
    TIMING_PHASES
} timing_phase;

typedef struct gd_timing {
    int64_t started, marked; /* ns of clock_exact() */
    int64_t spent[TIMING_PHASES];
} gd_timing;

static inline void timing_start(gd_timing *timing)
{
    *timing = (gd_timing){.started = clock_exact()};
    timing->marked = timing->started;
}

static inline void timing_mark(gd_timing *timing, timing_phase phase)
{
    int64_t now = clock_exact();
    timing->spent[phase] += now - timing->marked;
    timing->marked = now;
}

/* The value of a Server-Timing header, "read;dur=0.012, write;dur=0.003" in milliseconds, of the
 * phases that took time; false if there is none. TIMING_TEXT bytes hold any. */
enum { TIMING_TEXT = 40 * TIMING_PHASES };
bool timing_print(const gd_timing *timing, char text[TIMING_TEXT]);

/* The name of a phase. */
const char *timing_name(timing_phase phase);

#endif
