/* Places in one workspace by lifetime: a block that was given back is taken again for what fits.
 *
 * Offsets are multiples of 64. The list of free blocks is short and bounded: when it is full, the
 * smallest one is forgotten, which costs some bytes of workspace but never time. */
#ifndef GRADD_EXEC_ROOM_H
#define GRADD_EXEC_ROOM_H

#include <stddef.h>

enum { ROOM_ALIGNMENT = 64, ROOM_FREE = 64 };

typedef struct gd_room {
    size_t size; /* bytes of workspace that are needed so far */
    int n_free;
    struct {
        size_t offset, size;
    } free[ROOM_FREE]; /* by offset; no two touch */
} gd_room;

/* The offset of `bytes` bytes: in the smallest free block that holds them, or at the end. */
size_t room_take(gd_room *room, size_t bytes);

/* Gives them back. */
void room_give(gd_room *room, size_t offset, size_t bytes);

#endif
