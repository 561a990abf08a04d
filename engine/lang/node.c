/* Names, edges and saved values of nodes, in PyTorch's words.
 *
 * What a node saves is named after the parameters of its call; what the call was about is known to
 * the memo that made it. */
#include "engine/lang/node.h"

#include "engine/lang/autograd.h"
#include "engine/lang/class.h"

#include <string.h>

/* Nodes of one name have a class of that name. */
static const gd_object *class_of_nodes(gd_trace *trace, const char *name)
{
    const gd_object *known = table_find_name(trace->loaded, name_of(name));
    if (known) return known;
    const gd_object *text = object_text(trace, name);
    const gd_object *class = text ? class_derive(trace, text, &type_object.object) : NULL;
    bool kept = class && table_set_name(trace, trace->loaded, name_of(class->text), class);
    return kept ? class : NULL;
}

const gd_object *node_raw(gd_trace *trace, gd_tape_node *node)
{
    const gd_object *class = class_of_nodes(trace, node->name);
    gd_object *object = class ? object_new(trace, GD_OBJECT_NODE) : NULL;
    if (!object) return NULL;
    object->meta = class;
    object->detail = node;
    object->owns_detail = true;
    return object;
}

const gd_object *node_object(gd_trace *trace, gd_tape_node *node)
{
    if (!node) return &object_none;
    if (!node->object) node->object = node_raw(trace, node);
    return node->object;
}

static gd_tape_node *node_of(const gd_object *object)
{
    return (gd_tape_node *)(uintptr_t)object->detail;
}

gd_tape_node *node_need(gd_trace *trace, const gd_object *object)
{
    if (object->kind == GD_OBJECT_NODE) return node_of(object);
    object_fail(trace, GD_TYPE, "expected a node of the graph, not %s", object_type(object));
    return NULL;
}

static const gd_object *node_name(gd_trace *trace, const gd_arguments *arguments)
{
    char text[TAPE_NAME];
    const char *name = tape_full_name(node_of(arguments->values[0]), text);
    return object_string(trace, name, strlen(name));
}

/* Whether gradients could flow to an operand: not to indices and masks. */
static bool takes_gradients(const gd_tape_node *node, int i)
{
    if (!node->routine) return true;
    const gd_type *type = &node->operand_types[i];
    if (type->shape.rank < 0) return false;
    if (gd_dtype_kind(type->dtype) == GD_KIND_FLOAT || !node->saved_names) return true;
    const char *name = node->saved_names[i];
    bool binary = node->n_edges == 2 && !strcmp(node->saved_names[1], "other");
    return !strcmp(name, "other") || !strcmp(name, "tensors") || (!i && binary);
}

int node_edge(const gd_tape_node *node, int place)
{
    for (int i = 0; i < node->n_edges; i++)
        if (takes_gradients(node, i) && place-- == 0) return i;
    return place == 0 && tape_wraps_number(node) ? NODE_NUMBER : NODE_END;
}

const gd_object *node_next_functions(gd_trace *trace, const gd_tape_node *node)
{
    gd_sequence items = {0};
    for (int place = 0, i; (i = node_edge(node, place)) != NODE_END; place++) {
        const gd_tape_edge edge = i >= 0 ? node->edges[i] : (gd_tape_edge){0};
        const gd_object *pair[] = {node_object(trace, edge.node), object_int(trace, edge.output)};
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

/* A saved operand or result; a float in the place of a tensor is one. */
static const gd_object *saved_value(gd_trace *trace, const gd_tape_node *node, int i)
{
    if (node->freed) return tape_refuse_freed(trace), NULL;
    if (!node->saved[i].is_saved) return &object_none;
    const gd_object *value = tape_unpack(trace, node, i);
    bool other = value && value->kind == GD_OBJECT_FLOAT && !strcmp(saved_name(node, i), "other");
    return other ? call_named(trace, "tensor", &value, 1) : value;
}

/* An argument that is no operand; a number in the place of a tensor is one. */
static const gd_object *argument(gd_trace *trace, const gd_tape_node *node, const char *name)
{
    const gd_memo *memo = tape_memo(node);
    for (int i = 0; memo && i < memo->n_arguments; i++) {
        const gd_object *value = memo->arguments[i];
        const char *parameter = memo_parameter(&memo->callee, i);
        if (!value || strcmp(strcmp(parameter, "input") ? parameter : "self", name)) continue;
        if (strcmp(name, "other") || !object_is_number(value)) return value;
        return call_named(trace, "tensor", &value, 1);
    }
    return NULL;
}

static const gd_object *sizes(gd_trace *trace, const gd_type *type)
{
    gd_sequence items = {0};
    for (int i = 0; i < type->shape.rank; i++)
        if (!sequence_add(trace, &items, object_int(trace, type->shape.dims[i]))) return NULL;
    return object_sequence(trace, GD_OBJECT_TUPLE, &items);
}

static const gd_object *saved(gd_trace *trace, const gd_tape_node *node, const char *name)
{
    for (int i = 0; node->routine && i < node->n_saved; i++)
        if (!strcmp(saved_name(node, i), name)) return saved_value(trace, node, i);
    bool operand = node->routine && node->n_edges;
    if (operand && !strcmp(name, "self_sym_sizes")) return sizes(trace, node->operand_types);
    if (operand && !strcmp(name, "self_sym_numel"))
        return object_int(trace, shape_count(&node->operand_types->shape));
    return argument(trace, node, name);
}

static const gd_object *add_hook(gd_trace *trace, const gd_arguments *arguments, const char *name)
{
    return call_named(trace, name, arguments->values, 2);
}

static const gd_object *node_register_hook(gd_trace *trace, const gd_arguments *arguments)
{
    return add_hook(trace, arguments, "_node_hook");
}

static const gd_object *node_register_prehook(gd_trace *trace, const gd_arguments *arguments)
{
    return add_hook(trace, arguments, "_node_prehook");
}

static const gd_builtin node_methods[] = {
    {"name", 1, 1, NULL, node_name, BUILTIN_PLAIN},
    {"register_hook", 2, 2, NULL, node_register_hook, BUILTIN_PLAIN},
    {"register_prehook", 2, 2, NULL, node_register_prehook, BUILTIN_PLAIN},
};
enum { N_METHODS = sizeof node_methods / sizeof *node_methods };

static const gd_object *node_method(gd_trace *trace, const gd_object *object, const char *name)
{
    int i = 0;
    while (i < N_METHODS && strcmp(node_methods[i].name, name)) i++;
    gd_object *method = i < N_METHODS ? object_new(trace, GD_OBJECT_BUILTIN) : NULL;
    if (!method) return NULL;
    method->detail = &node_methods[i];
    return object_method(trace, method, object);
}

const gd_object *autograd_node_member(gd_trace *trace, const gd_object *object, const char *name)
{
    const gd_tape_node *node = node_of(object);
    if (!strcmp(name, "next_functions")) return node_next_functions(trace, node);
    if (!strcmp(name, "variable") && node->rule == &tape_accumulate) return node->subject;
    if (!strcmp(name, "metadata")) return object_dict(trace);
    if (!strncmp(name, "_saved_", 7)) return saved(trace, node, name + 7);
    return node_method(trace, object, name);
}
