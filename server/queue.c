#include "server/queue.h"
#include "server/clock.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

struct gd_queue {
    pthread_mutex_t lock;
    pthread_cond_t filled, quiet; /* a job came or the queue stops; nothing runs */
    gd_job *first, **last;        /* those that wait, oldest first */
    int64_t waiting, running, length;
    int64_t jobs, busy_ns; /* that ran to their end */
    int64_t running_since; /* the sum of when those that run began, ns */
    bool stopped;
    int64_t n_threads;
    pthread_t threads[];
};

static void answer(gd_job *job, gd_code code, const char *message)
{
    gd_error error = {.code = GD_OK};
    gd_fail(&error, code, "%s", message);
    call_fail(job->call, &error, NULL);
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
    answer(job, code,
           code == GD_DEADLINE ? "the deadline passed before a thread was free"
                               : "cancelled before a thread was free");
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

/* Under the lock. */
static void append(gd_queue *queue, gd_job *job)
{
    job->next = NULL;
    *queue->last = job;
    queue->last = &job->next;
    queue->waiting++;
    pthread_cond_signal(&queue->filled);
}

void queue_resume(gd_queue *queue, gd_job *job)
{
    pthread_mutex_lock(&queue->lock);
    bool stopped = queue->stopped;
    if (!stopped) append(queue, job);
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

static gd_job *take_first(gd_queue *queue)
{
    gd_job *job = queue->first;
    queue->first = job->next;
    if (!queue->first) queue->last = &queue->first;
    queue->waiting--;
    return job;
}

/* Runs a job without the lock, under which it is called and returns. */
static void run_unlocked(gd_queue *queue, gd_job *job)
{
    int64_t start = clock_exact();
    queue->running++;
    queue->running_since += start;
    pthread_mutex_unlock(&queue->lock);
    timing_mark(&job->call->timing, TIMING_QUEUE);
    bool done = run(queue, job);
    pthread_mutex_lock(&queue->lock);
    queue->jobs += done;
    queue->busy_ns += clock_exact() - start;
    queue->running_since -= start;
    if (--queue->running == 0) pthread_cond_signal(&queue->quiet);
}

static void *work(void *argument)
{
    gd_queue *queue = argument;
    pthread_mutex_lock(&queue->lock);
    for (;;) {
        while (!queue->first && !queue->stopped) pthread_cond_wait(&queue->filled, &queue->lock);
        if (!queue->first) break;
        run_unlocked(queue, take_first(queue));
    }
    pthread_mutex_unlock(&queue->lock);
    return NULL;
}

static void init(gd_queue *queue, const gd_limits *limits)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
    pthread_cond_init(&queue->quiet, &monotonic);
    pthread_condattr_destroy(&monotonic);
    queue->last = &queue->first;
    queue->length = limits->queue_length;
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
}

gd_queue *queue_new(const gd_limits *limits, gd_error *err)
{
    size_t n_threads = (size_t)limits->compute_threads;
    gd_queue *queue = calloc(1, sizeof *queue + n_threads * sizeof *queue->threads);
    if (!queue) {
        gd_fail(err, GD_MEMORY_LIMIT, "no memory for the queue");
        return NULL;
    }
    init(queue, limits);
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
    queue_state state = {queue->waiting,   queue->length, queue->running,
                         queue->n_threads, queue->jobs,   queue->busy_ns + unfinished};
    pthread_mutex_unlock(&queue->lock);
    return state;
}

gd_code queue_add(gd_queue *queue, gd_job *job)
{
    gd_code code = GD_OK;
    pthread_mutex_lock(&queue->lock);
    if (queue->stopped) code = GD_DRAINING;
    else if (queue->waiting >= queue->length) code = GD_BUSY;
    if (!code) append(queue, job);
    pthread_mutex_unlock(&queue->lock);
    return code;
}

/* Takes the late ones out of the queue; returns them as a list. */
static gd_job *take_late(gd_queue *queue, int64_t now)
{
    gd_job *late = NULL;
    pthread_mutex_lock(&queue->lock);
    gd_job **link = &queue->first;
    while (*link) {
        gd_job *job = *link;
        if (!lateness(job, now)) {
            link = &job->next;
            continue;
        }
        *link = job->next;
        queue->waiting--;
        job->next = late;
        late = job;
    }
    queue->last = link;
    pthread_mutex_unlock(&queue->lock);
    return late;
}

void queue_expire(gd_queue *queue, int64_t now)
{
    gd_job *late = take_late(queue, now);
    while (late) {
        gd_job *job = late;
        late = job->next;
        timing_mark(&job->call->timing, TIMING_QUEUE);
        answer_late(job, lateness(job, now));
    }
}

bool queue_stop(gd_queue *queue, int64_t until)
{
    pthread_mutex_lock(&queue->lock);
    queue->stopped = true;
    gd_job *left = queue->first;
    queue->first = NULL;
    queue->last = &queue->first;
    queue->waiting = 0;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
    while (left) {
        gd_job *job = left;
        left = job->next;
        if (job->goes_on) finish(job);
        else answer(job, GD_DRAINING, "the server is shutting down");
    }
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
    free(queue);
}
