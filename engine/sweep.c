/* Jacobians and Hessians, a direction at a time: a plan with a seed, run for each of its
 * elements. */
#include "engine/answer.h"
#include "engine/derive/derive.h"

#include <string.h>

static bool add_hole(preparation *p, const gd_type *type, gd_value *out, int *tensor)
{
    gd_evaluation *evaluation = p->evaluation;
    if (p->n_holes == p->holes_capacity) {
        int capacity = p->holes_capacity ? 2 * p->holes_capacity : 16;
        gd_value **holes =
            memory_resize(p->context->memory, p->holes, (size_t)capacity * sizeof *holes, p->err);
        gd_type *swept = memory_resize(&evaluation->memory, evaluation->swept,
                                       (size_t)capacity * sizeof *swept, p->err);
        if (holes) p->holes = holes;
        if (swept) evaluation->swept = swept;
        if (!holes || !swept) return false;
        p->holes_capacity = capacity;
    }
    *tensor = evaluation->n_swept;
    *out = (gd_value){.kind = GD_VALUE_TENSOR, .name = out->name, .integer = *tensor};
    p->holes[p->n_holes++] = out;
    evaluation->swept[evaluation->n_swept++] = *type;
    return true;
}

/* The type of a derivative: first shape + second shape. */
static bool product_type(preparation *p, const gd_type *first, const gd_type *second, gd_type *out)
{
    int rank = first->shape.rank + second->shape.rank;
    if (rank > GD_MAX_RANK) {
        gd_fail(p->err, GD_RANK_LIMIT, "the derivative has %d dimensions, more than %d", rank,
                GD_MAX_RANK);
        return gd_hint(p->err, "reshape inputs or outputs to fewer dimensions");
    }
    *out = *first;
    out->shape.rank = rank;
    for (int i = 0; i < second->shape.rank; i++)
        out->shape.dims[first->shape.rank + i] = second->shape.dims[i];
    int64_t count = shape_count(&out->shape);
    char shape[SHAPE_TEXT];
    if (count >= 0 && count <= p->context->limits->tensor_elements) return true;
    gd_fail(p->err, GD_TENSOR_TOO_LARGE, "the derivative's shape %s has too many elements",
            shape_print(&out->shape, shape));
    return gd_hint(p->err, "ask for products instead: vjp, jvp or hvp");
}

/* Makes a plan of the parts that depend on the seed; the others stay zero. */
static bool add_sweep(preparation *p, gd_edge seed, const gd_edge *parts, const int *tensors, int n,
                      bool columns)
{
    gd_evaluation *evaluation = p->evaluation;
    gd_memory *memory = p->context->memory;
    gd_sweep *sweep = arena_alloc(&evaluation->arena, sizeof *sweep, p->err);
    int *kept = arena_alloc_array(&evaluation->arena, (size_t)n, sizeof *kept, p->err);
    gd_edge *edges =
        memory_alloc_array(memory, (size_t)(n + p->n_inputs + 1), sizeof *edges, p->err);
    if (sweep && kept && edges) {
        *sweep = (gd_sweep){.seed = *edge_type(seed), .columns = columns, .tensors = kept};
        sweep->n_seeds = shape_count(&sweep->seed.shape);
        for (int i = 0; i < n; i++)
            if (!edge_none(parts[i]))
                kept[sweep->n_parts] = tensors[i], edges[sweep->n_parts++] = parts[i];
        gd_edge *inputs = edges + n;
        memcpy(inputs, p->inputs, (size_t)p->n_inputs * sizeof *inputs);
        inputs[p->n_inputs] = seed;
        if (sweep->n_parts)
            sweep->plan = plan_new(&evaluation->memory, p->context->limits, inputs, p->n_inputs + 1,
                                   edges, sweep->n_parts, preparation_style(p), p->err);
    }
    memory_free(edges);
    if (p->err->code || !sweep || !sweep->plan) return !p->err->code;
    preparation_add_cost(p, sweep->plan, sweep->n_seeds);
    sweep->next = evaluation->sweeps;
    evaluation->sweeps = sweep;
    return true;
}

/* Row by row: the cotangent is the seed, each wrt a part. */
static bool sweep_rows(preparation *p, const target *t, const int *tensors)
{
    gd_edge seed = graph_input(&p->graph, "seed", edge_type(t->of));
    gd_edge *parts = arena_alloc_array(&p->graph.arena, (size_t)t->n, sizeof *parts, p->err);
    if (!parts || !derive_vjp(&p->graph, &t->of, &seed, 1, t->wrt, t->n, parts))
        return preparation_fail(p);
    return add_sweep(p, seed, parts, tensors, t->n, false);
}

/* Column by column: the tangent of one wrt is the seed, each of `edges` a part. */
static bool sweep_columns(preparation *p, gd_edge wrt, const gd_edge *edges, const int *tensors,
                          int n)
{
    gd_edge seed = graph_input(&p->graph, "seed", edge_type(wrt));
    gd_edge *parts = arena_alloc_array(&p->graph.arena, (size_t)n, sizeof *parts, p->err);
    if (!parts || !derive_jvp(&p->graph, &wrt, &seed, 1, edges, n, parts))
        return preparation_fail(p);
    return add_sweep(p, seed, parts, tensors, n, true);
}

bool want_jacobian(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out)
{
    target t;
    gd_type type;
    (void)directions;
    if (!answer_target(p, want, &t)) return false;
    gd_value *items = preparation_values(p, t.n);
    int *tensors = arena_alloc_array(&p->graph.arena, (size_t)t.n, sizeof *tensors, p->err);
    if (!items || !tensors) return false;
    int64_t inputs = 0;
    for (int i = 0; i < t.n; i++) {
        items[i].name = t.names[i];
        if (!product_type(p, edge_type(t.of), edge_type(t.wrt[i]), &type) ||
            !add_hole(p, &type, &items[i], &tensors[i]))
            return false;
        inputs += shape_count(&edge_type(t.wrt[i])->shape);
    }
    *out = (gd_value){.kind = GD_VALUE_MAP, .name = out->name, .items = items, .n_items = t.n};
    if (shape_count(&edge_type(t.of)->shape) <= inputs) return sweep_rows(p, &t, tensors);
    for (int i = 0; i < t.n; i++)
        if (!sweep_columns(p, t.wrt[i], &t.of, &tensors[i], 1)) return false;
    return true;
}

/* Row i of the MAP of MAPs: ∂²/∂wrtᵢ∂wrtⱼ. */
static bool hessian_row(preparation *p, const target *t, int i, int *tensors, gd_value *out)
{
    gd_type type;
    gd_value *items = preparation_values(p, t->n);
    if (!items) return false;
    for (int j = 0; j < t->n; j++) {
        items[j].name = t->names[j];
        if (!product_type(p, edge_type(t->wrt[i]), edge_type(t->wrt[j]), &type) ||
            !add_hole(p, &type, &items[j], &tensors[j * t->n + i]))
            return false;
    }
    *out = (gd_value){.kind = GD_VALUE_MAP, .name = t->names[i], .items = items, .n_items = t->n};
    return true;
}

bool want_hessian(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out)
{
    target t;
    (void)directions;
    if (!answer_target(p, want, &t) || !answer_require_scalar(p, want, t.of)) return false;
    gd_edge *gradients = answer_gradients(p, t.of, t.wrt, t.n);
    gd_value *rows = preparation_values(p, t.n);
    int *tensors =
        arena_alloc_array(&p->graph.arena, (size_t)t.n * (size_t)t.n, sizeof *tensors, p->err);
    if (!gradients || !rows || !tensors) return false;
    for (int i = 0; i < t.n; i++)
        if (!hessian_row(p, &t, i, tensors, &rows[i])) return false;
    for (int j = 0; j < t.n; j++)
        if (!sweep_columns(p, t.wrt[j], gradients, tensors + j * t.n, t.n)) return false;
    *out = (gd_value){.kind = GD_VALUE_MAP, .name = out->name, .items = rows, .n_items = t.n};
    return true;
}
