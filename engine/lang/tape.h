/* The tape: where tensors with elements come from. Each node is one call, its edges lead to the
 * nodes of its operands, and its rule turns cotangents of its results into gradients of its
 * operands.
 *
 * backward.c walks it. Gradients of gradients need nothing more: with gradients on, rules call
 * operators that are on the tape themselves. */
#ifndef GRADD_LANG_TAPE_H
#define GRADD_LANG_TAPE_H

#include "engine/lang/memo.h"
#include "engine/lang/variable.h"

typedef struct gd_tape_node gd_tape_node;

/* A result of a node; node NULL: no gradient flows there. */
typedef struct gd_tape_edge {
    gd_tape_node *node;
    int32_t output;
} gd_tape_edge;

/* A value that the rule of a node needs. */
typedef struct gd_saved {
    gd_variable *variable; /* NULL: not saved, or a float */
    int64_t version;       /* its version then */
    gd_tensor *data;       /* of its storage then: one reference */
    double number;         /* of a float */
    bool is_saved;
} gd_saved;

typedef struct gd_tape_rule {
    /* gradients[i], for each edge that has a node, from the cotangents of the results, NULL where
     * nothing flowed. gradients[i] stays NULL where nothing flows. */
    bool (*pull)(gd_trace *trace, gd_tape_node *node, const gd_object *const *cotangents,
                 const gd_object **gradients);
    bool saves; /* values of its own, so that nodes of this rule serve once */
} gd_tape_rule;

typedef struct gd_tape_walk {
    uint64_t pass;   /* of the walk; then: */
    int32_t waiting; /* edges to the node that have not run; or its number in a list */
    bool needed;
    const gd_object **pending; /* cotangents so far */
} gd_tape_walk;

/* A cell, its arrays behind it. All other pointers are to cells but `rule`, `routine` and `name`,
 * which live with `keep`. */
struct gd_tape_node {
    uint64_t sequence; /* nodes have greater ones than those that their edges lead to */
    const gd_tape_rule *rule;
    const char *name; /* "MulBackward0" */
    gd_span span;     /* of the call that made it */
    const void *keep;
    int32_t n_edges, n_outputs, n_saved;
    gd_tape_edge *edges;
    gd_type *outputs, *operand_types; /* the latter of a routine; rank -1: of a float */
    gd_saved *saved;                  /* of a routine: its operands, then its results */
    const char *const *saved_names;
    gd_routine *routine;
    const gd_object *subject; /* what the rule is about: a leaf, the context of a Function */
    const gd_view_path *path; /* of a rule about a view */
    const gd_object *hooks;   /* LIST of TUPLEs (output or gd_hook, callable): see backward.c */
    const gd_object *object;  /* by which a program knows it, or NULL */
    bool freed;
    gd_tape_walk walk; /* what the walk that saw it last knows of it */
    const void *outer; /* and those around that one: see backward.c */
};

/* In the place of an output: hooks of the node itself. */
typedef enum gd_hook { HOOK_BEFORE = -1, HOOK_AFTER = -2 } gd_hook;

/* The `integer` of a gradient that nothing else refers to, while a walk is under way. */
enum { TAPE_FRESH = 1 };

/* A gradient, or NULL for none, as the program gets it, which may then refer to it. */
const gd_object *tape_gradient(const gd_object *gradient);

extern const gd_cell_class cell_view_path;
extern const gd_tape_rule tape_accumulate; /* of leaves: subject */
extern const gd_tape_rule tape_function;   /* of a Function: subject turns a tuple of cotangents,
                                              None for none, into one of gradients, one by edge */

/* A node with room for edges and outputs, all empty. NULL on failure. */
gd_tape_node *tape_node_new(gd_trace *trace, const gd_tape_rule *rule, const char *name,
                            const void *keep, int n_edges, int n_outputs);

/* A node of rule tape_function with room for saved values; the name is copied. */
gd_tape_node *tape_function_new(gd_trace *trace, const gd_object *name, int n_edges, int n_outputs,
                                int n_saved);

/* Saves a tensor as value number i. */
void tape_save(gd_tape_node *node, int i, const gd_object *tensor);

/* Where a tensor comes from. {NULL} if it requires no gradient. A leaf gets its node. False on
 * failure. */
bool tape_edge(gd_trace *trace, const gd_object *tensor, gd_tape_edge *edge);

/* Whether gradients flow to it. */
bool tape_requires_grad(const gd_object *tensor);

/* Whether a call on these operands (tensors and floats) goes on the tape. */
bool tape_records(const gd_trace *trace, const gd_object *const *operands, int64_t n);

/* Puts a call of a routine on the tape: `results` become its results. */
bool tape_record(gd_trace *trace, const gd_memo *memo, gd_routine *routine,
                 const gd_object *const *operands, int n, const gd_object *const *results,
                 int n_results);

/* A saved value as a tensor; GD_RUNTIME when it was changed or freed. */
const gd_object *tape_unpack(gd_trace *trace, const gd_tape_node *node, int i);
bool tape_refuse_freed(gd_trace *trace);

/* Gives back what the node saved: it serves no more. */
void tape_release(gd_tape_node *node);

/* The memo of the call that the node is; NULL for other nodes. */
const gd_memo *tape_memo(const gd_tape_node *node);

/* Whether a number of the call stands for a tensor, as in x * 2; and whether it is saved as one. */
bool tape_wraps_number(const gd_tape_node *node);
bool tape_saves_number(const gd_tape_node *node);

/* "torch::autograd::CopySlices" for CopySlices, and so on; `text` has room for TAPE_NAME. */
enum { TAPE_NAME = 96 };
void tape_short_name(const gd_tape_node *node, char text[TAPE_NAME]); /* "CopySlices", "Exp" */
const char *tape_full_name(const gd_tape_node *node, char text[TAPE_NAME]);

/* The tensor becomes result number `output` of `node`, in place. */
bool tape_set(gd_trace *trace, const gd_object *tensor, gd_tape_node *node, int32_t output);

/* Around a write of `value`, just computed, to the elements of `tensor`. Before: what the value's
 * node saved of them is kept as it was. After: what it saved of its result is the tensor. */
bool tape_before_write(gd_trace *trace, const gd_object *tensor, const gd_object *value);
void tape_after_write(const gd_object *tensor, const gd_object *value);

/* Adds a gradient to that of a leaf or of a tensor that keeps its own. */
bool backward_accumulate(gd_trace *trace, const gd_object *leaf, const gd_object *gradient);

/* The nodes that a tensor comes from, each after those that its edges lead to, in a cell; *n of
 * them. NULL on failure. */
gd_tape_node **tape_list(gd_trace *trace, const gd_object *tensor, int64_t *n);

/* backward.c: what a walk over the tape is asked for. */
typedef struct gd_backward {
    const gd_object *const *roots;      /* TENSORs */
    const gd_object *const *cotangents; /* of the roots, of their types */
    int64_t n_roots;
    const gd_object *const *inputs; /* TENSORs whose gradients are captured; NULL: those of all
                                       leaves are accumulated */
    int64_t n_inputs;
    bool accumulate; /* also into the inputs' own grad */
    bool retain, create;
} gd_backward;

/* Whether gradients of a tensor flow to leaves other than the `own` ones: 1, 0 or -1. */
int backward_reaches(gd_trace *trace, const gd_object *tensor, const gd_object *const *own,
                     int64_t n);

/* gradients[i] of inputs[i]: a TENSOR, or NULL where nothing flowed. */
bool backward_run(gd_trace *trace, const gd_backward *it, const gd_object **gradients);

#endif
