#include "engine/tensor/random_check.h"

static const struct {
    const char *scalar, *type;
} names[GD_DTYPE_COUNT] = {
    [GD_BOOL] = {"Bool", "bool"},        [GD_UINT8] = {"Byte", "unsigned char"},
    [GD_INT8] = {"Char", "signed char"}, [GD_INT16] = {"Short", "short int"},
    [GD_INT32] = {"Int", "int"},         [GD_INT64] = {"Long", "long int"},
    [GD_FLOAT32] = {"Float", "float"},   [GD_FLOAT64] = {"Double", "double"},
};

const char *random_scalar_name(gd_dtype dtype)
{
    return names[dtype].scalar;
}

const char *random_type_name(gd_dtype dtype)
{
    return names[dtype].type;
}

static bool missing(gd_dtype dtype, const char *kernel, gd_error *err)
{
    return gd_fail(err, GD_DTYPE, "\"%s\" not implemented for '%s'", kernel, names[dtype].scalar);
}

bool random_needs_float(gd_dtype dtype, const char *kernel, gd_error *err)
{
    return gd_dtype_kind(dtype) == GD_KIND_FLOAT || missing(dtype, kernel, err);
}

bool random_needs_number(gd_dtype dtype, const char *kernel, gd_error *err)
{
    return gd_dtype_kind(dtype) != GD_KIND_BOOL || missing(dtype, kernel, err);
}

bool random_all_within(const gd_tensor *tensor, double least, double most)
{
    for (int64_t i = 0; i < tensor->count; i++) {
        double value = gd_tensor_get(tensor, i);
        if (!(value >= least && value <= most)) return false;
    }
    return true;
}
