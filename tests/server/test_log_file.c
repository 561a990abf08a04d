/* Where the log goes, and what becomes of requests when it cannot go on: files that are full, cut,
 * or as long as they may be, readers that have left. The shell opens them, as it does for an
 * operator. */
#include "tests/server/exposition.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"

static server_process gradd;

/* A port that was free a moment ago. */
static int free_port(void)
{
    int port = 0, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unsigned short bytes[8] = {AF_INET};
    socklen_t size = sizeof bytes;
    assert_int_equal(bind(fd, (struct sockaddr *)(void *)bytes, sizeof bytes), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)(void *)bytes, &size), 0);
    port = (bytes[1] & 255) << 8 | bytes[1] >> 8;
    close(fd);
    return port;
}

/* A server on ports of its own whose log goes where a shell says. */
static pid_t start_with_log(const char *log)
{
    char command[512];
    const char *program = getenv("GRADD");
    memset(&gradd, 0, sizeof gradd);
    snprintf(gradd.listen, sizeof gradd.listen, "127.0.0.1:%d", free_port());
    snprintf(gradd.admin, sizeof gradd.admin, "127.0.0.1:%d", free_port());
    snprintf(command, sizeof command,
             "exec %s --listen %s --admin %s --drain-ms 0 --log-requests %s",
             program ? program : "build/asan/gradd", gradd.listen, gradd.admin, log);
    pid_t pid = fork();
    if (pid == 0) _exit(execlp("bash", "bash", "-c", command, NULL) & 127);
    return pid;
}

/* Waits for an answer. */
static void wait_answer(void)
{
    int64_t last = now_ms() + PATIENCE_MS;
    long status = 0;
    while (status != 200 && now_ms() < last) {
        http_reply reply = http_evaluate(&gradd, SMALL);
        status = reply.status;
        reply_free(&reply);
    }
    assert_int_equal(status, 200);
}

/* It must end well. */
static void end(pid_t pid, const char *log)
{
    int result = -1;
    kill(pid, SIGTERM);
    assert_int_equal(waitpid(pid, &result, 0), pid);
    if (result) fail_msg("%s: ended with %x", log, (unsigned)result);
}

/* A disk that is full, a terminal that was closed, a reader that has gone, no stderr at all. */
static void a_broken_log_stops_no_request(void **state)
{
    (void)state;
    static const char *const logs[] = {"2> /dev/full", "2>&-", "2> >(true)"};
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        pid_t pid = start_with_log(logs[i]);
        int64_t last = now_ms() + PATIENCE_MS;
        bool dropped = false;
        while (!dropped && now_ms() < last) { /* a reader may take its time to go */
            http_reply reply = http_evaluate(&gradd, SMALL);
            long status = reply.status;
            reply_free(&reply);
            if (status != 200) continue; /* it is not there yet */
            char *text = exposition_read(&gradd);
            dropped = exposition_value(text, "gradd_log_lines_dropped_total") >= 1;
            free(text);
        }
        assert_true(dropped);
        end(pid, logs[i]);
    }
}

/* Rotated by a copy, and cut: what comes then stands at the beginning, not behind a hole. */
static void a_log_file_may_be_cut(void **state)
{
    (void)state;
    char path[] = "/tmp/gradd-log-XXXXXX", log[64], text[8192];
    close(mkstemp(path));
    snprintf(log, sizeof log, "2> %s", path);
    pid_t pid = start_with_log(log);
    wait_answer();
    assert_int_equal(truncate(path, 0), 0);
    end(pid, log);
    FILE *file = fopen(path, "r");
    size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    unlink(path);
    assert_true(size > 0 && text[0] == '{');
}

/* A file as long as the system lets this process write one (ulimit -f); most of it is a hole. */
static void a_log_file_may_be_at_its_limit(void **state)
{
    (void)state;
    char path[] = "/tmp/gradd-log-XXXXXX", log[64];
    enum { SIZE = 1 << 24 };
    struct rlimit before, bounded;
    close(mkstemp(path));
    assert_int_equal(truncate(path, SIZE), 0);
    snprintf(log, sizeof log, "2>> %s", path);
    getrlimit(RLIMIT_FSIZE, &before);
    bounded = (struct rlimit){SIZE, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &bounded);
    pid_t pid = start_with_log(log);
    setrlimit(RLIMIT_FSIZE, &before);
    wait_answer();
    char *text = exposition_read(&gradd);
    assert_true(exposition_value(text, "gradd_log_lines_dropped_total") >= 1);
    free(text);
    end(pid, log);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_log_stops_no_request),
        cmocka_unit_test(a_log_file_may_be_cut),
        cmocka_unit_test(a_log_file_may_be_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
