/* Dicts and their views. */
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"

#include <string.h>

static gd_table *self_of(const gd_arguments *arguments)
{
    return object_table(arguments->values[0]);
}

const gd_object *dict_get(gd_trace *trace, const gd_object *dict, const gd_object *key)
{
    const gd_object **value = table_find(trace, object_table(dict), key);
    if (value) return storage_check(trace, *value);
    return trace->err->code ? NULL : dict_missing(trace, dict, key);
}

bool dict_remove(gd_trace *trace, const gd_object *dict, const gd_object *key)
{
    if (table_remove(trace, object_table(dict), key)) return true;
    if (!trace->err->code) exception_fail(trace, "KeyError", key);
    return false;
}

static bool add_pair(gd_trace *trace, const gd_object *dict, const gd_object *pair, int64_t i)
{
    gd_sequence items = {0};
    bool iterable = object_is_sequence(pair) || pair->kind == GD_OBJECT_STRING ||
                    pair->kind >= GD_OBJECT_TENSOR;
    if (!iterable)
        return object_refuse(
            trace, GD_TYPE, "cannot convert dictionary update sequence element #%lld to a sequence",
            (long long)i);
    if (!object_iterate(trace, pair, &items)) return false;
    if (items.n != 2)
        return object_refuse(trace, GD_VALUE,
                             "dictionary update sequence element #%lld has length %lld; 2 is "
                             "required",
                             (long long)i, (long long)items.n);
    return table_set(trace, object_table(dict), items.items[0], items.items[1]);
}

/* Of an object of the program that has keys() and []. */
static bool update_from_keys(gd_trace *trace, const gd_object *dict, const gd_object *from,
                             const gd_object *keys)
{
    gd_sequence items = {0};
    const gd_object *list = call_with(trace, keys, NULL, 0);
    if (!list || !object_iterate(trace, list, &items)) return false;
    for (int64_t i = 0; i < items.n; i++) {
        const gd_object *value = index_get(trace, from, items.items[i]);
        if (!value || !table_set(trace, object_table(dict), items.items[i], value)) return false;
    }
    return true;
}

bool dict_update(gd_trace *trace, const gd_object *dict, const gd_object *from)
{
    gd_walk walk;
    const gd_object *pair;
    if (from->kind == GD_OBJECT_DICT)
        return from == dict || table_update(trace, object_table(dict), object_table(from));
    const gd_object *keys = special_find(trace, from, "keys");
    if (keys) return update_from_keys(trace, dict, from, keys);
    if (trace->err->code || !walk_begin(trace, from, &walk)) return false;
    size_t top = heap_top(&trace->heap);
    for (int64_t i = 0; (pair = walk_next(trace, &walk)); i++) {
        if (!add_pair(trace, dict, pair, i)) return false;
        heap_drop(&trace->heap, top);
    }
    return !trace->err->code;
}

int dict_equal(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    const gd_entry_pair *entry;
    const gd_table *left = object_table(a), *right = object_table(b);
    if (left->live != right->live) return 0;
    for (int64_t at = 0; (entry = table_next(left, &at));) {
        const gd_object *value = entry->value, **other = table_find(trace, right, entry->key);
        if (!other) return trace->err->code ? -1 : 0;
        int equal = trace_step(trace, 1) ? object_equal(trace, value, *other) : -1;
        if (equal != 1) return equal;
    }
    return 1;
}

/* -- Methods -------------------------------------------------------------------------------- */

static const gd_object *run_get(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object **value = table_find(trace, self_of(arguments), arguments->values[1]);
    if (value) return storage_check(trace, *value);
    if (trace->err->code) return NULL;
    return arguments->n > 2 ? arguments->values[2] : &object_none;
}

static const gd_object *run_pop(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *key = arguments->values[1];
    const gd_object *value = table_remove(trace, self_of(arguments), key);
    if (value || trace->err->code) return value;
    return arguments->n > 2 ? arguments->values[2] : exception_fail(trace, "KeyError", key);
}

static const gd_object *run_popitem(gd_trace *trace, const gd_arguments *arguments)
{
    gd_table *table = self_of(arguments);
    int64_t i = table->end;
    if (!table->live)
        return exception_fail(trace, "KeyError",
                              object_text(trace, "popitem(): dictionary is empty"));
    const gd_object *pair[2] = {table->entries[i - 1].key, table->entries[i - 1].value};
    const gd_object *result = object_tuple(trace, pair, 2);
    return result && table_remove(trace, table, pair[0]) ? result : NULL;
}

static const gd_object *run_setdefault(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object **value = table_find(trace, self_of(arguments), arguments->values[1]);
    if (value) return *value;
    if (trace->err->code) return NULL;
    const gd_object *new = arguments->n > 2 ? arguments->values[2] : &object_none;
    return table_set(trace, self_of(arguments), arguments->values[1], new) ? new : NULL;
}

static const gd_object *run_update(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t given = arguments->n - arguments->n_named;
    if (given > 1 && !dict_update(trace, arguments->values[0], arguments->values[1])) return NULL;
    for (int64_t i = 0; i < arguments->n_named; i++)
        if (!table_set_name(trace, self_of(arguments), name_of(arguments->names[i]),
                            arguments->values[given + i]))
            return NULL;
    return &object_none;
}

static const gd_object *run_clear(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    table_clear(self_of(arguments));
    return &object_none;
}

static const gd_object *run_copy(gd_trace *trace, const gd_arguments *arguments)
{
    gd_object *copy = (gd_object *)(uintptr_t)object_dict(trace);
    if (!copy) return NULL;
    copy->text = arguments->values[0]->text;
    copy->meta = arguments->values[0]->meta;
    return dict_update(trace, copy, arguments->values[0]) ? copy : NULL;
}

/* dict.fromkeys(keys, value); of a dict too. */
static const gd_object *run_fromkeys(gd_trace *trace, const gd_arguments *arguments)
{
    bool bound = arguments->values[0]->kind == GD_OBJECT_DICT;
    gd_sequence keys = {0};
    const gd_object *dict = object_dict(trace);
    const gd_object *value = arguments->n > 1 + bound ? arguments->values[1 + bound] : &object_none;
    if (!dict || !object_iterate(trace, arguments->values[bound], &keys)) return NULL;
    for (int64_t i = 0; i < keys.n; i++)
        if (!table_set(trace, object_table(dict), keys.items[i], value)) return NULL;
    return dict;
}

static const gd_object *new_view(gd_trace *trace, const gd_arguments *arguments, gd_dict_view kind)
{
    gd_object *view = object_new(trace, GD_OBJECT_VIEW);
    if (!view) return NULL;
    view->integer = kind;
    view->meta = arguments->values[0];
    return view;
}

static const gd_object *run_keys(gd_trace *trace, const gd_arguments *arguments)
{
    return new_view(trace, arguments, VIEW_KEYS);
}

static const gd_object *run_values(gd_trace *trace, const gd_arguments *arguments)
{
    return new_view(trace, arguments, VIEW_VALUES);
}

static const gd_object *run_items(gd_trace *trace, const gd_arguments *arguments)
{
    return new_view(trace, arguments, VIEW_ITEMS);
}

static const gd_builtin rows[] = {
    {"clear", 1, 1, NULL, run_clear, BUILTIN_PLAIN},
    {"copy", 1, 1, NULL, run_copy, BUILTIN_PLAIN},
    {"fromkeys", 1, 3, NULL, run_fromkeys, BUILTIN_PLAIN},
    {"get", 2, 3, NULL, run_get, BUILTIN_PLAIN},
    {"items", 1, 1, NULL, run_items, BUILTIN_PLAIN},
    {"keys", 1, 1, NULL, run_keys, BUILTIN_PLAIN},
    {"pop", 2, 3, NULL, run_pop, BUILTIN_PLAIN},
    {"popitem", 1, 1, NULL, run_popitem, BUILTIN_PLAIN},
    {"setdefault", 2, 3, NULL, run_setdefault, BUILTIN_PLAIN},
    {"update", 1, 2, NULL, run_update, BUILTIN_NAMED},
    {"values", 1, 1, NULL, run_values, BUILTIN_PLAIN},
};
const gd_builtins dict_methods = BUILTINS(rows);

static const gd_object *run_isdisjoint(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *both =
        set_binary(trace, "bitwise_and", arguments->values[0], arguments->values[1]);
    return both ? object_bool(!object_table(both)->live) : NULL;
}

static const gd_builtin view_rows[] = {
    {"isdisjoint", 2, 2, NULL, run_isdisjoint, BUILTIN_PLAIN},
};
const gd_builtins view_methods = BUILTINS(view_rows);
