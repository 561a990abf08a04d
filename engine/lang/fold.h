/* Pointwise operators on Python numbers alone, computed at once by the formulas of the table. */
#ifndef GRADD_LANG_FOLD_H
#define GRADD_LANG_FOLD_H

#include "engine/lang/trace.h"

/* A bool from a comparison, an int if all operands are and the row takes integers, else a float. */
const gd_object *fold_call(gd_trace *trace, gd_op op, const gd_object *const *operands);

#endif
