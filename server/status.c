/* The handlers that tell about the server itself: its limits and error codes, and whether it is
 * alive and ready. */
#include "server/handler.h"
#include "server/quote.h"

static void print_limit(gd_buffer *out, const gd_limit_row *row, const gd_limits *limits)
{
    gd_limits copy = *limits;
    buffer_print(out,
                 "{\"name\":\"%s\",\"value\":%lld,\"unit\":\"%s\",\"least\":%lld,\"most\":%lld,",
                 row->name, (long long)*gd_limit_field(&copy, row), row->unit,
                 (long long)row->least, (long long)row->most);
    buffer_add_text(out, "\"text\":");
    quote_text(out, row->text);
    buffer_add_text(out, "}");
}

static void print_code(gd_buffer *out, gd_code code)
{
    buffer_print(out, "{\"code\":\"%s\",\"status\":%d,\"title\":", gd_code_slug(code),
                 gd_code_status(code));
    quote_text(out, gd_code_title(code));
    buffer_add_text(out, "}");
}

void status_limits(gd_call *call)
{
    gd_buffer *out = &call->reply;
    int count;
    const gd_limit_row *rows = gd_limit_rows(&count);
    buffer_add_text(out, "{\"limits\":[");
    for (int i = 0; i < count; i++) {
        if (i) buffer_add_text(out, ",");
        print_limit(out, &rows[i], call->context.limits);
    }
    buffer_add_text(out, "],\"errors\":[");
    for (gd_code code = GD_OK + 1; code < GD_CODE_COUNT; code++) {
        if (code > GD_OK + 1) buffer_add_text(out, ",");
        print_code(out, code);
    }
    buffer_add_text(out, "]}\n");
}

void status_livez(gd_call *call)
{
    buffer_add_text(&call->reply, "{\"status\":\"live\"}\n");
}

void status_readyz(gd_call *call)
{
    gd_error error = {.code = GD_OK};
    if (!call->draining) {
        buffer_add_text(&call->reply, "{\"status\":\"ready\"}\n");
        return;
    }
    gd_fail(&error, GD_DRAINING, "the server is shutting down");
    call_fail(call, &error, NULL);
}
