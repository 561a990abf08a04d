/* Computing one small graph in every way, and saying all about it when the ways disagree. */
#include "tests/engine/trial.h"

#include "engine/graph/print.h"
#include "tests/engine/sampling.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const double STEP = 0x1p-12;

void trial_open(trial *t)
{
    *t = (trial){0};
    gd_limits_init(&t->limits);
    gd_memory_init(&t->memory, (size_t)t->limits.memory_bytes);
    graph_init(&t->graph, &t->memory, &t->limits);
}

void trial_close(trial *t)
{
    for (int i = 0; i < t->n_inputs; i++) gd_tensor_free(t->values[i]);
    graph_close(&t->graph);
    if (t->memory.used) trial_fail(t, "%zu bytes are left", (size_t)t->memory.used);
}

static void print_value(const char *name, const gd_tensor *value)
{
    char shape[SHAPE_TEXT];
    print_message("    %s %s =", name, shape_print(&value->type.shape, shape));
    for (int64_t i = 0; i < value->count; i++) print_message(" %.17g", gd_tensor_get(value, i));
    print_message("\n");
}

void trial_fail(const trial *t, const char *format, ...)
{
    char message[GD_MAX_MESSAGE];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    print_message("%s: %s\n    GRADD_SEED=%llu\n", t->label, message,
                  (unsigned long long)random_seed());
    for (int i = 0; i < t->n_inputs; i++) print_value(t->inputs[i].node->name, t->values[i]);
    fail();
    __builtin_unreachable(); /* fail jumps */
}

gd_edge trial_input(trial *t, const char *name, gd_tensor *value)
{
    assert_true(value && t->n_inputs < TRIAL_INPUTS);
    t->values[t->n_inputs] = value;
    return t->inputs[t->n_inputs++] = graph_input(&t->graph, name, &value->type);
}

gd_tensor *trial_scalar(trial *t, gd_dtype dtype, double value)
{
    gd_tensor *tensor = gd_tensor_new(&t->memory, &(gd_type){.dtype = dtype}, 1, NULL);
    assert_non_null(tensor);
    gd_tensor_set(tensor, 0, value);
    return tensor;
}

void trial_check(const trial *t, const char *after)
{
    gd_error err = t->graph.error;
    if (!err.code) graph_check(&t->graph, &err);
    if (err.code) trial_fail(t, "after %s: %s: %s", after, gd_code_slug(err.code), err.message);
}

/* The text of a text, read and printed. */
static void print_again(trial *t, const gd_buffer *text, gd_buffer *again)
{
    gd_graph graph;
    gd_edge *outputs;
    const char *const *names;
    gd_error err = {0};
    int n;
    graph_init(&graph, &t->memory, &t->limits);
    if (!graph_parse(&graph, text->data, text->length, &outputs, &names, &n, &err) ||
        !graph_check(&graph, &err))
        trial_fail(t, "%d:%d: %s in\n%s", err.span.line, err.span.column, err.message, text->data);
    print_text(&(gd_listing){outputs, names, n}, again);
    graph_close(&graph);
}

void trial_read_back(trial *t, const gd_edge *edges, int n)
{
    gd_buffer text, again;
    buffer_init(&text, &t->memory, t->memory.limit);
    buffer_init(&again, &t->memory, t->memory.limit);
    print_text(&(gd_listing){edges, NULL, n}, &text);
    print_again(t, &text, &again);
    if (text.error.code || again.error.code || strcmp(text.data, again.data) != 0)
        trial_fail(t, "does not read back:\n%s", text.data);
    buffer_close(&text);
    buffer_close(&again);
}

static gd_plan *new_plan(trial *t, const gd_edge *edges, int n, gd_plan_style style)
{
    gd_error err = {0};
    gd_plan *plan = plan_new(&t->memory, &t->limits, t->inputs, t->n_inputs, edges, n, style, &err);
    if (!plan) trial_fail(t, "no plan: %s", err.message);
    return plan;
}

static void run(trial *t, const gd_plan *plan, gd_tensor **values)
{
    gd_error err = {0};
    gd_context context = {.memory = &t->memory, .limits = &t->limits};
    if (!plan_run(plan, t->values, &context, values, &err))
        trial_fail(t, "no result: %s", err.message);
}

/* The edges that are not null; returns their number. */
static int present(const gd_edge *edges, int n, gd_edge found[TRIAL_EDGES])
{
    int count = 0;
    assert_true(n <= TRIAL_EDGES);
    for (int i = 0; i < n; i++)
        if (!edge_none(edges[i])) found[count++] = edges[i];
    return count;
}

/* Values of the edges present, put where they belong. */
static void spread(const gd_edge *edges, int n, gd_tensor *const *found, gd_tensor **values)
{
    int count = 0;
    for (int i = 0; i < n; i++) values[i] = edge_none(edges[i]) ? NULL : found[count++];
}

/* Bits equal, but that any NaN is like any other: their signs and payloads are not of IEEE 754, and
 * no answer shows them. */
static bool is_same(const gd_tensor *a, const gd_tensor *b, int64_t i)
{
    size_t size = gd_dtype_size(a->type.dtype), at = (size_t)i * size;
    return !memcmp(a->data + at, b->data + at, size) ||
           (isnan(gd_tensor_get(a, i)) && isnan(gd_tensor_get(b, i)));
}

static void expect_same(const trial *t, const gd_tensor *a, const gd_tensor *b)
{
    if (!type_equal(&a->type, &b->type)) trial_fail(t, "styles of plan give different types");
    for (int64_t i = 0; i < a->count; i++) {
        if (is_same(a, b, i)) continue;
        print_value("optimised", a);
        print_value("plain", b);
        trial_fail(t, "styles of plan differ at element %lld", (long long)i);
    }
}

void trial_compute(trial *t, const gd_edge *edges, int n, gd_tensor **values)
{
    gd_edge found[TRIAL_EDGES];
    gd_tensor *results[2][TRIAL_EDGES];
    static const gd_plan_style styles[2] = {GD_PLAN_OPTIMISED, GD_PLAN_PLAIN};
    int count = present(edges, n, found);
    for (int i = 0; i < 2; i++) {
        gd_plan *plan = new_plan(t, found, count, styles[i]);
        run(t, plan, results[i]);
        plan_free(plan);
    }
    for (int i = 0; i < count; i++) {
        if (!type_equal(&results[0][i]->type, edge_type(found[i])))
            trial_fail(t, "a value is not of its edge's type");
        expect_same(t, results[0][i], results[1][i]);
        gd_tensor_free(results[1][i]);
    }
    spread(edges, n, results[0], values);
}

/* Another set of values for the inputs: the given ones, plus `step` along the directions. */
static void move(trial *t, gd_tensor *const *from, const gd_tensor *const *directions, double step)
{
    for (int k = 0; k < t->n_inputs; k++) {
        if (!directions[k]) continue;
        t->values[k] = gd_tensor_new(&t->memory, &from[k]->type, INT64_MAX, NULL);
        assert_non_null(t->values[k]);
        for (int64_t i = 0; i < from[k]->count; i++)
            gd_tensor_set(t->values[k], i,
                          gd_tensor_get(from[k], i) + step * gd_tensor_get(directions[k], i));
    }
}

static void move_back(trial *t, gd_tensor *const *from)
{
    for (int k = 0; k < t->n_inputs; k++) {
        if (t->values[k] != from[k]) gd_tensor_free(t->values[k]);
        t->values[k] = from[k];
    }
}

static void add_scaled(gd_tensor *sum, const gd_tensor *more, double factor)
{
    for (int64_t i = 0; i < sum->count; i++)
        gd_tensor_set(sum, i, gd_tensor_get(sum, i) + factor * gd_tensor_get(more, i));
}

/* f'(0) = (f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12h + O(h^4): Fornberg, Generation of finite
 * difference formulas (1988), table 1. */
static const struct {
    double place, weight;
} stencil[] = {{-2, 1. / 12}, {-1, -8. / 12}, {1, 8. / 12}, {2, -1. / 12}};

void trial_differences(trial *t, const gd_tensor *const *directions, const gd_edge *edges, int n,
                       gd_tensor **values)
{
    gd_edge found[TRIAL_EDGES];
    gd_tensor *sums[TRIAL_EDGES], *terms[TRIAL_EDGES], *from[TRIAL_INPUTS];
    int count = present(edges, n, found);
    gd_plan *plan = new_plan(t, found, count, GD_PLAN_OPTIMISED);
    memcpy(from, t->values, sizeof from);
    for (int i = 0; i < count; i++) {
        gd_type type = {GD_FLOAT64, edge_type(found[i])->shape};
        sums[i] = gd_tensor_new(&t->memory, &type, INT64_MAX, NULL);
        assert_non_null(sums[i]);
    }
    for (size_t p = 0; p < sizeof stencil / sizeof *stencil; p++) {
        move(t, from, directions, stencil[p].place * STEP);
        run(t, plan, terms);
        for (int i = 0; i < count; i++) {
            add_scaled(sums[i], terms[i], stencil[p].weight / STEP);
            gd_tensor_free(terms[i]);
        }
        move_back(t, from);
    }
    plan_free(plan);
    spread(edges, n, sums, values);
}

void trial_expect_close(const trial *t, const char *property, const gd_tensor *a,
                        const gd_tensor *b, double tolerance)
{
    const gd_tensor *any = a ? a : b;
    for (int64_t i = 0; any && i < any->count; i++) {
        double left = a ? gd_tensor_get(a, i) : 0, right = b ? gd_tensor_get(b, i) : 0;
        if (fabs(left - right) <= tolerance * (1 + fabs(left) + fabs(right))) continue;
        trial_fail(t, "%s: element %lld is %.17g, not %.17g", property, (long long)i, left, right);
    }
}

double trial_dot(const gd_tensor *a, const gd_tensor *b, double *size)
{
    double sum = 0;
    for (int64_t i = 0; a && b && i < a->count; i++) {
        double product = gd_tensor_get(a, i) * gd_tensor_get(b, i);
        sum += product;
        *size += fabs(product);
    }
    return sum;
}
