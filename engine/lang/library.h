/* The library of surface operators as the interpreter sees it: the defs and constants of
 * the folder library/, parsed, with what their decorators say.
 *
 *   @grad_fn(expression)  PyTorch's name of the backward node; sees the parameters
 *   @inline               written out where it is called instead of being a CALL
 *   @inline(expression)   so if the expression, which sees the parameters, is true
 *   @variadic("size")     f(x, 2, 3) is f(x, (2, 3))
 *   @plain                run like a function of the program, on tensors as they are
 *   @fills                in place it may write to expanded tensors
 *   @view                 the result shares its elements with the first argument, if strides allow
 *   @view("only")         it is an error if they do not
 *   @view("some")         what it calls says so where it does
 *   @overloaded           PyTorch's has several lists of parameters
 *   @python               PyTorch's is written in Python
 *   @numbers              PyTorch's takes numbers for tensors
 *   @method, @property, @function
 *                         only known as x.name(), as x.name, as a function; a def without these is
 *                         a function, and also a method if its first parameter is named `input`
 *
 * Names that start with an underscore are the library's own. */
#ifndef GRADD_LANG_LIBRARY_H
#define GRADD_LANG_LIBRARY_H

#include "engine/lang/trace.h"

#include <stdatomic.h>

typedef enum gd_role {
    ROLE_FUNCTION = 1,
    ROLE_METHOD = 2,
    ROLE_PROPERTY = 4,
    ROLE_CONSTANT = 8
} gd_role;

typedef struct gd_surface {
    const char *name, *module; /* "torch", "torch.linalg" or "math" */
    int role;                  /* a set of roles */
    int index;                 /* in the library */
    const char *source;        /* its text with the decorators, `length` bytes */
    size_t length;
    atomic_bool ready;               /* parsed: what follows is there */
    bool written_out;                /* @inline */
    bool view, only_view, some_view; /* @view, @view("only"), @view("some") */
    bool plain;                      /* @plain */
    bool fills;                      /* @fills */
    bool overloaded, python;         /* @overloaded, @python */
    bool numbers;                    /* @numbers */
    const gd_tree *inline_if;        /* its expression, or NULL */
    const char *variadic;            /* NULL: none */
    const gd_tree *grad_fn;          /* NULL: of the name */
    const gd_tree *tree;             /* DEF, CLASS, or the value of a constant */
} gd_surface;

/* A row of modules.def. */
typedef struct gd_module {
    const char *path, *name; /* "torch.nn", "nn"; name NULL: not there without an import */
} gd_module;
const gd_module *library_module(int i); /* NULL beyond the last one; borrowed, constant */

int library_count(const gd_library *library);
const gd_surface *library_at(const gd_library *library, int i); /* borrowed */

/* The surface of that name and module with any of `roles`, or NULL; borrowed. */
const gd_surface *library_find(const gd_library *library, const char *module, const char *name,
                               int roles);

/* Makes the surface ready: parses it unless that was done, by one thread at a time. False with
 * GD_MEMORY_LIMIT, or GD_INTERNAL or GD_SYNTAX for a mistake in the library's text. */
bool library_read(const gd_library *library, const gd_surface *surface, gd_error *err);

#endif
