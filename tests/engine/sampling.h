/* Operands for the tests that are generated from the operator table: shapes, attributes and values
 * on which a row is smooth, all from the row itself, and the random numbers they are made of. */
#ifndef GRADD_TESTS_SAMPLING_H
#define GRADD_TESTS_SAMPLING_H

#include "engine/graph/graph.h"

/* Sets the seed, from GRADD_SEED or else the clock, and prints it. */
void random_start(void);
uint64_t random_seed(void);  /* that was set, for messages */
uint64_t random_state(void); /* of now, from which random_resume gives the same numbers again */
void random_resume(uint64_t state);
uint64_t random_bits(void);
int64_t random_below(int64_t n);                /* 0 <= … < n */
double random_between(double low, double high); /* exact as float32, too */

enum { SAMPLE_OPERANDS = 4, SAMPLE_ATTRIBUTES = 24 };

/* One way to use an operator. */
typedef struct sample {
    gd_op op;
    gd_type operands[SAMPLE_OPERANDS];
    int64_t attributes[SAMPLE_ATTRIBUTES];
    int n_operands, n_attributes;
} sample;

/* The use of `op` on operands of `dtype` that a text describes in the way of the table's sample
 * column: "3,4 ; i2,4 | 0". A text of more shapes than the row has operands is fine. */
void sample_init(sample *s, gd_op op, gd_dtype dtype, const char *text);

/* Whether derivatives go through operand i: not a condition or an index. */
bool sample_moves(const sample *s, int i);

/* Random values for the operands, new tensors: within the row's domain, away from each multiple of
 * 1/2, from each other, and from pairs whose quotient is an integer; valid indices. */
void sample_values(const sample *s, gd_memory *memory, gd_tensor *values[SAMPLE_OPERANDS]);

#endif
