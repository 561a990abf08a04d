/* Kernels that only move elements: RESHAPE, EXPAND, PERMUTE, FLIP, SLICE and DETACH, which are
 * views and run, if at all, as a copy; PAD and CONCAT, which are copies into parts of the
 * result. */
#include "engine/exec/nest.h"

#include <string.h>

/* One strided copy into a part of the result. */
typedef struct move {
    gd_nest nest;
    nest_loop loop;
    size_t offset; /* of the part's first element in the result, bytes */
} move;

static void move_make(move *it, const gd_operand *part, const gd_operand *from)
{
    nest_make(&it->nest, (gd_operand[]){*part, *from}, 2);
    it->loop = nest_copy_loop(from->dtype);
    it->offset = (size_t)part->view.offset * gd_dtype_size(from->dtype);
}

static bool move_run(const move *it, char *to, char *from, gd_run *run)
{
    return nest_run(&it->nest, it->loop, NULL, (char *[]){to + it->offset, from}, run);
}

/* a:(any shape, strided) → out:(as many elements, contiguous), in row-major order. */
static void *prepare_copy(const gd_job *job)
{
    move *detail = arena_alloc(job->arena, sizeof *detail, job->err);
    gd_operand out = job->operands[0];
    if (!detail) return NULL;
    out.view = view_of(&job->operands[1].view.shape);
    move_make(detail, &out, &job->operands[1]);
    return detail;
}

static bool run_copy(const void *detail, char *const *data, gd_run *run)
{
    return move_run(detail, data[0], data[1], run);
}

const gd_kernel kernel_copy = {.prepare = prepare_copy, .run = run_copy};
const gd_kernel kernel_reshape = {view_reshape, prepare_copy, run_copy, NULL, false};
const gd_kernel kernel_expand = {.view = view_expand};
const gd_kernel kernel_permute = {.view = view_permute};
const gd_kernel kernel_flip = {.view = view_flip};
const gd_kernel kernel_slice = {.view = view_slice};
const gd_kernel kernel_detach = {.view = view_same};

/* a:(…, d, …) → out:(…, low + d + (d-1)·between + high, …), zero where no element of a stands. */
typedef struct pad {
    size_t bytes; /* of the result */
    move inside;
} pad;

static void *prepare_pad(const gd_job *job)
{
    pad *detail = arena_alloc(job->arena, sizeof *detail, job->err);
    gd_operand inside = job->operands[0];
    int rank = inside.view.shape.rank;
    const int64_t *low = job->node->attributes, *between = low + 2 * rank;
    if (!detail) return NULL;
    detail->bytes = (size_t)shape_count(&inside.view.shape) * gd_dtype_size(inside.dtype);
    inside.view.shape = job->operands[1].view.shape;
    for (int i = 0; i < rank; i++) {
        inside.view.offset += low[i] * inside.view.strides[i];
        inside.view.strides[i] *= between[i] + 1;
    }
    move_make(&detail->inside, &inside, &job->operands[1]);
    return detail;
}

static bool run_pad(const void *detail, char *const *data, gd_run *run)
{
    const pad *it = detail;
    memset(data[0], 0, it->bytes);
    return move_run(&it->inside, data[0], data[1], run);
}

const gd_kernel kernel_pad = {.prepare = prepare_pad, .run = run_pad};

/* aᵢ:(…, dᵢ, …) → out:(…, Σ dᵢ, …) */
typedef struct concat {
    int n;
    move parts[];
} concat;

static void *prepare_concat(const gd_job *job)
{
    int n = job->n_operands - 1;
    int64_t axis = job->node->attributes[0], at = 0;
    concat *detail = arena_alloc(job->arena, sizeof *detail + (size_t)n * sizeof(move), job->err);
    if (!detail) return NULL;
    detail->n = n;
    for (int i = 0; i < n; i++) {
        gd_operand part = job->operands[0];
        part.view.offset = at * part.view.strides[axis];
        part.view.shape = job->operands[i + 1].view.shape;
        move_make(&detail->parts[i], &part, &job->operands[i + 1]);
        at += part.view.shape.dims[axis];
    }
    return detail;
}

static bool run_concat(const void *detail, char *const *data, gd_run *run)
{
    const concat *it = detail;
    for (int i = 0; i < it->n; i++)
        if (!move_run(&it->parts[i], data[0], data[i + 1], run)) return false;
    return true;
}

const gd_kernel kernel_concat = {.prepare = prepare_concat, .run = run_concat};
