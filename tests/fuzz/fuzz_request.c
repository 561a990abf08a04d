/* Any bytes on a connection. The server has small limits and lives as long as the process. */
#include "server/http.h"
#include "tests/fuzz/fuzz.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, REPLY = 1 << 16 };

static void limit(gd_config *config)
{
    fuzz_limit(&config->limits);
    config->limits.event_threads = 1;
    config->limits.compute_threads = 1;
    config->limits.timeout_ms = 1000;
    config->limits.head_timeout_ms = config->limits.body_timeout_ms = 500;
    config->limits.idle_timeout_ms = 500;
    config->limits.body_bytes = 1 << 16;
}

/* The address of the server, which is started once. */
static const struct sockaddr_in *server(void)
{
    static gd_config config;
    static struct sockaddr_in address;
    static const char *const arguments[] = {"gradd",   "--listen",    "127.0.0.1:0",
                                            "--admin", "127.0.0.1:0", NULL};
    int status;
    gd_error error = {0};
    if (address.sin_port) return &address;
    fuzz_check(config_read(&config, 5, (char **)(uintptr_t)arguments, &status));
    limit(&config);
    gd_http *http = http_start(&config, fuzz_engine(), &error);
    fuzz_check(http);
    const char *text = http_address(http, ROUTE_PUBLIC);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((uint16_t)atoi(strrchr(text, ':') + 1));
    return &address;
}

/* A connection, or -1 where there is no port left or libFuzzer's clock has struck. */
static int try_to_join(void)
{
    const struct sockaddr_in *address = server();
    const struct linger reset = {1, 0}; /* thousands a second leave no ports waiting */
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    fuzz_check(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (!connect(fd, (const struct sockaddr *)address, sizeof *address)) return fd;
    fuzz_check(errno == EINTR || errno == EADDRNOTAVAIL);
    close(fd);
    return -1;
}

static int join(void)
{
    for (int waited = 0; waited < PATIENCE_MS; waited += 10) {
        int fd = try_to_join();
        if (fd >= 0) return fd;
        poll(NULL, 0, 10);
    }
    fuzz_fail(__FILE__, __LINE__, "a client gets in");
}

/* The server may close before it has read all. */
static void tell(int fd, const void *data, size_t size)
{
    for (const char *at = data; size > 0;) {
        ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
        if (sent <= 0) return;
        at += sent;
        size -= (size_t)sent;
    }
}

/* Reads until `end` stands in what came, or, if that is NULL, until the connection ends. */
static size_t hear(int fd, char *out, const char *end)
{
    size_t length = 0;
    out[0] = 0;
    while (length + 1 < REPLY) {
        struct pollfd socket = {.fd = fd, .events = POLLIN};
        int ready = poll(&socket, 1, PATIENCE_MS);
        if (ready < 0 && errno == EINTR) continue; /* libFuzzer's clock */
        fuzz_check(ready == 1);
        ssize_t size = recv(fd, out + length, REPLY - 1 - length, 0);
        if (size <= 0) break;
        length += (size_t)size;
        out[length] = 0;
        if (end && strstr(out, end)) break;
    }
    return length;
}

static void check_next_client(void)
{
    static const char request[] =
        "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n\r\n"
        "{\"expr\": \"1 + 1\"}";
    static unsigned seen;
    char out[REPLY];
    if (seen++ % 64) return;
    int fd = join();
    tell(fd, request, sizeof request - 1);
    hear(fd, out, "\"out\":2");
    fuzz_check(!strncmp(out, "HTTP/1.1 200 ", 13) && strstr(out, "\"out\":2"));
    close(fd);
}

static void exchange(const void *const *parts, const size_t *sizes, int n)
{
    char out[REPLY];
    int fd = join();
    for (int i = 0; i < n; i++) tell(fd, parts[i], sizes[i]);
    shutdown(fd, SHUT_WR);
    size_t length = hear(fd, out, NULL);
    close(fd);
    fuzz_check(!length || !strncmp(out, "HTTP/1.", 7));
    check_next_client();
}

void fuzz_request(const uint8_t *data, size_t size)
{
    exchange((const void *[]){data}, &size, 1);
}

void fuzz_guard(const uint8_t *data, size_t size)
{
    static const char *const lines[] = {
        "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n", "POST /v1/run HTTP/1.1\r\nHost: a\r\n",
        "GET /v1/limits HTTP/1.1\r\nHost: a\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n",
        "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n"};
    static const char rest[] =
        "\r\n\r\n{\"expr\": \"1 + 1\"}GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n";
    const char *line = lines[size % (sizeof lines / sizeof *lines)];
    const void *parts[] = {line, data, rest};
    const size_t sizes[] = {strlen(line), size, sizeof rest - 1};
    exchange(parts, sizes, 3);
}
