#include "server/log.h"
#include "server/quote.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 8192 }; /* bytes of a line at most */

static void begin_object(log_line *line)
{
    struct timespec now;
    struct tm utc;
    char date[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
    buffer_init(&line->buffer, &line->memory, LINE);
    buffer_print(&line->buffer, "{\"time\":\"%s.%03ldZ\",\"event\":\"%s\"", date,
                 now.tv_nsec / 1000000, line->event);
}

void log_begin(log_line *line, const char *event)
{
    gd_memory_init(&line->memory, 4 * LINE);
    line->event = event;
    begin_object(line);
}

void log_text(log_line *line, const char *key, const char *value)
{
    buffer_print(&line->buffer, ",\"%s\":", key);
    quote_text(&line->buffer, value);
}

void log_number(log_line *line, const char *key, int64_t value)
{
    buffer_print(&line->buffer, ",\"%s\":%lld", key, (long long)value);
}

void log_end(log_line *line)
{
    buffer_add_text(&line->buffer, "}\n");
    if (line->buffer.error.code) {
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
