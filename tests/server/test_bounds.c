/* Each bound in time and number: what is slow is closed, what is too much is told so, and nobody
 * else notices. */
#include "tests/server/client.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n"
#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"
#define SMALL_REQUEST LINE "Content-Length: 37\r\n\r\n" SMALL

static server_process gradd;

/* True when the server has said or closed something within `ms`. */
static bool is_readable(int fd, int ms)
{
    struct pollfd socket = {.fd = fd, .events = POLLIN};
    return poll(&socket, 1, ms) == 1;
}

/* Sends `beginning`, then one x every 20 ms until the server answers or closes. */
static void trickle(const char *beginning, char *out, size_t size)
{
    int fd = raw_open(gradd.listen);
    int64_t end = now_ms() + PATIENCE_MS;
    raw_send(fd, beginning);
    while (!is_readable(fd, 20)) {
        if (now_ms() > end) fail_msg("still open: %s", beginning);
        raw_try_send(fd, "x", 1);
    }
    raw_read_all(fd, out, size);
    close(fd);
}

static void a_slow_request_is_closed(void **state)
{
    (void)state;
    static const char *const beginnings[] = {
        LINE "Content-Length: 10000\r\n\r\n",
        LINE "X: ",
        "GET /",
        LINE "Transfer-Encoding: chunked\r\n\r\n2710\r\n",
        SMALL_REQUEST "GET /", /* within a connection that was used */
    };
    char out[8192];
    server_start(&gradd, "--head-timeout-ms 300 --body-timeout-ms 300 --idle-timeout-ms 300");
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        trickle(beginnings[i], out, sizeof out);
        if (i < 2) assert_non_null(strstr(out, "HTTP/1.1 408"));
    }
    server_stop(&gradd);
}

static void a_timeout_is_logged(void **state)
{
    (void)state;
    static const char *const beginnings[] = {LINE "Content-Length: 10000\r\n\r\n", LINE "X: "};
    char out[8192];
    server_start(&gradd, "--head-timeout-ms 300 --body-timeout-ms 300 --log-requests");
    for (size_t i = 0; i < 2; i++) {
        trickle(beginnings[i], out, sizeof out);
        assert_non_null(strstr(out, "\"instance\":\"/v1/evaluate\""));
    }
    server_stop(&gradd);
    const char *first = strstr(gradd.text, "\"path\":\"/v1/evaluate\",\"status\":408");
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "\"path\":\"/v1/evaluate\",\"status\":408"));
    assert_null(strstr(gradd.text, "broken off"));
}

/* Some clients send all but the last byte of a body; what they hold together has a bound. */
static void bodies_under_way_have_a_bound(void **state)
{
    (void)state;
    enum { N = 8, SIZE = 300000 };
    static char body[SIZE];
    char head[128], out[8192];
    int fds[N], refused = 0;
    memset(body, ' ', SIZE);
    server_start(&gradd, "--total-bytes 1048576 --body-timeout-ms 600000");
    for (int chunked = 0; chunked < 2; chunked++, refused = 0) {
        for (int i = 0; i < N; i++) {
            if (chunked) sprintf(head, LINE "Transfer-Encoding: chunked\r\n\r\n%x\r\n", SIZE + 1);
            else sprintf(head, LINE "Content-Length: %d\r\n\r\n", SIZE + 1);
            raw_send(fds[i] = raw_open(gradd.listen), head);
            raw_try_send(fds[i], body, SIZE);
        }
        for (int64_t end = now_ms() + PATIENCE_MS; refused < N - 3 && now_ms() < end;)
            for (int i = 0; i < N; i++) {
                if (fds[i] < 0 || !is_readable(fds[i], 10)) continue;
                raw_read_all(fds[i], out, sizeof out);
                assert_memory_equal(out, "HTTP/1.1 429", 12);
                assert_non_null(strstr(out, "\r\nRetry-After: 1\r\n"));
                close(fds[i]);
                fds[i] = -1;
                refused++;
            }
        assert_in_range(refused, N - 3, N - 1); /* two that meet at the bound may both be */
        http_reply reply = http_evaluate(&gradd, SMALL); /* takes no part in it */
        assert_int_equal(reply.status, 200);
        reply_free(&reply);
        for (int i = 0; i < N; i++)
            if (fds[i] >= 0) close(fds[i]);
        memcpy(body, SMALL, strlen(SMALL));
        long status = 0; /* what they held comes back */
        for (int64_t end = now_ms() + PATIENCE_MS; status != 200 && now_ms() < end;) {
            reply = http_ask(gradd.listen, "POST", "/v1/evaluate", NULL, body, SIZE);
            status = reply.status;
            reply_free(&reply);
        }
        assert_int_equal(status, 200);
        memset(body, ' ', SIZE);
    }
    server_stop(&gradd);
}

/* More than a quarter of a million numbers of four digits. */
static void large_replies_count_too(void **state)
{
    (void)state;
    enum { SIDE = 512 };
    char body[64 + SIDE * 16], *at = body;
    at += sprintf(at, "{\"expr\": \"x + y\", \"gradients\": false, \"inputs\": {\"x\": [[0.5]");
    for (int i = 1; i < SIDE; i++) at += sprintf(at, ",[0.5]");
    at += sprintf(at, "], \"y\": [0.25");
    for (int i = 1; i < SIDE; i++) at += sprintf(at, ",0.25");
    sprintf(at, "]}}");
    server_start(&gradd, "--total-bytes 1048576");
    for (int i = 0; i < 2; i++) {
        http_reply reply = http_evaluate(&gradd, body);
        reply_check_problem(&reply, 429, "busy");
        reply_free(&reply);
    }
    server_stop(&gradd);
}

static void an_unused_connection_is_closed(void **state)
{
    (void)state;
    char out[256];
    server_start(&gradd, "--head-timeout-ms 300 --idle-timeout-ms 300");
    int unused = raw_open(gradd.listen), used = raw_open(gradd.listen);
    raw_send(used, SMALL_REQUEST);
    assert_int_equal(raw_read_reply(used), 200);
    assert_int_equal(raw_read_all(used, out, sizeof out), 0);
    assert_int_equal(raw_read_all(unused, out, sizeof out), 0);
    close(used);
    close(unused);
    server_stop(&gradd);
}

/* Four million numbers that nobody reads. */
static void a_reply_that_is_not_taken_is_broken_off(void **state)
{
    (void)state;
    enum { SIDE = 2048 };
    int small = 4096;
    char *body = malloc(64 + SIDE * 16), *at = body;
    server_start(&gradd, "--reply-timeout-ms 300 --log-requests");
    int fd = raw_open(gradd.listen);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    at += sprintf(at, "{\"expr\": \"x + y\", \"gradients\": false, \"inputs\": {\"x\": [[0.5]");
    for (int i = 1; i < SIDE; i++) at += sprintf(at, ",[0.5]");
    at += sprintf(at, "], \"y\": [0.25");
    for (int i = 1; i < SIDE; i++) at += sprintf(at, ",0.25");
    at += sprintf(at, "]}}");
    char head[128];
    snprintf(head, sizeof head, LINE "Content-Length: %zu\r\n\r\n", (size_t)(at - body));
    raw_send(fd, head);
    raw_send(fd, body);
    server_wait_log(&gradd, "broken off");
    close(fd);
    free(body);
    server_stop(&gradd);
}

/* Opens `n` connections; those that are told 503 are closed. Returns how many are left, in
 * `fds`. */
static int open_many(int *fds, int n)
{
    int left = 0;
    for (int i = 0; i < n; i++) {
        int fd = raw_open(gradd.listen);
        raw_try_send(fd, SMALL_REQUEST, strlen(SMALL_REQUEST));
        int status = raw_read_reply(fd);
        assert_true(status == 200 || status == 503);
        if (status == 200) fds[left++] = fd;
        else close(fd);
    }
    return left;
}

static void close_many(const int *fds, int n)
{
    for (int i = 0; i < n; i++) close(fds[i]);
}

static void connections_beyond_the_limit_are_told(void **state)
{
    (void)state;
    int fds[16];
    server_start(&gradd, "--connections 10");
    assert_int_equal(open_many(fds, 16), 10);
    http_reply refused = http_evaluate(&gradd, SMALL);
    reply_check_problem(&refused, 503, "too_many_connections");
    reply_free(&refused);
    close_many(fds, 10);
    int64_t end = now_ms() + PATIENCE_MS;
    long status = 0;
    while (status != 200 && now_ms() < end) {
        http_reply reply = http_evaluate(&gradd, SMALL);
        status = reply.status;
        reply_free(&reply);
    }
    assert_int_equal(status, 200);
    server_stop(&gradd);
}

/* libmicrohttpd 0.9.75 stalls when epoll hands it exactly 128 events; all at once, many times. */
static void serve_in_bursts(const int *fds, int n)
{
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < n; i++) raw_send(fds[i], SMALL_REQUEST);
        for (int i = 0; i < n; i++) assert_int_equal(raw_read_reply(fds[i]), 200);
    }
}

static void exactly_128_busy_connections_are_served(void **state)
{
    (void)state;
    static const struct {
        const char *flags;
        int served;
    } cases[] = {{"--event-threads 1", 120}, {"--event-threads 2", 128}};
    int fds[128];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        server_start(&gradd, cases[i].flags);
        int64_t start = now_ms();
        int n = open_many(fds, 128);
        assert_int_equal(n, cases[i].served);
        serve_in_bursts(fds, n);
        assert_true(now_ms() - start < PATIENCE_MS);
        close_many(fds, n);
        server_stop(&gradd);
    }
}

/* As many files as may be opened here, up to `most`. */
static int count_files(int most)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur < (rlim_t)most ? (int)limit.rlim_cur : most;
}

static long resident_pages(void)
{
    char path[64];
    long size, resident = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)gradd.pid);
    FILE *file = fopen(path, "r");
    if (file && fscanf(file, "%ld %ld", &size, &resident) != 2) resident = 0;
    if (file) fclose(file);
    return resident;
}

/* Reads the answer to SMALL_REQUEST, which no other follows. */
static void take_small_reply(int fd)
{
    char out[2048] = "";
    size_t length = 0;
    while (!strstr(out, "\"warnings\":[]}\n")) {
        assert_true(is_readable(fd, PATIENCE_MS));
        ssize_t got = recv(fd, out + length, sizeof out - 1 - length, 0);
        assert_true(got > 0);
        out[length += (size_t)got] = 0;
    }
    assert_memory_equal(out, "HTTP/1.1 200", 12);
}

/* Thousands of clients that keep their connections; GRADD_CLIENTS says how many. All ask at once,
 * then none, and one that comes later is served. What they took is given back when they leave;
 * where a sanitizer keeps memory, that is not looked at. */
static void thousands_of_clients_are_served(void **state)
{
    (void)state;
    const char *wish = getenv("GRADD_CLIENTS"), *tested = getenv("GRADD");
    int n = count_files((wish ? atoi(wish) : 2000) + 200) - 200;
    int *fds = malloc((size_t)n * sizeof *fds);
    char flags[128];
    snprintf(flags, sizeof flags, "--connections %d --event-threads %d --idle-timeout-ms 600000",
             n + 10, n / 100 + 1);
    server_start(&gradd, flags);
    for (int i = 0; i < n; i++) fds[i] = raw_open(gradd.listen);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < n; i++) raw_send(fds[i], SMALL_REQUEST);
        for (int i = 0; i < n; i++) take_small_reply(fds[i]);
    }
    http_reply reply = http_evaluate(&gradd, SMALL);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    long most = resident_pages(), left = most;
    close_many(fds, n);
    bool sanitized = !tested || strstr(tested, "san");
    for (int64_t end = now_ms() + PATIENCE_MS; !sanitized && left > most / 2 && now_ms() < end;)
        left = poll(NULL, 0, 20) == 0 ? resident_pages() : left;
    assert_true(sanitized || left <= most / 2);
    free(fds);
    server_stop(&gradd);
}

static void a_full_queue_is_429(void **state)
{
    (void)state;
    enum { N = 6 };
    int fds[N], served = 0, refused = 0;
    char *request = slow_request(1024, "");
    server_start(&gradd, "--compute-threads 1 --queue-length 1 --timeout-ms 600000");
    for (int i = 0; i < N; i++) {
        fds[i] = raw_open(gradd.listen);
        raw_send(fds[i], request);
    }
    for (int i = 0; i < N; i++) {
        int status = raw_read_reply(fds[i]);
        served += status == 200;
        refused += status == 429;
        close(fds[i]);
    }
    assert_int_equal(served + refused, N);
    assert_true(served >= 1 && refused >= 1);
    free(request);
    server_stop(&gradd);
}

/* Of four requests that take minutes one runs and one waits; the first answer is a refusal. */
static void the_429_says_when_to_come_again(void **state)
{
    (void)state;
    struct pollfd sockets[4];
    char out[16384] = "", *request = slow_request(4096, "");
    server_start(&gradd, "--compute-threads 1 --queue-length 1 --timeout-ms 600000");
    for (int i = 0; i < 4; i++) {
        sockets[i] = (struct pollfd){.fd = raw_open(gradd.listen), .events = POLLIN};
        raw_send(sockets[i].fd, request);
    }
    assert_true(poll(sockets, 4, PATIENCE_MS) > 0);
    for (int i = 0; i < 4; i++) {
        if (sockets[i].revents) recv(sockets[i].fd, out, sizeof out - 1, 0);
        raw_reset(sockets[i].fd);
    }
    assert_memory_equal(out, "HTTP/1.1 429", 12);
    assert_non_null(strstr(out, "\r\nRetry-After: 1\r\n"));
    assert_non_null(strstr(out, "\"code\":\"busy\""));
    free(request);
    server_stop(&gradd);
}

static void a_deadline_passes_while_waiting_or_running(void **state)
{
    (void)state;
    char *slow = slow_request(4096, "\"timeout_ms\": 1500,");
    char *late = slow_request(64, "\"timeout_ms\": 50,");
    server_start(&gradd, "--compute-threads 1 --inline-cost 0");
    int running = raw_open(gradd.listen), waiting = raw_open(gradd.listen);
    int64_t start = now_ms();
    raw_send(running, slow);
    raw_send(waiting, late);
    assert_int_equal(raw_read_reply(running), 504);
    assert_true(now_ms() - start >= 1400);
    int status = raw_read_reply(waiting);
    assert_true(status == 504 || status == 200); /* 200: it ran before the other */
    close(running);
    close(waiting);
    free(slow);
    free(late);
    server_stop(&gradd);
}

/* With the one thread taken for minutes, the next request is served because its client left. It
 * resets the connection: one that only ends its side may still read. */
static void a_vanished_client_frees_its_thread(void **state)
{
    (void)state;
    char *request = slow_request(4096, "");
    server_start(&gradd, "--compute-threads 1 --timeout-ms 600000 --inline-cost 0 --log-requests");
    int fd = raw_open(gradd.listen);
    raw_send(fd, request);
    assert_false(is_readable(fd, 100));
    raw_reset(fd);
    server_wait_log(&gradd, "/v1/evaluate");
    http_reply reply = http_evaluate(&gradd, SMALL);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    free(request);
    server_stop(&gradd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slow_request_is_closed),
        cmocka_unit_test(a_timeout_is_logged),
        cmocka_unit_test(bodies_under_way_have_a_bound),
        cmocka_unit_test(large_replies_count_too),
        cmocka_unit_test(an_unused_connection_is_closed),
        cmocka_unit_test(a_reply_that_is_not_taken_is_broken_off),
        cmocka_unit_test(connections_beyond_the_limit_are_told),
        cmocka_unit_test(exactly_128_busy_connections_are_served),
        cmocka_unit_test(thousands_of_clients_are_served),
        cmocka_unit_test(a_full_queue_is_429),
        cmocka_unit_test(the_429_says_when_to_come_again),
        cmocka_unit_test(a_deadline_passes_while_waiting_or_running),
        cmocka_unit_test(a_vanished_client_frees_its_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
