/* The table of endpoints (routes.def) with what follows from it for a path: the route of a method,
 * and the methods that there are. The page's embedded files are the last resort of the public
 * port. */
#ifndef SERVER_ROUTES_H
#define SERVER_ROUTES_H

#include "server/handler.h"

typedef enum route_method {
    ROUTE_OTHER,
    ROUTE_GET = 1,
    ROUTE_POST = 2,
    ROUTE_OPTIONS = 4
} route_method;
typedef enum route_port { ROUTE_PUBLIC, ROUTE_ADMIN } route_port;
typedef enum route_body { ROUTE_NONE, ROUTE_JSON, ROUTE_LINES } route_body;
typedef enum route_answer {                      /* a set of forms */
                            ROUTE_ANSWERS_FILES, /* whatever Accept says */
                            ROUTE_ANSWERS_JSON,
                            ROUTE_ANSWERS_LINES,
                            ROUTE_ANSWERS_EITHER /* JSON, or lines of it where Accept prefers them */
} route_answer;

typedef struct gd_route {
    route_method method;
    const char *path;
    route_port port;
    route_body body;
    route_answer answer; /* an Accept header without it is refused */
    gd_handler *handler;
    const char *text;
} gd_route;

/* Routes are numbered: the rows of routes.def, then the embedded files. */
enum {
#define ROUTE(method, path, port, body, answer, handler, text) +1
    ROUTES = 1
#include "server/routes.def"
#undef ROUTE
};
int route_index(const gd_route *route);
const gd_route *route_at(int index); /* borrowed, constant */

/* The method of a request line; HEAD is GET here, since a HEAD differs only in that the bytes of
 * the reply stay behind. */
route_method route_method_find(const char *name);
const char *route_method_name(route_method method);

/* The route that serves `method` on `path`; NULL if none does. *allow receives the value of an
 * Allow header, or NULL when no method does. All borrowed, constant. */
const gd_route *route_find(route_port port, route_method method, const char *path,
                           const char **allow);

/* The path of the port that is meant by one that it has not: another version or none, a slash too
 * many, capitals, more or less at its end. NULL if there is none; borrowed, constant. */
const char *route_nearest(route_port port, const char *path);

#endif
