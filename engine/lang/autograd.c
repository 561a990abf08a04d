/* What the library reaches of the tape and of tensors with elements, as members of `prim`. The
 * library checks arguments and has PyTorch's names and words; here is only what cannot be written
 * in the dialect. */
#include "engine/lang/autograd.h"

#include "engine/exec/data_shape.h"
#include "engine/lang/class.h"
#include "engine/lang/eager.h"
#include "engine/lang/inplace.h"
#include "engine/lang/node.h"

#include <string.h>

static const gd_object *need_elements(gd_trace *trace, const gd_object *tensor)
{
    if (tensor_variable(tensor)) return tensor;
    object_fail(trace, GD_UNSUPPORTED,
                "the elements of a tensor are not known while a program is traced");
    gd_hint(trace->err,
            "ask for gradients and values in the request; POST /v1/run runs programs eagerly");
    return NULL;
}

/* Where gradients of a tensor with elements go on the tape. */
static bool need_edge(gd_trace *trace, const gd_object *tensor, gd_tape_edge *edge)
{
    return need_elements(trace, tensor) && tape_edge(trace, tensor, edge);
}

static const gd_object *run_has_elements(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    return object_bool(tensor_variable(arguments->values[0]));
}

static const gd_object *run_grad(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    const gd_object *grad = tensor_grad(arguments->values[0]);
    return grad ? grad : &object_none;
}

/* set_grad(x, tensor or None) */
static const gd_object *run_set_grad(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *grad = arguments->values[1];
    gd_tensor_meta *meta = tensor_meta(trace, arguments->values[0]);
    if (meta) meta->grad = grad->kind == GD_OBJECT_TENSOR ? grad : NULL;
    return meta ? &object_none : NULL;
}

static const gd_object *run_requires_grad(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    return tensor ? object_bool(tape_requires_grad(tensor)) : NULL;
}

static const gd_object *run_is_leaf(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_edge edge;
    const gd_object *tensor = arguments->values[0];
    if (!need_edge(trace, tensor, &edge)) return NULL;
    return object_bool(!tensor_variable(tensor)->node);
}

/* set_requires_grad(x, flag), of a leaf */
static const gd_object *run_set_requires_grad(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    if (tensor) tensor_variable(tensor)->requires_grad = arguments->values[1]->integer;
    return tensor;
}

/* detached(x): the same elements, off the tape. */
static const gd_object *run_detached(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    gd_variable *variable = tensor ? variable_copy(trace, tensor_variable(tensor)) : NULL;
    if (!variable) return NULL;
    variable->requires_grad = false;
    variable->node = variable->accumulate = NULL;
    variable->path = NULL;
    return tensor_of(trace, variable);
}

/* subclassed(x, class, flag): a leaf with the elements of x that is an instance of a class. */
static const gd_object *run_subclassed(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *leaf = run_detached(trace, arguments);
    gd_tensor_meta *meta = leaf ? tensor_meta(trace, leaf) : NULL;
    if (!meta) return NULL;
    meta->class = arguments->values[1];
    tensor_variable(leaf)->requires_grad = arguments->values[2]->integer;
    return leaf;
}

/* become(x, y): x is what y is: its elements and its place on the tape. */
static const gd_object *run_become(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    const gd_object *other = need_elements(trace, arguments->values[1]);
    gd_variable *variable = tensor && other ? variable_copy(trace, tensor_variable(other)) : NULL;
    if (!variable) return NULL;
    tensor_become(tensor, variable);
    return tensor;
}

/* write(x, y): x in place. */
static const gd_object *run_write(gd_trace *trace, const gd_arguments *arguments)
{
    if (!need_elements(trace, arguments->values[0])) return NULL;
    return inplace_write(trace, arguments->values[0], arguments->values[1]);
}

static const gd_object *run_grad_enabled(gd_trace *trace, const gd_arguments *arguments)
{
    (void)arguments;
    return object_bool(trace->grad_enabled);
}

static const gd_object *run_set_grad_enabled(gd_trace *trace, const gd_arguments *arguments)
{
    trace->grad_enabled = arguments->values[0]->integer;
    return &object_none;
}

static const gd_object *run_version(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    return tensor ? object_int(trace, variable_version(tensor_variable(tensor))) : NULL;
}

static const gd_object *run_retains_grad(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    const gd_tensor_meta *meta = arguments->values[0]->meta;
    return object_bool(meta && meta->retains_grad);
}

static const gd_object *run_item(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_variable *variable = tensor_variable(arguments->values[0]);
    if (trace->lanes && variable && variable->lane)
        return object_fail(trace, GD_RUNTIME,
                           "vmap: It looks like you're calling .item() on a Tensor. We don't "
                           "support vmap over calling .item() on a Tensor, please try to rewrite "
                           "what you're doing with other operations. If error is occurring "
                           "somewhere inside PyTorch internals, please file a bug report.");
    const gd_object *number = object_constant(trace, arguments->values[0]);
    return number || !need_elements(trace, arguments->values[0]) ? number : &object_none;
}

static const gd_object *nested(gd_trace *trace, const gd_tensor *data, int axis, int64_t *at)
{
    gd_sequence items = {0};
    if (axis == data->type.shape.rank) {
        int64_t i = (*at)++;
        switch (gd_dtype_kind(data->type.dtype)) {
        case GD_KIND_FLOAT: return object_float(trace, gd_tensor_get(data, i));
        case GD_KIND_INT: return object_int(trace, gd_tensor_get_int(data, i));
        default: return object_bool(gd_tensor_get_int(data, i));
        }
    }
    int64_t n = data->type.shape.dims[axis];
    if (!sequence_reserve(trace, &items, n) || !trace_step(trace, n)) return NULL;
    for (int64_t i = 0; i < n; i++)
        if (!sequence_add(trace, &items, nested(trace, data, axis + 1, at))) return NULL;
    return object_sequence(trace, GD_OBJECT_LIST, &items);
}

static const gd_object *run_list(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    gd_tensor *data = tensor ? variable_tensor(trace, tensor_variable(tensor)) : NULL;
    int64_t at = 0;
    const gd_object *list = data ? nested(trace, data, 0, &at) : NULL;
    gd_tensor_free(data);
    return list;
}

static const gd_object *run_node(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_edge edge;
    const gd_object *tensor = arguments->values[0];
    if (!need_edge(trace, tensor, &edge)) return NULL;
    return node_object(trace, tensor_variable(tensor)->node);
}

static const gd_object *run_output_number(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    return tensor ? object_int(trace, tensor_variable(tensor)->output) : NULL;
}

static const gd_object *add_hook(gd_trace *trace, gd_tape_node *node, int64_t output,
                                 const gd_object *hook)
{
    gd_sequence hooks = {0};
    const gd_object *pair[] = {object_int(trace, output), hook};
    const gd_object *entry = pair[0] ? object_tuple(trace, pair, 2) : NULL;
    if (!entry || (node->hooks && !object_iterate(trace, node->hooks, &hooks)) ||
        !sequence_add(trace, &hooks, entry))
        return NULL;
    node->hooks = object_sequence(trace, GD_OBJECT_LIST, &hooks);
    return node->hooks ? entry : NULL;
}

/* Adds a hook; gives what remove_hook takes: (node, entry). */
static const gd_object *add_removable_hook(gd_trace *trace, gd_tape_node *node, int64_t output,
                                           const gd_object *hook)
{
    const gd_object *entry = add_hook(trace, node, output, hook);
    const gd_object *pair[] = {entry ? node_raw(trace, node) : NULL, entry};
    return pair[0] ? object_tuple(trace, pair, 2) : NULL;
}

/* add_hook(x, callable): called with the gradient of x, which what it returns replaces. */
static const gd_object *run_add_hook(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_edge edge;
    if (!need_edge(trace, arguments->values[0], &edge)) return NULL;
    return add_removable_hook(trace, edge.node, edge.output, arguments->values[1]);
}

/* add_late_hook(x, callable): called with the leaf x after its gradient was accumulated. */
static const gd_object *run_add_late_hook(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_edge edge;
    if (!need_edge(trace, arguments->values[0], &edge)) return NULL;
    return add_removable_hook(trace, edge.node, HOOK_AFTER, arguments->values[1]);
}

/* add_node_hook(node, callable, before): called with the cotangents of the results; or, after the
 * node ran, with the gradients and the cotangents. */
static const gd_object *run_add_node_hook(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_node *node = node_need(trace, arguments->values[0]);
    bool before = arguments->values[2]->integer;
    if (!node) return NULL;
    return add_removable_hook(trace, node, before ? HOOK_BEFORE : HOOK_AFTER, arguments->values[1]);
}

/* remove_hook(what adding it gave) */
static const gd_object *run_remove_hook(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence hooks = {0};
    const gd_object *const *pair = arguments->values[0]->items;
    gd_tape_node *node = node_need(trace, pair[0]);
    const gd_object *all = node ? node->hooks : NULL;
    for (int64_t i = 0; all && i < all->length; i++)
        if (all->items[i] != pair[1] && !sequence_add(trace, &hooks, all->items[i])) return NULL;
    if (all && !(node->hooks = object_sequence(trace, GD_OBJECT_LIST, &hooks))) return NULL;
    return node ? &object_none : NULL;
}

static const gd_object *run_retain_grad(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_edge edge;
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    gd_tensor_meta *meta = tensor ? tensor_meta(trace, tensor) : NULL;
    if (!meta || !tape_edge(trace, tensor, &edge)) return NULL;
    if (meta->retains_grad || !tensor_variable(tensor)->node) return &object_none;
    meta->retains_grad = true;
    return add_hook(trace, edge.node, edge.output, tensor) ? &object_none : NULL;
}

/* What a Function gives is a tensor of its own: not the operand, and no view of it. */
static bool attach_output(gd_trace *trace, const gd_object **output, gd_tape_node *node, int i,
                          int64_t flag)
{
    const gd_object *tensor = *output;
    if (flag == 2) return tape_set(trace, tensor, node, i);
    gd_variable *variable = variable_copy(trace, tensor_variable(tensor));
    if (!variable) return false;
    variable->path = NULL;
    variable->no_grad_view = variable->requires_grad = false;
    variable->accumulate = NULL;
    variable->node = node;
    variable->output = i;
    if (flag == 3) *output = tensor_of(trace, variable);
    else tensor_become(tensor, variable);
    return *output;
}

/* attach(name, inputs, outputs, flags, pull, saved=0): puts a Function on the tape, with room for
 * that many saved values. flags by output: 0 no gradient flows there, 1 a new tensor, 2 one that
 * was changed in place, 3 an input. Gives (node, outputs). */
static const gd_object *run_attach(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values, *inputs = values[1], *outputs = values[2];
    gd_sequence made = {0};
    gd_tape_node *node =
        tape_function_new(trace, values[0], (int)inputs->length, (int)outputs->length,
                          arguments->n > 5 ? (int)values[5]->integer : 0);
    if (!node) return NULL;
    node->subject = values[4];
    for (int i = 0; i < node->n_edges; i++)
        if (!tape_edge(trace, inputs->items[i], &node->edges[i])) return NULL;
    node->sequence = ++trace->tape_length;
    for (int i = 0; i < node->n_outputs; i++) {
        const gd_object *output = outputs->items[i];
        int64_t flag = values[3]->items[i]->integer;
        node->outputs[i] = *tensor_type(output);
        if (flag && !attach_output(trace, &output, node, i, flag)) return NULL;
        if (!sequence_add(trace, &made, output)) return NULL;
    }
    const gd_object *pair[] = {node_raw(trace, node),
                               object_sequence(trace, GD_OBJECT_TUPLE, &made)};
    return pair[0] && pair[1] ? object_tuple(trace, pair, 2) : NULL;
}

/* save(node, i, x): the i-th value that a Function saves. */
static const gd_object *run_save(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_node *node = node_need(trace, arguments->values[0]);
    if (!node || !need_elements(trace, arguments->values[2])) return NULL;
    tape_save(node, (int)arguments->values[1]->integer, arguments->values[2]);
    return &object_none;
}

/* unpack(node, i): what save kept. */
static const gd_object *run_unpack(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_tape_node *node = node_need(trace, arguments->values[0]);
    return node ? tape_unpack(trace, node, (int)arguments->values[1]->integer) : NULL;
}

/* check_unused(node): fails when the node has served. */
static const gd_object *run_check_unused(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_tape_node *node = node_need(trace, arguments->values[0]);
    return node && (!node->freed || tape_refuse_freed(trace)) ? &object_none : NULL;
}

/* detect_anomaly(flag): whether NaN in gradients is an error from now on; gives what was. */
static const gd_object *run_detect_anomaly(gd_trace *trace, const gd_arguments *arguments)
{
    bool before = trace->detect_anomaly;
    trace->detect_anomaly = arguments->values[0]->integer;
    return object_bool(before);
}

/* reaches(x, own): whether gradients of x flow to leaves that are not among `own`. */
static const gd_object *run_reaches(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    int reaches = backward_reaches(trace, values[0], values[1]->items, values[1]->length);
    return reaches < 0 ? NULL : object_bool(reaches);
}

/* new_class(name, base): a class of the base's module. */
static const gd_object *run_new_class(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    return class_derive(trace, values[0], values[1]);
}

/* set_node_object(node, x): the program knows the node as x. */
static const gd_object *run_set_node_object(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_node *node = node_need(trace, arguments->values[0]);
    if (node) node->object = arguments->values[1];
    return node ? &object_none : NULL;
}

static const gd_object *run_next_functions(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_tape_node *node = node_need(trace, arguments->values[0]);
    return node ? node_next_functions(trace, node) : NULL;
}

/* apart(x): x.data. */
static const gd_object *run_apart(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    return tensor ? tensor_apart(trace, tensor) : NULL;
}

/* set_data(x, y): x has the elements of y and keeps its place on the tape. */
static const gd_object *run_set_data(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    const gd_object *other = need_elements(trace, arguments->values[1]);
    gd_variable *variable = tensor && other ? variable_copy(trace, tensor_variable(other)) : NULL;
    const gd_variable *before = variable ? tensor_variable(tensor) : NULL;
    if (!variable) return NULL;
    variable->requires_grad = before->requires_grad;
    variable->node = before->node;
    variable->output = before->output;
    variable->accumulate = before->accumulate;
    variable->path = NULL;
    variable->version = variable_version(variable);
    if (variable->accumulate) variable->accumulate->outputs[0] = variable->type;
    tensor_become(tensor, variable);
    return &object_none;
}

/* base(x): what x is a view of, or None. */
static const gd_object *run_base(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    const gd_view_path *path = tensor ? tensor_variable(tensor)->path : NULL;
    return path ? path->base : tensor ? &object_none : NULL;
}

/* lanes(n): changes the nesting of vmap by n, and gives it. */
static const gd_object *run_lanes(gd_trace *trace, const gd_arguments *arguments)
{
    trace->lanes += (int32_t)arguments->values[0]->integer;
    return object_int(trace, trace->lanes);
}

/* lane(x, flag): another name of x that is a lane, or is none. */
static const gd_object *run_lane(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    if (tensor) tensor_variable(tensor)->lane = arguments->values[1]->integer;
    return tensor;
}

static const gd_object *run_inference(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    return tensor ? object_bool(tensor_variable(tensor)->inference) : NULL;
}

/* set_inference(flag): whether tensors are made that the tape refuses; gives what was. */
static const gd_object *run_set_inference(gd_trace *trace, const gd_arguments *arguments)
{
    bool before = trace->inference;
    trace->inference = arguments->values[0]->integer;
    return object_bool(before);
}

/* array(x): the tensor as an array of NumPy's. */
static const gd_object *run_array(gd_trace *trace, const gd_arguments *arguments)
{
    gd_object *module = object_new(trace, GD_OBJECT_MODULE);
    if (!module) return NULL;
    module->text = "numpy";
    const gd_object *class = resolve_attribute(trace, module, name_of("ndarray"));
    return class ? call_with(trace, class, arguments->values, 1) : NULL;
}

static const gd_object *run_is_view(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    return tensor ? object_bool(tensor_variable(tensor)->path) : NULL;
}

static const gd_object *gradients_of(gd_trace *trace, const gd_object *const *gradients, int64_t n)
{
    gd_sequence items = {0};
    for (int64_t i = 0; i < n; i++)
        if (!sequence_add(trace, &items, tape_gradient(gradients[i]))) return NULL;
    return object_sequence(trace, GD_OBJECT_TUPLE, &items);
}

/* backward(roots, cotangents, inputs or None, retain, create, accumulate): a tuple with the
 * gradient of each input, or None where nothing flows. All roots require gradients. */
static const gd_object *run_backward(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    bool all = values[2]->kind == GD_OBJECT_NONE;
    int64_t n = all ? 0 : values[2]->length;
    const gd_object **gradients =
        heap_take_array(&trace->heap, &cell_array, (size_t)n + 1, sizeof *gradients, trace->err);
    const gd_backward asked = {.roots = values[0]->items,
                               .cotangents = values[1]->items,
                               .n_roots = values[0]->length,
                               .inputs = all ? NULL : values[2]->items,
                               .n_inputs = n,
                               .retain = values[3]->integer,
                               .create = values[4]->integer,
                               .accumulate = values[5]->integer};
    if (!gradients || !backward_run(trace, &asked, gradients)) return NULL;
    return gradients_of(trace, gradients, n);
}

/* The tensors of operands, for as long as the call runs. */
static bool borrow_tensors(gd_trace *trace, const gd_object *list, gd_tensor **tensors, int *n)
{
    for (*n = 0; *n < list->length && *n < DATA_SHAPE_OPERANDS; ++*n) {
        const gd_object *tensor = need_elements(trace, list->items[*n]);
        tensors[*n] = tensor ? variable_tensor(trace, tensor_variable(tensor)) : NULL;
        if (!tensors[*n]) return false;
    }
    return true;
}

static const gd_object *wrap_results(gd_trace *trace, gd_tensor **results, int n)
{
    gd_sequence items = {0};
    bool done = true;
    for (int i = 0; i < n; i++) {
        const gd_object *tensor = tensor_wrap(trace, results[i]);
        done = done && sequence_add(trace, &items, tensor);
    }
    return done ? object_sequence(trace, GD_OBJECT_TUPLE, &items) : NULL;
}

/* data_shape(name, operands, axis=-1, consecutive=False, least=0): a tuple of what the row
 * gives. */
static const gd_object *run_data_shape(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    const gd_data_shape *row = data_shape_find(values[0]->text);
    gd_data_options options = {
        .axis = arguments->n > 2 ? values[2]->integer : -1,
        .consecutive = arguments->n > 3 && values[3]->integer,
        .least = arguments->n > 4 ? values[4]->integer : 0,
    };
    gd_tensor *operands[DATA_SHAPE_OPERANDS] = {0}, *results[DATA_SHAPE_RESULTS] = {0};
    int n = 0;
    bool done = borrow_tensors(trace, values[1], operands, &n) &&
                row->run(operands, n, &options, trace->context, results, trace->err);
    for (int i = 0; i < DATA_SHAPE_OPERANDS; i++) gd_tensor_free(operands[i]);
    return done ? wrap_results(trace, results, row->results) : NULL;
}

static void set_option(const gd_object *given, int64_t *option)
{
    if (object_is_integer(given) && given->integer >= 0) *option = given->integer;
}

/* set_print_options(precision, threshold, edgeitems, linewidth, profile, sci_mode), None for what
 * is to stay; the notation never stays. */
static const gd_object *run_set_print_options(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    repr_options *options = &trace->tensor_options;
    const gd_object *profile = values[4], *notation = values[5];
    if (profile->kind == GD_OBJECT_STRING) repr_apply_profile(options, profile->text);
    set_option(values[0], &options->precision);
    if (object_is_number(values[1])) options->threshold = object_number(values[1]);
    set_option(values[2], &options->edgeitems);
    set_option(values[3], &options->linewidth);
    bool automatic = notation->kind != GD_OBJECT_BOOL;
    options->mode = automatic ? REPR_AUTO : notation->integer ? REPR_SCIENTIFIC : REPR_FIXED;
    return &object_none;
}

const gd_builtin autograd_functions[] = {
    {"set_print_options", 6, 6, NULL, run_set_print_options, BUILTIN_PLAIN},
    {"data_shape", 2, 5, "sqiii", run_data_shape, BUILTIN_PLAIN},
    {"has_elements", 1, 1, "t", run_has_elements, BUILTIN_PLAIN},
    {"grad", 1, 1, "t", run_grad, BUILTIN_PLAIN},
    {"set_grad", 2, 2, "t.", run_set_grad, BUILTIN_PLAIN},
    {"requires_grad", 1, 1, "t", run_requires_grad, BUILTIN_PLAIN},
    {"set_requires_grad", 2, 2, "ti", run_set_requires_grad, BUILTIN_PLAIN},
    {"is_leaf", 1, 1, "t", run_is_leaf, BUILTIN_PLAIN},
    {"detached", 1, 1, "t", run_detached, BUILTIN_PLAIN},
    {"subclassed", 3, 3, "t.i", run_subclassed, BUILTIN_PLAIN},
    {"become", 2, 2, "tt", run_become, BUILTIN_PLAIN},
    {"write", 2, 2, "tt", run_write, BUILTIN_PLAIN},
    {"grad_enabled", 0, 0, NULL, run_grad_enabled, BUILTIN_PLAIN},
    {"set_grad_enabled", 1, 1, "i", run_set_grad_enabled, BUILTIN_PLAIN},
    {"version", 1, 1, "t", run_version, BUILTIN_PLAIN},
    {"item", 1, 1, "t", run_item, BUILTIN_PLAIN},
    {"list", 1, 1, "t", run_list, BUILTIN_PLAIN},
    {"node", 1, 1, "t", run_node, BUILTIN_PLAIN},
    {"output_number", 1, 1, "t", run_output_number, BUILTIN_PLAIN},
    {"add_hook", 2, 2, "t.", run_add_hook, BUILTIN_PLAIN},
    {"add_late_hook", 2, 2, "t.", run_add_late_hook, BUILTIN_PLAIN},
    {"add_node_hook", 3, 3, "..i", run_add_node_hook, BUILTIN_PLAIN},
    {"remove_hook", 1, 1, "q", run_remove_hook, BUILTIN_PLAIN},
    {"attach", 5, 6, "sqqq.i", run_attach, BUILTIN_PLAIN},
    {"save", 3, 3, ".it", run_save, BUILTIN_PLAIN},
    {"unpack", 2, 2, ".i", run_unpack, BUILTIN_PLAIN},
    {"check_unused", 1, 1, NULL, run_check_unused, BUILTIN_PLAIN},
    {"detect_anomaly", 1, 1, "i", run_detect_anomaly, BUILTIN_PLAIN},
    {"reaches", 2, 2, "tq", run_reaches, BUILTIN_PLAIN},
    {"new_class", 2, 2, "s.", run_new_class, BUILTIN_PLAIN},
    {"set_node_object", 2, 2, NULL, run_set_node_object, BUILTIN_PLAIN},
    {"next_functions", 1, 1, NULL, run_next_functions, BUILTIN_PLAIN},
    {"apart", 1, 1, "t", run_apart, BUILTIN_PLAIN},
    {"set_data", 2, 2, "tt", run_set_data, BUILTIN_PLAIN},
    {"is_view", 1, 1, "t", run_is_view, BUILTIN_PLAIN},
    {"base", 1, 1, "t", run_base, BUILTIN_PLAIN},
    {"lanes", 1, 1, "i", run_lanes, BUILTIN_PLAIN},
    {"lane", 2, 2, "ti", run_lane, BUILTIN_PLAIN},
    {"inference", 1, 1, "t", run_inference, BUILTIN_PLAIN},
    {"set_inference", 1, 1, "i", run_set_inference, BUILTIN_PLAIN},
    {"array", 1, 1, "t", run_array, BUILTIN_PLAIN},
    {"retain_grad", 1, 1, "t", run_retain_grad, BUILTIN_PLAIN},
    {"retains_grad", 1, 1, "t", run_retains_grad, BUILTIN_PLAIN},
    {"backward", 6, 6, "qq.iii", run_backward, BUILTIN_PLAIN},
    {NULL, 0, 0, NULL, NULL, BUILTIN_PLAIN},
};
