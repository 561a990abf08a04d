/* Routines: run, seen through as views, pulled back once and twice; what pullbacks save. */
#include "engine/exec/routine.h"

#include "engine/derive/vocabulary.h"
#include "engine/exec/plan.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ENDS = 4, COUNT = 64 };

/* A routine under construction, then made. */
typedef struct fixture {
    gd_memory memory;
    gd_limits limits;
    gd_context context;
    gd_graph *graph;
    gd_edge parameters[ENDS];
    int n_parameters;
    gd_routine *routine;
    gd_error error;
} fixture;

static void open(fixture *f)
{
    *f = (fixture){0};
    gd_limits_init(&f->limits);
    gd_memory_init(&f->memory, (size_t)f->limits.memory_bytes);
    f->context = (gd_context){.memory = &f->memory, .limits = &f->limits};
    f->graph = graph_new(&f->memory, &f->limits, NULL);
    assert_non_null(f->graph);
}

static void close(fixture *f)
{
    routine_free(f->routine);
    assert_int_equal(f->memory.used, 0);
}

static gd_edge parameter(fixture *f, gd_dtype dtype, gd_shape shape)
{
    gd_edge edge = graph_input(f->graph, "x", &(gd_type){dtype, shape});
    return f->parameters[f->n_parameters++] = edge;
}

static gd_edge vector(fixture *f, int64_t size)
{
    return parameter(f, GD_FLOAT64, shape_of(1, &size));
}

static gd_edge matrix(fixture *f, int64_t rows, int64_t columns)
{
    return parameter(f, GD_FLOAT64, shape_of(2, (int64_t[]){rows, columns}));
}

static void make(fixture *f, const gd_edge *results, int n)
{
    f->routine = routine_new(&f->memory, &f->limits, f->graph, f->parameters, f->n_parameters,
                             results, n, &f->error);
    if (!f->routine) fail_msg("%s", f->error.message);
}

static gd_edge apply(gd_op op, gd_edge x, const int64_t *attributes, int n)
{
    return graph_add(x.node->graph, op, &x, 1, attributes, n);
}

static const gd_pullback *pull(fixture *f, gd_routine *routine, const bool *wanted,
                               const bool *present)
{
    const gd_pullback *it =
        routine_pullback(routine, wanted, present, &f->limits, &f->context, &f->error);
    if (!it) fail_msg("%s", f->error.message);
    return it;
}

static const bool all[] = {true, true, true, true};

static void expect(const double *values, const double *expected, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabs(values[i] - expected[i]) <= 1e-14 * (1 + fabs(expected[i]))))
            fail_msg("element %d is %.17g, not %.17g", i, values[i], expected[i]);
}

static void run(fixture *f, const gd_routine *routine, const void *const *inputs,
                void *const *outputs)
{
    if (!routine_run(routine, inputs, outputs, &f->context, &f->error))
        fail_msg("%s", f->error.message);
}

/* Element k of the gradients is of parameter k; each of COUNT elements. */
static void run_back(fixture *f, const gd_pullback *it, const void *const *parameters,
                     const void *const *results, const void *const *cotangents,
                     double gradients[][COUNT])
{
    void *places[ENDS];
    for (int i = 0; i < ENDS; i++) places[i] = gradients[i];
    if (!pullback_run(it, parameters, results, cotangents, places, &f->context, &f->error))
        fail_msg("%s", f->error.message);
}

/* ---- plans ---- */

static void a_plan_starts_anywhere(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = vector(&f, 2), y = EXP(x), z = MUL(ADD(y, x), y), copies[] = {z, y, z, SIN(y)};
    gd_plan *plan = plan_new(&f.memory, &f.limits, (gd_edge[]){x, y}, 2, (gd_edge[]){SIN(y), y}, 2,
                             GD_PLAN_OPTIMISED, &f.error);
    assert_non_null(plan);
    assert_false(plan_needs(plan, 0));
    assert_true(plan_needs(plan, 1));
    assert_int_equal(plan_steps(plan), 1);
    double given[] = {.5, 2}, sine[2], same[2];
    const void *inputs[] = {NULL, given};
    assert_true(plan_run_at(plan, inputs, (void *[]){sine, same}, &f.context, NULL));
    expect(sine, (double[]){sin(.5), sin(2)}, 2);
    expect(same, given, 2);
    plan_free(plan);
    plan = plan_new(&f.memory, &f.limits, &x, 1, copies, 4, GD_PLAN_PLAIN, &f.error);
    double out[4][2];
    assert_true(plan_run_at(plan, (const void *[]){given},
                            (void *[]){out[0], out[1], out[2], out[3]}, &f.context, NULL));
    expect(out[2], out[0], 2);
    assert_true(plan_run_at(plan, (const void *[]){given}, (void *[]){out[0], out[1], NULL, out[3]},
                            &f.context, NULL));
    plan_free(plan);
    plan = plan_new(&f.memory, &f.limits, &y, 1, &z, 1, GD_PLAN_OPTIMISED, &f.error);
    assert_null(plan); /* x is not given */
    assert_int_equal(f.error.code, GD_BAD_GRAPH);
    graph_free(f.graph);
    close(&f);
}

/* A body of two results, of which one is cut: the other is still computed. */
static void a_plan_starts_at_one_result_of_a_call(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = vector(&f, 2);
    gd_function *both = graph_function(f.graph, "both");
    gd_edge inner = graph_input(both->body, "x", edge_type(x));
    gd_edge results[] = {EXP(inner), NEG(inner)};
    both->parameters = &inner;
    both->results = results;
    both->n_parameters = 1;
    both->n_results = 2;
    gd_edge call = graph_call(f.graph, both, &x, 1, "BothBackward0"), other = {call.node, 1};
    gd_edge sum = ADD(call, other);
    for (int cut = 0; cut < 2; cut++) {
        gd_edge inputs[] = {x, cut ? other : call};
        gd_plan *plan = plan_new(&f.memory, &f.limits, inputs, 2, &sum, 1, GD_PLAN_PLAIN, &f.error);
        double out[2];
        assert_true(plan_run_at(plan, (const void *[]){(double[]){1, 2}, (double[]){10, 20}},
                                (void *[]){out}, &f.context, NULL));
        expect(out, cut ? (double[]){exp(1) + 10, exp(2) + 20} : (double[]){9, 18}, 2);
        plan_free(plan);
    }
    graph_free(f.graph);
    close(&f);
}

static void large_plans_run_on_bare_memory_too(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    enum { MANY = 5000, INPUTS = 100 };
    static double values[MANY], out[MANY];
    int64_t size = MANY;
    gd_edge inputs[INPUTS], sum = {0};
    const void *data[INPUTS];
    for (int i = 0; i < INPUTS; i++) {
        inputs[i] = graph_input(f.graph, "x", &(gd_type){GD_FLOAT64, shape_of(1, &size)});
        sum = i ? ADD(SIN(inputs[i]), sum) : SIN(inputs[i]);
        data[i] = values;
    }
    for (int i = 0; i < MANY; i++) values[i] = i;
    gd_plan *plan =
        plan_new(&f.memory, &f.limits, inputs, INPUTS, &sum, 1, GD_PLAN_PLAIN, &f.error);
    assert_true(plan_run_at(plan, data, (void *[]){out}, &f.context, NULL));
    assert_true(fabs(out[MANY - 1] - INPUTS * sin(MANY - 1)) < 1e-10);
    f.context.deadline_ns = 1;
    assert_false(plan_run_at(plan, data, (void *[]){out}, &f.context, &f.error));
    assert_int_equal(f.error.code, GD_DEADLINE);
    gd_memory little;
    gd_memory_init(&little, 1000);
    gd_context poor = {.memory = &little, .limits = &f.limits};
    f.error = (gd_error){0};
    assert_false(plan_run_at(plan, data, (void *[]){out}, &poor, &f.error));
    assert_int_equal(f.error.code, GD_MEMORY_LIMIT);
    assert_int_equal(little.used, 0);
    plan_free(plan);
    graph_free(f.graph);
    close(&f);
}

/* ---- routines ---- */

static void runs(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = vector(&f, 3), y = vector(&f, 3);
    gd_edge results[] = {ADD(x, y), y, SUB(x, y)};
    make(&f, results, 3);
    double a[] = {1, 2, 3}, b[] = {10, 20, 30}, sum[3], same[3], difference[3];
    run(&f, f.routine, (const void *[]){a, b}, (void *[]){sum, same, difference});
    expect(sum, (double[]){11, 22, 33}, 3);
    expect(same, b, 3);
    expect(difference, (double[]){-9, -18, -27}, 3);
    run(&f, f.routine, (const void *[]){a, b}, (void *[]){sum, NULL, difference});
    assert_int_equal(routine_parameters(f.routine), 2);
    assert_int_equal(routine_results(f.routine), 3);
    assert_int_equal(routine_result(f.routine, 0)->shape.dims[0], 3);
    assert_int_equal(routine_alias(f.routine, 0), -1);
    assert_int_equal(routine_alias(f.routine, 1), 1);
    assert_string_equal(routine_grad_fn(f.routine, 0), "AddBackward0");
    assert_string_equal(routine_grad_fn(f.routine, 2), "SubBackward0");
    assert_null(routine_grad_fn(f.routine, 1));
    assert_int_equal(routine_cost(f.routine), 6);
    assert_true(routine_bytes(f.routine) >= f.memory.used / 2 &&
                routine_bytes(f.routine) <= f.memory.used);
    close(&f);
}

static void runs_without_parameters_and_elements(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    int64_t none = 0;
    gd_edge x = vector(&f, none), two = graph_scalar(f.graph, GD_FLOAT64, 2);
    make(&f, (gd_edge[]){x, ADD(two, two), NEG(x)}, 3);
    double four;
    run(&f, f.routine, (const void *[]){NULL}, (void *[]){NULL, &four, NULL});
    expect(&four, (double[]){4}, 1);
    const gd_pullback *it = pull(&f, f.routine, all, (bool[]){false, true, false});
    assert_false(pullback_connected(it, 0));
    assert_true(pullback_run(it, NULL, NULL, NULL, (void *[]){NULL}, &f.context, NULL));
    close(&f);
}

static void fails_where_a_step_fails(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = parameter(&f, GD_INT64, shape_of(0, NULL));
    gd_edge y = parameter(&f, GD_INT64, shape_of(0, NULL));
    gd_edge rest = graph_add(f.graph, GD_OP_REMAINDER, (gd_edge[]){x, y}, 2, NULL, 0);
    make(&f, &rest, 1);
    int64_t seven = 7, zero = 0, out;
    assert_false(routine_run(f.routine, (const void *[]){&seven, &zero}, (void *[]){&out},
                             &f.context, &f.error));
    assert_int_equal(f.error.code, GD_RUNTIME);
    const gd_pullback *it = pull(&f, f.routine, all, all); /* integers have no gradient */
    assert_false(pullback_connected(it, 0) || pullback_connected(it, 1));
    close(&f);
}

static void views_see_through_strides(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = matrix(&f, 2, 3), turned = apply(GD_OP_PERMUTE, x, (int64_t[]){1, 0}, 2);
    gd_edge row = apply(GD_OP_SLICE, turned, (int64_t[]){1, 0, 2, 2, 1, 1}, 6);
    make(&f, (gd_edge[]){apply(GD_OP_FLIP, row, (int64_t[]){0}, 1), x}, 2);
    gd_view in = {.shape = {2, {2, 3}}, .offset = 5, .strides = {100, 10}}, out;
    assert_true(routine_view(f.routine, 0, &in, &out));
    assert_int_equal(out.offset, 5 + 10 + 10); /* column 1, then the end of columns 1 and 2 */
    assert_int_equal(out.strides[0], -10);
    assert_int_equal(out.strides[1], 100);
    assert_int_equal(out.shape.dims[0], 2);
    close(&f);

    open(&f);
    x = matrix(&f, 2, 3);
    make(&f, (gd_edge[]){apply(GD_OP_RESHAPE, x, (int64_t[]){6}, 1)}, 1);
    gd_view apart = {.shape = {2, {2, 3}}, .strides = {4, 1}}, whole = view_of(&apart.shape);
    out.offset = 77;
    assert_false(routine_view(f.routine, 0, &apart, &out));
    assert_int_equal(out.offset, 77);
    assert_true(routine_view(f.routine, 0, &whole, &out));
    assert_int_equal(out.shape.rank, 1);
    close(&f);

    open(&f);
    x = vector(&f, 2);
    make(&f, (gd_edge[]){NEG(x)}, 1);
    assert_false(routine_view(f.routine, 0, &whole, &out));
    close(&f);
}

/* ---- pullbacks ---- */

static void pulls_back_products(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = vector(&f, 3), y = vector(&f, 1);
    make(&f, (gd_edge[]){MUL(x, y)}, 1);
    double a[] = {1, 2, 3}, b[] = {10}, g[] = {1, 1, 2}, back[ENDS][COUNT];
    const gd_pullback *both = pull(&f, f.routine, all, all);
    run_back(&f, both, (const void *[]){a, b}, NULL, (const void *[]){g}, back);
    expect(back[0], (double[]){10, 10, 20}, 3);
    expect(back[1], (double[]){9}, 1);
    assert_true(pullback_saves_parameter(both, 0) && pullback_saves_parameter(both, 1));
    assert_false(pullback_saves_result(both, 0));
    const gd_pullback *one = pull(&f, f.routine, (bool[]){false, true}, all);
    assert_true(pullback_saves_parameter(one, 0));
    assert_false(pullback_saves_parameter(one, 1) || pullback_connected(one, 0));
    assert_ptr_equal(one, pull(&f, f.routine, (bool[]){false, true}, all));
    assert_ptr_not_equal(one, both);
    close(&f);
}

static void saves_results_where_they_will_do(void **state)
{
    (void)state;
    static const gd_op ops[] = {GD_OP_EXP, GD_OP_SQRT, GD_OP_TANH, GD_OP_SIGMOID};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        fixture f;
        open(&f);
        gd_edge x = vector(&f, 1);
        make(&f, (gd_edge[]){apply(ops[i], x, NULL, 0)}, 1);
        const gd_pullback *it = pull(&f, f.routine, all, all);
        if (pullback_saves_parameter(it, 0) || !pullback_saves_result(it, 0))
            fail_msg("%s saves its operand", op_row(ops[i])->name);
        double y[] = {.25}, back[ENDS][COUNT];
        run_back(&f, it, (const void *[]){NULL}, (const void *[]){y},
                 (const void *[]){(double[]){1}}, back);
        assert_true(isfinite(back[0][0]));
        close(&f);
    }
}

static void saves_equal_results_once(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = vector(&f, 1), y = EXP(x);
    make(&f, (gd_edge[]){x, y, y}, 3);
    const gd_pullback *it = pull(&f, f.routine, all, all);
    assert_false(pullback_saves_parameter(it, 0) || pullback_saves_result(it, 0));
    assert_true(pullback_saves_result(it, 1));
    assert_false(pullback_saves_result(it, 2));
    double back[ENDS][COUNT], one[] = {1}, three[] = {3};
    run_back(&f, it, NULL, (const void *[]){NULL, three, NULL}, (const void *[]){one, one, one},
             back);
    expect(back[0], (double[]){7}, 1);
    close(&f);
}

static void follows_conventions(void **state)
{
    (void)state;
    for (int torch = 0; torch < 2; torch++) {
        fixture f;
        open(&f);
        f.graph->conventions = torch ? GD_CONVENTIONS_TORCH : GD_CONVENTIONS_EXACT;
        gd_edge c = parameter(&f, GD_BOOL, (gd_shape){0}), x = vector(&f, 1);
        make(&f, (gd_edge[]){WHERE(c, SQRT(x), x)}, 1);
        double back[ENDS][COUNT];
        run_back(&f, pull(&f, f.routine, all, all),
                 (const void *[]){(bool[]){false}, (double[]){0}}, (const void *[]){NULL},
                 (const void *[]){(double[]){1}}, back);
        if (torch) assert_true(isnan(back[1][0]));
        else expect(back[1], (double[]){1}, 1);
        close(&f);
    }
}

static void passes_cotangents_on(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = matrix(&f, 2, 2), y = matrix(&f, 2, 2);
    make(&f, (gd_edge[]){ADD(x, y), graph_sum(x, (int64_t[]){0, 1}, 2), x}, 3);
    double g[] = {1, 2, 3, 4}, s[] = {10}, h[] = {.5, .5, .5, .5}, back[ENDS][COUNT];
    const gd_pullback *it = pull(&f, f.routine, all, all);
    run_back(&f, it, NULL, NULL, (const void *[]){g, s, h}, back);
    expect(back[0], (double[]){11.5, 12.5, 13.5, 14.5}, 4);
    expect(back[1], g, 4);
    it = pull(&f, f.routine, all, (bool[]){false, true, false});
    run_back(&f, it, NULL, NULL, (const void *[]){NULL, s, NULL}, back);
    expect(back[0], (double[]){10, 10, 10, 10}, 4);
    assert_false(pullback_connected(it, 1));
    it = pull(&f, f.routine, all, (bool[]){false, false, true});
    run_back(&f, it, NULL, NULL, (const void *[]){NULL, NULL, h}, back);
    expect(back[0], h, 4);
    close(&f);
}

static void pulls_back_choices(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    int64_t size = 2;
    gd_edge c = parameter(&f, GD_BOOL, shape_of(1, &size)), x = vector(&f, 2), y = vector(&f, 2);
    make(&f, (gd_edge[]){WHERE(c, x, y)}, 1);
    const gd_pullback *it = pull(&f, f.routine, all, all);
    assert_false(pullback_connected(it, 0));
    assert_true(pullback_saves_parameter(it, 0));
    assert_false(pullback_saves_parameter(it, 1) || pullback_saves_parameter(it, 2));
    double back[ENDS][COUNT];
    run_back(&f, it, (const void *[]){(bool[]){true, false}, NULL, NULL}, NULL,
             (const void *[]){(double[]){5, 6}}, back);
    expect(back[1], (double[]){5, 0}, 2);
    expect(back[2], (double[]){0, 6}, 2);
    close(&f);
}

static void pulls_back_matrix_products(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = matrix(&f, 2, 2), y = matrix(&f, 2, 1);
    gd_edge product = graph_add(f.graph, GD_OP_MATMUL, (gd_edge[]){x, y}, 2, NULL, 0);
    make(&f, &product, 1);
    double a[] = {1, 2, 3, 4}, b[] = {5, 6}, g[] = {1, 10}, back[ENDS][COUNT];
    run_back(&f, pull(&f, f.routine, all, all), (const void *[]){a, b}, NULL, (const void *[]){g},
             back);
    expect(back[0], (double[]){5, 6, 50, 60}, 4);
    expect(back[1], (double[]){31, 42}, 2);
    close(&f);
}

/* A body around what `inner` gives of its parameter. */
static gd_edge wrap(gd_graph *graph, const char *name, gd_edge (*inner)(gd_edge x), gd_edge x)
{
    gd_function *function = graph_function(graph, name);
    gd_edge *ends = arena_alloc_array(&graph->arena, 2, sizeof *ends, NULL);
    ends[0] = graph_input(function->body, "x", edge_type(x));
    ends[1] = inner(ends[0]);
    function->parameters = ends;
    function->results = ends + 1;
    function->n_parameters = function->n_results = 1;
    return graph_call(graph, function, &x, 1, NULL);
}

static gd_edge exponential(gd_edge x)
{
    return EXP(x);
}

static gd_edge exponential_of_double(gd_edge x)
{
    return wrap(x.node->graph, "inner", exponential, MUL(CONSTANT_LIKE(x, 2), x));
}

static void pulls_back_calls(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = vector(&f, 2);
    make(&f, (gd_edge[]){wrap(f.graph, "outer", exponential_of_double, x)}, 1);
    assert_string_equal(routine_grad_fn(f.routine, 0), "OuterBackward0");
    double a[] = {0, 1}, y[2], back[ENDS][COUNT];
    run(&f, f.routine, (const void *[]){a}, (void *[]){y});
    const gd_pullback *it = pull(&f, f.routine, all, all);
    assert_false(pullback_saves_parameter(it, 0));
    assert_true(pullback_saves_result(it, 0));
    run_back(&f, it, NULL, (const void *[]){y}, (const void *[]){(double[]){1, 1}}, back);
    expect(back[0], (double[]){2, 2 * exp(2)}, 2);
    close(&f);
}

static gd_edge turn(gd_edge x)
{
    return apply(GD_OP_PERMUTE, x, (int64_t[]){1, 0}, 2);
}

static void sees_views_through_calls(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = matrix(&f, 2, 3);
    make(&f, (gd_edge[]){wrap(f.graph, "t", turn, x)}, 1);
    gd_view in = view_of(&(gd_shape){2, {2, 3}}), out;
    assert_true(routine_view(f.routine, 0, &in, &out));
    assert_int_equal(out.strides[0], 1);
    assert_int_equal(out.shape.dims[0], 3);
    close(&f);
}

static void says_what_has_no_derivative(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = vector(&f, 3);
    make(&f, (gd_edge[]){apply(GD_OP_DETACH, x, NULL, 0), SIGN(x)}, 2);
    const gd_pullback *it = pull(&f, f.routine, all, (bool[]){true, false});
    assert_false(pullback_connected(it, 0));
    it = pull(&f, f.routine, all, all);
    double back[ENDS][COUNT] = {{7, 7, 7}};
    run_back(&f, it, NULL, NULL, (const void *[]){(double[]){1, 1, 1}, (double[]){1, 1, 1}}, back);
    expect(back[0], (double[]){0, 0, 0}, 3);
    const gd_use *uses;
    int n_uses;
    gd_routine *zeros = pullback_gradient(it, 0, &uses, &n_uses, &f.error);
    assert_int_equal(n_uses, 0);
    run(&f, zeros, NULL, (void *[]){back[1]});
    expect(back[1], back[0], 3);
    close(&f);
}

/* ---- gradients as routines ---- */

/* What the parameters of a gradient's routine are given. */
static void collect(const gd_use *uses, int n, const void *parameter, const void *result,
                    const void *const *parameters, const void *cotangent, const void **values)
{
    for (int i = 0; i < n; i++) {
        values[i] = uses[i].kind == GD_USE_RESULT ? result : cotangent;
        if (uses[i].kind == GD_USE_PARAMETER)
            values[i] = parameters ? parameters[uses[i].index] : parameter;
    }
}

/* The second derivative at x of a routine y of one parameter, elementwise: its gradient depends on
 * x at once and through y, which is pulled back to x. */
static void second(fixture *f, const double *x, int n, double *out)
{
    double ones[COUNT], y[COUNT], slope[COUNT], part[COUNT], back[ENDS][COUNT];
    for (int i = 0; i < n; i++) ones[i] = 1, out[i] = 0;
    run(f, f->routine, (const void *[]){x}, (void *[]){y});
    const gd_pullback *first = pull(f, f->routine, all, all);
    const gd_use *uses, *more;
    int n_uses, n_more;
    gd_routine *gradient = pullback_gradient(first, 0, &uses, &n_uses, &f->error);
    assert_non_null(gradient);
    assert_string_equal(routine_grad_fn(gradient, 0), "MulBackward0");
    const void *values[ENDS], *inner[ENDS];
    collect(uses, n_uses, x, y, NULL, ones, values);
    run(f, gradient, values, (void *[]){slope});
    run_back(f, first, (const void *[]){x}, (const void *[]){y}, (const void *[]){ones}, back);
    expect(slope, back[0], n);
    const gd_pullback *again = pull(f, gradient, all, all);
    for (int k = 0; k < n_uses; k++) {
        if (uses[k].kind == GD_USE_COTANGENT) continue;
        gd_routine *of = pullback_gradient(again, k, &more, &n_more, &f->error);
        assert_non_null(of);
        const gd_use *kept = more;
        assert_ptr_equal(of, pullback_gradient(again, k, &more, &n_more, &f->error));
        assert_ptr_equal(kept, more);
        collect(more, n_more, NULL, slope, values, ones, inner);
        run(f, of, inner, (void *[]){part});
        if (uses[k].kind == GD_USE_RESULT) {
            run_back(f, first, (const void *[]){x}, (const void *[]){y}, (const void *[]){part},
                     back);
            memcpy(part, back[0], sizeof part);
        }
        for (int i = 0; i < n; i++) out[i] += part[i];
    }
}

static gd_edge cube(gd_edge x)
{
    return POW(x, CONSTANT_LIKE(x, 3));
}

static gd_edge sine(gd_edge x)
{
    return SIN(x);
}

static double exact_cube(double x)
{
    return 6 * x;
}

static double exact_sine(double x)
{
    return -sin(x);
}

static void derives_twice(void **state)
{
    (void)state;
    static const struct {
        gd_edge (*of)(gd_edge x);
        double (*second)(double x);
    } rows[] = {{cube, exact_cube}, {exponential, exp}, {sine, exact_sine}};
    double x[] = {.5, 1, 2}, found[COUNT], expected[3];
    for (int called = 0; called < 2; called++)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            fixture f;
            open(&f);
            gd_edge in = vector(&f, 3);
            make(&f, (gd_edge[]){called ? wrap(f.graph, "f", rows[i].of, in) : rows[i].of(in)}, 1);
            second(&f, x, 3, found);
            for (int k = 0; k < 3; k++) expected[k] = rows[i].second(x[k]);
            expect(found, expected, 3);
            close(&f);
        }
}

static void a_gradient_may_be_a_cotangent(void **state)
{
    (void)state;
    fixture f;
    open(&f);
    gd_edge x = vector(&f, 2);
    make(&f, (gd_edge[]){ADD(x, CONSTANT_LIKE(x, 1))}, 1);
    const gd_use *uses;
    int n_uses;
    gd_routine *it = pullback_gradient(pull(&f, f.routine, all, all), 0, &uses, &n_uses, &f.error);
    assert_int_equal(n_uses, 1);
    assert_int_equal(uses[0].kind, GD_USE_COTANGENT);
    assert_int_equal(routine_alias(it, 0), 0);
    close(&f);
}

/* ---- failing ---- */

/* Every allocation fails once: no leak, nothing kept, and it works afterwards. */
static void runs_out_of_memory_cleanly(void **state)
{
    (void)state;
    const gd_use *uses;
    int n_uses;
    bool made = false, derived = false;
    for (long n = 1; !made; n++) {
        fixture f;
        open(&f);
        gd_edge y = wrap(f.graph, "f", cube, vector(&f, 2));
        f.memory.fail_countdown = n;
        f.routine = routine_new(&f.memory, &f.limits, f.graph, f.parameters, 1, &y, 1, &f.error);
        made = f.routine;
        if (!made) assert_int_equal(f.error.code, GD_MEMORY_LIMIT);
        f.memory.fail_countdown = 0;
        close(&f);
    }
    for (long n = 1; !derived; n++) {
        fixture f;
        open(&f);
        gd_edge y = wrap(f.graph, "f", cube, vector(&f, 2));
        make(&f, &y, 1);
        f.memory.fail_countdown = n;
        const gd_pullback *it =
            routine_pullback(f.routine, all, all, &f.limits, &f.context, &f.error);
        derived = it && pullback_gradient(it, 0, &uses, &n_uses, &f.error);
        if (!derived) assert_int_equal(f.error.code, GD_MEMORY_LIMIT);
        f.memory.fail_countdown = 0;
        f.error = (gd_error){0};
        assert_non_null(
            pullback_gradient(pull(&f, f.routine, all, all), 0, &uses, &n_uses, &f.error));
        close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_starts_anywhere),
        cmocka_unit_test(a_plan_starts_at_one_result_of_a_call),
        cmocka_unit_test(large_plans_run_on_bare_memory_too),
        cmocka_unit_test(runs),
        cmocka_unit_test(runs_without_parameters_and_elements),
        cmocka_unit_test(fails_where_a_step_fails),
        cmocka_unit_test(views_see_through_strides),
        cmocka_unit_test(sees_views_through_calls),
        cmocka_unit_test(pulls_back_products),
        cmocka_unit_test(saves_results_where_they_will_do),
        cmocka_unit_test(saves_equal_results_once),
        cmocka_unit_test(follows_conventions),
        cmocka_unit_test(passes_cotangents_on),
        cmocka_unit_test(pulls_back_choices),
        cmocka_unit_test(pulls_back_matrix_products),
        cmocka_unit_test(pulls_back_calls),
        cmocka_unit_test(says_what_has_no_derivative),
        cmocka_unit_test(derives_twice),
        cmocka_unit_test(a_gradient_may_be_a_cotangent),
        cmocka_unit_test(runs_out_of_memory_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
