/* What is said of a call whose arguments do not fit the parameters: in Python's words of functions
 * of the program, in PyTorch's of operators. */
#ifndef GRADD_LANG_MISMATCH_H
#define GRADD_LANG_MISMATCH_H

#include "engine/lang/interpreter.h"

/* What an operator's parameter of that name takes. */
gd_accepts mismatch_accepts(const char *parameter);

/* The number of parameters that are not keyword-only. */
int mismatch_positional(const gd_signature *signature);

/* Each makes the error and returns false. */
bool mismatch_keyword(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
                      const char *name);
bool mismatch_positional_only(gd_trace *trace, const gd_signature *signature, const char *name);
bool mismatch_count(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments);
bool mismatch_missing(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
                      const gd_object *const *bound);

/* Whether the values that a program gives an operator are of the kinds that it takes; GD_TYPE. */
bool mismatch_check(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
                    const gd_object *const *bound);

#endif
