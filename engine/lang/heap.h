/* The heap of an interpreter: cells of any size that are freed when nothing reaches them any more.
 *
 * Collection is mark and sweep. What is reachable from a root stays; roots are what the owner marks
 * (names, the library's functions) and the stack of roots, which holds every cell since it was made
 * and every value since it was evaluated, until the evaluation under way returns. So C code may
 * hold a cell in a variable for as long as the evaluation that it is part of runs.
 *
 * Collections happen in heap_take alone, when enough was allocated since the last one or when the
 * account runs short. Cells are accounted to the memory of the request. */
#ifndef GRADD_LANG_HEAP_H
#define GRADD_LANG_HEAP_H

#include "engine/base/memory.h"

typedef struct gd_heap gd_heap;
typedef struct gd_cell gd_cell;

/* What a kind of cell reaches and holds. */
typedef struct gd_cell_class {
    void (*mark)(gd_heap *heap, const void *data, size_t size); /* marks what it reaches; or NULL */
    void (*close)(void *data); /* gives back what it holds outside of the heap; or NULL */
} gd_cell_class;

extern const gd_cell_class cell_bytes; /* reaches nothing */
extern const gd_cell_class cell_array; /* of pointers to objects, NULL allowed */

/* What stands before the data of a cell. A static one whose `gray` is not NULL is never freed. */
struct gd_cell {
    gd_cell *next; /* of large cells, or of the free ones of a size */
    gd_cell *gray; /* the next one whose contents are to be marked; itself at the end */
    const gd_cell_class *class; /* NULL: free */
    size_t size;                /* of the data */
};

/* Sizes of small cells, which are not blocks of their own. */
enum { HEAP_SIZES = 24 };

struct gd_heap {
    gd_memory *memory;
    void (*mark_roots)(gd_heap *heap, void *owner);
    void *owner;
    gd_cell *gray, *large;
    gd_cell *free[HEAP_SIZES];         /* by size */
    struct gd_slab *slabs[HEAP_SIZES]; /* the same */
    const void **roots;                /* the stack; cells and static objects alike */
    size_t n_roots, roots_capacity;
    size_t slab_bytes;             /* taken for small cells */
    size_t since, threshold, live; /* bytes: allocated since, allowed until the next, left by the
                                      last collection */
};

void heap_init(gd_heap *heap, gd_memory *memory, void (*mark_roots)(gd_heap *, void *),
               void *owner);
void heap_close(gd_heap *heap);

/* A zeroed cell, at the top of the stack of roots; NULL with GD_MEMORY_LIMIT. */
void *heap_take(gd_heap *heap, const gd_cell_class *class, size_t size, gd_error *err);
void *heap_take_array(gd_heap *heap, const gd_cell_class *class, size_t count, size_t size,
                      gd_error *err);

/* A copy of a text with a final 0. */
char *heap_copy(gd_heap *heap, const char *text, size_t length, gd_error *err);

/* Counts bytes that a cell holds outside of the heap, such as elements of a tensor. */
void heap_charge(gd_heap *heap, size_t bytes);

/* Marks a cell (not one before its end); NULL does nothing. For mark functions. */
void heap_mark(gd_heap *heap, const void *data);

/* Frees what is out of reach, now. */
void heap_collect(gd_heap *heap);

/* Around an evaluation: what it pushed is dropped, its value stays pushed. */
static inline size_t heap_top(const gd_heap *heap)
{
    return heap->n_roots;
}
bool heap_push(gd_heap *heap, const void *data, gd_error *err);
static inline void heap_drop(gd_heap *heap, size_t top)
{
    heap->n_roots = top;
}

#endif
