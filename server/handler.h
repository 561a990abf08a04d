/* What an endpoint is: a plain function of a request to a reply, which knows nothing of the HTTP
 * library and so may run on any thread.
 *
 * In: a gd_call whose request part is filled in, its body complete. Out: the same gd_call with its
 * reply part filled in. A handler is first called on the thread of the connection, where it must be
 * quick. If what is asked predicts long work it sets `rest` (and `state`) and returns: the call
 * then waits in the bounded queue and `rest` goes on with it on a compute thread. Before `rest`
 * runs the queue may answer 429, 504 or 503 in its place; `drop` is called in any case. A call
 * whose stream has begun may set `rest` once more, so that others have their turn, or its client
 * can catch up; it must end soon when it is cancelled.
 *
 * Where `stream` is set the client asked for lines of JSON as they come. `rest` may then begin it
 * and send the reply through it; until then, and for whatever is wrong before, the call's reply
 * part serves as ever. A stream that has begun ends with one last line. */
#ifndef SERVER_HANDLER_H
#define SERVER_HANDLER_H

#include "server/client.h"
#include "server/problem.h"
#include "server/stream.h"
#include "server/timing.h"

typedef struct gd_call gd_call;
typedef void gd_handler(gd_call *call);

/* What the reply may be sent in, by the request's Accept-Encoding. */
typedef enum call_coding {
    CODING_IDENTITY,  /* as it is, and not compressed */
    CODING_GZIP,      /* rather gzip than as it is */
    CODING_GZIP_ONLY, /* not as it is */
    CODING_NONE       /* neither: such a request is refused before it has a handler */
} call_coding;

typedef struct call_header {
    const char *name, *value; /* constant, or in memory that lives as long as the call */
} call_header;

enum {
    CALL_HEADERS = 12,
    CALL_WHY = 200 /* bytes */
};

/* Bytes of stack for a thread that calls handlers, of which the system gives memory only as they
 * are used. An engine nests evaluation, printing and comparing up to ten times the most that
 * call_depth can be, and a level takes a few hundred bytes, or kilobytes with sanitizers; the
 * system's own default, which differs from one machine to another, is too little. */
#define THREAD_STACK ((size_t)64 << 20)

struct gd_call {
    /* The request; borrowed, unchanged until the reply is sent. */
    const char *path; /* without the query: "/v1/evaluate" */
    const char *body; /* `length` bytes and a final 0 */
    size_t length;
    const char *if_none_match; /* the header as sent, or NULL */
    call_coding coding;        /* a reply in `reply` is compressed for the handler */
    bool draining;             /* the process is about to stop */
    gd_client client;

    /* What it may use. */
    gd_engine *engine;  /* borrowed, shared by all threads */
    gd_context context; /* memory: the request's own account, from which body and reply are drawn.
                         * deadline_ns: now + timeout_ms of the limits; a handler may bring it
                         * forward (timeout_ms of the request), or put it off to that of a batch,
                         * before it sets `rest`. cancel: true when the client has gone or the
                         * server stops at once */

    struct gd_metrics *metrics; /* borrowed, shared by all threads */
    const char *request_id;     /* what the log calls the request */
    int log_from;               /* the status from which on an answer has a line in the log */
    gd_timing timing; /* a handler marks the phases that it ends; what it leaves is WRITE's */

    /* The reply. It begins as status 200, application/json, with nothing in `reply`. */
    int status;
    int retry_s;        /* with 429: when to try again, seconds; 0: soon */
    gd_code error;      /* the code of the problem that it is, or that its stream ended with */
    char why[CALL_WHY]; /* its message, for the log, if its status is 500 or more */
    const char *type;   /* constant */
    gd_buffer reply;    /* the body; its limit is reply_bytes. If its error is set when the handler
                        * is done, that error is answered in its place */
    const void *fixed;  /* if not NULL the body in place of `reply`: `fixed_size` constant bytes */
    size_t fixed_size;
    call_header headers[CALL_HEADERS]; /* beyond Content-Type and Content-Length */
    int n_headers;
    /* NULL: the reply must be whole. Once it has begun the rest of this part is not to be
     * touched. */
    gd_stream *stream;

    /* Going on later. */
    gd_handler *rest;          /* what runs on a compute thread */
    void *state;               /* the handler's own */
    void (*drop)(void *state); /* frees `state`; NULL: nothing to free. Called once, after the last
                                * use of the call by a handler, on any thread */
    gd_buffer id;    /* JSON text of the request's id, which problems repeat; empty: none */
    char retry[12];  /* retry_s as text */
    char spare[256]; /* room for a short text that the reply refers to */
};

/* A call without path and body whose reply is the empty one described above. */
void call_init(gd_call *call, gd_engine *engine, gd_context context);

/* Ends the work on a call, for whoever called the handlers: drops `state`, and answers the error of
 * the reply's buffer if there is one. Calling it again does nothing. */
void call_end(gd_call *call);

/* Gives back what the reply holds; the call may then be initialised again. */
void call_close(gd_call *call);

/* Adds a header to the reply. It is an error to add more than CALL_HEADERS. */
void call_add_header(gd_call *call, const char *name, const char *value);

/* Whether the client says that it has the representation with this tag (as in ETag, without W/). */
bool call_has_tag(const gd_call *call, const char *tag);

/* Makes the reply a problem with the status of the error's code, in place of whatever was in it.
 * `pointer`: the JSON pointer of the value that is wrong, or NULL. */
void call_fail(gd_call *call, const gd_error *err, const char *pointer);

/* The same for `count` (at least 1) errors; the first one's code gives status and title. */
void call_fail_all(gd_call *call, const problem_item *items, size_t count);

/* Keeps the error with which a call, or its stream, ends for whoever counts and logs it. */
void call_note(gd_call *call, const gd_error *err);

/* The handlers of routes.def. */
#define ROUTE(method, path, port, body, answer, handler, text) gd_handler handler;
#include "server/routes.def"
#undef ROUTE

#endif
