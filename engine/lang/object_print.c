/* str() and repr() of values, as Python prints them. */
#include "engine/base/decimal.h"
#include "engine/lang/tape.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Digits with the point after the first `point` of them; zeros fill up on either side. */
static void print_fixed(gd_buffer *out, const char *digits, int n, int point)
{
    if (point <= 0) buffer_print(out, "0.%.*s%s", -point, "0000", digits);
    else if (point >= n) buffer_print(out, "%s%.*s.0", digits, point - n, "0000000000000000");
    else buffer_print(out, "%.*s.%s", point, digits, digits + point);
}

/* Fixed between 1e-4 and 1e16, exponents elsewhere. */
static void print_float(gd_buffer *out, double value)
{
    if (isnan(value)) {
        buffer_add_text(out, "nan");
        return;
    }
    if (signbit(value)) buffer_add_text(out, "-");
    if (isinf(value)) {
        buffer_add_text(out, "inf");
        return;
    }
    decimal shortest = decimal_from_double(fabs(value));
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, shortest.digits);
    int point = value == 0 ? 1 : n + shortest.exponent;
    if (point > -4 && point <= 16) print_fixed(out, digits, n, point);
    else
        buffer_print(out, "%c%s%se%c%02d", digits[0], n > 1 ? "." : "", digits + 1,
                     point > 0 ? '+' : '-', abs(point - 1));
}

static void print_string(gd_buffer *out, const gd_object *string)
{
    bool single = memchr(string->text, '\'', (size_t)string->length);
    bool twice = memchr(string->text, '"', (size_t)string->length);
    char quote = single && !twice ? '"' : '\'';
    buffer_add(out, &quote, 1);
    for (int64_t i = 0; i < string->length; i++) {
        unsigned char c = (unsigned char)string->text[i];
        if (c == '\n') buffer_add_text(out, "\\n");
        else if (c == '\t') buffer_add_text(out, "\\t");
        else if (c == '\r') buffer_add_text(out, "\\r");
        else if (c < 32 || c == 127) buffer_print(out, "\\x%02x", c);
        else if (c == '\\' || c == (unsigned char)quote) buffer_print(out, "\\%c", c);
        else buffer_add(out, &c, 1);
    }
    buffer_add(out, &quote, 1);
}

static bool print_items(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    bool list = object->kind == GD_OBJECT_LIST || object->text;
    if (object->text) buffer_print(out, "%s(", object->text);
    buffer_add_text(out, list ? "[" : "(");
    for (int64_t i = 0; i < object->length; i++) {
        if (i) buffer_add_text(out, ", ");
        if (!object_print(trace, object->items[i], PRINT_REPR, out)) return false;
    }
    if (!list && object->length == 1) buffer_add_text(out, ",");
    buffer_add_text(out, list ? "]" : ")");
    if (object->text) buffer_add_text(out, ")");
    return true;
}

/* "torch.return_types.max(\nvalues=…,\nindices=…)" */
static bool print_named(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    const gd_object *names = object->detail;
    buffer_print(out, "torch.return_types.%s(", object->text);
    for (int64_t i = 0; i < object->length; i++) {
        buffer_print(out, i ? ",\n%s=" : "\n%s=", names->items[i]->text);
        if (!object_print(trace, object->items[i], PRINT_REPR, out)) return false;
    }
    buffer_add_text(out, ")");
    return true;
}

static bool print_nested(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    /* A list may contain itself. */
    if (!trace_step(trace, object->length) || !trace_enter(trace)) return false;
    bool named = object->kind == GD_OBJECT_TUPLE && object->detail;
    bool printed = named ? print_named(trace, object, out) : print_items(trace, object, out);
    trace_leave(trace);
    return printed;
}

static void print_range(const gd_object *range, gd_buffer *out)
{
    int64_t step = range->items[2]->integer;
    buffer_print(out, "range(%" PRId64 ", %" PRId64, range->items[0]->integer,
                 range->items[1]->integer);
    if (step != 1) buffer_print(out, ", %" PRId64, step);
    buffer_add_text(out, ")");
}

static bool print_elements(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    char suffix[OP_GRAD_FN + 16];
    gd_tape_edge edge;
    const char *suffixes[] = {suffix};
    if (!tape_edge(trace, object, &edge)) return false;
    const gd_variable *variable = tensor_variable(object);
    if (variable->node) snprintf(suffix, sizeof suffix, "grad_fn=<%s>", variable->node->name);
    else snprintf(suffix, sizeof suffix, "requires_grad=True");
    gd_tensor *data = variable_tensor(trace, variable);
    if (data) repr_tensor(out, data, &trace->printing, trace->dtype, suffixes, edge.node != NULL);
    gd_tensor_free(data);
    return data;
}

static bool print_tensor(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    if (tensor_variable(object)) return print_elements(trace, object, out);
    object_fail(trace, GD_UNSUPPORTED,
                "printing a tensor: its elements are not known while a program is traced");
    return gd_hint(trace->err, "ask for it in the outputs");
}

static const char *function_name(const gd_object *object)
{
    return ((const gd_closure *)object->detail)->signature.name;
}

bool object_print(gd_trace *trace, const gd_object *object, gd_print_style style, gd_buffer *out)
{
    switch (object->kind) {
    case GD_OBJECT_NONE: buffer_add_text(out, "None"); break;
    case GD_OBJECT_BOOL: buffer_add_text(out, object->integer ? "True" : "False"); break;
    case GD_OBJECT_INT: buffer_print(out, "%" PRId64, object->integer); break;
    case GD_OBJECT_FLOAT: print_float(out, object_number(object)); break;
    case GD_OBJECT_STRING:
        if (style == PRINT_REPR) print_string(out, object);
        else buffer_add(out, object->text, (size_t)object->length);
        break;
    case GD_OBJECT_ELLIPSIS: buffer_add_text(out, "Ellipsis"); break;
    case GD_OBJECT_DTYPE:
        buffer_print(out, "torch.%s", gd_dtype_name((gd_dtype)object->integer));
        break;
    case GD_OBJECT_RANGE: print_range(object, out); break;
    case GD_OBJECT_SLICE:
        buffer_add_text(out, object_type(object));
        return print_nested(trace, object, out);
    case GD_OBJECT_TUPLE:
    case GD_OBJECT_LIST: return print_nested(trace, object, out);
    case GD_OBJECT_TENSOR: return print_tensor(trace, object, out);
    case GD_OBJECT_FUNCTION: buffer_print(out, "<function %s>", function_name(object)); break;
    case GD_OBJECT_NODE:
        buffer_print(out, "<%s object at 0x%012llx>", ((const gd_tape_node *)object->detail)->name,
                     (unsigned long long)((const gd_tape_node *)object->detail)->sequence);
        break;
    case GD_OBJECT_MODULE: buffer_print(out, "<module '%s'>", object->text); break;
    default: buffer_print(out, "<%s>", object_type(object)); break;
    }
    return true;
}
