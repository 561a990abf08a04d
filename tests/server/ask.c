#include "tests/server/ask.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *quoted(const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    for (char *c = copy; *c; c++) *c = *c == '\'' ? '"' : *c == '`' ? '\'' : *c;
    return copy;
}

static json_t *read_json(const char *text)
{
    json_error_t error;
    char *copy = quoted(text);
    json_t *json = json_loads(copy, JSON_DECODE_ANY, &error);
    if (!json) fail_msg("%s: %s", error.text, copy);
    free(copy);
    return json;
}

json_t *ask(const server_process *server, const char *text, long *status)
{
    char *body = quoted(text);
    http_reply got = http_evaluate(server, body);
    json_t *json = json_loads(got.body, 0, NULL);
    if (!json) fail_msg("no JSON: %s", got.body);
    *status = got.status;
    reply_free(&got);
    free(body);
    return json;
}

json_t *answer(const server_process *server, const char *body)
{
    long status;
    json_t *json = ask(server, body, &status);
    if (status != 200) fail_msg("%ld for %s: %s", status, body, json_dumps(json, JSON_INDENT(1)));
    return json;
}

json_t *at(json_t *json, const char *path)
{
    char copy[200], *rest = copy;
    snprintf(copy, sizeof copy, "%s", path);
    for (char *key; json && (key = strsep(&rest, " "));)
        json = json_is_array(json) ? json_array_get(json, (size_t)atoi(key))
                                   : json_object_get(json, key);
    return json;
}

void check_text(json_t *json, const char *path, const char *expected)
{
    const char *text = json_string_value(at(json, path));
    if (!text) fail_msg("%s: no string in %s", path, json_dumps(json, 0));
    assert_string_equal(text, expected);
}

void check_json(json_t *json, const char *path, const char *expected)
{
    json_t *value = read_json(expected);
    char *is = json_dumps(at(json, path), JSON_ENCODE_ANY | JSON_SORT_KEYS);
    char *should = json_dumps(value, JSON_ENCODE_ANY | JSON_SORT_KEYS);
    if (!is) fail_msg("no %s in %s", path, json_dumps(json, 0));
    assert_string_equal(is, should);
    free(is);
    free(should);
    json_decref(value);
}

void check_near(json_t *json, const char *path, double expected)
{
    double value = json_number_value(at(json, path));
    if (!(fabs(value - expected) <= 1e-14 * fabs(expected)))
        fail_msg("%s is %.17g, not %.17g", path, value, expected);
}

/* f(x) = (sin x + x²) / log x at 2; its derivative is (cos x + 2x) / log x − (sin x + x²) / (x log²
 * x). */
void check_example(json_t *json)
{
    double f = (sin(2) + 4) / log(2);
    double df = (cos(2) + 4) / log(2) - (sin(2) + 4) / (2 * log(2) * log(2));
    check_near(json, "outputs out data", f);
    check_near(json, "gradients x data", df);
    assert_true(fabs(f - 7.082619051) < 1e-9 && fabs(df - 0.0613774948) < 1e-10);
    json_decref(json);
}
