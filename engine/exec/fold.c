#include "engine/exec/draft.h"
#include "engine/exec/kernel.h"

/* Constants larger than this are left to each run: a plan should not grow by what it computes. */
enum { FOLD_LIMIT = 64 };

/* The constant behind an edge, for arithmetic that broadcasts: itself, or one element that is only
 * repeated and reshaped, as a scalar. False if there is none. */
static bool constant_behind(gd_edge edge, gd_operand *operand, char **data)
{
    bool seen_through = false;
    for (; edge.node->op == GD_OP_EXPAND || edge.node->op == GD_OP_RESHAPE; seen_through = true)
        edge = edge.node->inputs[0];
    gd_tensor *value = edge.node->value;
    if (edge.node->op != GD_OP_CONSTANT || value->count > (seen_through ? 1 : FOLD_LIMIT))
        return false;
    if (seen_through && value->count != 1) return false;
    gd_shape shape = value->type.shape;
    if (seen_through) shape.rank = 0;
    *operand = (gd_operand){value->type.dtype, view_of(&shape)};
    *data = (char *)value->data;
    return true;
}

/* The shape of the constants' own result, in operands[0]. */
static bool broadcast_constants(gd_draft *draft, gd_operand *operands, char **data)
{
    gd_shape shape = {0};
    for (int i = 0; i < draft->n_inputs; i++)
        if (!constant_behind(draft->inputs[i], &operands[i + 1], &data[i + 1]) ||
            !shape_broadcast(&shape, &operands[i + 1].view.shape, &shape))
            return false;
    operands[0] = (gd_operand){draft->type.dtype, view_of(&shape)};
    return shape_count(&shape) <= FOLD_LIMIT;
}

/* Runs the draft's kernel; whether it succeeded. */
static bool compute(const gd_draft *draft, const gd_operand *operands, char *const *data)
{
    const gd_kernel *kernel = kernel_of(draft->op);
    gd_node node = {.op = draft->op};
    gd_arena arena;
    gd_run run = {.budget = RUN_BUDGET};
    arena_init(&arena, draft->share->graph->arena.memory);
    gd_job job = {&node, operands, draft->n_inputs + 1, &arena, &draft->share->graph->error};
    const void *detail = kernel->prepare(&job);
    bool done = detail && kernel->run(detail, data, &run);
    arena_close(&arena);
    return done;
}

bool draft_fold(gd_draft *draft)
{
    gd_operand operands[4];
    char *data[4];
    gd_graph *graph = draft->share->graph;
    if (!kernel_of(draft->op)->elementwise || !broadcast_constants(draft, operands, data))
        return false;
    gd_type type = {operands[0].dtype, operands[0].view.shape};
    gd_tensor *value = gd_tensor_new(graph->arena.memory, &type, INT64_MAX, &graph->error);
    if (!value) return false;
    data[0] = (char *)value->data;
    bool done = compute(draft, operands, data);
    if (done) {
        int32_t before = graph->n_nodes;
        gd_edge constant = share_constant(draft->share, value);
        /* For whoever asks where a NaN came from: in a plan's graph, a constant's name is the
         * operator that made it. */
        if (graph->n_nodes > before) constant.node->name = op_row(draft->op)->name;
        done = !edge_none(constant) && draft_keep(draft, constant);
    }
    gd_tensor_free(value);
    return done;
}
