/* POST /v1/evaluate and GET /v1/ops over HTTP: the acceptance examples by text, by JSON tree and by
 * statements; tensors in every form; derivatives and graphs. */
#include "tests/server/ask.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static server_process gradd;

static int start(void **state)
{
    (void)state;
    server_start(&gradd, "");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    server_stop(&gradd);
    return 0;
}

/* The answer to a body must have `expected` at `path`. */
static void check_answer(const char *body, const char *path, const char *expected)
{
    json_t *json = answer(&gradd, body);
    check_json(json, path, expected);
    json_decref(json);
}

#define SIN "{'op': 'sin', 'args': ['x']}"
#define SQUARE "{'op': 'pow', 'args': ['x', 2]}"
#define LOG "{'op': 'log', 'args': ['x']}"
#define SUM(a, b) "{'op': 'add', 'args': [" a ", " b "]}"
#define QUOTIENT(a, b) "{'op': 'div', 'args': [" a ", " b "]}"
#define STATEMENT(name, value) "{'assign': '" name "', 'value': " value "}"

static void test_example_as_text(void **state)
{
    (void)state;
    check_example(answer(&gradd, SMALLEST));
    check_example(answer(&gradd, "{'program': 'top = sin(x) + x**2\\nout = top / log(x)', "
                                 "'inputs': {'x': 2.0}}"));
}

static void test_example_as_tree(void **state)
{
    (void)state;
    check_example(
        answer(&gradd, "{'expr': " QUOTIENT(SUM(SIN, SQUARE), LOG) ", 'inputs': {'x': 2}}"));
}

static void test_example_as_statements(void **state)
{
    (void)state;
    check_example(answer(&gradd, "{'program': [" STATEMENT("a", SUM(SIN, SQUARE)) ", " STATEMENT(
                                     "out", QUOTIENT("\"a\"", LOG)) "], 'inputs': {'x': 2}}"));
}

static bool has_grad_fn(json_t *json, const char *name)
{
    size_t i;
    json_t *node;
    json_array_foreach(at(json, "graph nodes"), i, node)
    {
        const char *text = json_string_value(json_object_get(node, "grad_fn"));
        if (text && !strcmp(text, name)) return true;
    }
    return false;
}

static void test_mean_of_squares(void **state)
{
    (void)state;
    json_t *json = answer(&gradd, "{'program': 'y = x + 2\\nz = y*y*3\\nout = z.mean()', "
                                  "'inputs': {'x': [[1,2],[3,4]]}, 'graph': true}");
    check_json(json, "gradients x",
               "{'dtype': 'float64', 'shape': [2, 2], 'data': [[4.5, 6], [7.5, 9]]}");
    check_json(json, "outputs out", "{'dtype': 'float64', 'shape': [], 'data': 64.5}");
    check_json(json, "warnings", "[]");
    assert_true(has_grad_fn(json, "AddBackward0"));
    assert_true(has_grad_fn(json, "MulBackward0"));
    assert_true(has_grad_fn(json, "MeanBackward0"));
    json_decref(json);
}

static void test_graph_as_text(void **state)
{
    static const char *const formats[] = {"text", "dot", "mermaid"};
    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char body[200];
        snprintf(body, sizeof body,
                 "{'expr': 'x * 2', 'inputs': {'x': 1}, 'graph': {'format': '%s'}}", formats[i]);
        json_t *json = answer(&gradd, body);
        assert_true(json_string_length(at(json, "graph")) > 10);
        json_decref(json);
    }
}

/* Answers of x itself, by the inputs' text. */
static void check_input(const char *input, const char *options, const char *expected)
{
    char body[500];
    snprintf(body, sizeof body, "{'program': 'y = x', 'inputs': {'x': %s}, %s}", input,
             *options ? options : "'gradients': false");
    check_answer(body, "outputs y", expected);
}

static void test_forms_of_tensors(void **state)
{
    (void)state;
    check_input("2", "", "{'dtype': 'float64', 'shape': [], 'data': 2}");
    check_input("[[1,2],[3,4]]", "'dtype': 'float32', 'gradients': false",
                "{'dtype': 'float32', 'shape': [2,2], 'data': [[1,2],[3,4]]}");
    check_input("[true, false]", "", "{'dtype': 'bool', 'shape': [2], 'data': [true,false]}");
    check_input("[[],[]]", "", "{'dtype': 'float64', 'shape': [2,0], 'data': [[],[]]}");
    check_input("{'dtype': 'int64', 'shape': [2,2], 'data': [1,2,3.0,9007199254740993]}", "",
                "{'dtype': 'int64', 'shape': [2,2], 'data': [[1,2],[3,9007199254740993]]}");
    check_input("{'dtype': 'float32', 'shape': [2], 'base64': 'AACAPwAAAEA='}", "",
                "{'dtype': 'float32', 'shape': [2], 'data': [1,2]}");
    check_input("{'dtype': 'uint8', 'shape': [3], 'base64': '-_8A'}", "",
                "{'dtype': 'uint8', 'shape': [3], 'data': [251,255,0]}");
    check_input("{'dtype': 'int16', 'shape': [], 'base64': '_38'}", "",
                "{'dtype': 'int16', 'shape': [], 'data': 32767}");
    check_input("['NaN', 'Infinity', '-Infinity']", "",
                "{'dtype': 'float64', 'shape': [3], "
                "'data': ['NaN', 'Infinity', '-Infinity']}");
}

static void test_encodings(void **state)
{
    (void)state;
    check_input("[[1,2],[3,4]]", "'gradients': false, 'encoding': 'flat'",
                "{'dtype': 'float64', 'shape': [2,2], 'data': [1,2,3,4]}");
    check_input("7", "'gradients': false, 'encoding': 'flat'",
                "{'dtype': 'float64', 'shape': [], 'data': [7]}");
    check_input("[1,2]", "'gradients': false, 'encoding': 'base64', 'dtype': 'float32'",
                "{'dtype': 'float32', 'shape': [2], 'base64': 'AACAPwAAAEA='}");
}

/* jansson alone reads -0 as the integer 0. */
static void test_negative_zero(void **state)
{
    (void)state;
    json_t *json = answer(&gradd, "{'expr': '1 / x', 'inputs': {'x': -0}, 'gradients': false}");
    check_text(json, "outputs out data", "-Infinity");
    check_text(json, "warnings 0 code", "infinity");
    json_decref(json);
    json = answer(&gradd, "{'expr': 'x * 1', 'inputs': {'x': -0}, 'gradients': false}");
    assert_true(signbit(json_real_value(at(json, "outputs out data"))));
    json_decref(json);
}

static void test_fewest_digits(void **state)
{
    (void)state;
    char *body = quoted("{'expr': 'x', 'gradients': false, "
                        "'inputs': {'x': {'dtype': 'float32', 'data': [0.1, 1e20, 3]}}}");
    http_reply got = http_evaluate(&gradd, body);
    free(body);
    assert_non_null(strstr(got.body, "[0.1,1e+20,3]"));
    reply_free(&got);
}

static void test_derivatives_together(void **state)
{
    (void)state;
    json_t *json = answer(&gradd, "{'expr': '(x * x).sum()', 'inputs': {'x': [1, 2]}, 'id': 'a', "
                                  "'gradients': {'of': 'out', 'wrt': ['x']}, "
                                  "'jacobians': {}, 'hessians': {'of': 'out'}}");
    check_json(json, "gradients x data", "[2, 4]");
    check_json(json, "jacobians x data", "[2, 4]");
    check_json(json, "hessians x x data", "[[2, 0], [0, 2]]");
    check_json(json, "id", "\"a\"");
    json_decref(json);
}

static void test_directional_derivatives(void **state)
{
    (void)state;
    json_t *json = answer(&gradd, "{'expr': '(x ** 3).sum()', 'inputs': {'x': [1, 2]}, "
                                  "'jvp': {'tangents': {'x': [1, 1]}}, "
                                  "'vjp': {'cotangents': 2}, "
                                  "'hvp': {'direction': {'x': [1, 0]}}, 'gradients': false}");
    check_json(json, "jvp value data", "9");
    check_json(json, "jvp tangent data", "15");
    check_json(json, "vjp x data", "[6, 24]");
    check_json(json, "hvp x data", "[6, 0]");
    json_decref(json);
}

static void test_gradient_of_what_is_not_there(void **state)
{
    (void)state;
    json_t *json = answer(&gradd, "{'expr': 'x * 2', 'inputs': {'x': 1, 'u': 2}}");
    check_json(json, "gradients u", "null");
    check_text(json, "warnings 0 code", "unused_input");
    json_decref(json);
    json = answer(&gradd, "{'expr': 'x * 2', 'inputs': {'x': [1, 2]}}");
    check_json(json, "gradients", "null");
    check_text(json, "warnings 0 code", "not_scalar");
    json_decref(json);
    json = answer(&gradd, "{'expr': 'x * 2', 'inputs': {'x': []}}");
    check_text(json, "warnings 0 message",
               "no gradient: the output has 0 elements; reduce it, or ask for jacobians");
    json_decref(json);
}

static void test_cotangent_of_bare_numbers(void **state)
{
    (void)state;
    check_answer("{'expr': 'x * 2', 'inputs': {'x': {'dtype': 'float32', 'data': [1, 2]}}, "
                 "'vjp': {'cotangents': [1, 10]}}",
                 "vjp x", "{'dtype': 'float32', 'shape': [2], 'data': [2, 20]}");
}

static void test_integral_floats(void **state)
{
    (void)state;
    check_answer("{'expr': 'x', 'inputs': {'x': {'shape': [2.0], 'data': [1, 2]}}, 'seed': 3.0, "
                 "'timeout_ms': 5e3}",
                 "outputs out data", "[1, 2]");
}

static void test_null_is_absent(void **state)
{
    (void)state;
    check_answer("{'expr': 'x', 'program': null, 'inputs': {'x': {'shape': null, 'data': 1}}, "
                 "'outputs': null, 'gradients': {'of': null, 'wrt': null}, 'graph': null, "
                 "'encoding': null, 'dtype': null, 'timeout_ms': null, 'vmap': null, 'jvp': null}",
                 "gradients x data", "1");
    check_answer("{'program': [{'assign': 'y', 'value': null}]}", "outputs y", "null");
    check_answer("{'expr': '1', 'id': null}", "id", "null");
}

static void test_ids(void **state)
{
    (void)state;
    check_answer("{'expr': '1', 'id': -9223372036854775808}", "id", "-9223372036854775808");
    /* It is half-way between two floats, as one of four such integers. */
    check_answer("{'expr': '1', 'id': 167772168}", "id", "167772168");
    http_reply got = http_evaluate(&gradd, "{\"id\": \"a\\u0000b\", \"expr\": \"1\"}");
    assert_int_equal(got.status, 200);
    assert_non_null(strstr(got.body, "\"id\":\"a\\u0000b\""));
    reply_free(&got);
}

/* An id of `size` letters, before an expression. */
static char *with_id(int size, const char *expression)
{
    char *body;
    assert_true(asprintf(&body, "{\"id\": \"%0*d\", \"expr\": \"%s\"}", size, 0, expression) > 0);
    return body;
}

static void test_long_ids(void **state)
{
    (void)state;
    char *fits = with_id(1024, "1"), *long_one = with_id(1025, "1"),
         *error = with_id(100000, "1 +");
    http_reply got = http_evaluate(&gradd, fits);
    assert_int_equal(got.status, 200);
    assert_true(got.size > 1024);
    reply_free(&got);
    got = http_evaluate(&gradd, long_one);
    reply_check_problem(&got, 422, "bad_value");
    assert_non_null(strstr(got.body, "\"pointer\":\"/id\""));
    reply_free(&got);
    got = http_evaluate(&gradd, error);
    reply_check_problem(&got, 422, "bad_value");
    assert_true(got.size < 1024);
    reply_free(&got);
    free(fits);
    free(long_one);
    free(error);
}

/* Its numbers are soon there, but take a multiple of the time to print. */
static void test_printing_has_a_deadline(void **state)
{
    static const char *const encodings[] = {"nested", "flat", "base64"};
    (void)state;
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        char text[200];
        snprintf(text, sizeof text,
                 "{\"program\": \"x = arange(100000) / 7\\ny = [x] * 70\", \"gradients\": false, "
                 "\"timeout_ms\": 10, \"encoding\": \"%s\"}",
                 encodings[i]);
        http_reply got = http_evaluate(&gradd, text);
        reply_check_problem(&got, 504, "deadline");
        reply_free(&got);
    }
}

/* Short programs that run long are prepared twice: within few steps, then within the limits. */
static void test_program_that_runs_long(void **state)
{
    (void)state;
    check_answer("{'expr': 'sum(range(900000))'}", "outputs out", "404999550000");
    json_t *json = answer(&gradd, "{'program': 'y = x\\nfor i in range(3000):\\n    y = y + x', "
                                  "'inputs': {'x': 1}}");
    check_json(json, "outputs y data", "3001");
    check_json(json, "gradients x data", "3001");
    json_decref(json);
}

static void test_keys_without_effect_yet(void **state)
{
    (void)state;
    check_answer("{'expr': '1 + 1', 'seed': 3, 'conventions': 'torch', 'timeout_ms': 50, "
                 "'check': false, 'explain': false, 'id': 7}",
                 "id", "7");
}

static void test_ops(void **state)
{
    (void)state;
    http_reply got = http_ask(gradd.listen, "GET", "/v1/ops", NULL, NULL, 0);
    json_t *json = json_loads(got.body, 0, NULL);
    assert_int_equal(got.status, 200);
    size_t i, found = 0;
    json_t *row;
    json_array_foreach(json_object_get(json, "ops"), i, row)
    {
        assert_true(json_is_string(json_object_get(row, "signature")));
        found += !strcmp(json_string_value(json_object_get(row, "name")), "sin");
    }
    assert_int_equal(found, 1);
    json_decref(json);
    reply_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example_as_text),
        cmocka_unit_test(test_example_as_tree),
        cmocka_unit_test(test_example_as_statements),
        cmocka_unit_test(test_mean_of_squares),
        cmocka_unit_test(test_graph_as_text),
        cmocka_unit_test(test_forms_of_tensors),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_negative_zero),
        cmocka_unit_test(test_fewest_digits),
        cmocka_unit_test(test_derivatives_together),
        cmocka_unit_test(test_directional_derivatives),
        cmocka_unit_test(test_gradient_of_what_is_not_there),
        cmocka_unit_test(test_cotangent_of_bare_numbers),
        cmocka_unit_test(test_integral_floats),
        cmocka_unit_test(test_null_is_absent),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_long_ids),
        cmocka_unit_test(test_printing_has_a_deadline),
        cmocka_unit_test(test_program_that_runs_long),
        cmocka_unit_test(test_keys_without_effect_yet),
        cmocka_unit_test(test_ops),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
