/* Draws of categories by weight. With replacement: each draw is a uniform number looked up in the
 * row's cumulated weights. Without, or for one draw: every category's weight is divided by an
 * exponential number, and the greatest quotients win (Efraimidis and Spirakis, Information
 * Processing Letters 97, 2006). All in the arithmetic of the weights' dtype. */
#include "engine/tensor/random.h"
#include "engine/tensor/random_check.h"
#include "engine/tensor/topk.h"

#include <assert.h>
#include <float.h>
#include <math.h>

enum { MOST_CATEGORIES = 1 << 24 };

bool random_multinomial_allows(const gd_type *weights, int64_t k, gd_replacement replacement,
                               gd_error *err)
{
    int rank = weights->shape.rank;
    if (rank < 1 || rank > 2) return gd_fail(err, GD_VALUE, "prob_dist must be 1 or 2 dim");
    if (gd_dtype_kind(weights->dtype) != GD_KIND_FLOAT)
        return gd_fail(err, GD_VALUE,
                       "multinomial only supports floating-point dtypes for input, got: %s",
                       random_scalar_name(weights->dtype));
    if (k <= 0) return gd_fail(err, GD_VALUE, "cannot sample n_sample <= 0 samples");
    int64_t n = weights->shape.dims[rank - 1];
    if (replacement == GD_WITHOUT_REPLACEMENT && k > n)
        return gd_fail(err, GD_VALUE,
                       "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
    return n <= MOST_CATEGORIES ||
           gd_fail(err, GD_VALUE, "number of categories cannot exceed 2^24");
}

/* weights:(rows, n) → out:(rows, k) */
typedef struct table {
    const gd_tensor *weights;
    int64_t rows, n, k;
} table;

static double weight_of(const table *t, int64_t row, int64_t i)
{
    return gd_tensor_get(t->weights, row * t->n + i);
}

/* A number as the weights' dtype holds it. */
static double held(const table *t, double value)
{
    return t->weights->type.dtype == GD_FLOAT32 ? (double)(float)value : value;
}

static bool row_is_positive(const table *t, int64_t row, gd_error *err)
{
    for (int64_t i = 0; i < t->n; i++)
        if (weight_of(t, row, i) > 0) return true;
    return gd_fail(err, GD_VALUE, "invalid multinomial distribution (sum of probabilities <= 0)");
}

/* Without replacement PyTorch looks at all weights before it asks whether rows have any. */
static bool all_fit(const table *t, gd_error *err)
{
    if (t->n == 0)
        return gd_fail(err, GD_VALUE,
                       "aminmax(): cannot compute aminmax over an empty dimension as the operation "
                       "has no identity.");
    if (!random_all_within(t->weights, 0, DBL_MAX))
        return gd_fail(err, GD_VALUE,
                       "probability tensor contains either `inf`, `nan` or element < 0");
    for (int64_t row = 0; row < t->rows; row++)
        if (!row_is_positive(t, row, err)) return false;
    return true;
}

/* With replacement it looks at one row after the other, and has other words. */
static bool row_fits(const table *t, int64_t row, gd_error *err)
{
    for (int64_t i = 0; i < t->n; i++) {
        double weight = weight_of(t, row, i);
        if (!(weight >= 0))
            return gd_fail(err, GD_VALUE,
                           "invalid multinomial distribution (encountering probability entry < 0)");
        if (!isfinite(weight))
            return gd_fail(err, GD_VALUE,
                           "invalid multinomial distribution (encountering probability entry = "
                           "infinity or NaN)");
    }
    return row_is_positive(t, row, err);
}

/* A look at the clock now and then, while `i` counts up. */
static bool in_time(const gd_context *context, int64_t i, gd_error *err)
{
    enum { PIECE = 1 << 16 };
    return (i + 1) % PIECE || context_check(context, err);
}

static bool divide(gd_generator *generator, const table *t, int64_t row, gd_ranked *categories,
                   const gd_context *context, gd_error *err)
{
    for (int64_t i = 0; i < t->n; i++) {
        if (!in_time(context, i, err)) return false;
        double exponential = held(t, -log1p(-generator_uniform(generator)));
        categories[i] = (gd_ranked){held(t, weight_of(t, row, i) / exponential), i};
    }
    return true;
}

/* The first of the greatest comes to the front: for one draw PyTorch asks for it alone. */
static void find_greatest(gd_ranked *categories, int64_t n)
{
    for (int64_t i = 1; i < n; i++)
        if (categories[i].value > categories[0].value) categories[0] = categories[i];
}

static bool draw_greatest(gd_generator *generator, gd_tensor *out, const table *t,
                          const gd_context *context, gd_error *err)
{
    if (!all_fit(t, err)) return false;
    gd_ranked *categories =
        memory_alloc_array(context->memory, (size_t)t->n, sizeof *categories, err);
    if (!categories) return false;
    bool done = true;
    for (int64_t row = 0; row < t->rows && done; row++) {
        done = divide(generator, t, row, categories, context, err) && in_time(context, row, err);
        if (!done) break;
        if (t->k == 1) find_greatest(categories, t->n);
        else topk_order(categories, t->n, t->k);
        for (int64_t i = 0; i < t->k; i++)
            gd_tensor_set_int(out, row * t->k + i, categories[i].index);
    }
    memory_free(categories);
    return done;
}

static void cumulate(const table *t, int64_t row, double *cumulated)
{
    double total = 0;
    for (int64_t i = 0; i < t->n; i++) cumulated[i] = total = held(t, total + weight_of(t, row, i));
    for (int64_t i = 0; i < t->n; i++) cumulated[i] = held(t, cumulated[i] / total);
    cumulated[t->n - 1] = 1;
}

/* The first category whose cumulated weight is no less than `mass`. */
static int64_t look_up(const double *cumulated, int64_t n, double mass)
{
    int64_t left = 0, right = n;
    while (left < right) {
        int64_t middle = left + (right - left) / 2;
        if (cumulated[middle] < mass) left = middle + 1;
        else right = middle;
    }
    return left;
}

static bool draw_each(gd_generator *generator, gd_tensor *out, const table *t,
                      const gd_context *context, gd_error *err)
{
    for (int64_t row = 0; row < t->rows; row++)
        if (!row_fits(t, row, err)) return false;
    double *cumulated = memory_alloc_array(context->memory, (size_t)t->n, sizeof *cumulated, err);
    bool done = cumulated;
    for (int64_t row = 0; row < t->rows && done; row++) {
        cumulate(t, row, cumulated);
        done = in_time(context, row, err);
        for (int64_t i = 0; i < t->k && done; i++) {
            int64_t found = look_up(cumulated, t->n, generator_uniform(generator));
            gd_tensor_set_int(out, row * t->k + i, found);
            done = in_time(context, i, err);
        }
    }
    memory_free(cumulated);
    return done;
}

bool random_multinomial(gd_generator *generator, gd_tensor *out, const gd_tensor *weights,
                        gd_replacement replacement, const gd_context *context, gd_error *err)
{
    const gd_shape *shape = &weights->type.shape;
    assert(out->type.shape.rank > 0);
    table t = {weights, shape->rank == 2 ? shape->dims[0] : 1, 0,
               out->type.shape.dims[out->type.shape.rank - 1]};
    if (!random_multinomial_allows(&weights->type, t.k, replacement, err)) return false;
    t.n = shape->dims[shape->rank - 1];
    assert(out->type.dtype == GD_INT64 && out->count == t.rows * t.k);
    if (out->count == 0) return true;
    if (replacement == GD_WITHOUT_REPLACEMENT || t.k == 1)
        return draw_greatest(generator, out, &t, context, err);
    return draw_each(generator, out, &t, context, err);
}
