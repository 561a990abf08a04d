/* Functions of Python on numbers. */
#include "engine/lang/builtins.h"
#include "engine/lang/containers.h"
#include "engine/lang/format.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const gd_object *unknown_value(gd_trace *trace, const char *name)
{
    if (trace_is_eager(trace))
        return object_fail(trace, GD_VALUE,
                           "only one element tensors can be converted to Python scalars");
    object_fail(trace, GD_UNSUPPORTED,
                "%s() of a tensor: elements are not known while a program is traced", name);
    return NULL;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The text without white space around it and single underscores between digits; NULL, perhaps
 * without an error: it is no number for its underscores. */
static char *trim_number(gd_trace *trace, const gd_object *text)
{
    const char *at = text->text, *end = at + text->length;
    char *out = heap_take(&trace->heap, &cell_bytes, (size_t)text->length + 1, trace->err);
    if (!out || !object_walk_text(trace, text)) return NULL;
    int64_t n = 0;
    while (at < end && is_space(*at)) at++;
    while (at < end && is_space(end[-1])) end--;
    for (const char *c = at; c < end; c++) {
        bool between =
            c > at && c + 1 < end && isalnum((unsigned char)c[-1]) && isalnum((unsigned char)c[1]);
        if (*c == '_' && between) continue;
        if (!*c || *c == '_') return NULL;
        out[n++] = *c;
    }
    return out;
}

static const gd_object *refuse_text(gd_trace *trace, const char *before, const gd_object *text)
{
    const gd_object *shown = text_of(trace, text, PRINT_REPR);
    return shown ? object_fail(trace, GD_VALUE, "%s%.200s", before, shown->text) : NULL;
}

static const gd_object *parse_float(gd_trace *trace, const gd_object *text)
{
    char *end, *trimmed = trim_number(trace, text);
    if (trace->err->code) return NULL;
    double value = trimmed ? strtod(trimmed, &end) : 0;
    bool whole = trimmed && *trimmed && !*end && !strpbrk(trimmed, "xX(");
    return whole ? object_float(trace, value)
                 : refuse_text(trace, "could not convert string to float: ", text);
}

const gd_object *builtin_float(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *from = arguments->n ? arguments->values[0] : &object_false;
    if (from->kind == GD_OBJECT_STRING) return parse_float(trace, from);
    if (from->kind == GD_OBJECT_TENSOR) from = object_constant(trace, from);
    if (!from) return unknown_value(trace, "float");
    if (object_is_number(from)) return object_float(trace, object_number(from));
    bool found;
    const gd_object *own = special_call(trace, from, "__float__", NULL, 0, &found);
    if (found || trace->err->code) return own;
    return object_fail(trace, GD_TYPE,
                       "float() argument must be a string or a real number, not '%s'",
                       object_type(from));
}

/* Python's prefixes 0x, 0o and 0b, where the base allows one; 0 is octal to C alone. */
static const char *skip_prefix(const char *at, int64_t *base)
{
    static const struct {
        char letter;
        int64_t base;
    } prefixes[] = {{'x', 16}, {'o', 8}, {'b', 2}};
    for (int i = 0; at[0] == '0' && i < 3; i++)
        if ((at[1] | 32) == prefixes[i].letter && (!*base || *base == prefixes[i].base)) {
            *base = prefixes[i].base;
            return at + 2;
        }
    if (!*base) *base = 10;
    return at;
}

static const gd_object *parse_int(gd_trace *trace, const gd_object *text, int64_t base)
{
    char *end, *trimmed = trim_number(trace, text), before[64];
    snprintf(before, sizeof before, "invalid literal for int() with base %lld: ", (long long)base);
    if (trace->err->code) return NULL;
    if (!trimmed) return refuse_text(trace, before, text);
    bool sign = trimmed[0] == '-' || trimmed[0] == '+';
    char *digits = trimmed + (skip_prefix(trimmed + sign, &base) - trimmed);
    if (!isalnum((unsigned char)*digits)) return refuse_text(trace, before, text);
    if (sign) *--digits = trimmed[0];
    errno = 0;
    long long value = strtoll(digits, &end, (int)base);
    if (*end || end == digits) return refuse_text(trace, before, text);
    if (errno)
        return object_fail(trace, GD_INT_OVERFLOW, "integer overflow: integers have 64 bits");
    return object_int(trace, value);
}

static const gd_object *truncate_number(gd_trace *trace, double value)
{
    if (isnan(value)) return object_fail(trace, GD_VALUE, "cannot convert float NaN to integer");
    if (isinf(value))
        return object_fail(trace, GD_INT_OVERFLOW, "cannot convert float infinity to integer");
    if (!(value >= -9223372036854775808.0 && value < 9223372036854775808.0))
        return object_fail(trace, GD_INT_OVERFLOW, "cannot convert float to integer: 64 bits");
    return object_int(trace, (int64_t)value);
}

/* int(text, base) */
static const gd_object *int_in_base(gd_trace *trace, const gd_object *from, const gd_object *base)
{
    if (from->kind != GD_OBJECT_STRING)
        return object_fail(trace, GD_TYPE, "int() can't convert non-string with explicit base");
    bool fit =
        object_is_integer(base) && (!base->integer || (base->integer >= 2 && base->integer <= 36));
    if (!fit) return object_fail(trace, GD_VALUE, "int() base must be >= 2 and <= 36, or 0");
    return parse_int(trace, from, base->integer);
}

const gd_object *builtin_int(gd_trace *trace, const gd_arguments *arguments)
{
    bool found;
    int64_t given = arguments->n - arguments->n_named;
    const gd_object *from = given ? arguments->values[0] : &object_false;
    const gd_object *base = given > 1 ? arguments->values[1] : call_option(arguments, "base", NULL);
    if (base) return int_in_base(trace, from, base);
    if (from->kind == GD_OBJECT_STRING) return parse_int(trace, from, 10);
    if (from->kind == GD_OBJECT_TENSOR) from = object_constant(trace, from);
    if (!from) return unknown_value(trace, "int");
    if (object_is_integer(from)) return object_int(trace, from->integer);
    if (from->kind == GD_OBJECT_FLOAT) return truncate_number(trace, object_number(from));
    const gd_object *own = special_call(trace, from, "__int__", NULL, 0, &found);
    if (found || trace->err->code) return own;
    return object_fail(trace, GD_TYPE,
                       "int() argument must be a string, a bytes-like object or a real number, "
                       "not '%s'",
                       object_type(from));
}

const gd_object *builtin_bool(gd_trace *trace, const gd_arguments *arguments)
{
    int truth = arguments->n ? object_truth(trace, arguments->values[0]) : 0;
    return truth < 0 ? NULL : object_bool(truth);
}

const gd_object *builtin_abs(gd_trace *trace, const gd_arguments *arguments)
{
    bool found;
    const gd_object *x = arguments->values[0];
    const gd_object *own = special_call(trace, x, "__abs__", NULL, 0, &found);
    if (found || trace->err->code) return own;
    if (!object_is_number(x))
        return object_fail(trace, GD_TYPE, "bad operand type for abs(): '%s'", object_type(x));
    bool negative = x->kind == GD_OBJECT_FLOAT ? signbit(object_number(x)) : x->integer < 0;
    return arithmetic_unary(trace, negative ? "neg" : "positive", x);
}

/* The values of a call to max or min, or the items of its only one. */
static bool spread(gd_trace *trace, const gd_arguments *arguments, gd_sequence *items)
{
    int64_t given = arguments->n - arguments->n_named;
    if (given == 1) return object_iterate(trace, arguments->values[0], items);
    for (int64_t i = 0; i < given; i++)
        if (!sequence_add(trace, items, arguments->values[i])) return false;
    return true;
}

/* max and min in Python's sense: `better` compares numbers, `elementwise` chooses among tensors. */
typedef struct extreme {
    const char *name, *better, *elementwise;
    const gd_object *key;
} extreme;

/* What a value is judged by. */
static const gd_object *key_of(gd_trace *trace, const extreme *how, const gd_object *value)
{
    return how->key->kind == GD_OBJECT_NONE ? value : call_with(trace, how->key, &value, 1);
}

/* The better one of two values, whose keys are given and replaced. */
static const gd_object *choose(gd_trace *trace, const extreme *how, const gd_object *best,
                               const gd_object *next, const gd_object **best_key)
{
    bool tensors = best->kind == GD_OBJECT_TENSOR || next->kind == GD_OBJECT_TENSOR;
    tensors = tensors && !trace_is_eager(trace);
    if (tensors && how->key->kind == GD_OBJECT_NONE)
        return *best_key =
                   call_named(trace, how->elementwise, (const gd_object *[]){best, next}, 2);
    const gd_object *key = key_of(trace, how, next);
    int wins = key ? object_compare(trace, how->better, key, *best_key) : -1;
    if (wins > 0) *best_key = key;
    return wins < 0 ? NULL : wins ? next : best;
}

static const gd_object *find_extreme(gd_trace *trace, const gd_arguments *arguments, extreme how)
{
    gd_sequence items = {0};
    const gd_object *fallback = call_option(arguments, "default", NULL);
    how.key = call_option(arguments, "key", &object_none);
    if (!spread(trace, arguments, &items)) return NULL;
    if (!items.n && fallback) return fallback;
    if (!items.n) return object_fail(trace, GD_VALUE, "%s() arg is an empty sequence", how.name);
    const gd_object *best = items.items[0], *key = key_of(trace, &how, best);
    size_t top = heap_top(&trace->heap);
    for (int64_t i = 1; key && best && i < items.n; i++) {
        best = choose(trace, &how, best, items.items[i], &key);
        bool kept = best && key && heap_keep(&trace->heap, top, best, trace->err) &&
                    heap_push(&trace->heap, key, trace->err) && trace_step(trace, 1);
        if (!kept) return NULL;
    }
    return key ? best : NULL;
}

const gd_object *builtin_max(gd_trace *trace, const gd_arguments *arguments)
{
    return find_extreme(trace, arguments, (extreme){"max", "gt", "maximum", NULL});
}

const gd_object *builtin_min(gd_trace *trace, const gd_arguments *arguments)
{
    return find_extreme(trace, arguments, (extreme){"min", "lt", "minimum", NULL});
}

const gd_object *builtin_sum(gd_trace *trace, const gd_arguments *arguments)
{
    gd_walk walk;
    const gd_object *item, *total;
    int64_t given = arguments->n - arguments->n_named;
    total = given > 1 ? arguments->values[1] : call_option(arguments, "start", NULL);
    if (!total) total = object_int(trace, 0);
    if (total && total->kind == GD_OBJECT_STRING)
        return object_fail(trace, GD_TYPE, "sum() can't sum strings [use ''.join(seq) instead]");
    if (!total || !walk_begin(trace, arguments->values[0], &walk)) return NULL;
    size_t top = heap_top(&trace->heap);
    while (total && (item = walk_next(trace, &walk))) {
        total = trace_step(trace, 1) ? evaluate_operator(trace, "add", total, item) : NULL;
        if (total && !heap_keep(&trace->heap, top, total, trace->err)) return NULL;
    }
    return trace->err->code ? NULL : total;
}

/* Asks one item after the other until one decides. */
static const gd_object *truth_of_items(gd_trace *trace, const gd_arguments *arguments, int deciding)
{
    gd_walk walk;
    const gd_object *item;
    if (!walk_begin(trace, arguments->values[0], &walk)) return NULL;
    size_t top = heap_top(&trace->heap);
    while ((item = walk_next(trace, &walk))) {
        int truth = trace_step(trace, 1) ? object_truth(trace, item) : -1;
        if (truth < 0) return NULL;
        if (truth == deciding) return object_bool(deciding);
        heap_drop(&trace->heap, top);
    }
    return trace->err->code ? NULL : object_bool(!deciding);
}

const gd_object *builtin_all(gd_trace *trace, const gd_arguments *arguments)
{
    return truth_of_items(trace, arguments, 0);
}

const gd_object *builtin_any(gd_trace *trace, const gd_arguments *arguments)
{
    return truth_of_items(trace, arguments, 1);
}

static const gd_object *round_to(gd_trace *trace, const gd_object *x, int64_t digits)
{
    double rounded;
    int64_t whole;
    if (object_is_integer(x))
        return format_round_int(x->integer, digits, &whole, trace->err) ? object_int(trace, whole)
                                                                        : NULL;
    return format_round(object_number(x), digits, &rounded, trace->err)
               ? object_float(trace, rounded)
               : NULL;
}

const gd_object *builtin_round(gd_trace *trace, const gd_arguments *arguments)
{
    bool found;
    const gd_object *x = arguments->values[0];
    int64_t given = arguments->n - arguments->n_named;
    const gd_object *digits =
        given > 1 ? arguments->values[1] : call_option(arguments, "ndigits", &object_none);
    bool none = digits->kind == GD_OBJECT_NONE;
    const gd_object *own = special_call(trace, x, "__round__", &digits, none ? 0 : 1, &found);
    if (found || trace->err->code) return own;
    if (!object_is_number(x))
        return object_fail(trace, GD_TYPE, "type %s doesn't define __round__ method",
                           object_type(x));
    if (none && object_is_integer(x)) return object_int(trace, x->integer);
    if (none) return truncate_number(trace, rint(object_number(x)));
    if (object_is_integer(digits)) return round_to(trace, x, digits->integer);
    return object_fail(trace, GD_TYPE, "'%s' object cannot be interpreted as an integer",
                       object_type(digits));
}

/* -- Methods -------------------------------------------------------------------------------- */

static const gd_object *run_bit_length(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t value = arguments->values[0]->integer;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int64_t n = 0;
    for (; left; left >>= 1) n++;
    return object_int(trace, n);
}

static const gd_object *run_bit_count(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t value = arguments->values[0]->integer;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    return object_int(trace, __builtin_popcountll(left));
}

static const gd_object *run_conjugate(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *x = arguments->values[0];
    return x->kind == GD_OBJECT_BOOL ? object_int(trace, x->integer) : x;
}

static const gd_object *run_is_integer(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    double x = object_number(arguments->values[0]);
    return object_bool(isfinite(x) && x == floor(x));
}

static const gd_builtin int_rows[] = {
    {"bit_count", 1, 1, NULL, run_bit_count, BUILTIN_PLAIN},
    {"bit_length", 1, 1, NULL, run_bit_length, BUILTIN_PLAIN},
    {"conjugate", 1, 1, NULL, run_conjugate, BUILTIN_PLAIN},
};
const gd_builtins int_methods = BUILTINS(int_rows);

static const gd_builtin float_rows[] = {
    {"conjugate", 1, 1, NULL, run_conjugate, BUILTIN_PLAIN},
    {"is_integer", 1, 1, NULL, run_is_integer, BUILTIN_PLAIN},
};
const gd_builtins float_methods = BUILTINS(float_rows);
