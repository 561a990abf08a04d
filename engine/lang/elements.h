/* How tensors with elements lie in memory, as the library sees it. */
#ifndef GRADD_LANG_ELEMENTS_H
#define GRADD_LANG_ELEMENTS_H

#include "engine/lang/interpreter.h"

/* Functions of `prim`; a row without a name ends them. */
extern const gd_builtin elements_functions[];

#endif
