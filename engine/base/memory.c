#include "engine/base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Stands before each block, whose alignment it keeps. */
typedef struct header {
    _Alignas(16) gd_memory *memory;
    size_t size; /* of the block without the header */
} header;

enum { SMALLEST_CHUNK = 960, LARGEST_CHUNK = 65536 }; /* bytes of data */

void gd_memory_init(gd_memory *memory, size_t limit)
{
    atomic_init(&memory->used, 0);
    atomic_init(&memory->peak, 0);
    atomic_init(&memory->fail_countdown, 0);
    memory->parent = NULL;
    memory->limit = limit;
}

static bool failure_due(gd_memory *memory)
{
    long left = atomic_load_explicit(&memory->fail_countdown, memory_order_relaxed);
    return left > 0 && atomic_fetch_sub(&memory->fail_countdown, 1) == 1;
}

static void repay(gd_memory *memory, size_t bytes)
{
    for (; memory; memory = memory->parent) atomic_fetch_sub(&memory->used, bytes);
}

static bool refuse(gd_memory *memory, size_t bytes, gd_error *err)
{
    repay(memory, bytes);
    return gd_fail(err, GD_MEMORY_LIMIT, "out of memory: more than %zu bytes are needed",
                   memory->limit);
}

static bool charge(gd_memory *memory, size_t bytes, gd_error *err)
{
    if (failure_due(memory)) return gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
    if (memory->parent && !charge(memory->parent, bytes, err)) return false;
    size_t used = atomic_fetch_add(&memory->used, bytes) + bytes;
    if (used > memory->limit || used < bytes) return refuse(memory, bytes, err);
    size_t peak = atomic_load_explicit(&memory->peak, memory_order_relaxed);
    while (used > peak && !atomic_compare_exchange_weak(&memory->peak, &peak, used)) continue;
    return true;
}

void memory_share(gd_memory *memory, gd_memory *parent)
{
    memory->parent = parent;
}

void memory_release(gd_memory *memory)
{
    if (memory->parent) repay(memory->parent, atomic_load(&memory->used));
    memory->parent = NULL;
}

static header *header_of(void *block)
{
    return (header *)block - 1;
}

void *memory_take(gd_memory *memory, size_t size, gd_error *err)
{
    if (size > SIZE_MAX - sizeof(header)) {
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    size_t total = size + sizeof(header);
    if (!charge(memory, total, err)) return NULL;
    header *head = malloc(total);
    if (!head) {
        repay(memory, total);
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    head->memory = memory;
    head->size = size;
    return head + 1;
}

void *memory_alloc(gd_memory *memory, size_t size, gd_error *err)
{
    void *block = memory_take(memory, size, err);
    return block ? memset(block, 0, size) : NULL;
}

void *memory_alloc_array(gd_memory *memory, size_t count, size_t size, gd_error *err)
{
    if (size && count > SIZE_MAX / size) {
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    return memory_alloc(memory, count * size, err);
}

void *memory_resize(gd_memory *memory, void *block, size_t size, gd_error *err)
{
    if (!block) return memory_take(memory, size, err);
    header *head = header_of(block);
    size_t old = head->size, more = size > old ? size - old : 0;
    bool fits = size <= SIZE_MAX - sizeof *head;
    if (!fits || (more && !charge(memory, more, err))) {
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    head = realloc(head, sizeof *head + size);
    if (!head) {
        repay(memory, more);
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    head->size = size;
    if (old > size) repay(memory, old - size);
    return head + 1;
}

void memory_free(void *block)
{
    if (!block) return;
    header *head = header_of(block);
    repay(head->memory, head->size + sizeof *head);
    free(head);
}

struct gd_chunk {
    struct gd_chunk *next;
    size_t used, size; /* bytes of data */
    _Alignas(16) char data[];
};

void arena_init(gd_arena *arena, gd_memory *memory)
{
    arena->memory = memory;
    arena->chunks = NULL;
}

void arena_close(gd_arena *arena)
{
    while (arena->chunks) {
        struct gd_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        memory_free(chunk);
    }
}

size_t arena_bytes(const gd_arena *arena)
{
    size_t bytes = 0;
    for (const struct gd_chunk *chunk = arena->chunks; chunk; chunk = chunk->next)
        bytes += sizeof *chunk + chunk->size;
    return bytes;
}

static struct gd_chunk *add_chunk(gd_arena *arena, size_t size, gd_error *err)
{
    size_t next = arena->chunks ? 2 * arena->chunks->size : SMALLEST_CHUNK;
    if (next > LARGEST_CHUNK) next = LARGEST_CHUNK;
    if (size < next) size = next;
    struct gd_chunk *chunk = memory_take(arena->memory, sizeof *chunk + size, err);
    if (!chunk) return NULL;
    chunk->used = 0;
    chunk->size = size;
    chunk->next = arena->chunks;
    return arena->chunks = chunk;
}

void *arena_alloc(gd_arena *arena, size_t size, gd_error *err)
{
    if (size > SIZE_MAX / 2) {
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    size = (size + 15) / 16 * 16;
    struct gd_chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < size) chunk = add_chunk(arena, size, err);
    if (!chunk) return NULL;
    void *block = chunk->data + chunk->used;
    chunk->used += size;
    return memset(block, 0, size);
}

void *arena_alloc_array(gd_arena *arena, size_t count, size_t size, gd_error *err)
{
    if (size && count > SIZE_MAX / size) {
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    return arena_alloc(arena, count * size, err);
}

char *arena_copy(gd_arena *arena, const char *text, size_t length, gd_error *err)
{
    char *copy = arena_alloc(arena, length + 1, err);
    if (copy) memcpy(copy, text, length);
    return copy;
}
