#include "server/queue.h"
#include "server/clock.h"
#include "server/schedule.h"
#include "server/slack.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

struct gd_queue {
    pthread_mutex_t lock;
    pthread_cond_t filled, quiet; /* a job came or the queue stops; nothing runs */
    gd_turns *turns;
    int64_t running, length;
    int64_t jobs, busy_ns; /* that ran to their end */
    int64_t mean_ns;       /* how long a job runs, of late */
    int64_t running_since; /* the sum of when those that run began, ns */
    bool stopped;
    int64_t n_threads, n_ready, nice;
    pthread_t threads[];
};

static void answer(gd_job *job, const gd_error *err)
{
    call_fail(job->call, err, NULL);
    call_end(job->call);
    job->done(job);
}

/* Why a job must not run (any more); GD_OK if it may. One that has begun ends its reply itself. */
static gd_code lateness(const gd_job *job, int64_t now)
{
    const gd_context *context = &job->call->context;
    if (job->goes_on) return GD_OK;
    if (context->cancel && atomic_load(context->cancel)) return GD_CANCELLED;
    return context->deadline_ns && now >= context->deadline_ns ? GD_DEADLINE : GD_OK;
}

static void answer_late(gd_job *job, gd_code code)
{
    gd_error err = {.code = GD_OK};
    gd_fail(&err, code, "%s before a thread was free",
            code == GD_DEADLINE ? "the deadline passed" : "cancelled");
    answer(job, &err);
}

/* The C library keeps what was freed for later; that of a large program goes back to the system, or
 * the process would stay as large as the largest. */
static void give_back(const gd_memory *memory)
{
    const size_t large = (size_t)32 << 20;
    if (atomic_load_explicit(&memory->peak, memory_order_relaxed) > large) malloc_trim(0);
}

/* Goes on with a call; true if that is not its end. */
static bool go_on(gd_job *job)
{
    gd_call *call = job->call;
    gd_handler *rest = call->rest;
    call->rest = NULL;
    job->goes_on = true;
    rest(call);
    if (call->rest) return true;
    call_end(call);
    timing_mark(&call->timing, TIMING_WRITE);
    give_back(call->context.memory);
    job->done(job);
    return false;
}

/* The same for one that must end. */
static void finish(gd_job *job)
{
    while (go_on(job)) continue;
}

void queue_resume(gd_queue *queue, gd_job *job)
{
    pthread_mutex_lock(&queue->lock);
    bool stopped = queue->stopped;
    if (!stopped) {
        turns_return(queue->turns, job);
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->lock);
    if (stopped) finish(job);
}

/* True when the job is done. */
static bool run(gd_queue *queue, gd_job *job)
{
    gd_code late = lateness(job, clock_now());
    if (late) {
        answer_late(job, late);
        return true;
    }
    if (!go_on(job)) return true;
    if (!stream_pause(job->call->stream)) queue_resume(queue, job);
    return false;
}

/* Counts a job that has run, to its end or until it goes on later; under the lock. */
static void count(gd_queue *queue, int64_t spent, bool done)
{
    enum { WEIGHT = 8 }; /* of all that was before, against the last one */
    queue->jobs += done;
    queue->busy_ns += spent;
    queue->mean_ns += (spent - queue->mean_ns) / WEIGHT;
}

/* Runs a job without the lock, under which it is called and returns. */
static void run_unlocked(gd_queue *queue, gd_job *job)
{
    int64_t start = clock_exact();
    struct gd_turn *turn = job->turn; /* the job may be used again before this ends */
    queue->running++;
    queue->running_since += start;
    pthread_mutex_unlock(&queue->lock);
    timing_mark(&job->call->timing, TIMING_QUEUE);
    slack_mark();
    bool done = run(queue, job);
    pthread_mutex_lock(&queue->lock);
    count(queue, clock_exact() - start, done);
    queue->running_since -= start;
    turns_end(queue->turns, turn, done);
    if (--queue->running == 0) pthread_cond_signal(&queue->quiet);
}

static void *work(void *argument)
{
    gd_queue *queue = argument;
    schedule_computing(queue->nice);
    pthread_mutex_lock(&queue->lock);
    queue->n_ready++;
    pthread_cond_signal(&queue->quiet);
    while (!queue->stopped) {
        gd_job *job = turns_take(queue->turns);
        if (job) run_unlocked(queue, job);
        else pthread_cond_wait(&queue->filled, &queue->lock);
    }
    pthread_mutex_unlock(&queue->lock);
    return NULL;
}

static bool init(gd_queue *queue, const gd_limits *limits)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
    pthread_cond_init(&queue->quiet, &monotonic);
    pthread_condattr_destroy(&monotonic);
    queue->length = limits->queue_length;
    queue->nice = limits->compute_nice;
    queue->turns = turns_new(limits->queue_length, limits->compute_threads + limits->connections,
                             limits->client_running);
    return queue->turns;
}

static void start_threads(gd_queue *queue, int64_t n)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, THREAD_STACK);
    while (queue->n_threads < n &&
           pthread_create(&queue->threads[queue->n_threads], &attributes, work, queue) == 0)
        queue->n_threads++;
    pthread_attr_destroy(&attributes);
    pthread_mutex_lock(&queue->lock); /* the sandbox, which comes next, lets no thread give way */
    while (queue->n_ready < queue->n_threads) pthread_cond_wait(&queue->quiet, &queue->lock);
    pthread_mutex_unlock(&queue->lock);
}

gd_queue *queue_new(const gd_limits *limits, gd_error *err)
{
    size_t n_threads = (size_t)limits->compute_threads;
    gd_queue *queue = calloc(1, sizeof *queue + n_threads * sizeof *queue->threads);
    if (!queue || !init(queue, limits)) {
        gd_fail(err, GD_MEMORY_LIMIT, "no memory for the queue");
        if (queue) queue_free(queue);
        return NULL;
    }
    start_threads(queue, limits->compute_threads);
    if (queue->n_threads == limits->compute_threads) return queue;
    gd_fail(err, GD_INTERNAL, "cannot start %zu compute threads", n_threads);
    queue_stop(queue, 0);
    queue_free(queue);
    return NULL;
}

queue_state queue_look(gd_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    int64_t unfinished = queue->running * clock_exact() - queue->running_since;
    queue_state state = {.waiting = turns_waiting(queue->turns),
                         .length = queue->length,
                         .running = queue->running,
                         .threads = queue->n_threads,
                         .jobs = queue->jobs,
                         .clients = turns_clients(queue->turns),
                         .busy_ns = queue->busy_ns + unfinished};
    pthread_mutex_unlock(&queue->lock);
    return state;
}

/* When all that waits and runs now should be done, at the pace of late: seconds. Under the lock. */
static int estimate(const gd_queue *queue)
{
    enum { MOST = 60 };
    const double second = 1000.0 * CLOCK_MS;
    double jobs = (double)(turns_waiting(queue->turns) + queue->running);
    double seconds = jobs * (double)queue->mean_ns / (double)queue->n_threads / second;
    return seconds < MOST ? 1 + (int)seconds : MOST;
}

static gd_code add(gd_queue *queue, gd_job *job, gd_job **pushed)
{
    gd_call *call = job->call;
    *pushed = NULL;
    pthread_mutex_lock(&queue->lock);
    gd_code code = queue->stopped ? GD_DRAINING
                                  : turns_add(queue->turns, job, &call->client,
                                              call->context.limits->client_in_flight, pushed);
    call->retry_s = code == GD_DRAINING ? 1 : estimate(queue);
    if (*pushed) (*pushed)->call->retry_s = call->retry_s;
    if (!code) pthread_cond_signal(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
    return code;
}

static void refuse(const gd_queue *queue, gd_code code, const gd_call *call, gd_error *err)
{
    char client[CLIENT_TEXT];
    client_print(&call->client, client);
    if (code == GD_DRAINING) gd_fail(err, code, "the server is shutting down");
    else if (code == GD_BUSY) {
        gd_fail(err, code, "%lld requests wait already", (long long)queue->length);
        gd_hint(err, "ask again after the seconds that Retry-After tells");
    } else {
        gd_fail(err, code, "%s has %lld requests under way already", client,
                (long long)call->context.limits->client_in_flight);
        gd_hint(err, "wait for an answer before the next one; the limit is client_in_flight");
    }
}

bool queue_add(gd_queue *queue, gd_job *job, gd_error *err)
{
    gd_job *pushed;
    gd_code code = add(queue, job, &pushed);
    if (code) refuse(queue, code, job->call, err);
    if (pushed) {
        gd_error full = {.code = GD_OK};
        refuse(queue, GD_BUSY, pushed->call, &full);
        timing_mark(&pushed->call->timing, TIMING_QUEUE);
        answer(pushed, &full);
    }
    return !code;
}

TAILQ_HEAD(job_list, gd_job);

/* Moves those that are late at `now`, or all if it is INT64_MAX, to a list. */
static void take_late(gd_queue *queue, int64_t now, struct job_list *late)
{
    TAILQ_INIT(late);
    pthread_mutex_lock(&queue->lock);
    for (gd_job *next, *job = turns_first(queue->turns); job; job = next) {
        next = turns_next(job);
        if (now < INT64_MAX && !lateness(job, now)) continue;
        turns_remove(queue->turns, job);
        TAILQ_INSERT_TAIL(late, job, in_all);
    }
    pthread_mutex_unlock(&queue->lock);
}

void queue_expire(gd_queue *queue, int64_t now)
{
    struct job_list late;
    take_late(queue, now, &late);
    for (gd_job *next, *job = TAILQ_FIRST(&late); job; job = next) {
        next = TAILQ_NEXT(job, in_all);
        timing_mark(&job->call->timing, TIMING_QUEUE);
        answer_late(job, lateness(job, now));
    }
}

/* Takes no more jobs; answers those that wait. */
static void shut(gd_queue *queue)
{
    struct job_list left;
    gd_error err = {.code = GD_OK};
    gd_fail(&err, GD_DRAINING, "the server is shutting down");
    pthread_mutex_lock(&queue->lock);
    queue->stopped = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
    take_late(queue, INT64_MAX, &left);
    for (gd_job *next, *job = TAILQ_FIRST(&left); job; job = next) {
        next = TAILQ_NEXT(job, in_all);
        if (job->goes_on) finish(job);
        else answer(job, &err);
    }
}

bool queue_stop(gd_queue *queue, int64_t until)
{
    shut(queue);
    struct timespec due = {until / (1000 * CLOCK_MS), until % (1000 * CLOCK_MS)};
    pthread_mutex_lock(&queue->lock);
    int waited = 0;
    while (queue->running && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&queue->quiet, &queue->lock, &due);
    bool quiet = queue->running == 0;
    pthread_mutex_unlock(&queue->lock);
    return quiet;
}

void queue_free(gd_queue *queue)
{
    for (int64_t i = 0; i < queue->n_threads; i++) pthread_join(queue->threads[i], NULL);
    pthread_cond_destroy(&queue->filled);
    pthread_cond_destroy(&queue->quiet);
    pthread_mutex_destroy(&queue->lock);
    turns_free(queue->turns);
    free(queue);
}
