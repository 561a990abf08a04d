/* The leading bits of the powers of ten, which printing and reading of decimals scale by.
 *
 * Out: g = ceil(10^k * 2^-r), r = floor(log2 10^k) - 127, a value of 128 bits whose highest one is
 * set, for 10^LEAST to 10^MOST: reading asks down to 1e-342 (what is below rounds to 0 whatever its
 * 19 digits are), printing up to 10^324 (for 5e-324). It is computed once for the process, exactly
 * and in some 60 microseconds, which is less to read and to trust than 667 literals. */
#include "engine/base/decimal_power.h"

#include <pthread.h>

decimal_power decimal_powers[DECIMAL_MOST_POWER - DECIMAL_LEAST_POWER + 1];
atomic_bool decimal_powers_ready;

enum { LIMBS = 30, LIMB_BITS = 32 };

/* A natural number below 2^960, least limb first: room for 5^324 and for 2^959, of which division
 * by 5^342 leaves 165 bits. */
typedef struct natural {
    uint32_t limb[LIMBS];
} natural;

static void multiply_by_5(natural *n)
{
    uint64_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += (uint64_t)n->limb[i] * 5;
        n->limb[i] = (uint32_t)carry;
        carry >>= LIMB_BITS;
    }
}

/* n becomes floor(n / 5). Floors of floors are floors: k steps leave floor(n / 5^k). */
static void divide_by_5(natural *n)
{
    uint64_t rest = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
        rest = rest << LIMB_BITS | n->limb[i];
        n->limb[i] = (uint32_t)(rest / 5);
        rest %= 5;
    }
}

static int top_limb(const natural *n)
{
    int top = LIMBS - 1;
    while (!n->limb[top]) top--;
    return top;
}

/* The 128 bits of a positive n from its highest one on, zeros below its lowest; *exact receives
 * whether no one bit is left out. */
static decimal_power leading_bits(const natural *n, bool *exact)
{
    int top = top_limb(n), shift = __builtin_clz(n->limb[top]);
    uint32_t word[5]; /* the four below the top are shifted into */
    for (int i = 0; i < 5; i++) word[i] = top >= i ? n->limb[top - i] : 0;
    *exact = !(word[4] & (UINT32_MAX >> shift));
    for (int i = 5; i <= top; i++) *exact = *exact && !n->limb[top - i];
    for (int i = 0; i < 4; i++) {
        uint64_t pair = (uint64_t)word[i] << LIMB_BITS | word[i + 1];
        word[i] = (uint32_t)(pair >> (LIMB_BITS - shift));
    }
    return (decimal_power){(uint64_t)word[0] << 32 | word[1], (uint64_t)word[2] << 32 | word[3]};
}

static decimal_power round_up(decimal_power g, bool exact)
{
    uint128 up = ((uint128)g.high << 64 | g.low) + !exact;
    return (decimal_power){(uint64_t)(up >> 64), (uint64_t)up};
}

/* 10^k and 5^k differ by a power of two, so they have the same leading bits. */
static void compute_powers(void)
{
    bool exact;
    natural n = {.limb = {1}};
    for (int k = 0; k <= DECIMAL_MOST_POWER; k++, multiply_by_5(&n)) {
        decimal_power g = leading_bits(&n, &exact);
        decimal_powers[k - DECIMAL_LEAST_POWER] = round_up(g, exact);
    }
    n = (natural){.limb = {[LIMBS - 1] = 1u << (LIMB_BITS - 1)}};
    for (int k = -1; k >= DECIMAL_LEAST_POWER;
         k--) { /* no power of two is a multiple of 5: never exact */
        divide_by_5(&n);
        decimal_powers[k - DECIMAL_LEAST_POWER] = round_up(leading_bits(&n, &exact), false);
    }
    atomic_store_explicit(&decimal_powers_ready, true, memory_order_release);
}

void decimal_compute_powers(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, compute_powers);
}
