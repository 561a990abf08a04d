/* Requests to /v1/run and the streams that answer them. All texts are written as for ask.h;
 * newlines and double quotes in them stand within strings of JSON. */
#ifndef TESTS_SERVER_CELLS_H
#define TESTS_SERVER_CELLS_H

#include "tests/server/ask.h"

#define LINES "Accept: application/x-ndjson"
/* A request that needs a compute thread, but not for long. */
#define LOOP "{'cells': [{'source': 'for i in range(9): print(i)'}]}"
/* Programs without an end and with very much text; a timeout and a brace are to follow. */
#define FOREVER "{'cells': [{'source': 'print(\"a\")\nwhile True: pass'}], 'timeout_ms': "
#define FLOOD                                                                                      \
    "{'cells': [{'source': 'for i in range(100000): print(\"x\" * 10000)'}], 'timeout_ms': "

/* The server that is asked: that of the group, or one with flags of its own in between. */
extern server_process shared, *gradd;
void start_own(const char *flags);
void stop_own(void);

/* The JSON text of a request; new. */
char *cells_text(const char *text);

http_reply post(const char *text, const char *headers);

/* The answer to a request that must succeed; new. */
json_t *run(const char *text);

/* All events of a stream's text, in an array; new. */
json_t *read_events(const char *text);

/* The answer to the same request as events, of which the last one is `end`; new. */
json_t *run_streaming(const char *text, const char *end);

/* The name of event number `i`; borrowed. */
const char *name_of(json_t *events, size_t i);

/* Checks that the last event, and no other, ends the stream. */
void check_end(json_t *events, const char *name);

/* The texts of all "stdout" events of a cell together; new. */
char *streamed_text(json_t *events, int id);

#endif
