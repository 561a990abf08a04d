/* What the system says of the process itself. Its files are opened at the start and read later,
 * when none may be opened any more. */
#ifndef SERVER_PROCESS_H
#define SERVER_PROCESS_H

#include <stdint.h>

typedef struct process_files {
    int memory, descriptors; /* /proc/self/statm and /proc/self/fd; -1: not there */
    double opened;           /* seconds since 1970, a few milliseconds into the process's life */
} process_files;

/* Numbers; -1 where the system does not tell. */
typedef struct process_state {
    int64_t cpu_ns;
    double start_time;         /* seconds since 1970 */
    int64_t resident, virtual; /* bytes */
    int64_t open_fds, max_fds;
} process_state;

void process_open(process_files *files);
void process_close(process_files *files);

/* One thread at a time for the same files. */
process_state process_read(const process_files *files);

#endif
