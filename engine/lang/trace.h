/* Tracing: a program and the types of its inputs become a graph, and its names get values.
 *
 * Tensors are traced, not computed: shapes and dtypes are known, elements are not. Python numbers,
 * strings, tuples, lists and functions are evaluated at once. The interpreter knows no operator by
 * name: names come from the operator table and from the library written in the dialect. */
#ifndef GRADD_LANG_TRACE_H
#define GRADD_LANG_TRACE_H

#include "engine/base/context.h"
#include "engine/graph/graph.h"
#include "engine/lang/tree.h"

/* A value of the dialect, in the trace's heap. */
typedef enum gd_object_kind {
    GD_OBJECT_NONE,
    GD_OBJECT_BOOL,   /* integer */
    GD_OBJECT_INT,    /* integer */
    GD_OBJECT_FLOAT,  /* number */
    GD_OBJECT_STRING, /* text, length */
    GD_OBJECT_ELLIPSIS,
    GD_OBJECT_SLICE,    /* items: start, stop, step */
    GD_OBJECT_RANGE,    /* items: start, stop, step, all INT; length: how many numbers */
    GD_OBJECT_TUPLE,    /* items; text: the name of its class, such as torch.Size, or NULL */
    GD_OBJECT_LIST,     /* items; integer: room for how many */
    GD_OBJECT_DTYPE,    /* integer: gd_dtype */
    GD_OBJECT_TENSOR,   /* edge */
    GD_OBJECT_CHANGED,  /* a tensor whose elements were changed in place under another name */
    GD_OBJECT_FUNCTION, /* a def or lambda with its scope */
    GD_OBJECT_BUILTIN,  /* written in C */
    GD_OBJECT_NODE,     /* the grad_fn of a tensor: detail is its node on the tape */
    GD_OBJECT_METHOD,   /* a callable (detail) bound to its first argument (meta) */
    GD_OBJECT_MODULE,   /* torch, math, torch.nn.functional …: a prefix of names */
    GD_OBJECT_DICT,     /* detail: gd_table */
    GD_OBJECT_SET,      /* detail: gd_table of keys; integer: 1 for a frozenset */
    GD_OBJECT_VIEW,     /* of a dict; integer: gd_dict_view; meta: the dict */
    GD_OBJECT_CLASS,    /* text: its name; detail: gd_class */
    GD_OBJECT_INSTANCE, /* detail: its class, an object; meta: gd_table of its attributes */
    GD_OBJECT_WRAPPER,  /* property, staticmethod, classmethod; integer: gd_wrapper; items */
    GD_OBJECT_SUPER,    /* items: the class after which to look, the instance or class */
    GD_OBJECT_ITERATOR, /* detail: gd_iterator */
    GD_OBJECT_NOT_IMPLEMENTED,
    GD_OBJECT_KIND_COUNT
} gd_object_kind;

typedef struct gd_object gd_object;
struct gd_object {
    gd_object_kind kind;
    int64_t integer;
    double number;
    const char *text;
    int64_t length; /* of text in bytes, or the number of items */
    const gd_object **items;
    gd_edge edge;
    const void *detail;          /* FUNCTION, BUILTIN, METHOD, TENSOR: the interpreter's own */
    const void *meta;            /* a cell, or NULL: what else belongs to it */
    bool owns_text, owns_detail; /* that is a cell of the heap */
    int32_t id;                  /* what id() counts; 0: not asked for yet */
};

/* The library of surface operators, shared by all traces, on any thread. */
typedef struct gd_library gd_library;
gd_library *library_new(gd_memory *memory, const gd_limits *limits, gd_error *err);
void library_free(gd_library *library);

/* A name of the catalogue: a primitive that programs may call, or a surface operator. */
typedef struct gd_entry {
    const char *name, *signature, *text;
    gd_op op; /* GD_OP_CALL for a surface operator */
} gd_entry;
/* Sorted; borrowed. The first call parses the whole library; NULL with GD_MEMORY_LIMIT. */
const gd_entry *library_entries(const gd_library *library, int *count, gd_error *err);

/* One run of one program over one graph. */
typedef struct gd_trace gd_trace;

/* A trace whose numbers without dtype are of `dtype` (GD_FLOAT64 or GD_FLOAT32). It writes to
 * `graph` and must be freed before that is closed. NULL with the error set. */
gd_trace *trace_new(gd_graph *graph, const gd_library *library, const gd_context *context,
                    gd_dtype dtype, gd_error *err);
void trace_free(gd_trace *trace); /* NULL does nothing */

/* A trace without a graph, for a program that runs eagerly. */
gd_trace *trace_new_eager(const gd_library *library, const gd_context *context, gd_dtype dtype,
                          gd_conventions conventions, gd_error *err);

/* Starts the stream of random numbers anew, as torch.manual_seed. */
void trace_seed(gd_trace *trace, uint64_t seed);

/* Runs a BLOCK; if its last statement is an expression, *last is its value, else NULL. Borrowed
 * until the next run. */
bool trace_run_cell(gd_trace *trace, const gd_tree *block, const gd_object **last, gd_error *err);

/* Binds a name to an edge (an INPUT node of the graph) as a tensor. */
bool trace_bind(gd_trace *trace, const char *name, gd_edge edge, gd_error *err);

/* Runs a BLOCK, or evaluates an expression and assigns it to `name`. Errors are located. */
bool trace_run(gd_trace *trace, const gd_tree *block, gd_error *err);
bool trace_assign(gd_trace *trace, const char *name, const gd_tree *expression, gd_error *err);

/* The value of a name of the program, or NULL; borrowed. */
const gd_object *trace_find(const gd_trace *trace, const char *name);

/* The name that the program assigned last (not by def or import); NULL if none. */
const char *trace_last(const gd_trace *trace);

/* The name of the program that an object has, or NULL; borrowed. */
const char *trace_name_of(const gd_trace *trace, const gd_object *object);

/* Whether the program read the name at all; for warnings about unused inputs. */
bool trace_used(const gd_trace *trace, const char *name);

/* Sends what the program prints to `printer` from now on; NULL: it is gathered. */
void trace_set_printer(gd_trace *trace, bool (*printer)(void *, const char *, size_t), void *user);
/* The name of the class of the error of the last run that failed, "ValueError", also of a class
 * of the program; NULL if no program can catch it. Borrowed until the next run. */
const char *trace_error_class(const gd_trace *trace);

/* The calls under way where that error arose, outermost first; the error's own place is not among
 * them. At most TRACEBACK of them: the ones in the middle are left out. Borrowed like the name. */
enum { TRACEBACK = 64 };
const gd_span *trace_traceback(const gd_trace *trace, int *count);

/* Adds what the program printed so far to `out`. */
void trace_output(const gd_trace *trace, gd_buffer *out);

#endif
