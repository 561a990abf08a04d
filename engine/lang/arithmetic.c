/* Python's operators on numbers, strings and sequences. Integers have 64 bits: what does not fit is
 * GD_INT_OVERFLOW, never a wrong number. */
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"
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
    return b == 0 ? zero_division(trace, "float division by zero") : object_float(trace, a / b);
}

static const gd_object *int_div(gd_trace *trace, int64_t a, int64_t b)
{
    if (b == 0) return zero_division(trace, "division by zero");
    return object_float(trace, (double)a / (double)b);
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
    if (b == 0) return zero_division(trace, "float modulo");
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
        if (rules[i].name[0] == name[0] && !strcmp(rules[i].name, name)) return &rules[i];
    return NULL;
}

static const gd_object *refuse(gd_trace *trace, gd_operator_kind kind, const char *name,
                               const gd_object *a, const gd_object *b)
{
    const gd_operator *row = operator_named(kind, name, strlen(name));
    const char *symbol = !row ? name : !strcmp(name, "pow") ? "** or pow()" : row->symbol;
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
        gd_object *all = (gd_object *)(uintptr_t)object_sequence(trace, a->kind, &both);
        if (all && (object_is_size(a) || object_is_size(b))) all->text = "torch.Size";
        return all;
    }
    size_t m = (size_t)a->length, n = (size_t)b->length;
    if (a->length + b->length > trace->context->limits->sequence_items)
        return object_fail(trace, GD_MEMORY_LIMIT, "a string has at most %lld bytes",
                           (long long)trace->context->limits->sequence_items);
    char *text;
    gd_object *object = object_room(trace, m + n, &text);
    if (!object) return NULL;
    memcpy(text, a->text, m);
    memcpy(text + m, b->text, n);
    return object;
}

/* A list is another one afterwards. */
static const gd_object *copy(gd_trace *trace, const gd_object *sequence)
{
    if (sequence->kind != GD_OBJECT_LIST) return sequence;
    return object_list(trace, sequence->items, sequence->length);
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
    if (times == 1) return copy(trace, sequence);
    const gd_object *half = repeat(trace, sequence, times / 2);
    const gd_object *whole = half ? join(trace, half, half) : half;
    return whole && times % 2 ? join(trace, whole, sequence) : whole;
}

static bool is_text_or_sequence(const gd_object *object)
{
    return object->kind == GD_OBJECT_STRING || object_is_sequence(object);
}

/* A tensor that is a whole number says how often. */
static const gd_object *repeat_by_tensor(gd_trace *trace, const gd_object *left,
                                         const gd_object *right)
{
    bool sequence = is_text_or_sequence(left) || is_text_or_sequence(right);
    const gd_object *tensor = left->kind == GD_OBJECT_TENSOR ? left : right;
    const gd_object *times = object_constant(trace, tensor);
    if (!sequence) return refuse(trace, GD_OPERATOR_BINARY, "mul", left, right);
    if (times && object_is_integer(times))
        return repeat(trace, tensor == left ? right : left, times->integer);
    return object_fail(trace, GD_TYPE,
                       "only integer tensors of a single element can be converted to an index");
}

const gd_object *arithmetic_binary(gd_trace *trace, const char *name, const gd_object *left,
                                   const gd_object *right)
{
    const struct arithmetic *rule = find_rule(name);
    if (rule && object_is_number(left) && object_is_number(right))
        return on_numbers(trace, rule, left, right);
    if (left->kind == GD_OBJECT_STRING && !strcmp(name, "remainder"))
        return format_percent(trace, left, right);
    if (left->kind == GD_OBJECT_DICT && right->kind == GD_OBJECT_DICT &&
        !strcmp(name, "bitwise_or")) {
        const gd_object *both = object_dict(trace);
        bool done = both && dict_update(trace, both, left) && dict_update(trace, both, right);
        return done ? both : NULL;
    }
    if (set_is(left) && set_is(right)) {
        const gd_object *result = set_binary(trace, name, left, right);
        if (result || trace->err->code) return result;
    }
    bool add = rule && rule->integers == int_add, mul = rule && rule->integers == int_mul;
    if (add && is_text_or_sequence(left) && left->kind == right->kind)
        return join(trace, left, right);
    if (add && is_text_or_sequence(left))
        return object_fail(trace, GD_TYPE, "can only concatenate %s (not \"%s\") to %s",
                           object_type(left), object_type(right), object_type(left));
    if (mul && is_text_or_sequence(left) && object_is_integer(right))
        return repeat(trace, left, right->integer);
    if (mul && object_is_integer(left) && is_text_or_sequence(right))
        return repeat(trace, right, left->integer);
    if (mul && (left->kind == GD_OBJECT_TENSOR || right->kind == GD_OBJECT_TENSOR))
        return repeat_by_tensor(trace, left, right);
    if (mul && (is_text_or_sequence(left) || is_text_or_sequence(right)))
        return object_fail(trace, GD_TYPE, "can't multiply sequence by non-int of type '%s'",
                           object_type(is_text_or_sequence(left) ? right : left));
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

/* By the first items that differ. */
static int compare_items(gd_trace *trace, const char *name, const gd_object *a, const gd_object *b)
{
    int64_t i = 0, least = a->length < b->length ? a->length : b->length;
    if (!trace_step(trace, least) || !trace_enter(trace)) return -1;
    int equal = 1, result = -1;
    for (; i < least; i++)
        if ((equal = object_equal(trace, a->items[i], b->items[i])) != 1) break;
    if (!equal && i < a->length && i < b->length)
        result = object_compare(trace, name, a->items[i], b->items[i]);
    else if (equal == 1) {
        int64_t order = a->length - b->length;
        result = !order ? name[1] == 'e' : name[0] == 'l' ? order < 0 : order > 0;
    }
    trace_leave(trace);
    return result;
}

static int compare(const gd_object *a, const gd_object *b)
{
    if (object_is_number(a) && object_is_number(b)) return compare_numbers(a, b);
    if (a->kind == GD_OBJECT_STRING && b->kind == GD_OBJECT_STRING) return compare_texts(a, b);
    return UNFIT;
}

/* Looks at one item after the other. */
static int contains_walking(gd_trace *trace, const gd_object *item, const gd_object *object)
{
    gd_walk walk;
    const gd_object *next;
    if (!walk_begin(trace, object, &walk)) {
        if (exception_pending(trace, "TypeError") && object->kind != GD_OBJECT_INSTANCE &&
            object->kind != GD_OBJECT_TENSOR) {
            exception_catch_class(trace, "TypeError");
            object_fail(trace, GD_TYPE, "argument of type '%s' is not iterable",
                        object_type(object));
        }
        return -1;
    }
    size_t top = heap_top(&trace->heap);
    while ((next = walk_next(trace, &walk))) {
        int equal = trace_step(trace, 1) ? object_equal(trace, next, item) : -1;
        if (equal) return equal;
        heap_drop(&trace->heap, top);
    }
    return trace->err->code ? -1 : 0;
}

static int contains_special(gd_trace *trace, const gd_object *item, const gd_object *object)
{
    bool found;
    const gd_object *answer = special_call(trace, object, "__contains__", &item, 1, &found);
    if (found) return answer ? object_truth(trace, answer) : -1;
    return trace->err->code ? -1 : contains_walking(trace, item, object);
}

static int contains_element(gd_trace *trace, const gd_object *item, const gd_object *tensor)
{
    const gd_object *method = resolve_attribute(trace, tensor, name_of("__contains__"));
    const gd_object *answer = method ? call_with(trace, method, &item, 1) : NULL;
    return answer ? object_truth(trace, answer) : -1;
}

static int contains_text(gd_trace *trace, const gd_object *item, const gd_object *text)
{
    if (item->kind != GD_OBJECT_STRING)
        return object_refuse(trace, GD_TYPE,
                             "'in <string>' requires string as left operand, not %s",
                             object_type(item)),
               -1;
    if (!object_walk_text(trace, text)) return -1;
    return memmem(text->text, (size_t)text->length, item->text, (size_t)item->length) != 0;
}

static int contains(gd_trace *trace, const gd_object *item, const gd_object *object)
{
    bool keys = object->kind == GD_OBJECT_DICT || object->kind == GD_OBJECT_SET ||
                (object->kind == GD_OBJECT_VIEW && object->integer == VIEW_KEYS);
    const gd_object *table = object->kind == GD_OBJECT_VIEW ? object->meta : object;
    if (keys) return table_find(trace, object_table(table), item) ? 1 : trace->err->code ? -1 : 0;
    if (object->kind == GD_OBJECT_STRING) return contains_text(trace, item, object);
    if (object->kind == GD_OBJECT_INSTANCE) return contains_special(trace, item, object);
    if (object->kind == GD_OBJECT_TENSOR) return contains_element(trace, item, object);
    return contains_walking(trace, item, object);
}

static int invert(int truth)
{
    return truth < 0 ? truth : !truth;
}

static int compare_sets(gd_trace *trace, const char *name, const gd_object *a, const gd_object *b)
{
    bool less = name[0] == 'l', strict = name[1] == 't';
    if (strict && object_length(trace, a) == object_length(trace, b)) return 0;
    return less ? set_within(trace, a, b) : set_within(trace, b, a);
}

int object_compare(gd_trace *trace, const char *name, const gd_object *a, const gd_object *b)
{
    const gd_object *result = evaluate_comparison(trace, name, a, b);
    return result ? object_truth(trace, result) : -1;
}

int arithmetic_compare(gd_trace *trace, const char *name, const gd_object *left,
                       const gd_object *right)
{
    if (!strcmp(name, "eq")) return object_equal(trace, left, right);
    if (!strcmp(name, "ne")) return invert(object_equal(trace, left, right));
    if (!strcmp(name, "contains")) return contains(trace, left, right);
    if (!strcmp(name, "not_contains")) return invert(contains(trace, left, right));
    bool items = object_is_sequence(left) && left->kind == right->kind;
    if (items) return compare_items(trace, name, left, right);
    if (set_is(left) && set_is(right)) return compare_sets(trace, name, left, right);
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
