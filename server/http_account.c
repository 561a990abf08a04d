/* What is counted and logged of a request once it has ended. */
#include "server/clock.h"
#include "server/http_connection.h"
#include "server/log.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* The status that was sent, perhaps by libmicrohttpd itself; 0 if none was. */
static int status_of(const http_connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection->mhd, MHD_CONNECTION_INFO_HTTP_STATUS);
    if (atomic_load(&connection->timed_out))
        return atomic_load(&connection->told_late) ? gd_code_status(GD_REQUEST_TIMEOUT) : 0;
    if (info) return (int)info->http_status;
    return connection->answered ? connection->call.status : 0;
}

void account_close(http_connection *connection, enum MHD_RequestTerminationCode why)
{
    bool timed_out = atomic_load(&connection->timed_out);
    connection->status = status_of(connection);
    bool told = connection->told || atomic_load(&connection->told_late);
    connection->broken_off = why != MHD_REQUEST_TERMINATED_COMPLETED_OK && !told;
    connection->foreign = !connection->answered && connection->status && !timed_out;
    if (timed_out) connection->call.error = GD_REQUEST_TIMEOUT;
}

static int64_t reply_size(const http_connection *connection)
{
    const gd_call *call = &connection->call;
    if (reply_streams(connection)) return (int64_t)connection->stream.total;
    return (int64_t)(call->fixed ? call->fixed_size : call->reply.length);
}

static void count_request(const http_connection *connection, metrics_shard *shard)
{
    const gd_call *call = &connection->call;
    const metrics_request request = {.route = connection->route,
                                     .status = connection->status,
                                     .error = call->error,
                                     .timing = &call->timing,
                                     .request_bytes = (int64_t)connection->length,
                                     .reply_bytes = reply_size(connection),
                                     .streamed = reply_streams(connection),
                                     .broken_off = connection->broken_off};
    metrics_count_request(shard, &request);
}

int account_log_from(const gd_config *config)
{
    static const int from[] = {
        [CONFIG_LOG_OFF] = INT_MAX, [CONFIG_LOG_ERRORS] = 500, [CONFIG_LOG_ALL] = 0};
    return from[config->log_requests];
}

/* The worse one of how a reply began and how it ended: a stream begins well. That its client went
 * away is nobody's error, however often it happens. */
static int worst_status(const http_connection *connection)
{
    int end = reply_streams(connection) ? gd_code_status(connection->call.error) : 0;
    if (connection->call.error == GD_CANCELLED && connection->broken_off) return 0;
    return end > connection->status ? end : connection->status;
}

static void log_request(const http_connection *connection)
{
    const gd_call *call = &connection->call;
    char client[CLIENT_TEXT];
    log_line line;
    log_begin(&line, "request");
    log_text(&line, "method", connection->line.method ? connection->line.method : "");
    log_text(&line, "path", *call->path ? call->path : connection->instance);
    log_number(&line, "status", connection->status);
    if (connection->route) log_text(&line, "route", connection->route->path);
    if (call->error) log_text(&line, "code", gd_code_slug(call->error));
    if (*call->why) log_text(&line, "message", call->why);
    client_print(&call->client, client);
    log_text(&line, "client", client);
    trace_log(connection, &line);
    log_number(&line, "request_bytes", (int64_t)connection->length);
    log_number(&line, "reply_bytes", reply_size(connection));
    log_timing(&line, &call->timing);
    log_text(&line, "end", connection->broken_off ? "broken off" : "complete");
    log_end(&line);
}

/* Whether a request has a line of its own. One that ran out of its time, which it may have asked to
 * be short, shares so many a second with its like, unless the log tells of all. */
static bool is_logged(const http_connection *connection)
{
    const gd_call *call = &connection->call;
    if (worst_status(connection) < call->log_from) return false;
    return call->error != GD_DEADLINE || !call->log_from || log_may(LOG_LATE);
}

void account_request(http_connection *connection, metrics_shard *shard)
{
    timing_mark(&connection->call.timing, connection->answered ? TIMING_SEND : TIMING_RECEIVE);
    if (!connection->foreign) count_request(connection, shard);
    if (is_logged(connection)) log_request(connection);
}

static void log_refusal(const gd_error *err, const client_address *peer)
{
    char client[CLIENT_TEXT];
    log_line line;
    log_begin(&line, "refused");
    log_number(&line, "status", gd_code_status(err->code));
    log_text(&line, "code", gd_code_slug(err->code));
    client_print(&(gd_client){NULL, *peer}, client);
    log_text(&line, "client", client);
    log_number(&line, "count", 1);
    log_end(&line);
}

void account_refusal(gd_http *http, const client_address *peer, const gd_error *err)
{
    metrics_shard *shard = metrics_shared_begin(http->metrics);
    metrics_count(shard, METRIC_gradd_connections_refused_total, 1);
    metrics_count_refusal(shard, gd_code_status(err->code), err->code);
    metrics_shared_end(http->metrics);
    if (http->config->log_requests != CONFIG_LOG_OFF && log_may(LOG_REFUSED))
        log_refusal(err, peer);
}

/* libmicrohttpd says that it answers with an error of its own in one way only. */
void account_foreign(void *cls, const char *format, va_list arguments)
{
    static const char start[] = "Error processing request (HTTP response code is %u";
    http_thread *thread = cls;
    if (strncmp(format, start, sizeof start - 1) != 0) return;
    unsigned status = va_arg(arguments, unsigned);
    gd_code code = status == 413                    ? GD_BODY_TOO_LARGE
                   : status == 414 || status == 431 ? GD_HEAD_TOO_LARGE
                   : status >= 500 && status != 505 ? GD_INTERNAL
                                                    : GD_BAD_HTTP;
    metrics_count_refusal(thread->shard, (int)status, code);
}
