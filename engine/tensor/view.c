#include "engine/tensor/view.h"

gd_view view_of(const gd_shape *shape)
{
    gd_view view = {.shape = *shape};
    /* Without elements any strides will do, and products of sizes might not fit. */
    if (shape_count(shape) > 0) shape_strides(shape, view.strides);
    return view;
}

bool view_is_contiguous(const gd_view *view)
{
    int64_t step = 1;
    if (shape_count(&view->shape) == 0) return true;
    for (int i = view->shape.rank - 1; i >= 0; i--) {
        if (view->shape.dims[i] == 1) continue;
        if (view->strides[i] != step) return false;
        step *= view->shape.dims[i];
    }
    return true;
}

/* Axes of size 1 have no say in a reshape. */
static gd_view without_ones(const gd_view *in)
{
    gd_view out = {.offset = in->offset};
    for (int i = 0; i < in->shape.rank; i++) {
        if (in->shape.dims[i] == 1) continue;
        out.strides[out.shape.rank] = in->strides[i];
        out.shape.dims[out.shape.rank++] = in->shape.dims[i];
    }
    return out;
}

/* Whether axes [from, to) are one run: each stride is the next one times its size. */
static bool is_run(const gd_view *view, int from, int to)
{
    for (int i = from; i + 1 < to; i++)
        if (view->strides[i] != view->strides[i + 1] * view->shape.dims[i + 1]) return false;
    return true;
}

/* Both shapes are cut at the same places into the shortest groups of axes with equal products; a
 * group of old axes must be one run, and the new axes then divide it. Sizes are positive. */
static bool divide_runs(const gd_view *in, gd_view *out)
{
    int old = 0, new = 0;
    while (old < in->shape.rank) {
        int old_end = old + 1, new_end = new + 1;
        int64_t have = in->shape.dims[old], want = out->shape.dims[new];
        while (have != want)
            if (have < want) have *= in->shape.dims[old_end++];
            else want *= out->shape.dims[new_end++];
        if (!is_run(in, old, old_end)) return false;
        int64_t step = in->strides[old_end - 1];
        for (int i = new_end - 1; i >= new; i--) {
            out->strides[i] = step;
            step *= out->shape.dims[i];
        }
        old = old_end;
        new = new_end;
    }
    return true;
}

bool view_reshape(const gd_view *in, const int64_t *dims, int rank, gd_view *out)
{
    gd_shape shape = shape_of(rank, dims);
    gd_view result = view_of(&shape);
    result.offset = in->offset;
    if (shape_count(&shape) > 1) {
        gd_view from = without_ones(in);
        if (!divide_runs(&from, &result)) return false;
    }
    *out = result;
    return true;
}

bool view_expand(const gd_view *in, const int64_t *dims, int rank, gd_view *out)
{
    gd_view result = {.shape = shape_of(rank, dims), .offset = in->offset};
    int lead = rank - in->shape.rank;
    for (int i = lead; i < rank; i++)
        result.strides[i] = in->shape.dims[i - lead] == dims[i] ? in->strides[i - lead] : 0;
    *out = result;
    return true;
}

bool view_permute(const gd_view *in, const int64_t *axes, int n, gd_view *out)
{
    gd_view result = *in;
    for (int i = 0; i < n; i++) {
        result.shape.dims[i] = in->shape.dims[axes[i]];
        result.strides[i] = in->strides[axes[i]];
    }
    *out = result;
    return true;
}

bool view_flip(const gd_view *in, const int64_t *axes, int n, gd_view *out)
{
    gd_view result = *in;
    for (int i = 0; i < n; i++) {
        int64_t axis = axes[i], size = in->shape.dims[axis];
        if (size > 0) result.offset += (size - 1) * in->strides[axis];
        result.strides[axis] = -in->strides[axis];
    }
    *out = result;
    return true;
}

bool view_slice(const gd_view *in, const int64_t *start_count_step, int n, gd_view *out)
{
    gd_view result = *in;
    int rank = in->shape.rank;
    (void)n;
    for (int i = 0; i < rank; i++) {
        result.shape.dims[i] = start_count_step[rank + i];
        /* A step beyond the only element may be too large to multiply. */
        if (result.shape.dims[i] < 1) continue;
        result.offset += start_count_step[i] * in->strides[i];
        if (result.shape.dims[i] > 1) result.strides[i] *= start_count_step[2 * rank + i];
    }
    *out = result;
    return true;
}

bool view_same(const gd_view *in, const int64_t *none, int n, gd_view *out)
{
    (void)none, (void)n;
    *out = *in;
    return true;
}
