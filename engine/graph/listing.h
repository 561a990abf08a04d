/* What the printers share: which nodes a listing needs, their numbers, and the words for types,
 * attributes and values. */
#ifndef GRADD_GRAPH_LISTING_H
#define GRADD_GRAPH_LISTING_H

#include "engine/base/decimal.h"
#include "engine/graph/print.h"

/* The number of each listed node by its id, -1 for those that are not listed; `nodes` are what
 * listing_nodes gave. Lives in `arena`; NULL with the error set. */
const int32_t *listing_numbers(const gd_node *const *nodes, int count, gd_arena *arena,
                               gd_error *err);

/* "float64[2, 3]" */
void listing_type(const gd_type *type, gd_buffer *out);

/* Writes element `i` of a tensor, a JSON number, NaN, Infinity, -Infinity, true or false, with a
 * final 0; returns `text`. */
char *listing_element(const gd_tensor *tensor, int64_t i, char text[DECIMAL_ROOM + 1]);

/* The attributes of an operator come in runs, one for each name in its row's attributes column:
 * "axis" and "dtype" are one number, the others share what is left evenly. */
typedef struct listing_run {
    const char *name; /* `name_length` bytes, no final 0 */
    int name_length;
    int start, count; /* of the attributes */
} listing_run;

enum { LISTING_RUNS = 4 }; /* the most names that a row may have */

/* Fills `runs` for a node of `op` with `n_attributes` and returns their number. */
int listing_runs(gd_op op, int n_attributes, listing_run runs[LISTING_RUNS]);

/* Whether the numbers of a run are dtypes, which are shown by name. */
bool listing_run_is_dtype(const listing_run *run);

/* "start=[0] count=[2] step=[1]" */
void listing_attributes(const gd_node *node, gd_buffer *out);

/* What a diagram calls a node: an input's name, a scalar's value, a callee's or operator's name. */
void listing_title(const gd_node *node, gd_buffer *out);

#endif
