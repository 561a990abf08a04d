/* random.h and generator.h against what PyTorch 2.13 prints for the same calls after the same seed,
 * to the last bit; float64 numbers that went through the C library's functions may differ in the
 * last place. A row's stream must also stand where PyTorch's does when the call is over. */
#include "engine/tensor/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEED = 42, MOST = 1 << 20 };
#define LIBM 5e-16 /* relative */

static gd_memory memory;
static gd_limits limits;
static const gd_context context = {.memory = &memory, .limits = &limits};
static gd_generator generator;
static gd_error error;

static int open_memory(void **state)
{
    (void)state;
    gd_memory_init(&memory, (size_t)1 << 26);
    generator_seed(&generator, SEED);
    error = (gd_error){0};
    return 0;
}

static int close_memory(void **state)
{
    (void)state;
    return atomic_load(&memory.used) ? -1 : 0;
}

static gd_tensor *make(gd_dtype dtype, int rank, const int64_t *dims)
{
    gd_type type = {dtype, shape_of(rank, dims)};
    gd_tensor *tensor = gd_tensor_new(&memory, &type, MOST, NULL);
    assert_non_null(tensor);
    return tensor;
}

static gd_tensor *make_row(gd_dtype dtype, int64_t count)
{
    return make(dtype, 1, &count);
}

static double number_of(gd_dtype dtype, const char *text, char **end)
{
    return dtype == GD_FLOAT32 ? (double)strtof(text, end) : strtod(text, end);
}

/* A tensor of the numbers in `text`. */
static gd_tensor *read_row(gd_dtype dtype, const char *text)
{
    double numbers[64];
    int count = 0;
    for (char *end; *text; text = end + strspn(end, " "))
        numbers[count++] = number_of(dtype, text, &end);
    gd_tensor *tensor = make_row(dtype, count);
    for (int i = 0; i < count; i++) gd_tensor_set(tensor, i, numbers[i]);
    return tensor;
}

static bool element_agrees(const gd_tensor *tensor, int64_t i, const char *text, char **end,
                           double tolerance)
{
    if (gd_dtype_kind(tensor->type.dtype) != GD_KIND_FLOAT)
        return gd_tensor_get_int(tensor, i) == strtoll(text, end, 10);
    double wanted = number_of(tensor->type.dtype, text, end);
    return fabs(gd_tensor_get(tensor, i) - wanted) <= tolerance * fabs(wanted);
}

/* Fails unless the tensor has the elements that `text` lists; frees it. */
static void expect(gd_tensor *tensor, const char *text, double tolerance)
{
    const char *at = text;
    for (int64_t i = 0; i < tensor->count; i++) {
        char *end = NULL;
        if (!element_agrees(tensor, i, at, &end, tolerance))
            fail_msg("element %lld is %.17g in: %s", (long long)i, gd_tensor_get(tensor, i), text);
        at = end;
    }
    assert_string_equal(at, "");
    gd_tensor_free(tensor);
}

/* What torch.empty(1, dtype=torch.int32).random_() would give next. */
static void expect_next(uint32_t bits)
{
    assert_int_equal(generator_bits(&generator) & INT32_MAX, bits);
}

static uint64_t hash_of(const gd_tensor *tensor) /* FNV-1a (Fowler, Noll and Vo) */
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    size_t bytes = (size_t)tensor->count * gd_dtype_size(tensor->type.dtype);
    for (size_t i = 0; i < bytes; i++) hash = (hash ^ tensor->data[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* Fillers with up to two parameters. */
typedef bool filler(gd_tensor *out, double a, double b);

#define FILLER(name, ...)                                                                          \
    static bool draw_##name(gd_tensor *out, double a, double b)                                    \
    {                                                                                              \
        (void)a, (void)b;                                                                          \
        return random_##name(&generator, out, __VA_ARGS__ & error);                                \
    }
FILLER(uniform, a, b, )
FILLER(normal, a, b, )
FILLER(normal_singly, a, b, )
FILLER(integer, (int64_t)a, (int64_t)b, )
FILLER(integer_from, (int64_t)a, )
FILLER(permutation, NULL, )
FILLER(bernoulli, a, )
FILLER(dropout, a, )
FILLER(exponential, a, )
FILLER(log_normal, a, b, )
FILLER(cauchy, a, b, )
FILLER(geometric, a, )

static bool draw_natural(gd_tensor *out, double a, double b)
{
    (void)a, (void)b;
    random_natural(&generator, out);
    return true;
}

/* clang-format off: a row is a call, what it fills `out` with, and the bits after it. */
static const struct {
    filler *draw;
    gd_dtype dtype;
    int count;
    double a, b;
    const char *expected;
    uint32_t next;
    double tolerance;
} fills[] = {
    {draw_uniform, GD_FLOAT32, 5, 0, 1, "0.88226926 0.91500396 0.38286376 0.95930564 0.3904482",
     1201263687, 0},
    {draw_uniform, GD_FLOAT64, 5, 0, 1,
     "0.05815448596142969 0.06291016742457756 0.12358607277440903 0.05258016436107704 "
     "0.5261718968547618",
     669991378, 0},
    {draw_uniform, GD_FLOAT32, 4, -0.3, 7.1, "6.2287927 6.4710293 2.533192 6.798862", 996406378, 0},
    {draw_uniform, GD_FLOAT64, 4, -0.3, 7.1,
     "0.1303431961145797 0.16553523894187389 0.6145369385306267 0.08909321627197009", 670094950, 0},
    {draw_normal, GD_FLOAT32, 5, 0, 1, "0.33669037 0.1288094 0.23446237 0.23033303 -1.1228564",
     249467210, 0},
    {draw_normal, GD_FLOAT32, 15, 2, 3,
     "3.010071 2.386428 2.703387 2.690999 -1.3685691 1.4410151 8.624604 0.08600883 "
     "3.3849716 2.8020525 3.6047142 4.4280715 5.330871 -3.0693967 -0.96687967",
     1306710475, 0},
    {draw_normal, GD_FLOAT32, 16, 0, 1,
     "1.9269153 1.4872841 0.9007172 -2.105521 0.67841846 -1.2345449 -0.043067478 -1.604667 "
     "-0.7521353 1.648723 -0.39247864 -1.4036071 -0.7278813 -0.5594302 -0.7688389 "
     "0.7624454",
     434285667, 0},
    {draw_normal, GD_FLOAT32, 19, -1.5, 0.7,
     "-0.15115932 -0.45890117 -0.86949795 -1.1922876 -2.0306919 -0.7451777 -0.9394396 "
     "-0.32356563 -1.2508981 -1.9806361 -1.8453494 -0.56568354 -1.662137 -1.4707683 "
     "-1.6761028 -0.89809906 -1.7168088 -1.7769973 -0.9376135",
     30349564, 0},
    {draw_normal, GD_FLOAT64, 5, 0, 1,
     "0.33669035438385886 0.1288094051365897 0.23446236336153173 0.2303330279146119 "
     "-1.1228563767381703",
     249467210, LIBM},
    {draw_normal, GD_FLOAT64, 15, 2, 3,
     "3.0100710631515764 2.386428215409769 2.703387090084595 2.6909990837438356 "
     "-1.3685691302145109 1.4410151021246767 8.624604006768173 0.08600882969834511 "
     "3.3849716648953527 2.802052603549465 3.6047140504270065 4.428071615672008 "
     "5.330870931319407 -3.0693966903913976 -0.9668796434397179",
     1306710475, LIBM},
    {draw_normal, GD_FLOAT64, 16, 0, 1,
     "0.2995562877502637 0.24237779080894106 0.28320739441795323 -0.23294220898382634 "
     "0.6711532211923003 0.7817673742546976 -1.7903080050220619 -1.748402801489203 "
     "0.17347640142361004 0.26684314514213736 0.4285173645433462 0.2318702888580676 "
     "-1.0214571469180447 -0.8272632292381021 1.7342104609172728 -1.4920727283504345",
     1306710475, LIBM},
    {draw_normal, GD_FLOAT64, 19, -1.5, 0.7,
     "-1.2903105985748153 -1.3303355464337412 -1.3017548239074328 -1.0669310042800682 "
     "-1.5260421050893676 -0.7753268919240953 -1.507059865191636 -1.4373638876740775 "
     "-1.4730953332156518 -1.5827706173994236 -2.7211896627589476 -0.8868742807463846 "
     "-1.2253306093871204 -0.724077172983997 -0.8943785747016649 -0.9013488269693992 "
     "-1.3254116842158965 -1.3168914165020928 -2.5685807463875774",
     1324556529, LIBM},
    {draw_normal_singly, GD_FLOAT32, 17, 2, 3,
     "3.010071 2.386428 2.703387 2.690999 -1.3685691 1.4410151 8.624604 0.08600883 "
     "3.3849716 2.8020525 3.6047142 4.4280715 5.330871 -3.0693967 -0.96687967 4.873915 "
     "5.9664054",
     1855189739, 0},
    {draw_integer, GD_INT64, 6, 0, 10, "2 7 6 4 6 5", 423734972, 0},
    {draw_integer, GD_INT64, 3, -5, 268435450, "266460262 199900602 56755046", 787846414, 0},
    {draw_integer, GD_INT64, 3, -5, 268435451, "199900590 250975497 127521858", 423734972, 0},
    {draw_integer, GD_INT64, 3, 0, 1099511627776, "441507790259 395924837646 458615280711",
     423734972, 0},
    {draw_integer, GD_INT32, 3, -2147483648, 2147483647, "-1412687334 -1571317653 50186418",
     423734972, 0},
    {draw_integer, GD_UINT8, 4, 0, 256, "102 179 92 14", 996406378, 0},
    {draw_integer, GD_BOOL, 6, 0, 2, "0 1 0 0 0 1", 423734972, 0},
    {draw_integer, GD_FLOAT32, 4, -3, 4, "-2.0 -1.0 1.0 2.0", 996406378, 0},
    {draw_integer, GD_FLOAT32, 3, 16777217, 16777225, "1.6777224e+07 1.677722e+07 1.677722e+07",
     787846414, 0},
    {draw_integer_from, GD_INT8, 4, 100, 0, "122 123 104 126", 996406378, 0},
    {draw_integer_from, GD_FLOAT64, 2, 7, 0, "523809042616244.0 566644413153975.0", 996406378, 0},
    {draw_integer_from, GD_INT64, 2, INT64_MIN, 0, "6909045637428952499 -909160480315697906",
     996406378, 0},
    {draw_natural, GD_INT64, 2, 0, 0, "6909045637428952499 8314211556539077902", 996406378, 0},
    {draw_natural, GD_INT16, 4, 0, 0, "23654 15795 860 5390", 996406378, 0},
    {draw_natural, GD_FLOAT32, 3, 0, 0, "1.4801927e+07 1.5351016e+07 6.423145e+06", 787846414, 0},
    {draw_natural, GD_FLOAT64, 2, 0, 0, "523809042610868.0 566644413140339.0", 996406378, 0},
    {draw_natural, GD_BOOL, 6, 0, 0, "0 1 0 0 0 1", 423734972, 0},
    {draw_permutation, GD_INT64, 10, 0, 0, "2 6 1 8 4 5 0 9 3 7", 1914837113, 0},
    {draw_permutation, GD_FLOAT32, 5, 0, 0, "2.0 4.0 3.0 0.0 1.0", 996406378, 0},
    {draw_permutation, GD_INT64, 1, 0, 0, "0", 1608637542, 0},
    {draw_permutation, GD_INT64, 0, 0, 0, "", 1608637542, 0},
    {draw_bernoulli, GD_FLOAT32, 8, 0.3, 0, "1.0 1.0 1.0 1.0 0.0 0.0 0.0 0.0", 434285667, 0},
    {draw_bernoulli, GD_BOOL, 8, 0.7, 0, "1 1 1 1 1 1 0 0", 434285667, 0},
    {draw_dropout, GD_FLOAT32, 8, 0.1, 0,
     "1.1111112 1.1111112 1.1111112 1.1111112 1.1111112 1.1111112 0.0 0.0", 434285667, 0},
    {draw_dropout, GD_FLOAT64, 6, 0.1, 0,
     "1.1111111111111112 1.1111111111111112 1.1111111111111112 1.1111111111111112 "
     "1.1111111111111112 1.1111111111111112",
     249467210, 0},
    {draw_dropout, GD_FLOAT32, 3, 1, 0, "0.0 0.0 0.0", 1608637542, 0},
    {draw_dropout, GD_FLOAT32, 3, 0, 0, "1.0 1.0 1.0", 1608637542, 0},
    {draw_exponential, GD_FLOAT32, 4, 1.5, 0, "0.039942678 0.04331742 0.08794452 0.036008634",
     670094950, 0},
    {draw_log_normal, GD_FLOAT32, 3, 0.5, 2, "3.2329037 2.1331906 2.6351094", 670094950, 0},
    {draw_cauchy, GD_FLOAT32, 4, 0.5, 2, "-10.324975 -9.487402 -4.3897486 -11.497279", 670094950,
     0},
    {draw_exponential, GD_FLOAT64, 4, 1.5, 0,
     "0.039942677127201426 0.04331741919559019 0.0879445199893937 0.036008634527129435", 670094950,
     LIBM},
    {draw_log_normal, GD_FLOAT64, 3, 0.5, 2,
     "3.232903690443492 2.1331906364007347 2.6351094726368487", 670094950, LIBM},
    {draw_cauchy, GD_FLOAT64, 4, 0.5, 2,
     "-10.324974593994627 -9.487402160112728 -4.3897486534543475 -11.497278831183117", 670094950,
     LIBM},
    {draw_geometric, GD_INT64, 6, 0.2, 0, "13 13 10 14 3 4", 249467210, 0},
    {draw_geometric, GD_FLOAT32, 6, 0.01, 0, "284.0 276.0 209.0 294.0 64.0 74.0", 249467210, 0},
};
/* clang-format on */

static void fillers_draw_what_torch_draws(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fills / sizeof *fills; i++) {
        generator_seed(&generator, SEED);
        gd_tensor *out = make_row(fills[i].dtype, fills[i].count);
        assert_true(fills[i].draw(out, fills[i].a, fills[i].b));
        expect(out, fills[i].expected, fills[i].tolerance);
        expect_next(fills[i].next);
    }
}

static void float_blocks_are_exact(void **state)
{
    (void)state;
    static const struct {
        int count;
        uint64_t hash;
        uint32_t next;
    } rows[] = {{31, UINT64_C(0xade71ed77fb98d3f), 1248819750},
                {33, UINT64_C(0xc620edc513750b48), 1879603694},
                {1003, UINT64_C(0xc7d25accca6b5534), 251944078}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        generator_seed(&generator, 7);
        gd_tensor *out = make_row(GD_FLOAT32, rows[i].count);
        assert_true(random_normal(&generator, out, 0.1, 2.5, NULL));
        assert_int_equal(hash_of(out), rows[i].hash);
        expect_next(rows[i].next);
        gd_tensor_free(out);
    }
}

static void long_permutations_are_exact(void **state)
{
    (void)state;
    generator_seed(&generator, 1);
    gd_tensor *out = make_row(GD_INT64, 1000);
    assert_true(random_permutation(&generator, out, NULL, NULL));
    assert_int_equal(hash_of(out), UINT64_C(16466235681919376729));
    expect_next(548926898);
    gd_tensor_free(out);
}

static void seeds_start_the_streams_of_torch(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed;
        const char *uniforms;
        uint64_t bits;
    } rows[] = {
        {0, "0.4962566 0.7682218", UINT64_C(13192915183495924928)},
        {1, "0.7576316 0.27931088", UINT64_C(13287641507927168072)},
        {(uint64_t)-1, "0.9937994 0.57130635", UINT64_C(16830492821160766535)},
        {UINT64_C(1) << 32, "0.4962566 0.7682218", UINT64_C(13192915183495924928)},
        {UINT32_MAX, "0.9937994 0.57130635", UINT64_C(16830492821160766535)},
        {UINT64_C(1) << 63, "0.4962566 0.7682218", UINT64_C(13192915183495924928)},
        {GENERATOR_SEED, "0.26729524 0.8725283", UINT64_C(17245925084227906572)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        generator_seed(&generator, rows[i].seed);
        assert_true(generator.seed == rows[i].seed);
        gd_tensor *out = make_row(GD_FLOAT32, 2);
        assert_true(random_uniform(&generator, out, 0, 1, NULL));
        expect(out, rows[i].uniforms, 0);
        assert_true(generator_bits64(&generator) == rows[i].bits);
    }
}

static void fill(filler *draw, gd_dtype dtype, int count, double a, double b, const char *expected)
{
    gd_tensor *out = make_row(dtype, count);
    assert_true(draw(out, a, b));
    expect(out, expected, dtype == GD_FLOAT64 ? LIBM : 0);
}

static void spare_normals_wait_for_the_next_normal(void **state)
{
    (void)state;
    generator_seed(&generator, 9);
    fill(draw_normal, GD_FLOAT32, 3, 0, 1, "0.044727538 1.911239 -0.2310309");
    fill(draw_uniform, GD_FLOAT32, 1, 0, 1, "0.38043958");
    fill(draw_normal, GD_FLOAT64, 1, 0, 1, "0.34592815167069546");
    gd_tensor *block = make_row(GD_FLOAT32, 16);
    assert_true(draw_normal(block, 0, 1));
    assert_true(gd_tensor_get(block, 0) == -0.5872728824615479);
    gd_tensor_free(block);
    fill(draw_normal, GD_FLOAT32, 3, 0, 1, "-0.6922861 -0.3787714 0.12356644");
    fill(draw_log_normal, GD_FLOAT32, 1, 1, 2, "0.43075216");
}

static void seeding_forgets_the_spare_normal(void **state)
{
    (void)state;
    generator_seed(&generator, 9);
    fill(draw_normal, GD_FLOAT32, 1, 0, 1, "0.044727538");
    generator_seed(&generator, 9);
    fill(draw_normal, GD_FLOAT32, 1, 0, 1, "0.044727538");
}

static gd_tensor *saved(void)
{
    gd_tensor *bytes = make_row(GD_UINT8, GENERATOR_BYTES);
    generator_save(&generator, bytes);
    return bytes;
}

static void states_have_the_bytes_of_torch(void **state)
{
    (void)state;
    generator_seed(&generator, 3);
    gd_tensor *bytes = saved();
    assert_true(hash_of(bytes) == UINT64_C(17778718819680132965));
    gd_tensor *uniforms = make_row(GD_FLOAT32, 700);
    assert_true(draw_uniform(uniforms, 0, 1));
    generator_normal(&generator);
    generator_save(&generator, bytes);
    assert_true(hash_of(bytes) == UINT64_C(1478408239338027898));
    gd_tensor_free(bytes);
    gd_tensor_free(uniforms);
}

static void loaded_states_continue(void **state)
{
    (void)state;
    for (int draws = 0; draws < 1300; draws += 13) {
        generator_seed(&generator, 3);
        generator_normal(&generator);
        for (int i = 0; i < draws; i++) generator_bits(&generator);
        gd_tensor *bytes = saved();
        gd_generator other;
        assert_true(generator_load(&other, bytes, NULL));
        for (int i = 0; i < 3; i++)
            assert_true(generator_normal(&other) == generator_normal(&generator));
        gd_tensor_free(bytes);
    }
}

static void what_is_no_state_changes_nothing(void **state)
{
    (void)state;
    static const int places[] = {8, 9, 12, 16, 17, 20};
    gd_generator before = generator;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        gd_tensor *bytes = saved();
        bytes->data[places[i]] ^= 0x5a;
        error = (gd_error){0};
        assert_false(generator_load(&generator, bytes, &error));
        assert_string_equal(error.message, "Invalid mt19937 state");
        assert_memory_equal(&before, &generator, sizeof before);
        gd_tensor_free(bytes);
    }
    gd_tensor *few = make_row(GD_UINT8, 50), *floats = make_row(GD_FLOAT32, GENERATOR_BYTES);
    error = (gd_error){0};
    assert_false(generator_load(&generator, few, &error));
    assert_string_equal(error.message, "Expected a CPUGeneratorImplState of size 5056 but found "
                                       "the input RNG state size to be 50");
    error = (gd_error){0};
    assert_false(generator_load(&generator, floats, &error));
    assert_string_equal(error.message, "RNG state must be a torch.ByteTensor");
    gd_tensor_free(few);
    gd_tensor_free(floats);
}

/* torch.manual_seed(0); torch.nn.Linear(3, 2): kaiming_uniform_ with a = sqrt(5) and the bias are
 * both uniform within 1 / sqrt(3). */
static void layers_start_as_in_torch(void **state)
{
    (void)state;
    double bound = sqrt(3) * (sqrt(2.0 / 6) / sqrt(3));
    generator_seed(&generator, 0);
    fill(draw_uniform, GD_FLOAT32, 6, -bound, bound,
         "-0.0043225177 0.30971584 -0.47518533 -0.4248946 -0.22236897 0.15482073");
    fill(draw_uniform, GD_FLOAT32, 2, -1 / sqrt(3), 1 / sqrt(3), "-0.011439145 0.45777494");
}

static void normals_follow_tensors_of_parameters(void **state)
{
    (void)state;
    static const struct {
        gd_dtype dtype, std_dtype;
        const char *mean, *std, *expected;
    } rows[] = {
        {GD_FLOAT32, GD_FLOAT32, "1 2 3", "0.1 0.2 0.3", "1.0661352 2.0533848 3.0185032"},
        {GD_FLOAT32, GD_FLOAT64, "1 2 3", "0.1 0.2 0.3", "1.0661352 2.0533848 3.0185032"},
        {GD_FLOAT64, GD_INT64, "1 2 3", "1 2 3",
         "1.6613521715704522 2.5338481965850375 3.185031774712045"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        generator_seed(&generator, 1);
        gd_tensor *mean = read_row(rows[i].dtype, rows[i].mean);
        gd_tensor *std = read_row(rows[i].std_dtype, rows[i].std),
                  *out = make_row(rows[i].dtype, 3);
        assert_true(random_normal_each(&generator, out, mean, std, NULL));
        expect(out, rows[i].expected, rows[i].dtype == GD_FLOAT64 ? LIBM : 0);
        gd_tensor_free(mean);
        gd_tensor_free(std);
    }
}

static void normals_lie_around_means(void **state)
{
    (void)state;
    generator_seed(&generator, 1);
    gd_tensor *mean = make_row(GD_FLOAT32, 18), *out = make_row(GD_FLOAT32, 18);
    for (int i = 0; i < 18; i++) gd_tensor_set(mean, i, i);
    assert_true(random_normal_around(&generator, out, mean, 0.5, NULL));
    expect(out,
           "-0.76279795 0.6248841 2.3497713 3.0995407 4.432846 5.122202 5.6685443 7.403654 "
           "8.219571 9.5856 8.877221 10.276771 12.030578 12.691128 13.6009655 14.934189 15.6007805 "
           "17.167866",
           0);
    expect_next(252070889);
    gd_tensor_free(mean);
}

static void bernoulli_draws_by_the_dtype_of_p(void **state)
{
    (void)state;
    static const struct {
        gd_dtype dtype;
        const char *expected;
        uint32_t next;
    } rows[] = {{GD_FLOAT32, "0 0 1 1 1 0 1 0", 630311759},
                {GD_FLOAT64, "0 0 1 1 1 1 1 0", 1704103302}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        generator_seed(&generator, 1);
        gd_tensor *p = read_row(rows[i].dtype, "0 0.2 0.5 0.8 1 0.5 0.5 0.5");
        gd_tensor *out = make_row(GD_INT64, 8);
        assert_true(random_bernoulli_each(&generator, out, p, NULL));
        expect(out, rows[i].expected, 0);
        expect_next(rows[i].next);
        gd_tensor_free(p);
    }
}

static void poisson_draws_small_and_large_rates(void **state)
{
    (void)state;
    generator_seed(&generator, 1);
    gd_tensor *rates = read_row(GD_FLOAT32, "0 0.5 3 9.9 10 40 1e6"),
              *out = make_row(GD_FLOAT32, 7);
    assert_true(random_poisson(&generator, out, rates, NULL));
    expect(out, "0 0 2 10 7 32 999819", 0);
    expect_next(1808643459);
    gd_tensor_free(rates);
}

static const char two_rows[] = "0.1 0.2 0.3 0.4 5 0 1 1";

static void multinomial_draws_rows(void **state)
{
    (void)state;
    static const struct {
        int k;
        gd_replacement replacement;
        const char *expected;
        uint32_t next;
    } rows[] = {{2, GD_WITHOUT_REPLACEMENT, "3 0 0 2", 1704103302},
                {1, GD_WITHOUT_REPLACEMENT, "3 0", 1704103302},
                {6, GD_WITH_REPLACEMENT, "0 1 1 1 2 1 0 0 0 0 0 0", 878115723},
                {1, GD_WITH_REPLACEMENT, "3 0", 1704103302}};
    for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
        generator_seed(&generator, 1);
        gd_tensor *weights = read_row(i % 2 ? GD_FLOAT64 : GD_FLOAT32, two_rows);
        weights->type.shape = shape_of(2, (int64_t[]){2, 4});
        gd_tensor *out = make(GD_INT64, 2, (int64_t[]){2, rows[i / 2].k});
        assert_true(
            random_multinomial(&generator, out, weights, rows[i / 2].replacement, &context, NULL));
        expect(out, rows[i / 2].expected, 0);
        expect_next(rows[i / 2].next);
        gd_tensor_free(weights);
    }
}

static void multinomial_without_replacement_can_take_all(void **state)
{
    (void)state;
    generator_seed(&generator, 1);
    gd_tensor *weights = read_row(GD_FLOAT32, "0.1 0.2 0.3 0.4"), *out = make_row(GD_INT64, 4);
    assert_true(
        random_multinomial(&generator, out, weights, GD_WITHOUT_REPLACEMENT, &context, NULL));
    expect(out, "3 0 2 1", 0);
    expect_next(630311759);
    gd_tensor_free(weights);
}

static void zero_weights_follow_in_the_order_of_topk(void **state)
{
    (void)state;
    gd_tensor *weights = read_row(GD_FLOAT32, "0 0 0 0 2"), *out = make_row(GD_INT64, 5);
    assert_true(
        random_multinomial(&generator, out, weights, GD_WITHOUT_REPLACEMENT, &context, NULL));
    expect(out, "4 2 3 0 1", 0);
    gd_tensor_free(weights);
}

static void multinomial_fails_cleanly_without_memory(void **state)
{
    (void)state;
    gd_tensor *weights = read_row(GD_FLOAT32, "0.1 0.2 0.3 0.4"), *out = make_row(GD_INT64, 3);
    gd_generator before = generator;
    for (int i = GD_WITHOUT_REPLACEMENT; i <= GD_WITH_REPLACEMENT; i++) {
        error = (gd_error){0};
        atomic_store(&memory.fail_countdown, 1);
        assert_false(
            random_multinomial(&generator, out, weights, (gd_replacement)i, &context, &error));
        assert_int_equal(error.code, GD_MEMORY_LIMIT);
        assert_memory_equal(&before, &generator, sizeof before);
    }
    gd_tensor_free(weights);
    gd_tensor_free(out);
}

static void expect_refusal(bool accepted, const gd_generator *before, const char *message)
{
    assert_false(accepted);
    assert_string_equal(error.message, message);
    assert_memory_equal(before, &generator, sizeof generator);
    error = (gd_error){0};
}

static void refusals_have_the_words_of_torch(void **state)
{
    (void)state;
    static const struct {
        filler *draw;
        gd_dtype dtype;
        int count;
        double a, b;
        const char *message;
    } rows[] = {
        {draw_normal, GD_FLOAT32, 3, 0, -1, "normal expects std >= 0.0, but found std -1"},
        {draw_normal, GD_FLOAT32, 20, 0, -1.5, "normal expects std >= 0.0, but found std -1.5"},
        {draw_normal, GD_FLOAT32, 0, 0, -1, "normal expects std >= 0.0, but found std -1"},
        {draw_normal, GD_INT64, 20, 0, 1, "\"normal_kernel_cpu\" not implemented for 'Long'"},
        {draw_uniform, GD_BOOL, 3, 0, 1, "\"check_uniform_bounds\" not implemented for 'Bool'"},
        {draw_uniform, GD_FLOAT32, 3, 2, 1,
         "uniform_ expects to return a [from, to) range, but found from=2 > to=1"},
        {draw_uniform, GD_FLOAT32, 3, 0, 1e39, "to is out of bounds for float"},
        {draw_uniform, GD_FLOAT64, 3, -INFINITY, 0, "from is out of bounds for double"},
        {draw_uniform, GD_FLOAT32, 3, -3e38, 3e38,
         "uniform_ expects to-from <= std::numeric_limits<Float>::max(), but found to=3e+38 and "
         "from=-3e+38 which result in to-from to exceed the limit"},
        {draw_integer, GD_INT64, 0, 5, 3,
         "random_ expects 'from' to be less than 'to', but got from=5 >= to=3"},
        {draw_integer, GD_UINT8, 3, 0, 300, "to - 1 is out of bounds for unsigned char"},
        {draw_integer, GD_INT8, 3, -200, 3, "from is out of bounds for signed char"},
        {draw_integer, GD_INT16, 3, 0, 1 << 20, "to - 1 is out of bounds for short int"},
        {draw_integer, GD_BOOL, 3, 0, 5, "to - 1 is out of bounds for bool"},
        {draw_integer_from, GD_UINT8, 3, -3, 0, "from is out of bounds for unsigned char"},
        {draw_integer_from, GD_FLOAT32, 3, 1 << 24, 0,
         "random_ expects 'from' casted to dtype to be less than or equal to 'to_inc' casted to "
         "dtype, but got from=16777216 > to_inc=16777216"},
        {draw_integer_from, GD_INT32, 3, (double)INT64_MIN, 0,
         "random_full_64_bits_range_kernel_cpu handles only int64, double, float and bfloat16"},
        {draw_integer_from, GD_BOOL, 3, (double)INT64_MIN, 0,
         "\"random_full_64_bits_range_kernel_cpu\" not implemented for 'Bool'"},
        {draw_bernoulli, GD_FLOAT32, 3, 1.5, 0,
         "bernoulli_ expects p to be in [0, 1], but got p=1.5"},
        {draw_dropout, GD_FLOAT32, 3, -0.1, 0,
         "dropout probability has to be between 0 and 1, but got -0.1"},
        {draw_geometric, GD_BOOL, 3, 0.5, 0, "\"geometric_cpu\" not implemented for 'Bool'"},
        {draw_geometric, GD_INT64, 3, 1, 0, "geometric_ expects p to be in (0, 1), but got p=1"},
        {draw_exponential, GD_FLOAT32, 3, 0, 0,
         "exponential_ expects lambda > 0.0, but found lambda=0"},
        {draw_exponential, GD_INT64, 3, 1, 0,
         "Exponential distribution is a continuous probability distribution. dtype must be a "
         "floating point but you specified Long"},
        {draw_cauchy, GD_FLOAT32, 3, 0, -1, "cauchy_ expects sigma > 0.0, but found sigma=-1"},
        {draw_cauchy, GD_INT64, 3, 0, 1,
         "Cauchy distribution is a continuous probability distribution. dtype must be a floating "
         "point but you specified long int"},
        {draw_log_normal, GD_FLOAT32, 3, 0, 0, "log_normal_ expects std > 0.0, but found std=0"},
        {draw_log_normal, GD_INT32, 3, 0, 1, "\"log_normal_cpu\" not implemented for 'Int'"},
        {draw_permutation, GD_BOOL, 2, 0, 0, "\"randperm\" not implemented for 'Bool'"},
        {draw_permutation, GD_INT8, 129, 0, 0,
         "value cannot be converted to type int8_t without overflow"},
    };
    gd_generator before = generator;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gd_tensor *out = make_row(rows[i].dtype, rows[i].count);
        expect_refusal(rows[i].draw(out, rows[i].a, rows[i].b), &before, rows[i].message);
        gd_tensor_free(out);
    }
}

static void tensors_of_parameters_are_refused(void **state)
{
    (void)state;
    gd_generator before = generator;
    gd_tensor *wrong = read_row(GD_FLOAT32, "0.5 -1"), *nan = read_row(GD_FLOAT32, "0.5 nan");
    gd_tensor *whole = read_row(GD_INT64, "1 0"), *out = make_row(GD_FLOAT32, 2);
    gd_tensor *mean = make_row(GD_FLOAT32, 2), *counts = make_row(GD_INT64, 2);
    const char *p = "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error "
                    "message be improved?  If so, please report an enhancement request to "
                    "PyTorch.)";
    expect_refusal(random_bernoulli_each(&generator, out, wrong, &error), &before, p);
    expect_refusal(random_bernoulli_each(&generator, out, nan, &error), &before, p);
    expect_refusal(random_bernoulli_each(&generator, out, whole, &error), &before,
                   "\"bernoulli_tensor_cpu_p_\" not implemented for 'Long'");
    expect_refusal(random_normal_each(&generator, out, mean, wrong, &error), &before,
                   "normal expects all elements of std >= 0.0");
    expect_refusal(random_poisson(&generator, out, wrong, &error), &before,
                   "invalid Poisson rate, expected rate to be non-negative");
    expect_refusal(random_poisson(&generator, counts, whole, &error), &before,
                   "\"poisson_cpu\" not implemented for 'Long'");
    gd_tensor *all[] = {wrong, nan, whole, out, mean, counts};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) gd_tensor_free(all[i]);
}

static void weights_are_refused(void **state)
{
    (void)state;
    static const struct {
        gd_dtype dtype;
        const char *weights;
        int64_t k;
        gd_replacement replacement;
        const char *message;
    } rows[] = {
        {GD_INT64, "1 1", 1, GD_WITH_REPLACEMENT,
         "multinomial only supports floating-point dtypes for input, got: Long"},
        {GD_FLOAT32, "1 1", 0, GD_WITH_REPLACEMENT, "cannot sample n_sample <= 0 samples"},
        {GD_FLOAT32, "1 1", 3, GD_WITHOUT_REPLACEMENT,
         "cannot sample n_sample > prob_dist.size(-1) samples without replacement"},
        {GD_FLOAT32, "0.5 -1", 1, GD_WITHOUT_REPLACEMENT,
         "probability tensor contains either `inf`, `nan` or element < 0"},
        {GD_FLOAT32, "0.5 inf", 1, GD_WITH_REPLACEMENT,
         "probability tensor contains either `inf`, `nan` or element < 0"},
        {GD_FLOAT32, "0 0", 1, GD_WITHOUT_REPLACEMENT,
         "invalid multinomial distribution (sum of probabilities <= 0)"},
        {GD_FLOAT32, "", 1, GD_WITH_REPLACEMENT,
         "aminmax(): cannot compute aminmax over an empty dimension as the operation has no "
         "identity."},
        {GD_FLOAT32, "0.5 nan", 2, GD_WITH_REPLACEMENT,
         "invalid multinomial distribution (encountering probability entry < 0)"},
        {GD_FLOAT32, "0.5 inf", 2, GD_WITH_REPLACEMENT,
         "invalid multinomial distribution (encountering probability entry = infinity or NaN)"},
        {GD_FLOAT32, "0 0", 2, GD_WITH_REPLACEMENT,
         "invalid multinomial distribution (sum of probabilities <= 0)"},
        {GD_FLOAT32, "", 2, GD_WITH_REPLACEMENT,
         "invalid multinomial distribution (sum of probabilities <= 0)"},
    };
    gd_generator before = generator;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gd_tensor *weights = read_row(rows[i].dtype, rows[i].weights);
        gd_tensor *out = make_row(GD_INT64, rows[i].k);
        expect_refusal(
            random_multinomial(&generator, out, weights, rows[i].replacement, &context, &error),
            &before, rows[i].message);
        gd_tensor_free(weights);
        gd_tensor_free(out);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_memory, close_memory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fillers_draw_what_torch_draws),
        TEST(float_blocks_are_exact),
        TEST(long_permutations_are_exact),
        TEST(seeds_start_the_streams_of_torch),
        TEST(spare_normals_wait_for_the_next_normal),
        TEST(seeding_forgets_the_spare_normal),
        TEST(states_have_the_bytes_of_torch),
        TEST(loaded_states_continue),
        TEST(what_is_no_state_changes_nothing),
        TEST(layers_start_as_in_torch),
        TEST(normals_follow_tensors_of_parameters),
        TEST(normals_lie_around_means),
        TEST(bernoulli_draws_by_the_dtype_of_p),
        TEST(poisson_draws_small_and_large_rates),
        TEST(multinomial_draws_rows),
        TEST(multinomial_without_replacement_can_take_all),
        TEST(zero_weights_follow_in_the_order_of_topk),
        TEST(multinomial_fails_cleanly_without_memory),
        TEST(refusals_have_the_words_of_torch),
        TEST(tensors_of_parameters_are_refused),
        TEST(weights_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
