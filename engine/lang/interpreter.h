/* The inside of a trace, for the files of the interpreter.
 *
 *   trace.c       the interface: runs and their results
 *   evaluate.c    expressions;  execute.c statements
 *   call.c        arguments meet parameters;  mismatch.c or do not;  surface.c calls of the library;  function.c closures
 *   locals.c      names that a def assigns;  storage.c which tensors share their elements
 *   resolve.c     names, attributes, modules;  found.c what they meant last
 *   arithmetic.c  operators on numbers and sequences;  promote.c pointwise operators on tensors
 *   builtins.c    functions of Python (numbers.c, sequences.c);  fold.c the table's on numbers
 *   primitives.c  what the library alone can reach;  constant.c tensors of numbers
 *   class.c       classes and their instances;  special.c what their methods with special names do
 *   types.c       the classes of Python;  exception.c exceptions and the statements about them
 *   iterate.c     loops and iterators;  comprehension.c  table.c dicts and sets
 *   object.c, object_print.c, scope.c, nearest.c
 *
 * Every function that gives an object gives NULL on failure, with the error in trace->err. */
#ifndef GRADD_LANG_INTERPRETER_H
#define GRADD_LANG_INTERPRETER_H

#include "engine/base/hash.h"
#include "engine/lang/found.h"
#include "engine/lang/heap.h"
#include "engine/lang/library.h"
#include "engine/lang/object.h"
#include "engine/lang/scope.h"
#include "engine/tensor/generator.h"
#include "engine/tensor/repr.h"

struct gd_nearest;

enum {
    METHOD_IN_PLACE = 1,  /* the `integer` of a METHOD whose result the tensor becomes */
    LEVELS_PER_CALL = 10, /* nesting of evaluation, on average, that call_depth calls may use */
    MOST_STACK = 6 << 20  /* bytes of C stack below a run, of the 8 MiB that a thread has */
};

/* A container that is being printed, and what it is printed in. */
typedef struct gd_printing {
    const gd_object *object;
    const struct gd_printing *outer;
} gd_printing;

struct gd_trace {
    gd_heap heap;
    gd_memory *memory;
    gd_graph *root;  /* the graph that owns the bodies that are traced, NULL: none is */
    gd_graph *graph; /* the one written to: the root or the body of a surface operator */
    const gd_library *library;
    const gd_context *context;
    gd_dtype dtype; /* of numbers without one */
    gd_hash_key key;
    gd_error *err;  /* of the run under way; borrowed */
    gd_error spare; /* err of a run that was given none */
    gd_scope *globals, *library_scope;
    gd_scope *scope;              /* of the code that runs */
    const gd_object **surfaces;   /* by index in the library; made at first use */
    struct gd_memo_table *memos;  /* bodies of operators */
    struct gd_memo_table *around; /* those outside of the body that is traced; NULL: none is */
    gd_buffer key_text;           /* of the call that is looked up there */
    gd_conventions conventions;   /* of derivatives, where the program runs eagerly */
    repr_options tensor_options;  /* for printing them */
    gd_span here;                 /* of the call of the program that runs */
    const gd_object *last_value;  /* of a cell */
    bool grad_enabled;            /* whether calls go on the tape */
    bool inference;               /* whether tensors are made that the tape refuses */
    int32_t lanes;                /* nesting of vmap */
    bool detect_anomaly;          /* whether NaN in a gradient is an error */
    gd_generator generator;       /* of random numbers */
    uint64_t tape_length, passes; /* nodes made, and walks over the tape, so far */
    int32_t walks;                /* nesting of these, now */
    const gd_object *returned;    /* by the RETURN under way */
    bool (*printer)(void *user, const char *text, size_t length);
    void *printer_user;
    gd_found found[FOUND_PLACES]; /* members of modules and tensors; see resolve.c */
    struct gd_table *known[2];    /* names of no scope that were resolved, by gd_scope_kind */
    struct gd_table *loaded;      /* classes and modules made at first use */
    const gd_object *raised;      /* the exception under way, if the program made one */
    const gd_object *handled;     /* the one whose handler runs: raise alone raises it */
    gd_span traceback[TRACEBACK]; /* innermost call first */
    int n_traceback;
    const gd_printing *printing; /* the innermost one */
    bool left;                   /* an error just left a function of the program */
    const char *last;            /* the name assigned last in the program's own scope */
    int64_t most_steps;          /* that may be taken */
    int64_t sixteenths;          /* of steps taken */
    intptr_t stack;              /* where the C stack was when the run began */
    int64_t check_at;            /* when they reach that many, limits and the clock are looked at */
    int32_t depth, calls;        /* nesting of evaluation and of calls, now */
    int32_t ids;                 /* given by id() so far */
    gd_buffer output;            /* what was printed, if there is no printer */
};

/* The arena of what belongs to the graph: names of nodes, bodies. */
static inline gd_arena *trace_arena(gd_trace *trace)
{
    return &trace->root->arena;
}

/* Whether calls compute at once; otherwise they are written to a graph. */
static inline bool trace_is_eager(const gd_trace *trace)
{
    return !trace->graph;
}

/* Whether the code that runs is the library's: its places are nobody's business. */
static inline bool trace_in_library(const gd_trace *trace)
{
    return trace->scope->kind == SCOPE_LIBRARY;
}

/* Counts `steps` of work; GD_STEP_LIMIT, GD_DEADLINE or GD_CANCELLED. A step of the library is a
 * sixteenth of one of the program, so that a program's bound does not depend on how an operator is
 * written. */
bool trace_step_with_checks(gd_trace *trace, int64_t steps);
static inline bool trace_step(gd_trace *trace, int64_t steps)
{
    const int64_t few = 1 << 20;
    int64_t after = trace->sixteenths + ((steps & (few - 1)) << (trace_in_library(trace) ? 0 : 4));
    if (steps >= few || after >= trace->check_at) return trace_step_with_checks(trace, steps);
    trace->sixteenths = after;
    return true;
}

/* Around each level of nested evaluation: the C stack is bounded too. GD_NESTING_LIMIT. */
bool trace_refuse_depth(gd_trace *trace);
static inline bool trace_enter(gd_trace *trace)
{
    intptr_t used = trace->stack - (intptr_t)__builtin_frame_address(0);
    if (trace->depth >= LEVELS_PER_CALL * trace->context->limits->call_depth || used > MOST_STACK)
        return trace_refuse_depth(trace);
    trace->depth++;
    return true;
}
static inline void trace_leave(gd_trace *trace)
{
    trace->depth--;
}

/* Nodes written from now on stem from `tree`. */
void trace_mark(gd_trace *trace, const gd_tree *tree);

/* An error passes `tree`: its place, and if it left a function there, a step of its traceback. */
void trace_failed(gd_trace *trace, const gd_tree *tree);

/* Adds to what the program printed. */
bool trace_write(gd_trace *trace, const char *text, size_t length);

/* evaluate.c */
const gd_object *evaluate(gd_trace *trace, const gd_tree *tree);
const gd_object *evaluate_operator(gd_trace *trace, const char *name, const gd_object *left,
                                   const gd_object *right);

/* A comparison by the name of its operator. */
const gd_object *evaluate_comparison(gd_trace *trace, const char *name, const gd_object *left,
                                     const gd_object *right);

/* execute.c */
typedef enum gd_flow { FLOW_NEXT, FLOW_BREAK, FLOW_CONTINUE, FLOW_RETURN, FLOW_FAIL } gd_flow;
gd_flow execute(gd_trace *trace, const gd_tree *tree);
bool execute_assign(gd_trace *trace, const gd_tree *target, const gd_object *value);

/* call.c: what a call passes: `n` values, of which the last `n_named` have names. */
typedef struct gd_arguments {
    const gd_object *const *values;
    const char *const *names; /* of the named ones, in order */
    int64_t n, n_named;
    int own;       /* how many of the first ones a program did not write: 1 in a call of a method */
    bool in_place; /* x.add_(…), which calls add */
    bool qualified; /* written as torch.sin(x) or x.sin() */
} gd_arguments;

/* What a parameter of an operator takes (mismatch.h). */
typedef enum gd_accepts {
    ACCEPTS_ANY,
    ACCEPTS_TENSOR,
    ACCEPTS_INT,
    ACCEPTS_INTS,
    ACCEPTS_TENSORS,
    ACCEPTS_NUMBER
} gd_accepts;

/* In whose words a call that does not fit is refused. PyTorch has others for an operator that takes
 * one of several lists of parameters. */
typedef enum gd_words { WORDS_PYTHON, WORDS_TORCH, WORDS_OVERLOADED } gd_words;

typedef struct gd_parameter {
    const char *name;
    const gd_object *fallback; /* NULL: required */
    bool keyword_only, positional_only;
    gd_accepts accepts;
    uint64_t hash; /* of the name; for functions of the dialect alone */
} gd_parameter;

typedef struct gd_signature {
    const char *name; /* of the function, for messages */
    const gd_parameter *parameters;
    int n;
    gd_words words;
    bool numbers;         /* pass for tensors */
    const char *variadic; /* the parameter that gathers plain integers, or NULL */
    gd_name rest,
        keywords; /* the parameters that gather what is left, in bound[n] and bound[n + 1];
                               text NULL: none */
} gd_signature;

/* The place of the parameter of that name, or -1. */
int call_parameter(const gd_signature *signature, const char *name);
/* The value of each parameter, in order, in room for two more; GD_ARITY in Python's words. */
bool call_bind(gd_trace *trace, const gd_signature *signature, const gd_arguments *arguments,
               const gd_object **bound);
const gd_object *call_object(gd_trace *trace, const gd_object *callable,
                             const gd_arguments *arguments);
/* The same with `n` positional arguments. */
const gd_object *call_with(gd_trace *trace, const gd_object *callable,
                           const gd_object *const *values, int n);
/* Calls the function of the catalogue of that name; GD_TYPE if there is none. */
const gd_object *call_named(gd_trace *trace, const char *name, const gd_object *const *values,
                            int n);
const gd_object *call_tree(gd_trace *trace, const gd_tree *tree); /* a CALL */

/* The values of parts from `first` on, as in a CALL; in `few` if that is room enough. */
enum { CALL_FEW = 12 };
bool call_collect(gd_trace *trace, const gd_tree *tree, int first, const gd_object *few[CALL_FEW],
                  gd_arguments *arguments);

/* The value given to a keyword, or `fallback`; borrowed. */
const gd_object *call_option(const gd_arguments *arguments, const char *name,
                             const gd_object *fallback);

/* function.c: the detail of a FUNCTION: a def or lambda with its scope. */
typedef struct gd_closure {
    gd_signature signature;
    const gd_tree *body; /* BLOCK of a def, expression of a lambda */
    gd_scope *scope;
    const gd_surface *surface; /* NULL for a function of the program */
    const gd_name *locals;     /* names that the body assigns; none for a surface operator */
    int n_locals;
    int inplace, requires_grad, device; /* the places of these parameters, or -1 */
    const gd_tree *declarations; /* the body, if there is GLOBAL or NONLOCAL in it; or NULL */
    const gd_object *class;      /* in whose body the def stands, or NULL */
    const char *path;            /* the qualified name, a cell */
    const gd_tree *tree;         /* the DEF or LAMBDA */
} gd_closure;

/* The qualified name of what is made in the scope that runs: "f.<locals>.g"; a cell. */
const char *function_path(gd_trace *trace, const char *name);

/* A FUNCTION from a DEF (surface or not) or LAMBDA in the scope that runs; without decorators. */
const gd_object *function_new(gd_trace *trace, const gd_tree *tree, const gd_surface *surface);

/* Around code that runs in a scope. That of the program which the body of an operator asks for,
 * such as an __iter__, runs eagerly: what it computes may outlive the body. */
typedef struct gd_outside {
    gd_scope *scope;
    gd_graph *graph, *root;
    struct gd_memo_table *memos, *around;
} gd_outside;
bool function_enter(gd_trace *trace, gd_scope *scope, gd_outside *outside); /* NULL: false */
void function_leave(gd_trace *trace, const gd_outside *outside);

/* Runs the body on bound parameters. */
const gd_object *function_run(gd_trace *trace, const gd_closure *closure,
                              const gd_object *const *bound);

/* The value of an expression that sees a function's parameters. */
const gd_object *function_evaluate(gd_trace *trace, const gd_closure *closure,
                                   const gd_object *const *bound, const gd_tree *expression);

/* locals.c */
bool locals_find(gd_trace *trace, gd_closure *closure); /* fills in the locals of a def */
/* Makes them known in the scope of a call, without values. */
bool locals_enter(gd_trace *trace, const gd_closure *closure, gd_scope *scope);
/* Follows the GLOBAL and NONLOCAL statements of a body. */
bool locals_declare(gd_trace *trace, const gd_tree *body, gd_scope *scope);
/* GD_UNBOUND_LOCAL, or GD_UNKNOWN_NAME for one of a function around: it has no value yet. */
const gd_object *locals_refuse(gd_trace *trace, const char *name);

/* surface.c */
const gd_object *surface_call(gd_trace *trace, const gd_closure *closure,
                              const gd_object *const *bound);
/* The grad_fn of a def's CALL for these arguments; lives with the graph. */
bool surface_grad_fn(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound,
                     const char **name);
/* Gives the node of a def's result its grad_fn. */
bool surface_name_node(gd_trace *trace, const gd_closure *closure, const gd_object *const *bound,
                       gd_node *node);

/* storage.c */
/* The tensors of a result share their elements with `base`, if that is a tensor. */
bool storage_share(gd_trace *trace, const gd_object *view, const gd_object *base);
/* Gives a tensor another value in place, under all its names; returns the tensor. GD_UNSUPPORTED
 * for a leaf; GD_SHAPE, GD_DTYPE if the value does not fit. */
const gd_object *storage_write(gd_trace *trace, const gd_object *tensor, const gd_object *value);
/* The object; NULL with GD_UNSUPPORTED for a tensor that was changed under another one. */
const gd_object *storage_check(gd_trace *trace, const gd_object *object);

/* resolve.c */
const gd_object *resolve_name(gd_trace *trace, gd_name name);
const gd_object *resolve_attribute(gd_trace *trace, const gd_object *object, gd_name name);
/* The same; NULL without an error if there is no such attribute. */
const gd_object *resolve_optional(gd_trace *trace, const gd_object *object, gd_name name);
/* Sets an attribute; `value` NULL deletes it. */
bool resolve_set(gd_trace *trace, const gd_object *object, gd_name name, const gd_object *value);
const gd_object *resolve_module(gd_trace *trace, const char *path); /* GD_MODULE if unknown */
/* Makes all names of a module known: from module import *. */
bool resolve_star(gd_trace *trace, const gd_object *module);
/* A function or constant of the catalogue; NULL without an error if there is none. */
const gd_object *resolve_catalogue(gd_trace *trace, const char *name);

/* promote.c: a pointwise operator on tensors and numbers. */
const gd_object *promote_call(gd_trace *trace, gd_op op, const gd_object *const *operands);
const gd_parameter *promote_parameters(gd_op op); /* borrowed */
/* The dtype to which tensors and numbers promote, as torch.result_type. */
gd_dtype promote_type(const gd_trace *trace, const gd_object *const *operands, int64_t n);
/* A tensor or number as a tensor of that dtype. */
gd_edge promote_edge(gd_trace *trace, const gd_object *object, gd_dtype dtype);

/* arithmetic.c: numbers, strings and sequences. */
const gd_object *arithmetic_binary(gd_trace *trace, const char *name, const gd_object *left,
                                   const gd_object *right);
const gd_object *arithmetic_unary(gd_trace *trace, const char *name, const gd_object *operand);
int arithmetic_compare(gd_trace *trace, const char *name, const gd_object *left,
                       const gd_object *right); /* 1, 0 or -1 for an error */

/* index.c */
const gd_object *index_get(gd_trace *trace, const gd_object *object, const gd_object *index);
bool index_set(gd_trace *trace, const gd_object *object, const gd_object *index,
               const gd_object *value);
bool index_delete(gd_trace *trace, const gd_object *object, const gd_object *index);
/* Python's slice.indices: first index and count of a slice with positive or negative step. */
bool index_bounds(gd_trace *trace, const gd_object *slice, int64_t size, int64_t *start,
                  int64_t *count, int64_t *step);

/* The index of a tensor with elements without masks, whose indices take their place. */
const gd_object *index_plain(gd_trace *trace, const gd_object *tensor, const gd_object *index);

/* builtins.c and primitives.c: functions in C. */
typedef struct gd_builtin {
    const char *name;
    int least, most;   /* positional arguments; -1: any number */
    const char *kinds; /* of the arguments, a letter each; NULL: whatever they are. i integer, n
                          number, s string, q list or tuple, d dtype, t tensor, l slice, . any.
                          After a colon: the keywords of a NAMED one, separated by spaces */
    const gd_object *(*run)(gd_trace *trace, const gd_arguments *arguments);
    enum {
        BUILTIN_PLAIN,
        BUILTIN_NAMED,
        BUILTIN_TENSORS,
        BUILTIN_ROWS
    } style; /* NAMED takes keywords; TENSORS and ROWS go to the catalogue's function of their name
                when given a tensor; ROWS not in a program that runs eagerly */
} gd_builtin;

/* Functions of one kind. */
typedef struct gd_builtins {
    const gd_builtin *rows;
    int n;
} gd_builtins;
#define BUILTINS(rows)                                                                             \
    {                                                                                              \
        rows, (int)(sizeof rows / sizeof *rows)                                                    \
    }
const gd_object *builtin_find(gd_trace *trace, const char *name);        /* NULL without an error */
const gd_builtin *builtin_row(const gd_builtins *all, const char *name); /* NULL: none */
const gd_object *builtin_new(gd_trace *trace, const gd_builtin *row);
const gd_object *builtin_call(gd_trace *trace, const gd_object *callable,
                              const gd_arguments *arguments);
/* The same where the first argument is the object whose method it is. */
const gd_object *builtin_call_method(gd_trace *trace, const gd_object *callable,
                                     const gd_arguments *arguments);
const gd_object *primitive_find(gd_trace *trace, const char *name); /* NULL without an error */
const gd_object *primitive_op(gd_trace *trace, gd_op op);
const gd_object *primitive_call(gd_trace *trace, gd_op op, const gd_arguments *arguments);

/* Offers the names of Python's functions to a search for the nearest one. */
void builtin_offer(struct gd_nearest *nearest);

#endif
