#include "engine/tensor/dtype.h"

#include <string.h>

static const struct {
    const char *name;
    size_t size;
    gd_kind kind;
} dtypes[] = {
#define DTYPE(NAME, name, type, kind) [GD_##NAME] = {name, sizeof(type), GD_KIND_##kind},
#include "engine/tensor/dtype.def"
#undef DTYPE
};

const char *gd_dtype_name(gd_dtype dtype)
{
    return dtypes[dtype].name;
}

const char *gd_dtype_tensor_name(gd_dtype dtype)
{
    static const char *const names[] = {
        [GD_BOOL] = "Bool", [GD_UINT8] = "Byte", [GD_INT8] = "Char",     [GD_INT16] = "Short",
        [GD_INT32] = "Int", [GD_INT64] = "Long", [GD_FLOAT32] = "Float", [GD_FLOAT64] = "Double"};
    return names[dtype];
}

size_t gd_dtype_size(gd_dtype dtype)
{
    return dtypes[dtype].size;
}

gd_kind gd_dtype_kind(gd_dtype dtype)
{
    return dtypes[dtype].kind;
}

gd_dtype gd_dtype_find(const char *name)
{
    int dtype = 0;
    while (dtype < GD_DTYPE_COUNT && strcmp(dtypes[dtype].name, name)) dtype++;
    return (gd_dtype)dtype;
}

gd_dtype gd_dtype_promote(gd_dtype a, gd_dtype b)
{
    gd_dtype low = a < b ? a : b, high = a < b ? b : a;
    /* uint8 holds values that int8 does not, and the other way round. */
    return low == GD_UINT8 && high == GD_INT8 ? GD_INT16 : high;
}
