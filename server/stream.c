#include "server/stream.h"
#include "server/clock.h"

#include <string.h>

void stream_init(gd_stream *stream, void (*sleep)(gd_stream *), void (*wake)(gd_stream *))
{
    pthread_condattr_t monotonic;
    *stream = (gd_stream){.sleep = sleep, .wake = wake};
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&stream->lock, NULL);
    pthread_cond_init(&stream->room, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

void stream_destroy(gd_stream *stream)
{
    pthread_cond_destroy(&stream->room);
    pthread_mutex_destroy(&stream->lock);
}

void stream_reset(gd_stream *stream, gd_memory *memory, const gd_limits *limits)
{
    pthread_mutex_lock(&stream->lock);
    buffer_init(&stream->buffer, memory, SIZE_MAX / 4);
    stream->enough = (size_t)limits->stream_bytes;
    stream->taken = 0;
    stream->opening = stream->closing = NULL;
    stream->total = 0;
    stream->sleeping = true;
    stream->begun = stream->ended = stream->broken = stream->left = false;
    pthread_mutex_unlock(&stream->lock);
}

void stream_clear(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    buffer_close(&stream->buffer);
    stream->taken = 0;
    stream->begun = false;
    pthread_mutex_unlock(&stream->lock);
}

/* The functions from here to the next comment of this kind are called under the lock. */

static size_t waiting(const gd_stream *stream)
{
    return stream->buffer.length - stream->taken;
}

static void wake(gd_stream *stream)
{
    if (!stream->sleeping) return;
    stream->sleeping = false;
    stream->wake(stream);
}

/* Room for `size` bytes. Closing an open line needs none: it was kept when the line was opened. */
static bool reserve(gd_stream *stream, size_t size, gd_error *err)
{
    gd_buffer *buffer = &stream->buffer;
    if (stream->taken >= waiting(stream)) {
        buffer->length -= stream->taken;
        if (buffer->length) memmove(buffer->data, buffer->data + stream->taken, buffer->length);
        stream->taken = 0;
    }
    if (buffer_reserve(buffer, size)) return true;
    gd_fail(err, buffer->error.code, "%s", buffer->error.message);
    buffer->error = (gd_error){.code = GD_OK}; /* there may be room later */
    return false;
}

static void close_line(gd_stream *stream)
{
    if (stream->closing) buffer_add_text(&stream->buffer, stream->closing);
    stream->opening = stream->closing = NULL;
}

/* Waits until the reader has taken enough for more to be added. */
static bool wait_for_room(gd_stream *stream, const gd_context *context, gd_error *err)
{
    enum { SLICE_MS = 20 }; /* between two looks at whether to go on */
    while (waiting(stream) >= stream->enough && !stream->left) {
        if (!context_check(context, err)) return false;
        wake(stream);
        int64_t until = clock_now() + SLICE_MS * CLOCK_MS;
        struct timespec due = {until / (1000 * CLOCK_MS), until % (1000 * CLOCK_MS)};
        pthread_cond_timedwait(&stream->room, &stream->lock, &due);
    }
    return !stream->left || gd_fail(err, GD_CANCELLED, "the client has gone");
}

static bool add_line(gd_stream *stream, const char *line, size_t size, gd_error *err)
{
    size_t closing = stream->closing ? strlen(stream->closing) : 0;
    if (!reserve(stream, size + closing, err)) return false;
    close_line(stream);
    buffer_add(&stream->buffer, line, size);
    return true;
}

static bool add_text(gd_stream *stream, const char *opening, const char *closing, const char *text,
                     size_t size, gd_error *err)
{
    size_t more = strlen(opening) + size + strlen(closing);
    if (stream->closing) more += strlen(stream->closing);
    if (!reserve(stream, more, err)) return false;
    if (stream->opening != opening) {
        close_line(stream);
        buffer_add_text(&stream->buffer, opening);
    }
    buffer_add(&stream->buffer, text, size);
    stream->opening = opening;
    stream->closing = closing;
    return true;
}

/* These take the lock. */

void stream_begin(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->begun = true;
    stream->last = clock_now();
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
}

bool stream_line(gd_stream *stream, const gd_context *context, const char *line, size_t size,
                 gd_error *err)
{
    pthread_mutex_lock(&stream->lock);
    bool added = wait_for_room(stream, context, err) && add_line(stream, line, size, err);
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
    return added;
}

bool stream_text(gd_stream *stream, const gd_context *context, const char *opening,
                 const char *closing, const char *text, size_t size, gd_error *err)
{
    pthread_mutex_lock(&stream->lock);
    bool added =
        wait_for_room(stream, context, err) && add_text(stream, opening, closing, text, size, err);
    pthread_mutex_unlock(&stream->lock);
    return added;
}

void stream_last(gd_stream *stream, const char *line, size_t size)
{
    pthread_mutex_lock(&stream->lock);
    stream->broken = !line || !add_line(stream, line, size, NULL);
    pthread_mutex_unlock(&stream->lock);
}

bool stream_end(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool left = stream->left;
    stream->ended = true;
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
    return left;
}

ssize_t stream_take(gd_stream *stream, char *out, size_t most)
{
    pthread_mutex_lock(&stream->lock);
    close_line(stream);
    size_t size = waiting(stream);
    if (size > most) size = most;
    if (size) {
        memcpy(out, stream->buffer.data + stream->taken, size);
        stream->taken += size;
        stream->total += size;
        stream->last = clock_now();
        pthread_cond_signal(&stream->room);
    } else if (!stream->ended) {
        stream->sleeping = true;
        stream->sleep(stream);
    }
    ssize_t result = size             ? (ssize_t)size
                     : stream->broken ? STREAM_BROKEN
                     : stream->ended  ? STREAM_ENDED
                                      : STREAM_ASLEEP;
    pthread_mutex_unlock(&stream->lock);
    return result;
}

bool stream_has_begun(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool begun = stream->begun;
    pthread_mutex_unlock(&stream->lock);
    return begun;
}

bool stream_leave(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool ended = stream->ended;
    stream->left = true;
    stream->sleeping = false;
    pthread_cond_signal(&stream->room);
    pthread_mutex_unlock(&stream->lock);
    return ended;
}

void stream_tick(gd_stream *stream, int64_t now, int64_t silence)
{
    static const char heartbeat[] = "{\"event\":\"heartbeat\"}\n";
    if (pthread_mutex_trylock(&stream->lock)) return; /* something is being added or taken */
    if (stream->begun && stream->sleeping) {
        if (!waiting(stream) && now - stream->last >= silence)
            add_line(stream, heartbeat, sizeof heartbeat - 1, NULL);
        if (waiting(stream)) wake(stream);
    }
    pthread_mutex_unlock(&stream->lock);
}
