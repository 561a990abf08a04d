/* From a question to an evaluation: parse, trace, derive, plan. The graph lives for the length of
 * the call alone; what stays is plans, and the answer's tree of names with holes for tensors. */
#include "engine/prepare.h"

#include "engine/derive/derive.h"
#include "engine/lang/parser.h"

#include <stdio.h>
#include <string.h>

int question_directions(const gd_question *question)
{
    int n = 0;
    for (int i = 0; i < question->n_wants; i++) n += question->wants[i].n_directions;
    return n;
}

bool preparation_fail(preparation *p)
{
    if (p->graph.error.code && !p->err->code) *p->err = p->graph.error;
    return false;
}

bool preparation_about(preparation *p, gd_part part, int32_t index)
{
    return gd_about(p->err, (gd_subject){part, p->want, index});
}

gd_value *preparation_values(preparation *p, int n)
{
    return arena_alloc_array(&p->evaluation->arena, (size_t)n, sizeof(gd_value), p->err);
}

const char *preparation_text(preparation *p, const char *text)
{
    return arena_copy(&p->evaluation->arena, text, strlen(text), p->err);
}

bool preparation_add_tensor(preparation *p, gd_edge edge, gd_value *out)
{
    if (edge_none(edge)) return preparation_fail(p);
    if (p->n_values == p->capacity) {
        int capacity = p->capacity ? 2 * p->capacity : 16;
        gd_edge *grown =
            memory_resize(p->context->memory, p->values, (size_t)capacity * sizeof *grown, p->err);
        if (!grown) return false;
        p->values = grown;
        p->capacity = capacity;
    }
    *out = (gd_value){.kind = GD_VALUE_TENSOR, .name = out->name, .integer = p->n_values};
    p->values[p->n_values++] = edge;
    return true;
}

bool preparation_warn(preparation *p, const char *code, const char *format, const char *name)
{
    gd_evaluation *evaluation = p->evaluation;
    gd_warning *warning = &evaluation->warnings[evaluation->n_warnings++];
    warning->code = code;
    snprintf(warning->message, sizeof warning->message, format, name);
    return true;
}

/* Inputs and directions become INPUT nodes, in the order in which gd_evaluate gives the tensors. */
static bool add_inputs(preparation *p)
{
    const gd_question *question = p->question;
    int n = question->n_inputs + question_directions(question);
    p->inputs = memory_alloc_array(p->context->memory, (size_t)n, sizeof *p->inputs, p->err);
    if (!p->inputs) return false;
    for (int i = 0; i < question->n_inputs; i++) {
        const gd_binding *input = &question->inputs[i];
        p->inputs[p->n_inputs++] = graph_input(&p->graph, input->name, &input->tensor->type);
    }
    for (int i = 0; i < question->n_wants; i++)
        for (int j = 0; j < question->wants[i].n_directions; j++) {
            const gd_binding *direction = &question->wants[i].directions[j];
            bool named = question->wants[i].kind != GD_WANT_VJP;
            const char *name = named ? direction->name : "cotangent";
            p->inputs[p->n_inputs++] = graph_input(&p->graph, name, &direction->tensor->type);
        }
    return graph_ok(&p->graph) || preparation_fail(p);
}

static const gd_tree *read_program(preparation *p)
{
    const gd_question *question = p->question;
    if (question->tree) return question->tree;
    return (question->expression ? parse_expression : parse_program)(
        &p->trees, p->context->limits, question->program, question->length, p->err);
}

static bool trace_program(preparation *p)
{
    const gd_question *question = p->question;
    p->trace = trace_new(&p->graph, p->library, p->context, question->dtype, p->err);
    for (int i = 0; p->trace && i < question->n_inputs; i++)
        if (!trace_bind(p->trace, question->inputs[i].name, p->inputs[i], p->err))
            return preparation_about(p, GD_PART_INPUT, i);
    const gd_tree *tree = p->trace ? read_program(p) : NULL;
    if (!tree) return false;
    bool done = question->expression ? trace_assign(p->trace, "out", tree, p->err)
                                     : trace_run(p->trace, tree, p->err);
    return done || preparation_fail(p);
}

static bool warn_unused(preparation *p)
{
    const gd_question *question = p->question;
    p->evaluation->warnings = arena_alloc_array(
        &p->evaluation->arena, (size_t)question->n_inputs + 1, sizeof(gd_warning), p->err);
    if (!p->evaluation->warnings) return false;
    for (int i = 0; i < question->n_inputs; i++)
        if (!trace_used(p->trace, question->inputs[i].name))
            preparation_warn(p, "unused_input", "the program does not use the input '%s'",
                             question->inputs[i].name);
    return true;
}

void preparation_add_cost(preparation *p, const gd_plan *plan, int64_t runs)
{
    int64_t cost, *sum = &p->evaluation->cost;
    if (__builtin_mul_overflow(plan_cost(plan), runs, &cost) ||
        __builtin_add_overflow(*sum, cost, sum))
        *sum = INT64_MAX;
}

static bool make_plan(preparation *p)
{
    gd_evaluation *evaluation = p->evaluation;
    evaluation->n_values = p->n_values;
    if (!p->n_values) return true;
    evaluation->plan = plan_new(&evaluation->memory, p->context->limits, p->inputs, p->n_inputs,
                                p->values, p->n_values, preparation_style(p), p->err);
    if (evaluation->plan) preparation_add_cost(p, evaluation->plan, 1);
    return evaluation->plan;
}

gd_plan_style preparation_style(const preparation *p)
{
    return p->question->plain ? GD_PLAN_PLAIN : GD_PLAN_OPTIMISED;
}

/* Tensors that sweeps fill are numbered after those of the plan, whose number is known only now. */
static void number_swept(const preparation *p)
{
    for (gd_sweep *sweep = p->evaluation->sweeps; sweep; sweep = sweep->next)
        for (int i = 0; i < sweep->n_parts; i++) sweep->tensors[i] += p->n_values;
    for (int i = 0; i < p->n_holes; i++) p->holes[i]->integer += p->n_values;
}

static bool prepare(preparation *p)
{
    if (!add_inputs(p) || !trace_program(p) || !warn_unused(p)) return false;
    if (!prepare_answer(p) || !make_plan(p)) return false;
    number_swept(p);
    return true;
}

static gd_evaluation *new_evaluation(gd_memory *owner, const gd_context *context, gd_error *err)
{
    gd_evaluation *evaluation = memory_alloc(owner, sizeof *evaluation, err);
    if (!evaluation) return NULL;
    atomic_init(&evaluation->references, 1);
    gd_memory_init(&evaluation->memory, (size_t)context->limits->memory_bytes);
    memory_share(&evaluation->memory, context->memory);
    arena_init(&evaluation->arena, &evaluation->memory);
    return evaluation;
}

gd_evaluation *evaluation_new(gd_memory *owner, const gd_library *library,
                              const gd_question *question, const gd_context *context, gd_error *err)
{
    gd_error unread = {0};
    preparation p = {
        .question = question, .context = context, .library = library, .err = err ? err : &unread};
    p.evaluation = new_evaluation(owner, context, p.err);
    if (!p.evaluation) return NULL;
    arena_init(&p.trees, context->memory);
    graph_init(&p.graph, context->memory, context->limits);
    p.graph.context = context;
    p.graph.conventions = question->conventions;
    bool done = prepare(&p);
    memory_free(p.inputs);
    memory_free(p.values);
    memory_free(p.holes);
    trace_free(p.trace);
    graph_close(&p.graph);
    arena_close(&p.trees);
    if (!done) {
        evaluation_free(p.evaluation);
        return NULL;
    }
    memory_release(&p.evaluation->memory);
    return p.evaluation;
}

void evaluation_free(gd_evaluation *evaluation)
{
    if (!evaluation) return;
    plan_free(evaluation->plan);
    for (gd_sweep *sweep = evaluation->sweeps; sweep; sweep = sweep->next) plan_free(sweep->plan);
    memory_free(evaluation->swept);
    arena_close(&evaluation->arena);
    memory_free(evaluation);
}
