#include "server/timing.h"

#include <string.h>

static const struct row {
    const char *name;
    enum { OWN, TOLD } told;
} rows[] = {
#define PHASE(id, name, told, text) {name, told},
#include "server/phases.def"
#undef PHASE
};

/* Digits without printf, which would cost as much as all the rest of the head. */
static char *print_integer(char *at, int64_t value, int least)
{
    char digits[20];
    int n = 0;
    do digits[n++] = (char)('0' + value % 10);
    while ((value /= 10) || n < least);
    while (n) *at++ = digits[--n];
    return at;
}

bool timing_print(const gd_timing *timing, char text[TIMING_TEXT])
{
    char *at = text;
    for (int i = 0; i < TIMING_PHASES; i++) {
        int64_t us = timing->spent[i] / 1000;
        if (rows[i].told != TOLD || !timing->spent[i]) continue;
        if (at > text) at = stpcpy(at, ", ");
        at = print_integer(stpcpy(stpcpy(at, rows[i].name), ";dur="), us / 1000, 1);
        *at++ = '.';
        at = print_integer(at, us % 1000, 3);
    }
    *at = 0;
    return at > text;
}

const char *timing_name(timing_phase phase)
{
    return rows[phase].name;
}
