/* Bodies of operators: what a call of a surface operator or primitive becomes for operands of
 * certain types and certain static arguments, traced once and kept.
 *
 * The tensors found in the arguments, lists and tuples included, are the operands; everything else
 * is static. While a program runs eagerly, floats are operands too unless the body looks at their
 * value, so that a changing learning rate makes no new body. */
#ifndef GRADD_LANG_MEMO_H
#define GRADD_LANG_MEMO_H

#include "engine/exec/routine.h"
#include "engine/lang/interpreter.h"

/* What is called: a def of the library, or an operator of the table if closure is NULL. */
typedef struct gd_callee {
    const gd_closure *closure;
    gd_op op;
} gd_callee;

/* A cell. */
typedef struct gd_memo {
    struct gd_memo *next; /* with the same hash */
    const char *key;
    size_t length;
    gd_callee callee;
    const gd_object **arguments; /* by parameter; NULL: a tensor or float that is an operand */
    int32_t n_arguments;
    const gd_object *result;  /* the body's; its tensors in order are the results */
    const char *const *names; /* of the operands' parameters, in order */
    int32_t n_operands;
    uint64_t fixed;              /* floats whose value the body looked at: of a memo without body */
    const gd_function *function; /* traced into a graph; or NULL */
    gd_routine *routine;         /* ready to run; or NULL */
    const char *grad_fn;         /* of the function's call */
    const char *own_name;        /* grad_fn of a routine whose results are never its operands, as
                                    those of clone; a cell; or NULL */
} gd_memo;

/* The operands of a call and the text by which its body is known. */
typedef struct gd_operands {
    const gd_object *const *all; /* tensors and floats, `n` of them */
    int64_t n;
    const gd_object *few[8]; /* where they are if there are no more */
    gd_sequence many;
    int32_t n_tensors; /* how many of them are tensors */
    int32_t n_floats;  /* seen so far */
    uint64_t fixed;    /* floats that are static, by their place among floats */
    bool unique;       /* an argument has no text: the body serves this call alone */
    gd_buffer *key;    /* of the trace */
} gd_operands;

/* Finds the operands of a call with `n` arguments. */
bool memo_operands(gd_trace *trace, const gd_callee *callee, const gd_object *const *values, int n,
                   gd_operands *operands);

/* The memo of a call; made if there is none. `operands` as found by memo_operands for the same
 * arguments; changed when floats turn out to be static. */
const gd_memo *memo_get(gd_trace *trace, const gd_callee *callee, const gd_object *const *values,
                        int n, gd_operands *operands);

/* A copy of a value in which each tensor is replaced, in order, by the next of `tensors`. */
const gd_object *memo_fill(gd_trace *trace, const gd_object *result,
                           const gd_object *const **tensors);

/* The name of the i-th parameter of what is called. */
const char *memo_parameter(const gd_callee *callee, int i);

/* An empty table of memos. A cell; NULL on failure. */
struct gd_memo_table *memo_table_new(gd_trace *trace);

/* For the roots. */
void memo_mark_all(gd_heap *heap, const gd_trace *trace);

#endif
