/* The program: configuration, engine, service; then waiting for a signal to end it. */
#include "server/clock.h"
#include "server/health.h"
#include "server/http.h"
#include "server/log.h"
#include "server/notify.h"
#include "server/sandbox.h"
#include "server/schedule.h"
#include "server/slack.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void say_listening(const gd_http *http)
{
    log_line line;
    log_begin(&line, "listening");
    log_text(&line, "listen", http_address(http, ROUTE_PUBLIC));
    log_text(&line, "admin", http_address(http, ROUTE_ADMIN));
    log_text(&line, "version", GD_VERSION);
    log_number(&line, "pid", getpid());
    log_end(&line);
}

static void log_warning(const char *message)
{
    log_message("warning", "%s", message);
}

static void print_warning(const char *message)
{
    fprintf(stderr, "gradd: warning: %s\n", message);
}

static void print_error(const char *message)
{
    fprintf(stderr, "gradd: %s\n", message);
}

static int check(const gd_config *config)
{
    config_warn(config, print_warning);
    gd_error err = {.code = GD_OK};
    int errors = config_check(config, print_error);
    if (!http_check(config, &err)) {
        print_error(err.message);
        errors++;
    }
    config_print(config);
    return errors ? 2 : 0;
}

static void enter_sandbox(const gd_config *config)
{
    gd_error err = {.code = GD_OK};
    bool entered = config->sandbox && sandbox_enter(&err);
    if (entered) log_message("sandbox", "on");
    else log_message("sandbox", "off: %s", err.code ? err.message : "as configured");
}

/* Waits for a signal of `set` until `due`; 0 when none came. */
static int wait_signal(const sigset_t *set, int64_t due)
{
    int64_t left = due - clock_now();
    if (left < 0) left = 0;
    struct timespec time = {left / (1000 * CLOCK_MS), left % (1000 * CLOCK_MS)};
    int signal = sigtimedwait(set, NULL, &time);
    return signal > 0 ? signal : 0;
}

/* Lets a load balancer notice that we leave, then what runs finish. A second signal ends both. */
static void drain(gd_http *http, const gd_limits *limits, const sigset_t *set, int first)
{
    http_drain(http);
    const char *name = first == SIGTERM ? "SIGTERM" : first == SIGINT ? "SIGINT" : "SIGHUP";
    log_message("draining", "%s", name);
    int64_t due = clock_now() + limits->drain_ms * CLOCK_MS;
    /* At a terminal nobody balances load. */
    if (first == SIGTERM && wait_signal(set, due)) return;
    http_close(http);
    due = clock_now() + limits->stop_ms * CLOCK_MS;
    while (!http_quiet(http) && clock_now() < due)
        if (wait_signal(set, clock_now() + 20 * CLOCK_MS)) return;
}

/* The signals that end the process in order, blocked before any thread starts, so that they come to
 * serve() alone. SIGHUP comes from a terminal that was closed, unless nohup has it ignored. */
static void block_signals(sigset_t *set)
{
    struct sigaction hangup;
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        sigaddset(set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, set, NULL);
}

static int serve(const gd_config *config, const sigset_t *set)
{
    gd_error err = {.code = GD_OK};
    int signal = 0, manager = notify_open();
    gd_engine *engine = gd_engine_new(&config->limits, &err);
    gd_http *http = engine ? http_start(config, engine, &err) : NULL;
    if (!http) {
        fprintf(stderr, "gradd: %s\n", err.message);
        gd_engine_free(engine);
        return err.code == GD_BAD_VALUE ? 2 : 1;
    }
    say_listening(http);
    config_warn(config, log_warning);
    enter_sandbox(config);
    notify_send(manager, "READY=1");
    sigwait(set, &signal);
    notify_send(manager, "STOPPING=1");
    drain(http, &config->limits, set, signal);
    bool stopped = http_stop(http);
    log_tell_rest(INT64_MAX);
    if (!stopped) {
        log_message("abandoned", "a request that was cancelled still runs");
        _exit(0);
    }
    gd_engine_free(engine);
    log_message("stopped", "all threads have ended");
    if (manager >= 0) close(manager);
    return 0;
}

int main(int argc, char **argv)
{
    gd_config config;
    int status;
    sigset_t set;
    if (!config_read(&config, argc, argv, &status)) return status;
    if (config.command == CONFIG_HEALTH) return health_check(config.admin);
    if (config.command == CONFIG_CHECK) return check(&config);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a log that has grown to what a file may have */
    slack_init();
    schedule_answering();
    log_open();
    block_signals(&set);
    return serve(&config, &set);
}
