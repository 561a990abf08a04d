/* Constants of a program: tensors made of numbers that are written in it or follow from a rule.
 * Functions of `prim`. */
#ifndef GRADD_LANG_CONSTANT_H
#define GRADD_LANG_CONSTANT_H

#include "engine/lang/interpreter.h"

/* constant(data, dtype): a number or nested lists of numbers; dtype None: that of the numbers. */
const gd_object *constant_from_data(gd_trace *trace, const gd_arguments *arguments);

/* full(shape, value, dtype): one constant, expanded. */
const gd_object *constant_full(gd_trace *trace, const gd_arguments *arguments);

/* progression(start, step, count, dtype): start + i * step. */
const gd_object *constant_progression(gd_trace *trace, const gd_arguments *arguments);

#endif
