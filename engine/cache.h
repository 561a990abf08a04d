/* The cache of evaluations, keyed by all of a question but the values of its tensors.
 *
 * Keys are compared in full, the hash has a secret key, the bytes held are bounded, and what is
 * asked for the first time is not kept: one-off questions push nothing out. Any thread may call. */
#ifndef GRADD_CACHE_H
#define GRADD_CACHE_H

#include "engine/evaluation.h"

#include <pthread.h>

enum { CACHE_BUCKETS = 1024, CACHE_SIGHTS = 4096 };

typedef struct gd_cache {
    pthread_mutex_t lock;
    gd_hash_key key;
    size_t bytes, limit;
    gd_evaluation *buckets[CACHE_BUCKETS];
    gd_evaluation *newest, *oldest;
    uint64_t sights[CACHE_SIGHTS]; /* hashes that were asked for lately */
    gd_engine_statistics counts;   /* of what happened so far */
} gd_cache;

void cache_init(gd_cache *cache, size_t limit);
void cache_close(gd_cache *cache);

/* Appends the key of a question to `out`. */
void cache_key(const gd_question *question, gd_buffer *out);

/* The evaluation kept under a key, with one more reference, or NULL. *hash receives the key's. */
gd_evaluation *cache_find(gd_cache *cache, const gd_buffer *key, uint64_t *hash);

/* What is kept now, and what happened so far. */
gd_engine_statistics cache_statistics(gd_cache *cache);

/* Keeps an evaluation, if its key has been asked for before and there is room for it. */
void cache_offer(gd_cache *cache, const gd_buffer *key, uint64_t hash, gd_evaluation *evaluation);

#endif
