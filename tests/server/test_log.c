/* The log: which requests have a line, what stands in it, and what happens when nobody takes it. */
#include "tests/server/exposition.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"
#define SECRET "{\"expr\": \"secret_name * 2\", \"inputs\": {\"secret_name\": 3}}"

#define LATE "the deadline passed before " /* whatever it passed before: the machine may be busy */

static server_process gradd;

/* Two requests through what looks like a proxy; how often the log has a warning of it. */
static int warnings_of_proxy(const char *flags)
{
    int n = 0;
    server_start(&gradd, flags);
    for (int i = 0; i < 2; i++) {
        http_reply reply =
            http_ask(gradd.listen, "GET", "/v1/limits", "X-Forwarded-For: 192.0.2.7", NULL, 0);
        assert_int_equal(reply.status, 200);
        reply_free(&reply);
    }
    server_stop(&gradd);
    for (const char *at = gradd.text; (at = strstr(at, "set --trusted-proxies")); at++) n++;
    return n;
}

static void a_proxy_that_nobody_trusts_is_told_of_once(void **state)
{
    (void)state;
    assert_int_equal(warnings_of_proxy(""), 1);
    assert_int_equal(warnings_of_proxy("--trusted-proxies 127.0.0.1"), 0);
}

/* The n-th line of the event "request" on the public port; new. */
static json_t *request_line(int n)
{
    for (char *line = gradd.text; *line; line += strcspn(line, "\n") + 1) {
        json_t *json = json_loadb(line, strcspn(line, "\n"), 0, NULL);
        if (!json) fail_msg("not JSON: %.*s", (int)strcspn(line, "\n"), line);
        const char *event = json_string_value(json_object_get(json, "event"));
        const char *path = json_string_value(json_object_get(json, "path"));
        bool probes = path && (strcmp(path, "/readyz") == 0 || strcmp(path, "/metrics") == 0);
        if (strcmp(event, "request") == 0 && !probes && n-- == 0) return json;
        json_decref(json);
    }
    return NULL;
}

static void check_text(json_t *line, const char *key, const char *expected)
{
    const char *text = json_string_value(json_object_get(line, key));
    if (!text || strcmp(text, expected) != 0)
        fail_msg("%s is not %s: %s", key, expected, json_dumps(line, 0));
}

static void check_begin(json_t *line, const char *key, const char *expected)
{
    const char *text = json_string_value(json_object_get(line, key));
    if (!text || strncmp(text, expected, strlen(expected)) != 0)
        fail_msg("%s does not begin with %s: %s", key, expected, json_dumps(line, 0));
}

static void check_number(json_t *line, const char *key, double expected)
{
    if (json_number_value(json_object_get(line, key)) != expected)
        fail_msg("%s is not %g: %s", key, expected, json_dumps(line, 0));
}

static void a_line_tells_one_request(void **state)
{
    (void)state;
    server_start(&gradd, "--log-requests");
    http_reply reply =
        http_ask(gradd.listen, "POST", "/v1/evaluate?secret", NULL, SECRET, strlen(SECRET));
    assert_int_equal(reply.status, 200);
    size_t size = reply.size;
    reply_free(&reply);
    server_wait_log(&gradd, "\"path\":\"/v1/evaluate\""); /* before another thread's */
    reply = http_ask(gradd.listen, "GET", "/secret%20\"path", NULL, NULL, 0);
    reply_free(&reply);
    server_stop(&gradd);
    json_t *line = request_line(0);
    check_text(line, "method", "POST");
    check_text(line, "path", "/v1/evaluate");
    check_text(line, "route", "/v1/evaluate");
    check_text(line, "end", "complete");
    check_number(line, "status", 200);
    check_number(line, "request_bytes", strlen(SECRET));
    check_number(line, "reply_bytes", (double)size);
    assert_null(json_object_get(line, "code"));
    double all = json_number_value(json_object_get(line, "ms")), sum = 0;
    const char *name;
    json_t *phases = json_object_get(line, "phases"), *part;
    json_object_foreach(phases, name, part) sum += json_number_value(part);
    assert_non_null(json_object_get(phases, "compute"));
    assert_true(sum <= all && all - sum < 0.01); /* each is cut to a microsecond */
    json_decref(line);
    assert_null(strstr(gradd.text, "secret_name"));
    assert_null(strstr(gradd.text, "?secret"));
    line = request_line(1);
    check_number(line, "status", 404);
    check_text(line, "code", "not_found");
    assert_null(json_object_get(line, "route"));
    json_decref(line);
}

/* By default only what the server could not do has a line. */
static void errors_are_logged_by_default(void **state)
{
    (void)state;
    char *slow = slow_request(1024, "\"timeout_ms\": 1,");
    server_start(&gradd, "");
    http_reply reply = http_evaluate(&gradd, SMALL);
    reply_free(&reply);
    reply = http_evaluate(&gradd, "{\"expr\": \"sine(x)\"}");
    assert_int_equal(reply.status, 422);
    reply_free(&reply);
    reply = http_evaluate(&gradd, strstr(slow, "\r\n\r\n") + 4);
    assert_int_equal(reply.status, 504);
    reply_free(&reply);
    server_stop(&gradd);
    json_t *line = request_line(0);
    check_number(line, "status", 504);
    check_text(line, "code", "deadline");
    check_begin(line, "message", LATE);
    json_decref(line);
    assert_null(request_line(1));
    free(slow);
}

/* The n-th line of an event; new. */
static json_t *event_line(const char *event, int n)
{
    for (char *line = gradd.text; *line; line += strcspn(line, "\n") + 1) {
        json_t *json = json_loadb(line, strcspn(line, "\n"), 0, NULL);
        if (strcmp(json_string_value(json_object_get(json, "event")), event) == 0 && n-- == 0)
            return json;
        json_decref(json);
    }
    return NULL;
}

/* What the lines of an event tell of together; *lines receives their number. A line without `count`
 * tells of one. */
static double count_event(const char *event, int *lines)
{
    double sum = 0;
    json_t *line;
    for (*lines = 0; (line = event_line(event, *lines)); ++*lines) {
        json_t *count = json_object_get(line, "count");
        sum += count ? json_number_value(count) : 1;
        json_decref(line);
    }
    return sum;
}

enum { EACH_SECOND = 10 };

/* A client can ask for as many as it likes: each is told of, but few have lines of their own. */
static void check_late(const char *event, int n, int64_t began)
{
    int own, together;
    double all = count_event(event, &own);
    all += count_event("requests", &together);
    assert_true(all == n);
    assert_true(own >= EACH_SECOND && own <= EACH_SECOND * (2 + (now_ms() - began) / 1000));
    assert_true(together == 0 || together <= 1 + own / EACH_SECOND);
    for (int i = 0; i < together; i++) {
        json_t *line = event_line("requests", i);
        check_number(line, "status", 504);
        check_text(line, "code", "deadline");
        json_decref(line);
    }
}

static void ask_in_vain(int n, const char *slow)
{
    for (int i = 0; i < n; i++) {
        http_reply reply = http_evaluate(&gradd, slow);
        assert_int_equal(reply.status, 504);
        reply_free(&reply);
    }
}

static void late_requests_make_no_flood_of_lines(void **state)
{
    (void)state;
    enum { LATE_ONES = 60 };
    char *slow = slow_request(1024, "\"timeout_ms\": 1,"), *body = strstr(slow, "\r\n\r\n") + 4;
    server_start(&gradd, "");
    int64_t began = now_ms();
    ask_in_vain(LATE_ONES, body);
    server_stop(&gradd);
    check_late("request", LATE_ONES, began);
    server_start(&gradd, "--log-requests=all");
    ask_in_vain(LATE_ONES, body);
    server_stop(&gradd);
    int own = 0;
    assert_true(count_event("requests", &own) == 0);
    free(slow);
}

/* A batch of `n` lines that run out of time, with a good one before. */
static void post_failing_lines(int n)
{
    char *slow = slow_request(1024, "\"timeout_ms\": 1, \"id\": \"a\\\"b\",");
    char *body = malloc((size_t)(n + 1) * (strlen(slow) + 1));
    size_t size = (size_t)sprintf(body, "%s\n", SMALL);
    for (int i = 0; i < n; i++)
        size += (size_t)sprintf(body + size, "%s\n", strstr(slow, "\r\n\r\n") + 4);
    http_reply reply =
        http_ask(gradd.listen, "POST", "/v1/batch", "X-Request-Id: mine", body, size);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    free(body);
    free(slow);
}

/* What fails within a reply of status 200, too: as the answer alone would, but no flood of it. */
static void failures_within_replies_are_logged(void **state)
{
    (void)state;
    enum { LINES = 40 };
    static const char endless[] = "{\"timeout_ms\": 300, \"cells\": [{\"source\": "
                                  "\"while True: pass\"}]}";
    server_start(&gradd, "");
    int64_t began = now_ms();
    post_failing_lines(LINES);
    server_stop(&gradd);
    check_late("batch_line", LINES, began);
    json_t *line = event_line("batch_line", 0);
    check_text(line, "request_id", "mine");
    check_text(line, "id", "a\"b");
    check_text(line, "client", "127.0.0.1");
    check_begin(line, "message", LATE);
    check_number(line, "line", 2);
    check_number(line, "status", 504);
    json_decref(line);
    server_start(&gradd, "--run-steps 1000000000000");
    http_reply reply = http_ask(gradd.listen, "POST", "/v1/run", "Accept: application/x-ndjson",
                                endless, strlen(endless));
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    server_stop(&gradd);
    line = request_line(0);
    check_text(line, "path", "/v1/run");
    check_text(line, "code", "deadline");
    check_begin(line, "message", LATE);
    json_decref(line);
    assert_null(request_line(1));
    server_start(&gradd, "--log-requests=off");
    post_failing_lines(1);
    server_stop(&gradd);
    assert_null(event_line("batch_line", 0));
}

/* However many clients come and go, whatever they had asked for. */
static void a_client_that_leaves_is_no_error(void **state)
{
    (void)state;
    static const char body[] = "{\"cells\": [{\"source\": \"while True: pass\"}]}";
    static const char *const accepts[] = {"application/json", "application/x-ndjson"};
    char request[256];
    server_start(&gradd, "--timeout-ms 600000 --run-steps 1000000000000");
    for (size_t i = 0; i < sizeof accepts / sizeof *accepts; i++) {
        snprintf(request, sizeof request,
                 "POST /v1/run HTTP/1.1\r\nHost: a\r\nAccept: %s\r\nContent-Length: %zu\r\n\r\n%s",
                 accepts[i], sizeof body - 1, body);
        int fd = raw_open(gradd.listen);
        raw_send(fd, request);
        free(exposition_wait(&gradd, "gradd_compute_running", 1));
        raw_reset(fd);
        free(exposition_wait(&gradd, "gradd_compute_running", 0));
    }
    free(exposition_wait(&gradd, "gradd_errors_total{code=\"cancelled\"}", 2));
    server_stop(&gradd);
    assert_null(request_line(0));
}

static void none_are_logged_if_off(void **state)
{
    (void)state;
    char *slow = slow_request(1024, "\"timeout_ms\": 1,");
    server_start(&gradd, "--log-requests=off");
    http_reply reply = http_evaluate(&gradd, strstr(slow, "\r\n\r\n") + 4);
    assert_int_equal(reply.status, 504);
    reply_free(&reply);
    server_stop(&gradd);
    assert_null(request_line(0));
    free(slow);
}

/* Opens a connection, then `n` that are one too many. */
static void be_refused(const char *flags, int n)
{
    server_start(&gradd, flags);
    int first = raw_open(gradd.listen);
    raw_send(first, "GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(raw_read_reply(first), 200);
    for (int i = 0; i < n; i++) {
        int fd = raw_open(gradd.listen);
        assert_int_equal(raw_read_reply(fd), 503);
        close(fd);
    }
    close(first);
    server_stop(&gradd);
}

/* What the lines of refused connections tell of together; *lines receives their number. */
static double count_refused(int *lines)
{
    double sum = 0;
    *lines = 0;
    for (char *line = gradd.text; *line; line += strcspn(line, "\n") + 1) {
        json_t *json = json_loadb(line, strcspn(line, "\n"), 0, NULL);
        if (strcmp(json_string_value(json_object_get(json, "event")), "refused") == 0) {
            check_number(json, "status", 503);
            check_text(json, "code", "too_many_connections");
            if (!*lines) check_text(json, "client", "127.0.0.1");
            sum += json_number_value(json_object_get(json, "count"));
            ++*lines;
        }
        json_decref(json);
    }
    return sum;
}

/* Each is told of, but a flood of them makes no flood of lines. */
static void refused_connections_are_logged(void **state)
{
    (void)state;
    enum { FLOOD = 300 };
    int lines;
    be_refused("--connections 1", 3);
    assert_true(count_refused(&lines) == 3 && lines == 3);
    int64_t began = now_ms();
    be_refused("--connections 1", FLOOD);
    assert_true(count_refused(&lines) == FLOOD);
    assert_true(lines <= (EACH_SECOND + 1) * (2 + (now_ms() - began) / 1000));
    be_refused("--connections 1 --log-requests=off", 3);
    assert_true(count_refused(&lines) == 0 && lines == 0);
}

/* Nobody reads the log, and its pipe fills: requests are answered as before, and the lines that are
 * lost are counted. Once it is read again lines come again, each whole. */
static void a_full_pipe_stops_no_request(void **state)
{
    (void)state;
    enum { MOST = 3000, PAGE = 4096 };
    server_start(&gradd, "--log-requests");
    fcntl(gradd.log, F_SETPIPE_SZ, PAGE);
    int n = 0;
    double dropped = 0;
    while (dropped == 0 && n < MOST) {
        for (int i = 0; i < 50; i++, n++) {
            http_reply reply = http_evaluate(&gradd, SMALL);
            assert_int_equal(reply.status, 200);
            reply_free(&reply);
        }
        char *text = exposition_read(&gradd);
        dropped = exposition_value(text, "gradd_log_lines_dropped_total");
        free(text);
    }
    assert_true(dropped > 0);
    server_wait_log(&gradd, "\"path\":\"/v1/evaluate\"");
    http_reply reply = http_ask(gradd.listen, "GET", "/again", NULL, NULL, 0);
    reply_free(&reply);
    server_wait_log(&gradd, "\"path\":\"/again\"");
    server_stop(&gradd);
    n = 0;
    for (json_t *line; (line = request_line(n)); n++) json_decref(line); /* all are JSON */
    assert_true(n > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_tells_one_request),
        cmocka_unit_test(errors_are_logged_by_default),
        cmocka_unit_test(late_requests_make_no_flood_of_lines),
        cmocka_unit_test(failures_within_replies_are_logged),
        cmocka_unit_test(a_client_that_leaves_is_no_error),
        cmocka_unit_test(none_are_logged_if_off),
        cmocka_unit_test(refused_connections_are_logged),
        cmocka_unit_test(a_full_pipe_stops_no_request),
        cmocka_unit_test(a_proxy_that_nobody_trusts_is_told_of_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
