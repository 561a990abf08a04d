#include "tests/server/client.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGUMENTS = 64 };

int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char *program(void)
{
    const char *path = getenv("GRADD");
    return path ? path : "build/asan/gradd";
}

/* In the child: `output` becomes stderr, and stdout too if `both`. It ends with the test. */
static void execute(char *arguments, int output, bool both)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    char *argv[ARGUMENTS] = {(char *)(uintptr_t)program()};
    int n = 1;
    for (char *word = strtok(arguments, " "); word && n < ARGUMENTS - 1; word = strtok(NULL, " "))
        argv[n++] = word;
    dup2(output, STDERR_FILENO);
    if (both) dup2(output, STDOUT_FILENO);
    execv(argv[0], argv);
    _exit(127);
}

static pid_t spawn(const char *arguments, const char *variable, bool both, int *output)
{
    int ends[2];
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", arguments);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (variable) putenv((char *)(uintptr_t)variable);
        execute(copy, ends[1], both);
    }
    close(ends[1]);
    *output = ends[0];
    return pid;
}

/* Waits until a socket can be read; fails when it cannot. */
static void wait_readable(int fd)
{
    struct pollfd socket = {.fd = fd, .events = POLLIN};
    int ready;
    do ready = poll(&socket, 1, PATIENCE_MS);
    while (ready < 0 && errno == EINTR);
    if (ready != 1) fail_msg("nothing to read for %d ms", PATIENCE_MS);
}

/* Reads a little more of the server's stderr; false at its end. */
static bool read_log(server_process *server)
{
    wait_readable(server->log);
    ssize_t size =
        read(server->log, server->text + server->length, sizeof server->text - 1 - server->length);
    if (size <= 0) return false;
    server->length += (size_t)size;
    server->text[server->length] = 0;
    return true;
}

void server_wait_log(server_process *server, const char *text)
{
    while (!strstr(server->text, text))
        if (!read_log(server)) fail_msg("the log ends without %s:\n%s", text, server->text);
}

static void copy_member(const char *text, const char *key, char *out, size_t size)
{
    char pattern[32];
    snprintf(pattern, sizeof pattern, "\"%s\":\"", key);
    const char *at = strstr(text, pattern);
    if (!at) fail_msg("no %s in %s", key, text);
    at += strlen(pattern);
    snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

static void wait_ready(const server_process *server)
{
    int64_t end = now_ms() + PATIENCE_MS;
    long status = 0;
    while (status != 200 && now_ms() < end) {
        http_reply reply = http_ask(server->admin, "GET", "/readyz", NULL, NULL, 0);
        status = reply.status;
        reply_free(&reply);
    }
    assert_int_equal(status, 200);
}

void server_start(server_process *server, const char *flags)
{
    char arguments[2048];
    signal(SIGPIPE, SIG_IGN);
    memset(server, 0, sizeof *server);
    snprintf(arguments, sizeof arguments,
             "--listen 127.0.0.1:0 --admin 127.0.0.1:0 --drain-ms 0 %s", flags);
    server->pid = spawn(arguments, NULL, false, &server->log);
    server_wait_log(server, "\n");
    copy_member(server->text, "listen", server->listen, sizeof server->listen);
    copy_member(server->text, "admin", server->admin, sizeof server->admin);
    wait_ready(server);
}

void server_wait(server_process *server)
{
    int status;
    while (read_log(server)) continue;
    assert_int_equal(waitpid(server->pid, &status, 0), server->pid);
    close(server->log);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("the server ended with %x:\n%s", (unsigned)status, server->text);
}

void server_stop(server_process *server)
{
    kill(server->pid, SIGTERM);
    server_wait(server);
}

static struct {
    server_process *server;
    const char *flags;
} group;

void group_serve(server_process *server, const char *flags)
{
    group.server = server;
    group.flags = flags;
}

int group_start(void **state)
{
    (void)state;
    server_start(group.server, group.flags);
    return 0;
}

int group_stop(void **state)
{
    (void)state;
    server_stop(group.server);
    return 0;
}

int run_program(const char *arguments, const char *variable, char *output, size_t size)
{
    int from, status;
    pid_t pid = spawn(arguments, variable, true, &from);
    size_t length = 0;
    ssize_t got = 1;
    while (got > 0) {
        wait_readable(from);
        got = read(from, output + length, size - 1 - length);
        if (got > 0) length += (size_t)got;
    }
    output[length] = 0;
    close(from);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

typedef struct collected {
    char *bytes;
    size_t length, room;
} collected;

static size_t collect(char *bytes, size_t size, size_t count, void *into)
{
    collected *text = into;
    size_t needed = text->length + size * count + 1;
    if (needed > text->room) text->bytes = realloc(text->bytes, text->room = 2 * needed);
    if (!text->bytes) return 0;
    memcpy(text->bytes + text->length, bytes, size * count);
    text->length += size * count;
    text->bytes[text->length] = 0;
    return size * count;
}

static struct curl_slist *split_headers(const char *headers)
{
    struct curl_slist *list = NULL;
    char line[1024];
    for (const char *at = headers; at && *at; at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        snprintf(line, sizeof line, "%.*s", (int)length, at);
        list = curl_slist_append(list, line);
        at += length;
    }
    return list;
}

static void set_body(CURL *curl, const char *method, const void *body, size_t size)
{
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    if (strcmp(method, "HEAD") == 0) curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    if (!body) return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
}

http_reply http_ask(const char *address, const char *method, const char *path, const char *headers,
                    const void *body, size_t size)
{
    char url[512];
    collected head = {.length = 0}, content = {.length = 0};
    struct curl_slist *lines = split_headers(headers);
    CURL *curl = curl_easy_init();
    snprintf(url, sizeof url, "http://%s%s", address, path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)PATIENCE_MS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &content);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &head);
    set_body(curl, method, body, size);
    http_reply reply = {0};
    curl_easy_perform(curl); /* a failure leaves the status at 0 */
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    curl_easy_cleanup(curl);
    curl_slist_free_all(lines);
    reply.headers = head.bytes ? head.bytes : calloc(1, 1);
    reply.body = content.bytes ? content.bytes : calloc(1, 1);
    reply.size = content.length;
    return reply;
}

http_reply http_evaluate(const server_process *server, const char *body)
{
    return http_ask(server->listen, "POST", "/v1/evaluate", NULL, body, strlen(body));
}

void reply_free(http_reply *reply)
{
    free(reply->headers);
    free(reply->body);
}

bool reply_header(const http_reply *reply, const char *name, char *value, size_t size)
{
    char pattern[128];
    snprintf(pattern, sizeof pattern, "\n%s:", name);
    const char *at = strcasestr(reply->headers, pattern);
    if (!at) return false;
    at += strlen(pattern);
    at += strspn(at, " ");
    snprintf(value, size, "%.*s", (int)strcspn(at, "\r\n"), at);
    return true;
}

void reply_check_problem(const http_reply *reply, long status, const char *code)
{
    char type[128] = "", member[128];
    snprintf(member, sizeof member, "\"code\":\"%s\"", code);
    if (reply->status != status || !strstr(reply->body, member))
        fail_msg("%ld, not %ld %s: %s", reply->status, status, code, reply->body);
    reply_header(reply, "Content-Type", type, sizeof type);
    assert_string_equal(type, "application/problem+json");
    snprintf(member, sizeof member, "\"status\":%ld,", status);
    assert_non_null(strstr(reply->body, member));
}

int raw_open(const char *address)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    char host[64];
    int port, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(sscanf(address, "%63[0-9.]:%d", host, &port), 2);
    inet_pton(AF_INET, host, &to.sin_addr);
    to.sin_port = htons((uint16_t)port);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

bool raw_try_send(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

void raw_send(int fd, const char *text)
{
    assert_true(raw_try_send(fd, text, strlen(text)));
}

void raw_reset(int fd)
{
    struct linger now = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(fd);
}

size_t raw_read_all(int fd, char *out, size_t size)
{
    size_t length = 0;
    ssize_t got = 1;
    while (got > 0 && length < size - 1) {
        wait_readable(fd);
        got = recv(fd, out + length, size - 1 - length, 0);
        if (got > 0) length += (size_t)got;
    }
    out[length] = 0;
    return length;
}

/* Reads the head of a reply byte by byte, so that nothing of the next one is taken. */
static bool read_head(int fd, char *head, size_t size)
{
    size_t length = 0;
    head[0] = 0;
    while (!strstr(head, "\r\n\r\n")) {
        if (length == size - 1) return false;
        wait_readable(fd);
        if (recv(fd, head + length, 1, 0) != 1) return false;
        head[++length] = 0;
    }
    return true;
}

int raw_read_reply(int fd)
{
    char head[4096], body[4096];
    int status;
    if (!read_head(fd, head, sizeof head)) return 0;
    if (sscanf(head, "HTTP/1.1 %d", &status) != 1) fail_msg("not a reply: %s", head);
    const char *length = strcasestr(head, "\r\nContent-Length:");
    long left = length ? atol(length + strlen("\r\nContent-Length:")) : 0;
    while (left > 0) {
        wait_readable(fd);
        ssize_t got = recv(fd, body, left < (long)sizeof body ? (size_t)left : sizeof body, 0);
        if (got <= 0) return 0;
        left -= got;
    }
    return status;
}

/* An input of zeros: its `name`, then `side` times `zero`. */
static void print_zeros(FILE *out, const char *name, const char *zero, int side)
{
    fprintf(out, "\"%s\":[%s", name, zero);
    for (int i = 1; i < side; i++) fprintf(out, ",%s", zero);
    fprintf(out, "]");
}

/* A (side,1) and a (side,) input make side*side elements, through a hundred sines. */
char *slow_request(int side, const char *more)
{
    enum { SINES = 100 };
    char *body, *request;
    size_t size;
    FILE *out = open_memstream(&body, &size);
    fprintf(out, "{%s\"gradients\":false,\"program\":\"out = sum(", more);
    for (int i = 0; i < SINES; i++) fprintf(out, "sin(");
    fprintf(out, "x + y");
    for (int i = 0; i < SINES; i++) fprintf(out, ")");
    fprintf(out, ")\",\"inputs\":{");
    print_zeros(out, "x", "[0]", side);
    fprintf(out, ",");
    print_zeros(out, "y", "0", side);
    fprintf(out, "}}");
    fclose(out);
    out = open_memstream(&request, &size);
    fprintf(out, "POST /v1/evaluate HTTP/1.1\r\nHost: gradd\r\nContent-Length: %zu\r\n\r\n%s",
            strlen(body), body);
    fclose(out);
    free(body);
    return request;
}
