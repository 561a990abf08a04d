/* The innermost loops of all pointwise rows for the element type T, and their table OF_TYPE(loops);
 * included by pointwise.c through each_dtype.h.
 *
 * Operands are read and the result is written in blocks, in place where elements lie side by side,
 * through a small array where they do not. So each formula stands in one loop for all strides, of
 * fixed length and over separate arrays, which compilers turn into vector instructions; and in a
 * second one for the rest. Both round every operation alike. */

/* Rows whose kinds hold T are kept, the others vanish. */
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

/* Comparison with 0 makes or and and of the sums and products of bools. */
#if IS_BOOL
#define AS_T(value) ((value) != 0)
#else
#define AS_T(value) ((T)(value))
#endif
#define AS_BOOL(value) ((value) != 0)

#define LOOP(NAME, RESULT, result_of, formula, LOADS, TAKES, READS)                                \
    static bool OF_TYPE(NAME)(char *const *data, const int64_t *step, int64_t count, void *state)  \
    {                                                                                              \
        bool failed = false, *fault = &failed;                                                     \
        (void)fault, (void)state;                                                                  \
        int64_t at = 0;                                                                            \
        for (; at + BLOCK <= count; at += BLOCK) {                                                 \
            RESULT out[BLOCK];                                                                     \
            LOADS                                                                                  \
            for (int i = 0; i < BLOCK; i++) {                                                      \
                TAKES                                                                              \
                out[i] = result_of(formula);                                                       \
            }                                                                                      \
            store(data[0] + at * step[0], step[0], out, sizeof *out);                              \
        }                                                                                          \
        for (; at < count; at++) {                                                                 \
            READS                                                                                  \
            *(RESULT *)(void *)(data[0] + at * step[0]) = result_of(formula);                      \
        }                                                                                          \
        return !failed;                                                                            \
    }
#define LOAD(type, k, room)                                                                        \
    type room[BLOCK];                                                                              \
    const type *from_##room = load(data[k] + at * step[k], step[k], room, sizeof *room);
#define LOAD_1(type) LOAD(type, 1, a)
#define LOAD_2 LOAD_1(T) LOAD(T, 2, b)
#define LOAD_3 LOAD_1(bool) LOAD(T, 2, b) LOAD(T, 3, c)
#define TAKE_1(type) type x = from_a[i];
#define TAKE_2 TAKE_1(T) T y = from_b[i];
#define TAKE_3 TAKE_1(bool) T y = from_b[i], z = from_c[i];
#define READ(type, k, x) type x = *(const type *)(const void *)(data[k] + at * step[k]);
#define READ_1(type) READ(type, 1, x)
#define READ_2 READ_1(T) READ(T, 2, y)
#define READ_3 READ_1(bool) READ(T, 2, y) READ(T, 3, z)

#define UNARY(NAME, name, kinds, formula, ...)                                                     \
    ADMIT_##kinds(LOOP(NAME, T, AS_T, formula, LOAD_1(T), TAKE_1(T), READ_1(T)))
#define BINARY(NAME, name, kinds, formula, ...)                                                    \
    ADMIT_##kinds(LOOP(NAME, T, AS_T, formula, LOAD_2, TAKE_2, READ_2))
#define COMPARE(NAME, name, kinds, formula, ...)                                                   \
    ADMIT_##kinds(LOOP(NAME, bool, AS_BOOL, formula, LOAD_2, TAKE_2, READ_2))
#define SELECT(NAME, name, kinds, formula, ...)                                                    \
    ADMIT_##kinds(LOOP(NAME, T, AS_T, formula, LOAD_3, TAKE_3, READ_3))
#define LINEAR(...)
#define BILINEAR(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"

static const nest_loop OF_TYPE(loops)[GD_OP_COUNT] = {
#define UNARY(NAME, name, kinds, ...) ADMIT_##kinds([GD_OP_##NAME] = OF_TYPE(NAME), )
#define BINARY UNARY
#define COMPARE UNARY
#define SELECT UNARY
#define LINEAR(...)
#define BILINEAR(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
};

#undef ADMIT_ALL
#undef ADMIT_FLOATS
#undef ADMIT_NUMBERS
#undef ADMIT_INTEGRAL
#undef AS_T
#undef AS_BOOL
#undef LOOP
#undef LOAD
#undef LOAD_1
#undef LOAD_2
#undef LOAD_3
#undef TAKE_1
#undef TAKE_2
#undef TAKE_3
#undef READ
#undef READ_1
#undef READ_2
#undef READ_3
