#include "server/config.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct gd_option {
    const char *name, *value, *metavar, *text; /* metavar NULL: a switch */
    size_t offset;                             /* of the field in `config` */
} gd_option;

static const gd_option options[] = {
#define TEXT(name, value, metavar, text) {#name, value, metavar, text, offsetof(gd_config, name)},
#define SWITCH(name, text) {#name, NULL, NULL, text, offsetof(gd_config, name)},
#include "server/options.def"
#undef TEXT
#undef SWITCH
};
enum { N_OPTIONS = sizeof options / sizeof *options, NAME = 64 };

/* "idle_timeout_ms" as a flag without its dashes: "idle-timeout-ms". */
static void flag_name(char out[NAME], const char *name)
{
    size_t i = 0;
    for (; name[i] && i < NAME - 1; i++) out[i] = name[i] == '_' ? '-' : name[i];
    out[i] = 0;
}

/* The same as an environment variable: "GRADD_IDLE_TIMEOUT_MS". */
static void variable_name(char out[NAME], const char *name)
{
    int length = snprintf(out, NAME, "GRADD_%s", name);
    for (int i = 0; i < length && i < NAME - 1; i++) out[i] = (char)toupper((unsigned char)out[i]);
}

static bool set_switch(bool *field, const char *value)
{
    static const char *const on[] = {"1", "true", "on", "yes"};
    static const char *const off[] = {"", "0", "false", "off", "no"};
    for (size_t i = 0; i < sizeof on / sizeof *on; i++)
        if (strcmp(value, on[i]) == 0) return *field = true;
    *field = false;
    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        if (strcmp(value, off[i]) == 0) return true;
    return false;
}

static bool set_option(gd_config *config, const gd_option *option, const char *value)
{
    char *field = (char *)config + option->offset;
    if (!option->metavar) return set_switch((bool *)(void *)field, value);
    *(const char **)(void *)field = value;
    return true;
}

static bool set_limit(gd_config *config, const gd_limit_row *row, const char *value)
{
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (errno || end == value || *end || number < row->least || number > row->most) return false;
    *gd_limit_field(&config->limits, row) = number;
    return true;
}

/* One of the two is found, or none. */
typedef struct gd_row {
    const gd_option *option;
    const gd_limit_row *limit;
} gd_row;

static gd_row find_row(const char *flag, size_t length)
{
    char name[NAME];
    int n_limits;
    const gd_limit_row *limits = gd_limit_rows(&n_limits);
    for (int i = 0; i < N_OPTIONS; i++) {
        flag_name(name, options[i].name);
        if (strlen(name) == length && memcmp(name, flag, length) == 0)
            return (gd_row){&options[i], NULL};
    }
    for (int i = 0; i < n_limits; i++) {
        flag_name(name, limits[i].name);
        if (strlen(name) == length && memcmp(name, flag, length) == 0)
            return (gd_row){NULL, &limits[i]};
    }
    return (gd_row){NULL, NULL};
}

static bool refuse_value(const char *source, const gd_row *row, const char *value)
{
    if (row->limit)
        fprintf(stderr, "gradd: %s: \"%s\" is not an integer from %lld to %lld (%s)\n", source,
                value, (long long)row->limit->least, (long long)row->limit->most, row->limit->unit);
    else fprintf(stderr, "gradd: %s: \"%s\" is neither on nor off\n", source, value);
    return false;
}

/* `source`: the flag or variable that gave the value, for the message. */
static bool set_row(gd_config *config, const gd_row *row, const char *source, const char *value)
{
    bool fits =
        row->option ? set_option(config, row->option, value) : set_limit(config, row->limit, value);
    return fits || refuse_value(source, row, value);
}

static bool set_from_variable(gd_config *config, const gd_row *row, const char *name)
{
    char variable[NAME];
    variable_name(variable, name);
    const char *value = getenv(variable);
    return !value || set_row(config, row, variable, value);
}

static bool read_environment(gd_config *config)
{
    int n_limits;
    const gd_limit_row *limits = gd_limit_rows(&n_limits);
    for (int i = 0; i < N_OPTIONS; i++)
        if (!set_from_variable(config, &(gd_row){&options[i], NULL}, options[i].name)) return false;
    for (int i = 0; i < n_limits; i++)
        if (!set_from_variable(config, &(gd_row){NULL, &limits[i]}, limits[i].name)) return false;
    return true;
}

/* Takes the flag argv[*at], and the argument after it if that is its value. */
static bool read_flag(gd_config *config, char **argv, int *at)
{
    const char *flag = argv[*at], *equals = strchr(flag, '=');
    size_t length = equals ? (size_t)(equals - flag) : strlen(flag);
    gd_row row = {NULL, NULL};
    if (length > 2 && memcmp(flag, "--", 2) == 0) row = find_row(flag + 2, length - 2);
    if (!row.option && !row.limit) {
        fprintf(stderr, "gradd: unknown argument \"%s\"; gradd --help lists all\n", flag);
        return false;
    }
    const char *value = equals ? equals + 1 : "on";
    bool is_switch = row.option && !row.option->metavar;
    if (!equals && !is_switch) {
        value = argv[*at + 1];
        if (!value) {
            fprintf(stderr, "gradd: %s needs a value\n", flag);
            return false;
        }
        ++*at;
    }
    return set_row(config, &row, flag, value);
}

static void print_row(const char *name, const char *metavar, const char *value, const char *text)
{
    char flag[NAME], variable[NAME], left[2 * NAME];
    flag_name(flag, name);
    variable_name(variable, name);
    snprintf(left, sizeof left, "--%s%s%s", flag, metavar ? " " : "", metavar ? metavar : "");
    printf("  %-32s %s [%s]\n  %-32s %s\n", left, text, value, "", variable);
}

static void print_help(void)
{
    int n_limits;
    const gd_limit_row *limits = gd_limit_rows(&n_limits);
    printf("gradd " GD_VERSION ": values and derivatives of tensor programs, over HTTP\n\n"
           "usage: gradd [flags]           serve in the foreground; SIGTERM drains and stops\n"
           "       gradd health [flags]    exit with 0 if the server at --admin is ready, else 1\n"
           "       gradd --help, --version\n\n"
           "Flags, with [defaults] and the environment variables that set the same:\n");
    for (int i = 0; i < N_OPTIONS; i++)
        print_row(options[i].name, options[i].metavar, options[i].value ? options[i].value : "off",
                  options[i].text);
    printf("\nLimits; GET /v1/limits tells those in force:\n");
    for (int i = 0; i < n_limits; i++) {
        char value[32];
        snprintf(value, sizeof value, "%lld", (long long)limits[i].value);
        print_row(limits[i].name, "N", value, limits[i].text);
    }
}

static void set_defaults(gd_config *config)
{
    *config = (gd_config){.command = CONFIG_SERVE};
    gd_limits_init(&config->limits);
    for (int i = 0; i < N_OPTIONS; i++)
        if (options[i].metavar) set_option(config, &options[i], options[i].value);
}

bool config_read(gd_config *config, int argc, char **argv, int *status)
{
    *status = 2;
    set_defaults(config);
    int at = 1;
    if (argc > 1 && strcmp(argv[1], "health") == 0) {
        config->command = CONFIG_HEALTH;
        at++;
    }
    for (int i = at; i < argc; i++) {
        bool help = strcmp(argv[i], "--help") == 0;
        if (!help && strcmp(argv[i], "--version") != 0) continue;
        if (help) print_help();
        else printf("gradd " GD_VERSION "\n");
        *status = 0;
        return false;
    }
    if (!read_environment(config)) return false;
    for (; at < argc; at++)
        if (!read_flag(config, argv, &at)) return false;
    return true;
}
