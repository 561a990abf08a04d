#include "engine/gradd.h"
#include <stdio.h>

int main(void)
{
    gd_limits limits;
    gd_memory memory;
    gd_answer answer;
    gd_limits_init(&limits);
    gd_memory_init(&memory, 1 << 20);
    gd_engine *engine = gd_engine_new(&limits, NULL);
    gd_tensor *x = gd_tensor_new(&memory, &(gd_type){.dtype = GD_FLOAT64}, 1, NULL);
    gd_tensor_set(x, 0, 2);
    gd_context context = {.memory = &memory, .limits = &limits};
    gd_question question = {.program = "(sin(x) + x**2) / log(x)",
                            .length = 24,
                            .expression = true,
                            .inputs = &(gd_binding){"x", x},
                            .n_inputs = 1,
                            .dtype = GD_FLOAT64,
                            .default_gradient = true};
    gd_evaluation *evaluation = gd_prepare(engine, &question, &context, NULL);
    if (!evaluation || !gd_evaluate(evaluation, &question, &context, &answer, NULL)) return 1;
    printf("f(2) = %.10g, f'(2) = %.10g\n", gd_tensor_get(answer.tensors[0], 0),
           gd_tensor_get(answer.tensors[1], 0));
    gd_answer_close(&answer);
    gd_evaluation_release(evaluation);
    gd_tensor_free(x);
    gd_engine_free(engine);
    return 0;
}
