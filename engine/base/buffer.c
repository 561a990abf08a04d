#include "engine/base/buffer.h"

#include <stdio.h>
#include <string.h>

void buffer_init(gd_buffer *buffer, gd_memory *memory, size_t limit)
{
    *buffer = (gd_buffer){.memory = memory, .limit = limit};
}

void buffer_close(gd_buffer *buffer)
{
    memory_free(buffer->data);
    buffer->data = NULL;
    buffer->length = buffer->capacity = 0;
}

char *buffer_reserve(gd_buffer *buffer, size_t size)
{
    if (buffer->error.code) return NULL;
    if (size > buffer->limit - buffer->length) {
        gd_fail(&buffer->error, GD_REPLY_TOO_LARGE, "more than %zu bytes of output", buffer->limit);
        return NULL;
    }
    size_t needed = buffer->length + size + 1;
    if (needed > buffer->capacity) {
        size_t capacity = needed < 256 ? 256 : needed + needed / 2;
        char *data = memory_resize(buffer->memory, buffer->data, capacity, &buffer->error);
        if (!data) return NULL;
        buffer->data = data;
        buffer->capacity = capacity;
    }
    return buffer->data + buffer->length;
}

void buffer_add(gd_buffer *buffer, const void *bytes, size_t size)
{
    char *end = buffer_reserve(buffer, size);
    if (!end) return;
    if (size) memcpy(end, bytes, size);
    end[size] = 0;
    buffer->length += size;
}

void buffer_add_text(gd_buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_print(gd_buffer *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *end = size < 0 ? NULL : buffer_reserve(buffer, (size_t)size);
    if (!end) return;
    va_start(args, format);
    vsnprintf(end, (size_t)size + 1, format, args);
    va_end(args);
    buffer->length += (size_t)size;
}
