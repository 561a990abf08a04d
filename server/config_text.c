/* The configuration as text: what there is to set, and what is set. */
#include "server/config_rows.h"

#include <stdio.h>
#include <string.h>

enum { MARGIN = 36, WIDTH = 100 };

/* Words of `text` from column MARGIN on, broken before column WIDTH; begins at `column`. */
static void print_words(const char *text, int column)
{
    for (bool first = true; *text; first = false) {
        int length = (int)strcspn(text, " ");
        bool breaks = column + 1 + length > WIDTH;
        if (breaks) printf("\n%*s", MARGIN, "");
        else if (!first) putchar(' ');
        printf("%.*s", length, text);
        column = breaks ? MARGIN + length : column + !first + length;
        text += length;
        text += strspn(text, " ");
    }
}

static void print_flag(const config_row *row)
{
    char flag[CONFIG_NAME], left[160];
    config_flag(flag, row);
    if (row->limit) snprintf(left, sizeof left, "--%s N", flag);
    else if (row->option->choices)
        snprintf(left, sizeof left, "--%s[=%s]", flag, row->option->metavar);
    else snprintf(left, sizeof left, "--%s %s", flag, row->option->metavar);
    printf("  %-*s", MARGIN - 2, left);
    if ((int)strlen(left) > MARGIN - 3) printf("\n%*s", MARGIN, "");
}

static void print_row(const config_row *row)
{
    char variable[CONFIG_NAME], value[CONFIG_VALUE], text[2 * CONFIG_VALUE];
    config_variable(variable, row);
    config_default(value, row);
    snprintf(text, sizeof text, "%s [%s]", row->limit ? row->limit->text : row->option->text,
             *value ? value : "none");
    print_flag(row);
    print_words(text, MARGIN);
    printf("\n%*s%s\n", MARGIN, "", variable);
}

void config_help(void)
{
    bool in_limits = false;
    printf(
        "gradd " GD_VERSION ": values and derivatives of tensor programs, over HTTP\n\n"
        "usage: gradd [flags]                 serve in the foreground; SIGTERM drains and stops\n"
        "       gradd --check-config [flags]  print what would be in force; exit with 2 if wrong\n"
        "       gradd health [flags]          exit with 0 if the server at --admin is ready\n"
        "       gradd --help, --version\n\n"
        "Flags, with [defaults] and the environment variables that set the same. Of several words\n"
        "a flag without = means the last:\n");
    for (int i = 0; i < config_rows(); i++) {
        config_row row = config_row_at(i);
        if (row.limit && !in_limits) printf("\nLimits; GET /v1/limits tells those in force:\n");
        in_limits = row.limit;
        print_row(&row);
    }
}

/* Within single quotes nothing but these has a meaning. */
static void print_quoted(const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-.:,/[]@+";
    if (!value[strspn(value, plain)]) {
        fputs(value, stdout);
        return;
    }
    putchar('\'');
    for (; *value; value++) {
        if (*value == '\'') fputs("'\\''", stdout);
        else putchar(*value);
    }
    putchar('\'');
}

void config_print(const gd_config *config)
{
    char variable[CONFIG_NAME], value[CONFIG_VALUE];
    for (int i = 0; i < config_rows(); i++) {
        config_row row = config_row_at(i);
        config_variable(variable, &row);
        config_value(value, config, &row);
        printf("%s=", variable);
        print_quoted(value);
        putchar('\n');
    }
}
