#include "server/problem.h"
#include "server/quote.h"

static void print_place(gd_buffer *buffer, const problem_item *item)
{
    gd_span span = item->error->span;
    if (span.line > 0) {
        buffer_print(buffer, "\"line\":%d,\"column\":%d,\"end_line\":%d,\"end_column\":%d,",
                     (int)span.line, (int)span.column, (int)span.end_line, (int)span.end_column);
    } else if (item->pointer) {
        buffer_add_text(buffer, "\"pointer\":");
        quote_text(buffer, item->pointer);
        buffer_add_text(buffer, ",");
    }
}

static void print_item(gd_buffer *buffer, const problem_item *item)
{
    buffer_add_text(buffer, "{");
    print_place(buffer, item);
    buffer_print(buffer, "\"code\":\"%s\",\"message\":", gd_code_slug(item->error->code));
    quote_text(buffer, item->error->message);
    if (item->error->hint[0]) {
        buffer_add_text(buffer, ",\"hint\":");
        quote_text(buffer, item->error->hint);
    }
    buffer_add_text(buffer, "}");
}

void problem_print(gd_buffer *buffer, int status, const char *instance, const gd_buffer *id,
                   const problem_item *items, size_t count)
{
    gd_code code = items[0].error->code;
    buffer_print(buffer, "{\"type\":\"/v1/limits#%s\",\"title\":\"%s\",\"status\":%d,\"detail\":",
                 gd_code_slug(code), gd_code_title(code), status);
    quote_text(buffer, items[0].error->message);
    buffer_add_text(buffer, ",\"instance\":");
    quote_text(buffer, instance);
    if (id && id->length && !id->error.code) {
        buffer_add_text(buffer, ",\"id\":");
        buffer_add(buffer, id->data, id->length);
    }
    buffer_add_text(buffer, ",\"errors\":[");
    for (size_t i = 0; i < count; i++) {
        if (i) buffer_add_text(buffer, ",");
        print_item(buffer, &items[i]);
    }
    buffer_add_text(buffer, "]}");
}
