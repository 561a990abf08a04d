/* What the process gives up once it serves: all system calls but those of sandbox.def, for all of
 * its threads and for good. It can then open nothing, connect nowhere, start nothing and no
 * thread. */
#ifndef SERVER_SANDBOX_H
#define SERVER_SANDBOX_H

#include "engine/gradd.h"

/* To be called when all threads run. False, and nothing given up, with GD_UNSUPPORTED where the
 * program was built with sanitizers, which need more, or GD_INTERNAL where the system refuses. */
bool sandbox_enter(gd_error *err);

#endif
