/* Powers of ten in 128 bits, for decimal.c and decimal_read.c alone. */
#ifndef GRADD_BASE_DECIMAL_POWER_H
#define GRADD_BASE_DECIMAL_POWER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 uint128;

enum { DECIMAL_LEAST_POWER = -342, DECIMAL_MOST_POWER = 324, DECIMAL_MOST_EXACT_POWER = 55 };

/* The 128 leading bits of 10^k, rounded up; exact for 0 <= k <= DECIMAL_MOST_EXACT_POWER. */
typedef struct decimal_power {
    uint64_t high, low;
} decimal_power;

/* Computes the table at the first call; from any thread. */
void decimal_compute_powers(void);

extern decimal_power decimal_powers[DECIMAL_MOST_POWER - DECIMAL_LEAST_POWER + 1];
extern atomic_bool decimal_powers_ready;

static inline decimal_power decimal_power_of_10(int k)
{
    if (!atomic_load_explicit(&decimal_powers_ready, memory_order_acquire))
        decimal_compute_powers();
    return decimal_powers[k - DECIMAL_LEAST_POWER];
}

/* floor(log2(10^k)), exact for |k| <= 1233; the factor is log2(10) * 2^19. */
static inline int decimal_floor_log2(int k)
{
    return (k * 1741647) >> 19;
}

#endif
