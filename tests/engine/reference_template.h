/* The formula of each pointwise row on one element of type T; included by test_kernels.c through
 * each_dtype.h. */
#define ADMIT_ALL(...) __VA_ARGS__
#if IS_FLOAT
#define ADMIT_FLOATS(...) __VA_ARGS__
#define ADMIT_NUMBERS(...) __VA_ARGS__
#define ADMIT_INTEGRAL(...)
#elif IS_INT
#define ADMIT_FLOATS(...)
#define ADMIT_NUMBERS(...) __VA_ARGS__
#define ADMIT_INTEGRAL(...) __VA_ARGS__
#else
#define ADMIT_FLOATS(...)
#define ADMIT_NUMBERS(...)
#define ADMIT_INTEGRAL(...) __VA_ARGS__
#endif
#if IS_BOOL
#define AS_T(value) ((value) != 0)
#else
#define AS_T(value) (T)(value)
#endif
#define ELEMENT(type, k) ((const type *)(const void *)operands[k]->data)[i]

/* Element i of operands of one shape; false where the row does not take T. */
static bool OF_TYPE(reference)(gd_op op, gd_tensor *const *operands, int64_t i, void *out)
{
    bool failed = false, *fault = &failed;
    (void)fault;
    switch ((int)op) {
/* clang-format off */
#define UNARY(NAME, name, kinds, formula, ...)                                                     \
    ADMIT_##kinds(case GD_OP_##NAME : {                                                            \
        T x = ELEMENT(T, 0);                                                                       \
        *(T *)out = AS_T(formula);                                                                 \
        return true;                                                                               \
    })
#define BINARY(NAME, name, kinds, formula, ...)                                                    \
    ADMIT_##kinds(case GD_OP_##NAME : {                                                            \
        T x = ELEMENT(T, 0), y = ELEMENT(T, 1);                                                    \
        *(T *)out = AS_T(formula);                                                                 \
        return true;                                                                               \
    })
#define COMPARE(NAME, name, kinds, formula, ...)                                                   \
    ADMIT_##kinds(case GD_OP_##NAME : {                                                            \
        T x = ELEMENT(T, 0), y = ELEMENT(T, 1);                                                    \
        *(bool *)out = formula;                                                                    \
        return true;                                                                               \
    })
#define SELECT(NAME, name, kinds, formula, ...)                                                    \
    ADMIT_##kinds(case GD_OP_##NAME : {                                                            \
        bool x = ELEMENT(bool, 0);                                                                 \
        T y = ELEMENT(T, 1), z = ELEMENT(T, 2);                                                    \
        *(T *)out = AS_T(formula);                                                                 \
        return true;                                                                               \
    })
/* clang-format on */
#define LINEAR(...)
#define BILINEAR(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
    default: return false;
    }
}

#undef ADMIT_ALL
#undef ADMIT_FLOATS
#undef ADMIT_NUMBERS
#undef ADMIT_INTEGRAL
#undef AS_T
#undef ELEMENT
