/* What methods with special names do: operators on instances, their length, truth, text … */
#include "engine/lang/exception.h"
#include "engine/lang/operators.h"

#include <stdio.h>
#include <string.h>

/* Room for "__rfloordiv__". */
enum { SPECIAL_NAME = 32 };

const gd_object *special_find(gd_trace *trace, const gd_object *instance, const char *name)
{
    if (instance->kind != GD_OBJECT_INSTANCE) return NULL;
    const gd_object *member = class_member(trace, instance->detail, name_of(name));
    if (!member || member->kind == GD_OBJECT_BUILTIN) return NULL;
    return class_bind(trace, member, instance, instance->detail);
}

const gd_object *special_call(gd_trace *trace, const gd_object *instance, const char *name,
                              const gd_object *const *values, int n, bool *found)
{
    const gd_object *method = special_find(trace, instance, name);
    *found = method && method->kind != GD_OBJECT_NONE;
    return *found ? call_with(trace, method, values, n) : NULL;
}

/* -- Operators ------------------------------------------------------------------------------ */

/* The method of one operand; NotImplemented if there is none. */
static const gd_object *ask(gd_trace *trace, const gd_object *self, const char *before,
                            const char *method, const gd_object *other)
{
    bool found;
    char name[SPECIAL_NAME];
    snprintf(name, sizeof name, "__%s%s__", before, method);
    const gd_object *result = special_call(trace, self, name, &other, 1, &found);
    return found || trace->err->code ? result : &object_not_implemented;
}

/* Whether the right operand is asked first: its class derives from that of the left one. */
static bool right_first(const gd_object *left, const gd_object *right)
{
    bool both = left->kind == GD_OBJECT_INSTANCE && right->kind == GD_OBJECT_INSTANCE;
    return both && left->detail != right->detail && class_derives(right->detail, left->detail);
}

const gd_object *special_binary(gd_trace *trace, const char *operator, const gd_object * left,
                                const gd_object *right)
{
    const gd_operator *row = operator_named(GD_OPERATOR_BINARY, operator, strlen(operator));
    const gd_object *result = &object_not_implemented;
    bool swapped = right_first(left, right);
    if (!row) return result;
    if (swapped) result = ask(trace, right, "r", row->method, left);
    if (result == &object_not_implemented) result = ask(trace, left, "", row->method, right);
    bool same = left->kind == GD_OBJECT_INSTANCE && left->detail == right->detail;
    if (result == &object_not_implemented && !swapped && !same)
        result = ask(trace, right, "r", row->method, left);
    return result;
}

const gd_object *special_augmented(gd_trace *trace, const char *operator, const gd_object * left,
                                   const gd_object *right)
{
    const gd_operator *row = operator_named(GD_OPERATOR_BINARY, operator, strlen(operator));
    return row ? ask(trace, left, "i", row->method, right) : &object_not_implemented;
}

/* The comparison that says the same with its operands swapped. */
static const char *mirrored(const char *operator)
{
    static const char *const pairs[][2] = {{"lt", "gt"}, {"le", "ge"}, {"gt", "lt"}, {"ge", "le"}};
    for (int i = 0; i < 4; i++)
        if (!strcmp(pairs[i][0], operator)) return pairs[i][1];
    return operator;
}

const gd_object *special_compare(gd_trace *trace, const char *operator, const gd_object * left,
                                 const gd_object *right)
{
    bool swapped = right_first(left, right);
    const gd_object *result = &object_not_implemented;
    if (swapped) result = ask(trace, right, "", mirrored(operator), left);
    if (result == &object_not_implemented) result = ask(trace, left, "", operator, right);
    if (result == &object_not_implemented && !swapped)
        result = ask(trace, right, "", mirrored(operator), left);
    if (result != &object_not_implemented || strcmp(operator, "ne")) return result;
    result = special_compare(trace, "eq", left, right);
    if (!result || result == &object_not_implemented) return result;
    int truth = object_truth(trace, result);
    return truth < 0 ? NULL : object_bool(!truth);
}

const gd_object *special_unary(gd_trace *trace, const char *operator, const gd_object * operand)
{
    bool found;
    char name[SPECIAL_NAME];
    const gd_operator *row = operator_named(GD_OPERATOR_UNARY, operator, strlen(operator));
    snprintf(name, sizeof name, "__%s__", row ? row->method : "");
    const gd_object *result = special_call(trace, operand, name, NULL, 0, &found);
    return found || trace->err->code ? result : &object_not_implemented;
}

/* -- What functions of Python ask ----------------------------------------------------------- */

int64_t special_length(gd_trace *trace, const gd_object *instance)
{
    bool found;
    const gd_object *length = special_call(trace, instance, "__len__", NULL, 0, &found);
    if (found && length && !object_is_integer(length))
        object_fail(trace, GD_TYPE, "'%s' object cannot be interpreted as an integer",
                    object_type(length));
    if (!found)
        object_fail(trace, GD_TYPE, "object of type '%s' has no len()", object_type(instance));
    if (trace->err->code) return -1;
    if (length->integer < 0) object_fail(trace, GD_VALUE, "__len__() should return >= 0");
    return length->integer < 0 ? -1 : length->integer;
}

int special_truth(gd_trace *trace, const gd_object *instance)
{
    bool found;
    const gd_object *truth = special_call(trace, instance, "__bool__", NULL, 0, &found);
    if (found && truth && truth->kind != GD_OBJECT_BOOL)
        object_fail(trace, GD_TYPE, "__bool__ should return bool, returned %s", object_type(truth));
    if (trace->err->code) return -1;
    if (found) return truth->integer != 0;
    const gd_object *length = special_find(trace, instance, "__len__");
    if (!length) return trace->err->code ? -1 : 1;
    int64_t n = special_length(trace, instance);
    return n < 0 ? -1 : n > 0;
}

static const gd_object *default_text(gd_trace *trace, const gd_object *instance,
                                     gd_print_style style)
{
    gd_buffer text;
    buffer_init(&text, trace->memory, (size_t)trace->context->limits->sequence_items);
    bool printed = true;
    if (exception_is(instance->detail)) printed = exception_print(trace, instance, style, &text);
    else {
        buffer_add_text(&text, "<");
        class_print(instance->detail, &text);
        buffer_print(&text, " object at 0x%llx>", (long long)object_id(trace, instance));
    }
    const gd_object *result = object_buffer(trace, &text);
    return printed ? result : NULL;
}

const gd_object *special_text(gd_trace *trace, const gd_object *instance, gd_print_style style)
{
    bool found = false;
    const gd_object *text = NULL;
    bool exception = exception_is(instance->detail);
    if (style == PRINT_STR) text = special_call(trace, instance, "__str__", NULL, 0, &found);
    if (!found && !trace->err->code && !(exception && style == PRINT_STR))
        text = special_call(trace, instance, "__repr__", NULL, 0, &found);
    if (trace->err->code) return NULL;
    if (!found) return default_text(trace, instance, style);
    if (text->kind == GD_OBJECT_STRING) return text;
    return object_fail(trace, GD_TYPE, "__%s__ returned non-string (type %s)",
                       style == PRINT_STR ? "str" : "repr", object_type(text));
}
