/* What must hold for the derivatives of every row of the operator table, on random operands made
 * from the row itself: a new row is tested as soon as it stands there. The names of what is derived
 * are those of subject.h; the reference is finite differences of y and of g. */
#include "engine/derive/derive.h"
#include "tests/engine/subject.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* Differences of double values by steps of 2^-12: rounding 1e-11, truncation 1e-9 on the domains of
 * the table; the same sums in another order; float32 beside float64. */
static const double DIFFERENCE = 1e-7, ROUNDING = 1e-12, SINGLE = 3e-5;

/* Operands of pointwise rows: equal shapes, broadcast ones, scalars, none at all. */
static const char *const pointwise_samples[] = {
    "2,3 ; 2,3 ; 2,3", "3,1 ; 1,4 ; 4", " ; 2,3 ; 3",  "2,3 ; ; 1,1",
    "0,3 ; 1,3 ; 3",   " ; ;",          "1 ; 2,1 ; 1",
};

/* Corners of other rows, beside their own sample. */
static const struct {
    const char *op, *sample;
} corners[] = {
    {"reshape", "0,3 | 2,0"},
    {"reshape", " | 1,1"},
    {"expand", " | 2,3"},
    {"expand", "1,0 | 4,0"},
    {"permute", " |"},
    {"flip", "2,3 |"},
    {"slice", "5 | 4,0,1"},
    {"slice", "7 | 1,2,4"},
    {"pad", "0 | 2,1,3"},
    {"pad", "2,2 | 0,0,0,0,0,0"},
    {"sum", "2,3 |"},
    {"sum", " |"},
    {"sum", "0,3 | 0"},
    {"concat", "2,0 ; 2,3 | 1"},
    {"concat", "2,3 | 0"},
    {"gather", "3 ; i7 | 0"},
    {"gather", "3,2 ; i2,0 | 1"},
    {"gather", "3,4 ; i2,3 | 1"},
    {"scatter_add", "6 ; i6 | 0,4"},
    {"scatter_add", "0,2 ; i0,2 | 0,3,2"},
    {"matmul", "2,1,2,3 ; 3,3,2"},
    {"matmul", "2,0 ; 0,3"},
    {"matmul", "0,2 ; 2,3"},
    {"matmul", "2,3 ; 2,3,1"},
    {"amax", "2,3 | 1,0"},
    {"amin", "2,0 | 0"},
    {"amax", "2,3 |"},
};

enum {
    POINTWISE_SAMPLES = sizeof pointwise_samples / sizeof *pointwise_samples,
    CORNERS = sizeof corners / sizeof *corners
};

/* The graphs of all derivatives are sound (each was checked when it was made), of the right types,
 * and read back from their text. */
static void expect_sound(subject *s)
{
    trial *t = &s->trial;
    gd_edge all[TRIAL_EDGES];
    trial_read_back(t, all, subject_edges(s, all));
    for (int i = 0; i < s->n; i++) {
        const gd_edge edges[] = {s->g[i], s->hu[i], s->hw[i]};
        for (int k = 0; k < 3; k++)
            if (!edge_none(edges[k]) && !type_equal(edge_type(edges[k]), edge_type(t->inputs[i])))
                trial_fail(t, "derivative %d to operand %d is not of its type", k, i);
    }
}

static void free_all(gd_tensor *const *values, int n)
{
    for (int i = 0; i < n; i++) gd_tensor_free(values[i]);
}

/* y and its derivatives in float32 are what they are in float64: the same random numbers make the
 * same values, as they are exact in float32. */
static void expect_same_in_float32(subject *s)
{
    subject single;
    gd_edge edges[TRIAL_EDGES], single_edges[TRIAL_EDGES];
    gd_tensor *values[TRIAL_EDGES], *single_values[TRIAL_EDGES];
    random_resume(s->random);
    subject_open(&single, s->sample.op, GD_FLOAT32, s->text, s->way);
    expect_sound(&single);
    int n = subject_edges(s, edges);
    assert_int_equal(subject_edges(&single, single_edges), n);
    trial_compute(&s->trial, edges, n, values);
    trial_compute(&single.trial, single_edges, n, single_values);
    for (int i = 0; i < n; i++)
        trial_expect_close(&single.trial, "float32 beside float64", single_values[i], values[i],
                           SINGLE);
    free_all(values, n);
    free_all(single_values, n);
    subject_close(&single);
}

/* The directions in which the moving operands go, the others NULL. */
static void directions_of(const subject *s, int first, const gd_tensor *directions[TRIAL_INPUTS])
{
    for (int i = 0; i < TRIAL_INPUTS; i++)
        directions[i] = i < s->n ? s->trial.values[first + i] : NULL;
}

/* ju and hu beside the differences of y and g along u. */
static void expect_tangents(subject *s)
{
    enum { MOST = 2 * SAMPLE_OPERANDS + 2 };
    trial *t = &s->trial;
    gd_edge edges[MOST] = {s->y}, derived[MOST] = {s->ju};
    gd_tensor *differences[MOST], *values[MOST];
    const gd_tensor *directions[TRIAL_INPUTS];
    for (int i = 0; i < s->n; i++) {
        edges[1 + i] = s->g[i];
        derived[1 + i] = s->hu[i];
    }
    directions_of(s, s->u, directions);
    trial_differences(t, directions, edges, 1 + s->n, differences);
    trial_compute(t, derived, 1 + s->n, values);
    trial_expect_close(t, "jvp beside differences", values[0], differences[0], DIFFERENCE);
    for (int i = 0; i < s->n; i++)
        trial_expect_close(t, "jvp of vjp beside differences", values[1 + i], differences[1 + i],
                           DIFFERENCE);
    free_all(differences, 1 + s->n);
    free_all(values, 1 + s->n);
}

/* <v, J u> = <J'v, u>, and <w, H u> = <H'w, u> where H is the derivative of g; vw is jw. */
static void expect_transposes(subject *s)
{
    trial *t = &s->trial;
    gd_edge edges[TRIAL_EDGES];
    gd_tensor *values[TRIAL_EDGES];
    int n = subject_edges(s, edges);
    double size = 1, first = 0, second = 0;
    trial_compute(t, edges, n, values);
    first += trial_dot(values[1], t->values[s->v], &size);
    for (int i = 0; i < s->n; i++) {
        gd_tensor **of = values + 4 + 3 * i;
        first -= trial_dot(of[0], t->values[s->u + i], &size);
        second += trial_dot(of[1], t->values[s->w + i], &size);
        second -= trial_dot(of[2], t->values[s->u + i], &size);
    }
    if (!(fabs(first) <= ROUNDING * size)) trial_fail(t, "<v, Ju> - <J'v, u> = %g", first);
    if (!(fabs(second) <= ROUNDING * size)) trial_fail(t, "<w, Hu> - <H'w, u> = %g", second);
    trial_expect_close(t, "vjp of vjp to v beside jvp", values[3], values[2], ROUNDING);
    free_all(values, n);
}

/* Column i of the Jacobian to operand k, by differences and by jvp. */
static void columns(subject *s, int k, int64_t i, gd_tensor **difference, gd_tensor **column)
{
    trial *t = &s->trial;
    const gd_tensor *directions[TRIAL_INPUTS];
    for (int j = 0; j < s->n; j++) subject_set_unit(s, s->u + j, j == k ? i : INT64_MAX);
    directions_of(s, s->u, directions);
    trial_differences(t, directions, &s->y, 1, difference);
    trial_compute(t, &s->ju, 1, column);
}

/* J' v for v = 1 at element j of y, by vjp. */
static void row(subject *s, int64_t j, gd_tensor *rows[SAMPLE_OPERANDS])
{
    subject_set_unit(s, s->v, j);
    trial_compute(&s->trial, s->g, s->n, rows);
}

static double element(const gd_tensor *tensor, int64_t i)
{
    return tensor ? gd_tensor_get(tensor, i) : 0;
}

enum { MOST_OUTPUTS = 256 };

/* The Jacobian to operand k by columns, by rows and by differences. */
static void expect_jacobian(subject *s, int k, gd_tensor *(*rows)[SAMPLE_OPERANDS], int64_t n_rows)
{
    trial *t = &s->trial;
    for (int64_t i = 0; i < t->values[k]->count; i++) {
        gd_tensor *difference, *column;
        columns(s, k, i, &difference, &column);
        trial_expect_close(t, "column of the Jacobian beside differences", column, difference,
                           DIFFERENCE);
        for (int64_t j = 0; j < n_rows; j++) {
            double by_row = element(rows[j][k], i), by_column = element(column, j);
            if (!(fabs(by_row - by_column) <= ROUNDING * (1 + fabs(by_row))))
                trial_fail(t, "dy[%lld]/dx%d[%lld] is %.17g by vjp, %.17g by jvp", (long long)j, k,
                           (long long)i, by_row, by_column);
        }
        gd_tensor_free(difference);
        gd_tensor_free(column);
    }
}

static void expect_jacobians(subject *s)
{
    gd_tensor *rows[MOST_OUTPUTS][SAMPLE_OPERANDS];
    int64_t n = shape_count(&edge_type(s->y)->shape);
    assert_in_range(n, 0, MOST_OUTPUTS);
    for (int64_t j = 0; j < n; j++) row(s, j, rows[j]);
    for (int k = 0; k < s->n; k++) expect_jacobian(s, k, rows, n);
    for (int64_t j = 0; j < n; j++) free_all(rows[j], s->n);
}

/* Has derivatives: those that have none are opaque, compare, or take no floats. */
static bool is_differentiable(gd_op op)
{
    gd_op_class class = op_row(op)->class;
    return class != GD_CLASS_OPAQUE && class != GD_CLASS_COMPARE && op > GD_OP_CALL &&
           op_takes(op, GD_FLOAT64);
}

typedef void property(subject *s);

static void expect_of(property *holds, gd_op op, const char *text)
{
    for (int through = 0; through < WAYS; through++) {
        subject s;
        subject_open(&s, op, GD_FLOAT64, text, (way)through);
        holds(&s);
        subject_close(&s);
    }
}

/* A property of every differentiable row, on operands of all kinds. */
static void expect_of_all(property *holds)
{
    random_resume(random_seed()); /* each test fails alone as it does among others */
    for (int i = 0; i < GD_OP_COUNT; i++) {
        gd_op op = (gd_op)i;
        if (!is_differentiable(op)) continue;
        if (op_row(op)->sample) expect_of(holds, op, op_row(op)->sample);
        for (int k = 0; k < POINTWISE_SAMPLES && op_is_pointwise(op); k++)
            expect_of(holds, op, pointwise_samples[k]);
    }
    for (int i = 0; i < CORNERS; i++) expect_of(holds, op_find(corners[i].op), corners[i].sample);
}

static void test_derived_graphs_check_and_read_back(void **state)
{
    (void)state;
    expect_of_all(expect_sound);
}

static void test_derivatives_are_differences(void **state)
{
    (void)state;
    expect_of_all(expect_tangents);
}

static void test_reverse_mode_transposes_forward_mode(void **state)
{
    (void)state;
    expect_of_all(expect_transposes);
}

static void test_jacobians_agree(void **state)
{
    (void)state;
    expect_of_all(expect_jacobians);
}

static void test_float32_agrees(void **state)
{
    (void)state;
    expect_of_all(expect_same_in_float32);
}

/* What has no derivative gives none, or says so: never zeros. The result is cast, so that a
 * derivative could come from further on. */
static void expect_no_derivative(gd_op op)
{
    subject s;
    trial *t = &s.trial;
    gd_edge gradients[SAMPLE_OPERANDS], result, y;
    const char *text = op_row(op)->sample ? op_row(op)->sample : pointwise_samples[0];
    subject_open_plain(&s, op, GD_FLOAT64, text, DIRECT);
    y = graph_cast(s.y, GD_FLOAT64);
    gd_edge v = subject_random_input(&s, "v", edge_type(y));
    bool pulled = derive_vjp(&t->graph, &y, &v, 1, t->inputs, s.n, gradients);
    bool pushed = pulled && derive_jvp(&t->graph, t->inputs, t->inputs, s.n, &y, 1, &result);
    for (int i = 0; i < s.n && pulled; i++)
        if (!edge_none(gradients[i])) trial_fail(t, "vjp gives something");
    if (pushed && !edge_none(result)) trial_fail(t, "jvp gives something");
    if (!pushed && t->graph.error.code != GD_NO_DERIVATIVE)
        trial_fail(t, "%s", t->graph.error.message);
    subject_close(&s);
}

static void test_what_has_no_derivative_gives_none(void **state)
{
    (void)state;
    for (int op = GD_OP_CALL + 1; op < GD_OP_COUNT; op++)
        if (!is_differentiable((gd_op)op) && op_takes((gd_op)op, GD_FLOAT64))
            expect_no_derivative((gd_op)op);
}

static int start(void **state)
{
    (void)state;
    random_start();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derived_graphs_check_and_read_back),
        cmocka_unit_test(test_derivatives_are_differences),
        cmocka_unit_test(test_reverse_mode_transposes_forward_mode),
        cmocka_unit_test(test_jacobians_agree),
        cmocka_unit_test(test_float32_agrees),
        cmocka_unit_test(test_what_has_no_derivative_gives_none),
    };
    return cmocka_run_group_tests_name("properties", tests, start, NULL);
}
