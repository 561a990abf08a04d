/* Whose turn it is: jobs that wait, each client's in the order in which they came, and clients
 * taking turns, so that a client with many jobs delays those of another by one each.
 *
 * Of a full queue everybody gets the same part: a job of a client that has fewer waiting than
 * another takes the place of the other's last one, unless that one would have fewer then.
 *
 * A client is known as long as it has jobs that wait or run, so there are never more clients than
 * jobs, and all memory is taken at the beginning. Every operation takes constant time. Not thread
 * safe: the queue has a lock. */
#ifndef SERVER_TURNS_H
#define SERVER_TURNS_H

#include "server/client.h"

#include <sys/queue.h>

typedef struct gd_call gd_call;
typedef struct gd_job gd_job;
struct gd_job {
    gd_call *call;             /* its `rest` is set */
    void (*done)(gd_job *job); /* called on any thread; the job may be used again from then on */
    /* The queue's: */
    bool goes_on; /* it has run before */
    TAILQ_ENTRY(gd_job) in_turn, in_all;
    struct gd_turn *turn;
};

typedef struct gd_turns gd_turns;

/* For at most `waiting` jobs that wait, and clients with `others` that have begun; at most `each`
 * of those that run are of one client. NULL: no memory. */
gd_turns *turns_new(int64_t waiting, int64_t others, int64_t each);
void turns_free(gd_turns *turns); /* NULL does nothing */

/* Takes a job: GD_OK. Otherwise it is not taken: GD_TOO_MANY_IN_FLIGHT when its client has `most`
 * jobs already, GD_BUSY when no place is left. *pushed receives the job that lost its place, which
 * is not in `turns` any more, or NULL. */
gd_code turns_add(gd_turns *turns, gd_job *job, const gd_client *client, int64_t most,
                  gd_job **pushed);

/* The next job to run; NULL: none may. Its `turn` counts one as running until turns_end; `done`:
 * how many jobs of the client are done by that, 0 if it goes on later, which counts as in
 * flight. */
gd_job *turns_take(gd_turns *turns);
void turns_end(gd_turns *turns, struct gd_turn *turn, int done);

/* Takes a job back that goes on; it needs no place and loses none. */
void turns_return(gd_turns *turns, gd_job *job);

/* Takes out a job that waits. */
void turns_remove(gd_turns *turns, gd_job *job);

/* Those that wait, oldest first; NULL at the end. Borrowed. */
gd_job *turns_first(const gd_turns *turns);
gd_job *turns_next(const gd_job *job);

int64_t turns_waiting(const gd_turns *turns);
int64_t turns_clients(const gd_turns *turns);

#endif
