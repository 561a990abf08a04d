/* What kernels have in common that go along one axis and keep it: the lines of an operand, each
 * with its place in the contiguous result of the same shape. */
#ifndef GRADD_EXEC_LINES_H
#define GRADD_EXEC_LINES_H

#include "engine/exec/reduction.h"

/* One line: `count` elements, from[i * step] → to[i * stride]. */
typedef struct gd_line {
    const char *from;
    char *to;
    int64_t count, step, stride; /* step, stride: bytes */
} gd_line;

/* Does one line; false when the run must end. */
typedef bool (*line_walk)(const gd_line *line, gd_run *run);

typedef struct gd_lines {
    gd_axes others; /* the axes around the lines */
    gd_line first;  /* what all lines have in common */
    int64_t inner;  /* lines side by side in the result */
    line_walk walk;
} gd_lines;

/* The lines of a job along its first attribute, to be done by `walk`; in the job's arena, NULL with
 * the error set. A kernel's prepare. */
gd_lines *lines_make(const gd_job *job, line_walk walk);

/* Does every line; a kernel's run. */
bool lines_run(const void *detail, char *const *data, gd_run *run);

#endif
