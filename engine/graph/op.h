/* Operators as data: what ops.def says of each one, for whoever asks at run time. */
#ifndef GRADD_GRAPH_OP_H
#define GRADD_GRAPH_OP_H

#include "engine/tensor/dtype.h"

typedef enum gd_op {
    GD_OP_INPUT,    /* a value from outside; name */
    GD_OP_CONSTANT, /* value */
    GD_OP_CALL,     /* a surface operator; callee */
#define UNARY(NAME, ...) GD_OP_##NAME,
#define BINARY UNARY
#define COMPARE UNARY
#define SELECT UNARY
#define LINEAR UNARY
#define BILINEAR UNARY
#define ORDER UNARY
#define OPAQUE UNARY
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
    GD_OP_COUNT
} gd_op;

typedef enum gd_op_class {
    GD_CLASS_SOURCE,
    GD_CLASS_CALL,
    GD_CLASS_UNARY,
    GD_CLASS_BINARY,
    GD_CLASS_COMPARE,
    GD_CLASS_SELECT,
    GD_CLASS_LINEAR,
    GD_CLASS_BILINEAR,
    GD_CLASS_ORDER,
    GD_CLASS_OPAQUE
} gd_op_class;

/* Sets of kinds. */
enum {
    GD_BOOLS = 1 << GD_KIND_BOOL,
    GD_INTS = 1 << GD_KIND_INT,
    GD_FLOATS = 1 << GD_KIND_FLOAT,
    GD_NUMBERS = GD_INTS | GD_FLOATS,
    GD_INTEGRAL = GD_BOOLS | GD_INTS,
    GD_ALL = GD_BOOLS | GD_NUMBERS
};

typedef struct gd_op_row {
    const char *name;
    gd_op_class class;
    int kinds;              /* of the operands that are not bool conditions or indices */
    int operands;           /* -1: one or more */
    const char *attributes; /* their names; "" for none */
    const char *latex;      /* pointwise rows; else NULL */
    const char *forward;    /* the C text of a pointwise row; else NULL */
    const char *text;
    const char *sample; /* structural rows; else NULL */
    double low, high;   /* domain of a pointwise row for tests */
} gd_op_row;

/* The row of an operator; borrowed, constant. */
const gd_op_row *op_row(gd_op op);

/* The operator with that name; GD_OP_COUNT if there is none. */
gd_op op_find(const char *name);

/* UNARY, BINARY, COMPARE or SELECT. */
bool op_is_pointwise(gd_op op);

/* Whether the kernel of `op` takes operands of that dtype. */
bool op_takes(gd_op op, gd_dtype dtype);

enum { OP_GRAD_FN = 48 }; /* bytes that op_grad_fn needs */

/* PyTorch's name for the backward node of an operator, "SinBackward0": the name in title case. */
char *op_grad_fn(const char *name, char text[OP_GRAD_FN]);

#endif
