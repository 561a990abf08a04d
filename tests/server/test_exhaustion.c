/* What a machine can run out of, and what a client can ask too much of: descriptors, memory, places
 * and time. Who asked is told, the others are served, and when there is more again all are. */
#include "tests/server/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define HEAD "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n"
#define SMALL HEAD "Content-Length: 13\r\n\r\n{\"expr\": \"1\"}"

static server_process gradd;

/* Sets the soft limit of a resource of the server, up to its hard one. */
static void allow(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit limit;
    assert_int_equal(prlimit(gradd.pid, resource, NULL, &limit), 0);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    assert_int_equal(prlimit(gradd.pid, resource, &limit, NULL), 0);
}

/* The lowest descriptor from which on the server has none. */
static rlim_t first_free_descriptor(void)
{
    char path[64];
    for (int fd = 3;; fd++) {
        snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)gradd.pid, fd);
        char target[16];
        if (readlink(path, target, sizeof target) < 0) return (rlim_t)fd;
    }
}

static void check_small(int fd)
{
    raw_send(fd, SMALL);
    assert_int_equal(raw_read_reply(fd), 200);
}

/* Of some clients that keep their connections as many are served as there are descriptors; each
 * that leaves makes way for another one. */
static void descriptors_run_out(void **state)
{
    (void)state;
    enum { CLIENTS = 40, ROOM = 10 };
    int fds[CLIENTS];
    server_start(&gradd, "--head-timeout-ms 600000 --idle-timeout-ms 600000");
    rlim_t before = first_free_descriptor();
    allow(RLIMIT_NOFILE, before + ROOM);
    for (int i = 0; i < CLIENTS; i++) raw_send(fds[i] = raw_open(gradd.listen), SMALL);
    for (int i = 0; i < CLIENTS; i++) {
        assert_int_equal(raw_read_reply(fds[i]), 200);
        close(fds[i]);
    }
    for (int i = 0; i < ROOM - 1; i++) check_small(fds[i] = raw_open(gradd.listen));
    int waiting = raw_open(gradd.listen);
    raw_send(waiting, SMALL);
    raw_send(raw_open(gradd.listen), SMALL);
    for (int i = 0; i < ROOM - 1; i++) check_small(fds[i]); /* those that are in are served on */
    allow(RLIMIT_NOFILE, RLIM_INFINITY);
    assert_int_equal(raw_read_reply(waiting), 200);
    for (int i = 0; i < ROOM - 1; i++) close(fds[i]);
    close(waiting);
    server_stop(&gradd);
}

static rlim_t address_space(void)
{
    char path[64];
    unsigned long long pages;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)gradd.pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%llu", &pages), 1);
    fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static json_t *ask_run(const char *source, long *status)
{
    json_t *body = json_pack("{s: [{s: s}]}", "cells", "source", source);
    char *text = json_dumps(body, 0);
    http_reply reply = http_ask(gradd.listen, "POST", "/v1/run", NULL, text, strlen(text));
    json_t *answer = json_loads(reply.body, 0, NULL);
    *status = reply.status;
    reply_free(&reply);
    json_decref(body);
    free(text);
    return answer;
}

/* The system refuses memory that the request's account would still have allowed. The sanitizers
 * need all the addresses that there are, so the release build runs. */
static void the_system_has_no_memory(void **state)
{
    (void)state;
    enum { ROOM = 24 << 20 };
    static const char *const hoards[] = {
        "a = []\nwhile True: a.append('x' * 90000 + str(len(a)))",
        "a = torch.zeros(16000000)",
        "a = [torch.rand(100000) for i in range(1000)]",
        "a = list(range(900000))\nb = [a[:] for i in range(900)]",
        "x = torch.ones(1000, requires_grad=True)\nfor i in range(1000000): x = x * 2",
    };
    const char *program = getenv("GRADD");
    char *kept = program ? strdup(program) : NULL;
    if (access("build/gradd", X_OK)) skip();
    setenv("GRADD", "build/gradd", 1);
    server_start(&gradd, "--timeout-ms 25000");
    check_example(answer(&gradd, SMALLEST));
    allow(RLIMIT_AS, address_space() + ROOM);
    for (size_t i = 0; i < sizeof hoards / sizeof *hoards; i++) {
        long status;
        json_t *refused = ask_run(hoards[i], &status);
        if (status != 422) fail_msg("%ld for %s", status, hoards[i]);
        check_text(refused, "errors 0 code", "memory_limit");
        json_decref(refused);
        check_example(answer(&gradd, SMALLEST));
    }
    allow(RLIMIT_AS, RLIM_INFINITY);
    long status;
    json_decref(ask_run(hoards[1], &status));
    assert_int_equal(status, 200);
    server_stop(&gradd);
    if (kept) setenv("GRADD", kept, 1);
    else unsetenv("GRADD");
    free(kept);
}

/* Among many that say nothing some ask. */
static void thousands_are_silent(void **state)
{
    (void)state;
    enum { SILENT = 1800, ASKING = 100 };
    static int fds[SILENT + ASKING];
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_cur < SILENT + ASKING + 64) skip();
    server_start(&gradd, "--connections 2000 --event-threads 20 --head-timeout-ms 600000");
    for (int i = 0; i < SILENT + ASKING; i++) fds[i] = raw_open(gradd.listen);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < ASKING; i++) raw_send(fds[i * 19], SMALL);
        for (int i = 0; i < ASKING; i++) assert_int_equal(raw_read_reply(fds[i * 19]), 200);
    }
    for (int i = 0; i < SILENT + ASKING; i++) close(fds[i]);
    server_stop(&gradd);
}

/* Programs that would take for ever, or all there is; each has a bound that ends it. */
static const char *const bombs[] = {
    "while True: pass",
    "def f(n): return f(n + 1)\nf(0)",
    "a = [1]\nfor i in range(60): a = [a, a]\nprint(a)",
    "a = (1,)\nfor i in range(60): a = (a, a)\nhash(a)",
    "a = [1]\nb = [1]\nfor i in range(60):\n  a = [a, a]\n  b = [b, b]\na == b",
    "f'{1:999999999}'",
    "[0] * 10 ** 9",
    "'a' * 10 ** 9",
    "list(range(10 ** 12))",
    "torch.ones(10 ** 9, 10 ** 9)",
    "for i in range(1000): torch.randn(16000000)",
    "d = {}\nfor i in range(10 ** 6): d[i * 2 ** 20] = 'x' * i",
    "class A:\n  def __hash__(self): return 1\nd = {}\nfor i in range(10 ** 6): d[A()] = 1",
    "import itertools\nlist(itertools.product(range(1000), repeat=50))",
    "x = torch.ones(3, requires_grad=True)\nwhile True: x = x * 2",
    "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
    "torch.autograd.functional.hessian(lambda x: (x * x).sum(), torch.rand(100000))",
    "a = []\nfor i in range(100000): a = [a]\nrepr(a)",
    "s = ''\nwhile True: s += 'x'",
    "m = nn.Linear(1, 1)\nfor i in range(40): m = nn.Sequential(m, m)\nm(torch.ones(1))",
};
enum { BOMBS = sizeof bombs / sizeof *bombs };

static char *bomb_request(const char *source)
{
    json_t *body = json_pack("{s: [{s: s}], s: i}", "cells", "source", source, "timeout_ms", 500);
    char *text = json_dumps(body, 0), *request;
    assert_true(asprintf(&request,
                         "POST /v1/run HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n%s",
                         strlen(text), text) > 0);
    json_decref(body);
    free(text);
    return request;
}

static void bombs_harm_nobody(void **state)
{
    (void)state;
    int fds[BOMBS];
    server_start(&gradd, "--memory-bytes 100000000 --compute-threads 2");
    for (int i = 0; i < BOMBS; i++) {
        char *request = bomb_request(bombs[i]);
        raw_send(fds[i] = raw_open(gradd.listen), request);
        free(request);
        check_example(answer(&gradd, SMALLEST));
    }
    for (int i = 0; i < BOMBS; i++) {
        int status = raw_read_reply(fds[i]);
        if (status != 200 && status != 413 && status != 422 && status != 429 && status != 504)
            fail_msg("%d for %s", status, bombs[i]);
        close(fds[i]);
    }
    check_example(answer(&gradd, SMALLEST));
    server_stop(&gradd);
}

/* The answer to a line with `padding` blanks behind it, as JSON; new. */
static json_t *padded_answer(const char *line, size_t padding)
{
    char *body;
    json_error_t error;
    assert_true(asprintf(&body, "%s%*s\n", line, (int)padding, "") > 0);
    http_reply reply =
        http_ask(gradd.listen, "POST", "/v1/batch", NULL, body, strlen(line) + padding + 1);
    json_t *json = json_loads(reply.body, 0, &error);
    if (!json) fail_msg("%zu: %s at %d in\n%s", padding, error.text, error.position, reply.body);
    reply_free(&reply);
    free(body);
    return json;
}

static bool repeats_id(const char *line, size_t padding)
{
    json_t *json = padded_answer(line, padding);
    bool repeats = json_is_string(json_object_get(json, "id"));
    json_decref(json);
    return repeats;
}

/* A line of a batch that takes nearly all memory: the answer has the whole of its long id, or
 * none. */
static void an_id_is_whole_or_none(void **state)
{
    (void)state;
    enum { ID = 1024, MEMBERS = 1000, NEAR = 9000, STEP = 100 };
    char id[ID + 1] = "", name[16];
    memset(id, '"', ID);
    json_t *inputs = json_object();
    for (int i = 0; i < MEMBERS; i++) {
        snprintf(name, sizeof name, "k%d", i);
        json_object_set_new(inputs, name, json_object());
    }
    json_t *request = json_pack("{s: s, s: s, s: o}", "id", id, "expr", "1", "inputs", inputs);
    char *line = json_dumps(request, 0);
    server_start(&gradd, "--memory-bytes 1048576");
    size_t some = 0, most = 1048576;
    while (most - some > STEP) {
        size_t middle = (some + most) / 2;
        *(repeats_id(line, middle) ? &some : &most) = middle;
    }
    assert_true(some > NEAR);
    for (size_t padding = some - NEAR; padding < some + NEAR; padding += STEP)
        repeats_id(line, padding);
    server_stop(&gradd);
    json_decref(request);
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptors_run_out),    cmocka_unit_test(the_system_has_no_memory),
        cmocka_unit_test(thousands_are_silent),   cmocka_unit_test(bombs_harm_nobody),
        cmocka_unit_test(an_id_is_whole_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
