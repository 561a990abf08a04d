/* TLS on the public port: what is answered through it, what it refuses, when it lets go of a
 * socket, and what is said of wrong files. The certificate is made here. */
#include "tests/server/exposition.h"

#include <curl/curl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SMALL "{\"expr\": \"x * 2\", \"inputs\": {\"x\": 3}}"

static server_process gradd;
static char folder[] = "/tmp/gradd-tls-XXXXXX";
static char certificate[64], key[64], other_key[64], fifo[64], flags[256];

static void write_pem(const char *path, const gnutls_datum_t *pem)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(pem->data, 1, pem->size, file), pem->size);
    assert_int_equal(fclose(file), 0);
}

/* A new key, written to `path`. */
static gnutls_x509_privkey_t make_key(const char *path)
{
    gnutls_x509_privkey_t made;
    gnutls_datum_t pem;
    assert_int_equal(gnutls_x509_privkey_init(&made), 0);
    assert_int_equal(gnutls_x509_privkey_generate(made, GNUTLS_PK_ECDSA,
                                                  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1),
                                                  0),
                     0);
    assert_int_equal(gnutls_x509_privkey_export2(made, GNUTLS_X509_FMT_PEM, &pem), 0);
    write_pem(path, &pem);
    gnutls_free(pem.data);
    return made;
}

/* A certificate for 127.0.0.1 that is its own authority. */
static void make_certificate(const char *path, gnutls_x509_privkey_t own)
{
    static const unsigned char address[] = {127, 0, 0, 1};
    gnutls_x509_crt_t made;
    gnutls_datum_t pem;
    assert_int_equal(gnutls_x509_crt_init(&made), 0);
    gnutls_x509_crt_set_version(made, 3);
    gnutls_x509_crt_set_serial(made, "\1", 1);
    gnutls_x509_crt_set_dn(made, "CN=gradd", NULL);
    gnutls_x509_crt_set_activation_time(made, time(NULL) - 3600);
    gnutls_x509_crt_set_expiration_time(made, time(NULL) + 86400);
    gnutls_x509_crt_set_ca_status(made, 1);
    gnutls_x509_crt_set_subject_alt_name(made, GNUTLS_SAN_IPADDRESS, address, sizeof address,
                                         GNUTLS_FSAN_SET);
    gnutls_x509_crt_set_key(made, own);
    assert_int_equal(gnutls_x509_crt_sign2(made, made, own, GNUTLS_DIG_SHA256, 0), 0);
    assert_int_equal(gnutls_x509_crt_export2(made, GNUTLS_X509_FMT_PEM, &pem), 0);
    write_pem(path, &pem);
    gnutls_free(pem.data);
    gnutls_x509_crt_deinit(made);
}

static int make_files(void **state)
{
    assert_non_null(mkdtemp(folder));
    snprintf(certificate, sizeof certificate, "%s/certificate", folder);
    snprintf(key, sizeof key, "%s/key", folder);
    snprintf(other_key, sizeof other_key, "%s/other", folder);
    snprintf(flags, sizeof flags, "--tls-cert %s --tls-key %s --head-timeout-ms 2000", certificate,
             key);
    snprintf(fifo, sizeof fifo, "%s/fifo", folder);
    assert_int_equal(mkfifo(fifo, 0600), 0); /* nobody will write to it */
    gnutls_x509_privkey_t own = make_key(key);
    make_certificate(certificate, own);
    gnutls_x509_privkey_deinit(own);
    gnutls_x509_privkey_deinit(make_key(other_key));
    group_serve(&gradd, flags);
    return group_start(state);
}

static int remove_files(void **state)
{
    int status = group_stop(state);
    unlink(certificate);
    unlink(key);
    unlink(other_key);
    unlink(fifo);
    rmdir(folder);
    return status;
}

static size_t collect(char *bytes, size_t size, size_t count, void *into)
{
    FILE *file = into;
    return fwrite(bytes, size, count, file);
}

static CURL *new_client(const char *path)
{
    char url[256];
    CURL *curl = curl_easy_init();
    snprintf(url, sizeof url, "https://%s%s", gradd.listen, path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CAINFO, certificate);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)PATIENCE_MS);
    return curl;
}

/* One exchange; the status, or 0 when none came. *body: what was answered; new. */
static long exchange(CURL *curl, const char *header, const char *data, size_t size, char **body)
{
    size_t length;
    long status = 0;
    FILE *out = open_memstream(body, &length);
    struct curl_slist *headers = header ? curl_slist_append(NULL, header) : NULL;
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
    if (data) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, data);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
    }
    curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    fclose(out);
    return status;
}

static void requests_are_answered_on_one_connection(void **state)
{
    (void)state;
    CURL *curl = new_client("/v1/evaluate");
    for (int i = 0; i < 20; i++) {
        char *body;
        long made = -1;
        assert_int_equal(exchange(curl, NULL, SMALL, strlen(SMALL), &body), 200);
        assert_non_null(strstr(body, "\"data\":6"));
        free(body);
        curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &made);
        assert_int_equal(made, i == 0);
    }
    curl_easy_cleanup(curl);
}

static void files_streams_and_gzip_come_through(void **state)
{
    (void)state;
    static const char lines[] = "{\"cells\": [{\"source\": \"for i in range(20000): print(i)\"}]}";
    char *body;
    CURL *curl = new_client("/");
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    assert_int_equal(exchange(curl, NULL, NULL, 0, &body), 200);
    assert_non_null(strstr(body, "<html"));
    free(body);
    curl_easy_cleanup(curl);
    curl = new_client("/v1/run");
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    assert_int_equal(exchange(curl, "Accept: application/x-ndjson", lines, strlen(lines), &body),
                     200);
    assert_non_null(strstr(body, "19999\\n"));
    assert_non_null(strstr(body, "{\"event\":\"done\"}\n"));
    free(body);
    curl_easy_cleanup(curl);
}

/* The refusal of a body under way goes through the session too. */
static void a_large_body_is_413(void **state)
{
    (void)state;
    enum { SIZE = 34000000 };
    char *body, *data = calloc(1, SIZE);
    CURL *curl = new_client("/v1/evaluate");
    assert_int_equal(exchange(curl, "Transfer-Encoding: chunked", data, SIZE, &body), 413);
    assert_non_null(strstr(body, "\"code\":\"body_too_large\""));
    free(body);
    free(data);
    curl_easy_cleanup(curl);
}

/* Whether a client of GnuTLS with these priorities gets through the handshake. */
static bool shakes_hands(const char *priorities)
{
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    int fd = raw_open(gradd.listen), status;
    gnutls_certificate_allocate_credentials(&credentials);
    gnutls_init(&session, GNUTLS_CLIENT);
    assert_int_equal(gnutls_priority_set_direct(session, priorities, NULL), 0);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    gnutls_transport_set_int(session, fd);
    gnutls_handshake_set_timeout(session, PATIENCE_MS);
    do status = gnutls_handshake(session);
    while (status < 0 && !gnutls_error_is_fatal(status));
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    close(fd);
    return status == 0;
}

static void old_versions_and_ciphers_are_refused(void **state)
{
    (void)state;
    assert_true(shakes_hands("NORMAL:-VERS-ALL:+VERS-TLS1.3"));
    assert_true(shakes_hands("NORMAL:-VERS-ALL:+VERS-TLS1.2"));
    assert_false(shakes_hands("NORMAL:-VERS-ALL:+VERS-TLS1.1"));
    assert_false(shakes_hands("NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC"));
}

/* Waits until the server closes, and not before it must. */
static void check_closed(int fd, int64_t start)
{
    char byte;
    struct pollfd socket = {.fd = fd, .events = POLLIN};
    ssize_t got = 1;
    while (got > 0) { /* perhaps an alert */
        if (poll(&socket, 1, PATIENCE_MS) != 1) fail_msg("still open");
        got = recv(fd, &byte, 1, 0);
    }
    assert_true(now_ms() - start >= 1900);
}

/* A handshake that is not begun, begun, and followed by nothing. */
static void a_slow_handshake_is_closed(void **state)
{
    (void)state;
    static const char hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
    curl_socket_t socket;
    int64_t start = now_ms();
    int silent = raw_open(gradd.listen), partial = raw_open(gradd.listen);
    assert_true(raw_try_send(partial, hello, sizeof hello - 1));
    CURL *curl = new_client("/");
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &socket);
    check_closed(silent, start);
    check_closed(partial, start);
    check_closed(socket, start);
    curl_easy_cleanup(curl);
    close(silent);
    close(partial);
}

static void plain_http_is_not_answered(void **state)
{
    (void)state;
    char out[4096];
    int fd = raw_open(gradd.listen);
    raw_send(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    raw_read_all(fd, out, sizeof out);
    assert_null(strstr(out, "HTTP/"));
    close(fd);
}

static void one_too_many_gets_an_alert(void **state)
{
    (void)state;
    server_process shared = gradd;
    char own[512], out[64];
    snprintf(own, sizeof own, "%s --connections 1", flags);
    server_start(&gradd, own);
    CURL *curl = new_client("/");
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    int fd = raw_open(gradd.listen);
    assert_int_equal(raw_read_all(fd, out, sizeof out), 7);
    assert_memory_equal(out, "\x15\x03\x03\x00\x02\x02\x50", 7);
    close(fd);
    curl_easy_cleanup(curl);
    server_stop(&gradd);
    gradd = shared;
}

static size_t send_nothing(char *bytes, size_t size, size_t count, void *from)
{
    (void)bytes, (void)size, (void)count, (void)from;
    return CURL_READFUNC_PAUSE;
}

/* There is no way to tell it within TLS, and so nobody counts it as told. */
static void a_slow_body_is_cut_off_without_words(void **state)
{
    (void)state;
    server_process shared = gradd;
    char own[512], *body;
    snprintf(own, sizeof own, "%s --body-timeout-ms 300 --log-requests", flags);
    server_start(&gradd, own);
    CURL *curl = new_client("/v1/evaluate");
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 100L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, send_nothing);
    assert_int_equal(exchange(curl, NULL, NULL, 0, &body), 0);
    free(body);
    curl_easy_cleanup(curl);
    char *text = exposition_wait(&gradd, "gradd_requests_broken_off_total", 1);
    assert_true(exposition_sum(text, "gradd_errors_total") == 1);
    assert_non_null(strstr(text, "route=\"/v1/evaluate\",code=\"none\"} 1"));
    assert_null(strstr(text, "code=\"408\""));
    free(text);
    server_stop(&gradd);
    assert_non_null(strstr(gradd.text, "\"code\":\"request_timeout\""));
    gradd = shared;
}

static void wrong_files_are_told(void **state)
{
    (void)state;
    const struct {
        const char *cert, *key, *says;
    } cases[] = {
        {certificate, "", "--tls-cert needs --tls-key"},
        {"", key, "--tls-key needs --tls-cert"},
        {"/nonexistent", key, "--tls-cert /nonexistent: No such file"},
        {certificate, "/nonexistent", "--tls-key /nonexistent: No such file"},
        {certificate, folder, "Is a directory"},
        {fifo, key, "it is no regular file"},
        {certificate, "/dev/zero", "--tls-key /dev/zero: it is no regular file"},
        {certificate, other_key, "do not match"},
        {certificate, certificate, "without a password"},
        {key, key, "without a password"},
    };
    char arguments[512], out[4096];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(arguments, sizeof arguments,
                 "--listen 127.0.0.1:0 --admin 127.0.0.1:0 --tls-cert=%s --tls-key=%s",
                 cases[i].cert, cases[i].key);
        assert_int_equal(run_program(arguments, NULL, out, sizeof out), 2);
        if (!strstr(out, cases[i].says)) fail_msg("%s is told\n%s", cases[i].says, out);
        strcat(arguments, " --check-config");
        assert_int_equal(run_program(arguments, NULL, out, sizeof out), 2);
        if (!strstr(out, cases[i].says)) fail_msg("%s is told\n%s", cases[i].says, out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_answered_on_one_connection),
        cmocka_unit_test(files_streams_and_gzip_come_through),
        cmocka_unit_test(a_large_body_is_413),
        cmocka_unit_test(old_versions_and_ciphers_are_refused),
        cmocka_unit_test(a_slow_handshake_is_closed),
        cmocka_unit_test(plain_http_is_not_answered),
        cmocka_unit_test(one_too_many_gets_an_alert),
        cmocka_unit_test(a_slow_body_is_cut_off_without_words),
        cmocka_unit_test(wrong_files_are_told),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
