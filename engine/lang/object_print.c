/* str() and repr() of values, as Python prints them. */
#include "engine/lang/tape.h"
#include "engine/lang/containers.h"
#include "engine/lang/format.h"
#include "engine/lang/iterate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

static bool print_list(gd_trace *trace, const gd_object *object, gd_buffer *out)
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

static bool print_entries(gd_trace *trace, const gd_object *dict, gd_buffer *out)
{
    const gd_entry_pair *entry;
    const gd_table *table = object_table(dict);
    buffer_add_text(out, "{");
    for (int64_t at = 0, n = 0; (entry = table_next(table, &at)); n++) {
        const gd_object *value = entry->value;
        if (n) buffer_add_text(out, ", ");
        if (!heap_push(&trace->heap, value, trace->err) ||
            !object_print(trace, entry->key, PRINT_REPR, out))
            return false;
        buffer_add_text(out, ": ");
        if (!object_print(trace, value, PRINT_REPR, out)) return false;
    }
    buffer_add_text(out, "}");
    return true;
}

/* A dict of the module collections. */
static bool print_classed(gd_trace *trace, const gd_object *dict, gd_buffer *out)
{
    const gd_object *items = dict_print_as(trace, dict, out);
    bool empty = items == dict && !object_table(dict)->live;
    bool named = empty && strcmp(dict->text, "defaultdict");
    bool printed = items && (named || items != dict || print_entries(trace, items, out));
    if (printed && items != dict) printed = object_print(trace, items, PRINT_REPR, out);
    buffer_add_text(out, ")");
    return printed;
}

static bool print_walk(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    gd_walk walk;
    const gd_object *item;
    if (!walk_begin(trace, object, &walk)) return false;
    for (int64_t n = 0; (item = walk_next(trace, &walk)); n++) {
        if (n) buffer_add_text(out, ", ");
        if (!object_print(trace, item, PRINT_REPR, out)) return false;
    }
    return !trace->err->code;
}

static bool print_set(gd_trace *trace, const gd_object *set, gd_buffer *out)
{
    bool empty = !object_table(set)->live;
    if (empty || set->integer) buffer_print(out, "%s(", object_type(set));
    if (!empty) buffer_add_text(out, "{");
    bool printed = empty || print_walk(trace, set, out);
    if (!empty) buffer_add_text(out, "}");
    if (empty || set->integer) buffer_add_text(out, ")");
    return printed;
}

static bool print_view(gd_trace *trace, const gd_object *view, gd_buffer *out)
{
    buffer_print(out, "%s([", object_type(view));
    bool printed = print_walk(trace, view, out);
    buffer_add_text(out, "])");
    return printed;
}

static bool print_items(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    switch (object->kind) {
    case GD_OBJECT_DICT:
        return object->text ? print_classed(trace, object, out) : print_entries(trace, object, out);
    case GD_OBJECT_SET: return print_set(trace, object, out);
    case GD_OBJECT_VIEW: return print_view(trace, object, out);
    default: return print_list(trace, object, out);
    }
}

/* What is being printed contains itself. */
static bool print_again(const gd_object *object, gd_buffer *out)
{
    buffer_add_text(out, object->kind == GD_OBJECT_LIST    ? "[...]"
                         : object->kind == GD_OBJECT_TUPLE ? "(...)"
                                                           : "{...}");
    return true;
}

static bool print_nested(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    const gd_printing *outer = trace->printing;
    for (const gd_printing *at = outer; at; at = at->outer)
        if (at->object == object) return print_again(object, out);
    int64_t length = object->kind == GD_OBJECT_LIST ? object->length : 1;
    size_t top = heap_top(&trace->heap);
    if (!heap_push(&trace->heap, object, trace->err) || !trace_step(trace, length) ||
        !trace_enter(trace))
        return false;
    const gd_printing own = {object, outer};
    trace->printing = &own;
    bool named = object->kind == GD_OBJECT_TUPLE && object->detail && object->text;
    bool printed = named ? print_named(trace, object, out) : print_items(trace, object, out);
    trace->printing = outer;
    trace_leave(trace);
    heap_drop(&trace->heap, top);
    return printed;
}

static bool print_special(gd_trace *trace, const gd_object *object, gd_print_style style,
                          gd_buffer *out)
{
    if (!trace_enter(trace)) return false;
    const gd_object *text = special_text(trace, object, style);
    if (text) buffer_add(out, text->text, (size_t)text->length);
    trace_leave(trace);
    return text;
}

static bool print_method(gd_trace *trace, const gd_object *method, gd_buffer *out)
{
    const gd_object *function = method->detail;
    bool builtin = function->kind == GD_OBJECT_BUILTIN;
    if (builtin)
        buffer_print(out, "<built-in method %s of %s object at 0x%" PRIx64 ">",
                     function->detail ? ((const gd_builtin *)function->detail)->name : "operator",
                     object_type(method->meta), object_id(trace, method->meta));
    else {
        buffer_print(out, "<bound method %s of ",
                     function->kind == GD_OBJECT_FUNCTION
                         ? ((const gd_closure *)function->detail)->signature.name
                         : "?");
        if (!object_print(trace, method->meta, PRINT_REPR, out)) return false;
        buffer_add_text(out, ">");
    }
    return true;
}

static void print_range(const gd_object *range, gd_buffer *out)
{
    int64_t step = range->items[2]->integer;
    buffer_print(out, "range(%" PRId64 ", %" PRId64, range->items[0]->integer,
                 range->items[1]->integer);
    if (step != 1) buffer_print(out, ", %" PRId64, step);
    buffer_add_text(out, ")");
}

enum { ELEMENTS_PER_STEP = 8 };

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
    const repr_options *options = &trace->tensor_options;
    bool done = data && trace_step(trace, repr_count(data, options) / ELEMENTS_PER_STEP);
    if (done)
        repr_tensor(out, data, options, trace->dtype, suffixes, edge.node != NULL, trace->context);
    gd_tensor_free(data);
    return done;
}

static bool print_tensor(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    const gd_object *class = tensor_class(object);
    if (class) buffer_print(out, "%s containing:\n", class->text);
    if (tensor_variable(object)) return print_elements(trace, object, out);
    object_fail(trace, GD_UNSUPPORTED,
                "printing a tensor: its elements are not known while a program is traced");
    return gd_hint(trace->err, "ask for it in the outputs");
}

static const char *function_name(const gd_object *object)
{
    return ((const gd_closure *)object->detail)->signature.name;
}

/* "<generator object f at 0x…>" */
static void print_iterator(gd_trace *trace, const gd_object *object, gd_buffer *out)
{
    const gd_object *function = ((const gd_iterator *)object->detail)->function;
    bool generator = !strcmp(object_type(object), "generator");
    buffer_print(out, "<%s object", object_type(object));
    if (generator) buffer_print(out, " %s", function ? function->text : "<genexpr>");
    buffer_print(out, " at 0x%" PRIx64 ">", object_id(trace, object));
}

/* A small structure that shares its parts may be an endless text: no more is made than has room. */
bool object_print(gd_trace *trace, const gd_object *object, gd_print_style style, gd_buffer *out)
{
    if (out->error.code) return object_refuse(trace, out->error.code, "%s", out->error.message);
    switch (object->kind) {
    case GD_OBJECT_NONE: buffer_add_text(out, "None"); break;
    case GD_OBJECT_BOOL: buffer_add_text(out, object->integer ? "True" : "False"); break;
    case GD_OBJECT_INT: buffer_print(out, "%" PRId64, object->integer); break;
    case GD_OBJECT_FLOAT: format_float(out, object_number(object)); break;
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
    case GD_OBJECT_LIST:
    case GD_OBJECT_DICT:
    case GD_OBJECT_SET:
    case GD_OBJECT_VIEW: return print_nested(trace, object, out);
    case GD_OBJECT_TENSOR: return print_tensor(trace, object, out);
    case GD_OBJECT_NODE:
        buffer_print(out, "<%s object at 0x%" PRIx64 ">",
                     ((const gd_tape_node *)object->detail)->name, object_id(trace, object));
        break;
    case GD_OBJECT_INSTANCE: return print_special(trace, object, style, out);
    case GD_OBJECT_METHOD: return print_method(trace, object, out);
    case GD_OBJECT_FUNCTION:
        buffer_print(out, "<function %s at 0x%" PRIx64 ">", function_name(object),
                     object_id(trace, object));
        break;
    case GD_OBJECT_BUILTIN:
        buffer_print(out, "<built-in function %s>",
                     object->detail ? ((const gd_builtin *)object->detail)->name
                                    : op_row((gd_op)object->integer)->name);
        break;
    case GD_OBJECT_CLASS:
        buffer_add_text(out, "<class '");
        class_print(object, out);
        buffer_add_text(out, "'>");
        break;
    case GD_OBJECT_MODULE: buffer_print(out, "<module '%s'>", object->text); break;
    case GD_OBJECT_NOT_IMPLEMENTED: buffer_add_text(out, "NotImplemented"); break;
    case GD_OBJECT_ITERATOR: print_iterator(trace, object, out); break;
    default:
        buffer_print(out, "<%s object at 0x%" PRIx64 ">", object_type(object),
                     object_id(trace, object));
        break;
    }
    return true;
}
