#include "engine/lang/scope.h"

#include "engine/lang/interpreter.h"

#include <string.h>

static void mark_scope(gd_heap *heap, const void *data, size_t size)
{
    const gd_scope *scope = data;
    (void)size;
    heap_mark(heap, scope->parent);
    heap_mark(heap, scope->slots);
    for (int32_t i = 0; i < scope->capacity; i++) heap_mark(heap, scope->slots[i].value);
}

static const gd_cell_class cell_scope = {mark_scope, NULL};

gd_scope *scope_new(gd_trace *trace, gd_scope *parent, gd_scope_kind kind)
{
    gd_scope *scope = heap_take(&trace->heap, &cell_scope, sizeof *scope, trace->err);
    if (!scope) return NULL;
    scope->parent = parent;
    scope->kind = kind;
    return scope;
}

static uint64_t hash_of(const gd_trace *trace, const char *name)
{
    return hash_bytes(trace->key, name, strlen(name));
}

/* The slot of the name or the free one where it belongs; at least one slot is free. */
static gd_slot *probe(const gd_scope *scope, const char *name, uint64_t hash)
{
    size_t mask = (size_t)scope->capacity - 1, at = (size_t)hash & mask;
    while (scope->slots[at].name && strcmp(scope->slots[at].name, name)) at = (at + 1) & mask;
    return &scope->slots[at];
}

static bool grow(gd_trace *trace, gd_scope *scope)
{
    gd_scope larger = *scope;
    larger.capacity = scope->capacity ? 2 * scope->capacity : 8;
    larger.slots = heap_take_array(&trace->heap, &cell_bytes, (size_t)larger.capacity,
                                   sizeof *larger.slots, trace->err);
    if (!larger.slots) return false;
    for (int32_t i = 0; i < scope->capacity; i++) {
        const gd_slot *slot = &scope->slots[i];
        if (slot->name) *probe(&larger, slot->name, hash_of(trace, slot->name)) = *slot;
    }
    *scope = larger;
    return true;
}

bool scope_set(gd_trace *trace, gd_scope *scope, const char *name, const gd_object *value)
{
    if (4 * (scope->n + 1) > 3 * scope->capacity && !grow(trace, scope)) return false;
    gd_slot *slot = probe(scope, name, hash_of(trace, name));
    if (!slot->name) {
        slot->name = name;
        scope->n++;
    }
    slot->value = value;
    return true;
}

gd_slot *scope_find(const gd_trace *trace, const gd_scope *scope, const char *name)
{
    uint64_t hash = hash_of(trace, name);
    for (; scope; scope = scope->parent) {
        if (!scope->n) continue;
        gd_slot *slot = probe(scope, name, hash);
        if (slot->name) return slot;
    }
    return NULL;
}

bool scope_has(const gd_trace *trace, const gd_scope *scope, const char *name)
{
    return scope->n && probe(scope, name, hash_of(trace, name))->name;
}
