#include "engine/exec/share.h"

#include <string.h>

void share_init(gd_share *share, gd_graph *graph)
{
    *share = (gd_share){.graph = graph, .key = hash_key_random()};
}

void share_close(gd_share *share)
{
    memory_free(share->slots);
    share->slots = NULL;
}

/* Constants up to this size are compared by their bytes, larger ones by their address: each node
 * that holds one would cost a walk over it. */
enum { SMALL_BYTES = 4096 };

static size_t bytes_of(const gd_tensor *value)
{
    return (size_t)value->count * gd_dtype_size(value->type.dtype);
}

static uint64_t hash_constant(const gd_share *share, const gd_tensor *value)
{
    if (bytes_of(value) > SMALL_BYTES) return hash_bytes(share->key, &value, sizeof value);
    uint64_t words[GD_MAX_RANK + 3] = {GD_OP_CONSTANT, value->type.dtype};
    int rank = value->type.shape.rank;
    for (int i = 0; i < rank; i++) words[2 + i] = (uint64_t)value->type.shape.dims[i];
    words[2 + rank] = hash_bytes(share->key, value->data, bytes_of(value));
    return hash_bytes(share->key, words, (size_t)(3 + rank) * sizeof *words);
}

static uint64_t hash_node(const gd_share *share, const gd_node *node)
{
    uint64_t words[GD_MAX_INPUTS + 2];
    if (node->op == GD_OP_CONSTANT) return hash_constant(share, node->value);
    words[0] = (uint64_t)node->op;
    words[1] = hash_bytes(share->key, node->attributes,
                          (size_t)node->n_attributes * sizeof *node->attributes);
    for (int i = 0; i < node->n_inputs; i++)
        words[2 + i] = (uint64_t)node->inputs[i].node->id << 32 | (uint32_t)node->inputs[i].output;
    return hash_bytes(share->key, words, (size_t)(2 + node->n_inputs) * sizeof *words);
}

static bool equal_constants(const gd_tensor *a, const gd_tensor *b)
{
    if (a == b) return true;
    return type_equal(&a->type, &b->type) && bytes_of(a) <= SMALL_BYTES &&
           !memcmp(a->data, b->data, bytes_of(a));
}

static bool equal_nodes(const gd_node *a, const gd_node *b)
{
    if (a->op != b->op || a->n_inputs != b->n_inputs || a->n_attributes != b->n_attributes)
        return false;
    if (a->op == GD_OP_CONSTANT) return equal_constants(a->value, b->value);
    for (int i = 0; i < a->n_inputs; i++)
        if (!edge_equal(a->inputs[i], b->inputs[i])) return false;
    return !a->n_attributes ||
           !memcmp(a->attributes, b->attributes, (size_t)a->n_attributes * sizeof *a->attributes);
}

/* The slot of a node equal to `node`, or the free one where it belongs. */
static int32_t *find_slot(const gd_share *share, const gd_node *node)
{
    uint32_t mask = (uint32_t)share->n_slots - 1, at = (uint32_t)hash_node(share, node) & mask;
    while (share->slots[at] && !equal_nodes(share->graph->nodes[share->slots[at] - 1], node))
        at = (at + 1) & mask;
    return &share->slots[at];
}

/* Room for one more, at most half full. */
static bool make_room(gd_share *share)
{
    if (2 * share->used < share->n_slots) return true;
    gd_share larger = *share;
    larger.n_slots = share->n_slots ? 2 * share->n_slots : 64;
    larger.slots = memory_alloc_array(share->graph->arena.memory, (size_t)larger.n_slots,
                                      sizeof *larger.slots, &share->graph->error);
    if (!larger.slots) return false;
    for (int32_t i = 0; i < share->n_slots; i++)
        if (share->slots[i])
            *find_slot(&larger, share->graph->nodes[share->slots[i] - 1]) = share->slots[i];
    memory_free(share->slots);
    *share = larger;
    return true;
}

/* Enters `edge`, the node just added, unless it failed. */
static gd_edge enter(gd_share *share, int32_t *slot, gd_edge edge)
{
    if (edge_none(edge)) return edge;
    *slot = edge.node->id + 1;
    share->used++;
    return edge;
}

gd_edge share_node(gd_share *share, gd_op op, const gd_edge *inputs, int n,
                   const int64_t *attributes, int n_attributes)
{
    if (!make_room(share)) return (gd_edge){NULL, 0};
    /* The node is only looked at: casts take away a const that comes back with it. */
    gd_node like = {.op = op,
                    .n_inputs = n,
                    .n_attributes = n_attributes,
                    .inputs = (gd_edge *)(uintptr_t)inputs,
                    .attributes = (int64_t *)(uintptr_t)attributes};
    int32_t *slot = find_slot(share, &like);
    if (*slot) return (gd_edge){share->graph->nodes[*slot - 1], 0};
    return enter(share, slot, graph_add(share->graph, op, inputs, n, attributes, n_attributes));
}

gd_edge share_constant(gd_share *share, gd_tensor *value)
{
    if (!make_room(share)) return (gd_edge){NULL, 0};
    gd_node like = {.op = GD_OP_CONSTANT, .value = value};
    int32_t *slot = find_slot(share, &like);
    if (*slot) return (gd_edge){share->graph->nodes[*slot - 1], 0};
    return enter(share, slot, graph_constant(share->graph, value));
}
