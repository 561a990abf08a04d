#include "tests/engine/special.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* clang-format off */
static const double doubles[SPECIALS] = {
    0.,      -0.,      1.,   -1.,       INFINITY,         -INFINITY,         NAN, 2.,
    DBL_MIN, -DBL_MIN, .5,   -.5,       DBL_TRUE_MIN,     -DBL_TRUE_MIN,     3.,  -2.,
    DBL_MAX, -DBL_MAX, 2.75, -1234.625, 1 + DBL_EPSILON, 1 - DBL_EPSILON / 2, 1e-300, .3333,
};
static const float floats[SPECIALS] = {
    0.f,     -0.f,     1.f,   -1.f,       INFINITY,        -INFINITY,          NAN, 2.f,
    FLT_MIN, -FLT_MIN, .5f,   -.5f,       FLT_TRUE_MIN,    -FLT_TRUE_MIN,      3.f, -2.f,
    FLT_MAX, -FLT_MAX, 2.75f, -1234.625f, 1 + FLT_EPSILON, 1 - FLT_EPSILON / 2, 1e-38f, .3333f,
};
static const int64_t integers[SPECIALS] = {
    0,   1,    -1,        2,         -2,        3,         7,          -7,
    127, -128, 255,       -32768,    32767,     INT32_MIN, INT32_MAX,  INT64_MIN,
    100, -100, INT64_MAX, INT64_MIN + 1, 46341, 5,         3037000500, -3,
};
/* clang-format on */

static void set(gd_tensor *tensor, int64_t i, int64_t number)
{
    int at = (int)(number % SPECIALS);
    switch (gd_dtype_kind(tensor->type.dtype)) {
    case GD_KIND_FLOAT:
        gd_tensor_set(tensor, i,
                      tensor->type.dtype == GD_FLOAT32 ? (double)floats[at] : doubles[at]);
        break;
    case GD_KIND_INT: gd_tensor_set_int(tensor, i, integers[at]); break;
    case GD_KIND_BOOL: gd_tensor_set_int(tensor, i, at * 5 / 3 & 1); break;
    }
}

gd_tensor *special_tensor(gd_memory *memory, const gd_type *type, int64_t first)
{
    gd_tensor *tensor = gd_tensor_new(memory, type, INT64_MAX, NULL);
    assert_non_null(tensor);
    for (int64_t i = 0; i < tensor->count; i++) set(tensor, i, first + i);
    return tensor;
}

gd_tensor *special_divisors(gd_memory *memory, const gd_type *type, int64_t first)
{
    gd_tensor *tensor = special_tensor(memory, type, first);
    for (int64_t i = 0; i < tensor->count; i++)
        if (gd_tensor_get(tensor, i) == 0) gd_tensor_set(tensor, i, 7);
    return tensor;
}

bool special_same(const gd_tensor *a, const gd_tensor *b, int64_t i)
{
    size_t size = gd_dtype_size(a->type.dtype), at = (size_t)i * size;
    return !memcmp(a->data + at, b->data + at, size) ||
           (isnan(gd_tensor_get(a, i)) && isnan(gd_tensor_get(b, i)));
}
