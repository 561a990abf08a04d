#include "server/log.h"
#include "server/quote.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    LINE = PIPE_BUF, /* bytes of a line at most: a pipe takes that many in one piece (POSIX) */
    TEXT = 1200      /* bytes of a quoted text at most; a line has at most three long ones */
};

/* Where lines go: stderr, of which there is one. Set before there are threads. */
static int output = STDERR_FILENO;
static bool output_is_socket, output_may_block;
static pthread_mutex_t asking = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool torn; /* the last line was not written to its end */
static atomic_int_least64_t dropped;

void log_open(void)
{
    struct stat file;
    if (fstat(STDERR_FILENO, &file)) return;
    output_is_socket = S_ISSOCK(file.st_mode);
    /* Who rotates a log may cut the file; the next line is then its first, not behind a hole. */
    if (S_ISREG(file.st_mode))
        fcntl(STDERR_FILENO, F_SETFL, fcntl(STDERR_FILENO, F_GETFL) | O_APPEND);
    /* To make stderr itself non-blocking would do the same to everyone who shares it. A file never
     * blocks for long, and opened again it would be written from its beginning. */
    if (!S_ISFIFO(file.st_mode) && !S_ISCHR(file.st_mode)) return;
    int again = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (again >= 0) output = again;
    else output_may_block = true; /* the pipe of another user, as in containers */
}

int64_t log_dropped(void)
{
    return atomic_load(&dropped);
}

/* A pipe that can be written to has room for a page at least, which is a line. One thread at a
 * time, so that the room is still there. */
static ssize_t write_if_room(const char *bytes, size_t size)
{
    struct pollfd pipe = {.fd = output, .events = POLLOUT};
    pthread_mutex_lock(&asking);
    ssize_t written = poll(&pipe, 1, 0) == 1 ? write(output, bytes, size) : -1;
    pthread_mutex_unlock(&asking);
    return written;
}

static ssize_t write_some(const char *bytes, size_t size)
{
    if (output_is_socket) return send(output, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (output_may_block) return write_if_room(bytes, size);
    return write(output, bytes, size);
}

/* A line that cannot be written at once, whole, is lost: no request waits for whoever reads the
 * log, and none fails because a disk is full. */
static void write_line(const char *bytes, size_t size)
{
    if (atomic_exchange(&torn, false) && write_some("\n", 1) != 1) atomic_store(&torn, true);
    ssize_t written = write_some(bytes, size);
    if (written == (ssize_t)size) return;
    if (written > 0) atomic_store(&torn, true);
    atomic_fetch_add(&dropped, 1);
}

static void begin_object(log_line *line)
{
    struct timespec now;
    struct tm utc;
    char date[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
    buffer_init(&line->buffer, &line->memory, 4 * LINE);
    buffer_print(&line->buffer, "{\"time\":\"%s.%03ldZ\",\"event\":\"%s\"", date,
                 now.tv_nsec / 1000000, line->event);
}

void log_begin(log_line *line, const char *event)
{
    gd_memory_init(&line->memory, 32 * LINE);
    line->event = event;
    begin_object(line);
}

void log_text(log_line *line, const char *key, const char *value)
{
    static const char mark[] = "…";
    buffer_print(&line->buffer, ",\"%s\":", key);
    size_t start = line->buffer.length, size = strlen(value);
    if (size > TEXT) size = TEXT;
    bool cut = value[size];
    quote_bytes(&line->buffer, value, size);
    while (line->buffer.length - start > TEXT) {
        line->buffer.length = start;
        size = size / 2;
        cut = true;
        quote_bytes(&line->buffer, value, size);
    }
    if (!cut) return;
    line->buffer.length--; /* the final quote */
    buffer_print(&line->buffer, "%s\"", mark);
}

void log_json(log_line *line, const char *key, const char *json)
{
    if (strlen(json) > TEXT) log_text(line, key, json);
    else buffer_print(&line->buffer, ",\"%s\":%s", key, json);
}

void log_number(log_line *line, const char *key, int64_t value)
{
    buffer_print(&line->buffer, ",\"%s\":%lld", key, (long long)value);
}

static void log_ms(log_line *line, int64_t ns)
{
    long long us = ns / 1000;
    buffer_print(&line->buffer, "%lld.%03lld", us / 1000, us % 1000);
}

void log_timing(log_line *line, const gd_timing *timing)
{
    const char *separator = "";
    buffer_add_text(&line->buffer, ",\"ms\":");
    log_ms(line, timing->marked - timing->started);
    buffer_add_text(&line->buffer, ",\"phases\":{");
    for (int i = 0; i < TIMING_PHASES; i++) {
        if (!timing->spent[i]) continue;
        buffer_print(&line->buffer, "%s\"%s\":", separator, timing_name((timing_phase)i));
        log_ms(line, timing->spent[i]);
        separator = ",";
    }
    buffer_add_text(&line->buffer, "}");
}

void log_end(log_line *line)
{
    buffer_add_text(&line->buffer, "}\n");
    if (line->buffer.error.code || line->buffer.length > LINE) {
        buffer_close(&line->buffer);
        begin_object(line);
        buffer_add_text(&line->buffer, "}\n");
    }
    write_line(line->buffer.data, line->buffer.length);
    buffer_close(&line->buffer);
}

void log_message(const char *event, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    log_line line;
    log_begin(&line, event);
    log_text(&line, "message", text);
    log_end(&line);
}
