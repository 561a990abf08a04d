/* Sums of element type T; included by sum.c through each_dtype.h. */

#if IS_BOOL
#define PLUS(a, b) ((a) || (b))
#else
#define PLUS(a, b) (T)((a) + (b))
#endif

/* The sums of the leaves so far, for up to WIDTH results at once: where bit i of `leaves` is set,
 * partial[i] is the sum of 2^i of them. */
#define TREE OF_TYPE(tree)
typedef struct TREE {
    int64_t leaves;
    T partial[LEVELS][WIDTH];
} TREE;

/* Adds one more leaf to each of `width` results; `leaf` is overwritten. */
static inline void OF_TYPE(push)(TREE *tree, T *leaf, int width)
{
    int level = 0;
    for (; tree->leaves >> level & 1; level++)
        for (int j = 0; j < width; j++) leaf[j] = PLUS(tree->partial[level][j], leaf[j]);
    assert(level < LEVELS);
    for (int j = 0; j < width; j++) tree->partial[level][j] = leaf[j];
    tree->leaves++;
}

static inline void OF_TYPE(total)(const TREE *tree, T *out, int width)
{
    for (int j = 0; j < width; j++) out[j] = 0;
    for (int level = 0; tree->leaves >> level; level++)
        for (int j = 0; tree->leaves >> level & 1 && j < width; j++)
            out[j] = PLUS(tree->partial[level][j], out[j]);
}

static inline T OF_TYPE(fold)(T a, T b, T c, T d, T e, T f, T g, T h)
{
    return PLUS(PLUS(PLUS(a, b), PLUS(c, d)), PLUS(PLUS(e, f), PLUS(g, h)));
}

/* a:(size) → Σ a, size <= LEAF */
static inline T OF_TYPE(leaf)(const T *a, int size)
{
    T lane[LANES] = {0};
    if (size == LEAF)
        for (int i = 0; i < LEAF; i += LANES)
            for (int j = 0; j < LANES; j++) lane[j] = PLUS(lane[j], a[i + j]);
    else
        for (int i = 0; i < size; i++) lane[i % LANES] = PLUS(lane[i % LANES], a[i]);
    return OF_TYPE(fold)(lane[0], lane[1], lane[2], lane[3], lane[4], lane[5], lane[6], lane[7]);
}

/* The next `size` <= LEAF elements, side by side: where they are if they lie so, else in `room`. */
static inline const T *OF_TYPE(fetch)(gd_cursor *cursor, int size, T *room)
{
    const T *here = (const T *)(const void *)cursor->at;
    if (cursor_step(cursor) == (int64_t)sizeof(T) && cursor_left(cursor) >= size) {
        cursor_advance(cursor, size);
        return here;
    }
    for (int i = 0; i < size; i++) {
        room[i] = *(const T *)(const void *)cursor->at;
        cursor_advance(cursor, 1);
    }
    return room;
}

/* One result after the other. */
static bool OF_TYPE(along)(const sum *it, char *const *data, gd_run *run)
{
    T *out = (T *)(void *)data[0], room[LEAF];
    gd_cursor kept = cursor_start(&it->kept, data[1]);
    TREE tree;
    for (int64_t k = 0; k < it->kept.count; k++, cursor_advance(&kept, 1)) {
        gd_cursor reduced = cursor_start(&it->reduced, kept.at);
        tree.leaves = 0;
        if (!run_charge(run, 1)) return false;
        for (int64_t left = it->reduced.count; left > 0; left -= LEAF) {
            int size = left < LEAF ? (int)left : LEAF;
            T leaf = OF_TYPE(leaf)(OF_TYPE(fetch)(&reduced, size, room), size);
            OF_TYPE(push)(&tree, &leaf, 1);
            if (!run_charge(run, size)) return false;
        }
        OF_TYPE(total)(&tree, out + k, 1);
    }
    return true;
}

/* a:(width) a step apart; each is added to a result of its own. */
static inline void OF_TYPE(add_row)(T *lane, const char *a, int64_t step, int width)
{
    if (width == WIDTH && step == (int64_t)sizeof(T))
        for (int j = 0; j < WIDTH; j++) lane[j] = PLUS(lane[j], ((const T *)(const void *)a)[j]);
    else
        for (int j = 0; j < width; j++)
            lane[j] = PLUS(lane[j], *(const T *)(const void *)(a + j * step));
}

/* The leaf that starts at the cursor, for `width` neighbouring results. */
static inline void OF_TYPE(leaves)(gd_cursor *reduced, int size, int64_t step, int width, T *leaf)
{
    T lane[LANES][WIDTH];
    memset(lane, 0, sizeof lane);
    for (int i = 0; i < size; i++, cursor_advance(reduced, 1))
        OF_TYPE(add_row)(lane[i % LANES], reduced->at, step, width);
    for (int j = 0; j < width; j++)
        leaf[j] = OF_TYPE(fold)(lane[0][j], lane[1][j], lane[2][j], lane[3][j], lane[4][j],
                                lane[5][j], lane[6][j], lane[7][j]);
}

/* Rows of up to WIDTH neighbouring results. */
static bool OF_TYPE(across)(const sum *it, char *const *data, gd_run *run)
{
    T *out = (T *)(void *)data[0], leaf[WIDTH];
    gd_cursor kept = cursor_start(&it->kept, data[1]);
    TREE tree;
    for (int64_t k = 0; k < it->kept.count;) {
        int width = cursor_left(&kept) < WIDTH ? (int)cursor_left(&kept) : WIDTH;
        gd_cursor reduced = cursor_start(&it->reduced, kept.at);
        tree.leaves = 0;
        if (!run_charge(run, 1)) return false;
        for (int64_t left = it->reduced.count; left > 0; left -= LEAF) {
            int size = left < LEAF ? (int)left : LEAF;
            OF_TYPE(leaves)(&reduced, size, cursor_step(&kept), width, leaf);
            OF_TYPE(push)(&tree, leaf, width);
            if (!run_charge(run, (int64_t)size * width)) return false;
        }
        OF_TYPE(total)(&tree, out + k, width);
        k += width;
        cursor_advance(&kept, width);
    }
    return true;
}

#undef TREE
#undef PLUS
