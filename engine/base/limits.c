#include "engine/base/limits.h"

#include <stddef.h>

static const gd_limit_row rows[] = {
#define ROW(name, value, least, most, unit, text, of_process)                                      \
    {#name, unit, text, value, least, most, (int)offsetof(gd_limits, name), of_process},
#define LIMIT(name, value, least, most, unit, text) ROW(name, value, least, most, unit, text, false)
#define PROCESS_LIMIT(name, value, least, most, unit, text)                                        \
    ROW(name, value, least, most, unit, text, true)
#include "engine/base/limits.def"
#undef LIMIT
#undef ROW
};

const gd_limit_row *gd_limit_rows(int *count)
{
    *count = (int)(sizeof rows / sizeof *rows);
    return rows;
}

int64_t *gd_limit_field(gd_limits *limits, const gd_limit_row *row)
{
    return (int64_t *)(void *)((char *)limits + row->offset);
}

void gd_limits_init(gd_limits *limits)
{
    int count;
    const gd_limit_row *row = gd_limit_rows(&count);
    for (int i = 0; i < count; i++) *gd_limit_field(limits, &row[i]) = row[i].value;
}
