/* Sets: tables whose values do not matter. */
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"

#include <math.h>
#include <string.h>

bool set_is(const gd_object *object)
{
    return object->kind == GD_OBJECT_SET ||
           (object->kind == GD_OBJECT_VIEW && object->integer != VIEW_VALUES);
}

bool set_update(gd_trace *trace, const gd_object *set, const gd_object *from)
{
    gd_walk walk;
    const gd_object *item;
    if (set == from) return true;
    if (!walk_begin(trace, from, &walk)) return false;
    size_t top = heap_top(&trace->heap);
    while ((item = walk_next(trace, &walk))) {
        bool added =
            trace_step(trace, 1) && table_set(trace, object_table(set), item, &object_none);
        if (!added) return false;
        heap_drop(&trace->heap, top);
    }
    return !trace->err->code;
}

const gd_table *set_table(gd_trace *trace, const gd_object *object)
{
    if (object->kind == GD_OBJECT_SET || object->kind == GD_OBJECT_DICT)
        return object_table(object);
    const gd_object *set = object_set(trace);
    return set && set_update(trace, set, object) ? object_table(set) : NULL;
}

/* Adds the items of `from` that are in `other`, or those that are not. */
static bool add_if(gd_trace *trace, gd_table *table, const gd_table *from, const gd_table *other,
                   int in)
{
    const gd_entry_pair *entry;
    for (int64_t at = 0; (entry = table_next(from, &at));) {
        const gd_object *key = entry->key;
        bool found = trace_step(trace, 1) && table_find(trace, other, key);
        if (trace->err->code) return false;
        if (found == in && !table_set(trace, table, key, &object_none)) return false;
    }
    return true;
}

const gd_object *set_binary(gd_trace *trace, const char *operator, const gd_object * left,
                            const gd_object *right)
{
    bool both = !strcmp(operator, "bitwise_and"), any = !strcmp(operator, "bitwise_or");
    bool less = !strcmp(operator, "sub"), either = !strcmp(operator, "bitwise_xor");
    if (!both && !any && !less && !either) return NULL;
    if (any && left->kind == GD_OBJECT_SET) {
        gd_object *copy = (gd_object *)(uintptr_t)set_copy(trace, left);
        if (copy) copy->integer = left->integer;
        return copy && set_update(trace, copy, right) ? copy : NULL;
    }
    const gd_table *a = set_table(trace, left), *b = a ? set_table(trace, right) : NULL;
    gd_object *result = b ? (gd_object *)(uintptr_t)object_set(trace) : NULL;
    if (!result) return NULL;
    result->integer = left->kind == GD_OBJECT_SET ? left->integer : 0;
    gd_table *table = object_table(result);
    bool done = both  ? add_if(trace, table, a, b, 1)
                : any ? table_update(trace, table, a) && table_update(trace, table, b)
                      : add_if(trace, table, a, b, 0);
    if (done && either) done = add_if(trace, table, b, a, 0);
    return done ? result : NULL;
}

const gd_object *set_augment(gd_trace *trace, const char *operator, const gd_object * set,
                             const gd_object *value)
{
    const gd_object *result = set_binary(trace, operator, set, value);
    if (!result) return trace->err->code ? NULL : evaluate_operator(trace, operator, set, value);
    *object_table(set) = *object_table(result);
    return set;
}

int set_within(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    const gd_entry_pair *entry;
    const gd_table *left = set_table(trace, a), *right = left ? set_table(trace, b) : NULL;
    if (!right) return -1;
    for (int64_t at = 0; (entry = table_next(left, &at));) {
        bool found = trace_step(trace, 1) && table_find(trace, right, entry->key);
        if (!found) return trace->err->code ? -1 : 0;
    }
    return 1;
}

/* -- Order ---------------------------------------------------------------------------------- */

/* CPython iterates over a set in the order of its hash table, which for integers follows from the
 * numbers: linear probes after the place that the low bits say, then a jump. The same table is laid
 * out here, so that small sets of numbers print in the same order. It grows while keys are added,
 * and starts at the size that a copy has (the length of the set's object). */
enum { PROBES = 9, PERTURB = 5, LEAST_SIZE = 8 };

/* A table under construction. */
typedef struct layout {
    const gd_entry_pair **slots;
    size_t size, used;
} layout;

/* Whether a number is an integer, which *value receives. */
static bool is_whole(const gd_object *key, int64_t *value)
{
    const double most = 0x1p63;
    bool whole = key->kind == GD_OBJECT_FLOAT && key->number >= -most && key->number < most &&
                 key->number == (double)(int64_t)key->number;
    *value = whole ? (int64_t)key->number : key->integer;
    return whole || object_is_integer(key);
}

/* The hash that CPython gives an integer, of which all other keys are given one that is ours. */
static uint64_t order_hash(const gd_entry_pair *entry)
{
    int64_t value;
    if (!is_whole(entry->key, &value)) return entry->hash;
    return (uint64_t)(value == -1 ? -2 : value);
}

static void lay_out(const layout *to, const gd_entry_pair *entry)
{
    const size_t mask = to->size - 1;
    uint64_t hash = order_hash(entry), perturb = hash;
    for (size_t i = (size_t)hash & mask;; i = (i * 5 + 1 + (size_t)perturb) & mask) {
        size_t last = i + PROBES <= mask ? i + PROBES : i;
        for (size_t at = i; at <= last; at++) {
            if (to->slots[at]) continue;
            to->slots[at] = entry;
            return;
        }
        perturb >>= PERTURB;
    }
}

static size_t size_above(size_t used)
{
    size_t size = LEAST_SIZE;
    while (size <= used) size *= 2;
    return size;
}

static bool grow(gd_trace *trace, layout *all, size_t size)
{
    layout larger = {.size = size, .used = all->used};
    larger.slots =
        heap_take_array(&trace->heap, &cell_bytes, size, sizeof *larger.slots, trace->err);
    if (!larger.slots || !trace_step(trace, (int64_t)size / 16)) return false;
    for (size_t i = 0; i < all->size; i++)
        if (all->slots[i]) lay_out(&larger, all->slots[i]);
    *all = larger;
    return true;
}

static bool lay_out_all(gd_trace *trace, const gd_object *set, layout *all)
{
    const gd_entry_pair *entry;
    size_t first = (size_t)set->length;
    if (!grow(trace, all, first ? first : LEAST_SIZE)) return false;
    for (int64_t at = 0; (entry = table_next(object_table(set), &at));) {
        lay_out(all, entry);
        size_t used = ++all->used;
        bool full = used * 5 >= (all->size - 1) * 3;
        if (full && !grow(trace, all, size_above(used > 50000 ? 2 * used : 4 * used))) return false;
    }
    return true;
}

const gd_object *set_in_order(gd_trace *trace, const gd_object *set)
{
    layout all = {0};
    gd_sequence items = {0};
    if (!lay_out_all(trace, set, &all)) return NULL;
    if (!sequence_reserve(trace, &items, (int64_t)all.used)) return NULL;
    for (size_t i = 0; i < all.size; i++)
        if (all.slots[i]) items.items[items.n++] = all.slots[i]->key;
    return object_sequence(trace, GD_OBJECT_TUPLE, &items);
}

const gd_object *set_copy(gd_trace *trace, const gd_object *set)
{
    const gd_object *order = set_in_order(trace, set), *copy = order ? object_set(trace) : NULL;
    if (!copy) return NULL;
    for (int64_t i = 0; i < order->length; i++)
        if (!table_set(trace, object_table(copy), order->items[i], &object_none)) return NULL;
    size_t used = (size_t)order->length;
    gd_object *result = (gd_object *)(uintptr_t)copy;
    result->length =
        (int64_t)(used * 5 >= (LEAST_SIZE - 1) * 3 ? size_above(2 * used) : LEAST_SIZE);
    return result;
}

/* -- Methods -------------------------------------------------------------------------------- */

static gd_table *self_of(const gd_arguments *arguments)
{
    return object_table(arguments->values[0]);
}

static const gd_object *run_add(gd_trace *trace, const gd_arguments *arguments)
{
    return table_set(trace, self_of(arguments), arguments->values[1], &object_none) ? &object_none
                                                                                    : NULL;
}

static const gd_object *run_remove(gd_trace *trace, const gd_arguments *arguments)
{
    return dict_remove(trace, arguments->values[0], arguments->values[1]) ? &object_none : NULL;
}

static const gd_object *run_discard(gd_trace *trace, const gd_arguments *arguments)
{
    table_remove(trace, self_of(arguments), arguments->values[1]);
    return trace->err->code ? NULL : &object_none;
}

static const gd_object *run_pop(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t at = 0;
    const gd_entry_pair *entry = table_next(self_of(arguments), &at);
    const gd_object *key = entry ? entry->key : NULL;
    if (!key) return exception_fail(trace, "KeyError", object_text(trace, "pop from an empty set"));
    bool kept = heap_push(&trace->heap, key, trace->err);
    return kept && table_remove(trace, self_of(arguments), key) ? key : NULL;
}

static const gd_object *run_clear(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    table_clear(self_of(arguments));
    return &object_none;
}

static const gd_object *run_copy(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *copy = set_copy(trace, arguments->values[0]);
    if (copy) ((gd_object *)(uintptr_t)copy)->integer = arguments->values[0]->integer;
    return copy;
}

static const gd_object *run_update(gd_trace *trace, const gd_arguments *arguments)
{
    for (int64_t i = 1; i < arguments->n; i++)
        if (!set_update(trace, arguments->values[0], arguments->values[i])) return NULL;
    return &object_none;
}

/* The operator with each of the other arguments in turn. */
static const gd_object *fold(gd_trace *trace, const gd_arguments *arguments, const char *operator)
{
    const gd_object *result = arguments->n > 1 ? arguments->values[0] : run_copy(trace, arguments);
    for (int64_t i = 1; result && i < arguments->n; i++)
        result = set_binary(trace, operator, result, arguments->values[i]);
    return result;
}

static const gd_object *run_union(gd_trace *trace, const gd_arguments *arguments)
{
    return fold(trace, arguments, "bitwise_or");
}

static const gd_object *run_intersection(gd_trace *trace, const gd_arguments *arguments)
{
    return fold(trace, arguments, "bitwise_and");
}

static const gd_object *run_difference(gd_trace *trace, const gd_arguments *arguments)
{
    return fold(trace, arguments, "sub");
}

static const gd_object *run_symmetric(gd_trace *trace, const gd_arguments *arguments)
{
    return fold(trace, arguments, "bitwise_xor");
}

static const gd_object *become(const gd_arguments *arguments, const gd_object *result)
{
    if (!result) return NULL;
    *self_of(arguments) = *object_table(result);
    return &object_none;
}

static const gd_object *run_intersection_update(gd_trace *trace, const gd_arguments *arguments)
{
    return become(arguments, fold(trace, arguments, "bitwise_and"));
}

static const gd_object *run_difference_update(gd_trace *trace, const gd_arguments *arguments)
{
    return become(arguments, fold(trace, arguments, "sub"));
}

static const gd_object *run_issubset(gd_trace *trace, const gd_arguments *arguments)
{
    int within = set_within(trace, arguments->values[0], arguments->values[1]);
    return within < 0 ? NULL : object_bool(within);
}

static const gd_object *run_issuperset(gd_trace *trace, const gd_arguments *arguments)
{
    int within = set_within(trace, arguments->values[1], arguments->values[0]);
    return within < 0 ? NULL : object_bool(within);
}

static const gd_object *run_isdisjoint(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *both = fold(trace, arguments, "bitwise_and");
    return both ? object_bool(!object_table(both)->live) : NULL;
}

#define READING                                                                                    \
    {"copy", 1, 1, NULL, run_copy, BUILTIN_PLAIN},                                                 \
        {"difference", 1, -1, NULL, run_difference, BUILTIN_PLAIN},                                \
        {"intersection", 1, -1, NULL, run_intersection, BUILTIN_PLAIN},                            \
        {"isdisjoint", 2, 2, NULL, run_isdisjoint, BUILTIN_PLAIN},                                 \
        {"issubset", 2, 2, NULL, run_issubset, BUILTIN_PLAIN},                                     \
        {"issuperset", 2, 2, NULL, run_issuperset, BUILTIN_PLAIN},                                 \
        {"symmetric_difference", 2, 2, NULL, run_symmetric, BUILTIN_PLAIN},                        \
    {                                                                                              \
        "union", 1, -1, NULL, run_union, BUILTIN_PLAIN                                             \
    }

static const gd_builtin rows[] = {
    READING,
    {"add", 2, 2, NULL, run_add, BUILTIN_PLAIN},
    {"clear", 1, 1, NULL, run_clear, BUILTIN_PLAIN},
    {"difference_update", 1, -1, NULL, run_difference_update, BUILTIN_PLAIN},
    {"discard", 2, 2, NULL, run_discard, BUILTIN_PLAIN},
    {"intersection_update", 1, -1, NULL, run_intersection_update, BUILTIN_PLAIN},
    {"pop", 1, 1, NULL, run_pop, BUILTIN_PLAIN},
    {"remove", 2, 2, NULL, run_remove, BUILTIN_PLAIN},
    {"update", 1, -1, NULL, run_update, BUILTIN_PLAIN},
};
const gd_builtins set_methods = BUILTINS(rows);

static const gd_builtin frozen_rows[] = {READING};
const gd_builtins frozenset_methods = BUILTINS(frozen_rows);
