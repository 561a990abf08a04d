/* Values as text: f-strings, format(), str.format and the % operator, on the rules of format.h. */
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"
#include "engine/lang/format.h"

#include <string.h>

const gd_object *text_of(gd_trace *trace, const gd_object *value, gd_print_style style)
{
    gd_buffer text;
    if (value->kind == GD_OBJECT_STRING && style == PRINT_STR) return value;
    buffer_init(&text, trace->memory, (size_t)trace->context->limits->sequence_items);
    bool printed = object_print(trace, value, style, &text);
    const gd_object *result = object_buffer(trace, &text);
    return printed ? result : NULL;
}

/* The value as format.h sees it. */
static format_value seen(const gd_object *value)
{
    static const format_kind kinds[GD_OBJECT_KIND_COUNT] = {[GD_OBJECT_BOOL] = FORMAT_BOOL,
                                                            [GD_OBJECT_INT] = FORMAT_INT,
                                                            [GD_OBJECT_FLOAT] = FORMAT_FLOAT,
                                                            [GD_OBJECT_STRING] = FORMAT_STRING};
    bool plain = object_is_number(value) || value->kind == GD_OBJECT_STRING;
    const char *text = value->kind == GD_OBJECT_STRING ? value->text : object_type(value);
    return (format_value){plain ? kinds[value->kind] : FORMAT_OTHER, value->integer,
                          object_number(value), text, plain ? (size_t)value->length : strlen(text)};
}

static const gd_object *by_spec(gd_trace *trace, const gd_object *value, const gd_object *spec)
{
    gd_buffer text;
    const format_value of = seen(value);
    if (!spec->length) return text_of(trace, value, PRINT_STR);
    buffer_init(&text, trace->memory, (size_t)trace->context->limits->sequence_items);
    bool done = format_by_spec(&text, &of, spec->text, (size_t)spec->length, trace->err);
    const gd_object *result = object_buffer(trace, &text);
    return done ? result : NULL;
}

const gd_object *format_value_of(gd_trace *trace, const gd_object *value, const gd_object *spec)
{
    bool found;
    if (value->kind == GD_OBJECT_TENSOR) {
        const gd_object *method = resolve_optional(trace, value, name_of("__format__"));
        if (method || trace->err->code) return method ? call_with(trace, method, &spec, 1) : NULL;
    }
    const gd_object *own = special_call(trace, value, "__format__", &spec, 1, &found);
    return found || trace->err->code ? own : by_spec(trace, value, spec);
}

/* -- f-strings ------------------------------------------------------------------------------ */

static const gd_object *converted(gd_trace *trace, const gd_object *value, char how)
{
    return how == 'r' || how == 'a' ? text_of(trace, value, PRINT_REPR)
           : how == 's'             ? text_of(trace, value, PRINT_STR)
                                    : value;
}

static const gd_object *evaluate_field(gd_trace *trace, const gd_tree *field)
{
    const gd_object *value = evaluate(trace, field->parts[0]);
    const gd_tree *given = field->n_parts > 1 ? field->parts[1] : NULL;
    if (value) value = converted(trace, value, field->text ? field->text[0] : 0);
    const gd_object *spec = !value ? NULL : given ? evaluate(trace, given) : object_text(trace, "");
    return spec ? format_value_of(trace, value, spec) : NULL;
}

const gd_object *evaluate_formatted(gd_trace *trace, const gd_tree *tree)
{
    gd_buffer out;
    buffer_init(&out, trace->memory, (size_t)trace->context->limits->sequence_items);
    for (int i = 0; i < tree->n_parts && !trace->err->code; i++) {
        const gd_tree *part = tree->parts[i];
        const gd_object *text =
            part->kind == GD_TREE_FIELD ? evaluate_field(trace, part) : evaluate(trace, part);
        if (text) buffer_add(&out, text->text, (size_t)text->length);
    }
    return object_buffer(trace, &out);
}

/* -- str.format ----------------------------------------------------------------------------- */

/* text.format(…) under way. */
typedef struct formatting {
    const gd_arguments *arguments;
    int64_t next; /* the number of the next field without one */
    bool numbered, counted;
} formatting;

static const gd_object *positional(gd_trace *trace, formatting *state, int64_t i)
{
    int64_t given = state->arguments->n - state->arguments->n_named;
    if (i + 1 < given) return state->arguments->values[i + 1];
    return object_fail(trace, GD_INDEX,
                       "Replacement index %lld out of range for positional args tuple",
                       (long long)i);
}

static bool is_number(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && text[n] >= '0' && text[n] <= '9') n++;
    return length && n == length && n < 10;
}

static int64_t number_in(const char *text, size_t length)
{
    int64_t n = 0;
    for (size_t i = 0; i < length; i++) n = 10 * n + text[i] - '0';
    return n;
}

/* The value of a field's first name. */
static const gd_object *first_value(gd_trace *trace, formatting *state, const char *name,
                                    size_t length)
{
    bool number = is_number(name, length);
    state->numbered |= number;
    state->counted |= !length;
    if (state->numbered && state->counted)
        return object_fail(trace, GD_VALUE,
                           number ? "cannot switch from automatic field numbering to manual field "
                                    "specification"
                                  : "cannot switch from manual field specification to automatic "
                                    "field numbering");
    if (!length) return positional(trace, state, state->next++);
    if (number) return positional(trace, state, number_in(name, length));
    const gd_object *key = object_string(trace, name, length);
    const gd_object *value = key ? call_option(state->arguments, key->text, NULL) : NULL;
    return value || !key ? value : exception_fail(trace, "KeyError", key);
}

/* ".name" and "[key]" after the first name. */
static const gd_object *follow(gd_trace *trace, const gd_object *value, const char *at,
                               const char *end)
{
    while (value && at < end) {
        bool item = *at++ == '[';
        size_t length = 0;
        while (at + length < end &&
               (item ? at[length] != ']' : at[length] != '.' && at[length] != '['))
            length++;
        bool number = item && is_number(at, length);
        const gd_object *key =
            number ? object_int(trace, number_in(at, length)) : object_string(trace, at, length);
        if (!key) return NULL;
        value = item ? index_get(trace, value, key)
                     : resolve_attribute(trace, value, name_of(key->text));
        at += length + item;
    }
    return value;
}

static bool expand(gd_trace *trace, formatting *state, const char *at, const char *end, int depth,
                   gd_buffer *out);

/* name ["!" conversion] [":" specification], between braces. */
static bool expand_field(gd_trace *trace, formatting *state, const char *at, const char *end,
                         int depth, gd_buffer *out)
{
    const char *stop = at, *name = at;
    while (stop < end && *stop != '!' && *stop != ':')
        stop += *stop == '[' ? strcspn(stop, "]") : 1;
    if (stop > end) stop = end;
    while (name < stop && *name != '.' && *name != '[') name++;
    const gd_object *value = first_value(trace, state, at, (size_t)(name - at));
    value = value ? follow(trace, value, name, stop) : NULL;
    if (value && stop + 1 < end && *stop == '!') {
        value = converted(trace, value, stop[1]);
        stop += 2;
    }
    gd_buffer spec;
    if (!value) return false;
    buffer_init(&spec, trace->memory, (size_t)trace->context->limits->sequence_items);
    bool done = stop >= end || expand(trace, state, stop + 1, end, depth + 1, &spec);
    const gd_object *given = object_buffer(trace, &spec);
    const gd_object *text = done && given ? format_value_of(trace, value, given) : NULL;
    if (text) buffer_add(out, text->text, (size_t)text->length);
    return text;
}

/* The brace that closes the field that begins at `at`; NULL: none. */
static const char *closing(const char *at, const char *end)
{
    int open = 1;
    for (; at < end; at++) {
        if (*at == '{') open++;
        if (*at == '}' && !--open) return at;
    }
    return NULL;
}

static bool expand(gd_trace *trace, formatting *state, const char *at, const char *end, int depth,
                   gd_buffer *out)
{
    if (depth > 2) return object_refuse(trace, GD_VALUE, "Max string recursion exceeded");
    while (at < end) {
        bool brace = *at == '{' || *at == '}';
        bool twice = brace && !depth && at + 1 < end && at[1] == at[0];
        if (!brace || twice) {
            buffer_add(out, at, 1);
            at += twice ? 2 : 1;
            continue;
        }
        if (*at == '}')
            return object_refuse(trace, GD_VALUE, "Single '}' encountered in format string");
        const char *stop = closing(at + 1, end);
        if (!stop)
            return object_refuse(trace, GD_VALUE,
                                 at + 1 == end ? "Single '{' encountered in format string"
                                               : "expected '}' before end of string");
        if (!trace_step(trace, 1) || !expand_field(trace, state, at + 1, stop, depth, out))
            return false;
        at = stop + 1;
    }
    return true;
}

const gd_object *format_text(gd_trace *trace, const gd_arguments *arguments)
{
    gd_buffer out;
    const gd_object *self = arguments->values[0];
    formatting state = {.arguments = arguments};
    buffer_init(&out, trace->memory, (size_t)trace->context->limits->sequence_items);
    bool done = expand(trace, &state, self->text, self->text + self->length, 0, &out);
    const gd_object *text = object_buffer(trace, &out);
    return done ? text : NULL;
}

/* -- % -------------------------------------------------------------------------------------- */

/* text % values under way. */
typedef struct percent {
    const gd_object *values;
    int64_t next;
    bool keyed;
} percent;

static const gd_object *next_value(gd_trace *trace, percent *state)
{
    bool tuple = state->values->kind == GD_OBJECT_TUPLE;
    if (state->next < (tuple ? state->values->length : 1))
        return tuple ? state->values->items[state->next++] : (state->next++, state->values);
    return object_fail(trace, GD_TYPE, "not enough arguments for format string");
}

static const gd_object *value_for(gd_trace *trace, percent *state,
                                  const format_conversion *conversion)
{
    if (!conversion->key) return next_value(trace, state);
    if (state->values->kind != GD_OBJECT_DICT)
        return object_fail(trace, GD_TYPE, "format requires a mapping");
    const gd_object *key = object_string(trace, conversion->key, conversion->key_length);
    state->keyed = true;
    return key ? dict_get(trace, state->values, key) : NULL;
}

/* The width and precision that are written as *. */
static bool fill_in(gd_trace *trace, percent *state, format_conversion *conversion)
{
    int64_t *open[2] = {&conversion->width, &conversion->precision};
    for (int i = 0; i < 2; i++) {
        if (*open[i] != FORMAT_FROM_ARGUMENT) continue;
        const gd_object *value = next_value(trace, state);
        if (!value) return false;
        if (!object_is_integer(value)) return object_refuse(trace, GD_TYPE, "* wants int");
        bool negative = value->integer < 0;
        if (!i && negative) conversion->left = true;
        *open[i] = !negative                          ? value->integer
                   : i || value->integer == INT64_MIN ? 0
                                                      : -value->integer;
    }
    return true;
}

static bool convert(gd_trace *trace, percent *state, const format_conversion *conversion,
                    gd_buffer *out)
{
    format_value of = {.kind = FORMAT_OTHER};
    char letter = conversion->letter;
    const gd_object *value = letter == '%' ? &object_none : value_for(trace, state, conversion);
    bool text = letter == 's' || letter == 'r' || letter == 'a';
    if (value && text) value = text_of(trace, value, letter == 's' ? PRINT_STR : PRINT_REPR);
    if (value && value->kind == GD_OBJECT_TENSOR) {
        const gd_object *item = resolve_attribute(trace, value, name_of("item"));
        value = item ? call_with(trace, item, NULL, 0) : NULL;
    }
    if (!value) return false;
    if (letter != '%') of = seen(value);
    return format_by_conversion(out, conversion, &of, trace->err);
}

static bool convert_all(gd_trace *trace, const gd_object *text, percent *state, gd_buffer *out)
{
    size_t at = 0, size = (size_t)text->length;
    while (at < size) {
        format_conversion conversion;
        size_t plain = 0;
        while (at + plain < size && text->text[at + plain] != '%') plain++;
        buffer_add(out, text->text + at, plain);
        at += plain;
        if (at == size) break;
        if (!trace_step(trace, 1) ||
            !format_read_conversion(text->text, size, &at, &conversion, trace->err) ||
            !fill_in(trace, state, &conversion) || !convert(trace, state, &conversion, out))
            return false;
    }
    bool left = state->values->kind == GD_OBJECT_TUPLE
                    ? state->next < state->values->length
                    : !state->next && !state->keyed && state->values->kind != GD_OBJECT_DICT &&
                          state->values->kind != GD_OBJECT_LIST;
    return !left ||
           object_refuse(trace, GD_TYPE, "not all arguments converted during string formatting");
}

const gd_object *format_percent(gd_trace *trace, const gd_object *text, const gd_object *values)
{
    gd_buffer out;
    percent state = {.values = values};
    buffer_init(&out, trace->memory, (size_t)trace->context->limits->sequence_items);
    bool done = convert_all(trace, text, &state, &out);
    const gd_object *result = object_buffer(trace, &out);
    return done ? result : NULL;
}
