/* A strict reader of the Prometheus text format 0.0.4, for tests of what /metrics answers. */
#ifndef TESTS_SERVER_EXPOSITION_H
#define TESTS_SERVER_EXPOSITION_H

#include "tests/server/client.h"

/* Fails unless every sample stands below the HELP and TYPE of its family, which come once; no
 * series comes twice; counters end in _total and are not negative; the buckets of a histogram rise
 * up to +Inf, which is its count. */
void exposition_check(const char *text);

/* The value of a series, written as it is printed: "a_total{b=\"c\"}"; NaN if there is none. */
double exposition_value(const char *text, const char *series);

/* The sum of all series of a name. */
double exposition_sum(const char *text, const char *name);

/* What /metrics of a server answers, checked; new. */
char *exposition_read(const server_process *server);

/* Reads until a series has a value; returns the text that tells it; new. */
char *exposition_wait(const server_process *server, const char *series, double value);

#endif
