/* The endpoint that runs a program cell by cell, in an interpreter of its own.
 *
 * A whole reply lists the cells up to the first error of the program. A stream tells the same as it
 * happens: "stdout" events while a cell prints, a "cell" event when it has ended, which repeats all
 * that it printed, and at last one "done", or one "error" with the problem that a whole reply would
 * have been: a deadline, memory, too much text.
 *
 * How long a program runs cannot be seen from its text. But it does nothing except to print, so
 * that a short one without loops is tried at once, on the thread of the connection, within few
 * steps, small tensors and little time; what exceeds these is forgotten and runs again on a compute
 * thread. */
#include "server/clock.h"
#include "server/quote.h"
#include "server/wire.h"

#include <string.h>

enum {
    TRY_BYTES = 2048, /* of a request whose program is tried at once */
    TRY_US = 10000,   /* time that it gets at most, on a busy machine */
    STEP_COST = 100,  /* element operations that take as long as a step */
    ELEMENT_COST = 50 /* as many that a tensor's element may stand for: of small matrices */
};

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
    int64_t start = clock_exact();
    bool ran = gd_session_run(r->session, cell->source, cell->length, take_text, r, &outcome, err);
    if (r->stop.code) *err = r->stop;
    if (ran && !err->code) tell_cell(r, i, &outcome, (clock_exact() - start) / 1000, err);
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
    call_note(r->call, err);
    err->code = GD_OK; /* it has been answered */
}

/* Leaves what is wrong in the request's error. */
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
    wire_request *request = call->state;
    run_cells(call, request);
    if (request->reader.err.code) wire_answer_error(call, request);
}

static bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool has_word(const char *text, size_t length, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = text, *end = text + length;
         (at = memmem(at, (size_t)(end - at), word, size)); at++)
        if ((at == text || !is_word_character(at[-1])) &&
            (at + size == end || !is_word_character(at[size])))
            return true;
    return false;
}

static bool looks_short(const gd_call *call, const wire_request *request)
{
    if (call->length > TRY_BYTES || call->stream) return false;
    for (int i = 0; i < request->n_cells; i++) {
        const wire_cell *cell = &request->cells[i];
        if (has_word(cell->source, cell->length, "for") ||
            has_word(cell->source, cell->length, "while"))
            return false;
    }
    return true;
}

/* Each thread keeps its copy. */
static const gd_limits *limits_of_try(const gd_limits *limits)
{
    static _Thread_local gd_limits lower;
    int64_t steps = limits->inline_cost / STEP_COST, elements = limits->inline_cost / ELEMENT_COST;
    lower = *limits;
    if (steps < lower.run_steps) lower.run_steps = steps;
    if (elements < lower.tensor_elements) lower.tensor_elements = elements;
    return &lower;
}

/* Whether an error comes of the limits of a try, or may. */
static bool is_of_try(gd_code code)
{
    return code == GD_STEP_LIMIT || code == GD_TENSOR_TOO_LARGE || code == GD_DEADLINE;
}

/* False when the program must run without the limits of a try; then nothing has changed. */
static bool run_at_once(gd_call *call, wire_request *request)
{
    const gd_context whole = call->context;
    gd_error *err = &request->reader.err;
    int64_t due = clock_exact() + TRY_US * 1000;
    call->context.limits = limits_of_try(whole.limits);
    if (due < whole.deadline_ns) call->context.deadline_ns = due;
    run_cells(call, request);
    call->context = whole;
    if (is_of_try(err->code)) {
        *err = (gd_error){.code = GD_OK};
        request->reader.pointer = NULL;
        buffer_close(&call->reply);
        buffer_init(&call->reply, whole.memory, (size_t)whole.limits->reply_bytes);
        return false;
    }
    if (err->code) wire_answer_error(call, request);
    return true;
}

static void rest_from_reading(gd_call *call)
{
    if (read_cells(call, call->state)) rest_from_running(call);
}

void wire_run(gd_call *call)
{
    wire_request *request = wire_new_request(call);
    if (!request) return;
    if (call->length > WIRE_READ_AT_ONCE) {
        call->rest = rest_from_reading;
        return;
    }
    if (!read_cells(call, request)) return;
    bool at_once = looks_short(call, request) && call->context.limits->inline_cost > 0;
    if (!at_once || !run_at_once(call, request)) call->rest = rest_from_running;
}
