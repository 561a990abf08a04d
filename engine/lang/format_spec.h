/* Format specifications: format.c's own, between reading them and following them. */
#ifndef GRADD_LANG_FORMAT_SPEC_H
#define GRADD_LANG_FORMAT_SPEC_H

#include "engine/base/error.h"

#include <stddef.h>

/* [[fill]align][sign][z][#][0][width][grouping][.precision][type] */
typedef struct format_spec {
    const char *fill; /* one character in UTF-8; borrowed */
    size_t fill_length;
    char align;     /* one of < > ^ =, the last one for padding after the sign */
    char sign;      /* + or space: what stands before numbers that are not negative; - or 0 */
    char separator; /* , or _ between `group` digits, or 0 */
    int group;
    bool no_negative_zero, alternate;
    int64_t width, precision; /* -1: none */
    uint32_t type;            /* a code point */
} format_spec;

/* Reads a specification; `align` and `type` are what holds when it says nothing. `name` is the
 * type of the value, for messages. */
bool format_spec_read(const char *text, size_t size, char align, uint32_t type, const char *name,
                      format_spec *spec, gd_error *err);

/* Fails as Python does on a type that `name` has not. */
bool format_spec_fail(const format_spec *spec, const char *name, gd_error *err);

#endif
