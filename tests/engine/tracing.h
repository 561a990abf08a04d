/* What the interpreter's tests share: a program traced over inputs of given types, and what came of
 * it as a line of text. */
#ifndef GRADD_TESTS_TRACING_H
#define GRADD_TESTS_TRACING_H

#include "engine/lang/trace.h"

typedef struct tracing {
    gd_memory memory;
    gd_limits limits;
    gd_context context;
    gd_library *library;
    gd_graph graph;
    gd_arena arena; /* of trees */
    gd_trace *trace;
    gd_error error; /* of the last run */
    char *text;     /* of the last outcome */
} tracing;

/* Reads the library; the trace has numbers of `dtype`. */
void tracing_open(tracing *t, gd_dtype dtype);
void tracing_close(tracing *t); /* fails the test if memory is left or the graph is malformed */

/* A fresh graph and trace, all that was traced forgotten. */
void tracing_reset(tracing *t, gd_dtype dtype);

/* Binds inputs: "x float32[2, 3]; s int64[]". */
void tracing_bind(tracing *t, const char *inputs);
bool tracing_run(tracing *t, const char *program);

/* "overflow 1:5-1:8 message | hint". */
const char *tracing_error(tracing *t);

/* Of the name assigned last: repr() of a value, "float64[2, 3] AddBackward0" of a tensor
 * (the latter of floats), both in brackets with commas of tuples and lists of them. An error as
 * above. */
const char *tracing_outcome(tracing *t);

/* Whether the outcome is as expected; prints both if not. */
bool tracing_agrees(tracing *t, const char *program, const char *expected);

/* The graph of the tensor assigned last. */
const char *tracing_graph(tracing *t);

/* One row: a program over inputs and the outcome, which a fresh trace must give. */
typedef struct tracing_row {
    const char *inputs, *program, *expected;
} tracing_row;
#define TRACING_CHECK(rows, dtype) tracing_check(rows, (int)(sizeof rows / sizeof *rows), dtype)
void tracing_check(const tracing_row *rows, int n, gd_dtype dtype);

#endif
