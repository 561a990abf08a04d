/* What clients get beside one another: who may ask at all, how much of the server one may take, and
 * what happens to the work of those that have gone. */
#include "tests/server/ask.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"
#define ALICE "Authorization: Bearer alice-secret-alice"
#define BRIEF "Authorization: Bearer YnJpZWYgc2VjcmV0IQ=="
#define FOREVER "{\"cells\": [{\"source\": \"while True: pass\"}]}"

static server_process gradd;
static char path[] = "/tmp/gradd-tokens-XXXXXX", output[65536];

static void write_bytes(const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static void write_tokens(const char *text)
{
    write_bytes(text, strlen(text));
}

static const char *with_file(const char *more)
{
    static char flags[400];
    snprintf(flags, sizeof flags, "--tokens %s %s", path, more);
    return flags;
}

static http_reply post(const char *headers, const char *route, const char *body)
{
    return http_ask(gradd.listen, "POST", route, headers, body, strlen(body));
}

static void check_challenge(const char *headers, const char *code, const char *challenge)
{
    char value[200];
    http_reply reply = post(headers, "/v1/evaluate", SMALL);
    reply_check_problem(&reply, 401, code);
    assert_true(reply_header(&reply, "WWW-Authenticate", value, sizeof value));
    assert_string_equal(value, challenge);
    reply_free(&reply);
}

static void check_status(const char *method, const char *route, const char *headers, long status)
{
    const char *body = *method == 'P' ? SMALL : NULL;
    http_reply reply =
        http_ask(gradd.listen, method, route, headers, body, body ? strlen(body) : 0);
    if (reply.status != status) fail_msg("%s %s: %ld", method, route, reply.status);
    reply_free(&reply);
}

static void tokens_are_asked_for(void **state)
{
    (void)state;
    static const char plain[] = "Bearer realm=\"gradd\"";
    static const char invalid[] = "Bearer realm=\"gradd\", error=\"invalid_token\"";
    write_tokens("# who may\n\nalice alice-secret-alice\n");
    server_start(&gradd, with_file("--log-requests"));
    check_challenge(NULL, "missing_token", plain);
    check_challenge("Authorization: Basic YTpi", "missing_token", plain);
    check_challenge("Authorization: Bearer alice-secret-alicf", "wrong_token", invalid);
    check_challenge("Authorization: Bearer alice-secret-alic", "wrong_token", invalid);
    check_challenge("Authorization: Bearer alice-secret-alice x", "wrong_token", invalid);
    check_challenge("Authorization: Bearer", "missing_token", plain);
    check_status("POST", "/v1/evaluate", ALICE, 200);
    check_status("POST", "/v1/evaluate", "authorization: bearer   alice-secret-alice", 200);
    check_status("GET", "/v1/limits", NULL, 200);
    check_status("GET", "/", "Authorization: Basic YTpi", 200);
    check_status("POST", "/nowhere", NULL, 404);
    http_reply probe = http_ask(gradd.admin, "GET", "/readyz", NULL, NULL, 0);
    assert_int_equal(probe.status, 200);
    reply_free(&probe);
    server_stop(&gradd);
    assert_non_null(strstr(gradd.text, "\"client\":\"alice\""));
    assert_non_null(strstr(gradd.text, "\"client\":\"127.0.0.1\""));
    assert_null(strstr(gradd.text, "secret"));
}

static void a_token_has_limits_of_its_own(void **state)
{
    (void)state;
    write_tokens("alice alice-secret-alice timeout_ms=600000\n"
                 "brief YnJpZWYgc2VjcmV0IQ== timeout_ms=50 body_bytes=1024 reply_bytes=1100000\n");
    server_start(&gradd, with_file("--timeout-ms 20000"));
    http_reply late = post(BRIEF, "/v1/run", FOREVER);
    reply_check_problem(&late, 504, "deadline");
    reply_free(&late);
    char body[2000];
    snprintf(body, sizeof body, "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}%1500s}", "");
    http_reply large = post(BRIEF, "/v1/evaluate", body);
    reply_check_problem(&large, 413, "body_too_large");
    reply_free(&large);
    http_reply fits = post(ALICE, "/v1/evaluate", body);
    assert_int_equal(fits.status, 200);
    reply_free(&fits);
    http_reply told = http_ask(gradd.listen, "GET", "/v1/limits", BRIEF, NULL, 0);
    assert_non_null(strstr(told.body, "\"timeout_ms\",\"value\":50,"));
    reply_free(&told);
    server_stop(&gradd);
}

/* Each fault is told with its line, before anything is served; none with the secret. */
static void a_wrong_file_is_refused(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "has no token"},
        {"# nobody\n", "has no token"},
        {"alice\n", "line 1: the secret of alice"},
        {"\nalice hush\n", "line 2: the secret of alice"},
        {"alice hush*hush*hush*hush\n", "line 1: the secret of alice"},
        {"alice hush=hush=hush=hush\n", "line 1: the secret of alice"},
        {"al:ce hush-hush-hush-hush\n", "line 1: a name has"},
        {"a hush-hush-hush-hush\na hush-hush-hush-husk\n", "line 2: a second token a"},
        {"a hush-hush-hush-hush\nb hush-hush-hush-hush\n", "line 2: b has the secret of a"},
        {"a hush-hush-hush-hush timeout\n", "line 1: \"timeout\" is not of the form"},
        {"a hush-hush-hush-hush timeout_m=1\n", "line 1: there is no limit \"timeout_m\""},
        {"a hush-hush-hush-hush timeout_ms=1s\n", "line 1: timeout_ms: \"1s\""},
        {"a hush-hush-hush-hush queue_length=1\n", "line 1: queue_length is the same for all"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_tokens(cases[i][0]);
        int status = run_program(with_file("--check-config"), NULL, output, sizeof output);
        if (status != 2 || !strstr(output, cases[i][1]) || strstr(output, "hush"))
            fail_msg("%s: exit %d: %s", cases[i][0], status, output);
    }
    write_bytes("a hush-hush\0hush-hush\n", 22);
    assert_int_equal(run_program(with_file("--check-config"), NULL, output, sizeof output), 2);
    assert_non_null(strstr(output, "line 1: a zero byte"));
    assert_int_equal(
        run_program("--check-config --tokens /nowhere/at-all", NULL, output, sizeof output), 2);
    assert_non_null(strstr(output, "/nowhere/at-all: No such file"));
    assert_int_equal(run_program("--listen 127.0.0.1:0 --admin 127.0.0.1:0 --trusted-proxies nginx",
                                 NULL, output, sizeof output),
                     2);
    assert_non_null(strstr(output, "trusted_proxies: \"nginx\""));
}

/* A request that runs until it is cancelled, from a client behind a proxy. */
static int open_forever(const char *client)
{
    char request[400];
    int fd = raw_open(gradd.listen);
    snprintf(request, sizeof request,
             "POST /v1/run HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: %s\r\nContent-Length: "
             "%zu\r\n\r\n" FOREVER,
             client, strlen(FOREVER));
    raw_send(fd, request);
    return fd;
}

/* Waits until a metric has a value. */
static void wait_metric(const char *line)
{
    for (int64_t end = now_ms() + PATIENCE_MS; now_ms() < end; usleep(5000)) {
        http_reply reply = http_ask(gradd.admin, "GET", "/metrics", NULL, NULL, 0);
        bool found = strstr(reply.body, line);
        reply_free(&reply);
        if (found) return;
    }
    fail_msg("%s does not come", line);
}

#define SLOW_FLAGS "--timeout-ms 600000 --run-steps 1000000000000 --compute-threads 1 "

static void one_client_has_a_most_in_flight(void **state)
{
    (void)state;
    char header[] = "X-Forwarded-For: 192.0.2.1", value[20];
    server_start(&gradd, SLOW_FLAGS "--client-in-flight 2 --trusted-proxies 127.0.0.0/8");
    int running = open_forever("192.0.2.1");
    wait_metric("\ngradd_compute_running 1\n");
    int waiting = open_forever("192.0.2.1");
    wait_metric("\ngradd_queue_waiting 1\n");
    http_reply reply = post(header, "/v1/run", FOREVER);
    reply_check_problem(&reply, 429, "too_many_in_flight");
    assert_true(reply_header(&reply, "Retry-After", value, sizeof value));
    assert_in_range(atoi(value), 1, 60);
    assert_non_null(strstr(reply.body, "192.0.2.1 has 2 requests"));
    assert_non_null(strstr(reply.body, "client_in_flight"));
    reply_free(&reply);
    int other = open_forever("192.0.2.2, 127.0.0.1");
    wait_metric("\ngradd_queue_clients 2\n");
    raw_reset(running);
    raw_reset(waiting);
    wait_metric("\ngradd_queue_clients 1\n");
    raw_reset(other);
    server_stop(&gradd);
}

/* Without a list of proxies the header is anybody's word. */
static void a_forged_header_makes_no_other_client(void **state)
{
    (void)state;
    server_start(&gradd, SLOW_FLAGS "--client-in-flight 1");
    int running = open_forever("192.0.2.1");
    wait_metric("\ngradd_compute_running 1\n");
    http_reply reply = post("X-Forwarded-For: 192.0.2.2", "/v1/run", FOREVER);
    reply_check_problem(&reply, 429, "too_many_in_flight");
    assert_non_null(strstr(reply.body, "127.0.0.1 has 1 requests"));
    reply_free(&reply);
    raw_reset(running);
    server_stop(&gradd);
}

/* One client has filled the queue; another one takes a place of its. */
static void a_full_queue_has_room_for_another_client(void **state)
{
    (void)state;
    enum { N = 4 };
    struct pollfd sockets[N];
    server_start(&gradd, SLOW_FLAGS "--queue-length 3 --trusted-proxies 127.0.0.1");
    for (int i = 0; i < N; i++) {
        sockets[i] = (struct pollfd){.fd = open_forever("192.0.2.1"), .events = POLLIN};
        wait_metric(i == 0 ? "\ngradd_compute_running 1\n" : "");
    }
    wait_metric("\ngradd_queue_waiting 3\n");
    int other = open_forever("192.0.2.2");
    assert_int_equal(poll(sockets, N, PATIENCE_MS), 1);
    for (int i = 0; i < N; i++)
        if (sockets[i].revents) assert_int_equal(raw_read_reply(sockets[i].fd), 429);
    wait_metric("\ngradd_queue_clients 2\n");
    for (int i = 0; i < N; i++) raw_reset(sockets[i].fd);
    raw_reset(other);
    server_stop(&gradd);
}

/* An orderly end, as of a program that was stopped or a proxy that gave up, frees the thread. */
static void a_client_that_ends_its_side_is_soon_forgotten(void **state)
{
    (void)state;
    server_start(&gradd, SLOW_FLAGS "--half-close-ms 100");
    for (int closed = 0; closed < 2; closed++) {
        int fd = open_forever("a");
        wait_metric("\ngradd_compute_running 1\n");
        if (closed) close(fd);
        else shutdown(fd, SHUT_WR);
        wait_metric("\ngradd_compute_running 0\n");
        if (!closed) assert_int_equal(raw_read_reply(fd), 503);
        if (!closed) close(fd);
    }
    server_stop(&gradd);
}

/* printf … | nc … reads what comes soon. */
static void half_a_connection_is_enough_for_a_quick_answer(void **state)
{
    (void)state;
    static const char run[] = "{\"cells\": [{\"source\": \"print(1)\"}]}";
    char request[300];
    server_start(&gradd, "--half-close-ms 60000");
    int fd = raw_open(gradd.listen);
    snprintf(request, sizeof request,
             "POST /v1/run HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n%s", strlen(run), run);
    raw_send(fd, request);
    shutdown(fd, SHUT_WR);
    assert_int_equal(raw_read_reply(fd), 200);
    close(fd);
    server_stop(&gradd);
}

static void one_address_has_a_most_of_connections(void **state)
{
    (void)state;
    server_start(&gradd, "--client-connections 3");
    int fds[4];
    for (int i = 0; i < 4; i++) fds[i] = raw_open(gradd.listen);
    assert_int_equal(raw_read_reply(fds[3]), 503);
    for (int i = 0; i < 3; i++) {
        raw_send(fds[i], "GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_int_equal(raw_read_reply(fds[i]), 200);
    }
    for (int i = 0; i < 4; i++) close(fds[i]);
    server_stop(&gradd);
    server_start(&gradd, "--client-connections 3 --trusted-proxies 127.0.0.1");
    for (int i = 0; i < 4; i++) fds[i] = raw_open(gradd.listen);
    for (int i = 0; i < 4; i++) {
        raw_send(fds[i], "GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_int_equal(raw_read_reply(fds[i]), 200);
        close(fds[i]);
    }
    server_stop(&gradd);
}

/* A pipe that nobody writes to, and what never ends. */
static void only_a_regular_file_is_read(void **state)
{
    (void)state;
    const char *const others[] = {path, "/dev/zero"};
    char flags[256], says[256];
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        snprintf(flags, sizeof flags, "--check-config --tokens %s", others[i]);
        snprintf(says, sizeof says, "tokens: %s: it is no regular file", others[i]);
        assert_int_equal(run_program(flags, NULL, output, sizeof output), 2);
        if (!strstr(output, says)) fail_msg("%s is told\n%s", says, output);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_asked_for),
        cmocka_unit_test(a_token_has_limits_of_its_own),
        cmocka_unit_test(a_wrong_file_is_refused),
        cmocka_unit_test(only_a_regular_file_is_read),
        cmocka_unit_test(one_client_has_a_most_in_flight),
        cmocka_unit_test(a_forged_header_makes_no_other_client),
        cmocka_unit_test(a_full_queue_has_room_for_another_client),
        cmocka_unit_test(a_client_that_ends_its_side_is_soon_forgotten),
        cmocka_unit_test(half_a_connection_is_enough_for_a_quick_answer),
        cmocka_unit_test(one_address_has_a_most_of_connections),
    };
    int fd = mkstemp(path);
    if (fd < 0) return 1;
    close(fd);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
