/* Memory that runs out anywhere: each allocation of a request fails in turn, and a whole server is
 * given ever so little for a request. What comes of it is the answer or a clear refusal, nothing is
 * left behind, and the next request has the answer that it always has.
 *
 * The server is part of this process. */
#include "server/clock.h"
#include "server/http.h"
#include "tests/server/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct question {
    const char *path, *body;
} question;

static const question questions[] = {
    {"/v1/evaluate", SMALLEST},
    {"/v1/evaluate",
     "{'expr': 'sin(x) * y', 'inputs': {'x': [1, 2], 'y': {'dtype': 'float32', 'shape': "
     "[2], 'base64': 'AACAPwAAAEA='}}, 'jacobians': {}, 'vjp': {'cotangents': [1, 2]}, "
     "'id': 'a', 'encoding': 'base64'}"},
    {"/v1/evaluate",
     "{'program': 'def f(a):\\n    return (a * a).mean()\\ny = f(x)\\nprint(1)', 'inputs': "
     "{'x': [1, 2, 3]}, 'hessians': {}, 'graph': true, 'outputs': ['y']}"},
    {"/v1/evaluate",
     "{'expr': {'op': 'add', 'args': ['x', {'op': 'sin', 'args': [[1, 2]]}]}, 'inputs': "
     "{'x': 1}, 'jvp': {'tangents': {'x': 1}}, 'graph': {'format': 'dot', 'backward': true}}"},
    {"/v1/evaluate", "{'expr': 'x +'}"},
    {"/v1/evaluate", "{'expr': 'x', 'inputs': {'x': [1, [2]]}}"},
    {"/v1/evaluate", "[1, 2"},
    {"/v1/run",
     "{'cells': [{'id': 'a', 'source': 'import torch\\nx = torch.tensor([1., 2.], "
     "requires_grad=True)\\ny = (x ** 2).sum()\\ny.backward()\\nprint(x.grad)\\nx'}, {'source': "
     "'d = {i: [i] for i in range(9)}\\nclass A:\\n    def f(self): return d\\nA().f()'}, "
     "{'source': '1 / 0'}], 'graph': true}"},
    {"/v1/limits", NULL},
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

static gd_config config;
static gd_engine *engine;

/* An engine that keeps `cache` bytes of plans. */
static void open_engine(const char *cache)
{
    char *argv[] = {(char *)(uintptr_t) "gradd",       (char *)(uintptr_t) "--listen",
                    (char *)(uintptr_t) "127.0.0.1:0", (char *)(uintptr_t) "--admin",
                    (char *)(uintptr_t) "127.0.0.1:0", (char *)(uintptr_t) "--cache-bytes",
                    (char *)(uintptr_t)cache,          NULL};
    int status;
    assert_true(config_read(&config, 7, argv, &status));
    engine = gd_engine_new(&config.limits, NULL);
    assert_non_null(engine);
}

/* What a call said; to be freed. */
typedef struct said {
    int status;
    char *text;
} said;

/* Calls a handler with the n-th allocation failing (0: none). *reached: whether it came to that. */
static said call(const question *q, const char *body, long n, bool *reached)
{
    const char *allow;
    const gd_route *route =
        route_find(ROUTE_PUBLIC, q->body ? ROUTE_POST : ROUTE_GET, q->path, &allow);
    gd_memory memory;
    atomic_bool cancel = false;
    gd_call c;
    gd_memory_init(&memory, (size_t)config.limits.memory_bytes);
    int64_t due = clock_now() + 1000 * PATIENCE_MS * CLOCK_MS;
    call_init(&c, engine, (gd_context){&memory, &config.limits, due, &cancel});
    c.path = q->path;
    if (body) c.body = body;
    c.length = strlen(c.body);
    atomic_store(&memory.fail_countdown, n);
    route->handler(&c);
    if (c.rest) c.rest(&c);
    call_end(&c);
    *reached = n && atomic_load(&memory.fail_countdown) <= 0;
    atomic_store(&memory.fail_countdown, 0);
    const char *text = c.fixed ? c.fixed : c.reply.data;
    said result = {c.status, strndup(text, c.fixed ? c.fixed_size : c.reply.length)};
    call_close(&c);
    assert_int_equal(atomic_load(&memory.used), 0);
    return result;
}

/* An answer is the same, but for times; of a problem there may have been memory for its kind
 * alone. */
static bool same(const said *a, const said *b)
{
    size_t n = strcspn(a->text, ",");
    if (a->status != b->status) return false;
    if (a->status != 200) return strlen(b->text) >= n && !memcmp(a->text, b->text, n);
    return strstr(a->text, "elapsed_us") || !strcmp(a->text, b->text);
}

static bool is_refusal(const said *s)
{
    return s->status == 422 && strstr(s->text, "memory_limit");
}

static void check_question(const question *q)
{
    bool reached = true, other;
    char *body = q->body ? quoted(q->body) : NULL;
    said right = call(q, body, 0, &other);
    assert_false(is_refusal(&right));
    for (long n = 1; reached; n += 1 + n / 256) {
        said short_of = call(q, body, n, &reached);
        if (!same(&right, &short_of) && !(reached && is_refusal(&short_of)))
            fail_msg("%s, allocation %ld: %d %s", q->body, n, short_of.status, short_of.text);
        free(short_of.text);
        if (n % 16) continue;
        said again = call(q, body, 0, &other);
        if (!same(&right, &again)) fail_msg("%s after allocation %ld: %s", q->body, n, again.text);
        free(again.text);
    }
    free(right.text);
    free(body);
}

static void each_allocation_fails(void **state)
{
    (void)state;
    static const char *const caches[] = {"0", "1000000"};
    for (size_t c = 0; c < 2; c++) {
        open_engine(caches[c]);
        for (size_t i = 0; i < QUESTIONS; i++) check_question(&questions[i]);
        gd_engine_free(engine);
    }
}

static const struct {
    question question;
    const char *headers;
} asked[] = {
    {{"/v1/evaluate", SMALLEST}, NULL},
    {{"/v1/evaluate", SMALLEST}, "Transfer-Encoding: chunked"},
    {{"/v1/evaluate", SMALLEST}, "Accept: text/html\nAccept: application/json\nX-A: b"},
    {{"/v1/evaluate", SMALLEST}, "Accept-Encoding: gzip"},
    {{"/v1/run", "{'cells': [{'source': 'for i in range(99): print(i)'}]}"}, NULL},
    {{"/v1/run", "{'cells': [{'source': 'for i in range(99): print(i)'}]}"},
     "Accept: application/x-ndjson"},
    {{"/v1/limits", NULL}, NULL},
};
enum { ASKED = sizeof asked / sizeof *asked };

/* The number of questions that are answered by a server whose requests may hold `bytes`; all others
 * are told why not. */
static int ask_all(int64_t bytes)
{
    int answered = 0;
    gd_error err = {0};
    config.limits.memory_bytes = bytes;
    gd_http *http = http_start(&config, engine, &err);
    if (!http) fail_msg("%s", err.message);
    for (size_t i = 0; i < ASKED; i++) {
        const question *q = &asked[i].question;
        char *body = q->body ? quoted(q->body) : NULL;
        http_reply reply = http_ask(http_address(http, ROUTE_PUBLIC), body ? "POST" : "GET",
                                    q->path, asked[i].headers, body, body ? strlen(body) : 0);
        bool refused = reply.size && strstr(reply.body, "/v1/limits#memory_limit");
        if (reply.status != 200 && !refused)
            fail_msg("%s within %lld bytes: %ld %s", q->path, (long long)bytes, reply.status,
                     reply.body);
        answered += !refused;
        reply_free(&reply);
        free(body);
    }
    assert_true(http_stop(http));
    return answered;
}

static void a_request_has_little(void **state)
{
    (void)state;
    open_engine("0");
    int answered = 0;
    for (int64_t bytes = 0; answered < ASKED; bytes += 64 + bytes / 8) answered = ask_all(bytes);
    assert_int_equal(ask_all(1 << 28), ASKED);
    gd_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_fails),
        cmocka_unit_test(a_request_has_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
