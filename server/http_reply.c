/* Replies: the call's reply part as a response of libmicrohttpd, or as bytes straight to a
 * socket. */
#include "server/clock.h"
#include "server/http_connection.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

bool connection_enter(http_connection *connection, http_phase phase, int64_t due)
{
    int was = atomic_load(&connection->phase);
    /* First the time: an old phase may end later, a new one must not end by the old one's time. */
    if (was != PHASE_EXPIRED) atomic_store(&connection->due, due);
    do {
        if (was == PHASE_EXPIRED) return false;
    } while (!atomic_compare_exchange_weak(&connection->phase, &was, phase));
    return true;
}

/* Makes `*held` at least `size`. */
static bool hold(gd_http *http, size_t *held, size_t size, gd_error *err)
{
    enum { STEP = 65536 }; /* so that few small pieces of a body touch the shared count */
    if (size <= *held) return true;
    int64_t more = (int64_t)((size + STEP - 1) / STEP * STEP - *held);
    int64_t most = http->config->limits.total_bytes;
    if (atomic_fetch_add(&http->held, more) + more > most) {
        atomic_fetch_sub(&http->held, more);
        return gd_fail(err, GD_BUSY, "all clients together send and take more than %lld bytes",
                       (long long)most);
    }
    *held += (size_t)more;
    return true;
}

static void let_go(gd_http *http, size_t *held, size_t size)
{
    if (size >= *held) return;
    atomic_fetch_sub(&http->held, (int64_t)(*held - size));
    *held = size;
}

bool connection_hold(http_connection *connection, size_t size, gd_error *err)
{
    return hold(connection->thread->http, &connection->held, size, err);
}

bool connection_hold_stream(http_connection *connection, size_t size, gd_error *err)
{
    return hold(connection->thread->http, &connection->behind, size, err);
}

void connection_drop_body(http_connection *connection, size_t size)
{
    if (connection->body != connection->inline_body) memory_free(connection->body);
    connection->body = connection->inline_body;
    let_go(connection->thread->http, &connection->held, size);
}

void connection_drop_stream(http_connection *connection)
{
    let_go(connection->thread->http, &connection->behind, 0);
}

/* The value of Access-Control-Allow-Origin for a request from `origin`, or NULL: the configuration
 * lists allowed origins, separated by spaces. */
static const char *allowed_origin(const char *list, const char *origin)
{
    if (!origin || !*list) return NULL;
    if (strcmp(list, "*") == 0) return "*";
    size_t length = strlen(origin);
    for (const char *at = list; (at = strstr(at, origin)); at += length) {
        bool starts = at == list || at[-1] == ' ';
        if (length && starts && (at[length] == ' ' || !at[length])) return origin;
        if (!length) break;
    }
    return NULL;
}

static const char *cors_list(const http_connection *connection)
{
    bool public = connection->thread->port == ROUTE_PUBLIC;
    return public ? connection->thread->http->config->cors_origin : "";
}

static void add_cors(http_connection *connection, struct MHD_Response *response)
{
    const char *list = cors_list(connection);
    if (!*list) return;
    const char *allowed = allowed_origin(list, connection->origin);
    if (strcmp(list, "*") != 0) MHD_add_response_header(response, "Vary", "Origin");
    if (!allowed) return;
    MHD_add_response_header(response, "Access-Control-Allow-Origin", allowed);
    MHD_add_response_header(response, "Access-Control-Expose-Headers",
                            "Retry-After, Allow, ETag, Server-Timing, X-Request-Id");
}

void reply_add_preflight(http_connection *connection, const char *allow)
{
    if (!allowed_origin(cors_list(connection), connection->origin)) return;
    call_add_header(&connection->call, "Access-Control-Allow-Methods", allow);
    call_add_header(&connection->call, "Access-Control-Allow-Headers",
                    "Authorization, Content-Encoding, Content-Type, Gradd-Program, X-Request-Id, "
                    "traceparent, tracestate");
    call_add_header(&connection->call, "Access-Control-Max-Age", "600");
}

bool reply_streams(const http_connection *connection)
{
    return connection->call.stream && stream_has_begun(connection->call.stream);
}

/* Of replies that took more than looking up: those of whoever reads what a client sends. */
static void add_timing(const gd_call *call, struct MHD_Response *response)
{
    char text[TIMING_TEXT];
    if (call->timing.spent[TIMING_READ] && timing_print(&call->timing, text))
        MHD_add_response_header(response, "Server-Timing", text);
}

static void add_headers(http_connection *connection, struct MHD_Response *response)
{
    const gd_call *call = &connection->call;
    gd_http *http = connection->thread->http;
    bool draining = atomic_load_explicit(&http->draining, memory_order_relaxed);
    bool streams = reply_streams(connection);
    const char *type = streams ? STREAM_TYPE : call->type;
    if (streams)
        MHD_add_response_header(response, "X-Accel-Buffering", "no"); /* nginx waits else */
    if (call->status != 204) MHD_add_response_header(response, "Content-Type", type);
    if (connection->coded) MHD_add_response_header(response, "Content-Encoding", "gzip");
    if (connection->varies) MHD_add_response_header(response, "Vary", "Accept-Encoding");
    MHD_add_response_header(response, "X-Request-Id", connection->request_id);
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    for (int i = 0; i < call->n_headers; i++)
        MHD_add_response_header(response, call->headers[i].name, call->headers[i].value);
    add_cors(connection, response);
    if (!streams) add_timing(call, response);
    if (draining) MHD_add_response_header(response, "Connection", "close");
}

/* Gives the reply to a GET its tag, the same on each machine; none to a probe's. Weak, since it
 * stands for the plain bytes and the compressed ones. */
static void add_tag(http_connection *connection)
{
    static const gd_hash_key key = {0, 0}; /* nobody gains by two replies of one tag */
    gd_call *call = &connection->call;
    const gd_route *route = connection->route;
    if (!route || route->method != ROUTE_GET || route->port != ROUTE_PUBLIC || call->fixed ||
        call->status != 200)
        return;
    uint64_t hash = hash_bytes(key, call->reply.data, call->reply.length);
    snprintf(connection->etag, sizeof connection->etag, "W/\"%016llx\"", (unsigned long long)hash);
    call_add_header(call, "ETag", connection->etag);
    call_add_header(call, "Cache-Control", "no-cache");
    /* The body will stay behind, but what describes it is told, as to a HEAD. */
    if (call_has_tag(call, connection->etag + 2)) call->status = 304;
}

/* Whether the reply, of `size` bytes so far as is known, is to be gzip. What is repeated of a
 * request in its reply is the client's own, and no reply tells anything that its client did not
 * send or may not know: there is no secret that lengths of compressed replies could betray (as in
 * BREACH). */
static bool wants_gzip(http_connection *connection, size_t size)
{
    call_coding coding = connection->call.coding;
    bool large = size >= (size_t)connection->limits->gzip_bytes;
    connection->varies = large;
    return size && (coding == CODING_GZIP_ONLY || (large && coding == CODING_GZIP));
}

/* Puts the compressed reply in the place of the plain one, if it is smaller or must be. */
static void code_reply(http_connection *connection)
{
    gd_call *call = &connection->call;
    size_t most = call->coding == CODING_GZIP_ONLY ? SIZE_MAX : call->reply.length - 1;
    gd_buffer coded;
    buffer_init(&coded, call->reply.memory, call->reply.limit);
    connection->coded =
        gzip_whole(call->reply.data, call->reply.length, most, &coded, &connection->cancel);
    timing_mark(&call->timing, TIMING_WRITE);
    gd_buffer *loser = connection->coded ? &call->reply : &coded;
    buffer_close(loser);
    if (connection->coded) call->reply = coded;
}

/* A gzip_source. */
static ssize_t read_reply(void *cls, char *out, size_t most)
{
    http_connection *connection = cls;
    const gd_buffer *reply = &connection->call.reply;
    size_t size = reply->length - connection->encoded;
    if (size > most) size = most;
    memcpy(out, reply->data + connection->encoded, size);
    connection->encoded += size;
    return size ? (ssize_t)size : GZIP_END;
}

static void begin_coding(http_connection *connection, gzip_source *source)
{
    connection->encoder = encoder_new(&connection->memory, source, connection);
    connection->coded = connection->encoder != NULL;
}

void reply_prepare(http_connection *connection, size_t most)
{
    gd_call *call = &connection->call;
    if (connection->prepared) return;
    connection->prepared = true;
    add_tag(connection);
    if (call->fixed || !wants_gzip(connection, call->reply.length)) return;
    if (call->reply.length <= most) code_reply(connection);
    else begin_coding(connection, read_reply);
}

/* Small replies are not worth counting. */
static void hold_reply(http_connection *connection)
{
    enum { SMALL = 65536 };
    gd_error err = {.code = GD_OK};
    gd_call *call = &connection->call;
    if (call->fixed || call->reply.length <= SMALL ||
        connection_hold(connection, call->reply.length, &err))
        return;
    call_fail(call, &err, NULL);
    connection->coded = connection->varies = false;
    encoder_free(connection->encoder);
    connection->encoder = NULL;
}

/* Takes the response; NULL: there was no memory for it. */
static enum MHD_Result queue_response(http_connection *connection, struct MHD_Response *response)
{
    gd_call *call = &connection->call;
    if (!response) return MHD_NO;
    add_headers(connection, response);
    enum MHD_Result queued = MHD_queue_response(connection->mhd, (unsigned)call->status, response);
    MHD_destroy_response(response);
    return queued;
}

_Static_assert((int)GZIP_END == (int)STREAM_ENDED, "a stream can be the source of an encoder");

/* A gzip_source. */
static ssize_t read_stream(void *cls, char *out, size_t most)
{
    http_connection *connection = cls;
    if (connection->body != connection->inline_body && stream_has_ended(&connection->stream))
        connection_drop_body(connection, connection->encoder ? GZIP_ENCODER_BYTES : 0);
    return stream_take(&connection->stream, out, most);
}

/* What libmicrohttpd asks for the next bytes of a reply whose length is not known before its
 * end. */
static ssize_t read_on(void *cls, uint64_t position, char *out, size_t most)
{
    (void)position;
    http_connection *connection = cls;
    ssize_t size = connection->encoder ? encoder_read(connection->encoder, out, most)
                                       : read_stream(connection, out, most);
    if (size >= 0) return size;
    return size == STREAM_ENDED ? MHD_CONTENT_READER_END_OF_STREAM
                                : MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *new_reading(http_connection *connection)
{
    enum { BLOCK = 16384 };
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_on, connection, NULL);
}

static struct MHD_Response *new_whole(const gd_call *call)
{
    const void *bytes = call->fixed ? call->fixed : call->reply.data ? call->reply.data : "";
    size_t size = call->fixed ? call->fixed_size : call->reply.length;
    /* The bytes outlive the response: request_end frees them. */
    return MHD_create_response_from_buffer(size, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);
}

/* The client has reply_timeout_ms beyond the deadline of whoever makes the reply. */
static enum MHD_Result send_stream(http_connection *connection)
{
    const gd_limits *limits = connection->limits;
    int64_t due = connection->call.context.deadline_ns + limits->reply_timeout_ms * CLOCK_MS;
    if (!connection_enter(connection, PHASE_STREAM, due)) return MHD_NO;
    size_t held = connection->length + GZIP_ENCODER_BYTES;
    if (wants_gzip(connection, SIZE_MAX) && connection_hold(connection, held, NULL))
        begin_coding(connection, read_stream);
    return queue_response(connection, new_reading(connection));
}

enum MHD_Result reply_send(http_connection *connection)
{
    enum { AT_ONCE = 16384 }; /* bytes that are deflated before anybody else waits long */
    if (reply_streams(connection)) return send_stream(connection);
    int64_t due = clock_now() + connection->limits->reply_timeout_ms * CLOCK_MS;
    if (!connection_enter(connection, PHASE_REPLY, due)) return MHD_NO;
    connection_drop_body(connection, 0);
    reply_prepare(connection, AT_ONCE);
    hold_reply(connection);
    return queue_response(connection, connection->encoder ? new_reading(connection)
                                                          : new_whole(&connection->call));
}

/* The whole reply, appended to `out`. */
static void print_raw(gd_buffer *out, const raw_reply *reply)
{
    gd_buffer body;
    int status = gd_code_status(reply->err->code);
    buffer_init(&body, out->memory, out->limit);
    problem_print(&body, status, reply->instance, NULL, &(problem_item){reply->err, NULL}, 1);
    buffer_add_text(&body, "\n");
    buffer_print(out,
                 "HTTP/1.1 %d %s\r\nContent-Type: " PROBLEM_TYPE "\r\nContent-Length: %zu\r\n"
                 "X-Content-Type-Options: nosniff\r\n%sConnection: close\r\n",
                 status, MHD_get_reason_phrase_for((unsigned)status), body.length,
                 status == 503 || status == 429 ? "Retry-After: 1\r\n" : "");
    if (*reply->request_id) buffer_print(out, "X-Request-Id: %s\r\n", reply->request_id);
    buffer_add_text(out, "\r\n");
    buffer_add(out, body.data, body.length);
    if (body.error.code) out->length = 0;
    buffer_close(&body);
}

/* Whether the system took all of it. `mhd`: of a connection with TLS, or NULL. */
static bool send_raw(int fd, struct MHD_Connection *mhd, const raw_reply *reply)
{
    gd_memory memory;
    gd_buffer out;
    gd_memory_init(&memory, 1 << 20);
    buffer_init(&out, &memory, 1 << 17);
    print_raw(&out, reply);
    ssize_t sent = mhd ? tls_send(mhd, out.data, out.length)
                       : send(fd, out.data, out.length, MSG_DONTWAIT | MSG_NOSIGNAL);
    bool whole = sent == (ssize_t)out.length && sent > 0;
    buffer_close(&out);
    return whole;
}

static bool has_tls(const gd_http *http, route_port port)
{
    return port == ROUTE_PUBLIC && http->tls.key;
}

bool reply_break_off(http_connection *connection, const raw_reply *reply)
{
    bool tls = has_tls(connection->thread->http, connection->thread->port);
    return send_raw(connection->fd, tls ? connection->mhd : NULL, reply);
}

bool reply_expire(http_connection *connection, const raw_reply *reply)
{
    return !has_tls(connection->thread->http, connection->thread->port) &&
           send_raw(connection->fd, NULL, reply);
}

void reply_refuse(gd_http *http, const http_port *port, int fd, const raw_reply *reply)
{
    if (has_tls(http, port == &http->ports[ROUTE_PUBLIC] ? ROUTE_PUBLIC : ROUTE_ADMIN))
        tls_refuse(fd);
    else send_raw(fd, NULL, reply);
}
