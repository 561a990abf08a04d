#include "engine/lang/heap.h"

#include <string.h>

/* Room for small cells of any size; given back when the heap ends. */
typedef struct gd_slab {
    struct gd_slab *next;
    size_t used;
    _Alignas(16) char room[];
} gd_slab;

/* Small cells come in sizes of a multiple of GRAIN. Room for a slab is taken at a time. */
enum { GRAIN = 32, SMALL = 16 * GRAIN, SLAB = 65536, FIRST_THRESHOLD = 1 << 20 };

/* For fuzzing: cells are blocks of their own, and many collections happen. */
#ifdef HEAP_STRESS
enum { STRESS = 2048 };
#else
enum { STRESS = 0 };
#endif

static void mark_array(gd_heap *heap, const void *data, size_t size)
{
    const void *const *items = data;
    for (size_t i = 0; i < size / sizeof *items; i++) heap_mark(heap, items[i]);
}

const gd_cell_class cell_bytes = {NULL, NULL};
const gd_cell_class cell_array = {mark_array, NULL};

static gd_cell *cell_of(const void *data)
{
    return (gd_cell *)(uintptr_t)data - 1;
}

void heap_init(gd_heap *heap, gd_memory *memory, void (*mark_roots)(gd_heap *, void *), void *owner)
{
    *heap = (gd_heap){
        .memory = memory, .mark_roots = mark_roots, .owner = owner, .threshold = FIRST_THRESHOLD};
}

static bool is_small(size_t size)
{
    return size <= SMALL && !STRESS;
}

/* The list of free cells for a small size. */
static size_t size_class(size_t size)
{
    return size ? (size - 1) / GRAIN : 0;
}

static void release(gd_heap *heap, gd_cell *cell)
{
    if (cell->class->close) cell->class->close(cell + 1);
    if (!is_small(cell->size)) {
        memory_free(cell);
        return;
    }
    gd_cell **list = &heap->free[size_class(cell->size)];
    cell->next = *list;
    *list = cell;
}

void heap_close(gd_heap *heap)
{
    while (heap->cells) {
        gd_cell *cell = heap->cells;
        heap->cells = cell->next;
        release(heap, cell);
    }
    while (heap->slabs) {
        gd_slab *slab = heap->slabs;
        heap->slabs = slab->next;
        memory_free(slab);
    }
    memory_free(heap->roots);
    heap->roots = NULL;
}

void heap_mark(gd_heap *heap, const void *data)
{
    gd_cell *cell = data ? cell_of(data) : NULL;
    if (!cell || cell->gray) return;
    cell->gray = heap->gray ? heap->gray : cell;
    heap->gray = cell;
}

static void mark_reachable(gd_heap *heap)
{
    for (size_t i = 0; i < heap->n_roots; i++) heap_mark(heap, heap->roots[i]);
    heap->mark_roots(heap, heap->owner);
    while (heap->gray) {
        gd_cell *cell = heap->gray;
        heap->gray = cell->gray == cell ? NULL : cell->gray;
        if (cell->class->mark) cell->class->mark(heap, cell + 1, cell->size);
    }
}

/* Bytes of small cells that are left; the rest of slabs is free for the next ones. */
static size_t sweep(gd_heap *heap)
{
    size_t left = 0;
    gd_cell **link = &heap->cells;
    while (*link) {
        gd_cell *cell = *link;
        if (cell->gray) {
            cell->gray = NULL;
            link = &cell->next;
            left += is_small(cell->size) ? sizeof *cell + cell->size : 0;
            continue;
        }
        *link = cell->next;
        release(heap, cell);
    }
    return left;
}

void heap_collect(gd_heap *heap)
{
    mark_reachable(heap);
    size_t small = sweep(heap);
    size_t used = atomic_load_explicit(&heap->memory->used, memory_order_relaxed);
    heap->live = used - heap->slab_bytes + small;
    heap->threshold = heap->live > FIRST_THRESHOLD ? heap->live : FIRST_THRESHOLD;
    if (STRESS) heap->threshold = STRESS;
    heap->since = 0;
}

static gd_cell *carve(gd_heap *heap, size_t bytes, gd_error *err)
{
    gd_slab *slab = heap->slabs;
    if (!slab || SLAB - slab->used < bytes) {
        slab = memory_take(heap->memory, sizeof *slab + SLAB, err);
        if (!slab) return NULL;
        *slab = (gd_slab){.next = heap->slabs};
        heap->slabs = slab;
        heap->slab_bytes += SLAB;
    }
    slab->used += bytes;
    return (gd_cell *)(void *)(slab->room + slab->used - bytes);
}

static gd_cell *find_room(gd_heap *heap, size_t size, gd_error *err)
{
    if (!is_small(size)) return memory_take(heap->memory, sizeof(gd_cell) + size, err);
    size_t class = size_class(size);
    gd_cell *cell = heap->free[class];
    if (!cell) return carve(heap, sizeof *cell + (class + 1) * GRAIN, err);
    heap->free[class] = cell->next;
    return cell;
}

/* When the account is full, what is out of reach makes room. */
static gd_cell *find_room_or_collect(gd_heap *heap, size_t size, gd_error *err)
{
    gd_error first = {0};
    if (heap->since >= heap->threshold) heap_collect(heap);
    gd_cell *cell = find_room(heap, size, &first);
    if (cell) return cell;
    heap_collect(heap);
    return find_room(heap, size, err);
}

bool heap_push(gd_heap *heap, const void *data, gd_error *err)
{
    if (heap->n_roots == heap->roots_capacity) {
        size_t capacity = heap->roots_capacity ? 2 * heap->roots_capacity : 256;
        const void **grown =
            memory_resize(heap->memory, heap->roots, capacity * sizeof *grown, err);
        if (!grown) return false;
        heap->roots = grown;
        heap->roots_capacity = capacity;
    }
    heap->roots[heap->n_roots++] = data;
    return true;
}

void *heap_take(gd_heap *heap, const gd_cell_class *class, size_t size, gd_error *err)
{
    if (size > SIZE_MAX / 2) {
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    gd_cell *cell = find_room_or_collect(heap, size, err);
    if (!cell) return NULL;
    *cell = (gd_cell){.next = heap->cells, .class = class, .size = size};
    heap->cells = cell;
    heap_charge(heap, sizeof *cell + size);
    memset(cell + 1, 0, size);
    return heap_push(heap, cell + 1, err) ? cell + 1 : NULL;
}

void *heap_take_array(gd_heap *heap, const gd_cell_class *class, size_t count, size_t size,
                      gd_error *err)
{
    if (size && count > SIZE_MAX / 2 / size) {
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    return heap_take(heap, class, count * size, err);
}

char *heap_copy(gd_heap *heap, const char *text, size_t length, gd_error *err)
{
    char *copy = heap_take(heap, &cell_bytes, length + 1, err);
    if (copy && length) memcpy(copy, text, length);
    return copy;
}

void heap_charge(gd_heap *heap, size_t bytes)
{
    heap->since += bytes;
}
