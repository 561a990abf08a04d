#include "engine/lang/eager.h"

#include "engine/lang/tape.h"

/* The elements of an operand, contiguous; of a float its double. */
static const void *data_of(gd_trace *trace, const gd_object *operand)
{
    if (operand->kind == GD_OBJECT_FLOAT) return &operand->number;
    return variable_data(trace, tensor_variable(operand));
}

/* Results of one call that can be followed back to what they are views of. */
enum { MOST_VIEWS = 64 };

/* Whether gradients pass the view that a memo makes: not through detach. */
static bool is_connected(gd_trace *trace, const gd_memo *memo, int result)
{
    const bool yes[1] = {true};
    bool present[MOST_VIEWS] = {false};
    if (routine_parameters(memo->routine) != 1 || routine_results(memo->routine) > MOST_VIEWS)
        return false;
    present[result] = true;
    const gd_pullback *pullback = routine_pullback(
        memo->routine, yes, present, trace->context->limits, trace->context, trace->err);
    return pullback && pullback_connected(pullback, 0);
}

static const gd_view_path *path_of(gd_trace *trace, const gd_memo *memo, int result,
                                   const gd_object *base)
{
    const gd_view_path *before = tensor_variable(base)->path;
    gd_view_path *path = heap_take(&trace->heap, &cell_view_path, sizeof *path, trace->err);
    if (!path) return NULL;
    *path = (gd_view_path){before, before ? before->base : base, memo, result};
    return path;
}

/* A tensor that shares the elements of `base`, which is the only tensor of the call. */
static const gd_object *make_view(gd_trace *trace, const gd_memo *memo, int result,
                                  const gd_object *base, const gd_view *view)
{
    const gd_variable *from = tensor_variable(base);
    gd_variable *variable = variable_copy(trace, from);
    if (!variable) return NULL;
    variable->type = *routine_result(memo->routine, result);
    variable->view = *view;
    variable->requires_grad = false;
    variable->node = variable->accumulate = NULL;
    variable->path = NULL;
    variable->version = variable_version(from);
    variable->no_grad_view = !trace->grad_enabled;
    if (tensor_is_floating(base) && is_connected(trace, memo, result))
        variable->path = path_of(trace, memo, result, base);
    return trace->err->code ? NULL : tensor_of(trace, variable);
}

/* The results' tensors: operands, a view, or new ones, whose elements are at outputs[i]. */
static bool make_results(gd_trace *trace, const gd_memo *memo, gd_routine *routine,
                         const gd_object *const *operands, bool view, const gd_object **results,
                         void **outputs)
{
    gd_view strided;
    int n = routine_results(routine);
    for (int i = 0; i < n; i++) {
        bool share = view && operands[0]->kind == GD_OBJECT_TENSOR &&
                     routine_view(routine, i, &tensor_variable(operands[0])->view, &strided);
        int alias = memo->own_name ? -1 : routine_alias(routine, i);
        if (share) results[i] = make_view(trace, memo, i, operands[0], &strided);
        else if (alias >= 0 && !view) results[i] = operands[alias];
        else results[i] = tensor_new(trace, routine_result(routine, i), &outputs[i]);
        if (!results[i]) return false;
    }
    return true;
}

static bool compute(gd_trace *trace, gd_routine *routine, const gd_object *const *operands, int n,
                    void **outputs)
{
    enum { FEW = 16 };
    const void *few[FEW];
    const void **inputs = n <= FEW ? few
                                   : heap_take_array(&trace->heap, &cell_bytes, (size_t)n,
                                                     sizeof *inputs, trace->err);
    for (int i = 0; inputs && i < n; i++)
        if (!(inputs[i] = data_of(trace, operands[i]))) return false;
    return inputs && routine_run(routine, inputs, outputs, trace->context, trace->err);
}

static bool any_output(void *const *outputs, int n)
{
    for (int i = 0; i < n; i++)
        if (outputs[i]) return true;
    return false;
}

/* Within vmap: what is made of a lane is one. */
static void mark_lanes(const gd_object *const *operands, int n, const gd_object *const *results,
                       int n_results)
{
    bool lane = false;
    for (int i = 0; i < n; i++)
        lane =
            lane || (operands[i]->kind == GD_OBJECT_TENSOR && tensor_variable(operands[i])->lane);
    for (int i = 0; lane && i < n_results; i++)
        if (results[i]->kind == GD_OBJECT_TENSOR) tensor_variable(results[i])->lane = true;
}

bool eager_run(gd_trace *trace, const gd_memo *memo, gd_routine *routine,
               const gd_object *const *operands, int n, bool view, const gd_object **results)
{
    enum { FEW = 16 };
    void *few[FEW] = {0};
    int n_results = routine_results(routine);
    void **outputs = n_results <= FEW
                         ? few
                         : heap_take_array(&trace->heap, &cell_bytes, (size_t)n_results,
                                           sizeof *outputs, trace->err);
    if (!outputs || !make_results(trace, memo, routine, operands, view, results, outputs))
        return false;
    if (any_output(outputs, n_results) && !compute(trace, routine, operands, n, outputs))
        return false;
    if (trace->lanes) mark_lanes(operands, n, results, n_results);
    if (!tape_records(trace, operands, n)) return true;
    return tape_record(trace, memo, routine, operands, n, results, n_results);
}

const gd_object *eager_call(gd_trace *trace, const gd_callee *callee,
                            const gd_object *const *values, int n, gd_operands *operands, bool view)
{
    const gd_memo *memo = memo_get(trace, callee, values, n, operands);
    if (!memo) return NULL;
    int n_results = routine_results(memo->routine);
    if (!n_results) return memo->result;
    const gd_object *few[1], **results = few;
    if (n_results > 1)
        results = heap_take_array(&trace->heap, &cell_array, (size_t)n_results, sizeof *results,
                                  trace->err);
    if (!results ||
        !eager_run(trace, memo, memo->routine, operands->all, (int)operands->n, view, results))
        return NULL;
    const gd_object *const *next = results;
    return memo_fill(trace, memo->result, &next);
}

static const gd_object *replay_step(gd_trace *trace, const gd_view_path *step,
                                    const gd_object *base)
{
    const gd_object *few[1], **results = few;
    int n_results = routine_results(step->memo->routine);
    if (n_results > 1)
        results = heap_take_array(&trace->heap, &cell_array, (size_t)n_results, sizeof *results,
                                  trace->err);
    bool done = results && trace_step(trace, 1) &&
                eager_run(trace, step->memo, step->memo->routine, &base, 1, true, results);
    return done ? results[step->result] : NULL;
}

const gd_object *eager_replay(gd_trace *trace, const gd_view_path *path, const gd_object *base)
{
    size_t n = 0;
    for (const gd_view_path *at = path; at; at = at->before) n++;
    const gd_view_path **steps =
        heap_take_array(&trace->heap, &cell_array, n, sizeof *steps, trace->err);
    if (!steps) return NULL;
    for (size_t i = n; i > 0; path = path->before) steps[--i] = path;
    for (size_t i = 0; i < n && base; i++) base = replay_step(trace, steps[i], base);
    return base;
}

const gd_object *eager_op(gd_trace *trace, gd_op op, const gd_object *const *values, int n)
{
    const gd_callee callee = {.op = op};
    gd_operands operands;
    if (!memo_operands(trace, &callee, values, n, &operands)) return NULL;
    return eager_call(trace, &callee, values, n, &operands, false);
}
