/* Cases of printing, random numbers and promotion (tests/conformance/README.md): one JSON object a
 * line with a program and what PyTorch makes of it. */
#include "tests/engine/notebook.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static notebook book;

/* Numbers that went through a logarithm, an exponential or a sine: float32 draws of PyTorch are
 * made with vector code of their own; float64 ones differ in the last bits from one libm to the
 * next. */
static const double near_float32 = 2e-6, near_float64 = 1e-15;

static double number_of(const json_t *item)
{
    if (json_is_boolean(item)) return json_is_true(item);
    if (!json_is_string(item)) return json_number_value(item);
    const char *text = json_string_value(item);
    return !strcmp(text, "NaN") ? NAN : *text == '-' ? -INFINITY : INFINITY;
}

static bool same_number(const gd_tensor *tensor, int64_t i, const json_t *item, bool near)
{
    gd_dtype dtype = tensor->type.dtype;
    if (json_is_integer(item) && gd_dtype_kind(dtype) != GD_KIND_FLOAT)
        return gd_tensor_get_int(tensor, i) == json_integer_value(item);
    double got = gd_tensor_get(tensor, i), expected = number_of(item);
    if (dtype == GD_FLOAT32) expected = (float)expected;
    if (got == expected || (isnan(got) && isnan(expected))) return true;
    if (!near) return false;
    return dtype == GD_FLOAT32 ? fabs(got - expected) <= near_float32
                               : fabs(got - expected) <= near_float64 * (1 + fabs(expected));
}

static bool same_type(const gd_tensor *tensor, const json_t *expected)
{
    const json_t *shape = json_object_get(expected, "shape");
    const gd_shape *here = &tensor->type.shape;
    const char *dtype = json_string_value(json_object_get(expected, "dtype"));
    bool same = !strcmp(gd_dtype_name(tensor->type.dtype), dtype) &&
                (size_t)here->rank == json_array_size(shape);
    for (int k = 0; same && k < here->rank; k++)
        same = here->dims[k] == json_integer_value(json_array_get(shape, (size_t)k));
    return same;
}

static bool same_tensor(const char *id, const gd_tensor *tensor, const json_t *expected, bool near)
{
    char shape[SHAPE_TEXT];
    if (!same_type(tensor, expected)) {
        fprintf(stderr, "%s: here it is %s of shape %s\n", id, gd_dtype_name(tensor->type.dtype),
                shape_print(&tensor->type.shape, shape));
        return false;
    }
    const json_t *data = json_object_get(expected, "data");
    for (int64_t i = 0; i < tensor->count; i++) {
        const json_t *item = json_array_get(data, (size_t)i);
        if (same_number(tensor, i, item, near)) continue;
        fprintf(stderr, "%s: element %d: - %.17g + %.17g\n", id, (int)i, number_of(item),
                gd_tensor_get(tensor, i));
        return false;
    }
    return true;
}

/* The value is a tensor, or a sequence of tensors, as expected. */
static bool same_outputs(const char *id, const gd_outcome *outcome, const json_t *expected,
                         bool near)
{
    const gd_value *value = outcome->value;
    bool many = value && value->kind == GD_VALUE_SEQUENCE;
    size_t n = many ? (size_t)value->n_items : value != NULL;
    const gd_value *items = many ? value->items : value;
    if (n != json_array_size(expected)) {
        fprintf(stderr, "%s: %zu values\n", id, n);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (items[i].kind != GD_VALUE_TENSOR) {
            fprintf(stderr, "%s: value %zu is no tensor\n", id, i);
            return false;
        }
        if (!same_tensor(id, outcome->tensors[items[i].integer], json_array_get(expected, i), near))
            return false;
    }
    return true;
}

static bool same_text(const char *id, const char *what, const char *expected, const char *got)
{
    if (!strcmp(expected, got)) return true;
    fprintf(stderr, "%s: %s\n- %s\n+ %s\n", id, what, expected, got);
    return false;
}

/* A null repr is an empty text. */
static bool same_repr(const char *id, const cell *c, const json_t *expected)
{
    const char *repr = json_string_value(expected);
    size_t length = c->printed.length;
    char *got = strndup(length ? c->printed.data : "", length ? length - 1 : 0);
    assert_non_null(got);
    bool same = same_text(id, "repr", repr ? repr : "", got);
    free(got);
    return same;
}

/* Where the engine deliberately differs, "here" is what it answers instead. */
static bool as_expected(const char *id, const json_t *line, const cell *c)
{
    const json_t *here = json_object_get(line, "here");
    if (here) line = here;
    const gd_outcome *outcome = &c->outcome;
    if (c->error.code) return same_text(id, "run", "an end", c->error.message);
    const char *error = json_string_value(json_object_get(line, "error"));
    if (!error && outcome->error_type) {
        const char *message = outcome->error_message ? outcome->error_message : "";
        fprintf(stderr, "%s: %s: %s\n", id, outcome->error_type, message);
        return false;
    }
    if (error)
        return same_text(id, "error", error, outcome->error_type ? outcome->error_type : "none");
    const json_t *outputs = json_object_get(line, "outputs");
    if (outputs)
        return same_outputs(id, outcome, outputs, json_is_true(json_object_get(line, "near")));
    return same_repr(id, c, json_object_get(line, "repr"));
}

static bool check(const json_t *line)
{
    const char *id = json_string_value(json_object_get(line, "id"));
    const json_t *program = json_object_get(line, "program");
    assert_non_null(id);
    cell c;
    notebook_run(&book, json_string_value(program), json_string_length(program),
                 GD_CONVENTIONS_EXACT, &c);
    bool good = as_expected(id, line, &c);
    cell_close(&c);
    return good;
}

static void cases_are_as_recorded(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    int all = 0, wrong = 0;
    for (json_t *line; (line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)); all++) {
        wrong += !check(line);
        json_decref(line);
    }
    fclose(file);
    assert_true(all > 0);
    if (wrong) fail_msg("%d of %d cases in %s", wrong, all, path);
}

static void tensors_print_as_in_pytorch(void **state)
{
    (void)state;
    cases_are_as_recorded("tests/conformance/printing.jsonl");
}

static void random_numbers_are_pytorchs(void **state)
{
    (void)state;
    cases_are_as_recorded("tests/conformance/rng.jsonl");
}

static void dtypes_promote_as_in_pytorch(void **state)
{
    (void)state;
    cases_are_as_recorded("tests/conformance/promotion.jsonl");
}

static int start(void **state)
{
    (void)state;
    notebook_open(&book);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    notebook_close(&book);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tensors_print_as_in_pytorch),
        cmocka_unit_test(random_numbers_are_pytorchs),
        cmocka_unit_test(dtypes_promote_as_in_pytorch),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
