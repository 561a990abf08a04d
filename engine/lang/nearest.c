#include "engine/lang/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { LONGEST = 40 }; /* of names that are compared */

/* Characters that a person takes for one another in a hurry count as equal in another case. */
static int same(char a, char b)
{
    return a == b || tolower((unsigned char)a) == tolower((unsigned char)b);
}

static int least(int a, int b, int c)
{
    int least = a < b ? a : b;
    return least < c ? least : c;
}

/* Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other
 * (Damerau 1964, optimal string alignment), by rows of the table of all prefixes. */
static int edit_distance(const char *a, int m, const char *b, int n)
{
    int rows[3][LONGEST + 1];
    for (int j = 0; j <= n; j++) rows[0][j] = j;
    for (int i = 1; i <= m; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !same(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], row[j], before[j - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

/* Of names as near, the shorter, then the alphabetically first: whatever order they are offered
 * in. */
static bool comes_first(const char *name, const char *other)
{
    size_t m = strlen(name), n = strlen(other);
    return m == n ? strcmp(name, other) < 0 : m < n;
}

gd_nearest nearest_to(const char *wrong)
{
    size_t length = strlen(wrong);
    int most = length < 3 ? 0 : (int)(length + 1) / 3; /* of two letters any name is near */
    return (gd_nearest){.wrong = wrong, .distance = most + 1};
}

void nearest_offer(gd_nearest *nearest, const char *name)
{
    size_t m = strlen(nearest->wrong), n = strlen(name);
    if (m > LONGEST || n > LONGEST || n < 2 || !strcmp(nearest->wrong, name)) return;
    int distance = edit_distance(nearest->wrong, (int)m, name, (int)n);
    bool tie = nearest->best && distance == nearest->distance;
    if (tie ? !comes_first(name, nearest->best) : distance >= nearest->distance) return;
    nearest->best = name;
    nearest->distance = distance;
}
