#include "engine/exec/room.h"
#include "engine/exec/step.h"

#include <math.h>
#include <string.h>

/* What a small run needs stands on the stack. */
enum { SMALL_WORKSPACE = 4096, SMALL_BASES = 64 };

/* Steps of a run see their operands through an array that any step's operands fit. */
typedef char *pointers[GD_MAX_INPUTS + 1];

static inline bool run_step(const gd_step *step, char *const *bases, char **data, gd_run *run)
{
    for (int i = 0; i < step->n_places; i++)
        data[i] = bases[step->places[i].base] + step->places[i].offset;
    return step->run(step->detail, data, run) || gd_locate(run->err, step->span);
}

static bool run_steps(const gd_plan *plan, char *const *bases, gd_run *run)
{
    pointers data;
    for (int i = 0; i < plan->n_steps; i++)
        if (!run_step(&plan->steps[i], bases, data, run)) return false;
    return true;
}

#define ANY_FLOAT(type)                                                                            \
    static bool any_##type(const type *data, int64_t count, bool nan)                              \
    {                                                                                              \
        for (int64_t i = 0; i < count; i++)                                                        \
            if (nan ? isnan(data[i]) : isinf(data[i])) return true;                                \
        return false;                                                                              \
    }
ANY_FLOAT(float)
ANY_FLOAT(double)

/* Whether the result of a step, or a constant, has a NaN (or else an infinity). */
static bool has_any(const gd_step *step, char *const *bases, bool nan)
{
    const void *data = bases[step->places[0].base] + step->places[0].offset;
    if (step->dtype == GD_FLOAT32) return any_float(data, step->count, nan);
    return step->dtype == GD_FLOAT64 && any_double(data, step->count, nan);
}

/* Fills *blame from the first constant or step that has one; stops there. */
static bool run_and_watch(const gd_plan *plan, char *const *bases, gd_run *run, gd_blame *blame)
{
    pointers data;
    for (int i = 0; i < plan->n_constants + plan->n_steps; i++) {
        bool made = i < plan->n_constants;
        const gd_step *step = made ? &plan->constants[i] : &plan->steps[i - plan->n_constants];
        if (!made && !run_step(step, bases, data, run)) return false;
        if (!run_charge(run, step->count)) return gd_locate(run->err, step->span);
        if (!has_any(step, bases, blame->nan)) continue;
        blame->op = step->op;
        blame->span = step->span;
        return true;
    }
    return true;
}

static void free_outputs(const gd_plan *plan, gd_tensor **outputs)
{
    for (int i = 0; i < plan->n_outputs; i++) {
        gd_tensor_free(outputs[i]);
        outputs[i] = NULL;
    }
}

/* New tensors where steps fill them; one more reference where the tensor is there already. */
static bool make_outputs(const gd_plan *plan, gd_tensor *const *inputs, gd_memory *memory,
                         gd_tensor **outputs, gd_error *err)
{
    for (int i = 0; i < plan->n_outputs; i++) {
        const gd_result *result = &plan->results[i];
        if (result->origin == ORIGIN_INPUT) outputs[i] = gd_tensor_ref(inputs[result->index]);
        if (result->origin == ORIGIN_OUTPUT) outputs[i] = gd_tensor_ref(outputs[result->index]);
        if (result->origin == ORIGIN_STEP)
            outputs[i] = gd_tensor_take(memory, &result->type, INT64_MAX, err);
        if (outputs[i]) continue;
        free_outputs(plan, outputs);
        return false;
    }
    return true;
}

static void set_bases(const gd_plan *plan, gd_tensor *const *inputs, gd_tensor *const *outputs,
                      char *workspace, char **bases)
{
    bases[BASE_WORKSPACE] = workspace;
    bases[BASE_CONSTANTS] = plan->constant_data;
    bases += BASE_INPUTS;
    for (int i = 0; i < plan->n_inputs; i++) *bases++ = inputs[i] ? (char *)inputs[i]->data : NULL;
    for (int i = 0; i < plan->n_outputs; i++) *bases++ = (char *)outputs[i]->data;
}

/* All memory is taken before the first step, so that a plan that is too large fails at once. */
static bool run_in(const gd_plan *plan, gd_tensor *const *inputs, char *workspace, char **bases,
                   gd_tensor **outputs, gd_blame *blame, gd_run *run)
{
    if (!make_outputs(plan, inputs, run->context->memory, outputs, run->err)) return false;
    set_bases(plan, inputs, outputs, workspace, bases);
    bool done = blame ? run_and_watch(plan, bases, run, blame) : run_steps(plan, bases, run);
    if (!done) free_outputs(plan, outputs);
    return done;
}

static bool run_on_heap(const gd_plan *plan, gd_tensor *const *inputs, gd_tensor **outputs,
                        gd_blame *blame, gd_run *run)
{
    size_t bases = (size_t)plan_bases(plan) * sizeof(char *);
    char *block = memory_take(run->context->memory, plan->workspace + bases, run->err);
    bool done = block && run_in(plan, inputs, block, (char **)(void *)(block + plan->workspace),
                                outputs, blame, run);
    memory_free(block);
    return done;
}

static bool execute(const gd_plan *plan, gd_tensor *const *inputs, const gd_context *context,
                    gd_tensor **outputs, gd_blame *blame, gd_error *err)
{
    gd_run run = {context, err, RUN_BUDGET};
    for (int i = 0; i < plan->n_outputs; i++) outputs[i] = NULL;
    if (!context_check(context, err)) return false;
    if (plan->workspace > SMALL_WORKSPACE || plan_bases(plan) > SMALL_BASES)
        return run_on_heap(plan, inputs, outputs, blame, &run);
    _Alignas(ROOM_ALIGNMENT) char workspace[SMALL_WORKSPACE];
    char *bases[SMALL_BASES];
    return run_in(plan, inputs, workspace, bases, outputs, blame, &run);
}

bool plan_run(const gd_plan *plan, gd_tensor *const *inputs, const gd_context *context,
              gd_tensor **outputs, gd_error *err)
{
    return execute(plan, inputs, context, outputs, NULL, err);
}

bool plan_blame(const gd_plan *plan, gd_tensor *const *inputs, const gd_context *context, bool nan,
                gd_blame *blame, gd_error *err)
{
    *blame = (gd_blame){.nan = nan};
    gd_tensor **outputs =
        memory_alloc_array(context->memory, (size_t)plan->n_outputs, sizeof *outputs, err);
    if (!outputs) return false;
    bool done = execute(plan, inputs, context, outputs, blame, err);
    if (done) free_outputs(plan, outputs);
    memory_free(outputs);
    return done;
}
