/* A generator keeps the statements that it is within, outermost first, each with how far it has
 * come: that is all that is left of it between two values. Statements without a yield are executed
 * as always; those with one are taken apart here, a step at a time. */
#include "engine/lang/generator.h"

#include "engine/lang/iterate.h"

#include <string.h>

/* A statement under way. */
typedef struct frame {
    const gd_tree *tree;
    int at;       /* of a BLOCK: the next part; of others 0 before the first step, then 1 */
    gd_walk walk; /* of a FOR and a YIELD_FROM */
} frame;

enum { MOST_FRAMES = 64 };

/* A cell: the state of the iterator. */
typedef struct generator {
    const gd_closure *closure;
    gd_scope *scope;
    int n;
    frame frames[MOST_FRAMES];
} generator;

static void mark_generator(gd_heap *heap, const void *data, size_t size)
{
    const generator *it = data;
    (void)size;
    heap_mark(heap, it->closure);
    heap_mark(heap, it->scope);
    for (int i = 0; i < it->n; i++) {
        heap_mark(heap, it->frames[i].walk.over);
        heap_mark(heap, it->frames[i].walk.set);
    }
}

static const gd_cell_class cell_generator = {mark_generator, NULL};

static bool push(gd_trace *trace, generator *it, const gd_tree *tree)
{
    if (it->n == MOST_FRAMES)
        return object_refuse(trace, GD_NESTING_LIMIT, "a yield within more than %d blocks",
                             MOST_FRAMES);
    it->frames[it->n++] = (frame){.tree = tree};
    return true;
}

/* Enters a statement that yields, executes any other. */
static gd_flow enter(gd_trace *trace, generator *it, const gd_tree *tree)
{
    if (!tree) return FLOW_NEXT;
    if (!tree->yields) return execute(trace, tree);
    return push(trace, it, tree) ? FLOW_NEXT : FLOW_FAIL;
}

static gd_flow step_block(gd_trace *trace, generator *it, frame *top)
{
    if (top->at < top->tree->n_parts) return enter(trace, it, top->tree->parts[top->at++]);
    it->n--;
    return FLOW_NEXT;
}

static int condition_holds(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *condition = evaluate(trace, tree);
    return condition ? object_truth(trace, condition) : -1;
}

/* The part of that number, or nothing where the statement has none. */
static const gd_tree *part(const gd_tree *tree, int i)
{
    return i < tree->n_parts ? tree->parts[i] : NULL;
}

static gd_flow step_if(gd_trace *trace, generator *it, frame *top)
{
    const gd_tree *tree = top->tree;
    int truth = condition_holds(trace, tree->parts[0]);
    if (truth < 0) return FLOW_FAIL;
    it->n--;
    return enter(trace, it, part(tree, truth ? 1 : 2));
}

static gd_flow step_while(gd_trace *trace, generator *it, frame *top)
{
    const gd_tree *tree = top->tree;
    int truth = condition_holds(trace, tree->parts[0]);
    if (truth < 0) return FLOW_FAIL;
    if (!truth) it->n--;
    return enter(trace, it, part(tree, truth ? 1 : 2));
}

static bool begin_walk(gd_trace *trace, frame *top, const gd_tree *iterable)
{
    const gd_object *over = top->at ? NULL : evaluate(trace, iterable);
    if (top->at++) return true;
    return over && walk_begin(trace, over, &top->walk);
}

static gd_flow step_for(gd_trace *trace, generator *it, frame *top)
{
    const gd_tree *tree = top->tree;
    if (!begin_walk(trace, top, tree->parts[1])) return FLOW_FAIL;
    const gd_object *item = walk_next(trace, &top->walk);
    if (trace->err->code) return FLOW_FAIL;
    if (!item) it->n--;
    if (!item) return enter(trace, it, part(tree, 3));
    return execute_assign(trace, tree->parts[0], item) ? enter(trace, it, tree->parts[2])
                                                       : FLOW_FAIL;
}

/* What a step gave: a value, or how the run goes on. */
typedef struct outcome {
    gd_flow flow;
    const gd_object *value;
} outcome;

/* `yield x` and `y = yield x`: the value on the first step; then it is None that comes back. */
static outcome step_yield(gd_trace *trace, generator *it, frame *top)
{
    const gd_tree *tree = top->tree, *yield = tree->parts[0];
    if (yield->kind == GD_TREE_YIELD_FROM) {
        bool begun = begin_walk(trace, top, yield->parts[0]);
        const gd_object *item = begun ? walk_next(trace, &top->walk) : NULL;
        if (item || trace->err->code) return (outcome){item ? FLOW_NEXT : FLOW_FAIL, item};
    } else if (!top->at++) {
        const gd_object *value = yield->parts[0] ? evaluate(trace, yield->parts[0]) : &object_none;
        return (outcome){value ? FLOW_NEXT : FLOW_FAIL, value};
    }
    it->n--;
    for (int i = 1; tree->kind == GD_TREE_ASSIGN && i < tree->n_parts; i++)
        if (!execute_assign(trace, tree->parts[i], &object_none)) return (outcome){FLOW_FAIL, NULL};
    return (outcome){FLOW_NEXT, NULL};
}

static outcome refuse(gd_trace *trace, const gd_tree *tree)
{
    object_fail(trace, GD_UNSUPPORTED, "a yield within %s",
                tree->kind == GD_TREE_WITH  ? "a 'with' statement"
                : tree->kind == GD_TREE_TRY ? "a 'try' statement"
                                            : "an expression");
    gd_hint(trace->err, "gather the values in a list and yield them after it");
    gd_locate(trace->err, tree->span);
    return (outcome){FLOW_FAIL, NULL};
}

static outcome step(gd_trace *trace, generator *it)
{
    frame *top = &it->frames[it->n - 1];
    switch (top->tree->kind) {
    case GD_TREE_BLOCK: return (outcome){step_block(trace, it, top), NULL};
    case GD_TREE_IF: return (outcome){step_if(trace, it, top), NULL};
    case GD_TREE_WHILE: return (outcome){step_while(trace, it, top), NULL};
    case GD_TREE_FOR: return (outcome){step_for(trace, it, top), NULL};
    case GD_TREE_EXPRESSION:
    case GD_TREE_ASSIGN: return step_yield(trace, it, top);
    default: return refuse(trace, top->tree);
    }
}

static bool is_loop(const frame *top)
{
    return top->tree->kind == GD_TREE_FOR || top->tree->kind == GD_TREE_WHILE;
}

/* Leaves statements as break, continue, return and errors do. False: the generator has ended. */
static bool unwind(gd_trace *trace, generator *it, gd_flow flow)
{
    bool loops = flow == FLOW_BREAK || flow == FLOW_CONTINUE;
    if (flow == FLOW_NEXT) return it->n;
    while (loops && it->n && !is_loop(&it->frames[it->n - 1])) it->n--;
    if (flow == FLOW_BREAK && it->n) it->n--;
    if (flow == FLOW_FAIL && it->n) trace_failed(trace, it->frames[it->n - 1].tree);
    if (!loops) it->n = 0;
    if (flow == FLOW_RETURN) trace->returned = NULL;
    return it->n;
}

static const gd_object *run(gd_trace *trace, generator *it)
{
    gd_heap *heap = &trace->heap;
    size_t top = heap_top(heap);
    while (it->n) {
        heap_drop(heap, top);
        if (!trace_step(trace, 1)) return NULL;
        outcome now = step(trace, it);
        if (now.value) return heap_keep(heap, top, now.value, trace->err) ? now.value : NULL;
        unwind(trace, it, now.flow);
    }
    return NULL;
}

static const gd_object *next(gd_trace *trace, gd_iterator *iterator)
{
    generator *it = (generator *)(uintptr_t)iterator->state;
    gd_outside outside;
    if (!function_enter(trace, it->scope, &outside)) return NULL;
    const gd_object *value = run(trace, it);
    if (!value && trace->err->code && !trace_in_library(trace)) trace->left = true;
    function_leave(trace, &outside);
    return value;
}

const gd_object *generator_new(gd_trace *trace, const gd_closure *closure, gd_scope *scope)
{
    static const gd_iteration how = {"generator", next};
    gd_iterator *detail;
    const gd_object *iterator = scope ? iterator_new(trace, &how, &detail) : NULL;
    generator *it =
        iterator ? heap_take(&trace->heap, &cell_generator, sizeof *it, trace->err) : NULL;
    if (!it) return NULL;
    it->closure = closure;
    it->scope = scope;
    detail->state = it;
    detail->function = object_text(trace, closure->path);
    return detail->function && push(trace, it, closure->body) ? iterator : NULL;
}
