/* How the server was told to run: defaults, over them the environment, over that the command line.
 * The tables are options.def and the engine's limits.def; help, the check and what it prints follow
 * from them. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include "engine/gradd.h"

typedef enum config_command { CONFIG_SERVE, CONFIG_HEALTH, CONFIG_CHECK } config_command;

/* The words of log_requests. */
enum { CONFIG_LOG_OFF, CONFIG_LOG_ERRORS, CONFIG_LOG_ALL };

typedef struct gd_config {
    config_command command;
    gd_limits limits;
#define TEXT(name, value, metavar, text) const char *name; /* borrowed from argv or environment */
#define CHOICE(name, value, choices, text) int name;       /* index of the word chosen */
#include "server/options.def"
#undef TEXT
#undef CHOICE
} gd_config;

/* Fills in `config`. True to go on; false when the process has nothing more to do but exit with
 * *status: 0 after --help or --version, 2 after wrong flags or values, all of which stderr
 * tells. */
bool config_read(gd_config *config, int argc, char **argv, int *status);

/* Both tell what will not do as it stands, message by message, without changing anything. */
typedef void config_say(const char *message);

/* What is probably not meant: limits that contradict one another, variables that are misspelt. */
void config_warn(const gd_config *config, config_say *say);

/* What cannot be served: addresses that are none. Returns the number of messages. */
int config_check(const gd_config *config, config_say *say);

/* Prints to stdout all that is set, one GRADD_NAME=value a line, as a shell or systemd reads it. */
void config_print(const gd_config *config);

/* Prints to stdout what there is to set. */
void config_help(void);

#endif
