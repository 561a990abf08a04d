/* Accounted memory. Every byte that a request, a plan or a cache holds is drawn from an account
 * with a limit; whoever reaches it gets an error, and nobody else notices.
 *
 * Blocks know their account, so memory_free needs nothing else. An account may be used by several
 * threads at once; it must outlive its blocks. */
#ifndef GRADD_BASE_MEMORY_H
#define GRADD_BASE_MEMORY_H

#include "engine/base/error.h"

#include <stdatomic.h>
#include <stddef.h>

typedef struct gd_memory {
    atomic_size_t used;         /* bytes held, headers of blocks included */
    atomic_size_t peak;         /* the most that was ever held */
    struct gd_memory *parent;   /* an account that pays too, or NULL */
    size_t limit;               /* bytes */
    atomic_long fail_countdown; /* tests: the n-th allocation from now fails; 0: none */
} gd_memory;

/* An empty account of `limit` bytes. */
void gd_memory_init(gd_memory *memory, size_t limit);

/* Lets `parent` pay for all that `memory`, still empty, will hold, until it is released from that:
 * so what outlives a request is bounded by the request's limit while it is made. Neither call may
 * run while another thread uses `memory`. */
void memory_share(gd_memory *memory, gd_memory *parent);
void memory_release(gd_memory *memory);

/* `size` bytes, zeroed and aligned to 16; new. NULL with GD_MEMORY_LIMIT when the account or the
 * machine has no more. Size 0 gives a block too. */
void *memory_alloc(gd_memory *memory, size_t size, gd_error *err);

/* The same with any contents, for whoever overwrites all of it. */
void *memory_take(gd_memory *memory, size_t size, gd_error *err);

/* The same for an array; overflow of count * size is an error too. */
void *memory_alloc_array(gd_memory *memory, size_t count, size_t size, gd_error *err);

/* A block with the contents of `block` (of this account, taken; NULL for none), longer or shorter.
 * On failure `block` is unchanged and still the caller's. Added bytes are not zeroed. The system
 * moves large blocks without copying them, so the account pays for what is added alone. */
void *memory_resize(gd_memory *memory, void *block, size_t size, gd_error *err);

/* Gives a block back to its account; NULL does nothing. */
void memory_free(void *block);

/* Many small things that end together: allocation is a pointer bump, freeing is one call. Chunks
 * grow, so that an arena of little holds little. */
typedef struct gd_arena {
    gd_memory *memory; /* borrowed */
    struct gd_chunk *chunks;
} gd_arena;

void arena_init(gd_arena *arena, gd_memory *memory);
void arena_close(gd_arena *arena); /* frees all; the arena may then be used again */

/* Bytes that the arena holds. */
size_t arena_bytes(const gd_arena *arena);

/* `size` zeroed bytes aligned to 16 that live as long as the arena; NULL as memory_alloc. */
void *arena_alloc(gd_arena *arena, size_t size, gd_error *err);
void *arena_alloc_array(gd_arena *arena, size_t count, size_t size, gd_error *err);

/* A copy of `length` bytes of `text` with a final 0. */
char *arena_copy(gd_arena *arena, const char *text, size_t length, gd_error *err);

#endif
