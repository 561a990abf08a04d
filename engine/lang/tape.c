#include "engine/lang/tape.h"

#include "engine/lang/eager.h"

#include <stdio.h>
#include <string.h>

static void mark_node(gd_heap *heap, const void *data, size_t size)
{
    const gd_tape_node *node = data;
    (void)size;
    heap_mark(heap, node->keep);
    heap_mark(heap, node->saved_names);
    heap_mark(heap, node->subject);
    heap_mark(heap, node->path);
    heap_mark(heap, node->hooks);
    heap_mark(heap, node->walk.pending);
    heap_mark(heap, node->outer);
    heap_mark(heap, node->object);
    for (int i = 0; i < node->n_edges; i++) heap_mark(heap, node->edges[i].node);
    for (int i = 0; i < node->n_saved; i++) heap_mark(heap, node->saved[i].variable);
}

static void forget(gd_saved *saved)
{
    gd_tensor_free(saved->data);
    saved->data = NULL;
    saved->variable = NULL;
}

static void close_node(void *data)
{
    gd_tape_node *node = data;
    for (int i = 0; i < node->n_saved; i++) forget(&node->saved[i]);
}

static void mark_path(gd_heap *heap, const void *data, size_t size)
{
    const gd_view_path *path = data;
    (void)size;
    heap_mark(heap, path->before);
    heap_mark(heap, path->base);
    heap_mark(heap, path->memo);
}

static const gd_cell_class cell_node = {mark_node, close_node};
const gd_cell_class cell_view_path = {mark_path, NULL};

static gd_tape_node *new_node(gd_trace *trace, const gd_tape_rule *rule, int n_edges, int n_outputs,
                              int n_saved)
{
    size_t edges = (size_t)n_edges, outputs = (size_t)n_outputs, saved = (size_t)n_saved;
    size_t types = saved ? edges + outputs : outputs;
    gd_tape_node *node = heap_take(&trace->heap, &cell_node,
                                   sizeof *node + edges * sizeof *node->edges +
                                       saved * sizeof *node->saved + types * sizeof *node->outputs,
                                   trace->err);
    if (!node) return NULL;
    node->rule = rule;
    node->edges = (gd_tape_edge *)(node + 1);
    node->saved = (gd_saved *)(node->edges + edges);
    node->outputs = (gd_type *)(node->saved + saved);
    node->operand_types = saved ? node->outputs + outputs : NULL;
    node->n_edges = n_edges;
    node->n_outputs = n_outputs;
    node->n_saved = n_saved;
    node->sequence = ++trace->tape_length;
    node->span = trace->here;
    return node;
}

gd_tape_node *tape_node_new(gd_trace *trace, const gd_tape_rule *rule, const char *name,
                            const void *keep, int n_edges, int n_outputs)
{
    gd_tape_node *node = new_node(trace, rule, n_edges, n_outputs, 0);
    if (!node) return NULL;
    node->name = name;
    node->keep = keep;
    return node;
}

gd_tape_node *tape_function_new(gd_trace *trace, const gd_object *name, int n_edges, int n_outputs,
                                int n_saved)
{
    gd_tape_node *node = new_node(trace, &tape_function, n_edges, n_outputs, n_saved);
    char *copy =
        node ? heap_copy(&trace->heap, name->text, (size_t)name->length, trace->err) : NULL;
    if (!copy) return NULL;
    node->name = node->keep = copy;
    return node;
}

bool tape_requires_grad(const gd_object *tensor)
{
    const gd_variable *variable = tensor_variable(tensor);
    if (variable->requires_grad || variable->node) return true;
    if (!variable->path) return false;
    bool stale = variable_version(variable) != variable->version;
    return (stale || variable->no_grad_view) && tape_requires_grad(variable->path->base);
}

bool tape_records(const gd_trace *trace, const gd_object *const *operands, int64_t n)
{
    for (int64_t i = 0; trace->grad_enabled && i < n; i++)
        if (operands[i]->kind == GD_OBJECT_TENSOR && tape_requires_grad(operands[i])) return true;
    return false;
}

bool tape_set(gd_trace *trace, const gd_object *tensor, gd_tape_node *node, int32_t output)
{
    gd_variable *variable = variable_copy(trace, tensor_variable(tensor));
    if (!variable) return false;
    variable->node = node;
    variable->output = output;
    variable->requires_grad = false;
    variable->accumulate = NULL;
    variable->version = variable_version(variable);
    tensor_become(tensor, variable);
    return true;
}

/* A view whose elements were written to through another one comes from what the base is now. */
static bool refresh(gd_trace *trace, const gd_object *tensor)
{
    const gd_variable *variable = tensor_variable(tensor);
    if (!variable->path || variable->no_grad_view ||
        variable_version(variable) == variable->version)
        return true;
    bool enabled = trace->grad_enabled;
    trace->grad_enabled = true;
    const gd_object *now = eager_replay(trace, variable->path, variable->path->base);
    trace->grad_enabled = enabled;
    if (!now) return false;
    gd_tape_node *node = tensor_variable(now)->node;
    if (node) node->name = "AsStridedBackward0";
    return tape_set(trace, tensor, node, tensor_variable(now)->output);
}

static bool pull_nothing(gd_trace *trace, gd_tape_node *node, const gd_object *const *cotangents,
                         const gd_object **gradients)
{
    (void)trace, (void)node, (void)cotangents, (void)gradients;
    return true;
}

const gd_tape_rule tape_accumulate = {pull_nothing, false};

static gd_tape_node *accumulate_of(gd_trace *trace, const gd_object *leaf)
{
    gd_variable *variable = tensor_variable(leaf);
    if (variable->accumulate) return variable->accumulate;
    gd_tape_node *node = tape_node_new(trace, &tape_accumulate, "AccumulateGrad", NULL, 0, 1);
    if (!node) return NULL;
    node->outputs[0] = variable->type;
    node->sequence = UINT64_MAX;
    node->subject = leaf;
    return variable->accumulate = node;
}

bool tape_edge(gd_trace *trace, const gd_object *tensor, gd_tape_edge *edge)
{
    *edge = (gd_tape_edge){0};
    if (!refresh(trace, tensor)) return false;
    const gd_variable *variable = tensor_variable(tensor);
    if (variable->node) *edge = (gd_tape_edge){variable->node, variable->output};
    else if (tape_requires_grad(tensor)) edge->node = accumulate_of(trace, tensor);
    return edge->node || !trace->err->code;
}

const char *tape_full_name(const gd_tape_node *node, char text[TAPE_NAME])
{
    static const char *const spelled[] = {"AccumulateGrad", "CopySlices", "CopyBackwards"};
    bool own = false;
    for (size_t i = 0; i < sizeof spelled / sizeof *spelled; i++)
        own = own || !strcmp(node->name, spelled[i]);
    snprintf(text, TAPE_NAME, "%s%s", own ? "torch::autograd::" : "", node->name);
    return text;
}

/* A node's name in messages: without "Backward" and a number of 0. */
void tape_short_name(const gd_tape_node *node, char text[TAPE_NAME])
{
    tape_full_name(node, text);
    char *tail = strstr(text, "Backward");
    if (!tail || !strcmp(tail, "Backwards")) return;
    const char *number = tail + strlen("Backward");
    memmove(tail, number, strlen(number) + 1);
    if (!strcmp(tail, "0")) *tail = 0;
}

/* Where a saved value comes from: a result from the node itself, an operand from what it is now. */
static bool find_origin(gd_trace *trace, const gd_tape_node *node, int i, gd_tape_edge *origin)
{
    gd_variable *variable = node->saved[i].variable;
    *origin = (gd_tape_edge){(gd_tape_node *)(uintptr_t)node, i - node->n_edges};
    if (node->routine && i >= node->n_edges) return true;
    if (variable->object && !refresh(trace, variable->object)) return false;
    if (variable->object) variable = tensor_variable(variable->object);
    *origin = (gd_tape_edge){variable->node, variable->output};
    return true;
}

/* "[torch.FloatTensor [2, 3]]" and so on, as PyTorch says it. */
static bool refuse_changed(gd_trace *trace, const gd_tape_node *node, int i)
{
    char shape[SHAPE_TEXT], name[TAPE_NAME], from[TAPE_NAME + 32] = "";
    const gd_saved *saved = &node->saved[i];
    const gd_variable *variable = saved->variable;
    gd_tape_edge origin;
    if (!find_origin(trace, node, i, &origin)) return false;
    if (origin.node) {
        tape_short_name(origin.node, name);
        snprintf(from, sizeof from, ", which is output %d of %s,", (int)origin.output, name);
    }
    return object_refuse(
        trace, GD_RUNTIME,
        "one of the variables needed for gradient computation has been modified by an inplace "
        "operation: [torch.%sTensor %s]%s is at version %lld; expected version %lld instead. Hint: "
        "enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False).",
        gd_dtype_tensor_name(variable->type.dtype), shape_list(&variable->type.shape, shape), from,
        (long long)variable_version(variable), (long long)saved->version);
}

bool tape_refuse_freed(gd_trace *trace)
{
    return object_refuse(trace, GD_RUNTIME,
                         "Trying to backward through the graph a second time (or directly access "
                         "saved tensors after they have already been freed). Saved intermediate "
                         "values of the graph are freed when you call .backward() or "
                         "autograd.grad(). Specify retain_graph=True if you need to backward "
                         "through the graph a second time or if you need to access saved tensors "
                         "after calling backward.");
}

void tape_release(gd_tape_node *node)
{
    node->freed = true;
    for (int i = 0; i < node->n_saved; i++) forget(&node->saved[i]);
}

static bool check_saved(gd_trace *trace, const gd_tape_node *node, int i)
{
    const gd_saved *saved = &node->saved[i];
    if (node->freed) return tape_refuse_freed(trace);
    bool changed = saved->variable && variable_version(saved->variable) != saved->version;
    return !changed || refuse_changed(trace, node, i);
}

/* The saved variable as it was: x.data may have changed its elements. */
static gd_variable *saved_variable(gd_trace *trace, const gd_saved *saved)
{
    gd_variable *now = saved->variable;
    if (now->storage->data == saved->data) return now;
    const gd_object *past = tensor_wrap(trace, gd_tensor_ref(saved->data));
    gd_variable *variable = past ? variable_copy(trace, now) : NULL;
    if (!variable) return NULL;
    variable->storage = tensor_variable(past)->storage;
    variable->storage->version = saved->version;
    variable->apart = NULL;
    variable->object = NULL;
    return variable;
}

const gd_object *tape_unpack(gd_trace *trace, const gd_tape_node *node, int i)
{
    const gd_saved *saved = &node->saved[i];
    if (!check_saved(trace, node, i)) return NULL;
    if (!saved->variable) return object_float(trace, saved->number);
    gd_variable *variable = saved_variable(trace, saved);
    bool result = node->routine && i >= node->n_edges;
    return result ? tensor_of(trace, variable) : variable_object(trace, variable);
}

/* The arrays that a pullback takes, by operand and by result: in `few` unless there are many. */
typedef struct exchange {
    bool *wanted, *present;
    const void **operands, **results, **cotangents;
    void **gradients;
    void *few[64];
} exchange;

static bool open_exchange(gd_trace *trace, const gd_tape_node *node, exchange *it)
{
    size_t n = (size_t)node->n_edges, m = (size_t)node->n_outputs, pointer = sizeof(void *);
    size_t size = (2 * n + 2 * m) * pointer + n + m;
    char *room = (char *)it->few;
    if (size <= sizeof it->few) memset(room, 0, size);
    else room = heap_take(&trace->heap, &cell_bytes, size, trace->err);
    if (!room) return false;
    it->operands = (const void **)(void *)room;
    it->gradients = (void **)(void *)(room + n * pointer);
    it->results = (const void **)(void *)(room + 2 * n * pointer);
    it->cotangents = it->results + m;
    it->wanted = (bool *)(room + 2 * (n + m) * pointer);
    it->present = it->wanted + n;
    for (size_t i = 0; i < n; i++) it->wanted[i] = node->edges[i].node;
    return true;
}

/* The gradient of an operand by a routine of its own, which goes on the tape. */
static const gd_object *pull_recorded(gd_trace *trace, gd_tape_node *node,
                                      const gd_pullback *pullback, int operand,
                                      const gd_object *const *cotangents)
{
    int n;
    const gd_use *uses;
    gd_routine *routine = pullback_gradient(pullback, operand, &uses, &n, trace->err);
    const gd_object **values = routine ? heap_take_array(&trace->heap, &cell_array, (size_t)n + 1,
                                                         sizeof *values, trace->err)
                                       : NULL;
    if (!values) return NULL;
    for (int i = 0; i < n; i++) {
        int at = uses[i].index;
        if (uses[i].kind == GD_USE_COTANGENT) values[i] = cotangents[at];
        else
            values[i] =
                tape_unpack(trace, node, uses[i].kind == GD_USE_RESULT ? node->n_edges + at : at);
        if (!values[i]) return NULL;
    }
    const gd_object *result;
    return eager_run(trace, node->keep, routine, values, n, false, &result) ? result : NULL;
}

static bool pull_all_recorded(gd_trace *trace, gd_tape_node *node, const gd_pullback *pullback,
                              const gd_object *const *cotangents, const gd_object **gradients)
{
    for (int i = 0; i < node->n_edges; i++)
        if (pullback_connected(pullback, i) &&
            !(gradients[i] = pull_recorded(trace, node, pullback, i, cotangents)))
            return false;
    return true;
}

/* The elements of what the pullback needs. */
static bool gather_saved(gd_trace *trace, gd_tape_node *node, const gd_pullback *pullback,
                         exchange *it)
{
    for (int i = 0; i < node->n_edges + node->n_outputs; i++) {
        int result = i - node->n_edges;
        bool needed = result < 0 ? pullback_saves_parameter(pullback, i)
                                 : pullback_saves_result(pullback, result);
        if (!needed) continue;
        const gd_saved *saved = &node->saved[i];
        if (!check_saved(trace, node, i)) return false;
        const gd_variable *variable = saved->variable ? saved_variable(trace, saved) : NULL;
        if (saved->variable && !variable) return false;
        const void *data = variable ? variable_data(trace, variable) : &saved->number;
        if (!data) return false;
        if (result < 0) it->operands[i] = data;
        else it->results[result] = data;
    }
    return true;
}

static bool pull_elements(gd_trace *trace, gd_tape_node *node, const gd_pullback *pullback,
                          exchange *it, const gd_object *const *cotangents,
                          const gd_object **gradients)
{
    if (!gather_saved(trace, node, pullback, it)) return false;
    for (int i = 0; i < node->n_outputs; i++)
        if (cotangents[i] &&
            !(it->cotangents[i] = variable_data(trace, tensor_variable(cotangents[i]))))
            return false;
    for (int i = 0; i < node->n_edges; i++) {
        if (!pullback_connected(pullback, i)) continue;
        gradients[i] = tensor_new(trace, &node->operand_types[i], &it->gradients[i]);
        if (!gradients[i]) return false;
        ((gd_object *)(uintptr_t)gradients[i])->integer = TAPE_FRESH;
    }
    return pullback_run(pullback, it->operands, it->results, it->cotangents, it->gradients,
                        trace->context, trace->err);
}

static bool pull_routine(gd_trace *trace, gd_tape_node *node, const gd_object *const *cotangents,
                         const gd_object **gradients)
{
    exchange it;
    if (node->freed && tape_saves_number(node)) return tape_refuse_freed(trace);
    if (!open_exchange(trace, node, &it)) return false;
    for (int i = 0; i < node->n_outputs; i++) it.present[i] = cotangents[i];
    const gd_pullback *pullback = routine_pullback(
        node->routine, it.wanted, it.present, trace->context->limits, trace->context, trace->err);
    if (!pullback) return false;
    if (trace->grad_enabled) return pull_all_recorded(trace, node, pullback, cotangents, gradients);
    return pull_elements(trace, node, pullback, &it, cotangents, gradients);
}

static const gd_tape_rule routine_rule = {pull_routine, true};

const gd_object *tape_gradient(const gd_object *gradient)
{
    if (!gradient) return &object_none;
    ((gd_object *)(uintptr_t)gradient)->integer = 0;
    return gradient;
}

static bool take_gradients(gd_trace *trace, const gd_tape_node *node, const gd_object *given,
                           const gd_object **gradients)
{
    if (!object_is_sequence(given) || given->length != node->n_edges)
        return object_refuse(trace, GD_RUNTIME,
                             "function %s returned an incorrect number of gradients (expected %d)",
                             node->name, node->n_edges);
    for (int i = 0; i < node->n_edges; i++)
        if (given->items[i]->kind == GD_OBJECT_TENSOR) gradients[i] = given->items[i];
    return heap_push(&trace->heap, given, trace->err);
}

static bool pull_function(gd_trace *trace, gd_tape_node *node, const gd_object *const *cotangents,
                          const gd_object **gradients)
{
    gd_sequence items = {0};
    if (node->freed) return tape_refuse_freed(trace);
    for (int i = 0; i < node->n_outputs; i++)
        if (!sequence_add(trace, &items, tape_gradient(cotangents[i]))) return false;
    const gd_object *all = object_sequence(trace, GD_OBJECT_TUPLE, &items);
    const gd_object *given = all ? call_with(trace, node->subject, &all, 1) : NULL;
    return given && take_gradients(trace, node, given, gradients);
}

const gd_tape_rule tape_function = {pull_function, true};

static gd_saved saved_now(gd_variable *variable)
{
    return (gd_saved){.variable = variable,
                      .version = variable_version(variable),
                      .data = gd_tensor_ref(variable->storage->data),
                      .is_saved = true};
}

void tape_save(gd_tape_node *node, int i, const gd_object *tensor)
{
    node->saved[i] = saved_now(tensor_variable(tensor));
}

static void save(gd_tape_node *node, int i, const gd_object *value)
{
    gd_variable *variable = value->kind == GD_OBJECT_TENSOR ? tensor_variable(value) : NULL;
    node->saved[i] =
        variable ? saved_now(variable) : (gd_saved){.number = value->number, .is_saved = true};
}

static void save_needed(gd_tape_node *node, const gd_pullback *pullback,
                        const gd_object *const *operands, const gd_object *const *results)
{
    for (int i = 0; i < node->n_edges; i++)
        if (pullback_saves_parameter(pullback, i)) save(node, i, operands[i]);
    for (int i = 0; i < node->n_outputs; i++)
        if (pullback_saves_result(pullback, i)) save(node, node->n_edges + i, results[i]);
}

static bool check_inference(gd_trace *trace, const gd_tape_node *node)
{
    bool any = false;
    for (int i = 0; i < node->n_edges; i++)
        any = any || (node->saved[i].variable && node->saved[i].variable->inference);
    return !any ||
           object_refuse(trace, GD_RUNTIME,
                         "Inference tensors cannot be saved for backward. Please do not use "
                         "Tensors created in inference mode in computation tracked by autograd. To "
                         "work around this, you can make a clone to get a normal tensor and use it "
                         "in autograd, or use `torch.no_grad()` instead of "
                         "`torch.inference_mode()`.");
}

static bool find_edges(gd_trace *trace, gd_tape_node *node, const gd_object *const *operands)
{
    for (int i = 0; i < node->n_edges; i++) {
        node->operand_types[i].shape.rank = -1;
        if (operands[i]->kind != GD_OBJECT_TENSOR) continue;
        node->operand_types[i] = *tensor_type(operands[i]);
        if (!tape_edge(trace, operands[i], &node->edges[i])) return false;
    }
    return true;
}

/* The pullback to all operands that require gradients; NULL without an error if none gets any. */
static const gd_pullback *find_pullback(gd_trace *trace, gd_tape_node *node)
{
    exchange it;
    if (!open_exchange(trace, node, &it)) return NULL;
    for (int i = 0; i < node->n_outputs; i++)
        it.present[i] = gd_dtype_kind(node->outputs[i].dtype) == GD_KIND_FLOAT;
    const gd_pullback *pullback = routine_pullback(
        node->routine, it.wanted, it.present, trace->context->limits, trace->context, trace->err);
    for (int i = 0; pullback && i < node->n_edges; i++)
        if (pullback_connected(pullback, i)) return pullback;
    return NULL;
}

/* Whether result `i` is of this call: a float that is no operand handed through. */
static bool is_own(const gd_routine *routine, const gd_object *const *operands,
                   const gd_object *const *results, int i)
{
    int alias = routine_alias(routine, i);
    bool through = alias >= 0 && results[i] == operands[alias];
    return !through && gd_dtype_kind(routine_result(routine, i)->dtype) == GD_KIND_FLOAT;
}

static bool any_own(const gd_routine *routine, const gd_object *const *operands,
                    const gd_object *const *results)
{
    for (int i = 0; i < routine_results(routine); i++)
        if (is_own(routine, operands, results, i)) return true;
    return false;
}

static void set_results(gd_tape_node *node, const gd_object *const *operands,
                        const gd_object *const *results)
{
    for (int i = 0; i < node->n_outputs; i++) {
        if (!is_own(node->routine, operands, results, i)) continue;
        gd_variable *variable = tensor_variable(results[i]);
        variable->node = node;
        variable->output = i;
    }
}

/* The name of a node whose call is a gradient: the product that it is, where our rule also selects;
 * that of matrices or of batches of them, where it is of any operands. */
static const char *gradient_name(const gd_tape_node *node)
{
    static const struct {
        const char *name, *plain, *batched;
    } names[] = {{"WhereBackward0", "MulBackward0", "MulBackward0"},
                 {"MatmulBackward0", "MmBackward0", "BmmBackward0"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(node->name, names[i].name))
            return node->outputs[0].shape.rank > 2 ? names[i].batched : names[i].plain;
    return node->name;
}

bool tape_record(gd_trace *trace, const gd_memo *memo, gd_routine *routine,
                 const gd_object *const *operands, int n, const gd_object *const *results,
                 int n_results)
{
    if (!any_own(routine, operands, results)) return true;
    gd_tape_node *node = new_node(trace, &routine_rule, n, n_results, n + n_results);
    if (!node) return false;
    node->keep = memo;
    node->routine = routine;
    for (int i = 0; i < n_results; i++) node->outputs[i] = *routine_result(routine, i);
    if (!find_edges(trace, node, operands)) return false;
    node->sequence = ++trace->tape_length;
    const gd_pullback *pullback = find_pullback(trace, node);
    if (!pullback) return !trace->err->code;
    node->saved_names = routine == memo->routine ? memo->names : NULL;
    for (int i = 0; i < n_results && !node->name; i++) node->name = routine_grad_fn(routine, i);
    if (routine != memo->routine && node->name) node->name = gradient_name(node);
    if (!node->name) node->name = memo->own_name;
    set_results(node, operands, results);
    save_needed(node, pullback, operands, results);
    return check_inference(trace, node);
}

static bool is_whole_of(const gd_saved *saved, const gd_storage *storage)
{
    return saved->variable && saved->variable->storage == storage;
}

bool tape_before_write(gd_trace *trace, const gd_object *tensor, const gd_object *value)
{
    gd_tape_node *node = tensor_variable(value)->node;
    const gd_storage *storage = tensor_variable(tensor)->storage;
    for (int i = 0; node && i < node->n_edges && node->n_saved; i++) {
        gd_saved *saved = &node->saved[i];
        if (!is_whole_of(saved, storage) || saved->version != variable_version(saved->variable))
            continue;
        const gd_object *copy = tensor_wrap(trace, variable_tensor(trace, saved->variable));
        if (!copy) return false;
        gd_variable *kept = tensor_variable(copy);
        kept->requires_grad = saved->variable->requires_grad;
        kept->node = saved->variable->node;
        kept->output = saved->variable->output;
        kept->accumulate = saved->variable->accumulate;
        forget(saved);
        *saved = saved_now(kept);
    }
    return true;
}

void tape_after_write(const gd_object *tensor, const gd_object *value)
{
    gd_tape_node *node = tensor_variable(value)->node;
    gd_variable *now = tensor_variable(tensor), *result = tensor_variable(value);
    for (int i = node ? node->n_edges : 0; node && i < node->n_saved; i++) {
        if (!is_whole_of(&node->saved[i], result->storage)) continue;
        forget(&node->saved[i]);
        node->saved[i] = saved_now(now);
    }
}
