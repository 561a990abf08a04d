/* Loops: one value after the other of whatever can be iterated over. */
#ifndef GRADD_LANG_ITERATE_H
#define GRADD_LANG_ITERATE_H

#include "engine/lang/class.h"

/* A loop under way. What it goes over must be kept by the caller or be reached otherwise. */
typedef struct gd_walk {
    const gd_object *over;
    const gd_object *set; /* whose items in order over is; or NULL */
    int64_t at, count;    /* count: the size at first of what must not change */
} gd_walk;

/* Begins a loop; GD_TYPE in the words of a loop. What over is then is on the stack of roots. */
bool walk_begin(gd_trace *trace, const gd_object *object, gd_walk *walk);

/* The next value; NULL at the end, without an error. */
const gd_object *walk_next(gd_trace *trace, gd_walk *walk);

/* The detail of an ITERATOR. */
typedef struct gd_iterator gd_iterator;
typedef struct gd_iteration {
    const char *name;                                                 /* of its class */
    const gd_object *(*next)(gd_trace *trace, gd_iterator *iterator); /* as walk_next */
} gd_iteration;

struct gd_iterator {
    const gd_iteration *how;
    gd_walk walk;
    const gd_object *function, *others; /* others: a tuple of iterators */
    const void *state;                  /* a cell, or NULL */
    int64_t at;
    bool ended, running;
};

/* An ITERATOR, to be filled; its detail. */
const gd_object *iterator_new(gd_trace *trace, const gd_iteration *how, gd_iterator **detail);

/* What iter() gives. */
const gd_object *iterator_of(gd_trace *trace, const gd_object *object);
const gd_object *iterator_next(gd_trace *trace, const gd_object *iterator);

/* enumerate, zip, map, filter, reversed, iter and next. */
extern const gd_builtins iterate_functions;

/* Keeps one thing of all that was pushed since `top`. */
bool heap_keep(gd_heap *heap, size_t top, const void *data, gd_error *err);

/* comprehension.c */
const gd_object *evaluate_comprehension(gd_trace *trace, const gd_tree *tree);

#endif
