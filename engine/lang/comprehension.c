/* Comprehensions and generators: the same walk through their clauses, run to its end or on
 * demand. */
#include "engine/lang/iterate.h"

#include <string.h>

/* A comprehension under way: a walk for each clause that was entered. */
typedef struct run {
    const gd_tree *tree;
    gd_scope *scope;
    int open, n; /* walks begun, clauses */
    gd_walk walks[];
} run;

static void mark_run(gd_heap *heap, const void *data, size_t size)
{
    const run *it = data;
    (void)size;
    heap_mark(heap, it->scope);
    for (int i = 0; i < it->open; i++) {
        heap_mark(heap, it->walks[i].over);
        heap_mark(heap, it->walks[i].set);
    }
}

static const gd_cell_class cell_run = {mark_run, NULL};

static const gd_tree *clause_of(const run *it, int i)
{
    return it->tree->parts[1 + i];
}

static bool open_clause(gd_trace *trace, run *it)
{
    const gd_tree *iterable = clause_of(it, it->open)->parts[1];
    const gd_object *over = evaluate(trace, iterable);
    bool begun = over && walk_begin(trace, over, &it->walks[it->open]);
    if (begun) it->open++;
    return begun || (!trace_in_library(trace) && gd_locate(trace->err, iterable->span));
}

/* Evaluates what the first clause goes over, as Python does, before anything else. */
static run *run_new(gd_trace *trace, const gd_tree *tree)
{
    size_t n = (size_t)tree->n_parts - 1;
    run *it = heap_take(&trace->heap, &cell_run, sizeof *it + n * sizeof *it->walks, trace->err);
    if (!it) return NULL;
    it->tree = tree;
    it->n = (int)n;
    gd_scope *around = scope_around(trace->scope);
    if (!open_clause(trace, it)) return NULL;
    it->scope = scope_new(trace, around, around->kind, SCOPE_COMPREHENSION);
    return it->scope ? it : NULL;
}

/* Whether the conditions of a clause hold: 1, 0 or -1. */
static int conditions_hold(gd_trace *trace, const gd_tree *clause)
{
    for (int i = 2; i < clause->n_parts; i++) {
        const gd_object *condition = evaluate(trace, clause->parts[i]);
        int truth = condition ? object_truth(trace, condition) : -1;
        if (truth < 0 && !trace_in_library(trace)) gd_locate(trace->err, clause->parts[i]->span);
        if (truth <= 0) return truth;
    }
    return 1;
}

/* Goes on to where the next element is due: 1, 0 at the end, or -1. */
static int advance(gd_trace *trace, run *it)
{
    size_t top = heap_top(&trace->heap);
    while (it->open > 0) {
        const gd_tree *clause = clause_of(it, it->open - 1);
        heap_drop(&trace->heap, top);
        if (!trace_step(trace, 1)) return -1;
        const gd_object *item = walk_next(trace, &it->walks[it->open - 1]);
        if (!item && trace->err->code) return -1;
        if (!item) {
            it->open--;
            continue;
        }
        int hold =
            execute_assign(trace, clause->parts[0], item) ? conditions_hold(trace, clause) : -1;
        if (hold < 0) return -1;
        if (!hold) continue;
        if (it->open == it->n) return 1;
        if (!open_clause(trace, it)) return -1;
    }
    return 0;
}

static const gd_object *next_generated(gd_trace *trace, gd_iterator *iterator)
{
    run *it = (run *)(uintptr_t)iterator->state;
    gd_outside outside;
    if (!function_enter(trace, it->scope, &outside)) return NULL;
    bool due = advance(trace, it) > 0;
    const gd_object *value = due ? evaluate(trace, it->tree->parts[0]) : NULL;
    function_leave(trace, &outside);
    return value;
}

static const gd_object *generator_new(gd_trace *trace, const gd_tree *tree)
{
    static const gd_iteration how = {"generator", next_generated};
    gd_iterator *detail;
    const gd_object *generator = iterator_new(trace, &how, &detail);
    if (generator) detail->state = run_new(trace, tree);
    return generator && detail->state ? generator : NULL;
}

/* Adds the element that is due to a list, set or dict. */
static bool add_element(gd_trace *trace, const run *it, gd_object *all)
{
    const gd_tree *element = it->tree->parts[0];
    bool dict = all->kind == GD_OBJECT_DICT;
    const gd_object *key = evaluate(trace, dict ? element->parts[0] : element);
    const gd_object *value = key && dict ? evaluate(trace, element->parts[1]) : &object_none;
    if (!key || !value) return false;
    if (all->kind != GD_OBJECT_LIST) return table_set(trace, object_table(all), key, value);
    gd_sequence items = {all->items, all->length, all->integer};
    if (!sequence_add(trace, &items, key)) return false;
    all->items = items.items;
    all->length = items.n;
    all->integer = items.capacity;
    return true;
}

static bool add_all(gd_trace *trace, run *it, gd_object *all)
{
    int due;
    size_t top = heap_top(&trace->heap);
    while ((due = advance(trace, it)) > 0) {
        if (!add_element(trace, it, all)) return false;
        heap_drop(&trace->heap, top);
    }
    return due == 0;
}

static const gd_object *collection_new(gd_trace *trace, char kind)
{
    const gd_sequence empty = {0};
    if (kind == 'l') return object_sequence(trace, GD_OBJECT_LIST, &empty);
    return kind == 'd' ? object_dict(trace) : object_set(trace);
}

const gd_object *evaluate_comprehension(gd_trace *trace, const gd_tree *tree)
{
    if (tree->text[0] == 'g') return generator_new(trace, tree);
    gd_object *all = (gd_object *)(uintptr_t)collection_new(trace, tree->text[0]);
    run *it = all ? run_new(trace, tree) : NULL;
    gd_scope *outside = trace->scope;
    if (!it || !heap_push(&trace->heap, outside, trace->err)) return NULL;
    trace->scope = it->scope;
    bool done = add_all(trace, it, all);
    trace->scope = outside;
    return done ? all : NULL;
}
