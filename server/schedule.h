/* What the threads ask of the system's scheduler: those that answer come on at once, those that
 * compute give way. Linux takes slices from 6.12 on, and leaves them out before. */
#ifndef SERVER_SCHEDULE_H
#define SERVER_SCHEDULE_H

#include <stdint.h>

/* For the calling thread and all that it starts from now on: short slices, so that it need not wait
 * for the end of another's. */
void schedule_answering(void);

/* For the calling thread: slices as usual, at the priority `nice`. */
void schedule_computing(int64_t nice);

#endif
