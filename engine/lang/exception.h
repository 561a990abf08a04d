/* Exceptions: the error of a trace as an object that a program catches, and back. */
#ifndef GRADD_LANG_EXCEPTION_H
#define GRADD_LANG_EXCEPTION_H

#include "engine/lang/class.h"

/* One of Python's; NULL: there is none of that name. */
const gd_object *exception_class(const char *name);

/* Whether a class derives from BaseException. */
bool exception_is(const gd_object *class);

/* Gives a new exception its arguments. */
bool exception_take(gd_trace *trace, const gd_object *exception, const gd_arguments *arguments);

/* Makes an exception the error of the trace; one that was caught before keeps its place. Returns
 * false. */
bool exception_raise(gd_trace *trace, const gd_object *exception);

/* Raises one of Python's with one argument. Returns NULL. */
const gd_object *exception_fail(gd_trace *trace, const char *class, const gd_object *argument);

/* The error of the trace as an exception; there is no error then. NULL, and nothing happened, if
 * there is none or no program can catch it. */
const gd_object *exception_catch(gd_trace *trace);

/* Whether the error of the trace is of a class of Python; then there is none any more. */
bool exception_catch_class(gd_trace *trace, const char *class);

/* The same, but that error stays. */
bool exception_pending(const gd_trace *trace, const char *class);

/* Fills in the message of an error that ends a run. */
void exception_report(gd_trace *trace);

/* str() or repr() without asking the methods of its class. */
bool exception_print(gd_trace *trace, const gd_object *exception, gd_print_style style,
                     gd_buffer *out);

/* Statements. */
gd_flow execute_try(gd_trace *trace, const gd_tree *tree);
gd_flow execute_raise(gd_trace *trace, const gd_tree *tree);
gd_flow execute_assert(gd_trace *trace, const gd_tree *tree);
gd_flow execute_with(gd_trace *trace, const gd_tree *tree);

#endif
