/* Functions that yield: calling one gives an iterator whose statements run from one yield to the
 * next. */
#ifndef GRADD_LANG_GENERATOR_H
#define GRADD_LANG_GENERATOR_H

#include "engine/lang/interpreter.h"

/* The iterator of a call of a function that yields, with its parameters bound in `scope` (NULL:
 * NULL is given back). */
const gd_object *generator_new(gd_trace *trace, const gd_closure *closure, gd_scope *scope);

#endif
