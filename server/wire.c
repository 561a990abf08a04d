/* The endpoints that answer questions to the engine.
 *
 * An evaluation goes through three stages: read the request, prepare (trace, derive, plan, or find
 * all that in the cache), answer. It begins on the thread of the connection and moves to a compute
 * thread before the first stage that may take long: reading when the body is large, preparing when
 * the program may loop, answering when the plan's cost is high. */
#include "server/handler.h"
#include "server/wire.h"

#include <string.h>

enum {
    INLINE_BODY = 65536,  /* bytes of a body that is read at once: well below a millisecond */
    INLINE_PROGRAM = 4096 /* bytes of a program that is prepared at once */
};

static void drop_request(void *state)
{
    wire_request *request = state;
    gd_evaluation_release(request->evaluation);
    wire_reader reader = request->reader; /* the request lies in the arena that now ends */
    wire_reader_close(&reader);
}

/* A request in its own arena; NULL with the call failed. */
static wire_request *new_request(gd_call *call)
{
    wire_reader reader;
    wire_reader_init(&reader, call->context.memory, call->context.limits);
    wire_request *request = arena_alloc(&reader.arena, sizeof *request, &reader.err);
    if (!request) return call_fail(call, &reader.err, NULL), NULL;
    request->reader = reader;
    call->state = request;
    call->drop = drop_request;
    return request;
}

/* Answers the reader's error. The request is not to be used any more. */
static void fail(gd_call *call, wire_request *request)
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

/* Brings the deadline forward to the request's own. */
static void set_deadline(gd_call *call, const wire_request *request)
{
    int64_t less_ms = call->context.limits->timeout_ms - request->timeout_ms;
    if (request->timeout_ms && less_ms > 0 && call->context.deadline_ns)
        call->context.deadline_ns -= less_ms * 1000000;
}

static bool read_request(gd_call *call, wire_request *request)
{
    if (!wire_read_request(request, call->body, call->length)) return fail(call, request), false;
    set_deadline(call, request);
    return true;
}

static bool prepare(gd_call *call, wire_request *request)
{
    request->evaluation =
        gd_prepare(call->engine, &request->question, &call->context, &request->reader.err);
    if (request->evaluation) return true;
    wire_place_error(request);
    return fail(call, request), false;
}

static void answer(gd_call *call, wire_request *request)
{
    gd_answer found;
    if (!gd_evaluate(request->evaluation, &request->question, &call->context, &found,
                     &request->reader.err)) {
        wire_place_error(request);
        fail(call, request);
        return;
    }
    wire_write_answer(&call->reply, request, &found);
    gd_answer_close(&found);
}

static void rest_from_answering(gd_call *call)
{
    answer(call, call->state);
}

static void rest_from_preparing(gd_call *call)
{
    if (prepare(call, call->state)) answer(call, call->state);
}

static void rest_from_reading(gd_call *call)
{
    if (read_request(call, call->state)) rest_from_preparing(call);
}

/* Whether a program's text has a word that can repeat its parts: a loop, a comprehension, a
 * function, which may recurse. All but the comprehension have a colon, which most programs lack. */
static bool may_repeat(const char *program, size_t length)
{
    static const char *const words[] = {"while", "def", "lambda"};
    if (memmem(program, length, "for", 3)) return true;
    if (!memchr(program, ':', length)) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(program, length, words[i], strlen(words[i]))) return true;
    return false;
}

static bool prepares_at_once(const gd_call *call, const gd_question *question)
{
    if (!question->program) return call->length <= INLINE_PROGRAM;
    return question->length <= INLINE_PROGRAM && !may_repeat(question->program, question->length);
}

void wire_evaluate(gd_call *call)
{
    wire_request *request = new_request(call);
    if (!request) return;
    if (call->length > INLINE_BODY) {
        call->rest = rest_from_reading;
        return;
    }
    if (!read_request(call, request)) return;
    if (!prepares_at_once(call, &request->question)) {
        call->rest = rest_from_preparing;
        return;
    }
    if (!prepare(call, request)) return;
    if (gd_evaluation_cost(request->evaluation) > call->context.limits->inline_cost)
        call->rest = rest_from_answering;
    else answer(call, request);
}

void wire_ops(gd_call *call)
{
    buffer_add_text(&call->reply, "{\"ops\":");
    wire_write_value(&call->reply, gd_engine_catalogue(call->engine), NULL, WIRE_NESTED);
    buffer_add_text(&call->reply, "}\n");
}
