/* Operators whose results' shapes depend on values: results, refusals, bounds, every allocation
 * failing in turn. */
#include "engine/exec/data_shape.h"

#include "tests/engine/trial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 16 };

/* A tensor in a row of a table: -1 in dims ends them. */
typedef struct plain {
    gd_dtype dtype;
    int rank;
    int64_t dims[3];
    double data[MOST];
} plain;

typedef struct row {
    const char *name;
    plain operand;
    gd_data_options options;
    plain results[DATA_SHAPE_RESULTS];
} row;

static gd_tensor *tensor_of(gd_memory *memory, const plain *from)
{
    gd_type type = {from->dtype, shape_of(from->rank, from->dims)};
    gd_tensor *tensor = gd_tensor_new(memory, &type, INT64_MAX, NULL);
    assert_non_null(tensor);
    for (int64_t i = 0; i < tensor->count; i++) gd_tensor_set(tensor, i, from->data[i]);
    return tensor;
}

static void expect_equal(const row *r, int k, const gd_tensor *is, const gd_tensor *should)
{
    if (!type_equal(&is->type, &should->type)) fail_msg("%s: type of result %d", r->name, k);
    for (int64_t i = 0; i < is->count; i++)
        if (gd_tensor_get(is, i) != gd_tensor_get(should, i))
            fail_msg("%s: result %d, element %lld is %g, not %g", r->name, k, (long long)i,
                     gd_tensor_get(is, i), gd_tensor_get(should, i));
}

static const row table[] = {
    {"nonzero", {GD_BOOL, 1, {4}, {0, 1, 0, 1}}, {0}, {{GD_INT64, 2, {2, 1}, {1, 3}}}},
    {"nonzero",
     {GD_FLOAT32, 2, {2, 3}, {0, -1, 0, NAN, 0, 2}},
     {0},
     {{GD_INT64, 2, {3, 2}, {0, 1, 1, 0, 1, 2}}}},
    {"nonzero", {GD_INT64, 2, {0, 3}, {0}}, {0}, {{GD_INT64, 2, {0, 2}, {0}}}},
    {"nonzero", {GD_FLOAT64, 0, {0}, {7}}, {0}, {{GD_INT64, 2, {1, 0}, {0}}}},
    {"unique",
     {GD_INT64, 2, {2, 3}, {3, 1, 3, 2, 1, 3}},
     {.axis = -1},
     {{GD_INT64, 1, {3}, {1, 3, 0}},
      {GD_INT64, 2, {2, 3}, {2, 0, 2, 1, 0, 2}},
      {GD_INT64, 1, {3}, {2, 1, 3}}}},
    {"unique",
     {GD_FLOAT64, 1, {5}, {NAN, 2, NAN, -0., 0}},
     {.axis = -1},
     {{GD_INT64, 1, {4}, {3, 1, 0, 2}},
      {GD_INT64, 1, {5}, {2, 1, 3, 0, 0}},
      {GD_INT64, 1, {4}, {2, 1, 1, 1}}}},
    {"unique",
     {GD_INT32, 2, {3, 2}, {5, 6, 1, 2, 5, 6}},
     {.axis = 0},
     {{GD_INT64, 1, {2}, {1, 0}}, {GD_INT64, 1, {3}, {1, 0, 1}}, {GD_INT64, 1, {2}, {1, 2}}}},
    {"unique",
     {GD_INT32, 2, {2, 3}, {4, 4, 1, 7, 7, 0}},
     {.axis = 1, .consecutive = true},
     {{GD_INT64, 1, {2}, {0, 2}}, {GD_INT64, 1, {3}, {0, 0, 1}}, {GD_INT64, 1, {2}, {2, 1}}}},
    {"unique",
     {GD_UINT8, 1, {6}, {1, 1, 2, 2, 3, 1}},
     {.axis = -1, .consecutive = true},
     {{GD_INT64, 1, {4}, {0, 2, 4, 5}},
      {GD_INT64, 1, {6}, {0, 0, 1, 1, 2, 3}},
      {GD_INT64, 1, {4}, {2, 2, 1, 1}}}},
    {"unique",
     {GD_BOOL, 1, {0}, {0}},
     {.axis = -1},
     {{GD_INT64, 1, {0}, {0}}, {GD_INT64, 1, {0}, {0}}, {GD_INT64, 1, {0}, {0}}}},
    {"bincount", {GD_INT64, 1, {4}, {1, 3, 1, 0}}, {0}, {{GD_INT64, 1, {4}, {1, 2, 0, 1}}}},
    {"bincount", {GD_UINT8, 1, {1}, {1}}, {.least = 3}, {{GD_INT64, 1, {3}, {0, 1, 0}}}},
    {"bincount", {GD_INT64, 1, {0}, {0}}, {0}, {{GD_INT64, 1, {0}, {0}}}},
    {"repeats", {GD_INT64, 1, {3}, {2, 0, 3}}, {0}, {{GD_INT64, 1, {5}, {0, 0, 2, 2, 2}}}},
};
enum { ROWS = sizeof table / sizeof *table };

static bool run(const row *r, trial *t, gd_tensor **results, gd_error *err)
{
    gd_context context = {&t->memory, &t->limits, 0, NULL};
    gd_tensor *operand = t->values[0];
    return data_shape_find(r->name)->run(&operand, 1, &r->options, &context, results, err);
}

static void open_row(trial *t, const row *r)
{
    trial_open(t);
    trial_input(t, "x", tensor_of(&t->memory, &r->operand));
}

static void results_are_right(void **state)
{
    (void)state;
    for (const row *r = table; r < table + ROWS; r++) {
        trial t;
        gd_error err = {0};
        gd_tensor *results[DATA_SHAPE_RESULTS];
        open_row(&t, r);
        if (!run(r, &t, results, &err)) fail_msg("%s: %s", r->name, err.message);
        for (int k = 0; k < data_shape_find(r->name)->results; k++) {
            gd_tensor *should = tensor_of(&t.memory, &r->results[k]);
            expect_equal(r, k, results[k], should);
            gd_tensor_free(should);
            gd_tensor_free(results[k]);
        }
        trial_close(&t);
    }
}

static void weights_are_added(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_context context = {&t.memory, &t.limits, 0, NULL};
    plain x = {GD_INT32, 1, {3}, {1, 0, 1}}, w = {GD_FLOAT32, 1, {3}, {.5, 2, .25}};
    plain sums = {GD_FLOAT32, 1, {2}, {2, .75}}, other = {GD_FLOAT32, 1, {2}, {1, 1}};
    gd_tensor *operands[] = {tensor_of(&t.memory, &x), tensor_of(&t.memory, &w)}, *result;
    gd_tensor *should = tensor_of(&t.memory, &sums), *short_one = tensor_of(&t.memory, &other);
    const gd_data_options options = {0};
    const gd_data_shape *bincount = data_shape_find("bincount");
    gd_error err = {0};
    assert_true(bincount->run(operands, 2, &options, &context, &result, &err));
    expect_equal(&table[10], 0, result, should);
    gd_tensor *unequal[] = {operands[0], short_one};
    assert_false(bincount->run(unequal, 2, &options, &context, &result, &err));
    assert_int_equal(err.code, GD_SHAPE);
    gd_tensor *all[] = {operands[0], operands[1], result, should, short_one};
    for (int i = 0; i < 5; i++) gd_tensor_free(all[i]);
    trial_close(&t);
}

static void what_is_wrong_is_refused(void **state)
{
    (void)state;
    static const struct {
        row row;
        gd_code code;
    } cases[] = {
        {{"bincount", {GD_INT64, 1, {2}, {1, -1}}, {0}, {{0}}}, GD_RUNTIME},
        {{"bincount", {GD_INT64, 2, {1, 2}, {1, 1}}, {0}, {{0}}}, GD_RUNTIME},
        {{"bincount", {GD_FLOAT32, 1, {2}, {1, 1}}, {0}, {{0}}}, GD_RUNTIME},
        {{"bincount", {GD_INT64, 1, {1}, {0x1p62}}, {0}, {{0}}}, GD_TENSOR_TOO_LARGE},
        {{"bincount", {GD_INT64, 1, {1}, {0}}, {.least = INT64_MAX}, {{0}}}, GD_TENSOR_TOO_LARGE},
        {{"repeats", {GD_INT64, 1, {3}, {0x1p62, 0x1p62, 0x1p62}}, {0}, {{0}}},
         GD_TENSOR_TOO_LARGE},
        {{"repeats", {GD_INT64, 1, {1}, {-3}}, {0}, {{0}}}, GD_RUNTIME},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        trial t;
        gd_error err = {0};
        gd_tensor *results[DATA_SHAPE_RESULTS];
        open_row(&t, &cases[i].row);
        assert_false(run(&cases[i].row, &t, results, &err));
        assert_int_equal(err.code, cases[i].code);
        trial_close(&t);
    }
    assert_null(data_shape_find("nothing"));
}

static void failed_allocations_leave_nothing(void **state)
{
    (void)state;
    for (const row *r = table; r < table + ROWS; r++) {
        bool done = false;
        for (int n = 1; !done; n++) {
            trial t;
            gd_error err = {0};
            gd_tensor *results[DATA_SHAPE_RESULTS];
            open_row(&t, r);
            t.memory.fail_countdown = n;
            done = run(r, &t, results, &err);
            t.memory.fail_countdown = 0;
            if (!done) assert_int_equal(err.code, GD_MEMORY_LIMIT);
            for (int k = 0; done && k < data_shape_find(r->name)->results; k++)
                gd_tensor_free(results[k]);
            trial_close(&t); /* fails if memory is left */
        }
    }
}

static void a_cancelled_call_ends(void **state)
{
    (void)state;
    const atomic_bool cancel = true;
    for (const row *r = table; r < table + ROWS; r++) {
        trial t;
        gd_error err = {0};
        gd_tensor *results[DATA_SHAPE_RESULTS];
        if (!r->operand.dims[0]) continue;
        open_row(&t, r);
        gd_context context = {&t.memory, &t.limits, 0, &cancel};
        assert_false(
            data_shape_find(r->name)->run(&t.values[0], 1, &r->options, &context, results, &err));
        assert_int_equal(err.code, GD_CANCELLED);
        trial_close(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_right),
        cmocka_unit_test(weights_are_added),
        cmocka_unit_test(what_is_wrong_is_refused),
        cmocka_unit_test(failed_allocations_leave_nothing),
        cmocka_unit_test(a_cancelled_call_ends),
    };
    return cmocka_run_group_tests_name("data_shape", tests, NULL, NULL);
}
