#include "engine/exec/room.h"
#include "engine/exec/step.h"

#include <math.h>
#include <string.h>

/* What a small run needs stands on the stack, and runs of little work do not look at the clock. */
enum { SMALL_WORKSPACE = 4096, SMALL_BASES = 64, SMALL_COST = 4096 };

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

/* What a run takes beside its ends: on the stack, or blocks. */
typedef struct frame {
    _Alignas(ROOM_ALIGNMENT) char small_workspace[SMALL_WORKSPACE];
    char *small_bases[SMALL_BASES];
    char *workspace, **bases;
} frame;

static inline void frame_close(frame *it)
{
    if (it->workspace != it->small_workspace) memory_free(it->workspace);
    if (it->bases != it->small_bases) memory_free(it->bases);
}

/* The base pointers of inputs and outputs are left to be set. */
static inline bool frame_open(frame *it, const gd_plan *plan, const gd_run *run)
{
    size_t n = (size_t)plan_bases(plan);
    gd_memory *memory = run->context->memory;
    it->workspace = plan->workspace <= SMALL_WORKSPACE
                        ? it->small_workspace
                        : memory_take(memory, plan->workspace, run->err);
    it->bases =
        n <= SMALL_BASES ? it->small_bases : memory_take(memory, n * sizeof(char *), run->err);
    if (!it->workspace || !it->bases) {
        frame_close(it);
        return false;
    }
    it->bases[BASE_WORKSPACE] = it->workspace;
    it->bases[BASE_CONSTANTS] = plan->constant_data;
    return true;
}

/* Outputs that no step fills. */
static inline void copy_outputs(const gd_plan *plan, char *const *bases)
{
    char *const *inputs = bases + BASE_INPUTS, *const *outputs = inputs + plan->n_inputs;
    for (int i = 0; i < plan->n_outputs; i++) {
        const gd_result *result = &plan->results[i];
        if (result->origin == ORIGIN_STEP || !outputs[i] || !result->bytes) continue;
        const char *from = (result->origin == ORIGIN_INPUT ? inputs : outputs)[result->index];
        memcpy(outputs[i], from, result->bytes);
    }
}

bool plan_run_at(const gd_plan *plan, const void *const *inputs, void *const *outputs,
                 const gd_context *context, gd_error *err)
{
    gd_run run = {context, err, RUN_BUDGET};
    frame it;
    if (plan->cost > SMALL_COST && !context_check(context, err)) return false;
    if (!frame_open(&it, plan, &run)) return false;
    char **base = it.bases + BASE_INPUTS;
    for (int i = 0; i < plan->n_inputs; i++) *base++ = (char *)inputs[i];
    for (int i = 0; i < plan->n_outputs; i++) *base++ = outputs[i];
    bool done = run_steps(plan, it.bases, &run);
    if (done) copy_outputs(plan, it.bases);
    frame_close(&it);
    return done;
}

static void set_bases(const gd_plan *plan, gd_tensor *const *inputs, gd_tensor *const *outputs,
                      char **base)
{
    for (int i = 0; i < plan->n_inputs; i++) *base++ = inputs[i] ? (char *)inputs[i]->data : NULL;
    for (int i = 0; i < plan->n_outputs; i++) *base++ = (char *)outputs[i]->data;
}

/* All memory is taken before the first step, so that a plan that is too large fails at once. */
static bool execute(const gd_plan *plan, gd_tensor *const *inputs, const gd_context *context,
                    gd_tensor **outputs, gd_blame *blame, gd_error *err)
{
    gd_run run = {context, err, RUN_BUDGET};
    frame it;
    bool done = false;
    for (int i = 0; i < plan->n_outputs; i++) outputs[i] = NULL;
    if (!context_check(context, err) || !frame_open(&it, plan, &run)) return false;
    if (make_outputs(plan, inputs, context->memory, outputs, err)) {
        set_bases(plan, inputs, outputs, it.bases + BASE_INPUTS);
        done = blame ? run_and_watch(plan, it.bases, &run, blame) : run_steps(plan, it.bases, &run);
        if (!done) free_outputs(plan, outputs);
    }
    frame_close(&it);
    return done;
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
