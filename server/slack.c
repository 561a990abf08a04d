#include "server/slack.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

/* In bytes. */
enum {
    APART = 32 << 20, /* a block that has pages of its own; no more can be asked for */
    KEPT = 64 << 20,  /* slack at the end of a thread's memory, at most */
    LARGE = 128 << 10 /* a block that makes it go back */
};

enum { THREADS = 1024 }; /* others keep theirs */

static void *_Atomic marks[THREADS]; /* a block of each thread, or NULL */
static atomic_int n_threads;

void slack_init(void)
{
    mallopt(M_MMAP_THRESHOLD, APART);
    mallopt(M_TRIM_THRESHOLD, KEPT);
}

void slack_mark(void)
{
    static _Thread_local int place = -1;
    if (place < 0) place = atomic_fetch_add(&n_threads, 1);
    if (place < THREADS && !atomic_load(&marks[place])) atomic_store(&marks[place], malloc(LARGE));
}

void slack_give_back(void)
{
    int n = atomic_load(&n_threads);
    mallopt(M_TRIM_THRESHOLD, LARGE);
    for (int i = 0; i < n && i < THREADS; i++) free(atomic_exchange(&marks[i], NULL));
    mallopt(M_TRIM_THRESHOLD, KEPT);
    malloc_trim(0);
}
