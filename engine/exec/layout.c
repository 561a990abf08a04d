#include "engine/exec/layout.h"

#include "engine/exec/room.h"

#include <string.h>

/* Memory that holds a value, whole and contiguous. */
typedef struct buffer {
    gd_place place;
    size_t bytes;
    int32_t last;  /* the last step that reads it; -1: none */
    int32_t owner; /* the node that fills it */
} buffer;

/* The elements of a node: which buffer, and how they lie in it. */
typedef struct value {
    int32_t buffer;
    gd_view view;
} value;

/* A step before it has its kernel: `inputs` are edges of the graph. */
typedef struct pending {
    const gd_node *node; /* operator and span */
    const gd_kernel *kernel;
    const gd_edge *inputs;
    int32_t n_inputs, buffer;
    gd_type type;
} pending;

typedef struct layout {
    gd_plan *plan;
    const gd_graph *graph;
    const gd_edge *outputs;
    gd_plan_style style;
    gd_arena *scratch;
    gd_error *err;
    bool *needed;       /* by node */
    value *values;      /* by node */
    int32_t *output_of; /* by node: the first output that it is, counted from 1, or 0 */
    buffer *buffers;
    pending *pending;
    gd_operand *operands; /* room for those of any step */
    int32_t n_buffers, n_pending;
} layout;

/* Rewriting has left behind what nobody needs; the first nodes are the inputs. */
static bool find_needed(layout *it)
{
    it->needed = arena_alloc_array(it->scratch, (size_t)it->graph->n_nodes, 1, it->err);
    if (!it->needed) return false;
    for (int i = 0; i < it->plan->n_outputs; i++) it->needed[it->outputs[i].node->id] = true;
    for (int32_t id = it->graph->n_nodes - 1; id >= 0; id--) {
        const gd_node *node = it->graph->nodes[id];
        for (int i = 0; it->needed[id] && i < node->n_inputs; i++)
            it->needed[node->inputs[i].node->id] = true;
    }
    gd_plan *plan = it->plan;
    size_t n = (size_t)plan->n_inputs;
    plan->needs = arena_alloc_array(&plan->arena, n, sizeof *plan->needs, it->err);
    if (plan->needs) memcpy(plan->needs, it->needed, n * sizeof *plan->needs);
    return plan->needs;
}

static size_t bytes_of(const gd_type *type)
{
    return (size_t)shape_count(&type->shape) * gd_dtype_size(type->dtype);
}

static int32_t add_buffer(layout *it, const gd_type *type, gd_place place, int32_t owner)
{
    it->buffers[it->n_buffers] = (buffer){place, bytes_of(type), -1, owner};
    return it->n_buffers++;
}

static const value *value_of(const layout *it, gd_edge edge)
{
    return &it->values[edge.node->id];
}

/* A step that runs `kernel` into `buffer`; until then its operands' buffers are kept. */
static void add_pending(layout *it, pending step)
{
    for (int i = 0; i < step.n_inputs; i++)
        it->buffers[value_of(it, step.inputs[i])->buffer].last = it->n_pending;
    it->pending[it->n_pending++] = step;
}

static void add_node(layout *it, const gd_node *node)
{
    value *result = &it->values[node->id];
    const gd_type *type = &node->results[0];
    result->view = view_of(&type->shape);
    if (node->op == GD_OP_INPUT) {
        result->buffer = add_buffer(it, type, (gd_place){BASE_INPUTS + node->id, 0}, node->id);
        return;
    }
    if (node->op == GD_OP_CONSTANT) {
        result->buffer = add_buffer(it, type, (gd_place){BASE_CONSTANTS, 0}, node->id);
        return;
    }
    const gd_kernel *kernel = kernel_of(node->op);
    if (kernel->view) {
        const value *from = value_of(it, node->inputs[0]);
        result->buffer = from->buffer;
        if (kernel->view(&from->view, node->attributes, node->n_attributes, &result->view)) return;
    }
    result->buffer = add_buffer(it, type, (gd_place){BASE_WORKSPACE, 0}, node->id);
    add_pending(it, (pending){node, kernel, node->inputs, node->n_inputs, result->buffer, *type});
}

static bool is_whole(const layout *it, const value *v, gd_dtype dtype)
{
    return v->view.offset == 0 && view_is_contiguous(&v->view) &&
           (size_t)shape_count(&v->view.shape) * gd_dtype_size(dtype) ==
               it->buffers[v->buffer].bytes;
}

/* The earlier output that is the same tensor, or -1. Nodes of a plan have one result. */
static int32_t earlier_output(const layout *it, int32_t i)
{
    int32_t *first = &it->output_of[it->outputs[i].node->id];
    if (*first) return *first - 1;
    *first = i + 1;
    return -1;
}

/* The output's own buffer if a step can fill it at once, an input if it is one unchanged; else a
 * step more, that copies. */
static gd_result make_output(layout *it, int32_t i)
{
    gd_edge edge = it->outputs[i];
    const value *from = value_of(it, edge);
    buffer *home = &it->buffers[from->buffer];
    gd_result result = {ORIGIN_STEP, earlier_output(it, i), *edge_type(edge),
                        bytes_of(edge_type(edge))};
    gd_place place = {BASE_INPUTS + it->plan->n_inputs + i, 0};
    if (result.index >= 0) {
        result.origin = ORIGIN_OUTPUT;
    } else if (home->place.base == BASE_WORKSPACE && is_whole(it, from, result.type.dtype)) {
        home->place = place;
    } else if (edge.node->op == GD_OP_INPUT) {
        result.origin = ORIGIN_INPUT;
        result.index = home->place.base - BASE_INPUTS;
    } else {
        int32_t to = add_buffer(it, &result.type, place, edge.node->id);
        add_pending(it, (pending){edge.node, &kernel_copy, &it->outputs[i], 1, to, result.type});
    }
    if (result.origin == ORIGIN_STEP) it->plan->output_size += result.bytes;
    return result;
}

/* Decides views, buffers and the order of steps: that of the graph. */
static bool schedule(layout *it)
{
    gd_plan *plan = it->plan;
    size_t n = (size_t)it->graph->n_nodes, most = n + (size_t)plan->n_outputs;
    it->values = arena_alloc_array(it->scratch, n, sizeof *it->values, it->err);
    it->output_of = arena_alloc_array(it->scratch, n, sizeof *it->output_of, it->err);
    it->buffers = arena_alloc_array(it->scratch, most, sizeof *it->buffers, it->err);
    it->pending = arena_alloc_array(it->scratch, most, sizeof *it->pending, it->err);
    plan->results =
        arena_alloc_array(&plan->arena, (size_t)plan->n_outputs, sizeof *plan->results, it->err);
    if (!it->values || !it->output_of || !it->buffers || !it->pending || !plan->results)
        return false;
    for (int32_t id = 0; id < it->graph->n_nodes; id++)
        if (it->needed[id]) add_node(it, it->graph->nodes[id]);
    for (int32_t i = 0; i < plan->n_outputs; i++) plan->results[i] = make_output(it, i);
    return true;
}

/* Gives constants their places; the number of constants, and in *size the bytes of all. */
static int place_constants(layout *it, size_t *size)
{
    gd_room room = {0};
    int n = 0;
    for (int32_t i = 0; i < it->n_buffers; i++) {
        buffer *home = &it->buffers[i];
        if (home->place.base != BASE_CONSTANTS) continue;
        home->place.offset = room_take(&room, home->bytes);
        n++;
    }
    *size = room.size;
    return n;
}

static bool copy_constant(layout *it, const buffer *home, gd_step *constant)
{
    const gd_node *node = it->graph->nodes[home->owner];
    gd_place *place = arena_alloc(&it->plan->arena, sizeof *place, it->err);
    if (!place) return false;
    *place = home->place;
    memcpy(it->plan->constant_data + place->offset, node->value->data, home->bytes);
    *constant = (gd_step){.places = place,
                          .n_places = 1,
                          .dtype = node->results[0].dtype,
                          .count = node->value->count,
                          .op = node->name ? node->name : op_row(node->op)->name,
                          .span = node->span};
    return true;
}

/* The plan has its own copies of constants, so that the graph and its memory may end. */
static bool copy_constants(layout *it)
{
    gd_plan *plan = it->plan;
    size_t size;
    int n = place_constants(it, &size);
    if (!n) return true;
    plan->constant_data = memory_alloc(plan->arena.memory, size, it->err);
    plan->constants = arena_alloc_array(&plan->arena, (size_t)n, sizeof *plan->constants, it->err);
    if (!plan->constant_data || !plan->constants) return false;
    for (int32_t i = 0; i < it->n_buffers; i++) {
        if (it->buffers[i].place.base != BASE_CONSTANTS) continue;
        if (!copy_constant(it, &it->buffers[i], &plan->constants[plan->n_constants])) return false;
        plan->n_constants++;
    }
    return true;
}

/* Whether step number `at` may write over `operand`: nobody reads that buffer later, or, in this
 * step, in another order. */
static bool may_overwrite(const layout *it, int32_t at, const value *operand)
{
    const pending *step = &it->pending[at];
    const buffer *home = &it->buffers[operand->buffer];
    if (home->place.base != BASE_WORKSPACE || home->last != at) return false;
    for (int i = 0; i < step->n_inputs; i++) {
        const value *other = value_of(it, step->inputs[i]);
        if (other->buffer != operand->buffer) continue;
        if (edge_type(step->inputs[i])->dtype != step->type.dtype ||
            !shape_equal(&other->view.shape, &step->type.shape) ||
            !is_whole(it, other, step->type.dtype))
            return false;
    }
    return true;
}

/* Gives the result of a step its place, the one of a dying operand if possible, and takes back the
 * places of operands that die. */
static void place_result(layout *it, gd_room *room, int32_t at)
{
    const pending *step = &it->pending[at];
    buffer *result = &it->buffers[step->buffer];
    bool reuse = it->style != GD_PLAN_PLAIN, placed = result->place.base != BASE_WORKSPACE;
    for (int i = 0; reuse && !placed && step->kernel->elementwise && i < step->n_inputs; i++) {
        const value *operand = value_of(it, step->inputs[i]);
        if (!may_overwrite(it, at, operand)) continue;
        buffer *dying = &it->buffers[operand->buffer];
        result->place = dying->place;
        dying->last = -1; /* its place lives on in the result's */
        placed = true;
    }
    if (!placed) result->place.offset = room_take(room, result->bytes);
    for (int i = 0; reuse && i < step->n_inputs; i++) {
        buffer *operand = &it->buffers[value_of(it, step->inputs[i])->buffer];
        if (operand->place.base != BASE_WORKSPACE || operand->last != at) continue;
        room_give(room, operand->place.offset, operand->bytes);
        operand->last = -1;
    }
}

static gd_place place_of(const layout *it, const value *v, gd_dtype dtype)
{
    gd_place place = it->buffers[v->buffer].place;
    place.offset += (size_t)(v->view.offset * (int64_t)gd_dtype_size(dtype));
    return place;
}

/* The kernel of a step, prepared for its operands, and their places. */
static bool make_step(layout *it, const pending *from, gd_step *step)
{
    gd_operand *operands = it->operands;
    gd_arena *arena = &it->plan->arena;
    int n = from->n_inputs + 1;
    gd_place *places = arena_alloc_array(arena, (size_t)n, sizeof *places, it->err);
    if (!places) return false;
    operands[0] = (gd_operand){from->type.dtype, view_of(&from->type.shape)};
    places[0] = it->buffers[from->buffer].place;
    for (int i = 1; i < n; i++) {
        const value *v = value_of(it, from->inputs[i - 1]);
        operands[i] = (gd_operand){edge_type(from->inputs[i - 1])->dtype, v->view};
        places[i] = place_of(it, v, operands[i].dtype);
    }
    gd_job job = {from->node, operands, n, arena, it->err};
    *step = (gd_step){.run = from->kernel->run,
                      .detail = from->kernel->prepare(&job),
                      .places = places,
                      .n_places = n,
                      .dtype = from->type.dtype,
                      .count = shape_count(&from->type.shape),
                      .op = op_row(from->node->op)->name,
                      .span = from->node->span};
    int64_t cost = kernel_cost(from->kernel, &job);
    if (__builtin_add_overflow(it->plan->cost, cost, &it->plan->cost)) it->plan->cost = INT64_MAX;
    return step->detail;
}

static bool make_steps(layout *it)
{
    gd_plan *plan = it->plan;
    gd_room room = {0};
    plan->steps =
        arena_alloc_array(&plan->arena, (size_t)it->n_pending, sizeof *plan->steps, it->err);
    int32_t most = 0;
    for (int32_t i = 0; i < it->n_pending; i++)
        if (it->pending[i].n_inputs > most) most = it->pending[i].n_inputs;
    it->operands = arena_alloc_array(it->scratch, (size_t)most + 1, sizeof *it->operands, it->err);
    if (!plan->steps || !it->operands) return false;
    for (int32_t i = 0; i < it->n_pending; i++) {
        place_result(it, &room, i);
        if (!make_step(it, &it->pending[i], &plan->steps[i])) return false;
        plan->n_steps++;
    }
    plan->workspace = room.size;
    return true;
}

bool layout_make(gd_plan *plan, const gd_graph *graph, const gd_edge *outputs, gd_plan_style style,
                 gd_arena *scratch, gd_error *err)
{
    layout it = {.plan = plan,
                 .graph = graph,
                 .outputs = outputs,
                 .style = style,
                 .scratch = scratch,
                 .err = err};
    return find_needed(&it) && schedule(&it) && copy_constants(&it) && make_steps(&it);
}
