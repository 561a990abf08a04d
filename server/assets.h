/* The page's files, embedded in the binary by server/embed.sh: read-only, there as long as the
 * process. */
#ifndef SERVER_ASSETS_H
#define SERVER_ASSETS_H

#include <stddef.h>

typedef struct asset {
    const char *path;           /* "/" for index.html, "/app.js" for app.js */
    const char *type;           /* its MIME type, as Content-Type has it */
    const char *etag;           /* quoted, made from the content */
    const unsigned char *plain; /* the file itself */
    size_t plain_size;
    const unsigned char *gzip; /* the same compressed, for Content-Encoding: gzip */
    size_t gzip_size;
} asset;

/* Sorted by path. */
extern const asset assets[];
extern const size_t n_assets;

#endif
