/* Replies that are sent while a program runs: when their text comes, who waits for whom, and how
 * they end. */
#include "tests/server/cells.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A hundred thousand lines come whole, in far fewer events. */
static void much_text_comes_in_few_events(void **state)
{
    (void)state;
    json_t *events =
        run_streaming("{'cells': [{'source': 'for i in range(100000): print(i)'}]}", "done");
    char *text = streamed_text(events, 0), *at_end = text;
    for (long i = 0; i < 100000; i++) {
        assert_int_equal(strtol(at_end, &at_end, 10), i);
        assert_int_equal(*at_end++, '\n');
    }
    assert_int_equal(*at_end, 0);
    assert_true(json_array_size(events) < 5000);
    free(text);
    json_decref(events);
}

/* A request for a stream on a connection of its own. */
static int open_stream(const char *text, const char *version)
{
    char head[256], *body = cells_text(text);
    int fd = raw_open(gradd->listen);
    snprintf(head, sizeof head,
             "POST /v1/run HTTP/%s\r\nHost: a\r\n" LINES "\r\nContent-Length: %zu\r\n\r\n", version,
             strlen(body));
    raw_send(fd, head);
    raw_send(fd, body);
    free(body);
    return fd;
}

/* Reads until `text` has come; what came is in `out`. */
static void read_until(int fd, const char *text, char *out, size_t size)
{
    size_t length = 0;
    out[0] = 0;
    while (!strstr(out, text)) {
        struct pollfd socket = {.fd = fd, .events = POLLIN};
        if (poll(&socket, 1, PATIENCE_MS) != 1) fail_msg("no %s in %s", text, out);
        ssize_t got = recv(fd, out + length, size - 1 - length, 0);
        if (got <= 0) fail_msg("closed before %s: %s", text, out);
        out[length += (size_t)got] = 0;
    }
}

static void text_comes_while_the_program_runs(void **state)
{
    (void)state;
    char out[4096];
    int fd = open_stream(FOREVER "600000}", "1.1");
    read_until(fd, "\"text\":\"a\\n\"}\n", out, sizeof out);
    raw_reset(fd);
}

static void a_connection_serves_again_after_a_stream(void **state)
{
    (void)state;
    static const char request[] = "POST /v1/run HTTP/1.1\r\nHost: a\r\n" LINES
                                  "\r\nContent-Length: 13\r\n\r\n{\"cells\": []}";
    char out[4096];
    int fd = raw_open(gradd->listen);
    for (int i = 0; i < 3; i++) {
        raw_send(fd, request);
        read_until(fd, "{\"event\":\"done\"}\n\r\n0\r\n\r\n", out, sizeof out);
    }
    close(fd);
}

static void an_old_client_reads_to_the_end(void **state)
{
    (void)state;
    char out[4096];
    int fd = open_stream("{'cells': [{'source': 'print(\"a\")'}]}", "1.0");
    shutdown(fd, SHUT_WR); /* as some do when they have asked */
    raw_read_all(fd, out, sizeof out);
    const char *end = strstr(out, "{\"event\":\"done\"}\n");
    assert_true(end && strlen(end) == strlen("{\"event\":\"done\"}\n"));
    close(fd);
}

/* A server with one compute thread, which only a client that leaves can free. */
static void start_narrow(const char *more)
{
    char flags[256];
    snprintf(flags, sizeof flags,
             "--compute-threads 1 --timeout-ms 600000 --run-steps 1000000000000 %s", more);
    start_own(flags);
}

/* Both ways to leave: a reset, and an orderly end, which only a sign of life reveals. */
static void a_client_that_leaves_ends_its_program(void **state)
{
    (void)state;
    char out[4096];
    start_narrow("--heartbeat-ms 100");
    for (int orderly = 0; orderly < 2; orderly++) {
        int fd = open_stream(FOREVER "600000}", "1.1");
        read_until(fd, "\"stdout\"", out, sizeof out);
        if (orderly) close(fd);
        else raw_reset(fd);
        json_decref(run(LOOP));
    }
    stop_own();
}

static void a_silent_program_gives_signs_of_life(void **state)
{
    (void)state;
    start_narrow("--heartbeat-ms 100");
    int64_t start = now_ms();
    json_t *events = run_streaming(FOREVER "900}", "error");
    size_t beats = 0, most = (size_t)(now_ms() - start) / 100;
    for (size_t i = 0; i < json_array_size(events); i++)
        beats += strcmp(name_of(events, i), "heartbeat") == 0;
    assert_in_range(beats, 1, most);
    json_decref(events);
    stop_own();
}

/* Reads a stream to its end, events in an array; new. */
static json_t *read_stream(int fd)
{
    enum { SIZE = 1 << 27 };
    char *out = malloc(SIZE);
    raw_read_all(fd, out, SIZE);
    char *lines = strstr(out, "\r\n\r\n");
    assert_non_null(lines);
    json_t *events = read_events(lines + 4);
    free(out);
    close(fd);
    return events;
}

/* The only compute thread serves others while a client reads nothing of its 20 MB, which then come
 * whole. */
static void a_slow_reader_holds_up_nobody_else(void **state)
{
    (void)state;
    start_narrow("--output-bytes 1073741824");
    int fd = open_stream(
        "{'cells': [{'source': 'for i in range(2000): print(\"x\" * 4999)'}, {'source': '1'}]}",
        "1.0");
    for (int i = 0; i < 10; i++) json_decref(run(LOOP));
    json_t *events = read_stream(fd);
    check_end(events, "done");
    char *text = streamed_text(events, 0);
    assert_int_equal(strlen(text), 2000 * 5000);
    json_t *cell = json_array_get(events, json_array_size(events) - 3);
    check_text(cell, "event", "cell");
    check_text(cell, "stdout", text);
    free(text);
    json_decref(events);
    stop_own();
}

/* The code of the problem that ends a stream of endless text to a client that reads nothing before
 * the program has ended: one more request waits for the same thread. */
static void check_flood(const char *flags, const char *code)
{
    start_narrow(flags);
    int fd = open_stream(FLOOD "600000}", "1.0");
    json_decref(run(LOOP));
    json_t *events = read_stream(fd);
    check_end(events, "error");
    check_text(json_array_get(events, json_array_size(events) - 1), "problem errors 0 code", code);
    json_decref(events);
    stop_own();
}

static void what_a_slow_reader_leaves_has_a_bound(void **state)
{
    (void)state;
    check_flood("--output-bytes 1073741824 --reply-bytes 1000000", "reply_too_large");
    check_flood("--output-bytes 1073741824 --total-bytes 1048576", "busy");
    check_flood("--output-bytes 1073741824 --memory-bytes 10000000", "memory_limit");
}

/* Long before the time for a reply is over; what it had asked for was computed long ago. */
static void a_reader_that_takes_nothing_is_cut_off(void **state)
{
    (void)state;
    start_narrow("--output-bytes 1073741824 --stall-timeout-ms 300 --log-requests=all");
    int fd =
        open_stream("{'cells': [{'source': 'for i in range(4000): print(\"x\" * 9999)'}]}", "1.1");
    server_wait_log(gradd, "\"end\":\"broken off\"");
    close(fd);
    stop_own();
}

static void a_full_queue_is_429_before_a_stream_begins(void **state)
{
    (void)state;
    char out[4096];
    start_narrow("--queue-length 1");
    int running = open_stream(FOREVER "600000}", "1.1");
    read_until(running, "\"stdout\"", out, sizeof out);
    int waiting = open_stream(FOREVER "600000}", "1.1");
    int64_t end = now_ms() + PATIENCE_MS;
    long status = 0;
    while (status != 429 && now_ms() < end) {
        http_reply reply = post(FOREVER "1}", LINES);
        status = reply.status;
        reply_free(&reply);
        if (status == 429) break;
        raw_reset(waiting); /* it was not there yet, or this one came before it */
        waiting = open_stream(FOREVER "600000}", "1.1");
    }
    assert_int_equal(status, 429);
    raw_reset(running);
    raw_reset(waiting);
    stop_own();
}

static void a_stop_ends_streams_with_an_error(void **state)
{
    (void)state;
    char out[4096];
    start_narrow("--stop-ms 200");
    int fd = open_stream(FOREVER "600000}", "1.1");
    read_until(fd, "\"stdout\"", out, sizeof out);
    stop_own();
    raw_read_all(fd, out, sizeof out);
    assert_non_null(strstr(out, "{\"event\":\"error\",\"problem\":"));
    assert_non_null(strstr(out, "\"code\":\"cancelled\""));
    close(fd);
}

/* Many at once, some of which leave at any time, for the sanitizers. */
static void streams_that_come_and_go_harm_nobody(void **state)
{
    (void)state;
    enum { N = 60 };
    char out[1024];
    int fds[N];
    for (int i = 0; i < N; i++) {
        fds[i] = open_stream("{'cells': [{'source': 'for i in range(3000): print(i)'}]}", "1.0");
        if (i % 3 == 0) poll(NULL, 0, i % 7);
        if (i % 3 == 0) raw_reset(fds[i]);
    }
    for (int i = 0; i < N; i++) {
        if (i % 3 == 0) continue;
        recv(fds[i], out, sizeof out - 1, 0);
        close(fds[i]); /* with most of it unread */
    }
    json_decref(run_streaming("{'cells': [{'source': 'print(\"a\")'}]}", "done"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(much_text_comes_in_few_events),
        cmocka_unit_test(text_comes_while_the_program_runs),
        cmocka_unit_test(a_connection_serves_again_after_a_stream),
        cmocka_unit_test(an_old_client_reads_to_the_end),
        cmocka_unit_test(a_client_that_leaves_ends_its_program),
        cmocka_unit_test(a_silent_program_gives_signs_of_life),
        cmocka_unit_test(a_slow_reader_holds_up_nobody_else),
        cmocka_unit_test(what_a_slow_reader_leaves_has_a_bound),
        cmocka_unit_test(a_reader_that_takes_nothing_is_cut_off),
        cmocka_unit_test(a_full_queue_is_429_before_a_stream_begins),
        cmocka_unit_test(a_stop_ends_streams_with_an_error),
        cmocka_unit_test(streams_that_come_and_go_harm_nobody),
    };
    group_serve(&shared, "--run-steps 1000000000000");
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
