/* Products of element type T; included by matmul.c through each_dtype.h. */

enum { OF_TYPE(PANEL) = PANEL_BYTES / (int)sizeof(T) };
#define PANEL OF_TYPE(PANEL)
#if IS_BOOL
#define TIMES_PLUS(a, b, c) (((a) && (b)) || (c))
#else
#define TIMES_PLUS(a, b, c) (T)((a) * (b) + (c))
#endif

/* b:(depth, columns) strided → packed:(depth, PANEL), zeros beyond `columns` */
static void OF_TYPE(pack)(const T *b, const product *it, int64_t depth, int64_t columns, T *packed)
{
    for (int64_t p = 0; p < depth; p++, b += it->b_row)
        for (int64_t j = 0; j < PANEL; j++)
            packed[p * PANEL + j] = j < columns ? b[j * it->b_column] : 0;
}

/* a:(ROWS, depth), rows given by pointers, b:(depth, PANEL) packed; adds to sums:(ROWS, PANEL) */
static void OF_TYPE(multiply)(const T *const *a, int64_t a_column, const T *b, int64_t depth,
                              T sums[ROWS][PANEL_BYTES])
{
    T s[ROWS][PANEL];
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < PANEL; j++) s[i][j] = sums[i][j];
    for (int64_t p = 0; p < depth; p++, b += PANEL)
        for (int i = 0; i < ROWS; i++) {
            T x = a[i][p * a_column];
            for (int j = 0; j < PANEL; j++) s[i][j] = TIMES_PLUS(x, b[j], s[i][j]);
        }
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < PANEL; j++) sums[i][j] = s[i][j];
}

/* Adds a[:, p..] · packed to `columns` columns of out:(m, n), for all rows of a. */
static bool OF_TYPE(add_panel)(const product *it, const T *a, const T *packed, int64_t depth,
                               int64_t columns, T *out, gd_run *run)
{
    for (int64_t i = 0; i < it->m; i += ROWS) {
        T sums[ROWS][PANEL_BYTES] = {{0}};
        const T *rows[ROWS];
        int64_t height = it->m - i < ROWS ? it->m - i : ROWS;
        for (int64_t r = 0; r < ROWS; r++) rows[r] = a + (i + (r < height ? r : 0)) * it->a_row;
        for (int64_t r = 0; r < height; r++)
            for (int64_t j = 0; j < columns; j++) sums[r][j] = out[(i + r) * it->n + j];
        if (!run_charge(run, depth * ROWS * PANEL)) return false;
        OF_TYPE(multiply)(rows, it->a_column, packed, depth, sums);
        for (int64_t r = 0; r < height; r++)
            for (int64_t j = 0; j < columns; j++) out[(i + r) * it->n + j] = sums[r][j];
    }
    return true;
}

static bool OF_TYPE(product)(const product *it, const char *a, const char *b, char *out,
                             gd_run *run)
{
    const T *left = (const T *)(const void *)a, *right = (const T *)(const void *)b;
    T *to = (T *)(void *)out, packed[DEPTH * PANEL];
    memset(out, 0, (size_t)(it->m * it->n) * sizeof(T));
    for (int64_t j = 0; j < it->n; j += PANEL)
        for (int64_t p = 0; p < it->k; p += DEPTH) {
            int64_t depth = it->k - p < DEPTH ? it->k - p : DEPTH;
            int64_t columns = it->n - j < PANEL ? it->n - j : PANEL;
            OF_TYPE(pack)(right + p * it->b_row + j * it->b_column, it, depth, columns, packed);
            if (!OF_TYPE(add_panel)(it, left + p * it->a_column, packed, depth, columns, to + j,
                                    run))
                return false;
        }
    return true;
}

#undef PANEL
#undef TIMES_PLUS
