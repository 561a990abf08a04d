/* What each kind of request to each kind of path is answered. */
#include "tests/server/client.h"

#include "engine/gradd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"

static server_process gradd;

/* An exchange of which only the status matters. */
static long status_of(const char *address, const char *method, const char *path,
                      const char *headers, const char *body)
{
    http_reply reply = http_ask(address, method, path, headers, body, body ? strlen(body) : 0);
    long status = reply.status;
    reply_free(&reply);
    return status;
}

static void check_header(const http_reply *reply, const char *name, const char *expected)
{
    char value[512] = "(none)";
    reply_header(reply, name, value, sizeof value);
    assert_string_equal(value, expected);
}

static void evaluate_answers(void **state)
{
    (void)state;
    http_reply reply = http_evaluate(&gradd, SMALL);
    assert_int_equal(reply.status, 200);
    check_header(&reply, "Content-Type", "application/json");
    check_header(&reply, "X-Content-Type-Options", "nosniff");
    reply_free(&reply);
}

static void an_unknown_path_is_404(void **state)
{
    (void)state;
    static const char *const paths[] = {"/nope",     "/v1/evaluate/", "/v1/evaluate%00",
                                        "/%2e%2e/x", "/readyz",       "/v1"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        http_reply reply = http_ask(gradd.listen, "GET", paths[i], NULL, NULL, 0);
        reply_check_problem(&reply, 404, "not_found");
        assert_non_null(strstr(reply.body, "GET /docs"));
        reply_free(&reply);
    }
    assert_int_equal(status_of(gradd.admin, "GET", "/v1/limits", NULL, NULL), 404);
}

static void a_path_that_is_nearly_right_is_mended(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"/v1/evaluate/", "/v1/evaluate?"},
        {"/evaluate", "/v1/evaluate?"},
        {"/V1/Evaluate", "/v1/evaluate?"},
        {"/v1/eval", "/v1/evaluate?"},
        {"/v2/run", "/v1/run?"},
        {"/v1/batches", "/v1/batch?"},
        {"/v1/limit", "/v1/limits?"},
        {"/docs/", "/docs?"},
        {"/doc", "/docs?"},
        {"/v1/evalaute", "/v1/evaluate?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        http_reply reply = http_ask(gradd.listen, "GET", cases[i][0], NULL, NULL, 0);
        reply_check_problem(&reply, 404, "not_found");
        const char *hint = strstr(reply.body, "did you mean ");
        if (!hint || strncmp(hint + 13, cases[i][1], strlen(cases[i][1])))
            fail_msg("%s: %s", cases[i][0], reply.body);
        reply_free(&reply);
    }
}

static void a_wrong_method_is_405_with_allow(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"GET", "/v1/evaluate", "POST, OPTIONS"},       {"PUT", "/v1/evaluate", "POST, OPTIONS"},
        {"DELETE", "/v1/limits", "GET, HEAD, OPTIONS"}, {"POST", "/", "GET, HEAD, OPTIONS"},
        {"BREW", "/v1/evaluate", "POST, OPTIONS"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        http_reply reply = http_ask(gradd.listen, cases[i][0], cases[i][1], NULL, NULL, 0);
        reply_check_problem(&reply, 405, "method_not_allowed");
        check_header(&reply, "Allow", cases[i][2]);
        reply_free(&reply);
    }
}

static void options_tells_the_methods(void **state)
{
    (void)state;
    http_reply reply = http_ask(gradd.listen, "OPTIONS", "/v1/evaluate", NULL, NULL, 0);
    assert_int_equal(reply.status, 204);
    check_header(&reply, "Allow", "POST, OPTIONS");
    check_header(&reply, "Access-Control-Allow-Methods", "(none)");
    reply_free(&reply);
}

static void a_listed_origin_may_call(void **state)
{
    (void)state;
    http_reply reply =
        http_ask(gradd.listen, "OPTIONS", "/v1/evaluate",
                 "Origin: http://a.example\nAccess-Control-Request-Method: POST", NULL, 0);
    assert_int_equal(reply.status, 204);
    check_header(&reply, "Access-Control-Allow-Origin", "http://a.example");
    check_header(&reply, "Access-Control-Allow-Methods", "POST, OPTIONS");
    check_header(&reply, "Access-Control-Allow-Headers",
                 "Authorization, Content-Encoding, Content-Type, Gradd-Program, X-Request-Id, "
                 "traceparent, tracestate");
    check_header(&reply, "Vary", "Origin");
    reply_free(&reply);
}

static void no_other_origin_may_call(void **state)
{
    (void)state;
    static const char *const others[] = {"Origin: http://b.example", "Origin: http://a.exampl",
                                         "Origin: http://a.example.org", "Origin: null"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        http_reply reply = http_ask(gradd.listen, "GET", "/v1/limits", others[i], NULL, 0);
        assert_int_equal(reply.status, 200);
        check_header(&reply, "Access-Control-Allow-Origin", "(none)");
        reply_free(&reply);
    }
}

static void json_types_are_read(void **state)
{
    (void)state;
    static const char *const types[] = {"Content-Type:",
                                        "Content-Type: application/json",
                                        "Content-Type: APPLICATION/JSON",
                                        "Content-Type: application/json; charset=utf-8",
                                        "Content-Type: application/vnd.x+json",
                                        "Content-Type: application/x-www-form-urlencoded"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        assert_int_equal(status_of(gradd.listen, "POST", "/v1/evaluate", types[i], SMALL), 200);
}

static void other_types_are_415(void **state)
{
    (void)state;
    static const char *const types[] = {"Content-Type: image/png",
                                        "Content-Type: text/plain",
                                        "Content-Type: application/jsonx",
                                        "Content-Type: application/json; charset=latin1",
                                        "Content-Type: multipart/form-data",
                                        "Content-Type: application/json\nContent-Encoding: br"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        http_reply reply =
            http_ask(gradd.listen, "POST", "/v1/evaluate", types[i], SMALL, strlen(SMALL));
        reply_check_problem(&reply, 415, "unsupported_media");
        if (!strstr(types[i], "br")) assert_non_null(strstr(reply.body, "send Content-Type: appl"));
        reply_free(&reply);
    }
}

static void accept_is_obeyed(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        long status;
    } cases[] = {{"Accept:", 200},
                 {"Accept: application/json", 200},
                 {"Accept: text/html, application/*;q=0.1", 200},
                 {"Accept: text/html, */*;q=0.8", 200},
                 {"Accept: text/html", 406},
                 {"Accept: application/json;q=0", 406},
                 {"Accept: */*, application/json;q=0.0", 406},
                 {"Accept: application/*;q=0, application/json", 200},
                 {"Accept: image/png, text/*", 406},
                 {"Accept: text/html\nAccept: application/json", 200},
                 {"Accept: */*\nX: y\naccept: application/json;q=0", 406}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(status_of(gradd.listen, "GET", "/v1/limits", cases[i].header, NULL),
                         cases[i].status);
    assert_int_equal(status_of(gradd.listen, "GET", "/", "Accept: image/png", NULL), 200);
}

/* Both ways of sending it; the answer comes although the client is still sending. */
static void a_large_body_is_413(void **state)
{
    (void)state;
    enum { SIZE = 20000000 };
    static const char *const ways[] = {"Expect:", "Expect: 100-continue",
                                       "Transfer-Encoding: chunked\nExpect:"};
    char *body = calloc(1, SIZE);
    for (size_t i = 0; i < 3 * 5; i++) {
        http_reply reply = http_ask(gradd.listen, "POST", "/v1/evaluate", ways[i % 3], body, SIZE);
        reply_check_problem(&reply, 413, "body_too_large");
        check_header(&reply, "Connection", "close");
        reply_free(&reply);
    }
    free(body);
}

static void a_body_of_the_greatest_size_is_read(void **state)
{
    (void)state;
    char *body = malloc(100001);
    memset(body, ' ', 100000);
    memcpy(body, SMALL, strlen(SMALL));
    for (int i = 0; i < 2; i++) {
        http_reply reply = http_ask(gradd.listen, "POST", "/v1/evaluate",
                                    i ? "Transfer-Encoding: chunked" : NULL, body, 100000);
        assert_int_equal(reply.status, 200);
        reply_free(&reply);
    }
    free(body);
}

static void head_is_get_without_the_body(void **state)
{
    (void)state;
    static const char *const paths[] = {"/", "/v1/limits"};
    for (size_t i = 0; i < 2; i++) {
        char length[32], type[64];
        http_reply get = http_ask(gradd.listen, "GET", paths[i], NULL, NULL, 0);
        http_reply head = http_ask(gradd.listen, "HEAD", paths[i], NULL, NULL, 0);
        assert_int_equal(head.status, 200);
        assert_int_equal(head.size, 0);
        assert_true(reply_header(&get, "Content-Length", length, sizeof length));
        assert_true(reply_header(&get, "Content-Type", type, sizeof type));
        check_header(&head, "Content-Length", length);
        check_header(&head, "Content-Type", type);
        reply_free(&get);
        reply_free(&head);
    }
}

static void the_page_is_strict(void **state)
{
    (void)state;
    http_reply reply = http_ask(gradd.listen, "GET", "/", NULL, NULL, 0);
    assert_int_equal(reply.status, 200);
    check_header(&reply, "Content-Security-Policy",
                 "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                 "connect-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; "
                 "form-action 'none'; frame-ancestors 'none'");
    check_header(&reply, "X-Content-Type-Options", "nosniff");
    check_header(&reply, "Referrer-Policy", "no-referrer");
    check_header(&reply, "Cross-Origin-Opener-Policy", "same-origin");
    reply_free(&reply);
}

static void a_known_etag_is_304(void **state)
{
    (void)state;
    char etag[128], header[200];
    http_reply first = http_ask(gradd.listen, "GET", "/", NULL, NULL, 0);
    assert_true(reply_header(&first, "ETag", etag, sizeof etag));
    snprintf(header, sizeof header, "If-None-Match: \"other\", %s", etag);
    http_reply again = http_ask(gradd.listen, "GET", "/", header, NULL, 0);
    assert_int_equal(again.status, 304);
    assert_int_equal(again.size, 0);
    check_header(&again, "ETag", etag);
    snprintf(header, sizeof header, "If-None-Match: \"other\"\nIf-None-Match: %s", etag);
    assert_int_equal(status_of(gradd.listen, "GET", "/", header, NULL), 304);
    assert_int_equal(status_of(gradd.listen, "GET", "/", "If-None-Match: \"other\"", NULL), 200);
    reply_free(&first);
    reply_free(&again);
}

static void gzip_on_request_alone(void **state)
{
    (void)state;
    static const struct {
        const char *header, *encoding;
    } cases[] = {{"Accept-Encoding: gzip, deflate", "gzip"},
                 {"Accept-Encoding: br, gzip;q=0.5", "gzip"},
                 {"Accept-Encoding: br\nAccept: */*\nAccept-Encoding: gzip\nAccept: a/b", "gzip"},
                 {"Accept-Encoding: gzip;q=0", "(none)"},
                 {"Accept-Encoding: gzip; q=0.0, br", "(none)"},
                 {"Accept-Encoding: br", "(none)"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        http_reply reply = http_ask(gradd.listen, "GET", "/", cases[i].header, NULL, 0);
        assert_int_equal(reply.status, 200);
        check_header(&reply, "Content-Encoding", cases[i].encoding);
        check_header(&reply, "Vary", "Accept-Encoding");
        bool packed = memcmp(reply.body, "\x1f\x8b", 2) == 0;
        assert_int_equal(packed, strcmp(cases[i].encoding, "gzip") == 0);
        reply_free(&reply);
    }
}

static void limits_lists_all_limits_and_codes(void **state)
{
    (void)state;
    int count;
    char member[128];
    const gd_limit_row *rows = gd_limit_rows(&count);
    http_reply reply = http_ask(gradd.listen, "GET", "/v1/limits", NULL, NULL, 0);
    for (int i = 0; i < count; i++) {
        long long value = strcmp(rows[i].name, "body_bytes") ? rows[i].value : 100000;
        if (strcmp(rows[i].name, "drain_ms") == 0) value = 0;
        snprintf(member, sizeof member, "{\"name\":\"%s\",\"value\":%lld,", rows[i].name, value);
        if (!strstr(reply.body, member)) fail_msg("no %s in %s", member, reply.body);
    }
    for (gd_code code = GD_OK + 1; code < GD_CODE_COUNT; code++) {
        snprintf(member, sizeof member, "{\"code\":\"%s\",\"status\":%d,", gd_code_slug(code),
                 gd_code_status(code));
        if (!strstr(reply.body, member)) fail_msg("no %s in %s", member, reply.body);
    }
    reply_free(&reply);
}

static void probes_answer_on_the_admin_port(void **state)
{
    (void)state;
    assert_int_equal(status_of(gradd.admin, "GET", "/livez", NULL, NULL), 200);
    assert_int_equal(status_of(gradd.admin, "GET", "/readyz", NULL, NULL), 200);
    assert_int_equal(status_of(gradd.admin, "GET", "/", NULL, NULL), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evaluate_answers),
        cmocka_unit_test(an_unknown_path_is_404),
        cmocka_unit_test(a_path_that_is_nearly_right_is_mended),
        cmocka_unit_test(a_wrong_method_is_405_with_allow),
        cmocka_unit_test(options_tells_the_methods),
        cmocka_unit_test(a_listed_origin_may_call),
        cmocka_unit_test(no_other_origin_may_call),
        cmocka_unit_test(json_types_are_read),
        cmocka_unit_test(other_types_are_415),
        cmocka_unit_test(accept_is_obeyed),
        cmocka_unit_test(a_large_body_is_413),
        cmocka_unit_test(a_body_of_the_greatest_size_is_read),
        cmocka_unit_test(head_is_get_without_the_body),
        cmocka_unit_test(the_page_is_strict),
        cmocka_unit_test(a_known_etag_is_304),
        cmocka_unit_test(gzip_on_request_alone),
        cmocka_unit_test(limits_lists_all_limits_and_codes),
        cmocka_unit_test(probes_answer_on_the_admin_port),
    };
    group_serve(&gradd, "--body-bytes 100000 --cors-origin http://a.example");
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
