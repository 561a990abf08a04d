/* Changes in place of tensors with elements: by PyTorch's rules, seen by all views of the elements,
 * and on the tape. */
#ifndef GRADD_LANG_INPLACE_H
#define GRADD_LANG_INPLACE_H

#include "engine/lang/variable.h"

/* Gives the tensor the elements of `value`, which is of its shape (NULL: fails). Returns the
 * tensor; NULL with GD_RUNTIME for a leaf that requires a gradient while gradients are on, another
 * shape, a dtype of a higher kind, or a tensor whose elements share places. */
const gd_object *inplace_write(gd_trace *trace, const gd_object *tensor, const gd_object *value);

/* The same for values that are alike in such places. */
const gd_object *inplace_fill(gd_trace *trace, const gd_object *tensor, const gd_object *value);

/* tensor[index] = value. */
bool inplace_set_item(gd_trace *trace, const gd_object *tensor, const gd_object *index,
                      const gd_object *value);

/* A copy that is on the tape as far as the tensor is. */
const gd_object *inplace_copy(gd_trace *trace, const gd_object *tensor);

#endif
