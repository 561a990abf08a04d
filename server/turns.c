#include "server/turns.h"

#include <stdlib.h>
#include <string.h>

TAILQ_HEAD(turn_list, gd_turn);
TAILQ_HEAD(job_list, gd_job);

/* A client with jobs. */
typedef struct gd_turn {
    client_key key;
    struct job_list jobs;      /* that wait, oldest first */
    int64_t waiting, returned; /* jobs: that need a place, that need none */
    int64_t running, begun;    /* begun: that have been taken and are not done */
    bool in_line;
    TAILQ_ENTRY(gd_turn) line;  /* of those of whom a job may run */
    TAILQ_ENTRY(gd_turn) equal; /* with those that have as many waiting, if it has any */
    struct gd_turn *next;       /* with a hash of the same bucket, or among the unused */
} gd_turn;

struct gd_turns {
    int64_t most, most_each, most_clients, waiting, returned, clients;
    struct job_list all;
    struct turn_list line;
    struct turn_list *by_waiting; /* by the number of jobs that wait: 0 (unused) to `most` */
    int64_t longest;              /* the greatest number with a client */
    gd_hash_key key;
    size_t n_buckets; /* a power of two */
    gd_turn **buckets, *unused, *fresh, *pool;
};

static size_t bucket_count(size_t n)
{
    size_t count = 16;
    while (count < n) count *= 2;
    return count;
}

gd_turns *turns_new(int64_t waiting, int64_t others, int64_t each)
{
    gd_turns *turns = calloc(1, sizeof *turns);
    if (!turns) return NULL;
    size_t n = (size_t)(waiting + others), places = (size_t)waiting + 1;
    turns->most = waiting;
    turns->most_each = each;
    turns->most_clients = waiting + others;
    turns->key = hash_key_random();
    turns->n_buckets = bucket_count(n);
    turns->buckets = calloc(turns->n_buckets, sizeof *turns->buckets);
    turns->pool = turns->fresh = calloc(n, sizeof *turns->pool);
    turns->by_waiting = calloc(places, sizeof *turns->by_waiting);
    TAILQ_INIT(&turns->all);
    TAILQ_INIT(&turns->line);
    if (turns->buckets && turns->pool && turns->by_waiting) {
        for (size_t i = 0; i < places; i++) TAILQ_INIT(&turns->by_waiting[i]);
        return turns;
    }
    turns_free(turns);
    return NULL;
}

void turns_free(gd_turns *turns)
{
    if (!turns) return;
    free(turns->by_waiting);
    free(turns->pool);
    free(turns->buckets);
    free(turns);
}

static gd_turn **bucket_of(gd_turns *turns, const client_key *key)
{
    uint64_t hash = hash_bytes(turns->key, key, sizeof *key);
    return &turns->buckets[hash & (turns->n_buckets - 1)];
}

static gd_turn *find(gd_turns *turns, const client_key *key)
{
    gd_turn *turn = *bucket_of(turns, key);
    while (turn && memcmp(&turn->key, key, sizeof *key) != 0) turn = turn->next;
    return turn;
}

static gd_turn *begin(gd_turns *turns, const client_key *key)
{
    gd_turn *turn = turns->unused, **bucket = bucket_of(turns, key);
    if (turn) turns->unused = turn->next;
    else turn = turns->fresh++;
    *turn = (gd_turn){.key = *key, .next = *bucket};
    TAILQ_INIT(&turn->jobs);
    *bucket = turn;
    turns->clients++;
    return turn;
}

static void forget(gd_turns *turns, gd_turn *turn)
{
    gd_turn **link = bucket_of(turns, &turn->key);
    while (*link != turn) link = &(*link)->next;
    *link = turn->next;
    turn->next = turns->unused;
    turns->unused = turn;
    turns->clients--;
}

/* Counts a job more or less that waits. The greatest number changes by one at most. */
static void count_waiting(gd_turns *turns, gd_turn *turn, int change)
{
    if (turn->waiting) TAILQ_REMOVE(&turns->by_waiting[turn->waiting], turn, equal);
    turn->waiting += change;
    turns->waiting += change;
    if (turn->waiting) TAILQ_INSERT_HEAD(&turns->by_waiting[turn->waiting], turn, equal);
    if (turn->waiting > turns->longest) turns->longest = turn->waiting;
    while (turns->longest && TAILQ_EMPTY(&turns->by_waiting[turns->longest])) turns->longest--;
}

static void count(gd_turns *turns, gd_job *job, int change)
{
    if (!job->goes_on) {
        count_waiting(turns, job->turn, change);
        return;
    }
    job->turn->returned += change;
    turns->returned += change;
}

/* Puts a client at the end of the line, takes it out, or forgets it, after a change to its jobs. */
static void settle(gd_turns *turns, gd_turn *turn)
{
    int64_t jobs = turn->waiting + turn->returned;
    bool may_run = jobs && turn->running < turns->most_each;
    if (may_run && !turn->in_line) TAILQ_INSERT_TAIL(&turns->line, turn, line);
    if (!may_run && turn->in_line) TAILQ_REMOVE(&turns->line, turn, line);
    turn->in_line = may_run;
    if (!turn->waiting && !turn->begun && !turn->running) forget(turns, turn);
}

/* Takes a job out of all lists but leaves its client where it is. */
static void take_out(gd_turns *turns, gd_job *job)
{
    TAILQ_REMOVE(&job->turn->jobs, job, in_turn);
    TAILQ_REMOVE(&turns->all, job, in_all);
    count(turns, job, -1);
}

void turns_remove(gd_turns *turns, gd_job *job)
{
    take_out(turns, job);
    if (job->goes_on) job->turn->begun--;
    settle(turns, job->turn);
}

/* The last job of the client with the most, if that leaves it with no fewer than a client that has
 * `waiting` now; else NULL. */
static gd_job *find_place(const gd_turns *turns, int64_t waiting)
{
    if (waiting + 1 >= turns->longest) return NULL;
    gd_job *job = TAILQ_LAST(&TAILQ_FIRST(&turns->by_waiting[turns->longest])->jobs, job_list);
    while (job->goes_on) job = TAILQ_PREV(job, job_list, in_turn);
    return job;
}

static void put_in(gd_turns *turns, gd_job *job)
{
    TAILQ_INSERT_TAIL(&job->turn->jobs, job, in_turn);
    TAILQ_INSERT_TAIL(&turns->all, job, in_all);
    count(turns, job, 1);
    settle(turns, job->turn);
}

gd_code turns_add(gd_turns *turns, gd_job *job, const gd_client *client, int64_t most,
                  gd_job **pushed)
{
    client_key key = client_find_key(client);
    gd_turn *turn = find(turns, &key);
    int64_t waiting = turn ? turn->waiting : 0, begun = turn ? turn->begun : 0;
    *pushed = NULL;
    if (waiting + begun >= most) return GD_TOO_MANY_IN_FLIGHT;
    if (!turn && turns->clients == turns->most_clients) return GD_BUSY;
    if (turns->waiting == turns->most) {
        *pushed = find_place(turns, waiting);
        if (!*pushed) return GD_BUSY;
        turns_remove(turns, *pushed);
    }
    job->turn = turn ? turn : begin(turns, &key);
    put_in(turns, job);
    return GD_OK;
}

void turns_return(gd_turns *turns, gd_job *job)
{
    put_in(turns, job);
}

gd_job *turns_take(gd_turns *turns)
{
    gd_turn *turn = TAILQ_FIRST(&turns->line);
    if (!turn) return NULL;
    gd_job *job = TAILQ_FIRST(&turn->jobs);
    TAILQ_REMOVE(&turns->line, turn, line);
    turn->in_line = false;
    take_out(turns, job);
    turn->running++;
    if (!job->goes_on) turn->begun++;
    settle(turns, turn);
    return job;
}

void turns_end(gd_turns *turns, gd_turn *turn, int done)
{
    turn->running--;
    turn->begun -= done;
    settle(turns, turn);
}

gd_job *turns_first(const gd_turns *turns)
{
    return TAILQ_FIRST(&turns->all);
}

gd_job *turns_next(const gd_job *job)
{
    return TAILQ_NEXT(job, in_all);
}

int64_t turns_waiting(const gd_turns *turns)
{
    return turns->waiting + turns->returned;
}

int64_t turns_clients(const gd_turns *turns)
{
    return turns->clients;
}
