/* Functions of Python that ask about any object, and those that are refused. */
#include "engine/lang/builtins.h"
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"

#include <math.h>
#include <string.h>

/* -- Classes -------------------------------------------------------------------------------- */

static int derives(gd_trace *trace, const gd_object *class, const gd_object *from,
                   const char *function);

static int derives_from_any(gd_trace *trace, const gd_object *class, const gd_object *tuple,
                            const char *function)
{
    int found = 0;
    if (!trace_step(trace, tuple->length) || !trace_enter(trace)) return -1;
    for (int64_t i = 0; !found && i < tuple->length; i++)
        found = derives(trace, class, tuple->items[i], function);
    trace_leave(trace);
    return found;
}

/* Whether a class derives from one, or from one of a tuple: 1, 0 or -1. */
static int derives(gd_trace *trace, const gd_object *class, const gd_object *from,
                   const char *function)
{
    if (from->kind == GD_OBJECT_TUPLE) return derives_from_any(trace, class, from, function);
    if (from->kind == GD_OBJECT_NONE) return 0;
    if (from->kind == GD_OBJECT_CLASS) return class_derives(class, from);
    object_fail(trace, GD_TYPE, "%s() arg 2 must be a %s, a tuple of %s, or a union", function,
                function[2] == 's' && function[3] == 'u' ? "class" : "type",
                function[2] == 's' && function[3] == 'u' ? "classes" : "types");
    return -1;
}

static const gd_object *run_isinstance(gd_trace *trace, const gd_arguments *arguments)
{
    int found = derives(trace, class_of(arguments->values[0]), arguments->values[1], "isinstance");
    return found < 0 ? NULL : object_bool(found);
}

static const gd_object *run_issubclass(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *class = arguments->values[0];
    if (class->kind != GD_OBJECT_CLASS)
        return object_fail(trace, GD_TYPE, "issubclass() arg 1 must be a class");
    int found = derives(trace, class, arguments->values[1], "issubclass");
    return found < 0 ? NULL : object_bool(found);
}

const gd_object *builtin_type(gd_trace *trace, const gd_arguments *arguments)
{
    if (arguments->n == 1) return class_of(arguments->values[0]);
    object_fail(trace, GD_UNSUPPORTED, "classes made by type()");
    return gd_hint(trace->err, "write a class statement"), NULL;
}

/* -- Attributes ----------------------------------------------------------------------------- */

static bool check_name(gd_trace *trace, const gd_object *name)
{
    return name->kind == GD_OBJECT_STRING ||
           object_refuse(trace, GD_TYPE, "attribute name must be string, not '%s'",
                         object_type(name));
}

static const gd_object *run_getattr(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *name = arguments->values[1];
    if (!check_name(trace, name)) return NULL;
    const gd_object *found = resolve_attribute(trace, arguments->values[0], name_of(name->text));
    if (found || arguments->n < 3) return found;
    return exception_catch_class(trace, "AttributeError") ? arguments->values[2] : NULL;
}

static const gd_object *run_hasattr(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *name = arguments->values[1];
    if (!check_name(trace, name)) return NULL;
    const gd_object *found = resolve_optional(trace, arguments->values[0], name_of(name->text));
    if (!found && trace->err->code && !exception_catch_class(trace, "AttributeError")) return NULL;
    return object_bool(found);
}

static const gd_object *run_setattr(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *name = arguments->values[1];
    bool done = check_name(trace, name) &&
                resolve_set(trace, arguments->values[0], name_of(name->text), arguments->values[2]);
    return done ? &object_none : NULL;
}

static const gd_object *run_delattr(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *name = arguments->values[1];
    bool done = check_name(trace, name) &&
                resolve_set(trace, arguments->values[0], name_of(name->text), NULL);
    return done ? &object_none : NULL;
}

static const gd_object *run_vars(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *found = resolve_optional(trace, arguments->values[0], name_of("__dict__"));
    if (found || trace->err->code) return found;
    return object_fail(trace, GD_TYPE, "vars() argument must have __dict__ attribute");
}

/* -- Objects -------------------------------------------------------------------------------- */

static const gd_object *run_callable(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *object = arguments->values[0];
    bool callable = object_is_callable(object) || special_find(trace, object, "__call__");
    return trace->err->code ? NULL : object_bool(callable);
}

static const gd_object *run_id(gd_trace *trace, const gd_arguments *arguments)
{
    return object_int(trace, object_id(trace, arguments->values[0]));
}

static const gd_object *run_hash(gd_trace *trace, const gd_arguments *arguments)
{
    uint64_t hash;
    bool found;
    const gd_object *object = arguments->values[0];
    const gd_object *own = special_call(trace, object, "__hash__", NULL, 0, &found);
    if (found || trace->err->code) return own;
    if (object_is_integer(object))
        return object_int(trace, object->integer == -1 ? -2 : object->integer);
    bool whole = object->kind == GD_OBJECT_FLOAT &&
                 object_number(object) == floor(object_number(object)) &&
                 fabs(object_number(object)) < 1e15;
    if (whole) return object_int(trace, (int64_t)object_number(object));
    return table_hash(trace, object, &hash) ? object_int(trace, (int64_t)(hash >> 2)) : NULL;
}

static const gd_object *run_repr(gd_trace *trace, const gd_arguments *arguments)
{
    return text_of(trace, arguments->values[0], PRINT_REPR);
}

static const gd_object *run_format(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *spec = arguments->n > 1 ? arguments->values[1] : object_text(trace, "");
    return spec ? format_value_of(trace, arguments->values[0], spec) : NULL;
}

/* sorted(iterable, *, key=None, reverse=False) */
static const gd_object *run_sorted(gd_trace *trace, const gd_arguments *arguments)
{
    return list_sorted(trace, arguments->values[0], call_option(arguments, "key", &object_none),
                       call_option(arguments, "reverse", &object_false));
}

/* -- Integers and characters ---------------------------------------------------------------- */

static const gd_object *refuse_integer(gd_trace *trace, const gd_object *object)
{
    return object_fail(trace, GD_TYPE, "'%s' object cannot be interpreted as an integer",
                       object_type(object));
}

static const gd_object *run_ord(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *text = arguments->values[0];
    if (text->kind != GD_OBJECT_STRING)
        return object_fail(trace, GD_TYPE, "ord() expected string of length 1, but %s found",
                           object_type(text));
    int64_t n = object_length(trace, text);
    if (n != 1)
        return object_fail(trace, GD_TYPE,
                           "ord() expected a character, but string of length %lld found",
                           (long long)n);
    unsigned char first = (unsigned char)text->text[0];
    int64_t code = first < 0x80 ? first : first & (0x3f >> (text->length - 1));
    for (int64_t i = 1; i < text->length; i++) code = code << 6 | (text->text[i] & 0x3f);
    return object_int(trace, code);
}

static const gd_object *run_chr(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *given = arguments->values[0];
    if (!object_is_integer(given)) return refuse_integer(trace, given);
    int64_t code = given->integer;
    if (code < 0 || code >= 0x110000)
        return object_fail(trace, GD_VALUE, "chr() arg not in range(0x110000)");
    if (code >= 0xD800 && code < 0xE000)
        return object_fail(trace, GD_UNSUPPORTED, "a surrogate alone is no character");
    int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char leads[] = {0, 0xC0, 0xE0, 0xF0};
    char text[4];
    text[0] = (char)(leads[more] | code >> (6 * more));
    for (int i = 1; i <= more; i++) text[i] = (char)(0x80 | (code >> (6 * (more - i)) & 0x3f));
    return object_string(trace, text, (size_t)more + 1);
}

static const gd_object *in_base(gd_trace *trace, const gd_object *given, int bits,
                                const char *prefix)
{
    char text[72], *at = text + sizeof text;
    if (!object_is_integer(given)) return refuse_integer(trace, given);
    uint64_t left = given->integer < 0 ? 0 - (uint64_t)given->integer : (uint64_t)given->integer;
    do *--at = "0123456789abcdef"[left & ((1u << bits) - 1)];
    while (left >>= bits);
    for (int i = 1; i >= 0; i--) *--at = prefix[i];
    if (given->integer < 0) *--at = '-';
    return object_string(trace, at, (size_t)(text + sizeof text - at));
}

static const gd_object *run_hex(gd_trace *trace, const gd_arguments *arguments)
{
    return in_base(trace, arguments->values[0], 4, "0x");
}

static const gd_object *run_oct(gd_trace *trace, const gd_arguments *arguments)
{
    return in_base(trace, arguments->values[0], 3, "0o");
}

static const gd_object *run_bin(gd_trace *trace, const gd_arguments *arguments)
{
    return in_base(trace, arguments->values[0], 1, "0b");
}

static const gd_object *run_divmod(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *a = arguments->values[0], *b = arguments->values[1];
    const gd_object *pair[2] = {evaluate_operator(trace, "floor_divide", a, b)};
    pair[1] = pair[0] ? evaluate_operator(trace, "remainder", a, b) : NULL;
    return pair[1] ? object_tuple(trace, pair, 2) : NULL;
}

__extension__ typedef unsigned __int128 wide;

/* a ** b % m of integers, by squaring. */
static const gd_object *power_modulo(gd_trace *trace, const gd_object *const *given)
{
    for (int i = 0; i < 3; i++)
        if (!object_is_integer(given[i]))
            return object_fail(trace, GD_TYPE,
                               "pow() 3rd argument not allowed unless all arguments are integers");
    int64_t modulus = given[2]->integer, power = given[1]->integer;
    if (!modulus) return object_fail(trace, GD_VALUE, "pow() 3rd argument cannot be 0");
    if (power < 0) return object_fail(trace, GD_UNSUPPORTED, "pow() with a negative exponent");
    if (modulus == INT64_MIN) return object_fail(trace, GD_INT_OVERFLOW, "integer overflow");
    const uint64_t m = (uint64_t)(modulus < 0 ? -modulus : modulus);
    int64_t rest = given[0]->integer % (int64_t)m;
    uint64_t base = (uint64_t)(rest < 0 ? rest + (int64_t)m : rest), result = 1 % m;
    for (; power; power >>= 1) {
        if (power & 1) result = (uint64_t)((wide)result * base % m);
        base = (uint64_t)((wide)base * base % m);
    }
    int64_t value = (int64_t)result;
    return object_int(trace, modulus < 0 && value ? value + modulus : value);
}

static const gd_object *run_pow(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *given = arguments->values;
    bool modulo = arguments->n == 3 && given[2]->kind != GD_OBJECT_NONE;
    return modulo ? power_modulo(trace, given)
                  : evaluate_operator(trace, "pow", given[0], given[1]);
}

/* -- What is refused ------------------------------------------------------------------------ */

static const gd_object *refuse(gd_trace *trace, const char *what, const char *hint)
{
    object_fail(trace, GD_UNSUPPORTED, "%s", what);
    return gd_hint(trace->err, "%s", hint), NULL;
}

#define REFUSED(name, what, hint)                                                                  \
    static const gd_object *refuse_##name(gd_trace *trace, const gd_arguments *arguments)          \
    {                                                                                              \
        (void)arguments;                                                                           \
        return refuse(trace, what, hint);                                                          \
    }
REFUSED(input, "input(): a program cannot ask while it runs", "assign the value to a name")
REFUSED(open, "open(): a program has no files", "write the data into the program")
REFUSED(eval, "eval() and exec()", "write the expression itself, or a function")
REFUSED(import, "__import__()", "write an import statement")
REFUSED(names, "globals() and locals()", "keep the values in a dict")
REFUSED(complex, "complex numbers", "keep real and imaginary part apart")
REFUSED(bytes, "bytes", "use str, or a list of numbers")
#undef REFUSED

static const gd_builtin rows[] = {
    {"bin", 1, 1, NULL, run_bin, BUILTIN_PLAIN},
    {"bytearray", 0, -1, NULL, refuse_bytes, BUILTIN_NAMED},
    {"bytes", 0, -1, NULL, refuse_bytes, BUILTIN_NAMED},
    {"callable", 1, 1, NULL, run_callable, BUILTIN_PLAIN},
    {"chr", 1, 1, NULL, run_chr, BUILTIN_PLAIN},
    {"complex", 0, -1, NULL, refuse_complex, BUILTIN_NAMED},
    {"delattr", 2, 2, NULL, run_delattr, BUILTIN_PLAIN},
    {"divmod", 2, 2, NULL, run_divmod, BUILTIN_PLAIN},
    {"eval", 0, -1, NULL, refuse_eval, BUILTIN_NAMED},
    {"exec", 0, -1, NULL, refuse_eval, BUILTIN_NAMED},
    {"format", 1, 2, ".s", run_format, BUILTIN_PLAIN},
    {"getattr", 2, 3, NULL, run_getattr, BUILTIN_PLAIN},
    {"globals", 0, -1, NULL, refuse_names, BUILTIN_NAMED},
    {"hasattr", 2, 2, NULL, run_hasattr, BUILTIN_PLAIN},
    {"hash", 1, 1, NULL, run_hash, BUILTIN_PLAIN},
    {"hex", 1, 1, NULL, run_hex, BUILTIN_PLAIN},
    {"id", 1, 1, NULL, run_id, BUILTIN_PLAIN},
    {"input", 0, -1, NULL, refuse_input, BUILTIN_NAMED},
    {"isinstance", 2, 2, NULL, run_isinstance, BUILTIN_PLAIN},
    {"issubclass", 2, 2, NULL, run_issubclass, BUILTIN_PLAIN},
    {"locals", 0, -1, NULL, refuse_names, BUILTIN_NAMED},
    {"oct", 1, 1, NULL, run_oct, BUILTIN_PLAIN},
    {"open", 0, -1, NULL, refuse_open, BUILTIN_NAMED},
    {"ord", 1, 1, NULL, run_ord, BUILTIN_PLAIN},
    {"pow", 2, 3, ":base exp mod", run_pow, BUILTIN_TENSORS},
    {"repr", 1, 1, NULL, run_repr, BUILTIN_PLAIN},
    {"setattr", 3, 3, NULL, run_setattr, BUILTIN_PLAIN},
    {"sorted", 1, 1, ":key reverse", run_sorted, BUILTIN_NAMED},
    {"vars", 1, 1, NULL, run_vars, BUILTIN_PLAIN},
    {"__import__", 0, -1, NULL, refuse_import, BUILTIN_NAMED},
};
const gd_builtins reflect_functions = BUILTINS(rows);
