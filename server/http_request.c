/* A request, step by step, in the callbacks of libmicrohttpd: its head is judged at once, its body
 * collected, its handler called here or by the queue, its reply sent. */
#include "server/clock.h"
#include "server/http_connection.h"
#include "server/log.h"
#include "server/slack.h"

#include <string.h>

static void reset(http_connection *connection)
{
    gd_http *http = connection->thread->http;
    const gd_limits *limits = &http->config->limits;
    slack_mark();
    gd_memory_init(&connection->memory, (size_t)limits->memory_bytes);
    atomic_store_explicit(&connection->cancel, false, memory_order_relaxed);
    call_init(&connection->call, http->engine,
              (gd_context){&connection->memory, limits, 0, &connection->cancel});
    connection->call.metrics = http->metrics;
    connection->call.request_id = connection->request_id;
    connection->call.log_from = account_log_from(http->config);
    connection->call.client.address = connection->peer;
    connection->limits = limits;
    connection->step = STEP_HEAD;
    connection->answered = connection->told = false;
    connection->origin = NULL;
    connection->request_id[0] = connection->trace[0] = 0;
    connection->decoder = NULL;
    connection->encoder = NULL;
    connection->encoded = 0;
    connection->prepared = connection->varies = connection->coded = false;
    connection->route = NULL;
    connection->length = 0;
    connection->declared = 0;
    buffer_init(&connection->lists, &connection->memory, 2 * (size_t)limits->head_bytes);
    connection->capacity = INLINE_BODY;
    connection->body = connection->inline_body;
}

/* The path of a target in origin form, or in absolute form ("http://host/path"). */
static const char *path_of(const char *url)
{
    size_t scheme = strncasecmp(url, "http://", 7) == 0    ? 7
                    : strncasecmp(url, "https://", 8) == 0 ? 8
                                                           : 0;
    const char *slash = scheme ? strchr(url + scheme, '/') : url;
    return slash ? slash : "/";
}

static void take_target(http_connection *connection, const char *target)
{
    const char *path = path_of(target);
    size_t length = strcspn(path, "?");
    if (length >= sizeof connection->instance) length = sizeof connection->instance - 1;
    memcpy(connection->instance, path, length);
    connection->instance[length] = 0;
    size_t size = strcspn(target, " ");
    connection->line = (http_line){
        .target = target, .target_length = size, .is_printable = head_is_printable(target, size)};
}

void *request_begin(void *cls, const char *target, struct MHD_Connection *mhd)
{
    (void)cls;
    http_connection *connection =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    int64_t now = clock_now(), due = now + connection->limits->head_timeout_ms * CLOCK_MS;
    /* The time of a first head runs from when the client connected. */
    if (connection->fresh) due = atomic_load(&connection->due);
    connection->fresh = false;
    reset(connection);
    timing_start(&connection->call.timing);
    take_target(connection, target ? target : "");
    connection_enter(connection, PHASE_HEAD, due);
    return connection;
}

static void refuse(http_connection *connection, const gd_error *err)
{
    call_fail(&connection->call, err, NULL);
    connection->answered = true;
    timing_mark(&connection->call.timing, TIMING_RECEIVE);
}

static bool check_route(http_connection *connection, const char *allow, gd_error *err)
{
    const char *path = connection->call.path;
    if (connection->route) return true;
    if (!allow) gd_fail(err, GD_NOT_FOUND, "there is nothing at %.200s", path);
    else gd_fail(err, GD_BAD_METHOD, "%.20s is not one of %s", connection->line.method, allow);
    const char *nearest = allow ? NULL : route_nearest(connection->thread->port, path);
    if (nearest) return gd_hint(err, "did you mean %s? GET /docs tells what there is", nearest);
    return gd_hint(err, connection->thread->port == ROUTE_PUBLIC
                            ? "GET /docs tells what there is, and how to ask for it"
                            : "this port has /livez, /readyz and /metrics");
}

static bool accepts(const char *accept, route_answer answer)
{
    return !answer || (answer & ROUTE_ANSWERS_JSON && head_rank(accept, "application/json")) ||
           (answer & ROUTE_ANSWERS_LINES && head_rank(accept, STREAM_TYPE));
}

/* JSON, where there is a choice, unless lines are wanted more: a client that says nothing gets what
 * is simplest. */
static bool wants_lines(const char *accept, route_answer answer)
{
    return answer == ROUTE_ANSWERS_LINES ||
           (answer == ROUTE_ANSWERS_EITHER &&
            head_rank(accept, STREAM_TYPE) > head_rank(accept, "application/json"));
}

static bool takes_type(route_body body, const char *type)
{
    return body == ROUTE_NONE || head_type_is_json(type) ||
           (body == ROUTE_LINES && head_type_is_lines(type));
}

static bool check_media(const http_head *head, const gd_route *route, gd_error *err)
{
    static const char *const answers[] = {[ROUTE_ANSWERS_JSON] = "application/json",
                                          [ROUTE_ANSWERS_LINES] = STREAM_TYPE,
                                          [ROUTE_ANSWERS_EITHER] =
                                              "application/json or " STREAM_TYPE};
    if (!accepts(head->accept, route->answer))
        return gd_fail(err, GD_NOT_ACCEPTABLE, "the answer is %s", answers[route->answer]) ||
               gd_hint(err, "send an Accept header that has it, or none");
    const char *type = route->body == ROUTE_LINES ? STREAM_TYPE : "application/json";
    return takes_type(route->body, head->content_type) ||
           gd_fail(err, GD_MEDIA_TYPE, "the body is read as %s, not as %.100s", type,
                   head->content_type) ||
           gd_hint(err, "send Content-Type: %s", type);
}

static bool is_coded(const http_head *head)
{
    return head->content_encoding && strcasecmp(head->content_encoding, "identity") != 0;
}

static bool check_codings(const http_connection *connection, const http_head *head, gd_error *err)
{
    if (connection->call.coding == CODING_NONE)
        return gd_fail(err, GD_NOT_ACCEPTABLE, "the answer is sent as it is, or in gzip");
    if (!is_coded(head) || head_is_gzip(head->content_encoding)) return true;
    gd_fail(err, GD_MEDIA_TYPE, "the only Content-Encoding is gzip, not %.100s",
            head->content_encoding);
    return gd_hint(err, "compress the body with gzip, or send it as it is");
}

/* What a page of another site does whose name was pointed at this machine (DNS rebinding): its
 * browser takes the two for one site, but tells the name. Not on the admin port, which probes call
 * by its address. */
static bool check_addressee(const http_connection *connection, const http_head *head, gd_error *err)
{
    const http_thread *thread = connection->thread;
    const char *list = thread->http->config->allowed_hosts;
    if (!list[strspn(list, " ")] || thread->port != ROUTE_PUBLIC ||
        head_is_for(head, connection->line.target, list))
        return true;
    gd_fail(err, GD_WRONG_HOST, "requests for the host \"%.100s\" are not answered here",
            head->host ? head->host : "");
    return gd_hint(err, "the server's operator lists its names in --allowed-hosts");
}

static bool fail_length(const gd_limits *limits, gd_error *err)
{
    return gd_fail(err, GD_BODY_TOO_LARGE, "the body has more than %lld bytes",
                   (long long)limits->body_bytes);
}

static bool check_length(const http_head *head, const gd_limits *limits, gd_error *err)
{
    return head->length <= (uint64_t)limits->body_bytes || fail_length(limits, err);
}

static void answer_options(http_connection *connection, const http_head *head, const char *allow)
{
    gd_call *call = &connection->call;
    call->status = 204;
    call_add_header(call, "Allow", allow ? allow : "GET, HEAD, POST, OPTIONS");
    if (head->cors_method && allow) reply_add_preflight(connection, allow);
    connection->answered = true;
}

/* Makes ready for a body that arrives compressed. */
static bool open_body(http_connection *connection, const http_head *head, gd_error *err)
{
    if (!head->has_body || !is_coded(head)) return true;
    connection->declared = 0;
    connection->decoder = decoder_new(&connection->memory, err);
    return connection->decoder && connection_hold(connection, GZIP_DECODER_BYTES, err);
}

static void offer_stream(http_connection *connection)
{
    stream_reset(&connection->stream, &connection->memory, connection->limits);
    connection->call.stream = &connection->stream;
}

/* Finds the route of a well-formed head, or answers in its place. */
static void decide(http_connection *connection, const http_head *head)
{
    gd_error err = {.code = GD_OK};
    const char *allow = NULL, *path = connection->call.path;
    if (!check_addressee(connection, head, &err)) {
        refuse(connection, &err);
        return;
    }
    route_method method = route_method_find(connection->line.method);
    connection->route = route_find(connection->thread->port, method, path, &allow);
    if (method == ROUTE_OPTIONS && (allow || strcmp(path, "*") == 0)) {
        answer_options(connection, head, allow);
        return;
    }
    bool fits = check_route(connection, allow, &err) && clients_admit(connection, head, &err) &&
                check_media(head, connection->route, &err);
    bool coded = fits && !check_codings(connection, head, &err);
    if (fits && !coded && check_length(head, connection->limits, &err) &&
        open_body(connection, head, &err)) {
        if (wants_lines(head->accept, connection->route->answer)) offer_stream(connection);
        return;
    }
    refuse(connection, &err);
    if (gd_code_status(err.code) == 401) clients_challenge(&connection->call);
    if (err.code == GD_BAD_METHOD) call_add_header(&connection->call, "Allow", allow);
    if (coded && err.code == GD_MEDIA_TYPE)
        call_add_header(&connection->call, "Accept-Encoding", "gzip");
}

static void take_head(http_connection *connection, const http_head *head)
{
    gd_call *call = &connection->call;
    call->if_none_match = head->if_none_match;
    call->coding = head_coding(head->accept_encoding);
    trace_begin(connection, head);
    connection->origin = head->origin;
    connection->declared = head->length;
}

/* The first call for a request: only its head is there. A reply at this point ends the connection,
 * so a request that is refused but complete waits for the next call. */
static enum MHD_Result meet(http_connection *connection, const char *url)
{
    gd_error err = {.code = GD_OK};
    http_head head;
    connection->call.path = path_of(url);
    connection->step = STEP_BODY;
    bool sound = head_read(connection->mhd, &connection->line, connection->limits, &head,
                           &connection->lists, &err);
    if (sound) {
        take_head(connection, &head);
        decide(connection, &head);
    } else {
        trace_begin(connection, &(http_head){.host = NULL});
        refuse(connection, &err);
    }
    if (connection->answered && (!sound || head.has_body)) {
        connection->linger = true;
        return reply_send(connection);
    }
    if (!head.has_body) return MHD_YES;
    int64_t due = clock_now() + connection->limits->body_timeout_ms * CLOCK_MS;
    return connection_enter(connection, PHASE_BODY, due) ? MHD_YES : MHD_NO;
}

/* Room for `size` more bytes and a final 0: at once all that a Content-Length tells, of which the
 * system gives memory only as it fills. */
static bool grow_body(http_connection *connection, size_t size, gd_error *err)
{
    size_t needed = connection->length + size + 1;
    size_t besides = connection->decoder ? GZIP_DECODER_BYTES : 0;
    if (needed > INLINE_BODY && !connection_hold(connection, needed + besides, err)) return false;
    if (needed <= connection->capacity) return true;
    size_t capacity = connection->declared ? (size_t)connection->declared + 1 : needed + needed / 2;
    bool is_inline = connection->body == connection->inline_body;
    char *block = is_inline ? NULL : connection->body;
    block = memory_resize(&connection->memory, block, capacity, err);
    if (!block) return false;
    if (is_inline) memcpy(block, connection->inline_body, connection->length);
    connection->body = block;
    connection->capacity = capacity;
    return true;
}

/* Small text that packs well is no attack, and large text that packs better than any program's
 * inputs costs its sender nothing and the server much. */
static bool check_ratio(const http_connection *connection, gd_error *err)
{
    const size_t harmless = (size_t)1 << 20;
    uint64_t ratio = (uint64_t)connection->limits->inflate_ratio;
    if (connection->length <= harmless ||
        connection->length / ratio <= decoder_taken(connection->decoder))
        return true;
    gd_fail(err, GD_BODY_TOO_LARGE, "the gzip body grows to more than %llu times its size",
            (unsigned long long)ratio);
    return gd_hint(err, "send it without Content-Encoding");
}

static bool inflate_body(http_connection *connection, const char *data, size_t size, gd_error *err)
{
    enum { MORE = 16384, STEP = 262144 }; /* inflated between two looks at the ratio */
    const gd_limits *limits = connection->limits;
    size_t most = (size_t)limits->body_bytes, written = 1, room = 1;
    if (decoder_taken(connection->decoder) + size > most) return fail_length(limits, err);
    while (size || written == room) {
        if (connection->length + 1 >= connection->capacity && !grow_body(connection, MORE, err))
            return false;
        room = connection->capacity - connection->length - 1;
        if (room > STEP) room = STEP;
        if (!decoder_read(connection->decoder, &data, &size, connection->body + connection->length,
                          room, &written, err))
            return false;
        connection->length += written;
        if (connection->length > most) return fail_length(limits, err);
        if (!check_ratio(connection, err)) return false;
    }
    return true;
}

static bool take_body(http_connection *connection, const char *data, size_t size, gd_error *err)
{
    if (connection->decoder) return inflate_body(connection, data, size, err);
    if (connection->length + size > (size_t)connection->limits->body_bytes)
        return fail_length(connection->limits, err);
    if (!grow_body(connection, size, err)) return false;
    memcpy(connection->body + connection->length, data, size);
    connection->length += size;
    return true;
}

/* libmicrohttpd takes no reply while a body arrives, so a refusal goes to the socket past it. */
static enum MHD_Result break_off(http_connection *connection, const gd_error *err)
{
    if (!connection_enter(connection, PHASE_REPLY, INT64_MAX)) return MHD_NO;
    int status = gd_code_status(err->code);
    connection->call.status = status;
    connection->call.error = err->code;
    connection->answered = connection->linger = true;
    const raw_reply reply = {connection->call.path, connection->request_id, err};
    connection->told = reply_break_off(connection, &reply);
    return MHD_NO;
}

static enum MHD_Result take_data(http_connection *connection, const char *data, size_t *size)
{
    gd_error err = {.code = GD_OK};
    if (!take_body(connection, data, *size, &err)) return break_off(connection, &err);
    *size = 0;
    return MHD_YES;
}

#define CONNECTION_OF(member, pointer)                                                             \
    ((http_connection *)(void *)((char *)(pointer)-offsetof(http_connection, member)))

static void sleep_of(gd_stream *stream)
{
    MHD_suspend_connection(CONNECTION_OF(stream, stream)->mhd);
}

static void wake_of(gd_stream *stream)
{
    MHD_resume_connection(CONNECTION_OF(stream, stream)->mhd);
}

static bool hold_for(gd_stream *stream, size_t size, gd_error *err)
{
    return connection_hold_stream(CONNECTION_OF(stream, stream), size, err);
}

static void resume_for(gd_stream *stream)
{
    http_connection *connection = CONNECTION_OF(stream, stream);
    queue_resume(connection->thread->http->queue, &connection->job);
}

const stream_owner request_streams = {sleep_of, wake_of, hold_for, resume_for};

/* Gives back what the request held. */
static void finish(http_connection *connection)
{
    decoder_free(connection->decoder);
    call_end(&connection->call);
    call_close(&connection->call);
    connection_drop_body(connection, 0);
    buffer_close(&connection->lists);
    if (!connection->call.stream) return;
    stream_clear(&connection->stream);
    connection_drop_stream(connection);
}

/* The same for a stream that the client has left, on a compute thread. */
static void finish_left(http_connection *connection)
{
    gd_metrics *metrics = connection->thread->http->metrics;
    account_request(connection, metrics_shared_begin(metrics));
    metrics_shared_end(metrics);
    finish(connection);
}

/* The job of a call is done. One that streams may be the last to hold its connection. */
static void finish_job(gd_job *job)
{
    http_connection *connection = CONNECTION_OF(job, job);
    if (!connection->call.stream) {
        reply_prepare(connection, SIZE_MAX);
        MHD_resume_connection(connection->mhd);
        return;
    }
    if (stream_end(&connection->stream)) finish_left(connection);
    gate_release(connection);
}

/* Suspends the connection until a compute thread has answered. */
static enum MHD_Result enqueue(http_connection *connection)
{
    gd_error err = {.code = GD_OK};
    connection->step = STEP_WAIT;
    connection->job = (gd_job){.call = &connection->call, .done = finish_job};
    if (connection->call.stream) {
        atomic_fetch_add(&connection->holders, 1);
        connection->call.path = connection->instance; /* they may outlive libmicrohttpd's */
        connection->line.method = route_method_name(connection->route->method);
    }
    MHD_suspend_connection(connection->mhd);
    if (queue_add(connection->thread->http->queue, &connection->job, &err)) return MHD_YES;
    call_fail(&connection->call, &err, NULL);
    call_end(&connection->call);
    finish_job(&connection->job);
    return MHD_YES;
}

/* Gives back what inflated the body; refuses one that is not whole. */
static void close_body(http_connection *connection)
{
    gd_error err = {.code = GD_OK};
    if (!connection->decoder) return;
    if (!connection->answered && !decoder_check_end(connection->decoder, &err))
        refuse(connection, &err);
    decoder_free(connection->decoder);
    connection->decoder = NULL;
}

/* The request is complete. */
static enum MHD_Result handle(http_connection *connection)
{
    gd_http *http = connection->thread->http;
    gd_call *call = &connection->call;
    timing_mark(&call->timing, TIMING_RECEIVE);
    if (!connection_enter(connection, PHASE_WORK, INT64_MAX)) return MHD_NO;
    close_body(connection);
    if (connection->answered) return reply_send(connection);
    connection->body[connection->length] = 0;
    call->body = connection->body;
    call->length = connection->length;
    call->context.deadline_ns = call->timing.marked + connection->limits->timeout_ms * CLOCK_MS;
    call->draining = atomic_load_explicit(&http->draining, memory_order_relaxed);
    connection->answered = true;
    connection->route->handler(call);
    if (call->rest) return enqueue(connection);
    call_end(call);
    timing_mark(&call->timing, TIMING_WRITE);
    return reply_send(connection);
}

enum MHD_Result request_go_on(void *cls, struct MHD_Connection *mhd, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **context)
{
    (void)cls, (void)mhd;
    http_connection *connection = *context;
    if (atomic_load_explicit(&connection->phase, memory_order_relaxed) == PHASE_EXPIRED)
        return MHD_NO;
    if (connection->step == STEP_HEAD) {
        connection->line.method = method;
        connection->line.version = version;
        return meet(connection, url);
    }
    if (*size) return take_data(connection, data, size);
    return connection->step == STEP_WAIT ? reply_send(connection) : handle(connection);
}

void request_end(void *cls, struct MHD_Connection *mhd, void **context,
                 enum MHD_RequestTerminationCode why)
{
    (void)cls, (void)mhd;
    http_connection *connection = *context;
    gate_settle(connection);
    account_close(connection, why);
    *context = NULL;
    encoder_free(connection->encoder);
    connection->encoder = NULL;
    bool streams = reply_streams(connection) && !stream_leave(&connection->stream);
    if (streams) atomic_store(&connection->cancel, true); /* its job will finish it */
    else {
        account_request(connection, connection->thread->shard);
        finish(connection);
    }
    connection_enter(connection, PHASE_IDLE,
                     clock_now() + connection->limits->idle_timeout_ms * CLOCK_MS);
}
