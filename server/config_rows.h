/* The rows of options.def and limits.def as one list, for the files config*.c. */
#ifndef SERVER_CONFIG_ROWS_H
#define SERVER_CONFIG_ROWS_H

#include "server/config.h"

typedef struct config_option {
    const char *name, *value, *metavar, *text;
    const char *choices; /* "off|on"; NULL: any text */
    size_t offset;       /* of the field in `config` */
} config_option;

/* One of the two is not NULL. */
typedef struct config_row {
    const config_option *option;
    const gd_limit_row *limit;
} config_row;

/* All rows are numbered from 0; options come first. */
int config_rows(void);
config_row config_row_at(int index);
const char *config_row_name(const config_row *row);

enum { CONFIG_NAME = 64, CONFIG_VALUE = 1024 };

/* "idle_timeout_ms" as a flag without its dashes, "idle-timeout-ms", and as an environment
 * variable, "GRADD_IDLE_TIMEOUT_MS". */
void config_flag(char out[CONFIG_NAME], const config_row *row);
void config_variable(char out[CONFIG_NAME], const config_row *row);

/* Sets a limit from its text; false if it is not an integer within the row's bounds. */
bool config_set_limit(gd_limits *limits, const gd_limit_row *row, const char *value);

/* The value of a row, or its default, as it would be set; cut if it is longer. */
void config_value(char out[CONFIG_VALUE], const gd_config *config, const config_row *row);
void config_default(char out[CONFIG_VALUE], const config_row *row);

#endif
