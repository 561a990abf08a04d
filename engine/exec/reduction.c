#include "engine/exec/reduction.h"

static void add_axis(gd_axes *axes, int64_t size, int64_t stride)
{
    int last = axes->rank - 1;
    axes->count *= size;
    if (size == 1) return;
    if (axes->rank && axes->strides[last] == stride * size) {
        axes->dims[last] *= size;
        axes->strides[last] = stride;
        return;
    }
    axes->dims[axes->rank] = size;
    axes->strides[axes->rank++] = stride;
}

void reduction_split(const gd_job *job, gd_axes *kept, gd_axes *reduced)
{
    const gd_operand *from = &job->operands[1];
    int64_t size = (int64_t)gd_dtype_size(from->dtype);
    bool vanishes[GD_MAX_RANK] = {false};
    for (int i = 0; i < job->node->n_attributes; i++) vanishes[job->node->attributes[i]] = true;
    kept->rank = reduced->rank = 0;
    kept->count = reduced->count = 1;
    for (int i = 0; i < from->view.shape.rank; i++)
        add_axis(vanishes[i] ? reduced : kept, from->view.shape.dims[i],
                 from->view.strides[i] * size);
}

gd_cursor cursor_start(const gd_axes *axes, const char *data)
{
    return (gd_cursor){.axes = axes, .at = data};
}

void cursor_advance(gd_cursor *cursor, int64_t count)
{
    const gd_axes *axes = cursor->axes;
    int i = axes->rank - 1;
    if (i < 0) return;
    cursor->at += count * axes->strides[i];
    cursor->index[i] += count;
    while (i > 0 && cursor->index[i] == axes->dims[i]) {
        cursor->at += axes->strides[i - 1] - axes->strides[i] * axes->dims[i];
        cursor->index[i--] = 0;
        cursor->index[i]++;
    }
}
