/* How the program is told what to do, how it starts, and how it ends. */
#include "tests/server/client.h"

#include "engine/gradd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"

static char output[65536];

static void in_flag_form(char *name)
{
    for (; *name; name++)
        if (*name == '_') *name = '-';
}

static void help_lists_every_row(void **state)
{
    (void)state;
    static const char *const options[] = {"listen", "admin", "cors_origin", "log_requests"};
    int count;
    char flag[80];
    const gd_limit_row *rows = gd_limit_rows(&count);
    assert_int_equal(run_program("--help", NULL, output, sizeof output), 0);
    for (int i = 0; i < count + 4; i++) {
        snprintf(flag, sizeof flag, "--%s", i < count ? rows[i].name : options[i - count]);
        in_flag_form(flag);
        if (!strstr(output, flag)) fail_msg("%s is not in\n%s", flag, output);
    }
    assert_non_null(strstr(output, "GRADD_IDLE_TIMEOUT_MS"));
    assert_non_null(strstr(output, "GRADD_LISTEN"));
}

static void version_is_printed(void **state)
{
    (void)state;
    assert_int_equal(run_program("--version", NULL, output, sizeof output), 0);
    assert_string_equal(output, "gradd " GD_VERSION "\n");
}

static void a_wrong_flag_is_exit_2(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"--nope", NULL, "--nope"},
        {"nope", NULL, "nope"},
        {"--listen", NULL, "--listen needs a value"},
        {"--listen nowhere", NULL, "nowhere"},
        {"--listen 127.0.0.1:99999", NULL, "99999"},
        {"--listen 127.0.0.1:http", NULL, "http"},
        {"--body-bytes 1", NULL, "from 1024 to"},
        {"--body-bytes=1e9", NULL, "1e9"},
        {"--body-bytes 99999999999999999999", NULL, "99999999999999999999"},
        {"--log-requests=maybe", NULL, "maybe"},
        {"", "GRADD_BODY_BYTES=lots", "GRADD_BODY_BYTES"},
        {"", "GRADD_LOG_REQUESTS=maybe", "GRADD_LOG_REQUESTS"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = run_program(cases[i][0], cases[i][1], output, sizeof output);
        if (status != 2 || !strstr(output, cases[i][2]))
            fail_msg("%s: exit %d: %s", cases[i][0], status, output);
    }
}

static void a_taken_port_is_exit_1(void **state)
{
    (void)state;
    char arguments[200];
    server_process gradd;
    server_start(&gradd, "");
    snprintf(arguments, sizeof arguments, "--admin 127.0.0.1:0 --listen %s", gradd.listen);
    assert_int_equal(run_program(arguments, NULL, output, sizeof output), 1);
    assert_non_null(strstr(output, gradd.listen));
    server_stop(&gradd);
}

/* The environment sets what a flag sets, and a flag overrules it. */
static void the_environment_is_read(void **state)
{
    (void)state;
    static const char *const flags[] = {"", "--body-bytes 5000"};
    static const char *const expected[] = {"\"body_bytes\",\"value\":4000",
                                           "\"body_bytes\",\"value\":5000"};
    server_process gradd;
    setenv("GRADD_BODY_BYTES", "4000", 1);
    for (int i = 0; i < 2; i++) {
        server_start(&gradd, flags[i]);
        http_reply reply = http_ask(gradd.listen, "GET", "/v1/limits", NULL, NULL, 0);
        assert_non_null(strstr(reply.body, expected[i]));
        reply_free(&reply);
        server_stop(&gradd);
    }
    unsetenv("GRADD_BODY_BYTES");
}

/* As `docker run -e GRADD_LOG_REQUESTS=` and compose files with unset variables give it. */
static void an_empty_variable_turns_nothing_on(void **state)
{
    (void)state;
    static const char *const flags[] = {"", "--log-requests"};
    server_process gradd;
    setenv("GRADD_LOG_REQUESTS", "", 1);
    for (int i = 0; i < 2; i++) {
        server_start(&gradd, flags[i]);
        http_reply reply = http_evaluate(&gradd, SMALL);
        assert_int_equal(reply.status, 200);
        reply_free(&reply);
        server_stop(&gradd);
        assert_int_equal(strstr(gradd.text, "\"request\"") != NULL, i);
    }
    unsetenv("GRADD_LOG_REQUESTS");
}

/* A line longer than PIPE_BUF could be torn by another process that shares the pipe. */
static void log_lines_are_short_but_whole(void **state)
{
    (void)state;
    static const char fills[] = {'x', '"', '\x01', '\xff'};
    server_process gradd;
    server_start(&gradd, "--log-requests");
    for (size_t i = 0; i < sizeof fills; i++) {
        char request[10200];
        int at = sprintf(request, "GET /");
        memset(request + at, fills[i], 10000);
        sprintf(request + at + 10000, " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        int fd = raw_open(gradd.listen);
        raw_send(fd, request);
        int status = raw_read_reply(fd);
        assert_true(status == 404 || status == 400);
        close(fd);
    }
    server_stop(&gradd);
    int lines = 0;
    for (const char *line = gradd.text; *line; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        assert_true(length < 4096);
        const char *cut = strstr(line, "…\",\"status\":40");
        lines += cut && cut < line + length;
    }
    assert_int_equal(lines, sizeof fills);
}

static void health_tells_readiness(void **state)
{
    (void)state;
    server_process gradd;
    char variable[100];
    server_start(&gradd, "");
    snprintf(variable, sizeof variable, "GRADD_ADMIN=0.0.0.0%s", strchr(gradd.admin, ':'));
    assert_int_equal(run_program("health", variable, output, sizeof output), 0);
    assert_string_equal(output, "");
    server_stop(&gradd);
    assert_int_equal(run_program("health", variable, output, sizeof output), 1);
    assert_int_equal(run_program("health --admin nowhere", NULL, output, sizeof output), 1);
    assert_non_null(strstr(output, "nowhere"));
    assert_int_equal(run_program("health --nope", variable, output, sizeof output), 2);
}

static long admin_status(const server_process *gradd, const char *path)
{
    http_reply reply = http_ask(gradd->admin, "GET", path, NULL, NULL, 0);
    long status = reply.status;
    reply_free(&reply);
    return status;
}

static void wait_not_ready(const server_process *gradd)
{
    int64_t end = now_ms() + PATIENCE_MS;
    while (admin_status(gradd, "/readyz") != 503)
        if (now_ms() > end) fail_msg("still ready");
    assert_int_equal(admin_status(gradd, "/livez"), 200);
}

/* What is under way finishes, and what comes while load balancers look away is served. */
static void sigterm_drains(void **state)
{
    (void)state;
    char connection[32] = "", *request = slow_request(1024, "");
    server_process gradd;
    server_start(&gradd, "--drain-ms 1500");
    int fd = raw_open(gradd.listen);
    raw_send(fd, request);
    kill(gradd.pid, SIGTERM);
    wait_not_ready(&gradd);
    http_reply reply = http_evaluate(&gradd, SMALL);
    assert_int_equal(reply.status, 200);
    assert_true(reply_header(&reply, "Connection", connection, sizeof connection));
    assert_string_equal(connection, "close");
    assert_int_equal(raw_read_reply(fd), 200);
    server_wait(&gradd);
    reply_free(&reply);
    free(request);
    close(fd);
}

/* Idle connections do not keep it from ending. */
static void idle_connections_are_closed_at_the_end(void **state)
{
    (void)state;
    server_process gradd;
    server_start(&gradd, "");
    int fd = raw_open(gradd.listen);
    raw_send(fd, "GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(raw_read_reply(fd), 200);
    int64_t start = now_ms();
    server_stop(&gradd);
    assert_true(now_ms() - start < PATIENCE_MS / 2); /* stop_ms alone is that long */
    close(fd);
}

/* Connections that the kernel took in our name while we could not look. */
static void a_backlog_is_served_before_the_end(void **state)
{
    (void)state;
    enum { N = 400 };
    static const char request[] = "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: 37"
                                  "\r\n\r\n" SMALL;
    int fds[N], served = 0;
    server_process gradd;
    server_start(&gradd, "");
    kill(gradd.pid, SIGSTOP);
    for (int i = 0; i < N; i++) raw_send(fds[i] = raw_open(gradd.listen), request);
    kill(gradd.pid, SIGTERM);
    kill(gradd.pid, SIGCONT);
    for (int i = 0; i < N; i++) {
        served += raw_read_reply(fds[i]) == 200;
        close(fds[i]);
    }
    server_wait(&gradd);
    assert_int_equal(served, N);
}

/* Neither drain_ms nor stop_ms nor the minutes that the request would take are waited for. */
static void a_second_signal_stops_at_once(void **state)
{
    (void)state;
    char *request = slow_request(4096, "");
    server_process gradd;
    server_start(&gradd, "--drain-ms 600000 --stop-ms 600000 --timeout-ms 600000");
    int fd = raw_open(gradd.listen);
    raw_send(fd, request);
    kill(gradd.pid, SIGTERM);
    wait_not_ready(&gradd);
    kill(gradd.pid, SIGINT);
    server_wait(&gradd);
    free(request);
    close(fd);
}

/* A terminal that was closed, or somebody who expects that files are read again: what runs is
 * answered, and nobody waits for load balancers. */
static void a_hangup_ends_in_order(void **state)
{
    (void)state;
    char *request = slow_request(1024, "");
    server_process gradd;
    signal(SIGHUP, SIG_DFL);
    server_start(&gradd, "--drain-ms 600000");
    int fd = raw_open(gradd.listen);
    raw_send(fd, request);
    kill(gradd.pid, SIGHUP);
    assert_int_equal(raw_read_reply(fd), 200);
    server_wait(&gradd);
    free(request);
    close(fd);
}

/* As nohup does it. */
static void a_hangup_that_is_ignored_stays_so(void **state)
{
    (void)state;
    server_process gradd;
    signal(SIGHUP, SIG_IGN);
    server_start(&gradd, "");
    signal(SIGHUP, SIG_DFL);
    kill(gradd.pid, SIGHUP);
    assert_int_equal(admin_status(&gradd, "/readyz"), 200);
    server_stop(&gradd);
    assert_null(strstr(gradd.text, "SIGHUP"));
}

static void stop_ms_bounds_what_runs(void **state)
{
    (void)state;
    char *request = slow_request(4096, "");
    server_process gradd;
    server_start(&gradd, "--stop-ms 200 --timeout-ms 600000 --compute-threads 1");
    int fds[3];
    for (int i = 0; i < 3; i++) raw_send(fds[i] = raw_open(gradd.listen), request);
    server_stop(&gradd);
    for (int i = 0; i < 3; i++) {
        int status = raw_read_reply(fds[i]);
        if (status != 503 && status != 0) fail_msg("%d: %s", status, gradd.text);
        close(fds[i]);
    }
    free(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_lists_every_row),
        cmocka_unit_test(version_is_printed),
        cmocka_unit_test(a_wrong_flag_is_exit_2),
        cmocka_unit_test(a_taken_port_is_exit_1),
        cmocka_unit_test(the_environment_is_read),
        cmocka_unit_test(an_empty_variable_turns_nothing_on),
        cmocka_unit_test(log_lines_are_short_but_whole),
        cmocka_unit_test(health_tells_readiness),
        cmocka_unit_test(sigterm_drains),
        cmocka_unit_test(idle_connections_are_closed_at_the_end),
        cmocka_unit_test(a_backlog_is_served_before_the_end),
        cmocka_unit_test(a_second_signal_stops_at_once),
        cmocka_unit_test(a_hangup_ends_in_order),
        cmocka_unit_test(a_hangup_that_is_ignored_stays_so),
        cmocka_unit_test(stop_ms_bounds_what_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
