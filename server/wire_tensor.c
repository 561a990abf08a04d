/* JSON values → tensors: numbers, booleans, nested arrays, and the typed form with nested, flat or
 * base64 data.
 *
 * The shape of nested data is read along its first items; filling then holds every other item to
 * it, and so finds the ragged place. */
#include "server/wire_numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "raw data is little-endian, on the wire and in memory"
#endif

/* What is being filled, element by element in row-major order. */
typedef struct fill {
    wire_reader *reader;
    gd_tensor *tensor;
    int64_t next; /* element */
    bool stated;  /* the dtype stands in the request, so a boolean is no surprise among others */
} fill;

static bool read_special(const json_t *json, double *value)
{
    const char *text = json_string_value(json);
    if (!text) return false;
    if (!strcmp(text, "NaN")) *value = NAN;
    else if (!strcmp(text, "Infinity")) *value = INFINITY;
    else if (!strcmp(text, "-Infinity")) *value = -INFINITY;
    else return false;
    return true;
}

static bool fail_element(const fill *f, const wire_path *path, const json_t *json)
{
    const char *dtype = gd_dtype_name(f->tensor->type.dtype), *text = json_string_value(json);
    wire_reader *reader = f->reader;
    if (json_is_array(json))
        return wire_fail(reader, path, GD_SHAPE, "an array stands where the others are numbers");
    if (json_is_boolean(json) && !f->stated) {
        wire_fail(reader, path, GD_BAD_VALUE, "booleans and numbers are mixed");
        return gd_hint(&reader->err, "state the dtype: {\"dtype\": \"%s\", \"data\": ...}", dtype);
    }
    wire_fail(reader, path, GD_BAD_VALUE, "%s does not fit %s", wire_type_name(json), dtype);
    if (text && gd_dtype_kind(f->tensor->type.dtype) == GD_KIND_FLOAT)
        return gd_hint(&reader->err, "the only strings are \"NaN\", \"Infinity\", \"-Infinity\"");
    return false;
}

static bool fill_bool(fill *f, const wire_path *path, const json_t *json)
{
    if (json_is_number(json)) {
        wire_fail(f->reader, path, GD_BAD_VALUE,
                  f->stated ? "a number does not fit bool" : "booleans and numbers are mixed");
        return gd_hint(&f->reader->err, "write true and false");
    }
    if (!json_is_boolean(json)) return fail_element(f, path, json);
    gd_tensor_set_int(f->tensor, f->next, json_is_true(json));
    return true;
}

static bool fill_float(fill *f, const wire_path *path, const json_t *json)
{
    double value;
    if (json_is_number(json)) value = json_number_value(json);
    else if (!read_special(json, &value)) return fail_element(f, path, json);
    if (f->tensor->type.dtype == GD_FLOAT32 && isfinite(value) && isinf((float)value)) {
        wire_fail(f->reader, path, GD_BAD_VALUE, "%g is too large for float32", value);
        return gd_hint(&f->reader->err, "write \"Infinity\" for infinity");
    }
    gd_tensor_set(f->tensor, f->next, value);
    return true;
}

static bool fill_int(fill *f, const wire_path *path, const json_t *json)
{
    const char *dtype = gd_dtype_name(f->tensor->type.dtype);
    int64_t least, most, value = json_integer_value(json);
    wire_integer_range(f->tensor->type.dtype, &least, &most);
    if (json_is_real(json)) {
        double real = json_real_value(json);
        if (real != floor(real))
            return wire_fail(f->reader, path, GD_BAD_VALUE, "%.17g is not integral, as %s needs",
                             real, dtype);
        bool fits = real >= -0x1p63 && real < 0x1p63; /* both are doubles, 2^63 - 1 is not */
        value = fits ? (int64_t)real : real < 0 ? INT64_MIN : INT64_MAX;
        if (!fits) least = most = 0;
    } else if (!json_is_integer(json)) {
        return fail_element(f, path, json);
    }
    if (value < least || value > most)
        return wire_fail(f->reader, path, GD_BAD_VALUE, "%.17g is out of the range of %s",
                         json_number_value(json), dtype);
    gd_tensor_set_int(f->tensor, f->next, value);
    return true;
}

static bool fill_element(fill *f, const wire_path *path, const json_t *json)
{
    static bool (*const by_kind[])(fill *, const wire_path *, const json_t *) = {
        [GD_KIND_BOOL] = fill_bool, [GD_KIND_INT] = fill_int, [GD_KIND_FLOAT] = fill_float};
    if (!by_kind[gd_dtype_kind(f->tensor->type.dtype)](f, path, json)) return false;
    f->next++;
    return true;
}

/* Fills with `json`, whose dimensions are dims[0..rank). */
static bool fill_nested(fill *f, const wire_path *path, const json_t *json, const int64_t *dims,
                        int rank)
{
    if (!wire_go_on(f->reader)) return false;
    if (!rank) return fill_element(f, path, json);
    if (!json_is_array(json)) {
        wire_fail(f->reader, path, GD_SHAPE, "%s stands where the others are arrays",
                  wire_type_name(json));
        return false;
    }
    size_t size = json_array_size(json);
    if (size != (size_t)*dims) {
        wire_fail(f->reader, path, GD_SHAPE, "length %zu where the others have %lld", size,
                  (long long)*dims);
        return gd_hint(&f->reader->err, "all rows of an array have the same length");
    }
    for (size_t i = 0; i < size; i++) {
        wire_path item = {path, NULL, i};
        if (!fill_nested(f, &item, json_array_get(json, i), dims + 1, rank - 1)) return false;
    }
    return true;
}

/* The shape along the first items, and the first element; NULL in *first if there is none. */
static bool nested_shape(wire_reader *reader, const wire_path *path, const json_t *json,
                         gd_shape *shape, const json_t **first)
{
    *shape = (gd_shape){0};
    for (; json_is_array(json); json = json_array_get(json, 0)) {
        if (shape->rank == GD_MAX_RANK)
            return wire_fail(reader, path, GD_RANK_LIMIT, "more than %d dimensions", GD_MAX_RANK);
        shape->dims[shape->rank++] = (int64_t)json_array_size(json);
    }
    *first = json;
    return true;
}

wire_owned *wire_own_tensor(wire_reader *reader, const wire_path *path, const gd_type *type)
{
    wire_owned *owned = arena_alloc(&reader->arena, sizeof *owned, &reader->err);
    if (!owned) return NULL;
    owned->tensor =
        gd_tensor_new(reader->arena.memory, type, reader->limits->tensor_elements, &reader->err);
    if (!owned->tensor) return wire_locate(reader, path), NULL;
    owned->next = reader->owned;
    return reader->owned = owned;
}

static gd_tensor *own_tensor(wire_reader *reader, const wire_path *path, const gd_type *type)
{
    wire_owned *owned = wire_own_tensor(reader, path, type);
    return owned ? owned->tensor : NULL;
}

/* Says what is wrong with element `i` of an array that was set aside. */
static bool fail_number(wire_reader *reader, const wire_path *path, const wire_numbers *numbers,
                        const gd_type *type, bool stated, int64_t i)
{
    wire_path steps[GD_MAX_RANK + 1];
    int64_t strides[GD_MAX_RANK];
    int rank = numbers->shape.rank;
    const json_t *item = wire_numbers_item(reader, numbers, i);
    gd_tensor *element = own_tensor(reader, path, &(gd_type){.dtype = type->dtype});
    if (!item || !element) return false;
    shape_strides(&numbers->shape, strides);
    for (int k = 0; k < rank; k++)
        steps[k] = (wire_path){k ? &steps[k - 1] : path, NULL,
                               (size_t)(i / strides[k] % numbers->shape.dims[k])};
    return fill_element(&(fill){reader, element, 0, stated}, rank ? &steps[rank - 1] : path, item);
}

/* An array that was set aside, as a type of as many elements. */
static gd_tensor *take_numbers(wire_reader *reader, const wire_path *path, wire_numbers *numbers,
                               const gd_type *type, bool stated)
{
    int64_t bad;
    gd_tensor *tensor = wire_take_tensor(reader, path, numbers, type, &bad);
    if (bad >= 0) fail_number(reader, path, numbers, type, stated, bad);
    return tensor;
}

static gd_tensor *read_bare(wire_reader *reader, const wire_path *path, const json_t *json,
                            gd_dtype dtype)
{
    gd_type type = {.dtype = dtype};
    const json_t *first;
    wire_numbers *numbers = wire_find_numbers(reader, json);
    if (numbers) {
        type.shape = numbers->shape;
        return take_numbers(reader, path, numbers, &type, false);
    }
    if (!nested_shape(reader, path, json, &type.shape, &first)) return NULL;
    if (json_is_boolean(first)) type.dtype = GD_BOOL;
    if (json_is_null(first) || json_is_object(first)) {
        wire_fail(reader, path, GD_BAD_VALUE, "%s is not a tensor", wire_type_name(first));
        gd_hint(&reader->err,
                "a tensor is a number, an array of numbers, or {\"dtype\", \"shape\", "
                "\"data\"}");
        return NULL;
    }
    fill f = {reader, own_tensor(reader, path, &type), 0, false};
    if (!f.tensor) return NULL;
    return fill_nested(&f, path, json, type.shape.dims, type.shape.rank) ? f.tensor : NULL;
}

enum { DTYPE_KEY, SHAPE_KEY, DATA_KEY, BASE64_KEY, TENSOR_KEYS };

static const wire_key tensor_keys[TENSOR_KEYS] = {
    [DTYPE_KEY] = {.name = "dtype"},   /* element type; else that of the request */
    [SHAPE_KEY] = {.name = "shape"},   /* sizes; else those of the nested data */
    [DATA_KEY] = {.name = "data"},     /* numbers, nested or flat in row-major order */
    [BASE64_KEY] = {.name = "base64"}, /* the same as raw little-endian bytes */
};

/* What C, NumPy and PyTorch call the dtypes. */
static const char *other_name(const char *name)
{
    static const char *const rows[][2] = {
        {"double", "float64"}, {"number", "float64"}, {"f64", "float64"},  {"float", "float32"},
        {"single", "float32"}, {"f32", "float32"},    {"half", "float32"}, {"long", "int64"},
        {"int", "int64"},      {"integer", "int64"},  {"i64", "int64"},    {"i32", "int32"},
        {"short", "int16"},    {"char", "int8"},      {"byte", "uint8"},   {"boolean", "bool"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i][0], name)) return rows[i][1];
    return NULL;
}

static bool read_dtype(wire_reader *reader, const wire_path *path, const json_t *json,
                       gd_dtype *dtype)
{
    if (!json) return true;
    const char *name = json_string_value(json);
    gd_dtype found = name ? gd_dtype_find(name) : GD_DTYPE_COUNT;
    if (found != GD_DTYPE_COUNT) return *dtype = found, true;
    const char *names[GD_DTYPE_COUNT];
    for (int i = 0; i < GD_DTYPE_COUNT; i++) names[i] = gd_dtype_name((gd_dtype)i);
    wire_path place = {path, "dtype", 0};
    if (!name)
        return wire_fail(reader, &place, GD_BAD_VALUE, "the name of a dtype is needed, not %s",
                         wire_type_name(json));
    wire_fail(reader, &place, GD_DTYPE, "unknown dtype \"%.40s\"", name);
    const char *meant = other_name(name);
    return gd_hint(&reader->err, "did you mean \"%s\"?",
                   meant ? meant : wire_nearest(name, names, GD_DTYPE_COUNT));
}

static bool read_shape(wire_reader *reader, const wire_path *path, const json_t *json,
                       gd_shape *shape)
{
    wire_path place = {path, "shape", 0};
    if (!json_is_array(json))
        return wire_fail(reader, &place, GD_BAD_VALUE, "an array of sizes is needed, not %s",
                         wire_type_name(json));
    size_t rank = json_array_size(json);
    if (rank > GD_MAX_RANK)
        return wire_fail(reader, &place, GD_RANK_LIMIT, "%zu dimensions are more than %d", rank,
                         GD_MAX_RANK);
    *shape = (gd_shape){.rank = (int32_t)rank};
    for (size_t i = 0; i < rank; i++)
        if (!wire_read_integer(reader, &(wire_path){&place, NULL, i}, json_array_get(json, i), 0,
                               &shape->dims[i]))
            return false;
    return true;
}

static bool has_shape(const gd_shape *found, const gd_shape *stated)
{
    if (shape_equal(found, stated)) return true;
    if (shape_count(stated)) return false;
    int rank = 0; /* an empty array shows its sizes as far as the first 0 */
    while (rank < stated->rank && stated->dims[rank]) rank++;
    return found->rank == rank + 1 &&
           !memcmp(found->dims, stated->dims, sizeof *found->dims * (size_t)found->rank);
}

/* Whether data of one shape, or flat, makes a tensor of another. */
static bool check_shape(wire_reader *reader, const wire_path *path, const gd_shape *found,
                        const gd_shape *stated)
{
    char is[SHAPE_TEXT], should[SHAPE_TEXT];
    if (found->rank <= 1 && shape_count(found) == shape_count(stated)) return true;
    return has_shape(found, stated) ||
           wire_fail(reader, path, GD_SHAPE, "data of shape %s for a tensor of shape %s",
                     shape_print(found, is), shape_print(stated, should));
}

static bool fill_base64(fill *f, const wire_path *path, const json_t *json)
{
    const char *text = json_string_value(json);
    size_t length = json_string_length(json);
    const wire_numbers *aside = wire_find_base64(f->reader, json);
    if (aside) text = aside->text + 1, length = aside->length - 2;
    if (!text)
        return wire_fail(f->reader, path, GD_BAD_VALUE, "base64 text is needed, not %s",
                         wire_type_name(json));
    size_t size = (size_t)f->tensor->count * gd_dtype_size(f->tensor->type.dtype);
    int64_t got = wire_decode_base64(f->tensor->data, size, text, length);
    if (got < 0) return wire_fail(f->reader, path, GD_BAD_VALUE, "malformed base64");
    if ((uint64_t)got != size)
        return wire_fail(f->reader, path, GD_SHAPE, "%lld bytes where the shape needs %zu",
                         (long long)got, size);
    for (size_t i = 0; f->tensor->type.dtype == GD_BOOL && i < size; i++)
        if (f->tensor->data[i] > 1)
            return wire_fail(f->reader, path, GD_BAD_VALUE, "byte %zu is not a bool: 0 or 1", i);
    return true;
}

static bool check_members(wire_reader *reader, const wire_path *path, json_t *const *members)
{
    if (!members[DATA_KEY] == !members[BASE64_KEY])
        return wire_fail(reader, path, members[DATA_KEY] ? GD_BAD_VALUE : GD_MISSING_KEY,
                         "a typed tensor has either \"data\" or \"base64\"");
    if (members[BASE64_KEY] && !members[SHAPE_KEY])
        return wire_fail(reader, path, GD_MISSING_KEY, "\"base64\" needs \"shape\"");
    return true;
}

/* The shape of "data"; *numbers receives what was set aside of it, *first else its first
 * element. */
static bool data_shape(wire_reader *reader, const wire_path *path, const json_t *data,
                       gd_shape *shape, wire_numbers **numbers, const json_t **first)
{
    *first = NULL;
    *numbers = wire_find_numbers(reader, data);
    if (!*numbers) return nested_shape(reader, path, data, shape, first);
    return *shape = (*numbers)->shape, true;
}

static gd_tensor *read_data(wire_reader *reader, const wire_path *up, json_t *const *members,
                            gd_type *type)
{
    gd_shape found;
    const json_t *first, *data = members[DATA_KEY];
    wire_numbers *numbers;
    wire_path path = {up, "data", 0};
    if (!data_shape(reader, &path, data, &found, &numbers, &first)) return NULL;
    type->shape = found;
    if (members[SHAPE_KEY] && !read_shape(reader, up, members[SHAPE_KEY], &type->shape))
        return NULL;
    if (!members[DTYPE_KEY] && json_is_boolean(first)) type->dtype = GD_BOOL;
    bool stated = members[DTYPE_KEY], fits = shape_count(&found) == shape_count(&type->shape);
    if (numbers && fits)
        return check_shape(reader, &path, &found, &type->shape)
                   ? take_numbers(reader, &path, numbers, type, stated)
                   : NULL;
    fill f = {reader, own_tensor(reader, up, type), 0, stated};
    if (!f.tensor || !check_shape(reader, &path, &found, &type->shape)) return NULL;
    return fill_nested(&f, &path, data, found.dims, found.rank) ? f.tensor : NULL;
}

static gd_tensor *read_base64(wire_reader *reader, const wire_path *up, json_t *const *members,
                              gd_type *type)
{
    if (!read_shape(reader, up, members[SHAPE_KEY], &type->shape)) return NULL;
    fill f = {reader, own_tensor(reader, up, type), 0, true};
    wire_path path = {up, "base64", 0};
    return f.tensor && fill_base64(&f, &path, members[BASE64_KEY]) ? f.tensor : NULL;
}

static gd_tensor *read_typed(wire_reader *reader, const wire_path *path, const json_t *json,
                             gd_dtype dtype)
{
    json_t *members[TENSOR_KEYS];
    gd_type type = {.dtype = dtype};
    if (!wire_members_and_tensor(reader, path, json, tensor_keys, TENSOR_KEYS, DATA_KEY, members) ||
        !check_members(reader, path, members) ||
        !read_dtype(reader, path, members[DTYPE_KEY], &type.dtype))
        return NULL;
    return (members[DATA_KEY] ? read_data : read_base64)(reader, path, members, &type);
}

gd_tensor *wire_read_tensor(wire_reader *reader, const wire_path *path, const json_t *json,
                            gd_dtype dtype)
{
    return json_is_object(json) ? read_typed(reader, path, json, dtype)
                                : read_bare(reader, path, json, dtype);
}

static int compare_bindings(const void *a, const void *b)
{
    return strcmp((*(const gd_binding *const *)a)->name, (*(const gd_binding *const *)b)->name);
}

bool wire_index_bindings(wire_reader *reader, const gd_binding *bindings, int n, wire_index *index)
{
    index->n = n;
    index->sorted =
        arena_alloc_array(&reader->arena, (size_t)n + 1, sizeof *index->sorted, &reader->err);
    if (!index->sorted) return false;
    for (int i = 0; i < n; i++) index->sorted[i] = &bindings[i];
    qsort(index->sorted, (size_t)n, sizeof *index->sorted, compare_bindings);
    return true;
}

const gd_binding *wire_find_binding(const wire_index *index, const char *name)
{
    const gd_binding wanted = {name, NULL}, *key = &wanted;
    if (!index->n) return NULL;
    const gd_binding **found =
        bsearch(&key, index->sorted, (size_t)index->n, sizeof *index->sorted, compare_bindings);
    return found ? *found : NULL;
}

const gd_binding *wire_read_bindings(wire_reader *reader, const wire_path *path, const json_t *json,
                                     gd_dtype dtype, const wire_index *like, int *n)
{
    if (!json_is_object(json)) {
        wire_fail(reader, path, GD_BAD_VALUE, "an object of tensors by name is needed, not %s",
                  wire_type_name(json));
        return NULL;
    }
    if (!wire_check_count(reader, path, json_object_size(json))) return NULL;
    gd_binding *bindings = arena_alloc_array(&reader->arena, json_object_size(json) + 1,
                                             sizeof *bindings, &reader->err);
    const char *name;
    json_t *value;
    *n = 0;
    if (bindings) json_object_foreach((json_t *)json, name, value)
        {
            wire_path place = {path, name, 0};
            if (!wire_check_name(reader, &place, name)) return NULL;
            const gd_binding *same = like ? wire_find_binding(like, name) : NULL;
            gd_tensor *tensor =
                wire_read_tensor(reader, &place, value, same ? same->tensor->type.dtype : dtype);
            if (!tensor) return NULL;
            bindings[(*n)++] = (gd_binding){name, tensor};
        }
    return bindings;
}
