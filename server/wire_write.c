/* Answers → JSON, written straight into the reply: no tree of JSON values between. */
#include "server/quote.h"
#include "server/wire.h"

#include <math.h>
#include <string.h>

enum {
    ELEMENT_ROOM = DECIMAL_ROOM + 4, /* bytes of an element: a number, quotes or ".0", a comma */
    AT_ONCE = 128,                   /* elements between two looks at the buffer's room */
    LOOK = 4096                      /* and at the clock */
};

static char *put(char *out, const char *bytes, size_t size)
{
    memcpy(out, bytes, size);
    return out + size;
}

/* NaN and infinities are strings. Minus zero has a fraction, because many readers of JSON take -0
 * for an integer, which has no sign. */
static inline char *put_number(char *out, size_t length, double value)
{
    if (!isfinite(value)) {
        memmove(out + 1, out, length);
        out[0] = out[length + 1] = '"';
        return out + length + 2;
    }
    out += length;
    return value == 0 && signbit(value) ? put(out, ".0", 2) : out;
}

static char *put_double(char *out, double value)
{
    return put_number(out, decimal_print_double(out, value), value);
}

static char *put_float(char *out, float value)
{
    return put_number(out, decimal_print_float(out, value), (double)value);
}

static char *put_bool(char *out, bool value)
{
    return value ? put(out, "true", 4) : put(out, "false", 5);
}

/* Elements from `first` on, a comma behind each. Zeros and what is not finite take the longer
 * way. */
static char *put_doubles(char *out, const gd_tensor *tensor, int64_t first, int64_t count)
{
    const double *value = (const double *)(const void *)tensor->data + first, *end = value + count;
    for (;; *out++ = ',') {
        value += decimal_print_doubles(&out, value, end - value);
        if (value == end) return out;
        out = put_double(out, *value++);
    }
}

static char *put_floats(char *out, const gd_tensor *tensor, int64_t first, int64_t count)
{
    const float *value = (const float *)(const void *)tensor->data + first, *end = value + count;
    for (;; *out++ = ',') {
        value += decimal_print_floats(&out, value, end - value);
        if (value == end) return out;
        out = put_float(out, *value++);
    }
}

static char *put_ints(char *out, const gd_tensor *tensor, int64_t first, int64_t count)
{
    for (int64_t i = first; i < first + count; i++) {
        out += decimal_print_int(out, gd_tensor_get_int(tensor, i));
        *out++ = ',';
    }
    return out;
}

static char *put_longs(char *out, const gd_tensor *tensor, int64_t first, int64_t count)
{
    const int64_t *values = (const int64_t *)(const void *)tensor->data + first;
    for (int64_t i = 0; i < count; i++) *(out += decimal_print_int(out, values[i])) = ',', out++;
    return out;
}

static char *put_bools(char *out, const gd_tensor *tensor, int64_t first, int64_t count)
{
    const bool *values = (const bool *)(const void *)tensor->data + first;
    for (int64_t i = 0; i < count; i++) *(out = put_bool(out, values[i])) = ',', out++;
    return out;
}

/* Elements with commas between; count > 0. Each LOOK elements of the tensor it looks whether
 * anybody still waits for them. */
static void add_elements(gd_buffer *out, const gd_context *context, const gd_tensor *tensor,
                         int64_t first, int64_t count)
{
    static char *(*const printers[])(char *, const gd_tensor *, int64_t,
                                     int64_t) = {[GD_BOOL] = put_bools,
                                                 [GD_INT64] = put_longs,
                                                 [GD_FLOAT32] = put_floats,
                                                 [GD_FLOAT64] = put_doubles};
    gd_dtype dtype = tensor->type.dtype;
    char *(*put_all)(char *, const gd_tensor *, int64_t, int64_t) =
        gd_dtype_kind(dtype) == GD_KIND_INT && dtype != GD_INT64 ? put_ints : printers[dtype];
    for (int64_t end = first + count, n; first < end; first += n) {
        n = end - first < AT_ONCE ? end - first : AT_ONCE;
        if ((out->limit - out->length) / ELEMENT_ROOM < (size_t)n) n = 1; /* the end is near */
        if (first % LOOK < n && !out->error.code && !context_check(context, &out->error)) return;
        char *at = buffer_reserve(out, (size_t)n * ELEMENT_ROOM);
        if (!at) return;
        out->length += (size_t)(put_all(at, tensor, first, n) - at);
    }
    out->length--;
}

static void add_number(gd_buffer *out, double value)
{
    char *at = buffer_reserve(out, ELEMENT_ROOM);
    if (at) out->length += (size_t)(put_double(at, value) - at);
}

static void add_int(gd_buffer *out, int64_t value)
{
    char *at = buffer_reserve(out, DECIMAL_ROOM);
    if (at) out->length += decimal_print_int(at, value);
}

static void add_bool(gd_buffer *out, bool value)
{
    if (value) buffer_add(out, "true", 4);
    else buffer_add(out, "false", 5);
}

static void add_row(gd_buffer *out, const gd_context *context, const gd_tensor *tensor,
                    int64_t first, int64_t count)
{
    buffer_add(out, "[", 1);
    if (count) add_elements(out, context, tensor, first, count);
    buffer_add(out, "]", 1);
}

/* The elements from *next on as arrays within arrays, from dimension `axis` on. */
static void add_nested(gd_buffer *out, const gd_context *context, const gd_tensor *tensor, int axis,
                       int64_t *next)
{
    const gd_shape *shape = &tensor->type.shape;
    if (axis == shape->rank) {
        add_elements(out, context, tensor, (*next)++, 1);
    } else if (axis == shape->rank - 1) {
        add_row(out, context, tensor, *next, shape->dims[axis]);
        *next += shape->dims[axis];
    } else {
        buffer_add(out, "[", 1);
        for (int64_t i = 0; i < shape->dims[axis] && !out->error.code; i++) {
            if (i) buffer_add(out, ",", 1);
            add_nested(out, context, tensor, axis + 1, next);
        }
        buffer_add(out, "]", 1);
    }
}

static void add_shape(gd_buffer *out, const gd_shape *shape)
{
    buffer_add(out, "[", 1);
    for (int i = 0; i < shape->rank; i++) {
        if (i) buffer_add(out, ",", 1);
        add_int(out, shape->dims[i]);
    }
    buffer_add(out, "]", 1);
}

static void add_tensor(gd_buffer *out, const gd_context *context, const gd_tensor *tensor,
                       wire_encoding encoding)
{
    int64_t next = 0;
    buffer_add_text(out, "{\"dtype\":\"");
    buffer_add_text(out, gd_dtype_name(tensor->type.dtype));
    buffer_add_text(out, "\",\"shape\":");
    add_shape(out, &tensor->type.shape);
    buffer_add_text(out, encoding == WIRE_BASE64 ? ",\"base64\":\"" : ",\"data\":");
    switch (encoding) {
    case WIRE_NESTED: add_nested(out, context, tensor, 0, &next); break;
    case WIRE_FLAT: add_row(out, context, tensor, 0, tensor->count); break;
    case WIRE_BASE64:
        wire_encode_base64(out, context, tensor->data,
                           (size_t)tensor->count * gd_dtype_size(tensor->type.dtype));
        buffer_add(out, "\"", 1);
    }
    buffer_add(out, "}", 1);
}

static void add_items(gd_buffer *out, const gd_context *context, const gd_value *value,
                      gd_tensor *const *tensors, wire_encoding encoding)
{
    bool map = value->kind == GD_VALUE_MAP;
    buffer_add(out, map ? "{" : "[", 1);
    for (int i = 0; i < value->n_items && !out->error.code; i++) {
        if (i) buffer_add(out, ",", 1);
        if (map) {
            quote_text(out, value->items[i].name);
            buffer_add(out, ":", 1);
        }
        wire_write_value(out, context, &value->items[i], tensors, encoding);
    }
    buffer_add(out, map ? "}" : "]", 1);
}

void wire_write_value(gd_buffer *out, const gd_context *context, const gd_value *value,
                      gd_tensor *const *tensors, wire_encoding encoding)
{
    switch (value->kind) {
    case GD_VALUE_NONE: buffer_add(out, "null", 4); break;
    case GD_VALUE_BOOL: add_bool(out, value->integer); break;
    case GD_VALUE_INT: add_int(out, value->integer); break;
    case GD_VALUE_FLOAT: add_number(out, value->number); break;
    case GD_VALUE_TEXT: quote_bytes(out, value->text, value->length); break;
    case GD_VALUE_TENSOR: add_tensor(out, context, tensors[value->integer], encoding); break;
    case GD_VALUE_SEQUENCE:
    case GD_VALUE_MAP: add_items(out, context, value, tensors, encoding);
    }
}

/* A place in the program: a span of its text, or the pointer of a JSON value. */
static void add_place(gd_buffer *out, wire_request *request, gd_span span)
{
    if (span.line > 0) {
        buffer_print(out, ",\"span\":{\"line\":%d,\"column\":%d,\"end_line\":%d,\"end_column\":%d}",
                     (int)span.line, (int)span.column, (int)span.end_line, (int)span.end_column);
        return;
    }
    const char *pointer = span.column > 0 ? wire_program_pointer(request, span.column) : NULL;
    if (!pointer) return;
    buffer_add_text(out, ",\"pointer\":");
    quote_text(out, pointer);
}

static void add_warnings(gd_buffer *out, wire_request *request, const gd_answer *answer)
{
    buffer_add_text(out, "\"warnings\":[");
    for (int i = 0; i < answer->n_warnings; i++) {
        const gd_warning *warning = &answer->warnings[i];
        buffer_print(out, "%s{\"code\":\"%s\",\"message\":", i ? "," : "", warning->code);
        quote_text(out, warning->message);
        add_place(out, request, warning->span);
        buffer_add(out, "}", 1);
    }
    buffer_add(out, "]", 1);
}

void wire_write_id(gd_buffer *out, const json_t *id)
{
    if (json_is_string(id)) quote_bytes(out, json_string_value(id), json_string_length(id));
    else if (json_is_integer(id)) add_int(out, json_integer_value(id));
    else buffer_add(out, "null", 4);
}

enum { SMALL_ANSWER = 500 }; /* bytes that a small answer fits in, so that it grows only once */

void wire_write_answer(gd_buffer *out, wire_request *request, const gd_answer *answer)
{
    const gd_value *root = answer->root;
    buffer_reserve(out, SMALL_ANSWER);
    buffer_add(out, "{", 1);
    for (int i = 0; i < root->n_items; i++) {
        quote_text(out, root->items[i].name);
        buffer_add(out, ":", 1);
        wire_write_value(out, request->reader.context, &root->items[i], answer->tensors,
                         request->encoding);
        buffer_add(out, ",", 1);
    }
    add_warnings(out, request, answer);
    if (request->id) {
        buffer_add_text(out, ",\"id\":");
        wire_write_id(out, request->id);
    }
    buffer_add(out, "}\n", 2);
}
