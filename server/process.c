#include "server/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t ns(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void process_open(process_files *files)
{
    files->memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    files->descriptors = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    files->opened = (double)ns(now) * 1e-9;
}

void process_close(process_files *files)
{
    if (files->memory >= 0) close(files->memory);
    if (files->descriptors >= 0) close(files->descriptors);
    files->memory = files->descriptors = -1;
}

static void read_memory(int fd, process_state *state)
{
    char text[128];
    long long all, resident;
    int64_t page = sysconf(_SC_PAGESIZE);
    ssize_t size = fd < 0 ? -1 : pread(fd, text, sizeof text - 1, 0);
    if (size <= 0) return;
    text[size] = 0;
    if (sscanf(text, "%lld %lld", &all, &resident) != 2) return;
    state->virtual = all * page;
    state->resident = resident * page;
}

/* Entries of a directory, without the memory that opendir() takes. */
static int64_t count_entries(int fd)
{
    _Alignas(8) char entries[4096];
    int64_t count = 0;
    if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0) return -1;
    for (;;) {
        long size = syscall(SYS_getdents64, fd, entries, sizeof entries);
        if (size < 0) return -1;
        if (size == 0) return count - 2; /* "." and ".." */
        for (long at = 0; at < size; count++) {
            unsigned short length;
            memcpy(&length, entries + at + offsetof(struct dirent64, d_reclen), sizeof length);
            at += length;
        }
    }
}

process_state process_read(const process_files *files)
{
    struct timespec cpu;
    struct rlimit limit;
    process_state state = {
        .start_time = files->opened, .resident = -1, .virtual = -1, .max_fds = -1};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    state.cpu_ns = ns(cpu);
    read_memory(files->memory, &state);
    state.open_fds = count_entries(files->descriptors);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) state.max_fds = (int64_t)limit.rlim_cur;
    return state;
}
