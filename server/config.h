/* How the server was told to run: defaults, over them the environment, over that the command line.
 * The tables are options.def and the engine's limits.def; help follows from them. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include "engine/gradd.h"

typedef enum config_command { CONFIG_SERVE, CONFIG_HEALTH } config_command;

typedef struct gd_config {
    config_command command;
    gd_limits limits;
#define TEXT(name, value, metavar, text) const char *name; /* borrowed from argv or environment */
#define SWITCH(name, text) bool name;
#include "server/options.def"
#undef TEXT
#undef SWITCH
} gd_config;

/* Fills in `config`. True to go on; false when the process has nothing more to do but exit with
 * *status: 0 after --help or --version, 2 after a wrong flag or value, which stderr tells. */
bool config_read(gd_config *config, int argc, char **argv, int *status);

#endif
