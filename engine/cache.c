#include "engine/cache.h"

#include <string.h>

void cache_init(gd_cache *cache, size_t limit)
{
    memset(cache, 0, sizeof *cache);
    pthread_mutex_init(&cache->lock, NULL);
    cache->key = hash_key_random();
    cache->limit = limit;
}

void cache_close(gd_cache *cache)
{
    while (cache->newest) {
        gd_evaluation *next = cache->newest->older;
        gd_evaluation_release(cache->newest);
        cache->newest = next;
    }
    pthread_mutex_destroy(&cache->lock);
}

/* Every field goes into the key with its length, so that no two questions share one. */
static void add_int(gd_buffer *out, int64_t value)
{
    buffer_add(out, &value, sizeof value);
}

static void add_name(gd_buffer *out, const char *name)
{
    size_t length = name ? strlen(name) : 0;
    add_int(out, name ? (int64_t)length : -1);
    if (length) buffer_add(out, name, length);
}

static void add_names(gd_buffer *out, const char *const *names, int n)
{
    add_int(out, names ? n : -1);
    for (int i = 0; names && i < n; i++) add_name(out, names[i]);
}

static void add_bindings(gd_buffer *out, const gd_binding *bindings, int n)
{
    add_int(out, n);
    for (int i = 0; i < n; i++) {
        const gd_type *type = &bindings[i].tensor->type;
        add_name(out, bindings[i].name);
        add_int(out, type->dtype);
        add_int(out, type->shape.rank);
        buffer_add(out, type->shape.dims, (size_t)type->shape.rank * sizeof(int64_t));
    }
}

static void add_program(gd_buffer *out, const gd_question *question)
{
    add_int(out, question->tree ? -1 : (int64_t)question->length);
    if (!question->tree) {
        buffer_add(out, question->program, question->length);
        return;
    }
    size_t start = out->length;
    tree_print(question->tree, out);
    add_int(out, (int64_t)(out->length - start));
}

static void add_want(gd_buffer *out, const gd_want *want)
{
    add_int(out, want->kind);
    add_name(out, want->of);
    add_names(out, want->n_wrt < 0 ? NULL : want->wrt, want->n_wrt);
    add_bindings(out, want->directions, want->n_directions);
}

void cache_key(const gd_question *question, gd_buffer *out)
{
    add_program(out, question);
    add_bindings(out, question->inputs, question->n_inputs);
    add_names(out, question->outputs, question->n_outputs);
    add_int(out, question->n_wants);
    for (int i = 0; i < question->n_wants; i++) add_want(out, &question->wants[i]);
    const int64_t rest[] = {question->expression,     question->default_gradient,
                            question->graph_backward, question->plain,
                            question->dtype,          question->graph,
                            question->graph_level,    question->conventions};
    buffer_add(out, rest, sizeof rest);
    add_name(out, question->graph_of);
}

static void unlink_entry(gd_cache *cache, gd_evaluation *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
    entry->newer = entry->older = NULL;
}

static void link_newest(gd_cache *cache, gd_evaluation *entry)
{
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static gd_evaluation **place_of(gd_cache *cache, const gd_buffer *key, uint64_t hash)
{
    gd_evaluation **at = &cache->buckets[hash % CACHE_BUCKETS];
    while (*at && !((*at)->hash == hash && (*at)->key_length == key->length &&
                    !memcmp((*at)->key, key->data, key->length)))
        at = &(*at)->chain;
    return at;
}

gd_evaluation *cache_find(gd_cache *cache, const gd_buffer *key, uint64_t *hash)
{
    *hash = hash_bytes(cache->key, key->data, key->length);
    pthread_mutex_lock(&cache->lock);
    gd_evaluation *found = *place_of(cache, key, *hash);
    if (found) {
        atomic_fetch_add(&found->references, 1);
        if (found != cache->newest) {
            unlink_entry(cache, found);
            link_newest(cache, found);
        }
        cache->counts.cache_hits++;
    } else {
        cache->counts.cache_misses++;
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

static size_t size_of(gd_evaluation *entry)
{
    return atomic_load(&entry->memory.used) + sizeof *entry;
}

static void drop_oldest(gd_cache *cache)
{
    gd_evaluation *oldest = cache->oldest, **at = &cache->buckets[oldest->hash % CACHE_BUCKETS];
    while (*at != oldest) at = &(*at)->chain;
    *at = oldest->chain;
    cache->bytes -= size_of(oldest);
    cache->counts.cache_entries--;
    cache->counts.cache_evictions++;
    unlink_entry(cache, oldest);
    gd_evaluation_release(oldest);
}

static bool seen_before(gd_cache *cache, uint64_t hash)
{
    uint64_t *sight = &cache->sights[hash % CACHE_SIGHTS];
    bool seen = *sight == hash;
    *sight = hash;
    return seen;
}

void cache_offer(gd_cache *cache, const gd_buffer *key, uint64_t hash, gd_evaluation *evaluation)
{
    pthread_mutex_lock(&cache->lock);
    if (seen_before(cache, hash) && !*place_of(cache, key, hash)) {
        evaluation->key = arena_copy(&evaluation->arena, key->data, key->length, NULL);
        evaluation->key_length = key->length;
        evaluation->hash = hash;
    }
    if (evaluation->key && size_of(evaluation) <= cache->limit) {
        while (cache->bytes + size_of(evaluation) > cache->limit) drop_oldest(cache);
        cache->bytes += size_of(evaluation);
        cache->counts.cache_entries++;
        *place_of(cache, key, hash) = evaluation;
        link_newest(cache, evaluation);
        atomic_fetch_add(&evaluation->references, 1);
    }
    pthread_mutex_unlock(&cache->lock);
}

gd_engine_statistics cache_statistics(gd_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    gd_engine_statistics counts = cache->counts;
    counts.cache_bytes = (int64_t)cache->bytes;
    pthread_mutex_unlock(&cache->lock);
    return counts;
}
