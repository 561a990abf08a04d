/* The state of one gd_prepare, shared by prepare.c (program to plan), answer.c (what is asked to
 * the answer's tree) and show.c (graphs as values and texts). */
#ifndef GRADD_PREPARE_H
#define GRADD_PREPARE_H

#include "engine/evaluation.h"

typedef struct preparation {
    const gd_question *question;
    const gd_context *context;
    const gd_library *library;
    gd_evaluation *evaluation; /* being made */
    gd_graph graph;
    gd_arena trees;
    gd_trace *trace;
    gd_edge *inputs; /* the question's, then the directions' */
    int n_inputs;
    gd_edge *values; /* what the plan is to compute */
    int n_values, capacity;
    gd_value **holes; /* the answer's tensors that sweeps fill */
    int n_holes, holes_capacity;
    const gd_edge *gradients; /* of the GRADIENT want, for the graph's backward part */
    const char *const *gradient_names;
    int n_gradients;
    int64_t n_items; /* of the sequences among the outputs so far */
    int32_t want;    /* the derivative being made, by its number in question->wants */
    gd_error *err;   /* never NULL */
} preparation;

/* Says which part of the question the error, if there is one, is about; false. */
bool preparation_about(preparation *p, gd_part part, int32_t index);

/* Hands the graph's error on; false. */
bool preparation_fail(preparation *p);

/* Room in the evaluation: n values, a copy of a text. NULL with the error set. */
gd_value *preparation_values(preparation *p, int n);
const char *preparation_text(preparation *p, const char *text);

/* Makes `out` (its name stays) the tensor that an edge gives. */
bool preparation_add_tensor(preparation *p, gd_edge edge, gd_value *out);

/* Adds a warning; `format` has one %s for `name`. There is room for one per input and one more. */
bool preparation_warn(preparation *p, const char *code, const char *format, const char *name);

/* Adds the cost of `runs` runs of a plan to the evaluation's, which saturates. */
void preparation_add_cost(preparation *p, const gd_plan *plan, int64_t runs);

gd_plan_style preparation_style(const preparation *p);

/* Fills evaluation->root with all that is asked, in answer.c. */
bool prepare_answer(preparation *p);

/* The "graph" of an answer, in show.c: `names` and `outputs` label the edges to show. */
bool prepare_graph(preparation *p, const char *const *names, const gd_edge *outputs, int n,
                   gd_value *out);

#endif
