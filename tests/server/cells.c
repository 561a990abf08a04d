#include "tests/server/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

server_process shared, *gradd = &shared;
static server_process own;

void start_own(const char *flags)
{
    server_start(&own, flags);
    gradd = &own;
}

void stop_own(void)
{
    server_stop(&own);
    gradd = &shared;
}

char *cells_text(const char *text)
{
    char *out, *spelt;
    size_t size;
    FILE *file = open_memstream(&spelt, &size);
    for (; *text; text++) {
        if (*text == '\n') fputs("\\n", file);
        else if (*text == '"') fputs("\\\"", file);
        else fputc(*text, file);
    }
    fclose(file);
    out = quoted(spelt);
    free(spelt);
    return out;
}

http_reply post(const char *text, const char *headers)
{
    char *body = cells_text(text);
    http_reply reply = http_ask(gradd->listen, "POST", "/v1/run", headers, body, strlen(body));
    free(body);
    return reply;
}

json_t *run(const char *text)
{
    http_reply reply = post(text, NULL);
    json_t *json = json_loads(reply.body, 0, NULL);
    if (reply.status != 200 || !json) fail_msg("%ld for %s: %s", reply.status, text, reply.body);
    reply_free(&reply);
    return json;
}

json_t *read_events(const char *text)
{
    json_t *events = json_array();
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        json_t *event = json_loadb(line, length, 0, NULL);
        if (!event || line[length] != '\n') fail_msg("not a line of JSON: %s", line);
        json_array_append_new(events, event);
    }
    return events;
}

const char *name_of(json_t *events, size_t i)
{
    return json_string_value(at(json_array_get(events, i), "event"));
}

void check_end(json_t *events, const char *name)
{
    size_t n = json_array_size(events);
    for (size_t i = 0; i < n; i++) {
        bool ends = !strcmp(name_of(events, i), "done") || !strcmp(name_of(events, i), "error");
        assert_int_equal(ends, i == n - 1);
    }
    assert_true(n > 0);
    assert_string_equal(name_of(events, n - 1), name);
}

json_t *run_streaming(const char *text, const char *end)
{
    char type[64] = "";
    http_reply reply = post(text, LINES);
    if (reply.status != 200) fail_msg("%ld: %s", reply.status, reply.body);
    assert_true(reply_header(&reply, "Content-Type", type, sizeof type));
    assert_string_equal(type, "application/x-ndjson");
    json_t *events = read_events(reply.body);
    check_end(events, end);
    reply_free(&reply);
    return events;
}

char *streamed_text(json_t *events, int id)
{
    char *text;
    size_t size, i;
    json_t *event;
    FILE *out = open_memstream(&text, &size);
    json_array_foreach(events, i, event)
    {
        if (strcmp(name_of(events, i), "stdout") != 0) continue;
        if (json_integer_value(at(event, "id")) != id) continue;
        fputs(json_string_value(at(event, "text")), out);
    }
    fclose(out);
    return text;
}
