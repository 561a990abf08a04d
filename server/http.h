/* The HTTP service: two ports, their threads, and the queue behind them.
 *
 * In: a configuration and an engine. Out: replies that the handlers of routes.def make. Only the
 * files http*.c and http_*.h know of libmicrohttpd.
 *
 * A gate thread owns the listening sockets: it accepts, answers 503 beyond the limit of
 * connections, hands connections to the least busy event thread, and closes those that are past a
 * deadline or whose client has gone. Each event thread is one daemon of libmicrohttpd without a
 * socket of its own. Life ends in steps, so that no client is cut off without need: drain, close,
 * stop. */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include "server/config.h"
#include "server/routes.h"

typedef struct gd_http gd_http;

/* Starts serving. Both arguments are borrowed until http_stop. NULL with the error: GD_BAD_VALUE
 * for an address that is none, GD_INTERNAL for what the system refused. */
gd_http *http_start(const gd_config *config, gd_engine *engine, gd_error *err);

/* Whether the files that the configuration names would do for http_start; with its error if not. */
bool http_check(const gd_config *config, gd_error *err);

/* Where a port listens, as "host:port"; borrowed. */
const char *http_address(const gd_http *http, route_port port);

/* From now on /readyz fails and replies ask clients to close their connections. */
void http_drain(gd_http *http);

/* From now on the public port accepts no more, and closes connections without a request. */
void http_close(gd_http *http);

/* Whether no connection is open on the public port; after http_close it comes to that. */
bool http_quiet(gd_http *http);

/* Cancels what runs, stops all threads and frees everything. False if something that runs does not
 * end for five seconds: then nothing is freed and the process can only exit. */
bool http_stop(gd_http *http);

#endif
