#include "engine/derive/walk.h"

static bool is_floating(gd_edge edge)
{
    return gd_dtype_kind(edge_type(edge)->dtype) == GD_KIND_FLOAT;
}

static const gd_node *node_at(const gd_walk *walk, int i)
{
    return walk->graph->nodes[walk->floor + i];
}

static bool within(const gd_walk *walk, gd_edge edge)
{
    return edge.node->id >= walk->floor && edge.node->id < walk->end;
}

static int find_leaf(const gd_walk *walk, gd_edge edge)
{
    int i = 0;
    while (i < walk->n_leaves && !edge_equal(walk->leaves[i], edge)) i++;
    return i;
}

gd_derivative *walk_find(const gd_walk *walk, gd_edge edge)
{
    if (edge_none(edge) || !is_floating(edge)) return NULL;
    if (!within(walk, edge)) {
        int leaf = find_leaf(walk, edge);
        return leaf < walk->n_leaves ? &walk->leaf_slots[leaf] : NULL;
    }
    int i = edge.node->id - walk->floor;
    return walk->active[i] ? &walk->slots[walk->first[i] + edge.output] : NULL;
}

static bool depends(const gd_walk *walk, const gd_node *node)
{
    if (op_row(node->op)->class == GD_CLASS_OPAQUE) return false;
    for (int i = 0; i < node->n_inputs; i++)
        if (walk_find(walk, node->inputs[i])) return true;
    return false;
}

/* Forwards: what depends on a leaf. Backwards: what an output depends on. Both: active. */
static void mark(gd_walk *walk, bool *needed, const gd_edge *outputs, int n_outputs)
{
    int count = walk->end - walk->floor;
    for (int i = 0; i < walk->n_leaves; i++)
        if (!edge_none(walk->leaves[i]) && within(walk, walk->leaves[i]))
            walk->active[walk->leaves[i].node->id - walk->floor] = true;
    for (int i = 0; i < count; i++)
        if (!walk->active[i]) walk->active[i] = depends(walk, node_at(walk, i));
    for (int i = 0; i < n_outputs; i++)
        if (!edge_none(outputs[i]) && within(walk, outputs[i]))
            needed[outputs[i].node->id - walk->floor] = true;
    for (int i = count - 1; i >= 0; i--) {
        walk->active[i] = walk->active[i] && needed[i];
        const gd_node *node = node_at(walk, i);
        for (int j = 0; needed[i] && j < node->n_inputs; j++)
            if (within(walk, node->inputs[j]))
                needed[node->inputs[j].node->id - walk->floor] = true;
    }
}

static bool allocate(gd_walk *walk, bool **needed)
{
    gd_error *err = &walk->graph->error;
    gd_memory *memory = walk->graph->arena.memory;
    size_t count = (size_t)(walk->end - walk->floor);
    walk->first = memory_alloc_array(memory, count, sizeof *walk->first, err);
    walk->active = memory_alloc_array(memory, count, sizeof *walk->active, err);
    *needed = memory_alloc_array(memory, count, sizeof **needed, err);
    walk->leaf_slots =
        memory_alloc_array(memory, (size_t)walk->n_leaves, sizeof *walk->leaf_slots, err);
    if (!walk->first || !walk->active || !*needed || !walk->leaf_slots) return false;
    int32_t slots = 0;
    for (size_t i = 0; i < count; i++) {
        walk->first[i] = slots;
        slots += node_at(walk, (int)i)->n_results;
    }
    walk->slots = memory_alloc_array(memory, (size_t)slots, sizeof *walk->slots, err);
    return walk->slots;
}

bool walk_init(gd_walk *walk, gd_graph *graph, int32_t floor, const gd_edge *leaves, int n_leaves,
               const gd_edge *outputs, int n_outputs)
{
    *walk = (gd_walk){.graph = graph,
                      .floor = floor,
                      .end = graph->n_nodes,
                      .leaves = leaves,
                      .n_leaves = n_leaves};
    bool *needed = NULL;
    bool done = graph_ok(graph) && graph_may_go_on(graph) && allocate(walk, &needed);
    if (done) mark(walk, needed, outputs, n_outputs);
    memory_free(needed);
    if (!done) walk_close(walk);
    return done;
}

void walk_close(gd_walk *walk)
{
    memory_free(walk->first);
    memory_free(walk->slots);
    memory_free(walk->active);
    memory_free(walk->leaf_slots);
    walk->first = NULL;
    walk->slots = walk->leaf_slots = NULL;
    walk->active = NULL;
}
