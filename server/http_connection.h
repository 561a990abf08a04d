/* What the files http*.c share: a connection, the port and thread it belongs to, and who may touch
 * what.
 *
 * A connection is made by the gate and freed when libmicrohttpd has closed it and no job that
 * streams holds it. In between the event thread owns it, except: a compute thread owns `call` while
 * a job is queued or runs, and what the request holds if the client leaves the stream of such a
 * job; the gate reads `phase`, `due`, `fd`, looks after `stream` and sets `phase` to PHASE_EXPIRED
 * and `cancel`, always under the lock, under which alone a connection leaves `slots` (so its socket
 * is open). */
#ifndef SERVER_HTTP_CONNECTION_H
#define SERVER_HTTP_CONNECTION_H

#include "server/gzip.h"
#include "server/http.h"
#include "server/metrics.h"
#include "server/queue.h"
#include "server/tokens.h"

#include <microhttpd.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>

enum {
    /* libmicrohttpd 0.9.75 stalls when epoll gives it exactly 128 events at once. */
    THREAD_CONNECTIONS = 120,
    ADMIN_CONNECTIONS = 32, /* probes and scrapers; far from anything that a client can exhaust */
    LINGERING = 256,        /* sockets that wait for their client to read a refusal */
    INLINE_BODY = 2048      /* bytes of a body that need no allocation */
};

typedef enum http_phase {
    PHASE_IDLE,   /* no request, or not yet its first line */
    PHASE_HEAD,   /* headers arrive */
    PHASE_BODY,   /* the body arrives */
    PHASE_WORK,   /* a handler has it */
    PHASE_REPLY,  /* the client takes the reply */
    PHASE_STREAM, /* the same while it is made */
    PHASE_EXPIRED /* the gate has shut the socket: nothing may be sent */
} http_phase;

typedef struct http_thread {
    gd_http *http;
    route_port port;
    int number;          /* among all threads of all ports */
    uint64_t n_requests; /* that it gave an id; its own */
    struct MHD_Daemon *daemon;
    metrics_shard *shard; /* which this thread alone writes */
    atomic_int n_connections;
} http_thread;

typedef struct http_port {
    int listener; /* -1: closed */
    char address[NI_MAXHOST + NI_MAXSERV + 4];
    int64_t n_threads, n_first, most_connections; /* n_first: threads that are filled first */
    http_thread *threads;
} http_port;

/* A request line, cut in place by libmicrohttpd. */
typedef struct http_line {
    const char *method, *target, *version;
    size_t target_length; /* up to the first 0 or space, before libmicrohttpd cut the query off */
    bool is_printable;    /* the target; seen then, too */
} http_line;

/* What of the head decides how a request is met; strings as sent, or NULL. */
typedef struct http_head {
    const char *host, *content_length, *transfer_encoding, *content_type, *content_encoding;
    const char *accept, *accept_encoding, *if_none_match, *origin, *cors_method;
    const char *request_id, *traceparent, *authorization, *forwarded_for;
    bool has_body;
    uint64_t length; /* of the body; 0 if chunked */
} http_head;

typedef struct http_connection {
    http_thread *thread;
    struct MHD_Connection *mhd;
    int fd;
    client_address peer;
    atomic_int phase;         /* http_phase */
    atomic_int_least64_t due; /* ns; when the gate shuts the socket in this phase */
    atomic_bool cancel;
    /* The gate's: looks in a row that found the client gone, and the connection without use. */
    int silent_ticks, unused_ticks;
    int64_t ended;      /* ns; when its client was first seen to have ended its side; 0: not yet */
    bool fresh;         /* no request was seen yet */
    bool linger;        /* the client may still be sending when this is closed */
    atomic_int holders; /* libmicrohttpd, and jobs that may outlive it */

    /* The request under way. */
    enum { STEP_HEAD, STEP_BODY, STEP_WAIT } step;
    bool answered; /* `call` has its reply */
    http_line line;
    const char *origin;
    char instance[256];    /* the path, cut if longer, for the gate; unchanged once it is expired */
    char request_id[65];   /* for the gate once the body arrives; empty: the head was not read */
    char trace[56];        /* the beginning of a valid traceparent header; empty: there is none */
    atomic_bool timed_out; /* the gate has ended it, because it did not arrive in time; */
    atomic_bool told_late; /* and all of a 408 went to the client */
    gd_buffer lists;       /* headers that were joined from several lines */
    const gd_route *route;
    int status;              /* that was sent, once the request has ended; 0: none */
    bool broken_off;         /* before the client had all of the reply */
    bool told;               /* all of the reply went past libmicrohttpd, which knows of none */
    bool foreign;            /* libmicrohttpd has answered in our place */
    const gd_limits *limits; /* of the request: the server's, or those of its token */
    gd_memory memory;
    gd_call call;
    gd_job job;
    gd_stream stream;      /* call.stream, if the client wants one */
    uint64_t declared;     /* size of the body, if its head tells; else 0 */
    gzip_decoder *decoder; /* of a body that arrives compressed, or NULL */
    gzip_encoder *encoder; /* of a reply that is compressed while it is sent, or NULL */
    size_t encoded;        /* bytes of a whole reply that it has taken */
    bool prepared;         /* the reply has what follows: */
    bool varies;           /* a client with another Accept-Encoding might have got another reply */
    bool coded;            /* the reply is gzip, or will be by `encoder` */
    char etag[24];
    size_t length, capacity;
    size_t held;   /* its part of gd_http's `held` */
    size_t behind; /* the part of its stream, which whoever writes that one counts */
    char *body;    /* `inline_body`, or a block of `memory` */
    char inline_body[INLINE_BODY];
} http_connection;

/* Texts in PEM, or NULL without TLS. */
typedef struct http_tls {
    char *certificate, *key;
} http_tls;

/* Of whom the operator says something; constant. */
typedef struct http_clients {
    client_proxies proxies;
    gd_tokens *tokens; /* own; NULL: anybody may ask */
} http_clients;

struct gd_http {
    const gd_config *config;
    http_clients clients;
    atomic_bool told_of_proxy; /* the log, that there seems to be one whom nobody trusts */
    http_tls tls;              /* of the public port */
    gd_engine *engine;
    gd_queue *queue;
    gd_metrics *metrics;
    process_files process;
    http_port ports[2];                      /* by route_port */
    atomic_bool draining, closing, stopping; /* asked for */
    atomic_bool closed;                      /* the gate has closed the public port */
    atomic_int_least64_t held;               /* bytes of bodies and large replies on their way */

    pthread_t gate;
    bool has_gate;
    int wake;      /* eventfd */
    int n_threads; /* of both ports */
    uint32_t name; /* random; of this process in the ids of requests */
    pthread_mutex_t lock;
    http_connection **slots; /* by socket */
    struct pollfd *polled;   /* the gate's, parallel to slots */
    size_t n_slots;
    /* The gate's: clients' connections, since memory was given back; when there was one, in ns. */
    int most_open;
    int64_t last_open;
    struct http_lingerer {
        int fd;
        int64_t due;
    } lingering[LINGERING];
    int n_lingering;
};

/* http_account.c */

/* Keeps how a request has ended, while libmicrohttpd still knows. */
void account_close(http_connection *connection, enum MHD_RequestTerminationCode why);
/* The status from which on an answer is logged. */
int account_log_from(const gd_config *config);
/* Counts it, and logs it if that is wanted, when nobody works on its call any more. */
void account_request(http_connection *connection, metrics_shard *shard);
/* The same for a connection that the gate has refused; by the gate alone. */
void account_refusal(gd_http *http, const client_address *peer, const gd_error *err);
/* Takes what libmicrohttpd has to say, of which only the errors that it answers itself count. */
void account_foreign(void *cls, const char *format, va_list arguments);

/* http_clients.c */

/* Reads what the configuration says of clients. */
bool clients_open(http_clients *clients, const gd_config *config, gd_error *err);
void clients_close(http_clients *clients);
bool clients_check(const gd_config *config, gd_error *err);
/* Finds out whose a request is, and puts its token's limits in force. False with GD_MISSING_TOKEN
 * or GD_WRONG_TOKEN if it needs one. */
bool clients_admit(http_connection *connection, const http_head *head, gd_error *err);
/* Adds to the refusal of such a request how to ask. */
void clients_challenge(gd_call *call);

/* http_gate.c */

/* Opens the listening socket of a port. */
bool gate_listen(http_port *port, const char *address, const gd_limits *limits, gd_error *err);
/* Starts and stops the gate thread. */
bool gate_start(gd_http *http, gd_error *err);
void gate_stop(gd_http *http);
void gate_wake(gd_http *http);
/* The connection of a socket; borrowed. */
http_connection *gate_find(gd_http *http, int fd);
/* Of a connection that the gate has expired: waits until it has told the client so, and noted that.
 * Its event thread may see the end of it before. */
void gate_settle(http_connection *connection);
/* Takes a connection out of the table and lets go of it; its socket is still open. */
void gate_forget(http_connection *connection);
/* Lets go of a connection; the last holder frees it. */
void gate_release(http_connection *connection);

/* http_head.c */

/* Reads the head of a request and refuses what two parties could read differently (RFC 9112,
 * sections 5, 6 and 11.2) or what has no meaning: false with GD_BAD_HTTP, or GD_HEAD_TOO_LARGE.
 * `lists`, empty, receives what the head refers to beyond its own bytes. */
bool head_read(struct MHD_Connection *mhd, const http_line *line, const gd_limits *limits,
               http_head *head, gd_buffer *lists, gd_error *err);
/* Whether no character is a control character, tabs aside. */
bool head_is_printable(const char *text, size_t size);
/* Whether a request body of this Content-Type may be JSON. */
bool head_type_is_json(const char *content_type);
/* Whether it may be lines of JSON, by one of the names that are in use. */
bool head_type_is_lines(const char *content_type);
/* How much an Accept header (NULL: none) wants a reply of this media type; 0: not at all. Of two
 * types of the same weight the one that is named is wanted more than one that a wildcard allows. */
int head_rank(const char *accept, const char *type);
/* What an Accept-Encoding header (NULL: none) says of gzip and of no coding (RFC 9110, 12.5.3). */
call_coding head_coding(const char *accept);
/* Whether a Content-Encoding is gzip, and only that. */
bool head_is_gzip(const char *content_encoding);
/* Whether the host that a request is for, in its target or its Host header, is one of a list
 * separated by spaces; an entry without a port stands for any. */
bool head_is_for(const http_head *head, const char *target, const char *list);

/* http_tls.c */

/* Reads and checks what the configuration names; GD_BAD_VALUE with the reason. Nothing without
 * it. */
bool tls_open(http_tls *tls, const gd_config *config, gd_error *err);
void tls_close(http_tls *tls);
/* The options of a daemon that serves by TLS, and its flag; neither without TLS. */
enum { TLS_OPTIONS = 4 };
unsigned tls_options(const http_tls *tls, struct MHD_OptionItem options[TLS_OPTIONS]);
/* Tells the client of a socket without a session that it is not served. */
void tls_refuse(int fd);
/* Sends the last bytes of a connection, on its event thread; what does not fit is lost. Returns how
 * many did, or less than 0. */
ssize_t tls_send(struct MHD_Connection *mhd, const char *bytes, size_t size);

/* http_trace.c */

/* Takes the client's name for the request if it has a sane one, else makes one; and its place in a
 * trace. */
void trace_begin(http_connection *connection, const http_head *head);
/* Adds both to a line of the log. */
struct log_line;
void trace_log(const http_connection *connection, struct log_line *line);

/* http_request.c */

/* What the streams of connections ask. */
extern const stream_owner request_streams;
/* The callbacks of libmicrohttpd; `cls` is an http_thread. */
void *request_begin(void *cls, const char *target, struct MHD_Connection *mhd);
enum MHD_Result request_go_on(void *cls, struct MHD_Connection *mhd, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **context);
void request_end(void *cls, struct MHD_Connection *mhd, void **context,
                 enum MHD_RequestTerminationCode why);

/* http_reply.c */

/* Moves a connection to a phase that ends at `due`. False when the gate has shut it. */
bool connection_enter(http_connection *connection, http_phase phase, int64_t due);
/* Makes `size` bytes, or somewhat more, this connection's part of what all connections hold;
 * nothing shared is touched when it has as much. False with GD_BUSY past total_bytes. */
bool connection_hold(http_connection *connection, size_t size, gd_error *err);
/* The same for what its stream holds. */
bool connection_hold_stream(http_connection *connection, size_t size, gd_error *err);
/* Frees the body, and gives back what is held beyond `size` bytes. */
void connection_drop_body(http_connection *connection, size_t size);
/* Gives back what its stream held. */
void connection_drop_stream(http_connection *connection);
/* Finishes a reply that is whole, on the thread that has its call: tag and coding, at once if it
 * has at most `most` bytes; only the first time. */
void reply_prepare(http_connection *connection, size_t most);
/* Whether the reply of the request has begun as a stream. */
bool reply_streams(const http_connection *connection);
/* Sends the reply of the call, which needs its body no more, or what there will be of its
 * stream. */
enum MHD_Result reply_send(http_connection *connection);
/* A problem as a whole reply, for where libmicrohttpd has no place to answer. */
typedef struct raw_reply {
    const char *instance, *request_id; /* empty: there is none */
    const gd_error *err;
} raw_reply;
/* Writes it to the socket of a connection, past libmicrohttpd, while nothing else is being sent;
 * what does not fit is lost. Returns whether all of it did. On the event thread; or by the gate
 * where that thread sends nothing any more: then a connection with TLS is told nothing. */
bool reply_break_off(http_connection *connection, const raw_reply *reply);
bool reply_expire(http_connection *connection, const raw_reply *reply);
/* The same for a socket that was not admitted to a port. */
void reply_refuse(gd_http *http, const http_port *port, int fd, const raw_reply *reply);
/* Adds the headers by which another origin's page may ask for more than a simple request. */
void reply_add_preflight(http_connection *connection, const char *allow);

#endif
