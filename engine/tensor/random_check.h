/* What the fillers of random.h share: PyTorch's names of dtypes and its refusals of them. */
#ifndef GRADD_TENSOR_RANDOM_CHECK_H
#define GRADD_TENSOR_RANDOM_CHECK_H

#include "engine/tensor/tensor.h"

/* "Long" and "long int": the scalar type, and the C++ type behind it; borrowed. */
const char *random_scalar_name(gd_dtype dtype);
const char *random_type_name(gd_dtype dtype);

/* Whether a kernel that exists for floats alone, or for all but bool, fits; GD_DTYPE if not. */
bool random_needs_float(gd_dtype dtype, const char *kernel, gd_error *err);
bool random_needs_number(gd_dtype dtype, const char *kernel, gd_error *err);

/* Whether all elements are within [least, most], which no NaN is. */
bool random_all_within(const gd_tensor *tensor, double least, double most);

#endif
