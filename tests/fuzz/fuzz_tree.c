/* Any bytes as the program of a request: read as JSON, as a tree, traced, differentiated, printed.
 * The answer is UTF-8 with a status that the contract knows, and all memory is given back. */
#include "server/handler.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void check_status(int status)
{
    static const int statuses[] = {200, 400, 413, 422, 504};
    bool known = false;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        known = known || statuses[i] == status;
    fuzz_check(known);
}

static void ask(const gd_buffer *body, const gd_context *context)
{
    gd_call call;
    call_init(&call, fuzz_engine(), *context);
    call.path = "/v1/evaluate";
    call.body = body->data;
    call.length = body->length;
    wire_evaluate(&call);
    if (call.rest) call.rest(&call);
    call_end(&call);
    check_status(call.status);
    const char *text = call.fixed ? call.fixed : call.reply.data;
    fuzz_check(text);
    fuzz_check_text(text, call.fixed ? call.fixed_size : call.reply.length);
    call_close(&call);
}

/* In one of eight sizes, an allocation fails. */
static long failing_allocation(size_t size)
{
    enum { MOST_ALLOCATIONS = 400 };
    return size % 8 == 7 ? (long)(size * 31 % MOST_ALLOCATIONS) + 1 : 0;
}

void fuzz_tree(const uint8_t *data, size_t size)
{
    fuzz_bounds bounds;
    fuzz_open(&bounds);
    bounds.limits.reply_bytes = 1 << 20;
    gd_buffer body;
    buffer_init(&body, &bounds.memory, SIZE_MAX / 2);
    buffer_add_text(&body, "{\"inputs\":{\"x\":[[0,1,2],[3,4,5]],\"i\":{\"dtype\":\"int64\","
                           "\"data\":[0,1]}},\"graph\":{\"format\":\"text\",\"backward\":true},");
    buffer_add_text(&body, size % 2 ? "\"program\":" : "\"expr\":");
    buffer_add(&body, data, size);
    buffer_add_text(&body, "}");
    fuzz_check(!body.error.code);
    bounds.memory.fail_countdown = failing_allocation(size);
    ask(&body, &bounds.context);
    bounds.memory.fail_countdown = 0;
    buffer_close(&body);
    fuzz_close(&bounds);
}
