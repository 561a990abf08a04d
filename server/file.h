/* Files that the operator names: a path in, an open file out. Only regular files are opened: a pipe
 * that nobody writes to would keep the start waiting for ever, and a device may never end. */
#ifndef SERVER_FILE_H
#define SERVER_FILE_H

#include <stdio.h>

/* A file to read; new. NULL with *why (borrowed until the next call that fails on this thread)
 * saying what is wrong. */
FILE *file_open(const char *path, const char **why);

#endif
