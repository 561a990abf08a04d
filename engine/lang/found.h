/* What names meant when they were looked up last: a small table that forgets. For names whose
 * meaning stays for as long as the trace: members of modules, operators, methods of tensors. */
#ifndef GRADD_LANG_FOUND_H
#define GRADD_LANG_FOUND_H

#include "engine/lang/heap.h"
#include "engine/lang/trace.h"

/* Names of other lengths are not kept. */
enum { FOUND_NAME = 24, FOUND_PLACES = 256 };

typedef struct gd_found {
    const void *owner;     /* NULL: free */
    char name[FOUND_NAME]; /* with a final 0 */
    const gd_object *object;
} gd_found;

/* What `name` is as a member of `owner`, or NULL. An owner is any address that stays. */
const gd_object *found_get(const gd_found *table, const void *owner, const char *name);

/* Keeps it and returns it; NULL is not kept. */
const gd_object *found_put(gd_found *table, const void *owner, const char *name,
                           const gd_object *object);

/* For the roots. */
void found_mark(gd_heap *heap, const gd_found *table);

#endif
