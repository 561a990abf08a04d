/* Programs in cells: what a whole reply tells, and that a stream tells the same. */
#include "tests/server/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The answer to a request that is JSON already. */
static json_t *ask_json(const char *path, const json_t *request)
{
    char *body = json_dumps(request, 0);
    http_reply reply = http_ask(gradd->listen, "POST", path, NULL, body, strlen(body));
    json_t *json = json_loads(reply.body, 0, NULL);
    if (!json) fail_msg("%ld for %s: %s", reply.status, body, reply.body);
    reply_free(&reply);
    free(body);
    return json;
}

#define LEAF "x = torch.tensor(2.0, requires_grad=True)"

static void a_cell_tells_what_it_printed_and_gave(void **state)
{
    (void)state;
    json_t *json = run("{'cells': [{'id': 'a', 'source': 'print(\"a\")\n" LEAF "\nx'}]}");
    assert_true(json_integer_value(at(json, "cells 0 elapsed_us")) >= 0);
    json_object_del(at(json, "cells 0"), "elapsed_us");
    check_json(json, "cells",
               "[{'id': 'a', 'stdout': 'a\\n', 'result': 'tensor(2., requires_grad=True)',"
               "'value': {'dtype': 'float32', 'shape': [], 'data': 2}, 'error': null}]");
    json_decref(json);
}

static void options_are_followed(void **state)
{
    (void)state;
    json_t *json = run("{'cells': [{'source': '" LEAF "\nx'}], 'dtype': 'float64', 'seed': 1,"
                       "'encoding': 'flat', 'conventions': 'torch', 'graph': true, 'id': 7}");
    check_json(json, "cells 0 value", "{'dtype': 'float64', 'shape': [], 'data': [2]}");
    assert_non_null(at(json, "cells 0 graph"));
    check_json(json, "id", "7");
    json_decref(json);
}

static void cells_share_names_and_requests_do_not(void **state)
{
    (void)state;
    json_t *json = run("{'cells': [{'source': '" LEAF "'}, {'source': 'x'}]}");
    check_json(json, "cells 0 result", "null");
    check_json(json, "cells 0 value", "null");
    check_text(json, "cells 1 result", "tensor(2., requires_grad=True)");
    json_decref(json);
    json = run("{'cells': [{'source': 'x'}]}");
    check_text(json, "cells 0 error type", "NameError");
    json_decref(json);
}

/* What a short program began before it took too much is forgotten, and told once. */
static void a_second_try_tells_nothing_of_the_first(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "print(\"a\")\ntorch.ones(1000000).sum().item()",
        "print(\"a\")\ndef f(n): return f(n - 1) + f(n - 2) if n > 1 else 1\nf(16)",
    };
    for (int i = 0; i < 2; i++) {
        char text[300];
        snprintf(text, sizeof text, "{'cells': [{'source': 'print(1)'}, {'source': '%s'}]}",
                 sources[i]);
        json_t *json = run(text);
        check_text(json, "cells 0 stdout", "1\n");
        check_text(json, "cells 1 stdout", "a\n");
        assert_null(at(json, "cells 2"));
        json_decref(json);
    }
}

/* The tutorial that the page starts with, as a student pastes it. */
static void the_tutorial_prints_what_pytorch_prints(void **state)
{
    (void)state;
    json_t *json = run(
        "{'cells': [{'source': 'import torch\\nx = torch.rand(2, 2, requires_grad=True)\\nx'},"
        "{'source': 'y = x + 2\\ny.grad_fn'}, {'source': 'z = y * y * 3\\nz'},"
        "{'source': 'out = z.mean()\\nprint(out)\\nout.backward()\\nx.grad'},"
        "{'source': 'def f(x):\\n    return (torch.sin(x) + x ** 2) / torch.log(x)\\n"
        "x = torch.tensor(2.0, requires_grad=True)\\nf(x).backward()\\nprint(f(x), x.grad)'}]}");
    check_text(json, "cells 0 result",
               "tensor([[0.4963, 0.7682],\n        [0.0885, 0.1320]], requires_grad=True)");
    assert_int_equal(
        strncmp(json_string_value(at(json, "cells 1 result")), "<AddBackward0 object", 20), 0);
    check_text(json, "cells 2 result",
               "tensor([[18.6939, 22.9892],\n        [13.0852, 13.6367]], grad_fn=<MulBackward0>)");
    check_text(json, "cells 3 stdout", "tensor(17.1012, grad_fn=<MeanBackward0>)\n");
    check_text(json, "cells 3 result", "tensor([[3.7444, 4.1523],\n        [3.1327, 3.1980]])");
    check_text(json, "cells 4 stdout", "tensor(7.0826, grad_fn=<DivBackward0>) tensor(0.0614)\n");
    json_decref(json);
}

static void a_cell_without_id_has_its_index(void **state)
{
    (void)state;
    json_t *json =
        run("{'cells': [{'id': 'é', 'source': ''}, {'source': ''}, {'id': 5, 'source': ''},"
            "{'id': null, 'source': ''}]}");
    check_text(json, "cells 0 id", "é");
    check_json(json, "cells 1 id", "1");
    check_json(json, "cells 2 id", "5");
    check_json(json, "cells 3 id", "3");
    json_decref(json);
    json = run("{'cells': []}");
    check_json(json, "cells", "[]");
    json_decref(json);
}

static void an_error_of_the_program_is_an_answer_and_ends_it(void **state)
{
    (void)state;
    json_t *json = run("{'cells': [{'source': 'print(\"a\")'}, {'source': 'print(\"b\")\n1 / 0'},"
                       "{'source': 'print(\"c\")'}]}");
    assert_int_equal(json_array_size(at(json, "cells")), 2);
    check_json(json, "cells 0 error", "null");
    check_text(json, "cells 1 stdout", "b\n");
    check_json(json, "cells 1 value", "null");
    check_text(json, "cells 1 error type", "ZeroDivisionError");
    check_text(json, "cells 1 error message", "division by zero");
    check_json(json, "cells 1 error line", "2");
    check_json(json, "cells 1 error column", "1");
    check_json(json, "cells 1 error end_line", "2");
    check_json(json, "cells 1 error end_column", "6");
    check_json(json, "cells 1 error traceback",
               "[{'line': 2, 'column': 1, 'end_line': 2, 'end_column': 6}]");
    assert_non_null(json_object_get(at(json, "cells 1 error"), "hint"));
    json_decref(json);
}

/* However deep a program goes, on whichever thread it runs: the stacks are made for it. */
static void depth_is_an_error_of_the_program(void **state)
{
    (void)state;
    static const char *const programs[] = {
        "def f(n): return f(n + 1)\nf(0)",
        "def f(n): return -(-(-(-(-(-(-(-(f(n + 1)))))))))\nf(0)",
        "def f(n): return sum(f(x) for x in [n])\nf(0)",
        "def f(n):\n  for x in f(n + 1): yield x\nlist(f(0))",
        "a = []\nfor i in range(100000): a = [a]\nprint(a)",
        "a = {}\nfor i in range(100000): a = {1: a}\nprint(a)",
        "a = ()\nfor i in range(100000): a = (a,)\nhash(a)",
        "class A:\n  def __eq__(self, other): return [self] == [other]\nA() == A()",
        "class A:\n  def __str__(self): return f'{self}'\nprint(A())",
        "m = nn.Linear(1, 1)\nfor i in range(2000): m = nn.Sequential(m)\nprint(m)",
    };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        json_t *source = json_string(programs[i]);
        json_t *asked = json_pack("{s:[{s:O}]}", "cells", "source", source);
        json_t *json = ask_json("/v1/run", asked);
        check_text(json, "cells 0 error type", "RecursionError");
        json_decref(json);
        json_decref(asked);
        asked = json_pack("{s:O}", "program", source);
        json = ask_json("/v1/evaluate", asked);
        assert_true(json_integer_value(json_object_get(json, "status")) == 422);
        json_decref(json);
        json_decref(asked);
        json_decref(source);
    }
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *body, *code, *words;
        int status;
    } cases[] = {
        {"{'cell': []}", "unknown_key", "did you mean \\\"cells\\\"?", 422},
        {"{'cells': [], 'expr': 'x'}", "unknown_key", "\"pointer\":\"/expr\"", 422},
        {"{'cells': [{'sauce': ''}]}", "unknown_key", "did you mean \\\"source\\\"?", 422},
        {"{'source': ''}", "unknown_key", "its keys are id, dtype", 422},
        {"{}", "missing_key", "cells", 422},
        {"{'cells': [{'source': ''}, {}]}", "missing_key", "\"pointer\":\"/cells/1\"", 422},
        {"{'cells': {}}", "bad_value", "\"pointer\":\"/cells\"", 422},
        {"{'cells': [3]}", "bad_value", "\"pointer\":\"/cells/0\"", 422},
        {"{'cells': ['1']}", "bad_value", "its keys are id, source", 422},
        {"{'cells': [{'source': 3}]}", "bad_value", "\"pointer\":\"/cells/0/source\"", 422},
        {"{'cells': [{'source': '', 'id': 1.5}]}", "bad_value", "\"pointer\":\"/cells/0/id\"", 422},
        {"{'cells': [], 'dtype': 'int64'}", "bad_value", "\"pointer\":\"/dtype\"", 422},
        {"{'cells': [], 'seed': -1}", "bad_value", "\"pointer\":\"/seed\"", 422},
        {"{'cells': [], 'graph': {}}", "bad_value", "\"pointer\":\"/graph\"", 422},
        {"{'cells': [], 'id': 'q', 'timeout_ms': 0}", "bad_value", "\"id\":\"q\"", 422},
        {"{'cells': [{'source': ''}, {'source': ''}, {'source': ''}, {'source': ''}]}", "bad_value",
         "4 cells are more than 3", 422},
        {"{'cells': [{'source': '123456789012345678901234567890123456789012345678901234567890"
         "12345'}]}",
         "program_too_large", "\"pointer\":\"/cells/0/source\"", 413},
        {"{'cells': [", "malformed_json", "", 400},
    };
    start_own("--cells 3 --program-bytes 64");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int lines = 0; lines < 2; lines++) {
            http_reply reply = post(cases[i].body, lines ? LINES : NULL);
            reply_check_problem(&reply, cases[i].status, cases[i].code);
            if (!strstr(reply.body, cases[i].words)) fail_msg("%s: %s", cases[i].body, reply.body);
            reply_free(&reply);
        }
    stop_own();
}

static void accept_chooses_the_form(void **state)
{
    (void)state;
    static const struct {
        const char *path, *header, *type;
        int status;
    } cases[] = {
        {"/v1/run", "Accept:", "application/json", 200},
        {"/v1/run", "Accept: */*", "application/json", 200},
        {"/v1/run", "Accept: application/*", "application/json", 200},
        {"/v1/run", "Accept: application/json", "application/json", 200},
        {"/v1/run", "Accept: application/x-ndjson", "application/x-ndjson", 200},
        {"/v1/run", "Accept: application/x-ndjson, */*", "application/x-ndjson", 200},
        {"/v1/run", "Accept: application/json;q=0.5, application/x-ndjson", "application/x-ndjson",
         200},
        {"/v1/run", "Accept: application/json, application/x-ndjson;q=0.9", "application/json",
         200},
        {"/v1/run", "Accept: application/x-ndjson;q=0, */*;q=0.1", "application/json", 200},
        {"/v1/run", "Accept: text/html", "application/problem+json", 406},
        {"/v1/evaluate", "Accept: application/x-ndjson", "application/problem+json", 406},
    };
    static const char body[] = "{\"cells\": []}";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char type[64] = "";
        http_reply reply =
            http_ask(gradd->listen, "POST", cases[i].path, cases[i].header, body, strlen(body));
        reply_header(&reply, "Content-Type", type, sizeof type);
        if (reply.status != cases[i].status || strcmp(type, cases[i].type) != 0)
            fail_msg("%s: %ld %s", cases[i].header, reply.status, type);
        reply_free(&reply);
    }
}

static void a_stream_tells_the_same_in_order(void **state)
{
    (void)state;
    static const char body[] = "{'cells': [{'source': 'print(\"a\")\nprint(\"é\")'},"
                               "{'source': '" LEAF "\nx'}, {'source': 'print(\"b\")\n1 / 0'},"
                               "{'source': 'print(\"c\")'}], 'id': 'r'}";
    json_t *whole = run(body), *events = run_streaming(body, "done");
    size_t n = json_array_size(events), next = 0;
    for (size_t i = 0; i < n - 1; i++) {
        json_t *event = json_array_get(events, i), *cell = json_array_get(at(whole, "cells"), next);
        assert_true(json_equal(at(event, "id"), at(cell, "id")));
        if (strcmp(name_of(events, i), "cell") != 0) continue;
        json_object_set_new(cell, "event", json_string("cell"));
        json_object_set(cell, "elapsed_us", at(event, "elapsed_us"));
        assert_true(json_equal(event, cell));
        next++;
    }
    assert_int_equal(next, 3);
    check_text(json_array_get(events, n - 1), "id", "r");
    for (int i = 0; i < 3; i++) {
        char *text = streamed_text(events, i), path[32];
        snprintf(path, sizeof path, "cells %d stdout", i);
        check_text(whole, path, text);
        free(text);
    }
    json_decref(whole);
    json_decref(events);
}

static void a_deadline_is_told_in_both_forms(void **state)
{
    (void)state;
    int64_t start = now_ms();
    http_reply reply = post(FOREVER "200, 'id': 3}", NULL);
    reply_check_problem(&reply, 504, "deadline");
    assert_non_null(strstr(reply.body, "\"id\":3"));
    reply_free(&reply);
    json_t *events = run_streaming(FOREVER "200, 'id': 3}", "error");
    char *text = streamed_text(events, 0);
    assert_string_equal(text, "a\n");
    json_t *last = json_array_get(events, json_array_size(events) - 1);
    check_json(last, "problem status", "504");
    check_json(last, "problem id", "3");
    check_text(last, "problem instance", "/v1/run");
    check_text(last, "problem errors 0 code", "deadline");
    assert_true(now_ms() - start < 5000);
    free(text);
    json_decref(events);
}

static void output_has_a_bound(void **state)
{
    (void)state;
    static const char body[] = "{'cells': [{'source': 'print(\"a\")'},"
                               "{'source': 'for i in range(100000): print(i)'}]}";
    start_own("--output-bytes 100000");
    http_reply reply = post(body, NULL);
    reply_check_problem(&reply, 413, "reply_too_large");
    reply_free(&reply);
    json_t *events = run_streaming(body, "error");
    json_t *last = json_array_get(events, json_array_size(events) - 1);
    check_text(last, "problem errors 0 code", "reply_too_large");
    json_decref(events);
    stop_own();
}

/* What the program has printed is held until it ends; the answer finds memory all the same. */
static void memory_has_a_bound(void **state)
{
    (void)state;
    start_own("--memory-bytes 8388608 --output-bytes 1073741824 --stream-bytes 1073741824");
    http_reply reply = post(FLOOD "9000}", NULL);
    reply_check_problem(&reply, 422, "memory_limit");
    reply_free(&reply);
    json_t *events = run_streaming(FLOOD "9000}", "error");
    json_t *last = json_array_get(events, json_array_size(events) - 1);
    check_text(last, "problem errors 0 code", "memory_limit");
    json_decref(events);
    stop_own();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_tells_what_it_printed_and_gave),
        cmocka_unit_test(options_are_followed),
        cmocka_unit_test(cells_share_names_and_requests_do_not),
        cmocka_unit_test(a_second_try_tells_nothing_of_the_first),
        cmocka_unit_test(the_tutorial_prints_what_pytorch_prints),
        cmocka_unit_test(a_cell_without_id_has_its_index),
        cmocka_unit_test(an_error_of_the_program_is_an_answer_and_ends_it),
        cmocka_unit_test(depth_is_an_error_of_the_program),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(accept_chooses_the_form),
        cmocka_unit_test(a_stream_tells_the_same_in_order),
        cmocka_unit_test(a_deadline_is_told_in_both_forms),
        cmocka_unit_test(output_has_a_bound),
        cmocka_unit_test(memory_has_a_bound),
    };
    group_serve(&shared, "--run-steps 1000000000000");
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
