/* JSONTestSuite through the socket: what is JSON is not refused as malformed, what is not is, with
 * a place; and whatever came, the next client has its answer. */
#include "tests/server/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY = 1 << 19 };

static server_process gradd;

static int digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return (int)(strchr(digits, c) - digits);
}

static size_t decode(const char *text, char *out)
{
    size_t n = 0, length = text ? strcspn(text, "=") : 0;
    unsigned bits = 0;
    for (size_t i = 0; i < length; i++) {
        bits = bits << 6 | (unsigned)digit(text[i]);
        if (i % 4) out[n++] = (char)(bits >> (6 - 2 * (i % 4)) & 0xff);
    }
    return n;
}

static const char *text_of(json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

/* The body of a row, possibly one part many times and then another. */
static size_t body_of(json_t *row, char *out)
{
    json_int_t times = json_integer_value(json_object_get(row, "times"));
    size_t part = decode(text_of(row, "base64"), out), n = part;
    for (json_int_t i = 1; i < times; i++, n += part) memcpy(out + n, out, part);
    return n + decode(text_of(row, "tail"), out + n);
}

/* Whether a problem says that the text is not JSON, or is nested too deeply to tell, and where. */
static bool says_malformed(const http_reply *reply)
{
    json_t *problem = json_loads(reply->body, 0, NULL);
    const char *code = json_string_value(at(problem, "errors 0 code"));
    bool malformed = code && ((reply->status == 400 && !strcmp(code, "malformed_json")) ||
                              (reply->status == 422 && !strcmp(code, "nesting_limit")));
    bool placed = json_integer_value(at(problem, "errors 0 line")) > 0 &&
                  json_integer_value(at(problem, "errors 0 column")) > 0;
    json_decref(problem);
    return malformed && placed;
}

static void check_row(json_t *row, char *body)
{
    const char *expect = text_of(row, "expect");
    size_t size = body_of(row, body);
    http_reply reply = http_ask(gradd.listen, "POST", "/v1/evaluate", NULL, body, size);
    bool right = reply.status == 200 || reply.status == 400 || reply.status == 422;
    if (!strcmp(expect, "accept")) right = right && reply.status != 400 && !says_malformed(&reply);
    if (!strcmp(expect, "reject")) right = says_malformed(&reply);
    if (!right) fail_msg("%s, %s: %ld %s", text_of(row, "name"), expect, reply.status, reply.body);
    reply_free(&reply);
    check_example(answer(&gradd, SMALLEST));
}

static void every_text_is_met_rightly(void **state)
{
    (void)state;
    char *line = malloc(BODY), *body = malloc(BODY);
    FILE *rows = fopen("tests/conformance/json.jsonl", "r");
    assert_non_null(rows);
    int n = 0;
    for (; fgets(line, BODY, rows); n++) {
        json_t *row = json_loads(line, 0, NULL);
        assert_non_null(row);
        check_row(row, body);
        json_decref(row);
    }
    assert_int_equal(n, 199);
    fclose(rows);
    free(line);
    free(body);
}

int main(void)
{
    group_serve(&gradd, "");
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_text_is_met_rightly)};
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
