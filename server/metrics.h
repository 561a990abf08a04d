/* What the process counts, and how it is told to Prometheus (text format 0.0.4).
 *
 * Counters lie in shards. Each event thread writes one of its own, without a lock or a locked
 * instruction; all others share one, under a lock. Reading adds the shards up; it may miss what is
 * being written, never what was. The table of all metrics is metrics.def.
 *
 * Labels have bounded values alone: rows of tables and status codes, nothing that a client
 * sends. */
#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include "server/process.h"
#include "server/queue.h"
#include "server/routes.h"

typedef enum metrics_counter {
#define COUNT(name, text) METRIC_##name,
#define VALUE(name, type, expression, text)
#define FAMILY(name, type, print, text)
#include "server/metrics.def"
#undef COUNT
#undef VALUE
#undef FAMILY
    METRICS_COUNTERS
} metrics_counter;

/* What a connection waits for: http_phase in words. */
#define METRICS_STATES(X)                                                                          \
    X("idle") X("head") X("body") X("work") X("reply") X("stream") X("expired")
enum {
#define ONE(name) +1
    METRICS_N_STATES = 0 METRICS_STATES(ONE)
#undef ONE
};

/* What is not counted in shards, as it is when it is asked for. */
typedef struct metrics_state {
    queue_state queue;
    gd_engine_statistics engine;
    process_state process;
    int64_t connections[2][METRICS_N_STATES]; /* by route_port */
    int64_t held, draining, log_dropped;
} metrics_state;

/* One request that has ended. */
typedef struct metrics_request {
    const gd_route *route; /* NULL: none */
    int status;            /* 0: none was sent */
    gd_code error;         /* GD_OK: none was answered */
    const gd_timing *timing;
    int64_t request_bytes, reply_bytes; /* of the bodies */
    bool streamed, broken_off;
} metrics_request;

typedef struct gd_metrics gd_metrics;
typedef struct metrics_shard metrics_shard;

/* Nothing counted yet. `gather` fills in the state, on any thread, one at a time. NULL: no
 * memory. */
gd_metrics *metrics_new(void (*gather)(void *user, metrics_state *state), void *user);
void metrics_free(gd_metrics *metrics); /* shards included; NULL does nothing */

/* A shard for the thread that alone will write it; borrowed from `metrics`. NULL: no memory. */
metrics_shard *metrics_shard_new(gd_metrics *metrics);

/* A shard of the caller's own, or that of all others, locked until metrics_shared_end. */
metrics_shard *metrics_shared_begin(gd_metrics *metrics);
void metrics_shared_end(gd_metrics *metrics);

void metrics_count(metrics_shard *shard, metrics_counter counter, int64_t n);
void metrics_count_request(metrics_shard *shard, const metrics_request *request);
/* An error within a reply that is counted on its own; GD_OK counts as nothing. */
void metrics_count_error(metrics_shard *shard, gd_code error);
/* A request that was refused before it could be told apart: status and error alone. */
void metrics_count_refusal(metrics_shard *shard, int status, gd_code error);

/* metrics_text.c prints these: sums over all shards. */

/* Upper ends of the buckets of all histograms, ns; the last, open bucket is not among them. */
enum { METRICS_BUCKETS = 19 };
extern const int64_t metrics_bounds[METRICS_BUCKETS];

typedef struct metrics_histogram {
    int64_t counts[METRICS_BUCKETS + 1]; /* not cumulated */
    int64_t sum;                         /* ns */
} metrics_histogram;

enum { METRICS_ROUTES = ROUTES + 1, METRICS_STATUSES = 600 }; /* the last route: none */

typedef struct metrics_totals {
    int64_t counters[METRICS_COUNTERS];
    int64_t requests[METRICS_ROUTES][METRICS_STATUSES];
    int64_t errors[GD_CODE_COUNT];
    metrics_histogram durations[METRICS_ROUTES], phases[TIMING_PHASES];
} metrics_totals;

void metrics_print(gd_buffer *out, const metrics_totals *totals, const metrics_state *state);

#endif
