/* Constants of a program: tensors made of numbers that are written in it or follow from a rule.
 * Functions of `prim`. */
#ifndef GRADD_LANG_CONSTANT_H
#define GRADD_LANG_CONSTANT_H

#include "engine/lang/interpreter.h"

/* constant(data, dtype): a number or nested lists of numbers; dtype None: that of the numbers. */
const gd_object *constant_from_data(gd_trace *trace, const gd_arguments *arguments);

/* A list of a JSON program: where all its items are numbers or such lists it is a literal tensor,
 * which is only made where one is due, since the same text may be a shape or a list of dims. */
const gd_object *constant_list(gd_trace *trace, const gd_sequence *items);

bool constant_is_literal(const gd_object *object); /* NULL is none */

/* A literal as the tensor of the default dtype (or bool) that it stands for, and any other object
 * as it is; NULL stays NULL. */
const gd_object *constant_settle(gd_trace *trace, const gd_object *object);

/* The same for the argument of a parameter of that name: lists of sizes and axes stay lists. */
const gd_object *constant_argument(gd_trace *trace, const char *parameter, const gd_object *object);

/* A shape from a sequence of sizes. */
bool constant_shape(gd_trace *trace, const gd_object *sizes, gd_shape *shape);

/* full(shape, value, dtype): one constant, expanded. */
const gd_object *constant_full(gd_trace *trace, const gd_arguments *arguments);

/* progression(start, step, count, dtype): start + i * step. */
const gd_object *constant_progression(gd_trace *trace, const gd_arguments *arguments);

#endif
