/* A reply that is sent while it is made: lines of JSON from a compute thread to a client.
 *
 * One writer adds whole lines and never waits: what its client has not taken yet is held, up to the
 * size of a whole reply, and a writer that can go on later may pause when it is far ahead. One
 * reader takes bytes and sleeps when there are none. The gate looks in now and then: it wakes the
 * reader for what is little, which so coalesces, and where nothing came for long it adds a
 * heartbeat, which is how a vanished client is noticed.
 *
 * A stream belongs to a connection and serves one call after another; it knows nothing of HTTP. */
#ifndef SERVER_STREAM_H
#define SERVER_STREAM_H

#include "engine/gradd.h"

#include <pthread.h>
#include <sys/types.h>

#define STREAM_TYPE "application/x-ndjson"

typedef struct gd_stream gd_stream;

/* What a stream asks of whoever owns it. */
typedef struct stream_owner {
    /* Put the reader to sleep and wake it; both under the lock of the stream. */
    void (*sleep)(gd_stream *stream), (*wake)(gd_stream *stream);
    /* Whether `size` bytes may be held, under the lock, by the writer; false with the error set. */
    bool (*hold)(gd_stream *stream, size_t size, gd_error *err);
    /* The writer that has paused may go on. */
    void (*resume)(gd_stream *stream);
} stream_owner;

struct gd_stream {
    const stream_owner *owner;
    pthread_mutex_t lock;
    /* The rest is used under the lock alone. */
    gd_buffer buffer;
    size_t taken;          /* bytes of the buffer that the reader has */
    size_t most, far;      /* bytes on their way: that there may be; at which a writer pauses */
    const char *heartbeat; /* what is added as a sign of life; constant */
    const char *opening;   /* of a line that is not closed yet, or NULL */
    const char *closing;
    int64_t last;   /* ns; when the reader last took something */
    uint64_t total; /* bytes that it took */
    bool sleeping;  /* the reader is to be woken */
    bool paused;    /* the writer is to be resumed */
    bool begun;     /* the reply is a stream */
    bool ended;     /* the writer adds no more */
    bool broken;    /* the reader must not make it look complete */
    bool left;      /* nobody will read the rest */
};

void stream_init(gd_stream *stream, const stream_owner *owner);
void stream_destroy(gd_stream *stream);

/* Makes it empty and not begun, its reader asleep; what it will hold is drawn from `memory`
 * (borrowed until stream_clear, or the next reset). */
void stream_reset(gd_stream *stream, gd_memory *memory, const gd_limits *limits);
void stream_clear(gd_stream *stream);

/* For the writer. */

/* Begins the reply: its status and headers go out, and nothing but lines can follow. `heartbeat`
 * (constant): a line, or blanks where lines must stand for something. */
void stream_begin(gd_stream *stream, const char *heartbeat);
/* Adds a line, with its newline. False with GD_CANCELLED where the client has gone,
 * GD_REPLY_TOO_LARGE where it is too far behind, GD_MEMORY_LIMIT, or GD_BUSY; then nothing was
 * added. */
bool stream_line(gd_stream *stream, const char *line, size_t size, gd_error *err);
/* The same for the line opening + text + closing, all within JSON; but as long as the reader has
 * not taken the last one of the same opening (the same pointer, valid until another line is added)
 * the text goes on in that line. */
bool stream_text(gd_stream *stream, const char *opening, const char *closing, const char *text,
                 size_t size, gd_error *err);
/* Adds the last line, however far behind the client is. NULL: the stream must break off. */
void stream_last(gd_stream *stream, const char *line, size_t size);
/* Whether the reader is far behind. */
bool stream_is_behind(gd_stream *stream);
/* Pauses the writer if the reader is far behind: then the owner's `resume` is called once, on
 * another thread and perhaps before this returns, when the reader has caught up or left; and until
 * then the writer must not touch the stream, nor what the call owns. */
bool stream_pause(gd_stream *stream);
/* Says that the writer is done, and wakes the reader. The writer must not use the stream, nor what
 * the call owns, after that, unless true is returned: the reader has left before. */
bool stream_end(gd_stream *stream);

/* For the reader. */

enum { STREAM_ASLEEP = 0, STREAM_ENDED = -1, STREAM_BROKEN = -2 };
/* Moves at most `most` bytes to `out` and returns their number, or one of the above. */
ssize_t stream_take(gd_stream *stream, char *out, size_t most);
/* Whether the reply has begun as a stream; whether its writer is done. */
bool stream_has_begun(gd_stream *stream);
bool stream_has_ended(gd_stream *stream);
/* Takes no more. False if the writer is not done yet: the last to hold the call is then the
 * writer. */
bool stream_leave(gd_stream *stream);

/* For the gate: wakes the reader if something came, or adds a heartbeat if nothing was taken since
 * `silence` ns. */
void stream_tick(gd_stream *stream, int64_t now, int64_t silence);

#endif
