/* The catalogue of operators that a service hands out, made once from the operator table and the
 * library. */
#ifndef GRADD_CATALOGUE_H
#define GRADD_CATALOGUE_H

#include "engine/gradd.h"
#include "engine/lang/trace.h"

/* The SEQUENCE that gd_engine_catalogue gives, in `arena`; NULL with the error set. */
const gd_value *catalogue_make(const gd_library *library, const gd_limits *limits, gd_arena *arena,
                               gd_error *err);

#endif
