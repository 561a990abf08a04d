/* The functions of Python that are written in C, for their table in builtins.c. */
#ifndef GRADD_LANG_BUILTINS_H
#define GRADD_LANG_BUILTINS_H

#include "engine/lang/interpreter.h"

typedef const gd_object *gd_run(gd_trace *trace, const gd_arguments *arguments);

/* numbers.c */
gd_run builtin_float;
gd_run builtin_int;
gd_run builtin_bool;
gd_run builtin_abs;
gd_run builtin_max;
gd_run builtin_min;
gd_run builtin_sum;
gd_run builtin_all;
gd_run builtin_any;
gd_run builtin_round;
extern const gd_builtins int_methods, float_methods;

/* math_module.c */
extern const gd_builtins math_functions;

/* sequences.c */
gd_run builtin_len;
gd_run builtin_range;
gd_run builtin_list;
gd_run builtin_tuple;

/* reflect.c: what asks about any object, and what is refused */
extern const gd_builtins reflect_functions;
gd_run builtin_type;

#endif
