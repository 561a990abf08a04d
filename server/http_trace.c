/* Which request this is: an id that its client and the log share, and the trace of which it is a
 * step.
 *
 * The id goes back with the reply as X-Request-Id, and stands in the log line. A traceparent (W3C
 * Trace Context, level 1) stands in the log line alone: this server records no spans of its own, so
 * there is no step of its making that a reply or a further request could name. */
#include "server/http_connection.h"
#include "server/log.h"

#include <stdio.h>
#include <string.h>

static bool is_id_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~:+/=", c));
}

/* Harmless wherever it is repeated: a header, a log line, a page. */
static bool is_id(const char *text)
{
    size_t size = 0;
    while (is_id_character(text[size])) size++;
    return size > 0 && !text[size] && size < sizeof((http_connection *)0)->request_id;
}

/* Appends a number in hexadecimal; at least `digits` of them. */
static char *add_hex(char *at, uint64_t number, int digits)
{
    while (digits < 16 && number >> (4 * digits)) digits++;
    for (int i = digits; i-- > 0;) *at++ = "0123456789abcdef"[number >> (4 * i) & 15];
    return at;
}

/* No other of this process, and likely none of another one: "1f4a09c2-3-1a". */
static void make_id(http_connection *connection)
{
    http_thread *thread = connection->thread;
    char *at = add_hex(connection->request_id, thread->http->name, 8);
    *at++ = '-';
    at = add_hex(at, (uint64_t)thread->number, 1);
    *at++ = '-';
    *add_hex(at, thread->n_requests++, 1) = 0;
}

/* Whether `size` characters are lowercase hexadecimal, and not all of them `fill`. */
static bool is_hex(const char *text, size_t size, char fill)
{
    bool other = false;
    for (size_t i = 0; i < size; i++) {
        if (!text[i] || !strchr("0123456789abcdef", text[i])) return false;
        other = other || text[i] != fill;
    }
    return other;
}

/* version "-" trace-id "-" parent-id "-" flags, and more in later versions than 00. */
static bool is_traceparent(const char *text)
{
    enum { SIZE = 55 };
    if (strlen(text) < SIZE || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
    bool fits = memcmp(text, "00", 2) == 0 ? !text[SIZE] : !text[SIZE] || text[SIZE] == '-';
    return fits && is_hex(text, 2, 'f') && is_hex(text + 3, 32, '0') &&
           is_hex(text + 36, 16, '0') && is_hex(text + 53, 2, 0);
}

void trace_begin(http_connection *connection, const http_head *head)
{
    enum { SIZE = sizeof connection->trace - 1 };
    const char *id = head->request_id, *trace = head->traceparent;
    if (id && is_id(id)) memcpy(connection->request_id, id, strlen(id) + 1);
    else make_id(connection);
    if (trace && is_traceparent(trace)) memcpy(connection->trace, trace, SIZE);
    connection->trace[SIZE] = 0;
}

void trace_log(const http_connection *connection, log_line *line)
{
    const char *trace = connection->trace;
    char id[33];
    if (*connection->request_id) log_text(line, "request_id", connection->request_id);
    if (!*trace) return;
    snprintf(id, sizeof id, "%.32s", trace + 3);
    log_text(line, "trace_id", id);
    snprintf(id, sizeof id, "%.16s", trace + 36);
    log_text(line, "parent_id", id);
}
