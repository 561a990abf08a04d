/* What the process gives up once it serves. That it serves on all the same is shown by all the
 * other tests, which are run on a server within the sandbox too. */
#include "tests/server/ask.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STATE "\"event\":\"sandbox\",\"message\":\"off: built with sanitizers"
enum { FILTERS = 0 };
#else
#define STATE "\"event\":\"sandbox\",\"message\":\"on\""
enum { FILTERS = 2 };
#endif

static server_process gradd;

static int member(const char *status, const char *name)
{
    const char *at = strstr(status, name);
    if (!at) fail_msg("no %s in %s", name, status);
    return atoi(at + strlen(name));
}

/* Checks each thread of the server; returns their number. */
static int check_threads(int filters)
{
    char path[300], status[8192];
    int n = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)gradd.pid);
    DIR *threads = opendir(path);
    assert_non_null(threads);
    for (struct dirent *entry; (entry = readdir(threads));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/status", (int)gradd.pid, entry->d_name);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        status[fread(status, 1, sizeof status - 1, file)] = 0;
        fclose(file);
        assert_int_equal(member(status, "\nSeccomp:\t"), filters);
        assert_int_equal(member(status, "\nNoNewPrivs:\t"), filters > 0);
        n++;
    }
    closedir(threads);
    return n;
}

static void every_thread_is_within(void **state)
{
    (void)state;
    server_start(&gradd, "");
    server_wait_log(&gradd, STATE);
    assert_true(check_threads(FILTERS) >=
                1 + 1 + 8 + 1 + 2); /* main, gate, events, admin, compute */
    check_example(answer(&gradd, SMALLEST));
    server_stop(&gradd);
    assert_non_null(strstr(gradd.text, "\"stopped\""));
}

static void it_can_be_left_off(void **state)
{
    (void)state;
    server_start(&gradd, "--sandbox=off");
    server_wait_log(&gradd, "\"event\":\"sandbox\",\"message\":\"off: as configured");
    check_threads(0);
    server_stop(&gradd);
}

/* Within the sandbox no thread can change its priority any more. */
static void compute_threads_give_way_before(void **state)
{
    char path[300];
    int n = 0;
    (void)state;
    server_start(&gradd, "--compute-threads 3 --compute-nice 19");
    snprintf(path, sizeof path, "/proc/%d/task", (int)gradd.pid);
    DIR *threads = opendir(path);
    assert_non_null(threads);
    for (struct dirent *entry; (entry = readdir(threads));)
        n += *entry->d_name != '.' && getpriority(PRIO_PROCESS, (id_t)atoi(entry->d_name)) == 19;
    closedir(threads);
    assert_int_equal(n, 3);
    server_stop(&gradd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_thread_is_within),
        cmocka_unit_test(it_can_be_left_off),
        cmocka_unit_test(compute_threads_give_way_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
