/* The gate: one thread that accepts connections, refuses those beyond the limit in words, and shuts
 * those that are past a deadline. It also reads out sockets whose client may still be sending when
 * the refusal is already written: to close them at once would make the kernel throw away both. */
#include "server/address.h"
#include "server/clock.h"
#include "server/http_connection.h"
#include "server/log.h"
#include "server/slack.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    TICK_MS = 25,     /* between two looks at all of few connections */
    ACCEPTS = 64,     /* connections taken in one go */
    LINGER_MS = 2000, /* for a client to notice that it was refused */
    SWALLOW = 1 << 20 /* bytes read from it and dropped in one go */
};

/* A peer that the network has lost, or that takes nothing, is not waited for: whether it owes a
 * sign of life, the acknowledgement of what was sent, or room for more. Accepted sockets inherit
 * this. */
static void watch_peers(int fd, int64_t stall_ms)
{
    int on = 1, most = (int)stall_ms, idle = most / 3000 + 1, between = most / 6000 + 1;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &between, sizeof between);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &most, sizeof most);
}

static int open_listener(const struct addrinfo *address)
{
    int on = 1;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    int reason = errno;
    close(fd);
    errno = reason;
    return -1;
}

static void name_listener(http_port *port)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    char host[NI_MAXHOST] = "", service[NI_MAXSERV] = "";
    getsockname(port->listener, (struct sockaddr *)&address, &length);
    getnameinfo((struct sockaddr *)&address, length, host, sizeof host, service, sizeof service,
                NI_NUMERICHOST | NI_NUMERICSERV);
    bool v6 = strchr(host, ':');
    snprintf(port->address, sizeof port->address, "%s%s%s:%s", v6 ? "[" : "", host, v6 ? "]" : "",
             service);
}

bool gate_listen(http_port *port, const char *address, const gd_limits *limits, gd_error *err)
{
    char text[NI_MAXHOST + NI_MAXSERV];
    const char *host, *service;
    struct addrinfo *found,
        hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    snprintf(text, sizeof text, "%s", address);
    if (!address_split(text, &host, &service))
        return gd_fail(err, GD_BAD_VALUE, "\"%s\" is not an address of the form host:port",
                       address);
    int status = getaddrinfo(host, service, &hints, &found);
    if (status) return gd_fail(err, GD_BAD_VALUE, "\"%s\": %s", address, gai_strerror(status));
    port->listener = open_listener(found);
    int reason = errno;
    freeaddrinfo(found);
    if (port->listener < 0)
        return gd_fail(err, GD_INTERNAL, "cannot listen on %s: %s", address, strerror(reason));
    watch_peers(port->listener, limits->stall_timeout_ms);
    name_listener(port);
    return true;
}

void gate_wake(gd_http *http)
{
    ssize_t written = write(http->wake, &(uint64_t){1}, sizeof(uint64_t));
    (void)written; /* it fails only when the gate is about to wake anyhow */
}

http_connection *gate_find(gd_http *http, int fd)
{
    pthread_mutex_lock(&http->lock);
    http_connection *connection = http->slots[fd];
    pthread_mutex_unlock(&http->lock);
    return connection;
}

/* Keeps a second handle on a socket that is about to be closed, for the gate to read it out. */
static void add_lingerer(gd_http *http, int fd)
{
    shutdown(fd, SHUT_WR);
    if (http->n_lingering == LINGERING || atomic_load(&http->stopping)) {
        close(fd);
        return;
    }
    http->lingering[http->n_lingering++] =
        (struct http_lingerer){fd, clock_now() + LINGER_MS * CLOCK_MS};
    gate_wake(http);
}

void gate_release(http_connection *connection)
{
    if (atomic_fetch_sub(&connection->holders, 1) > 1) return;
    stream_destroy(&connection->stream);
    free(connection);
}

void gate_settle(http_connection *connection)
{
    gd_http *http = connection->thread->http;
    if (atomic_load(&connection->phase) != PHASE_EXPIRED) return;
    pthread_mutex_lock(&http->lock);
    pthread_mutex_unlock(&http->lock);
}

void gate_forget(http_connection *connection)
{
    http_thread *thread = connection->thread;
    gd_http *http = thread->http;
    int copy = connection->linger ? fcntl(connection->fd, F_DUPFD_CLOEXEC, 0) : -1;
    pthread_mutex_lock(&http->lock);
    http->slots[connection->fd] = NULL;
    if (copy >= 0) add_lingerer(http, copy);
    pthread_mutex_unlock(&http->lock);
    atomic_fetch_sub(&thread->n_connections, 1);
    gate_release(connection);
}

/* Under the lock. A connection that libmicrohttpd failed to start, for want of memory, was closed
 * without a word; its socket's number coming back tells. */
static bool make_slot(gd_http *http, int fd)
{
    size_t at = (size_t)fd;
    if (at >= http->n_slots) {
        size_t n = 2 * at + 64;
        http_connection **slots = realloc(http->slots, n * sizeof *slots);
        if (!slots) return false;
        memset(slots + http->n_slots, 0, (n - http->n_slots) * sizeof *slots);
        http->slots = slots;
        struct pollfd *polled = realloc(http->polled, n * sizeof *polled);
        if (!polled) return false;
        http->polled = polled;
        http->n_slots = n;
    }
    if (http->slots[at]) {
        atomic_fetch_sub(&http->slots[at]->thread->n_connections, 1);
        gate_release(http->slots[at]);
        http->slots[at] = NULL;
    }
    return true;
}

static http_connection *add_connection(http_thread *thread, int fd, client_address peer)
{
    gd_http *http = thread->http;
    http_connection *connection = calloc(1, sizeof *connection);
    if (!connection) return NULL;
    connection->thread = thread;
    connection->fd = fd;
    connection->peer = peer;
    connection->limits = &http->config->limits;
    connection->fresh = true;
    connection->body = connection->inline_body;
    atomic_init(&connection->holders, 1);
    stream_init(&connection->stream, &request_streams);
    atomic_init(&connection->due, clock_now() + http->config->limits.head_timeout_ms * CLOCK_MS);
    pthread_mutex_lock(&http->lock);
    bool made = make_slot(http, fd);
    if (made) http->slots[fd] = connection;
    pthread_mutex_unlock(&http->lock);
    if (made) return connection;
    gate_release(connection);
    return NULL;
}

/* The one with the fewest connections of the first `n` threads. */
static http_thread *least_busy(http_port *port, int64_t n)
{
    http_thread *best = port->threads;
    for (http_thread *t = port->threads; t < port->threads + n; t++)
        if (atomic_load(&t->n_connections) < atomic_load(&best->n_connections)) best = t;
    return best;
}

/* The thread for a new connection; NULL when the port has as many connections as it may. As many
 * threads as there are processors are filled half first: more of them only switch more often, which
 * was measured to cost a third of the processor time of a small request. */
static http_thread *choose_thread(http_port *port)
{
    int64_t total = 0;
    for (int64_t i = 0; i < port->n_threads; i++)
        total += atomic_load(&port->threads[i].n_connections);
    if (total >= port->most_connections) return NULL;
    http_thread *best = least_busy(port, port->n_first);
    if (atomic_load(&best->n_connections) >= THREAD_CONNECTIONS / 2)
        best = least_busy(port, port->n_threads);
    return atomic_load(&best->n_connections) < THREAD_CONNECTIONS ? best : NULL;
}

/* Whether a peer has as many connections as it may. */
static bool has_enough(gd_http *http, const http_port *port, const client_address *peer)
{
    int64_t most = http->config->limits.client_connections, count = 0;
    bool public = port == &http->ports[ROUTE_PUBLIC];
    if (!most || !public || client_is_proxy(&http->clients.proxies, peer)) return false;
    client_key key = client_find_key(&(gd_client){NULL, *peer});
    pthread_mutex_lock(&http->lock);
    for (size_t i = 0; i < http->n_slots; i++) {
        if (!http->slots[i] || http->slots[i]->thread->port != ROUTE_PUBLIC) continue;
        client_key other = client_find_key(&(gd_client){NULL, http->slots[i]->peer});
        count += memcmp(&other, &key, sizeof key) == 0;
    }
    pthread_mutex_unlock(&http->lock);
    return count >= most;
}

static void refuse(gd_http *http, const http_port *port, int fd, const client_address *peer,
                   int64_t open)
{
    gd_error err = {.code = GD_OK};
    gd_fail(&err, GD_CONNECTION_LIMIT, "%lld connections are open already", (long long)open);
    reply_refuse(http, port, fd, &(raw_reply){"/", "", &err});
    account_refusal(http, peer, &err);
    pthread_mutex_lock(&http->lock);
    add_lingerer(http, fd);
    pthread_mutex_unlock(&http->lock);
}

static void admit(gd_http *http, http_port *port, int fd, const struct sockaddr *address,
                  socklen_t length)
{
    metrics_count(metrics_shared_begin(http->metrics), METRIC_gradd_connections_accepted_total, 1);
    metrics_shared_end(http->metrics);
    client_address peer = client_peer(address);
    if (has_enough(http, port, &peer)) {
        refuse(http, port, fd, &peer, http->config->limits.client_connections);
        return;
    }
    http_thread *thread = choose_thread(port);
    http_connection *connection = thread ? add_connection(thread, fd, peer) : NULL;
    if (!connection) {
        refuse(http, port, fd, &peer, port->most_connections);
        return;
    }
    atomic_fetch_add(&thread->n_connections, 1);
    /* On failure it has closed the socket. */
    if (MHD_add_connection(thread->daemon, fd, address, length) == MHD_YES) return;
    connection->linger = false;
    gate_forget(connection);
}

/* At most `most`. False when the process has no sockets left: better to wait than to spin. */
static bool accept_some(gd_http *http, http_port *port, int64_t most)
{
    for (int64_t i = 0; i < most; i++) {
        struct sockaddr_storage address;
        socklen_t length = sizeof address;
        int fd = accept4(port->listener, (struct sockaddr *)&address, &length,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM;
        admit(http, port, fd, (struct sockaddr *)&address, length);
    }
    return true;
}

/* Under the lock. Shuts a connection in a phase; with words if its request took too long. */
static void expire(http_connection *connection, int phase, bool overdue)
{
    gd_error err = {.code = GD_OK};
    /* From here on the event thread sends nothing. */
    if (!atomic_compare_exchange_strong(&connection->phase, &phase, PHASE_EXPIRED)) return;
    if (overdue && (phase == PHASE_HEAD || phase == PHASE_BODY)) {
        gd_fail(&err, GD_REQUEST_TIMEOUT, "the %s did not arrive in time",
                phase == PHASE_HEAD ? "head" : "body");
        const char *id = phase == PHASE_BODY ? connection->request_id : "";
        const raw_reply reply = {connection->instance, id, &err};
        atomic_store(&connection->told_late, reply_expire(connection, &reply));
        atomic_store(&connection->timed_out, true);
    }
    shutdown(connection->fd, SHUT_RDWR);
}

static bool has_unread(const http_connection *connection)
{
    int size = 0;
    return ioctl(connection->fd, FIONREAD, &size) != 0 || size > 0;
}

/* Whether a client that has ended its side is owed nothing: all that it sent was read, and two
 * looks found no request complete. libmicrohttpd overlooks the end when it comes with the last
 * bytes, and would keep the connection until its deadline. */
static bool is_over(http_connection *connection, int phase)
{
    bool silent = phase < PHASE_REPLY && !has_unread(connection);
    connection->silent_ticks = silent ? connection->silent_ticks + 1 : 0;
    return connection->silent_ticks >= 2;
}

/* Whether a connection without a request keeps the public port from closing. One look is not
 * enough: a request that was read a moment ago may not have begun yet. */
static bool is_unused(http_connection *connection, int phase)
{
    const http_thread *thread = connection->thread;
    bool unused = phase == PHASE_IDLE && thread->port == ROUTE_PUBLIC &&
                  atomic_load(&thread->http->closing) && !has_unread(connection);
    connection->unused_ticks = unused ? connection->unused_ticks + 1 : 0;
    return connection->unused_ticks >= 2;
}

/* Whether nobody waits for an answer. POLLRDHUP: the client has ended its sending side; nearly all
 * that do have closed the whole, but the same is seen of one that still waits, which gets what is
 * answered soon. */
static bool is_gone(http_connection *connection, int events, int64_t now)
{
    const gd_limits *limits = &connection->thread->http->config->limits;
    if (events & (POLLHUP | POLLERR)) return true;
    if (!(events & POLLRDHUP)) return false;
    if (!connection->ended) connection->ended = now;
    return now - connection->ended >= limits->half_close_ms * CLOCK_MS;
}

/* `events`: what poll says of its socket. libmicrohttpd does not watch suspended connections. */
static void check_connection(gd_http *http, http_connection *connection, int events, int64_t now)
{
    int phase = atomic_load(&connection->phase);
    bool unused = is_unused(connection, phase);
    bool overdue = now >= atomic_load(&connection->due);
    if (phase == PHASE_EXPIRED) return;
    bool gone = is_gone(connection, events, now);
    bool streams = phase == PHASE_STREAM;
    if ((phase == PHASE_WORK || streams) && (gone || overdue))
        atomic_store(&connection->cancel, true);
    if (streams)
        stream_tick(&connection->stream, now, http->config->limits.heartbeat_ms * CLOCK_MS);
    if (phase == PHASE_WORK) return;
    if (unused || overdue || (events && is_over(connection, phase))) {
        expire(connection, phase, overdue);
    }
}

static void check_connections(gd_http *http, int64_t now)
{
    size_t n =
        0; /* behind the last one: poll takes no more entries than the process may have files */
    for (size_t i = 0; i < http->n_slots; i++) {
        http->polled[i] = (struct pollfd){.fd = http->slots[i] ? (int)i : -1, .events = POLLRDHUP};
        if (http->slots[i]) n = i + 1;
    }
    if (poll(http->polled, (nfds_t)n, 0) < 0) return;
    for (size_t i = 0; i < n; i++)
        if (http->slots[i]) check_connection(http, http->slots[i], http->polled[i].revents, now);
}

/* Whether a lingering socket is to be closed: its client has gone, or had time enough. */
static bool is_read_out(const struct http_lingerer *lingerer, int64_t now)
{
    char bytes[16384];
    if (now >= lingerer->due) return true;
    for (size_t total = 0; total < SWALLOW; total += sizeof bytes) {
        ssize_t size = recv(lingerer->fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (size < 0) return errno != EAGAIN && errno != EINTR;
        if (size == 0) return true;
    }
    return false;
}

static int count_port(const http_port *port)
{
    int n = 0;
    for (int64_t i = 0; i < port->n_threads; i++) n += atomic_load(&port->threads[i].n_connections);
    return n;
}

static int count_open(const gd_http *http)
{
    return count_port(&http->ports[ROUTE_PUBLIC]) + count_port(&http->ports[ROUTE_ADMIN]);
}

/* What clients leave, some 40 KB a connection and what their requests took, the C library keeps for
 * later. It goes back to the system when many have left, or nobody has been there of late. */
static void give_back(gd_http *http, int64_t now)
{
    enum { MANY = 256, QUIET_MS = 1000 };
    int open = count_port(&http->ports[ROUTE_PUBLIC]);
    if (open > 0) http->last_open = now;
    if (open > http->most_open) http->most_open = open;
    bool quiet = http->most_open > 0 && now - http->last_open >= QUIET_MS * CLOCK_MS;
    if (!quiet && http->most_open < 2 * open + MANY) return;
    slack_give_back();
    http->most_open = open;
}

static void check_all(gd_http *http, int64_t now)
{
    pthread_mutex_lock(&http->lock);
    check_connections(http, now);
    for (int i = 0; i < http->n_lingering;) {
        if (!is_read_out(&http->lingering[i], now)) {
            i++;
            continue;
        }
        close(http->lingering[i].fd);
        http->lingering[i] = http->lingering[--http->n_lingering];
    }
    pthread_mutex_unlock(&http->lock);
    queue_expire(http->queue, now);
    log_tell_rest(now);
    give_back(http, now);
}

/* Whether time can change anything: there are connections, or sockets that linger, or lines to be
 * told together, or what clients left. */
static bool is_ticking(gd_http *http)
{
    pthread_mutex_lock(&http->lock);
    int n = http->n_lingering;
    pthread_mutex_unlock(&http->lock);
    return n > 0 || count_open(http) > 0 || log_has_rest() || http->most_open > 0;
}

/* A look at ten thousand connections takes some 3 ms, so it comes more seldom then. */
static int tick_ms(gd_http *http)
{
    return TICK_MS * (1 + count_open(http) / 2000);
}

static void close_listener(http_port *port)
{
    if (port->listener >= 0) close(port->listener);
    port->listener = -1;
}

/* The last connections that the system took in our name are served, as many as there may be. */
static void close_public(gd_http *http)
{
    http_port *port = &http->ports[ROUTE_PUBLIC];
    if (port->listener >= 0) accept_some(http, port, port->most_connections);
    close_listener(port);
    atomic_store(&http->closed, true);
}

/* Waits for connections or the next tick; false when the process is out of sockets. */
static bool serve_listeners(gd_http *http)
{
    struct pollfd sockets[3] = {{.fd = http->wake, .events = POLLIN}};
    for (int p = 0; p < 2; p++)
        sockets[p + 1] = (struct pollfd){.fd = http->ports[p].listener, .events = POLLIN};
    if (poll(sockets, 3, is_ticking(http) ? tick_ms(http) : -1) <= 0) return true;
    uint64_t count;
    if (sockets[0].revents && read(http->wake, &count, sizeof count) < 0) return true;
    bool enough = true;
    for (int p = 0; p < 2; p++)
        if (sockets[p + 1].revents) enough = accept_some(http, &http->ports[p], ACCEPTS) && enough;
    return enough;
}

static void *keep_gate(void *argument)
{
    gd_http *http = argument;
    int64_t checked = 0;
    while (!atomic_load(&http->stopping)) {
        if (atomic_load(&http->closing)) close_public(http);
        if (!serve_listeners(http)) poll(NULL, 0, TICK_MS);
        int64_t now = clock_now();
        if (now - checked < tick_ms(http) * CLOCK_MS) continue;
        check_all(http, now);
        checked = now;
    }
    return NULL;
}

bool gate_start(gd_http *http, gd_error *err)
{
    http->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (http->wake >= 0 && pthread_create(&http->gate, NULL, keep_gate, http) == 0)
        return http->has_gate = true;
    return gd_fail(err, GD_INTERNAL, "cannot start the gate thread");
}

void gate_stop(gd_http *http)
{
    atomic_store(&http->stopping, true);
    if (http->has_gate) {
        gate_wake(http);
        pthread_join(http->gate, NULL);
        http->has_gate = false;
    }
    for (int p = 0; p < 2; p++) close_listener(&http->ports[p]);
    for (int i = 0; i < http->n_lingering; i++) close(http->lingering[i].fd);
    http->n_lingering = 0;
}
