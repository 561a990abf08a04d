/* The bounds of one engine or server: a struct with a field for each row of limits.def, all of
 * them int64_t in the row's unit, and the bounds that fix the layout of structs. */
#ifndef GRADD_BASE_LIMITS_H
#define GRADD_BASE_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    GD_MAX_RANK = 8,       /* dimensions of a tensor: keeps shapes inline in nodes and plans */
    GD_MAX_INPUTS = 1024,  /* operands of one node (concat) and arguments of one call */
    GD_MAX_NESTING = 2000, /* json_nesting at most: keeps what is open on the stack */
    GD_MAX_MESSAGE = 400,  /* bytes of an error's message with its final 0; longer ones are cut */
    GD_MAX_HINT = 200      /* the same for its hint */
};

typedef struct gd_limits {
#define LIMIT(name, value, least, most, unit, text) int64_t name;
#include "engine/base/limits.def"
#undef LIMIT
} gd_limits;

/* One row of limits.def, for whoever lists or sets limits by name. */
typedef struct gd_limit_row {
    const char *name, *unit, *text;
    int64_t value, least, most; /* value: the default */
    int offset;                 /* of the field in gd_limits, bytes */
    bool of_process;            /* the same for all requests of a process */
} gd_limit_row;

/* All rows in the order of limits.def; *count receives their number. Borrowed, constant. */
const gd_limit_row *gd_limit_rows(int *count);

/* Every limit at its default. */
void gd_limits_init(gd_limits *limits);

/* The field of `limits` that `row` describes; borrowed. */
int64_t *gd_limit_field(gd_limits *limits, const gd_limit_row *row);

#endif
