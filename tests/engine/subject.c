/* Building a graph of one operator and deriving it twice in both modes. */
#include "tests/engine/subject.h"

#include "engine/derive/derive.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const way_names[] = {"", ", through views", ", through a call"};

static gd_tensor *new_tensor(subject *s, const gd_type *type)
{
    gd_tensor *tensor = gd_tensor_new(&s->trial.memory, type, INT64_MAX, NULL);
    assert_non_null(tensor);
    return tensor;
}

gd_edge subject_random_input(subject *s, const char *name, const gd_type *type)
{
    gd_tensor *tensor = new_tensor(s, type);
    for (int64_t i = 0; i < tensor->count; i++) gd_tensor_set(tensor, i, random_between(-1, 1));
    return trial_input(&s->trial, name, tensor);
}

/* The place in a tensor with axes reversed and of sizes 2d + 1 that the views below bring to
 * element i of a tensor of shape `shape`. */
static int64_t place_behind_views(const gd_shape *shape, int64_t i)
{
    int64_t place = 0, scale = 1, index[GD_MAX_RANK];
    for (int axis = shape->rank - 1; axis >= 0; axis--) {
        index[axis] = i % shape->dims[axis];
        i /= shape->dims[axis];
    }
    for (int axis = 0; axis < shape->rank; axis++) {
        place += scale * (1 + 2 * (shape->dims[axis] - 1 - index[axis]));
        scale *= 2 * shape->dims[axis] + 1;
    }
    return place;
}

/* A value (taken) spread out so that the views give it back. */
static gd_tensor *spread_out(subject *s, gd_tensor *value)
{
    const gd_shape *shape = &value->type.shape;
    gd_type type = {value->type.dtype, *shape};
    for (int i = 0; i < shape->rank; i++)
        type.shape.dims[i] = 2 * shape->dims[shape->rank - 1 - i] + 1;
    gd_tensor *wide = new_tensor(s, &type);
    for (int64_t i = 0; i < wide->count; i++) gd_tensor_set(wide, i, NAN);
    for (int64_t i = 0; i < value->count; i++)
        gd_tensor_set(wide, place_behind_views(shape, i), gd_tensor_get(value, i));
    gd_tensor_free(value);
    return wide;
}

static gd_edge through_views(gd_graph *graph, gd_edge x)
{
    const gd_shape shape = edge_type(x)->shape;
    int64_t steps[3 * GD_MAX_RANK], axes[GD_MAX_RANK];
    for (int i = 0; i < shape.rank; i++) {
        steps[i] = 1;
        steps[shape.rank + i] = shape.dims[i] / 2;
        steps[2 * shape.rank + i] = 2;
        axes[i] = shape.rank - 1 - i;
    }
    x = graph_add(graph, GD_OP_SLICE, &x, 1, steps, 3 * shape.rank);
    x = graph_add(graph, GD_OP_PERMUTE, &x, 1, axes, shape.rank);
    return graph_add(graph, GD_OP_FLIP, &x, 1, axes, shape.rank);
}

/* A function that is the operator alone; its parameters have the types of the operands. */
static const gd_function *function_of(subject *s, const gd_edge *operands)
{
    gd_graph *graph = &s->trial.graph;
    gd_function *function = graph_function(graph, "f");
    int n = s->sample.n_operands;
    gd_edge *edges = arena_alloc_array(&graph->arena, (size_t)n + 1, sizeof *edges, NULL);
    assert_true(function && edges);
    for (int k = 0; k < n; k++) edges[k] = graph_input(function->body, "x", edge_type(operands[k]));
    edges[n] = graph_add(function->body, s->sample.op, edges, n, s->sample.attributes,
                         s->sample.n_attributes);
    function->parameters = edges;
    function->n_parameters = n;
    function->results = edges + n;
    function->n_results = 1;
    return function;
}

/* The operator on its sample: operands that move are the first inputs. */
static void apply(subject *s)
{
    gd_graph *graph = &s->trial.graph;
    gd_tensor *values[SAMPLE_OPERANDS];
    gd_edge operands[SAMPLE_OPERANDS];
    int n = s->sample.n_operands;
    sample_values(&s->sample, &s->trial.memory, values);
    for (int fixed = 0; fixed < 2; fixed++) {
        for (int k = 0; k < n; k++) {
            if (sample_moves(&s->sample, k) == fixed) continue;
            bool views = s->way == THROUGH_VIEWS && !fixed;
            gd_tensor *value = views ? spread_out(s, values[k]) : values[k];
            operands[k] = trial_input(&s->trial, fixed ? "fixed" : "x", value);
            if (views) operands[k] = through_views(graph, operands[k]);
            s->n += !fixed;
        }
    }
    s->y = s->way == THROUGH_CALL ? graph_call(graph, function_of(s, operands), operands, n, NULL)
                                  : graph_add(graph, s->sample.op, operands, n,
                                              s->sample.attributes, s->sample.n_attributes);
    trial_check(&s->trial, "the operator");
}

static void add_directions(subject *s)
{
    trial *t = &s->trial;
    s->u = t->n_inputs;
    for (int i = 0; i < s->n; i++) subject_random_input(s, "u", edge_type(t->inputs[i]));
    s->w = t->n_inputs;
    for (int i = 0; i < s->n; i++) subject_random_input(s, "w", edge_type(t->inputs[i]));
    s->v = t->n_inputs;
    subject_random_input(s, "v", edge_type(s->y));
}

static void vjp(subject *s, const gd_edge *outputs, const gd_edge *cotangents, int n,
                const gd_edge *wrt, int n_wrt, gd_edge *gradients)
{
    derive_vjp(&s->trial.graph, outputs, cotangents, n, wrt, n_wrt, gradients);
    trial_check(&s->trial, "vjp");
}

static void jvp(subject *s, const gd_edge *tangents, const gd_edge *outputs, int n,
                gd_edge *results)
{
    derive_jvp(&s->trial.graph, s->trial.inputs, tangents, s->n, outputs, n, results);
    trial_check(&s->trial, "jvp");
}

/* Cotangents that are absent have no derivative either. */
static void derive_twice(subject *s)
{
    trial *t = &s->trial;
    gd_edge outputs[SAMPLE_OPERANDS] = {{NULL, 0}}, cotangents[SAMPLE_OPERANDS],
            wrt[SAMPLE_OPERANDS + 1], gradients[SAMPLE_OPERANDS + 1], tangents[SAMPLE_OPERANDS];
    int where[SAMPLE_OPERANDS], present = 0;
    for (int i = 0; i < s->n; i++) {
        wrt[i] = t->inputs[i];
        if (edge_none(s->g[i])) continue;
        where[present] = i;
        cotangents[present] = t->inputs[s->w + i];
        outputs[present++] = s->g[i];
    }
    wrt[s->n] = t->inputs[s->v];
    jvp(s, &t->inputs[s->u], outputs, present, tangents);
    vjp(s, outputs, cotangents, present, wrt, s->n + 1, gradients);
    for (int i = 0; i < present; i++) s->hu[where[i]] = tangents[i];
    for (int i = 0; i < s->n; i++) s->hw[i] = gradients[i];
    s->vw = gradients[s->n];
}

static void derive(subject *s)
{
    trial *t = &s->trial;
    vjp(s, &s->y, &t->inputs[s->v], 1, t->inputs, s->n, s->g);
    jvp(s, &t->inputs[s->u], &s->y, 1, &s->ju);
    jvp(s, &t->inputs[s->w], &s->y, 1, &s->jw);
    derive_twice(s);
}

void subject_open_plain(subject *s, gd_op op, gd_dtype dtype, const char *text, way through)
{
    *s = (subject){.text = text, .way = through, .random = random_state()};
    trial_open(&s->trial);
    snprintf(s->trial.label, sizeof s->trial.label, "%s %s [%s]%s", op_row(op)->name,
             gd_dtype_name(dtype), text, way_names[through]);
    sample_init(&s->sample, op, dtype, text);
    apply(s);
}

void subject_open(subject *s, gd_op op, gd_dtype dtype, const char *text, way through)
{
    subject_open_plain(s, op, dtype, text, through);
    add_directions(s);
    derive(s);
}

void subject_close(subject *s)
{
    trial_close(&s->trial);
}

int subject_edges(const subject *s, gd_edge edges[TRIAL_EDGES])
{
    int n = 0;
    edges[n++] = s->y;
    edges[n++] = s->ju;
    edges[n++] = s->jw;
    edges[n++] = s->vw;
    for (int i = 0; i < s->n; i++) {
        edges[n++] = s->g[i];
        edges[n++] = s->hu[i];
        edges[n++] = s->hw[i];
    }
    return n;
}

void subject_set_unit(subject *s, int input, int64_t one)
{
    gd_tensor **value = &s->trial.values[input], *unit = new_tensor(s, &(*value)->type);
    if (one < unit->count) gd_tensor_set(unit, one, 1);
    gd_tensor_free(*value);
    *value = unit;
}
