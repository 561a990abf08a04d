/* Hash tables from objects to objects that keep the order of insertion: dicts, sets, attributes.
 * Cells of the trace's heap. Keys that are numbers, strings and tuples are looked up by value,
 * other ones by identity, unless their class says otherwise. */
#ifndef GRADD_LANG_TABLE_H
#define GRADD_LANG_TABLE_H

#include "engine/lang/scope.h"

typedef struct gd_entry_pair {
    const gd_object *key, *value; /* key NULL: removed */
    uint64_t hash;
} gd_entry_pair;

typedef struct gd_table {
    gd_entry_pair *entries;
    int32_t *index;     /* number of an entry + 1; 0: free. Open addressing, linear probing */
    int64_t n, room;    /* entries, removed ones included */
    int64_t live;       /* without these */
    int64_t first, end; /* all entries before and from there on are removed ones */
    int64_t index_size; /* a power of 2, or 0 */
} gd_table;

gd_table *table_new(gd_trace *trace);

/* The hash of a key; GD_TYPE in Python's words if it has none. */
bool table_hash(gd_trace *trace, const gd_object *key, uint64_t *hash);

/* The place of the value of a key; NULL, with an error if the key cannot be one. Borrowed until the
 * table changes. */
const gd_object **table_find(gd_trace *trace, const gd_table *table, const gd_object *key);
bool table_set(gd_trace *trace, gd_table *table, const gd_object *key, const gd_object *value);

/* Removes a key; gives its value, or NULL, with an error if the key cannot be one. */
const gd_object *table_remove(gd_trace *trace, gd_table *table, const gd_object *key);

/* The same for keys that are strings. */
const gd_object *table_find_name(const gd_table *table, gd_name name); /* NULL: none */
bool table_set_name(gd_trace *trace, gd_table *table, gd_name name, const gd_object *value);

/* The entry at *at or the next one after it that is not removed; moves *at behind it. NULL at the
 * end. */
const gd_entry_pair *table_next(const gd_table *table, int64_t *at);

void table_clear(gd_table *table);

/* Adds all entries of another table. */
bool table_update(gd_trace *trace, gd_table *table, const gd_table *from);

#endif
