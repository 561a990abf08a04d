/* Dicts of the module collections: DICT objects whose text is the name of their class. The meta of
 * a defaultdict is what makes its values. */
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"

#include <string.h>

static const char ordered[] = "OrderedDict", defaulting[] = "defaultdict", counting[] = "Counter";

static gd_object *new_dict(gd_trace *trace, const char *name)
{
    gd_object *dict = (gd_object *)(uintptr_t)object_dict(trace);
    if (dict) dict->text = name;
    return dict;
}

static bool add_keywords(gd_trace *trace, const gd_object *dict, const gd_arguments *arguments)
{
    for (int64_t i = 0; i < arguments->n_named; i++) {
        const gd_object *value = arguments->values[arguments->n - arguments->n_named + i];
        if (!table_set_name(trace, object_table(dict), name_of(arguments->names[i]), value))
            return false;
    }
    return true;
}

static const gd_object *fill(gd_trace *trace, const gd_object *dict, const gd_arguments *arguments,
                             int64_t first)
{
    bool given = arguments->n - arguments->n_named > first;
    bool done = dict && (!given || dict_update(trace, dict, arguments->values[first])) &&
                add_keywords(trace, dict, arguments);
    return done ? dict : NULL;
}

const gd_object *dict_new_ordered(gd_trace *trace, const gd_arguments *arguments)
{
    return fill(trace, new_dict(trace, ordered), arguments, 0);
}

const gd_object *dict_new_default(gd_trace *trace, const gd_arguments *arguments)
{
    gd_object *dict = new_dict(trace, defaulting);
    bool given = arguments->n > arguments->n_named;
    const gd_object *factory = given ? arguments->values[0] : &object_none;
    if (factory->kind != GD_OBJECT_NONE && !object_is_callable(factory))
        return object_fail(trace, GD_TYPE, "first argument must be callable or None");
    if (dict) dict->meta = factory;
    return fill(trace, dict, arguments, 1);
}

/* -- Counter -------------------------------------------------------------------------------- */

static bool add_count(gd_trace *trace, const gd_object *counter, const gd_object *key,
                      const gd_object *more, const char *operator)
{
    const gd_object **old = table_find(trace, object_table(counter), key);
    if (trace->err->code) return false;
    const gd_object *before = old ? *old : object_int(trace, 0);
    const gd_object *sum = before ? evaluate_operator(trace, operator, before, more) : NULL;
    return sum && table_set(trace, object_table(counter), key, sum);
}

/* Counts the items of what is given; counts of a mapping are added, or subtracted. */
static bool count(gd_trace *trace, const gd_object *counter, const gd_object *from,
                  const char *operator)
{
    gd_walk walk;
    const gd_object *item, *one = object_int(trace, 1);
    bool mapping = from->kind == GD_OBJECT_DICT;
    if (!one || !walk_begin(trace, from, &walk)) return false;
    size_t top = heap_top(&trace->heap);
    while ((item = walk_next(trace, &walk))) {
        const gd_object *more = mapping ? *table_find(trace, object_table(from), item) : one;
        if (!trace_step(trace, 1) || !add_count(trace, counter, item, more, operator)) return false;
        heap_drop(&trace->heap, top);
    }
    return !trace->err->code;
}

const gd_object *dict_new_counter(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *counter = new_dict(trace, counting);
    bool given = arguments->n > arguments->n_named;
    if (!counter || (given && !count(trace, counter, arguments->values[0], "add"))) return NULL;
    return add_keywords(trace, counter, arguments) ? counter : NULL;
}

static const gd_object *run_update(gd_trace *trace, const gd_arguments *arguments)
{
    return count(trace, arguments->values[0], arguments->values[1], "add") ? &object_none : NULL;
}

static const gd_object *run_subtract(gd_trace *trace, const gd_arguments *arguments)
{
    return count(trace, arguments->values[0], arguments->values[1], "sub") ? &object_none : NULL;
}

static const gd_object *counter_key(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    return arguments->values[0]->items[1];
}

/* The items, the largest counts first. */
static const gd_object *by_count(gd_trace *trace, const gd_object *counter)
{
    static const gd_builtin second = {"count", 1, 1, NULL, counter_key, BUILTIN_PLAIN};
    gd_sequence pairs = {0};
    const gd_entry_pair *entry;
    for (int64_t at = 0; (entry = table_next(object_table(counter), &at));) {
        const gd_object *pair[2] = {entry->key, entry->value};
        if (!sequence_add(trace, &pairs, object_tuple(trace, pair, 2))) return NULL;
    }
    const gd_object *list = object_sequence(trace, GD_OBJECT_LIST, &pairs);
    const gd_object *key = builtin_new(trace, &second);
    return list && key ? list_sorted(trace, list, key, &object_true) : NULL;
}

static const gd_object *run_most_common(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *pairs = by_count(trace, arguments->values[0]);
    const gd_object *n = arguments->n > 1 ? arguments->values[1] : &object_none;
    if (!pairs || !object_is_integer(n) || n->integer >= pairs->length) return pairs;
    return object_list(trace, pairs->items, n->integer < 0 ? 0 : n->integer);
}

static const gd_object *run_elements(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence items = {0};
    const gd_entry_pair *entry;
    for (int64_t at = 0; (entry = table_next(object_table(arguments->values[0]), &at));)
        for (int64_t i = 0; object_is_integer(entry->value) && i < entry->value->integer; i++)
            if (!trace_step(trace, 1) || !sequence_add(trace, &items, entry->key)) return NULL;
    const gd_object *list = object_sequence(trace, GD_OBJECT_LIST, &items);
    return list ? iterator_of(trace, list) : NULL;
}

static const gd_object *run_total(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_entry_pair *entry;
    const gd_object *total = object_int(trace, 0);
    for (int64_t at = 0; total && (entry = table_next(object_table(arguments->values[0]), &at));)
        total = evaluate_operator(trace, "add", total, entry->value);
    return total;
}

static const gd_builtin counter_rows[] = {
    {"elements", 1, 1, NULL, run_elements, BUILTIN_PLAIN},
    {"most_common", 1, 2, NULL, run_most_common, BUILTIN_PLAIN},
    {"subtract", 2, 2, NULL, run_subtract, BUILTIN_PLAIN},
    {"total", 1, 1, NULL, run_total, BUILTIN_PLAIN},
    {"update", 2, 2, NULL, run_update, BUILTIN_PLAIN},
};
const gd_builtins counter_methods = BUILTINS(counter_rows);

/* move_to_end(key, last=True) */
static const gd_object *run_move_to_end(gd_trace *trace, const gd_arguments *arguments)
{
    gd_table *table = object_table(arguments->values[0]);
    const gd_object *key = arguments->values[1];
    const gd_object *last = arguments->n - arguments->n_named > 2
                                ? arguments->values[2]
                                : call_option(arguments, "last", &object_true);
    const gd_object *value = table_remove(trace, table, key);
    if (!value) return trace->err->code ? NULL : exception_fail(trace, "KeyError", key);
    gd_table rest = {0};
    if (!last->integer) {
        rest = *table;
        table_clear(table);
    }
    bool done = table_set(trace, table, key, value) && table_update(trace, table, &rest);
    return done ? &object_none : NULL;
}

static const gd_builtin ordered_rows[] = {
    {"move_to_end", 2, 3, ":last", run_move_to_end, BUILTIN_NAMED},
};
const gd_builtins ordered_methods = BUILTINS(ordered_rows);

/* -- What makes them different -------------------------------------------------------------- */

const gd_object *dict_missing(gd_trace *trace, const gd_object *dict, const gd_object *key)
{
    const gd_object *factory = dict->text == defaulting ? dict->meta : NULL;
    if (dict->text == counting) return object_int(trace, 0);
    if (!factory || factory->kind == GD_OBJECT_NONE) return exception_fail(trace, "KeyError", key);
    const gd_object *value = call_with(trace, factory, NULL, 0);
    return value && table_set(trace, object_table(dict), key, value) ? value : NULL;
}

/* "OrderedDict([('a', 1)])", "defaultdict(<class 'int'>, {…})", "Counter({…})": what stands before
 * the braces, and the dict whose items they enclose. */
const gd_object *dict_print_as(gd_trace *trace, const gd_object *dict, gd_buffer *out)
{
    buffer_print(out, "%s(", dict->text);
    if (dict->text == defaulting) {
        if (!object_print(trace, dict->meta, PRINT_REPR, out)) return NULL;
        buffer_add_text(out, ", ");
    }
    if (dict->text == defaulting || !object_table(dict)->live) return dict;
    if (dict->text == counting) {
        const gd_object *pairs = by_count(trace, dict), *plain = object_dict(trace);
        return pairs && plain && dict_update(trace, plain, pairs) ? plain : NULL;
    }
    gd_sequence pairs = {0};
    const gd_entry_pair *entry;
    for (int64_t at = 0; (entry = table_next(object_table(dict), &at));) {
        const gd_object *pair[2] = {entry->key, entry->value};
        if (!sequence_add(trace, &pairs, object_tuple(trace, pair, 2))) return NULL;
    }
    return object_sequence(trace, GD_OBJECT_LIST, &pairs);
}

const gd_object *dict_class_of(const gd_object *dict)
{
    if (!dict->text) return &type_dict.object;
    return type_in_module("collections", dict->text);
}
