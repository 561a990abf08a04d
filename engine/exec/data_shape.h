/* Operators whose results' shapes depend on values, so that they cannot be nodes of a graph: the
 * caller has the values, gets indices, and gathers by them.
 *
 * All are opaque: nothing flows to what an element is compared with. Results are new tensors of
 * `memory`; on failure there are none, with the error set: GD_TENSOR_TOO_LARGE beyond the limits'
 * tensor_elements, GD_MEMORY_LIMIT, GD_DEADLINE, GD_CANCELLED, and what a row says. */
#ifndef GRADD_EXEC_DATA_SHAPE_H
#define GRADD_EXEC_DATA_SHAPE_H

#include "engine/base/context.h"
#include "engine/tensor/tensor.h"

/* What is asked of a row beside its operands; each row says which it reads. */
typedef struct gd_data_options {
    int64_t axis;     /* unique: slices along it; below 0: elements of the flattened operand */
    bool consecutive; /* unique: only neighbours are compared, nothing is sorted */
    int64_t least;    /* bincount: of the result's elements */
} gd_data_options;

enum { DATA_SHAPE_OPERANDS = 2, DATA_SHAPE_RESULTS = 3 };

typedef struct gd_data_shape {
    const char *name;
    int least_operands, most_operands, results;
    /* operands[i] for i < n; fills results[0 … row.results). */
    bool (*run)(gd_tensor *const *operands, int n, const gd_data_options *options,
                const gd_context *context, gd_tensor **results, gd_error *err);
} gd_data_shape;

/*   nonzero(x)             → int64 (count, rank): the indices of what is not 0 or false, row-major.
 *                            x[mask] gathers by its columns; so do masked_select, where(mask),
 *                            argwhere.
 *   unique(x)              → int64 first:(count) the position in the flattened x, or along the axis,
 *                            of an element (slice) of each kind, kinds in ascending order, NaN last
 *                            and each a kind of its own; or in the order of x when consecutive;
 *                            int64 inverse, in the shape of x, or (size of the axis): its kind;
 *                            int64 counts:(count).
 *   bincount(x[, weights]) → int64 (n), or of the dtype of float weights, n the largest element of
 *                            x plus 1, at least options->least: how often each number occurs.
 *                            x: integers not below 0, of rank 1; GD_VALUE.
 *   repeats(counts)        → int64 (sum of counts): each position so many times, for
 *                            repeat_interleave. counts: integers not below 0, of rank 1; GD_VALUE.
 *
 * NULL if there is no such row. Borrowed, constant. */
const gd_data_shape *data_shape_find(const char *name);

#endif
