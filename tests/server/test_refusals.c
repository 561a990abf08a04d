/* Every way in which a request to /v1/evaluate can be wrong, with its status, code, place and hint;
 * after each, a good request is still answered. */
#include "tests/server/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static server_process gradd;

static int start(void **state)
{
    (void)state;
    server_start(&gradd, "--program-bytes 900000 --graph-nodes 20000 --memory-bytes 200000000");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    server_stop(&gradd);
    return 0;
}

/* What is wrong with a request. */
typedef struct wrong {
    const char *body;
    long status;
    const char *code;
    const char *pointer; /* or NULL and a place in text */
    int line, column;
    const char *hint; /* part of it, or NULL for none that is asked for */
} wrong;

static void check_wrong(const wrong *w)
{
    long status;
    json_t *json = ask(&gradd, w->body, &status);
    json_t *item = at(json, "errors 0");
    char *text = json_dumps(json, 0);
    const char *code = json_string_value(json_object_get(item, "code"));
    const char *pointer = json_string_value(json_object_get(item, "pointer"));
    const char *hint = json_string_value(json_object_get(item, "hint"));
    bool right = status == w->status && code && !strcmp(code, w->code) &&
                 json_integer_value(json_object_get(json, "status")) == w->status;
    if (w->pointer) right = right && pointer && !strcmp(pointer, w->pointer);
    if (w->line)
        right = right && json_integer_value(json_object_get(item, "line")) == w->line &&
                (!w->column || json_integer_value(json_object_get(item, "column")) == w->column);
    if (w->hint) right = right && hint && strstr(hint, w->hint);
    if (!right) fail_msg("%ld for %s: %s", status, w->body, text);
    free(text);
    json_decref(json);
    check_example(answer(&gradd, SMALLEST));
}

#define CHECK_WRONG(cases)                                                                         \
    for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++) check_wrong(&(cases)[i])

#define INPUT(x) "{'expr': 'x', 'inputs': {'x': " x "}}"

static void test_malformed_json(void **state)
{
    static const wrong cases[] = {
        {"", 400, "malformed_json", NULL, 1, 1, "smallest"},
        {"{'expr': 'x',}", 400, "malformed_json", NULL, 1, 14, "no comma"},
        {"{\n  'expr': `x`}", 400, "malformed_json", NULL, 2, 11, "double quotes"},
        {"{'expr': 'x'", 400, "malformed_json", NULL, 1, 13, "still open"},
        {"{'é': 'x'} y", 400, "malformed_json", NULL, 1, 12, NULL},
        {"{'expr': 'x', 'expr': 'y'}", 400, "malformed_json", NULL, 1, 15, "once"},
        {"{'expr': '\xff'}", 400, "malformed_json", NULL, 1, 0, "UTF-8"},
        {"{'expr': 'x', 'inputs': {'x': NaN}}", 400, "malformed_json", NULL, 1, 31, "\"NaN\""},
        {"{'expr': 'x', 'inputs': {'x': [-0, -Infinity]}}", 400, "malformed_json", NULL, 1, 36,
         "\"-Infinity\""},
        {"{'expr': 'x', 'inputs': {'x': 1e400}}", 400, "malformed_json", NULL, 1, 31, "Infinity"},
        {INPUT("+5"), 400, "malformed_json", NULL, 1, 31, "plus sign"},
        {INPUT("5."), 400, "malformed_json", NULL, 1, 31, "5.0"},
        {INPUT("0X1f"), 400, "malformed_json", NULL, 1, 31, "decimal"},
        {INPUT("1,5"), 400, "malformed_json", NULL, 1, 33, "1.5"},
        {INPUT("[1 2]"), 400, "malformed_json", NULL, 1, 34, "a comma stands between"},
        {INPUT("one"), 400, "malformed_json", NULL, 1, 31, "double quotes"},
        {"{'expr': 'x' 'inputs': {}}", 400, "malformed_json", NULL, 1, 14,
         "a comma stands between"},
        {"{'expr' 'x'}", 400, "malformed_json", NULL, 1, 9, "a colon"},
        {"{'expr': 'x\n'}", 400, "malformed_json", NULL, 1, 0, "as \\n"},
        {"{'expr': 'x\t'}", 400, "malformed_json", NULL, 1, 0, "as \\t"},
        {"{'expr': 'x\\d'}", 400, "malformed_json", NULL, 1, 0, "a backslash as \\\\"},
        {"{'expr': '1'}\n{'expr': '2'}", 400, "malformed_json", NULL, 2, 1, "/v1/batch"},
        {"\xef\xbb\xbf{'expr': '1'}", 400, "malformed_json", NULL, 1, 1, "byte order mark"},
        {"# one\n{'expr': '1'}", 400, "malformed_json", NULL, 1, 1, "comments"},
        {"[1]", 422, "bad_value", "", 0, 0, NULL},
        {"{'expr': '1', '\\u0000': 1}", 422, "bad_value", NULL, 1, 15, NULL},
    };
    (void)state;
    CHECK_WRONG(cases);
}

static void test_wrong_keys(void **state)
{
    static const wrong cases[] = {
        {"{'exprs': '1'}", 422, "unknown_key", "/exprs", 0, 0, "\"expr\""},
        {"{'expr': '1', 'input': {}}", 422, "unknown_key", "/input", 0, 0, "\"inputs\""},
        {"{'expr': '1', 'gradients': {'off': 'x'}}", 422, "unknown_key", "/gradients/off", 0, 0,
         "\"of\""},
        {"{'inputs': {}}", 422, "missing_key", "", 0, 0, "smallest"},
        {"{'expr': '1', 'program': 'x = 1'}", 422, "bad_value", "/expr", 0, 0, "one"},
        {"{'expr': '1', 'taylor': {}}", 422, "unsupported", "/taylor", 0, 0, NULL},
        {"{'expr': '1', 'vmap': {'x': 0}}", 422, "unsupported", "/vmap", 0, 0, NULL},
        {"{'expr': '1', 'explain': true}", 422, "unsupported", "/explain", 0, 0, NULL},
        {"{'expr': '1', 'check': true}", 422, "unsupported", "/check", 0, 0, NULL},
        {"{'expr': '1', 'encoding': 'nest'}", 422, "bad_value", "/encoding", 0, 0, "\"nested\""},
        {"{'expr': '1', 'dtype': 'int64'}", 422, "bad_value", "/dtype", 0, 0, NULL},
        {"{'expr': '1', 'timeout_ms': 0}", 422, "bad_value", "/timeout_ms", 0, 0, NULL},
        {"{'expr': '1', 'timeout_ms': 0.0}", 422, "bad_value", "/timeout_ms", 0, 0, NULL},
        {"{'expr': '1', 'seed': 0.5}", 422, "bad_value", "/seed", 0, 0, NULL},
        {"{'expr': '1', 'seed': 1e19}", 422, "bad_value", "/seed", 0, 0, NULL},
        {"{'expr': '1', 'id': 9223372036854775808}", 422, "bad_value", "/id", 0, 0, "string"},
        {"{'expr': '1', 'id': 1.5}", 422, "bad_value", "/id", 0, 0, "string"},
        {"{'expr': '1', 'id': {}}", 422, "bad_value", "/id", 0, 0, "string"},
        {"{'expr': null}", 422, "missing_key", "", 0, 0, "smallest"},
        {"{'code': '1'}", 422, "unknown_key", "/code", 0, 0, "/docs"},
        {"{'expr': '1', 'gradients': ['x']}", 422, "bad_value", "/gradients", 0, 0, "of, wrt"},
        {"{'expr': '1\\u0000'}", 422, "bad_value", "/expr", 0, 0, NULL},
        {"{'program': [{'assign': 'y\\u0000', 'value': 1}]}", 422, "bad_value", "/program/0/assign",
         0, 0, NULL},
        {"{'expr': '1', 'outputs': ['out\\u0000']}", 422, "bad_value", "/outputs/0", 0, 0, NULL},
        {"{'expr': '1', 'encoding': 'flat\\u0000'}", 422, "bad_value", "/encoding", 0, 0, NULL},
    };
    (void)state;
    CHECK_WRONG(cases);
}

static void test_wrong_tensors(void **state)
{
    static const wrong cases[] = {
        {INPUT("[[1,2],[3]]"), 422, "shape_mismatch", "/inputs/x/1", 0, 0, "same length"},
        {INPUT("[[1,2],3]"), 422, "shape_mismatch", "/inputs/x/1", 0, 0, NULL},
        {INPUT("[1,[2]]"), 422, "shape_mismatch", "/inputs/x/1", 0, 0, NULL},
        {INPUT("[1,true]"), 422, "bad_value", "/inputs/x/1", 0, 0, "dtype"},
        {INPUT("[true,1]"), 422, "bad_value", "/inputs/x/1", 0, 0, "true and false"},
        {INPUT("[1,'nan']"), 422, "bad_value", "/inputs/x/1", 0, 0, "\"NaN\""},
        {INPUT("null"), 422, "bad_value", "/inputs/x", 0, 0, "tensor"},
        {INPUT("[[[[[[[[[1]]]]]]]]]"), 422, "rank_limit", "/inputs/x", 0, 0, NULL},
        {INPUT("{'shape': [1,1,1,1,1,1,1,1,1], 'data': [1]}"), 422, "rank_limit", "/inputs/x/shape",
         0, 0, NULL},
        {INPUT("{'shape': [65536,65536], 'base64': ''}"), 413, "tensor_too_large", "/inputs/x", 0,
         0, NULL},
        {INPUT("{'dtype': 'flaot32', 'data': 1}"), 422, "dtype", "/inputs/x/dtype", 0, 0,
         "\"float32\""},
        {INPUT("{'dtype': 'double', 'data': 1}"), 422, "dtype", "/inputs/x/dtype", 0, 0,
         "\"float64\""},
        {INPUT("{'dtype': 'int', 'data': 1}"), 422, "dtype", "/inputs/x/dtype", 0, 0, "\"int64\""},
        {INPUT("{'dtype': 'int8', 'data': [1, 128]}"), 422, "bad_value", "/inputs/x/data/1", 0, 0,
         NULL},
        {INPUT("{'dtype': 'int64', 'data': 9223372036854775808}"), 422, "bad_value",
         "/inputs/x/data", 0, 0, NULL},
        {INPUT("{'dtype': 'int64', 'data': 0.5}"), 422, "bad_value", "/inputs/x/data", 0, 0, NULL},
        {INPUT("{'dtype': 'bool', 'data': [1]}"), 422, "bad_value", "/inputs/x/data/0", 0, 0,
         "true and false"},
        {INPUT("{'shape': [3], 'data': [1, 2]}"), 422, "shape_mismatch", "/inputs/x/data", 0, 0,
         NULL},
        {INPUT("{'shape': [2], 'base64': 'AAAA'}"), 422, "shape_mismatch", "/inputs/x/base64", 0, 0,
         NULL},
        {INPUT("{'shape': [2], 'base64': 'A?=='}"), 422, "bad_value", "/inputs/x/base64", 0, 0,
         NULL},
        {INPUT("{'base64': ''}"), 422, "missing_key", "/inputs/x", 0, 0, NULL},
        {INPUT("{'shape': [2.5], 'data': [1, 2]}"), 422, "bad_value", "/inputs/x/shape/0", 0, 0,
         NULL},
        {INPUT("{'shape': null, 'data': null}"), 422, "missing_key", "/inputs/x", 0, 0, NULL},
        {"{'expr': '1', 'inputs': {'2x': 1}}", 422, "bad_value", "/inputs/2x", 0, 0, "name"},
    };
    (void)state;
    CHECK_WRONG(cases);
}

static void test_wrong_programs(void **state)
{
    static const wrong cases[] = {
        {"{'program': 'y = 1\\nz = y +'}", 422, "syntax", NULL, 2, 8, NULL},
        {"{'program': 'a = 1\\nb = a * qq'}", 422, "unknown_name", NULL, 2, 9, NULL},
        {"{'expr': '=1 + 1'}", 422, "syntax", NULL, 1, 1, "leave out the ="},
        {"{'expr': 'y = 1 + 1'}", 422, "syntax", NULL, 1, 3, "\"program\""},
        {"{'expr': '1 + 1;'}", 422, "syntax", NULL, 1, 6, "leave out the ;"},
        {"{'expr': 'ln(2)'}", 422, "unknown_name", NULL, 1, 1, "log(x)"},
        {"{'expr': 'np.sin(2)'}", 422, "unknown_name", NULL, 1, 1, "torch"},
        {"{'expr': '2 * lambda', 'inputs': {'lambda': 1}}", 422, "syntax", NULL, 1, 0, "as lam"},
        {"{'expr': 'sin(x, x)', 'inputs': {'x': 1}}", 422, "arity", NULL, 1, 0, NULL},
        {"{'expr': 'a @ b', 'inputs': {'a': [[1,2]], 'b': [[1,2]]}}", 422, "shape_mismatch", NULL,
         1, 1, "a @ b.mT"},
        {"{'expr': 'a @ b', 'inputs': {'a': [[[1,2]]], 'b': [[1,2,3]]}}", 422, "shape_mismatch",
         NULL, 1, 1, "2 and 1"},
        {"{'expr': 'a + b', 'inputs': {'a': [1,2], 'b': [1,2,3]}}", 422, "shape_mismatch", NULL, 1,
         0, NULL},
        {"{'expr': {'op': 'add', 'args': ['x', {'op': 'snih', 'args': ['x']}]}, "
         "'inputs': {'x': 1}}",
         422, "unknown_name", "/expr/args/1/op", 0, 0, NULL},
        {"{'program': [{'assign': 'y', 'value': {'op': 'matmul', 'args': ['x', "
         "'x']}}], "
         "'inputs': {'x': [[1,2,3]]}}",
         422, "shape_mismatch", "/program/0/value", 0, 0, NULL},
        {"{'expr': {'op': 'add', 'arg': []}}", 422, "unknown_key", "/expr/arg", 0, 0, "\"args\""},
        {"{'program': [{'assign': 'y'}]}", 422, "missing_key", "/program/0", 0, 0, NULL},
    };
    (void)state;
    CHECK_WRONG(cases);
}

static void test_wrong_wants(void **state)
{
    static const wrong cases[] = {
        {"{'expr': 'x * 2', 'inputs': {'x': [1,2]}, 'gradients': {'of': 'out'}}", 422, "not_scalar",
         "/gradients/of", 0, 0, "sum"},
        {"{'expr': 'x * 2', 'inputs': {'x': [1,2]}, 'gradients': {}}", 422, "not_scalar",
         "/gradients", 0, 0, "sum"},
        {"{'expr': 'x * 2', 'inputs': {'x': {'dtype': 'int64', 'data': 3}}, "
         "'gradients': {'wrt': ['x']}}",
         422, "not_differentiable", "/gradients", 0, 0, "floating"},
        {"{'expr': 'x * n', 'inputs': {'x': 1, 'n': {'dtype': 'int64', 'data': "
         "3}}, "
         "'gradients': {'wrt': ['x', 'n']}}",
         422, "not_differentiable", "/gradients/wrt/1", 0, 0, "float64"},
        {"{'expr': 'x', 'inputs': {'x': 1}, 'gradients': {'wrt': ['y']}}", 422, "unknown_name",
         "/gradients/wrt/0", 0, 0, "\"x\""},
        {"{'expr': 'x', 'inputs': {'x': 1}, 'outputs': ['out', 'zz']}", 422, "unknown_name",
         "/outputs/1", 0, 0, NULL},
        {"{'expr': 'x', 'inputs': {'x': 1}, 'vjp': {'cotangents': [1, 2]}}", 422, "shape_mismatch",
         "/vjp/cotangents", 0, 0, NULL},
        {"{'expr': 'x', 'inputs': {'x': [1, 2]}, 'jvp': {'tangents': {'x': [1]}}}", 422,
         "shape_mismatch", "/jvp/tangents/x", 0, 0, NULL},
        {"{'expr': 'x', 'inputs': {'x': [1, 2]}, 'hvp': {'direction': {'x': [1, 1]}}, "
         "'gradients': false}",
         422, "not_scalar", "/hvp", 0, 0, NULL},
        {"{'expr': 'x', 'inputs': {'x': 1}, 'gradients': {'wrt': ['x', 'x']}}", 422, "bad_value",
         "/gradients/wrt/1", 0, 0, NULL},
        {"{'expr': 'x', 'inputs': {'x': 1}, 'outputs': ['x', 'out', 'out', 'x']}", 422, "bad_value",
         "/outputs/2", 0, 0, NULL},
        {"{'expr': 'x', 'inputs': {'x': 1}, 'jvp': {}}", 422, "missing_key", "/jvp", 0, 0, NULL},
        {"{'expr': 'x', 'inputs': {'x': 1}, 'graph': {'format': 'latex'}}", 422, "unsupported",
         "/graph/format", 0, 0, NULL},
    };
    (void)state;
    CHECK_WRONG(cases);
}

/* A body of `n` times `part` between `before` and `after`; new. */
static char *repeated(const char *before, const char *part, size_t n, const char *after)
{
    size_t size = strlen(part), first = strlen(before);
    char *body = malloc(first + n * size + strlen(after) + 1);
    assert_non_null(body);
    memcpy(body, before, first);
    for (size_t i = 0; i < n; i++) memcpy(body + first + i * size, part, size);
    strcpy(body + first + n * size, after);
    return body;
}

static void check_wrong_body(char *body, wrong w)
{
    w.body = body;
    check_wrong(&w);
    free(body);
}

static void test_limits(void **state)
{
    (void)state;
    check_wrong_body(repeated("{'expr': ", "[", 600, ""),
                     (wrong){NULL, 422, "nesting_limit", NULL, 1, 521, NULL});
    check_wrong_body(repeated("{'expr': '", "(", 400, "'}"),
                     (wrong){NULL, 422, "nesting_limit", NULL, 1, 0, NULL});
    check_wrong_body(repeated("{'expr': ", "{'op': 'sin', 'args': [", 250, ""),
                     (wrong){NULL, 400, "malformed_json", NULL, 1, 0, NULL});
    check_wrong_body(repeated("{'program': '", "x = x * 2\\n", 100000, "', 'inputs': {'x': 1}}"),
                     (wrong){NULL, 413, "program_too_large", NULL, 0, 0, NULL});
    check_wrong_body(repeated("{'program': '", "x=-x\\n", 50000, "', 'inputs': {'x': 1}}"),
                     (wrong){NULL, 422, "node_limit", NULL, 0, 0, NULL});
    check_wrong_body(repeated("{'expr': 'x', 'inputs': {'x': [", "[],", 2000000, "[1]]}}"),
                     (wrong){NULL, 422, "memory_limit", NULL, 0, 0, "base64"});
}

/* An object or array of `n` items, each `format` of its number, between `before` and `after`;
 * new. */
static char *numbered(const char *before, const char *format, int n, const char *after)
{
    size_t room = strlen(before) + strlen(after) + (size_t)n * (strlen(format) + 12) + 1;
    char *body = malloc(room), *end = body + room, *to = body;
    assert_non_null(body);
    to += snprintf(to, (size_t)(end - to), "%s", before);
    for (int i = 0; i < n; i++) {
        if (i) *to++ = ',';
        to += snprintf(to, (size_t)(end - to), format, i);
    }
    snprintf(to, (size_t)(end - to), "%s", after);
    return body;
}

/* Looking each of many names up among the others took a minute, which no deadline reached. */
static void test_many_names(void **state)
{
    (void)state;
    check_wrong_body(numbered("{'expr': '1', 'inputs': {", "'x%d': 1", 100000, "}}"),
                     (wrong){NULL, 422, "bad_value", "/inputs", 0, 0, "names"});
    check_wrong_body(numbered("{'expr': '1', 'inputs': {'x': 1}, 'gradients': {'wrt': [", "'x%d'",
                              100000, "]}}"),
                     (wrong){NULL, 422, "bad_value", "/gradients/wrt", 0, 0, "names"});
    check_wrong_body(numbered("{'expr': '1', 'outputs': [", "'x%d'", 1025, "]}"),
                     (wrong){NULL, 422, "bad_value", "/outputs", 0, 0, "names"});
    char *body = numbered("{'expr': 'x0', 'inputs': {", "'x%d': 1", 1024, "}}");
    json_decref(answer(&gradd, body));
    free(body);
}

static void test_deadline_while_reading(void **state)
{
    (void)state;
    check_wrong_body(
        repeated("{'timeout_ms': 1, 'expr': 'x', 'inputs': {'x': [", "1,", 2000000, "'a']}}"),
        (wrong){NULL, 504, "deadline", NULL, 0, 0, NULL});
}

static void test_zero_byte(void **state)
{
    static const char body[] = "{\"expr\":\"1\",\n\"timeout_ms\":1\0}";
    (void)state;
    http_reply got = http_ask(gradd.listen, "POST", "/v1/evaluate", NULL, body, sizeof body - 1);
    reply_check_problem(&got, 400, "malformed_json");
    assert_non_null(strstr(got.body, "\"line\":2,\"column\":15,"));
    reply_free(&got);
    static const char zipped[] = "\x1f\x8b\x08\0\0\0\0\0"; /* nobody said so */
    got = http_ask(gradd.listen, "POST", "/v1/evaluate", NULL, zipped, sizeof zipped - 1);
    assert_non_null(strstr(got.body, "Content-Encoding: gzip"));
    reply_free(&got);
}

static void check_problem_id(const char *body, const char *expected)
{
    long status;
    json_t *json = ask(&gradd, body, &status);
    assert_int_equal(status, 422);
    check_json(json, "id", expected);
    json_decref(json);
}

static void test_problems_repeat_the_id(void **state)
{
    (void)state;
    check_problem_id("{'expr': 'qq', 'id': 'a'}", "'a'");
    check_problem_id("{'no': 1, 'expr': 'qq', 'id': 7}", "7");
    check_problem_id("{'expr': 'sum(range(900000)) + qq', 'id': null}", "null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_malformed_json), cmocka_unit_test(test_wrong_keys),
        cmocka_unit_test(test_wrong_tensors),  cmocka_unit_test(test_wrong_programs),
        cmocka_unit_test(test_wrong_wants),    cmocka_unit_test(test_limits),
        cmocka_unit_test(test_many_names),     cmocka_unit_test(test_deadline_while_reading),
        cmocka_unit_test(test_zero_byte),      cmocka_unit_test(test_problems_repeat_the_id),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
