/* Pointwise operators on tensors and numbers: the operands' common dtype by PyTorch's rules, then a
 * cast or a constant for each operand of another dtype, then the node.
 *
 * torch.result_type has three categories: tensors with dimensions decide alone as long as they are
 * of as high a kind (bool < int < float) as the rest; then 0-d tensors; then Python numbers. */
#include "engine/lang/fold.h"
#include "engine/lang/eager.h"

#include <math.h>

static const gd_dtype undecided = GD_DTYPE_COUNT;

static gd_dtype number_type(const gd_trace *trace, const gd_object *number)
{
    if (number->kind == GD_OBJECT_FLOAT) return trace->dtype;
    return number->kind == GD_OBJECT_INT ? GD_INT64 : GD_BOOL;
}

static gd_dtype join(gd_dtype a, gd_dtype b)
{
    if (a == undecided || b == undecided) return a == undecided ? b : a;
    return gd_dtype_promote(a, b);
}

/* The dtype of a category over that of the one below it. */
static gd_dtype prevail(gd_dtype higher, gd_dtype lower)
{
    if (higher == undecided || lower == undecided) return join(higher, lower);
    return gd_dtype_kind(lower) > gd_dtype_kind(higher) ? gd_dtype_promote(higher, lower) : higher;
}

gd_dtype promote_type(const gd_trace *trace, const gd_object *const *operands, int64_t n)
{
    gd_dtype with_dims = undecided, zero_dim = undecided, number = undecided;
    for (int64_t i = 0; i < n; i++) {
        if (operands[i]->kind != GD_OBJECT_TENSOR) {
            number = join(number, number_type(trace, operands[i]));
            continue;
        }
        const gd_type *type = tensor_type(operands[i]);
        gd_dtype *category = type->shape.rank ? &with_dims : &zero_dim;
        *category = join(*category, type->dtype);
    }
    return prevail(with_dims, prevail(zero_dim, number));
}

gd_edge promote_edge(gd_trace *trace, const gd_object *object, gd_dtype dtype)
{
    bool operand = object->kind == GD_OBJECT_FLOAT && !edge_none(object->edge);
    if (operand) return graph_cast(object->edge, dtype);
    if (object->kind == GD_OBJECT_TENSOR) return graph_cast(tensor_edge(trace, object), dtype);
    if (object->kind == GD_OBJECT_FLOAT) return graph_scalar(trace->graph, dtype, object->number);
    return graph_scalar_int(trace->graph, dtype, object->integer);
}

static const gd_shape *shape_of_operand(const gd_object *operand)
{
    return &tensor_type(operand)->shape;
}

/* Says which dimension does not fit in PyTorch's words: a has been broadcast so far. */
static bool refuse_shapes(gd_trace *trace, const gd_shape *a, const gd_shape *b)
{
    int i = 1;
    for (; i <= a->rank && i <= b->rank; i++) {
        int64_t m = a->dims[a->rank - i], n = b->dims[b->rank - i];
        if (m != n && m != 1 && n != 1) break;
    }
    int rank = a->rank > b->rank ? a->rank : b->rank;
    object_fail(trace, GD_SHAPE,
                "The size of tensor a (%lld) must match the size of tensor b (%lld) at "
                "non-singleton dimension %d",
                (long long)a->dims[a->rank - i], (long long)b->dims[b->rank - i], rank - i);
    char left[SHAPE_TEXT], right[SHAPE_TEXT];
    return gd_hint(trace->err, "shapes %s and %s: sizes are aligned at the end, and 1 stretches",
                   shape_print(a, left), shape_print(b, right));
}

static bool check_shapes(gd_trace *trace, const gd_object *const *operands, int n)
{
    gd_shape all = {0};
    for (int i = 0; i < n; i++) {
        if (operands[i]->kind != GD_OBJECT_TENSOR) continue;
        if (!shape_broadcast(&all, shape_of_operand(operands[i]), &all))
            return refuse_shapes(trace, &all, shape_of_operand(operands[i]));
    }
    if (all.rank <= GD_MAX_RANK) return true;
    return object_refuse(trace, GD_RANK_LIMIT, "a tensor has at most %d dimensions", GD_MAX_RANK);
}

static const gd_parameter parameters[][3] = {
#define TENSOR(called)                                                                             \
    {                                                                                              \
        .name = called, .accepts = ACCEPTS_TENSOR                                                  \
    }
    [GD_CLASS_UNARY] = {TENSOR("input")},
    [GD_CLASS_BINARY] = {TENSOR("input"), TENSOR("other")},
    [GD_CLASS_COMPARE] = {TENSOR("input"), TENSOR("other")},
    [GD_CLASS_SELECT] = {TENSOR("condition"), TENSOR("input"), TENSOR("other")},
#undef TENSOR
};

const gd_parameter *promote_parameters(gd_op op)
{
    return parameters[op_row(op)->class];
}

static bool check_operands(gd_trace *trace, gd_op op, const gd_object *const *operands)
{
    const gd_op_row *row = op_row(op);
    for (int i = 0; i < row->operands; i++) {
        if (operands[i]->kind == GD_OBJECT_TENSOR || object_is_number(operands[i])) continue;
        return object_refuse(trace, GD_TYPE,
                             "%s(): argument '%s' (position %d) must be Tensor, not %s", row->name,
                             promote_parameters(op)[i].name, i + 1, object_type(operands[i]));
    }
    if (row->class != GD_CLASS_SELECT || operands[0]->kind == GD_OBJECT_BOOL) return true;
    gd_dtype dtype = promote_type(trace, operands, 1);
    if (dtype == GD_BOOL) return true;
    return object_refuse(trace, GD_DTYPE,
                         "%s expected condition to be a boolean tensor, but got a tensor with "
                         "dtype %s",
                         row->name, gd_dtype_name(dtype));
}

/* The dtype in which the row computes. */
static gd_dtype compute_type(gd_trace *trace, gd_op op, const gd_object *const *operands, int first)
{
    gd_dtype dtype = promote_type(trace, operands + first, op_row(op)->operands - first);
    if (!op_takes(op, dtype) && op_row(op)->kinds == GD_FLOATS) dtype = trace->dtype;
    if (!op_takes(op, dtype))
        object_fail(trace, GD_NOT_IMPLEMENTED, "\"%s_cpu\" not implemented for '%s'",
                    op_row(op)->name, gd_dtype_tensor_name(dtype));
    return dtype;
}

static const gd_object *write_node(gd_trace *trace, gd_op op, const gd_object *const *operands)
{
    const gd_op_row *row = op_row(op);
    int first = row->class == GD_CLASS_SELECT;
    gd_dtype dtype = compute_type(trace, op, operands, first);
    if (trace->err->code || !check_shapes(trace, operands, row->operands)) return NULL;
    gd_edge edges[3] = {{0}};
    for (int i = 0; i < row->operands; i++)
        edges[i] = promote_edge(trace, operands[i], i < first ? GD_BOOL : dtype);
    if (trace->err->code) return NULL;
    return object_tensor(trace, graph_add(trace->graph, op, edges, row->operands, NULL, 0));
}

const gd_object *promote_call(gd_trace *trace, gd_op op, const gd_object *const *operands)
{
    if (!check_operands(trace, op, operands)) return NULL;
    for (int i = 0; i < op_row(op)->operands; i++)
        if (operands[i]->kind == GD_OBJECT_TENSOR)
            return trace_is_eager(trace) ? eager_op(trace, op, operands, op_row(op)->operands)
                                         : write_node(trace, op, operands);
    return fold_call(trace, op, operands);
}
