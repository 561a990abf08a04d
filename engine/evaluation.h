/* What gd_prepare makes and gd_evaluate runs; private to the files at the top of engine/. */
#ifndef GRADD_EVALUATION_H
#define GRADD_EVALUATION_H

#include "engine/exec/plan.h"
#include "engine/gradd.h"
#include "engine/lang/trace.h"

/* A derivative computed a direction at a time: a plan with one more input, the seed, that runs once
 * for each element of the seed with a 1 there and zeros elsewhere. What part i gives for seed
 * element e is row e of its tensor, or column e. */
typedef struct gd_sweep {
    gd_plan *plan;
    gd_type seed;
    int64_t n_seeds;
    bool columns;
    int *tensors; /* of each part: its index in gd_answer.tensors */
    int n_parts;
    struct gd_sweep *next;
} gd_sweep;

struct gd_evaluation {
    atomic_int references;
    gd_memory memory; /* of all below but the struct itself */
    gd_arena arena;
    const gd_value *root;
    gd_plan *plan; /* gives the first n_values tensors; NULL if there are none */
    int n_values;
    gd_type *swept; /* types of the tensors after those, which sweeps fill */
    int n_swept;
    gd_sweep *sweeps;
    gd_warning *warnings; /* known before any value is */
    int n_warnings;
    int64_t cost;
    /* The cache's part. */
    uint64_t hash;
    char *key;
    size_t key_length;
    gd_evaluation *chain, *newer, *older;
};

/* Computes everything from nothing: parse, trace, derive, plan. New, one reference. */
gd_evaluation *evaluation_new(gd_memory *owner, const gd_library *library,
                              const gd_question *question, const gd_context *context,
                              gd_error *err);
void evaluation_free(gd_evaluation *evaluation); /* whatever the references; NULL does nothing */

/* The directions of all wants, which are inputs of the plans after the question's own. */
int question_directions(const gd_question *question);

#endif
