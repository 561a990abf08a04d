#include "engine/lang/table.h"

#include "engine/lang/class.h"
#include "engine/lang/interpreter.h"

#include <math.h>

static void mark_table(gd_heap *heap, const void *data, size_t size)
{
    const gd_table *table = data;
    (void)size;
    heap_mark(heap, table->entries);
    heap_mark(heap, table->index);
    for (int64_t i = 0; i < table->n; i++) {
        heap_mark(heap, table->entries[i].key);
        heap_mark(heap, table->entries[i].value);
    }
}

static const gd_cell_class cell_table = {mark_table, NULL};

gd_table *table_new(gd_trace *trace)
{
    return heap_take(&trace->heap, &cell_table, sizeof(gd_table), trace->err);
}

/* -- Hashes --------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93;
    return x ^ x >> 32;
}

/* Numbers are equal across int, float and bool. */
static uint64_t hash_number(const gd_object *key)
{
    double number = object_number(key);
    bool whole = key->kind != GD_OBJECT_FLOAT ||
                 (number == floor(number) && fabs(number) < 9223372036854775808.0);
    if (!whole) return hash_text((const char *)&number, sizeof number);
    int64_t value = key->kind == GD_OBJECT_FLOAT ? (int64_t)number : key->integer;
    return hash_text((const char *)&value, sizeof value);
}

static uint64_t hash_string(const gd_object *key)
{
    if (key->integer) return (uint64_t)key->integer;
    uint64_t hash = hash_text(key->text, (size_t)key->length);
    if (!object_is_static(key)) ((gd_object *)key)->integer = (int64_t)hash; /* for the next time */
    return hash;
}

static bool hash_tuple(gd_trace *trace, const gd_object *key, uint64_t *hash)
{
    if (!trace_step(trace, key->length) || !trace_enter(trace)) return false;
    bool done = true;
    *hash = (uint64_t)key->length;
    for (int64_t i = 0; done && i < key->length; i++) {
        uint64_t item;
        done = table_hash(trace, key->items[i], &item);
        if (done) *hash = mix(*hash * 31 + item);
    }
    trace_leave(trace);
    return done;
}

bool table_hash(gd_trace *trace, const gd_object *key, uint64_t *hash)
{
    switch (key->kind) {
    case GD_OBJECT_BOOL:
    case GD_OBJECT_INT:
    case GD_OBJECT_FLOAT: *hash = hash_number(key); return true;
    case GD_OBJECT_STRING: *hash = hash_string(key); return true;
    case GD_OBJECT_TUPLE: return hash_tuple(trace, key, hash);
    case GD_OBJECT_DTYPE: *hash = mix((uint64_t)key->integer + 77); return true;
    case GD_OBJECT_SET:
        if (key->integer) {
            *hash = mix((uint64_t)((const gd_table *)key->detail)->live);
            return true;
        }
        break;
    case GD_OBJECT_LIST:
    case GD_OBJECT_DICT:
    case GD_OBJECT_SLICE: break;
    case GD_OBJECT_METHOD:
        *hash = mix((uint64_t)(uintptr_t)key->meta ^ (uint64_t)(uintptr_t)key->detail);
        return true;
    case GD_OBJECT_BUILTIN:
        *hash = mix((uint64_t)(uintptr_t)key->detail + (uint64_t)key->integer);
        return true;
    case GD_OBJECT_INSTANCE: return class_hash(trace, key, hash);
    default: *hash = mix((uint64_t)(uintptr_t)key); return true;
    }
    return object_refuse(trace, GD_TYPE, "unhashable type: '%s'", object_type(key));
}

/* -- Probing -------------------------------------------------------------------------------- */

static int same_key(gd_trace *trace, const gd_entry_pair *entry, const gd_object *key,
                    uint64_t hash)
{
    if (entry->key == key) return 1;
    return entry->hash == hash ? object_equal(trace, entry->key, key) : 0;
}

/* The number of the key's entry; -1: none; -2: an error. */
static int64_t locate(gd_trace *trace, const gd_table *table, const gd_object *key, uint64_t hash)
{
    size_t mask = (size_t)table->index_size - 1;
    if (!table->index_size) return -1;
    const gd_entry_pair *entries = table->entries;
    for (size_t at = (size_t)hash & mask; table->index[at]; at = (at + 1) & mask) {
        int64_t i = table->index[at] - 1;
        if (!entries[i].key) continue;
        const gd_object *known = entries[i].key;
        int same = same_key(trace, &entries[i], key, hash);
        if (same < 0) return -2;
        /* a comparison of the program's own may have changed it */
        if (entries != table->entries || i >= table->n || entries[i].key != known)
            return object_refuse(trace, GD_RUNTIME, "dictionary changed while a key was compared"),
                   -2;
        if (same > 0) return i;
    }
    return -1;
}

static void enter_index(const gd_table *table, int64_t i)
{
    size_t mask = (size_t)table->index_size - 1, at = (size_t)table->entries[i].hash & mask;
    while (table->index[at]) at = (at + 1) & mask;
    table->index[at] = (int32_t)(i + 1);
}

static void mark_entries(gd_heap *heap, const void *data, size_t size)
{
    const gd_entry_pair *entries = data;
    for (size_t i = 0; i < size / sizeof *entries; i++) {
        heap_mark(heap, entries[i].key);
        heap_mark(heap, entries[i].value);
    }
}

static const gd_cell_class cell_entries = {mark_entries, NULL};

/* Room for more entries; drops the removed ones. */
static bool grow(gd_trace *trace, gd_table *table)
{
    gd_table larger = {.room = table->live < 6 ? 6 : 2 * table->live, .index_size = 8};
    if (larger.room > trace->context->limits->sequence_items)
        return object_refuse(trace, GD_MEMORY_LIMIT, "a dict has at most %lld items",
                             (long long)trace->context->limits->sequence_items);
    while (larger.index_size * 3 < larger.room * 4) larger.index_size *= 2;
    larger.entries = heap_take_array(&trace->heap, &cell_entries, (size_t)larger.room,
                                     sizeof *larger.entries, trace->err);
    larger.index = heap_take_array(&trace->heap, &cell_bytes, (size_t)larger.index_size,
                                   sizeof *larger.index, trace->err);
    if (!larger.entries || !larger.index) return false;
    for (int64_t i = 0; i < table->n; i++) {
        if (!table->entries[i].key) continue;
        larger.entries[larger.n] = table->entries[i];
        enter_index(&larger, larger.n++);
    }
    larger.live = larger.end = larger.n;
    *table = larger;
    return true;
}

/* -- The interface -------------------------------------------------------------------------- */

const gd_object **table_find(gd_trace *trace, const gd_table *table, const gd_object *key)
{
    uint64_t hash;
    if (!table_hash(trace, key, &hash)) return NULL;
    int64_t i = locate(trace, table, key, hash);
    return i < 0 ? NULL : &table->entries[i].value;
}

bool table_set(gd_trace *trace, gd_table *table, const gd_object *key, const gd_object *value)
{
    uint64_t hash;
    if (!table_hash(trace, key, &hash)) return false;
    int64_t i = locate(trace, table, key, hash);
    if (i >= 0) table->entries[i].value = value;
    if (i != -1) return i >= 0;
    if (table->n == table->room && !grow(trace, table)) return false;
    table->entries[table->n] = (gd_entry_pair){key, value, hash};
    enter_index(table, table->n++);
    table->end = table->n;
    table->live++;
    return true;
}

/* So that a queue or a stack is not walked from its end each time. */
static void skip_removed(gd_table *table)
{
    while (table->first < table->end && !table->entries[table->first].key) table->first++;
    while (table->first < table->end && !table->entries[table->end - 1].key) table->end--;
}

const gd_object *table_remove(gd_trace *trace, gd_table *table, const gd_object *key)
{
    uint64_t hash;
    if (!table_hash(trace, key, &hash)) return NULL;
    int64_t i = locate(trace, table, key, hash);
    if (i < 0) return NULL;
    const gd_object *value = table->entries[i].value;
    bool kept = heap_push(&trace->heap, value, trace->err);
    table->entries[i].key = table->entries[i].value = NULL;
    table->live--;
    skip_removed(table);
    return kept ? value : NULL;
}

static bool is_name(const gd_object *key, gd_name name)
{
    return key && key->kind == GD_OBJECT_STRING && !strcmp(key->text, name.text);
}

static gd_entry_pair *find_name(const gd_table *table, gd_name name)
{
    size_t mask = (size_t)table->index_size - 1;
    if (!table->index_size) return NULL;
    for (size_t at = (size_t)name.hash & mask; table->index[at]; at = (at + 1) & mask) {
        gd_entry_pair *entry = &table->entries[table->index[at] - 1];
        if (entry->hash == name.hash && is_name(entry->key, name)) return entry;
    }
    return NULL;
}

const gd_object *table_find_name(const gd_table *table, gd_name name)
{
    const gd_entry_pair *entry = find_name(table, name);
    return entry ? entry->value : NULL;
}

bool table_set_name(gd_trace *trace, gd_table *table, gd_name name, const gd_object *value)
{
    gd_entry_pair *entry = find_name(table, name);
    if (entry) entry->value = value;
    if (entry) return true;
    const gd_object *key = object_string(trace, name.text, strlen(name.text));
    return key && table_set(trace, table, key, value);
}

const gd_entry_pair *table_next(const gd_table *table, int64_t *at)
{
    if (*at < table->first) *at = table->first;
    while (*at < table->end)
        if (table->entries[(*at)++].key) return &table->entries[*at - 1];
    return NULL;
}

void table_clear(gd_table *table)
{
    *table = (gd_table){0};
}

bool table_update(gd_trace *trace, gd_table *table, const gd_table *from)
{
    const gd_entry_pair *entry;
    if (!trace_step(trace, from->live)) return false;
    for (int64_t at = 0; (entry = table_next(from, &at));)
        if (!table_set(trace, table, entry->key, entry->value)) return false;
    return true;
}
