/* The kernels of pointwise rows, for whoever computes on a few elements without a plan. */
#ifndef GRADD_EXEC_POINTWISE_H
#define GRADD_EXEC_POINTWISE_H

#include "engine/exec/nest.h"

/* The innermost loop of a pointwise operator on operands of `dtype` (conditions are bool);
 * NULL where the row has no kernel. */
nest_loop pointwise_loop(gd_op op, gd_dtype dtype);

/* The kernel of every pointwise operator. */
extern const gd_kernel kernel_pointwise;

#endif
