/* Classes and their instances: how they are made and called, and what their attributes are. */
#include "engine/lang/class.h"

#include "engine/lang/exception.h"

#include <stdio.h>
#include <string.h>

static void mark_class(gd_heap *heap, const void *data, size_t size)
{
    const gd_class *class = data;
    (void)size;
    heap_mark(heap, class->base);
    heap_mark(heap, class->order);
    heap_mark(heap, class->members);
    heap_mark(heap, class->doc);
    heap_mark(heap, class->path);
    heap_mark(heap, class->named);
}

static const gd_cell_class cell_class = {mark_class, NULL};

/* -- Order ---------------------------------------------------------------------------------- */

const gd_object *class_order(const gd_object *class, int i)
{
    const gd_class *detail = class_detail(class);
    if (detail->order) return i < detail->n_order ? detail->order[i] : NULL;
    while (class && i-- > 0) class = class_detail(class)->base;
    return class;
}

bool class_derives(const gd_object *class, const gd_object *from)
{
    for (int i = 0; class_order(class, i); i++)
        if (class_order(class, i) == from) return true;
    return false;
}

/* What is left of the orders that are merged. */
typedef struct remaining {
    const gd_object *class; /* whose order it is; NULL: the list of bases */
    const gd_object *const *bases;
    int at, n;
} remaining;

static const gd_object *head(const remaining *list, int i)
{
    if (list->class) return class_order(list->class, list->at + i);
    return list->at + i < list->n ? list->bases[list->at + i] : NULL;
}

/* from: the list whose head the class is; a class stands only once in an order. */
static bool in_a_tail(const remaining *lists, int n, const gd_object *class, int from)
{
    for (int k = 0; k < n; k++) {
        if (k == from && lists[k].class) continue;
        for (int i = 1; head(&lists[k], i); i++)
            if (head(&lists[k], i) == class) return true;
    }
    return false;
}

/* The next class: the first head that is in no tail (C3, Barrett and others 1996). */
static const gd_object *next_in_order(const remaining *lists, int n, bool *any)
{
    *any = false;
    for (int k = 0; k < n; k++) {
        const gd_object *class = head(&lists[k], 0);
        *any |= class != NULL;
        if (class && !in_a_tail(lists, n, class, k)) return class;
    }
    return NULL;
}

static bool find_order(gd_trace *trace, const gd_object *class, gd_class *detail,
                       const gd_arguments *bases)
{
    gd_sequence order = {0};
    int n = (int)bases->n + 1;
    remaining *lists =
        heap_take_array(&trace->heap, &cell_bytes, (size_t)n, sizeof *lists, trace->err);
    if (!lists || !sequence_add(trace, &order, class)) return false;
    for (int k = 0; k < n; k++)
        lists[k] = (remaining){k + 1 < n ? bases->values[k] : NULL, bases->values, 0, n - 1};
    for (bool any;;) {
        const gd_object *next = next_in_order(lists, n, &any);
        if (!any) break;
        if (!next)
            return object_refuse(trace, GD_TYPE,
                                 "Cannot create a consistent method resolution order (MRO) for "
                                 "the bases");
        for (int k = 0; k < n; k++) lists[k].at += head(&lists[k], 0) == next;
        if (!sequence_add(trace, &order, next)) return false;
    }
    detail->order = order.items;
    detail->n_order = (int)order.n;
    return true;
}

/* -- Making --------------------------------------------------------------------------------- */

static bool check_base(gd_trace *trace, const gd_object *base)
{
    if (base->kind != GD_OBJECT_CLASS)
        return object_refuse(trace, GD_TYPE, "a base of a class must be a class, not %s",
                             object_type(base));
    if (!class_detail(base)->make || trace_in_library(trace)) return true;
    object_refuse(trace, GD_UNSUPPORTED, "a class that derives from %s", base->text);
    return gd_hint(trace->err, "keep the %s in an attribute", base->text);
}

static bool take_members(gd_trace *trace, gd_class *class, const gd_scope *scope)
{
    for (int32_t i = 0; i < scope->capacity; i++) {
        const gd_slot *slot = &scope->slots[i];
        if (!slot->name.text || !slot->value || slot->home) continue;
        if (!table_set_name(trace, class->members, slot->name, slot->value)) return false;
    }
    const gd_object *module = table_find_name(class->members, name_of("__module__"));
    if (!module || module->kind != GD_OBJECT_STRING) return true;
    class->named = heap_copy(&trace->heap, module->text, (size_t)module->length, trace->err);
    class->module = class->named;
    return class->named;
}

static bool run_body(gd_trace *trace, const gd_tree *body, const gd_object *object, gd_class *class)
{
    gd_scope *outside = trace->scope;
    gd_scope *scope = scope_new(trace, outside, outside->kind, SCOPE_CLASS);
    if (!scope || !heap_push(&trace->heap, outside, trace->err)) return false;
    scope->class = object;
    trace->scope = scope;
    bool done = locals_declare(trace, body, scope) && execute(trace, body) != FLOW_FAIL;
    trace->scope = outside;
    return done && take_members(trace, class, scope);
}

const gd_object *class_make(gd_trace *trace, const gd_tree *tree)
{
    static const gd_object *const object_alone[] = {&type_object.object};
    gd_arguments bases;
    const gd_object *few[CALL_FEW];
    gd_object *object = object_new(trace, GD_OBJECT_CLASS);
    gd_class *class = heap_take(&trace->heap, &cell_class, sizeof *class, trace->err);
    if (!object || !class || !call_collect(trace, tree, 3, few, &bases)) return NULL;
    if (bases.n_named) return object_fail(trace, GD_UNSUPPORTED, "keyword arguments of a class");
    for (int64_t i = 0; i < bases.n; i++)
        if (!check_base(trace, bases.values[i])) return NULL;
    if (!bases.n) bases = (gd_arguments){.values = object_alone, .n = 1};
    object->text = tree->text;
    object->detail = class;
    object->owns_detail = true;
    class->base = bases.values[0];
    class->module = trace_in_library(trace) ? trace->scope->module : "__main__";
    class->path = function_path(trace, tree->text);
    class->doc = tree->parts[1] ? evaluate(trace, tree->parts[1]) : NULL;
    class->members = class->path ? table_new(trace) : NULL;
    bool done = class->members && find_order(trace, object, class, &bases) &&
                run_body(trace, tree->parts[0], object, class);
    return done ? object : NULL;
}

const gd_object *class_derive(gd_trace *trace, const gd_object *name, const gd_object *base)
{
    const gd_arguments bases = {.values = &base, .n = 1};
    gd_object *object = object_new(trace, GD_OBJECT_CLASS);
    gd_class *class = heap_take(&trace->heap, &cell_class, sizeof *class, trace->err);
    if (!object || !class || !check_base(trace, base)) return NULL;
    object->text = heap_copy(&trace->heap, name->text, (size_t)name->length, trace->err);
    object->owns_text = true;
    object->detail = class;
    object->owns_detail = true;
    class->base = base;
    class->module = class_detail(base)->module;
    class->path = object->text;
    class->members = table_new(trace);
    bool done = object->text && class->members && find_order(trace, object, class, &bases);
    return done ? object : NULL;
}

void class_print(const gd_object *class, gd_buffer *out)
{
    const gd_class *detail = class_detail(class);
    if (detail->module) buffer_print(out, "%s.", detail->module);
    buffer_add_text(out, detail->path ? detail->path : class->text);
}

bool class_rename(gd_trace *trace, const gd_object *class, const gd_object *name)
{
    gd_class *detail = (gd_class *)(uintptr_t)class_detail(class);
    char *text = heap_copy(&trace->heap, name->text, (size_t)name->length, trace->err);
    if (!text) return false;
    ((gd_object *)(uintptr_t) class)->text = text;
    detail->path = text; /* a cell that the class marks */
    detail->module = "__main__";
    return true;
}

/* -- Members -------------------------------------------------------------------------------- */

static const gd_object *own_member(gd_trace *trace, const gd_object *class, gd_name name)
{
    const gd_class *detail = class_detail(class);
    if (detail->members) return table_find_name(detail->members, name);
    const gd_builtin *row = detail->methods ? builtin_row(detail->methods, name.text) : NULL;
    return row ? builtin_new(trace, row) : NULL;
}

const gd_object *class_member_after(gd_trace *trace, const gd_object *class, const gd_object *after,
                                    gd_name name)
{
    const gd_object *at;
    bool reached = !after;
    for (int i = 0; (at = class_order(class, i)); i++) {
        const gd_object *found = reached ? own_member(trace, at, name) : NULL;
        if (found || trace->err->code) return found;
        reached |= at == after;
    }
    return NULL;
}

const gd_object *class_member(gd_trace *trace, const gd_object *class, gd_name name)
{
    return class_member_after(trace, class, NULL, name);
}

const gd_object *class_bind(gd_trace *trace, const gd_object *member, const gd_object *self,
                            const gd_object *class)
{
    if (!member) return NULL;
    bool function = member->kind == GD_OBJECT_FUNCTION || member->kind == GD_OBJECT_BUILTIN;
    if (function) return self ? object_method(trace, member, self) : member;
    if (member->kind != GD_OBJECT_WRAPPER) return member;
    switch ((gd_wrapper)member->integer) {
    case WRAPPER_STATIC: return member->items[0];
    case WRAPPER_CLASS: return object_method(trace, member->items[0], class);
    default: break;
    }
    if (!self) return member;
    if (member->items[0]->kind == GD_OBJECT_NONE)
        return object_fail(trace, GD_ATTRIBUTE, "property of '%s' object has no getter",
                           object_type(self));
    return call_with(trace, member->items[0], &self, 1);
}

/* -- Calls ---------------------------------------------------------------------------------- */

const gd_object *class_instance(gd_trace *trace, const gd_object *class)
{
    gd_object *instance = object_new(trace, GD_OBJECT_INSTANCE);
    if (!instance) return NULL;
    instance->detail = class;
    instance->owns_detail = true;
    instance->meta = table_new(trace);
    return instance->meta ? instance : NULL;
}

static const gd_object *call_bound(gd_trace *trace, const gd_object *function,
                                   const gd_object *self, const gd_arguments *arguments)
{
    const gd_object *method = object_method(trace, function, self);
    return method ? call_object(trace, method, arguments) : NULL;
}

static bool initialise(gd_trace *trace, const gd_object *instance, const gd_arguments *arguments)
{
    const gd_object *class = instance->detail;
    const gd_object *function = class_member(trace, class, name_of("__init__"));
    bool own = function && function->kind != GD_OBJECT_BUILTIN;
    if (own) {
        const gd_object *result = call_bound(trace, function, instance, arguments);
        if (!result || result->kind == GD_OBJECT_NONE) return result;
        return object_refuse(trace, GD_TYPE, "__init__() should return None, not '%s'",
                             object_type(result));
    }
    if (!arguments->n || exception_is(class)) return !trace->err->code;
    return object_refuse(trace, GD_TYPE, "%s() takes no arguments", class->text);
}

const gd_object *class_call(gd_trace *trace, const gd_object *class, const gd_arguments *arguments)
{
    const gd_class *detail = class_detail(class);
    if (detail->make) return builtin_call(trace, builtin_new(trace, detail->make), arguments);
    const gd_object *made = class_member(trace, class, name_of("__new__"));
    if (trace->err->code) return NULL;
    if (made && made->kind == GD_OBJECT_WRAPPER) made = made->items[0];
    bool own = made && made->kind != GD_OBJECT_BUILTIN;
    const gd_object *instance =
        own ? call_bound(trace, made, class, arguments) : class_instance(trace, class);
    if (!instance || instance->kind != GD_OBJECT_INSTANCE) return instance;
    if (exception_is(class) && !exception_take(trace, instance, arguments)) return NULL;
    if (own && !class_derives(instance->detail, class)) return instance;
    return initialise(trace, instance, arguments) ? instance : NULL;
}

/* -- Attributes ----------------------------------------------------------------------------- */

static const gd_object *order_tuple(gd_trace *trace, const gd_object *class, int first, int most)
{
    gd_sequence items = {0};
    const gd_object *at;
    for (int i = first; i < most && (at = class_order(class, i)); i++)
        if (!sequence_add(trace, &items, at)) return NULL;
    return object_sequence(trace, GD_OBJECT_TUPLE, &items);
}

/* A dict of its own: a change of it changes no attribute. */
static const gd_object *copy_table(gd_trace *trace, const gd_table *table)
{
    const gd_object *dict = object_dict(trace);
    bool done = dict && (!table || table_update(trace, object_table(dict), table));
    return done ? dict : NULL;
}

static const gd_object *class_own(gd_trace *trace, const gd_object *class, const char *name)
{
    const gd_class *detail = class_detail(class);
    if (name[0] != '_') return NULL;
    if (!strcmp(name, "__name__")) return object_text(trace, class->text);
    if (!strcmp(name, "__qualname__"))
        return object_text(trace, detail->path ? detail->path : class->text);
    if (!strcmp(name, "__module__"))
        return object_text(trace, detail->module ? detail->module : "builtins");
    if (!strcmp(name, "__doc__")) return detail->doc ? detail->doc : &object_none;
    if (!strcmp(name, "__mro__")) return order_tuple(trace, class, 0, INT32_MAX);
    if (!strcmp(name, "__bases__")) return order_tuple(trace, class, 1, 2);
    if (!strcmp(name, "__base__")) return detail->base ? detail->base : &object_none;
    if (!strcmp(name, "__dict__")) return copy_table(trace, detail->members);
    if (!strcmp(name, "__class__")) return &type_type.object;
    return NULL;
}

const gd_object *class_attribute(gd_trace *trace, const gd_object *class, gd_name name)
{
    const gd_object *own = class_own(trace, class, name.text);
    if (own || trace->err->code) return own;
    return class_bind(trace, class_member(trace, class, name), NULL, class);
}

static bool is_property(const gd_object *member)
{
    return member && member->kind == GD_OBJECT_WRAPPER && member->integer == WRAPPER_PROPERTY;
}

static const gd_object *instance_own(gd_trace *trace, const gd_object *instance, gd_name name)
{
    const gd_object *found = table_find_name(instance->meta, name);
    if (found) return found;
    if (!strcmp(name.text, "__class__")) return instance->detail;
    if (!strcmp(name.text, "__dict__")) return copy_table(trace, instance->meta);
    if (!strcmp(name.text, "__doc__")) return class_own(trace, instance->detail, name.text);
    return !strcmp(name.text, "__module__") ? class_own(trace, instance->detail, name.text) : NULL;
}

const gd_object *instance_attribute(gd_trace *trace, const gd_object *instance, gd_name name)
{
    const gd_object *class = instance->detail;
    const gd_object *member = class_member(trace, class, name);
    if (is_property(member)) return class_bind(trace, member, instance, class);
    const gd_object *own = trace->err->code ? NULL : instance_own(trace, instance, name);
    if (own || trace->err->code) return own;
    if (member) return class_bind(trace, member, instance, class);
    const gd_object *fallback = special_find(trace, instance, "__getattr__");
    const gd_object *text = fallback ? object_text(trace, name.text) : NULL;
    return text ? call_with(trace, fallback, &text, 1) : NULL;
}

const gd_object *super_attribute(gd_trace *trace, const gd_object *super, gd_name name)
{
    const gd_object *after = super->items[0], *self = super->items[1];
    bool class = self->kind == GD_OBJECT_CLASS;
    const gd_object *of = class ? self : class_of(self);
    const gd_object *member = class_member_after(trace, of, after, name);
    if (member && !strcmp(name.text, "__new__")) return member;
    return class_bind(trace, member, class ? NULL : self, of);
}

static bool refuse_attribute(gd_trace *trace, const gd_object *object, const char *name)
{
    if (object->kind == GD_OBJECT_CLASS)
        return object_refuse(trace, GD_ATTRIBUTE, "type object '%s' has no attribute '%.60s'",
                             object->text, name);
    return object_refuse(trace, GD_ATTRIBUTE, "'%s' object has no attribute '%.60s'",
                         object_type(object), name);
}

/* The table of an object's own attributes, made if need be; NULL, perhaps without an error. */
static gd_table *own_table(gd_trace *trace, const gd_object *object)
{
    bool class = object->kind == GD_OBJECT_CLASS;
    if (class) return class_detail(object)->members;
    if (object->kind == GD_OBJECT_FUNCTION && !object->meta)
        ((gd_object *)object)->meta = table_new(trace);
    bool any = object->kind == GD_OBJECT_FUNCTION || object->kind == GD_OBJECT_INSTANCE;
    return any ? (gd_table *)(uintptr_t)object->meta : NULL;
}

static bool set_property(gd_trace *trace, const gd_object *instance, const gd_object *property,
                         const char *name, const gd_object *value)
{
    const gd_object *function = property->items[value ? 1 : 2];
    if (function->kind == GD_OBJECT_NONE)
        return object_refuse(trace, GD_ATTRIBUTE, "property '%.60s' of '%s' object has no %s", name,
                             object_type(instance), value ? "setter" : "deleter");
    return call_with(trace, function, (const gd_object *[]){instance, value}, value ? 2 : 1);
}

bool attribute_set_plain(gd_trace *trace, const gd_object *object, gd_name name,
                         const gd_object *value)
{
    if (object->kind == GD_OBJECT_INSTANCE) {
        const gd_object *member = class_member(trace, object->detail, name);
        if (is_property(member)) return set_property(trace, object, member, name.text, value);
    }
    gd_table *table = own_table(trace, object);
    if (trace->err->code) return false;
    if (!table && object->kind == GD_OBJECT_CLASS)
        return object_refuse(trace, GD_TYPE, "cannot set '%.60s' attribute of immutable type '%s'",
                             name.text, object->text);
    if (!table) return refuse_attribute(trace, object, name.text);
    if (value) return table_set_name(trace, table, name, value);
    const gd_object *key = object_text(trace, name.text);
    const gd_object *old = key ? table_remove(trace, table, key) : NULL;
    return old || (!trace->err->code && refuse_attribute(trace, object, name.text));
}

bool attribute_set(gd_trace *trace, const gd_object *object, gd_name name, const gd_object *value)
{
    if (object->kind != GD_OBJECT_INSTANCE) return attribute_set_plain(trace, object, name, value);
    const gd_object *own = special_find(trace, object, value ? "__setattr__" : "__delattr__");
    if (trace->err->code) return false;
    if (!own) return attribute_set_plain(trace, object, name, value);
    const gd_object *text = object_text(trace, name.text);
    return text && call_with(trace, own, (const gd_object *[]){text, value}, value ? 2 : 1);
}

/* -- super and hash ------------------------------------------------------------------------- */

const gd_object *class_super(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *class = arguments->n ? arguments->values[0] : NULL;
    const gd_object *self = arguments->n > 1 ? arguments->values[1] : NULL;
    const gd_scope *scope = trace->scope;
    while (scope && !(scope->of && scope->of->class)) scope = scope->parent;
    if (!class && scope) {
        class = scope->of->class;
        self = scope->self;
    }
    if (!class || !self)
        return object_fail(trace, GD_RUNTIME,
                           class ? "super(type) without an object" : "super(): no arguments");
    if (class->kind != GD_OBJECT_CLASS)
        return object_fail(trace, GD_TYPE, "super() argument 1 must be a type, not %s",
                           object_type(class));
    const gd_object *of = self->kind == GD_OBJECT_CLASS ? self : class_of(self);
    if (!class_derives(of, class))
        return object_fail(trace, GD_TYPE,
                           "super(type, obj): obj must be an instance or subtype of type");
    gd_object *super = object_new(trace, GD_OBJECT_SUPER);
    const gd_object *pair =
        super ? object_tuple(trace, (const gd_object *[]){class, self}, 2) : NULL;
    if (!pair) return NULL;
    super->items = pair->items;
    super->length = 2;
    return super;
}

/* By identity unless the class has __hash__; a class that has __eq__ alone has no hash. */
bool class_hash(gd_trace *trace, const gd_object *instance, uint64_t *hash)
{
    bool found;
    const gd_object *value = special_call(trace, instance, "__hash__", NULL, 0, &found);
    if (found && value && value->kind == GD_OBJECT_INT) {
        *hash = (uint64_t)value->integer * 0x9e3779b97f4a7c15;
        return true;
    }
    if (found && value)
        return object_refuse(trace, GD_TYPE, "__hash__ method should return an integer");
    if (trace->err->code) return false;
    if (special_find(trace, instance, "__eq__"))
        return object_refuse(trace, GD_TYPE, "unhashable type: '%s'", object_type(instance));
    *hash = (uint64_t)(uintptr_t)instance * 0x9e3779b97f4a7c15;
    return !trace->err->code;
}
