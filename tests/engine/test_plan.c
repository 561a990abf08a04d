/* Plans as wholes: what they share, leave out, reuse and return, and how they fail. */
#include "engine/derive/derive.h"
#include "engine/derive/vocabulary.h"
#include "engine/exec/plan.h"
#include "tests/engine/sampling.h"
#include "tests/engine/special.h"
#include "tests/engine/trial.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define K(value) CONSTANT_LIKE(x, value)

static gd_edge apply(gd_op op, gd_edge x, const int64_t *attributes, int n)
{
    return graph_add(x.node->graph, op, &x, 1, attributes, n);
}

static gd_tensor *new_tensor(trial *t, gd_dtype dtype, gd_shape shape)
{
    return special_tensor(&t->memory, &(gd_type){dtype, shape}, 0);
}

static gd_context context_of(trial *t)
{
    return (gd_context){&t->memory, &t->limits, 0, NULL};
}

static gd_plan *make_plan(trial *t, const gd_edge *edges, int n, gd_plan_style style)
{
    gd_error err = {0};
    gd_plan *plan = plan_new(&t->memory, &t->limits, t->inputs, t->n_inputs, edges, n, style, &err);
    if (!plan) trial_fail(t, "%s", err.message);
    return plan;
}

static int steps_of(trial *t, const gd_edge *edges, int n)
{
    gd_plan *plan = make_plan(t, edges, n, GD_PLAN_OPTIMISED);
    int steps = plan_steps(plan);
    plan_free(plan);
    return steps;
}

/* ---- steps ---- */

static void equal_nodes_are_computed_once(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", new_tensor(&t, GD_FLOAT64, shape_of(0, NULL)));
    gd_edge twice[] = {SIN(MUL(x, K(3))), SIN(MUL(x, K(3)))};
    assert_int_equal(steps_of(&t, twice, 2), 2);
    gd_edge other = MUL(SIN(MUL(x, K(3))), SIN(MUL(x, K(4))));
    assert_int_equal(steps_of(&t, &other, 1), 5);
    gd_edge zeros[] = {ADD(x, K(0)), ADD(x, K(-0.))}; /* constants of different bytes */
    assert_int_equal(steps_of(&t, zeros, 2), 1);
    gd_plan *plain = make_plan(&t, twice, 2, GD_PLAN_PLAIN);
    assert_int_equal(plan_steps(plain), 4);
    plan_free(plain);
    trial_close(&t);
}

static void attributes_tell_nodes_apart(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", new_tensor(&t, GD_FLOAT64, shape_of(2, (int64_t[]){3, 3})));
    gd_edge sums[] = {graph_sum(x, (int64_t[]){0}, 1), graph_sum(x, (int64_t[]){1}, 1),
                      graph_sum(x, (int64_t[]){0}, 1), apply(GD_OP_AMAX, x, (int64_t[]){0}, 1)};
    gd_tensor *values[4];
    assert_int_equal(steps_of(&t, sums, 4), 3 + 0);
    trial_compute(&t, sums, 4, values);
    for (int i = 0; i < 4; i++) gd_tensor_free(values[i]);
    trial_close(&t);
}

static void constants_without_elements_are_folded(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_tensor *none = gd_tensor_new(&t.memory, &(gd_type){GD_FLOAT64, {2, {0, 100}}}, 100, NULL);
    gd_edge empty = graph_constant(&t.graph, none);
    gd_edge y = ADD(empty, graph_scalar(&t.graph, GD_FLOAT64, 1));
    gd_tensor *value;
    trial_compute(&t, &y, 1, &value);
    assert_int_equal(value->type.shape.dims[1], 100);
    gd_tensor_free(value);
    gd_tensor_free(none);
    trial_close(&t);
}

static void constants_are_folded(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", new_tensor(&t, GD_FLOAT64, shape_of(1, (int64_t[]){5})));
    gd_shape shape = shape_of(1, (int64_t[]){5});
    gd_edge two = graph_expand(K(2), &shape);
    gd_edge y = MUL(x, ADD(MUL(K(3), two), LOG(K(7))));
    gd_tensor *value;
    assert_int_equal(steps_of(&t, &y, 1), 1);
    trial_compute(&t, &y, 1, &value);
    gd_tensor_free(value);
    /* one element, whatever shapes it goes through */
    gd_tensor *one = gd_tensor_new(&t.memory, &(gd_type){GD_FLOAT64, {3, {1, 1, 1}}}, 1, NULL);
    gd_edge cube = graph_constant(&t.graph, one);
    gd_edge z = MUL(x, EXP(graph_reshape(cube, &(gd_shape){0})));
    assert_int_equal(steps_of(&t, &z, 1), 0); /* x · 1 */
    trial_compute(&t, &z, 1, &value);
    gd_tensor_free(value);
    gd_tensor_free(one);
    trial_close(&t);
}

static void views_are_no_steps(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", new_tensor(&t, GD_FLOAT64, shape_of(3, (int64_t[]){2, 3, 4})));
    gd_edge turned = apply(GD_OP_PERMUTE, x, (int64_t[]){2, 1, 0}, 3);
    gd_edge y = SIN(apply(GD_OP_FLIP, turned, (int64_t[]){1}, 1));
    assert_int_equal(steps_of(&t, &y, 1), 1);
    /* what strides cannot say takes a copy */
    gd_edge flat = SIN(apply(GD_OP_RESHAPE, turned, (int64_t[]){24}, 1));
    assert_int_equal(steps_of(&t, &flat, 1), 2);
    gd_edge split = SIN(apply(GD_OP_RESHAPE, turned, (int64_t[]){2, 2, 3, 1, 2}, 5));
    assert_int_equal(steps_of(&t, &split, 1), 1);
    trial_close(&t);
}

static void what_no_output_needs_is_left_out(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", new_tensor(&t, GD_FLOAT64, shape_of(0, NULL)));
    gd_edge y = SIN(x);
    EXP(COS(x));
    gd_edge z = MUL(y, K(1)); /* its constant goes, too */
    assert_int_equal(steps_of(&t, &z, 1), 1);
    assert_int_equal(steps_of(&t, NULL, 0), 0);
    trial_close(&t);
}

/* ---- calls ---- */

/* body(a, b) = (a · b, a) */
static gd_function *product_body(gd_graph *graph, const gd_type *type)
{
    gd_function *f = graph_function(graph, "product");
    f->parameters = arena_alloc_array(&graph->arena, 2, sizeof *f->parameters, NULL);
    f->results = arena_alloc_array(&graph->arena, 2, sizeof *f->results, NULL);
    f->n_parameters = f->n_results = 2;
    f->parameters[0] = graph_input(f->body, "a", type);
    f->parameters[1] = graph_input(f->body, "b", type);
    f->results[0] = MUL(f->parameters[0], f->parameters[1]);
    f->results[1] = f->parameters[0];
    return f;
}

/* body(a) = sin(product(a, a)) + a, `depth` times nested */
static gd_function *nested_body(gd_graph *graph, const gd_type *type, int depth)
{
    gd_function *f = graph_function(graph, "nested");
    f->parameters = arena_alloc_array(&graph->arena, 1, sizeof *f->parameters, NULL);
    f->results = arena_alloc_array(&graph->arena, 1, sizeof *f->results, NULL);
    f->n_parameters = f->n_results = 1;
    gd_edge a = f->parameters[0] = graph_input(f->body, "a", type);
    gd_edge square =
        depth ? graph_call(f->body, nested_body(f->body, type, depth - 1), &a, 1, NULL)
              : graph_call(f->body, product_body(f->body, type), (gd_edge[]){a, a}, 2, NULL);
    f->results[0] = ADD(SIN(square), a);
    return f;
}

static void calls_are_written_out(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_type type = {.dtype = GD_FLOAT64};
    gd_edge x = trial_input(&t, "x", trial_scalar(&t, GD_FLOAT64, .75));
    gd_edge call = graph_call(&t.graph, nested_body(&t.graph, &type, 2), &x, 1, NULL);
    gd_edge again = graph_call(&t.graph, nested_body(&t.graph, &type, 2), &x, 1, NULL);
    gd_edge pair =
        graph_call(&t.graph, product_body(&t.graph, &type), (gd_edge[]){call, x}, 2, NULL);
    gd_edge edges[] = {call, again, pair, {pair.node, 1}};
    gd_tensor *values[4];
    double expected = .75 * .75;
    for (int i = 0; i < 3; i++) expected = sin(expected) + .75;
    assert_int_equal(steps_of(&t, edges, 4), 8);
    trial_compute(&t, edges, 4, values);
    assert_true(gd_tensor_get(values[0], 0) == expected);
    assert_true(gd_tensor_get(values[2], 0) == expected * .75);
    assert_true(gd_tensor_get(values[3], 0) == expected);
    for (int i = 0; i < 4; i++) gd_tensor_free(values[i]);
    trial_close(&t);
}

/* ---- outputs ---- */

static void outputs_may_be_anything(void **state)
{
    (void)state;
    static const int64_t sizes[] = {0, 1, 3, 200};
    for (int i = 0; i < 4; i++) {
        trial t;
        trial_open(&t);
        gd_shape shape = shape_of(2, (int64_t[]){2, sizes[i]});
        gd_edge x = trial_input(&t, "x", new_tensor(&t, GD_FLOAT32, shape));
        gd_edge y = SIN(x), constant = K(5), turned = graph_permute(y, (int64_t[]){1, 0});
        int64_t flat = 2 * sizes[i];
        /* clang-format off */
        gd_edge edges[] = {x, x, y, y, turned, constant, graph_expand(constant, &shape),
                           apply(GD_OP_RESHAPE, y, &flat, 1), apply(GD_OP_RESHAPE, x, &flat, 1),
                           COS(turned), graph_sum(y, (int64_t[]){0, 1}, 2), turned};
        /* clang-format on */
        enum { N = sizeof edges / sizeof *edges };
        gd_tensor *values[N];
        trial_compute(&t, edges, N, values);
        assert_true(special_same(values[5], values[5], 0) && gd_tensor_get(values[5], 0) == 5);
        for (int64_t k = 0; k < 2 * sizes[i]; k++) {
            assert_true(special_same(values[0], t.values[0], k));
            assert_true(special_same(values[7], values[2], k));
            assert_true(special_same(values[3], values[2], k));
            assert_true(special_same(values[4], values[11], k));
        }
        for (int k = 0; k < N; k++) gd_tensor_free(values[k]);
        trial_close(&t);
    }
}

/* Neither graph nor the account of its constants need live as long as the plan and its results. */
static void plans_outlive_their_graph(void **state)
{
    (void)state;
    gd_memory of_graph, of_plan, of_run;
    gd_limits limits;
    gd_graph graph;
    gd_limits_init(&limits);
    gd_memory_init(&of_graph, 1 << 20);
    gd_memory_init(&of_plan, 1 << 20);
    gd_memory_init(&of_run, 1 << 20);
    graph_init(&graph, &of_graph, &limits);
    gd_edge x = graph_input(&graph, "x", &(gd_type){.dtype = GD_FLOAT64});
    gd_edge edges[] = {ADD(x, K(2)), K(3)};
    gd_plan *plan = plan_new(&of_plan, &limits, &x, 1, edges, 2, GD_PLAN_OPTIMISED, NULL);
    graph_close(&graph);
    assert_int_equal(of_graph.used, 0);
    gd_context context = {&of_run, &limits, 0, NULL};
    gd_tensor *in = gd_tensor_new(&of_run, &(gd_type){.dtype = GD_FLOAT64}, 1, NULL), *out[2];
    assert_true(plan_run(plan, &in, &context, out, NULL));
    plan_free(plan);
    assert_int_equal(of_plan.used, 0);
    assert_true(gd_tensor_get(out[0], 0) == 2 && gd_tensor_get(out[1], 0) == 3);
    gd_tensor_free(in);
    for (int i = 0; i < 2; i++) gd_tensor_free(out[i]);
    assert_int_equal(of_run.used, 0);
}

static void inputs_that_no_output_needs_may_be_absent(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", trial_scalar(&t, GD_FLOAT64, 3));
    gd_edge unused = graph_input(&t.graph, "unused", edge_type(x)), y = EXP(x);
    gd_edge inputs[] = {unused, x};
    gd_tensor *values[] = {NULL, t.values[0]}, *out;
    gd_context context = context_of(&t);
    gd_plan *plan = plan_new(&t.memory, &t.limits, inputs, 2, &y, 1, GD_PLAN_OPTIMISED, NULL);
    assert_true(plan_run(plan, values, &context, &out, NULL));
    assert_true(gd_tensor_get(out, 0) == exp(3));
    gd_tensor_free(out);
    plan_free(plan);
    gd_error err = {0};
    assert_null(plan_new(&t.memory, &t.limits, inputs, 1, &y, 1, GD_PLAN_OPTIMISED, &err));
    assert_int_equal(err.code, GD_BAD_GRAPH);
    trial_close(&t);
}

/* ---- memory ---- */

static gd_edge long_chain(gd_edge x, int length)
{
    for (int i = 0; i < length; i++) x = i % 2 ? SIN(x) : ADD(x, K(.5));
    return x;
}

static void a_chain_needs_no_more_room_than_its_ends(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_type row = {GD_FLOAT64, shape_of(1, (int64_t[]){1024})};
    gd_shape square = shape_of(2, (int64_t[]){32, 32});
    gd_edge x = trial_input(&t, "x", special_tensor(&t.memory, &row, 0)), y = long_chain(x, 1000);
    gd_edge sum = graph_sum(y, (int64_t[]){0}, 1);
    gd_plan *plan = make_plan(&t, &sum, 1, GD_PLAN_OPTIMISED);
    assert_in_range(plan_workspace(plan), 8192, 8192 + 128);
    assert_in_range(plan_cost(plan), 1000 * 1024, 1002 * 1024);
    plan_free(plan);
    /* where nothing can be overwritten in place, two buffers take turns */
    y = graph_reshape(SIN(x), &square);
    for (int i = 0; i < 100; i++) y = SUB(y, graph_permute(y, (int64_t[]){1, 0}));
    sum = graph_sum(y, (int64_t[]){0, 1}, 2);
    plan = make_plan(&t, &sum, 1, GD_PLAN_OPTIMISED);
    assert_in_range(plan_workspace(plan), 2 * 8192, 2 * 8192 + 128);
    plan_free(plan);
    plan = make_plan(&t, &sum, 1, GD_PLAN_PLAIN);
    assert_true(plan_workspace(plan) > 100 * 8192);
    plan_free(plan);
    trial_close(&t);
}

/* A long chain of buffers that die while others live: the same values in both styles. */
static void buffers_are_not_shared_too_early(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    snprintf(t.label, sizeof t.label, "many lives");
    gd_edge x = trial_input(&t, "x", new_tensor(&t, GD_FLOAT64, shape_of(2, (int64_t[]){5, 5})));
    gd_edge live[8];
    gd_tensor *values[8];
    for (int i = 0; i < 8; i++) live[i] = ADD(x, K(i));
    for (int i = 0; i < 400; i++) {
        int a = (int)random_below(8), b = (int)random_below(8);
        gd_edge turned = graph_permute(live[b], (int64_t[]){1, 0});
        live[random_below(8)] = random_below(2) ? SUB(live[a], turned) : MAXIMUM(turned, live[a]);
    }
    trial_compute(&t, live, 8, values);
    for (int i = 0; i < 8; i++) gd_tensor_free(values[i]);
    trial_close(&t);
}

static void too_much_memory_is_an_error_before_work(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", trial_scalar(&t, GD_FLOAT64, 2));
    gd_shape huge = shape_of(1, (int64_t[]){1 << 24});
    gd_edge y = graph_sum(EXP(graph_expand(x, &huge)), (int64_t[]){0}, 1);
    gd_plan *plan = make_plan(&t, &y, 1, GD_PLAN_OPTIMISED);
    gd_memory small;
    gd_context context = {&small, &t.limits, 0, NULL};
    gd_error err = {0};
    gd_tensor *out;
    gd_memory_init(&small, 1 << 20);
    assert_true(plan_workspace(plan) >= (size_t)8 << 24);
    assert_false(plan_run(plan, t.values, &context, &out, &err));
    assert_int_equal(err.code, GD_MEMORY_LIMIT);
    assert_int_equal(small.used, 0);
    assert_true(small.peak < 1 << 20);
    plan_free(plan);
    trial_close(&t);
}

/* A graph that uses every part of plan making: calls, folding, sharing, views, many outputs. */
static int varied_edges(trial *t, gd_edge *edges)
{
    gd_type type = {GD_FLOAT64, shape_of(2, (int64_t[]){30, 30})};
    gd_edge x = trial_input(t, "x", special_tensor(&t->memory, &type, 0));
    gd_edge y = graph_call(&t->graph, nested_body(&t->graph, &type, 1), &x, 1, NULL);
    gd_edge z = long_chain(POW(y, MUL(K(4), K(.5))), 80);
    edges[0] = graph_sum(z, (int64_t[]){0}, 1);
    edges[1] = graph_add(&t->graph, GD_OP_CONCAT, (gd_edge[]){y, z, y}, 3, (int64_t[]){1}, 1);
    edges[2] = graph_permute(y, (int64_t[]){1, 0});
    edges[3] = POW(x, K(0));
    edges[4] = x;
    return 5;
}

static void every_failed_allocation_is_survived(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge edges[5];
    int n = varied_edges(&t, edges);
    gd_plan *plan = NULL;
    size_t before = t.memory.used;
    long failures = 0;
    for (long i = 1; !plan; i++) {
        gd_error err = {0};
        atomic_store(&t.memory.fail_countdown, i);
        plan = plan_new(&t.memory, &t.limits, t.inputs, 1, edges, n, GD_PLAN_OPTIMISED, &err);
        if (plan) break;
        assert_int_equal(err.code, GD_MEMORY_LIMIT);
        assert_int_equal(t.memory.used, before);
        failures++;
    }
    assert_true(failures > 5);
    before = t.memory.used;
    gd_context context = context_of(&t);
    gd_tensor *out[5];
    bool done = false;
    for (long i = 1; !done; i++) {
        gd_error err = {0};
        atomic_store(&t.memory.fail_countdown, i);
        done = plan_run(plan, t.values, &context, out, &err);
        assert_true(done || (err.code == GD_MEMORY_LIMIT && t.memory.used == before));
    }
    atomic_store(&t.memory.fail_countdown, 0);
    for (int i = 0; i < n; i++) gd_tensor_free(out[i]);
    plan_free(plan);
    trial_close(&t);
}

/* ---- time ---- */

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void expect_end(trial *t, gd_edge edge, const gd_context *context, gd_code code)
{
    gd_plan *plan = make_plan(t, &edge, 1, GD_PLAN_OPTIMISED);
    gd_error err = {0};
    gd_tensor *out = NULL;
    int64_t start = now();
    assert_false(plan_run(plan, t->values, context, &out, &err));
    assert_int_equal(err.code, code);
    assert_null(out);
    assert_true(now() - start < 1000000000); /* generous: sanitizers, a busy machine */
    plan_free(plan);
}

/* Each of these takes much longer than its deadline. */
static int endless_edges(trial *t, gd_edge *edges)
{
    gd_edge x = trial_input(t, "x", trial_scalar(t, GD_FLOAT64, .5));
    gd_shape vector = shape_of(1, (int64_t[]){2000000000}),
             part = shape_of(1, (int64_t[]){1 << 18}),
             square = shape_of(2, (int64_t[]){40000, 40000}),
             tall = shape_of(2, (int64_t[]){900, 90000}),
             wide = shape_of(2, (int64_t[]){90000, 900});
    gd_edge large = graph_expand(x, &vector), table = graph_expand(x, &square);
    gd_edge factors[] = {graph_expand(x, &tall), graph_expand(x, &wide)};
    edges[0] = graph_sum(large, (int64_t[]){0}, 1);
    edges[1] = apply(GD_OP_AMAX, large, (int64_t[]){0}, 1);
    edges[2] = graph_sum(table, (int64_t[]){1}, 1);
    edges[3] = apply(GD_OP_ARGMIN, table, (int64_t[]){0}, 1);
    edges[4] = graph_add(&t->graph, GD_OP_MATMUL, factors, 2, NULL, 0);
    edges[5] = graph_sum(long_chain(graph_expand(x, &part), 20000), (int64_t[]){0}, 1);
    return 6;
}

static void deadline_and_cancel_end_a_run(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    t.limits.tensor_elements = INT32_MAX;
    gd_edge edges[6];
    int n = endless_edges(&t, edges);
    atomic_bool cancel = true;
    trial_check(&t, "building");
    for (int i = 0; i < n; i++) {
        gd_context context = context_of(&t);
        context.deadline_ns = now() + 20000000;
        expect_end(&t, edges[i], &context, GD_DEADLINE);
        context.deadline_ns = 0;
        context.cancel = &cancel;
        expect_end(&t, edges[i], &context, GD_CANCELLED);
    }
    trial_close(&t);
}

/* Making derivatives and plans ends with the call that asks for them, as running them does. */
static void a_cancelled_call_derives_and_plans_nothing(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", trial_scalar(&t, GD_FLOAT64, .5)), gradient;
    gd_edge y = long_chain(x, 300), one = graph_scalar(&t.graph, GD_FLOAT64, 1);
    atomic_bool cancel = true;
    gd_context context = context_of(&t);
    gd_error err = {0};
    context.cancel = &cancel;
    trial_check(&t, "building");
    t.graph.context = &context;
    assert_null(plan_new(&t.memory, &t.limits, &x, 1, &y, 1, GD_PLAN_OPTIMISED, &err));
    assert_int_equal(err.code, GD_CANCELLED);
    assert_false(derive_vjp(&t.graph, &y, &one, 1, &x, 1, &gradient));
    assert_int_equal(t.graph.error.code, GD_CANCELLED);
    trial_close(&t);
}

/* ---- blame ---- */

static void blame_names_the_first_step(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_context context = context_of(&t);
    gd_blame blame;
    gd_edge x = trial_input(&t, "x", trial_scalar(&t, GD_FLOAT64, -4));
    t.graph.span = (gd_span){2, 5, 2, 9};
    gd_edge root = SQRT(ADD(x, K(1)));
    t.graph.span = (gd_span){3, 1, 3, 4};
    gd_edge edges[] = {MUL(EXP(root), K(2)), DIV(K(1), ADD(x, K(4))), ADD(x, LOG(K(-1)))};
    gd_plan *plan = make_plan(&t, edges, 1, GD_PLAN_OPTIMISED);
    assert_true(plan_blame(plan, t.values, &context, true, &blame, NULL));
    assert_string_equal(blame.op, "sqrt");
    assert_int_equal(blame.span.line, 2);
    assert_true(blame.nan);
    assert_true(plan_blame(plan, t.values, &context, false, &blame, NULL));
    assert_null(blame.op);
    plan_free(plan);
    plan = make_plan(&t, edges + 1, 1, GD_PLAN_OPTIMISED);
    assert_true(plan_blame(plan, t.values, &context, false, &blame, NULL));
    assert_string_equal(blame.op, "reciprocal");
    plan_free(plan);
    plan = make_plan(&t, edges + 2, 1, GD_PLAN_OPTIMISED); /* log(-1) was folded */
    assert_true(plan_blame(plan, t.values, &context, true, &blame, NULL));
    assert_string_equal(blame.op, "log");
    assert_int_equal(blame.span.line, 3);
    plan_free(plan);
    trial_close(&t);
}

/* ---- threads ---- */

typedef struct worker {
    const gd_plan *plan;
    gd_tensor *const *inputs;
    gd_context context;
    const gd_tensor *expected;
    int wrong;
} worker;

static void *work(void *argument)
{
    worker *w = argument;
    for (int i = 0; i < 300; i++) {
        gd_tensor *out = NULL;
        bool done = plan_run(w->plan, w->inputs, &w->context, &out, NULL);
        for (int64_t k = 0; done && k < out->count; k++)
            w->wrong += !special_same(out, w->expected, k);
        w->wrong += !done;
        gd_tensor_free(out);
    }
    return NULL;
}

static void threads_share_a_plan(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", new_tensor(&t, GD_FLOAT64, shape_of(2, (int64_t[]){24, 24})));
    gd_edge y = ADD(long_chain(x, 10), graph_permute(COS(x), (int64_t[]){1, 0}));
    gd_tensor *expected;
    trial_compute(&t, &y, 1, &expected);
    gd_plan *plan = make_plan(&t, &y, 1, GD_PLAN_OPTIMISED);
    pthread_t threads[2];
    worker workers[2];
    for (int i = 0; i < 2; i++) {
        workers[i] = (worker){plan, t.values, context_of(&t), expected, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].wrong, 0);
    }
    gd_tensor_free(expected);
    plan_free(plan);
    trial_close(&t);
}

/* ---- random graphs ---- */

/* All shapes broadcast to the last one. */
static const gd_shape shapes[] = {{0, {0}}, {1, {3}}, {2, {1, 3}}, {2, {3, 1}}, {2, {3, 3}}};

static gd_edge random_constant(trial *t, gd_dtype dtype)
{
    static const double values[] = {0, -0., 1, -1, 2, .5, 3, INFINITY};
    return graph_scalar(&t->graph, dtype, values[random_below(8)]);
}

static gd_edge random_view(gd_edge x)
{
    const gd_shape *shape = &edge_type(x)->shape;
    int64_t one[] = {0};
    switch (random_below(6)) {
    case 0: return graph_expand(x, &shapes[4]);
    case 1: return shape->rank ? apply(GD_OP_FLIP, x, one, 1) : x;
    case 2: return shape->rank == 2 ? graph_permute(x, (int64_t[]){1, 0}) : x;
    case 3:
        if (shape->rank < 2 || !op_takes(GD_OP_SUM, edge_type(x)->dtype)) return x;
        return apply(GD_OP_SUM, x, one, 1);
    case 4: return apply(GD_OP_DETACH, x, NULL, 0);
    default: return apply(GD_OP_CAST, x, (int64_t[]){random_below(GD_DTYPE_COUNT)}, 1);
    }
}

static gd_edge random_pointwise(trial *t, const gd_edge *pool, int n)
{
    gd_op op = (gd_op)random_below(GD_OP_COUNT);
    gd_edge operands[3] = {pool[random_below(n)]};
    gd_dtype dtype = edge_type(operands[0])->dtype;
    bool divides = op == GD_OP_FLOOR_DIVIDE || op == GD_OP_REMAINDER;
    if (!op_is_pointwise(op) || !op_takes(op, dtype)) return operands[0];
    if (divides && gd_dtype_kind(dtype) != GD_KIND_FLOAT) return operands[0];
    for (int k = 1; k < op_row(op)->operands; k++)
        operands[k] =
            random_below(3) ? graph_cast(pool[random_below(n)], dtype) : random_constant(t, dtype);
    if (op_row(op)->class == GD_CLASS_SELECT) operands[0] = graph_cast(operands[0], GD_BOOL);
    return graph_add(&t->graph, op, operands, op_row(op)->operands, NULL, 0);
}

static void random_graphs_have_the_same_values(void **state)
{
    (void)state;
    for (int repeat = 0; repeat < 400; repeat++) {
        enum { NODES = 60, OUTPUTS = 12 };
        trial t;
        trial_open(&t);
        snprintf(t.label, sizeof t.label, "random graph %d", repeat);
        gd_edge pool[NODES], outputs[OUTPUTS];
        gd_tensor *values[OUTPUTS];
        int n = 0;
        for (; n < 5; n++) {
            gd_type type = {(gd_dtype)random_below(GD_DTYPE_COUNT), shapes[n]};
            char name[] = {(char)('a' + n), 0};
            pool[n] =
                trial_input(&t, name, special_tensor(&t.memory, &type, random_below(SPECIALS)));
        }
        for (; n < NODES; n++)
            pool[n] = random_below(3) ? random_pointwise(&t, pool, n)
                                      : random_view(pool[random_below(n)]);
        trial_check(&t, "building");
        for (int i = 0; i < OUTPUTS; i++) outputs[i] = pool[random_below(NODES)];
        trial_compute(&t, outputs, OUTPUTS, values);
        for (int i = 0; i < OUTPUTS; i++) gd_tensor_free(values[i]);
        trial_close(&t);
    }
}

/* ---- size ---- */

static void operands_have_a_bound(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", new_tensor(&t, GD_FLOAT64, shape_of(1, (int64_t[]){1})));
    gd_edge many[GD_MAX_INPUTS + 1];
    for (int i = 0; i <= GD_MAX_INPUTS; i++) many[i] = x;
    gd_edge most = graph_add(&t.graph, GD_OP_CONCAT, many, GD_MAX_INPUTS, (int64_t[]){0}, 1);
    gd_tensor *value;
    trial_compute(&t, &most, 1, &value);
    assert_int_equal(value->count, GD_MAX_INPUTS);
    gd_tensor_free(value);
    gd_edge more = graph_add(&t.graph, GD_OP_CONCAT, many, GD_MAX_INPUTS + 1, (int64_t[]){0}, 1);
    gd_error err = {0};
    if (!edge_none(more)) /* whoever writes it down may refuse it already */
        assert_null(plan_new(&t.memory, &t.limits, &x, 1, &more, 1, GD_PLAN_OPTIMISED, &err));
    trial_close(&t);
}

static void depth_is_no_matter(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    gd_edge x = trial_input(&t, "x", trial_scalar(&t, GD_FLOAT64, .5)), y = long_chain(x, 90000);
    gd_tensor *value;
    trial_compute(&t, &y, 1, &value);
    gd_tensor_free(value);
    trial_close(&t);
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
        cmocka_unit_test(equal_nodes_are_computed_once),
        cmocka_unit_test(attributes_tell_nodes_apart),
        cmocka_unit_test(constants_are_folded),
        cmocka_unit_test(constants_without_elements_are_folded),
        cmocka_unit_test(views_are_no_steps),
        cmocka_unit_test(what_no_output_needs_is_left_out),
        cmocka_unit_test(calls_are_written_out),
        cmocka_unit_test(outputs_may_be_anything),
        cmocka_unit_test(plans_outlive_their_graph),
        cmocka_unit_test(inputs_that_no_output_needs_may_be_absent),
        cmocka_unit_test(a_chain_needs_no_more_room_than_its_ends),
        cmocka_unit_test(buffers_are_not_shared_too_early),
        cmocka_unit_test(too_much_memory_is_an_error_before_work),
        cmocka_unit_test(every_failed_allocation_is_survived),
        cmocka_unit_test(deadline_and_cancel_end_a_run),
        cmocka_unit_test(a_cancelled_call_derives_and_plans_nothing),
        cmocka_unit_test(blame_names_the_first_step),
        cmocka_unit_test(threads_share_a_plan),
        cmocka_unit_test(random_graphs_have_the_same_values),
        cmocka_unit_test(operands_have_a_bound),
        cmocka_unit_test(depth_is_no_matter),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
