#include "engine/exec/lines.h"

gd_lines *lines_make(const gd_job *job, line_walk walk)
{
    gd_lines *lines = arena_alloc(job->arena, sizeof *lines, job->err);
    if (!lines) return NULL;
    const gd_operand *from = &job->operands[1];
    const gd_shape *shape = &from->view.shape;
    int64_t axis = job->node->attributes[0];
    gd_node along = *job->node;
    gd_job split = *job;
    along.n_attributes = 1;
    split.node = &along;
    gd_axes line;
    reduction_split(&split, &lines->others, &line);
    lines->inner = 1;
    for (int i = (int)axis + 1; i < shape->rank; i++) lines->inner *= shape->dims[i];
    lines->first.count = shape->dims[axis];
    lines->first.step = from->view.strides[axis] * (int64_t)gd_dtype_size(from->dtype);
    lines->first.stride = lines->inner * (int64_t)gd_dtype_size(job->operands[0].dtype);
    lines->walk = walk;
    return lines;
}

bool lines_run(const void *detail, char *const *data, gd_run *run)
{
    const gd_lines *lines = detail;
    gd_cursor cursor = cursor_start(&lines->others, data[1]);
    for (int64_t i = 0; i < lines->others.count; i++, cursor_advance(&cursor, 1)) {
        gd_line line = lines->first;
        int64_t size = line.stride / lines->inner;
        line.from = cursor.at;
        line.to = data[0] + i / lines->inner * line.count * line.stride + i % lines->inner * size;
        if (!lines->walk(&line, run)) return false;
    }
    return true;
}
