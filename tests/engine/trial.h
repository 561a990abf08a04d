/* A graph with values for its inputs, for tests: computed in every style of plan, differentiated
 * numerically, checked, printed and read back. Whatever goes wrong fails the test with the trial's
 * label, the seed and the values. */
#ifndef GRADD_TESTS_TRIAL_H
#define GRADD_TESTS_TRIAL_H

#include "engine/exec/plan.h"

enum { TRIAL_INPUTS = 16, TRIAL_EDGES = 32, TRIAL_LABEL = 160 };

typedef struct trial {
    char label[TRIAL_LABEL]; /* what is tried; filled by the test */
    gd_memory memory;
    gd_limits limits;
    gd_graph graph;
    gd_edge inputs[TRIAL_INPUTS];
    gd_tensor *values[TRIAL_INPUTS]; /* of the inputs */
    int n_inputs;
} trial;

void trial_open(trial *t);
void trial_close(trial *t); /* fails if memory is left */

/* Fails the test. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3), noreturn))
#endif
void trial_fail(const trial *t, const char *format, ...);

/* A new input of the graph with its value (taken). */
gd_edge trial_input(trial *t, const char *name, gd_tensor *value);

/* A tensor of one element for trial_input. */
gd_tensor *trial_scalar(trial *t, gd_dtype dtype, double value);

/* Fails unless nothing has gone wrong in the graph so far and graph_check agrees. */
void trial_check(const trial *t, const char *after);

/* Fails unless the text form of the edges (null ones are left out) reads back to itself. */
void trial_read_back(trial *t, const gd_edge *edges, int n);

/* The values of n edges, new, the same to the bit in both styles of plan; NULL for null edges. */
void trial_compute(trial *t, const gd_edge *edges, int n, gd_tensor **values);

/* The derivative of the edges along a direction of the inputs by differences: directions[k], of
 * input k's shape, or NULL if it stays. New tensors of dtype float64; NULL for null edges. Exact to
 * some 1e-9 of the size of the fifth derivative where the edges are smooth 5e-4 around. */
void trial_differences(trial *t, const gd_tensor *const *directions, const gd_edge *edges, int n,
                       gd_tensor **values);

/* Fails unless two tensors of one shape (NULL: zeros) agree: |a - b| <= tolerance (1 + |a| + |b|).
 * NaN agrees with nothing. */
void trial_expect_close(const trial *t, const char *property, const gd_tensor *a,
                        const gd_tensor *b, double tolerance);

/* The sum of products of all elements, NULL being zeros; *size grows by the sum of their sizes. */
double trial_dot(const gd_tensor *a, const gd_tensor *b, double *size);

#endif
