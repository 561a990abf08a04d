/* Any bytes as a traced program: prepared, and evaluated where that succeeds. */
#include "tests/fuzz/fuzz.h"

enum { MOST_ELEMENTS = 6 };

/* 0, 1, 2 … */
static gd_tensor *input(gd_memory *memory, const gd_type *type)
{
    gd_tensor *tensor = gd_tensor_new(memory, type, MOST_ELEMENTS, NULL);
    fuzz_check(tensor);
    for (int64_t i = 0; i < tensor->count; i++) gd_tensor_set_int(tensor, i, i);
    return tensor;
}

static void evaluate(const gd_question *question, const gd_context *context)
{
    gd_error error = {0};
    gd_evaluation *evaluation = gd_prepare(fuzz_engine(), question, context, &error);
    fuzz_check(evaluation ? !error.code : error.code);
    if (!evaluation) return;
    gd_answer answer;
    bool done = gd_evaluate(evaluation, question, context, &answer, &error);
    fuzz_check(done ? !error.code : error.code);
    gd_answer_close(&answer);
    gd_evaluation_release(evaluation);
}

void fuzz_trace(const uint8_t *data, size_t size)
{
    fuzz_bounds bounds;
    fuzz_open(&bounds);
    const gd_type types[] = {{.dtype = GD_FLOAT64, .shape = {.rank = 2, .dims = {2, 3}}},
                             {.dtype = GD_INT64, .shape = {.rank = 1, .dims = {2}}}};
    const gd_binding inputs[] = {{"x", input(&bounds.memory, &types[0])},
                                 {"i", input(&bounds.memory, &types[1])}};
    gd_question question = {.program = (const char *)data,
                            .length = size,
                            .inputs = inputs,
                            .n_inputs = 2,
                            .dtype = size & 1 ? GD_FLOAT64 : GD_FLOAT32,
                            .conventions = size & 2 ? GD_CONVENTIONS_TORCH : GD_CONVENTIONS_EXACT,
                            .default_gradient = true,
                            .graph = size & 4 ? GD_GRAPH_TEXT : GD_GRAPH_VALUE,
                            .graph_level = size & 8 ? GD_GRAPH_SURFACE : GD_GRAPH_PRIMITIVE,
                            .graph_backward = true};
    evaluate(&question, &bounds.context);
    for (int i = 0; i < 2; i++) gd_tensor_free(inputs[i].tensor);
    fuzz_close(&bounds);
}
