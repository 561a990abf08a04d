#include "server/handler.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

void call_init(gd_call *call, gd_engine *engine, gd_context context)
{
    *call = (gd_call){.path = "",
                      .body = "",
                      .engine = engine,
                      .context = context,
                      .status = 200,
                      .type = "application/json",
                      .request_id = "",
                      .log_from = INT_MAX};
    buffer_init(&call->reply, context.memory, (size_t)context.limits->reply_bytes);
    buffer_init(&call->id, context.memory, (size_t)context.limits->reply_bytes);
}

void call_add_header(gd_call *call, const char *name, const char *value)
{
    assert(call->n_headers < CALL_HEADERS);
    call->headers[call->n_headers++] = (call_header){name, value};
}

bool call_has_tag(const gd_call *call, const char *tag)
{
    const char *header = call->if_none_match;
    return header && (strcmp(header, "*") == 0 || strstr(header, tag));
}

static void discard_reply(gd_call *call)
{
    buffer_close(&call->reply);
    buffer_init(&call->reply, call->context.memory, (size_t)call->context.limits->reply_bytes);
    call->fixed = NULL;
    call->n_headers = 0;
}

/* A problem without its details, where even these have no memory. */
static void fail_bare(gd_call *call, gd_code code)
{
    discard_reply(call);
    int size = snprintf(call->spare, sizeof call->spare,
                        "{\"type\":\"/v1/limits#%s\",\"title\":\"%s\",\"status\":%d}\n",
                        gd_code_slug(code), gd_code_title(code), gd_code_status(code));
    call->fixed = call->spare;
    call->fixed_size = (size_t)size;
}

static void add_retry(gd_call *call)
{
    snprintf(call->retry, sizeof call->retry, "%d", call->retry_s ? call->retry_s : 1);
    call_add_header(call, "Retry-After", call->retry);
}

void call_note(gd_call *call, const gd_error *err)
{
    call->error = err->code;
    call->why[0] = 0;
    if (gd_code_status(err->code) >= 500)
        snprintf(call->why, sizeof call->why, "%.*s", CALL_WHY - 1, err->message);
}

void call_fail_all(gd_call *call, const problem_item *items, size_t count)
{
    gd_code code = items[0].error->code;
    discard_reply(call);
    call_note(call, items[0].error);
    call->status = gd_code_status(code);
    call->type = PROBLEM_TYPE;
    problem_print(&call->reply, call->status, call->path, &call->id, items, count);
    buffer_add_text(&call->reply, "\n");
    if (call->reply.error.code) fail_bare(call, code);
    if (call->status == 429 || code == GD_DRAINING) add_retry(call);
}

void call_fail(gd_call *call, const gd_error *err, const char *pointer)
{
    gd_error copy = *err; /* it may be the error of the reply that is discarded */
    call_fail_all(call, &(problem_item){&copy, pointer}, 1);
}

void call_end(gd_call *call)
{
    if (call->drop) call->drop(call->state);
    call->drop = NULL;
    call->state = NULL;
    if (call->reply.error.code) call_fail(call, &call->reply.error, NULL);
}

void call_close(gd_call *call)
{
    buffer_close(&call->reply);
    buffer_close(&call->id);
}
