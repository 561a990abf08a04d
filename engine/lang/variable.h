/* Tensors with elements, as a program that runs eagerly has them.
 *
 * A TENSOR object is what a program names. Its detail is a variable: a strided view of a storage,
 * with the place on the tape where it comes from. Variables do not change: an operation in place
 * writes to the storage, counts its version, and gives the object another variable. So what the
 * tape saved is what was, and the version tells whether its elements still are. */
#ifndef GRADD_LANG_VARIABLE_H
#define GRADD_LANG_VARIABLE_H

#include "engine/lang/interpreter.h"
#include "engine/tensor/view.h"

/* Elements, shared by all views of them. A cell. */
typedef struct gd_storage {
    gd_tensor *data; /* of rank 1 or of the shape that it was made with; contiguous */
    int64_t version; /* how often it was written to */
    int64_t id;      /* its number among those whose address was asked for; 0: none */
} gd_storage;

struct gd_tape_node;

/* How often x.data was written to, which does not count as a change of x. A cell. */
typedef struct gd_counter {
    int64_t version;
} gd_counter;

/* How a view came from its base: one call of a view operator after the other. A cell. */
typedef struct gd_view_path {
    const struct gd_view_path *before; /* NULL: of the base itself */
    const gd_object *base;             /* a TENSOR that is no view */
    const struct gd_memo *memo;        /* whose routine has one operand and makes the view */
    int32_t result;
} gd_view_path;

/* A cell; the detail of a TENSOR without an edge. */
typedef struct gd_variable {
    gd_type type;
    gd_storage *storage;
    gd_view view;
    bool requires_grad;              /* of a leaf: asked for by the program */
    bool no_grad_view;               /* a view taken while gradients were off */
    bool inference;                  /* made in inference_mode() */
    bool lane;                       /* one of those that vmap maps over, or made of one */
    struct gd_tape_node *node;       /* where it comes from; NULL: a leaf */
    int32_t output;                  /* which result of that node it is */
    const gd_view_path *path;        /* NULL: no view */
    int64_t version;                 /* of the storage when `node` was set */
    struct gd_tape_node *accumulate; /* of a leaf; made at first use */
    gd_counter *apart;               /* of x.data and its views; NULL: the storage counts */
    const gd_object *object;         /* the TENSOR that it was last the detail of, or NULL */
} gd_variable;

/* What belongs to a TENSOR object whatever its elements. A cell: its meta. */
typedef struct gd_tensor_meta {
    const gd_object *grad;       /* TENSOR, or NULL */
    const gd_object *hooks;      /* LIST of callables, or NULL */
    struct gd_table *attributes; /* what a program set, or NULL */
    const gd_object *class;      /* a subclass of Tensor, such as Parameter, or NULL */
    bool retains_grad;
} gd_tensor_meta;

/* dtype and shape of a TENSOR, with elements or traced; borrowed. */
const gd_type *tensor_type(const gd_object *tensor);

/* The edge of a TENSOR in the graph that is written to: a constant of one with elements. */
gd_edge tensor_edge(gd_trace *trace, const gd_object *tensor);

/* The variable of a TENSOR with elements; NULL for a traced one. */
static inline gd_variable *tensor_variable(const gd_object *tensor)
{
    return edge_none(tensor->edge) ? (gd_variable *)(uintptr_t)tensor->detail : NULL;
}

/* A TENSOR with elements of its own, of any value: *data points to them. Errors:
 * GD_TENSOR_TOO_LARGE, GD_MEMORY_LIMIT. */
const gd_object *tensor_new(gd_trace *trace, const gd_type *type, void **data);

/* The same of elements that are there: takes the reference. */
const gd_object *tensor_wrap(gd_trace *trace, gd_tensor *data);

/* A TENSOR that is a variable. */
const gd_object *tensor_of(gd_trace *trace, gd_variable *variable);

/* The TENSOR that is this variable: the one that the program knows, or a new one. */
const gd_object *variable_object(gd_trace *trace, gd_variable *variable);

/* The TENSOR becomes this variable. */
void tensor_become(const gd_object *tensor, gd_variable *variable);

/* How often its elements were written to. */
static inline int64_t variable_version(const gd_variable *variable)
{
    return variable->apart ? variable->apart->version : variable->storage->version;
}
void variable_count(const gd_variable *variable); /* once more */

/* x.data: the same elements off the tape, whose changes the tape does not see: it keeps what it
 * saved as it was. */
const gd_object *tensor_apart(gd_trace *trace, const gd_object *tensor);

/* A variable that is a copy, to be changed before anything refers to it. */
gd_variable *variable_copy(gd_trace *trace, const gd_variable *from);

/* Its elements, contiguous: where they are if they lie so, else copied to a cell. NULL on
 * failure. */
const void *variable_data(gd_trace *trace, const gd_variable *variable);

/* The same as a tensor: one reference, to be freed. */
gd_tensor *variable_tensor(gd_trace *trace, const gd_variable *variable);

/* Overwrites its elements with contiguous ones of its type. */
bool variable_write(gd_trace *trace, const gd_variable *variable, const void *data);

/* The number that a tensor of one element holds: BOOL, INT or FLOAT. */
const gd_object *variable_number(gd_trace *trace, const gd_variable *variable);

gd_tensor_meta *tensor_meta(gd_trace *trace, const gd_object *tensor); /* made if there is none */
const gd_object *tensor_grad(const gd_object *tensor);                 /* or NULL */

/* The class that the library gave it, such as Parameter; NULL: Tensor. */
const gd_object *tensor_class(const gd_object *tensor);

bool tensor_is_floating(const gd_object *tensor);

#endif
