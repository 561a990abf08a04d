/* Derivatives at places where a formula alone does not give them: branches and elements that are
 * not selected, kinks, ties, overflow; and derivatives of derivatives beside known numbers.
 *
 * A case is a graph of x as text, with ZERO and ONE before its first node, the place x, and the
 * expected gradient g of the sum of its elements and product H 1 of its Hessian with ones. A
 * surface case is a program instead, with its value, too. */
#include "engine/derive/derive.h"
#include "engine/graph/print.h"
#include "tests/engine/tracing.h"
#include "tests/engine/trial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 3 };

#define X(n) "%0 = input \"x\" : float64[" #n "]\n" ZERO_AND_ONE
#define ZERO_AND_ONE "%1 = constant 0 : float64[]\n%2 = constant 1 : float64[]\n"

typedef struct convention {
    const char *name, *text;
    double x[MOST], g[MOST], h[MOST];
} convention;

/* clang-format off */
static const convention conventions[] = {
    /* Selection sends nothing to what it did not select. */
    {"where(x > 0, sqrt(x), 0)", X(2)
     "%3 = gt %0 %1 : bool[2]\n%4 = sqrt %0 : float64[2]\n%5 = where %3 %4 %1 : float64[2]\nreturn %5\n",
     {0, 4}, {0, .25}, {0, -.03125}},
    {"where(x <= 0, 0, log(x))", X(2)
     "%3 = le %0 %1 : bool[2]\n%4 = log %0 : float64[2]\n%5 = where %3 %1 %4 : float64[2]\nreturn %5\n",
     {0, 2}, {0, .5}, {0, -.25}},
    {"where(x != 0, 1 / x, 0)", X(2)
     "%3 = ne %0 %1 : bool[2]\n%4 = div %2 %0 : float64[2]\n%5 = where %3 %4 %1 : float64[2]\nreturn %5\n",
     {0, 2}, {0, -.25}, {0, .25}},
    {"where(x > 0, x * log(x), 0)", X(2)
     "%3 = gt %0 %1 : bool[2]\n%4 = log %0 : float64[2]\n%5 = mul %0 %4 : float64[2]\n"
     "%6 = where %3 %5 %1 : float64[2]\nreturn %6\n",
     {0, 1}, {0, 1}, {0, 1}},
    {"sqrt(x)[1:]", X(2)
     "%3 = sqrt %0 : float64[2]\n%4 = slice %3 start=[1] count=[1] step=[1] : float64[1]\nreturn %4\n",
     {0, 4}, {0, .25}, {0, -.03125}},
    {"log(x)[1], gathered", X(2)
     "%3 = log %0 : float64[2]\n%4 = constant [1] : int64[1]\n%5 = gather %3 %4 axis=[0] : float64[1]\nreturn %5\n",
     {0, 2}, {0, .5}, {0, -.25}},
    {"concat(sqrt(x), x)[1:]", X(2)
     "%3 = sqrt %0 : float64[2]\n%4 = concat %3 %0 axis=[0] : float64[4]\n"
     "%5 = slice %4 start=[1] count=[3] step=[1] : float64[3]\nreturn %5\n",
     {0, 4}, {1, 1.25}, {0, -.03125}},
    {"where(x > 0, flip(sqrt(flip(x))), 0)", X(2)
     "%3 = gt %0 %1 : bool[2]\n%4 = flip %0 axes=[0] : float64[2]\n%5 = sqrt %4 : float64[2]\n"
     "%6 = flip %5 axes=[0] : float64[2]\n%7 = where %3 %6 %1 : float64[2]\nreturn %7\n",
     {0, 4}, {0, .25}, {0, -.03125}},
    {"where([x > 0, false], sqrt(x), 0), broadcast", X(1)
     "%3 = constant [false, false] : bool[2]\n%4 = sqrt %0 : float64[1]\n%5 = where %3 %4 %1 : float64[2]\nreturn %5\n",
     {0}, {0}, {0}},
    {"sum(where(x > 0, sqrt(x), 0)) ** 2", X(2)
     "%3 = gt %0 %1 : bool[2]\n%4 = sqrt %0 : float64[2]\n%5 = where %3 %4 %1 : float64[2]\n"
     "%6 = sum %5 axes=[0] : float64[]\n%7 = mul %6 %6 : float64[]\nreturn %7\n",
     {0, 4}, {0, 1}, {0, 0}},
    {"where(x > 0, f(x), 0), f = sqrt", X(2)
     "%3 = gt %0 %1 : bool[2]\n%4 = call \"f\"#0 %0 : float64[2]\n    %0 = input \"a\" : float64[2]\n"
     "    %1 = sqrt %0 : float64[2]\n    return %1\n%5 = where %3 %4 %1 : float64[2]\nreturn %5\n",
     {0, 4}, {0, .25}, {0, -.03125}},
    {"maximum(sqrt(x), 1)", X(2)
     "%3 = sqrt %0 : float64[2]\n%4 = maximum %3 %2 : float64[2]\nreturn %4\n",
     {0, 4}, {0, .25}, {0, -.03125}},
    {"minimum(maximum(log(x), 0), 1)", X(2)
     "%3 = log %0 : float64[2]\n%4 = maximum %3 %1 : float64[2]\n%5 = minimum %4 %2 : float64[2]\nreturn %5\n",
     {0, 2}, {0, .5}, {0, -.25}},
    {"amax(sqrt(x))", X(2)
     "%3 = sqrt %0 : float64[2]\n%4 = amax %3 axes=[0] : float64[]\nreturn %4\n",
     {0, 4}, {0, .25}, {0, -.03125}},
    {"where(x > 1, l, 0) + where(x > 1, 0, l), l = log(x)", X(2)
     "%3 = gt %0 %2 : bool[2]\n%4 = log %0 : float64[2]\n%5 = where %3 %4 %1 : float64[2]\n"
     "%6 = where %3 %1 %4 : float64[2]\n%7 = add %5 %6 : float64[2]\nreturn %7\n",
     {1, 2}, {1, .5}, {-1, -.25}},
    {"sqrt(x)[1:] + sqrt(x)[:1]", X(2)
     "%3 = sqrt %0 : float64[2]\n%4 = slice %3 start=[1] count=[1] step=[1] : float64[1]\n"
     "%5 = slice %3 start=[0] count=[1] step=[1] : float64[1]\n%6 = add %4 %5 : float64[1]\nreturn %6\n",
     {1, 4}, {.5, .25}, {-.25, -.03125}},

    /* A value of zero is still a value. */
    {"sqrt(x) * sqrt(x) at 0", X(1)
     "%3 = sqrt %0 : float64[1]\n%4 = mul %3 %3 : float64[1]\nreturn %4\n",
     {0}, {NAN}, {NAN}},

    /* Kinks, as the texts of the operator table tell. */
    {"abs(x)", X(2) "%3 = abs %0 : float64[2]\nreturn %3\n", {0, -2}, {0, -1}, {0, 0}},
    {"sign(x)", X(2) "%3 = sign %0 : float64[2]\nreturn %3\n", {0, -2}, {0, 0}, {0, 0}},
    {"floor(x)", X(2) "%3 = floor %0 : float64[2]\nreturn %3\n", {1, -.5}, {0, 0}, {0, 0}},
    {"maximum(x, 1)", X(3) "%3 = maximum %0 %2 : float64[3]\nreturn %3\n", {0, 1, 2}, {0, .5, 1}, {0}},
    {"minimum(x, 1)", X(3) "%3 = minimum %0 %2 : float64[3]\nreturn %3\n", {0, 1, 2}, {1, .5, 0}, {0}},
    {"maximum(x, x)", X(2) "%3 = maximum %0 %0 : float64[2]\nreturn %3\n", {0, 2}, {1, 1}, {0, 0}},
    {"amax(x)", X(3) "%3 = amax %0 axes=[0] : float64[]\nreturn %3\n", {3, 1, 3}, {.5, 0, .5}, {0}},
    {"amin(x)", X(3) "%3 = amin %0 axes=[0] : float64[]\nreturn %3\n", {3, 3, 3}, {1. / 3, 1. / 3, 1. / 3}, {0}},
    {"pow(x, 0)", X(2) "%3 = pow %0 %1 : float64[2]\nreturn %3\n", {0, 2}, {0, 0}, {0, 0}},
    {"pow(x, 1)", X(2) "%3 = pow %0 %2 : float64[2]\nreturn %3\n", {0, 2}, {1, 1}, {0, 0}},
    {"pow(x, 2)", X(2) "%3 = constant 2 : float64[]\n%4 = pow %0 %3 : float64[2]\nreturn %4\n",
     {0, -3}, {0, -6}, {2, 2}},
    {"pow(0, x)", X(3) "%3 = pow %1 %0 : float64[3]\nreturn %3\n", {0, 1, 2}, {0, 0, 0}, {0}},
    {"pow(1, x)", X(2) "%3 = pow %2 %0 : float64[2]\nreturn %3\n", {0, 2}, {0, 0}, {0, 0}},
    {"pow(x, x) at 0", X(1) "%3 = pow %0 %0 : float64[1]\nreturn %3\n", {0}, {0}, {0}},
    {"atan2(x, x) at 0", X(1) "%3 = atan2 %0 %0 : float64[1]\nreturn %3\n", {0}, {0}, {0}},
    {"hypot(x, x) at 0", X(1) "%3 = hypot %0 %0 : float64[1]\nreturn %3\n", {0}, {0}, {0}},
    {"amax(x) at NaN", X(3) "%3 = amax %0 axes=[0] : float64[]\nreturn %3\n", {NAN, 1, NAN}, {.5, 0, .5}, {0}},
    {"amin(x) at NaN", X(2) "%3 = amin %0 axes=[0] : float64[]\nreturn %3\n", {0, NAN}, {0, 1}, {0}},
};

typedef struct surface {
    const char *input, *program;
    double x[MOST], y[MOST], g[MOST], h[MOST];
} surface;

#define R1 "x float64[1]"
#define R2 "x float64[2]"
#define R3 "x float64[3]"
#define LN2 0.69314718055994530942

static const surface surfaces[] = {
    /* A root of 0 has derivatives 0. */
    {R2, "y = x.norm()", {0, 0}, {0}, {0, 0}, {0, 0}},
    {R2, "y = x.norm()", {3, 4}, {5}, {.6, .8}, {.032, -.024}},
    {"x float32[2]", "y = x.norm()", {1e-23, 0}, {0}, {0, 0}, {0, 0}},
    {"x float64[2, 1]", "y = x.norm(dim=1)", {0, -2}, {0, 2}, {0, -1}, {0, 0}},
    {R2, "y = x.norm(3)", {0, 0}, {0}, {0, 0}, {0, 0}},
    {R2, "y = (x * torch.tensor([1., 2.])).std()", {0, 0}, {0}, {0, 0}, {0, 0}},
    {R2, "y = torch.hypot(x[0], x[1])", {0, 0}, {0}, {0, 0}, {0, 0}},

    /* Elements of 0 have derivatives 0 in norms of any order. */
    {R3, "y = x.norm(0.5)", {0, 4, 1}, {9}, {0, 1.5, 3}, {0, .1875, -.75}},
    {R3, "y = x.norm(1.5)", {0, 0, 2}, {2}, {0, 0, 1}, {0, 0, 0}},
    {R2, "y = x.norm(-1)", {0, 2}, {0}, {0, 0}, {0, 0}},
    {R2, "y = x.norm(-1)", {2, 2}, {1}, {.25, .25}, {0, 0}},

    /* The second derivative of a square at 0 is not that of an absolute value. */
    {R3, "y = F.smooth_l1_loss(x, torch.zeros(3), reduction='sum')",
     {0, .5, 2}, {1.625}, {0, .5, 1}, {1, 1, 0}},
    {R3, "y = F.smooth_l1_loss(x, torch.zeros(3), reduction='sum', beta=2.0)",
     {0, 1, -4}, {3.25}, {0, .5, -1}, {.5, .5, 0}},
    {R3, "y = F.huber_loss(x, torch.zeros(3), reduction='sum', delta=2.0)",
     {0, 1, -4}, {6.5}, {0, 1, -2}, {1, 1, 0}},

    /* Squares neither overflow nor vanish on the way. */
    {R1, "y = torch.hypot(x, torch.tensor(4e200))", {3e200}, {5e200}, {.6}, {0}},
    {R1, "y = torch.hypot(x, torch.tensor(4e-200))", {3e-200}, {0}, {.6}, {1.28e199}},
    {R1, "y = x * math.hypot(3e200, 4e200)", {1}, {5e200}, {5e200}, {0}},
    {R1, "y = 1e200 * torch.atan2(x, torch.tensor(4e200))", {3e200}, {.643501108793284387e200}, {.16}, {0}},
    {R1, "y = 4 * torch.atan2(torch.tensor(4e-160), x)", {3e-160}, {3.7091808720064487}, {-6.4e159}, {INFINITY}},

    /* Infinities and what saturates. */
    {R2, "y = torch.logaddexp(x, x.detach())", {INFINITY, -INFINITY}, {INFINITY, -INFINITY}, {.5, .5}, {0, 0}},
    {R2, "y = torch.logaddexp(x[0], x[1])", {INFINITY, INFINITY}, {INFINITY}, {.5, .5}, {0, 0}},
    {R2, "y = torch.logaddexp(x[0], x[1])", {INFINITY, -INFINITY}, {INFINITY}, {1, 0}, {0, 0}},
    {R1, "y = torch.logaddexp(x, x.detach())", {0}, {LN2}, {.5}, {.25}},
    {R2, "y = x.logsumexp(0)", {-INFINITY, -INFINITY}, {-INFINITY}, {0, 0}, {0, 0}},
    {R2, "y = x.logsumexp(0)", {-INFINITY, 2}, {2}, {0, 1}, {0, 0}},
    {R3, "y = F.binary_cross_entropy(x, torch.tensor([1., 1., 0.]), reduction='sum')",
     {0, .5, 1}, {200 + LN2}, {-1e12, -2, 1e12}, {1e12, 4, 1e12}},
    {R3, "y = F.binary_cross_entropy(torch.tensor([0., .5, 1.]), x, reduction='sum')",
     {0, 1, 1}, {LN2}, {100, 0, -100}, {0}},
    {R2, "y = F.binary_cross_entropy(x, torch.tensor([0., 1.]), reduction='sum')",
     {0, 1}, {0}, {0, 0}, {1e12, 1e12}},
    {R1, "y = torch.logit(x)", {.5}, {0}, {4}, {0}},
    {R1, "y = torch.logit(x)", {0}, {-INFINITY}, {INFINITY}, {-INFINITY}},
    {R1, "y = torch.logit(x)", {1}, {INFINITY}, {INFINITY}, {INFINITY}},
    {R2, "y = x.max()", {NAN, 1}, {NAN}, {1, 0}, {0, 0}},

    /* Whole numbers are divided exactly; nothing is all true and not any. */
    {R1, "y = x * (torch.div(torch.tensor(-9007199254740993), 2, rounding_mode='trunc') == -4503599627370496)",
     {3}, {3}, {1}, {0}},
    {R1, "y = x * (torch.div(torch.tensor([9007199254740993, -9, 9, -8]), torch.tensor([1, 2, -2, 2]), "
         "rounding_mode='trunc') == torch.tensor([9007199254740993, -4, -4, -4])).all()", {3}, {3}, {1}, {0}},
    {R1, "y = x * (torch.div(torch.tensor(-9007199254740993), 2, rounding_mode='floor') == -4503599627370497)",
     {3}, {3}, {1}, {0}},
    {R2, "y = x + torch.ones(2, 0).logsumexp(1)", {3, 4}, {-INFINITY, -INFINITY}, {1, 1}, {0, 0}},
    {R1, "y = x * torch.ones(0).all()", {3}, {3}, {1}, {0}},
    {R2, "y = x * torch.ones(2, 0).any(1)", {3, 4}, {0, 0}, {0, 0}, {0, 0}},
    {R2, "y = x * torch.ones(2, 0).all(1, keepdim=True).reshape(2)", {3, 4}, {3, 4}, {1, 1}, {0, 0}},
};
/* clang-format on */
enum { SURFACES = sizeof surfaces / sizeof *surfaces };

/* Reads a graph of one input, which gets the value of `x`; its output. */
static gd_edge open_text(trial *t, const char *name, const char *text, const double *x)
{
    gd_edge *outputs;
    const char *const *names;
    gd_error err = {0};
    int n;
    trial_open(t);
    snprintf(t->label, sizeof t->label, "%s", name);
    if (!graph_parse(&t->graph, text, strlen(text), &outputs, &names, &n, &err))
        trial_fail(t, "%d:%d: %s", err.span.line, err.span.column, err.message);
    t->inputs[0] = (gd_edge){t->graph.nodes[0], 0};
    t->values[0] = gd_tensor_new(&t->memory, edge_type(t->inputs[0]), INT64_MAX, NULL);
    t->n_inputs = 1;
    assert_non_null(t->values[0]);
    for (int64_t i = 0; i < t->values[0]->count; i++) gd_tensor_set(t->values[0], i, x[i]);
    return outputs[0];
}

static gd_edge ones_like(gd_edge edge)
{
    gd_graph *graph = edge.node->graph;
    return graph_expand(graph_scalar(graph, edge_type(edge)->dtype, 1), &edge_type(edge)->shape);
}

/* The derivative of `of` by x in direction of ones, reverse or forward; null if there is none. */
static gd_edge pull(trial *t, gd_edge of)
{
    gd_edge ones = edge_none(of) ? of : ones_like(of), gradient = {NULL, 0};
    if (!edge_none(of)) derive_vjp(&t->graph, &of, &ones, 1, t->inputs, 1, &gradient);
    trial_check(t, "vjp");
    return gradient;
}

static gd_edge push(trial *t, gd_edge of)
{
    gd_edge ones = ones_like(t->inputs[0]), tangent = {NULL, 0};
    if (!edge_none(of)) derive_jvp(&t->graph, t->inputs, &ones, 1, &of, 1, &tangent);
    trial_check(t, "jvp");
    return tangent;
}

static void expect_number(const trial *t, const char *what, double value, double expected)
{
    if (isnan(expected) ? isnan(value) : value == expected) return;
    if (fabs(value - expected) <= 1e-14 * (1 + fabs(expected)) && isfinite(expected)) return;
    trial_fail(t, "%s is %.17g, not %.17g", what, value, expected);
}

/* An absent derivative stands for zeros. */
static void expect_elements(const trial *t, const char *what, const gd_tensor *value,
                            const double *expected)
{
    for (int64_t i = 0; i < t->values[0]->count; i++)
        expect_number(t, what, value ? gd_tensor_get(value, i) : 0, expected[i]);
}

/* Forward mode gives the elements of J 1, whose sum is that of the gradient. */
static void expect_sum(const trial *t, const char *what, const gd_tensor *value,
                       const double *expected)
{
    double sum = 0, expected_sum = 0;
    for (int64_t i = 0; value && i < value->count; i++) sum += gd_tensor_get(value, i);
    for (int i = 0; i < MOST; i++) expected_sum += expected[i];
    expect_number(t, what, sum, expected_sum);
}

/* `y` NULL: any value. */
static void expect_convention(const convention *c, const double *y)
{
    enum { RESULTS = 6 };
    trial t;
    gd_edge of = open_text(&t, c->name, c->text, c->x), g = pull(&t, of), d = push(&t, of);
    gd_edge edges[RESULTS] = {g, d, pull(&t, g), push(&t, g), push(&t, d), of};
    gd_tensor *values[RESULTS];
    trial_compute(&t, edges, RESULTS, values);
    expect_elements(&t, "vjp", values[0], c->g);
    expect_sum(&t, "jvp", values[1], c->g);
    expect_elements(&t, "vjp of vjp", values[2], c->h);
    expect_elements(&t, "jvp of vjp", values[3], c->h);
    expect_sum(&t, "jvp of jvp", values[4], c->h);
    for (int64_t i = 0; y && i < values[5]->count; i++)
        expect_number(&t, "value", gd_tensor_get(values[5], i), y[i]);
    trial_read_back(&t, edges, RESULTS);
    for (int i = 0; i < RESULTS; i++) gd_tensor_free(values[i]);
    trial_close(&t);
}

static void test_conventions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof conventions / sizeof *conventions; i++)
        expect_convention(&conventions[i], NULL);
}

/* The graph of the last name assigned, as the case of a convention. */
static void test_surface(void **state)
{
    const surface *s = *state;
    tracing t;
    tracing_open(&t, GD_FLOAT64);
    tracing_bind(&t, s->input);
    tracing_run(&t, s->program);
    convention c = {.name = s->program, .text = tracing_graph(&t)};
    memcpy(c.x, s->x, sizeof c.x);
    memcpy(c.g, s->g, sizeof c.g);
    memcpy(c.h, s->h, sizeof c.h);
    expect_convention(&c, s->y);
    tracing_close(&t);
}

static const char tutorial[] = "%0 = input \"x\" : float64[]\n"
                               "%1 = sin %0 : float64[]\n"
                               "%2 = mul %0 %0 : float64[]\n"
                               "%3 = add %1 %2 : float64[]\n"
                               "%4 = log %0 : float64[]\n"
                               "%5 = div %3 %4 : float64[]\n"
                               "return %5\n";

/* f = (sin x + x^2) / log x and its derivatives at 2: 50-digit arithmetic (mpmath 1.3, taylor). */
static const double derivatives[] = {
    7.0826190519303596948608972016227648,
    0.061377494824850510451514334024577379,
    4.0395170316788262828510831826037363,
    -10.62941689654303570144525405851073,
};

/* Bit k of `modes` says whether derivative k + 1 is taken forward. */
static void expect_third_order(unsigned modes)
{
    trial t;
    gd_tensor *values[4];
    char name[TRIAL_LABEL];
    snprintf(name, sizeof name, "(sin(x) + x**2) / log(x), modes %u", modes);
    gd_edge edges[4] = {open_text(&t, name, tutorial, (const double[]){2})};
    for (unsigned k = 0; k < 3; k++)
        edges[k + 1] = modes >> k & 1 ? push(&t, edges[k]) : pull(&t, edges[k]);
    trial_compute(&t, edges, 4, values);
    for (int k = 0; k < 4; k++) {
        double value = gd_tensor_get(values[k], 0);
        if (!(fabs(value - derivatives[k]) <= 5e-14 * (1 + fabs(derivatives[k]))))
            trial_fail(&t, "derivative %d is %.17g, not %.17g", k, value, derivatives[k]);
        gd_tensor_free(values[k]);
    }
    trial_close(&t);
}

static void test_third_order_in_all_modes(void **state)
{
    (void)state;
    for (unsigned modes = 0; modes < 8; modes++) expect_third_order(modes);
}

static int run_surfaces(void)
{
    struct CMUnitTest tests[SURFACES];
    for (size_t i = 0; i < SURFACES; i++)
        tests[i] = (struct CMUnitTest){.name = surfaces[i].program,
                                       .test_func = test_surface,
                                       .initial_state = (void *)&surfaces[i]};
    return cmocka_run_group_tests_name("surface conventions", tests, NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conventions),
        cmocka_unit_test(test_third_order_in_all_modes),
    };
    return cmocka_run_group_tests_name("conventions", tests, NULL, NULL) + run_surfaces();
}
