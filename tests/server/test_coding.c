/* gzip, both ways: what is read, what is refused and how, what a bomb gets; who is answered in it,
 * and that the answer is the same. */
#include "tests/server/client.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"
#define CODED "Content-Encoding: gzip"

enum { ROOM = 1 << 16 };

static server_process gradd;

/* Appends `size` bytes as a member of a gzip text at `out`, of `room` bytes; returns its length. */
static size_t pack(const void *bytes, size_t size, unsigned char *out, size_t room)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)bytes;
    z.avail_in = (unsigned)size;
    z.next_out = out;
    z.avail_out = (unsigned)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return room - z.avail_out;
}

/* What can be inflated of `size` bytes so far, with a final 0; new. */
static char *unpack(const char *bytes, size_t size, size_t *length)
{
    size_t room = 1 << 24;
    char *out = malloc(room);
    z_stream z = {0};
    assert_non_null(out);
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)bytes;
    z.avail_in = (unsigned)size;
    z.next_out = (Bytef *)out;
    z.avail_out = (unsigned)room - 1;
    inflate(&z, Z_SYNC_FLUSH);
    *length = room - 1 - z.avail_out;
    out[*length] = 0;
    inflateEnd(&z);
    return out;
}

static http_reply post(const char *headers, const void *body, size_t size)
{
    return http_ask(gradd.listen, "POST", "/v1/evaluate", headers, body, size);
}

static void check_answered(const char *headers, const void *body, size_t size)
{
    http_reply reply = post(headers, body, size);
    if (reply.status != 200 || !strstr(reply.body, "\"data\":6"))
        fail_msg("%s: %ld %s", headers, reply.status, reply.body);
    reply_free(&reply);
}

static void check_refused(const char *headers, const void *body, size_t size, long status,
                          const char *code)
{
    http_reply reply = post(headers, body, size);
    reply_check_problem(&reply, status, code);
    reply_free(&reply);
}

static void a_compressed_body_is_read(void **state)
{
    (void)state;
    unsigned char packed[ROOM];
    char padded[ROOM];
    memset(padded, ' ', sizeof padded);
    memcpy(padded, SMALL, strlen(SMALL));
    for (size_t size = strlen(SMALL); size < sizeof padded; size = size * 3 + 1) {
        size_t length = pack(padded, size, packed, sizeof packed);
        check_answered(CODED, packed, length);
        check_answered("Content-Encoding: X-GZIP", packed, length);
        check_answered(CODED "\nTransfer-Encoding: chunked", packed, length);
    }
    check_answered("Content-Encoding: identity", SMALL, strlen(SMALL));
}

/* The first member may be empty, and the text may be cut anywhere. */
static void several_members_are_one_text(void **state)
{
    (void)state;
    unsigned char packed[1024];
    for (size_t cut = 0; cut < strlen(SMALL); cut += 7) {
        size_t size = pack(SMALL, cut, packed, sizeof packed);
        size += pack(&SMALL[cut], strlen(SMALL) - cut, packed + size, sizeof packed - size);
        check_answered(CODED, packed, size);
    }
}

static void a_compressed_body_may_come_in_pieces(void **state)
{
    (void)state;
    unsigned char packed[1024];
    char head[256], chunk[16];
    size_t size = pack(SMALL, strlen(SMALL), packed, sizeof packed);
    int fd = raw_open(gradd.listen);
    snprintf(head, sizeof head, "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n" CODED "\r\n%s\r\n\r\n",
             "Transfer-Encoding: chunked");
    for (int round = 0; round < 2; round++) {
        raw_send(fd, head);
        for (size_t i = 0; i < size; i++) {
            memcpy(chunk, "1\r\n?\r\n", 6);
            chunk[3] = (char)packed[i];
            assert_true(raw_try_send(fd, chunk, 6));
        }
        raw_send(fd, "0\r\n\r\n");
        assert_int_equal(raw_read_reply(fd), 200);
    }
    close(fd);
}

/* Whoever leaves in the middle, politely or by reset, leaves nothing behind. */
static void aborts_at_each_byte_harm_nobody(void **state)
{
    (void)state;
    unsigned char packed[1024];
    char request[2048];
    size_t size = pack(SMALL, strlen(SMALL), packed, sizeof packed);
    int head = snprintf(request, sizeof request,
                        "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n" CODED
                        "\r\nAccept-Encoding: gzip, identity;q=0\r\nContent-Length: %zu\r\n\r\n",
                        size);
    memcpy(request + head, packed, size);
    for (size_t i = 0; i <= (size_t)head + size; i++) {
        int fd = raw_open(gradd.listen);
        raw_try_send(fd, request, i);
        if (i % 2) raw_reset(fd);
        else close(fd);
    }
    check_answered(CODED, packed, size);
}

static void what_is_not_gzip_is_400(void **state)
{
    (void)state;
    unsigned char packed[1024], wrong[1024];
    size_t size = pack(SMALL, strlen(SMALL), packed, sizeof packed);
    for (size_t cut = 0; cut < size; cut++)
        check_refused(CODED "\nTransfer-Encoding: chunked", packed, cut, 400, "malformed_gzip");
    for (size_t i = size - 8; i < size; i++) { /* checksum and length */
        memcpy(wrong, packed, size);
        wrong[i] ^= 1;
        check_refused(CODED, wrong, size, 400, "malformed_gzip");
    }
    memcpy(packed + size, "garbage", 7);
    check_refused(CODED, packed, size + 7, 400, "malformed_gzip");
    memset(packed + size, 0, 4);
    check_refused(CODED, packed, size + 4, 400, "malformed_gzip");
    check_refused(CODED, SMALL, strlen(SMALL), 400, "malformed_gzip");
    uLongf length = sizeof packed;
    compress(packed, &length, (const Bytef *)SMALL, strlen(SMALL)); /* zlib's own format */
    check_refused(CODED, packed, length, 400, "malformed_gzip");
}

static void other_codings_are_415(void **state)
{
    (void)state;
    static const char *const codings[] = {"br", "deflate", "gzip, gzip", "zstd", "gzip;q=1", "x"};
    char header[64], value[64];
    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++) {
        snprintf(header, sizeof header, "Content-Encoding: %s", codings[i]);
        http_reply reply = post(header, SMALL, strlen(SMALL));
        reply_check_problem(&reply, 415, "unsupported_media");
        assert_true(reply_header(&reply, "Accept-Encoding", value, sizeof value));
        assert_string_equal(value, "gzip");
        reply_free(&reply);
    }
}

/* `count` copies of a byte, packed; new. */
static unsigned char *pack_bomb(size_t count, size_t *size)
{
    char *text = malloc(count);
    unsigned char *packed = malloc(count / 500 + ROOM);
    assert_true(text && packed);
    memset(text, ' ', count);
    *size = pack(text, count, packed, count / 500 + ROOM);
    free(text);
    return packed;
}

static void a_bomb_is_413(void **state)
{
    (void)state;
    static const struct {
        const char *flags;
        size_t bytes;
        const char *says;
    } cases[] = {{"", 20000000, "more than 200 times"},
                 {"--inflate-ratio 1100 --body-bytes 2000000", 20000000, "more than 2000000 bytes"},
                 {"--inflate-ratio 1100", 40000000, "more than 33554432 bytes"}};
    server_process shared = gradd;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size;
        unsigned char *bomb = pack_bomb(cases[i].bytes, &size);
        server_start(&gradd, cases[i].flags);
        http_reply reply = post(CODED, bomb, size);
        reply_check_problem(&reply, 413, "body_too_large");
        assert_non_null(strstr(reply.body, cases[i].says));
        reply_free(&reply);
        check_answered(NULL, SMALL, strlen(SMALL));
        server_stop(&gradd);
        free(bomb);
    }
    gradd = shared;
}

/* Members without text cost work and give nothing. */
static void empty_members_are_bounded(void **state)
{
    (void)state;
    enum { BODY = 100000 };
    server_process shared = gradd;
    unsigned char *packed = malloc(2 * BODY);
    size_t size = 0;
    while (size < BODY + 1000) size += pack("", 0, packed + size, 100);
    server_start(&gradd, "--body-bytes 100000");
    check_refused(CODED "\nTransfer-Encoding: chunked\nExpect:", packed, size, 413,
                  "body_too_large");
    server_stop(&gradd);
    free(packed);
    gradd = shared;
}

static bool is_readable(int fd, int ms)
{
    struct pollfd socket = {.fd = fd, .events = POLLIN};
    return poll(&socket, 1, ms) == 1;
}

/* What bodies inflate to counts while they arrive, and is given back when their clients leave. */
static void inflated_bodies_have_a_common_bound(void **state)
{
    (void)state;
    enum { N = 8, TEXT = 900000 };
    server_process shared = gradd;
    char head[256], out[8192];
    int fds[N], refused = 0;
    size_t size;
    unsigned char *packed = pack_bomb(TEXT, &size);
    server_start(&gradd, "--total-bytes 4000000 --body-timeout-ms 600000");
    snprintf(head, sizeof head,
             "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n" CODED "\r\nContent-Length: %zu\r\n\r\n",
             size);
    for (int i = 0; i < N; i++) { /* all but the last byte */
        raw_send(fds[i] = raw_open(gradd.listen), head);
        assert_true(raw_try_send(fds[i], (char *)packed, size - 1));
    }
    for (int64_t end = now_ms() + PATIENCE_MS; refused < N - 4 && now_ms() < end;)
        for (int i = 0; i < N; i++) {
            if (fds[i] < 0 || !is_readable(fds[i], 10)) continue;
            raw_read_all(fds[i], out, sizeof out);
            assert_memory_equal(out, "HTTP/1.1 429", 12);
            close(fds[i]);
            fds[i] = -1;
            refused++;
        }
    assert_in_range(refused, N - 4, N - 1);
    for (int i = 0; i < N; i++)
        if (fds[i] >= 0) close(fds[i]);
    long status = 0;
    for (int64_t end = now_ms() + PATIENCE_MS; status != 400 && now_ms() < end;) {
        http_reply reply = post(CODED, packed, size); /* blanks are no JSON */
        status = reply.status;
        reply_free(&reply);
    }
    assert_int_equal(status, 400);
    server_stop(&gradd);
    free(packed);
    gradd = shared;
}

/* A request whose answer has some 14 bytes for each of `n` numbers. */
static char *numbers_request(int n)
{
    char *body = malloc(64 + (size_t)n * 16), *at = body;
    at += sprintf(at, "{\"expr\": \"x / 3\", \"gradients\": false, \"inputs\": {\"x\": [0.5");
    for (int i = 1; i < n; i++) at += sprintf(at, ",%d", i % 1000);
    sprintf(at, "]}}");
    return body;
}

static void check_encoding(const http_reply *reply, const char *expected)
{
    char value[64] = "(none)";
    reply_header(reply, "Content-Encoding", value, sizeof value);
    assert_string_equal(value, expected);
}

static void check_varies(const http_reply *reply, bool expected)
{
    char value[64] = "(none)";
    reply_header(reply, "Vary", value, sizeof value);
    assert_string_equal(value, expected ? "Accept-Encoding" : "(none)");
}

/* Replies that are compressed at once, while they are sent, and on a compute thread. */
static void a_large_reply_is_compressed(void **state)
{
    (void)state;
    static const struct {
        int numbers;
        const char *coding;
    } cases[] = {{1, "(none)"}, {100, "gzip"}, {700, "gzip"}, {5000, "gzip"}, {100000, "gzip"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *body = numbers_request(cases[i].numbers);
        size_t size;
        http_reply plain = post(NULL, body, strlen(body));
        http_reply coded = post("Accept-Encoding: gzip", body, strlen(body));
        assert_int_equal(plain.status, 200);
        assert_int_equal(coded.status, 200);
        check_encoding(&plain, "(none)");
        check_encoding(&coded, cases[i].coding);
        bool large = cases[i].numbers > 1;
        check_varies(&plain, large);
        check_varies(&coded, large);
        if (large) {
            char *text = unpack(coded.body, coded.size, &size);
            assert_int_equal(size, plain.size);
            assert_memory_equal(text, plain.body, size);
            assert_true(coded.size < plain.size / 2 + 100);
            free(text);
        }
        reply_free(&plain);
        reply_free(&coded);
        free(body);
    }
}

static void accept_encoding_is_obeyed(void **state)
{
    (void)state;
    static const struct {
        const char *header, *coding;
        long status;
    } cases[] = {
        {"Accept-Encoding:", "(none)", 200},
        {"Accept-Encoding;", "(none)", 200},
        {"Accept-Encoding: gzip", "gzip", 200},
        {"Accept-Encoding: GZIP", "gzip", 200},
        {"Accept-Encoding: x-gzip", "gzip", 200},
        {"Accept-Encoding: gzip, deflate, br, zstd", "gzip", 200},
        {"Accept-Encoding: deflate, gzip;q=1.0, *;q=0.5", "gzip", 200},
        {"Accept-Encoding: br\nAccept-Encoding: gzip;q=0.1", "gzip", 200},
        {"Accept-Encoding: gzip;q=0.5, identity;q=0.6", "(none)", 200},
        {"Accept-Encoding: gzip;q=0.5, identity;q=0.5", "gzip", 200},
        {"Accept-Encoding: gzip;q=0", "(none)", 200},
        {"Accept-Encoding: gzip;q=0.000", "(none)", 200},
        {"Accept-Encoding: gzip;q=0.001", "gzip", 200},
        {"Accept-Encoding: gzip ; q=0", "(none)", 200},
        {"Accept-Encoding: br, notgzip, gzipped", "(none)", 200},
        {"Accept-Encoding: *", "(none)", 200},
        {"Accept-Encoding: *;q=0, gzip", "gzip", 200},
        {"Accept-Encoding: identity;q=0, *", "gzip", 200},
        {"Accept-Encoding: identity;q=0, gzip;q=0.1", "gzip", 200},
        {"Accept-Encoding: *;q=0, identity;q=0.1", "(none)", 200},
        {"Accept-Encoding: *;q=0", "(none)", 406},
        {"Accept-Encoding: identity;q=0", "(none)", 406},
        {"Accept-Encoding: gzip;q=0, identity;q=0", "(none)", 406},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        http_reply reply = http_ask(gradd.listen, "GET", "/v1/limits", cases[i].header, NULL, 0);
        if (reply.status != cases[i].status) fail_msg("%s: %ld", cases[i].header, reply.status);
        char value[64] = "(none)";
        reply_header(&reply, "Content-Encoding", value, sizeof value);
        if (strcmp(value, cases[i].coding) != 0) fail_msg("%s: %s", cases[i].header, value);
        reply_free(&reply);
    }
}

/* A client that takes nothing else gets gzip of what is too small to gain, problems too. */
static void the_only_coding_is_given(void **state)
{
    (void)state;
    static const char *const bodies[] = {SMALL, "{", "{\"expr\": \"nope\"}"};
    for (size_t i = 0; i < 3; i++) {
        size_t size;
        http_reply plain = post(NULL, bodies[i], strlen(bodies[i]));
        http_reply coded =
            post("Accept-Encoding: gzip, identity;q=0", bodies[i], strlen(bodies[i]));
        check_encoding(&coded, "gzip");
        assert_int_equal(coded.status, plain.status);
        char *text = unpack(coded.body, coded.size, &size);
        assert_string_equal(text, plain.body);
        free(text);
        reply_free(&plain);
        reply_free(&coded);
    }
}

/* To an old client, so that the body is the bare gzip text. */
static void each_piece_of_a_stream_can_be_inflated(void **state)
{
    (void)state;
    static const char body[] = "{\"cells\": [{\"source\": \"for i in range(3): print(i)\\n"
                               "while True: pass\"}], \"timeout_ms\": 600000}";
    char head[512], out[8192];
    size_t size = 0, length = 0;
    int fd = raw_open(gradd.listen);
    snprintf(head, sizeof head,
             "POST /v1/run HTTP/1.0\r\nAccept: application/x-ndjson\r\nAccept-Encoding: gzip\r\n"
             "Content-Length: %zu\r\n\r\n",
             strlen(body));
    raw_send(fd, head);
    raw_send(fd, body);
    bool there = false;
    for (int64_t end = now_ms() + PATIENCE_MS; !there && now_ms() < end;) {
        assert_true(is_readable(fd, PATIENCE_MS));
        ssize_t got = recv(fd, out + size, sizeof out - 1 - size, 0);
        assert_true(got > 0);
        out[size += (size_t)got] = 0;
        const char *start = strstr(out, "\r\n\r\n");
        if (!start) continue;
        char *text = unpack(start + 4, size - (size_t)(start + 4 - out), &length);
        there = strstr(text, "2\\n\"}\n");
        free(text);
    }
    assert_true(there);
    assert_non_null(strstr(out, "Content-Encoding: gzip\r\n"));
    raw_reset(fd);
}

/* Ten thousand lines of text that hardly repeats, whole. */
static void a_long_stream_is_the_same_compressed(void **state)
{
    (void)state;
    static const char body[] = "{\"cells\": [{\"source\": \"for i in range(10000): "
                               "print(i * i * 7919 % 1000003)\"}]}";
    char *texts[2];
    for (int i = 0; i < 2; i++) {
        size_t size;
        http_reply reply = http_ask(gradd.listen, "POST", "/v1/run",
                                    i ? "Accept: application/x-ndjson\nAccept-Encoding: gzip"
                                      : "Accept: application/x-ndjson",
                                    body, strlen(body));
        assert_int_equal(reply.status, 200);
        check_encoding(&reply, i ? "gzip" : "(none)");
        texts[i] = i ? unpack(reply.body, reply.size, &size) : strdup(reply.body);
        reply_free(&reply);
        char *cell = strstr(texts[i], "\"event\":\"cell\""); /* tells all that was printed */
        assert_non_null(cell);
        *strstr(cell, "\"elapsed_us\"") = 0;
        memmove(texts[i], cell, strlen(cell) + 1);
    }
    assert_string_equal(texts[0], texts[1]);
    free(texts[0]);
    free(texts[1]);
}

static void gets_have_tags(void **state)
{
    (void)state;
    static const char *const paths[] = {"/v1/limits", "/v1/ops"};
    static const char *const codings[] = {"Accept-Encoding: identity", "Accept-Encoding: gzip"};
    for (size_t i = 0; i < 4; i++) {
        char tag[64], again[64], headers[256];
        http_reply get = http_ask(gradd.listen, "GET", paths[i / 2], codings[i % 2], NULL, 0);
        http_reply head = http_ask(gradd.listen, "HEAD", paths[i / 2], codings[i % 2], NULL, 0);
        assert_true(reply_header(&get, "ETag", tag, sizeof tag));
        static const char *const told[] = {"ETag",         "Content-Type",   "Content-Encoding",
                                           "Vary",         "Content-Length", "Transfer-Encoding",
                                           "Cache-Control"};
        for (size_t j = 0; j < sizeof told / sizeof *told; j++) {
            char of_get[64] = "", of_head[64] = "";
            reply_header(&get, told[j], of_get, sizeof of_get);
            reply_header(&head, told[j], of_head, sizeof of_head);
            assert_string_equal(of_get, of_head);
        }
        static const char *const lists[] = {"%s", "\"other\", %s, W/\"x\"", "*"};
        for (size_t j = 0; j < 3; j++) {
            int at = snprintf(headers, sizeof headers, "%s\nIf-None-Match: ", codings[i % 2]);
            snprintf(headers + at, sizeof headers - (size_t)at, lists[j], tag);
            http_reply known = http_ask(gradd.listen, "GET", paths[i / 2], headers, NULL, 0);
            assert_int_equal(known.status, 304);
            assert_int_equal(known.size, 0);
            assert_true(reply_header(&known, "ETag", again, sizeof again));
            assert_string_equal(tag, again);
            reply_free(&known);
        }
        snprintf(headers, sizeof headers, "%s\nIf-None-Match: \"other\"", codings[i % 2]);
        http_reply other = http_ask(gradd.listen, "GET", paths[i / 2], headers, NULL, 0);
        assert_int_equal(other.status, 200);
        reply_free(&other);
        reply_free(&get);
        reply_free(&head);
    }
    http_reply probe = http_ask(gradd.admin, "GET", "/livez", NULL, NULL, 0);
    assert_false(strcasestr(probe.headers, "ETag"));
    reply_free(&probe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_compressed_body_is_read),
        cmocka_unit_test(several_members_are_one_text),
        cmocka_unit_test(a_compressed_body_may_come_in_pieces),
        cmocka_unit_test(aborts_at_each_byte_harm_nobody),
        cmocka_unit_test(what_is_not_gzip_is_400),
        cmocka_unit_test(other_codings_are_415),
        cmocka_unit_test(a_bomb_is_413),
        cmocka_unit_test(empty_members_are_bounded),
        cmocka_unit_test(inflated_bodies_have_a_common_bound),
        cmocka_unit_test(a_large_reply_is_compressed),
        cmocka_unit_test(accept_encoding_is_obeyed),
        cmocka_unit_test(the_only_coding_is_given),
        cmocka_unit_test(each_piece_of_a_stream_can_be_inflated),
        cmocka_unit_test(a_long_stream_is_the_same_compressed),
        cmocka_unit_test(gets_have_tags),
    };
    group_serve(&gradd, "");
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
