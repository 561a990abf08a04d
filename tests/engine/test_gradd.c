/* The public interface as a service uses it: questions in, answers out. */
#include "engine/gradd.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static gd_limits limits;
static gd_memory memory;
static gd_engine *engine;

static int start(void **state)
{
    (void)state;
    gd_limits_init(&limits);
    gd_memory_init(&memory, 1 << 30);
    engine = gd_engine_new(&limits, NULL);
    return !engine;
}

/* Whatever the tests did, nothing of theirs is still held. */
static int stop(void **state)
{
    (void)state;
    gd_engine_free(engine);
    return memory.used != 0;
}

static gd_context context(void)
{
    return (gd_context){.memory = &memory, .limits = &limits};
}

static gd_tensor *tensor(int rank, const int64_t *dims, const double *values)
{
    gd_type type = {.dtype = GD_FLOAT64, .shape = shape_of(rank, dims)};
    gd_tensor *t = gd_tensor_new(&memory, &type, INT32_MAX, NULL);
    for (int64_t i = 0; i < t->count; i++) gd_tensor_set(t, i, values[i]);
    return t;
}

static gd_tensor *scalar(double value)
{
    return tensor(0, NULL, &value);
}

static gd_question ask(const char *program, const gd_binding *inputs, int n)
{
    return (gd_question){.program = program,
                         .length = strlen(program),
                         .inputs = inputs,
                         .n_inputs = n,
                         .dtype = GD_FLOAT64};
}

/* The value under a path of names such as "hessians.x.y"; fails the test if there is none. */
static const gd_value *at(const gd_answer *answer, const char *path)
{
    const gd_value *value = answer->root;
    while (*path) {
        size_t length = strcspn(path, ".");
        int i = 0;
        while (i < value->n_items && (strlen(value->items[i].name) != length ||
                                      strncmp(value->items[i].name, path, length)))
            i++;
        if (i == value->n_items) fail_msg("no %s", path);
        value = &value->items[i];
        path += length + (path[length] == '.');
    }
    return value;
}

static const gd_tensor *tensor_at(const gd_answer *answer, const char *path)
{
    const gd_value *value = at(answer, path);
    if (value->kind != GD_VALUE_TENSOR) fail_msg("%s is no tensor", path);
    return answer->tensors[value->integer];
}

static void expect(const gd_answer *answer, const char *path, int n, const double *values)
{
    const gd_tensor *t = tensor_at(answer, path);
    assert_int_equal(t->count, n);
    for (int i = 0; i < n; i++)
        if (!(fabs(gd_tensor_get(t, i) - values[i]) <= 1e-13 * (1 + fabs(values[i]))))
            fail_msg("%s[%d] is %.17g, not %.17g", path, i, gd_tensor_get(t, i), values[i]);
}

static gd_evaluation *evaluate(const gd_question *question, gd_answer *answer)
{
    gd_error err = {0};
    gd_context c = context();
    gd_evaluation *evaluation = gd_prepare(engine, question, &c, &err);
    if (!evaluation || !gd_evaluate(evaluation, question, &c, answer, &err))
        fail_msg("%s: %s", gd_code_slug(err.code), err.message);
    return evaluation;
}

static void finish(gd_evaluation *evaluation, gd_answer *answer)
{
    gd_answer_close(answer);
    gd_evaluation_release(evaluation);
}

static void expect_error(const gd_question *question, gd_code code, const char *words)
{
    gd_error err = {0};
    gd_context c = context();
    gd_evaluation *evaluation = gd_prepare(engine, question, &c, &err);
    gd_evaluation_release(evaluation);
    assert_null(evaluation);
    assert_string_equal(gd_code_slug(err.code), gd_code_slug(code));
    if (!strstr(err.message, words)) fail_msg("'%s' lacks '%s'", err.message, words);
    assert_true(err.hint[0]);
}

/* f = x²y + y³ at (2, 3): every kind of derivative by hand. */
static const char polynomial[] = "out = x * x * y + y * y * y";

static void every_kind_of_derivative(void **state)
{
    (void)state;
    gd_tensor *x = scalar(2), *y = scalar(3), *u = scalar(5), *v = scalar(7), *w = scalar(11);
    gd_binding inputs[] = {{"x", x}, {"y", y}}, moves[] = {{"x", u}, {"y", v}}, pull = {NULL, w};
    const gd_want wants[] = {
        {.kind = GD_WANT_GRADIENT, .n_wrt = -1},
        {.kind = GD_WANT_JACOBIAN, .n_wrt = -1},
        {.kind = GD_WANT_HESSIAN, .n_wrt = -1},
        {.kind = GD_WANT_JVP, .n_wrt = -1, .directions = moves, .n_directions = 2},
        {.kind = GD_WANT_VJP, .n_wrt = -1, .directions = &pull, .n_directions = 1},
        {.kind = GD_WANT_HVP, .n_wrt = -1, .directions = moves, .n_directions = 2},
    };
    gd_question question = ask(polynomial, inputs, 2);
    question.wants = wants;
    question.n_wants = 6;
    gd_answer answer;
    gd_evaluation *evaluation = evaluate(&question, &answer);
    expect(&answer, "outputs.out", 1, (double[]){39});
    expect(&answer, "gradients.x", 1, (double[]){12});
    expect(&answer, "gradients.y", 1, (double[]){31});
    expect(&answer, "jacobians.y", 1, (double[]){31});
    expect(&answer, "hessians.x.x", 1, (double[]){6});
    expect(&answer, "hessians.x.y", 1, (double[]){4});
    expect(&answer, "hessians.y.x", 1, (double[]){4});
    expect(&answer, "hessians.y.y", 1, (double[]){18});
    expect(&answer, "jvp.value", 1, (double[]){39});
    expect(&answer, "jvp.tangent", 1, (double[]){5 * 12 + 7 * 31});
    expect(&answer, "vjp.x", 1, (double[]){11 * 12});
    expect(&answer, "hvp.x", 1, (double[]){6 * 5 + 4 * 7});
    expect(&answer, "hvp.y", 1, (double[]){4 * 5 + 18 * 7});
    finish(evaluation, &answer);
    gd_tensor *held[] = {x, y, u, v, w};
    for (int i = 0; i < 5; i++) gd_tensor_free(held[i]);
}

/* A tall Jacobian goes by columns, a wide one by rows; both have the shape output + input. */
static void jacobians_by_rows_and_columns(void **state)
{
    (void)state;
    gd_tensor *x = tensor(1, (int64_t[]){2}, (double[]){2, 3});
    gd_binding input = {"x", x};
    gd_want want = {.kind = GD_WANT_JACOBIAN, .n_wrt = -1};
    gd_answer answer;
    gd_question question = ask("out = cat([x * x, x.sum().reshape(1)])", &input, 1);
    question.wants = &want;
    question.n_wants = 1;
    gd_evaluation *evaluation = evaluate(&question, &answer);
    expect(&answer, "jacobians.x", 6, (double[]){4, 0, 0, 6, 1, 1});
    assert_int_equal(tensor_at(&answer, "jacobians.x")->type.shape.dims[0], 3);
    finish(evaluation, &answer);
    question.program = "out = (x * x * x).sum()";
    question.length = strlen(question.program);
    evaluation = evaluate(&question, &answer);
    expect(&answer, "jacobians.x", 2, (double[]){12, 27});
    finish(evaluation, &answer);
    gd_tensor_free(x);
}

/* f = (sin x + x²)/log x at 2, in 50-digit arithmetic (mpmath 1.3): f, f', f''. */
static void the_function_of_the_tutorial(void **state)
{
    (void)state;
    gd_tensor *x = scalar(2);
    gd_binding input = {"x", x};
    gd_want want = {.kind = GD_WANT_HESSIAN, .n_wrt = -1};
    gd_question question = ask("(sin(x) + x**2) / log(x)", &input, 1);
    question.expression = question.default_gradient = true;
    question.wants = &want;
    question.n_wants = 1;
    gd_answer answer;
    gd_evaluation *evaluation = evaluate(&question, &answer);
    expect(&answer, "outputs.out", 1, (double[]){7.0826190519303597});
    expect(&answer, "gradients.x", 1, (double[]){0.061377494824850510});
    expect(&answer, "hessians.x.x", 1, (double[]){4.0395170316788263});
    finish(evaluation, &answer);
    gd_tensor_free(x);
}

static void warnings_and_absent_gradients(void **state)
{
    (void)state;
    gd_tensor *x = scalar(0), *y = scalar(1), *z = scalar(1);
    gd_binding inputs[] = {{"x", x}, {"y", y}, {"z", z}};
    gd_question question = ask("w = y * 2\nout = log(x)", inputs, 3);
    question.default_gradient = true;
    gd_answer answer;
    gd_evaluation *evaluation = evaluate(&question, &answer);
    assert_int_equal(at(&answer, "gradients.y")->kind, GD_VALUE_NONE);
    assert_int_equal(answer.n_warnings, 2);
    assert_string_equal(answer.warnings[0].code, "unused_input");
    assert_non_null(strstr(answer.warnings[0].message, "'z'"));
    assert_string_equal(answer.warnings[1].code, "infinity");
    assert_int_equal(answer.warnings[1].span.line, 2);
    finish(evaluation, &answer);
    gd_tensor *held[] = {x, y, z};
    for (int i = 0; i < 3; i++) gd_tensor_free(held[i]);
}

static void no_default_gradient_of_many_elements(void **state)
{
    (void)state;
    gd_tensor *x = tensor(1, (int64_t[]){2}, (double[]){1, 2});
    gd_binding input = {"x", x};
    gd_question question = ask("y = x + 1", &input, 1);
    question.default_gradient = true;
    gd_answer answer;
    gd_evaluation *evaluation = evaluate(&question, &answer);
    assert_int_equal(at(&answer, "gradients")->kind, GD_VALUE_NONE);
    assert_string_equal(answer.warnings[0].code, "not_scalar");
    finish(evaluation, &answer);
    gd_tensor_free(x);
}

static void values_that_are_no_tensors(void **state)
{
    (void)state;
    gd_tensor *x = scalar(2);
    gd_binding input = {"x", x};
    gd_question question = ask("out = [1, 2.5, 'a', None, True, (x, x + 1)]", &input, 1);
    gd_answer answer;
    gd_evaluation *evaluation = evaluate(&question, &answer);
    const gd_value *list = at(&answer, "outputs.out");
    const gd_value_kind kinds[] = {GD_VALUE_INT,  GD_VALUE_FLOAT, GD_VALUE_TEXT,
                                   GD_VALUE_NONE, GD_VALUE_BOOL,  GD_VALUE_SEQUENCE};
    assert_int_equal(list->n_items, 6);
    for (int i = 0; i < 6; i++) assert_int_equal(list->items[i].kind, kinds[i]);
    assert_int_equal(list->items[5].items[1].kind, GD_VALUE_TENSOR);
    finish(evaluation, &answer);
    gd_tensor_free(x);
}

static void wrong_questions(void **state)
{
    (void)state;
    gd_tensor *x = tensor(1, (int64_t[]){2}, (double[]){1, 2});
    gd_type ints = {.dtype = GD_INT64};
    gd_tensor *n = gd_tensor_new(&memory, &ints, 1, NULL);
    gd_binding inputs[] = {{"x", x}, {"n", n}};
    const char *wrt_n = "n", *wrt_q = "q";
    gd_want want = {.kind = GD_WANT_GRADIENT, .n_wrt = -1};
    gd_question question = ask("y = x * 2", inputs, 2);
    question.wants = &want;
    question.n_wants = 1;
    expect_error(&question, GD_NOT_SCALAR, "scalar outputs");
    question = ask("y = (x * n).sum()", inputs, 2);
    question.wants = &want;
    question.n_wants = 1;
    want = (gd_want){.kind = GD_WANT_GRADIENT, .wrt = &wrt_n, .n_wrt = 1};
    expect_error(&question, GD_NO_DERIVATIVE, "floating point");
    want.wrt = &wrt_q;
    expect_error(&question, GD_UNKNOWN_NAME, "'q'");
    want = (gd_want){.kind = GD_WANT_GRADIENT, .of = "nowhere", .n_wrt = -1};
    expect_error(&question, GD_UNKNOWN_NAME, "'nowhere'");
    question = ask("x", inputs, 2);
    expect_error(&question, GD_VALUE, "no output");
    gd_tensor_free(x);
    gd_tensor_free(n);
}

/* The second question of a form is answered by the evaluation of the first, and no other is. */
static void the_cache_keeps_what_is_asked_twice(void **state)
{
    (void)state;
    gd_tensor *x = scalar(2), *y = tensor(1, (int64_t[]){1}, (double[]){2});
    gd_binding scalar_x = {"x", x}, vector_x = {"x", y};
    gd_question question = ask("out = x * 17", &scalar_x, 1);
    gd_context c = context();
    gd_evaluation *kept[4];
    for (int i = 0; i < 3; i++) kept[i] = gd_prepare(engine, &question, &c, NULL);
    assert_ptr_not_equal(kept[0], kept[1]);
    assert_ptr_equal(kept[1], kept[2]);
    question.inputs = &vector_x;
    kept[3] = gd_prepare(engine, &question, &c, NULL);
    assert_ptr_not_equal(kept[2], kept[3]);
    for (int i = 0; i < 4; i++) gd_evaluation_release(kept[i]);
    gd_tensor_free(x);
    gd_tensor_free(y);
}

/* With memory failing at each allocation in turn the answer is an error or right, and all is given
 * back. */
static void memory_runs_out_anywhere(void **state)
{
    (void)state;
    gd_tensor *x = scalar(2);
    gd_binding input = {"x", x};
    gd_want want = {.kind = GD_WANT_HESSIAN, .n_wrt = -1};
    gd_question question = ask("def f(a):\n    return (a * x).mean()\nout = f(x)", &input, 1);
    question.default_gradient = true;
    question.wants = &want;
    question.n_wants = 1;
    question.graph = GD_GRAPH_VALUE;
    question.graph_backward = true;
    size_t before = memory.used;
    bool done = false;
    for (long n = 1; !done; n++) {
        gd_error err = {0};
        gd_answer answer = {0};
        gd_context c = context();
        memory.fail_countdown = n;
        gd_evaluation *evaluation = gd_prepare(engine, &question, &c, &err);
        done = evaluation && gd_evaluate(evaluation, &question, &c, &answer, &err);
        memory.fail_countdown = 0;
        if (!done) assert_int_equal(err.code, GD_MEMORY_LIMIT);
        if (done) expect(&answer, "gradients.x", 1, (double[]){4});
        gd_answer_close(&answer);
        gd_evaluation_release(evaluation);
        assert_int_equal(memory.used, before);
    }
    gd_tensor_free(x);
}

static void a_deadline_that_has_passed(void **state)
{
    (void)state;
    gd_tensor *x = scalar(2);
    gd_binding input = {"x", x};
    gd_question question = ask("out = x\nwhile True:\n    out = out * 1", &input, 1);
    gd_context c = context();
    gd_error err = {0};
    c.deadline_ns = 1;
    assert_null(gd_prepare(engine, &question, &c, &err));
    assert_int_equal(err.code, GD_DEADLINE);
    gd_tensor_free(x);
}

/* Repeated products whose cost, once for each of many seeds, is beyond int64_t. */
static void the_cost_of_much_is_the_most_there_is(void **state)
{
    (void)state;
    static double ones[4000];
    gd_tensor *x = tensor(1, (int64_t[]){4000}, ones);
    gd_binding input = {"x", x};
    gd_want want = {.kind = GD_WANT_JACOBIAN, .n_wrt = -1};
    gd_question question = ask("c = x.sum().expand(4000, 4000)\nfor i in range(16000):\n"
                               "    c = c @ c\nout = c.reshape(16000000)[:4000]",
                               &input, 1);
    gd_context c = context();
    question.wants = &want;
    question.n_wants = 1;
    gd_error err = {0};
    gd_evaluation *evaluation = gd_prepare(engine, &question, &c, &err);
    assert_string_equal(err.message, "");
    assert_true(gd_evaluation_cost(evaluation) == INT64_MAX);
    gd_evaluation_release(evaluation);
    gd_tensor_free(x);
}

/* A shape with a 0 in it is bounded too: strides and printing go by the other sizes. */
static void empty_tensors_of_any_size_are_refused(void **state)
{
    (void)state;
    gd_question question = ask("out = zeros(0).expand(1000000, 1000000, 0)", NULL, 0);
    gd_context c = context();
    gd_error err = {0};
    assert_null(gd_prepare(engine, &question, &c, &err));
    assert_int_equal(err.code, GD_TENSOR_TOO_LARGE);
}

/* A branch that was not selected: mathematics has 0, PyTorch NaN. */
static void conventions_differ_where_pytorch_has_nan(void **state)
{
    (void)state;
    gd_tensor *x = tensor(1, (int64_t[]){2}, (double[]){0, 4});
    gd_binding input = {"x", x};
    gd_question question = ask("out = where(x > 0, sqrt(x), 0.).sum()", &input, 1);
    gd_answer answer;
    question.default_gradient = true;
    gd_evaluation *evaluation = evaluate(&question, &answer);
    expect(&answer, "gradients.x", 2, (double[]){0, .25});
    finish(evaluation, &answer);
    question.conventions = GD_CONVENTIONS_TORCH;
    evaluation = evaluate(&question, &answer);
    assert_true(isnan(gd_tensor_get(tensor_at(&answer, "gradients.x"), 0)));
    assert_true(gd_tensor_get(tensor_at(&answer, "gradients.x"), 1) == .25);
    finish(evaluation, &answer);
    gd_tensor_free(x);
}

/* PyTorch's softplus and elu are operators with formulas of their own: the branches that make them
 * up here are nobody's business. */
static void branches_within_an_operator_send_no_nan(void **state)
{
    (void)state;
    gd_tensor *x = tensor(1, (int64_t[]){3}, (double[]){-800, 1, 800});
    gd_binding input = {"x", x};
    gd_question question = ask("out = (F.elu(x) + F.softplus(2 * x) / 2).sum()", &input, 1);
    gd_answer answer;
    question.default_gradient = true;
    question.conventions = GD_CONVENTIONS_TORCH;
    gd_evaluation *evaluation = evaluate(&question, &answer);
    expect(&answer, "gradients.x", 3, (double[]){0, 1 + 1 / (1 + exp(-2)), 2});
    finish(evaluation, &answer);
    question = ask("out = where(x < 0, F.elu(sqrt(x)), x).sum()", &input, 1);
    question.default_gradient = true;
    question.conventions = GD_CONVENTIONS_TORCH;
    evaluation = evaluate(&question, &answer);
    assert_true(isnan(gd_tensor_get(tensor_at(&answer, "gradients.x"), 0)));
    finish(evaluation, &answer);
    gd_tensor_free(x);
}

static void doubling_lists_are_bounded(void **state)
{
    (void)state;
    gd_question question = ask("a = [1]\nfor i in range(60):\n    a = [a, a]", NULL, 0);
    gd_context c = context();
    gd_error err = {0};
    assert_null(gd_prepare(engine, &question, &c, &err));
    assert_int_equal(err.code, GD_VALUE);
}

/* What is kept for later is paid by the request that makes it, until it is made. */
static void one_limit_holds_for_graph_and_plan(void **state)
{
    (void)state;
    gd_memory small;
    gd_question question =
        ask("out = 1.0\nfor i in range(2000):\n    out = out + ones(1)", NULL, 0);
    gd_context c = context();
    c.memory = &small;
    for (size_t limit = 1 << 12; limit < 1 << 26; limit += limit / 2) {
        gd_error err = {0};
        gd_memory_init(&small, limit);
        gd_evaluation *evaluation = gd_prepare(engine, &question, &c, &err);
        assert_true(evaluation || err.code == GD_MEMORY_LIMIT);
        assert_true(small.peak <= limit);
        assert_int_equal(small.used, 0);
        gd_evaluation_release(evaluation);
    }
}

static void *ask_many(void *unused)
{
    (void)unused;
    for (int i = 0; i < 50; i++) every_kind_of_derivative(NULL);
    return NULL;
}

static void many_threads_ask_at_once(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, ask_many, NULL);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_derivative),
        cmocka_unit_test(jacobians_by_rows_and_columns),
        cmocka_unit_test(the_function_of_the_tutorial),
        cmocka_unit_test(warnings_and_absent_gradients),
        cmocka_unit_test(no_default_gradient_of_many_elements),
        cmocka_unit_test(values_that_are_no_tensors),
        cmocka_unit_test(wrong_questions),
        cmocka_unit_test(the_cache_keeps_what_is_asked_twice),
        cmocka_unit_test(memory_runs_out_anywhere),
        cmocka_unit_test(a_deadline_that_has_passed),
        cmocka_unit_test(the_cost_of_much_is_the_most_there_is),
        cmocka_unit_test(empty_tensors_of_any_size_are_refused),
        cmocka_unit_test(conventions_differ_where_pytorch_has_nan),
        cmocka_unit_test(branches_within_an_operator_send_no_nan),
        cmocka_unit_test(doubling_lists_are_bounded),
        cmocka_unit_test(one_limit_holds_for_graph_and_plan),
        cmocka_unit_test(many_threads_ask_at_once),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
