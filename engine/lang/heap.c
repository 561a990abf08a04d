#include "engine/lang/heap.h"

#include <string.h>

/* Room for small cells of one size, one after the other, so that a sweep reads memory in order. */
typedef struct gd_slab {
    struct gd_slab *next; /* of the same size of cells */
    size_t used, room;    /* bytes */
    _Alignas(16) char cells[];
} gd_slab;

/* Small cells come in sizes of a multiple of GRAIN. Slabs of a size grow with their number, so that
 * a small program takes little. */
enum {
    GRAIN = 32,
    SMALL = HEAP_SIZES * GRAIN,
    FIRST_SLAB = 4096,
    LARGEST_SLAB = 65536,
    FIRST_THRESHOLD = 1 << 20
};

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

static void close_cell(gd_cell *cell)
{
    if (cell->class->close) cell->class->close(cell + 1);
}

/* The cells of a slab, free or not, from `at` on. */
static gd_cell *cell_at(gd_slab *slab, size_t at)
{
    return (gd_cell *)(void *)(slab->cells + at);
}

static size_t stride(int size)
{
    return sizeof(gd_cell) + ((size_t)size + 1) * GRAIN;
}

static void give_back(gd_heap *heap, gd_slab *slab)
{
    heap->slab_bytes -= slab->room;
    memory_free(slab);
}

static void close_slab(gd_heap *heap, gd_slab *slab, size_t step)
{
    for (size_t at = 0; at < slab->used; at += step)
        if (cell_at(slab, at)->class) close_cell(cell_at(slab, at));
    give_back(heap, slab);
}

void heap_close(gd_heap *heap)
{
    while (heap->large) {
        gd_cell *cell = heap->large;
        heap->large = cell->next;
        close_cell(cell);
        memory_free(cell);
    }
    for (int size = 0; size < HEAP_SIZES; size++)
        while (heap->slabs[size]) {
            gd_slab *slab = heap->slabs[size];
            heap->slabs[size] = slab->next;
            close_slab(heap, slab, stride(size));
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

/* Bytes of small cells that are reachable. */
static size_t mark_reachable(gd_heap *heap)
{
    size_t small = 0;
    for (size_t i = 0; i < heap->n_roots; i++) heap_mark(heap, heap->roots[i]);
    heap->mark_roots(heap, heap->owner);
    while (heap->gray) {
        gd_cell *cell = heap->gray;
        heap->gray = cell->gray == cell ? NULL : cell->gray;
        if (is_small(cell->size)) small += sizeof *cell + cell->size;
        if (cell->class->mark) cell->class->mark(heap, cell + 1, cell->size);
    }
    return small;
}

static void sweep_large(gd_heap *heap)
{
    gd_cell **link = &heap->large;
    while (*link) {
        gd_cell *cell = *link;
        if (cell->gray) {
            cell->gray = NULL;
            link = &cell->next;
            continue;
        }
        *link = cell->next;
        close_cell(cell);
        memory_free(cell);
    }
}

/* Appends the free cells of a slab, in the order of their addresses, to the list that ends at *end;
 * whether any cell is in use. */
static bool sweep_slab(gd_slab *slab, size_t step, gd_cell ***end)
{
    bool used = false;
    gd_cell **last = *end;
    for (size_t at = 0; at < slab->used; at += step) {
        gd_cell *cell = cell_at(slab, at);
        if (cell->gray) {
            cell->gray = NULL;
            used = true;
            continue;
        }
        if (cell->class) close_cell(cell);
        cell->class = NULL;
        *last = cell;
        last = &cell->next;
    }
    *end = last;
    return used;
}

/* Slabs without a cell in use are given back while there are more than `keep` bytes of slabs. */
static void sweep_small(gd_heap *heap, int size, size_t keep)
{
    gd_slab **link = &heap->slabs[size];
    gd_cell **end = &heap->free[size];
    while (*link) {
        gd_slab *slab = *link;
        gd_cell **before = end;
        if (sweep_slab(slab, stride(size), &end) || heap->slab_bytes <= keep) {
            link = &slab->next;
            continue;
        }
        end = before;
        *link = slab->next;
        give_back(heap, slab);
    }
    *end = NULL;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Leaves slabs of twice what is in use and `spare` bytes more; of no more than that if that is
 * 0. */
static void collect(gd_heap *heap, size_t spare)
{
    size_t small = mark_reachable(heap), keep = spare ? 2 * small + spare : 0;
    sweep_large(heap);
    for (int size = 0; size < HEAP_SIZES; size++) sweep_small(heap, size, keep);
    size_t used = atomic_load_explicit(&heap->memory->used, memory_order_relaxed);
    heap->live = used - heap->slab_bytes + small;
    size_t left = heap->memory->limit > heap->live ? heap->memory->limit - heap->live : 0;
    heap->threshold = larger(heap->live, heap->slab_bytes / 2);
    if (heap->threshold > left / 2) heap->threshold = left / 2; /* others take memory too */
    heap->threshold = larger(heap->threshold, larger(FIRST_THRESHOLD, heap->live / 32));
    if (STRESS) heap->threshold = STRESS;
    heap->since = 0;
}

void heap_collect(gd_heap *heap)
{
    collect(heap, 0);
}

static size_t slab_room(const gd_slab *last, size_t step)
{
    size_t room = last ? 2 * last->room : FIRST_SLAB;
    return (room < LARGEST_SLAB ? room : LARGEST_SLAB) / step * step;
}

static gd_cell *carve(gd_heap *heap, size_t size, gd_error *err)
{
    size_t step = stride((int)size);
    gd_slab *slab = heap->slabs[size];
    if (!slab || slab->used == slab->room) {
        size_t room = slab_room(slab, step);
        slab = memory_take(heap->memory, sizeof *slab + room, err);
        if (!slab) return NULL;
        *slab = (gd_slab){.next = heap->slabs[size], .room = room};
        heap->slabs[size] = slab;
        heap->slab_bytes += room;
    }
    slab->used += step;
    return cell_at(slab, slab->used - step);
}

static gd_cell *find_small(gd_heap *heap, size_t size, gd_error *err)
{
    gd_cell *cell = heap->free[size];
    if (!cell) return carve(heap, size, err);
    heap->free[size] = cell->next;
    return cell;
}

static gd_cell *find_large(gd_heap *heap, size_t bytes, gd_error *err)
{
    gd_cell *cell = memory_take(heap->memory, sizeof *cell + bytes, err);
    if (!cell) return NULL;
    cell->next = heap->large;
    return heap->large = cell;
}

static gd_cell *find_room(gd_heap *heap, size_t bytes, gd_error *err)
{
    return is_small(bytes) ? find_small(heap, size_class(bytes), err)
                           : find_large(heap, bytes, err);
}

/* When the account is full, what is out of reach makes room. */
static gd_cell *find_room_or_collect(gd_heap *heap, size_t size, gd_error *err)
{
    if (heap->since >= heap->threshold) collect(heap, FIRST_THRESHOLD);
    gd_cell *cell = find_room(heap, size, NULL);
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
    cell->gray = NULL;
    cell->class = class;
    cell->size = size;
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
