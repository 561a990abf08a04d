#include "server/stream.h"
#include "server/clock.h"

#include <string.h>

enum { PIECE = 16384 }; /* bytes for which the reader is woken at once; fewer wait for the gate */

void stream_init(gd_stream *stream, const stream_owner *owner)
{
    *stream = (gd_stream){.owner = owner};
    pthread_mutex_init(&stream->lock, NULL);
}

void stream_destroy(gd_stream *stream)
{
    pthread_mutex_destroy(&stream->lock);
}

void stream_reset(gd_stream *stream, gd_memory *memory, const gd_limits *limits)
{
    pthread_mutex_lock(&stream->lock);
    buffer_init(&stream->buffer, memory, SIZE_MAX / 4);
    stream->far = (size_t)limits->stream_bytes;
    /* What is less than far ahead never keeps a whole answer out. */
    stream->most = stream->far + (size_t)limits->reply_bytes;
    stream->taken = 0;
    stream->opening = stream->closing = NULL;
    stream->total = 0;
    stream->sleeping = true;
    stream->paused = stream->begun = stream->ended = stream->broken = stream->left = false;
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
    stream->owner->wake(stream);
}

/* Whether the writer was paused; it is no more. */
static bool take_pause(gd_stream *stream)
{
    bool paused = stream->paused;
    stream->paused = false;
    return paused;
}

/* Room for `size` bytes. Closing an open line needs none: it was kept when the line was opened. */
static bool reserve(gd_stream *stream, size_t size, gd_error *err)
{
    gd_buffer *buffer = &stream->buffer;
    if (4 * stream->taken >= waiting(stream)) {
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

/* Whether the writer may add `size` bytes. Little is not worth counting. */
static bool admit(gd_stream *stream, size_t size, gd_error *err)
{
    enum { LITTLE = 65536 };
    size_t needed = waiting(stream) + size, held = stream->buffer.length + size;
    if (stream->left) return gd_fail(err, GD_CANCELLED, "the client has gone");
    if (needed > stream->most) {
        gd_fail(err, GD_REPLY_TOO_LARGE, "the client is more than %zu bytes behind", stream->most);
        return gd_hint(err, "take the lines as they come, or ask for less at once");
    }
    return held <= LITTLE || stream->owner->hold(stream, held + held / 2, err);
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

void stream_begin(gd_stream *stream, const char *heartbeat)
{
    pthread_mutex_lock(&stream->lock);
    stream->heartbeat = heartbeat;
    stream->begun = true;
    stream->last = clock_now();
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
}

bool stream_line(gd_stream *stream, const char *line, size_t size, gd_error *err)
{
    pthread_mutex_lock(&stream->lock);
    bool added = admit(stream, size, err) && add_line(stream, line, size, err);
    if (waiting(stream) >= PIECE) wake(stream);
    pthread_mutex_unlock(&stream->lock);
    return added;
}

bool stream_text(gd_stream *stream, const char *opening, const char *closing, const char *text,
                 size_t size, gd_error *err)
{
    pthread_mutex_lock(&stream->lock);
    bool added = admit(stream, size, err) && add_text(stream, opening, closing, text, size, err);
    pthread_mutex_unlock(&stream->lock);
    return added;
}

void stream_last(gd_stream *stream, const char *line, size_t size)
{
    pthread_mutex_lock(&stream->lock);
    stream->broken = !line || !add_line(stream, line, size, NULL);
    pthread_mutex_unlock(&stream->lock);
}

bool stream_is_behind(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool behind = waiting(stream) > stream->far;
    pthread_mutex_unlock(&stream->lock);
    return behind;
}

bool stream_pause(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool paused = waiting(stream) > stream->far && !stream->left;
    stream->paused = paused;
    pthread_mutex_unlock(&stream->lock);
    return paused;
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
    } else if (!stream->ended) {
        stream->sleeping = true;
        stream->owner->sleep(stream);
    }
    ssize_t result = size             ? (ssize_t)size
                     : stream->broken ? STREAM_BROKEN
                     : stream->ended  ? STREAM_ENDED
                                      : STREAM_ASLEEP;
    bool resumed = waiting(stream) <= stream->far / 2 && take_pause(stream);
    pthread_mutex_unlock(&stream->lock);
    if (resumed) stream->owner->resume(stream);
    return result;
}

bool stream_has_begun(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool begun = stream->begun;
    pthread_mutex_unlock(&stream->lock);
    return begun;
}

bool stream_has_ended(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool ended = stream->ended;
    pthread_mutex_unlock(&stream->lock);
    return ended;
}

bool stream_leave(gd_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool ended = stream->ended, resumed = take_pause(stream);
    stream->left = true;
    stream->sleeping = false;
    pthread_mutex_unlock(&stream->lock);
    if (resumed) stream->owner->resume(stream);
    return ended;
}

void stream_tick(gd_stream *stream, int64_t now, int64_t silence)
{
    if (pthread_mutex_trylock(&stream->lock)) return; /* something is being added or taken */
    if (stream->begun && stream->sleeping) {
        if (!waiting(stream) && now - stream->last >= silence)
            add_line(stream, stream->heartbeat, strlen(stream->heartbeat), NULL);
        if (waiting(stream)) wake(stream);
    }
    pthread_mutex_unlock(&stream->lock);
}
