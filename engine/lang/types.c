/* The classes of Python: what each kind of value is an instance of, and what their names make. */
#include "engine/lang/builtins.h"
#include "engine/lang/containers.h"
#include "engine/lang/exception.h"
#include "engine/lang/variable.h"

#include <string.h>

/* -- object --------------------------------------------------------------------------------- */

static const gd_object *run_init(gd_trace *trace, const gd_arguments *arguments)
{
    if (arguments->n == 1) return &object_none;
    return object_fail(trace, GD_TYPE,
                       "object.__init__() takes exactly one argument (the instance to initialize)");
}

static const gd_object *run_new(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *class = arguments->values[0];
    if (class->kind == GD_OBJECT_CLASS) return class_instance(trace, class);
    return object_fail(trace, GD_TYPE, "object.__new__(X): X is not a type object (%s)",
                       object_type(class));
}

static const gd_object *set_attribute(gd_trace *trace, const gd_object *object,
                                      const gd_object *name, const gd_object *value)
{
    if (name->kind != GD_OBJECT_STRING)
        return object_fail(trace, GD_TYPE, "attribute name must be string, not '%s'",
                           object_type(name));
    return attribute_set_plain(trace, object, name_of(name->text), value) ? &object_none : NULL;
}

static const gd_object *run_setattr(gd_trace *trace, const gd_arguments *arguments)
{
    return set_attribute(trace, arguments->values[0], arguments->values[1], arguments->values[2]);
}

static const gd_object *run_delattr(gd_trace *trace, const gd_arguments *arguments)
{
    return set_attribute(trace, arguments->values[0], arguments->values[1], NULL);
}

static const gd_object *run_getattribute(gd_trace *trace, const gd_arguments *arguments)
{
    if (arguments->values[1]->kind != GD_OBJECT_STRING)
        return object_fail(trace, GD_TYPE, "attribute name must be string, not '%s'",
                           object_type(arguments->values[1]));
    return resolve_attribute(trace, arguments->values[0], name_of(arguments->values[1]->text));
}

static const gd_object *run_repr(gd_trace *trace, const gd_arguments *arguments)
{
    gd_buffer text;
    const gd_object *self = arguments->values[0];
    if (self->kind != GD_OBJECT_INSTANCE) return text_of(trace, self, PRINT_REPR);
    buffer_init(&text, trace->memory, SIZE_MAX / 2);
    buffer_add_text(&text, "<");
    class_print(self->detail, &text);
    buffer_print(&text, " object at 0x%llx>", (long long)object_id(trace, self));
    return object_buffer(trace, &text);
}

static const gd_object *run_str(gd_trace *trace, const gd_arguments *arguments)
{
    return text_of(trace, arguments->values[0], PRINT_REPR);
}

static const gd_object *run_eq(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *a = arguments->values[0], *b = arguments->values[1];
    if (a->kind == GD_OBJECT_INSTANCE) return a == b ? &object_true : &object_not_implemented;
    int equal = object_equal(trace, a, b);
    return equal < 0 ? NULL : object_bool(equal);
}

static const gd_object *run_hash(gd_trace *trace, const gd_arguments *arguments)
{
    return object_int(trace, object_id(trace, arguments->values[0]) / 16);
}

static const gd_builtin object_rows[] = {
    {"__init__", 1, -1, NULL, run_init, BUILTIN_PLAIN},
    {"__new__", 1, -1, NULL, run_new, BUILTIN_NAMED},
    {"__setattr__", 3, 3, NULL, run_setattr, BUILTIN_PLAIN},
    {"__delattr__", 2, 2, NULL, run_delattr, BUILTIN_PLAIN},
    {"__getattribute__", 2, 2, NULL, run_getattribute, BUILTIN_PLAIN},
    {"__repr__", 1, 1, NULL, run_repr, BUILTIN_PLAIN},
    {"__str__", 1, 1, NULL, run_str, BUILTIN_PLAIN},
    {"__eq__", 2, 2, NULL, run_eq, BUILTIN_PLAIN},
    {"__hash__", 1, 1, NULL, run_hash, BUILTIN_PLAIN},
};
static const gd_builtins object_methods = BUILTINS(object_rows);

/* -- What their names make ------------------------------------------------------------------ */

static const gd_object *run_text(gd_trace *trace, const gd_arguments *arguments)
{
    return arguments->n ? text_of(trace, arguments->values[0], PRINT_STR) : object_text(trace, "");
}

static const gd_object *run_dict(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *dict = object_dict(trace);
    bool given = arguments->n > arguments->n_named;
    if (!dict || (given && !dict_update(trace, dict, arguments->values[0]))) return NULL;
    for (int64_t i = 0; i < arguments->n_named; i++) {
        const gd_object *value = arguments->values[arguments->n - arguments->n_named + i];
        if (!table_set_name(trace, object_table(dict), name_of(arguments->names[i]), value))
            return NULL;
    }
    return dict;
}

static const gd_object *new_set(gd_trace *trace, const gd_arguments *arguments, bool frozen)
{
    bool copied = arguments->n && arguments->values[0]->kind == GD_OBJECT_SET;
    const gd_object *set = copied ? set_copy(trace, arguments->values[0]) : object_set(trace);
    if (set) ((gd_object *)(uintptr_t)set)->integer = frozen;
    return set && (!arguments->n || copied || set_update(trace, set, arguments->values[0])) ? set
                                                                                            : NULL;
}

static const gd_object *run_set(gd_trace *trace, const gd_arguments *arguments)
{
    return new_set(trace, arguments, false);
}

static const gd_object *run_frozenset(gd_trace *trace, const gd_arguments *arguments)
{
    return new_set(trace, arguments, true);
}

static const gd_object *run_slice(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *none = &object_none;
    const gd_object *const *given = arguments->values;
    const gd_object *bounds[3] = {none, given[0], none};
    for (int64_t i = 0; arguments->n > 1 && i < arguments->n; i++) bounds[i] = given[i];
    gd_object *slice = (gd_object *)(uintptr_t)object_tuple(trace, bounds, 3);
    if (slice) slice->kind = GD_OBJECT_SLICE;
    return slice;
}

static const gd_object *new_wrapper(gd_trace *trace, gd_wrapper kind, const gd_object *const *items,
                                    int64_t n)
{
    gd_object *wrapper = (gd_object *)(uintptr_t)object_tuple(trace, items, n);
    if (!wrapper) return NULL;
    wrapper->kind = GD_OBJECT_WRAPPER;
    wrapper->integer = kind;
    return wrapper;
}

static const gd_object *run_static(gd_trace *trace, const gd_arguments *arguments)
{
    return new_wrapper(trace, WRAPPER_STATIC, arguments->values, 1);
}

static const gd_object *run_class(gd_trace *trace, const gd_arguments *arguments)
{
    return new_wrapper(trace, WRAPPER_CLASS, arguments->values, 1);
}

static const gd_object *run_property(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *functions[3] = {&object_none, &object_none, &object_none};
    for (int64_t i = 0; i < arguments->n && i < 3; i++) functions[i] = arguments->values[i];
    return new_wrapper(trace, WRAPPER_PROPERTY, functions, 3);
}

/* A property with one function replaced: @x.setter. */
static const gd_object *with_function(gd_trace *trace, const gd_arguments *arguments, int at)
{
    const gd_object *property = arguments->values[0];
    if (property->length != 3)
        return object_fail(trace, GD_ATTRIBUTE, "'%s' object has no such attribute",
                           object_type(property));
    const gd_object *functions[3];
    memcpy(functions, property->items, sizeof functions);
    functions[at] = arguments->values[1];
    return new_wrapper(trace, WRAPPER_PROPERTY, functions, 3);
}

static const gd_object *run_getter(gd_trace *trace, const gd_arguments *arguments)
{
    return with_function(trace, arguments, 0);
}

static const gd_object *run_setter(gd_trace *trace, const gd_arguments *arguments)
{
    return with_function(trace, arguments, 1);
}

static const gd_object *run_deleter(gd_trace *trace, const gd_arguments *arguments)
{
    return with_function(trace, arguments, 2);
}

static const gd_builtin wrapper_rows[] = {
    {"getter", 2, 2, NULL, run_getter, BUILTIN_PLAIN},
    {"setter", 2, 2, NULL, run_setter, BUILTIN_PLAIN},
    {"deleter", 2, 2, NULL, run_deleter, BUILTIN_PLAIN},
};
static const gd_builtins property_methods = BUILTINS(wrapper_rows);

static const gd_object *refuse_making(gd_trace *trace, const gd_arguments *arguments)
{
    (void)arguments;
    return object_fail(trace, GD_TYPE, "cannot create instances of this type");
}

static const gd_object *run_size(gd_trace *trace, const gd_arguments *arguments)
{
    gd_object *size = (gd_object *)(uintptr_t)builtin_tuple(trace, arguments);
    for (int64_t i = 0; size && i < size->length; i++)
        if (!object_is_integer(size->items[i]))
            return object_fail(trace, GD_TYPE,
                               "torch.Size() takes an iterable of 'int' (item %lld is '%s')",
                               (long long)i, object_type(size->items[i]));
    if (size) size->text = "torch.Size";
    return size;
}

static const gd_object *run_numel(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t count = 1;
    const gd_object *size = arguments->values[0];
    for (int64_t i = 0; i < size->length; i++)
        if (__builtin_mul_overflow(count, size->items[i]->integer, &count))
            return object_fail(trace, GD_INT_OVERFLOW, "integer overflow: integers have 64 bits");
    return object_int(trace, count);
}

static const gd_builtin size_rows[] = {
    {"numel", 1, 1, NULL, run_numel, BUILTIN_PLAIN},
};
static const gd_builtins size_methods = BUILTINS(size_rows);

/* A tensor of sizes, or of data, of the default dtype. */
static const gd_object *run_tensor(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *all = object_tuple(trace, arguments->values, arguments->n);
    return all ? call_named(trace, "_legacy_tensor", &all, 1) : NULL;
}

/* -- The table ------------------------------------------------------------------------------ */

static const gd_builtins no_methods = {NULL, 0};

/* name of the object in C, name, module, base, methods, least and most arguments, style, how one is
 * made; those of Python's names first */
/* clang-format off */
#define TYPES(TYPE) \
    TYPE(int, "int", NULL, object, int_methods, 0, 2, ":base", PLAIN, builtin_int) \
    TYPE(float, "float", NULL, object, float_methods, 0, 1, NULL, PLAIN, builtin_float) \
    TYPE(bool, "bool", NULL, int, no_methods, 0, 1, NULL, PLAIN, builtin_bool) \
    TYPE(str, "str", NULL, object, string_methods, 0, 1, NULL, PLAIN, run_text) \
    TYPE(list, "list", NULL, object, list_methods, 0, 1, NULL, PLAIN, builtin_list) \
    TYPE(tuple, "tuple", NULL, object, tuple_methods, 0, 1, NULL, PLAIN, builtin_tuple) \
    TYPE(dict, "dict", NULL, object, dict_methods, 0, 1, NULL, NAMED, run_dict) \
    TYPE(set, "set", NULL, object, set_methods, 0, 1, NULL, PLAIN, run_set) \
    TYPE(frozenset, "frozenset", NULL, object, frozenset_methods, 0, 1, NULL, PLAIN, run_frozenset) \
    TYPE(range, "range", NULL, object, no_methods, 1, 3, NULL, PLAIN, builtin_range) \
    TYPE(slice, "slice", NULL, object, no_methods, 1, 3, NULL, PLAIN, run_slice) \
    TYPE(type, "type", NULL, object, no_methods, 1, 3, NULL, PLAIN, builtin_type) \
    TYPE(property, "property", NULL, object, property_methods, 0, 4, NULL, PLAIN, run_property) \
    TYPE(staticmethod, "staticmethod", NULL, object, no_methods, 1, 1, NULL, PLAIN, run_static) \
    TYPE(classmethod, "classmethod", NULL, object, no_methods, 1, 1, NULL, PLAIN, run_class) \
    TYPE(super, "super", NULL, object, no_methods, 0, 2, NULL, PLAIN, class_super) \
    TYPE(none, "NoneType", NULL, object, no_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(ellipsis, "ellipsis", NULL, object, no_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(not_implemented, "NotImplementedType", NULL, object, no_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(function, "function", NULL, object, no_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(builtin, "builtin_function_or_method", NULL, object, no_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(method, "method", NULL, object, no_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(module, "module", NULL, object, no_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(dict_keys, "dict_keys", NULL, object, view_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(dict_values, "dict_values", NULL, object, view_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(dict_items, "dict_items", NULL, object, view_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(ordered, "OrderedDict", "collections", dict, ordered_methods, 0, 1, NULL, NAMED, dict_new_ordered) \
    TYPE(defaultdict, "defaultdict", "collections", dict, no_methods, 0, 2, NULL, NAMED, dict_new_default) \
    TYPE(counter, "Counter", "collections", dict, counter_methods, 0, 1, NULL, NAMED, dict_new_counter) \
    TYPE(dtype, "torch.dtype", NULL, object, no_methods, 0, 0, NULL, PLAIN, refuse_making) \
    TYPE(tensor, "Tensor", "torch", object, no_methods, 0, -1, NULL, PLAIN, run_tensor) \
    TYPE(size, "torch.Size", NULL, tuple, size_methods, 0, 1, NULL, PLAIN, run_size)
/* clang-format on */
enum { N_NAMED = 16 }; /* those that are names of Python */

static const gd_class detail_object = {.methods = &object_methods};
const STATIC_OBJECT(type_object, .kind = GD_OBJECT_CLASS, .text = "object",
                    .detail = &detail_object);

#define TYPE(id, called, of, derived, rows, fewest, greatest, keywords, style, function)           \
    static const gd_builtin make_##id = {called,   fewest,   greatest,                             \
                                         keywords, function, BUILTIN_##style};                     \
    static const gd_class detail_##id = {                                                          \
        .module = of, .base = &type_##derived.object, .methods = &rows, .make = &make_##id};       \
    const STATIC_OBJECT(type_##id, .kind = GD_OBJECT_CLASS, .text = called, .detail = &detail_##id);
TYPES(TYPE)
#undef TYPE

static const gd_object *const types[] = {
#define TYPE(id, ...) &type_##id.object,
    TYPES(TYPE)
#undef TYPE
};

const gd_object *type_find(const char *name)
{
    if (!strcmp(name, "object")) return &type_object.object;
    for (int i = 0; i < N_NAMED; i++)
        if (types[i]->text[0] == name[0] && !strcmp(types[i]->text, name)) return types[i];
    return NULL;
}

const gd_object *type_in_module(const char *module, const char *name)
{
    size_t length = strlen(module);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const char *own = class_detail(types[i])->module, *text = types[i]->text;
        bool here = own && !strcmp(own, module);
        bool prefixed = !strncmp(text, module, length) && text[length] == '.';
        if ((here && !strcmp(text, name)) || (prefixed && !strcmp(text + length + 1, name)))
            return types[i];
    }
    return NULL;
}

/* -- Of what values are instances ----------------------------------------------------------- */

/* Iterators of one kind share a class without methods; it is made for its name alone. */
static const gd_object *class_of_iterator(const gd_object *iterator)
{
#define ITERATION(id, called)                                                                      \
    static const gd_class detail_of_##id = {                                                       \
        .base = &type_object.object, .methods = &no_methods, .make = &make_none};                  \
    static const STATIC_OBJECT(type_of_##id, .kind = GD_OBJECT_CLASS, .text = called,              \
                               .detail = &detail_of_##id);
    ITERATION(generator, "generator")
    ITERATION(enumerate, "enumerate")
    ITERATION(zip, "zip")
    ITERATION(map, "map")
    ITERATION(filter, "filter")
    ITERATION(reversed, "reversed")
    ITERATION(list_reversed, "list_reverseiterator")
    ITERATION(list, "list_iterator")
    ITERATION(tuple, "tuple_iterator")
    ITERATION(range, "range_iterator")
    ITERATION(str, "str_iterator")
    ITERATION(keys, "dict_keyiterator")
    ITERATION(items, "dict_itemiterator")
    ITERATION(set, "set_iterator")
    ITERATION(other, "iterator")
#undef ITERATION
    static const gd_object *const all[] = {
        &type_of_generator.object,     &type_of_enumerate.object, &type_of_zip.object,
        &type_of_map.object,           &type_of_filter.object,    &type_of_reversed.object,
        &type_of_list_reversed.object, &type_of_list.object,      &type_of_tuple.object,
        &type_of_range.object,         &type_of_str.object,       &type_of_keys.object,
        &type_of_items.object,         &type_of_set.object,
    };
    const char *name = ((const gd_iterator *)iterator->detail)->how->name;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(all[i]->text, name)) return all[i];
    return &type_of_other.object;
}

static const gd_object *class_of_wrapper(const gd_object *wrapper)
{
    switch ((gd_wrapper)wrapper->integer) {
    case WRAPPER_STATIC: return &type_staticmethod.object;
    case WRAPPER_CLASS: return &type_classmethod.object;
    default: return &type_property.object;
    }
}

static const gd_object *class_of_view(const gd_object *view)
{
    switch ((gd_dict_view)view->integer) {
    case VIEW_KEYS: return &type_dict_keys.object;
    case VIEW_VALUES: return &type_dict_values.object;
    default: return &type_dict_items.object;
    }
}

const gd_object *class_of(const gd_object *object)
{
    static const gd_object *const by_kind[GD_OBJECT_KIND_COUNT] = {
        [GD_OBJECT_NONE] = &type_none.object,
        [GD_OBJECT_BOOL] = &type_bool.object,
        [GD_OBJECT_INT] = &type_int.object,
        [GD_OBJECT_FLOAT] = &type_float.object,
        [GD_OBJECT_STRING] = &type_str.object,
        [GD_OBJECT_ELLIPSIS] = &type_ellipsis.object,
        [GD_OBJECT_SLICE] = &type_slice.object,
        [GD_OBJECT_RANGE] = &type_range.object,
        [GD_OBJECT_TUPLE] = &type_tuple.object,
        [GD_OBJECT_LIST] = &type_list.object,
        [GD_OBJECT_DTYPE] = &type_dtype.object,
        [GD_OBJECT_TENSOR] = &type_tensor.object,
        [GD_OBJECT_CHANGED] = &type_tensor.object,
        [GD_OBJECT_FUNCTION] = &type_function.object,
        [GD_OBJECT_BUILTIN] = &type_builtin.object,
        [GD_OBJECT_METHOD] = &type_method.object,
        [GD_OBJECT_MODULE] = &type_module.object,
        [GD_OBJECT_CLASS] = &type_type.object,
        [GD_OBJECT_SUPER] = &type_super.object,
        [GD_OBJECT_NOT_IMPLEMENTED] = &type_not_implemented.object,
    };
    switch (object->kind) {
    case GD_OBJECT_INSTANCE: return object->detail;
    case GD_OBJECT_TENSOR:
        return tensor_class(object) ? tensor_class(object) : by_kind[object->kind];
    case GD_OBJECT_DICT: return dict_class_of(object);
    case GD_OBJECT_NODE: return object->meta;
    case GD_OBJECT_SET: return object->integer ? &type_frozenset.object : &type_set.object;
    case GD_OBJECT_VIEW: return class_of_view(object);
    case GD_OBJECT_WRAPPER: return class_of_wrapper(object);
    case GD_OBJECT_ITERATOR: return class_of_iterator(object);
    case GD_OBJECT_TUPLE:
        return object->text && !object->detail ? &type_size.object : by_kind[object->kind];
    default: return by_kind[object->kind];
    }
}
