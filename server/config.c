#include "server/config_rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_among(const char *word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(word, words[i]) == 0) return true;
    return false;
}

/* The index of a word of "off|errors|all", or of one that stands for the first or the last; -1. */
static int find_choice(const char *choices, const char *word)
{
    static const char *const on[] = {"1", "true", "on", "yes"}, *const off[] = {"0", "false", "no"};
    size_t length = strlen(word);
    int i = 0;
    for (const char *at = choices;; at += strcspn(at, "|") + 1, i++) {
        size_t size = strcspn(at, "|");
        if (size == length && memcmp(at, word, size) == 0) return i;
        if (!at[size]) break;
    }
    if (is_among(word, on, sizeof on / sizeof *on)) return i;
    return is_among(word, off, sizeof off / sizeof *off) ? 0 : -1;
}

static bool set_option(gd_config *config, const config_option *option, const char *value)
{
    char *field = (char *)config + option->offset;
    if (!option->choices) {
        *(const char **)(void *)field = value;
        return true;
    }
    int choice = find_choice(option->choices, value);
    if (choice >= 0) *(int *)(void *)field = choice;
    return choice >= 0;
}

bool config_set_limit(gd_limits *limits, const gd_limit_row *row, const char *value)
{
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (errno || end == value || *end || number < row->least || number > row->most) return false;
    *gd_limit_field(limits, row) = number;
    return true;
}

static bool refuse_value(const char *source, const config_row *row, const char *value)
{
    if (row->limit)
        fprintf(stderr, "gradd: %s: \"%s\" is not an integer from %lld to %lld (%s)\n", source,
                value, (long long)row->limit->least, (long long)row->limit->most, row->limit->unit);
    else fprintf(stderr, "gradd: %s: \"%s\" is none of %s\n", source, value, row->option->choices);
    return false;
}

/* `source`: the flag or variable that gave the value, for the message. */
static bool set_row(gd_config *config, const config_row *row, const char *source, const char *value)
{
    bool fits = row->option ? set_option(config, row->option, value)
                            : config_set_limit(&config->limits, row->limit, value);
    return fits || refuse_value(source, row, value);
}

static bool read_environment(gd_config *config)
{
    bool fits = true;
    char variable[CONFIG_NAME];
    for (int i = 0; i < config_rows(); i++) {
        config_row row = config_row_at(i);
        config_variable(variable, &row);
        const char *value = getenv(variable);
        /* Empty is what `docker run -e NAME=` and unset variables of compose files give. */
        if (value && *value) fits = set_row(config, &row, variable, value) && fits;
    }
    return fits;
}

static config_row find_row(const char *flag, size_t length)
{
    char name[CONFIG_NAME];
    for (int i = 0; i < config_rows(); i++) {
        config_row row = config_row_at(i);
        config_flag(name, &row);
        if (strlen(name) == length && memcmp(name, flag, length) == 0) return row;
    }
    return (config_row){NULL, NULL};
}

/* Takes the flag argv[*at], and the argument after it if that is its value. */
static bool read_flag(gd_config *config, char **argv, int *at)
{
    const char *flag = argv[*at], *equals = strchr(flag, '=');
    size_t length = equals ? (size_t)(equals - flag) : strlen(flag);
    config_row row = {NULL, NULL};
    if (length > 2 && memcmp(flag, "--", 2) == 0) row = find_row(flag + 2, length - 2);
    if (!row.option && !row.limit) {
        fprintf(stderr, "gradd: unknown argument \"%s\"; gradd --help lists all\n", flag);
        return false;
    }
    const char *value = equals ? equals + 1 : "on";
    bool is_choice = row.option && row.option->choices;
    if (!equals && !is_choice) {
        value = argv[*at + 1];
        if (!value) {
            fprintf(stderr, "gradd: %s needs a value\n", flag);
            return false;
        }
        ++*at;
    }
    return set_row(config, &row, flag, value);
}

static bool read_flags(gd_config *config, char **argv, int at)
{
    bool fits = true;
    for (; argv[at]; at++) {
        if (strcmp(argv[at], "--check-config") == 0) config->command = CONFIG_CHECK;
        else fits = read_flag(config, argv, &at) && fits;
    }
    return fits;
}

static void set_defaults(gd_config *config)
{
    *config = (gd_config){.command = CONFIG_SERVE};
    gd_limits_init(&config->limits);
    for (int i = 0; i < config_rows(); i++) {
        config_row row = config_row_at(i);
        if (row.option) set_option(config, row.option, row.option->value);
    }
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
        if (help) config_help();
        else printf("gradd " GD_VERSION "\n");
        *status = 0;
        return false;
    }
    bool fits = read_environment(config);
    return read_flags(config, argv, at) && fits;
}
