/* A growing run of bytes. Appending never fails loudly: the first failure stays in the buffer's
 * error, later appends do nothing, and the caller looks once, at the end. */
#ifndef GRADD_BASE_BUFFER_H
#define GRADD_BASE_BUFFER_H

#include "engine/base/memory.h"

typedef struct gd_buffer {
    gd_memory *memory; /* borrowed */
    char *data;        /* `length` bytes and, after any append, a final 0 that is not counted */
    size_t length, capacity;
    size_t limit; /* greatest length in bytes */
    gd_error error;
} gd_buffer;

/* An empty buffer; holds no memory yet. */
void buffer_init(gd_buffer *buffer, gd_memory *memory, size_t limit);
void buffer_close(gd_buffer *buffer);

/* Room for `size` more bytes (and a final 0) at the end, or NULL on failure; the caller writes
 * there and then adds to `length`. */
char *buffer_reserve(gd_buffer *buffer, size_t size);

void buffer_add(gd_buffer *buffer, const void *bytes, size_t size);
void buffer_add_text(gd_buffer *buffer, const char *text); /* up to its final 0 */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void buffer_print(gd_buffer *buffer, const char *format, ...);

#endif
