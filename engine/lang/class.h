/* Classes: those of Python (types.c), of the exceptions (exceptions.def), of the library and of the
 * program; and the attributes of their instances. */
#ifndef GRADD_LANG_CLASS_H
#define GRADD_LANG_CLASS_H

#include "engine/lang/interpreter.h"
#include "engine/lang/table.h"

/* The detail of a CLASS. One of Python's is static: it has methods in C and at most one base. */
typedef struct gd_class {
    const char *module;            /* "__main__", "torch"; NULL: builtins */
    const char *named;             /* the same, a cell, if the body says it; or NULL */
    const char *path;              /* its qualified name */
    const gd_object *base;         /* the first one; NULL for object alone */
    const gd_object *const *order; /* where attributes are looked up: itself, …, object; NULL: base
                                      after base */
    int n_order;
    gd_table *members;          /* of a class statement */
    const gd_builtins *methods; /* in C, the instance first; or NULL */
    const gd_builtin *make;     /* called for a call of the class; NULL: an instance is made */
    const gd_object *doc;       /* or NULL */
} gd_class;

typedef enum gd_dict_view { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS } gd_dict_view;
typedef enum gd_wrapper { WRAPPER_PROPERTY, WRAPPER_STATIC, WRAPPER_CLASS } gd_wrapper;

static inline const gd_class *class_detail(const gd_object *class)
{
    return class->detail;
}

/* The class of any object; borrowed, never NULL. */
const gd_object *class_of(const gd_object *object);

/* The i-th class where attributes of `class` are looked up; NULL at the end. */
const gd_object *class_order(const gd_object *class, int i);
bool class_derives(const gd_object *class, const gd_object *from);

/* The member of that name as it stands in the class or one it derives from, not bound; those from
 * `after` on in the order of another class, if that is not NULL. NULL without an error: none. */
const gd_object *class_member(gd_trace *trace, const gd_object *class, gd_name name);
const gd_object *class_member_after(gd_trace *trace, const gd_object *class, const gd_object *after,
                                    gd_name name);

/* A member as an attribute of `self` (NULL: of the class itself). */
const gd_object *class_bind(gd_trace *trace, const gd_object *member, const gd_object *self,
                            const gd_object *class);

/* An instance without attributes, not initialised. */
const gd_object *class_instance(gd_trace *trace, const gd_object *class);

/* Calls a class. */
const gd_object *class_call(gd_trace *trace, const gd_object *class, const gd_arguments *arguments);

/* A CLASS statement in the scope that runs, without its decorators. */
const gd_object *class_make(gd_trace *trace, const gd_tree *tree);

/* A class without members of its own. */
const gd_object *class_derive(gd_trace *trace, const gd_object *name, const gd_object *base);

/* Attributes; NULL without an error if there is none. */
const gd_object *class_attribute(gd_trace *trace, const gd_object *class, gd_name name);
const gd_object *instance_attribute(gd_trace *trace, const gd_object *instance, gd_name name);
const gd_object *super_attribute(gd_trace *trace, const gd_object *super, gd_name name);
/* Of an instance, class or function; a value of NULL deletes. GD_ATTRIBUTE in Python's words. */
bool attribute_set(gd_trace *trace, const gd_object *object, gd_name name, const gd_object *value);
/* The same without asking __setattr__ and __delattr__. */
bool attribute_set_plain(gd_trace *trace, const gd_object *object, gd_name name,
                         const gd_object *value);

/* super() and super(class, object). */
const gd_object *class_super(gd_trace *trace, const gd_arguments *arguments);

bool class_hash(gd_trace *trace, const gd_object *instance, uint64_t *hash);

/* "Foo" for 'Foo' object, "__main__.Foo" for <class '__main__.Foo'>. */
void class_print(const gd_object *class, gd_buffer *out);

/* Gives a class of a class statement another name, one of the program. */
bool class_rename(gd_trace *trace, const gd_object *class, const gd_object *name);

/* -- special.c: methods with special names, of instances alone ------------------------------- */

/* The bound method of that name, of the class, not of the instance, and not of `object`; NULL
 * without an error if there is none. */
const gd_object *special_find(gd_trace *trace, const gd_object *instance, const char *name);

/* What it gives for `n` arguments; *found says whether there is one. */
const gd_object *special_call(gd_trace *trace, const gd_object *instance, const char *name,
                              const gd_object *const *values, int n, bool *found);

/* Operators where an operand is an instance; NotImplemented if neither knows it. */
const gd_object *special_binary(gd_trace *trace, const char *operator, const gd_object * left,
                                const gd_object *right);
const gd_object *special_augmented(gd_trace *trace, const char *operator, const gd_object * left,
                                   const gd_object *right);
const gd_object *special_compare(gd_trace *trace, const char *operator, const gd_object * left,
                                 const gd_object *right);
const gd_object *special_unary(gd_trace *trace, const char *operator, const gd_object * operand);

int special_truth(gd_trace *trace, const gd_object *instance);      /* 1, 0 or -1 */
int64_t special_length(gd_trace *trace, const gd_object *instance); /* -1: an error */

/* str() or repr() as a string. */
const gd_object *special_text(gd_trace *trace, const gd_object *instance, gd_print_style style);

/* -- types.c --------------------------------------------------------------------------------- */

extern const gd_static type_object, type_type, type_int, type_float, type_bool, type_str,
    type_tuple, type_list, type_dict, type_set, type_frozenset, type_tensor;

/* A class of Python of that name; NULL: none. */
const gd_object *type_find(const char *name);
/* One that is a member of a module. */
const gd_object *type_in_module(const char *module, const char *name);

#endif
