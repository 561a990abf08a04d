#include "server/health.h"
#include "server/address.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { PATIENCE_S = 3 };

static int complain(const char *address, const char *why)
{
    fprintf(stderr, "gradd health: %s: %s\n", address, why);
    return 1;
}

/* Where to reach who listens on all addresses. */
static const char *nearest(const char *host)
{
    if (!host || strcmp(host, "0.0.0.0") == 0) return "127.0.0.1";
    return strcmp(host, "::") == 0 ? "::1" : host;
}

static int open_socket(const struct addrinfo *to)
{
    struct timeval patience = {.tv_sec = PATIENCE_S};
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, to->ai_addr, to->ai_addrlen) == 0) return fd;
    close(fd);
    return -1;
}

/* To the first of several addresses of a name that takes the connection. */
static int open_first(const struct addrinfo *found)
{
    int fd = -1;
    for (; found && fd < 0; found = found->ai_next) fd = open_socket(found);
    return fd;
}

/* The status of the reply, or 0. */
static int ask(int fd)
{
    static const char question[] =
        "GET /readyz HTTP/1.1\r\nHost: gradd\r\nConnection: close\r\n\r\n";
    char reply[64] = "";
    int status = 0;
    if (send(fd, question, sizeof question - 1, MSG_NOSIGNAL) < 0) return 0;
    if (recv(fd, reply, sizeof reply - 1, MSG_WAITALL) < 0) return 0;
    return sscanf(reply, "HTTP/1.1 %3d", &status) == 1 ? status : 0;
}

int health_check(const char *address)
{
    char text[300];
    const char *host, *port;
    struct addrinfo *found, hints = {.ai_socktype = SOCK_STREAM};
    snprintf(text, sizeof text, "%s", address);
    if (!address_split(text, &host, &port)) return complain(address, "not host:port");
    if (getaddrinfo(nearest(host), port, &hints, &found))
        return complain(address, "no such address");
    int fd = open_first(found);
    freeaddrinfo(found);
    if (fd < 0) return complain(address, "no connection");
    int status = ask(fd);
    close(fd);
    if (status == 200) return 0;
    return complain(address, status ? "not ready" : "no answer");
}
