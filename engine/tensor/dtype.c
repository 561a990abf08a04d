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
