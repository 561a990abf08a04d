/* The endpoints that answer questions to the engine.
 *
 * An evaluation goes through three stages: read the request, prepare (trace, derive, plan, or find
 * all that in the cache), answer. It begins on the thread of the connection and moves to a compute
 * thread before the first stage that may take long: reading when the body is large, preparing when
 * the program is long, answering when the plan's cost is high. How long a program runs cannot be
 * seen from its text: a short one is prepared at once within few steps and nodes, and once more on
 * a compute thread if these do not suffice. */
#include "server/wire.h"

enum {
    PREPARE_AT_ONCE = 4096, /* bytes of a program */
    QUICK_STEPS = 10000,    /* steps of a program that is prepared at once: below a millisecond */
    QUICK_NODES = 500       /* nodes of its graph: the same */
};

static void drop_request(void *state)
{
    wire_request *request = state;
    gd_evaluation_release(request->evaluation);
    wire_reader reader = request->reader; /* the request lies in the arena that now ends */
    wire_reader_close(&reader);
}

wire_request *wire_new_request(gd_call *call)
{
    wire_reader reader;
    wire_reader_init(&reader, &call->context);
    wire_request *request = arena_alloc(&reader.arena, sizeof *request, &reader.err);
    if (!request) return call_fail(call, &reader.err, NULL), NULL;
    request->reader = reader;
    call->state = request;
    call->drop = drop_request;
    return request;
}

void wire_answer_error(gd_call *call, wire_request *request)
{
    gd_error err = request->reader.err;
    if (err.code != GD_MEMORY_LIMIT) {
        call_fail(call, &err, request->reader.pointer);
        return;
    }
    call->drop = NULL; /* the answer needs some of the memory that has run out */
    drop_request(request);
    call_fail(call, &err, NULL);
}

/* The same for an error that the engine set. */
static void fail_answer(gd_call *call, wire_request *request)
{
    wire_place_error(request);
    wire_answer_error(call, request);
}

static bool read_request(gd_call *call, wire_request *request)
{
    bool read = wire_read_request(request, call->body, call->length);
    timing_mark(&call->timing, TIMING_READ);
    if (request->id) wire_write_id(&call->id, request->id);
    return read || (wire_answer_error(call, request), false);
}

static bool prepare(gd_call *call, wire_request *request)
{
    request->evaluation =
        gd_prepare(call->engine, &request->question, &call->context, &request->reader.err);
    timing_mark(&call->timing, TIMING_PREPARE);
    if (request->evaluation) return true;
    return fail_answer(call, request), false;
}

static void answer(gd_call *call, wire_request *request)
{
    gd_answer found;
    bool evaluated = gd_evaluate(request->evaluation, &request->question, &call->context, &found,
                                 &request->reader.err);
    timing_mark(&call->timing, TIMING_COMPUTE);
    if (!evaluated) {
        fail_answer(call, request);
        return;
    }
    wire_write_answer(&call->reply, request, &found);
    gd_answer_close(&found);
}

static void rest_from_answering(gd_call *call)
{
    answer(call, call->state);
}

void wire_answer_question(gd_call *call, wire_request *request)
{
    if (prepare(call, request)) answer(call, request);
}

static void rest_from_preparing(gd_call *call)
{
    wire_answer_question(call, call->state);
}

static void rest_from_reading(gd_call *call)
{
    if (read_request(call, call->state)) rest_from_preparing(call);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The limits of what is prepared at once. Each thread keeps its copy. */
static const gd_limits *quick_limits(const gd_limits *limits)
{
    static _Thread_local const gd_limits *source;
    static _Thread_local gd_limits quick;
    if (source != limits) {
        quick = *limits;
        quick.program_steps = least(QUICK_STEPS, limits->program_steps);
        quick.graph_nodes = least(QUICK_NODES, limits->graph_nodes);
        source = limits;
    }
    return &quick;
}

/* Prepares within the quick limits; if these do not suffice the call goes on later. */
static bool prepare_at_once(gd_call *call, wire_request *request)
{
    gd_context quick = call->context;
    gd_error *err = &request->reader.err;
    quick.limits = quick_limits(call->context.limits);
    request->evaluation = gd_prepare(call->engine, &request->question, &quick, err);
    timing_mark(&call->timing, TIMING_PREPARE);
    if (request->evaluation) return true;
    if (err->code == GD_STEP_LIMIT || err->code == GD_NODE_LIMIT) {
        *err = (gd_error){0};
        call->rest = rest_from_preparing;
    } else {
        fail_answer(call, request);
    }
    return false;
}

void wire_evaluate(gd_call *call)
{
    wire_request *request = wire_new_request(call);
    if (!request) return;
    if (call->length > WIRE_READ_AT_ONCE) {
        call->rest = rest_from_reading;
        return;
    }
    if (!read_request(call, request)) return;
    const gd_question *question = &request->question;
    if ((question->program ? question->length : call->length) > PREPARE_AT_ONCE) {
        call->rest = rest_from_preparing;
        return;
    }
    if (!prepare_at_once(call, request)) return;
    if (gd_evaluation_cost(request->evaluation) > call->context.limits->inline_cost)
        call->rest = rest_from_answering;
    else answer(call, request);
}

void wire_ops(gd_call *call)
{
    gd_error err = {.code = GD_OK};
    const gd_value *catalogue = gd_engine_catalogue(call->engine, &err);
    if (!catalogue) {
        call_fail(call, &err, NULL);
        return;
    }
    buffer_add_text(&call->reply, "{\"ops\":");
    wire_write_value(&call->reply, &call->context, catalogue, NULL, WIRE_NESTED);
    buffer_add_text(&call->reply, "}\n");
}
