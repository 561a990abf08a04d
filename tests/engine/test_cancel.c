/* A program that is cancelled ends within the operation under way, or right after it, however much
 * that does at once: no clock is needed to see it. The program prints, which sets the flag, does
 * one thing and would print again. */
#include "engine/gradd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct one_thing {
    const char *before, *thing;
} one_thing;

static gd_engine *engine;
static gd_limits limits;

static int open_engine(void **state)
{
    (void)state;
    gd_limits_init(&limits);
    return (engine = gd_engine_new(&limits, NULL)) ? 0 : -1;
}

static int close_engine(void **state)
{
    (void)state;
    gd_engine_free(engine);
    return 0;
}

typedef struct listener {
    atomic_bool cancel;
    int heard;
} listener;

static bool listen(void *user, const char *text, size_t length)
{
    listener *l = user;
    (void)text, (void)length;
    l->heard++;
    atomic_store(&l->cancel, true);
    return true;
}

static void check(const one_thing *t)
{
    char program[512];
    listener l = {false, 0};
    gd_memory memory;
    gd_outcome outcome;
    gd_error error = {0};
    gd_memory_init(&memory, (size_t)limits.memory_bytes);
    const gd_context context = {.memory = &memory, .limits = &limits, .cancel = &l.cancel};
    const gd_session_options options = {.dtype = GD_FLOAT32};
    gd_session *session = gd_session_new(engine, &options, &context, NULL);
    assert_non_null(session);
    int length = snprintf(program, sizeof program, "%s\nprint('go')\n%s\nprint('late')\n",
                          t->before, t->thing);
    assert_in_range(length, 1, sizeof program - 1);
    bool done = gd_session_run(session, program, (size_t)length, listen, &l, &outcome, &error);
    if (done || error.code != GD_CANCELLED || l.heard != 1)
        fail_msg("%s: heard %d times, %s", t->thing, l.heard,
                 done ? outcome.error_type ? outcome.error_message : "done" : error.message);
    gd_session_free(session);
    assert_int_equal(memory.used, 0);
}

static void test_sequences(void **state)
{
    static const one_thing things[] = {
        {"a = list(range(900000))", "b = a[:]"},
        {"a = list(range(900000))", "b = a + [1]"},
        {"a = list(range(900000))", "a[1:1] = [1]"},
        {"a = list(range(900000))", "a.insert(0, 1)"},
        {"a = list(range(900000))", "a.pop(0)"},
        {"a = list(range(900000))", "del a[::2]"},
        {"a = list(range(900000))", "b = tuple(a)"},
        {"", "b = [0] * 900000"},
        {"", "b = sorted(range(10000))"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof things / sizeof *things; i++) check(&things[i]);
}

static void test_texts(void **state)
{
    static const one_thing things[] = {
        {"", "b = f'{1:900000}'"},
        {"", "b = f'{1.5:.900000f}'"},
        {"", "b = '%900000d' % 1"},
        {"", "b = 'x'.center(900000)"},
        {"", "b = 'ab' * 400000"},
        {"a = 'ab' * 400000", "b = a + 'c'"},
        {"a = 'ab' * 400000", "b = a.upper()"},
        {"a = list(range(100000))", "b = str(a)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof things / sizeof *things; i++) check(&things[i]);
}

static void test_tensors(void **state)
{
    static const one_thing things[] = {
        {"", "b = torch.zeros(5000000)"},
        {"", "b = torch.arange(5000000)"},
        {"", "b = torch.rand(3000000)"},
        {"", "b = torch.randn(3000000)"},
        {"", "b = torch.randint(5, (3000000,))"},
        {"", "b = torch.randperm(3000000)"},
        {"a = torch.rand(300000)", "b = torch.multinomial(a, 100000)"},
        {"a = torch.rand(300000)", "b = torch.multinomial(a, 100000, replacement=True)"},
        {"a = torch.rand(600000)", "b = torch.bernoulli(a)"},
        {"a = torch.rand(600000)", "b = torch.poisson(a)"},
        {"a = torch.rand(600000)", "b = torch.normal(a, a)"},
        {"a = torch.zeros(5000000)", "b = a.clone()"},
        {"a = torch.zeros(100000)", "b = a.tolist()"},
        {"a = torch.arange(600000)", "b = torch.nonzero(a)"},
        {"a = torch.arange(600000)", "b = torch.bincount(a)"},
        {"torch.set_printoptions(threshold=10**9)\na = torch.rand(100000)", "b = str(a)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof things / sizeof *things; i++) check(&things[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_tensors),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
