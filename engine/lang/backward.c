/* The walk over the tape: cotangents of the roots go in, gradients of leaves and of captured
 * tensors come out.
 *
 * Nodes are run in the order of their sequence, the youngest first, each when all that its results
 * flow to has run; leaves as soon as they can. Hooks of a tensor see its whole gradient before the
 * node that it comes from runs, and may replace it. */
#include "engine/lang/inplace.h"
#include "engine/lang/node.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Nodes, which a hook may cut off from the roots, as an array or as a heap with the greatest
 * sequence on top. */
typedef struct nodes {
    gd_tape_node **items;
    int64_t n, capacity;
} nodes;

typedef struct walk {
    gd_trace *trace;
    const gd_backward *asked;
    const gd_object **gradients;
    gd_tape_edge *captured; /* by input */
    uint64_t pass;
    bool inner; /* within another one: a hook or a Function asked for it */
    nodes seen, ready;
} walk;

/* What the walks around this one know of a node. A cell. */
typedef struct outer {
    const struct outer *next;
    gd_tape_walk state;
} outer;

static void mark_outer(gd_heap *heap, const void *data, size_t size)
{
    const outer *it = data;
    (void)size;
    heap_mark(heap, it->next);
    heap_mark(heap, it->state.pending);
}

static const gd_cell_class cell_outer = {mark_outer, NULL};

static bool set_aside(walk *it, gd_tape_node *node)
{
    outer *kept = heap_take(&it->trace->heap, &cell_outer, sizeof *kept, it->trace->err);
    if (!kept) return false;
    *kept = (outer){node->outer, node->walk};
    node->outer = kept;
    return true;
}

static walk open_walk(gd_trace *trace, const gd_backward *asked, const gd_object **gradients)
{
    return (walk){.trace = trace,
                  .asked = asked,
                  .gradients = gradients,
                  .pass = ++trace->passes,
                  .inner = trace->walks > 0};
}

/* Ends a walk: nodes are again what those around it know of them. */
static void close_walk(walk *it)
{
    for (int64_t i = 0; it->inner && i < it->seen.n; i++) {
        gd_tape_node *node = it->seen.items[i];
        const outer *kept = node->outer;
        node->walk = kept->state;
        node->outer = kept->next;
    }
}

static bool add_node(walk *it, nodes *list, gd_tape_node *node)
{
    if (list->n == list->capacity) {
        int64_t capacity = list->capacity ? 2 * list->capacity : 64;
        gd_tape_node **grown = heap_take_array(&it->trace->heap, &cell_array, (size_t)capacity,
                                               sizeof *grown, it->trace->err);
        if (!grown) return false;
        if (list->n) memcpy(grown, list->items, (size_t)list->n * sizeof *grown);
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->n++] = node;
    return true;
}

static void swap(nodes *heap, int64_t a, int64_t b)
{
    gd_tape_node *node = heap->items[a];
    heap->items[a] = heap->items[b];
    heap->items[b] = node;
}

static bool push_ready(walk *it, gd_tape_node *node)
{
    nodes *heap = &it->ready;
    if (!add_node(it, heap, node)) return false;
    for (int64_t i = heap->n - 1;
         i && heap->items[i]->sequence > heap->items[(i - 1) / 2]->sequence; i = (i - 1) / 2)
        swap(heap, i, (i - 1) / 2);
    return true;
}

static gd_tape_node *pop_ready(walk *it)
{
    nodes *heap = &it->ready;
    gd_tape_node *top = heap->items[0];
    heap->items[0] = heap->items[--heap->n];
    for (int64_t i = 0, child = 1; child < heap->n; i = child, child = 2 * i + 1) {
        if (child + 1 < heap->n && heap->items[child + 1]->sequence > heap->items[child]->sequence)
            child++;
        if (heap->items[child]->sequence <= heap->items[i]->sequence) break;
        swap(heap, i, child);
    }
    return top;
}

static bool see(walk *it, gd_tape_node *node);

static bool see_edges(walk *it, const gd_tape_node *node)
{
    for (int k = 0; k < node->n_edges; k++)
        if (node->edges[k].node && !see(it, node->edges[k].node)) return false;
    return true;
}

/* Whether a leaf is none of the `own` ones. */
static bool is_other(const gd_tape_node *node, const gd_object *const *own, int64_t n)
{
    bool other = node->rule == &tape_accumulate;
    for (int64_t k = 0; other && k < n; k++) other = own[k] != node->subject;
    return other;
}

static int reaches_other(walk *it, const gd_object *const *own, int64_t n)
{
    for (int64_t i = 0; i < it->seen.n; i++) {
        const gd_tape_node *node = it->seen.items[i];
        if (is_other(node, own, n)) return 1;
        if (!trace_step(it->trace, 0) || !see_edges(it, node)) return -1;
    }
    return 0;
}

int backward_reaches(gd_trace *trace, const gd_object *tensor, const gd_object *const *own,
                     int64_t n)
{
    const gd_backward none = {0};
    gd_tape_edge edge;
    if (!tape_edge(trace, tensor, &edge)) return -1;
    walk it = open_walk(trace, &none, NULL);
    int reaches = -1;
    if (!edge.node || see(&it, edge.node)) reaches = reaches_other(&it, own, n);
    close_walk(&it);
    return reaches;
}

/* Nodes that this walk reaches, each with the number of edges that lead to it. */
static bool see(walk *it, gd_tape_node *node)
{
    if (node->walk.pass == it->pass) return true;
    if (!add_node(it, &it->seen, node)) return false;
    if (it->inner && !set_aside(it, node)) return it->seen.n--, false;
    node->walk = (gd_tape_walk){.pass = it->pass, .needed = !it->asked->inputs};
    return true;
}

static bool discover(walk *it)
{
    for (int64_t i = 0; i < it->seen.n; i++) {
        gd_tape_node *node = it->seen.items[i];
        if (!trace_step(it->trace, 0)) return false;
        for (int k = 0; k < node->n_edges; k++) {
            gd_tape_node *to = node->edges[k].node;
            if (!to) continue;
            if (!see(it, to)) return false;
            to->walk.waiting++;
        }
    }
    return true;
}

static int by_sequence(const void *a, const void *b)
{
    const gd_tape_node *x = *(gd_tape_node *const *)a, *y = *(gd_tape_node *const *)b;
    bool leaf_x = x->sequence == UINT64_MAX, leaf_y = y->sequence == UINT64_MAX;
    if (leaf_x != leaf_y) return leaf_x ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

/* With inputs asked for, only what leads to them is run. */
static void find_needed(walk *it)
{
    qsort(it->seen.items, (size_t)it->seen.n, sizeof *it->seen.items, by_sequence);
    for (int64_t i = 0; i < it->asked->n_inputs; i++)
        if (it->captured[i].node) it->captured[i].node->walk.needed = true;
    for (int64_t i = 0; i < it->seen.n; i++) {
        gd_tape_node *node = it->seen.items[i];
        for (int k = 0; k < node->n_edges && !node->walk.needed; k++)
            node->walk.needed = node->edges[k].node && node->edges[k].node->walk.needed;
    }
}

/* Whether `more` can be added to `sum` in place. */
static bool fits(const gd_object *sum, const gd_object *more)
{
    return type_equal(tensor_type(sum), tensor_type(more)) &&
           view_is_contiguous(&tensor_variable(sum)->view);
}

static bool add_elements(gd_trace *trace, const gd_object *sum, const gd_object *more)
{
    const gd_variable *to = tensor_variable(sum), *from = tensor_variable(more);
    int64_t n = shape_count(&to->type.shape);
    const void *source = variable_data(trace, from);
    void *target = (void *)(uintptr_t)variable_data(trace, to);
    if (!source || !target) return false;
    variable_count(to);
    if (to->type.dtype == GD_FLOAT32)
        for (int64_t i = 0; i < n; i++) ((float *)target)[i] += ((const float *)source)[i];
    else
        for (int64_t i = 0; i < n; i++) ((double *)target)[i] += ((const double *)source)[i];
    return true;
}

static const gd_object *sum_of(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    if (!trace->grad_enabled && a->integer == TAPE_FRESH && fits(a, b))
        return add_elements(trace, a, b) ? a : NULL;
    return call_named(trace, "add", (const gd_object *[]){a, b}, 2);
}

static bool send(walk *it, gd_tape_edge edge, const gd_object *cotangent)
{
    gd_tape_node *node = edge.node;
    if (!node->walk.pending)
        node->walk.pending = heap_take_array(&it->trace->heap, &cell_array, (size_t)node->n_outputs,
                                             sizeof *node->walk.pending, it->trace->err);
    if (!node->walk.pending) return false;
    const gd_object **slot = &node->walk.pending[edge.output];
    *slot = *slot ? sum_of(it->trace, *slot, cotangent) : cotangent;
    return *slot;
}

/* A copy with elements of its own, off the tape. */
static const gd_object *copy_of(gd_trace *trace, const gd_object *tensor)
{
    return tensor_wrap(trace, variable_tensor(trace, tensor_variable(tensor)));
}

bool backward_accumulate(gd_trace *trace, const gd_object *leaf, const gd_object *gradient)
{
    gd_tensor_meta *meta = tensor_meta(trace, leaf);
    bool fresh = gradient->integer == TAPE_FRESH;
    if (!meta) return false;
    if (meta->grad && trace->grad_enabled) meta->grad = sum_of(trace, meta->grad, gradient);
    else if (meta->grad && fits(meta->grad, gradient))
        return add_elements(trace, meta->grad, gradient);
    else if (meta->grad)
        return inplace_write(trace, meta->grad, sum_of(trace, meta->grad, gradient));
    else if (trace->grad_enabled) meta->grad = inplace_copy(trace, gradient);
    else meta->grad = fresh ? gradient : copy_of(trace, gradient);
    if (meta->grad) tape_gradient(meta->grad);
    return meta->grad;
}

static const char *hook_name(const gd_object *hook)
{
    bool named = hook->kind == GD_OBJECT_FUNCTION;
    return named ? ((const gd_closure *)hook->detail)->signature.name : object_type(hook);
}

/* Hooks are called with the gradient; what one returns, unless None, takes its place. */
static const gd_object *call_hook(gd_trace *trace, const gd_object *hook, const gd_object *gradient)
{
    gradient = tape_gradient(gradient);
    const gd_object *result = call_with(trace, hook, &gradient, 1);
    if (!result || result->kind == GD_OBJECT_NONE) return result ? gradient : NULL;
    bool tensor = result->kind == GD_OBJECT_TENSOR;
    if (tensor && !shape_equal(&tensor_type(result)->shape, &tensor_type(gradient)->shape))
        return object_fail(trace, GD_RUNTIME, "hook '%s' has changed the size of value",
                           hook_name(hook));
    if (tensor) return result;
    return object_fail(trace, GD_TYPE, "expected Variable, but hook returned '%s'",
                       object_type(result));
}

static bool add_value(gd_trace *trace, gd_sequence *items, const gd_object *value)
{
    return sequence_add(trace, items, tape_gradient(value));
}

static const gd_object *cotangents_of(gd_trace *trace, const gd_tape_node *node)
{
    gd_sequence items = {0};
    for (int i = 0; i < node->n_outputs; i++)
        if (!add_value(trace, &items, node->walk.pending[i])) return NULL;
    return object_sequence(trace, GD_OBJECT_TUPLE, &items);
}

static const gd_object *gradients_of(gd_trace *trace, const gd_tape_node *node,
                                     const gd_object *const *gradients)
{
    gd_sequence items = {0};
    for (int place = 0, i; (i = node_edge(node, place)) != NODE_END; place++)
        if (!add_value(trace, &items, i >= 0 ? gradients[i] : NULL)) return NULL;
    return object_sequence(trace, GD_OBJECT_TUPLE, &items);
}

static bool refuse_values(gd_trace *trace)
{
    return object_refuse(trace, GD_RUNTIME, "hook has returned an incorrect number of values");
}

static const gd_object *value_at(const gd_object *result, int i)
{
    const gd_object *value = object_is_sequence(result) ? result->items[i] : result;
    return value->kind == GD_OBJECT_TENSOR ? value : NULL;
}

/* Takes what a hook of a node returned, unless it is None, in the place of the cotangents. */
static bool replace_cotangents(gd_trace *trace, gd_tape_node *node, const gd_object *result)
{
    if (!result || result->kind == GD_OBJECT_NONE) return result;
    int64_t n = object_is_sequence(result) ? result->length : 1;
    if (n != node->n_outputs) return refuse_values(trace);
    for (int i = 0; i < node->n_outputs; i++) node->walk.pending[i] = value_at(result, i);
    return true;
}

static bool replace_gradients(gd_trace *trace, const gd_tape_node *node, const gd_object *result,
                              const gd_object **gradients)
{
    if (!result || result->kind == GD_OBJECT_NONE) return result;
    int64_t n = object_is_sequence(result) ? result->length : 1;
    if (n < 1 || node_edge(node, (int)n) != NODE_END || node_edge(node, (int)n - 1) == NODE_END)
        return refuse_values(trace);
    for (int place = 0; place < n; place++) {
        int i = node_edge(node, place);
        if (i >= 0) gradients[i] = value_at(result, place);
    }
    return heap_push(&trace->heap, result, trace->err);
}

/* The hook of a node before it runs sees the cotangents; after, the gradients too; that of a leaf
 * sees the leaf. */
static bool run_node_hook(gd_trace *trace, gd_tape_node *node, gd_hook when, const gd_object *hook,
                          const gd_object **gradients)
{
    bool leaf = node->rule == &tape_accumulate;
    bool before = when == HOOK_BEFORE;
    const gd_object *all = leaf && !before ? node->subject : cotangents_of(trace, node);
    if (!all) return false;
    if (before) return replace_cotangents(trace, node, call_with(trace, hook, &all, 1));
    if (leaf) return call_with(trace, hook, &all, 1);
    const gd_object *given[] = {gradients_of(trace, node, gradients), all};
    return given[0] && replace_gradients(trace, node, call_with(trace, hook, given, 2), gradients);
}

/* The hooks that there are now: one that is called may remove itself. */
static bool keep_hooks(gd_trace *trace, const gd_tape_node *node, const gd_object **hooks)
{
    *hooks = node->hooks;
    return !node->hooks || heap_push(&trace->heap, node->hooks, trace->err);
}

static bool run_node_hooks(gd_trace *trace, gd_tape_node *node, gd_hook when,
                           const gd_object **gradients)
{
    const gd_object *hooks;
    if (!keep_hooks(trace, node, &hooks)) return false;
    for (int64_t i = 0; hooks && i < hooks->length; i++) {
        const gd_object *const *pair = hooks->items[i]->items;
        bool due = pair[0]->integer == when;
        if (due && !run_node_hook(trace, node, when, pair[1], gradients)) return false;
    }
    return true;
}

/* Each hook is (output, callable); a tensor in place of the callable keeps the gradient. */
static bool run_hooks(gd_trace *trace, gd_tape_node *node, bool keeping)
{
    const gd_object *hooks;
    if (!keep_hooks(trace, node, &hooks)) return false;
    for (int64_t i = 0; hooks && i < hooks->length; i++) {
        const gd_object *const *pair = hooks->items[i]->items;
        if (pair[0]->integer < 0) continue;
        const gd_object **slot = &node->walk.pending[pair[0]->integer];
        bool keeps = pair[1]->kind == GD_OBJECT_TENSOR;
        if (!*slot || keeps != keeping) continue;
        if (keeps && !backward_accumulate(trace, pair[1], *slot)) return false;
        if (!keeps && !(*slot = call_hook(trace, pair[1], *slot))) return false;
    }
    return true;
}

static void capture(walk *it, gd_tape_node *node)
{
    for (int64_t i = 0; i < it->asked->n_inputs; i++)
        if (it->captured[i].node == node)
            it->gradients[i] = node->walk.pending[it->captured[i].output];
}

static bool is_captured(const walk *it, const gd_tape_node *node)
{
    for (int64_t i = 0; i < it->asked->n_inputs; i++)
        if (it->captured[i].node == node) return true;
    return false;
}

/* Whether any edge of the node leads on. */
static bool leads_on(const gd_tape_node *node)
{
    for (int i = 0; i < node->n_edges; i++)
        if (node->edges[i].node && node->edges[i].node->walk.needed) return true;
    return false;
}

/* Detecting anomalies: no gradient may be NaN. */
static bool check_numbers(gd_trace *trace, const gd_tape_node *node,
                          const gd_object *const *gradients)
{
    char name[TAPE_NAME];
    for (int i = 0; i < node->n_edges; i++) {
        gd_tensor *values =
            gradients[i] ? variable_tensor(trace, tensor_variable(gradients[i])) : NULL;
        bool good = true;
        for (int64_t k = 0; values && good && k < values->count; k++)
            good = !isnan(gd_tensor_get(values, k));
        gd_tensor_free(values);
        if (!good)
            return object_refuse(trace, GD_RUNTIME,
                                 "Function '%s' returned nan values in its %dth output.",
                                 tape_full_name(node, name), i);
    }
    return !trace->err->code;
}

static bool pull(walk *it, gd_tape_node *node)
{
    gd_trace *trace = it->trace;
    enum { FEW = 8 };
    const gd_object *few[FEW] = {NULL}, **gradients = few; /* roots until the node has run */
    if (node->n_edges > FEW)
        gradients = heap_take_array(&trace->heap, &cell_array, (size_t)node->n_edges,
                                    sizeof *gradients, trace->err);
    if (!gradients || !node->rule->pull(trace, node, node->walk.pending, gradients)) return false;
    if (!run_node_hooks(trace, node, HOOK_AFTER, gradients)) return false;
    if (trace->detect_anomaly && !check_numbers(trace, node, gradients)) return false;
    for (int i = 0; i < node->n_edges; i++)
        if (gradients[i] && node->edges[i].node && !send(it, node->edges[i], gradients[i]))
            return false;
    if (!it->asked->retain && node->rule->saves) tape_release(node);
    return true;
}

static bool accumulates(const walk *it, const gd_tape_node *node)
{
    return node->rule == &tape_accumulate && (!it->asked->inputs || it->asked->accumulate);
}

static bool accumulate(gd_trace *trace, gd_tape_node *node)
{
    return backward_accumulate(trace, node->subject, node->walk.pending[0]) &&
           run_node_hooks(trace, node, HOOK_AFTER, NULL);
}

/* A node that something flowed to. */
static bool run_reached(walk *it, gd_tape_node *node)
{
    gd_trace *trace = it->trace;
    if (!run_hooks(trace, node, false) || !run_hooks(trace, node, true)) return false;
    capture(it, node);
    bool leaf = accumulates(it, node) && (!it->asked->inputs || is_captured(it, node));
    bool runs = leaf || leads_on(node);
    if (runs && !run_node_hooks(trace, node, HOOK_BEFORE, NULL)) return false;
    if (leaf && !accumulate(trace, node)) return false;
    return !leads_on(node) || pull(it, node);
}

static bool run_node(walk *it, gd_tape_node *node)
{
    if (node->walk.pending && node->walk.needed && !run_reached(it, node)) return false;
    node->walk.pending = NULL;
    for (int i = 0; i < node->n_edges; i++) {
        gd_tape_node *to = node->edges[i].node;
        if (to && --to->walk.waiting == 0 && !push_ready(it, to)) return false;
    }
    return true;
}

/* Objects that the walk makes are dropped after each node, but what is pending is reached from
 * nodes, and those from `keep`. */
static bool run_all(walk *it)
{
    gd_heap *heap = &it->trace->heap;
    while (it->ready.n) {
        gd_tape_node *node = pop_ready(it);
        size_t top = heap_top(heap);
        nodes before = it->ready;
        if (!trace_step(it->trace, 1) || !run_node(it, node)) return false;
        bool grown = it->ready.items != before.items;
        heap_drop(heap, top);
        if (grown && !heap_push(heap, it->ready.items, it->trace->err)) return false;
    }
    return true;
}

static bool find_captured(walk *it)
{
    const gd_backward *asked = it->asked;
    it->captured = heap_take_array(&it->trace->heap, &cell_bytes, (size_t)asked->n_inputs + 1,
                                   sizeof *it->captured, it->trace->err);
    for (int64_t i = 0; it->captured && i < asked->n_inputs; i++) {
        it->gradients[i] = NULL;
        if (!tape_edge(it->trace, asked->inputs[i], &it->captured[i])) return false;
    }
    return it->captured;
}

static bool walk_tape(walk *it)
{
    const gd_backward *asked = it->asked;
    gd_trace *trace = it->trace;
    gd_tape_edge *roots = heap_take_array(&trace->heap, &cell_bytes, (size_t)asked->n_roots + 1,
                                          sizeof *roots, trace->err);
    if (!roots || !find_captured(it)) return false;
    for (int64_t i = 0; i < asked->n_roots; i++)
        if (!tape_edge(trace, asked->roots[i], &roots[i]) || !see(it, roots[i].node)) return false;
    if (!discover(it)) return false;
    if (asked->inputs) find_needed(it);
    for (int64_t i = 0; i < asked->n_roots; i++)
        if (!send(it, roots[i], asked->cotangents[i])) return false;
    for (int64_t i = 0; i < it->seen.n; i++)
        if (!it->seen.items[i]->walk.waiting && !push_ready(it, it->seen.items[i])) return false;
    return run_all(it);
}

bool backward_run(gd_trace *trace, const gd_backward *asked, const gd_object **gradients)
{
    walk it = open_walk(trace, asked, gradients);
    bool enabled = trace->grad_enabled;
    trace->grad_enabled = asked->create;
    trace->walks++;
    bool done = walk_tape(&it);
    trace->walks--;
    trace->grad_enabled = enabled;
    close_walk(&it);
    return done;
}

gd_tape_node **tape_list(gd_trace *trace, const gd_object *tensor, int64_t *n)
{
    const gd_backward nothing = {.n_roots = 0};
    gd_tape_edge edge;
    if (!tape_edge(trace, tensor, &edge)) return NULL;
    walk it = open_walk(trace, &nothing, NULL);
    bool done =
        add_node(&it, &it.ready, NULL) && (!edge.node || (see(&it, edge.node) && discover(&it)));
    close_walk(&it);
    if (!done) return NULL;
    if (it.seen.n) qsort(it.seen.items, (size_t)it.seen.n, sizeof *it.seen.items, by_sequence);
    *n = it.seen.n;
    return it.seen.n ? it.seen.items : it.ready.items;
}
