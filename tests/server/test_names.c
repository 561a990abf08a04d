/* The names in a request: its own, its trace's, and the host it is for. */
#include "tests/server/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"
#define TRACE "0af7651916cd43dd8448eb211c80319c"
#define PARENT "b7ad6b7169203331"

static server_process gradd;

/* The id that the reply to a request with these headers has. */
static void ask_id(const char *address, const char *path, const char *headers, char id[256])
{
    http_reply reply = http_ask(address, "GET", path, headers, NULL, 0);
    if (!reply_header(&reply, "X-Request-Id", id, 256)) fail_msg("%s: no id", path);
    reply_free(&reply);
}

static void a_sane_id_is_kept(void **state)
{
    (void)state;
    static const char *const ids[] = {"1", "7b5a0c1e-9d3f-4c06-8f5b-1f1e5e2d9a77", "a/b+c=:._~-",
                                      ("0123456789012345678901234567890123456789012345678901234567"
                                       "890123")};
    char header[256], id[256];
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        snprintf(header, sizeof header, "x-request-id: %s", ids[i]);
        ask_id(gradd.listen, "/v1/limits", header, id);
        assert_string_equal(id, ids[i]);
        ask_id(gradd.listen, "/nope", header, id);
        assert_string_equal(id, ids[i]);
    }
}

static void another_id_is_replaced(void **state)
{
    (void)state;
    static const char *const ids[] = {"X-Request-Id;",
                                      "X-Request-Id: a b",
                                      "X-Request-Id: \xc3\xa4",
                                      "X-Request-Id: a\"b",
                                      "X-Request-Id: <b>",
                                      "X-Request-Id: a\nX-Request-Id: b",
                                      ("X-Request-Id: 0123456789012345678901234567890123456789012"
                                       "34567890123456789012345")};
    char id[256];
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        ask_id(gradd.listen, "/v1/limits", ids[i], id);
        if (strspn(id, "0123456789abcdef-") != strlen(id)) fail_msg("%s: %s", ids[i], id);
    }
}

/* On each kind of reply, and never twice. */
static void each_reply_has_an_id_of_its_own(void **state)
{
    (void)state;
    static const char *const paths[] = {"/", "/v1/ops", "/nope", "/v1/evaluate", "/readyz"};
    enum { N = 40 };
    char ids[N][256], out[8192];
    for (int i = 0; i < N; i++) {
        ask_id(i % 2 ? gradd.listen : gradd.admin, paths[i % 5], NULL, ids[i]);
        for (int j = 0; j < i; j++) assert_string_not_equal(ids[i], ids[j]);
    }
    static const char *const refused[] = {
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n"
        "Content-Length: 100\r\n\r\nxxxxxxxxxxxxxx",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int fd = raw_open(gradd.listen);
        raw_send(fd, refused[i]);
        raw_read_all(fd, out, sizeof out);
        if (!strstr(out, "\r\nX-Request-Id: ")) fail_msg("%s", out);
        close(fd);
    }
}

static void log_has(const char *headers, const char *expected)
{
    http_reply reply = http_ask(gradd.listen, "GET", "/v1/limits", headers, NULL, 0);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    server_wait_log(&gradd, expected);
}

static void the_log_tells_id_and_trace(void **state)
{
    (void)state;
    log_has("X-Request-Id: one\ntraceparent: 00-" TRACE "-" PARENT "-01",
            "\"request_id\":\"one\",\"trace_id\":\"" TRACE "\",\"parent_id\":\"" PARENT "\"");
    log_has("X-Request-Id: two\ntraceparent: 01-" TRACE "-" PARENT "-00-more",
            "\"request_id\":\"two\",\"trace_id\":\"" TRACE "\"");
}

static void a_wrong_trace_is_ignored(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "00-" TRACE "-" PARENT,
        "00-" TRACE "-" PARENT "-01-more",
        "01-" TRACE "-" PARENT "-01more",
        "ff-" TRACE "-" PARENT "-01",
        "00-00000000000000000000000000000000-" PARENT "-01",
        "00-" TRACE "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" PARENT "-01",
        "00-" TRACE "_" PARENT "-01",
        "00-" TRACE "-" PARENT "-0x",
        "00-" TRACE "-" PARENT "-01, 00-" TRACE "-" PARENT "-01",
        "x",
        "",
    };
    char headers[256], expected[128];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(headers, sizeof headers, "X-Request-Id: wrong%zu\ntraceparent: %s", i, wrong[i]);
        snprintf(expected, sizeof expected, "\"request_id\":\"wrong%zu\",\"request_bytes\"", i);
        log_has(headers, expected);
    }
}

static long status_for(const char *address, const char *head)
{
    char request[512];
    snprintf(request, sizeof request, "%s\r\nConnection: close\r\n\r\n", head);
    int fd = raw_open(address);
    raw_send(fd, request);
    int status = raw_read_reply(fd);
    close(fd);
    return status;
}

static void only_listed_hosts_are_answered(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        int status;
    } cases[] = {
        {"GET /v1/limits HTTP/1.1\r\nHost: a.example", 200},
        {"GET /v1/limits HTTP/1.1\r\nHost: A.Example", 200},
        {"GET /v1/limits HTTP/1.1\r\nHost: a.example:80", 200},
        {"GET /v1/limits HTTP/1.1\r\nHost: b.example:81", 200},
        {"GET /v1/limits HTTP/1.1\r\nHost: [::1]:80", 200},
        {"GET http://a.example/v1/limits HTTP/1.1\r\nHost: a.example", 200},
        {"GET https://a.example:1/v1/limits?x HTTP/1.1\r\nHost: other", 200},
        {"OPTIONS * HTTP/1.1\r\nHost: a.example", 204},
        {"GET /v1/limits HTTP/1.1\r\nHost: b.example", 421},
        {"GET /v1/limits HTTP/1.1\r\nHost: b.example:82", 421},
        {"GET /v1/limits HTTP/1.1\r\nHost: b.example:811", 421},
        {"GET /v1/limits HTTP/1.1\r\nHost: a.example.org", 421},
        {"GET /v1/limits HTTP/1.1\r\nHost: aa.example", 421},
        {"GET /v1/limits HTTP/1.1\r\nHost: a.exampl", 421},
        {"GET /v1/limits HTTP/1.1\r\nHost: a.example:x", 421},
        {"GET /v1/limits HTTP/1.1\r\nHost:", 421},
        {"GET /v1/limits HTTP/1.0\r\nX: y", 421},
        {"GET http://other/v1/limits HTTP/1.1\r\nHost: a.example", 421},
        {"GET http://a.example@other/v1/limits HTTP/1.1\r\nHost: a.example", 421},
        {"GET /nope HTTP/1.1\r\nHost: other", 421},
        {"OPTIONS * HTTP/1.1\r\nHost: other", 421},
        {"GET / HTTP/1.1\r\nHost: 127.0.0.1", 421},
    };
    server_process shared = gradd;
    char flags[128] = "--allowed-hosts=a.example";
    server_start(&gradd, flags);
    assert_int_equal(status_for(gradd.listen, cases[0].head), 200);
    assert_int_equal(status_for(gradd.listen, "GET / HTTP/1.1\r\nHost: b.example:81"), 421);
    server_stop(&gradd);
    setenv("GRADD_ALLOWED_HOSTS", "a.example  b.example:81 [::1]", 1);
    server_start(&gradd, "");
    unsetenv("GRADD_ALLOWED_HOSTS");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        long status = status_for(gradd.listen, cases[i].head);
        if (status != cases[i].status) fail_msg("%s: %ld", cases[i].head, status);
    }
    http_reply reply = http_evaluate(&gradd, SMALL);
    reply_check_problem(&reply, 421, "wrong_host");
    reply_free(&reply);
    assert_int_equal(status_for(gradd.admin, "GET /livez HTTP/1.1\r\nHost: other"), 200);
    server_stop(&gradd);
    gradd = shared;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sane_id_is_kept),
        cmocka_unit_test(another_id_is_replaced),
        cmocka_unit_test(each_reply_has_an_id_of_its_own),
        cmocka_unit_test(the_log_tells_id_and_trace),
        cmocka_unit_test(a_wrong_trace_is_ignored),
        cmocka_unit_test(only_listed_hosts_are_answered),
    };
    group_serve(&gradd, "--log-requests");
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
