/* The graph: immutable typed nodes in the order in which they were written, which is a topological
 * order: operands come before their users, so every walk is a loop over ids.
 *
 * A graph only grows. Nodes are never merged, simplified or moved: gradients with respect to
 * intermediates, spans and names depend on their identity. They live in the graph's arena; nothing
 * is freed before the graph is.
 *
 * Builders take and give edges. After the first failure a builder does nothing and gives the null
 * edge (node NULL); a null operand gives it too. So a formula is written nested and the error is
 * looked at once, at its end, in graph->error. */
#ifndef GRADD_GRAPH_GRAPH_H
#define GRADD_GRAPH_GRAPH_H

#include "engine/base/context.h"
#include "engine/graph/op.h"
#include "engine/tensor/tensor.h"

typedef struct gd_node gd_node;
typedef struct gd_graph gd_graph;
typedef struct gd_function gd_function;

/* One result of one node. node NULL: nothing; where a derivative is meant, "does not depend". */
typedef struct gd_edge {
    gd_node *node;
    int32_t output;
} gd_edge;

struct gd_node {
    gd_graph *graph;
    int32_t id; /* index in graph->nodes */
    gd_op op;
    int32_t n_inputs, n_results, n_attributes;
    gd_edge *inputs;
    gd_type *results;
    int64_t *attributes;
    gd_tensor *value;             /* CONSTANT: counted by the graph */
    const gd_function *callee;    /* CALL */
    const char *name;             /* INPUT: its name; others: the name the program gave, or NULL */
    const char *grad_fn;          /* PyTorch's name where it is not that of the row; or NULL */
    gd_span span;                 /* of the program's text that made it */
    const gd_node *derivative_of; /* the node whose rule wrote this one, or NULL */
};

struct gd_graph {
    gd_arena arena;
    const gd_limits *limits;   /* borrowed */
    const gd_context *context; /* whose deadline building and deriving keep; borrowed, or NULL */
    gd_node **nodes;
    int32_t n_nodes, capacity;
    struct gd_body_list *bodies; /* of surface operators; owned */
    gd_conventions conventions;  /* of the derivatives written into it */
    gd_error error;
    gd_span span;                 /* given to each new node */
    const gd_node *derivative_of; /* likewise */
};

/* The body of a surface operator, traced for certain types: a graph of its own, whose INPUT nodes
 * in order are the parameters. Owned by the graph that calls it, in whose arena it lives. */
struct gd_function {
    const char *name;
    gd_graph *body;
    gd_edge *parameters, *results;
    int32_t n_parameters, n_results;
};

/* An empty graph that draws on `memory` and keeps to `limits`. */
void graph_init(gd_graph *graph, gd_memory *memory, const gd_limits *limits);
void graph_close(gd_graph *graph);

/* The same in a block of its own, new. free: NULL does nothing. */
gd_graph *graph_new(gd_memory *memory, const gd_limits *limits, gd_error *err);
void graph_free(gd_graph *graph);

/* Bytes that the graph holds beside its constants. */
size_t graph_bytes(const gd_graph *graph);

/* Whether nothing has failed so far. */
bool graph_ok(const gd_graph *graph);

/* Looks at the context's clock and cancel flag, if there is a context: for loops over a whole
 * graph. False with graph->error set when the call must end. */
bool graph_may_go_on(gd_graph *graph);

enum { GRAPH_NODES_BETWEEN_CHECKS = 256 }; /* how often such loops look: some ten microseconds */

/* The general builder: a node of `op` on `n` operands with attributes, typed by its rule.
 * Errors: GD_SHAPE, GD_DTYPE, GD_RANK_LIMIT, GD_TENSOR_TOO_LARGE, GD_NODE_LIMIT, GD_VALUE for
 * attributes that do not fit, GD_MEMORY_LIMIT. Not for INPUT, CONSTANT and CALL. */
gd_edge graph_add(gd_graph *graph, gd_op op, const gd_edge *inputs, int n,
                  const int64_t *attributes, int n_attributes);

gd_edge graph_input(gd_graph *graph, const char *name, const gd_type *type);

/* A constant takes one more reference to `value`. */
gd_edge graph_constant(gd_graph *graph, gd_tensor *value);
gd_edge graph_scalar(gd_graph *graph, gd_dtype dtype, double value);
gd_edge graph_scalar_int(gd_graph *graph, gd_dtype dtype, int64_t value);

/* A call of `callee`, whose parameters have the types of the operands; result 0. */
gd_edge graph_call(gd_graph *graph, const gd_function *callee, const gd_edge *inputs, int n,
                   const char *grad_fn);

/* A body that lives as long as `graph`, still empty: trace into ->body, then set parameters and
 * results. NULL with graph->error set. */
gd_function *graph_function(gd_graph *graph, const char *name);

/* The nodes of a CALL's body written out in the call's own graph; `results` receives an edge for
 * each result. Calls within the body stay calls. */
bool graph_inline(const gd_node *call, gd_edge *results);

/* What `edges` of `from` need (null ones are left out), copied into the empty graph `to` with all
 * calls written out; out[i] receives what edges[i] became. False with to->error set. */
bool graph_flatten(gd_graph *to, const gd_graph *from, const gd_edge *edges, int n, gd_edge *out);

/* The same where some edges have become something already: cuts[i] of `from`, none null, is
 * given[i] of `to`, which has its type, and what it was made from is not copied for its sake. */
bool graph_extract(gd_graph *to, const gd_graph *from, const gd_edge *cuts, const gd_edge *given,
                   int n_cuts, const gd_edge *edges, int n, gd_edge *out);

/* The type of an edge; borrowed. */
const gd_type *edge_type(gd_edge edge);
bool edge_equal(gd_edge a, gd_edge b);
static inline bool edge_none(gd_edge edge)
{
    return !edge.node;
}

/* Shorthands for structural operators. `edge` may be null. Those that would change nothing give
 * `edge` itself. */
gd_edge graph_cast(gd_edge edge, gd_dtype dtype);
gd_edge graph_reshape(gd_edge edge, const gd_shape *shape);
gd_edge graph_expand(gd_edge edge, const gd_shape *shape);
gd_edge graph_permute(gd_edge edge, const int64_t *axes);
gd_edge graph_sum(gd_edge edge, const int64_t *axes, int n);

/* The transpose of graph_expand: summed down to a shape that broadcasts to the edge's. */
gd_edge graph_sum_to(gd_edge edge, const gd_shape *shape);

/* Whether the edge is a constant whose elements all are `value`. */
bool edge_is_constant(gd_edge edge, double value);

/* Checks every invariant above: ids, order, operand counts, types equal to what the rule gives.
 * GD_BAD_GRAPH with what is wrong. */
bool graph_check(const gd_graph *graph, gd_error *err);

#endif
