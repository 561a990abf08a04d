/* Questions to /v1/evaluate and checks of what comes back, in JSON. */
#ifndef TESTS_SERVER_ASK_H
#define TESTS_SERVER_ASK_H

#include "tests/server/client.h"

#include <jansson.h>

/* The smallest request; its answer is for check_example. */
#define SMALLEST "{'expr': '(sin(x) + x**2) / log(x)', 'inputs': {'x': 2}}"

/* A copy of a JSON text in which ' stands for a double quote and ` for a single one; new. All texts
 * that are passed to the functions below are written so. */
char *quoted(const char *text);

/* Posts a body and reads the answer; *status receives its status. New. */
json_t *ask(const server_process *server, const char *text, long *status);

/* The answer to a request that must succeed; new. */
json_t *answer(const server_process *server, const char *body);

/* The member at a path of keys and indices separated by spaces; borrowed, NULL if there is none. */
json_t *at(json_t *json, const char *path);

/* Compare a member with a text, with JSON text exactly, and with a number to 1e-14 of itself. */
void check_text(json_t *json, const char *path, const char *expected);
void check_json(json_t *json, const char *path, const char *expected);
void check_near(json_t *json, const char *path, double expected);

/* Checks value and gradient of (sin x + x²) / log x at 2, then frees the answer. */
void check_example(json_t *json);

#endif
