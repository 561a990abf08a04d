#include "engine/lang/found.h"

#include <string.h>

/* A place for each name and owner; whoever comes last has it. */
static size_t place_of(const void *owner, const char *name)
{
    uint32_t hash = (uint32_t)((uintptr_t)owner >> 4);
    for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 16777619u;
    return (hash >> 8) % FOUND_PLACES;
}

const gd_object *found_get(const gd_found *table, const void *owner, const char *name)
{
    const gd_found *it = &table[place_of(owner, name)];
    return it->owner == owner && !strcmp(it->name, name) ? it->object : NULL;
}

const gd_object *found_put(gd_found *table, const void *owner, const char *name,
                           const gd_object *object)
{
    size_t length = strlen(name);
    gd_found *it = &table[place_of(owner, name)];
    if (!object || length >= FOUND_NAME) return object;
    it->owner = owner;
    it->object = object;
    memcpy(it->name, name, length + 1);
    return object;
}

void found_mark(gd_heap *heap, const gd_found *table)
{
    for (int i = 0; i < FOUND_PLACES; i++) heap_mark(heap, table[i].object);
}
