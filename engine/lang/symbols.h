/* Whether the global and nonlocal statements of a program agree with how it uses its names. */
#ifndef GRADD_LANG_SYMBOLS_H
#define GRADD_LANG_SYMBOLS_H

#include "engine/lang/tree.h"

/* `program` is the BLOCK of a whole program. False with GD_SYNTAX in Python's words or with
 * GD_MEMORY_LIMIT; what it needs meanwhile is charged to `memory`. */
bool symbols_check(gd_memory *memory, const gd_tree *program, gd_error *err);

#endif
