/* Functions of Python on numbers. */
#include "engine/lang/builtins.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const gd_object *unknown_value(gd_trace *trace, const char *name)
{
    object_fail(trace, GD_UNSUPPORTED,
                "%s() of a tensor: elements are not known while a program is traced", name);
    return NULL;
}

static const gd_object *parse_float(gd_trace *trace, const gd_object *text)
{
    char *end;
    if (!object_walk_text(trace, text)) return NULL;
    double value = strtod(text->text, &end);
    while (*end == ' ') end++;
    bool whole = end != text->text && end == text->text + text->length && !strchr(text->text, 'x');
    if (whole) return object_float(trace, value);
    return object_fail(trace, GD_VALUE, "could not convert string to float: '%.60s'", text->text);
}

const gd_object *builtin_float(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *from = arguments->n ? arguments->values[0] : &object_false;
    if (from->kind == GD_OBJECT_STRING) return parse_float(trace, from);
    if (from->kind == GD_OBJECT_TENSOR) from = object_constant(trace, from);
    if (!from) return unknown_value(trace, "float");
    if (object_is_number(from)) return object_float(trace, object_number(from));
    return object_fail(trace, GD_TYPE,
                       "float() argument must be a string or a real number, not '%s'",
                       object_type(from));
}

static const gd_object *parse_int(gd_trace *trace, const gd_object *text)
{
    char *end;
    if (!object_walk_text(trace, text)) return NULL;
    errno = 0;
    long long value = strtoll(text->text, &end, 10);
    if (errno) return object_fail(trace, GD_INT_OVERFLOW, "integer overflow: 64 bits");
    if (end != text->text && end == text->text + text->length) return object_int(trace, value);
    return object_fail(trace, GD_VALUE, "invalid literal for int() with base 10: '%.60s'",
                       text->text);
}

static const gd_object *truncate_number(gd_trace *trace, double value)
{
    if (isnan(value)) return object_fail(trace, GD_VALUE, "cannot convert float NaN to integer");
    if (!(value >= -9223372036854775808.0 && value < 9223372036854775808.0))
        return object_fail(trace, GD_INT_OVERFLOW, "cannot convert float to integer: 64 bits");
    return object_int(trace, (int64_t)value);
}

const gd_object *builtin_int(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *from = arguments->n ? arguments->values[0] : &object_false;
    if (from->kind == GD_OBJECT_STRING) return parse_int(trace, from);
    if (from->kind == GD_OBJECT_TENSOR) from = object_constant(trace, from);
    if (!from) return unknown_value(trace, "int");
    if (object_is_integer(from)) return object_int(trace, from->integer);
    if (from->kind == GD_OBJECT_FLOAT) return truncate_number(trace, object_number(from));
    return object_fail(trace, GD_TYPE, "int() argument must be a real number, not '%s'",
                       object_type(from));
}

const gd_object *builtin_bool(gd_trace *trace, const gd_arguments *arguments)
{
    int truth = arguments->n ? object_truth(trace, arguments->values[0]) : 0;
    return truth < 0 ? NULL : object_bool(truth);
}

const gd_object *builtin_abs(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *x = arguments->values[0];
    if (!object_is_number(x))
        return object_fail(trace, GD_TYPE, "bad operand type for abs(): '%s'", object_type(x));
    bool negative = x->kind == GD_OBJECT_FLOAT ? signbit(object_number(x)) : x->integer < 0;
    return arithmetic_unary(trace, negative ? "neg" : "positive", x);
}

/* The values of a call to max or min, or the items of its only one. */
static bool spread(gd_trace *trace, const gd_arguments *arguments, gd_sequence *items)
{
    if (arguments->n == 1) return object_iterate(trace, arguments->values[0], items);
    for (int64_t i = 0; i < arguments->n; i++)
        if (!sequence_add(trace, items, arguments->values[i])) return false;
    return true;
}

/* max and min in Python's sense: `better` compares numbers, `elementwise` chooses among tensors. */
typedef struct extreme {
    const char *name, *better, *elementwise;
} extreme;

static const gd_object *choose(gd_trace *trace, const extreme *how, const gd_object *best,
                               const gd_object *next)
{
    if (best->kind == GD_OBJECT_TENSOR || next->kind == GD_OBJECT_TENSOR)
        return call_named(trace, how->elementwise, (const gd_object *[]){best, next}, 2);
    int wins = arithmetic_compare(trace, how->better, next, best);
    return wins < 0 ? NULL : wins ? next : best;
}

static const gd_object *find_extreme(gd_trace *trace, const gd_arguments *arguments,
                                     const extreme *how)
{
    gd_sequence items = {0};
    if (!spread(trace, arguments, &items)) return NULL;
    if (!items.n) return object_fail(trace, GD_VALUE, "%s() arg is an empty sequence", how->name);
    const gd_object *best = items.items[0];
    for (int64_t i = 1; best && i < items.n; i++) best = choose(trace, how, best, items.items[i]);
    return best;
}

const gd_object *builtin_max(gd_trace *trace, const gd_arguments *arguments)
{
    return find_extreme(trace, arguments, &(extreme){"max", "gt", "maximum"});
}

const gd_object *builtin_min(gd_trace *trace, const gd_arguments *arguments)
{
    return find_extreme(trace, arguments, &(extreme){"min", "lt", "minimum"});
}

const gd_object *builtin_sum(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *list = arguments->values[0];
    const gd_object *total = arguments->n > 1 ? arguments->values[1] : object_int(trace, 0);
    int64_t n = object_iterable(trace, list);
    if (n < 0) return NULL;
    for (int64_t i = 0; i < n && total; i++) {
        const gd_object *item = trace_step(trace, 1) ? object_item(trace, list, i) : NULL;
        total = item ? evaluate_operator(trace, "add", total, item) : NULL;
    }
    return total;
}

static const gd_object *truth_of_items(gd_trace *trace, const gd_arguments *arguments, int deciding)
{
    gd_sequence items = {0};
    if (!object_iterate(trace, arguments->values[0], &items)) return NULL;
    for (int64_t i = 0; i < items.n; i++) {
        int truth = object_truth(trace, items.items[i]);
        if (truth < 0) return NULL;
        if (truth == deciding) return object_bool(deciding);
    }
    return object_bool(!deciding);
}

const gd_object *builtin_all(gd_trace *trace, const gd_arguments *arguments)
{
    return truth_of_items(trace, arguments, 0);
}

const gd_object *builtin_any(gd_trace *trace, const gd_arguments *arguments)
{
    return truth_of_items(trace, arguments, 1);
}

const gd_object *builtin_round(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *x = arguments->values[0];
    if (!object_is_number(x))
        return object_fail(trace, GD_TYPE, "type %s doesn't define __round__ method",
                           object_type(x));
    if (arguments->n == 1)
        return object_is_integer(x) ? x : truncate_number(trace, rint(object_number(x)));
    const gd_object *digits = arguments->values[1];
    if (!object_is_integer(digits) || llabs(digits->integer) > 300)
        return object_fail(trace, GD_VALUE, "round() takes a small number of digits");
    char text[400]; /* the nearest decimal, halves by the exact value, as Python does */
    if (digits->integer < 0) return object_fail(trace, GD_UNSUPPORTED, "negative digits");
    snprintf(text, sizeof text, "%.*f", (int)digits->integer, object_number(x));
    return object_is_integer(x) ? x : object_float(trace, strtod(text, NULL));
}
