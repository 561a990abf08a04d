#include "engine/exec/layout.h"
#include "engine/exec/rebuild.h"

static bool build(gd_plan *plan, gd_graph *copy, gd_arena *scratch, const gd_wish *wish,
                  gd_error *err)
{
    gd_edge *outputs = arena_alloc_array(scratch, (size_t)wish->n_outputs, sizeof *outputs, err);
    if (!outputs) return false;
    if (rebuild(copy, scratch, wish, outputs))
        return layout_make(plan, copy, outputs, wish->style, scratch, err);
    if (err && !err->code) *err = copy->error;
    return false;
}

gd_plan *plan_new(gd_memory *memory, const gd_limits *limits, const gd_edge *inputs, int n_inputs,
                  const gd_edge *outputs, int n_outputs, gd_plan_style style, gd_error *err)
{
    gd_plan *plan = memory_alloc(memory, sizeof *plan, err);
    if (!plan) return NULL;
    gd_wish wish = {inputs, outputs, n_inputs, n_outputs, style};
    gd_graph copy;
    gd_arena scratch;
    arena_init(&plan->arena, memory);
    plan->n_inputs = n_inputs;
    plan->n_outputs = n_outputs;
    graph_init(&copy, memory, limits);
    copy.context = n_outputs ? outputs[0].node->graph->context : NULL;
    arena_init(&scratch, memory);
    bool done = build(plan, &copy, &scratch, &wish, err);
    arena_close(&scratch);
    graph_close(&copy);
    if (done) return plan;
    plan_free(plan);
    return NULL;
}

void plan_free(gd_plan *plan)
{
    if (!plan) return;
    arena_close(&plan->arena);
    memory_free(plan->constant_data);
    memory_free(plan);
}

bool plan_needs(const gd_plan *plan, int input)
{
    return plan->needs[input];
}

size_t plan_workspace(const gd_plan *plan)
{
    return plan->workspace + plan->output_size;
}

int64_t plan_cost(const gd_plan *plan)
{
    return plan->cost;
}

int plan_steps(const gd_plan *plan)
{
    return plan->n_steps;
}
