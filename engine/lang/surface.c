/* Calls of surface operators, the defs of the library.
 *
 * One rule for all: a def marked @inline is written out where it is called, in the graph of the
 * caller. Any other one becomes one CALL node whose operands are all tensors found in the arguments,
 * lists and tuples included; everything else is static. Its body is traced once for each set of
 * operand types and static arguments, and kept. A call without tensors has nothing to be derived by
 * and is written out too.
 *
 * The node of the result, CALL or not, gets the def's grad_fn. */
#include "engine/lang/interpreter.h"

#include <string.h>

struct gd_memo {
    struct gd_memo *next;
    const char *key;
    size_t length;
    const gd_function *function;
    const gd_object *result; /* of the body; tensors in it are the function's results in order */
    const char *grad_fn;
};
typedef struct gd_memo gd_memo;

static void mark_memo(gd_heap *heap, const void *data, size_t size)
{
    const gd_memo *memo = data;
    (void)size;
    heap_mark(heap, memo->next);
    heap_mark(heap, memo->key);
    heap_mark(heap, memo->result);
}

static const gd_cell_class cell_memo = {mark_memo, NULL};

/* The tensors of a call and the text by which it is known. */
typedef struct operands {
    gd_sequence tensors;
    bool unique; /* an argument has no text: the body serves this call alone */
    gd_buffer key;
} operands;

static void key_add(operands *all, const void *bytes, size_t size)
{
    buffer_add(&all->key, bytes, size);
}

static bool key_object(gd_trace *trace, const gd_object *object, operands *all);

static bool key_items(gd_trace *trace, const gd_object *object, operands *all)
{
    if (!trace_step(trace, object->length) || !trace_enter(trace)) return false;
    bool done = true;
    key_add(all, &object->length, sizeof object->length);
    for (int64_t i = 0; done && i < object->length; i++)
        done = key_object(trace, object->items[i], all);
    trace_leave(trace);
    return done;
}

static bool key_tensor(gd_trace *trace, const gd_object *object, operands *all)
{
    if (all->tensors.n == GD_MAX_INPUTS)
        return object_refuse(trace, GD_ARITY, "more than %d tensors in one call", GD_MAX_INPUTS);
    const gd_type *type = edge_type(object->edge);
    if (!sequence_add(trace, &all->tensors, object)) return false;
    key_add(all, &type->dtype, sizeof type->dtype);
    key_add(all, &type->shape.rank, sizeof type->shape.rank);
    key_add(all, type->shape.dims, (size_t)type->shape.rank * sizeof *type->shape.dims);
    return true;
}

/* Adds what distinguishes an argument; kinds come first, so that no two texts are confused. */
static bool key_object(gd_trace *trace, const gd_object *object, operands *all)
{
    key_add(all, &object->kind, sizeof object->kind);
    switch (object->kind) {
    case GD_OBJECT_NONE:
    case GD_OBJECT_ELLIPSIS: return true;
    case GD_OBJECT_BOOL:
    case GD_OBJECT_INT:
    case GD_OBJECT_DTYPE: key_add(all, &object->integer, sizeof object->integer); return true;
    case GD_OBJECT_FLOAT: key_add(all, &object->number, sizeof object->number); return true;
    case GD_OBJECT_STRING:
        key_add(all, &object->length, sizeof object->length);
        key_add(all, object->text, (size_t)object->length);
        return true;
    case GD_OBJECT_TUPLE:
    case GD_OBJECT_LIST:
    case GD_OBJECT_SLICE: return key_items(trace, object, all);
    case GD_OBJECT_RANGE:
        for (int i = 0; i < 3; i++) key_object(trace, object->items[i], all);
        return true;
    case GD_OBJECT_TENSOR: return key_tensor(trace, object, all);
    default: all->unique = true; return true;
    }
}

static bool find_operands(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound,
                          operands *all)
{
    key_add(all, &closure->surface->index, sizeof closure->surface->index);
    for (int i = 0; i < closure->signature.n; i++)
        if (!key_object(trace, bound[i], all)) return false;
    if (!all->key.error.code) return true;
    if (!trace->err->code) *trace->err = all->key.error;
    return false;
}

/* A copy of a value with its tensors replaced, one after the other, by the edges from *next on. */
static const gd_object *with_edges(gd_trace *trace, const gd_object *object, const gd_edge **next)
{
    if (object->kind == GD_OBJECT_TENSOR) return object_tensor(trace, *(*next)++);
    if (!object_is_sequence(object)) return object;
    gd_object *copy = object_new(trace, object->kind);
    gd_sequence items = {0};
    if (!copy || !sequence_reserve(trace, &items, object->length)) return NULL;
    for (int64_t i = 0; i < object->length; i++)
        if (!sequence_add(trace, &items, with_edges(trace, object->items[i], next))) return NULL;
    *copy = *object;
    copy->items = items.items;
    copy->integer = items.capacity;
    return copy;
}

/* grad_fn as the def's decorator says; *name is NULL if it says nothing. */
static bool find_grad_fn(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound,
                         const char **name)
{
    *name = NULL;
    if (!closure->surface->grad_fn) return true;
    const gd_object *value = function_evaluate(trace, closure, bound, closure->surface->grad_fn);
    if (!value || value->kind != GD_OBJECT_STRING) return value;
    *name = arena_copy(trace_arena(trace), value->text, (size_t)value->length, trace->err);
    return *name;
}

/* Gives a node that was just written out its grad_fn. That of an inner def, or of the row if it has
 * the def's name, stays unless the def says its own. */
static bool set_grad_fn(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound,
                        gd_node *node)
{
    char text[OP_GRAD_FN];
    const char *name, *row = op_row(node->op)->name;
    if (node->op == GD_OP_CONSTANT || node->op == GD_OP_INPUT) return true;
    if (!find_grad_fn(trace, closure, bound, &name)) return false;
    bool private = closure->surface->name[0] == '_';
    if (!name && (private || node->grad_fn || !strcmp(row, closure->surface->name))) return true;
    if (!name) name = op_grad_fn(closure->surface->name, text);
    bool same = node->op != GD_OP_CALL && !strcmp(name, op_grad_fn(row, (char[OP_GRAD_FN]){0}));
    node->grad_fn = same ? NULL : arena_copy(trace_arena(trace), name, strlen(name), trace->err);
    return same || node->grad_fn;
}

/* That of a CALL: of the def's name if no decorator says otherwise. */
static bool call_grad_fn(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound,
                         const char **name)
{
    char text[OP_GRAD_FN];
    if (!find_grad_fn(trace, closure, bound, name)) return false;
    if (*name) return true;
    op_grad_fn(closure->surface->name, text);
    *name = arena_copy(trace_arena(trace), text, strlen(text), trace->err);
    return *name;
}

static const gd_object *write_out(gd_trace *trace, const gd_closure *closure,
                                  const gd_object *const *bound)
{
    int32_t before = trace->graph->n_nodes;
    const gd_object *result = function_run(trace, closure, bound);
    if (!result || result->kind != GD_OBJECT_TENSOR) return result;
    gd_node *node = result->edge.node;
    if (node->id < before || node->graph != trace->graph) return result;
    return set_grad_fn(trace, closure, bound, node) ? result : NULL;
}

/* A parameter of the body for each tensor operand; *next counts them. */
static bool add_parameters(gd_trace *trace, const gd_function *function, const char *name,
                           const gd_object *object, const gd_edge **next)
{
    if (object->kind == GD_OBJECT_TENSOR) {
        gd_edge *parameter = &function->parameters[*next - function->parameters];
        *parameter = graph_input(function->body, name, edge_type(object->edge));
        ++*next;
        if (!edge_none(*parameter)) return true;
        if (!trace->err->code) *trace->err = function->body->error;
        return false;
    }
    bool done = true;
    for (int64_t i = 0; done && object_is_sequence(object) && i < object->length; i++)
        done = add_parameters(trace, function, name, object->items[i], next);
    return done;
}

static gd_function *new_function(gd_trace *trace, const gd_closure *closure,
                                 const gd_object *const *bound, int64_t n)
{
    gd_function *function = graph_function(trace->root, closure->surface->name);
    if (!function && !trace->err->code) *trace->err = trace->root->error;
    if (!function) return NULL;
    function->n_parameters = (int32_t)n;
    function->parameters =
        arena_alloc_array(trace_arena(trace), (size_t)n, sizeof *function->parameters, trace->err);
    const gd_edge *next = function->parameters;
    for (int i = 0; next && i < closure->signature.n; i++)
        if (!add_parameters(trace, function, closure->signature.parameters[i].name, bound[i],
                            &next))
            return NULL;
    return next ? function : NULL;
}

/* Runs the def on the parameters, in the graph of the body. */
static const gd_object *run_body(gd_trace *trace, const gd_closure *closure,
                                 const gd_object *const *bound, const gd_function *function)
{
    const gd_object **inside = heap_take_array(
        &trace->heap, &cell_array, (size_t)closure->signature.n + 1, sizeof *inside, trace->err);
    const gd_edge *next = function->parameters;
    for (int i = 0; inside && i < closure->signature.n; i++)
        if (!(inside[i] = with_edges(trace, bound[i], &next))) return NULL;
    if (!inside) return NULL;
    gd_graph *outside = trace->graph;
    trace->graph = function->body;
    const gd_object *result = function_run(trace, closure, inside);
    trace->graph = outside;
    return result;
}

static bool collect_results(gd_trace *trace, const gd_object *object, gd_sequence *results)
{
    if (object->kind == GD_OBJECT_TENSOR) return sequence_add(trace, results, object);
    bool done = true;
    for (int64_t i = 0; done && object_is_sequence(object) && i < object->length; i++)
        done = collect_results(trace, object->items[i], results);
    return done;
}

static bool set_results(gd_trace *trace, gd_function *function, const gd_object *result)
{
    gd_sequence tensors = {0};
    if (!collect_results(trace, result, &tensors)) return false;
    function->n_results = (int32_t)tensors.n;
    function->results = arena_alloc_array(trace_arena(trace), (size_t)tensors.n,
                                          sizeof *function->results, trace->err);
    for (int64_t i = 0; function->results && i < tensors.n; i++)
        function->results[i] = tensors.items[i]->edge;
    return function->results;
}

static gd_memo **bucket_of(gd_trace *trace, const operands *all)
{
    uint64_t hash = hash_bytes(trace->key, all->key.data, all->key.length);
    return &trace->memos[hash % MEMO_BUCKETS];
}

static gd_memo *find_memo(gd_trace *trace, const operands *all)
{
    if (all->unique) return NULL;
    for (gd_memo *memo = *bucket_of(trace, all); memo; memo = memo->next)
        if (memo->length == all->key.length && !memcmp(memo->key, all->key.data, all->key.length))
            return memo;
    return NULL;
}

static gd_memo *new_memo(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound,
                         const operands *all)
{
    gd_memo *memo = heap_take(&trace->heap, &cell_memo, sizeof *memo, trace->err);
    gd_function *function = memo ? new_function(trace, closure, bound, all->tensors.n) : NULL;
    if (!function) return NULL;
    memo->function = function;
    memo->result = run_body(trace, closure, bound, function);
    if (!memo->result || !set_results(trace, function, memo->result) ||
        !call_grad_fn(trace, closure, bound, &memo->grad_fn))
        return NULL;
    memo->key = heap_copy(&trace->heap, all->key.data, all->key.length, trace->err);
    memo->length = all->key.length;
    if (!memo->key) return NULL;
    if (all->unique) return memo;
    gd_memo **bucket = bucket_of(trace, all);
    memo->next = *bucket;
    return *bucket = memo;
}

static gd_edge *edges_of(gd_trace *trace, const gd_sequence *tensors)
{
    gd_edge *edges =
        heap_take_array(&trace->heap, &cell_bytes, (size_t)tensors->n, sizeof *edges, trace->err);
    for (int64_t i = 0; edges && i < tensors->n; i++) edges[i] = tensors->items[i]->edge;
    return edges;
}

/* The call's results in the place of the body's. */
static const gd_object *write_call(gd_trace *trace, const gd_memo *memo, const operands *all)
{
    int n = memo->function->n_results;
    if (!n) return memo->result;
    gd_edge *inputs = edges_of(trace, &all->tensors);
    gd_edge *edges =
        heap_take_array(&trace->heap, &cell_bytes, (size_t)n, sizeof *edges, trace->err);
    if (!inputs || !edges) return NULL;
    gd_edge call =
        graph_call(trace->graph, memo->function, inputs, (int)all->tensors.n, memo->grad_fn);
    if (edge_none(call)) return object_tensor(trace, call);
    for (int i = 0; i < n; i++) edges[i] = (gd_edge){call.node, i};
    const gd_edge *next = edges;
    return with_edges(trace, memo->result, &next);
}

static const gd_object *call_or_write(gd_trace *trace, const gd_closure *closure,
                                      const gd_object *const *bound, operands *all)
{
    if (!find_operands(trace, closure, bound, all)) return NULL;
    if (!all->tensors.n) return write_out(trace, closure, bound);
    gd_memo *memo = find_memo(trace, all);
    if (!memo) memo = new_memo(trace, closure, bound, all);
    return memo ? write_call(trace, memo, all) : NULL;
}

/* Whether the def is written out for these arguments: 1, 0 or -1. */
static int written_out(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound)
{
    const gd_tree *condition = closure->surface->inline_if;
    if (!condition) return closure->surface->written_out;
    const gd_object *value = function_evaluate(trace, closure, bound, condition);
    return value ? object_truth(trace, value) : -1;
}

static const gd_object *call_surface(gd_trace *trace, const gd_closure *closure,
                                     const gd_object *const *bound)
{
    int out = written_out(trace, closure, bound);
    if (out) return out < 0 ? NULL : write_out(trace, closure, bound);
    operands all = {0};
    buffer_init(&all.key, trace->memory, SIZE_MAX / 2);
    const gd_object *result = call_or_write(trace, closure, bound, &all);
    buffer_close(&all.key);
    return result;
}

/* Whether the call asks that its first argument be changed: F.relu(x, inplace=True). */
static int is_in_place(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound)
{
    int at = call_parameter(&closure->signature, "inplace");
    bool asked = at > 0 && bound[0]->kind == GD_OBJECT_TENSOR;
    return asked ? object_truth(trace, bound[at]) : 0;
}

const gd_object *surface_call(gd_trace *trace, const gd_closure *closure,
                              const gd_object *const *bound)
{
    const gd_object *result = call_surface(trace, closure, bound);
    int in_place = result ? is_in_place(trace, closure, bound) : 0;
    if (!result || in_place < 0) return NULL;
    if (closure->surface->view && !storage_share(trace, result, bound[0])) return NULL;
    return in_place ? storage_write(trace, bound[0], result) : result;
}
