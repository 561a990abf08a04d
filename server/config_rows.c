#include "server/config_rows.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const config_option options[] = {
#define TEXT(name, value, metavar, text)                                                           \
    {#name, value, metavar, text, NULL, offsetof(gd_config, name)},
#define CHOICE(name, value, choices, text)                                                         \
    {#name, value, choices, text, choices, offsetof(gd_config, name)},
#include "server/options.def"
#undef TEXT
#undef CHOICE
};
enum { N_OPTIONS = sizeof options / sizeof *options };

int config_rows(void)
{
    int n;
    gd_limit_rows(&n);
    return N_OPTIONS + n;
}

config_row config_row_at(int index)
{
    int n;
    const gd_limit_row *limits = gd_limit_rows(&n);
    if (index < N_OPTIONS) return (config_row){&options[index], NULL};
    return (config_row){NULL, &limits[index - N_OPTIONS]};
}

const char *config_row_name(const config_row *row)
{
    return row->option ? row->option->name : row->limit->name;
}

void config_flag(char out[CONFIG_NAME], const config_row *row)
{
    snprintf(out, CONFIG_NAME, "%s", config_row_name(row));
    for (char *c = out; *c; c++)
        if (*c == '_') *c = '-';
}

void config_variable(char out[CONFIG_NAME], const config_row *row)
{
    snprintf(out, CONFIG_NAME, "GRADD_%s", config_row_name(row));
    for (char *c = out; *c; c++) *c = (char)toupper((unsigned char)*c);
}

static void copy_choice(char out[CONFIG_VALUE], const char *choices, int index)
{
    for (; index; index--) choices += strcspn(choices, "|") + 1;
    snprintf(out, CONFIG_VALUE, "%.*s", (int)strcspn(choices, "|"), choices);
}

void config_value(char out[CONFIG_VALUE], const gd_config *config, const config_row *row)
{
    if (row->limit) {
        gd_limits limits = config->limits;
        snprintf(out, CONFIG_VALUE, "%lld", (long long)*gd_limit_field(&limits, row->limit));
        return;
    }
    const char *field = (const char *)config + row->option->offset;
    if (row->option->choices)
        copy_choice(out, row->option->choices, *(const int *)(const void *)field);
    else snprintf(out, CONFIG_VALUE, "%s", *(const char *const *)(const void *)field);
}

void config_default(char out[CONFIG_VALUE], const config_row *row)
{
    if (row->limit) snprintf(out, CONFIG_VALUE, "%lld", (long long)row->limit->value);
    else snprintf(out, CONFIG_VALUE, "%s", row->option->value);
}
