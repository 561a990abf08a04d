/* Kernels against plain loops over coordinates: every row and dtype, on operands that lie in memory
 * in every way that views allow. */
#include "engine/exec/plan.h"
#include "engine/exec/scalar.h"
#include "tests/engine/sampling.h"
#include "tests/engine/special.h"
#include "tests/engine/trial.h"

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEMPLATE "tests/engine/reference_template.h"
#include "engine/exec/each_dtype.h"

typedef bool (*reference)(gd_op op, gd_tensor *const *operands, int64_t i, void *out);
static const reference references[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = reference_##NAME,
#include "engine/tensor/dtype.def"
#undef DTYPE
};

/* ---- operands that lie in memory in some way ---- */

typedef gd_tensor *(*tensor_maker)(gd_memory *memory, const gd_type *type, int64_t random);

static gd_edge apply(gd_op op, gd_edge x, const int64_t *attributes, int n)
{
    return graph_add(x.node->graph, op, &x, 1, attributes, n);
}

typedef gd_edge layout_maker(trial *t, const gd_type *type, tensor_maker make, int depth);
static layout_maker any_layout;

static gd_edge permuted(trial *t, const gd_type *type, tensor_maker make, int depth)
{
    gd_type inner = *type;
    int64_t axes[GD_MAX_RANK];
    int rank = type->shape.rank;
    for (int i = 0; i < rank; i++) {
        int64_t j = random_below(i + 1);
        axes[i] = axes[j];
        axes[j] = i;
    }
    for (int i = 0; i < rank; i++) inner.shape.dims[axes[i]] = type->shape.dims[i];
    return apply(GD_OP_PERMUTE, any_layout(t, &inner, make, depth), axes, rank);
}

static gd_edge flipped(trial *t, const gd_type *type, tensor_maker make, int depth)
{
    int64_t axes[GD_MAX_RANK];
    int n = 0;
    for (int i = 0; i < type->shape.rank; i++)
        if (random_below(3)) axes[n++] = i;
    return apply(GD_OP_FLIP, any_layout(t, type, make, depth), axes, n);
}

enum { LARGEST = 100000 }; /* elements: slices of slices of slices grow fast */

static gd_edge sliced(trial *t, const gd_type *type, tensor_maker make, int depth)
{
    gd_type inner = *type;
    int64_t attributes[3 * GD_MAX_RANK];
    int rank = type->shape.rank;
    for (int i = 0; i < rank; i++) {
        int64_t start = random_below(3), count = type->shape.dims[i], step = 1 + random_below(3);
        attributes[i] = start;
        attributes[rank + i] = count;
        attributes[2 * rank + i] = step;
        inner.shape.dims[i] = start + (count ? (count - 1) * step + 1 : 0) + random_below(2);
    }
    if (shape_count(&inner.shape) > LARGEST) return any_layout(t, type, make, depth);
    return apply(GD_OP_SLICE, any_layout(t, &inner, make, depth), attributes, 3 * rank);
}

static gd_edge expanded(trial *t, const gd_type *type, tensor_maker make, int depth)
{
    gd_type inner = *type;
    for (int i = 0; i < type->shape.rank; i++)
        if (!random_below(3)) inner.shape.dims[i] = 1;
    return apply(GD_OP_EXPAND, any_layout(t, &inner, make, depth), type->shape.dims,
                 type->shape.rank);
}

static gd_edge reshaped(trial *t, const gd_type *type, tensor_maker make, int depth)
{
    int64_t count = shape_count(&type->shape), half = count % 2 ? 1 : 2;
    gd_type inner = {type->dtype, shape_of(3, (int64_t[]){half, 1, count / half})};
    return apply(GD_OP_RESHAPE, any_layout(t, &inner, make, depth), type->shape.dims,
                 type->shape.rank);
}

/* An edge of that type that `depth` views lead to from a new input. */
static gd_edge any_layout(trial *t, const gd_type *type, tensor_maker make, int depth)
{
    static layout_maker *const ways[] = {permuted, flipped, sliced, expanded, reshaped};
    if (depth > 0) return ways[random_below(5)](t, type, make, depth - 1);
    char name[8];
    snprintf(name, sizeof name, "x%d", t->n_inputs);
    return trial_input(t, name, make(&t->memory, type, random_below(SPECIALS)));
}

/* ---- pointwise rows ---- */

static gd_shape random_shape(void)
{
    gd_shape shape = {.rank = (int)random_below(5)};
    for (int i = 0; i < shape.rank; i++) shape.dims[i] = random_below(12) ? 1 + random_below(4) : 0;
    if (shape.rank && !random_below(3))
        shape.dims[random_below(shape.rank)] = 60 + random_below(90);
    return shape;
}

/* A shape that broadcasts to `shape`. */
static gd_shape random_part(const gd_shape *shape)
{
    int drop = shape->rank && !random_below(3) ? (int)random_below(shape->rank + 1) : 0;
    gd_shape part = shape_of(shape->rank - drop, shape->dims + drop);
    for (int i = 0; i < part.rank; i++)
        if (!random_below(4)) part.dims[i] = 1;
    return part;
}

/* Whether operand k of an operator is a divisor, which must not be 0 for integers. */
static bool is_divisor(gd_op op, int k)
{
    return k == 1 && (op == GD_OP_FLOOR_DIVIDE || op == GD_OP_REMAINDER);
}

static void compare_all(trial *t, gd_op op, gd_dtype dtype, gd_tensor *const *values)
{
    gd_tensor *expected = gd_tensor_new(&t->memory, &values[0]->type, INT64_MAX, NULL);
    size_t size = gd_dtype_size(expected->type.dtype);
    for (int64_t i = 0; i < expected->count; i++) {
        assert_true(references[dtype](op, values + 1, i, expected->data + (size_t)i * size));
        if (!special_same(expected, values[0], i))
            trial_fail(t, "element %lld is %.17g, not %.17g", (long long)i,
                       gd_tensor_get(values[0], i), gd_tensor_get(expected, i));
    }
    gd_tensor_free(expected);
}

/* The operator on random layouts, and its operands expanded to the result's shape as the plan sees
 * them: their elements correspond. */
static void try_pointwise(gd_op op, gd_dtype dtype)
{
    trial t;
    trial_open(&t);
    int n = op_row(op)->operands;
    gd_edge edges[4], operands[3];
    gd_tensor *values[4];
    gd_shape shape = random_shape();
    snprintf(t.label, sizeof t.label, "%s on %s", op_row(op)->name, gd_dtype_name(dtype));
    for (int k = 0; k < n; k++) {
        gd_type type = {dtype, k ? random_part(&shape) : shape};
        if (op_row(op)->class == GD_CLASS_SELECT && k == 0) type.dtype = GD_BOOL;
        operands[k] = any_layout(&t, &type, is_divisor(op, k) ? special_divisors : special_tensor,
                                 (int)random_below(4));
    }
    edges[0] = graph_add(&t.graph, op, operands, n, NULL, 0);
    for (int k = 0; k < n; k++) edges[k + 1] = graph_expand(operands[k], &shape);
    trial_check(&t, "building");
    trial_compute(&t, edges, n + 1, values);
    compare_all(&t, op, dtype, values);
    for (int k = 0; k <= n; k++) gd_tensor_free(values[k]);
    trial_close(&t);
}

static void pointwise_rows_do_not_see_layouts(void **state)
{
    (void)state;
    for (int op = 0; op < GD_OP_COUNT; op++)
        for (int dtype = 0; dtype < GD_DTYPE_COUNT; dtype++)
            for (int i = 0; i < 12; i++)
                if (op_is_pointwise((gd_op)op) && op_takes((gd_op)op, (gd_dtype)dtype))
                    try_pointwise((gd_op)op, (gd_dtype)dtype);
}

/* More elements than are computed between two looks at the clock, in one run and in rows. */
static void long_operands_are_computed_in_pieces(void **state)
{
    (void)state;
    static const gd_shape shapes[] = {{1, {120001}}, {2, {3, 60007}}};
    for (int i = 0; i < 2; i++) {
        trial t;
        trial_open(&t);
        snprintf(t.label, sizeof t.label, "long");
        gd_type type = {GD_FLOAT32, shapes[i]};
        gd_edge x = any_layout(&t, &type, special_tensor, 1),
                y = any_layout(&t, &type, special_tensor, 1);
        gd_edge edges[] = {graph_add(&t.graph, GD_OP_SUB, (gd_edge[]){x, y}, 2, NULL, 0), x, y};
        gd_tensor *values[3];
        trial_compute(&t, edges, 3, values);
        compare_all(&t, GD_OP_SUB, GD_FLOAT32, values);
        for (int k = 0; k < 3; k++) gd_tensor_free(values[k]);
        trial_close(&t);
    }
}

/* ---- structural rows: plain twins of the kernels, on small whole numbers, so that sums are exact
 * in every dtype ---- */

static gd_tensor *small_numbers(gd_memory *memory, const gd_type *type, int64_t random)
{
    (void)random;
    gd_tensor *tensor = gd_tensor_new(memory, type, INT64_MAX, NULL);
    assert_non_null(tensor);
    for (int64_t i = 0; i < tensor->count; i++)
        gd_tensor_set_int(tensor, i,
                          random_below(type->dtype == GD_UINT8 ? 5 : 9) -
                              (type->dtype == GD_UINT8 ? 0 : 4));
    return tensor;
}

static gd_tensor *small_indices(gd_memory *memory, const gd_type *type, int64_t random)
{
    (void)random;
    gd_tensor *tensor = gd_tensor_new(memory, type, INT64_MAX, NULL);
    assert_non_null(tensor);
    for (int64_t i = 0; i < tensor->count; i++) gd_tensor_set_int(tensor, i, random_below(2));
    return tensor;
}

typedef struct place {
    int64_t at[GD_MAX_RANK];
} place;

static place place_at(const gd_shape *shape, int64_t i)
{
    place p = {{0}};
    for (int k = shape->rank - 1; k >= 0; k--) {
        p.at[k] = i % shape->dims[k];
        i /= shape->dims[k];
    }
    return p;
}

static int64_t index_of(const gd_shape *shape, const place *p)
{
    int64_t i = 0;
    for (int k = 0; k < shape->rank; k++) i = i * shape->dims[k] + p->at[k];
    return i;
}

/* One use of an operator on contiguous values, all of them whole numbers. */
typedef struct use {
    const sample *sample;
    gd_tensor *const *in;
    const gd_tensor *out;
} use;

static int64_t get(const use *u, int k, const place *p)
{
    return gd_tensor_get_int(u->in[k], index_of(&u->in[k]->type.shape, p));
}

static bool is_axis(const use *u, int axis)
{
    for (int i = 0; i < u->sample->n_attributes; i++)
        if (u->sample->attributes[i] == axis) return true;
    return false;
}

/* The place among results of a reduction where an operand's element goes. */
static int64_t kept_index(const use *u, const place *p)
{
    place q = {{0}};
    int n = 0;
    for (int k = 0; k < u->in[0]->type.shape.rank; k++)
        if (!is_axis(u, k)) q.at[n++] = p->at[k];
    return index_of(&u->out->type.shape, &q);
}

/* Each twin gives element i of the result. */
static int64_t naive_cast(const use *u, int64_t i)
{
    return gd_tensor_get_int(u->in[0], i);
}

static int64_t naive_expand(const use *u, int64_t i)
{
    const gd_shape *from = &u->in[0]->type.shape, *to = &u->out->type.shape;
    place p = place_at(to, i), q = {{0}};
    for (int k = 0; k < from->rank; k++)
        q.at[k] = from->dims[k] == 1 ? 0 : p.at[k + to->rank - from->rank];
    return get(u, 0, &q);
}

static int64_t naive_permute(const use *u, int64_t i)
{
    place p = place_at(&u->out->type.shape, i), q = {{0}};
    for (int k = 0; k < u->out->type.shape.rank; k++) q.at[u->sample->attributes[k]] = p.at[k];
    return get(u, 0, &q);
}

static int64_t naive_flip(const use *u, int64_t i)
{
    place p = place_at(&u->out->type.shape, i);
    for (int k = 0; k < u->out->type.shape.rank; k++)
        if (is_axis(u, k)) p.at[k] = u->out->type.shape.dims[k] - 1 - p.at[k];
    return get(u, 0, &p);
}

static int64_t naive_slice(const use *u, int64_t i)
{
    int rank = u->out->type.shape.rank;
    place p = place_at(&u->out->type.shape, i);
    for (int k = 0; k < rank; k++)
        p.at[k] = u->sample->attributes[k] + p.at[k] * u->sample->attributes[2 * rank + k];
    return get(u, 0, &p);
}

static int64_t naive_pad(const use *u, int64_t i)
{
    const gd_shape *from = &u->in[0]->type.shape;
    place p = place_at(&u->out->type.shape, i);
    for (int k = 0; k < from->rank; k++) {
        int64_t step = u->sample->attributes[2 * from->rank + k] + 1;
        p.at[k] -= u->sample->attributes[k];
        if (p.at[k] < 0 || p.at[k] % step || p.at[k] / step >= from->dims[k]) return 0;
        p.at[k] /= step;
    }
    return get(u, 0, &p);
}

static int64_t naive_concat(const use *u, int64_t i)
{
    int64_t axis = u->sample->attributes[0];
    place p = place_at(&u->out->type.shape, i);
    int k = 0;
    for (; p.at[axis] >= u->in[k]->type.shape.dims[axis]; k++)
        p.at[axis] -= u->in[k]->type.shape.dims[axis];
    return get(u, k, &p);
}

static int64_t naive_gather(const use *u, int64_t i)
{
    place p = place_at(&u->out->type.shape, i);
    p.at[u->sample->attributes[0]] = gd_tensor_get_int(u->in[1], i);
    return get(u, 0, &p);
}

static int64_t naive_scatter_add(const use *u, int64_t i)
{
    int64_t sum = 0;
    for (int64_t j = 0; j < u->in[0]->count; j++) {
        place p = place_at(&u->in[0]->type.shape, j);
        p.at[u->sample->attributes[0]] = gd_tensor_get_int(u->in[1], j);
        if (index_of(&u->out->type.shape, &p) == i) sum += gd_tensor_get_int(u->in[0], j);
    }
    return sum;
}

static int64_t naive_sum(const use *u, int64_t i)
{
    int64_t sum = 0;
    for (int64_t j = 0; j < u->in[0]->count; j++) {
        place p = place_at(&u->in[0]->type.shape, j);
        if (kept_index(u, &p) == i) sum += gd_tensor_get_int(u->in[0], j);
    }
    return sum;
}

/* The first of the largest (sign 1) or smallest (-1) elements that go to result i; its place in the
 * row of them goes to *at. */
static int64_t first_best(const use *u, int64_t i, int sign, int64_t *at)
{
    int64_t best = 0, seen = 0;
    for (int64_t j = 0; j < u->in[0]->count; j++) {
        place p = place_at(&u->in[0]->type.shape, j);
        int64_t value = sign * gd_tensor_get_int(u->in[0], j);
        if (kept_index(u, &p) != i) continue;
        if (!seen || value > best) best = value, *at = seen;
        seen++;
    }
    return sign * best;
}

static int64_t naive_amax(const use *u, int64_t i)
{
    int64_t at;
    return first_best(u, i, 1, &at);
}

static int64_t naive_amin(const use *u, int64_t i)
{
    int64_t at;
    return first_best(u, i, -1, &at);
}

static int64_t naive_argmax(const use *u, int64_t i)
{
    int64_t at = -1;
    first_best(u, i, 1, &at);
    return at;
}

static int64_t naive_argmin(const use *u, int64_t i)
{
    int64_t at = -1;
    first_best(u, i, -1, &at);
    return at;
}

static int64_t naive_cumsum(const use *u, int64_t i)
{
    int64_t sum = 0;
    place p = place_at(&u->out->type.shape, i);
    for (int64_t *k = &p.at[u->sample->attributes[0]]; *k >= 0; --*k) sum += get(u, 0, &p);
    return sum;
}

/* The last of the largest (sign 1) or smallest (-1) elements up to element i of its line. */
static int64_t last_best(const use *u, int64_t i, int sign)
{
    place p = place_at(&u->out->type.shape, i);
    int64_t *k = &p.at[u->sample->attributes[0]], best = sign * get(u, 0, &p), at = *k;
    for (; *k >= 0; --*k)
        if (sign * get(u, 0, &p) > best) best = sign * get(u, 0, &p), at = *k;
    return at;
}

static int64_t naive_cumargmax(const use *u, int64_t i)
{
    return last_best(u, i, 1);
}

static int64_t naive_cumargmin(const use *u, int64_t i)
{
    return last_best(u, i, -1);
}

/* Whether so many elements of a line come before one of them as its place in order says. */
static int64_t naive_argsort(const use *u, int64_t i)
{
    place p = place_at(&u->out->type.shape, i), q = p;
    int64_t axis = u->sample->attributes[0], n = u->in[0]->type.shape.dims[axis];
    int sign = u->sample->attributes[1] ? -1 : 1;
    for (q.at[axis] = 0; q.at[axis] < n; q.at[axis]++) {
        int64_t before = 0;
        place r = q;
        for (r.at[axis] = 0; r.at[axis] < n; r.at[axis]++) {
            int64_t a = sign * get(u, 0, &r), b = sign * get(u, 0, &q);
            before += a < b || (a == b && r.at[axis] < q.at[axis]);
        }
        if (before == p.at[axis]) return q.at[axis];
    }
    return -1;
}

static int64_t naive_last_at(const use *u, int64_t i)
{
    int64_t axis = u->sample->attributes[0], last = -1;
    for (int64_t j = 0; j < u->in[0]->count; j++) {
        place p = place_at(&u->in[0]->type.shape, j);
        int64_t position = p.at[axis];
        p.at[axis] = gd_tensor_get_int(u->in[0], j);
        if (index_of(&u->out->type.shape, &p) == i) last = position;
    }
    return last;
}

static int64_t naive_matmul(const use *u, int64_t i)
{
    const gd_shape *a = &u->in[0]->type.shape, *b = &u->in[1]->type.shape,
                   *to = &u->out->type.shape;
    place p = place_at(to, i), left = {{0}}, right = {{0}};
    int64_t sum = 0;
    for (int k = 0; k < a->rank - 2; k++)
        left.at[k] = a->dims[k] == 1 ? 0 : p.at[k + to->rank - a->rank];
    for (int k = 0; k < b->rank - 2; k++)
        right.at[k] = b->dims[k] == 1 ? 0 : p.at[k + to->rank - b->rank];
    left.at[a->rank - 2] = p.at[to->rank - 2];
    right.at[b->rank - 1] = p.at[to->rank - 1];
    for (int64_t k = 0; k < a->dims[a->rank - 1]; k++) {
        left.at[a->rank - 1] = right.at[b->rank - 2] = k;
        sum += get(u, 0, &left) * get(u, 1, &right);
    }
    return sum;
}

#define naive_reshape naive_cast
#define naive_detach naive_cast

typedef int64_t (*naive)(const use *u, int64_t i);
static const naive naives[GD_OP_COUNT] = {
#define UNARY(...)
#define BINARY(...)
#define COMPARE(...)
#define SELECT(...)
#define LINEAR(NAME, name, ...) [GD_OP_##NAME] = naive_##name,
#define BILINEAR LINEAR
#define ORDER LINEAR
#define OPAQUE LINEAR
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
};

static void try_structural(const sample *s)
{
    trial t;
    trial_open(&t);
    gd_edge edges[1 + SAMPLE_OPERANDS], *operands = edges + 1;
    gd_tensor *values[1 + SAMPLE_OPERANDS];
    snprintf(t.label, sizeof t.label, "%s on %s", op_row(s->op)->name,
             gd_dtype_name(s->operands[0].dtype));
    for (int k = 0; k < s->n_operands; k++) {
        bool indexed =
            s->op == GD_OP_GATHER || s->op == GD_OP_SCATTER_ADD || s->op == GD_OP_LAST_AT;
        bool index = indexed && k == s->n_operands - 1;
        operands[k] = any_layout(&t, &s->operands[k], index ? small_indices : small_numbers,
                                 (int)random_below(4));
    }
    edges[0] = graph_add(&t.graph, s->op, operands, s->n_operands, s->attributes, s->n_attributes);
    trial_check(&t, "building");
    trial_compute(&t, edges, s->n_operands + 1, values);
    use u = {s, values + 1, values[0]};
    gd_tensor *expected = gd_tensor_new(&t.memory, &values[0]->type, INT64_MAX, NULL);
    for (int64_t i = 0; i < expected->count; i++) {
        gd_tensor_set_int(expected, i, naives[s->op](&u, i));
        if (gd_tensor_get(expected, i) != gd_tensor_get(values[0], i))
            trial_fail(&t, "element %lld is %g, not %g", (long long)i, gd_tensor_get(values[0], i),
                       gd_tensor_get(expected, i));
    }
    gd_tensor_free(expected);
    for (int k = 0; k <= s->n_operands; k++) gd_tensor_free(values[k]);
    trial_close(&t);
}

static void structural_rows_agree_with_plain_loops(void **state)
{
    (void)state;
    for (int op = GD_OP_CALL + 1; op < GD_OP_COUNT; op++)
        for (int dtype = 0; dtype < GD_DTYPE_COUNT; dtype++)
            for (int i = 0; i < 8; i++) {
                sample s;
                if (op_is_pointwise((gd_op)op) || !op_takes((gd_op)op, (gd_dtype)dtype)) continue;
                sample_init(&s, (gd_op)op, (gd_dtype)dtype, op_row((gd_op)op)->sample);
                try_structural(&s);
            }
}

/* Sizes beyond those of the samples: tiles, panels, leaves and their remainders, none, one. */
static void structural_rows_agree_on_other_sizes(void **state)
{
    (void)state;
    static const struct {
        gd_op op;
        int n_operands, n_attributes;
        gd_shape shapes[2];
        int64_t attributes[3];
    } cases[] = {
        {GD_OP_SUM, 1, 1, {{2, {3, 200}}}, {1}},
        {GD_OP_SUM, 1, 1, {{2, {200, 40}}}, {0}},
        {GD_OP_SUM, 1, 2, {{3, {70, 5, 3}}}, {0, 2}},
        {GD_OP_SUM, 1, 1, {{3, {4, 33, 34}}}, {1}},
        {GD_OP_SUM, 1, 3, {{3, {4, 33, 3}}}, {0, 1, 2}},
        {GD_OP_SUM, 1, 1, {{2, {0, 5}}}, {0}},
        {GD_OP_SUM, 1, 1, {{2, {0, 5}}}, {1}},
        {GD_OP_SUM, 1, 0, {{2, {3, 5}}}, {0}},
        {GD_OP_SUM, 1, 1, {{1, {1}}}, {0}},
        {GD_OP_AMAX, 1, 1, {{2, {5, 130}}}, {1}},
        {GD_OP_AMAX, 1, 0, {{0, {0}}}, {0}},
        {GD_OP_AMIN, 1, 1, {{2, {3, 0}}}, {0}},
        {GD_OP_ARGMAX, 1, 1, {{2, {50, 3}}}, {0}},
        {GD_OP_CUMSUM, 1, 1, {{3, {4, 0, 3}}}, {1}},
        {GD_OP_CUMSUM, 1, 1, {{3, {4, 70, 3}}}, {1}},
        {GD_OP_CUMARGMAX, 1, 1, {{2, {90, 3}}}, {0}},
        {GD_OP_ARGSORT, 1, 2, {{3, {2, 60, 3}}}, {1, 0}},
        {GD_OP_ARGSORT, 1, 2, {{2, {2, 99}}}, {1, 1}},
        {GD_OP_ARGSORT, 1, 2, {{2, {0, 2}}}, {0, 0}},
        {GD_OP_MATMUL, 2, 0, {{2, {9, 13}}, {2, {13, 11}}}, {0}},
        {GD_OP_MATMUL, 2, 0, {{4, {2, 1, 5, 7}}, {3, {3, 7, 1}}}, {0}},
        {GD_OP_MATMUL, 2, 0, {{2, {2, 0}}, {2, {0, 3}}}, {0}},
        {GD_OP_MATMUL, 2, 0, {{2, {0, 2}}, {2, {2, 3}}}, {0}},
        {GD_OP_MATMUL, 2, 0, {{3, {0, 1, 2}}, {2, {2, 3}}}, {0}},
        {GD_OP_MATMUL, 2, 0, {{2, {3, 600}}, {2, {600, 5}}}, {0}},
        {GD_OP_CONCAT, 2, 1, {{2, {2, 0}}, {2, {2, 3}}}, {1}},
        {GD_OP_GATHER, 2, 1, {{2, {2, 5}}, {2, {7, 3}}}, {0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int dtype = 0; dtype < GD_DTYPE_COUNT; dtype++) {
            sample s = {.op = cases[i].op,
                        .n_operands = cases[i].n_operands,
                        .n_attributes = cases[i].n_attributes};
            if (!op_takes(s.op, (gd_dtype)dtype)) continue;
            for (int k = 0; k < s.n_operands; k++)
                s.operands[k] = (gd_type){(gd_dtype)dtype, cases[i].shapes[k]};
            if (s.op == GD_OP_GATHER) s.operands[1].dtype = GD_INT64;
            memcpy(s.attributes, cases[i].attributes, sizeof cases[i].attributes);
            for (int repeat = 0; repeat < 3; repeat++) try_structural(&s);
        }
}

static void casts_have_one_meaning(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct {
        gd_dtype from, to;
        double value, expected;
    } cases[] = {
        {GD_FLOAT64, GD_INT64, 2.9, 2},          {GD_FLOAT64, GD_INT64, -2.9, -2},
        {GD_FLOAT64, GD_INT64, 1e300, 0x1p63},   {GD_FLOAT64, GD_INT64, -1e300, -0x1p63},
        {GD_FLOAT64, GD_INT64, NAN, 0},          {GD_FLOAT32, GD_INT32, NAN, 0},
        {GD_FLOAT32, GD_UINT8, 300, 44},         {GD_FLOAT32, GD_UINT8, -1, 255},
        {GD_FLOAT64, GD_INT8, 128, -128},        {GD_FLOAT64, GD_INT32, 0x1p31, -0x1p31},
        {GD_INT64, GD_INT16, 32768, -32768},     {GD_INT8, GD_UINT8, -1, 255},
        {GD_UINT8, GD_INT8, 255, -1},            {GD_FLOAT64, GD_BOOL, NAN, 1},
        {GD_FLOAT64, GD_BOOL, -0.0, 0},          {GD_FLOAT64, GD_BOOL, 0x1p-1074, 1},
        {GD_INT16, GD_BOOL, 256, 1},             {GD_BOOL, GD_FLOAT32, 1, 1},
        {GD_FLOAT64, GD_FLOAT32, 1e300, INFINITY}, {GD_FLOAT32, GD_FLOAT64, .5, .5},
        {GD_INT32, GD_FLOAT32, 16777217, 16777216},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        trial t;
        gd_tensor *result;
        trial_open(&t);
        snprintf(t.label, sizeof t.label, "case %zu", i);
        gd_edge x = trial_input(&t, "x", trial_scalar(&t, cases[i].from, cases[i].value));
        gd_edge y = graph_cast(x, cases[i].to);
        trial_compute(&t, &y, 1, &result);
        if (gd_tensor_get(result, 0) != cases[i].expected)
            trial_fail(&t, "%g", gd_tensor_get(result, 0));
        gd_tensor_free(result);
        trial_close(&t);
    }
}

/* ---- special cases of scalar.h, which the table's formulas rely on ---- */

static void scalars_have_their_special_cases(void **state)
{
    (void)state;
    bool failed = false, *fault = &failed;
    const double inf = INFINITY;
    /* clang-format off */
    const struct {
        double is, should;
    } cases[] = {
        {quotient(7., 2.), 3},       {quotient(-7., 2.), -4},     {quotient(7., -2.), -4},
        {quotient(-0., 2.), -0.},    {quotient(1., 0.), inf},     {quotient(-1., inf), -1},
        {quotient(1., .1), 9},       {modulo(7., -2.), -1},       {modulo(-7., 2.), 1},
        {modulo(6., -2.), 0},        {modulo(-6., 2.), -0.},      {modulo(1., inf), 1},
        {modulo(-1., inf), inf},     {power(2., 3.), 8},          {power(0., 0.), 1},
        {power(NAN, 0.), 1},         {power(1., NAN), 1},         {power(-8., 1 / 3.), NAN},
        {power(-inf, .5), NAN},      {power(0., -1.), inf},       {power(-0., -1.), -inf},
        {power(4., -.5), .5},        {power(2., -2.), .25},       {signum(NAN), NAN},
        {signum(-0.), 0.},           {signum(-inf), -1},          {larger(NAN, 1.), NAN},
        {larger(1., NAN), NAN},      {smaller(1., NAN), NAN},     {larger(-inf, 1.), 1},
        {logistic(1000.), 1},        {logistic(-1000.), 0},       {logistic(0.), .5},
        {logistic(-740.), exp(-740.)}, {logistic(NAN), NAN},      {absolute(-0.), 0.},
        {error_inverse(1.), inf},    {error_inverse(-1.), -inf},  {error_inverse(1.1), NAN},
        {error_inverse(-0.), -0.},   {error_inverse(NAN), NAN},   {polygamma(0., 0.), -inf},
        {polygamma(0., -2.), NAN},   {polygamma(1., -2.), inf},   {polygamma(-1., 2.), NAN},
        {polygamma(0., inf), inf},   {polygamma(1., inf), 0},     {polygamma(2., -inf), NAN},
        {log_gamma(1.), 0},          {log_gamma(-1.), inf},       {polygamma(0., NAN), NAN},
        {bessel_i(0., 0.), 1},       {bessel_i(1., -0.), -0.},    {bessel_i(1., -inf), -inf},
        {bessel_i(0., NAN), NAN},    {bessel_i(INFINITY, 1.), NAN}, {bessel_i(0., 1e300), inf},
        {modulo(1., 0.), NAN},       {modulo(5.f, 3.f), 2},       {quotient(5.f, -3.f), -2},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (isnan(cases[i].should) ? !isnan(cases[i].is)
                                   : cases[i].is != cases[i].should ||
                                         signbit(cases[i].is) != signbit(cases[i].should))
            fail_msg("case %zu: %g, not %g", i, cases[i].is, cases[i].should);
    assert_false(failed);
}

/* Values to 17 digits by the definitions, summed with 50 digits. */
static void special_functions_are_accurate(void **state)
{
    (void)state;
    /* clang-format off */
    const struct {
        double is, should;
    } cases[] = {
        {error_inverse(.5), 0.47693627620446987},   {error_inverse(-.999), -2.3267537655135247},
        {error_inverse(1e-300), 8.8622692545275804e-301}, {error_inverse(1 - 0x1p-53), 5.8635847487551676},
        {polygamma(0., 1.), -0.57721566490153286},  {polygamma(0., -7.5), 2.0800908175794201},
        {polygamma(0., 1e10), 23.025850929890456},  {polygamma(1., 1.), 1.6449340668482264},
        {polygamma(1., -1.5), 9.3792466449891238},  {polygamma(2., 3.), -0.15411380631918858},
        {polygamma(2., -2.5), -0.10820405164172740}, {polygamma(3., .1), 60004.512876790253},
        {bessel_i(0., 1.5), 1.6467231897728909},    {bessel_i(1., -2.), -1.5906368546373291},
        {bessel_i(0., 29.), 292520631785.69086},    {bessel_i(0., 31.), 2089962966491.9038},
        {bessel_i(1., 100.), 1.0683693903381625e+42}, {bessel_i(2., 700.), 1.5252262036997768e+302},
        {bessel_i(3., 25.), 4806356106.5065393},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (fabs(cases[i].is / cases[i].should - 1) > 1e-14)
            fail_msg("case %zu: %.17g, not %.17g", i, cases[i].is, cases[i].should);
}

static void integers_have_their_special_cases(void **state)
{
    (void)state;
    bool failed = false, *fault = &failed;
    const int64_t least = INT64_MIN, one = 1, zero = 0;
    assert_true(quotient(least, -one) == least && modulo(least, -one) == 0);
    assert_true(quotient(-7 * one, 2) == -4 && modulo(-7 * one, 2) == 1);
    assert_true(quotient(7 * one, -2) == -4 && modulo(7 * one, -2) == -1);
    assert_true(power(3 * one, 4) == 81 && power(zero, zero) == 1 && power(2 * one, 64) == 0);
    assert_true(power(one, -5) == 1 && power(-one, -5) == -1 && power(-one, -4) == 1);
    assert_true(power(2 * one, -1) == 0 && power(zero, -1) == 0);
    assert_true(absolute(least) == least && signum(least) == -1);
    assert_false(failed);
    assert_true(quotient(one, zero) == 0 && failed);
    failed = false;
    assert_true(modulo(one, zero) == 0 && failed);
}

/* ---- faults ---- */

static void expect_error(trial *t, gd_edge edge, gd_code code, const char *message)
{
    gd_context context = {&t->memory, &t->limits, 0, NULL};
    for (int style = 0; style < 2; style++) {
        gd_error err = {0};
        gd_tensor *result = NULL;
        gd_plan *plan = plan_new(&t->memory, &t->limits, t->inputs, t->n_inputs, &edge, 1,
                                 (gd_plan_style)style, &err);
        assert_non_null(plan);
        assert_false(plan_run(plan, t->values, &context, &result, &err));
        assert_null(result);
        assert_int_equal(err.code, code);
        assert_string_equal(err.message, message);
        assert_int_equal(err.span.line, 7);
        plan_free(plan);
    }
}

static void division_by_zero_is_an_error(void **state)
{
    (void)state;
    for (int dtype = GD_UINT8; dtype <= GD_INT64; dtype++) {
        trial t;
        trial_open(&t);
        t.graph.span = (gd_span){7, 1, 7, 2};
        gd_edge x = trial_input(&t, "x", trial_scalar(&t, (gd_dtype)dtype, 5));
        gd_edge zero = graph_scalar_int(&t.graph, (gd_dtype)dtype, 0);
        gd_edge quotients[] = {
            graph_add(&t.graph, GD_OP_FLOOR_DIVIDE, (gd_edge[]){x, zero}, 2, 0, 0),
            graph_add(&t.graph, GD_OP_REMAINDER, (gd_edge[]){x, zero}, 2, 0, 0),
            /* of constants: folding must leave it */
            graph_add(&t.graph, GD_OP_REMAINDER, (gd_edge[]){zero, zero}, 2, 0, 0)};
        for (int i = 0; i < 3; i++) expect_error(&t, quotients[i], GD_RUNTIME, "ZeroDivisionError");
        trial_close(&t);
    }
}

static void indices_out_of_range_are_errors(void **state)
{
    (void)state;
    static const struct {
        int64_t index;
        const char *message;
    } cases[] = {{5, "index 5 is out of bounds for dimension 0 with size 3"},
                 {3, "index 3 is out of bounds for dimension 0 with size 3"},
                 {-1, "index -1 is out of bounds for dimension 0 with size 3"}};
    for (int i = 0; i < 3; i++) {
        trial t;
        trial_open(&t);
        t.graph.span = (gd_span){7, 1, 7, 2};
        gd_type type = {GD_FLOAT64, {1, {3}}}, one = {GD_INT64, {1, {1}}},
                part = {GD_FLOAT64, {1, {1}}};
        gd_tensor *index = gd_tensor_new(&t.memory, &one, 1, NULL);
        gd_tensor_set_int(index, 0, cases[i].index);
        gd_edge x = trial_input(&t, "x", gd_tensor_new(&t.memory, &type, 3, NULL));
        gd_edge at = trial_input(&t, "at", index);
        gd_edge y = trial_input(&t, "y", gd_tensor_new(&t.memory, &part, 1, NULL));
        gd_edge gather =
            graph_add(&t.graph, GD_OP_GATHER, (gd_edge[]){x, at}, 2, (int64_t[]){0}, 1);
        gd_edge scatter =
            graph_add(&t.graph, GD_OP_SCATTER_ADD, (gd_edge[]){y, at}, 2, (int64_t[]){0, 3}, 2);
        expect_error(&t, gather, GD_INDEX, cases[i].message);
        expect_error(&t, scatter, GD_INDEX, cases[i].message);
        trial_close(&t);
    }
}

/* ---- sums of floats ---- */

static gd_tensor *random_floats(gd_memory *memory, const gd_type *type, int64_t random)
{
    (void)random;
    gd_tensor *tensor = gd_tensor_new(memory, type, INT64_MAX, NULL);
    assert_non_null(tensor);
    for (int64_t i = 0; i < tensor->count; i++)
        gd_tensor_set(tensor, i, random_between(-1, 1) * exp2((double)random_below(20)));
    return tensor;
}

/* The same elements in the same order have the same sum, however they lie, and it is accurate. */
static void sums_do_not_see_layouts(void **state)
{
    (void)state;
    for (int repeat = 0; repeat < 300; repeat++) {
        trial t;
        trial_open(&t);
        snprintf(t.label, sizeof t.label, "sum");
        gd_dtype dtype = repeat % 2 ? GD_FLOAT32 : GD_FLOAT64;
        gd_type type = {dtype,
                        {3, {1 + random_below(40), 1 + random_below(40), 1 + random_below(40)}}};
        gd_edge x = any_layout(&t, &type, random_floats, (int)random_below(4));
        int64_t axes[3], n = 0;
        for (int i = 0; i < 3; i++)
            if (random_below(2)) axes[n++] = i;
        gd_edge edges[2] = {apply(GD_OP_SUM, x, axes, (int)n), x};
        gd_tensor *values[2], *again;
        trial_compute(&t, edges, 2, values);
        gd_edge copy = trial_input(&t, "copy", gd_tensor_ref(values[1]));
        gd_edge sum = apply(GD_OP_SUM, copy, axes, (int)n);
        trial_compute(&t, &sum, 1, &again);
        for (int64_t i = 0; i < again->count; i++)
            if (!special_same(again, values[0], i)) trial_fail(&t, "element %lld", (long long)i);
        gd_tensor_free(again);
        gd_tensor_free(values[0]);
        gd_tensor_free(values[1]);
        trial_close(&t);
    }
}

static void sums_are_accurate(void **state)
{
    (void)state;
    trial t;
    trial_open(&t);
    snprintf(t.label, sizeof t.label, "accuracy");
    gd_type type = {GD_FLOAT32, {1, {1000003}}};
    gd_edge x = trial_input(&t, "x", random_floats(&t.memory, &type, 0));
    gd_edge sum = graph_sum(x, (int64_t[]){0}, 1);
    gd_tensor *value;
    trial_compute(&t, &sum, 1, &value);
    long double exact = 0, size = 0;
    for (int64_t i = 0; i < 1000003; i++) {
        exact += (long double)gd_tensor_get(t.values[0], i);
        size += fabsl((long double)gd_tensor_get(t.values[0], i));
    }
    assert_true(fabsl((long double)gd_tensor_get(value, 0) - exact) <= 24 * FLT_EPSILON / 2 * size);
    gd_tensor_free(value);
    trial_close(&t);
}

/* ---- NaN and zeros in an order ---- */

static void orders_find_the_first(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct {
        double values[4];
        double amax, amin;
        int64_t argmax, argmin;
    } cases[] = {
        {{1, 3, 3, 2}, 3, 1, 1, 0},        {{1, NAN, 3, NAN}, NAN, NAN, 1, 1},
        {{-0., 0., 0., -0.}, -0., -0., 0, 0}, {{NAN, 1, 2, 3}, NAN, NAN, 0, 0},
        {{-INFINITY, 2, INFINITY, 2}, INFINITY, -INFINITY, 2, 0},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        trial t;
        trial_open(&t);
        gd_tensor *x = gd_tensor_new(&t.memory, &(gd_type){GD_FLOAT64, {1, {4}}}, 4, NULL),
                  *values[4];
        for (int k = 0; k < 4; k++) gd_tensor_set(x, k, cases[i].values[k]);
        gd_edge edge = trial_input(&t, "x", x), edges[4];
        static const gd_op ops[] = {GD_OP_AMAX, GD_OP_AMIN, GD_OP_ARGMAX, GD_OP_ARGMIN};
        for (int k = 0; k < 4; k++) edges[k] = apply(ops[k], edge, (int64_t[]){0}, 1);
        trial_compute(&t, edges, 4, values);
        assert_memory_equal(&cases[i].amax, values[0]->data, 8 * !isnan(cases[i].amax));
        assert_memory_equal(&cases[i].amin, values[1]->data, 8 * !isnan(cases[i].amin));
        assert_int_equal(isnan(gd_tensor_get(values[0], 0)), isnan(cases[i].amax));
        assert_int_equal(gd_tensor_get_int(values[2], 0), cases[i].argmax);
        assert_int_equal(gd_tensor_get_int(values[3], 0), cases[i].argmin);
        for (int k = 0; k < 4; k++) gd_tensor_free(values[k]);
        trial_close(&t);
    }
}

static int start(void **state)
{
    (void)state;
    random_start();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointwise_rows_do_not_see_layouts),
        cmocka_unit_test(long_operands_are_computed_in_pieces),
        cmocka_unit_test(structural_rows_agree_with_plain_loops),
        cmocka_unit_test(structural_rows_agree_on_other_sizes),
        cmocka_unit_test(casts_have_one_meaning),
        cmocka_unit_test(scalars_have_their_special_cases),
        cmocka_unit_test(integers_have_their_special_cases),
        cmocka_unit_test(special_functions_are_accurate),
        cmocka_unit_test(division_by_zero_is_an_error),
        cmocka_unit_test(indices_out_of_range_are_errors),
        cmocka_unit_test(sums_do_not_see_layouts),
        cmocka_unit_test(sums_are_accurate),
        cmocka_unit_test(orders_find_the_first),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
