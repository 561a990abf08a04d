/* topk.h against the indices that torch.topk of PyTorch 2.13 gives, in full or as a hash. */
#include "engine/tensor/topk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MOST = 2000 };

static gd_ranked items[MOST];

static void fill(int64_t n, double value_of(int64_t i, int64_t n))
{
    for (int64_t i = 0; i < n; i++) items[i] = (gd_ranked){value_of(i, n), i};
}

static void few_are_in_the_order_of_torch(void **state)
{
    (void)state;
    static const struct {
        int n, k;
        double values[20];
        int64_t indices[12];
    } rows[] = {
        {3, 1, {3, 1, 2}, {0}},
        {3, 2, {1, 1, 1}, {0, 1}},
        {5, 5, {0, 0, 0, 0, 2}, {4, 2, 3, 0, 1}},
        {6, 4, {1, NAN, 3, NAN, 2, 3}, {1, 3, 5, 2}},
        {20,
         12,
         {2, 2, 1, 2, 2, 1, 2, 0, 2, 2, 1, 2, 0, 2, 2, 2, 1, 2, 2, 2},
         {1, 19, 18, 17, 15, 14, 13, 11, 9, 8, 6, 3}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int j = 0; j < rows[i].n; j++) items[j] = (gd_ranked){rows[i].values[j], j};
        topk_order(items, rows[i].n, rows[i].k);
        for (int j = 0; j < rows[i].k; j++) assert_int_equal(items[j].index, rows[i].indices[j]);
    }
}

static double all_equal(int64_t i, int64_t n)
{
    return 0.0 * (double)(i + n);
}

static double ten_values(int64_t i, int64_t n)
{
    (void)n;
    return (double)(i * 7919 % 10);
}

/* Where the median of three is a bad pivot each time (Musser), so that heaps take over. */
static double killer(int64_t i, int64_t n)
{
    int64_t half = n / 2;
    if (i >= half) return -(double)(2 * (i - half + 1));
    return -(double)(i % 2 ? half + i : i + 1);
}

static void many_are_in_the_order_of_torch(void **state)
{
    (void)state;
    static const struct {
        double (*value_of)(int64_t i, int64_t n);
        int n, k;
        uint64_t hash;
    } rows[] = {
        {ten_values, 1000, 1000, UINT64_C(0xdfe0331dc5e589f5)},
        {ten_values, 1000, 500, UINT64_C(0xd1d0e787ef7deb61)},
        {ten_values, 1000, 16, UINT64_C(0x80ae1d1ba6910b9d)},
        {ten_values, 1000, 15, UINT64_C(0xbe1dfb2b4f41bc74)},
        {all_equal, 200, 200, UINT64_C(0xb6da5774bfd7b02f)},
        {all_equal, 200, 100, UINT64_C(0x3df89bd3c97d81d7)},
        {all_equal, 200, 3, UINT64_C(0xd949aa186c0c4928)},
        {killer, MOST, 2000, UINT64_C(0x7d6b376828355c39)},
        {killer, MOST, 300, UINT64_C(0x36c4d7298da06098)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fill(rows[i].n, rows[i].value_of);
        topk_order(items, rows[i].n, rows[i].k);
        uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a, an index at a time */
        for (int j = 0; j < rows[i].k; j++)
            hash = (hash ^ (uint64_t)items[j].index) * UINT64_C(0x100000001b3);
        assert_true(hash == rows[i].hash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_are_in_the_order_of_torch),
        cmocka_unit_test(many_are_in_the_order_of_torch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
