/* Structures that are small because they share their parts, and as trees would have no end:
 * whatever walks one ends by a bound, and others are answered meanwhile. */
#include "tests/server/exposition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"
#define LISTS "a=[0]\\nb=[0]\\nfor i in range(60):\\n  a=[a,a]\\n  b=[b,b]\\n"
#define TUPLES "a=(0,)\\nb=(0,)\\nfor i in range(60):\\n  a=(a,a)\\n  b=(b,b)\\n"
#define DICTS "a={0:0}\\nb={0:0}\\nfor i in range(60):\\n  a={0:a,1:a}\\n  b={0:b,1:b}\\n"
#define SETS "a=frozenset([0])\\nfor i in range(60): a=frozenset([a,(a,)])\\n"
#define STRINGS "a=['x'*9999]*9999\\nfor i in range(60): a=[a,a]\\n"
#define EXPLODES "except ValueError as e: print(e)"

static server_process gradd;

static http_reply run(const char *source)
{
    char body[1024];
    int size = snprintf(body, sizeof body, "{\"cells\": [{\"source\": \"%s\"}]}", source);
    return http_ask(gradd.listen, "POST", "/v1/run", NULL, body, (size_t)size);
}

static void check_refused(const char *source, const char *code)
{
    http_reply reply = run(source);
    if (!strstr(reply.body, code)) fail_msg("%s: %ld %s", source, reply.status, reply.body);
    reply_free(&reply);
}

static void check_others(void)
{
    http_reply reply = http_evaluate(&gradd, SMALL);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
}

/* A text is made no longer than it may be. */
static void texts_have_a_bound(void **state)
{
    (void)state;
    static const char *const sources[] = {
        LISTS "str(a)",
        LISTS "s=repr(a)",
        LISTS "s=f'{a}'",
        LISTS "s=f'{a!r:>9}'",
        LISTS "s='{}'.format(a)",
        LISTS "s='%s' % (a,)",
        LISTS "print(1, a)",
        LISTS "a",
        LISTS "s=str(ValueError(a))",
        LISTS "s=repr(ValueError(0, a))",
        LISTS "try: raise ValueError(a)\\n" EXPLODES,
        LISTS "s=str(slice(a, a))",
        TUPLES "s=str(a)",
        DICTS "s=str(a)",
        DICTS "s=str(a.values())",
        SETS "s=str(a)",
        STRINGS "s=str(a)",
        "x=torch.zeros(9)\\n" LISTS "s=str([x, a])",
    };
    server_start(&gradd, "--run-steps 1000000000 --timeout-ms 600000 --sequence-items 100000 "
                         "--output-bytes 100000");
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        check_refused(sources[i], "\"code\":\"reply_too_large\"");
        check_others();
    }
    check_refused(LISTS "raise ValueError(a)", "\"type\":\"ValueError\"");
    server_stop(&gradd);
}

/* Whatever else walks takes steps. */
static void walks_have_a_bound(void **state)
{
    (void)state;
    static const char *const sources[] = {
        LISTS "a == b",          LISTS "a != b",
        LISTS "a < b",           LISTS "b in [a]",
        LISTS "[a].index(b)",    LISTS "sorted([a, b])",
        LISTS "torch.tensor(a)", LISTS "torch.zeros(a)",
        TUPLES "hash(a)",        TUPLES "{a}",
        TUPLES "{a: 1}",         DICTS "a == b",
    };
    server_start(&gradd, "--run-steps 100000 --timeout-ms 600000");
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        check_refused(sources[i], "\"code\":\"step_limit\"");
        check_others();
    }
    server_stop(&gradd);
}

/* Long texts make no long walk, or one that takes steps. */
static void walks_over_texts_have_a_bound(void **state)
{
    (void)state;
    server_start(&gradd, "--run-steps 100000 --timeout-ms 600000");
    http_reply reply = run("len(('a'*1000000).strip('b'*999999+'a'))");
    if (!strstr(reply.body, "\"result\":\"0\"")) fail_msg("%s", reply.body);
    reply_free(&reply);
    check_refused("('\\u00e9'*500000).strip('\\u00f6'*490000+'\\u00e9')",
                  "\"code\":\"step_limit\"");
    static const char from_end[] =
        "{\"timeout_ms\": 20000, \"cells\": [{\"source\": \"a='a'*900000\\n"
        "b='a'*450000+'b'\\nfor i in range(3): "
        "s=a.rfind(b),a.rpartition(b),a.rsplit(b)\\ns[0]\"}]}";
    reply = http_ask(gradd.listen, "POST", "/v1/run", NULL, from_end, strlen(from_end));
    if (!strstr(reply.body, "\"result\":\"-1\"")) fail_msg("%s", reply.body);
    reply_free(&reply);
    check_refused("('a'*1000000).startswith(('a'*999999+'b',)*1000000)", "\"code\":\"step_limit\"");
    check_refused("('a'*1000000).endswith(('b'+'a'*999999,)*1000000)", "\"code\":\"step_limit\"");
    server_stop(&gradd);
}

/* A copy shares what the original shares. */
static void a_copy_is_as_small(void **state)
{
    (void)state;
    server_start(&gradd, "--timeout-ms 600000");
    http_reply reply = run("import copy\\n" LISTS "c=copy.deepcopy(a)\\nc[0] is c[1]");
    if (!strstr(reply.body, "\"result\":\"True\"")) fail_msg("%s", reply.body);
    reply_free(&reply);
    server_stop(&gradd);
}

static void a_client_that_leaves_ends_its_walk(void **state)
{
    (void)state;
    char request[1024];
    static const char body[] = "{\"cells\": [{\"source\": \"" LISTS "a == b\"}]}";
    server_start(&gradd, "--run-steps 1000000000000 --timeout-ms 600000 --compute-threads 1");
    snprintf(request, sizeof request,
             "POST /v1/run HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n%s", sizeof body - 1,
             body);
    int fd = raw_open(gradd.listen);
    raw_send(fd, request);
    free(exposition_wait(&gradd, "gradd_compute_running", 1));
    check_others();
    raw_reset(fd);
    free(exposition_wait(&gradd, "gradd_compute_running", 0));
    server_stop(&gradd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_have_a_bound),
        cmocka_unit_test(walks_have_a_bound),
        cmocka_unit_test(walks_over_texts_have_a_bound),
        cmocka_unit_test(a_copy_is_as_small),
        cmocka_unit_test(a_client_that_leaves_ends_its_walk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
