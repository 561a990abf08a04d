/* Running an evaluation on values: the plan gives the first tensors of the answer, sweeps fill the
 * rest a direction at a time, and what came out NaN or infinite is traced to where it came up. */
#include "engine/evaluation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct run {
    const gd_evaluation *evaluation;
    const gd_question *question;
    const gd_context *context;
    gd_answer *answer;
    gd_tensor **inputs; /* the question's, then the directions', then room for a seed */
    int n_inputs;
    gd_error *err;
} run;

static bool gather_inputs(run *r)
{
    const gd_question *question = r->question;
    r->n_inputs = question->n_inputs + question_directions(question);
    r->inputs =
        memory_alloc_array(r->context->memory, (size_t)r->n_inputs + 1, sizeof *r->inputs, r->err);
    if (!r->inputs) return false;
    int at = 0;
    for (int i = 0; i < question->n_inputs; i++) r->inputs[at++] = question->inputs[i].tensor;
    for (int i = 0; i < question->n_wants; i++)
        for (int j = 0; j < question->wants[i].n_directions; j++)
            r->inputs[at++] = question->wants[i].directions[j].tensor;
    return true;
}

static size_t element_size(const gd_tensor *tensor)
{
    return gd_dtype_size(tensor->type.dtype);
}

/* Row e is contiguous; column e is every n_seeds-th element from e on. */
static void store(const gd_sweep *sweep, int64_t e, const gd_tensor *from, gd_tensor *to)
{
    size_t size = element_size(from);
    if (!sweep->columns) {
        memcpy(to->data + (size_t)(e * from->count) * size, from->data, (size_t)from->count * size);
        return;
    }
    for (int64_t i = 0; i < from->count; i++)
        memcpy(to->data + (size_t)(i * sweep->n_seeds + e) * size, from->data + (size_t)i * size,
               size);
}

static bool run_seed(run *r, const gd_sweep *sweep, int64_t e, gd_tensor **parts)
{
    if (!plan_run(sweep->plan, r->inputs, r->context, parts, r->err)) return false;
    for (int i = 0; i < sweep->n_parts; i++) {
        store(sweep, e, parts[i], r->answer->tensors[sweep->tensors[i]]);
        gd_tensor_free(parts[i]);
    }
    return true;
}

static bool run_sweep(run *r, const gd_sweep *sweep)
{
    gd_memory *memory = r->context->memory;
    gd_tensor *seed = gd_tensor_new(memory, &sweep->seed, INT64_MAX, r->err);
    gd_tensor **parts = memory_alloc_array(memory, (size_t)sweep->n_parts, sizeof *parts, r->err);
    bool done = seed && parts;
    r->inputs[r->n_inputs] = seed;
    for (int64_t e = 0; done && e < sweep->n_seeds; e++) {
        gd_tensor_set(seed, e, 1);
        done = run_seed(r, sweep, e, parts);
        gd_tensor_set(seed, e, 0);
    }
    gd_tensor_free(seed);
    memory_free(parts);
    return done;
}

static bool run_all(run *r)
{
    const gd_evaluation *evaluation = r->evaluation;
    gd_answer *answer = r->answer;
    if (evaluation->plan &&
        !plan_run(evaluation->plan, r->inputs, r->context, answer->tensors, r->err))
        return false;
    for (int i = 0; i < evaluation->n_swept; i++) {
        answer->tensors[evaluation->n_values + i] = gd_tensor_new(
            r->context->memory, &evaluation->swept[i], r->context->limits->tensor_elements, r->err);
        if (!answer->tensors[evaluation->n_values + i]) return false;
    }
    for (const gd_sweep *sweep = evaluation->sweeps; sweep; sweep = sweep->next)
        if (!run_sweep(r, sweep)) return false;
    return true;
}

/* Whether a tensor has a NaN, or an infinity. */
static bool has(const gd_tensor *tensor, bool nan)
{
    if (!tensor || gd_dtype_kind(tensor->type.dtype) != GD_KIND_FLOAT) return false;
    for (int64_t i = 0; i < tensor->count; i++) {
        double value = gd_tensor_get(tensor, i);
        if (nan ? isnan(value) : isinf(value)) return true;
    }
    return false;
}

static bool any_has(gd_tensor *const *tensors, int n, bool nan)
{
    for (int i = 0; i < n; i++)
        if (has(tensors[i], nan)) return true;
    return false;
}

/* A warning for the first value that was NaN (or infinite) while no input was. */
static bool warn_of(run *r, bool nan)
{
    gd_answer *answer = r->answer;
    gd_blame blame = {0};
    const char *what = nan ? "NaN" : "an infinity";
    if (!any_has(answer->tensors, answer->n_tensors, nan)) return true;
    bool given = any_has(r->inputs, r->n_inputs, nan);
    if (!given && r->evaluation->plan &&
        !plan_blame(r->evaluation->plan, r->inputs, r->context, nan, &blame, r->err))
        return false;
    gd_warning *warning = &answer->warnings[answer->n_warnings++];
    warning->code = nan ? "nan" : "infinity";
    warning->span = blame.span;
    if (blame.op)
        snprintf(warning->message, sizeof warning->message, "%s first came up in %s", what,
                 blame.op);
    else
        snprintf(warning->message, sizeof warning->message, "the answer has %s%s", what,
                 given ? "; so has an input" : "");
    return true;
}

static bool add_warnings(run *r)
{
    int known = r->evaluation->n_warnings;
    if (!known && !any_has(r->answer->tensors, r->answer->n_tensors, true) &&
        !any_has(r->answer->tensors, r->answer->n_tensors, false))
        return true;
    r->answer->warnings =
        memory_alloc_array(r->context->memory, (size_t)known + 2, sizeof(gd_warning), r->err);
    if (!r->answer->warnings) return false;
    if (known)
        memcpy(r->answer->warnings, r->evaluation->warnings, (size_t)known * sizeof(gd_warning));
    r->answer->n_warnings = known;
    return warn_of(r, true) && warn_of(r, false);
}

static bool make_answer(run *r)
{
    r->answer->n_tensors = r->evaluation->n_values + r->evaluation->n_swept;
    r->answer->root = r->evaluation->root;
    r->answer->tensors = memory_alloc_array(r->context->memory, (size_t)r->answer->n_tensors,
                                            sizeof *r->answer->tensors, r->err);
    return r->answer->tensors && run_all(r) && add_warnings(r);
}

bool gd_evaluate(const gd_evaluation *evaluation, const gd_question *question,
                 const gd_context *context, gd_answer *answer, gd_error *err)
{
    *answer = (gd_answer){0};
    run r = {evaluation, question, context, answer, NULL, 0, err};
    bool done = gather_inputs(&r) && make_answer(&r);
    memory_free(r.inputs);
    if (!done) gd_answer_close(answer);
    return done;
}

void gd_answer_close(gd_answer *answer)
{
    for (int i = 0; answer->tensors && i < answer->n_tensors; i++)
        gd_tensor_free(answer->tensors[i]);
    memory_free(answer->tensors);
    memory_free(answer->warnings);
    *answer = (gd_answer){0};
}
