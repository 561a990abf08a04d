/* The loops from element type T to every dtype, and their table OF_TYPE(casts); included by cast.c
 * through each_dtype.h. */
#if IS_FLOAT
#define TO_INT(type, x) (type) whole(x)
#else
#define TO_INT(type, x) (type)(x)
#endif
#define TO_FLOAT(type, x) (type)(x)
#define TO_BOOL(type, x) (x) != 0

#define DTYPE(NAME, name, type, kind)                                                              \
    static bool JOIN(OF_TYPE(cast), NAME)(char *const *data, const int64_t *step, int64_t count,   \
                                          void *state)                                             \
    {                                                                                              \
        (void)state;                                                                               \
        for (int64_t i = 0; i < count; i++) {                                                      \
            T x = *(const T *)(const void *)(data[1] + i * step[1]);                               \
            *(type *)(void *)(data[0] + i * step[0]) = TO_##kind(type, x);                         \
        }                                                                                          \
        return true;                                                                               \
    }
#include "engine/tensor/dtype.def"
#undef DTYPE

static const nest_loop OF_TYPE(casts)[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = JOIN(OF_TYPE(cast), NAME),
#include "engine/tensor/dtype.def"
#undef DTYPE
};

#undef TO_INT
#undef TO_FLOAT
#undef TO_BOOL
