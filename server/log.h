/* What the process tells its operator: one JSON object a line on stderr, each written at once, so
 * that lines of several threads do not mix. A line that stderr does not take at once (a pipe that
 * nobody empties, a full disk) is dropped and counted: it delays no request. Never the body of a
 * request or a reply. */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include "engine/gradd.h"
#include "server/timing.h"

/* A line in the making; on the stack of its writer. Long texts are cut, with "…" at their end; a
 * line that is still longer than a pipe takes in one piece is cut short to its time and event. */
typedef struct log_line {
    gd_memory memory;
    gd_buffer buffer;
    const char *event;
} log_line;

void log_begin(log_line *line, const char *event); /* with "time" and "event" */
void log_text(log_line *line, const char *key, const char *value);
/* The same for what is JSON already. */
void log_json(log_line *line, const char *key, const char *json);
void log_number(log_line *line, const char *key, int64_t value);
/* The member "ms": the whole time of a request and that of its phases, to the microsecond. */
void log_timing(log_line *line, const gd_timing *timing);
void log_end(log_line *line); /* writes the line */

/* Makes ready what lines are written to; without it, and before, that may block. */
void log_open(void);

/* Lines that could not be written since the process started. */
int64_t log_dropped(void);

/* Kinds of lines that anybody can cause at will: connections too many, and requests out of time. */
typedef enum log_kind { LOG_REFUSED, LOG_LATE, LOG_KINDS } log_kind;

/* Whether one more line of a kind may be written now. If not it is counted, and told with others in
 * one line later. Any thread. */
bool log_may(log_kind kind);

/* Tells of those that wait for that, if their second is over; `now`: clock_now(), or INT64_MAX. */
void log_tell_rest(int64_t now);
bool log_has_rest(void);

/* A line with a message alone. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void log_message(const char *event, const char *format, ...);

#endif
