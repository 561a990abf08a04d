#include "engine/exec/draft.h"

#include <math.h>
#include <string.h>

enum { CONSTANT_LOOK = 64 }; /* elements */

bool draft_keep(gd_draft *draft, gd_edge edge)
{
    if (edge_none(edge)) return false;
    if (shape_equal(&edge_type(edge)->shape, &draft->type.shape)) {
        draft->same = edge;
        return true;
    }
    draft->op = GD_OP_EXPAND;
    draft->n_inputs = 1;
    draft->inputs[0] = edge;
    draft->n_attributes = draft->type.shape.rank;
    memcpy(draft->attributes, draft->type.shape.dims, sizeof draft->type.shape.dims);
    return true;
}

/* Makes the draft a pointwise node, of the same shape, on `n` operands. */
static bool become(gd_draft *d, gd_op op, int n, gd_edge x, gd_edge y, gd_edge z)
{
    gd_edge operands[] = {x, y, z};
    d->op = op;
    d->n_inputs = n;
    memcpy(d->inputs, operands, (size_t)n * sizeof *operands);
    return true;
}

/* The same operator on another operand. */
static bool on_operand(gd_draft *d, gd_edge edge)
{
    d->inputs[0] = edge;
    return true;
}

static bool become_constant(gd_draft *d, double value)
{
    gd_graph *graph = d->share->graph;
    gd_type type = {.dtype = d->type.dtype};
    gd_tensor *tensor = gd_tensor_new(graph->arena.memory, &type, 1, &graph->error);
    if (!tensor) return false;
    gd_tensor_set(tensor, 0, value);
    gd_edge edge = share_constant(d->share, tensor);
    gd_tensor_free(tensor);
    return draft_keep(d, edge);
}

/* Whether all elements behind an edge are `value`, for floats with its sign of zero. Large
 * constants are data: to look at them for every rule would cost more than it saves. */
static bool is_constant(gd_edge edge, double value)
{
    while (edge.node->op == GD_OP_EXPAND || edge.node->op == GD_OP_RESHAPE)
        edge = edge.node->inputs[0];
    const gd_tensor *tensor = edge.node->value;
    if (edge.node->op != GD_OP_CONSTANT || tensor->count == 0) return false;
    if (tensor->count > CONSTANT_LOOK) return false;
    bool floating = gd_dtype_kind(tensor->type.dtype) == GD_KIND_FLOAT;
    for (int64_t i = 0; i < tensor->count; i++) {
        double element = gd_tensor_get(tensor, i);
        if (element != value || (floating && signbit(element) != signbit(value))) return false;
    }
    return true;
}

/* Results of these are whole numbers, infinities or NaN, which rounding leaves alone. */
static bool is_whole(gd_edge edge)
{
    gd_op op = edge.node->op;
    return op == GD_OP_FLOOR || op == GD_OP_CEIL || op == GD_OP_ROUND || op == GD_OP_TRUNC;
}

static bool permutes_nothing(const gd_draft *d)
{
    for (int i = 0; i < d->n_attributes; i++)
        if (d->attributes[i] != i) return false;
    return true;
}

/* Result axis i is axis outer[i] of the inner result, hence axis inner[outer[i]] of its operand. */
static bool merge_permutes(gd_draft *d)
{
    const gd_node *inner = d->inputs[0].node;
    for (int i = 0; i < d->n_attributes; i++)
        d->attributes[i] = inner->attributes[d->attributes[i]];
    return on_operand(d, inner->inputs[0]);
}

/* An axis that both reverse is not reversed. */
static bool merge_flips(gd_draft *d)
{
    const gd_node *inner = d->inputs[0].node;
    bool flipped[GD_MAX_RANK] = {false};
    for (int i = 0; i < d->n_attributes; i++) flipped[d->attributes[i]] = true;
    for (int i = 0; i < inner->n_attributes; i++) flipped[inner->attributes[i]] ^= true;
    d->n_attributes = 0;
    for (int i = 0; i < GD_MAX_RANK; i++)
        if (flipped[i]) d->attributes[d->n_attributes++] = i;
    return on_operand(d, inner->inputs[0]);
}

/* Element i of the outer one is element start + i·step of the inner one. With no element start, and
 * with one step, mean nothing and may be too large to multiply. */
static bool merge_slices(gd_draft *d)
{
    const gd_node *inner = d->inputs[0].node;
    int rank = d->type.shape.rank;
    int64_t *start = d->attributes, *count = start + rank, *step = count + rank;
    const int64_t *inner_start = inner->attributes, *inner_step = inner_start + 2 * rank;
    for (int i = 0; i < rank; i++) {
        int64_t skipped = start[i] ? start[i] * inner_step[i] : 0;
        start[i] = count[i] ? inner_start[i] + skipped : 0;
        step[i] = count[i] > 1 ? step[i] * inner_step[i] : 1;
    }
    return on_operand(d, inner->inputs[0]);
}

/* Whether the operand is a conversion that loses nothing, so that it may be left out. */
static bool lossless(const gd_draft *d)
{
    if (d->inputs[0].node->op != GD_OP_CAST) return false;
    gd_dtype to = edge_type(d->inputs[0])->dtype;
    gd_dtype from = edge_type(d->inputs[0].node->inputs[0])->dtype;
    if (gd_dtype_promote(from, to) != to) return false;
    /* float32 holds 24 bits, float64 53. */
    bool from_int = gd_dtype_kind(from) == GD_KIND_INT;
    return !(from_int && gd_dtype_kind(to) == GD_KIND_FLOAT) ||
           2 * gd_dtype_size(from) <= gd_dtype_size(to);
}

/* The vocabulary of simplify.def, on the draft `d`. */
#define IN(i) d->inputs[i]
#define UNDER(i) d->inputs[i].node->inputs[0]
#define IS(i, OP) (d->inputs[i].node->op == GD_OP_##OP)
#define CONST(i, value) is_constant(d->inputs[i], value)
#define EQUAL(i, j) edge_equal(d->inputs[i], d->inputs[j])
#define WHOLE(i) is_whole(d->inputs[i])
#define FLOATING (gd_dtype_kind(d->type.dtype) == GD_KIND_FLOAT)
#define SAME_SHAPE shape_equal(&d->type.shape, &edge_type(d->inputs[0])->shape)
#define keep(edge) draft_keep(d, edge)
#define again(edge) on_operand(d, edge)
#define constant(value) become_constant(d, value)
#define unary(OP, x) become(d, GD_OP_##OP, 1, x, x, x)
#define binary(OP, x, y) become(d, GD_OP_##OP, 2, x, y, y)
#define choose(x, y, z) become(d, GD_OP_WHERE, 3, x, y, z)

bool draft_simplify(gd_draft *d)
{
#define RULE(OP, example, when, then)                                                              \
    if (d->op == GD_OP_##OP && (when)) return then;
#include "engine/exec/simplify.def"
#undef RULE
    return false;
}
