/* Names and their values: one table for a module, for each call of a function and for each
 * comprehension. A scope sees the ones around it. Scopes are cells of the trace's heap, so closures may
 * keep them. */
#ifndef GRADD_LANG_SCOPE_H
#define GRADD_LANG_SCOPE_H

#include "engine/lang/trace.h"

typedef enum gd_scope_kind { SCOPE_PROGRAM, SCOPE_LIBRARY } gd_scope_kind;

typedef struct gd_slot {
    const char *name;       /* NULL: free */
    const gd_object *value; /* NULL: a local name that has none yet */
    bool used;              /* whether it was ever read */
} gd_slot;

typedef struct gd_scope {
    struct gd_scope *parent;
    gd_scope_kind kind;  /* whose code runs in it */
    int32_t n, capacity; /* a power of 2, or 0 */
    gd_slot *slots;      /* open addressing, linear probing */
} gd_scope;

gd_scope *scope_new(gd_trace *trace, gd_scope *parent, gd_scope_kind kind);

/* Binds a name (borrowed) in this scope itself. */
bool scope_set(gd_trace *trace, gd_scope *scope, const char *name, const gd_object *value);

/* Whether the name is of this scope itself. */
bool scope_has(const gd_trace *trace, const gd_scope *scope, const char *name);

/* The nearest slot of a name, or NULL; borrowed until the next scope_set. */
gd_slot *scope_find(const gd_trace *trace, const gd_scope *scope, const char *name);

#endif
