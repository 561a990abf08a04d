/* What reductions have in common: which axes stay, which vanish, and walks over both.
 *
 * The elements that make one result are numbered row-major over the vanishing axes of the operand's
 * shape, whatever its strides; a kernel whose result depends on that order alone does not depend on
 * the layout. */
#ifndef GRADD_EXEC_REDUCTION_H
#define GRADD_EXEC_REDUCTION_H

#include "engine/exec/kernel.h"

/* Some axes of an operand, the outermost first, neighbours joined where strides allow. */
typedef struct gd_axes {
    int rank;
    int64_t count; /* elements: the product of dims */
    int64_t dims[GD_MAX_RANK];
    int64_t strides[GD_MAX_RANK]; /* bytes */
} gd_axes;

/* Splits the axes of job's operand by its list of vanishing axes. The result is contiguous in the
 * order of `kept`. */
void reduction_split(const gd_job *job, gd_axes *kept, gd_axes *reduced);

/* A walk over axes in row-major order. */
typedef struct gd_cursor {
    const gd_axes *axes;
    const char *at;
    int64_t index[GD_MAX_RANK];
} gd_cursor;

gd_cursor cursor_start(const gd_axes *axes, const char *data);

/* Elements from here to the end of the innermost axis, and their distance in bytes. */
static inline int64_t cursor_left(const gd_cursor *cursor)
{
    const gd_axes *axes = cursor->axes;
    return axes->rank ? axes->dims[axes->rank - 1] - cursor->index[axes->rank - 1] : 1;
}
static inline int64_t cursor_step(const gd_cursor *cursor)
{
    return cursor->axes->rank ? cursor->axes->strides[cursor->axes->rank - 1] : 0;
}

/* Goes on by `count` <= cursor_left elements. */
void cursor_advance(gd_cursor *cursor, int64_t count);

#endif
