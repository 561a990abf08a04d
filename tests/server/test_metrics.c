/* What /metrics tells against what was done: counts exactly, gauges while they hold, times as far
 * as they are known. */
#include "tests/server/exposition.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"
#define LINES "Accept: application/x-ndjson"
#define EVALUATE "method=\"POST\",route=\"/v1/evaluate\""
#define RUN "method=\"POST\",route=\"/v1/run\""
#define OTHER "method=\"other\",route=\"other\""
#define FILES "method=\"GET\",route=\"/*\""

static server_process gradd;

static void expect(const char *text, const char *series, double value)
{
    double found = exposition_value(text, series);
    if (found != value) fail_msg("%s is %g, not %g, in\n%s", series, found, value, text);
}

/* Waits until all requests of the public port are counted. */
static char *wait_requests(double n)
{
    int64_t end = now_ms() + PATIENCE_MS;
    for (;;) {
        char *text = exposition_read(&gradd);
        double found = exposition_sum(text, "gradd_requests_total");
        double own = exposition_value(
            text, "gradd_requests_total{method=\"GET\",route=\"/metrics\",code=\"200\"}");
        double ready = exposition_value(
            text, "gradd_requests_total{method=\"GET\",route=\"/readyz\",code=\"200\"}");
        if (found - own - ready == n) return text;
        if (now_ms() > end) fail_msg("%g requests, not %g:\n%s", found - own - ready, n, text);
        free(text);
    }
}

/* Requests through libcurl, each sent `times`, with the series in which they count. */
static const struct ask_row {
    const char *method, *path, *headers, *body, *labels;
    int status, times;
    const char *error;
} rows[] = {
    {"POST", "/v1/evaluate", NULL, SMALL, EVALUATE, 200, 7, NULL},
    {"POST", "/v1/evaluate", NULL, "{\"expr\": \"sine(x)\"}", EVALUATE, 422, 3, "unknown_name"},
    {"POST", "/v1/evaluate", NULL, "{\"expr\"", EVALUATE, 400, 2, "malformed_json"},
    {"POST", "/v1/evaluate", "Accept: image/png", SMALL, EVALUATE, 406, 2, "not_acceptable"},
    {"POST", "/v1/evaluate", "Content-Type: image/png", SMALL, EVALUATE, 415, 1,
     "unsupported_media"},
    {"POST", "/v1/run", NULL, "{\"cells\": [{\"source\": \"1\"}]}", RUN, 200, 2, NULL},
    {"POST", "/v1/run", LINES, "{\"cells\": [{\"source\": \"1\"}]}", RUN, 200, 3, NULL},
    {"POST", "/v1/run", LINES, "{\"cells\": [{\"source\": \"while True: pass\"}]}", RUN, 200, 1,
     "step_limit"},
    {"GET", "/v1/limits", NULL, NULL, "method=\"GET\",route=\"/v1/limits\"", 200, 2, NULL},
    {"HEAD", "/v1/limits", NULL, NULL, "method=\"GET\",route=\"/v1/limits\"", 200, 2, NULL},
    {"GET", "/", NULL, NULL, FILES, 200, 2, NULL},
    {"GET", "/", "If-None-Match: *", NULL, FILES, 304, 1, NULL},
    {"GET", "/nowhere", NULL, NULL, OTHER, 404, 2, "not_found"},
    {"GET", "/no/{\"label\"}\\", NULL, NULL, OTHER, 404, 1, "not_found"},
    {"GET", "/v1/evaluate", NULL, NULL, OTHER, 405, 1, "method_not_allowed"},
    {"BREW", "/", NULL, NULL, OTHER, 405, 1, "method_not_allowed"},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* Heads that cannot be met, some of which only libmicrohttpd sees. */
static const struct raw_row {
    const char *text;
    int status;
    const char *error;
} raws[] = {
    {"GET / HTTP/1.1\r\n\r\n", 400, "bad_http"},
    {"POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400,
     "bad_http"},
    {"GET / HTTP/9.9\r\n\r\n", 505, "bad_http"},
    {"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400, "bad_http"},
    {"POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n", 413,
     "body_too_large"},
};
enum { RAWS = sizeof raws / sizeof *raws };

static int ask_rows(void)
{
    int n = 0;
    for (const struct ask_row *row = rows; row < rows + ROWS; row++) {
        for (int i = 0; i < row->times; i++) {
            size_t size = row->body ? strlen(row->body) : 0;
            http_reply reply =
                http_ask(gradd.listen, row->method, row->path, row->headers, row->body, size);
            if (reply.status != row->status)
                fail_msg("%s %s: %ld", row->path, row->body, reply.status);
            reply_free(&reply);
            n++;
        }
    }
    return n;
}

static int send_raws(void)
{
    static char out[8192];
    for (int i = 0; i < RAWS; i++) {
        int fd = raw_open(gradd.listen), status = 0;
        raw_send(fd, raws[i].text);
        raw_read_all(fd, out, sizeof out);
        sscanf(out, "HTTP/1.1 %d", &status);
        if (status != raws[i].status) fail_msg("%s: %s", raws[i].text, out);
        close(fd);
    }
    return RAWS;
}

/* A line that fits in no buffer: only libmicrohttpd ever sees it. */
static int send_endless_line(void)
{
    enum { SIZE = 40000 };
    static char line[SIZE], out[8192];
    int fd = raw_open(gradd.listen);
    memset(line, 'x', SIZE);
    memcpy(line, "GET /", 5);
    raw_try_send(fd, line, SIZE);
    raw_read_all(fd, out, sizeof out);
    close(fd);
    if (strncmp(out, "HTTP/1.1 414", 12) != 0) fail_msg("%s", out);
    return 1;
}

static double expected_of(const char *labels, int status)
{
    double n = 0;
    for (int i = 0; i < ROWS; i++)
        if (strcmp(rows[i].labels, labels) == 0 && rows[i].status == status) n += rows[i].times;
    return n;
}

static double expected_errors(const char *code)
{
    double n = 0;
    for (int i = 0; i < ROWS; i++)
        if (rows[i].error && strcmp(rows[i].error, code) == 0) n += rows[i].times;
    for (int i = 0; i < RAWS; i++) n += strcmp(raws[i].error, code) == 0;
    return n;
}

static void requests_are_counted_exactly(void **state)
{
    (void)state;
    char series[256];
    server_start(&gradd, "--run-steps 1000");
    int n = ask_rows() + send_raws() + send_endless_line();
    char *text = wait_requests(n);
    for (int i = 0; i < ROWS; i++) {
        snprintf(series, sizeof series, "gradd_requests_total{%s,code=\"%d\"}", rows[i].labels,
                 rows[i].status);
        if (strcmp(rows[i].labels, OTHER) != 0)
            expect(text, series, expected_of(rows[i].labels, rows[i].status));
        if (!rows[i].error) continue;
        snprintf(series, sizeof series, "gradd_errors_total{code=\"%s\"}", rows[i].error);
        if (strcmp(rows[i].error, "body_too_large") != 0)
            expect(text, series, expected_errors(rows[i].error));
    }
    expect(text, "gradd_requests_total{" OTHER ",code=\"400\"}", 3);
    expect(text, "gradd_requests_total{" OTHER ",code=\"404\"}", 3);
    expect(text, "gradd_requests_total{" OTHER ",code=\"405\"}", 2);
    expect(text, "gradd_requests_total{" OTHER ",code=\"414\"}", 1);
    expect(text, "gradd_requests_total{" OTHER ",code=\"505\"}", 1);
    expect(text, "gradd_requests_total{" EVALUATE ",code=\"413\"}", 1);
    expect(text, "gradd_errors_total{code=\"bad_http\"}", 4);
    expect(text, "gradd_errors_total{code=\"head_too_large\"}", 1);
    expect(text, "gradd_streams_total", 4);
    expect(text, "gradd_request_duration_seconds_count{" EVALUATE "}", 16);
    expect(text, "gradd_request_duration_seconds_count{" RUN "}", 6);
    /* What was refused at its head was not read; what is wrong was not prepared. */
    expect(text, "gradd_phase_duration_seconds_count{phase=\"read\"}", 18);
    expect(text, "gradd_phase_duration_seconds_count{phase=\"prepare\"}", 10);
    /* Streams are queued, and short programs when the machine is busy. */
    double jobs = exposition_value(text, "gradd_phase_duration_seconds_count{phase=\"queue\"}");
    assert_true(jobs >= 4 && jobs <= 6);
    free(text);
    free(exposition_wait(&gradd, "gradd_compute_jobs_total", jobs)); /* just after the last reply */
    server_stop(&gradd);
}

/* Many event threads count at once, each in its own place. */
static void concurrent_requests_are_counted_exactly(void **state)
{
    (void)state;
    enum { CONNECTIONS = 200, EACH = 20 };
    static const char request[] = "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n"
                                  "Content-Length: 37\r\n\r\n" SMALL;
    int fds[CONNECTIONS];
    server_start(&gradd, "");
    for (int i = 0; i < CONNECTIONS; i++) fds[i] = raw_open(gradd.listen);
    for (int round = 0; round < EACH; round++) {
        for (int i = 0; i < CONNECTIONS; i++) raw_send(fds[i], request);
        for (int i = 0; i < CONNECTIONS; i++) assert_int_equal(raw_read_reply(fds[i]), 200);
    }
    char *text = wait_requests(CONNECTIONS * EACH);
    expect(text, "gradd_requests_total{" EVALUATE ",code=\"200\"}", CONNECTIONS * EACH);
    expect(text, "gradd_request_body_bytes_total", CONNECTIONS * EACH * 37.0);
    expect(text, "gradd_phase_duration_seconds_count{phase=\"compute\"}", CONNECTIONS * EACH);
    expect(text, "gradd_connections{port=\"public\",state=\"idle\"}", CONNECTIONS);
    expect(text, "gradd_connections_refused_total", 0);
    free(text);
    for (int i = 0; i < CONNECTIONS; i++) close(fds[i]);
    free(exposition_wait(&gradd, "gradd_connections{port=\"public\",state=\"idle\"}", 0));
    server_stop(&gradd);
}

/* Answers that no handler makes: of the gate and of the queue. */
static void refusals_are_counted(void **state)
{
    (void)state;
    enum { WORKING = 3, SILENT = 3 };
    static char out[8192];
    char *request = slow_request(4096, "");
    int fds[WORKING], silent[SILENT];
    server_start(&gradd, "--connections 7 --compute-threads 1 --queue-length 2 "
                         "--head-timeout-ms 600000 --idle-timeout-ms 600000 --timeout-ms 600000");
    raw_send(fds[0] = raw_open(gradd.listen), request);
    free(exposition_wait(&gradd, "gradd_compute_running", 1));
    for (int i = 1; i < WORKING; i++) raw_send(fds[i] = raw_open(gradd.listen), request);
    char *text = exposition_wait(&gradd, "gradd_queue_waiting", 2);
    expect(text, "gradd_connections{port=\"public\",state=\"work\"}", WORKING);
    expect(text, "gradd_queue_length", 2);
    expect(text, "gradd_compute_threads", 1);
    double busy = exposition_value(text, "gradd_compute_busy_seconds_total");
    free(text);
    int fourth = raw_open(gradd.listen);
    raw_send(fourth, request);
    assert_int_equal(raw_read_reply(fourth), 429);
    for (int i = 0; i < SILENT; i++) silent[i] = raw_open(gradd.listen);
    free(exposition_wait(&gradd, "gradd_connections{port=\"public\",state=\"idle\"}", SILENT + 1));
    int eighth = raw_open(gradd.listen);
    raw_read_all(eighth, out, sizeof out);
    assert_non_null(strstr(out, "HTTP/1.1 503"));
    for (int i = 0; i < WORKING; i++) raw_reset(fds[i]);
    free(exposition_wait(&gradd, "gradd_compute_running", 0));
    text = wait_requests(WORKING + 2);
    expect(text, "gradd_errors_total{code=\"busy\"}", 1);
    expect(text, "gradd_errors_total{code=\"too_many_connections\"}", 1);
    expect(text, "gradd_requests_total{" EVALUATE ",code=\"429\"}", 1);
    expect(text, "gradd_requests_total{" OTHER ",code=\"503\"}", 1);
    expect(text, "gradd_connections_refused_total", 1);
    assert_true(exposition_value(text, "gradd_compute_busy_seconds_total") > busy);
    assert_true(exposition_value(text, "gradd_requests_broken_off_total") >= WORKING);
    free(text);
    for (int i = 0; i < SILENT; i++) close(silent[i]);
    close(fourth);
    close(eighth);
    server_stop(&gradd);
    free(request);
}

/* What is wrong with a body under way is told past libmicrohttpd, which takes that for a break. */
static void a_refused_body_is_not_broken_off(void **state)
{
    (void)state;
    static const struct {
        const char *head, *body, *status;
    } cases[] = {
        {"Content-Encoding: gzip\r\nContent-Length: 20", "this is not gzip....", "HTTP/1.1 400"},
        {"Transfer-Encoding: chunked", "800\r\n", "HTTP/1.1 413"},
    };
    static char out[8192], request[4096];
    server_start(&gradd, "--body-bytes 1024 --log-requests");
    for (size_t i = 0; i < 2; i++) {
        int fd = raw_open(gradd.listen);
        snprintf(request, sizeof request,
                 "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n%-2048s", cases[i].head,
                 cases[i].body);
        raw_try_send(fd, request, strlen(request));
        raw_read_all(fd, out, sizeof out);
        if (!strstr(out, cases[i].status)) fail_msg("no %s: %s", cases[i].status, out);
        close(fd);
    }
    char *text = wait_requests(2);
    expect(text, "gradd_requests_total{" EVALUATE ",code=\"400\"}", 1);
    expect(text, "gradd_requests_total{" EVALUATE ",code=\"413\"}", 1);
    expect(text, "gradd_errors_total{code=\"malformed_gzip\"}", 1);
    expect(text, "gradd_errors_total{code=\"body_too_large\"}", 1);
    expect(text, "gradd_requests_broken_off_total", 0);
    free(text);
    server_stop(&gradd);
    assert_null(strstr(gradd.text, "broken off"));
}

static void slow_heads_are_counted(void **state)
{
    (void)state;
    static char out[8192];
    server_start(&gradd, "--head-timeout-ms 300");
    int fd = raw_open(gradd.listen);
    raw_send(fd, "GET /v1/limits HTTP/1.1\r\nX: "); /* and no more */
    raw_read_all(fd, out, sizeof out);
    assert_non_null(strstr(out, "HTTP/1.1 408"));
    close(fd);
    char *text = wait_requests(1);
    expect(text, "gradd_errors_total{code=\"request_timeout\"}", 1);
    expect(text, "gradd_requests_total{" OTHER ",code=\"408\"}", 1);
    expect(text, "gradd_requests_broken_off_total", 0);
    free(text);
    server_stop(&gradd);
}

/* A stream whose client leaves is counted by the thread that ends it. */
static void a_stream_that_is_left_is_counted(void **state)
{
    (void)state;
    static const char body[] = "{\"cells\": [{\"source\": \"while True: print(1)\"}]}";
    char head[256], first[16];
    server_start(&gradd, "--timeout-ms 600000 --run-steps 1000000000000 --output-bytes 1073741824 "
                         "--log-requests");
    int fd = raw_open(gradd.listen);
    snprintf(head, sizeof head,
             "POST /v1/run HTTP/1.1\r\nHost: a\r\n" LINES "\r\nContent-Length: %zu\r\n\r\n%s",
             sizeof body - 1, body);
    raw_send(fd, head);
    assert_true(read(fd, first, sizeof first) > 0);
    free(exposition_wait(&gradd, "gradd_connections{port=\"public\",state=\"stream\"}", 1));
    raw_reset(fd);
    char *text = wait_requests(1);
    expect(text, "gradd_requests_total{" RUN ",code=\"200\"}", 1);
    expect(text, "gradd_errors_total{code=\"cancelled\"}", 1);
    expect(text, "gradd_streams_total", 1);
    expect(text, "gradd_requests_broken_off_total", 1);
    assert_true(exposition_value(text, "gradd_reply_body_bytes_total") > 0);
    free(text);
    server_stop(&gradd);
    assert_non_null(strstr(gradd.text, "\"path\":\"/v1/run\",\"status\":200"));
    assert_non_null(strstr(gradd.text, "\"code\":\"cancelled\""));
}

static void errors_of_lines_are_counted(void **state)
{
    static const char lines[] = "{\"expr\": \"1 +\"}\n{\"expr\": \"1\"}\n{\"expr\": \"1 +\"}\n{";
    (void)state;
    server_start(&gradd, "");
    http_reply reply = http_ask(gradd.listen, "POST", "/v1/batch", NULL, lines, sizeof lines - 1);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    char *text = wait_requests(1);
    expect(text, "gradd_batch_requests_total", 4);
    expect(text, "gradd_errors_total{code=\"syntax\"}", 2);
    expect(text, "gradd_errors_total{code=\"malformed_json\"}", 1);
    free(text);
    server_stop(&gradd);
}

/* Kept at second sight, found from then on, dropped for want of room. */
static void the_cache_is_told(void **state)
{
    (void)state;
    server_start(&gradd, "");
    for (int i = 0; i < 5; i++) {
        http_reply reply = http_evaluate(&gradd, SMALL);
        reply_free(&reply);
    }
    char *text = wait_requests(5);
    expect(text, "gradd_cache_misses_total", 2);
    expect(text, "gradd_cache_hits_total", 3);
    expect(text, "gradd_cache_entries", 1);
    double bytes = exposition_value(text, "gradd_cache_bytes");
    assert_true(bytes > 0);
    free(text);
    server_stop(&gradd);
    char flags[64];
    snprintf(flags, sizeof flags, "--cache-bytes %.0f", 1.5 * bytes);
    server_start(&gradd, flags);
    for (int i = 0; i < 6; i++) {
        const char *body = i < 3 ? SMALL : "{\"expr\": \"x * 3\", \"inputs\": {\"x\": 3}}";
        http_reply reply = http_evaluate(&gradd, body);
        reply_free(&reply);
    }
    text = wait_requests(6);
    expect(text, "gradd_cache_misses_total", 4);
    expect(text, "gradd_cache_hits_total", 2);
    expect(text, "gradd_cache_entries", 1);
    expect(text, "gradd_cache_evictions_total", 1);
    free(text);
    server_stop(&gradd);
}

static void the_process_is_told(void **state)
{
    (void)state;
    server_start(&gradd, "");
    char *text = exposition_read(&gradd);
    double fds = exposition_value(text, "process_open_fds");
    double started = exposition_value(text, "process_start_time_seconds");
    assert_true(fds > 5 && fds < exposition_value(text, "process_max_fds"));
    assert_true(fabs(started - (double)time(NULL)) < PATIENCE_MS / 1000.0);
    assert_true(exposition_value(text, "process_resident_memory_bytes") > 1e6);
    assert_true(exposition_value(text, "process_cpu_seconds_total") > 0);
    assert_non_null(strstr(text, "gradd_build_info{version=\""));
    free(text);
    int fd = raw_open(gradd.listen);
    free(exposition_wait(&gradd, "process_open_fds", fds + 1));
    close(fd);
    free(exposition_wait(&gradd, "process_open_fds", fds));
    server_stop(&gradd);
}

/* The milliseconds of a phase; negative if it is not told. */
static double dur(const char *header, const char *phase)
{
    char pattern[64];
    snprintf(pattern, sizeof pattern, "%s;dur=", phase);
    const char *at = strstr(header, pattern);
    return at ? atof(at + strlen(pattern)) : -1;
}

static void replies_tell_their_phases(void **state)
{
    (void)state;
    static const char *const phases[] = {"read", "prepare", "compute", "write"};
    char value[512], *slow = slow_request(256, "");
    server_start(&gradd, "");
    for (int i = 0; i < 2; i++) {
        const char *body = i ? strstr(slow, "\r\n\r\n") + 4 : SMALL;
        int64_t start = now_ms();
        http_reply reply = http_evaluate(&gradd, body);
        double elapsed = (double)(now_ms() - start) + 1, sum = 0;
        assert_true(reply_header(&reply, "Server-Timing", value, sizeof value));
        for (int k = 0; k < 4; k++) {
            if (dur(value, phases[k]) < 0) fail_msg("no %s: %s", phases[k], value);
            sum += dur(value, phases[k]);
        }
        assert_int_equal(dur(value, "queue") >= 0, i); /* only long work waits */
        if (sum > elapsed) fail_msg("%g ms in %g ms: %s", sum, elapsed, value);
        reply_free(&reply);
    }
    http_reply reply = http_ask(gradd.listen, "GET", "/v1/limits", NULL, NULL, 0);
    assert_false(reply_header(&reply, "Server-Timing", value, sizeof value));
    reply_free(&reply);
    server_stop(&gradd);
    free(slow);
}

static void the_format_is_told(void **state)
{
    (void)state;
    char type[128] = "";
    server_start(&gradd, "");
    http_reply reply = http_ask(gradd.admin, "GET", "/metrics",
                                "Accept: application/openmetrics-text;version=1.0.0;q=0.75,"
                                "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                                NULL, 0);
    assert_int_equal(reply.status, 200);
    assert_true(reply_header(&reply, "Content-Type", type, sizeof type));
    assert_string_equal(type, "text/plain; version=0.0.4; charset=utf-8");
    reply_free(&reply);
    reply = http_ask(gradd.listen, "GET", "/metrics", NULL, NULL, 0);
    reply_check_problem(&reply, 404, "not_found"); /* not for clients */
    reply_free(&reply);
    server_stop(&gradd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_format_is_told),
        cmocka_unit_test(requests_are_counted_exactly),
        cmocka_unit_test(concurrent_requests_are_counted_exactly),
        cmocka_unit_test(refusals_are_counted),
        cmocka_unit_test(a_refused_body_is_not_broken_off),
        cmocka_unit_test(slow_heads_are_counted),
        cmocka_unit_test(a_stream_that_is_left_is_counted),
        cmocka_unit_test(errors_of_lines_are_counted),
        cmocka_unit_test(the_cache_is_told),
        cmocka_unit_test(the_process_is_told),
        cmocka_unit_test(replies_tell_their_phases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
