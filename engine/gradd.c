/* The engine: what lives as long as the process. */
#include "engine/cache.h"
#include "engine/catalogue.h"
#include "engine/engine.h"

#include <pthread.h>
#include <stdlib.h>

struct gd_engine {
    gd_memory memory; /* of the library and the catalogue */
    gd_memory evaluations;
    gd_limits limits;
    gd_library *library;
    gd_arena arena;
    pthread_mutex_t lock;      /* of the catalogue, which is made when it is first asked for */
    const gd_value *catalogue; /* NULL until then */
    gd_cache cache;
};

gd_engine *gd_engine_new(const gd_limits *limits, gd_error *err)
{
    gd_engine *engine = calloc(1, sizeof *engine);
    if (!engine) {
        gd_fail(err, GD_MEMORY_LIMIT, "out of memory");
        return NULL;
    }
    engine->limits = *limits;
    gd_memory_init(&engine->memory, SIZE_MAX); /* of our own texts, not of any request */
    gd_memory_init(&engine->evaluations, SIZE_MAX);
    arena_init(&engine->arena, &engine->memory);
    cache_init(&engine->cache, (size_t)limits->cache_bytes);
    pthread_mutex_init(&engine->lock, NULL);
    engine->library = library_new(&engine->memory, &engine->limits, err);
    if (engine->library) return engine;
    gd_engine_free(engine);
    return NULL;
}

void gd_engine_free(gd_engine *engine)
{
    if (!engine) return;
    cache_close(&engine->cache);
    library_free(engine->library);
    arena_close(&engine->arena);
    pthread_mutex_destroy(&engine->lock);
    free(engine);
}

gd_engine_statistics gd_engine_count(gd_engine *engine)
{
    gd_engine_statistics counts = cache_statistics(&engine->cache);
    counts.library_bytes = (int64_t)atomic_load(&engine->memory.used);
    return counts;
}

const gd_value *gd_engine_catalogue(gd_engine *engine, gd_error *err)
{
    pthread_mutex_lock(&engine->lock);
    if (!engine->catalogue)
        engine->catalogue = catalogue_make(engine->library, &engine->limits, &engine->arena, err);
    const gd_value *catalogue = engine->catalogue;
    pthread_mutex_unlock(&engine->lock);
    return catalogue;
}

gd_evaluation *gd_prepare(gd_engine *engine, const gd_question *question, const gd_context *context,
                          gd_error *err)
{
    gd_buffer key;
    uint64_t hash;
    gd_evaluation *evaluation = NULL;
    buffer_init(&key, context->memory, SIZE_MAX / 2);
    cache_key(question, &key);
    if (key.error.code) {
        if (err && !err->code) *err = key.error;
    } else {
        evaluation = cache_find(&engine->cache, &key, &hash);
        if (!evaluation) {
            evaluation =
                evaluation_new(&engine->evaluations, engine->library, question, context, err);
            if (evaluation) cache_offer(&engine->cache, &key, hash, evaluation);
        }
    }
    buffer_close(&key);
    return evaluation;
}

void gd_evaluation_release(gd_evaluation *evaluation)
{
    if (evaluation && atomic_fetch_sub(&evaluation->references, 1) == 1)
        evaluation_free(evaluation);
}

int64_t gd_evaluation_cost(const gd_evaluation *evaluation)
{
    return evaluation->cost;
}

const gd_library *engine_library(const gd_engine *engine)
{
    return engine->library;
}
