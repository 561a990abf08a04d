#include "engine/exec/heapsort.h"

static inline int64_t *slot(const gd_heap *heap, int64_t i)
{
    return (int64_t *)(void *)(heap->slots + i * heap->stride);
}

static inline bool before(const gd_heap *heap, int64_t a, int64_t b)
{
    return heap->precedes(heap->things, a, b);
}

/* Restores the heap of the first n slots below slot i, whose last in order is on top. */
static void sift(const gd_heap *heap, int64_t i, int64_t n)
{
    int64_t moved = *slot(heap, i);
    for (int64_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && before(heap, *slot(heap, child), *slot(heap, child + 1))) child++;
        if (!before(heap, moved, *slot(heap, child))) break;
        *slot(heap, i) = *slot(heap, child);
    }
    *slot(heap, i) = moved;
}

enum { QUESTIONS = 16 }; /* of one sift, about */

bool heapsort_positions(const gd_heap *heap, gd_run *run)
{
    int64_t n = heap->count, work = QUESTIONS * heap->work;
    for (int64_t i = 0; i < n; i++) *slot(heap, i) = i;
    for (int64_t i = n / 2 - 1; i >= 0; i--) {
        sift(heap, i, n);
        if (!run_charge(run, work)) return false;
    }
    for (int64_t last = n - 1; last > 0; last--) {
        int64_t top = *slot(heap, 0);
        *slot(heap, 0) = *slot(heap, last);
        *slot(heap, last) = top;
        sift(heap, 0, last);
        if (!run_charge(run, work)) return false;
    }
    return true;
}
