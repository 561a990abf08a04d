/* Calls of surface operators, the defs of the library.
 *
 * One rule for all: a def marked @inline is written out where it is called, in the graph of the
 * caller. Any other one becomes one CALL node whose operands are all tensors found in the
 * arguments, lists and tuples included; everything else is static. Its body is traced once for each
 * set of operand types and static arguments, and kept. A call without tensors has nothing to be
 * derived by and is written out too.
 *
 * The node of the result, CALL or not, gets the def's grad_fn. */
#include "engine/lang/eager.h"

#include <string.h>

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
bool surface_grad_fn(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound,
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
    int32_t before = trace_is_eager(trace) ? 0 : trace->graph->n_nodes;
    const gd_object *result = function_run(trace, closure, bound);
    if (!result || result->kind != GD_OBJECT_TENSOR || trace_is_eager(trace)) return result;
    gd_node *node = result->edge.node;
    if (node->id < before || node->graph != trace->graph) return result;
    return set_grad_fn(trace, closure, bound, node) ? result : NULL;
}

bool surface_name_node(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound,
                       gd_node *node)
{
    bool written_out = closure->surface->written_out || closure->surface->inline_if;
    if (written_out) return set_grad_fn(trace, closure, bound, node);
    return node->op == GD_OP_INPUT || surface_grad_fn(trace, closure, bound, &node->grad_fn);
}

static gd_edge *edges_of(gd_trace *trace, const gd_operands *tensors)
{
    gd_edge *edges = heap_take_array(&trace->heap, &cell_bytes, (size_t)tensors->n + 1,
                                     sizeof *edges, trace->err);
    for (int64_t i = 0; edges && i < tensors->n; i++)
        edges[i] = tensor_edge(trace, tensors->all[i]);
    return edges;
}

/* The call's results in the place of the body's. */
static const gd_object *write_call(gd_trace *trace, const gd_memo *memo,
                                   const gd_operands *operands)
{
    int n = memo->function->n_results;
    if (!n) return memo->result;
    gd_edge *inputs = edges_of(trace, operands);
    const gd_object **tensors =
        heap_take_array(&trace->heap, &cell_array, (size_t)n, sizeof *tensors, trace->err);
    if (!inputs || !tensors) return NULL;
    gd_edge call =
        graph_call(trace->graph, memo->function, inputs, (int)operands->n, memo->grad_fn);
    if (edge_none(call)) return object_tensor(trace, call);
    for (int i = 0; i < n; i++)
        if (!(tensors[i] = object_tensor(trace, (gd_edge){call.node, i}))) return NULL;
    const gd_object *const *next = tensors;
    return memo_fill(trace, memo->result, &next);
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
    const gd_callee callee = {.closure = closure};
    gd_operands operands;
    bool eager = trace_is_eager(trace);
    int n = closure->signature.n, out = eager ? 0 : written_out(trace, closure, bound);
    if (out) return out < 0 ? NULL : write_out(trace, closure, bound);
    if (!memo_operands(trace, &callee, bound, n, &operands)) return NULL;
    if (!operands.n_tensors) return write_out(trace, closure, bound);
    if (eager) return eager_call(trace, &callee, bound, n, &operands, closure->surface->view);
    const gd_memo *memo = memo_get(trace, &callee, bound, n, &operands);
    return memo ? write_call(trace, memo, &operands) : NULL;
}

/* Whether the call asks for it: F.relu(x, inplace=True), torch.ones(2, requires_grad=True). */
static int is_asked(gd_trace *trace, const gd_object *const *bound, int at)
{
    return at >= 0 ? object_truth(trace, bound[at]) : 0;
}

/* Whether a result with elements is a view of the argument. */
static bool shares(const gd_object *result, const gd_object *argument)
{
    bool tensors = result->kind == GD_OBJECT_TENSOR && argument->kind == GD_OBJECT_TENSOR;
    if (!tensors || !tensor_variable(result)) return true;
    return tensor_variable(result)->storage == tensor_variable(argument)->storage;
}

static const gd_object *refuse_copy(gd_trace *trace)
{
    object_fail(trace, GD_RUNTIME,
                "view size is not compatible with input tensor's size and stride (at least one "
                "dimension spans across two contiguous subspaces). Use .reshape(...) instead.");
    return NULL;
}

/* A tensor that was just made becomes a leaf that requires gradients. */
static const gd_object *require_grad(gd_trace *trace, const gd_object *tensor)
{
    if (tensor->kind != GD_OBJECT_TENSOR || !tensor_variable(tensor)) return tensor;
    if (!tensor_is_floating(tensor))
        return object_fail(
            trace, GD_RUNTIME,
            "Only Tensors of floating point and complex dtype can require gradients");
    tensor_variable(tensor)->requires_grad = true;
    return tensor;
}

const gd_object *surface_call(gd_trace *trace, const gd_closure *closure,
                              const gd_object *const *bound)
{
    if (closure->surface->plain) return function_run(trace, closure, bound);
    const gd_object *result = call_surface(trace, closure, bound);
    int in_place = result ? is_asked(trace, bound, closure->inplace) : 0;
    int leaf = result && !in_place ? is_asked(trace, bound, closure->requires_grad) : 0;
    if (!result || in_place < 0 || leaf < 0) return NULL;
    if (closure->surface->view && !closure->surface->some_view && !trace_is_eager(trace) &&
        !storage_share(trace, result, bound[0]))
        return NULL;
    if (leaf) return require_grad(trace, result);
    if (closure->surface->only_view && !shares(result, bound[0])) return refuse_copy(trace);
    bool tensor = in_place && bound[0]->kind == GD_OBJECT_TENSOR;
    return tensor ? storage_write(trace, bound[0], result) : result;
}
