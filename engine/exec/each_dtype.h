/* Includes the file TEMPLATE once for each element type, as the way to write a kernel once for all.
 * In TEMPLATE, T is the C type, OF_TYPE(name) a name of its own for that type, IS_BOOL, IS_INT and
 * IS_FLOAT say the kind, DTYPE_OF_T is the enumerator. TEMPLATE is used up.
 *
 * The preprocessor cannot include a file from a row of dtype.def, so the types are named again
 * here; one that is missing or different does not compile. */
#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define OF_TYPE(name) JOIN(name, SUFFIX)
#define DTYPE_OF_T JOIN(GD, SUFFIX)

#define SUFFIX BOOL
#define T bool
#define IS_BOOL 1
#define IS_INT 0
#define IS_FLOAT 0
#include TEMPLATE
#undef SUFFIX
#undef T
#undef IS_BOOL
#undef IS_INT

#define IS_BOOL 0
#define IS_INT 1
#define SUFFIX UINT8
#define T uint8_t
#include TEMPLATE
#undef SUFFIX
#undef T
#define SUFFIX INT8
#define T int8_t
#include TEMPLATE
#undef SUFFIX
#undef T
#define SUFFIX INT16
#define T int16_t
#include TEMPLATE
#undef SUFFIX
#undef T
#define SUFFIX INT32
#define T int32_t
#include TEMPLATE
#undef SUFFIX
#undef T
#define SUFFIX INT64
#define T int64_t
#include TEMPLATE
#undef SUFFIX
#undef T
#undef IS_INT
#undef IS_FLOAT

#define IS_INT 0
#define IS_FLOAT 1
#define SUFFIX FLOAT32
#define T float
#include TEMPLATE
#undef SUFFIX
#undef T
#define SUFFIX FLOAT64
#define T double
#include TEMPLATE
#undef SUFFIX
#undef T
#undef IS_BOOL
#undef IS_INT
#undef IS_FLOAT

#undef OF_TYPE
#undef DTYPE_OF_T
#undef JOIN
#undef JOIN_
#undef TEMPLATE
