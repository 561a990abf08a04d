#include "engine/values.h"

#include <string.h>

gd_value *values_new(const gd_values *in, int64_t n)
{
    return arena_alloc_array(in->arena, (size_t)n, sizeof(gd_value), in->err);
}

gd_value value_int(const char *name, int64_t value)
{
    return (gd_value){.kind = GD_VALUE_INT, .name = name, .integer = value};
}

gd_value value_bool(const char *name, bool value)
{
    return (gd_value){.kind = GD_VALUE_BOOL, .name = name, .integer = value};
}

gd_value value_text(const gd_values *in, const char *name, const char *text)
{
    const char *copy = text ? arena_copy(in->arena, text, strlen(text), in->err) : NULL;
    if (!copy) return (gd_value){.name = name};
    return (gd_value){.kind = GD_VALUE_TEXT, .name = name, .text = copy, .length = strlen(text)};
}

gd_value value_list(gd_value_kind kind, const char *name, const gd_value *items, int64_t n)
{
    return (gd_value){.kind = kind, .name = name, .items = items, .n_items = items ? (int)n : 0};
}

gd_value value_type(const gd_values *in, const gd_type *type)
{
    int rank = type->shape.rank;
    gd_value *items = values_new(in, 2), *sizes = values_new(in, rank);
    for (int i = 0; sizes && i < rank; i++) sizes[i] = value_int(NULL, type->shape.dims[i]);
    if (items) {
        items[0] = value_list(GD_VALUE_SEQUENCE, "shape", sizes, rank);
        items[1] = value_text(in, "dtype", gd_dtype_name(type->dtype));
    }
    return value_list(GD_VALUE_MAP, NULL, items, 2);
}

gd_value value_span(const gd_values *in, gd_span span)
{
    gd_value *items = span.line ? values_new(in, 4) : NULL;
    if (!items) return (gd_value){.name = "span"};
    items[0] = value_int("line", span.line);
    items[1] = value_int("column", span.column);
    items[2] = value_int("end_line", span.end_line);
    items[3] = value_int("end_column", span.end_column);
    return value_list(GD_VALUE_MAP, "span", items, 4);
}

gd_value value_edge(const gd_values *in, const char *name, int64_t number, int64_t output)
{
    gd_value *items = values_new(in, 2);
    if (items) {
        items[0] = value_int(NULL, number);
        items[1] = value_int(NULL, output);
    }
    return value_list(GD_VALUE_SEQUENCE, name, items, 2);
}
