/* Random numbers as the library sees them: a trace has one stream, a torch.Generator another one,
 * which the library keeps as the bytes of its state. */
#ifndef GRADD_LANG_CHANCE_H
#define GRADD_LANG_CHANCE_H

#include "engine/lang/interpreter.h"

/* Functions of `prim`; a row without a name ends them. Where they take a generator, None is the
 * trace's own. Where they take what to be like, that is a tensor, in the order of whose memory is
 * drawn, or a sequence of sizes; dtype None is that of the tensor. */
extern const gd_builtin chance_functions[];

#endif
