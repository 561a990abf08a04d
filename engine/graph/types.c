#include "engine/graph/types.h"

/* A rule reads node->inputs and node->attributes and fills *out, which starts as the type of the
 * first operand. Rules check all that they rely on: a graph may be read from a text. */
typedef bool (*type_rule)(const gd_node *node, gd_type *out, gd_error *err);

static const gd_type *operand(const gd_node *node, int i)
{
    return edge_type(node->inputs[i]);
}

static const char *name_of(const gd_node *node)
{
    return op_row(node->op)->name;
}

static bool bad_attributes(const gd_node *node, gd_error *err)
{
    return gd_fail(err, GD_VALUE, "%s: wrong %s", name_of(node), op_row(node->op)->attributes);
}

/* Fills a boolean per axis from a list of different axes. */
static bool read_axes(const gd_node *node, bool chosen[GD_MAX_RANK], gd_error *err)
{
    int rank = operand(node, 0)->shape.rank;
    for (int i = 0; i < GD_MAX_RANK; i++) chosen[i] = false;
    for (int i = 0; i < node->n_attributes; i++) {
        int64_t axis = node->attributes[i];
        if (axis < 0 || axis >= rank || chosen[axis]) return bad_attributes(node, err);
        chosen[axis] = true;
    }
    return true;
}

static bool read_shape(const gd_node *node, int first, gd_type *out, gd_error *err)
{
    int rank = node->n_attributes - first;
    if (rank > GD_MAX_RANK)
        return gd_fail(err, GD_RANK_LIMIT, "%s: a tensor has at most %d dimensions, not %d",
                       name_of(node), GD_MAX_RANK, rank);
    for (int i = 0; i < rank; i++)
        if (node->attributes[first + i] < 0) return bad_attributes(node, err);
    out->shape = shape_of(rank, node->attributes + first);
    return true;
}

static bool sizes_differ(const gd_node *node, const gd_shape *a, const gd_shape *b, gd_error *err)
{
    char left[SHAPE_TEXT], right[SHAPE_TEXT];
    return gd_fail(err, GD_SHAPE, "%s: shapes %s and %s do not fit", name_of(node),
                   shape_print(a, left), shape_print(b, right));
}

static bool type_CAST(const gd_node *node, gd_type *out, gd_error *err)
{
    if (node->n_attributes != 1 || node->attributes[0] < 0 || node->attributes[0] >= GD_DTYPE_COUNT)
        return bad_attributes(node, err);
    out->dtype = (gd_dtype)node->attributes[0];
    return true;
}

static bool type_RESHAPE(const gd_node *node, gd_type *out, gd_error *err)
{
    if (!read_shape(node, 0, out, err)) return false;
    const gd_shape *from = &operand(node, 0)->shape;
    return shape_count(from) == shape_count(&out->shape) ||
           sizes_differ(node, from, &out->shape, err);
}

static bool type_EXPAND(const gd_node *node, gd_type *out, gd_error *err)
{
    if (!read_shape(node, 0, out, err)) return false;
    const gd_shape *from = &operand(node, 0)->shape;
    gd_shape both;
    return (shape_broadcast(from, &out->shape, &both) && shape_equal(&both, &out->shape)) ||
           sizes_differ(node, from, &out->shape, err);
}

static bool type_PERMUTE(const gd_node *node, gd_type *out, gd_error *err)
{
    bool chosen[GD_MAX_RANK];
    const gd_shape *from = &operand(node, 0)->shape;
    if (node->n_attributes != from->rank) return bad_attributes(node, err);
    if (!read_axes(node, chosen, err)) return false;
    for (int i = 0; i < from->rank; i++) out->shape.dims[i] = from->dims[node->attributes[i]];
    return true;
}

static bool type_FLIP(const gd_node *node, gd_type *out, gd_error *err)
{
    bool chosen[GD_MAX_RANK];
    (void)out;
    return read_axes(node, chosen, err);
}

static bool type_SLICE(const gd_node *node, gd_type *out, gd_error *err)
{
    const gd_shape *from = &operand(node, 0)->shape;
    int rank = from->rank;
    if (node->n_attributes != 3 * rank) return bad_attributes(node, err);
    for (int i = 0; i < rank; i++) {
        int64_t start = node->attributes[i], count = node->attributes[rank + i],
                step = node->attributes[2 * rank + i], size = from->dims[i];
        if (start < 0 || count < 0 || step < 1 || start > size ||
            (count > 0 && (start >= size || count - 1 > (size - 1 - start) / step)))
            return bad_attributes(node, err);
        out->shape.dims[i] = count;
    }
    return true;
}

static bool type_PAD(const gd_node *node, gd_type *out, gd_error *err)
{
    int rank = operand(node, 0)->shape.rank;
    const int64_t most = node->graph->limits->tensor_elements;
    if (node->n_attributes != 3 * rank) return bad_attributes(node, err);
    for (int i = 0; i < 3 * rank; i++)
        if (node->attributes[i] < 0 || node->attributes[i] > most) return bad_attributes(node, err);
    for (int i = 0; i < rank; i++) {
        int64_t gaps = out->shape.dims[i] > 1 ? out->shape.dims[i] - 1 : 0;
        out->shape.dims[i] += node->attributes[i] + node->attributes[rank + i] +
                              gaps * node->attributes[2 * rank + i];
    }
    return true;
}

static bool drop_axes(const gd_node *node, gd_type *out, gd_error *err)
{
    bool chosen[GD_MAX_RANK];
    if (!read_axes(node, chosen, err)) return false;
    gd_shape kept = {0};
    for (int i = 0; i < out->shape.rank; i++)
        if (!chosen[i]) kept.dims[kept.rank++] = out->shape.dims[i];
    out->shape = kept;
    return true;
}

static bool type_SUM(const gd_node *node, gd_type *out, gd_error *err)
{
    return drop_axes(node, out, err);
}

/* No element is the largest of none. */
static bool drop_full_axes(const gd_node *node, gd_type *out, gd_error *err)
{
    for (int i = 0; i < node->n_attributes; i++) {
        int64_t axis = node->attributes[i];
        if (axis >= 0 && axis < out->shape.rank && out->shape.dims[axis] == 0)
            return gd_fail(err, GD_SHAPE, "%s: dimension %lld has no elements", name_of(node),
                           (long long)axis);
    }
    return drop_axes(node, out, err);
}

static bool type_AMAX(const gd_node *node, gd_type *out, gd_error *err)
{
    return drop_full_axes(node, out, err);
}

static bool type_AMIN(const gd_node *node, gd_type *out, gd_error *err)
{
    return drop_full_axes(node, out, err);
}

static bool type_ARGMAX(const gd_node *node, gd_type *out, gd_error *err)
{
    if (node->n_attributes != 1) return bad_attributes(node, err);
    out->dtype = GD_INT64;
    return drop_full_axes(node, out, err);
}

static bool type_ARGMIN(const gd_node *node, gd_type *out, gd_error *err)
{
    return type_ARGMAX(node, out, err);
}

/* A rule for what keeps its shape and goes along one axis, with `n` attributes. */
static bool keep_along_axis(const gd_node *node, int n, const gd_type *out, gd_error *err)
{
    int64_t axis = node->n_attributes == n ? node->attributes[0] : -1;
    return (axis >= 0 && axis < out->shape.rank) || bad_attributes(node, err);
}

static bool type_CUMSUM(const gd_node *node, gd_type *out, gd_error *err)
{
    return keep_along_axis(node, 1, out, err);
}

static bool type_CUMARGMAX(const gd_node *node, gd_type *out, gd_error *err)
{
    out->dtype = GD_INT64;
    return keep_along_axis(node, 1, out, err);
}

static bool type_CUMARGMIN(const gd_node *node, gd_type *out, gd_error *err)
{
    return type_CUMARGMAX(node, out, err);
}

static bool type_ARGSORT(const gd_node *node, gd_type *out, gd_error *err)
{
    out->dtype = GD_INT64;
    return keep_along_axis(node, 2, out, err);
}

static bool type_DETACH(const gd_node *node, gd_type *out, gd_error *err)
{
    (void)node, (void)out, (void)err;
    return true;
}

static bool type_CONCAT(const gd_node *node, gd_type *out, gd_error *err)
{
    int64_t axis = node->n_attributes == 1 ? node->attributes[0] : -1;
    if (axis < 0 || axis >= out->shape.rank) return bad_attributes(node, err);
    for (int i = 1; i < node->n_inputs; i++) {
        gd_shape next = operand(node, i)->shape;
        int64_t size = axis < next.rank ? next.dims[axis] : 0;
        next.dims[axis] = out->shape.dims[axis];
        if (!shape_equal(&next, &out->shape))
            return sizes_differ(node, &operand(node, 0)->shape, &operand(node, i)->shape, err);
        if (__builtin_add_overflow(out->shape.dims[axis], size, &out->shape.dims[axis]))
            return bad_attributes(node, err);
    }
    return true;
}

/* The index operand, the last one, may be smaller than `whole` except along `axis`, where any size
 * goes. */
static bool check_index(const gd_node *node, const gd_shape *whole, int64_t axis, gd_error *err)
{
    const gd_type *index = operand(node, node->n_inputs - 1);
    if (index->dtype != GD_INT64)
        return gd_fail(err, GD_DTYPE, "%s: the index is %s, not int64", name_of(node),
                       gd_dtype_name(index->dtype));
    if (axis < 0 || axis >= whole->rank) return bad_attributes(node, err);
    bool fits = index->shape.rank == whole->rank;
    for (int i = 0; fits && i < whole->rank; i++)
        fits = i == axis || index->shape.dims[i] <= whole->dims[i];
    return fits || sizes_differ(node, whole, &index->shape, err);
}

static bool type_GATHER(const gd_node *node, gd_type *out, gd_error *err)
{
    int64_t axis = node->n_attributes == 1 ? node->attributes[0] : -1;
    if (!check_index(node, &operand(node, 0)->shape, axis, err)) return false;
    out->shape = operand(node, 1)->shape;
    return true;
}

static bool type_SCATTER_ADD(const gd_node *node, gd_type *out, gd_error *err)
{
    if (node->n_attributes < 1) return bad_attributes(node, err);
    if (!read_shape(node, 1, out, err)) return false;
    if (!shape_equal(&operand(node, 0)->shape, &operand(node, 1)->shape))
        return sizes_differ(node, &operand(node, 0)->shape, &operand(node, 1)->shape, err);
    return check_index(node, &out->shape, node->attributes[0], err);
}

static bool type_LAST_AT(const gd_node *node, gd_type *out, gd_error *err)
{
    if (node->n_attributes < 1) return bad_attributes(node, err);
    return read_shape(node, 1, out, err) &&
           check_index(node, &out->shape, node->attributes[0], err);
}

static bool type_MATMUL(const gd_node *node, gd_type *out, gd_error *err)
{
    const gd_shape *a = &operand(node, 0)->shape, *b = &operand(node, 1)->shape;
    if (a->rank < 2 || b->rank < 2 || a->dims[a->rank - 1] != b->dims[b->rank - 2])
        return sizes_differ(node, a, b, err);
    gd_shape batch_a = shape_of(a->rank - 2, a->dims), batch_b = shape_of(b->rank - 2, b->dims);
    if (!shape_broadcast(&batch_a, &batch_b, &out->shape)) return sizes_differ(node, a, b, err);
    out->shape.dims[out->shape.rank++] = a->dims[a->rank - 2];
    out->shape.dims[out->shape.rank++] = b->dims[b->rank - 1];
    return true;
}

static bool broadcast_all(const gd_node *node, gd_type *out, gd_error *err)
{
    for (int i = 1; i < node->n_inputs; i++)
        if (!shape_broadcast(&out->shape, &operand(node, i)->shape, &out->shape))
            return sizes_differ(node, &out->shape, &operand(node, i)->shape, err);
    return true;
}

static bool type_pointwise(const gd_node *node, gd_type *out, gd_error *err)
{
    out->dtype = operand(node, node->n_inputs - 1)->dtype;
    return broadcast_all(node, out, err);
}

static bool type_compare(const gd_node *node, gd_type *out, gd_error *err)
{
    out->dtype = GD_BOOL;
    return broadcast_all(node, out, err);
}

static const type_rule rules[GD_OP_COUNT] = {
#define UNARY(NAME, ...) [GD_OP_##NAME] = type_pointwise,
#define BINARY UNARY
#define SELECT UNARY
#define COMPARE(NAME, ...) [GD_OP_##NAME] = type_compare,
#define LINEAR(NAME, ...) [GD_OP_##NAME] = type_##NAME,
#define BILINEAR LINEAR
#define ORDER LINEAR
#define OPAQUE LINEAR
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
};

/* Operands of one dtype that has a kernel; conditions are bool, index operands looked at by their
 * rule. */
static bool check_dtypes(const gd_node *node, gd_error *err)
{
    const gd_op_row *row = op_row(node->op);
    int first = row->class == GD_CLASS_SELECT;
    bool indexed = row->class == GD_CLASS_LINEAR && row->operands == 2;
    gd_dtype dtype = operand(node, first)->dtype;
    if (first && operand(node, 0)->dtype != GD_BOOL)
        return gd_fail(err, GD_DTYPE, "%s: the condition is %s, not bool", row->name,
                       gd_dtype_name(operand(node, 0)->dtype));
    if (!op_takes(node->op, dtype))
        return gd_fail(err, GD_DTYPE, "%s does not take %s", row->name, gd_dtype_name(dtype));
    for (int i = first + 1; i < node->n_inputs && !indexed; i++)
        if (operand(node, i)->dtype != dtype)
            return gd_fail(err, GD_DTYPE, "%s: operands are %s and %s", row->name,
                           gd_dtype_name(dtype), gd_dtype_name(operand(node, i)->dtype));
    return true;
}

bool types_infer(const gd_node *node, gd_type *result, gd_error *err)
{
    const gd_op_row *row = op_row(node->op);
    if (row->operands < 0 ? node->n_inputs < 1 : node->n_inputs != row->operands)
        return gd_fail(err, GD_BAD_GRAPH, "%s: %d operands", row->name, node->n_inputs);
    if (!row->attributes[0] && node->n_attributes) return bad_attributes(node, err);
    if (!check_dtypes(node, err)) return false;
    gd_type type = *operand(node, 0);
    if (!rules[node->op](node, &type, err)) return false;
    if (type.shape.rank > GD_MAX_RANK)
        return gd_fail(err, GD_RANK_LIMIT, "%s: more than %d dimensions", row->name, GD_MAX_RANK);
    *result = type;
    return true;
}
