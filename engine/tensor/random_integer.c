/* Random integers and permutations. A number below `range` is a draw modulo `range`; the draw has
 * 64 bits when 32 would favour some numbers by more than a sixteenth. */
#include "engine/tensor/random.h"
#include "engine/tensor/random_check.h"

#include <stdlib.h>

#define WIDE_RANGE (UINT64_C(1) << 28) /* from here on draws have 64 bits */

/* The integers of each dtype; for floats only `greatest` counts, 2^digits: up to it there are no
 * gaps. */
static const struct {
    int64_t least, greatest;
    int digits;
} bounds[GD_DTYPE_COUNT] = {
    [GD_BOOL] = {0, 1, 0},
    [GD_UINT8] = {0, UINT8_MAX, 0},
    [GD_INT8] = {INT8_MIN, INT8_MAX, 0},
    [GD_INT16] = {INT16_MIN, INT16_MAX, 0},
    [GD_INT32] = {INT32_MIN, INT32_MAX, 0},
    [GD_INT64] = {INT64_MIN, INT64_MAX, 0},
    [GD_FLOAT32] = {0, INT64_C(1) << 24, 24},
    [GD_FLOAT64] = {0, INT64_C(1) << 53, 53},
};

/* Two's complement, as the casts of C++20. */
static int64_t wrap(uint64_t value)
{
    return value > INT64_MAX ? -(int64_t)~value - 1 : (int64_t)value;
}

/* The integer as an element of a float dtype would hold it; INT64_MIN for what is too large. */
static int64_t rounded(gd_dtype dtype, int64_t value)
{
    double held = dtype == GD_FLOAT32 ? (double)(float)value : (double)value;
    return held >= 0x1p63 ? INT64_MIN : (int64_t)held;
}

/* The spacing of a dtype's floats at an integer beyond 2^digits. */
static int64_t spacing(gd_dtype dtype, int64_t value)
{
    int log2 = 63 - __builtin_clzll((unsigned long long)llabs(value));
    return INT64_C(1) << (log2 - bounds[dtype].digits + 1);
}

/* Moves the ends of a range, where they are between two floats, inwards. */
static int64_t move_low(gd_dtype dtype, int64_t low)
{
    int64_t next = rounded(dtype, low + 1);
    return next < low ? next + spacing(dtype, low + 1) : low;
}

static int64_t move_high(gd_dtype dtype, int64_t high)
{
    int64_t last = rounded(dtype, high - 1);
    return last >= high ? last - spacing(dtype, high - 1) : high;
}

static bool in_bounds(gd_dtype dtype, int64_t value, const char *name, gd_error *err)
{
    if (gd_dtype_kind(dtype) == GD_KIND_FLOAT) return true;
    return (value >= bounds[dtype].least && value <= bounds[dtype].greatest) ||
           gd_fail(err, GD_VALUE, "%s is out of bounds for %s", name, random_type_name(dtype));
}

/* low + draw % range; range 0 stands for 2^64. */
static void fill(gd_generator *generator, gd_tensor *out, int64_t low, uint64_t range, bool wide)
{
    for (int64_t i = 0; i < out->count; i++) {
        uint64_t bits = wide ? generator_bits64(generator) : generator_bits(generator);
        gd_tensor_set_int(out, i, wrap((range ? bits % range : bits) + (uint64_t)low));
    }
}

bool random_integer(gd_generator *generator, gd_tensor *out, int64_t low, int64_t high,
                    gd_error *err)
{
    gd_dtype dtype = out->type.dtype;
    if (low >= high)
        return gd_fail(err, GD_VALUE,
                       "random_ expects 'from' to be less than 'to', but got from=%lld >= to=%lld",
                       (long long)low, (long long)high);
    if (gd_dtype_kind(dtype) == GD_KIND_FLOAT) {
        low = move_low(dtype, low);
        high = move_high(dtype, high);
        if (low >= high)
            return gd_fail(err, GD_VALUE,
                           "random_ expects 'from' casted to dtype to be less than 'to' casted to "
                           "dtype, but got from=%lld >= to=%lld",
                           (long long)low, (long long)high);
    }
    if (!in_bounds(dtype, low, "from", err) || !in_bounds(dtype, high - 1, "to - 1", err))
        return false;
    uint64_t range = (uint64_t)high - (uint64_t)low;
    fill(generator, out, low, range, range >= WIDE_RANGE);
    return true;
}

static bool fill_all_bits(gd_generator *generator, gd_tensor *out, gd_error *err)
{
    gd_dtype dtype = out->type.dtype;
    const char *kernel = "random_full_64_bits_range_kernel_cpu";
    if (out->count == 0) return true;
    if (!random_needs_number(dtype, kernel, err)) return false;
    if (dtype != GD_INT64 && gd_dtype_kind(dtype) != GD_KIND_FLOAT)
        return gd_fail(err, GD_VALUE, "%s handles only int64, double, float and bfloat16", kernel);
    fill(generator, out, 0, 0, true);
    return true;
}

bool random_integer_from(gd_generator *generator, gd_tensor *out, int64_t low, gd_error *err)
{
    gd_dtype dtype = out->type.dtype;
    int64_t greatest = bounds[dtype].greatest;
    if (low == INT64_MIN) return fill_all_bits(generator, out, err);
    if (gd_dtype_kind(dtype) == GD_KIND_FLOAT) {
        if (low < greatest) low = move_low(dtype, low);
        if (low >= greatest)
            return gd_fail(err, GD_VALUE,
                           "random_ expects 'from' casted to dtype to be less than or equal to "
                           "'to_inc' casted to dtype, but got from=%lld > to_inc=%lld",
                           (long long)low, (long long)greatest);
    }
    if (!in_bounds(dtype, low, "from", err)) return false;
    uint64_t range = (uint64_t)greatest - (uint64_t)low + 1;
    fill(generator, out, low, range, range >= WIDE_RANGE);
    return true;
}

void random_natural(gd_generator *generator, gd_tensor *out)
{
    gd_dtype dtype = out->type.dtype;
    bool wide = dtype == GD_INT64 || dtype == GD_FLOAT64;
    fill(generator, out, 0, (uint64_t)bounds[dtype].greatest + 1, wide);
}

static bool permutation_fits(gd_dtype dtype, int64_t count, gd_error *err)
{
    int64_t last = count > 0 ? count - 1 : 0;
    if (gd_dtype_kind(dtype) == GD_KIND_INT && last > bounds[dtype].greatest)
        return gd_fail(err, GD_VALUE, "value cannot be converted to type %s_t without overflow",
                       gd_dtype_name(dtype));
    if (dtype == GD_FLOAT32 && last > bounds[dtype].greatest)
        return gd_fail(err, GD_VALUE, "n cannot be greater than 2^24+1 for Float type.");
    return random_needs_number(dtype, "randperm", err);
}

/* Between two looks at the clock. */
enum { PIECE = 1 << 18 };

/* Fisher and Yates, from the front: the elements of [from, to) get their values. */
#define DTYPE(NAME, name, type, kind)                                                              \
    static void number_##NAME(type *data, int64_t count)                                           \
    {                                                                                              \
        for (int64_t i = 0; i < count; i++) data[i] = (type)i;                                     \
    }                                                                                              \
    static void permute_##NAME(gd_generator *generator, type *data, int64_t count, int64_t from,   \
                               int64_t to)                                                         \
    {                                                                                              \
        for (int64_t i = from; i < to && i + 1 < count; i++) {                                     \
            type *other = data + i + generator_bits(generator) % (uint64_t)(count - i);            \
            type value = data[i];                                                                  \
            data[i] = *other;                                                                      \
            *other = value;                                                                        \
        }                                                                                          \
    }
#include "engine/tensor/dtype.def"
#undef DTYPE

static void number(gd_tensor *out)
{
    void *data = out->data;
    switch (out->type.dtype) {
#define DTYPE(NAME, name, type, kind)                                                              \
    case GD_##NAME:                                                                                \
        number_##NAME(data, out->count);                                                           \
        break;
#include "engine/tensor/dtype.def"
#undef DTYPE
    default: break;
    }
}

static void permute(gd_generator *generator, gd_tensor *out, int64_t from, int64_t to)
{
    void *data = out->data;
    switch (out->type.dtype) {
#define DTYPE(NAME, name, type, kind)                                                              \
    case GD_##NAME:                                                                                \
        permute_##NAME(generator, data, out->count, from, to);                                     \
        break;
#include "engine/tensor/dtype.def"
#undef DTYPE
    default: break;
    }
}

bool random_permutation(gd_generator *generator, gd_tensor *out, const gd_context *context,
                        gd_error *err)
{
    if (!permutation_fits(out->type.dtype, out->count, err)) return false;
    number(out);
    for (int64_t at = 0; at < out->count; at += PIECE) {
        permute(generator, out, at, at + PIECE);
        if (context && !context_check(context, err)) return false;
    }
    return true;
}
