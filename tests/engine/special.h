/* Values at which arithmetic is special: zeros of both signs, ends of ranges, infinities, NaN. */
#ifndef GRADD_TESTS_SPECIAL_H
#define GRADD_TESTS_SPECIAL_H

#include "engine/tensor/tensor.h"

enum { SPECIALS = 24 }; /* values of each dtype, some of them more than once */

/* A new tensor of special values in a fixed order, from number `first` on, round and round. Two
 * tensors with SPECIALS differences of `first` meet every pair of values. */
gd_tensor *special_tensor(gd_memory *memory, const gd_type *type, int64_t first);

/* The same without zeros, for divisors. */
gd_tensor *special_divisors(gd_memory *memory, const gd_type *type, int64_t first);

/* Whether element i of both is the same to the bit, any NaN being like any other. */
bool special_same(const gd_tensor *a, const gd_tensor *b, int64_t i);

#endif
