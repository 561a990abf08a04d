#include "engine/base/context.h"

#include <time.h>

bool context_check(const gd_context *context, gd_error *err)
{
    if (context->cancel && atomic_load_explicit(context->cancel, memory_order_relaxed))
        return gd_fail(err, GD_CANCELLED, "cancelled");
    if (!context->deadline_ns) return true;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if ((int64_t)now.tv_sec * 1000000000 + now.tv_nsec < context->deadline_ns) return true;
    gd_fail(err, GD_DEADLINE, "the deadline passed before the answer was ready");
    return gd_hint(err, "ask for less at once, or raise timeout_ms within the server's limit");
}
