/* Functions of torch whose result is written into a tensor that is there: torch.add(x, y,
 * out=z). */
#ifndef GRADD_LANG_OUT_H
#define GRADD_LANG_OUT_H

#include "engine/lang/interpreter.h"

/* Whether the call asks for it and the callable is a function of torch that knows no `out`
 * itself. */
bool out_asked(const gd_trace *trace, const gd_object *callable, const gd_arguments *arguments);

/* Calls without `out` and writes the result there; returns that tensor, which takes the result's
 * shape if it has another one. GD_RUNTIME if an argument requires a gradient or the result's dtype
 * does not fit, GD_TYPE if `out` is no tensor. */
const gd_object *out_call(gd_trace *trace, const gd_object *callable,
                          const gd_arguments *arguments);

#endif
