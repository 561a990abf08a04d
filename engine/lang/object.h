/* Values of the dialect: making them, looking at them, printing them. They live in the heap of the
 * trace (heap.h). Functions that make one give NULL with the trace's error set when they cannot. */
#ifndef GRADD_LANG_OBJECT_H
#define GRADD_LANG_OBJECT_H

#include "engine/lang/heap.h"
#include "engine/lang/trace.h"

/* Objects that are always there. */
typedef struct gd_static {
    gd_cell cell;
    gd_object object;
} gd_static;
#define STATIC_OBJECT(name, ...) gd_static name = {{.gray = (gd_cell *)&name}, {__VA_ARGS__}}

static inline bool object_is_static(const gd_object *object)
{
    const gd_cell *cell = (const gd_cell *)(const void *)object - 1;
    return cell->gray == cell;
}

extern const gd_static static_none, static_true, static_false, static_ellipsis,
    static_not_implemented;
#define object_none static_none.object
#define object_true static_true.object
#define object_false static_false.object
#define object_ellipsis static_ellipsis.object
#define object_not_implemented static_not_implemented.object

/* Sets the trace's error unless it is set. Returns NULL, so that `return object_fail(...)` reads
 * well where an object is due; object_refuse is the same where a bool is. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
const gd_object *
object_fail(gd_trace *trace, gd_code code, const char *format, ...);
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
bool object_refuse(gd_trace *trace, gd_code code, const char *format, ...);

const gd_object *object_bool(bool value);
const gd_object *object_int(gd_trace *trace, int64_t value);
const gd_object *object_float(gd_trace *trace, double value);
const gd_object *object_string(gd_trace *trace, const char *text, size_t length); /* copied */
/* A string of `length` bytes and a final 0, to be written to *text. */
gd_object *object_room(gd_trace *trace, size_t length, char **text);
const gd_object *object_dtype(gd_trace *trace, gd_dtype dtype);

/* What id() gives, which stands in for an address: the same in every run. */
int64_t object_id(gd_trace *trace, const gd_object *object);

/* A tensor; NULL with the graph's error handed on when the edge is null. */
const gd_object *object_tensor(gd_trace *trace, gd_edge edge);

/* A new object of a kind, to be filled. */
gd_object *object_new(gd_trace *trace, gd_object_kind kind);

/* A callable bound to its first argument. */
const gd_object *object_method(gd_trace *trace, const gd_object *callable, const gd_object *self);

/* A sequence under construction, bounded by limits->sequence_items. */
typedef struct gd_sequence {
    const gd_object **items;
    int64_t n, capacity;
} gd_sequence;

bool sequence_reserve(gd_trace *trace, gd_sequence *sequence, int64_t more);
bool sequence_add(gd_trace *trace, gd_sequence *sequence, const gd_object *item); /* NULL: false */

/* A LIST, TUPLE or SLICE of the items of `sequence`, which it takes. */
const gd_object *object_sequence(gd_trace *trace, gd_object_kind kind, const gd_sequence *sequence);
const gd_object *object_tuple(gd_trace *trace, const gd_object *const *items, int64_t n);

/* A list, tuple or string of those values. */
const gd_object *object_list(gd_trace *trace, const gd_object *const *items, int64_t n);
const gd_object *object_text(gd_trace *trace, const char *text);

/* The text of a buffer, which is closed; NULL with its error handed on. */
const gd_object *object_buffer(gd_trace *trace, gd_buffer *text);

const gd_object *object_dict(gd_trace *trace);                       /* empty */
const gd_object *object_set(gd_trace *trace);                        /* empty */
static inline struct gd_table *object_table(const gd_object *object) /* of a dict or set */
{
    return (struct gd_table *)(uintptr_t)object->detail;
}

/* The items of whatever a loop goes over, added to `sequence`. */
bool object_iterate(gd_trace *trace, const gd_object *object, gd_sequence *sequence);

/* Item i, 0 <= i < length, of a list, tuple, range or string, or the i-th row of a tensor. */
const gd_object *object_item(gd_trace *trace, const gd_object *object, int64_t i);

/* The number of items of such an object; -1 with the error set for any other. */
int64_t object_length(gd_trace *trace, const gd_object *object);   /* in the words of len() */
int64_t object_iterable(gd_trace *trace, const gd_object *object); /* in the words of a loop */

bool object_is_number(const gd_object *object);   /* bool, int or float */
bool object_is_integer(const gd_object *object);  /* bool or int */
bool object_is_sequence(const gd_object *object); /* list or tuple */
bool object_is_size(const gd_object *object);     /* a tuple that is a torch.Size */
bool object_is_callable(const gd_object *object);
double object_number(const gd_object *object); /* of a number */

/* The number that a tensor is known to be: one of one element that has elements or is traced as a
 * CONSTANT. NULL without an error for anything else. */
const gd_object *object_constant(gd_trace *trace, const gd_object *object);
/* The integer that Python's __index__ gives: of an integer, or of a tensor of one. GD_TYPE for
 * anything else. */
const gd_object *object_index(gd_trace *trace, const gd_object *object);

/* "int", "Tensor" …; borrowed, constant. */
const char *object_type(const gd_object *object);

/* Counts the steps of a walk over a text. */
bool object_walk_text(gd_trace *trace, const gd_object *string);

/* Truth as Python sees it: 1, 0, or -1 with the error set for a tensor whose value is unknown. */
int object_truth(gd_trace *trace, const gd_object *object);

/* Python's == on values without tensors: 1, 0, or -1 with the error set. */
int object_equal(gd_trace *trace, const gd_object *a, const gd_object *b);

/* The truth of a comparison by the name of its operator: 1, 0, or -1 with the error set. */
int object_compare(gd_trace *trace, const char *name, const gd_object *a, const gd_object *b);

typedef enum gd_print_style { PRINT_STR, PRINT_REPR } gd_print_style;

/* Prints as str() or repr(); a tensor is an error of the trace. */
bool object_print(gd_trace *trace, const gd_object *object, gd_print_style style, gd_buffer *out);

#endif
