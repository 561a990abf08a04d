#include "server/schedule.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* To Linux each thread has a priority and a slice of its own; a slice of 0 is the usual one. */
static void set(int nice, uint64_t slice_ns)
{
    struct sched_attr attributes = {.size = sizeof attributes,
                                    .sched_policy = SCHED_NORMAL,
                                    .sched_nice = nice,
                                    .sched_runtime = slice_ns};
    if (syscall(SYS_sched_setattr, 0, &attributes, 0))
        setpriority(PRIO_PROCESS, (id_t)gettid(), nice);
}

void schedule_answering(void)
{
    const uint64_t shortest_ns = 100000;
    set(getpriority(PRIO_PROCESS, (id_t)gettid()), shortest_ns);
}

void schedule_computing(int64_t nice)
{
    set((int)nice, 0);
}
