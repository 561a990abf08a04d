#include "engine/tensor/generator.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { SHIFT = 397 }; /* distance of the words that are mixed: m of the paper */

void generator_seed(gd_generator *generator, uint64_t seed)
{
    uint32_t *words = generator->words;
    words[0] = (uint32_t)seed;
    for (uint32_t i = 1; i < GENERATOR_WORDS; i++)
        words[i] = UINT32_C(1812433253) * (words[i - 1] ^ words[i - 1] >> 30) + i;
    generator->seed = seed;
    generator->next = 0;
    generator->left = 1;
    generator->spare = false;
    generator->normal = 0;
}

/* The top bit of one word, the others of the next, times the matrix A. */
static uint32_t twist(uint32_t word, uint32_t following)
{
    uint32_t mixed = (word & UINT32_C(0x80000000)) | (following & UINT32_C(0x7fffffff));
    return mixed >> 1 ^ (following & 1 ? UINT32_C(0x9908b0df) : 0);
}

static void renew(uint32_t words[GENERATOR_WORDS])
{
    for (int i = 0; i < GENERATOR_WORDS; i++)
        words[i] = words[(i + SHIFT) % GENERATOR_WORDS] ^
                   twist(words[i], words[(i + 1) % GENERATOR_WORDS]);
}

uint32_t generator_bits(gd_generator *generator)
{
    if (--generator->left == 0) {
        renew(generator->words);
        generator->next = 0;
        generator->left = GENERATOR_WORDS;
    }
    uint32_t bits = generator->words[generator->next++];
    bits ^= bits >> 11;
    bits ^= bits << 7 & UINT32_C(0x9d2c5680);
    bits ^= bits << 15 & UINT32_C(0xefc60000);
    return bits ^ bits >> 18;
}

uint64_t generator_bits64(gd_generator *generator)
{
    uint64_t high = generator_bits(generator);
    return high << 32 | generator_bits(generator);
}

float generator_uniform_float(gd_generator *generator)
{
    return (float)(generator_bits(generator) & 0xffffff) * 0x1p-24f;
}

double generator_uniform(gd_generator *generator)
{
    return (double)(generator_bits64(generator) & UINT64_C(0x1fffffffffffff)) * 0x1p-53;
}

double generator_normal(gd_generator *generator)
{
    if (generator->spare) {
        generator->spare = false;
        return generator->normal;
    }
    double angle = 2 * M_PI * generator_uniform(generator);
    double radius = sqrt(-2 * log1p(-generator_uniform(generator)));
    generator->spare = true;
    generator->normal = radius * sin(angle);
    return radius * cos(angle);
}

/* Where the parts of a saved state lie, little-endian; words and `next` are widened to 64 bits, and
 * what is not named is 0. */
enum {
    AT_SEED = 0,
    AT_LEFT = 8,
    AT_SEEDED = 12,
    AT_NEXT = 16,
    AT_WORDS = 24,
    AT_NORMAL = 5024,
    AT_SPARE = 5040
};

static void put(unsigned char *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(value >> 8 * i);
}

static uint64_t pick(const unsigned char *at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) value |= (uint64_t)at[i] << 8 * i;
    return value;
}

void generator_save(const gd_generator *generator, gd_tensor *bytes)
{
    assert(bytes->type.dtype == GD_UINT8 && bytes->count == GENERATOR_BYTES);
    unsigned char *data = bytes->data;
    uint64_t normal;
    memcpy(&normal, &generator->normal, sizeof normal);
    memset(data, 0, GENERATOR_BYTES);
    put(data + AT_SEED, generator->seed, 8);
    put(data + AT_LEFT, (uint64_t)generator->left, 4);
    put(data + AT_SEEDED, 1, 4);
    put(data + AT_NEXT, (uint64_t)generator->next, 8);
    for (int i = 0; i < GENERATOR_WORDS; i++) put(data + AT_WORDS + 8 * i, generator->words[i], 8);
    if (generator->spare) put(data + AT_NORMAL, normal, 8);
    put(data + AT_SPARE, generator->spare, 4);
}

bool generator_load(gd_generator *generator, const gd_tensor *bytes, gd_error *err)
{
    const unsigned char *data = bytes->data;
    if (bytes->type.dtype != GD_UINT8)
        return gd_fail(err, GD_TYPE, "RNG state must be a torch.ByteTensor");
    if (bytes->count != GENERATOR_BYTES)
        return gd_fail(err, GD_VALUE,
                       "Expected a CPUGeneratorImplState of size %d but found the input RNG state "
                       "size to be %lld",
                       GENERATOR_BYTES, (long long)bytes->count);
    uint64_t left = pick(data + AT_LEFT, 4), next = pick(data + AT_NEXT, 8);
    bool fresh = left == 1 && next == 0;
    if (pick(data + AT_SEEDED, 4) != 1 || left < 1 || left > GENERATOR_WORDS ||
        (!fresh && next != GENERATOR_WORDS + 1 - left))
        return gd_fail(err, GD_VALUE, "Invalid mt19937 state");
    gd_generator loaded = {.seed = pick(data + AT_SEED, 8),
                           .next = (int32_t)next,
                           .left = (int32_t)left,
                           .spare = pick(data + AT_SPARE, 4) != 0};
    for (int i = 0; i < GENERATOR_WORDS; i++)
        loaded.words[i] = (uint32_t)pick(data + AT_WORDS + 8 * i, 8);
    uint64_t normal = pick(data + AT_NORMAL, 8);
    memcpy(&loaded.normal, &normal, sizeof normal);
    *generator = loaded;
    return true;
}
