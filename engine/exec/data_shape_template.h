/* How data_shape.c compares elements of type T; included through each_dtype.h. */
#if IS_FLOAT
#define IS_NAN(x) ((x) != (x))
#else
#define IS_NAN(x) false
#endif

/* -1, 0 or 1: NaN is larger than anything, and a little larger than itself. */
static int OF_TYPE(compare)(const unsigned char *data, int64_t a, int64_t b)
{
    const T *elements = (const T *)(const void *)data;
    T x = elements[a], y = elements[b];
    if (IS_NAN(x)) return 1;
    return IS_NAN(y) || x < y ? -1 : x > y;
}
#undef IS_NAN
