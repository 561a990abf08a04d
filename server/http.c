#include "server/clock.h"
#include "server/http_connection.h"
#include "server/log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void notify_connection(void *cls, struct MHD_Connection *mhd, void **context,
                              enum MHD_ConnectionNotificationCode code)
{
    http_thread *thread = cls;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        gate_forget(*context);
        return;
    }
    int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    http_connection *connection = gate_find(thread->http, fd);
    connection->mhd = mhd;
    *context = connection;
}

/* Paths are compared as they are sent: ours need no escapes, and "%00" must not end one. */
static size_t keep_escapes(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls, (void)mhd;
    return strlen(text);
}

static bool start_thread(http_thread *thread, gd_error *err)
{
    const gd_limits *limits = &thread->http->config->limits;
    thread->shard = metrics_shard_new(thread->http->metrics);
    if (!thread->shard) return gd_fail(err, GD_MEMORY_LIMIT, "no memory for an event thread");
    /* Half of the pool is for the head of a request, the rest for the head of its reply. */
    size_t pool = (size_t)limits->head_bytes * 2;
    struct MHD_OptionItem tls[TLS_OPTIONS] = {{MHD_OPTION_END, 0, NULL}};
    unsigned secure = thread->port == ROUTE_PUBLIC ? tls_options(&thread->http->tls, tls) : 0;
    thread->daemon = MHD_start_daemon(
        secure | MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC |
            MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
        0, NULL, NULL, request_go_on, thread, MHD_OPTION_EXTERNAL_LOGGER, account_foreign, thread,
        MHD_OPTION_URI_LOG_CALLBACK, request_begin, thread, MHD_OPTION_NOTIFY_COMPLETED,
        request_end, thread, MHD_OPTION_NOTIFY_CONNECTION, notify_connection, thread,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_THREAD_STACK_SIZE,
        THREAD_STACK, MHD_OPTION_CONNECTION_MEMORY_LIMIT, pool < 8192 ? (size_t)8192 : pool,
        /* Ours is lower: libmicrohttpd would leave clients without an answer at its own. */
        MHD_OPTION_CONNECTION_LIMIT, 2u * THREAD_CONNECTIONS, MHD_OPTION_ARRAY, tls,
        MHD_OPTION_END);
    return thread->daemon || gd_fail(err, GD_INTERNAL, "cannot start an event thread");
}

static bool start_port(gd_http *http, route_port which, int64_t n_threads, int64_t connections,
                       gd_error *err)
{
    http_port *port = &http->ports[which];
    int64_t most = n_threads * THREAD_CONNECTIONS;
    int64_t processors = sysconf(_SC_NPROCESSORS_ONLN);
    port->n_first = processors > 0 && processors < n_threads ? processors : n_threads;
    port->most_connections = connections < most ? connections : most;
    port->threads = calloc((size_t)n_threads, sizeof *port->threads);
    if (!port->threads) return gd_fail(err, GD_MEMORY_LIMIT, "no memory for event threads");
    for (; port->n_threads < n_threads; port->n_threads++) {
        http_thread *thread = &port->threads[port->n_threads];
        *thread = (http_thread){.http = http, .port = which, .number = http->n_threads++};
        if (!start_thread(thread, err)) return false;
    }
    return true;
}

_Static_assert(PHASE_EXPIRED + 1 == METRICS_N_STATES, "a state for each phase");

static void count_connections(gd_http *http, metrics_state *state)
{
    pthread_mutex_lock(&http->lock);
    for (size_t i = 0; i < http->n_slots; i++) {
        const http_connection *connection = http->slots[i];
        if (connection)
            state->connections[connection->thread->port][atomic_load(&connection->phase)]++;
    }
    pthread_mutex_unlock(&http->lock);
}

static void gather(void *user, metrics_state *state)
{
    gd_http *http = user;
    state->queue = queue_look(http->queue);
    state->engine = gd_engine_count(http->engine);
    state->process = process_read(&http->process);
    state->held = atomic_load(&http->held);
    state->draining = atomic_load(&http->draining);
    state->log_dropped = log_dropped();
    count_connections(http, state);
}

static bool start(gd_http *http, gd_error *err)
{
    const gd_config *config = http->config;
    const gd_limits *limits = &config->limits;
    process_open(&http->process);
    http->metrics = metrics_new(gather, http);
    if (!http->metrics) return gd_fail(err, GD_MEMORY_LIMIT, "no memory for the metrics");
    http->queue = queue_new(limits, err);
    return http->queue && clients_open(&http->clients, config, err) &&
           tls_open(&http->tls, config, err) &&
           gate_listen(&http->ports[ROUTE_PUBLIC], config->listen, limits, err) &&
           gate_listen(&http->ports[ROUTE_ADMIN], config->admin, limits, err) &&
           start_port(http, ROUTE_PUBLIC, limits->event_threads, limits->connections, err) &&
           start_port(http, ROUTE_ADMIN, 1, ADMIN_CONNECTIONS, err) && gate_start(http, err);
}

/* As many sockets as the system lets us have. */
static void raise_socket_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit)) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

gd_http *http_start(const gd_config *config, gd_engine *engine, gd_error *err)
{
    gd_http *http = calloc(1, sizeof *http);
    if (!http) {
        gd_fail(err, GD_MEMORY_LIMIT, "no memory for the server");
        return NULL;
    }
    http->config = config;
    http->engine = engine;
    http->process.memory = http->process.descriptors = -1;
    http->name = (uint32_t)hash_key_random().k0;
    http->wake = http->ports[0].listener = http->ports[1].listener = -1;
    pthread_mutex_init(&http->lock, NULL);
    raise_socket_limit();
    if (start(http, err)) return http;
    http_stop(http);
    return NULL;
}

bool http_check(const gd_config *config, gd_error *err)
{
    http_tls tls = {NULL, NULL};
    bool fits = tls_open(&tls, config, err);
    tls_close(&tls);
    return fits && clients_check(config, err);
}

const char *http_address(const gd_http *http, route_port port)
{
    return http->ports[port].address;
}

void http_drain(gd_http *http)
{
    atomic_store(&http->draining, true);
}

void http_close(gd_http *http)
{
    atomic_store(&http->closing, true);
    gate_wake(http);
}

bool http_quiet(gd_http *http)
{
    bool quiet = atomic_load(&http->closed);
    pthread_mutex_lock(&http->lock);
    for (size_t i = 0; i < http->n_slots; i++) {
        const http_connection *connection = http->slots[i];
        if (!connection || connection->thread->port != ROUTE_PUBLIC) continue;
        quiet = quiet && atomic_load(&connection->phase) == PHASE_EXPIRED;
    }
    pthread_mutex_unlock(&http->lock);
    return quiet;
}

static void cancel_all(gd_http *http)
{
    pthread_mutex_lock(&http->lock);
    for (size_t i = 0; i < http->n_slots; i++)
        if (http->slots[i]) atomic_store(&http->slots[i]->cancel, true);
    pthread_mutex_unlock(&http->lock);
}

/* What was cancelled has its answer; lets the event threads send it, for a moment. */
static void send_last_replies(gd_http *http)
{
    for (int i = 0; i < 20 && http->has_gate && !http_quiet(http); i++) usleep(10000);
}

static void stop_port(http_port *port)
{
    for (int64_t i = 0; i < port->n_threads; i++) MHD_stop_daemon(port->threads[i].daemon);
    free(port->threads);
}

bool http_stop(gd_http *http)
{
    enum { GRACE_MS = 5000 };
    http_close(http);
    cancel_all(http);
    if (http->queue && !queue_stop(http->queue, clock_now() + GRACE_MS * CLOCK_MS)) return false;
    send_last_replies(http);
    gate_stop(http);
    for (int p = 0; p < 2; p++) stop_port(&http->ports[p]);
    if (http->queue) queue_free(http->queue);
    for (size_t i = 0; i < http->n_slots; i++)
        if (http->slots[i]) gate_release(http->slots[i]);
    tls_close(&http->tls);
    clients_close(&http->clients);
    free(http->slots);
    free(http->polled);
    if (http->wake >= 0) close(http->wake);
    metrics_free(http->metrics);
    process_close(&http->process);
    pthread_mutex_destroy(&http->lock);
    free(http);
    return true;
}
