/* repr.h: texts that PyTorch 2.13.0 printed for the same tensors and options. */
#include "engine/tensor/repr.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { MEMORY = 1 << 24, ROOM = 1 << 16, MOST_VALUES = 13, MOST_SUFFIXES = 2 };

/* What is left out: values 0, 1, 2, ..., the default options, float32 as the default dtype. */
typedef struct repr_case {
    gd_dtype dtype;
    gd_shape shape;
    const char *text;
    double values[MOST_VALUES];
    repr_options options;
    const char *suffixes[MOST_SUFFIXES];
    gd_dtype usual;
} repr_case;

static gd_memory memory;

static int start(void **state)
{
    (void)state;
    gd_memory_init(&memory, MEMORY);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    assert_int_equal(memory.used, 0);
    return 0;
}

static repr_options default_options(void)
{
    repr_options options = {.mode = REPR_AUTO};
    assert_true(repr_apply_profile(&options, "default"));
    return options;
}

static bool has_values(const repr_case *c)
{
    for (int i = 0; i < MOST_VALUES; i++)
        if (c->values[i] != 0 || signbit(c->values[i])) return true;
    return false;
}

static gd_tensor *tensor_of(const repr_case *c)
{
    gd_type type = {c->dtype, c->shape};
    gd_tensor *tensor = gd_tensor_new(&memory, &type, ROOM, NULL);
    assert_non_null(tensor);
    for (int64_t i = 0; i < tensor->count; i++)
        gd_tensor_set(tensor, i, has_values(c) ? c->values[i] : (double)i);
    return tensor;
}

static void check_case(const repr_case *c)
{
    gd_buffer out;
    int count = 0;
    repr_options options = c->options.linewidth ? c->options : default_options();
    gd_tensor *tensor = tensor_of(c);
    buffer_init(&out, &memory, ROOM);
    while (count < MOST_SUFFIXES && c->suffixes[count]) count++;
    repr_tensor(&out, tensor, &options, c->usual ? c->usual : GD_FLOAT32, c->suffixes, count, NULL);
    assert_int_equal(out.error.code, GD_OK);
    assert_string_equal(out.data, c->text);
    buffer_close(&out);
    gd_tensor_free(tensor);
}

static void check_cases(const repr_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) check_case(&cases[i]);
}

/* A scalar prints alone. */
static void test_scalars(void **state)
{
    static const repr_case cases[] = {
        /* clang-format off */
        {GD_FLOAT32, {0, {0}}, .values = {2.5}, .text = "tensor(2.5000)"},
        {GD_FLOAT32, {0, {0}}, .values = {3.0}, .text = "tensor(3.)"},
        {GD_FLOAT32, {0, {0}}, .values = {-0.0}, .text = "tensor(-0.)"},
        {GD_FLOAT32, {0, {0}}, .values = {0.1}, .text = "tensor(0.1000)"},
        {GD_FLOAT64, {0, {0}}, .values = {1e-05},
         .text = "tensor(1.0000e-05, dtype=torch.float64)"},
        {GD_FLOAT32, {0, {0}}, .values = {12345678.0}, .text = "tensor(12345678.)"},
        {GD_FLOAT32, {0, {0}}, .values = {123456.789}, .text = "tensor(123456.7891)"},
        {GD_FLOAT32, {0, {0}}, .values = {1e-45}, .text = "tensor(1.4013e-45)"},
        {GD_FLOAT64, {0, {0}}, .values = {1.7976931348623157e+308},
         .text = "tensor(1.7977e+308, dtype=torch.float64)"},
        {GD_FLOAT32, {0, {0}}, .values = {NAN}, .text = "tensor(nan)"},
        {GD_FLOAT32, {0, {0}}, .values = {-NAN}, .text = "tensor(nan)"},
        {GD_FLOAT32, {0, {0}}, .values = {-INFINITY}, .text = "tensor(-inf)"},
        {GD_INT64, {0, {0}}, .values = {-9007199254740992}, .text = "tensor(-9007199254740992)"},
        {GD_BOOL, {0, {0}}, .values = {1}, .text = "tensor(True)"},
        {GD_BOOL, {0, {0}}, .values = {0}, .text = "tensor(False)"},
        /* clang-format on */
    };
    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

/* All elements share one notation: integers with a point, fixed, or scientific. */
static void test_notations(void **state)
{
    static const repr_case cases[] = {
        /* clang-format off */
        {GD_FLOAT32, {1, {3}}, .values = {1, 2, 3}, .text = "tensor([1., 2., 3.])"},
        {GD_FLOAT32, {1, {3}}, .values = {1.5, 2, -3},
         .text = "tensor([ 1.5000,  2.0000, -3.0000])"},
        {GD_FLOAT32, {1, {2}}, .values = {1, 1000}, .text = "tensor([   1., 1000.])"},
        {GD_FLOAT32, {1, {2}}, .values = {1, 1001}, .text = "tensor([1.0000e+00, 1.0010e+03])"},
        {GD_FLOAT32, {1, {2}}, .values = {0.5, 500.0}, .text = "tensor([  0.5000, 500.0000])"},
        {GD_FLOAT32, {1, {2}}, .values = {0.5, 500.5}, .text = "tensor([5.0000e-01, 5.0050e+02])"},
        {GD_FLOAT64, {1, {2}}, .values = {100000000.0, 100000000.0},
         .text = "tensor([100000000., 100000000.], dtype=torch.float64)"},
        {GD_FLOAT64, {1, {2}}, .values = {100000001, 100000001},
         .text = "tensor([1.0000e+08, 1.0000e+08], dtype=torch.float64)"},
        {GD_FLOAT64, {1, {2}}, .values = {0.0001, 0.001},
         .text = "tensor([0.0001, 0.0010], dtype=torch.float64)"},
        {GD_FLOAT32, {1, {2}}, .values = {0.0001, 0.001},
         .text = "tensor([1.0000e-04, 1.0000e-03])"},
        {GD_FLOAT32, {1, {3}}, .values = {-1e-05, 1, 0},
         .text = "tensor([-1.0000e-05,  1.0000e+00,  0.0000e+00])"},
        {GD_FLOAT64, {1, {2}}, .values = {1e+100, 1},
         .text = "tensor([1.0000e+100,  1.0000e+00], dtype=torch.float64)"},
        {GD_FLOAT64, {1, {2}}, .values = {-1e-100, 1e-99},
         .text = "tensor([-1.0000e-100,   1.0000e-99], dtype=torch.float64)"},
        {GD_FLOAT32, {1, {4}}, .values = {1, NAN, INFINITY, -INFINITY},
         .text = "tensor([1., nan, inf, -inf])"},
        {GD_FLOAT32, {1, {4}}, .values = {1.5, NAN, INFINITY, -INFINITY},
         .text = "tensor([1.5000,    nan,    inf,   -inf])"},
        {GD_FLOAT32, {1, {4}}, .values = {10000000000.0, NAN, INFINITY, -INFINITY},
         .text = "tensor([1.0000e+10,        nan,        inf,       -inf])"},
        {GD_FLOAT32, {1, {3}}, .values = {NAN, INFINITY, 0}, .text = "tensor([nan, inf, 0.])"},
        {GD_FLOAT32, {1, {3}}, .values = {0.0, -0.0, 0.0}, .text = "tensor([0., -0., 0.])"},
        {GD_FLOAT32, {1, {2}}, .values = {-0.0, 0.5}, .text = "tensor([-0.0000, 0.5000])"},
        {GD_FLOAT64, {1, {3}}, .values = {5e-05, 0.5, -4e-05},
         .text = "tensor([ 5.0000e-05,  5.0000e-01, -4.0000e-05], dtype=torch.float64)"},
        {GD_FLOAT64, {1, {2}}, .values = {0.125, 2.00005},
         .text = "tensor([0.1250, 2.0000], dtype=torch.float64)"},
        {GD_FLOAT64, {1, {3}}, .values = {0.03125, 0.09375, 0.5},
         .options = {3, 1000, 3, 80, REPR_AUTO},
         .text = "tensor([0.031, 0.094, 0.500], dtype=torch.float64)"},
        /* clang-format on */
    };
    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

/* The dtype is told unless it is the usual one; without elements, unless it is the default. */
static void test_dtypes(void **state)
{
    static const repr_case cases[] = {
        /* clang-format off */
        {GD_FLOAT64, {1, {2}}, .values = {1, 2}, .text = "tensor([1., 2.], dtype=torch.float64)"},
        {GD_FLOAT32, {1, {2}}, .values = {1, 2}, .usual = GD_FLOAT64,
         .text = "tensor([1., 2.], dtype=torch.float32)"},
        {GD_FLOAT64, {1, {2}}, .values = {1, 2}, .usual = GD_FLOAT64, .text = "tensor([1., 2.])"},
        {GD_INT64, {1, {3}}, .values = {10, -200, 3000}, .text = "tensor([  10, -200, 3000])"},
        {GD_INT32, {1, {2}}, .values = {1, 2}, .text = "tensor([1, 2], dtype=torch.int32)"},
        {GD_UINT8, {1, {2}}, .values = {7, 255}, .text = "tensor([  7, 255], dtype=torch.uint8)"},
        {GD_BOOL, {1, {2}}, .values = {1, 1}, .text = "tensor([True, True])"},
        {GD_BOOL, {1, {2}}, .values = {1, 0}, .text = "tensor([ True, False])"},
        {GD_FLOAT32, {1, {0}}, .text = "tensor([])"},
        {GD_FLOAT32, {2, {0, 3}}, .text = "tensor([], size=(0, 3))"},
        {GD_FLOAT32, {3, {2, 0, 3}}, .text = "tensor([], size=(2, 0, 3))"},
        {GD_FLOAT64, {1, {0}}, .text = "tensor([], dtype=torch.float64)"},
        {GD_INT64, {1, {0}}, .text = "tensor([], dtype=torch.int64)"},
        {GD_BOOL, {2, {0, 1}}, .text = "tensor([], size=(0, 1), dtype=torch.bool)"},
        {GD_FLOAT64, {1, {0}}, .usual = GD_FLOAT64, .text = "tensor([])"},
        {GD_FLOAT32, {2, {0, 2}}, .usual = GD_FLOAT64,
         .text = "tensor([], size=(0, 2), dtype=torch.float32)"},
        /* clang-format on */
    };
    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

/* Lines are as long as they may be. */
static void test_layout(void **state)
{
    static const repr_case cases[] = {
        /* clang-format off */
        {GD_INT64, {2, {2, 3}}, .text = "tensor([[0, 1, 2],\n"
         "        [3, 4, 5]])"},
        {GD_INT64, {3, {2, 2, 2}}, .text = "tensor([[[0, 1],\n"
         "         [2, 3]],\n"
         "\n"
         "        [[4, 5],\n"
         "         [6, 7]]])"},
        {GD_FLOAT32, {4, {1, 2, 1, 2}}, .text = "tensor([[[[0., 1.]],\n"
         "\n"
         "         [[2., 3.]]]])"},
        {GD_INT64, {1, {30}},
         .text = "tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n"
         "        18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])"},
        {GD_FLOAT32, {2, {2, 12}},
         .text = "tensor([[ 0.,  1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11.],\n"
         "        [12., 13., 14., 15., 16., 17., 18., 19., 20., 21., 22., 23.]])"},
        {GD_INT64, {5, {1, 1, 1, 1, 1}}, .text = "tensor([[[[[0]]]]])"},
        {GD_BOOL, {1, {13}}, .values = {1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1},
         .text = "tensor([ True, False, False,  True, False, False,  True, False, False,  True,\n"
         "        False, False,  True])"},
        {GD_INT64, {1, {20}}, .options = {4, 1000, 3, 20, REPR_AUTO},
         .text = "tensor([ 0,  1,  2,\n"
         "         3,  4,  5,\n"
         "         6,  7,  8,\n"
         "         9, 10, 11,\n"
         "        12, 13, 14,\n"
         "        15, 16, 17,\n"
         "        18, 19])"},
        {GD_INT64, {1, {3}}, .options = {4, 1000, 3, 1, REPR_AUTO}, .text = "tensor([0,\n"
         "        1,\n"
         "        2])"},
        {GD_INT64, {2, {2, 3}}, .options = {4, 1000, 3, 14, REPR_AUTO}, .text = "tensor([[0, 1,\n"
         "         2],\n"
         "        [3, 4,\n"
         "         5]])"},
        /* clang-format on */
    };
    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

/* Large tensors show their edges, and only those count for the notation. */
static void test_summarised(void **state)
{
    static const repr_case cases[] = {
        /* clang-format off */
        {GD_INT64, {1, {1001}}, .text = "tensor([   0,    1,    2,  ...,  998,  999, 1000])"},
        {GD_FLOAT32, {1, {1001}},
         .text = "tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.])"},
        {GD_INT64, {2, {1000, 2}}, .text = "tensor([[   0,    1],\n"
         "        [   2,    3],\n"
         "        [   4,    5],\n"
         "        ...,\n"
         "        [1994, 1995],\n"
         "        [1996, 1997],\n"
         "        [1998, 1999]])"},
        {GD_INT64, {2, {2, 1000}}, .text = "tensor([[   0,    1,    2,  ...,  997,  998,  999],\n"
         "        [1000, 1001, 1002,  ..., 1997, 1998, 1999]])"},
        {GD_INT64, {3, {8, 9, 20}},
         .text = "tensor([[[   0,    1,    2,  ...,   17,   18,   19],\n"
         "         [  20,   21,   22,  ...,   37,   38,   39],\n"
         "         [  40,   41,   42,  ...,   57,   58,   59],\n"
         "         ...,\n"
         "         [ 120,  121,  122,  ...,  137,  138,  139],\n"
         "         [ 140,  141,  142,  ...,  157,  158,  159],\n"
         "         [ 160,  161,  162,  ...,  177,  178,  179]],\n"
         "\n"
         "        [[ 180,  181,  182,  ...,  197,  198,  199],\n"
         "         [ 200,  201,  202,  ...,  217,  218,  219],\n"
         "         [ 220,  221,  222,  ...,  237,  238,  239],\n"
         "         ...,\n"
         "         [ 300,  301,  302,  ...,  317,  318,  319],\n"
         "         [ 320,  321,  322,  ...,  337,  338,  339],\n"
         "         [ 340,  341,  342,  ...,  357,  358,  359]],\n"
         "\n"
         "        [[ 360,  361,  362,  ...,  377,  378,  379],\n"
         "         [ 380,  381,  382,  ...,  397,  398,  399],\n"
         "         [ 400,  401,  402,  ...,  417,  418,  419],\n"
         "         ...,\n"
         "         [ 480,  481,  482,  ...,  497,  498,  499],\n"
         "         [ 500,  501,  502,  ...,  517,  518,  519],\n"
         "         [ 520,  521,  522,  ...,  537,  538,  539]],\n"
         "\n"
         "        ...,\n"
         "\n"
         "        [[ 900,  901,  902,  ...,  917,  918,  919],\n"
         "         [ 920,  921,  922,  ...,  937,  938,  939],\n"
         "         [ 940,  941,  942,  ...,  957,  958,  959],\n"
         "         ...,\n"
         "         [1020, 1021, 1022,  ..., 1037, 1038, 1039],\n"
         "         [1040, 1041, 1042,  ..., 1057, 1058, 1059],\n"
         "         [1060, 1061, 1062,  ..., 1077, 1078, 1079]],\n"
         "\n"
         "        [[1080, 1081, 1082,  ..., 1097, 1098, 1099],\n"
         "         [1100, 1101, 1102,  ..., 1117, 1118, 1119],\n"
         "         [1120, 1121, 1122,  ..., 1137, 1138, 1139],\n"
         "         ...,\n"
         "         [1200, 1201, 1202,  ..., 1217, 1218, 1219],\n"
         "         [1220, 1221, 1222,  ..., 1237, 1238, 1239],\n"
         "         [1240, 1241, 1242,  ..., 1257, 1258, 1259]],\n"
         "\n"
         "        [[1260, 1261, 1262,  ..., 1277, 1278, 1279],\n"
         "         [1280, 1281, 1282,  ..., 1297, 1298, 1299],\n"
         "         [1300, 1301, 1302,  ..., 1317, 1318, 1319],\n"
         "         ...,\n"
         "         [1380, 1381, 1382,  ..., 1397, 1398, 1399],\n"
         "         [1400, 1401, 1402,  ..., 1417, 1418, 1419],\n"
         "         [1420, 1421, 1422,  ..., 1437, 1438, 1439]]])"},
        {GD_INT64, {1, {10}}, .options = {4, 5, 3, 80, REPR_AUTO},
         .text = "tensor([0, 1, 2,  ..., 7, 8, 9])"},
        {GD_INT64, {1, {6}}, .options = {4, 5, 3, 80, REPR_AUTO},
         .text = "tensor([0, 1, 2, 3, 4, 5])"},
        {GD_INT64, {2, {4, 4}}, .options = {4, 5, 1, 80, REPR_AUTO},
         .text = "tensor([[ 0,  ...,  3],\n"
         "        ...,\n"
         "        [12,  ..., 15]])"},
        {GD_INT64, {1, {20}}, .options = {4, 5, 4, 20, REPR_AUTO}, .text = "tensor([ 0,  1,  2,\n"
         "         3,  ..., 16,\n"
         "        17, 18, 19])"},
        {GD_INT64, {2, {2, 3}}, .options = {4, 5, 0, 80, REPR_AUTO},
         .text = "tensor([...], size=(2, 3))"},
        {GD_INT64, {1, {10}}, .options = {4, 5, 0, 80, REPR_AUTO},
         .text = "tensor([...], size=(10,))"},
        {GD_INT64, {1, {2}}, .options = {4, 1000, 0, 80, REPR_AUTO},
         .text = "tensor([0, 1], size=(2,))"},
        {GD_FLOAT32, {0, {0}}, .values = {1.5}, .options = {4, 1000, 0, 80, REPR_AUTO},
         .text = "tensor(1.5000, size=())"},
        {GD_INT64, {1, {1}}, .values = {5}, .options = {4, 0, 3, 80, REPR_AUTO},
         .text = "tensor([5])"},
        {GD_FLOAT32, {1, {8}}, .values = {1, 2, 3, 0.5, 1000000000.0, 4, 5, 6},
         .options = {4, 5, 3, 80, REPR_AUTO}, .text = "tensor([1., 2., 3.,  ..., 4., 5., 6.])"},
        /* clang-format on */
    };
    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

static void test_options(void **state)
{
    static const repr_case cases[] = {
        /* clang-format off */
        {GD_FLOAT32, {1, {2}}, .values = {3.141592653589793, 1},
         .options = {2, 1000, 3, 80, REPR_AUTO}, .text = "tensor([3.14, 1.00])"},
        {GD_FLOAT64, {1, {2}}, .values = {3.141592653589793, 100},
         .options = {10, 1000, 3, 80, REPR_AUTO},
         .text = "tensor([  3.1415926536, 100.0000000000], dtype=torch.float64)"},
        {GD_FLOAT64, {1, {2}}, .values = {0.1, 1.5}, .options = {0, 1000, 3, 80, REPR_AUTO},
         .text = "tensor([0, 2], dtype=torch.float64)"},
        {GD_FLOAT32, {0, {0}}, .values = {0.1}, .options = {20, 1000, 3, 80, REPR_AUTO},
         .text = "tensor(0.10000000149011611938)"},
        {GD_FLOAT32, {1, {2}}, .values = {1, 2}, .options = {4, 1000, 3, 80, REPR_SCIENTIFIC},
         .text = "tensor([1.0000e+00, 2.0000e+00])"},
        {GD_FLOAT32, {1, {2}}, .values = {0.001, -200},
         .options = {2, 1000, 3, 80, REPR_SCIENTIFIC}, .text = "tensor([ 1.00e-03, -2.00e+02])"},
        {GD_FLOAT64, {1, {3}}, .values = {1e-06, 123456, 1000000000.5},
         .options = {4, 1000, 3, 80, REPR_FIXED},
         .text = "tensor([         0.0000,     123456.0000, 1000000000.5000],\n"
         "       dtype=torch.float64)"},
        {GD_FLOAT64, {1, {2}}, .values = {1000000000000.0, 1},
         .options = {4, 1000, 3, 80, REPR_FIXED},
         .text = "tensor([1000000000000.,             1.], dtype=torch.float64)"},
        {GD_INT64, {1, {2}}, .values = {1, 2}, .options = {4, 1000, 3, 80, REPR_SCIENTIFIC},
         .text = "tensor([1, 2])"},
        {GD_FLOAT32, {1, {2}}, .values = {0, INFINITY},
         .options = {4, 1000, 3, 80, REPR_SCIENTIFIC}, .text = "tensor([0., inf])"},
        {GD_FLOAT32, {1, {1001}}, .options = {2, 1000, 2, 80, REPR_AUTO},
         .text = "tensor([   0.,    1.,  ...,  999., 1000.])"},
        /* clang-format on */
    };
    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

/* A suffix that does not fit gets a line of its own. */
static void test_suffixes(void **state)
{
    static const repr_case cases[] = {
        /* clang-format off */
        {GD_FLOAT32, {1, {2}}, .values = {1, 2}, .suffixes = {"requires_grad=True"},
         .text = "tensor([1., 2.], requires_grad=True)"},
        {GD_FLOAT64, {1, {2}}, .values = {1, 2}, .suffixes = {"grad_fn=<MulBackward0>"},
         .text = "tensor([1., 2.], dtype=torch.float64, grad_fn=<MulBackward0>)"},
        {GD_FLOAT32, {2, {0, 2}}, .suffixes = {"requires_grad=True"},
         .text = "tensor([], size=(0, 2), requires_grad=True)"},
        {GD_FLOAT32, {1, {6}}, .values = {1.5, 1.5, 1.5, 1.5, 1.5, 1.5},
         .suffixes = {"grad_fn=<MulBackward0>"},
         .text = "tensor([1.5000, 1.5000, 1.5000, 1.5000, 1.5000, 1.5000],\n"
         "       grad_fn=<MulBackward0>)"},
        {GD_FLOAT32, {1, {5}}, .values = {1.5, 1.5, 1.5, 1.5, 1.5},
         .suffixes = {"grad_fn=<MulBackward0>"},
         .text = "tensor([1.5000, 1.5000, 1.5000, 1.5000, 1.5000], grad_fn=<MulBackward0>)"},
        {GD_FLOAT32, {2, {2, 5}}, .values = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5},
         .suffixes = {"grad_fn=<ABackward0>"},
         .text = "tensor([[0.5000, 0.5000, 0.5000, 0.5000, 0.5000],\n"
         "        [0.5000, 0.5000, 0.5000, 0.5000, 0.5000]], grad_fn=<ABackward0>)"},
        {GD_FLOAT64, {1, {6}}, .values = {1.5, 1.5, 1.5, 1.5, 1.5, 1.5},
         .suffixes = {"requires_grad=True"},
         .text = "tensor([1.5000, 1.5000, 1.5000, 1.5000, 1.5000, 1.5000], dtype=torch.float64,\n"
         "       requires_grad=True)"},
        {GD_FLOAT64, {1, {6}}, .values = {1.25, 1.25, 1.25, 1.25, 1.25, 1.25},
         .suffixes = {"grad_fn=<MulBackward0>"},
         .text = "tensor([1.2500, 1.2500, 1.2500, 1.2500, 1.2500, 1.2500], dtype=torch.float64,\n"
         "       grad_fn=<MulBackward0>)"},
        {GD_FLOAT32, {1, {7}}, .values = {1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5},
         .suffixes = {"requires_grad=True"},
         .text = "tensor([1.5000, 1.5000, 1.5000, 1.5000, 1.5000, 1.5000, 1.5000],\n"
         "       requires_grad=True)"},
        {GD_FLOAT32, {1, {2}}, .values = {1, 2}, .options = {4, 1000, 3, 10, REPR_AUTO},
         .suffixes = {"requires_grad=True", "more"}, .text = "tensor([1.,\n"
         "        2.],\n"
         "       requires_grad=True,\n"
         "       more)"},
        {GD_FLOAT32, {1, {4}}, .values = {12.5, 12.5, 12.5, 12.5},
         .suffixes = {"grad_fn=<AAAAAAAAAAAAAABackward0>"},
         .text = "tensor([12.5000, 12.5000, 12.5000, 12.5000], grad_fn=<AAAAAAAAAAAAAABackward0>)"},
        {GD_FLOAT32, {1, {4}}, .values = {12.5, 12.5, 12.5, 12.5},
         .suffixes = {"grad_fn=<AAAAAAAAAAAAAAABackward0>"},
         .text = "tensor([12.5000, 12.5000, 12.5000, 12.5000],\n"
         "       grad_fn=<AAAAAAAAAAAAAAABackward0>)"},
        {GD_FLOAT32, {1, {4}}, .values = {12.5, 12.5, 12.5, 12.5},
         .suffixes = {"grad_fn=<AAAAAAAAAAAAAAAABackward0>"},
         .text = "tensor([12.5000, 12.5000, 12.5000, 12.5000],\n"
         "       grad_fn=<AAAAAAAAAAAAAAAABackward0>)"},
        {GD_FLOAT32, {1, {4}}, .values = {12.5, 12.5, 12.5, 12.5},
         .suffixes = {"grad_fn=<AAAAAAAAAAAAAAAAABackward0>"},
         .text = "tensor([12.5000, 12.5000, 12.5000, 12.5000],\n"
         "       grad_fn=<AAAAAAAAAAAAAAAAABackward0>)"},
        {GD_FLOAT32, {1, {4}}, .values = {12.5, 12.5, 12.5, 12.5},
         .suffixes = {"grad_fn=<AAAAAAAAAAAAAAAAAABackward0>"},
         .text = "tensor([12.5000, 12.5000, 12.5000, 12.5000],\n"
         "       grad_fn=<AAAAAAAAAAAAAAAAAABackward0>)"},
        {GD_FLOAT32, {1, {4}}, .values = {12.5, 12.5, 12.5, 12.5},
         .suffixes = {"grad_fn=<AAAAAAAAAAAAAAAAAAABackward0>"},
         .text = "tensor([12.5000, 12.5000, 12.5000, 12.5000],\n"
         "       grad_fn=<AAAAAAAAAAAAAAAAAAABackward0>)"},
        {GD_FLOAT32, {2, {2, 2}}, .values = {12.5, 12.5, 12.5, 12.5},
         .suffixes = {"grad_fn=<AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABackward0>"},
         .text = "tensor([[12.5000, 12.5000],\n"
         "        [12.5000, 12.5000]],\n"
         "       grad_fn=<AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABackward0>)"},
        {GD_FLOAT32, {2, {2, 2}}, .values = {12.5, 12.5, 12.5, 12.5},
         .suffixes = {"grad_fn=<AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABackward0>"},
         .text = "tensor([[12.5000, 12.5000],\n"
         "        [12.5000, 12.5000]],\n"
         "       grad_fn=<AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABackward0>)"},
        /* clang-format on */
    };
    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

static void test_profiles(void **state)
{
    (void)state;
    repr_options options = {9, 9, 9, 9, REPR_SCIENTIFIC};
    assert_false(repr_apply_profile(&options, "tiny"));
    assert_true(options.precision == 9 && options.linewidth == 9);
    assert_true(repr_apply_profile(&options, "full"));
    assert_true(options.precision == 4 && isinf(options.threshold) && options.edgeitems == 3);
    assert_true(repr_apply_profile(&options, "short"));
    assert_true(options.precision == 2 && options.threshold == 1000 && options.edgeitems == 2);
    assert_true(repr_apply_profile(&options, "default"));
    assert_true(options.precision == 4 && options.edgeitems == 3 && options.linewidth == 80);
    assert_int_equal(options.mode, REPR_SCIENTIFIC);
}

static gd_code code_with(size_t limit, const repr_options *options, int64_t size)
{
    gd_buffer out;
    repr_case c = {GD_FLOAT32, {1, {size}}, .text = "", .values = {0.5}};
    gd_tensor *tensor = tensor_of(&c);
    buffer_init(&out, &memory, limit);
    repr_tensor(&out, tensor, options, GD_FLOAT32, NULL, 0, NULL);
    gd_code code = out.error.code;
    buffer_close(&out);
    gd_tensor_free(tensor);
    return code;
}

/* Text that does not fit is an error, of the size of the tensor, of the precision or just so. */
static void test_bounds(void **state)
{
    (void)state;
    repr_options options = default_options();
    assert_int_equal(code_with(24, &options, 2), GD_OK); /* tensor([0.5000, 0.0000]) */
    assert_int_equal(code_with(23, &options, 2), GD_REPLY_TOO_LARGE);
    options.precision = INT64_MAX;
    assert_int_equal(code_with(1000, &options, 2), GD_REPLY_TOO_LARGE);
    options = default_options();
    options.linewidth = INT64_MIN;
    options.edgeitems = INT64_MAX;
    assert_int_equal(code_with(1000, &options, 2), GD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalars),    cmocka_unit_test(test_notations),
        cmocka_unit_test(test_dtypes),     cmocka_unit_test(test_layout),
        cmocka_unit_test(test_summarised), cmocka_unit_test(test_options),
        cmocka_unit_test(test_suffixes),   cmocka_unit_test(test_profiles),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
