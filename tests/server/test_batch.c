/* Many requests in one: the order and form of their answers, what one that is wrong does to others,
 * whose turn it is, and how a batch ends. */
#include "tests/server/cells.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOOD "{'expr': 'x * x', 'inputs': {'x': 3}}\n"

static http_reply send_batch(const char *text, const char *headers)
{
    char *body = quoted(text);
    http_reply reply = http_ask(gradd->listen, "POST", "/v1/batch", headers, body, strlen(body));
    free(body);
    return reply;
}

/* The answers to a batch, in an array; new. */
static json_t *batch(const char *text)
{
    char type[64] = "";
    http_reply reply = send_batch(text, NULL);
    if (reply.status != 200) fail_msg("%ld: %s", reply.status, reply.body);
    assert_true(reply_header(&reply, "Content-Type", type, sizeof type));
    assert_string_equal(type, "application/x-ndjson");
    json_t *answers = read_events(reply.body);
    reply_free(&reply);
    return answers;
}

/* Checks member `path` of answer number `i`. */
static void check(json_t *answers, size_t i, const char *path, const char *expected)
{
    json_t *answer = json_array_get(answers, i);
    if (!answer) fail_msg("%zu answers", json_array_size(answers));
    check_json(answer, path, expected);
}

static void answers_come_in_order_with_id_and_status(void **state)
{
    (void)state;
    json_t *answers = batch("{'expr': 'x * x', 'inputs': {'x': 3}, 'id': 'a'}\n"
                            "\n \t\r\n"
                            "{'expr': '1 + 1', 'id': 167772168}\r\n"
                            "\t{'id': null, 'program': 'y = 2\\nz = y ** 3'} \n"
                            "{'expr': 'x * x', 'inputs': {'x': 5}}");
    assert_int_equal(json_array_size(answers), 4);
    for (size_t i = 0; i < 4; i++) check(answers, i, "status", "200");
    check(answers, 0, "id", "'a'");
    check(answers, 0, "gradients x data", "6");
    check(answers, 1, "id", "167772168");
    check(answers, 1, "outputs out", "2");
    check(answers, 2, "id", "null");
    check(answers, 2, "outputs z", "8");
    check(answers, 3, "id", "3"); /* its index: blank lines do not count */
    check(answers, 3, "outputs out data", "25");
    json_decref(answers);
}

/* Whatever a single request is answered, a line is. */
static void answers_are_those_of_single_requests(void **state)
{
    (void)state;
    static const char *const lines[] = {
        SMALLEST,
        "{'expr': 'x ^ 2', 'inputs': {'x': 2}}",
        "{'expr': 'sum(x)', 'inputs': {'x': [1, [2]]}}",
        "{'expr': 'x * y', 'inputs': {'x': [1, 2], 'y': 3}, 'jacobians': {'wrt': ['y']}}",
        "{'expr': {'op': 'mul', 'args': ['x', 2]}, 'inputs': {'x': 'NaN'}}",
        "{'expr': {'op': 'mull', 'args': ['x', 2]}, 'inputs': {'x': 1}}",
        "{'expr': 'x', 'inputs': {'x': [1.5, 2]}, 'encoding': 'base64', 'dtype': 'float32'}",
        "{'program': 'for i in range(3): x = x * 2', 'inputs': {'x': 1}, 'graph': true}",
        "{'exprr': '1'}",
        "{'expr': '1', 'timeout_ms': 'soon'}",
        "[]",
        "7",
        "{}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        long status;
        json_t *single = ask(gradd, lines[i], &status), *answers = batch(lines[i]);
        json_t *line = json_array_get(answers, 0);
        assert_int_equal(json_integer_value(at(line, "status")), status);
        check(answers, 0, "id", "0");
        json_object_del(line, "id");
        json_object_del(line, "status");
        json_object_del(single, "status");
        if (at(single, "instance"))
            json_object_set_new(single, "instance", json_string("/v1/batch"));
        if (strcmp(lines[i], "[]") == 0) { /* the hint is of batches, or of requests */
            json_object_del(json_array_get(at(line, "errors"), 0), "hint");
            json_object_del(json_array_get(at(single, "errors"), 0), "hint");
        }
        if (!json_equal(single, line))
            fail_msg("%s: %s, not %s", lines[i], json_dumps(line, 0), json_dumps(single, 0));
        json_decref(single);
        json_decref(answers);
    }
}

static void a_wrong_line_harms_no_other(void **state)
{
    (void)state;
    start_own("--memory-bytes 16777216 --json-nesting 20");
    static const struct {
        const char *line, *status, *code, *id;
    } rows[] = {
        {"{'expr': 'x +', 'id': 1}", "422", "'syntax'", "1"},
        {"{'expr': '1', 'id': 2", "400", "'malformed_json'", "null"},
        {"{'expr': 'unknown', 'id': 3}", "422", "'unknown_name'", "3"},
        {"{'program': 'y = ones(2000, 2000)', 'id': 4}", "422", "'memory_limit'", "4"},
        {"{'expr': '1', 'inputs': {'x': [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]}, 'id': 5}",
         "422", "'nesting_limit'", "null"},
        {"{'expr': '1', 'id': [6]}", "422", "'bad_value'", "10"},
        {"{'program': 'while True: pass', 'id': 7}", "422", "'step_limit'", "7"},
        {"{'expr': 'ones(100000, 100000)', 'id': 8}", "413", "'tensor_too_large'", "8"},
        {"\x01", "400", "'malformed_json'", "null"},
        {"'\xff'", "400", "'malformed_json'", "null"},
    };
    enum { N = sizeof rows / sizeof *rows };
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (int i = 0; i < N; i++) fprintf(out, "%s\n" GOOD, rows[i].line);
    fclose(out);
    json_t *answers = batch(text);
    assert_int_equal(json_array_size(answers), 2 * N);
    for (size_t i = 0; i < N; i++) {
        check(answers, 2 * i, "status", rows[i].status);
        check(answers, 2 * i, "errors 0 code", rows[i].code);
        check(answers, 2 * i, "id", rows[i].id);
        check(answers, 2 * i + 1, "status", "200");
        check(answers, 2 * i + 1, "outputs out data", "9");
    }
    json_decref(answers);
    free(text);
    stop_own();
}

static void malformed_json_is_placed_in_the_batch(void **state)
{
    (void)state;
    json_t *answers = batch(GOOD "\n\n  {'expr': '\xc3\xa9' 1}\n" GOOD);
    check(answers, 1, "errors 0 line", "4");
    check(answers, 1, "errors 0 end_line", "4");
    check(answers, 1, "errors 0 column", "14"); /* behind its own blanks */
    json_decref(answers);
}

static void lost_line_breaks_are_told(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{'expr': '1'}{'expr': '2'}",     "{'expr': '1'} {'expr': '2'}",   "{\n'expr': '1'\n}\n",
        "[{'expr': '1'}, {'expr': '2'}]", "{'expr': '1'},\n{'expr': '2'}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *answers = batch(texts[i]);
        const char *hint = json_string_value(at(json_array_get(answers, 0), "errors 0 hint"));
        assert_non_null(hint);
        if (!strstr(hint, "one request a line")) fail_msg("%s: %s", texts[i], hint);
        json_decref(answers);
    }
}

static void an_empty_batch_has_an_empty_answer(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n", " \r\n\t\n\n  "};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        http_reply reply = send_batch(texts[i], NULL);
        assert_int_equal(reply.status, 200);
        assert_int_equal(reply.size, 0);
        reply_free(&reply);
    }
}

static void check_status(const char *method, const char *headers, long status, const char *code)
{
    http_reply reply = http_ask(gradd->listen, method, "/v1/batch", headers, NULL, 0);
    if (code) reply_check_problem(&reply, status, code);
    assert_int_equal(reply.status, status);
    reply_free(&reply);
}

static void methods_and_types_are_checked(void **state)
{
    (void)state;
    static const char *const types[] = {"application/x-ndjson",
                                        "application/ndjson; charset=utf-8",
                                        "application/jsonl",
                                        "application/x-jsonlines",
                                        "application/json",
                                        "text/json",
                                        "application/x-www-form-urlencoded"};
    char header[100];
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        snprintf(header, sizeof header, "Content-Type: %s", types[i]);
        check_status("POST", header, 200, NULL);
    }
    check_status("POST", "Content-Type: text/csv", 415, "unsupported_media");
    check_status("POST", "Content-Type: application/x-ndjson; charset=latin1", 415,
                 "unsupported_media");
    check_status("POST", "Accept: application/x-ndjson;q=0.1, application/json", 200, NULL);
    check_status("POST", "Accept: application/json, */*;q=0.1", 200, NULL);
    check_status("POST", "Accept: application/*", 200, NULL);
    check_status("POST", "Accept: application/json", 406, "not_acceptable");
    check_status("GET", NULL, 405, "method_not_allowed");
    check_status("HEAD", NULL, 405, NULL);
    check_status("OPTIONS", NULL, 204, NULL);
}

/* `n` lines, each with the index as id and input; new. */
static char *many_lines(int n)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (int i = 0; i < n; i++)
        fprintf(out, "{'id': %d, 'expr': '(sin(x) + x**2) / log(x)', 'inputs': {'x': %d}}\n", i,
                i + 2);
    fclose(out);
    return text;
}

static void ten_thousand_lines_come_in_order(void **state)
{
    (void)state;
    enum { N = 10000 };
    char *text = many_lines(N);
    json_t *answers = batch(text), *answer;
    size_t i;
    assert_int_equal(json_array_size(answers), N);
    json_array_foreach(answers, i, answer)
    {
        assert_int_equal(json_integer_value(at(answer, "id")), i);
        assert_int_equal(json_integer_value(at(answer, "status")), 200);
    }
    check_near(json_array_get(answers, 0), "outputs out data", 7.082619051930361);
    json_decref(answers);
    free(text);
}

static void more_lines_than_allowed_are_413(void **state)
{
    (void)state;
    start_own("--batch-lines 3");
    json_t *answers = batch("\n" GOOD "\n" GOOD GOOD "\n\n");
    assert_int_equal(json_array_size(answers), 3);
    json_decref(answers);
    http_reply reply = send_batch(GOOD GOOD GOOD GOOD, NULL);
    reply_check_problem(&reply, 413, "body_too_large");
    reply_free(&reply);
    stop_own();
}

/* The body of a slow request, in one line, `n` times; new. */
static char *slow_lines(int side, const char *more, int n)
{
    char *request = slow_request(side, more), *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (int i = 0; i < n; i++) fprintf(out, "%s\n", strstr(request, "\r\n\r\n") + 4);
    fclose(out);
    free(request);
    return text;
}

/* What comes after the time of all is read for its id, but not computed. */
static void time_for_all_has_a_bound(void **state)
{
    (void)state;
    enum { N = 5 };
    start_own("--batch-timeout-ms 1000");
    char *text = slow_lines(4096, "\"id\": \"a\",", N);
    json_t *answers = batch(text);
    assert_int_equal(json_array_size(answers), N);
    for (size_t i = 0; i < N; i++) {
        check(answers, i, "status", "504");
        check(answers, i, "errors 0 code", "'deadline'");
        check(answers, i, "id", "'a'");
    }
    json_decref(answers);
    free(text);
    stop_own();
}

static void each_line_has_its_own_time(void **state)
{
    (void)state;
    char *slow = slow_lines(4096, "\"timeout_ms\": 20,\"id\": 1,", 2), *text;
    assert_true(asprintf(&text, GOOD "%s" GOOD, slow) > 0);
    json_t *answers = batch(text);
    assert_int_equal(json_array_size(answers), 4);
    check(answers, 0, "status", "200");
    check(answers, 1, "status", "504");
    check(answers, 1, "id", "1");
    check(answers, 2, "errors 0 code", "'deadline'");
    check(answers, 3, "status", "200");
    json_decref(answers);
    free(text);
    free(slow);
}

/* In the silence of a long line come blanks, which no reader of JSON takes for anything. */
static void a_slow_line_gives_signs_of_life(void **state)
{
    (void)state;
    start_own("--heartbeat-ms 100");
    char *text = slow_lines(4096, "\"timeout_ms\": 700,", 1);
    http_reply reply = send_batch(text, NULL);
    assert_int_equal(reply.status, 200);
    size_t blanks = strspn(reply.body, " ");
    assert_in_range(blanks, 1, 700);
    json_t *answers = read_events(reply.body);
    check(answers, 0, "status", "504");
    json_decref(answers);
    reply_free(&reply);
    free(text);
    stop_own();
}

/* A batch on a connection of its own. */
static int open_batch(const char *text)
{
    char head[256];
    int fd = raw_open(gradd->listen);
    snprintf(head, sizeof head, "POST /v1/batch HTTP/1.0\r\nContent-Length: %zu\r\n\r\n",
             strlen(text));
    raw_send(fd, head);
    raw_send(fd, text);
    return fd;
}

/* The answers of such a batch; new. Closes it. */
static json_t *read_batch(int fd)
{
    enum { SIZE = 1 << 26 };
    char *out = malloc(SIZE);
    raw_read_all(fd, out, SIZE);
    char *lines = strstr(out, "\r\n\r\n");
    assert_non_null(lines);
    json_t *answers = read_events(lines + 4);
    free(out);
    close(fd);
    return answers;
}

static void start_narrow(const char *more)
{
    char flags[256];
    snprintf(flags, sizeof flags, "--compute-threads 1 %s", more);
    start_own(flags);
}

/* Two batches and a run share the only compute thread: the run that came last does not wait for the
 * ends of the others, of which it would be last. */
static void others_have_their_turn(void **state)
{
    (void)state;
    enum { N = 3000 };
    start_narrow("--batch-timeout-ms 600000");
    char *text = slow_lines(64, "", N), first[256];
    int fd = open_batch(text);
    raw_read_all(fd, first, 64); /* it has begun */
    for (int i = 0; i < 3; i++) json_decref(run(LOOP));
    http_reply reply = http_ask(gradd->admin, "GET", "/metrics", NULL, NULL, 0);
    const char *count = strstr(reply.body, "\ngradd_batch_requests_total ");
    assert_non_null(count);
    assert_in_range(atol(count + strlen("\ngradd_batch_requests_total ")), 1, N - 1);
    reply_free(&reply);
    raw_reset(fd);
    free(text);
    stop_own();
}

/* Lines whose answers have 200 KB each; new. */
static char *large_lines(int n)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (int i = 0; i < n; i++)
        fprintf(out, "{\"id\": %d, \"gradients\": false, \"expr\": \"ones(100000)\"}\n", i);
    fclose(out);
    return text;
}

/* A batch whose client reads nothing holds no compute thread, nor the memory of all its answers;
 * when the client does read they are whole. */
static void a_slow_reader_holds_up_nobody_else(void **state)
{
    (void)state;
    enum { N = 150 };
    start_narrow("--stream-bytes 100000 --total-bytes 2000000");
    char *text = large_lines(N);
    int fd = open_batch(text);
    for (int i = 0; i < 20; i++) json_decref(run(LOOP));
    json_t *answers = read_batch(fd), *answer;
    size_t i;
    assert_int_equal(json_array_size(answers), N);
    json_array_foreach(answers, i, answer)
    {
        assert_int_equal(json_integer_value(at(answer, "id")), i);
        assert_int_equal(json_array_size(at(answer, "outputs out data")), 100000);
    }
    json_decref(answers);
    free(text);
    stop_own();
}

/* Its time for all runs while it waits, too; then its client has the time for a reply, and that is
 * the end of it, unless the machine was so busy that all it had to say by then fits into the
 * socket. */
static void a_reader_that_takes_nothing_is_cut_off(void **state)
{
    (void)state;
    start_narrow("--stream-bytes 100000 --batch-timeout-ms 1500 --reply-timeout-ms 200 "
                 "--log-requests=all");
    char *text = large_lines(150);
    int fd = open_batch(text);
    json_decref(run(LOOP));
    server_wait_log(gradd, "\"path\":\"/v1/batch\"");
    json_decref(run(LOOP));
    close(fd);
    free(text);
    stop_own();
}

/* While it waits for its client, in the middle of a line, at the end of the server. */
static void clients_may_leave_and_servers_stop(void **state)
{
    (void)state;
    enum { N = 12 };
    int fds[N];
    char *text = large_lines(150), some[4096];
    start_narrow("--stream-bytes 100000 --stop-ms 100");
    for (int i = 0; i < N; i++) {
        fds[i] = open_batch(text);
        if (i % 2) raw_read_all(fds[i], some, sizeof some);
        if (i % 3 == 0) raw_reset(fds[i]);
        if (i % 3 == 1) close(fds[i]);
    }
    json_decref(run(LOOP));
    stop_own();
    for (int i = 2; i < N; i += 3) close(fds[i]);
    free(text);
}

/* Requests that compute when the server stops at once are told so, each. */
static void a_stop_answers_what_is_left(void **state)
{
    (void)state;
    enum { N = 40 };
    start_narrow("--stop-ms 100 --batch-timeout-ms 600000");
    char *text = slow_lines(2048, "", N);
    int fd = open_batch(text);
    raw_read_all(fd, (char[8]){0}, 8);
    stop_own();
    json_t *answers = read_batch(fd);
    assert_int_equal(json_array_size(answers), N);
    check(answers, N - 1, "status", "503");
    check(answers, N - 1, "errors 0 code", "'cancelled'");
    json_decref(answers);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_come_in_order_with_id_and_status),
        cmocka_unit_test(answers_are_those_of_single_requests),
        cmocka_unit_test(a_wrong_line_harms_no_other),
        cmocka_unit_test(malformed_json_is_placed_in_the_batch),
        cmocka_unit_test(lost_line_breaks_are_told),
        cmocka_unit_test(an_empty_batch_has_an_empty_answer),
        cmocka_unit_test(methods_and_types_are_checked),
        cmocka_unit_test(ten_thousand_lines_come_in_order),
        cmocka_unit_test(more_lines_than_allowed_are_413),
        cmocka_unit_test(time_for_all_has_a_bound),
        cmocka_unit_test(each_line_has_its_own_time),
        cmocka_unit_test(a_slow_line_gives_signs_of_life),
        cmocka_unit_test(others_have_their_turn),
        cmocka_unit_test(a_slow_reader_holds_up_nobody_else),
        cmocka_unit_test(a_reader_that_takes_nothing_is_cut_off),
        cmocka_unit_test(clients_may_leave_and_servers_stop),
        cmocka_unit_test(a_stop_answers_what_is_left),
    };
    group_serve(&shared, "");
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
