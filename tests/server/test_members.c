/* Objects with more members than any may have: they are refused by what is wrong at their
 * beginning, and the rest, however long, takes no memory beyond its own bytes. */
#include "tests/server/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 300000, MOST_NAMES = 1024, ROOM = 32 };

static server_process gradd;

/* `before`, n members "k0": 0 and so on, `after`; new. */
static char *body_with(const char *before, int n, const char *after)
{
    char *body = malloc(strlen(before) + (size_t)n * ROOM + strlen(after) + 1);
    size_t size = (size_t)sprintf(body, "%s", before);
    for (int i = 0; i < n; i++)
        size += (size_t)sprintf(body + size, "%s\"k%d\":%d", i ? "," : "", i, i % 7);
    strcpy(body + size, after);
    return body;
}

/* Checks that the body is refused with `code` and that the problem says `text`. */
static void check_refused(const char *before, int n, const char *after, const char *code,
                          const char *text)
{
    char *body = body_with(before, n, after);
    http_reply reply = http_evaluate(&gradd, body);
    reply_check_problem(&reply, 422, code);
    if (!strstr(reply.body, text)) fail_msg("%s: no %s in %s", before, text, reply.body);
    reply_free(&reply);
    free(body);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    check_refused("{", MANY, "}", "unknown_key", "\"pointer\":\"/k0\"");
    check_refused("{\"id\": 7, \"expr\": \"1\", \"inputs\": {", MANY, "}}", "bad_value",
                  "\"id\":7,\"errors\":[{\"pointer\":\"/inputs\"");
    check_refused("{\"expr\": \"1\", \"inputs\": {\"x\": 1}, \"jvp\": {\"tangents\": {", MANY,
                  "}}}", "bad_value", "\"pointer\":\"/jvp/tangents\"");
    check_refused("{\"expr\": \"1\", \"inputs\": {", MOST_NAMES + 1, "}}", "bad_value",
                  "more than 1024 names");
}

/* Arguments by name have no bound of their own. */
static void nothing_is_taken_in_part(void **state)
{
    (void)state;
    check_refused("{\"id\": 7, \"expr\":\n{\"op\": \"sin\", \"kwargs\": {", MANY, "}}}",
                  "bad_value", "\"errors\":[{\"line\":2,");
    check_refused("[[{\"a\": [{", MANY, "}]}]]", "bad_value", "an object is needed");
}

static void as_many_as_may_be_are_read(void **state)
{
    (void)state;
    char *body = body_with("{\"expr\": \"k5 * k1023\", \"inputs\": {", MOST_NAMES, "}}");
    http_reply reply = http_evaluate(&gradd, body);
    assert_int_equal(reply.status, 200);
    assert_non_null(strstr(reply.body, "\"data\":5"));
    reply_free(&reply);
    free(body);
}

/* The end of a text that is cut is not looked at, what stands before is. */
static void grammar_is_judged_up_to_there(void **state)
{
    (void)state;
    char *body = body_with("{\"expr\" \"1\", \"inputs\": {", MANY, "}}");
    http_reply reply = http_evaluate(&gradd, body);
    reply_check_problem(&reply, 400, "malformed_json");
    assert_non_null(strstr(reply.body, "\"line\":1,\"column\":9"));
    reply_free(&reply);
    free(body);
    check_refused("{", MANY, "]]", "unknown_key", "\"pointer\":\"/k0\"");
    check_refused("{\"a\": {", MOST_NAMES, ",\"\\u0041\": 1}}", "unknown_key",
                  "\"pointer\":\"/a\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(nothing_is_taken_in_part),
        cmocka_unit_test(as_many_as_may_be_are_read),
        cmocka_unit_test(grammar_is_judged_up_to_there),
    };
    group_serve(&gradd,
                "--memory-bytes 16777216"); /* as values the members take three times that */
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
