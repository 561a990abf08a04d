/* The walks of order.c for element type T; included through each_dtype.h. */
#if IS_FLOAT
#define IS_NAN(x) ((x) != (x))
#else
#define IS_NAN(x) false
#endif

#define WALK(name, relation, type, result)                                                         \
    static bool OF_TYPE(name)(const order *it, char *const *data, gd_run *run)                     \
    {                                                                                              \
        type *out = (type *)(void *)data[0];                                                       \
        gd_cursor kept = cursor_start(&it->kept, data[1]);                                         \
        for (int64_t k = 0; k < it->kept.count; k++, cursor_advance(&kept, 1)) {                   \
            gd_cursor reduced = cursor_start(&it->reduced, kept.at);                               \
            T best = *(const T *)(const void *)reduced.at;                                         \
            int64_t place = 0;                                                                     \
            for (int64_t i = 0; i < it->reduced.count; i++, cursor_advance(&reduced, 1)) {         \
                T next = *(const T *)(const void *)reduced.at;                                     \
                if (!run_charge(run, 1)) return false;                                             \
                if (next relation best || (IS_NAN(next) && !IS_NAN(best))) best = next, place = i; \
            }                                                                                      \
            out[k] = result;                                                                       \
            (void)place;                                                                           \
        }                                                                                          \
        return true;                                                                               \
    }
WALK(amax, >, T, best)
WALK(amin, <, T, best)
WALK(argmax, >, int64_t, place)
WALK(argmin, <, int64_t, place)
#undef WALK
#undef IS_NAN
