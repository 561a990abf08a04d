/* print.h: what the printers write for small graphs, and that neither sharing, depth nor lack of
 * memory brings them down. The text form as such is tested in test_graph_text.c. */
#include "tests/engine/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DEPTH = 30000 };

static const char small[] = "%0 = input \"x<1>\" : float64[2]\n"
                            "%1 = constant 2 : float64[]\n"
                            "%2 = mul %0 %1 : float64[2] grad_fn=\"MulBackward1\"\n"
                            "return \"a\\\"\\\\\"=%2\n";

static void test_dot(void **state)
{
    (void)state;
    expect_printed(print_dot, small,
                   "digraph gradd {\n"
                   "    graph [ordering=in];\n"
                   "    n0 [shape=box, label=\"x&#60;1&#62;\\nfloat64[2]\"];\n"
                   "    n1 [shape=plaintext, label=\"2\\nfloat64[]\"];\n"
                   "    n2 [shape=ellipse, label=\"mul\\nMulBackward1\\nfloat64[2]\"];\n"
                   "    n0 -> n2;\n"
                   "    n1 -> n2;\n"
                   "    o0 [shape=box, peripheries=2, label=\"a&#34;\\\\\"];\n"
                   "    n2 -> o0;\n"
                   "}\n");
}

static void test_mermaid(void **state)
{
    (void)state;
    expect_printed(print_mermaid, small,
                   "flowchart TD\n"
                   "    classDef derived stroke-dasharray:4\n"
                   "    n0[\"x#60;1#62;<br/>float64[2]\"]\n"
                   "    n1{{\"2<br/>float64[]\"}}\n"
                   "    n2([\"mul<br/>MulBackward1<br/>float64[2]\"])\n"
                   "    n0 --> n2\n"
                   "    n1 --> n2\n"
                   "    o0[[\"a#34;#92;\"]]\n"
                   "    n2 --> o0\n");
}

static void test_derivatives_are_dashed(void **state)
{
    (void)state;
    document d;
    gd_buffer out;
    document_open(&d, "%0 = input \"x\" : float64[]\n%1 = sin %0 : float64[]\nreturn %1\n");
    d.outputs[0].node->derivative_of = d.graph.nodes[0];
    gd_listing listing = document_listing(&d);
    buffer_init(&out, &d.memory, DOCUMENT_MOST_TEXT);
    print_dot(&listing, &out);
    assert_non_null(strstr(out.data, "n1 [shape=ellipse, style=dashed, label=\"sin"));
    buffer_close(&out);
    document_close(&d);
}

static const char scalars[] = "%0 = input \"x\" : float64[]\n"
                              "%1 = input \"y1\" : float64[]\n"
                              "%2 = input \"z_rate\" : float64[]\n"
                              "%3 = input \"c\" : bool[]\n"
                              "%4 = constant 2 : float64[]\n"
                              "%5 = constant -2 : float64[]\n";

/* Nodes after the scalars above, and the formula of what they return. */
static void test_latex(void **state)
{
    (void)state;
    static const struct {
        const char *nodes, *formula;
    } cases[] = {
        {"return %1\n", "y_{1}"},
        {"return %2\n", "\\text{z\\_rate}"},
        {"%6 = sin %0 : float64[]\n%7 = pow %0 %4 : float64[]\n%8 = add %6 %7 : float64[]\n"
         "%9 = log %0 : float64[]\n%10 = div %8 %9 : float64[]\nreturn %10\n",
         "\\frac{\\sin(x) + x^{2}}{\\ln(x)}"},
        {"%6 = mul %0 %1 : float64[]\n%7 = pow %6 %5 : float64[]\nreturn %7\n",
         "(x \\cdot y_{1})^{-2}"},
        {"%6 = sub %0 %5 : float64[]\n%7 = mul %6 %1 : float64[]\nreturn %7\n",
         "(x - (-2)) \\cdot y_{1}"},
        {"%6 = neg %0 : float64[]\n%7 = neg %6 : float64[]\nreturn %7\n", "-(-x)"},
        {"%6 = sin %0 : float64[]\n%7 = pow %6 %4 : float64[]\nreturn %7\n", "(\\sin(x))^{2}"},
        {"%6 = exp %0 : float64[]\n%7 = pow %6 %4 : float64[]\nreturn %7\n", "(e^{x})^{2}"},
        {"%6 = add %0 %1 : float64[]\n%7 = sin %6 : float64[]\nreturn %7\n", "\\sin(x + y_{1})"},
        {"%6 = where %3 %0 %5 : float64[]\n%7 = mul %6 %0 : float64[]\nreturn %7\n",
         "(\\begin{cases}x & c\\\\-2\\end{cases}) \\cdot x"},
        {"%6 = sum %0 axes=[] : float64[]\n%7 = expand %6 shape=[2, 3] : float64[2, 3]\n"
         "return %7\n",
         "\\text{expand}_{\\text{shape=[2, 3]}}(\\text{sum}(x))"},
        {"%6 = sin %0 : float64[]\n%7 = mul %6 %6 : float64[]\n%8 = add %7 %6 : float64[]\n"
         "return %8\n",
         "\\tau_{1} \\cdot \\tau_{1} + \\tau_{1} \\quad\\text{where}\\quad "
         "\\tau_{1} = \\sin(x)"},
        {"%6 = constant 1e-06 : float64[]\n%7 = pow %0 %6 : float64[]\n%8 = pow %6 %0 : float64[]\n"
         "%9 = add %7 %8 : float64[]\nreturn %9\n",
         "x^{1 \\cdot 10^{-6}} + (1 \\cdot 10^{-6})^{x}"},
        {"%6 = constant [1, NaN] : float64[2]\n%7 = constant NaN : float64[]\n"
         "%8 = add %6 %7 : float64[2]\nreturn %8\n",
         "\\text{constant}_{(2,)} + \\text{NaN}"},
        {"%6 = call \"f_\"#0 %0 : float64[], float64[]\n    %0 = input \"a\" : float64[]\n"
         "    return %0, %0\n%7 = add %6 %6.1 : float64[]\n%8 = call \"f_\"#0 %7 : float64[], "
         "float64[]\n"
         "return %8.1\n",
         "\\text{f\\_}(\\tau_{1}[0] + \\tau_{1}[1])[1] \\quad\\text{where}\\quad "
         "\\tau_{1} = \\text{f\\_}(x)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2048];
        snprintf(text, sizeof text, "%s%s", scalars, cases[i].nodes);
        expect_printed(print_formula, text, cases[i].formula);
    }
}

/* A graph of `n` nodes, each the sum of the one before with itself or with x. */
static void open_chain(document *d, int n, bool doubling)
{
    static const char *const names[] = {"y"};
    gd_type type = {.dtype = GD_FLOAT64};
    document_init(d);
    d->names = names;
    d->n = 1;
    gd_edge x = graph_input(&d->graph, "x", &type), y = x;
    for (int i = 0; i < n; i++)
        y = graph_add(&d->graph, GD_OP_ADD, (gd_edge[]){y, doubling ? y : x}, 2, NULL, 0);
    assert_true(graph_ok(&d->graph));
    d->outputs = arena_alloc(&d->graph.arena, sizeof y, NULL);
    assert_non_null(d->outputs);
    d->outputs[0] = y;
}

static void test_doublings_stay_short(void **state)
{
    (void)state;
    document d;
    open_chain(&d, 20, true);
    gd_listing listing = document_listing(&d);
    for (int i = 0; i < DOCUMENT_PRINTERS; i++) {
        gd_buffer out;
        buffer_init(&out, &d.memory, DOCUMENT_MOST_TEXT);
        document_printers[i](&listing, &out);
        assert_int_equal(out.error.code, GD_OK);
        assert_in_range(out.length, 400, 2500);
        buffer_close(&out);
    }
    document_close(&d);
}

/* Functions that call the one before twice. */
static void test_doubling_calls_stay_short(void **state)
{
    (void)state;
    enum { LEVELS = 20 };
    document d;
    gd_buffer out;
    gd_type type = {.dtype = GD_FLOAT64};
    document_init(&d);
    gd_function *functions[LEVELS];
    gd_edge ends[LEVELS][2], y = {NULL, 0};
    for (int i = 0; i <= LEVELS; i++) {
        gd_graph *graph =
            i < LEVELS ? (functions[i] = graph_function(&d.graph, "f"))->body : &d.graph;
        gd_edge x = y = graph_input(graph, "x", &type);
        for (int k = 0; k < 2 && i > 0; k++) y = graph_call(graph, functions[i - 1], &y, 1, NULL);
        if (i == LEVELS) break;
        ends[i][0] = x;
        ends[i][1] = y;
        functions[i]->parameters = &ends[i][0];
        functions[i]->results = &ends[i][1];
        functions[i]->n_parameters = functions[i]->n_results = 1;
    }
    buffer_init(&out, &d.memory, DOCUMENT_MOST_TEXT);
    print_text(&(gd_listing){&y, NULL, 1}, &out);
    assert_in_range(out.length, 1000, 20000);
    expect_reads_back(out.data);
    buffer_close(&out);
    document_close(&d);
}

static void test_depth_is_no_danger(void **state)
{
    (void)state;
    document d;
    open_chain(&d, DEPTH, false);
    gd_listing listing = document_listing(&d);
    for (int i = 0; i < DOCUMENT_PRINTERS; i++) {
        gd_buffer out;
        buffer_init(&out, &d.memory, DOCUMENT_MOST_TEXT);
        document_printers[i](&listing, &out);
        assert_int_equal(out.error.code, GD_OK);
        if (document_printers[i] == print_text) expect_reads_back(out.data);
        buffer_close(&out);
    }
    document_close(&d);
}

static const char everything[] =
    "%0 = input \"x\\\"\" : float64[2]\n"
    "%1 = constant [1.5, -0] : float64[2]\n"
    "%2 = call \"f\"#0 %0 %1 : float64[2], float64[] name=\"t\" grad_fn=\"FBackward0\"\n"
    "    %0 = input \"a\" : float64[2]\n"
    "    %1 = input \"b\" : float64[2]\n"
    "    %2 = mul %0 %1 : float64[2]\n"
    "    %3 = sum %2 axes=[0] : float64[]\n"
    "    return %2, %3\n"
    "%3 = exp %2 : float64[2]\n"
    "%4 = pad %3 low=[1] high=[0] between=[2] : float64[5]\n"
    "%5 = add %2.1 %4 : float64[5]\n"
    "%6 = mul %5 %5 : float64[5]\n"
    "return \"out\"=%6, \"s\"=%2.1\n";

/* Fails each allocation in turn. */
static void expect_survival(document_printer *print, document *d)
{
    gd_listing listing = document_listing(d);
    for (long n = 1, failed = 1; failed; n++) {
        gd_buffer out;
        buffer_init(&out, &d->memory, DOCUMENT_MOST_TEXT);
        atomic_store(&d->memory.fail_countdown, n);
        print(&listing, &out);
        failed = atomic_load(&d->memory.fail_countdown) == 0;
        atomic_store(&d->memory.fail_countdown, 0);
        assert_int_equal(out.error.code, failed ? GD_MEMORY_LIMIT : GD_OK);
        buffer_close(&out);
    }
}

static void test_lack_of_memory_is_survived(void **state)
{
    (void)state;
    document d;
    document_open(&d, everything);
    for (int i = 0; i < DOCUMENT_PRINTERS; i++) expect_survival(document_printers[i], &d);
    document_close(&d);
}

static void test_output_is_bounded(void **state)
{
    (void)state;
    document d;
    document_open(&d, everything);
    gd_listing listing = document_listing(&d);
    for (int i = 0; i < DOCUMENT_PRINTERS; i++) {
        gd_buffer out;
        buffer_init(&out, &d.memory, 20);
        document_printers[i](&listing, &out);
        assert_int_equal(out.error.code, GD_REPLY_TOO_LARGE);
        assert_true(out.length <= 20);
        buffer_close(&out);
    }
    document_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dot),
        cmocka_unit_test(test_mermaid),
        cmocka_unit_test(test_derivatives_are_dashed),
        cmocka_unit_test(test_latex),
        cmocka_unit_test(test_doublings_stay_short),
        cmocka_unit_test(test_doubling_calls_stay_short),
        cmocka_unit_test(test_depth_is_no_danger),
        cmocka_unit_test(test_lack_of_memory_is_survived),
        cmocka_unit_test(test_output_is_bounded),
    };
    return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
