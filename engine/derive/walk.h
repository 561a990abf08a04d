/* The part of a graph that a transform walks over: the nodes from `floor` to `end` by id, which are
 * in topological order, with a derivative for each of their results and for each leaf.
 *
 * Leaves are the edges with respect to which is derived. They may lie below the floor: so a rule
 * that writes nodes out and derives these (a call's) walks over its own nodes alone. */
#ifndef GRADD_DERIVE_WALK_H
#define GRADD_DERIVE_WALK_H

#include "engine/graph/graph.h"

/* A tangent or cotangent: null for none. A cotangent may have a support: a bool edge of its shape,
 * outside of which it is zero because nothing was sent there; null for everywhere. */
typedef struct gd_derivative {
    gd_edge value, support;
} gd_derivative;

typedef struct gd_walk {
    gd_graph *graph;
    int32_t floor, end;
    int32_t *first;       /* the slot of result 0, by id - floor */
    gd_derivative *slots; /* one a result */
    bool *active;         /* whether a node depends on a leaf and an output on it, by id - floor */
    const gd_edge *leaves;
    gd_derivative *leaf_slots; /* of the leaves below the floor */
    int n_leaves;
} gd_walk;

/* Ends before the nodes that are written from now on. False with graph->error set. */
bool walk_init(gd_walk *walk, gd_graph *graph, int32_t floor, const gd_edge *leaves, int n_leaves,
               const gd_edge *outputs, int n_outputs);
void walk_close(gd_walk *walk);

/* The derivative kept for an edge: NULL for one that cannot have any, being below the floor and no
 * leaf, not floating, or not active. */
gd_derivative *walk_find(const gd_walk *walk, gd_edge edge);

#endif
