/* Clients take turns: who is served next, who loses a place in a full queue, and who is told that
 * he has enough. */
#include "server/turns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { JOBS = 64 };

static gd_job jobs[JOBS];
static const gd_client a = {"a", {{0}}}, b = {"b", {{0}}}, c = {"c", {{0}}};
static gd_job *pushed;

static void add(gd_turns *turns, int job, const gd_client *client)
{
    assert_int_equal(turns_add(turns, &jobs[job], client, JOBS, &pushed), GD_OK);
    assert_null(pushed);
}

static int take(gd_turns *turns)
{
    gd_job *job = turns_take(turns);
    return job ? (int)(job - jobs) : -1;
}

static void finish(gd_turns *turns, int job)
{
    turns_end(turns, jobs[job].turn, 1);
}

static void check_takes(gd_turns *turns, const int *expected)
{
    for (; *expected >= 0; expected++) {
        assert_int_equal(take(turns), *expected);
        finish(turns, *expected);
    }
    assert_int_equal(take(turns), -1);
}

static void clients_take_turns(void **state)
{
    (void)state;
    gd_turns *turns = turns_new(16, 2, 2);
    for (int i = 0; i < 4; i++) add(turns, i, &a);
    add(turns, 4, &b);
    add(turns, 5, &b);
    add(turns, 6, &c);
    check_takes(turns, (const int[]){0, 4, 6, 1, 5, 2, 3, -1});
    assert_int_equal(turns_clients(turns), 0);
    turns_free(turns);
}

/* One that comes again and again is not served before those that were there. */
static void coming_back_is_no_advantage(void **state)
{
    (void)state;
    gd_turns *turns = turns_new(16, 1, 1);
    add(turns, 0, &a);
    add(turns, 1, &b);
    assert_int_equal(take(turns), 0);
    finish(turns, 0);
    add(turns, 2, &a);
    check_takes(turns, (const int[]){1, 2, -1});
    turns_free(turns);
}

static void a_client_has_a_most_in_flight(void **state)
{
    (void)state;
    gd_turns *turns = turns_new(16, 2, 2);
    add(turns, 0, &a);
    add(turns, 1, &a);
    assert_int_equal(take(turns), 0); /* what runs counts, too */
    assert_int_equal(turns_add(turns, &jobs[2], &a, 2, &pushed), GD_TOO_MANY_IN_FLIGHT);
    add(turns, 3, &b);
    finish(turns, 0);
    assert_int_equal(turns_add(turns, &jobs[2], &a, 2, &pushed), GD_OK);
    check_takes(turns, (const int[]){1, 3, 2, -1});
    turns_free(turns);
}

static void a_client_has_a_most_that_run(void **state)
{
    (void)state;
    gd_turns *turns = turns_new(16, 4, 2);
    for (int i = 0; i < 4; i++) add(turns, i, &a);
    assert_int_equal(take(turns), 0);
    assert_int_equal(take(turns), 1);
    assert_int_equal(take(turns), -1);
    add(turns, 4, &b);
    assert_int_equal(take(turns), 4);
    finish(turns, 1);
    assert_int_equal(take(turns), 2);
    assert_int_equal(take(turns), -1);
    finish(turns, 0);
    finish(turns, 2);
    assert_int_equal(take(turns), 3);
    finish(turns, 3);
    finish(turns, 4);
    assert_int_equal(turns_clients(turns), 0);
    turns_free(turns);
}

/* Of a full queue each gets its part, whoever was there first. */
static void a_full_queue_is_shared_out(void **state)
{
    (void)state;
    gd_turns *turns = turns_new(6, 1, 1);
    for (int i = 0; i < 6; i++) add(turns, i, &a);
    assert_int_equal(turns_add(turns, &jobs[6], &a, JOBS, &pushed), GD_BUSY);
    assert_null(pushed);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(turns_add(turns, &jobs[10 + i], &b, JOBS, &pushed), GD_OK);
        assert_ptr_equal(pushed, &jobs[5 - i]); /* the last of the longest */
    }
    assert_int_equal(turns_add(turns, &jobs[13], &b, JOBS, &pushed), GD_BUSY);
    assert_int_equal(turns_add(turns, &jobs[20], &c, JOBS, &pushed), GD_OK);
    assert_non_null(pushed);
    assert_int_equal(turns_add(turns, &jobs[21], &c, JOBS, &pushed), GD_OK);
    assert_non_null(pushed);
    assert_int_equal(turns_add(turns, &jobs[22], &c, JOBS, &pushed), GD_BUSY);
    assert_int_equal(turns_waiting(turns), 6);
    check_takes(turns, (const int[]){0, 10, 20, 1, 11, 21, -1});
    turns_free(turns);
}

/* What has begun goes on in its turn, even if the queue is full, and is never pushed out. */
static void what_goes_on_needs_no_place(void **state)
{
    (void)state;
    gd_turns *turns = turns_new(3, 4, 2);
    add(turns, 0, &a);
    assert_int_equal(take(turns), 0);
    for (int i = 1; i < 4; i++) add(turns, i, &a);
    jobs[0].goes_on = true;
    struct gd_turn *turn = jobs[0].turn;
    turns_end(turns, turn, 0);
    assert_int_equal(turns_add(turns, &jobs[4], &a, 4, &pushed), GD_TOO_MANY_IN_FLIGHT);
    turns_return(turns, &jobs[0]);
    assert_int_equal(turns_waiting(turns), 4);
    assert_int_equal(turns_add(turns, &jobs[5], &b, JOBS, &pushed), GD_OK);
    assert_ptr_equal(pushed, &jobs[3]); /* not the last one, which has begun */
    check_takes(turns, (const int[]){1, 5, 2, 0, -1});
    assert_int_equal(turns_clients(turns), 0);
    jobs[0].goes_on = false;
    turns_free(turns);
}

/* Whatever happens, nothing is lost or served twice, and no client waits longer than for one job of
 * each other one. */
static void random_work_is_done(void **state)
{
    (void)state;
    enum { PLACES = 20, THREADS = 3, CLIENTS = 9, ROUNDS = 20000 };
    enum { FREE, WAITS, RUNS, RETURNED } is[JOBS] = {FREE};
    unsigned seed = 7;
    print_message("seed %u\n", seed);
    gd_turns *turns = turns_new(PLACES, JOBS, 2);
    int64_t waiting = 0, running = 0, returned = 0;
    for (int round = 0; round < ROUNDS; round++) {
        int job = rand_r(&seed) % JOBS;
        gd_client client = {
            NULL, {{[15] = (unsigned char)(rand_r(&seed) % CLIENTS), [10] = 0xff, [11] = 0xff}}};
        if (is[job] == FREE) {
            jobs[job].goes_on = false;
            gd_code code = turns_add(turns, &jobs[job], &client, 8, &pushed);
            if (!code) is[job] = WAITS, waiting++;
            if (pushed) is[pushed - jobs] = FREE, waiting--;
        } else if (is[job] == RUNS && rand_r(&seed) % 3 == 0) {
            struct gd_turn *turn = jobs[job].turn;
            jobs[job].goes_on = true;
            turns_return(turns, &jobs[job]);
            turns_end(turns, turn, 0);
            is[job] = RETURNED, returned++, running--;
        } else if (is[job] == RUNS) {
            finish(turns, job);
            is[job] = FREE, running--;
        } else if (is[job] == WAITS && rand_r(&seed) % 8 == 0) {
            turns_remove(turns, &jobs[job]);
            is[job] = FREE, waiting--;
        }
        int next = running < THREADS ? take(turns) : -1;
        if (next >= 0) {
            assert_true(is[next] == WAITS || is[next] == RETURNED);
            if (is[next] == WAITS) waiting--;
            else returned--;
            is[next] = RUNS, running++;
        }
        assert_true(turns_waiting(turns) == waiting + returned && waiting <= PLACES);
        assert_true(turns_clients(turns) <= waiting + running + returned);
    }
    for (int job = 0; job < JOBS; job++) {
        if (is[job] == WAITS || is[job] == RETURNED) turns_remove(turns, &jobs[job]);
        if (is[job] == RUNS) finish(turns, job);
    }
    assert_int_equal(turns_clients(turns), 0);
    assert_null(turns_first(turns));
    turns_free(turns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clients_take_turns),
        cmocka_unit_test(coming_back_is_no_advantage),
        cmocka_unit_test(a_client_has_a_most_in_flight),
        cmocka_unit_test(a_client_has_a_most_that_run),
        cmocka_unit_test(a_full_queue_is_shared_out),
        cmocka_unit_test(what_goes_on_needs_no_place),
        cmocka_unit_test(random_work_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
