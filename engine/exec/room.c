#include "engine/exec/room.h"

#include <string.h>

static size_t rounded(size_t bytes)
{
    return (bytes + ROOM_ALIGNMENT - 1) / ROOM_ALIGNMENT * ROOM_ALIGNMENT;
}

static void remove_free(gd_room *room, int i)
{
    room->n_free--;
    memmove(&room->free[i], &room->free[i + 1], (size_t)(room->n_free - i) * sizeof room->free[0]);
}

static int smallest_of(const gd_room *room, size_t least)
{
    int best = -1;
    for (int i = 0; i < room->n_free; i++)
        if (room->free[i].size >= least && (best < 0 || room->free[i].size < room->free[best].size))
            best = i;
    return best;
}

size_t room_take(gd_room *room, size_t bytes)
{
    size_t size = rounded(bytes), offset = room->size;
    int best = smallest_of(room, size);
    if (!size) return 0;
    if (best < 0) {
        room->size += size;
        return offset;
    }
    offset = room->free[best].offset;
    room->free[best].offset += size;
    room->free[best].size -= size;
    if (!room->free[best].size) remove_free(room, best);
    return offset;
}

/* Joins block i with the next one if they touch. */
static void join_next(gd_room *room, int i)
{
    if (i < 0 || i + 1 >= room->n_free) return;
    if (room->free[i].offset + room->free[i].size != room->free[i + 1].offset) return;
    room->free[i].size += room->free[i + 1].size;
    remove_free(room, i + 1);
}

void room_give(gd_room *room, size_t offset, size_t bytes)
{
    size_t size = rounded(bytes);
    if (!size) return;
    if (room->n_free == ROOM_FREE) remove_free(room, smallest_of(room, 0));
    int at = 0;
    while (at < room->n_free && room->free[at].offset < offset) at++;
    memmove(&room->free[at + 1], &room->free[at],
            (size_t)(room->n_free - at) * sizeof room->free[0]);
    room->free[at].offset = offset;
    room->free[at].size = size;
    room->n_free++;
    join_next(room, at);
    join_next(room, at - 1);
}
