/* --check-config: what is wrong, all of it, and what would be in force. */
#include "tests/server/client.h"

#include "engine/gradd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char output[65536];

static int check(const char *flags, const char *variable)
{
    char arguments[1024];
    snprintf(arguments, sizeof arguments, "--check-config %s", flags);
    return run_program(arguments, variable, output, sizeof output);
}

/* Fails unless a line of the output has this beginning. */
static void expect_line(const char *beginning)
{
    char pattern[256];
    snprintf(pattern, sizeof pattern, "\n%s", beginning);
    if (strncmp(output, beginning, strlen(beginning)) != 0 && !strstr(output, pattern))
        fail_msg("no line %s in\n%s", beginning, output);
}

static void what_is_in_force_is_printed(void **state)
{
    (void)state;
    int count;
    gd_limit_rows(&count);
    assert_int_equal(check("--body-bytes 5000 --log-requests=all", "GRADD_CORS_ORIGIN=https://a.b"),
                     0);
    assert_null(strstr(output, "warning"));
    expect_line("GRADD_LISTEN=127.0.0.1:8080\n");
    expect_line("GRADD_BODY_BYTES=5000\n");
    expect_line("GRADD_CORS_ORIGIN=https://a.b\n");
    expect_line("GRADD_LOG_REQUESTS=all\n");
    int lines = 0;
    for (const char *c = output; *c; c++) lines += *c == '\n';
    assert_true(lines > count);
}

/* A shell reads the output back to the same values. */
static void what_is_printed_reads_back(void **state)
{
    (void)state;
    static char first[sizeof output];
    char command[512];
    const char *program = getenv("GRADD");
    assert_int_equal(check("--body-bytes 5000", "GRADD_CORS_ORIGIN=https://a.b https://c'd.e"), 0);
    memcpy(first, output, sizeof output);
    snprintf(command, sizeof command, "set -a; . /dev/stdin; %s --check-config",
             program ? program : "build/asan/gradd");
    char file[] = "/tmp/gradd-config-XXXXXX", full[700];
    int fd = mkstemp(file);
    FILE *out = fdopen(fd, "w");
    fputs(first, out);
    fclose(out);
    snprintf(full, sizeof full, "sh -c '%s' < %s", command, file);
    FILE *in = popen(full, "r");
    size_t size = fread(output, 1, sizeof output - 1, in);
    output[size] = 0;
    assert_int_equal(pclose(in), 0);
    remove(file);
    assert_string_equal(output, first);
}

static void all_errors_are_told_at_once(void **state)
{
    (void)state;
    assert_int_equal(check("--nope --body-bytes 1 --log-requests=maybe", "GRADD_HEAD_BYTES=x"), 2);
    expect_line("gradd: GRADD_HEAD_BYTES: \"x\"");
    expect_line("gradd: unknown argument \"--nope\"");
    expect_line("gradd: --body-bytes: \"1\"");
    expect_line("gradd: --log-requests=maybe: \"maybe\" is none of off|errors|all");
    assert_int_equal(check("--listen nowhere --admin 127.0.0.1:99999", NULL), 2);
    expect_line("gradd: listen: \"nowhere\"");
    expect_line("gradd: admin: \"127.0.0.1:99999\"");
    assert_int_equal(check("--listen 127.0.0.1:80 --admin 127.0.0.1:80", NULL), 2);
    expect_line("gradd: listen and admin are both 127.0.0.1:80");
    assert_int_equal(check("--listen 127.0.0.1:0 --admin 127.0.0.1:0", NULL), 0);
}

static void what_makes_no_sense_is_a_warning(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"--total-bytes 1048576", NULL, "body_bytes (33554432) exceeds total_bytes (1048576)"},
        {"--body-bytes 2147483647", NULL, "body_bytes (2147483647) exceeds memory_bytes"},
        {"--timeout-ms 60000", NULL, "timeout_ms (60000) exceeds stop_ms (30000)"},
        {"--connections 961", NULL, "connections (961): 8 event_threads serve at most 960"},
        {"--cors-origin https://a.b/", NULL, "cors_origin: \"https://a.b/\""},
        {"--cors-origin a.b", NULL, "cors_origin: \"a.b\""},
        {"--allowed-hosts https://a.b", NULL, "allowed_hosts: \"https://a.b\""},
        {"--allowed-hosts a.b,c.d", NULL, "allowed_hosts: \"a.b,c.d\""},
        {"--allowed-hosts *.a.b", NULL, "allowed_hosts: \"*.a.b\""},
        {"", "GRADD_BODY_BITES=1", "GRADD_BODY_BITES sets nothing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[256];
        assert_int_equal(check(cases[i][0], cases[i][1]), 0);
        snprintf(line, sizeof line, "gradd: warning: %s", cases[i][2]);
        expect_line(line);
    }
    assert_int_equal(check("", "GRADD_PORT=tcp://10.0.0.1:80"), 0); /* Kubernetes sets it */
    assert_null(strstr(output, "warning"));
    assert_int_equal(check("", "GRADD_ADMIN_SERVICE_HOST=10.0.0.1"), 0);
    assert_null(strstr(output, "warning"));
}

/* What tokens set for themselves is looked at, too, and only that. */
static void limits_of_tokens_that_make_no_sense_are_warnings(void **state)
{
    (void)state;
    static const char text[] = "alice 0123456789abcdef0 timeout_ms=40000\nbob 0123456789abcdef1\n";
    char path[] = "/tmp/gradd-tokens-XXXXXX", flags[128];
    int fd = mkstemp(path);
    assert_true(write(fd, text, sizeof text - 1) == sizeof text - 1);
    close(fd);
    snprintf(flags, sizeof flags, "--total-bytes 1048576 --tokens %s", path);
    assert_int_equal(check(flags, NULL), 0);
    unlink(path);
    expect_line("gradd: warning: token alice: timeout_ms (40000) exceeds stop_ms (30000)");
    expect_line("gradd: warning: body_bytes (33554432) exceeds total_bytes (1048576)");
    assert_null(strstr(output, "token alice: body_bytes"));
    assert_null(strstr(output, "token bob"));
}

/* A server that starts says so too, after its addresses. */
static void warnings_are_logged(void **state)
{
    (void)state;
    server_process gradd;
    setenv("GRADD_BODY_BITES", "1", 1);
    server_start(&gradd, "");
    server_wait_log(&gradd, "\"event\":\"warning\",\"message\":\"GRADD_BODY_BITES");
    unsetenv("GRADD_BODY_BITES");
    server_stop(&gradd);
}

static void help_fits_a_page(void **state)
{
    (void)state;
    assert_int_equal(run_program("--help", NULL, output, sizeof output), 0);
    for (const char *line = output; *line; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        if (length > 100 || (length && line[length - 1] == ' '))
            fail_msg("%.*s", (int)length, line);
    }
}

int main(void)
{
    unsetenv("GRADD_URL");
    unsetenv("GRADD_ADMIN_URL");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_in_force_is_printed),
        cmocka_unit_test(what_is_printed_reads_back),
        cmocka_unit_test(all_errors_are_told_at_once),
        cmocka_unit_test(what_makes_no_sense_is_a_warning),
        cmocka_unit_test(limits_of_tokens_that_make_no_sense_are_warnings),
        cmocka_unit_test(warnings_are_logged),
        cmocka_unit_test(help_fits_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
