/* Requests that two readers could take for different things are refused, and the connection with
 * them; odd but honest ones are served. */
#include "tests/server/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE "POST /v1/evaluate HTTP/1.1\r\n"
#define BODY "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3} }" /* 38 bytes */
/* What a smuggler hides behind the first request. */
#define HIDDEN "GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n"

static server_process gradd;

/* Sends a request and reads all that comes back until the server closes. */
static void converse(const char *request, size_t size, char *out, size_t room)
{
    int fd = raw_open(gradd.listen);
    raw_try_send(fd, request, size);
    raw_read_all(fd, out, room);
    close(fd);
}

static int count(const char *text, const char *word)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word)) n++;
    return n;
}

static void ambiguous_requests_are_refused(void **state)
{
    (void)state;
    static const char *const requests[] = {
        LINE "Host: a\r\nContent-Length: 38\r\nTransfer-Encoding: chunked\r\n\r\n" BODY,
        LINE "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n" HIDDEN,
        LINE "Host: a\r\nContent-Length: 38\r\nContent-Length: 38\r\n\r\n" BODY,
        LINE "Host: a\r\nContent-Length: 38\r\nContent-Length: 0\r\n\r\n" BODY,
        LINE "Host: a\r\nContent-Length: 0\r\nContent-Length : 38\r\n\r\n" HIDDEN,
        LINE "Host: a\r\nContent-Length : 38\r\n\r\n" BODY,
        LINE "Host: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" HIDDEN,
        LINE
        "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        LINE "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        LINE "Host: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        LINE "Host: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        LINE "Host: a\r\nTransfer-Encoding: chunked \r\n\r\n0\r\n\r\n" HIDDEN,
        LINE "Host: a\r\nTransfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n",
        LINE "Host: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" HIDDEN,
        LINE "Host: a\r\nX: y\r\n folded\r\n\r\n",
        LINE "Host: a\r\nX: y\r\n\tContent-Length: 38\r\n\r\n" HIDDEN,
        LINE "Host: a\r\nContent-Length: 3\r\n 8\r\n\r\n" BODY,
        LINE "Host: a\r\nContent-Length: +38\r\n\r\n" BODY,
        LINE "Host: a\r\nContent-Length: 0x26\r\n\r\n" BODY,
        LINE "Host: a\r\nContent-Length: 38, 38\r\n\r\n" BODY,
        LINE "Host: a\r\nContent-Length: -1\r\n\r\n" BODY,
        LINE "Host: a\r\nContent-Length:\r\n\r\n" BODY,
        LINE "Host: a\r\nHost: b\r\nContent-Length: 38\r\n\r\n" BODY,
        LINE "Content-Length: 38\r\n\r\n" BODY,
        LINE "Host: a@b\r\nContent-Length: 38\r\n\r\n" BODY,
        LINE "Host: a\r\nX: a\rContent-Length: 5\r\n\r\n" HIDDEN,
        LINE "Host: a\r\nX\x01: a\r\n\r\n",
        LINE "Host: a\r\nno colon\r\n\r\n",
        ("POST /v1/evaluate HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN),
        "GET /v1/limits x HTTP/1.1\r\nHost: a\r\n\r\n",
    };
    char out[8192];
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        converse(requests[i], strlen(requests[i]), out, sizeof out);
        /* libmicrohttpd says it twice when a Content-Length is no number. */
        if (strncmp(out, "HTTP/1.1 400", 12) != 0 ||
            count(out, "HTTP/1.1 ") != count(out, "HTTP/1.1 400"))
            fail_msg("%s\nis answered\n%s", requests[i], out);
    }
}

/* libmicrohttpd takes a NUL for the end of whatever it stands in. */
static void a_nul_in_the_head_is_refused(void **state)
{
    (void)state;
#define REQUEST(text)                                                                              \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }
    static const struct {
        const char *bytes;
        size_t size;
    } requests[] = {
        REQUEST(LINE "Host: a\r\nContent-Length: 38\00099\r\n\r\n" BODY),
        REQUEST(LINE "Host: a\r\nContent-Length: 38\0009\n\n" BODY),
        REQUEST(LINE "Content-Length: 38\0, 5\r\nHost: a\r\n\r\n" BODY),
        REQUEST(LINE "Host: a\r\nTransfer-Encoding: chunked\0, identity\r\n\r\n0\r\n\r\n"),
        REQUEST(LINE "Host: x\0y\r\nContent-Length: 38\r\n\r\n" BODY),
        REQUEST(LINE "Host: a\r\nA: b\0c\r\nContent-Length: 38\r\n\r\n" BODY),
        REQUEST(LINE "Host: a\r\nA: \0\r\nContent-Length: 38\r\n\r\n" BODY),
        REQUEST(LINE "Host: a\r\nA\0B: c\r\nContent-Length: 38\r\n\r\n" BODY),
        REQUEST(LINE "Host: a\r\n\0Content-Length: 38\r\n" HIDDEN),
        REQUEST("GET /v1/limits\0x HTTP/1.1\r\nHost: a\r\n\r\n"),
        REQUEST("GET /v1/limits?x\0y HTTP/1.1\r\nHost: a\r\n\r\n"),
        REQUEST("GET /v1/limits\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
        REQUEST("GET\0X /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n"),
        REQUEST("GET  /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n"),
        REQUEST("GET /v1/limits HTTP/1.0\r\n\0Host: a\r\n\r\n"),
    };
#undef REQUEST
    char out[8192];
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        converse(requests[i].bytes, requests[i].size, out, sizeof out);
        if (strncmp(out, "HTTP/1.1 400", 12) != 0 || count(out, "HTTP/1.1 ") != 1)
            fail_msg("request %zu is answered\n%s", i, out);
    }
}

static void other_versions_are_refused(void **state)
{
    (void)state;
    static const char *const requests[] = {"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
                                           "GET / HTTP/0.9\r\n\r\n", "GET /\r\n\r\n",
                                           "GET / http/1.1\r\nHost: a\r\n\r\n"};
    char out[8192];
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        converse(requests[i], strlen(requests[i]), out, sizeof out);
        if (strstr(out, " 200 ")) fail_msg("%s\nis answered\n%s", requests[i], out);
    }
}

static void honest_requests_are_served(void **state)
{
    (void)state;
    static const char *const requests[] = {
        "POST /v1/evaluate HTTP/1.0\r\nContent-Length: 38\r\n\r\n" BODY,
        LINE "Host: a\r\nConnection: close\r\nContent-Length: 38\r\n\r\n" BODY,
        LINE "HOST: a:80\r\nconnection: Close\r\ncontent-length:38\r\n\r\n" BODY,
        LINE "Host:\r\nConnection: close\r\nContent-Length: 038\r\n\r\n" BODY,
        LINE "Host: [::1]:80\r\nConnection: close\r\nContent-Length:   38\r\n\r\n" BODY,
        LINE
        "Host: a\r\nConnection: close\r\nTransfer-Encoding: CHUNKED\r\n\r\n"
        "6;x=y\r\n{\"expr\r\n20\r\n\": \"x * 2\", \"inputs\": {\"x\": 3} }\r\n0\r\nT: u\r\n\r\n",
        "POST http://a/v1/evaluate HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        "Content-Length: 38\r\n\r\n" BODY,
        "POST /v1/evaluate?x=y&z HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        "Content-Length: 38\r\n\r\n" BODY,
        LINE "Host: a\nConnection: close\r\nContent-Length: 38\n\r\n" BODY,
        "GET /v1/limits?a=b&c=d+e&&f HTTP/1.0\r\n\r\n",
        "GET /v1/limits HTTP/1.0\n\n",
        "GET /v1/limits HTTP/1.1\r\nCookie: a=b; c=d\r\nHost: a\r\nX:\r\nConnection: close\r\n\r\n",
        "\r\n" LINE "Host: a\r\nConnection: close\r\nContent-Length: 38\r\n\r\n" BODY,
    };
    char out[8192];
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        converse(requests[i], strlen(requests[i]), out, sizeof out);
        if (!strstr(out, " 200 OK\r\n")) fail_msg("%s\nis answered\n%s", requests[i], out);
    }
}

static void a_long_head_is_refused(void **state)
{
    (void)state;
    enum { SIZE = 100000 };
    char out[8192], *request = malloc(SIZE);
    assert_non_null(request);
    for (int size = 20000; size < SIZE; size *= 2) {
        int at = sprintf(request, "GET /v1/limits HTTP/1.1\r\nHost: a\r\nX: ");
        memset(request + at, 'x', (size_t)(size - at));
        memcpy(request + size - 4, "\r\n\r\n", 4);
        converse(request, (size_t)size, out, sizeof out);
        if (strstr(out, " 200 ")) fail_msg("%d bytes are answered\n%s", size, out);
    }
    free(request);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    (void)state;
    char out[65536];
    int fd = raw_open(gradd.listen);
    raw_send(fd, "GET /nope HTTP/1.1\r\nHost: a\r\n\r\n" LINE
                 "Host: a\r\nContent-Length: 38\r\n\r\n" BODY
                 "GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n"
                 "PUT /v1/limits HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert_int_equal(raw_read_reply(fd), 404);
    assert_int_equal(raw_read_reply(fd), 200);
    assert_int_equal(raw_read_reply(fd), 200);
    raw_read_all(fd, out, sizeof out);
    assert_non_null(strstr(out, "HTTP/1.1 405"));
    close(fd);
}

static void a_connection_stays_open(void **state)
{
    (void)state;
    int fd = raw_open(gradd.listen);
    for (int i = 0; i < 100; i++) {
        raw_send(fd, LINE "Host: a\r\nContent-Length: 38\r\n\r\n" BODY);
        assert_int_equal(raw_read_reply(fd), 200);
    }
    close(fd);
}

/* Behind one byte at a time each read of the server may grow or move its buffer. */
static void a_head_may_come_in_pieces(void **state)
{
    (void)state;
    static const char request[] = LINE "Host: a\r\nA: b\r\nContent-Length: 38\r\n\r\n" BODY;
    int fd = raw_open(gradd.listen);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof request - 1; i++)
            assert_true(raw_try_send(fd, request + i, 1));
        assert_int_equal(raw_read_reply(fd), 200);
    }
    close(fd);
}

/* A head that nearly fills its limit, with many lines or long ones. */
static void a_head_within_the_limit_is_read(void **state)
{
    (void)state;
    char out[65536], request[16384];
    for (int length = 100; length < 5000; length *= 3) {
        int at = sprintf(request, "GET /v1/limits HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
        while (at + length + 8 < 16000) at += sprintf(request + at, "X: %0*d\r\n", length, 0);
        at += sprintf(request + at, "\r\n");
        converse(request, (size_t)at, out, sizeof out);
        if (!strstr(out, " 200 OK\r\n")) fail_msg("%d is answered\n%s", length, out);
    }
}

static void our_own_limit_of_the_head_is_431(void **state)
{
    (void)state;
    char out[8192], request[17000];
    int at = sprintf(request, "GET /v1/limits HTTP/1.1\r\nHost: a\r\nX: ");
    sprintf(request + at, "%0*d\r\n\r\n", 16384, 0);
    converse(request, strlen(request), out, sizeof out);
    assert_memory_equal(out, "HTTP/1.1 431", 12);
    assert_non_null(strstr(out, "\"code\":\"head_too_large\""));
}

/* Such a client still reads: at once, and after work in the queue. */
static void a_client_that_has_ended_its_side_is_answered(void **state)
{
    (void)state;
    char *slow = slow_request(1024, "");
    const char *const requests[] = {LINE "Host: a\r\nContent-Length: 38\r\n\r\n" BODY, slow,
                                    "GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n"};
    char out[65536];
    for (size_t i = 0; i < 9; i++) {
        int fd = raw_open(gradd.listen);
        raw_send(fd, requests[i % 3]);
        shutdown(fd, SHUT_WR);
        raw_read_all(fd, out, sizeof out);
        if (!strstr(out, " 200 OK\r\n")) fail_msg("request %zu is answered\n%s", i % 3, out);
        close(fd);
    }
    free(slow);
}

/* Every prefix of a request, then the client goes, politely or by reset. */
static void aborts_at_each_byte_harm_nobody(void **state)
{
    (void)state;
    static const char request[] = LINE "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                       "26\r\n" BODY "\r\n0\r\n\r\n";
    for (size_t i = 0; i < sizeof request; i++) {
        int fd = raw_open(gradd.listen);
        struct linger reset = {.l_onoff = i % 2 == 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        raw_try_send(fd, request, i);
        close(fd);
    }
    http_reply reply = http_evaluate(&gradd, BODY);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ambiguous_requests_are_refused),
        cmocka_unit_test(a_nul_in_the_head_is_refused),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(honest_requests_are_served),
        cmocka_unit_test(a_long_head_is_refused),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(a_connection_stays_open),
        cmocka_unit_test(a_head_may_come_in_pieces),
        cmocka_unit_test(a_head_within_the_limit_is_read),
        cmocka_unit_test(our_own_limit_of_the_head_is_431),
        cmocka_unit_test(a_client_that_has_ended_its_side_is_answered),
        cmocka_unit_test(aborts_at_each_byte_harm_nobody),
    };
    group_serve(&gradd, "--half-close-ms 60000");
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
