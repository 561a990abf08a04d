/* Introsort and introselect (Musser, Software: Practice and Experience 27, 1997) as the GNU C++
 * library has them: quicksort by the median of three; a heap when that goes too deep; insertion
 * sort for the ends. Which of two equal numbers moves is decided by these steps, so none may be
 * taken otherwise.
 *
 * Ranges are [first, last). */
#include "engine/tensor/topk.h"

#include <math.h>
#include <stdbool.h>

enum {
    SHORT_SORT = 16,  /* up to here insertion sort does all */
    SHORT_SELECT = 3, /* the same when one position is sought */
    FEW = 64          /* one of so many or fewer are sought: a heap of them does */
};

static bool before(gd_ranked a, gd_ranked b)
{
    return (isnan(a.value) && !isnan(b.value)) || a.value > b.value;
}

static void swap(gd_ranked *a, gd_ranked *b)
{
    gd_ranked kept = *a;
    *a = *b;
    *b = kept;
}

/* Lets `item` rise from `hole`, at most to `top`. The heap's root is what comes last. */
static void rise(gd_ranked *heap, int64_t hole, int64_t top, gd_ranked item)
{
    while (hole > top && before(heap[(hole - 1) / 2], item)) {
        heap[hole] = heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap[hole] = item;
}

/* Fills the hole at `top` from below, down to a leaf, and lets `item` rise from there. */
static void sink(gd_ranked *heap, int64_t top, int64_t n, gd_ranked item)
{
    int64_t hole = top;
    while (hole < (n - 1) / 2) {
        int64_t child = 2 * hole + 2;
        if (before(heap[child], heap[child - 1])) child--;
        heap[hole] = heap[child];
        hole = child;
    }
    if (n % 2 == 0 && hole == (n - 2) / 2) {
        heap[hole] = heap[2 * hole + 1];
        hole = 2 * hole + 1;
    }
    rise(heap, hole, top, item);
}

/* Puts the heap's root at `at`, and what was there into the heap of n. */
static void replace_root(gd_ranked *heap, int64_t n, gd_ranked *at)
{
    gd_ranked item = *at;
    *at = heap[0];
    sink(heap, 0, n, item);
}

/* The first of all into [first, middle), as a heap. */
static void heap_select(gd_ranked *first, gd_ranked *middle, gd_ranked *last)
{
    int64_t n = middle - first;
    for (int64_t i = n / 2 - 1; i >= 0; i--) sink(first, i, n, first[i]);
    for (gd_ranked *at = middle; at < last; at++)
        if (before(*at, *first)) replace_root(first, n, at);
}

static void partial_sort(gd_ranked *first, gd_ranked *middle, gd_ranked *last)
{
    heap_select(first, middle, last);
    for (int64_t n = middle - first - 1; n > 0; n--) replace_root(first, n, first + n);
}

/* Moves *at down to where nothing before it comes after it; there is such a place. */
static void insert(gd_ranked *at)
{
    gd_ranked item = *at;
    for (; before(item, at[-1]); at--) *at = at[-1];
    *at = item;
}

static void insertion_sort(gd_ranked *first, gd_ranked *last)
{
    for (gd_ranked *at = first + 1; at < last; at++) {
        if (!before(*at, *first)) {
            insert(at);
            continue;
        }
        gd_ranked item = *at;
        for (gd_ranked *to = at; to > first; to--) *to = to[-1];
        *first = item;
    }
}

static gd_ranked *median(gd_ranked *a, gd_ranked *b, gd_ranked *c)
{
    if (before(*a, *b)) return before(*b, *c) ? b : before(*a, *c) ? c : a;
    return before(*a, *c) ? a : before(*b, *c) ? c : b;
}

/* Splits at the median of three, which moves to the front: returns the first of the later part. */
static gd_ranked *split(gd_ranked *first, gd_ranked *last)
{
    gd_ranked *low = first + 1, *high = last;
    swap(first, median(first + 1, first + (last - first) / 2, last - 1));
    for (;;) {
        while (before(*low, *first)) low++;
        do high--;
        while (before(*first, *high));
        if (low >= high) return low;
        swap(low++, high);
    }
}

/* How often a range of n may be split before a heap takes over. */
static int depth_for(int64_t n)
{
    return n < 1 ? 0 : 2 * (63 - __builtin_clzll((unsigned long long)n));
}

static void sort_roughly(gd_ranked *first, gd_ranked *last, int depth)
{
    while (last - first > SHORT_SORT) {
        if (depth-- == 0) {
            partial_sort(first, last, last);
            return;
        }
        gd_ranked *cut = split(first, last);
        sort_roughly(cut, last, depth);
        last = cut;
    }
}

static void sort(gd_ranked *first, gd_ranked *last)
{
    sort_roughly(first, last, depth_for(last - first));
    gd_ranked *end = last - first > SHORT_SORT ? first + SHORT_SORT : last;
    insertion_sort(first, end);
    for (; end < last; end++) insert(end);
}

/* *nth becomes what it would be were all sorted, with nothing after it that comes before it. */
static void select_nth(gd_ranked *first, gd_ranked *nth, gd_ranked *last)
{
    for (int depth = depth_for(last - first); last - first > SHORT_SELECT; depth--) {
        if (depth == 0) {
            heap_select(first, nth + 1, last);
            swap(first, nth);
            return;
        }
        gd_ranked *cut = split(first, last);
        if (cut <= nth) first = cut;
        else last = cut;
    }
    insertion_sort(first, last);
}

void topk_order(gd_ranked *items, int64_t n, int64_t k)
{
    if (k <= n / FEW) {
        partial_sort(items, items + k, items + n);
        return;
    }
    select_nth(items, items + k - 1, items + n);
    sort(items, items + k - 1);
}
