/* gradd: the engine's public interface. Programs and tensors in; values, derivatives and graphs
 * out.
 *
 * A question names a program, its inputs and what is wanted of it. gd_prepare turns it into an
 * evaluation, which depends on the types of the inputs but not on their values and is kept for the
 * next question of the same form; gd_evaluate runs it on the values. Answers are one tree of named
 * values, in the order and under the keys in which a service hands them out.
 *
 * Nothing here prints, exits or keeps state between calls except the engine's cache and library. */
#ifndef GRADD_H
#define GRADD_H

#include "engine/base/buffer.h"
#include "engine/base/context.h"
#include "engine/base/decimal.h"
#include "engine/base/hash.h"
#include "engine/base/limits.h"
#include "engine/base/memory.h"
#include "engine/lang/tree.h"
#include "engine/tensor/tensor.h"

#define GD_VERSION "0.1.0"

/* The engine: the library of surface operators, each parsed at its first use, and the cache of
 * evaluations. All its functions may be called from any thread with 8 MiB of stack, which a program
 * that recurses to the limits needs; more where sanitizers are built in. NULL with the error set
 * when memory is short. */
typedef struct gd_engine gd_engine;
gd_engine *gd_engine_new(const gd_limits *limits, gd_error *err);
void gd_engine_free(gd_engine *engine); /* no evaluation may be held any more; NULL does nothing */

/* What an engine holds and has done. */
typedef struct gd_engine_statistics {
    int64_t cache_entries, cache_bytes; /* evaluations that are kept, and their size */
    int64_t cache_hits, cache_misses, cache_evictions; /* since the engine was made */
    int64_t library_bytes;                             /* the library and the catalogue */
} gd_engine_statistics;
gd_engine_statistics gd_engine_count(gd_engine *engine);

typedef struct gd_binding {
    const char *name;
    gd_tensor *tensor; /* borrowed */
} gd_binding;

typedef enum gd_want_kind {
    GD_WANT_GRADIENT, /* of an output of one element */
    GD_WANT_JACOBIAN, /* shape: output + input */
    GD_WANT_HESSIAN,  /* of an output of one element; shape: input + input */
    GD_WANT_JVP,      /* directions: a tangent for each input that moves */
    GD_WANT_VJP,      /* directions: one, a cotangent of the output's shape; its name is not read */
    GD_WANT_HVP       /* directions: as for JVP */
} gd_want_kind;

/* One derivative that is wanted. */
typedef struct gd_want {
    gd_want_kind kind;
    const char *of; /* name of an output or any name of the program; NULL: the first output */
    const char *const *wrt; /* names of floating inputs, n_wrt of them */
    int n_wrt;              /* -1: every floating input */
    const gd_binding *directions;
    int n_directions;
} gd_want;

typedef enum gd_graph_format {
    GD_GRAPH_NONE,
    GD_GRAPH_VALUE, /* as a tree of values: "nodes" and "outputs" */
    GD_GRAPH_TEXT,
    GD_GRAPH_DOT,
    GD_GRAPH_MERMAID
} gd_graph_format;

typedef enum gd_graph_level { GD_GRAPH_SURFACE, GD_GRAPH_PRIMITIVE } gd_graph_level;

/* Everything that is asked at once; zero-initialise, then set what is needed. All borrowed. */
typedef struct gd_question {
    const char *program; /* text, `length` bytes; or NULL and `tree` */
    size_t length;
    const gd_tree *tree;      /* a BLOCK, or an expression when `expression` is set */
    bool expression;          /* the program is one expression, whose value is named "out" */
    const gd_binding *inputs; /* names must differ and be identifiers of the dialect */
    int n_inputs;
    gd_conventions conventions;
    gd_dtype dtype;             /* of numbers without one: GD_FLOAT64 or GD_FLOAT32 */
    const char *const *outputs; /* NULL: the last name assigned */
    int n_outputs;
    const gd_want *wants; /* answered in this order, at most one of a kind */
    int n_wants;
    bool default_gradient; /* also the gradient of the first output if that is one floating element,
                              else null with warning not_scalar; no GRADIENT may be in wants */
    gd_graph_format graph;
    gd_graph_level graph_level;
    bool graph_backward;  /* the derivative nodes of the gradient, too */
    const char *graph_of; /* NULL: all outputs */
    bool plain;           /* no sharing, simplification or buffer reuse: for tests, same bytes */
} gd_question;

/* A value of an answer. */
typedef enum gd_value_kind {
    GD_VALUE_NONE,
    GD_VALUE_BOOL,     /* integer: 0 or 1 */
    GD_VALUE_INT,      /* integer */
    GD_VALUE_FLOAT,    /* number */
    GD_VALUE_TEXT,     /* text, length */
    GD_VALUE_TENSOR,   /* integer: the index in gd_answer.tensors */
    GD_VALUE_SEQUENCE, /* items without names */
    GD_VALUE_MAP       /* items with names, in order */
} gd_value_kind;

typedef struct gd_value gd_value;
struct gd_value {
    gd_value_kind kind;
    const char *name; /* within a MAP; else NULL */
    int64_t integer;
    double number;
    const char *text;
    size_t length;
    const gd_value *items;
    int n_items;
};

/* A warning names a code, says what, and where if a place is known. */
typedef struct gd_warning {
    const char *code; /* "nan", "infinity", "unused_input", "not_scalar"; constant */
    char message[GD_MAX_MESSAGE];
    gd_span span;
} gd_warning;

/* A program that is ready to run on inputs of fixed types; shared, counted, immutable. */
typedef struct gd_evaluation gd_evaluation;

/* Finds or makes the evaluation of a question; the values of tensors are not looked at. One
 * reference, to be released. Errors: all that a program or request can be wrong in. */
gd_evaluation *gd_prepare(gd_engine *engine, const gd_question *question, const gd_context *context,
                          gd_error *err);
void gd_evaluation_release(gd_evaluation *evaluation); /* NULL does nothing */

/* An estimate of the work in element operations, to decide where to run it. */
int64_t gd_evaluation_cost(const gd_evaluation *evaluation);

typedef struct gd_answer {
    const gd_value *root; /* MAP with keys outputs, gradients, jacobians, hessians, jvp, vjp, hvp,
                                 graph as asked, and stdout; borrowed from the evaluation */
    gd_tensor **tensors;  /* n_tensors, owned */
    int n_tensors;
    gd_warning *warnings; /* n_warnings, owned */
    int n_warnings;
} gd_answer;

/* Runs an evaluation on the inputs and directions of a question of the form that it was prepared
 * for. *answer is filled on success, to be closed before the evaluation is released; on failure it
 * is empty. Errors: GD_DEADLINE, GD_CANCELLED, GD_MEMORY_LIMIT, GD_INDEX (an index tensor). */
bool gd_evaluate(const gd_evaluation *evaluation, const gd_question *question,
                 const gd_context *context, gd_answer *answer, gd_error *err);
void gd_answer_close(gd_answer *answer);

/* Sessions: a program run statement by statement, as in a notebook. */
typedef struct gd_session gd_session;

/* Takes what a program prints, as it prints it. False ends the run (GD_CANCELLED). */
typedef bool (*gd_printer)(void *user, const char *text, size_t length);

typedef struct gd_session_options {
    gd_dtype dtype; /* torch's default dtype: GD_FLOAT32 or GD_FLOAT64 */
    uint64_t seed;  /* as torch.manual_seed before the first cell */
    gd_conventions conventions;
} gd_session_options;

/* A fresh interpreter; context (memory, limits, deadline, cancel flag) is borrowed until freed. */
gd_session *gd_session_new(gd_engine *engine, const gd_session_options *options,
                           const gd_context *context, gd_error *err);
void gd_session_free(gd_session *session);

/* What came of a cell. All borrowed from the session until its next call. */
typedef struct gd_outcome {
    const char *result; /* repr of a last bare expression that is not None (UTF-8), or NULL */
    size_t result_length;
    const gd_value
        *value; /* that expression's value: tensors are indices into `tensors`; or NULL */
    gd_tensor *const *tensors; /* borrowed */
    int n_tensors;
    const char *error_type; /* "RuntimeError"; NULL: the cell ran to its end */
    const char *error_message;
    size_t error_message_length;
    const char *error_hint;   /* or NULL */
    gd_span error_span;       /* line 0: unknown */
    const gd_span *traceback; /* outermost first; the last is error_span */
    int n_traceback;
} gd_outcome;

/* Runs one cell. An error of the program is an outcome (true is returned). False with *err set when
 * the run must end: deadline, cancelled, memory, steps used up. */
bool gd_session_run(gd_session *session, const char *source, size_t length, gd_printer printer,
                    void *user, gd_outcome *outcome, gd_error *err);

/* The graph of the last cell's value ("nodes", "outputs" as in gd_answer), or NULL. Borrowed. */
const gd_value *gd_session_graph(gd_session *session, gd_error *err);

/* The catalogue of operators: SEQUENCE of MAPs with name, signature, documentation, derivative,
 * convention (texts, NONE where there is none). Made at the first call; NULL with GD_MEMORY_LIMIT.
 * Borrowed from the engine; thread safe. */
const gd_value *gd_engine_catalogue(gd_engine *engine, gd_error *err);

#endif
