/* The bounded queue of calls that wait for a compute thread, in which clients take turns. Whoever
 * adds a job is told once, by `done`, that its call has a reply: its own, or that it was too late
 * or not wanted any more. */
#ifndef SERVER_QUEUE_H
#define SERVER_QUEUE_H

#include "server/handler.h"

#include "server/turns.h"

typedef struct gd_queue gd_queue;

/* What a queue holds, and what its threads have done so far. */
typedef struct queue_state {
    int64_t waiting, length, running, threads, jobs;
    int64_t clients; /* with jobs that wait or run */
    int64_t busy_ns; /* of all threads together, what runs now included */
} queue_state;
queue_state queue_look(gd_queue *queue);

/* A queue of limits->queue_length with limits->compute_threads threads; NULL with the error. */
gd_queue *queue_new(const gd_limits *limits, gd_error *err);

/* Takes a job of the call's client until `done`, perhaps in the place of another, which is answered
 * GD_BUSY. False when the job is not taken: GD_BUSY when the queue is full, GD_TOO_MANY_IN_FLIGHT
 * when the client has as many jobs as it may, GD_DRAINING when the queue was stopped; then retry_s
 * of the call is set. */
bool queue_add(gd_queue *queue, gd_job *job, gd_error *err);

/* Takes a job back that went on later and whose stream had paused; full or not, since it was taken
 * before. Where the queue has stopped it is run to its end, here. */
void queue_resume(gd_queue *queue, gd_job *job);

/* Answers those that wait in vain: past their deadline, or cancelled. To be called regularly. */
void queue_expire(gd_queue *queue, int64_t now);

/* Answers all that wait with GD_DRAINING and takes no more; then waits until `until` (ns) for those
 * that run. True when none runs any more. */
bool queue_stop(gd_queue *queue, int64_t until);

/* It is an error to free a queue that was not stopped. */
void queue_free(gd_queue *queue);

#endif
