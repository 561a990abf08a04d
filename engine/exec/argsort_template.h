/* The orders of argsort.c for element type T; included through each_dtype.h. */
#if IS_FLOAT
#define IS_NAN(x) ((x) != (x))
#else
#define IS_NAN(x) false
#endif

static inline T OF_TYPE(at)(const gd_line *line, int64_t i)
{
    return *(const T *)(const void *)(line->from + i * line->step);
}

static bool OF_TYPE(below)(const void *line, int64_t a, int64_t b)
{
    T x = OF_TYPE(at)(line, a), y = OF_TYPE(at)(line, b);
    if (x < y || (IS_NAN(y) && !IS_NAN(x))) return true;
    return !(y < x || (IS_NAN(x) && !IS_NAN(y))) && a < b;
}

static bool OF_TYPE(above)(const void *line, int64_t a, int64_t b)
{
    T x = OF_TYPE(at)(line, a), y = OF_TYPE(at)(line, b);
    if (x > y || (IS_NAN(x) && !IS_NAN(y))) return true;
    return !(y > x || (IS_NAN(y) && !IS_NAN(x))) && a < b;
}
#undef IS_NAN
