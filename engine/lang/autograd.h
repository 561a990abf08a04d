/* The tape and tensors with elements as the library sees them. */
#ifndef GRADD_LANG_AUTOGRAD_H
#define GRADD_LANG_AUTOGRAD_H

#include "engine/lang/interpreter.h"

/* Functions of `prim`; a row without a name ends them. */
extern const gd_builtin autograd_functions[];

/* A member of a grad_fn; NULL without an error if there is none. */
const gd_object *autograd_node_member(gd_trace *trace, const gd_object *node, const char *name);

#endif
