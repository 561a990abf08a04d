/* Each row of simplify.def proves itself: its example gives the same bits with and without it, for
 * every dtype that it can be written in, on all pairs of special values; and the rule is used. */
#include "engine/derive/vocabulary.h"
#include "engine/exec/draft.h"
#include "engine/exec/plan.h"
#include "tests/engine/special.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static gd_memory memory;
static gd_limits limits;

/* What an example is written on. */
typedef struct scene {
    gd_graph graph;
    gd_edge inputs[3]; /* x, y, c */
} scene;

static gd_edge structural(gd_op op, gd_edge x, int n, const int64_t *attributes)
{
    return graph_add(x.node->graph, op, &x, 1, attributes, n);
}

static gd_edge bools(gd_graph *graph, bool value)
{
    return graph_scalar_int(graph, GD_BOOL, value);
}

/* A lossless conversion, of those that the types allow. */
static gd_edge widened(gd_edge x)
{
    /* clang-format off */
    static const gd_dtype wider[] = {
        [GD_BOOL] = GD_UINT8, [GD_UINT8] = GD_FLOAT32, [GD_INT8] = GD_INT16, [GD_INT16] = GD_INT64,
        [GD_INT32] = GD_FLOAT64, [GD_INT64] = GD_INT64, [GD_FLOAT32] = GD_FLOAT64,
        [GD_FLOAT64] = GD_FLOAT64,
    };
    /* clang-format on */
    return structural(GD_OP_CAST, x, 1, (int64_t[]){wider[edge_type(x)->dtype]});
}

static gd_edge cast_back(gd_edge x, gd_edge like)
{
    return structural(GD_OP_CAST, x, 1, (int64_t[]){edge_type(like)->dtype});
}

#define K(value) CONSTANT_LIKE(x, value)
#define TRUE bools(x.node->graph, true)
#define FALSE bools(x.node->graph, false)
#define WIDE(x) widened(x)
#define CAST(x, like) cast_back(x, like)
#define OF(OP, x, n, ...) structural(GD_OP_##OP, x, n, (int64_t[]){__VA_ARGS__})

/* A function for each row, named after its line. */
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define RULE(OP, example, when, then)                                                              \
    static gd_edge JOIN(example_, __LINE__)(gd_edge x, gd_edge y, gd_edge c)                       \
    {                                                                                              \
        (void)y, (void)c;                                                                          \
        return example;                                                                            \
    }
#include "engine/exec/simplify.def"
#undef RULE

static const struct {
    const char *text;
    gd_edge (*write)(gd_edge x, gd_edge y, gd_edge c);
} rules[] = {
#define RULE(OP, example, when, then) {#example, JOIN(example_, __LINE__)},
#include "engine/exec/simplify.def"
#undef RULE
};

/* The example of a rule in one dtype; the null edge where its operators do not take it. */
static gd_edge open_scene(scene *s, int rule, gd_dtype dtype)
{
    static const char *const names[] = {"x", "y", "c"};
    gd_type type = {dtype, shape_of(3, (int64_t[]){2, 3, 4})}, condition = type;
    condition.dtype = GD_BOOL;
    graph_init(&s->graph, &memory, &limits);
    for (int i = 0; i < 3; i++)
        s->inputs[i] = graph_input(&s->graph, names[i], i == 2 ? &condition : &type);
    return rules[rule].write(s->inputs[0], s->inputs[1], s->inputs[2]);
}

/* Whether some rule changes the example's last node. */
static bool is_rewritten(scene *s, gd_edge example)
{
    gd_edge operands[3];
    gd_share share;
    const gd_node *node = example.node;
    memcpy(operands, node->inputs, (size_t)node->n_inputs * sizeof *operands);
    share_init(&share, &s->graph);
    gd_draft draft = {.share = &share,
                      .op = node->op,
                      .type = node->results[0],
                      .n_inputs = node->n_inputs,
                      .n_attributes = node->n_attributes,
                      .inputs = operands};
    memcpy(draft.attributes, node->attributes,
           (size_t)node->n_attributes * sizeof *node->attributes);
    bool changed = draft_simplify(&draft);
    share_close(&share);
    return changed;
}

static gd_tensor *compute(scene *s, gd_edge example, gd_plan_style style, gd_tensor *const *values)
{
    gd_context context = {&memory, &limits, 0, NULL};
    gd_error err = {0};
    gd_tensor *result = NULL;
    gd_plan *plan = plan_new(&memory, &limits, s->inputs, 3, &example, 1, style, &err);
    if (plan) plan_run(plan, values, &context, &result, &err);
    plan_free(plan);
    if (err.code) print_error("%s\n", err.message);
    assert_non_null(result);
    return result;
}

static void expect_same(scene *s, gd_edge example, const char *text, gd_tensor *const *values)
{
    gd_tensor *simple = compute(s, example, GD_PLAN_OPTIMISED, values);
    gd_tensor *plain = compute(s, example, GD_PLAN_PLAIN, values);
    assert_true(type_equal(&simple->type, &plain->type));
    for (int64_t i = 0; i < plain->count; i++)
        if (!special_same(simple, plain, i))
            fail_msg("%s in %s: %g, not %g", text, gd_dtype_name(plain->type.dtype),
                     gd_tensor_get(simple, i), gd_tensor_get(plain, i));
    gd_tensor_free(simple);
    gd_tensor_free(plain);
}

/* On special values, those of y starting with number `first`. */
static void try_values(scene *s, gd_edge example, const char *text, int64_t first)
{
    gd_tensor *values[3];
    for (int i = 0; i < 3; i++)
        values[i] = special_tensor(&memory, edge_type(s->inputs[i]), i == 1 ? first : i);
    expect_same(s, example, text, values);
    for (int i = 0; i < 3; i++) gd_tensor_free(values[i]);
}

static void rules_are_exact(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
        int used = 0;
        for (int dtype = 0; dtype < GD_DTYPE_COUNT; dtype++) {
            scene s;
            gd_edge example = open_scene(&s, (int)r, (gd_dtype)dtype);
            if (!edge_none(example)) {
                for (int first = 0; first < SPECIALS; first++)
                    try_values(&s, example, rules[r].text, first);
                used += is_rewritten(&s, example);
            }
            graph_close(&s.graph);
        }
        if (!used) fail_msg("no rule for %s", rules[r].text);
    }
    assert_int_equal(memory.used, 0);
}

/* Which conversions may be left out before another one: every chain of two, all dtypes. */
static void casts_of_casts_are_exact(void **state)
{
    (void)state;
    for (int from = 0; from < GD_DTYPE_COUNT; from++)
        for (int64_t to = 0; to < GD_DTYPE_COUNT; to++)
            for (int64_t last = 0; last < GD_DTYPE_COUNT; last++) {
                scene s;
                open_scene(&s, 0, (gd_dtype)from);
                gd_edge there = structural(GD_OP_CAST, s.inputs[0], 1, &to);
                try_values(&s, structural(GD_OP_CAST, there, 1, &last), "cast of cast", 0);
                graph_close(&s.graph);
            }
}

/* Identities of the real numbers that do not hold for floats: nothing may take them for rules. */
static void what_is_not_exact_stays(void **state)
{
    (void)state;
    gd_graph graph;
    gd_type type = {.dtype = GD_FLOAT64};
    graph_init(&graph, &memory, &limits);
    gd_edge x = graph_input(&graph, "x", &type), y = graph_input(&graph, "y", &type);
    /* clang-format off */
    gd_edge kept[] = {ADD(x, K(0)),     SUB(x, K(-0.0)), SUB(K(0), x),      MUL(x, K(0)),
                      SUB(x, x),        DIV(x, x),       DIV(x, K(3)),      SUB(ADD(x, y), y),
                      MUL(DIV(x, y), y), EQ(x, x),       POW(x, K(3)),      LOG(EXP(x))};
    /* clang-format on */
    static const int steps[] = {1, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1, 2};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        gd_plan *plan =
            plan_new(&memory, &limits, (gd_edge[]){x, y}, 2, &kept[i], 1, GD_PLAN_OPTIMISED, NULL);
        assert_int_equal(plan_steps(plan), steps[i]);
        plan_free(plan);
    }
    graph_close(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_exact),
        cmocka_unit_test(casts_of_casts_are_exact),
        cmocka_unit_test(what_is_not_exact_stays),
    };
    gd_limits_init(&limits);
    gd_memory_init(&memory, (size_t)limits.memory_bytes);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
