/* Heapsort of positions: it needs no room, and no order of elements makes it slow (Williams 1964;
 * Floyd's construction). An order that decides between equals by position makes it stable. */
#ifndef GRADD_EXEC_HEAPSORT_H
#define GRADD_EXEC_HEAPSORT_H

#include "engine/exec/kernel.h"

typedef struct gd_heap {
    char *slots; /* int64_t, `stride` bytes apart */
    int64_t count, stride;
    const void *things; /* that positions count */
    /* Whether thing a belongs before thing b, of two different ones; never both ways round. */
    bool (*precedes)(const void *things, int64_t a, int64_t b);
    int64_t work; /* element operations of one question */
} gd_heap;

/* Fills the slots with 0 … count - 1 in the order of their things. False when the run must end. */
bool heapsort_positions(const gd_heap *heap, gd_run *run);

#endif
