/* A stream of pseudo-random bits, the one of PyTorch's CPU generator: MT19937 of Matsumoto and
 * Nishimura (ACM TOMACS 8, 1998) with their seeding of 2002, of which a seed's lower 32 bits count,
 * and one standard normal that is kept because they are made in pairs.
 *
 * A generator is a plain value: it owns nothing, a copy of it continues on its own. One thread at a
 * time may draw from it. */
#ifndef GRADD_TENSOR_GENERATOR_H
#define GRADD_TENSOR_GENERATOR_H

#include "engine/tensor/tensor.h"

enum { GENERATOR_WORDS = 624, GENERATOR_BYTES = 5056 };

/* What torch.Generator() starts with, and what torch itself would if it never chose a seed. */
#define GENERATOR_SEED UINT64_C(67280421310721)

typedef struct gd_generator {
    uint64_t seed; /* as given: initial_seed() */
    uint32_t words[GENERATOR_WORDS];
    int32_t next, left; /* the word to draw; draws until all are used up and renewed, that included:
                         * left + next = GENERATOR_WORDS + 1, when just seeded 1 + 0 */
    bool spare;         /* whether `normal` is still to be drawn */
    double normal;
} gd_generator;

/* Starts the stream of a seed, as torch.manual_seed; negative ones are meant modulo 2^64. */
void generator_seed(gd_generator *generator, uint64_t seed);

/* The next 32 bits; the next 64, the first draw on top. */
uint32_t generator_bits(gd_generator *generator);
uint64_t generator_bits64(gd_generator *generator);

/* Uniform in [0, 1): 24 bits of one draw, 53 bits of two. */
float generator_uniform_float(gd_generator *generator);
double generator_uniform(gd_generator *generator);

/* Standard normal, by pairs (Box and Muller, Ann. Math. Stat. 29, 1958); the spare comes first. */
double generator_normal(gd_generator *generator);

/* The state as the bytes of torch.get_rng_state(), and back. `bytes` is uint8 with GENERATOR_BYTES
 * elements. Errors: GD_TYPE for another dtype, GD_VALUE when they are no state; *generator is then
 * unchanged. */
void generator_save(const gd_generator *generator, gd_tensor *bytes);
bool generator_load(gd_generator *generator, const gd_tensor *bytes, gd_error *err);

#endif
