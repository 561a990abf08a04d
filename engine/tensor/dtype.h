/* Element types and how they promote. */
#ifndef GRADD_TENSOR_DTYPE_H
#define GRADD_TENSOR_DTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum gd_dtype {
#define DTYPE(NAME, name, type, kind) GD_##NAME,
#include "engine/tensor/dtype.def"
#undef DTYPE
    GD_DTYPE_COUNT
} gd_dtype;

/* Kinds in promotion order: a Python bool, int or float is of the kind alone. */
typedef enum gd_kind { GD_KIND_BOOL, GD_KIND_INT, GD_KIND_FLOAT } gd_kind;

const char *gd_dtype_name(gd_dtype dtype);        /* "float64"; borrowed */
const char *gd_dtype_tensor_name(gd_dtype dtype); /* "Double", of torch.DoubleTensor */
size_t gd_dtype_size(gd_dtype dtype);             /* bytes of an element */
gd_kind gd_dtype_kind(gd_dtype dtype);

/* The dtype with that name; GD_DTYPE_COUNT if there is none. */
gd_dtype gd_dtype_find(const char *name);

/* The dtype to which two tensors of equal standing promote, as torch.promote_types. */
gd_dtype gd_dtype_promote(gd_dtype a, gd_dtype b);

#endif
