/* The endpoint that answers many requests to /v1/evaluate at once: lines of JSON in, a line of JSON
 * out for each, in order, as they come.
 *
 * Each line is a call of its own, answered by the code that answers single ones, so what is wrong
 * with one, or takes too much time or memory, is told in its answer and harms no other. They draw
 * on the account of the batch one after another, and each gives back what it took.
 *
 * A batch works in slices. After one it goes to the end of the queue, so that others wait no longer
 * for a batch than for any request; and while its client is far behind with taking answers it is on
 * no thread at all. When it is cancelled it ends without computing any more. */
#include "server/log.h"
#include "server/metrics.h"
#include "server/wire.h"

#include <string.h>

enum { SLICE_MS = 20 };

typedef struct batch {
    const char *next, *end; /* what is left of the body */
    size_t number;          /* of lines that were read, blank ones too */
    size_t answered;        /* of requests */
    int logged;             /* of those */
} batch;

typedef struct batch_line {
    const char *text; /* without the line break */
    size_t length;
} batch_line;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next line with more than blanks, without those around it; false if there is none. */
static bool next_line(batch *b, batch_line *line)
{
    while (b->next < b->end) {
        const char *at = b->next, *stop = memchr(at, '\n', (size_t)(b->end - at));
        if (!stop) stop = b->end;
        b->next = stop + (stop < b->end);
        b->number++;
        while (at < stop && is_blank(*at)) at++;
        while (at < stop && is_blank(stop[-1])) stop--;
        *line = (batch_line){at, (size_t)(stop - at)};
        if (line->length) return true;
    }
    return false;
}

/* What a body looks like that is not lines of requests: one whose line breaks were lost, or stand
 * within requests, or that is an array. */
static void hint_at_lines(gd_error *err, const batch_line *line)
{
    const char *text = line->text;
    size_t length = line->length;
    bool whole = text[0] == '{' && text[length - 1] == '}';
    if (whole && !memmem(text, length, "}{", 2) && !memmem(text, length, "} {", 3)) return;
    err->hint[0] = 0;
    gd_hint(err,
            "a batch is one request a line, without brackets, commas or breaks around or within; "
            "curl keeps the breaks of a file with --data-binary");
}

/* Errors of JSON are placed by the number of the line in the batch. */
static void place_error(const batch *b, const batch_line *line, gd_error *err)
{
    if (err->code == GD_BAD_JSON || line->text[0] == '[') hint_at_lines(err, line);
    if (err->span.line <= 0) return;
    err->span.line = err->span.end_line = (int32_t)b->number;
}

/* The id of a request, or its index; null where it could not be read. Without memory for the whole
 * of it there is nothing in `out`. */
static void print_id(const batch *b, const wire_request *request, gd_buffer *out)
{
    const gd_error *err = &request->reader.err;
    if (request->id) wire_write_id(out, request->id);
    else if (err->code && !request->reader.pointer) buffer_add_text(out, "null");
    else buffer_print(out, "%zu", b->answered);
    if (out->error.code) out->length = 0;
}

/* The beginning of an answer. */
static void add_id(gd_buffer *out, const gd_buffer *id)
{
    buffer_add_text(out, "{\"id\":");
    if (id->length) buffer_add(out, id->data, id->length);
    else buffer_add_text(out, "null");
    buffer_add_text(out, ",");
}

/* Evaluates a line within `call`, its own. *begin receives where the answer, an object of its own,
 * follows the first members of the reply; `id` the text of its id. */
static void evaluate(const batch *b, const batch_line *line, gd_call *call, int64_t last,
                     gd_buffer *id, size_t *begin)
{
    wire_request *request = wire_new_request(call);
    if (!request) return;
    gd_error *err = &request->reader.err;
    bool read =
        context_check(&call->context, err) && wire_read_request(request, line->text, line->length);
    timing_mark(&call->timing, TIMING_READ);
    print_id(b, request, id);
    request->id = NULL; /* it stands first */
    if (!read) {
        place_error(b, line, err);
        wire_answer_error(call, request);
        return;
    }
    if (call->context.deadline_ns > last) call->context.deadline_ns = last;
    add_id(&call->reply, id);
    buffer_add_text(&call->reply, "\"status\":200");
    *begin = call->reply.length;
    wire_answer_question(call, request);
}

/* Joins the first members to the answer, in place. */
static void join(gd_call *call, size_t begin)
{
    if (call->status == 200) call->reply.data[begin] = ',';
}

/* Sends an answer; false with the error set. */
static bool send_answer(gd_stream *stream, const gd_call *call, gd_error *err)
{
    return stream_line(stream, call->reply.data, call->reply.length, err);
}

/* The same for a problem, in which the id stands first, too. */
static bool send_problem(gd_stream *stream, const gd_call *call, const gd_buffer *id, gd_error *err)
{
    gd_buffer out;
    const char *text = call->fixed ? call->fixed : call->reply.data;
    size_t size = call->fixed ? call->fixed_size : call->reply.length;
    buffer_init(&out, call->context.memory, (size_t)call->context.limits->reply_bytes);
    add_id(&out, id);
    buffer_add(&out, text + 1, size - 1);
    bool sent = out.error.code ? gd_fail(err, out.error.code, "%s", out.error.message)
                               : stream_line(stream, out.data, out.length, err);
    buffer_close(&out);
    return sent;
}

/* Sends what came of a line; an answer that cannot be sent makes place for the reason. */
static bool send_line(gd_stream *stream, gd_call *call, const gd_buffer *id)
{
    gd_error err = {.code = GD_OK};
    if (call->status == 200) {
        if (send_answer(stream, call, &err)) return true;
        if (err.code == GD_CANCELLED) return false;
        call_fail(call, &err, NULL);
        err.code = GD_OK;
    }
    return send_problem(stream, call, id, &err);
}

static void open_line(gd_call *line, const gd_call *call)
{
    call_init(line, call->engine, call->context);
    line->path = call->path;
    line->timing = call->timing;
    line->context.deadline_ns = clock_exact() + call->context.limits->timeout_ms * CLOCK_MS;
}

/* Lines that had no answer for want of us, as single requests would be; of each batch a few. */
static void log_failure(const gd_call *call, batch *b, const gd_call *line, const gd_buffer *id)
{
    enum { MOST = 16, LEAST_STATUS = 500 }; /* lines of a batch; also if the log tells of less */
    bool late = line->error == GD_DEADLINE;
    char client[CLIENT_TEXT];
    log_line out;
    if (line->status < LEAST_STATUS || line->status < call->log_from ||
        line->error == GD_CANCELLED || (late ? !log_may(LOG_LATE) : b->logged++ >= MOST))
        return;
    log_begin(&out, "batch_line");
    log_text(&out, "request_id", call->request_id);
    log_number(&out, "line", (int64_t)b->number);
    if (id->length) log_json(&out, "id", id->data);
    log_number(&out, "status", line->status);
    log_text(&out, "code", gd_code_slug(line->error));
    log_text(&out, "message", line->why);
    client_print(&call->client, client);
    log_text(&out, "client", client);
    log_end(&out);
}

static void count_error(const gd_call *call, gd_code error)
{
    if (!error) return;
    metrics_count_error(metrics_shared_begin(call->metrics), error);
    metrics_shared_end(call->metrics);
}

/* False when there is no use in going on. */
static bool answer_line(gd_call *call, batch *b, const batch_line *text)
{
    gd_call line;
    gd_buffer id;
    size_t begin = 0;
    open_line(&line, call);
    buffer_init(&id, call->context.memory, (size_t)call->context.limits->reply_bytes);
    evaluate(b, text, &line, call->context.deadline_ns, &id, &begin);
    call_end(&line);
    join(&line, begin);
    timing_mark(&line.timing, TIMING_WRITE);
    bool sent = send_line(call->stream, &line, &id);
    call->timing = line.timing;
    count_error(call, line.error);
    log_failure(call, b, &line, &id);
    buffer_close(&id);
    call_close(&line);
    b->answered++;
    return sent;
}

static bool is_cancelled(const gd_call *call)
{
    return atomic_load(call->context.cancel);
}

/* Answers lines for a while; false when that was the last. */
static bool answer_slice(gd_call *call, batch *b)
{
    batch_line line;
    int64_t until = clock_now() + SLICE_MS * CLOCK_MS;
    while (next_line(b, &line)) {
        if (!answer_line(call, b, &line)) {
            stream_last(call->stream, NULL, 0);
            return false;
        }
        if (is_cancelled(call)) continue;
        if (clock_now() >= until || stream_is_behind(call->stream)) return true;
    }
    return false;
}

static void go_on(gd_call *call)
{
    batch *b = call->state;
    size_t before = b->answered;
    if (answer_slice(call, b)) call->rest = go_on;
    metrics_shard *shard = metrics_shared_begin(call->metrics);
    metrics_count(shard, METRIC_gradd_batch_requests_total, (int64_t)(b->answered - before));
    metrics_shared_end(call->metrics);
}

static bool check_count(gd_call *call, const batch *all)
{
    batch b = *all;
    batch_line line;
    gd_error err = {.code = GD_OK};
    int64_t n = 0, most = call->context.limits->batch_lines;
    while (n <= most && next_line(&b, &line)) n++;
    if (n <= most) return true;
    gd_fail(&err, GD_BODY_TOO_LARGE, "the batch has more than %lld requests", (long long)most);
    gd_hint(&err, "send several batches");
    call_fail(call, &err, NULL);
    return false;
}

static void begin(gd_call *call)
{
    if (!check_count(call, call->state)) return;
    /* Between answers a blank means nothing, and a line would. */
    stream_begin(call->stream, " ");
    go_on(call);
}

void wire_batch(gd_call *call)
{
    const gd_limits *limits = call->context.limits;
    gd_error err = {.code = GD_OK};
    batch *b = memory_alloc(call->context.memory, sizeof *b, &err);
    if (!b) {
        call_fail(call, &err, NULL);
        return;
    }
    *b = (batch){.next = call->body, .end = call->body + call->length};
    call->context.deadline_ns += (limits->batch_timeout_ms - limits->timeout_ms) * CLOCK_MS;
    call->state = b;
    call->drop = memory_free;
    call->rest = begin;
}
