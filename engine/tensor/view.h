/* Strided views: which elements of a buffer, in which order, make up a value. The buffer itself is
 * somebody else's; offset and strides count elements, strides may be 0 (repeated) or negative. */
#ifndef GRADD_TENSOR_VIEW_H
#define GRADD_TENSOR_VIEW_H

#include "engine/tensor/tensor.h"

typedef struct gd_view {
    gd_shape shape;
    int64_t offset;
    int64_t strides[GD_MAX_RANK];
} gd_view;

/* The view of a whole contiguous buffer. */
gd_view view_of(const gd_shape *shape);

/* Whether the elements lie row-major without gaps, from `offset` on. */
bool view_is_contiguous(const gd_view *view);

/* The rules of the operators that move no element. All take the operators' attributes (ops.def),
 * which must fit, and write *out, which may be `in`. False, with *out unchanged, when no strides
 * express the result; only view_reshape can be. */
bool view_reshape(const gd_view *in, const int64_t *dims, int rank, gd_view *out);
bool view_expand(const gd_view *in, const int64_t *dims, int rank, gd_view *out);
bool view_permute(const gd_view *in, const int64_t *axes, int n, gd_view *out);
bool view_flip(const gd_view *in, const int64_t *axes, int n, gd_view *out);
bool view_slice(const gd_view *in, const int64_t *start_count_step, int n, gd_view *out);
bool view_same(const gd_view *in, const int64_t *none, int n, gd_view *out);

#endif
