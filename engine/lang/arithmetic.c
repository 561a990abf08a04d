/* Python's operators on numbers, strings and sequences. Integers have 64 bits: what does not fit is
 * GD_INT_OVERFLOW, never a wrong number. */
#include "engine/lang/interpreter.h"
#include "engine/lang/operators.h"

#include <math.h>
#include <string.h>

/* What an operator does with two integers or two floats. */
typedef const gd_object *(*int_rule)(gd_trace *trace, int64_t a, int64_t b);
typedef const gd_object *(*float_rule)(gd_trace *trace, double a, double b);

static const gd_object *overflow(gd_trace *trace)
{
    return object_fail(trace, GD_INT_OVERFLOW, "integer overflow: integers have 64 bits");
}

static const gd_object *zero_division(gd_trace *trace, const char *message)
{
    return object_fail(trace, GD_ZERO_DIVISION, "%s", message);
}

#define CHECKED(NAME, builtin)                                                                     \
    static const gd_object *NAME(gd_trace *trace, int64_t a, int64_t b)                            \
    {                                                                                              \
        int64_t result;                                                                            \
        return builtin(a, b, &result) ? overflow(trace) : object_int(trace, result);               \
    }
CHECKED(int_add, __builtin_add_overflow)
CHECKED(int_sub, __builtin_sub_overflow)
CHECKED(int_mul, __builtin_mul_overflow)
#undef CHECKED

#define PLAIN(NAME, type, make, formula)                                                           \
    static const gd_object *NAME(gd_trace *trace, type a, type b)                                  \
    {                                                                                              \
        return make(trace, formula);                                                               \
    }
PLAIN(int_and, int64_t, object_int, a &b)
PLAIN(int_or, int64_t, object_int, a | b)
PLAIN(int_xor, int64_t, object_int, a ^ b)
PLAIN(float_add, double, object_float, a + b)
PLAIN(float_sub, double, object_float, a - b)
PLAIN(float_mul, double, object_float, a *b)
#undef PLAIN

static const gd_object *float_div(gd_trace *trace, double a, double b)
{
    return b == 0 ? zero_division(trace, "division by zero") : object_float(trace, a / b);
}

static const gd_object *int_div(gd_trace *trace, int64_t a, int64_t b)
{
    return float_div(trace, (double)a, (double)b);
}

static const gd_object *int_floor_divide(gd_trace *trace, int64_t a, int64_t b)
{
    if (b == 0) return zero_division(trace, "integer division or modulo by zero");
    if (b == -1) return int_sub(trace, 0, a);
    return object_int(trace, a / b - (a % b != 0 && (a < 0) != (b < 0)));
}

static const gd_object *int_remainder(gd_trace *trace, int64_t a, int64_t b)
{
    if (b == 0) return zero_division(trace, "integer modulo by zero");
    int64_t rest = b == -1 ? 0 : a % b;
    return object_int(trace, rest && (rest < 0) != (b < 0) ? rest + b : rest);
}

static double modulo(double a, double b)
{
    double rest = fmod(a, b);
    if (rest == 0) return copysign(0, b);
    return (rest < 0) != (b < 0) ? rest + b : rest;
}

static const gd_object *float_remainder(gd_trace *trace, double a, double b)
{
    if (b == 0) return zero_division(trace, "float modulo by zero");
    return object_float(trace, modulo(a, b));
}

/* As CPython's float_floor_div: from the exact remainder, so that no quotient is rounded up. */
static const gd_object *float_floor_divide(gd_trace *trace, double a, double b)
{
    if (b == 0) return zero_division(trace, "float floor division by zero");
    double quotient = (a - modulo(a, b)) / b, whole = floor(quotient);
    if (quotient == 0) return object_float(trace, copysign(0, a / b));
    return object_float(trace, quotient - whole > 0.5 ? whole + 1 : whole);
}

static const gd_object *float_pow(gd_trace *trace, double a, double b)
{
    if (a == 0 && b < 0) return zero_division(trace, "0.0 cannot be raised to a negative power");
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b)) {
        object_fail(trace, GD_UNSUPPORTED, "the power is a complex number");
        return NULL;
    }
    double result = pow(a, b);
    if (isinf(result) && isfinite(a) && isfinite(b))
        return object_fail(trace, GD_INT_OVERFLOW, "Numerical result out of range");
    return object_float(trace, result);
}

/* By squaring; the square that is not needed any more may overflow. */
static const gd_object *int_pow(gd_trace *trace, int64_t a, int64_t b)
{
    if (b < 0) return float_pow(trace, (double)a, (double)b);
    int64_t result = 1;
    for (; b; b >>= 1) {
        if (b & 1 && __builtin_mul_overflow(result, a, &result)) return overflow(trace);
        if (b > 1 && __builtin_mul_overflow(a, a, &a)) return overflow(trace);
    }
    return object_int(trace, result);
}

static const gd_object *int_lshift(gd_trace *trace, int64_t a, int64_t b)
{
    if (b < 0) return object_fail(trace, GD_VALUE, "negative shift count");
    if (a == 0) return object_int(trace, 0);
    return b > 62 ? overflow(trace) : int_mul(trace, a, (int64_t)1 << b);
}

static const gd_object *int_rshift(gd_trace *trace, int64_t a, int64_t b)
{
    if (b < 0) return object_fail(trace, GD_VALUE, "negative shift count");
    return object_int(trace, a >> (b > 63 ? 63 : b));
}

/* Under the names of operators.def. */
static const struct arithmetic {
    const char *name;
    int_rule integers;
    float_rule floats; /* NULL: refused */
    const char *hint;  /* for floats, where refused; or NULL */
} rules[] = {
    {"add", int_add, float_add, NULL},
    {"sub", int_sub, float_sub, NULL},
    {"mul", int_mul, float_mul, NULL},
    {"div", int_div, float_div, NULL},
    {"floor_divide", int_floor_divide, float_floor_divide, NULL},
    {"remainder", int_remainder, float_remainder, NULL},
    {"pow", int_pow, float_pow, NULL},
    {"lshift", int_lshift, NULL, NULL},
    {"rshift", int_rshift, NULL, NULL},
    {"bitwise_and", int_and, NULL, NULL},
    {"bitwise_or", int_or, NULL, NULL},
    {"bitwise_xor", int_xor, NULL, "a power is written a ** b"},
};

static const struct arithmetic *find_rule(const char *name)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!strcmp(rules[i].name, name)) return &rules[i];
    return NULL;
}

static const gd_object *refuse(gd_trace *trace, gd_operator_kind kind, const char *name,
                               const gd_object *a, const gd_object *b)
{
    const gd_operator *row = operator_named(kind, name, strlen(name));
    const char *symbol = row ? row->symbol : name;
    if (kind == GD_OPERATOR_UNARY)
        object_fail(trace, GD_TYPE, "bad operand type for unary %s: '%s'", symbol, object_type(a));
    else if (kind == GD_OPERATOR_BINARY)
        object_fail(trace, GD_TYPE, "unsupported operand type(s) for %s: '%s' and '%s'", symbol,
                    object_type(a), object_type(b));
    else
        object_fail(trace, GD_TYPE, "'%s' not supported between instances of '%s' and '%s'", symbol,
                    object_type(a), object_type(b));
    const struct arithmetic *rule = find_rule(name);
    if (rule && rule->hint) gd_hint(trace->err, "%s", rule->hint);
    return NULL;
}

static const gd_object *on_numbers(gd_trace *trace, const struct arithmetic *rule,
                                   const gd_object *a, const gd_object *b)
{
    if (object_is_integer(a) && object_is_integer(b)) {
        const gd_object *result = rule->integers(trace, a->integer, b->integer);
        bool bitwise = !rule->floats && a->kind == GD_OBJECT_BOOL && b->kind == GD_OBJECT_BOOL &&
                       strstr(rule->name, "bitwise");
        return result && bitwise ? object_bool(result->integer) : result;
    }
    if (!rule->floats) return refuse(trace, GD_OPERATOR_BINARY, rule->name, a, b);
    return rule->floats(trace, object_number(a), object_number(b));
}

static const gd_object *join(gd_trace *trace, const gd_object *a, const gd_object *b)
{
    gd_sequence both = {0};
    if (a->kind != GD_OBJECT_STRING) {
        if (!object_iterate(trace, a, &both) || !object_iterate(trace, b, &both)) return NULL;
        return object_sequence(trace, a->kind, &both);
    }
    size_t m = (size_t)a->length, n = (size_t)b->length;
    if (a->length + b->length > trace->context->limits->sequence_items)
        return object_fail(trace, GD_MEMORY_LIMIT, "a string has at most %lld bytes",
                           (long long)trace->context->limits->sequence_items);
    char *text = heap_take(&trace->heap, &cell_bytes, m + n + 1, trace->err);
    gd_object *object = text ? object_new(trace, GD_OBJECT_STRING) : NULL;
    if (!object) return NULL;
    memcpy(text, a->text, m);
    memcpy(text + m, b->text, n);
    object->text = text;
    object->owns_text = true;
    object->length = a->length + b->length;
    return object;
}

/* sequence * times, its size checked before anything is made; by doubling. */
static const gd_object *repeat(gd_trace *trace, const gd_object *sequence, int64_t times)
{
    const int64_t most = trace->context->limits->sequence_items;
    if (times <= 0 || !sequence->length) {
        const gd_sequence empty = {0};
        if (sequence->kind == GD_OBJECT_STRING) return object_string(trace, "", 0);
        return object_sequence(trace, sequence->kind, &empty);
    }
    if (times > most / sequence->length)
        return object_fail(trace, GD_MEMORY_LIMIT, "a sequence has at most %lld items",
                           (long long)most);
    const gd_object *half = times > 1 ? repeat(trace, sequence, times / 2) : sequence;
    const gd_object *whole = half && times > 1 ? join(trace, half, half) : half;
    return whole && times > 1 && times % 2 ? join(trace, whole, sequence) : whole;
}

static bool is_text_or_sequence(const gd_object *object)
{
    return object->kind == GD_OBJECT_STRING || object_is_sequence(object);
}

const gd_object *arithmetic_binary(gd_trace *trace, const char *name, const gd_object *left,
                                   const gd_object *right)
{
    const struct arithmetic *rule = find_rule(name);
    if (rule && object_is_number(left) && object_is_number(right))
        return on_numbers(trace, rule, left, right);
    bool add = rule && rule->integers == int_add, mul = rule && rule->integers == int_mul;
    if (add && is_text_or_sequence(left) && left->kind == right->kind)
        return join(trace, left, right);
    if (mul && is_text_or_sequence(left) && object_is_integer(right))
        return repeat(trace, left, right->integer);
    if (mul && object_is_integer(left) && is_text_or_sequence(right))
        return repeat(trace, right, left->integer);
    return refuse(trace, GD_OPERATOR_BINARY, name, left, right);
}

static const gd_object *negative(gd_trace *trace, const gd_object *operand)
{
    if (operand->kind == GD_OBJECT_FLOAT) return object_float(trace, -object_number(operand));
    return int_sub(trace, 0, operand->integer);
}

static const gd_object *positive(gd_trace *trace, const gd_object *operand)
{
    return operand->kind == GD_OBJECT_BOOL ? object_int(trace, operand->integer) : operand;
}

static const gd_object *inverted(gd_trace *trace, const gd_object *operand)
{
    return object_int(trace, ~operand->integer);
}

const gd_object *arithmetic_unary(gd_trace *trace, const char *name, const gd_object *operand)
{
    if (!strcmp(name, "neg") && object_is_number(operand)) return negative(trace, operand);
    if (!strcmp(name, "positive") && object_is_number(operand)) return positive(trace, operand);
    if (!strcmp(name, "bitwise_not") && object_is_integer(operand)) return inverted(trace, operand);
    return refuse(trace, GD_OPERATOR_UNARY, name, operand, operand);
}

/* Below 0, 0, above 0, or UNORDERED. */
enum { UNORDERED = 2, UNFIT = 3 };

static int compare_numbers(const gd_object *a, const gd_object *b)
{
    if (object_is_integer(a) && object_is_integer(b))
        return (a->integer > b->integer) - (a->integer < b->integer);
    double x = object_number(a), y = object_number(b);
    return isnan(x) || isnan(y) ? UNORDERED : (x > y) - (x < y);
}

static int compare_texts(const gd_object *a, const gd_object *b)
{
    size_t least = (size_t)(a->length < b->length ? a->length : b->length);
    int order = memcmp(a->text, b->text, least);
    return order ? (order > 0) - (order < 0) : (a->length > b->length) - (a->length < b->length);
}

static int compare(const gd_object *a, const gd_object *b)
{
    if (object_is_number(a) && object_is_number(b)) return compare_numbers(a, b);
    if (a->kind == GD_OBJECT_STRING && b->kind == GD_OBJECT_STRING) return compare_texts(a, b);
    return UNFIT;
}

static int contains(gd_trace *trace, const gd_object *item, const gd_object *object)
{
    bool texts = object->kind == GD_OBJECT_STRING && item->kind == GD_OBJECT_STRING;
    if (texts && !object_walk_text(trace, object)) return -1;
    if (texts)
        return memmem(object->text, (size_t)object->length, item->text, (size_t)item->length) != 0;
    gd_sequence items = {0};
    if (!object_iterate(trace, object, &items)) return -1;
    for (int64_t i = 0; i < items.n; i++) {
        int equal = object_equal(trace, item, items.items[i]);
        if (equal) return equal;
    }
    return 0;
}

static int invert(int truth)
{
    return truth < 0 ? truth : !truth;
}

int arithmetic_compare(gd_trace *trace, const char *name, const gd_object *left,
                       const gd_object *right)
{
    if (!strcmp(name, "eq")) return object_equal(trace, left, right);
    if (!strcmp(name, "ne")) return invert(object_equal(trace, left, right));
    if (!strcmp(name, "contains")) return contains(trace, left, right);
    if (!strcmp(name, "not_contains")) return invert(contains(trace, left, right));
    bool text = left->kind == GD_OBJECT_STRING;
    if (text && !object_walk_text(trace, left)) return -1;
    int order = compare(left, right);
    if (order == UNFIT) {
        refuse(trace, GD_OPERATOR_COMPARISON, name, left, right);
        return -1;
    }
    if (order == UNORDERED) return 0;
    bool or_equal = name[1] == 'e', less = name[0] == 'l';
    return order == 0 ? or_equal : less ? order < 0 : order > 0;
}
