#include "server/routes.h"
#include "server/assets.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static gd_handler serve_asset;

static const gd_route routes[] = {
#define ROUTE(method, path, port, body, answer, handler, text)                                     \
    {ROUTE_##method, path, ROUTE_##port, ROUTE_##body, ROUTE_ANSWERS_##answer, handler, text},
#include "server/routes.def"
#undef ROUTE
};

static const gd_route asset_route = {.method = ROUTE_GET,
                                     .path = "/*",
                                     .answer = ROUTE_ANSWERS_FILES,
                                     .handler = serve_asset,
                                     .text = "the page and its files"};

int route_index(const gd_route *route)
{
    return route == &asset_route ? ROUTES - 1 : (int)(route - routes);
}

const gd_route *route_at(int index)
{
    return index == ROUTES - 1 ? &asset_route : &routes[index];
}

const char *route_method_name(route_method method)
{
    static const char *const names[] = {
        [ROUTE_GET] = "GET", [ROUTE_POST] = "POST", [ROUTE_OPTIONS] = "OPTIONS"};
    return names[method];
}

route_method route_method_find(const char *name)
{
    if (strcmp(name, "POST") == 0) return ROUTE_POST;
    if (strcmp(name, "GET") == 0 || strcmp(name, "HEAD") == 0) return ROUTE_GET;
    return strcmp(name, "OPTIONS") == 0 ? ROUTE_OPTIONS : ROUTE_OTHER;
}

static const asset *find_asset(const char *path)
{
    for (size_t i = 0; i < n_assets; i++)
        if (strcmp(assets[i].path, path) == 0) return &assets[i];
    return NULL;
}

const gd_route *route_find(route_port port, route_method method, const char *path,
                           const char **allow)
{
    static const char *const lists[] = {NULL, "GET, HEAD, OPTIONS", "POST, OPTIONS",
                                        "GET, HEAD, POST, OPTIONS"};
    const gd_route *found = NULL;
    unsigned methods = 0;
    for (const gd_route *row = routes; row < routes + sizeof routes / sizeof *routes; row++) {
        if (row->port != port || strcmp(row->path, path) != 0) continue;
        methods |= row->method;
        if (row->method == method) found = row;
    }
    if (!methods && port == ROUTE_PUBLIC && find_asset(path)) {
        methods = ROUTE_GET;
        if (method == ROUTE_GET) found = &asset_route;
    }
    *allow = lists[methods];
    return found;
}

/* What of a path tells it from others: its last part that is not empty, *length bytes. */
static const char *last_part(const char *path, size_t *length)
{
    const char *end = path + strlen(path);
    while (end > path && end[-1] == '/') end--;
    const char *from = end;
    while (from > path && from[-1] != '/') from--;
    *length = (size_t)(end - from);
    return from;
}

static size_t common(const char *a, const char *b, size_t most)
{
    size_t n = 0;
    while (n < most && tolower((unsigned char)a[n]) == tolower((unsigned char)b[n])) n++;
    return n;
}

const char *route_nearest(route_port port, const char *path)
{
    enum { TELLING = 3 }; /* letters that have to agree at the beginning */
    size_t length, its_length, best = TELLING - 1;
    const char *part = last_part(path, &length), *nearest = NULL;
    for (const gd_route *row = routes; row < routes + sizeof routes / sizeof *routes; row++) {
        const char *its = last_part(row->path, &its_length);
        size_t agree = common(part, its, length < its_length ? length : its_length);
        if (row->port == port && agree > best) best = agree, nearest = row->path;
    }
    if (port == ROUTE_PUBLIC && common(part, "docs", length) == length && length > best)
        nearest = "/docs";
    return nearest;
}

static void add_page_headers(gd_call *call)
{
    call_add_header(call, "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; "
                    "img-src 'self' data:; connect-src 'self'; font-src 'self'; "
                    "worker-src 'self'; base-uri 'none'; form-action 'none'; "
                    "frame-ancestors 'none'");
    call_add_header(call, "Referrer-Policy", "no-referrer");
    call_add_header(call, "Cross-Origin-Opener-Policy", "same-origin");
    call_add_header(call, "Cross-Origin-Resource-Policy", "same-origin");
    call_add_header(call, "Cache-Control", "no-cache");
    call_add_header(call, "Vary", "Accept-Encoding");
}

static void serve_asset(gd_call *call)
{
    const asset *file = find_asset(call->path);
    call->type = file->type;
    add_page_headers(call);
    /* Weak, since it stands for the file in both encodings. */
    snprintf(call->spare, sizeof call->spare, "W/%s", file->etag);
    call_add_header(call, "ETag", call->spare);
    /* With 304 the body stays behind, but its length is told. */
    if (call_has_tag(call, file->etag)) call->status = 304;
    bool gzip = call->coding == CODING_GZIP_ONLY ||
                (call->coding == CODING_GZIP && file->gzip_size < file->plain_size);
    if (gzip) call_add_header(call, "Content-Encoding", "gzip");
    call->fixed = gzip ? file->gzip : file->plain;
    call->fixed_size = gzip ? file->gzip_size : file->plain_size;
}
