/* What is asked, one section of the answer after the other: each writes derivatives into the graph
 * and gives the tree of names with holes for the tensors. */
#include "engine/answer.h"

#include "engine/derive/derive.h"

#include <stdio.h>
#include <string.h>

static bool is_floating(gd_edge edge)
{
    return gd_dtype_kind(edge_type(edge)->dtype) == GD_KIND_FLOAT;
}

/* Outputs. */

static bool value_of(preparation *p, const gd_object *object, int depth, gd_value *out);

static bool sequence_of(preparation *p, const gd_object *object, int depth, gd_value *out)
{
    if (depth >= p->context->limits->program_nesting)
        return gd_fail(p->err, GD_NESTING_LIMIT, "an output is nested more than %d deep", depth);
    p->n_items += object->length;
    if (p->n_items > p->context->limits->sequence_items)
        return gd_fail(p->err, GD_VALUE, "the outputs have more than %lld items",
                       (long long)p->context->limits->sequence_items);
    gd_value *items = preparation_values(p, (int)object->length);
    if (!items) return false;
    for (int64_t i = 0; i < object->length; i++)
        if (!value_of(p, object->items[i], depth + 1, &items[i])) return false;
    out->kind = GD_VALUE_SEQUENCE;
    out->items = items;
    out->n_items = (int)object->length;
    return true;
}

static bool text_of(preparation *p, const gd_object *object, gd_value *out)
{
    out->kind = GD_VALUE_TEXT;
    out->text = arena_copy(&p->evaluation->arena, object->text, (size_t)object->length, p->err);
    out->length = (size_t)object->length;
    return out->text;
}

static bool value_of(preparation *p, const gd_object *object, int depth, gd_value *out)
{
    switch (object->kind) {
    case GD_OBJECT_NONE: out->kind = GD_VALUE_NONE; return true;
    case GD_OBJECT_BOOL: out->kind = GD_VALUE_BOOL; break;
    case GD_OBJECT_INT: out->kind = GD_VALUE_INT; break;
    case GD_OBJECT_FLOAT: out->kind = GD_VALUE_FLOAT; break;
    case GD_OBJECT_STRING: return text_of(p, object, out);
    case GD_OBJECT_TUPLE:
    case GD_OBJECT_LIST: return sequence_of(p, object, depth, out);
    case GD_OBJECT_TENSOR: return preparation_add_tensor(p, object->edge, out);
    case GD_OBJECT_CHANGED:
        gd_fail(p->err, GD_UNSUPPORTED, "an output that was changed in place under another name");
        return gd_hint(p->err, "write y = y + 1 in place of y += 1, or read the other name");
    default:
        gd_fail(p->err, GD_TYPE, "an output is a tensor, number, string, None, or a list of these");
        return gd_hint(p->err, "call the function and assign what it returns");
    }
    out->integer = object->integer;
    out->number = object->number;
    return true;
}

static const gd_object *find(preparation *p, const char *name)
{
    const gd_object *object = trace_find(p->trace, name);
    if (object) return object;
    gd_fail(p->err, GD_UNKNOWN_NAME, "the program assigns no name '%s'", name);
    const char *last = trace_last(p->trace);
    if (last) gd_hint(p->err, "the last name that it assigns is '%s'", last);
    return NULL;
}

/* The names to answer, at least one: those asked for, or the last one assigned. */
static const char *const *output_names(preparation *p, const char **last, int *n)
{
    *n = p->question->n_outputs;
    if (*n) return p->question->outputs;
    *n = 1;
    *last = trace_last(p->trace);
    if (*last) return last;
    gd_fail(p->err, GD_VALUE, "the program assigns no name, so there is no output");
    gd_hint(p->err, "write out = … before the last expression, or list \"outputs\"");
    return NULL;
}

static bool add_outputs(preparation *p, gd_value *out)
{
    const char *last;
    int n;
    const char *const *names = output_names(p, &last, &n);
    gd_value *items = names ? preparation_values(p, n) : NULL;
    if (!items) return false;
    for (int i = 0; i < n; i++) {
        const gd_object *object = find(p, names[i]);
        items[i].name = preparation_text(p, names[i]);
        if (!object || !items[i].name || !value_of(p, object, 0, &items[i]))
            return preparation_about(p, GD_PART_OUTPUT, i);
    }
    out->kind = GD_VALUE_MAP;
    out->items = items;
    out->n_items = n;
    return true;
}

/* What is derived, and with respect to what. */

static const gd_object *find_of(preparation *p, const char *of)
{
    const char *last;
    int n;
    const char *const *names = of ? &of : output_names(p, &last, &n);
    return names ? find(p, names[0]) : NULL;
}

bool answer_of(preparation *p, const char *of, target *t)
{
    gd_part part = of ? GD_PART_OF : GD_PART_WANT;
    const gd_object *object = find_of(p, of);
    if (!object) return preparation_about(p, part, 0);
    if (object->kind == GD_OBJECT_TENSOR && is_floating(object->edge)) {
        t->of = object->edge;
        return true;
    }
    gd_fail(p->err, GD_NO_DERIVATIVE, "'%s' is %s, which has no derivative", of ? of : "the output",
            object->kind == GD_OBJECT_TENSOR ? gd_dtype_name(edge_type(object->edge)->dtype)
                                             : "no tensor");
    gd_hint(p->err, "only floating tensors have derivatives");
    return preparation_about(p, part, 0);
}

static int find_input(const preparation *p, const char *name)
{
    int i = 0;
    while (i < p->question->n_inputs && strcmp(p->question->inputs[i].name, name)) i++;
    return i;
}

static bool add_wrt(preparation *p, target *t, int input)
{
    t->names[t->n] = preparation_text(p, p->question->inputs[input].name);
    t->wrt[t->n] = p->inputs[input];
    return t->names[t->n++];
}

bool answer_add_wrt(preparation *p, target *t, const char *name)
{
    int input = find_input(p, name);
    if (input == p->question->n_inputs) {
        gd_fail(p->err, GD_UNKNOWN_NAME, "there is no input '%s' to derive with respect to", name);
        return gd_hint(p->err, "wrt names inputs of the request");
    }
    if (is_floating(p->inputs[input])) return add_wrt(p, t, input);
    gd_fail(p->err, GD_NO_DERIVATIVE,
            "input '%s' is %s; only tensors of floating point dtype can require gradients", name,
            gd_dtype_name(edge_type(p->inputs[input])->dtype));
    return gd_hint(p->err, "give it as {\"dtype\": \"float64\", \"data\": …}");
}

static bool read_wrt(preparation *p, const char *const *wrt, int n_wrt, target *t)
{
    int most = n_wrt < 0 ? p->question->n_inputs : n_wrt;
    t->names = arena_alloc_array(&p->evaluation->arena, (size_t)most, sizeof *t->names, p->err);
    t->wrt = arena_alloc_array(&p->graph.arena, (size_t)most, sizeof *t->wrt, p->err);
    if (!t->names || !t->wrt) return false;
    for (int i = 0; i < most; i++) {
        if (n_wrt < 0 && !is_floating(p->inputs[i])) continue;
        if (!(n_wrt < 0 ? add_wrt(p, t, i) : answer_add_wrt(p, t, wrt[i])))
            return preparation_about(p, GD_PART_WRT, i);
    }
    return true;
}

bool answer_target(preparation *p, const gd_want *want, target *t)
{
    *t = (target){0};
    return answer_of(p, want->of, t) && read_wrt(p, want->wrt, want->n_wrt, t);
}

static bool is_one_element(gd_edge edge)
{
    return shape_count(&edge_type(edge)->shape) == 1;
}

bool answer_require_scalar(preparation *p, const gd_want *want, gd_edge of)
{
    char shape[SHAPE_TEXT];
    if (is_one_element(of)) return true;
    gd_fail(p->err, GD_NOT_SCALAR,
            "grad can be implicitly created only for scalar outputs; '%s' has shape %s",
            want->of ? want->of : "the output", shape_print(&edge_type(of)->shape, shape));
    gd_hint(p->err, "reduce it, as in %s.sum(), or ask for \"jacobians\" or \"vjp\"",
            want->of ? want->of : "out");
    return preparation_about(p, want->of ? GD_PART_OF : GD_PART_WANT, 0);
}

/* gradients[j] of an output of one element, null where it does not depend on wrt[j]. */
gd_edge *answer_gradients(preparation *p, gd_edge of, const gd_edge *wrt, int n)
{
    gd_edge *gradients = arena_alloc_array(&p->graph.arena, (size_t)n, sizeof *gradients, p->err);
    gd_edge one = graph_scalar(&p->graph, edge_type(of)->dtype, 1);
    one = graph_expand(one, &edge_type(of)->shape);
    if (gradients && derive_vjp(&p->graph, &of, &one, 1, wrt, n, gradients)) return gradients;
    preparation_fail(p);
    return NULL;
}

/* A MAP from the target's names to tensors, None where an edge is null. */
bool answer_map(preparation *p, const target *t, const gd_edge *edges, gd_value *out)
{
    gd_value *items = preparation_values(p, t->n);
    if (!items) return false;
    for (int i = 0; i < t->n; i++) {
        items[i].name = t->names[i];
        if (!edge_none(edges[i]) && !preparation_add_tensor(p, edges[i], &items[i])) return false;
    }
    out->kind = GD_VALUE_MAP;
    out->items = items;
    out->n_items = t->n;
    return true;
}

static bool add_gradients(preparation *p, const target *t, gd_value *out)
{
    p->gradients = answer_gradients(p, t->of, t->wrt, t->n);
    p->gradient_names = t->names;
    p->n_gradients = t->n;
    return p->gradients && answer_map(p, t, p->gradients, out);
}

static bool want_gradient(preparation *p, const gd_want *want, const gd_edge *directions,
                          gd_value *out)
{
    target t;
    (void)directions;
    return answer_target(p, want, &t) && answer_require_scalar(p, want, t.of) &&
           add_gradients(p, &t, out);
}

/* Without being asked: the gradient of the first output, where that is a floating element. */
static bool default_gradient(preparation *p, gd_value *out)
{
    target t = {0};
    const gd_object *object = find_of(p, NULL);
    if (!object) return false;
    if (object->kind != GD_OBJECT_TENSOR || !is_floating(object->edge)) return true;
    if (!is_one_element(object->edge)) {
        char count[24];
        snprintf(count, sizeof count, "%lld",
                 (long long)shape_count(&edge_type(object->edge)->shape));
        return preparation_warn(p, "not_scalar",
                                "no gradient: the output has %s elements; reduce it, or ask for "
                                "jacobians",
                                count);
    }
    t.of = object->edge;
    return read_wrt(p, NULL, -1, &t) && add_gradients(p, &t, out);
}

/* Sections. */

static const struct {
    const char *name;
    bool (*make)(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out);
} sections[] = {
    [GD_WANT_GRADIENT] = {"gradients", want_gradient},
    [GD_WANT_JACOBIAN] = {"jacobians", want_jacobian},
    [GD_WANT_HESSIAN] = {"hessians", want_hessian},
    [GD_WANT_JVP] = {"jvp", want_jvp},
    [GD_WANT_VJP] = {"vjp", want_vjp},
    [GD_WANT_HVP] = {"hvp", want_hvp},
};

static bool add_wants(preparation *p, gd_value *items)
{
    const gd_edge *directions = p->inputs + p->question->n_inputs;
    for (int i = 0; i < p->question->n_wants; i++) {
        const gd_want *want = &p->question->wants[i];
        items[i].name = sections[want->kind].name;
        p->want = i;
        if (!sections[want->kind].make(p, want, directions, &items[i]))
            return preparation_about(p, GD_PART_WANT, 0);
        directions += want->n_directions;
    }
    return true;
}

/* The graph is asked for with the outputs' edges: those of tensors among them. */
static bool add_graph(preparation *p, gd_value *out)
{
    const char *last, *of = p->question->graph_of;
    int n = 1, kept = 0;
    const char *const *names = of ? &of : output_names(p, &last, &n);
    gd_edge *edges = arena_alloc_array(&p->graph.arena, (size_t)n, sizeof *edges, p->err);
    const char **labels = arena_alloc_array(&p->graph.arena, (size_t)n, sizeof *labels, p->err);
    if (!names || !edges || !labels) return false;
    for (int i = 0; i < n; i++) {
        const gd_object *object = find(p, names[i]);
        if (!object) return preparation_about(p, GD_PART_GRAPH, 0);
        if (object->kind != GD_OBJECT_TENSOR) continue;
        labels[kept] = names[i];
        edges[kept++] = object->edge;
    }
    return prepare_graph(p, labels, edges, kept, out);
}

/* Whether the program printed or not. */
static bool add_stdout(preparation *p, gd_value *out)
{
    gd_buffer printed;
    buffer_init(&printed, p->context->memory, (size_t)p->context->limits->reply_bytes);
    trace_output(p->trace, &printed);
    if (printed.error.code) *p->err = printed.error;
    out->kind = GD_VALUE_TEXT;
    out->name = "stdout";
    out->length = printed.length;
    out->text = arena_copy(&p->evaluation->arena, printed.length ? printed.data : "",
                           printed.length, p->err);
    buffer_close(&printed);
    return out->text && !p->err->code;
}

bool prepare_answer(preparation *p)
{
    const gd_question *question = p->question;
    gd_value *root = preparation_values(p, 1),
             *items = preparation_values(p, question->n_wants + 4);
    if (!root || !items) return false;
    gd_value *next = items;
    next->name = "outputs";
    if (!add_outputs(p, next++)) return false;
    if (question->default_gradient) {
        next->name = "gradients";
        if (!default_gradient(p, next++)) return false;
    }
    if (!add_wants(p, next)) return false;
    next += question->n_wants;
    if (question->graph != GD_GRAPH_NONE) {
        next->name = "graph";
        if (!add_graph(p, next++)) return false;
    }
    if (!add_stdout(p, next++)) return false;
    *root = (gd_value){.kind = GD_VALUE_MAP, .items = items, .n_items = (int)(next - items)};
    p->evaluation->root = root;
    return true;
}
