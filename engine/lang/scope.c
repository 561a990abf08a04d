#include "engine/lang/scope.h"

#include "engine/lang/interpreter.h"

#include <string.h>

static void mark_scope(gd_heap *heap, const void *data, size_t size)
{
    const gd_scope *scope = data;
    (void)size;
    heap_mark(heap, scope->parent);
    heap_mark(heap, scope->slots);
    heap_mark(heap, scope->class);
    heap_mark(heap, scope->of);
    heap_mark(heap, scope->self);
    for (int32_t i = 0; i < scope->capacity; i++) {
        heap_mark(heap, scope->slots[i].value);
        heap_mark(heap, scope->slots[i].home);
    }
}

static const gd_cell_class cell_scope = {mark_scope, NULL};

gd_scope *scope_new(gd_trace *trace, gd_scope *parent, gd_scope_kind kind, gd_scope_form form)
{
    gd_scope *scope = heap_take(&trace->heap, &cell_scope, sizeof *scope, trace->err);
    if (!scope) return NULL;
    scope->parent = parent;
    scope->kind = kind;
    scope->form = form;
    scope->module = parent ? parent->module : NULL;
    return scope;
}

static bool same_name(gd_name a, gd_name b)
{
    return a.text == b.text || (a.hash == b.hash && !strcmp(a.text, b.text));
}

/* The slot of the name or the free one where it belongs; at least one slot is free. */
static gd_slot *probe(const gd_scope *scope, gd_name name)
{
    size_t mask = (size_t)scope->capacity - 1, at = (size_t)name.hash & mask;
    while (scope->slots[at].name.text && !same_name(scope->slots[at].name, name))
        at = (at + 1) & mask;
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
        if (slot->name.text) *probe(&larger, slot->name) = *slot;
    }
    *scope = larger;
    return true;
}

/* The slot of the name in this scope itself, made if there is none. */
static gd_slot *own_slot(gd_trace *trace, gd_scope *scope, gd_name name)
{
    if (4 * (scope->n + 1) > 3 * scope->capacity && !grow(trace, scope)) return NULL;
    gd_slot *slot = probe(scope, name);
    if (!slot->name.text) {
        slot->name = name;
        scope->n++;
    }
    return slot;
}

bool scope_set(gd_trace *trace, gd_scope *scope, gd_name name, const gd_object *value)
{
    gd_slot *slot = own_slot(trace, scope, name);
    if (slot && slot->home) slot = own_slot(trace, slot->home, name);
    if (slot) slot->value = value;
    return slot;
}

bool scope_lend(gd_trace *trace, gd_scope *scope, gd_name name, gd_scope *home)
{
    gd_slot *slot = own_slot(trace, scope, name);
    if (slot && home != scope) slot->home = home;
    return slot;
}

gd_slot *scope_find(const gd_scope *scope, gd_name name)
{
    for (; scope; scope = scope->parent) {
        if (!scope->n) continue;
        gd_slot *slot = probe(scope, name);
        if (slot->name.text && slot->home) {
            scope = slot->home;
            slot = probe(scope, name);
        }
        if (slot->name.text && (slot->value || scope->form == SCOPE_FUNCTION)) return slot;
    }
    return NULL;
}

bool scope_has(const gd_scope *scope, gd_name name)
{
    return scope->n && probe(scope, name)->name.text;
}

gd_scope *scope_around(gd_scope *scope)
{
    while (scope->form == SCOPE_CLASS) scope = scope->parent;
    return scope;
}
