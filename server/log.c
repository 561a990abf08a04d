#include "server/log.h"
#include "server/quote.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    LINE = PIPE_BUF, /* bytes of a line at most: a pipe takes that many in one piece (POSIX) */
    TEXT = 1200      /* bytes of a quoted text at most; a line has at most three long ones */
};

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

void log_number(log_line *line, const char *key, int64_t value)
{
    buffer_print(&line->buffer, ",\"%s\":%lld", key, (long long)value);
}

void log_end(log_line *line)
{
    buffer_add_text(&line->buffer, "}\n");
    if (line->buffer.error.code || line->buffer.length > LINE) {
        buffer_close(&line->buffer);
        begin_object(line);
        buffer_add_text(&line->buffer, "}\n");
    }
    /* Nobody is left to tell when stderr cannot be written. */
    ssize_t written = write(STDERR_FILENO, line->buffer.data, line->buffer.length);
    (void)written;
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
