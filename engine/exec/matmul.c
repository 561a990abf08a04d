/* MATMUL. a:(…, m, k) b:(…, k, n) → out:(…, m, n); leading axes broadcast, operands are strided.
 *
 * out[i,j] = Σ a[i,p]·b[p,j] with p upwards from 0, product and sum each rounded in the element
 * type: what three plain loops give, to the bit. Columns are taken PANEL at a time and p DEPTH at a
 * time, so that a panel of b, packed side by side, stays in the nearest cache while all rows of a
 * pass over it; missing columns of the last panel are computed as zeros and not stored. */
#include "engine/exec/kernel.h"

#include <string.h>

enum {
    ROWS = 4,          /* of a, multiplied at once */
    VECTOR_BYTES = 16, /* of a register that every x86-64 and ARM64 has */
    PANEL_BYTES = 32,  /* columns of b, multiplied at once */
    DEPTH = 256
};

/* One product of a batch; strides in elements. */
typedef struct product {
    int64_t m, k, n;
    int64_t a_row, a_column, b_row, b_column;
} product;

typedef bool (*product_run)(const product *it, const char *a, const char *b, char *out,
                            gd_run *run);

#define TEMPLATE "engine/exec/matmul_template.h"
#include "engine/exec/each_dtype.h"

static const product_run products[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = product_##NAME,
#include "engine/tensor/dtype.def"
#undef DTYPE
};

typedef struct matmul {
    product product;
    product_run multiply;
    int64_t size;   /* of an element, bytes */
    gd_shape batch; /* of the result */
    gd_view a, b;   /* broadcast to it */
} matmul;

/* The leading axes of an operand, broadcast to `batch`. */
static gd_view batch_of(const gd_view *view, const gd_shape *batch)
{
    gd_view leading = *view;
    leading.shape.rank -= 2;
    view_expand(&leading, batch->dims, batch->rank, &leading);
    return leading;
}

static void *prepare(const gd_job *job)
{
    matmul *it = arena_alloc(job->arena, sizeof *it, job->err);
    if (!it) return NULL;
    const gd_view *a = &job->operands[1].view, *b = &job->operands[2].view;
    int ra = a->shape.rank, rb = b->shape.rank;
    it->product = (product){.m = a->shape.dims[ra - 2],
                            .k = a->shape.dims[ra - 1],
                            .n = b->shape.dims[rb - 1],
                            .a_row = a->strides[ra - 2],
                            .a_column = a->strides[ra - 1],
                            .b_row = b->strides[rb - 2],
                            .b_column = b->strides[rb - 1]};
    it->multiply = products[job->operands[0].dtype];
    it->size = (int64_t)gd_dtype_size(job->operands[0].dtype);
    it->batch = job->operands[0].view.shape;
    it->batch.rank -= 2;
    it->a = batch_of(a, &it->batch);
    it->b = batch_of(b, &it->batch);
    return it;
}

/* The offset in elements of the `at`-th element of a view, row-major. */
static int64_t place_in(const gd_view *view, int64_t at)
{
    int64_t place = 0;
    for (int i = view->shape.rank - 1; i >= 0; i--) {
        place += at % view->shape.dims[i] * view->strides[i];
        at /= view->shape.dims[i];
    }
    return place;
}

static bool run_matmul(const void *detail, char *const *data, gd_run *run)
{
    const matmul *it = detail;
    int64_t batches = shape_count(&it->batch), each = it->product.m * it->product.n * it->size;
    if (!each) return true;
    for (int64_t i = 0; i < batches; i++)
        if (!run_charge(run, 1) ||
            !it->multiply(&it->product, data[1] + place_in(&it->a, i) * it->size,
                          data[2] + place_in(&it->b, i) * it->size, data[0] + i * each, run))
            return false;
    return true;
}

static int64_t cost(const gd_job *job)
{
    const gd_shape *a = &job->operands[1].view.shape;
    int64_t results = shape_count(&job->operands[0].view.shape), work;
    if (__builtin_mul_overflow(results, a->dims[a->rank - 1], &work)) return INT64_MAX;
    return work > results ? work : results + 1;
}

const gd_kernel kernel_matmul = {.prepare = prepare, .run = run_matmul, .cost = cost};
