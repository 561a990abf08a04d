/* Lists, tuples, dicts and sets: what operators and statements do with them, and their methods. */
#ifndef GRADD_LANG_CONTAINERS_H
#define GRADD_LANG_CONTAINERS_H

#include "engine/lang/iterate.h"

/* lists.c */
extern const gd_builtins list_methods, tuple_methods;
bool list_extend(gd_trace *trace, const gd_object *list, const gd_object *values);
/* list[slice] = values; `values` NULL deletes. */
bool list_set_slice(gd_trace *trace, const gd_object *list, const gd_object *slice,
                    const gd_object *values);
bool list_remove_at(gd_trace *trace, const gd_object *list, int64_t at);
/* Sorts a copy of what it goes over, stable; key None: by the values themselves. */
const gd_object *list_sorted(gd_trace *trace, const gd_object *values, const gd_object *key,
                             const gd_object *reverse);

/* dicts.c */
extern const gd_builtins dict_methods, view_methods;
const gd_object *dict_get(gd_trace *trace, const gd_object *dict, const gd_object *key);
bool dict_remove(gd_trace *trace, const gd_object *dict, const gd_object *key);
/* Adds the entries of a mapping or of pairs. */
bool dict_update(gd_trace *trace, const gd_object *dict, const gd_object *from);
int dict_equal(gd_trace *trace, const gd_object *a, const gd_object *b);

/* collections.c: dicts with a class of their own */
extern const gd_builtins counter_methods, ordered_methods;
const gd_object *dict_new_ordered(gd_trace *trace, const gd_arguments *arguments);
const gd_object *dict_new_default(gd_trace *trace, const gd_arguments *arguments);
const gd_object *dict_new_counter(gd_trace *trace, const gd_arguments *arguments);
/* The value of a key that such a dict lacks, or NULL with KeyError. */
const gd_object *dict_missing(gd_trace *trace, const gd_object *dict, const gd_object *key);
/* Prints what stands before its items; gives what prints them. */
const gd_object *dict_print_as(gd_trace *trace, const gd_object *dict, gd_buffer *out);
const gd_object *dict_class_of(const gd_object *dict);

/* sets.c */
extern const gd_builtins set_methods, frozenset_methods;
bool set_update(gd_trace *trace, const gd_object *set, const gd_object *from);
/* | & - ^ of two sets or views by their operator's name; NULL without an error: no such. */
const gd_object *set_binary(gd_trace *trace, const char *operator, const gd_object * left,
                            const gd_object *right);
/* The same in place: the set, or what the operator gives. */
const gd_object *set_augment(gd_trace *trace, const char *operator, const gd_object * set,
                             const gd_object *value);
/* Its items in the order in which they are iterated over, a tuple. */
const gd_object *set_in_order(gd_trace *trace, const gd_object *set);
const gd_object *set_copy(gd_trace *trace, const gd_object *set);
int set_within(gd_trace *trace, const gd_object *a, const gd_object *b); /* a <= b: 1, 0, -1 */
bool set_is(const gd_object *object);                                    /* or like one */
const gd_table *set_table(gd_trace *trace, const gd_object *object);     /* of anything */

/* interpolate.c */
const gd_object *evaluate_formatted(gd_trace *trace, const gd_tree *tree);
/* format(value, specification), text.format(…), text % values. */
const gd_object *format_value_of(gd_trace *trace, const gd_object *value, const gd_object *spec);
const gd_object *format_text(gd_trace *trace, const gd_arguments *arguments);
const gd_object *format_percent(gd_trace *trace, const gd_object *text, const gd_object *values);
/* str() or repr() of any value as a string. */
const gd_object *text_of(gd_trace *trace, const gd_object *value, gd_print_style style);

/* texts.c */
extern const gd_builtins string_methods;

#endif
