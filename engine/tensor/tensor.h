/* Shapes, and tensors: dense, row-major, reference-counted values that never change once filled.
 *
 * Views do not exist here: a plan keeps them as strides over a buffer (view.h), so that whatever
 * crosses an interface is contiguous. */
#ifndef GRADD_TENSOR_TENSOR_H
#define GRADD_TENSOR_TENSOR_H

#include "engine/base/memory.h"
#include "engine/tensor/dtype.h"

typedef struct gd_shape {
    int32_t rank;
    int64_t dims[GD_MAX_RANK]; /* those from rank on are 0 */
} gd_shape;

typedef struct gd_type {
    gd_dtype dtype;
    gd_shape shape;
} gd_type;

/* A shape from `rank` sizes, 0 <= rank <= GD_MAX_RANK. */
gd_shape shape_of(int rank, const int64_t *dims);
bool shape_equal(const gd_shape *a, const gd_shape *b);
bool type_equal(const gd_type *a, const gd_type *b);

/* The number of elements, 1 for rank 0; -1 when it does not fit an int64_t. */
int64_t shape_count(const gd_shape *shape);

/* The number of elements if sizes that are 0 were 1, -1 when it does not fit: what bounds strides
 * and the printing of tensors that have no elements. */
int64_t shape_extent(const gd_shape *shape);

/* Strides in elements of a contiguous row-major array. */
void shape_strides(const gd_shape *shape, int64_t strides[GD_MAX_RANK]);

/* Broadcasting as in NumPy and PyTorch: sizes are aligned at the end, 1 stretches.
 * False, with *out unchanged, when they do not fit; no error is set. */
bool shape_broadcast(const gd_shape *a, const gd_shape *b, gd_shape *out);

enum { SHAPE_TEXT = 176 }; /* bytes that shape_print needs */

/* Writes "(2, 3)", or "[2, 3]", with a final 0 and returns `text`. */
char *shape_print(const gd_shape *shape, char text[SHAPE_TEXT]);
char *shape_list(const gd_shape *shape, char text[SHAPE_TEXT]);

typedef struct gd_tensor {
    atomic_int references;
    gd_type type;
    int64_t count; /* elements */
    _Alignas(16) unsigned char data[];
} gd_tensor;

/* A tensor of zeros, one reference; new. Errors: GD_RANK_LIMIT, GD_TENSOR_TOO_LARGE beyond
 * `most` elements, GD_MEMORY_LIMIT. */
gd_tensor *gd_tensor_new(gd_memory *memory, const gd_type *type, int64_t most, gd_error *err);

/* The same with any contents, for whoever fills all of it. */
gd_tensor *gd_tensor_take(gd_memory *memory, const gd_type *type, int64_t most, gd_error *err);

/* A tensor (of this account, taken, the only reference to it) with another type, whose number of
 * elements is known to fit: its bytes are kept as far as they go, those added are any. NULL with
 * GD_MEMORY_LIMIT, and then `tensor` is unchanged and still the caller's. */
gd_tensor *gd_tensor_resize(gd_memory *memory, gd_tensor *tensor, const gd_type *type,
                            gd_error *err);

/* One reference more; returns its argument. One less, the last one frees; NULL does nothing.
 * Both may be called from any thread. */
gd_tensor *gd_tensor_ref(gd_tensor *tensor);
void gd_tensor_free(gd_tensor *tensor);

/* Element `i` in row-major order, as double (exact but for int64 beyond 2^53) or as int64_t
 * (floats are truncated towards zero and saturate; NaN gives 0). */
double gd_tensor_get(const gd_tensor *tensor, int64_t i);
int64_t gd_tensor_get_int(const gd_tensor *tensor, int64_t i);

/* Stores a number as the tensor's dtype, for whoever still fills it. Integers wrap; bool is
 * "not zero". */
void gd_tensor_set(gd_tensor *tensor, int64_t i, double value);
void gd_tensor_set_int(gd_tensor *tensor, int64_t i, int64_t value);

#endif
