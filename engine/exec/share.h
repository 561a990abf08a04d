/* Hash-consing: of nodes with equal operator, attributes and operands, and of constants with equal
 * type and bytes (of large ones: that are the same tensor), a plan's graph gets one. */
#ifndef GRADD_EXEC_SHARE_H
#define GRADD_EXEC_SHARE_H

#include "engine/base/hash.h"
#include "engine/graph/graph.h"

typedef struct gd_share {
    gd_graph *graph;
    gd_hash_key key;
    int32_t *slots; /* open addressing: ids + 1 of nodes, 0 for none; a power of two of them */
    int32_t n_slots, used;
} gd_share;

/* Nodes go to `graph`, whose error receives every failure. */
void share_init(gd_share *share, gd_graph *graph);
void share_close(gd_share *share);

/* The node of that description, found or added, as graph_add. */
gd_edge share_node(gd_share *share, gd_op op, const gd_edge *inputs, int n,
                   const int64_t *attributes, int n_attributes);

/* The constant with that value, found or added. */
gd_edge share_constant(gd_share *share, gd_tensor *value);

#endif
