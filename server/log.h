/* What the process tells its operator: one JSON object a line on stderr, each written at once, so
 * that lines of several threads do not mix. Never the body of a request or a reply. */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include "engine/gradd.h"

/* A line in the making; on the stack of its writer. Long texts are cut, with "…" at their end; a
 * line that is still longer than a pipe takes in one piece is cut short to its time and event. */
typedef struct log_line {
    gd_memory memory;
    gd_buffer buffer;
    const char *event;
} log_line;

void log_begin(log_line *line, const char *event); /* with "time" and "event" */
void log_text(log_line *line, const char *key, const char *value);
void log_number(log_line *line, const char *key, int64_t value);
void log_end(log_line *line); /* writes the line */

/* A line with a message alone. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void log_message(const char *event, const char *format, ...);

#endif
