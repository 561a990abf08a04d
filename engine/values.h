/* Building the values of answers: texts and items live in an arena. Of what does not fit there the
 * error is set and nothing is left; an error that is already set is no hindrance. */
#ifndef GRADD_VALUES_H
#define GRADD_VALUES_H

#include "engine/gradd.h"

typedef struct gd_values {
    gd_arena *arena;
    gd_error *err;
} gd_values;

/* `n` values to be filled, all NONE; NULL on failure. */
gd_value *values_new(const gd_values *in, int64_t n);

/* Names are borrowed; texts are copied, and NULL gives NONE. */
gd_value value_int(const char *name, int64_t value);
gd_value value_bool(const char *name, bool value);
gd_value value_text(const gd_values *in, const char *name, const char *text);

/* A SEQUENCE or MAP of `n` items, none if `items` is NULL. */
gd_value value_list(gd_value_kind kind, const char *name, const gd_value *items, int64_t n);

/* {"shape": [2, 3], "dtype": "float32"}; {"line", "column", "end_line", "end_column"} or NONE for
 * no place; [number, output] for a result of a node of a graph. */
gd_value value_type(const gd_values *in, const gd_type *type);
gd_value value_span(const gd_values *in, gd_span span);
gd_value value_edge(const gd_values *in, const char *name, int64_t number, int64_t output);

#endif
