/* Sessions whose programs run long: what is out of reach is given back, so that a program of any
 * length holds what its data need. */
#include "engine/gradd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { TEXT = 2048, MIB = 1 << 20 };

/* Runs a program, in whose text %d stands for a number, and returns the most bytes it held. */
static size_t run(const char *program, int number, size_t limit)
{
    char text[TEXT];
    gd_limits limits;
    gd_memory memory;
    gd_outcome outcome;
    gd_error error = {0};
    gd_limits_init(&limits);
    limits.program_steps = 1000000000;
    gd_memory_init(&memory, limit);
    const gd_context context = {.memory = &memory, .limits = &limits};
    const gd_session_options options = {.dtype = GD_FLOAT32};
    gd_engine *engine = gd_engine_new(&limits, NULL);
    gd_session *session = gd_session_new(engine, &options, &context, NULL);
    assert_non_null(session);
    int length = snprintf(text, sizeof text, program, number);
    assert_in_range(length, 1, TEXT - 1);
    bool done = gd_session_run(session, text, (size_t)length, NULL, NULL, &outcome, &error);
    if (!done || outcome.error_type) fail_msg("%s", done ? outcome.error_message : error.message);
    gd_session_free(session);
    assert_int_equal(memory.used, 0);
    gd_engine_free(engine);
    return memory.peak;
}

/* A program holds no more after ten times as many steps. */
static void assert_flat(const char *program, int steps)
{
    size_t some = run(program, steps, 512 * (size_t)MIB);
    size_t many = run(program, 10 * steps, 512 * (size_t)MIB);
    if (many > some + some / 16) fail_msg("%zu bytes grow to %zu", some, many);
}

static void descent_by_hand_holds_the_same_for_any_number_of_steps(void **state)
{
    (void)state;
    assert_flat("w = torch.zeros(3, requires_grad=True)\n"
                "x = torch.tensor([1.0, 2.0, 3.0])\n"
                "for step in range(%d):\n"
                "    loss = ((w - x) ** 2).mean()\n"
                "    loss.backward()\n"
                "    with torch.no_grad():\n"
                "        w -= 0.1 * w.grad\n"
                "    w.grad = None\n",
                2000);
}

static void an_optimiser_holds_the_same_for_any_number_of_steps(void **state)
{
    (void)state;
    assert_flat("model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))\n"
                "optimizer = torch.optim.Adam(model.parameters(), lr=0.01)\n"
                "x = torch.tensor([[0.0, 1.0], [1.0, 1.0]])\n"
                "for step in range(%d):\n"
                "    optimizer.zero_grad()\n"
                "    loss = F.mse_loss(model(x), torch.ones(2, 1))\n"
                "    loss.backward()\n"
                "    optimizer.step()\n",
                200);
}

static void tensors_that_are_dropped_make_room(void **state)
{
    (void)state;
    run("for step in range(%d):\n"
        "    x = torch.zeros(512, 512)\n"
        "    x[0] = step\n",
        2000, 64 * (size_t)MIB);
}

static void tapes_that_are_dropped_make_room(void **state)
{
    (void)state;
    run("w = torch.ones(256, 256, requires_grad=True)\n"
        "for step in range(%d):\n"
        "    y = (w * w).exp().sum()\n",
        200, 16 * (size_t)MIB);
}

/* Walks from an end that pass all that was removed there make these quadratic. */
static void queues_and_stacks_are_not_walked_from_their_ends(void **state)
{
    (void)state;
    run("n = %d\n"
        "d, e, s = {i: i for i in range(n)}, {i: i for i in range(n)}, set(range(n))\n"
        "while d: del d[next(iter(d))]\n"
        "while e: e.popitem()\n"
        "while s: s.pop()\n"
        "d[1], e[2] = 3, 4\n"
        "s.add(5)\n"
        "assert d == {1: 3} and e == {2: 4} and s == {5} and list(d) == [1] and s.pop() == 5\n"
        "d.update({i: i for i in range(9)})\n"
        "del d[0], d[8], d[4]\n"
        "d[0] = 7\n"
        "assert list(d) == [1, 2, 3, 5, 6, 7, 0] and d.popitem() == (0, 7) and d.popitem() == (7, "
        "7)\n",
        100000, 512 * (size_t)MIB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queues_and_stacks_are_not_walked_from_their_ends),
        cmocka_unit_test(descent_by_hand_holds_the_same_for_any_number_of_steps),
        cmocka_unit_test(an_optimiser_holds_the_same_for_any_number_of_steps),
        cmocka_unit_test(tensors_that_are_dropped_make_room),
        cmocka_unit_test(tapes_that_are_dropped_make_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
