/* Names and their values: one table for a module, for each call of a function, for each
 * comprehension and for the body of each class while it runs. A scope sees the ones around it.
 * Scopes are cells of the trace's heap, so closures may keep them. */
#ifndef GRADD_LANG_SCOPE_H
#define GRADD_LANG_SCOPE_H

#include "engine/base/hash.h"
#include "engine/lang/trace.h"

#include <string.h>

typedef enum gd_scope_kind { SCOPE_PROGRAM, SCOPE_LIBRARY } gd_scope_kind;

/* FUNCTION: a name without a value is an unbound local. CLASS: functions within do not see it.
 * COMPREHENSION: := binds around it. */
typedef enum gd_scope_form {
    SCOPE_MODULE,
    SCOPE_FUNCTION,
    SCOPE_COMPREHENSION,
    SCOPE_CLASS
} gd_scope_form;

/* A name with its hash_text. */
typedef struct gd_name {
    const char *text;
    uint64_t hash;
} gd_name;

static inline gd_name name_of(const char *text)
{
    return (gd_name){text, hash_text(text, strlen(text))};
}
static inline gd_name name_of_tree(const gd_tree *tree)
{
    return (gd_name){tree->text, tree->hash};
}

typedef struct gd_slot {
    gd_name name;           /* text NULL: free */
    const gd_object *value; /* NULL: a local name that has none yet */
    struct gd_scope *home;  /* not NULL: global or nonlocal; the name is one of that scope */
    bool used;              /* whether it was ever read */
} gd_slot;

typedef struct gd_scope {
    struct gd_scope *parent;
    gd_scope_kind kind; /* whose code runs in it */
    gd_scope_form form;
    int32_t n, capacity;         /* a power of 2, or 0 */
    gd_slot *slots;              /* open addressing, linear probing */
    const char *module;          /* of the library's code: where its names are looked up first */
    const gd_object *class;      /* whose body it is, or NULL */
    const struct gd_closure *of; /* the function whose call it is, or NULL */
    const gd_object *self;       /* its first argument */
} gd_scope;

gd_scope *scope_new(gd_trace *trace, gd_scope *parent, gd_scope_kind kind, gd_scope_form form);

/* Binds a name (borrowed) in this scope itself, or in its home. A value of NULL unbinds it. */
bool scope_set(gd_trace *trace, gd_scope *scope, gd_name name, const gd_object *value);

/* Makes the name one of another scope: global and nonlocal. */
bool scope_lend(gd_trace *trace, gd_scope *scope, gd_name name, gd_scope *home);

/* Whether the name is of this scope itself. */
bool scope_has(const gd_scope *scope, gd_name name);

/* The nearest slot of a name, or NULL; borrowed until the next scope_set. */
gd_slot *scope_find(const gd_scope *scope, gd_name name);

/* The scope that functions and comprehensions made in this one see. */
gd_scope *scope_around(gd_scope *scope);

#endif
