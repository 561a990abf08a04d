/* What the library reaches of the tape and of tensors with elements, as members of `prim`. The
 * library checks arguments and has PyTorch's names and words; here is only what cannot be written
 * in the dialect. */
#include "engine/lang/autograd.h"

#include "engine/exec/data_shape.h"
#include "engine/lang/eager.h"
#include "engine/lang/inplace.h"
#include "engine/lang/tape.h"

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
    if (!need_elements(trace, tensor) || !tape_edge(trace, tensor, &edge)) return NULL;
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

/* become(x, y): x is what y is: its elements and its place on the tape. */
static const gd_object *run_become(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    const gd_object *other = need_elements(trace, arguments->values[1]);
    gd_variable *variable = tensor && other ? variable_copy(trace, tensor_variable(other)) : NULL;
    if (!variable) return NULL;
    ((gd_object *)(uintptr_t)tensor)->detail = variable;
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
    return tensor ? object_int(trace, tensor_variable(tensor)->storage->version) : NULL;
}

static const gd_object *run_retains_grad(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    const gd_tensor_meta *meta = arguments->values[0]->meta;
    return object_bool(meta && meta->retains_grad);
}

static const gd_object *run_item(gd_trace *trace, const gd_arguments *arguments)
{
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

static const gd_object *node_object(gd_trace *trace, gd_tape_node *node)
{
    if (!node) return &object_none;
    if (node->object) return node->object;
    gd_object *object = object_new(trace, GD_OBJECT_NODE);
    if (!object) return NULL;
    object->detail = node;
    object->owns_detail = true;
    return node->object = object;
}

static const gd_object *run_node(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_edge edge;
    const gd_object *tensor = arguments->values[0];
    if (!need_elements(trace, tensor) || !tape_edge(trace, tensor, &edge)) return NULL;
    return node_object(trace, tensor_variable(tensor)->node);
}

static const gd_object *run_output_number(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    return tensor ? object_int(trace, tensor_variable(tensor)->output) : NULL;
}

static gd_tape_node *node_of(const gd_object *object)
{
    return (gd_tape_node *)(uintptr_t)object->detail;
}

static const gd_object *node_name(gd_trace *trace, const gd_arguments *arguments)
{
    const char *name = node_of(arguments->values[0])->name;
    return object_string(trace, name, strlen(name));
}

static const gd_object *next_functions(gd_trace *trace, const gd_tape_node *node)
{
    gd_sequence items = {0};
    for (int i = 0; i < node->n_edges; i++) {
        const gd_tape_edge *edge = &node->edges[i];
        if (node->operand_types && node->operand_types[i].shape.rank < 0) continue;
        const gd_object *pair[] = {node_object(trace, edge->node), object_int(trace, edge->output)};
        if (!pair[0] || !pair[1] || !sequence_add(trace, &items, object_tuple(trace, pair, 2)))
            return NULL;
    }
    return object_sequence(trace, GD_OBJECT_TUPLE, &items);
}

/* PyTorch's names of what a node saves: those of its operators' parameters. */
static const char *saved_name(const gd_tape_node *node, int i)
{
    if (i >= node->n_edges) return "result";
    const char *name = node->saved_names ? node->saved_names[i] : "";
    return strcmp(name, "input") ? name : "self";
}

static const gd_object *saved(gd_trace *trace, const gd_tape_node *node, const char *name)
{
    for (int i = 0; i < node->n_saved; i++)
        if (!strcmp(saved_name(node, i), name) && node->saved[i].is_saved)
            return tape_unpack(trace, node, i);
    return NULL;
}

static const gd_builtin node_methods[] = {
    {"name", 1, 1, NULL, node_name, BUILTIN_PLAIN},
};

const gd_object *autograd_node_member(gd_trace *trace, const gd_object *object, const char *name)
{
    const gd_tape_node *node = node_of(object);
    if (!strcmp(name, "next_functions")) return next_functions(trace, node);
    if (!strcmp(name, "variable") && node->rule == &tape_accumulate) return node->subject;
    if (!strncmp(name, "_saved_", 7)) return saved(trace, node, name + 7);
    if (strcmp(name, "name")) return NULL;
    gd_object *method = object_new(trace, GD_OBJECT_BUILTIN);
    if (method) method->detail = &node_methods[0];
    return method ? object_method(trace, method, object) : NULL;
}

static bool add_hook(gd_trace *trace, gd_tape_node *node, int output, const gd_object *hook)
{
    gd_sequence hooks = {0};
    const gd_object *pair[] = {object_int(trace, output), hook};
    const gd_object *entry = pair[0] ? object_tuple(trace, pair, 2) : NULL;
    if (!entry || (node->hooks && !object_iterate(trace, node->hooks, &hooks)) ||
        !sequence_add(trace, &hooks, entry))
        return false;
    node->hooks = object_sequence(trace, GD_OBJECT_LIST, &hooks);
    return node->hooks;
}

/* add_hook(x, callable): called with the gradient of x, which what it returns replaces. */
static const gd_object *run_add_hook(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_edge edge;
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    if (!tensor || !tape_edge(trace, tensor, &edge)) return NULL;
    if (!add_hook(trace, edge.node, edge.output, arguments->values[1])) return NULL;
    return edge.node->hooks->items[edge.node->hooks->length - 1];
}

/* remove_hook(x, what add_hook gave) */
static const gd_object *run_remove_hook(gd_trace *trace, const gd_arguments *arguments)
{
    gd_tape_edge edge;
    gd_sequence hooks = {0};
    const gd_object *tensor = need_elements(trace, arguments->values[0]);
    if (!tensor || !tape_edge(trace, tensor, &edge)) return NULL;
    const gd_object *all = edge.node ? edge.node->hooks : NULL;
    for (int64_t i = 0; all && i < all->length; i++)
        if (all->items[i] != arguments->values[1] && !sequence_add(trace, &hooks, all->items[i]))
            return NULL;
    if (all && !(edge.node->hooks = object_sequence(trace, GD_OBJECT_LIST, &hooks))) return NULL;
    return &object_none;
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

static const gd_object *gradients_of(gd_trace *trace, const gd_object *const *gradients, int64_t n)
{
    gd_sequence items = {0};
    for (int64_t i = 0; i < n; i++)
        if (!sequence_add(trace, &items, gradients[i] ? gradients[i] : &object_none)) return NULL;
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
    for (int64_t i = 0; i < n; i++)
        if (gradients[i]) ((gd_object *)(uintptr_t)gradients[i])->integer = 0;
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

/* data_shape(name, operands, axis=-1, consecutive=False, least=0): a tuple of what the row gives. */
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

/* set_print_options(precision, threshold, edgeitems, linewidth, profile, sci_mode), None for what is
 * to stay; the notation never stays. */
static const gd_object *run_set_print_options(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    repr_options *options = &trace->printing;
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
    {"remove_hook", 2, 2, "t.", run_remove_hook, BUILTIN_PLAIN},
    {"retain_grad", 1, 1, "t", run_retain_grad, BUILTIN_PLAIN},
    {"retains_grad", 1, 1, "t", run_retains_grad, BUILTIN_PLAIN},
    {"backward", 6, 6, "qq.iii", run_backward, BUILTIN_PLAIN},
    {NULL, 0, 0, NULL, NULL, BUILTIN_PLAIN},
};
