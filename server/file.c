#include "server/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *check_kind(int fd)
{
    struct stat file;
    if (fstat(fd, &file)) return strerror(errno);
    if (S_ISDIR(file.st_mode)) return strerror(EISDIR);
    return S_ISREG(file.st_mode) ? NULL : "it is no regular file";
}

FILE *file_open(const char *path, const char **why)
{
    /* O_NONBLOCK: to open a pipe would already wait for its writer; in a regular file it is
     * nothing. */
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    *why = fd < 0 ? strerror(errno) : check_kind(fd);
    FILE *file = *why ? NULL : fdopen(fd, "r");
    if (file) return file;
    if (!*why) *why = strerror(errno);
    if (fd >= 0) close(fd);
    return NULL;
}
