#include "engine/exec/pointwise.h"

#include "engine/exec/scalar.h"

#include <string.h>

/* Elements that a loop handles at a time: enough to forget the cost of a turn, few enough that four
 * arrays of them stay in the nearest cache. */
enum { BLOCK = 64 };

/* BLOCK elements of `size` bytes from `data` on, side by side: where they are if they lie so, else
 * copied to `room`. */
static inline const void *load(const char *data, int64_t step, void *room, size_t size)
{
    if (step == (int64_t)size) return data;
    for (int i = 0; i < BLOCK; i++) memcpy((char *)room + (size_t)i * size, data + i * step, size);
    return room;
}

/* The reverse. */
static inline void store(char *data, int64_t step, const void *from, size_t size)
{
    if (step == (int64_t)size) {
        memcpy(data, from, BLOCK * size);
        return;
    }
    for (int i = 0; i < BLOCK; i++)
        memcpy(data + i * step, (const char *)from + (size_t)i * size, size);
}

#define TEMPLATE "engine/exec/pointwise_template.h"
#include "engine/exec/each_dtype.h"

nest_loop pointwise_loop(gd_op op, gd_dtype dtype)
{
    static const nest_loop *const of_dtype[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = loops_##NAME,
#include "engine/tensor/dtype.def"
#undef DTYPE
    };
    return of_dtype[dtype][op];
}

typedef struct pointwise {
    nest_loop loop;
    gd_nest nest;
} pointwise;

static void *prepare(const gd_job *job)
{
    pointwise *detail = arena_alloc(job->arena, sizeof *detail, job->err);
    if (!detail) return NULL;
    gd_dtype dtype = job->operands[job->n_operands - 1].dtype; /* never that of a condition */
    detail->loop = pointwise_loop(job->node->op, dtype);
    nest_make(&detail->nest, job->operands, job->n_operands);
    return detail;
}

static bool run_pointwise(const void *detail, char *const *data, gd_run *run)
{
    const pointwise *it = detail;
    return nest_run(&it->nest, it->loop, NULL, data, run) ||
           gd_fail(run->err, GD_RUNTIME, "ZeroDivisionError");
}

const gd_kernel kernel_pointwise = {.prepare = prepare, .run = run_pointwise, .elementwise = true};
