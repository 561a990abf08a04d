/* The server under test as a child process, and clients for it: one that speaks HTTP properly
 * (libcurl) and one that sends what it is told (a socket).
 *
 * The program is $GRADD, build/asan/gradd by default. Nothing here sleeps in hope: each wait is for
 * something, up to PATIENCE_MS, and the test fails when it does not come. */
#ifndef TESTS_SERVER_CLIENT_H
#define TESTS_SERVER_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

enum { PATIENCE_MS = 30000 };

typedef struct server_process {
    pid_t pid;
    int log;                    /* its stderr */
    char listen[64], admin[64]; /* "host:port" */
    char text[65536];           /* of its stderr, as far as read */
    size_t length;
} server_process;

/* Starts the server with `flags` (separated by single spaces) on free ports and waits until it is
 * ready. */
void server_start(server_process *server, const char *flags);
/* SIGTERM, then waits for the end; fails unless the exit status is 0. */
void server_stop(server_process *server);
/* Names the server, and its flags, that group_start and group_stop, the fixtures of a group of
 * tests, start and stop. */
void group_serve(server_process *server, const char *flags);
int group_start(void **state);
int group_stop(void **state);
/* Waits for the end alone. */
void server_wait(server_process *server);
/* Waits until `text` stands in what the server wrote to stderr. */
void server_wait_log(server_process *server, const char *text);

/* Runs the program with `arguments` and, if not NULL, one environment variable "NAME=value";
 * returns its exit status. `output` receives stdout and stderr together. */
int run_program(const char *arguments, const char *variable, char *output, size_t size);

int64_t now_ms(void);

typedef struct http_reply {
    long status;
    char *headers, *body; /* with a final 0; to be freed by reply_free */
    size_t size;          /* of the body */
} http_reply;

/* One exchange with libcurl. `headers`: lines separated by \n, or NULL. `body`: NULL for none. The
 * method HEAD asks for no body back. */
http_reply http_ask(const char *address, const char *method, const char *path, const char *headers,
                    const void *body, size_t size);
/* POST of a text to /v1/evaluate, without a Content-Type beyond curl's own. */
http_reply http_evaluate(const server_process *server, const char *body);
void reply_free(http_reply *reply);
/* The value of a header (case-insensitive name), copied into `value`; false if there is none. */
bool reply_header(const http_reply *reply, const char *name, char *value, size_t size);
/* Checks that it is a problem with this status and code. */
void reply_check_problem(const http_reply *reply, long status, const char *code);

/* A connection of its own. */
int raw_open(const char *address);
void raw_send(int fd, const char *text);
/* The same, and true even when the server has closed in the meantime. */
bool raw_try_send(int fd, const char *bytes, size_t size);
/* Closes it by a reset, as a client that has gone for good. */
void raw_reset(int fd);
/* Reads until the server closes or resets, into `out` with a final 0; returns the length. */
size_t raw_read_all(int fd, char *out, size_t size);
/* Reads one reply with a Content-Length; returns its status, or 0 when the server has closed. */
int raw_read_reply(int fd);

/* A request for /v1/evaluate, head and body, that takes at least some tenths of a second at side
 * 1024 and sixteen times that at 4096; `more` is put among its keys ("\"timeout_ms\": 50,").
 * New. */
char *slow_request(int side, const char *more);

#endif
