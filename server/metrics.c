#include "server/metrics.h"

#include <stdlib.h>

typedef atomic_int_least64_t count;

typedef struct shard_histogram {
    count counts[METRICS_BUCKETS + 1], sum;
} shard_histogram;

/* The same as metrics_totals, field by field, so that adding up is one loop. */
struct metrics_shard {
    count counters[METRICS_COUNTERS];
    count requests[METRICS_ROUTES][METRICS_STATUSES];
    count errors[GD_CODE_COUNT];
    shard_histogram durations[METRICS_ROUTES], phases[TIMING_PHASES];
};
enum { COUNTS = sizeof(metrics_totals) / sizeof(int64_t) };
_Static_assert(sizeof(metrics_totals) == sizeof(metrics_shard), "the same fields");
_Static_assert(sizeof(count) == sizeof(int64_t), "the same fields");

typedef struct shard_link {
    struct shard_link *next;
    char apart[64 - sizeof(void *)]; /* of what other threads write */
    metrics_shard shard;
} shard_link;

struct gd_metrics {
    void (*gather)(void *user, metrics_state *state);
    void *user;
    shard_link *shards;
    metrics_shard *shared;
    pthread_mutex_t writing, asking; /* of the shared shard; of `gather` */
};

const int64_t metrics_bounds[METRICS_BUCKETS] = {
    10000,      50000,      100000,     250000,      500000,     1000000,   2500000,
    5000000,    10000000,   25000000,   50000000,    100000000,  250000000, 500000000,
    1000000000, 2500000000, 5000000000, 10000000000, 60000000000};

metrics_shard *metrics_shard_new(gd_metrics *metrics)
{
    shard_link *link = calloc(1, sizeof *link); /* pages that are never written take no memory */
    if (!link) return NULL;
    link->next = metrics->shards;
    metrics->shards = link;
    return &link->shard;
}

gd_metrics *metrics_new(void (*gather)(void *user, metrics_state *state), void *user)
{
    gd_metrics *metrics = calloc(1, sizeof *metrics);
    if (!metrics) return NULL;
    metrics->gather = gather;
    metrics->user = user;
    pthread_mutex_init(&metrics->writing, NULL);
    pthread_mutex_init(&metrics->asking, NULL);
    metrics->shared = metrics_shard_new(metrics);
    if (metrics->shared) return metrics;
    metrics_free(metrics);
    return NULL;
}

void metrics_free(gd_metrics *metrics)
{
    if (!metrics) return;
    while (metrics->shards) {
        shard_link *next = metrics->shards->next;
        free(metrics->shards);
        metrics->shards = next;
    }
    pthread_mutex_destroy(&metrics->writing);
    pthread_mutex_destroy(&metrics->asking);
    free(metrics);
}

metrics_shard *metrics_shared_begin(gd_metrics *metrics)
{
    pthread_mutex_lock(&metrics->writing);
    return metrics->shared;
}

void metrics_shared_end(gd_metrics *metrics)
{
    pthread_mutex_unlock(&metrics->writing);
}

/* Nobody else writes this shard. */
static void add(count *to, int64_t n)
{
    int64_t was = atomic_load_explicit(to, memory_order_relaxed);
    atomic_store_explicit(to, was + n, memory_order_relaxed);
}

static void observe(shard_histogram *histogram, int64_t ns)
{
    int i = 0;
    while (i < METRICS_BUCKETS && ns > metrics_bounds[i]) i++;
    add(&histogram->counts[i], 1);
    add(&histogram->sum, ns);
}

void metrics_count(metrics_shard *shard, metrics_counter counter, int64_t n)
{
    add(&shard->counters[counter], n);
}

void metrics_count_error(metrics_shard *shard, gd_code error)
{
    if (error) add(&shard->errors[error], 1);
}

void metrics_count_refusal(metrics_shard *shard, int status, gd_code error)
{
    if (status < METRICS_STATUSES) add(&shard->requests[METRICS_ROUTES - 1][status], 1);
    metrics_count_error(shard, error);
}

void metrics_count_request(metrics_shard *shard, const metrics_request *request)
{
    const gd_timing *timing = request->timing;
    int route = request->route ? route_index(request->route) : METRICS_ROUTES - 1;
    if (request->status < METRICS_STATUSES) add(&shard->requests[route][request->status], 1);
    metrics_count_error(shard, request->error);
    observe(&shard->durations[route], timing->marked - timing->started);
    for (int i = 0; i < TIMING_PHASES; i++)
        if (timing->spent[i]) observe(&shard->phases[i], timing->spent[i]);
    metrics_count(shard, METRIC_gradd_request_body_bytes_total, request->request_bytes);
    metrics_count(shard, METRIC_gradd_reply_body_bytes_total, request->reply_bytes);
    if (request->streamed) metrics_count(shard, METRIC_gradd_streams_total, 1);
    if (request->broken_off) metrics_count(shard, METRIC_gradd_requests_broken_off_total, 1);
}

static void add_up(const gd_metrics *metrics, metrics_totals *totals)
{
    int64_t *sums = (int64_t *)(void *)totals;
    for (shard_link *link = metrics->shards; link; link = link->next) {
        count *counts = (count *)(void *)&link->shard;
        for (size_t i = 0; i < COUNTS; i++)
            sums[i] += atomic_load_explicit(&counts[i], memory_order_relaxed);
    }
}

void metrics_answer(gd_call *call)
{
    gd_error err = {.code = GD_OK};
    gd_metrics *metrics = call->metrics;
    metrics_state state = {.held = 0};
    metrics_totals *totals = memory_alloc(call->context.memory, sizeof *totals, &err);
    if (!totals) {
        call_fail(call, &err, NULL);
        return;
    }
    pthread_mutex_lock(&metrics->asking);
    metrics->gather(metrics->user, &state);
    pthread_mutex_unlock(&metrics->asking);
    add_up(metrics, totals);
    call->type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_print(&call->reply, totals, &state);
    memory_free(totals);
}
