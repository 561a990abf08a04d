/* The walks of scan.c for element type T; included through each_dtype.h. */
#if IS_FLOAT
#define WIDE double
#define IS_NAN(x) ((x) != (x))
#else
#define WIDE uint64_t
#define IS_NAN(x) false
#endif

static bool OF_TYPE(cumsum)(const gd_line *line, gd_run *run)
{
    WIDE sum = 0;
    for (int64_t i = 0; i < line->count; i++) {
        sum += (WIDE) * (const T *)(const void *)(line->from + i * line->step);
        *(T *)(void *)(line->to + i * line->stride) = (T)sum;
        if (!run_charge(run, 1)) return false;
    }
    return true;
}

#define WALK(name, relation)                                                                       \
    static bool OF_TYPE(name)(const gd_line *line, gd_run *run)                                    \
    {                                                                                              \
        T best = 0;                                                                                \
        int64_t place = 0;                                                                         \
        for (int64_t i = 0; i < line->count; i++) {                                                \
            T next = *(const T *)(const void *)(line->from + i * line->step);                      \
            if (!i || IS_NAN(next) || (!IS_NAN(best) && next relation best))                       \
                best = next, place = i;                                                            \
            *(int64_t *)(void *)(line->to + i * line->stride) = place;                             \
            if (!run_charge(run, 1)) return false;                                                 \
        }                                                                                          \
        return true;                                                                               \
    }
WALK(cumargmax, >=)
WALK(cumargmin, <=)
#undef WALK
#undef WIDE
#undef IS_NAN
