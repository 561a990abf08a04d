/* Bodies and request lines that two parties could read differently, each behind an honest request
 * and before a hidden one on the same connection: what is refused ends the connection with one
 * answer, so that a proxy has nothing to take for the answer to another client's request. */
#include "tests/server/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HONEST "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" /* is answered with 204 */
#define HIDDEN "GET /hidden HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" /* with 404 */
#define LINE "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED LINE "Transfer-Encoding: chunked\r\n\r\n"
#define BODY "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3} }" /* 38 bytes, 26 in hexadecimal */
#define GET(target) "GET " target " HTTP/1.1\r\nHost: a\r\n\r\n"

typedef struct sample {
    const char *bytes;
    size_t size;
} sample;
#define SAMPLE(text)                                                                               \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

static server_process gradd;

/* The statuses of all replies to an honest request, a sample and a hidden one, as "204 400 ". */
static void converse(const sample *request, char statuses[64], char *out, size_t room)
{
    int fd = raw_open(gradd.listen);
    raw_try_send(fd, HONEST, strlen(HONEST));
    raw_try_send(fd, request->bytes, request->size);
    raw_try_send(fd, HIDDEN, strlen(HIDDEN));
    raw_read_all(fd, out, room);
    close(fd);
    statuses[0] = 0;
    for (const char *at = out; (at = strstr(at, "HTTP/1.1 ")); at += 9)
        if (strlen(statuses) < 56) sprintf(statuses + strlen(statuses), "%.3s ", at + 9);
}

static void check_all(const sample *samples, size_t count, const char *const *expected)
{
    static char out[262144];
    char statuses[64];
    for (size_t i = 0; i < count; i++) {
        bool fits = false;
        converse(&samples[i], statuses, out, sizeof out);
        for (size_t j = 0; expected[j]; j++) fits = fits || strcmp(statuses, expected[j]) == 0;
        if (!fits) fail_msg("%s\nis answered %s:\n%s", samples[i].bytes, statuses, out);
    }
}

static void odd_chunks_are_refused(void **state)
{
    (void)state;
    static const sample samples[] = {
        SAMPLE(CHUNKED "-26\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "+26\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "0x26\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED " 26\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "26 \r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "26\t\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "26\0\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "2\r6\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "26\r" BODY "\r0\r\r"),
        SAMPLE(CHUNKED "xyz\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "2g\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED ";x\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "26;x=\"\r\n\"\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "26\r\n" BODY "0\r\n\r\n"),
        SAMPLE(CHUNKED "26\r\n" BODY "xx0\r\n\r\n"),
        SAMPLE(CHUNKED "25\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "10000000000000026\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "fffffffffffffffffffff\r\n" BODY "\r\n0\r\n\r\n"),
        SAMPLE(CHUNKED "26\r\n" BODY "\r\n0\r\nno colon\r\n\r\n"),
    };
    static const char *const expected[] = {"204 400 ", "204 413 ", NULL};
    check_all(samples, sizeof samples / sizeof *samples, expected);
}

static void odd_request_lines_are_refused(void **state)
{
    (void)state;
    static const sample samples[] = {
        SAMPLE("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        SAMPLE("GET /v1/limits\r\n"),
        SAMPLE("GET /v1/limits\r\n\r\n"),
        SAMPLE("GET\r\n\r\n"),
        SAMPLE("GET HTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET  HTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET  /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits  HTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits HTTP/1.1 \r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits HTTP/1.1\tx\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits HTTP/1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits HTTP/1.10\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits HTTP/11.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits HTTP/2.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits http/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits HTTP/-1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET\t/v1/limits\tHTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE(" GET /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE(GET("/v1/limits?\x01")),
        SAMPLE(GET("/v1/limits?a=\x7f&b")),
        SAMPLE(GET("/v1/\rlimits")),
        SAMPLE(GET("/v1/limits\v")),
        SAMPLE("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    };
    /* libmicrohttpd closes without a word where it finds no request line at all. */
    static const char *const expected[] = {"204 400 ", "204 505 ", "204 ", NULL};
    check_all(samples, sizeof samples / sizeof *samples, expected);
}

/* The head of the refusal is sent twice, before one body: a fault of libmicrohttpd, with which a
 * proxy sees one answer whose text is the second head, and a connection that is closed. */
static void lengths_that_are_no_numbers_are_refused(void **state)
{
    (void)state;
    static const sample samples[] = {
        SAMPLE(LINE "Content-Length: x\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: 38x\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: 38, 38\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: 3 8\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: -38\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: +38\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: 0x26\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: 38.0\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: 9223372036854775808\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: 18446744073709551654\r\n\r\n" BODY),
        SAMPLE(LINE "Content-Length: 99999999999999999999999\r\n\r\n" BODY),
    };
    static const char *const expected[] = {"204 400 ", "204 400 400 ", "204 413 ", "204 413 413 ",
                                           NULL};
    check_all(samples, sizeof samples / sizeof *samples, expected);
}

static void odd_heads_are_refused(void **state)
{
    (void)state;
    static const sample samples[] = {
        SAMPLE("GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a\nX: a\n b\n\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a\r\nX(: y\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a\r\nX\xc3\xa4: y\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        SAMPLE("GET / HTTP/1.1\r\nX: y\r\n\r\n"),
        SAMPLE(LINE "Content-Length: 38\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        SAMPLE(LINE "Transfer-Encoding: identity\r\n\r\n"),
        SAMPLE(LINE "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        SAMPLE(LINE "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n"),
        SAMPLE(LINE "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
        SAMPLE(LINE "Transfer-Encoding:\r\n\r\n"),
        SAMPLE(LINE "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n"),
    };
    static const char *const expected[] = {"204 400 ", NULL};
    check_all(samples, sizeof samples / sizeof *samples, expected);
}

/* Odd, but read in one way only: each is answered by itself, and the hidden one by its own 404. */
static void odd_but_clear_requests_are_answered(void **state)
{
    (void)state;
    static const sample samples[] = {
        SAMPLE(CHUNKED "26;a=b\r\n" BODY "\r\n0;c\r\n\r\n"),
        SAMPLE(CHUNKED "0000000000000000000026\r\n" BODY "\r\n000\r\n\r\n"),
        SAMPLE(CHUNKED "26\r\n" BODY "\r\n0\r\nT: u\r\nContent-Length: 999\r\n\r\n"),
        SAMPLE(CHUNKED "26\r\n" BODY "\r\n0\r\nTransfer-Encoding: x\r\nHost: b\r\n\r\n"),
        SAMPLE(LINE "Content-Length: 000000000038\r\n\r\n" BODY),
        SAMPLE(LINE "Content_Length: 5\r\nContent-Length: 38\r\n\r\n" BODY),
        SAMPLE(LINE "Connection: Content-Length\r\nContent-Length: 38\r\n\r\n" BODY),
        SAMPLE("GET /v1/limits HTTP/1.2\r\nHost: a\r\n\r\n"),
        SAMPLE("GET http://b/v1/limits HTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits HTTP/1.1\r\nHost: a\r\nContent-Length: 52\r\n\r\n" HIDDEN),
        SAMPLE("HEAD /v1/limits HTTP/1.1\r\nHost: a\r\n\r\n"),
        SAMPLE("GET /v1/limits HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
    };
    static const char *const expected[] = {"204 200 404 ", NULL};
    check_all(samples, sizeof samples / sizeof *samples, expected);
}

/* No 100 is sent for a body that is refused; and one before a body that is read. */
static void a_refused_body_is_not_asked_for(void **state)
{
    (void)state;
    static const sample refused[] = {
        SAMPLE(
            "POST /nope HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 38\r\n\r\n"),
        SAMPLE(LINE "Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n"),
        SAMPLE(LINE
               "Expect: 100-continue\r\nContent-Type: image/png\r\nContent-Length: 38\r\n\r\n"),
        SAMPLE(LINE "Expect: 100-continue\r\nContent-Encoding: br\r\nContent-Length: 38\r\n\r\n"),
        SAMPLE(LINE "Expect: 100-continue\r\nAccept: image/png\r\nContent-Length: 38\r\n\r\n"),
    };
    static const char *const statuses[] = {"204 404 ", "204 413 ", "204 415 ", "204 406 ", NULL};
    char out[4096];
    check_all(refused, sizeof refused / sizeof *refused, statuses);
    int fd = raw_open(gradd.listen);
    raw_send(fd, LINE "Expect: 100-continue\r\nContent-Length: 38\r\nConnection: close\r\n\r\n");
    assert_int_equal(raw_read_reply(fd), 100);
    raw_send(fd, BODY);
    raw_read_all(fd, out, sizeof out);
    assert_memory_equal(out, "HTTP/1.1 200", 12);
    close(fd);
}

/* Whatever is too long, in each part of a head. */
static void giant_heads_are_refused(void **state)
{
    (void)state;
    static const char *const parts[][2] = {
        {"", " / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"GET /", " HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"GET /?", " HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"GET / HTTP/1.1\r\nHost: ", "\r\n\r\n"},
        {"GET / HTTP/1.1\r\nHost: a\r\n", ": x\r\n\r\n"},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: ", "\r\n\r\n"},
        {CHUNKED "26;", "\r\n" BODY "\r\n0\r\n\r\n"},
        {CHUNKED "26\r\n" BODY "\r\n0\r\nT: ", "\r\n\r\n"},
    };
    enum { SIZE = 200000 };
    /* libmicrohttpd says 500 of the chunk extension. One that closes while much is still being sent
     * may lose what it said. */
    static const char *const expected[] = {"204 400 ", "204 413 ", "204 414 ", "204 431 ",
                                           "204 500 ", "204 ",     "",         NULL};
    char *bytes = malloc(SIZE + 512);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        int at = sprintf(bytes, "%s", parts[i][0]);
        memset(bytes + at, 'x', SIZE);
        int end = sprintf(bytes + at + SIZE, "%s", parts[i][1]);
        check_all(&(sample){bytes, (size_t)(at + SIZE + end)}, 1, expected);
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_chunks_are_refused),
        cmocka_unit_test(odd_request_lines_are_refused),
        cmocka_unit_test(lengths_that_are_no_numbers_are_refused),
        cmocka_unit_test(odd_heads_are_refused),
        cmocka_unit_test(odd_but_clear_requests_are_answered),
        cmocka_unit_test(a_refused_body_is_not_asked_for),
        cmocka_unit_test(giant_heads_are_refused),
    };
    group_serve(&gradd, "");
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
