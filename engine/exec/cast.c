/* CAST. a:(any shape, strided) → out:(same shape) in another dtype.
 *
 * Floats become integers by truncation, saturating at the ends of int64_t, with 0 for NaN; what is
 * then too large for the type wraps, as between integers and as gd_tensor_set does. Bool is
 * "not zero", so true for NaN. */
#include "engine/exec/nest.h"

static int64_t whole(double value)
{
    if (value != value) return 0;
    if (value >= 9223372036854775808.0) return INT64_MAX;
    return value < -9223372036854775808.0 ? INT64_MIN : (int64_t)value;
}

#define TEMPLATE "engine/exec/cast_template.h"
#include "engine/exec/each_dtype.h"

static nest_loop cast_loop(gd_dtype from, gd_dtype to)
{
    static const nest_loop *const of_dtype[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = casts_##NAME,
#include "engine/tensor/dtype.def"
#undef DTYPE
    };
    return from == to ? nest_copy_loop(from) : of_dtype[from][to];
}

typedef struct cast {
    nest_loop loop;
    gd_nest nest;
} cast;

static void *prepare(const gd_job *job)
{
    cast *detail = arena_alloc(job->arena, sizeof *detail, job->err);
    if (!detail) return NULL;
    detail->loop = cast_loop(job->operands[1].dtype, job->operands[0].dtype);
    nest_make(&detail->nest, job->operands, 2);
    return detail;
}

static bool run_cast(const void *detail, char *const *data, gd_run *run)
{
    const cast *it = detail;
    return nest_run(&it->nest, it->loop, NULL, data, run);
}

const gd_kernel kernel_cast = {.prepare = prepare, .run = run_cast, .elementwise = true};
