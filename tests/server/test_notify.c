/* What a service manager is told: ready once it serves, stopping when it drains. */
#include "tests/server/client.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static server_process gradd;

/* A socket that listens under a name of its own; `name` receives it as systemd would write it. */
static int open_manager(const char *folder, char name[108])
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    snprintf(name, 108, "%s/gradd-notify-%d", folder, (int)getpid());
    snprintf(at.sun_path, sizeof at.sun_path, "%s", name);
    if (name[0] == '@') at.sun_path[0] = 0;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
    assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
    return fd;
}

static void expect_state(int fd, const char *expected)
{
    char text[64] = "";
    struct pollfd socket = {.fd = fd, .events = POLLIN};
    if (poll(&socket, 1, PATIENCE_MS) != 1) fail_msg("%s does not come", expected);
    assert_true(recv(fd, text, sizeof text - 1, 0) > 0);
    assert_string_equal(text, expected);
}

static void the_manager_is_told(void **state)
{
    (void)state;
    static const char *const folders[] = {"@test", "/tmp"};
    for (int i = 0; i < 2; i++) {
        char name[108];
        int fd = open_manager(folders[i], name);
        setenv("NOTIFY_SOCKET", name, 1);
        server_start(&gradd, "");
        expect_state(fd, "READY=1");
        kill(gradd.pid, SIGTERM);
        expect_state(fd, "STOPPING=1");
        server_wait(&gradd);
        close(fd);
        if (name[0] == '/') remove(name);
    }
}

/* A manager that has gone, or never was, stops nothing. */
static void nobody_need_listen(void **state)
{
    (void)state;
    static const char *const names[] = {"/nowhere/at/all", "relative", "", "@nobody"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        setenv("NOTIFY_SOCKET", names[i], 1);
        server_start(&gradd, "");
        server_stop(&gradd);
    }
    unsetenv("NOTIFY_SOCKET");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manager_is_told),
        cmocka_unit_test(nobody_need_listen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
