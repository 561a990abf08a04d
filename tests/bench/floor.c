/* The floor under gradd: what libmicrohttpd and jansson cost when nothing is computed. Started with
 * the body and headers of gradd's own reply, it reads each request as JSON, as gradd must, and
 * sends that reply: the same bytes on the wire with no work in between. Threads, connections and
 * idle time are gradd's defaults (engine/base/limits.def). A response is made anew for each
 * request, since a server whose answers differ could not keep one. */
#include <arpa/inet.h>
#include <jansson.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 8, CONNECTIONS = 960, IDLE_S = 30, BODY_BYTES = 2048 };

typedef struct floor_reply {
    const char *body;
    char **headers; /* names and values in turn; ends with NULL */
} floor_reply;

typedef struct floor_request {
    size_t length;
    char bytes[BODY_BYTES];
} floor_request;

static enum MHD_Result collect(floor_request *request, const char *data, size_t *size)
{
    if (*size > BODY_BYTES - request->length) return MHD_NO;
    memcpy(request->bytes + request->length, data, *size);
    request->length += *size;
    *size = 0;
    return MHD_YES;
}

static bool is_json(const floor_request *request)
{
    json_t *tree = json_loadb(request->bytes, request->length, JSON_REJECT_DUPLICATES, NULL);
    bool sound = tree != NULL;
    json_decref(tree);
    return sound;
}

static enum MHD_Result reply_to(struct MHD_Connection *connection, const floor_reply *reply,
                                unsigned status)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(reply->body), (void *)(uintptr_t)reply->body, MHD_RESPMEM_PERSISTENT);
    if (!response) return MHD_NO;
    for (char **header = reply->headers; *header; header += 2)
        MHD_add_response_header(response, header[0], header[1]);
    enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **context)
{
    (void)url, (void)method, (void)version;
    floor_request *request = *context;
    if (*size) return collect(request, data, size);
    if (request) return reply_to(connection, cls, is_json(request) ? 200 : 400);
    *context = request = malloc(sizeof *request);
    if (!request) return MHD_NO;
    request->length = 0;
    return MHD_YES;
}

static void forget(void *cls, struct MHD_Connection *connection, void **context,
                   enum MHD_RequestTerminationCode why)
{
    (void)cls, (void)connection, (void)why;
    free(*context);
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc % 2 == 0) {
        fputs("usage: floor PORT BODY [HEADER VALUE]...\n", stderr);
        return 2;
    }
    floor_reply reply = {argv[2], argv + 3};
    uint16_t port = (uint16_t)atoi(argv[1]);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (!MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, port, NULL, NULL, answer, &reply,
                          MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED, forget, NULL,
                          MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
                          MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
                          MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_END)) {
        perror("floor: cannot start");
        return 1;
    }
    for (;;) pause();
}
