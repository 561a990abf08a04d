#include "engine/lang/iterate.h"

#include "engine/lang/containers.h"
#include "engine/lang/exception.h"

#include <string.h>

bool heap_keep(gd_heap *heap, size_t top, const void *data, gd_error *err)
{
    heap_drop(heap, top);
    return heap_push(heap, data, err);
}

/* -- Walks ---------------------------------------------------------------------------------- */

static bool walk_instance(gd_trace *trace, const gd_object *object, gd_walk *walk)
{
    bool found;
    const gd_object *iterator = special_call(trace, object, "__iter__", NULL, 0, &found);
    if (found && !iterator) return false;
    if (found && iterator->kind != GD_OBJECT_INSTANCE) return walk_begin(trace, iterator, walk);
    bool next = found && special_find(trace, iterator, "__next__");
    if (found && !next && !trace->err->code)
        return object_refuse(trace, GD_TYPE, "iter() returned non-iterator of type '%s'",
                             object_type(iterator));
    bool items = !found && special_find(trace, object, "__getitem__");
    if (!next && !items && !trace->err->code)
        return object_refuse(trace, GD_TYPE, "'%s' object is not iterable", object_type(object));
    *walk = (gd_walk){.over = next ? iterator : object, .count = next ? -1 : 0};
    return !trace->err->code;
}

static const gd_table *table_of(const gd_object *object)
{
    if (object->kind == GD_OBJECT_VIEW) object = object->meta;
    return object_table(object);
}

/* A tensor's rows are taken at once, as by unbind, unless they are many. */
enum { MOST_ROWS = 64 };

bool walk_begin(gd_trace *trace, const gd_object *object, gd_walk *walk)
{
    *walk = (gd_walk){.over = object};
    switch (object->kind) {
    case GD_OBJECT_LIST:
    case GD_OBJECT_TUPLE:
    case GD_OBJECT_RANGE:
    case GD_OBJECT_STRING:
    case GD_OBJECT_ITERATOR: break;
    case GD_OBJECT_DICT:
    case GD_OBJECT_VIEW: walk->count = table_of(object)->live; break;
    case GD_OBJECT_SET:
        *walk = (gd_walk){set_in_order(trace, object), object, 0, table_of(object)->live};
        if (!walk->over) return false;
        break;
    case GD_OBJECT_TENSOR:
        walk->count = object_iterable(trace, object);
        if (walk->count < 0) return false;
        if (walk->count > MOST_ROWS || !trace_is_eager(trace)) break;
        walk->over = call_named(trace, "unbind", &object, 1);
        if (!walk->over) return false;
        break;
    case GD_OBJECT_INSTANCE: return walk_instance(trace, object, walk);
    default:
        return object_refuse(trace, GD_TYPE, "'%s' object is not iterable", object_type(object));
    }
    return heap_push(&trace->heap, walk->over, trace->err);
}

static const gd_object *next_character(gd_trace *trace, gd_walk *walk)
{
    const gd_object *string = walk->over;
    if (walk->at >= string->length) return NULL;
    int64_t end = walk->at + 1, start = walk->at;
    while (end < string->length && (string->text[end] & 0xC0) == 0x80) end++;
    walk->at = end;
    return object_string(trace, string->text + start, (size_t)(end - start));
}

static const gd_object *next_entry(gd_trace *trace, gd_walk *walk)
{
    const gd_object *over = walk->over;
    const gd_table *table = table_of(over);
    if (table->live != walk->count)
        return object_fail(trace, GD_RUNTIME, "dictionary changed size during iteration");
    const gd_entry_pair *entry = table_next(table, &walk->at);
    bool view = over->kind == GD_OBJECT_VIEW;
    if (!entry || !view || over->integer == VIEW_KEYS) return entry ? entry->key : NULL;
    if (over->integer == VIEW_VALUES) return entry->value;
    return object_tuple(trace, (const gd_object *[]){entry->key, entry->value}, 2);
}

static const gd_object *next_of_instance(gd_trace *trace, gd_walk *walk)
{
    bool found;
    const gd_object *item;
    if (walk->count < 0) {
        item = special_call(trace, walk->over, "__next__", NULL, 0, &found);
        if (!item) exception_catch_class(trace, "StopIteration");
        return item;
    }
    const gd_object *index = object_int(trace, walk->at++);
    item = index ? special_call(trace, walk->over, "__getitem__", &index, 1, &found) : NULL;
    if (!item) exception_catch_class(trace, "IndexError");
    return item;
}

static const gd_object *next_of_range(gd_trace *trace, gd_walk *walk)
{
    const gd_object *range = walk->over;
    if (walk->at >= range->length) return NULL;
    return object_int(trace, range->items[0]->integer + walk->at++ * range->items[2]->integer);
}

const gd_object *walk_next(gd_trace *trace, gd_walk *walk)
{
    const gd_object *over = walk->over;
    switch (over->kind) {
    case GD_OBJECT_LIST:
    case GD_OBJECT_TUPLE:
        if (walk->set && table_of(walk->set)->live != walk->count)
            return object_fail(trace, GD_RUNTIME, "Set changed size during iteration");
        return walk->at < over->length ? storage_check(trace, over->items[walk->at++]) : NULL;
    case GD_OBJECT_RANGE: return next_of_range(trace, walk);
    case GD_OBJECT_STRING: return next_character(trace, walk);
    case GD_OBJECT_TENSOR:
        return walk->at < walk->count ? object_item(trace, over, walk->at++) : NULL;
    case GD_OBJECT_DICT:
    case GD_OBJECT_VIEW: return next_entry(trace, walk);
    case GD_OBJECT_ITERATOR: return iterator_next(trace, over);
    default: return next_of_instance(trace, walk);
    }
}

/* -- Iterators ------------------------------------------------------------------------------ */

static void mark_iterator(gd_heap *heap, const void *data, size_t size)
{
    const gd_iterator *iterator = data;
    (void)size;
    heap_mark(heap, iterator->walk.over);
    heap_mark(heap, iterator->walk.set);
    heap_mark(heap, iterator->function);
    heap_mark(heap, iterator->others);
    heap_mark(heap, iterator->state);
}

static const gd_cell_class cell_iterator = {mark_iterator, NULL};

const gd_object *iterator_new(gd_trace *trace, const gd_iteration *how, gd_iterator **detail)
{
    gd_object *object = object_new(trace, GD_OBJECT_ITERATOR);
    *detail = object ? heap_take(&trace->heap, &cell_iterator, sizeof **detail, trace->err) : NULL;
    if (!*detail) return NULL;
    (*detail)->how = how;
    object->detail = *detail;
    object->owns_detail = true;
    return object;
}

const gd_object *iterator_next(gd_trace *trace, const gd_object *iterator)
{
    gd_iterator *detail = (gd_iterator *)(uintptr_t)iterator->detail;
    if (detail->ended) return NULL;
    if (detail->running) return object_fail(trace, GD_VALUE, "generator already executing");
    if (!trace_step(trace, 1) || !trace_enter(trace)) return NULL;
    detail->running = true;
    const gd_object *item = detail->how->next(trace, detail);
    detail->running = false;
    detail->ended = !item;
    trace_leave(trace);
    return item;
}

static const gd_object *next_of_walk(gd_trace *trace, gd_iterator *iterator)
{
    return walk_next(trace, &iterator->walk);
}

/* Named after what they go over. */
static const gd_iteration plain_iterations[GD_OBJECT_KIND_COUNT] = {
    [GD_OBJECT_LIST] = {"list_iterator", next_of_walk},
    [GD_OBJECT_TUPLE] = {"tuple_iterator", next_of_walk},
    [GD_OBJECT_RANGE] = {"range_iterator", next_of_walk},
    [GD_OBJECT_STRING] = {"str_iterator", next_of_walk},
    [GD_OBJECT_DICT] = {"dict_keyiterator", next_of_walk},
    [GD_OBJECT_SET] = {"set_iterator", next_of_walk},
    [GD_OBJECT_VIEW] = {"dict_itemiterator", next_of_walk},
};
static const gd_iteration other_iteration = {"iterator", next_of_walk};

const gd_object *iterator_of(gd_trace *trace, const gd_object *object)
{
    gd_walk walk;
    gd_iterator *detail;
    if (object->kind == GD_OBJECT_ITERATOR) return object;
    if (!walk_begin(trace, object, &walk)) return NULL;
    bool own = walk.over->kind == GD_OBJECT_INSTANCE && walk.count < 0;
    if (own || walk.over->kind == GD_OBJECT_ITERATOR) return walk.over;
    const gd_iteration *how = &plain_iterations[object->kind];
    const gd_object *iterator = iterator_new(trace, how->name ? how : &other_iteration, &detail);
    if (iterator) detail->walk = walk;
    return iterator;
}

static const gd_object *run_iter(gd_trace *trace, const gd_arguments *arguments)
{
    return iterator_of(trace, arguments->values[0]);
}

static const gd_object *run_next(gd_trace *trace, const gd_arguments *arguments)
{
    bool found = true;
    const gd_object *over = arguments->values[0], *item;
    if (over->kind == GD_OBJECT_ITERATOR) item = iterator_next(trace, over);
    else item = special_call(trace, over, "__next__", NULL, 0, &found);
    if (item) return item;
    if (!found && !trace->err->code)
        return object_fail(trace, GD_TYPE, "'%s' object is not an iterator", object_type(over));
    if (trace->err->code && arguments->n > 1) exception_catch_class(trace, "StopIteration");
    if (trace->err->code) return NULL;
    if (arguments->n > 1) return arguments->values[1];
    return object_fail(trace, GD_STOP, "%s", "");
}

static const gd_object *next_enumerated(gd_trace *trace, gd_iterator *iterator)
{
    const gd_object *item = walk_next(trace, &iterator->walk);
    const gd_object *number = item ? object_int(trace, iterator->at) : NULL;
    if (!number) return NULL;
    if (iterator->at++ == INT64_MAX)
        return object_fail(trace, GD_INT_OVERFLOW, "integer overflow: integers have 64 bits");
    return object_tuple(trace, (const gd_object *[]){number, item}, 2);
}

static const gd_object *run_enumerate(gd_trace *trace, const gd_arguments *arguments)
{
    static const gd_iteration how = {"enumerate", next_enumerated};
    gd_iterator *detail;
    int64_t given = arguments->n - arguments->n_named;
    const gd_object *start =
        given > 1 ? arguments->values[1] : call_option(arguments, "start", &object_false);
    const gd_object *first = object_index(trace, start);
    const gd_object *iterator = first ? iterator_new(trace, &how, &detail) : NULL;
    if (!iterator || !walk_begin(trace, arguments->values[0], &detail->walk)) return NULL;
    detail->at = first->integer;
    return iterator;
}

/* -- Several at once ------------------------------------------------------------------------ */

static const gd_object *iterators_of(gd_trace *trace, const gd_object *const *values, int64_t n)
{
    gd_sequence all = {0};
    for (int64_t i = 0; i < n; i++)
        if (!sequence_add(trace, &all, iterator_of(trace, values[i]))) return NULL;
    return object_sequence(trace, GD_OBJECT_TUPLE, &all);
}

static const gd_object *next_of(gd_trace *trace, const gd_object *iterator)
{
    gd_walk walk = {.over = iterator, .count = -1};
    return walk_next(trace, &walk);
}

/* The next value of each; *i is that of the first one that ended. */
static bool next_row(gd_trace *trace, const gd_object *iterators, gd_sequence *row, int64_t *i)
{
    for (*i = 0; *i < iterators->length; ++*i) {
        const gd_object *item = next_of(trace, iterators->items[*i]);
        if (!item || !sequence_add(trace, row, item)) return false;
    }
    return *i > 0;
}

/* Whether the iterators after the first one have ended too, as strict asks. */
static void check_lengths(gd_trace *trace, const gd_object *iterators, int64_t ended)
{
    for (int64_t i = ended ? ended : 1; i < iterators->length; i++) {
        const gd_object *more = ended ? NULL : next_of(trace, iterators->items[i]);
        if (trace->err->code || (!ended && !more)) continue;
        bool several = i > 1;
        object_fail(trace, GD_VALUE, "zip() argument %lld is %s than argument%s%s%.0lld",
                    (long long)i + 1, ended ? "shorter" : "longer", several ? "s 1-" : " ",
                    several ? "" : "1", several ? (long long)i : 0);
        return;
    }
}

static const gd_object *next_zipped(gd_trace *trace, gd_iterator *iterator)
{
    gd_sequence row = {0};
    int64_t ended;
    if (next_row(trace, iterator->others, &row, &ended))
        return object_sequence(trace, GD_OBJECT_TUPLE, &row);
    if (iterator->at && !trace->err->code) check_lengths(trace, iterator->others, ended);
    return NULL;
}

static const gd_object *run_zip(gd_trace *trace, const gd_arguments *arguments)
{
    static const gd_iteration how = {"zip", next_zipped};
    gd_iterator *detail;
    const gd_object *iterator = iterator_new(trace, &how, &detail);
    int strict = object_truth(trace, call_option(arguments, "strict", &object_false));
    if (!iterator || strict < 0) return NULL;
    detail->at = strict;
    detail->others = iterators_of(trace, arguments->values, arguments->n - arguments->n_named);
    return detail->others ? iterator : NULL;
}

static const gd_object *next_mapped(gd_trace *trace, gd_iterator *iterator)
{
    gd_sequence row = {0};
    int64_t ended;
    if (!next_row(trace, iterator->others, &row, &ended)) return NULL;
    return call_with(trace, iterator->function, row.items, (int)row.n);
}

static const gd_object *run_map(gd_trace *trace, const gd_arguments *arguments)
{
    static const gd_iteration how = {"map", next_mapped};
    gd_iterator *detail;
    const gd_object *iterator = iterator_new(trace, &how, &detail);
    if (!iterator) return NULL;
    detail->function = arguments->values[0];
    detail->others = iterators_of(trace, arguments->values + 1, arguments->n - 1);
    return detail->others ? iterator : NULL;
}

static const gd_object *next_filtered(gd_trace *trace, gd_iterator *iterator)
{
    const gd_object *item;
    size_t top = heap_top(&trace->heap);
    while ((item = walk_next(trace, &iterator->walk))) {
        bool plain = iterator->function->kind == GD_OBJECT_NONE;
        const gd_object *verdict = plain ? item : call_with(trace, iterator->function, &item, 1);
        int truth = verdict ? object_truth(trace, verdict) : -1;
        if (truth) return truth < 0 ? NULL : item;
        heap_drop(&trace->heap, top);
    }
    return NULL;
}

static const gd_object *run_filter(gd_trace *trace, const gd_arguments *arguments)
{
    static const gd_iteration how = {"filter", next_filtered};
    gd_iterator *detail;
    const gd_object *iterator = iterator_new(trace, &how, &detail);
    if (!iterator || !walk_begin(trace, arguments->values[1], &detail->walk)) return NULL;
    detail->function = arguments->values[0];
    return iterator;
}

static const gd_object *next_reversed(gd_trace *trace, gd_iterator *iterator)
{
    const gd_object *over = iterator->walk.over;
    if (iterator->at > over->length) iterator->at = over->length; /* it became shorter */
    return iterator->at > 0 ? object_item(trace, over, --iterator->at) : NULL;
}

static const gd_object *run_reversed(gd_trace *trace, const gd_arguments *arguments)
{
    static const gd_iteration how = {"reversed", next_reversed};
    static const gd_iteration of_list = {"list_reverseiterator", next_reversed};
    bool found = false;
    gd_iterator *detail;
    const gd_object *over = arguments->values[0];
    if (over->kind == GD_OBJECT_TENSOR && trace_is_eager(trace)) {
        const gd_object *method = resolve_attribute(trace, over, name_of("__reversed__"));
        return method ? call_with(trace, method, NULL, 0) : NULL;
    }
    const gd_object *own = special_call(trace, over, "__reversed__", NULL, 0, &found);
    if (found || trace->err->code) return own;
    bool listed = over->kind == GD_OBJECT_DICT || over->kind == GD_OBJECT_VIEW ||
                  over->kind == GD_OBJECT_STRING || over->kind == GD_OBJECT_TENSOR ||
                  special_find(trace, over, "__getitem__");
    bool sequence = object_is_sequence(over) || over->kind == GD_OBJECT_RANGE;
    if (!listed && !sequence)
        return object_fail(trace, GD_TYPE, "'%s' object is not reversible", object_type(over));
    gd_sequence items = {0};
    bool list = over->kind == GD_OBJECT_LIST;
    if (listed && !object_iterate(trace, over, &items)) return NULL;
    if (listed) over = object_sequence(trace, GD_OBJECT_TUPLE, &items);
    const gd_object *iterator = over ? iterator_new(trace, list ? &of_list : &how, &detail) : NULL;
    if (!iterator) return NULL;
    detail->walk.over = over;
    detail->at = over->length;
    return iterator;
}

static const gd_builtin rows[] = {
    {"enumerate", 1, 2, ":start", run_enumerate, BUILTIN_NAMED},
    {"filter", 2, 2, NULL, run_filter, BUILTIN_PLAIN},
    {"iter", 1, 1, NULL, run_iter, BUILTIN_PLAIN},
    {"map", 2, -1, NULL, run_map, BUILTIN_PLAIN},
    {"next", 1, 2, NULL, run_next, BUILTIN_PLAIN},
    {"reversed", 1, 1, NULL, run_reversed, BUILTIN_PLAIN},
    {"zip", 0, -1, ":strict", run_zip, BUILTIN_NAMED},
};
const gd_builtins iterate_functions = BUILTINS(rows);
