/* The endpoint that runs a program cell by cell, in an interpreter of its own.
 *
 * A whole reply lists the cells up to the first error of the program. A stream tells the same as it
 * happens: "stdout" events while a cell prints, a "cell" event when it has ended, which repeats all
 * that it printed, and at last one "done", or one "error" with the problem that a whole reply would
 * have been: a deadline, memory, too much text. */
#include "server/quote.h"
#include "server/wire.h"

#include <time.h>

typedef struct run {
    gd_call *call;
    wire_request *request;
    gd_session *session;
    gd_buffer printed; /* by the cell under way */
    gd_buffer line;    /* an event in the making */
    gd_buffer opening; /* of the cell's "stdout" events */
    size_t left;       /* bytes that may still be printed */
    gd_error stop;     /* why printing has ended the run */
} run;

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void open_run(run *r, gd_call *call, wire_request *request)
{
    const gd_context *context = &call->context;
    size_t most = (size_t)context->limits->reply_bytes;
    *r = (run){.call = call, .request = request, .left = (size_t)context->limits->output_bytes};
    buffer_init(&r->printed, context->memory, r->left);
    buffer_init(&r->line, context->memory, most);
    buffer_init(&r->opening, context->memory, most);
}

static void close_run(run *r)
{
    gd_session_free(r->session);
    r->session = NULL;
    buffer_close(&r->printed);
    buffer_close(&r->line);
    buffer_close(&r->opening);
}

/* Passes on an error that has stayed in a buffer. */
static bool is_sound(const gd_buffer *buffer, gd_error *err)
{
    return !buffer->error.code || gd_fail(err, buffer->error.code, "%s", buffer->error.message);
}

static bool stream_print(run *r, const char *text, size_t length)
{
    gd_buffer *quoted = &r->line;
    quoted->length = 0;
    quote_bytes(quoted, text, length);
    return is_sound(quoted, &r->stop) && is_sound(&r->opening, &r->stop) &&
           stream_text(r->call->stream, r->opening.data, "\"}\n", quoted->data + 1,
                       quoted->length - 2, &r->stop);
}

static bool take_text(void *user, const char *text, size_t length)
{
    run *r = user;
    if (!length) return true;
    if (length > r->left) {
        gd_fail(&r->stop, GD_REPLY_TOO_LARGE, "the program prints more than %lld bytes",
                (long long)r->call->context.limits->output_bytes);
        return gd_hint(&r->stop, "print less; the limit is \"output_bytes\"");
    }
    r->left -= length;
    buffer_add(&r->printed, text, length);
    if (!is_sound(&r->printed, &r->stop)) return false;
    return !r->call->stream || stream_print(r, text, length);
}

/* Appends a cell's answer, or sends it. */
static bool tell_cell(run *r, int i, const gd_outcome *outcome, int64_t elapsed_us, gd_error *err)
{
    bool whole = !r->call->stream;
    gd_buffer *out = whole ? &r->call->reply : &r->line;
    const gd_value *graph = NULL;
    if (r->request->question.graph && outcome->value) graph = gd_session_graph(r->session, err);
    if (err->code) return false;
    if (!whole) out->length = 0;
    buffer_add_text(out, whole ? i ? ",{" : "{" : "{\"event\":\"cell\",");
    wire_write_cell(out, r->request, i, &r->printed, outcome, graph, elapsed_us);
    buffer_add_text(out, whole ? "}" : "}\n");
    return is_sound(out, err) &&
           (whole || stream_line(r->call->stream, out->data, out->length, err));
}

static void begin_cell(run *r, int i)
{
    r->printed.length = 0;
    if (!r->call->stream) return;
    r->opening.length = 0;
    buffer_add_text(&r->opening, "{\"event\":\"stdout\",\"id\":");
    wire_write_cell_id(&r->opening, r->request, i);
    buffer_add_text(&r->opening, ",\"text\":\"");
}

/* False when no more cells are to be run: the program has failed, or the run must end with an
 * error. */
static bool run_cell(run *r, int i, gd_error *err)
{
    const wire_cell *cell = &r->request->cells[i];
    gd_outcome outcome = {0};
    begin_cell(r, i);
    int64_t start = now_us();
    bool ran = gd_session_run(r->session, cell->source, cell->length, take_text, r, &outcome, err);
    if (r->stop.code) *err = r->stop;
    if (ran && !err->code) tell_cell(r, i, &outcome, now_us() - start, err);
    if (!err->code) return !outcome.error_type;
    wire_path cells = {NULL, "cells", 0}, place = {&cells, NULL, (size_t)i};
    r->request->reader.pointer = wire_pointer(&r->request->reader, &place);
    return false;
}

static bool open_session(run *r, gd_error *err)
{
    const gd_question *question = &r->request->question;
    gd_session_options options = {question->dtype, r->request->seed, question->conventions};
    r->session = gd_session_new(r->call->engine, &options, &r->call->context, err);
    return r->session;
}

static void add_request_id(gd_buffer *out, const wire_request *request)
{
    if (!request->id) return;
    buffer_add_text(out, ",\"id\":");
    wire_write_id(out, request->id);
}

static void answer_whole(run *r, gd_error *err)
{
    gd_buffer *out = &r->call->reply;
    buffer_add_text(out, "{\"cells\":[");
    for (int i = 0; i < r->request->n_cells; i++)
        if (!run_cell(r, i, err)) break;
    buffer_add_text(out, "]");
    add_request_id(out, r->request);
    buffer_add_text(out, "}\n");
}

/* The last event; what the run held is free by now, so that there is memory for it. */
static void end_stream(run *r, const gd_error *err)
{
    gd_call *call = r->call;
    gd_buffer *out = &r->line;
    open_run(r, call, r->request);
    buffer_add_text(out, err->code ? "{\"event\":\"error\",\"problem\":" : "{\"event\":\"done\"");
    if (err->code)
        problem_print(out, gd_code_status(err->code), call->path, &call->id,
                      &(problem_item){err, r->request->reader.pointer}, 1);
    else add_request_id(out, r->request);
    buffer_add_text(out, "}\n");
    stream_last(call->stream, out->error.code ? NULL : out->data, out->length);
    close_run(r);
}

static void answer_streaming(run *r, gd_error *err)
{
    stream_begin(r->call->stream, "{\"event\":\"heartbeat\"}\n");
    for (int i = 0; i < r->request->n_cells; i++)
        if (!run_cell(r, i, err)) break;
    close_run(r);
    end_stream(r, err);
    r->call->error = err->code;
    err->code = GD_OK; /* it has been answered */
}

static void run_cells(gd_call *call, wire_request *request)
{
    run r;
    gd_error *err = &request->reader.err;
    open_run(&r, call, request);
    if (open_session(&r, err)) {
        if (call->stream) answer_streaming(&r, err);
        else answer_whole(&r, err);
    }
    timing_mark(&call->timing, TIMING_COMPUTE);
    close_run(&r);
    if (err->code) wire_answer_error(call, request);
}

static bool read_cells(gd_call *call, wire_request *request)
{
    bool read = wire_read_cells(request, call->body, call->length);
    timing_mark(&call->timing, TIMING_READ);
    if (request->id) wire_write_id(&call->id, request->id);
    return read || (wire_answer_error(call, request), false);
}

static void rest_from_running(gd_call *call)
{
    run_cells(call, call->state);
}

static void rest_from_reading(gd_call *call)
{
    if (read_cells(call, call->state)) rest_from_running(call);
}

void wire_run(gd_call *call)
{
    wire_request *request = wire_new_request(call);
    if (!request) return;
    if (call->length > WIRE_READ_AT_ONCE) call->rest = rest_from_reading;
    else if (read_cells(call, request)) call->rest = rest_from_running;
}
