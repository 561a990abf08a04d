/* What the parts of the interface share of an engine. */
#ifndef GRADD_ENGINE_H
#define GRADD_ENGINE_H

#include "engine/gradd.h"
#include "engine/lang/trace.h"

/* The library of surface operators; borrowed. */
const gd_library *engine_library(const gd_engine *engine);

#endif
