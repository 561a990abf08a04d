/* The known name nearest to a wrong one, for hints. */
#ifndef GRADD_LANG_NEAREST_H
#define GRADD_LANG_NEAREST_H

typedef struct gd_nearest {
    const char *wrong; /* borrowed, as are the names offered */
    const char *best;  /* NULL: none is near */
    int distance;      /* of best; at first, the distance that is already too far */
} gd_nearest;

gd_nearest nearest_to(const char *wrong);
/* The order of offers does not matter. */
void nearest_offer(gd_nearest *nearest, const char *name);

#endif
