/* CUMSUM: a:(…, n, …) → out:(the same), out[i] = a[0] + … + a[i] along one axis, added in order in
 * the widest type of the kind, as PyTorch does, and rounded once for each result.
 * CUMARGMAX, CUMARGMIN: the same shape in int64, the position of the largest or smallest element up
 * to each one: the last of equals, the last NaN if there is one. */
#include "engine/exec/lines.h"

#define TEMPLATE "engine/exec/scan_template.h"
#include "engine/exec/each_dtype.h"

static const struct {
    line_walk cumsum, cumargmax, cumargmin;
} walks[] = {
#define DTYPE(NAME, name, type, kind)                                                              \
    [GD_##NAME] = {cumsum_##NAME, cumargmax_##NAME, cumargmin_##NAME},
#include "engine/tensor/dtype.def"
#undef DTYPE
};

#define SCAN_KERNEL(name)                                                                          \
    static void *prepare_##name(const gd_job *job)                                                 \
    {                                                                                              \
        return lines_make(job, walks[job->operands[1].dtype].name);                                \
    }                                                                                              \
    const gd_kernel kernel_##name = {.prepare = prepare_##name, .run = lines_run};
SCAN_KERNEL(cumsum)
SCAN_KERNEL(cumargmax)
SCAN_KERNEL(cumargmin)
