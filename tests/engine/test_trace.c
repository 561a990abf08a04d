/* The language of programs: values, scopes, statements, errors and their places. */
#include "engine/lang/interpreter.h"
#include "engine/lang/parser.h"
#include "tests/engine/tracing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define X "x float64[2, 3]"

/* Python's arithmetic, as CPython 3.11 prints it. */
static const tracing_row numbers[] = {
    {"", "a = 7 // -2", "-4"},
    {"", "a = -7 % 3", "2"},
    {"", "a = 7.5 % -2", "-0.5"},
    {"", "a = -7.5 // 2", "-4.0"},
    {"", "a = 1 / 3", "0.3333333333333333"},
    {"", "a = 2**-1", "0.5"},
    {"", "a = 2**62", "4611686018427387904"},
    {"", "a = -2**2", "-4"},
    {"", "a = True + 1", "2"},
    {"", "a = True & False", "False"},
    {"", "a = 6 & 3 | 8", "10"},
    {"", "a = ~5", "-6"},
    {"", "a = 1 << 62 >> 3", "576460752303423488"},
    {"", "a = 1e16", "1e+16"},
    {"", "a = 123456.0", "123456.0"},
    {"", "a = 1e-5", "1e-05"},
    {"", "a = 0.0001", "0.0001"},
    {"", "a = -0.0", "-0.0"},
    {"", "a = float('nan'), float('-inf')", "(nan, -inf)"},
    {"", "a = int(-2.9), round(2.5), round(2.567, 2), abs(-3)", "(-2, 2, 2.57, 3)"},
    {"", "a = 1 < 2 <= 2 != 3", "True"},
    {"", "a = 1 < 2 > 3", "False"},
    {"", "a = 3 in [1, 2], 'b' not in 'abc', None is None", "(False, False, True)"},
    {"", "a = 0 or [] or 'x', 1 and 0, not ''", "('x', 0, True)"},
    {"", "a = 1 if [] else 2", "2"},
    {"", "a = max(1, 2.5), min([3, 1, 2]), sum([1, 2, 3]), sum(range(5))", "(2.5, 1, 6, 10)"},
    {"", "import math\na = math.floor(2.7), math.sqrt(16), math.log(8, 2)", "(2, 4.0, 3.0)"},
    {"", "a = sin(0), sqrt(4), pi", "(0.0, 2.0, 3.141592653589793)"},
    {"", "a = maximum(2, 3), 2.5 > 1", "(3, True)"},
    {"", "a = 1 + 2 - 3 * 4 // 5 % 6", "1"},
};

static const tracing_row sequences[] = {
    {"", "a = [1, 2] + [3] * 2", "[1, 2, 3, 3]"},
    {"", "a = (1,) + ()", "(1,)"},
    {"", "a = 'ab' * 2 + \"c'd\"", "\"ababc'd\""},
    {"", "a = [1, 2, 3][-1], (1, 2, 3)[1:], 'hello'[::-2]", "(3, (2, 3), 'olh')"},
    {"", "a = list(range(10, 0, -3))", "[10, 7, 4, 1]"},
    {"", "a = range(3), range(1, 9, 2)[2]", "(range(0, 3), 5)"},
    {"", "a = range(10**12)[-1]", "999999999999"},
    {"", "a = [i * j for i, j in zip([1, 2], (3, 4))]", "[3, 8]"},
    {"", "a = [c for c in 'a\xC3\xA9']", "['a', '\xC3\xA9']"},
    {"", "a = list(enumerate('ab')), len('\xC3\xA9')", "([(0, 'a'), (1, 'b')], 1)"},
    {"", "a = [i for i in range(9) if i % 2]", "[1, 3, 5, 7]"},
    {"", "i = 5\na = [i for i in range(3)] + [i]", "[0, 1, 2, 5]"},
    {"", "a = [[1, 2], (None, ...), 'x\\n']", "[[1, 2], (None, Ellipsis), 'x\\n']"},
    {"", "l = []\nfor i in range(3): l.append(i)\nl.pop()\na = l", "[0, 1]"},
    {"", "l = [1]\nm = l\nl += [2]\na = m", "[1, 2]"},
    {"", "l = [1, 2]\nl[0] = 5\na = l", "[5, 2]"},
    {"", "a = all([1, 2]), any([0, '']), list(reversed([1, 2]))", "(True, False, [2, 1])"},
    {"", "a, *b, c = range(5)\na = a, b, c", "(0, [1, 2, 3], 4)"},
    {"", "(a, b), c = [1, 2], 3\nd = a + b + c", "6"},
    {"", "a = b = 2\na += b", "4"},
};

static const tracing_row functions[] = {
    {"", "def f(a, b=2, *, c=3):\n    return a, b, c\na = f(1), f(1, c=5), f(b=0, a=9)",
     "((1, 2, 3), (1, 2, 5), (9, 0, 3))"},
    {"", "def f(*, k): return k\na = f(k=1)", "1"},
    {"", "def f(): pass\na = f()", "None"},
    {"", "a = (lambda x, y=1: x + y)(2)", "3"},
    {"", "def f(n): return 1 if n < 2 else n * f(n - 1)\na = f(10)", "3628800"},
    {"", "def f(x):\n    def g(y): return x + y\n    return g\na = f(1)(2)", "3"},
    {"", "n = 1\ndef f(): return n\nn = 2\na = f()", "2"},
    {"", "def f(x=[]):\n    x.append(1)\n    return len(x)\nf()\na = f()", "2"},
    {"", "fs = [lambda: i for i in range(3)]\na = [f() for f in fs]", "[2, 2, 2]"},
    {"", "def f(a, b): return a - b\na = f(*[5, 3])", "2"},
    {"", "def f(f): return f\na = f(1)", "1"},
    {"", "for i in range(5):\n    if i == 3: break\nelse:\n    i = 9\na = i", "3"},
    {"", "for i in range(2): continue\nelse: i = 9\na = i", "9"},
    {"", "i = 0\nwhile i < 5:\n    i += 1\n    if i == 2: continue\n    b = i\na = b", "5"},
    {"", "while 0: pass\nelse: a = 1", "1"},
    {"", "if 0: a = 1\nelif 2: a = 2\nelse: a = 3", "2"},
    {"", "def f():\n    for i in range(3):\n        while True: return i\na = f()", "0"},
    {X, "def f(x): return x.sin() * 2\na = f(x)", "float64[2, 3] MulBackward0"},
    {X, "a = [f(x) for f in (sin, torch.cos, lambda t: t * 2)][1]", "float64[2, 3] CosBackward0"},
    {X, "from torch import sin as s\na = s(x)", "float64[2, 3] SinBackward0"},
    {X, "import torch.nn.functional as F\na = F.relu(x)", "float64[2, 3] ReluBackward0"},
    {X, "from torch.nn import functional as G\na = G.softmax(x, 1)",
     "float64[2, 3] SoftmaxBackward0"},
    {X, "import torch.nn\na = torch.sin(x)", "float64[2, 3] SinBackward0"},
    {X, "sin = 3\na = sin", "3"},
    {X, "sum = prim = mul = 3\na = x.mean() * 2", "float64[] MulBackward0"},
    {X, "y = x\ny = y + 1\na = x", "float64[2, 3]"},
    {X, "y = x * 1\ny += 1\na = y", "float64[2, 3] AddBackward0"},
    {X, "y = x * 1\nz = y\ny += 1\na = z", "float64[2, 3] AddBackward0"},
    {X, "y = x * 1\ndef f(t): t += 1\nf(y)\na = y", "float64[2, 3] AddBackward0"},
    {X, "y = x * 1\nl = [y]\nl[0] += 1\na = y", "float64[2, 3] AddBackward0"},
    {X, "y = x * 1\nc = y.clone()\ny += 1\na = c", "float64[2, 3] CloneBackward0"},
    {X, "y = x * 1\ns = y[0].sum()\ny += 1\na = y.sum() + s", "float64[] AddBackward0"},
    {X, "y = x * 1\nF.relu(y, inplace=True)\na = y", "float64[2, 3] ReluBackward0"},
    {X, "y = x * 1\nr = y.repeat(2, 1)\ny += 1\na = r", "float64[4, 3] RepeatBackward0"},
    {"k int64[2]", "y = k.floor()\ny += 1\na = k", "int64[2]"},
    {"", "l = [1, 2]\nn = [0, 1]\nl[n.pop()] += 5\na = l, n", "([1, 7], [0])"},
    {"", "y = 1\ndef f(y=2):\n    y += 1\n    return y\na = f(), y", "(3, 1)"},
    {"", "def f():\n    for i in range(3): t = i\n    return t, i\na = f()", "(2, 2)"},
    {"", "def f():\n    def g(): return y\n    y = 1\n    return g()\na = f()", "1"},
    {X, "t = 0\nfor r in x: t += r.sum()\na = t", "float64[] AddBackward0"},
    {X, "a, b = x", "float64[3] SelectBackward0"},
    {X, "a = len(x), x.shape, x.size(-1), x.dim(), x.numel(), x.dtype",
     "(2, torch.Size([2, 3]), 3, 2, 6, torch.float64)"},
    {"", "a = 5 if torch.tensor(2.5) else 1", "5"},
    {"", "a = torch.tensor(2.5).item() + int(torch.tensor(3))", "5.5"},
};

#define CHANGED                                                                                    \
    "this tensor shares its elements with one that was changed in place, which is not supported "  \
    "yet | take the view after the change, or write a = a + b instead of a += b"

static const tracing_row errors[] = {
    {"", "a = foo",
     "unknown_name 1:5-1:8 name 'foo' is not defined | assign it first, or give it as an input"},
    {"", "\xC3\xA9\xC3\xA9 = 1\nb = \xC3\xA9\xC3\xA9 + sinn",
     "unknown_name 2:10-2:14 name 'sinn' is not defined | did you mean 'sin'?"},
    {"", "a = torch.sine(1)",
     "attribute 1:5-1:15 module 'torch' has no attribute 'sine' | did you mean 'sin'?"},
    {X, "a = x.maen()",
     "attribute 1:5-1:11 'Tensor' object has no attribute 'maen' | did you mean 'mean'?"},
    {"", "a = [].foo", "attribute 1:5-1:11 'list' object has no attribute 'foo'"},
    {X, "a = prim.sin(x)",
     "unknown_name 1:5-1:9 name 'prim' is not defined | assign it first, or give it as an input"},
    {X, "a = _axis(1, 2)",
     "unknown_name 1:5-1:10 name '_axis' is not defined | assign it first, or give it as an input"},
    {X, "a = sin(x, x)", "arity 1:5-1:14 sin() takes 1 positional argument but 2 were given"},
    {X, "a = mul(x)", "arity 1:5-1:11 mul() missing 1 required positional arguments: \"other\""},
    {"", "a = where()",
     "arity 1:5-1:12 where() received an invalid combination of arguments - got (), but expected "
     "one "
     "of:"},
    {X, "a = x.sum(dmi=0)",
     "arity 1:5-1:17 sum() received an invalid combination of arguments - got (dmi=int, ), but "
     "expected one of: | did you mean 'dim'?"},
    {X, "a = sin(x, input=x)", "arity 1:5-1:20 sin() got multiple values for argument 'input'"},
    {"", "def f(a, b=1): pass\nf(1, 2, 3)",
     "arity 2:1-2:11 f() takes from 1 to 2 positional arguments but 3 were given"},
    {"", "def f(*, k): pass\nf()",
     "arity 2:1-2:4 f() missing 1 required keyword-only argument: 'k'"},
    {"", "a = len()", "arity 1:5-1:10 len() takes exactly one argument (0 given)"},
    {"", "a = 1\nb = a(2)", "type 2:5-2:9 'int' object is not callable"},
    {"", "a = 1 + 'a'", "type 1:5-1:12 unsupported operand type(s) for +: 'int' and 'str'"},
    {"", "a = 2.5 ^ 2",
     "type 1:5-1:12 unsupported operand type(s) for ^: 'float' and 'int' | a power is written a "
     "** b"},
    {X, "a = x^2",
     "not_implemented 1:5-1:8 \"bitwise_xor_cpu\" not implemented for 'Double' | a power "
     "is written x**2"},
    {X, "a = 1 + x + None",
     "type 1:5-1:17 unsupported operand type(s) for +: 'Tensor' and "
     "'NoneType'"},
    {"", "a = -'a'", "type 1:5-1:9 bad operand type for unary -: 'str'"},
    {"", "a = 1 < 'a'", "type 1:5-1:12 '<' not supported between instances of 'int' and 'str'"},
    {"", "for i in 5: pass", "type 1:10-1:11 'int' object is not iterable"},
    {"", "a, b = 1, 2, 3", "value 1:1-1:5 too many values to unpack (expected 2)"},
    {"", "a, b, c = 1, 2", "value 1:1-1:8 not enough values to unpack (expected 3, got 2)"},
    {"", "a = [1][1]", "index 1:5-1:11 list index out of range"},
    {"", "a = (1)[0]", "type 1:5-1:11 'int' object is not subscriptable"},
    {"", "a = 1 // 0", "zero_division 1:5-1:11 integer division or modulo by zero"},
    {"", "a = 1 / 0.0", "zero_division 1:5-1:12 float division by zero"},
    {"", "a = 2**63", "overflow 1:5-1:10 integer overflow: integers have 64 bits"},
    {"", "a = -2**63 // -1", "overflow 1:6-1:11 integer overflow: integers have 64 bits"},
    {"", "a = 1 << 63", "overflow 1:5-1:12 integer overflow: integers have 64 bits"},
    {"", "a = int(1e300)", "overflow 1:5-1:15 cannot convert float to integer: 64 bits"},
    {"", "a = int(float('nan'))", "value 1:5-1:22 cannot convert float NaN to integer"},
    {"", "a = 1\nif a > 0:\n    b = a + c",
     "unknown_name 3:13-3:14 name 'c' is not defined | assign it first, or give it as an input"},
    {X, "if x.sum() > 0: a = 1",
     "unsupported 1:4-1:15 a condition on the value of a tensor: elements are not known while a "
     "program is traced | where(condition, a, b) chooses elementwise"},
    {X, "a = 1 if x > 0 else 2",
     "runtime 1:10-1:15 Boolean value of Tensor with more than one value is ambiguous | "
     "where(condition, a, b) chooses elementwise"},
    {X, "a = 0 < x < 1",
     "runtime 1:5-1:14 Boolean value of Tensor with more than one value is ambiguous | "
     "where(condition, a, b) chooses elementwise"},
    {X, "a = float(x.sum())",
     "unsupported 1:5-1:19 float() of a tensor: elements are not known while a program is traced"},
    {X, "print(x)",
     "unsupported 1:1-1:9 printing a tensor: its elements are not known while a program is traced "
     "| ask for it in the outputs"},
    {X, "x[0] = 1",
     "unsupported 1:1-1:5 assignment to elements of a tensor | where(condition, a, b), cat and "
     "stack make new tensors"},
    {X, "x += 1",
     "unsupported 1:1-1:7 a leaf Variable that requires grad is being used in an in-place "
     "operation. | write a = a + b instead of a += b"},
    {X, "y = x * 1\nv = y[0]\ny += 1\na = v", "unsupported 4:5-4:6 " CHANGED},
    {X, "y = x * 1\nv = y.T\nv *= 2\na = y.sum()", "unsupported 4:5-4:6 " CHANGED},
    {X, "y = x * 1\nv = y.split(1)\ny += 1\na = v[0] + v[1]", "unsupported 4:5-4:9 " CHANGED},
    {X, "y = x * 1\nl = [y.view(6)]\ny += 1\na = sum(l)", "unsupported 4:5-4:11 " CHANGED},
    {X, "y = x * 1\nv = y.t()\ny += 1\na = cat([v, v])", "unsupported 4:10-4:11 " CHANGED},
    {X, "y = x * 1\nl = [y[0], y[1]]\ny += 1\na = stack(l)", "unsupported 4:5-4:13 " CHANGED},
    {X, "v = x[0]\nv += 1",
     "unsupported 2:1-2:7 a view of a leaf Variable that requires grad is being used in an "
     "in-place operation. | write a = a + b instead of a += b"},
    {X, "y = x * 1\ny[0] += 1",
     "unsupported 2:1-2:10 assignment to elements of a tensor | where(condition, a, b), cat and "
     "stack make new tensors"},
    {X, "F.relu(x, inplace=True)",
     "unsupported 1:1-1:24 a leaf Variable that requires grad is being used in an in-place "
     "operation. | write a = a + b instead of a += b"},
    {"", "y = 1\ndef f():\n    z = y\n    y = 2\n    return z\na = f()",
     "unbound_local 3:9-3:10 cannot access local variable 'y' where it is not associated with a "
     "value"},
    {"", "n = 0\ndef f(): n += 1\nf()",
     "unbound_local 2:10-2:11 cannot access local variable 'n' where it is not associated with a "
     "value"},
    {"", "def f():\n    if 0:\n        for i in [1]: pass\n    return i\nf()",
     "unbound_local 4:12-4:13 cannot access local variable 'i' where it is not associated with a "
     "value"},
    {"", "def f():\n    def g(): return y\n    a = g()\n    y = 1\nf()",
     "unknown_name 2:21-2:22 cannot access free variable 'y' where it is not associated with a "
     "value in enclosing scope"},
    {"", "abd = abe = abf = 1\na = abc",
     "unknown_name 2:5-2:8 name 'abc' is not defined | did you mean 'abd'?"},
    {"", "abf = abe = abd = 1\na = abc",
     "unknown_name 2:5-2:8 name 'abc' is not defined | did you mean 'abd'?"},
    {"", "a = math.log(0)", "value 1:5-1:16 math domain error"},
    {"", "a = math.exp(1000)", "overflow 1:5-1:19 math range error"},
    {X, "y = x.sum()\ny += x",
     "shape_mismatch 2:1-2:7 output with shape () doesn't match the broadcast shape (2, 3)"},
    {X, "x.grad = 1",
     "type 1:1-1:7 assigned grad expected to be a Tensor or None but got grad of type int"},
    {X, "x.sum().backward()",
     "unsupported 1:1-1:19 the elements of a tensor are not known while a program is traced | ask "
     "for gradients and values in the request; POST /v1/run runs programs eagerly"},
    {"", "import os",
     "unknown_module 1:1-1:10 No module named 'os' | a program has no files and no system"},
    {"", "from torch import foo", "import 1:1-1:22 cannot import name 'foo' from 'torch'"},
    {"", "@f\ndef g(): pass",
     "unknown_name 1:2-1:3 name 'f' is not defined | assign it first, or give it as an input"},
    {"x float64[2]; y float64[3]", "a = x * 2 + y",
     "shape_mismatch 1:5-1:14 The size of tensor a (2) must match the size of tensor b (3) at "
     "non-singleton dimension 0 | shapes (2,) and (3,): sizes are aligned at the end, and 1 "
     "stretches"},
    {X, "a = x.sin(\n).sum(2)",
     "index 2:3-2:9 Dimension out of range (expected to be in range of [-2, 1], but got 2)"},
    {X, "def f(t): return t @ t\na = f(x)",
     "shape_mismatch 1:18-1:23 mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3) | "
     "the inner sizes, 3 and 2, must agree: transpose the second, as in a @ b.mT"},
};

static const tracing_row bounds[] = {
    {"", "a = [0] * 10**9", "memory_limit 1:5-1:16 a sequence has at most 1000000 items"},
    {"", "a = 'a' * 10**9", "memory_limit 1:5-1:16 a sequence has at most 1000000 items"},
    {"", "a = list(range(10**12))", "memory_limit 1:5-1:24 a sequence has at most 1000000 items"},
    {"", "a = [0]\nwhile 1: a += a", "memory_limit 2:10-2:16 a sequence has at most 1000000 items"},
    {"", "while True: pass", "step_limit 1:13-1:17 the program takes more than 1000000 steps"},
    {"", "for i in range(10**12): pass",
     "step_limit 1:25-1:29 the program takes more than 1000000 steps"},
    {"", "a = sum(range(10**12))", "step_limit 1:5-1:23 the program takes more than 1000000 steps"},
    {"", "def f(): return f()\nf()", "nesting_limit 1:17-1:20 maximum recursion depth exceeded"},
    {"", "f = lambda: (1 + (2 * [[[[[[[[[f()]]]]]]]]]))\nf()",
     "nesting_limit 1:14-1:15 maximum recursion depth exceeded"},
    {"", "l = []\nl.append(l)\nm = []\nm.append(m)\na = l == m",
     "nesting_limit 5:5-5:11 maximum recursion depth exceeded"},
    {"", "l = []\nl.append(l)\na = str(l)", "'[[...]]'"},
    {"", "a = torch.zeros(10**9)",
     "tensor_too_large 1:5-1:23 a tensor of shape (1000000000,) has more than 16777216 elements"},
    {"", "a = torch.arange(10**12)",
     "tensor_too_large 1:5-1:25 a tensor of shape (1000000000000,) has more than 16777216 "
     "elements"},
    {"", "a = [1]\nb = [1]\nfor i in range(60):\n    a = [a, a]\n    b = [b, b]\nc = a == b",
     "step_limit 6:5-6:11 the program takes more than 1000000 steps"},
    {"", "a = [1]\nfor i in range(60): a = [a, a]\nb = str(a)",
     "reply_too_large 3:5-3:11 more than 1000000 bytes of output"},
    {"", "s = 'a' * 500000\nfor i in range(300000): len(s)",
     "step_limit 2:25-2:31 the program takes more than 1000000 steps"},
    {"", "s = 'a' * 500000\nfor i in range(300000): 'b' in s",
     "step_limit 2:25-2:33 the program takes more than 1000000 steps"},
    {"", "s = '9' * 900000\nfor i in range(200000): float(s)",
     "step_limit 2:25-2:33 the program takes more than 1000000 steps"},
    {"", "a = 9**9**9", "overflow 1:5-1:12 integer overflow: integers have 64 bits"},
    {"x float64[1, 1, 1, 1, 1, 1, 1, 1]", "a = x[None]",
     "rank_limit 1:5-1:12 reshape: a tensor has at most 8 dimensions, not 9"},
    {"x float64[]", "for i in range(10**6): x = x + 1",
     "node_limit 1:28-1:33 the graph has more than 200000 nodes"},
};

static void test_numbers(void **state)
{
    (void)state;
    TRACING_CHECK(numbers, GD_FLOAT64);
}

static void test_sequences(void **state)
{
    (void)state;
    TRACING_CHECK(sequences, GD_FLOAT64);
}

static void test_functions(void **state)
{
    (void)state;
    TRACING_CHECK(functions, GD_FLOAT64);
}

static void test_errors(void **state)
{
    (void)state;
    TRACING_CHECK(errors, GD_FLOAT64);
}

static void test_bounds(void **state)
{
    (void)state;
    TRACING_CHECK(bounds, GD_FLOAT64);
}

static void test_graph(void **state)
{
    (void)state;
    tracing t;
    tracing_open(&t, GD_FLOAT64);
    tracing_bind(&t, "x float64[2, 2]");
    assert_true(tracing_run(&t, "y = x + 2\nz = y * y * 3\nout = z.mean() + z.mean()"));
    assert_string_equal(tracing_graph(&t),
                        "%0 = input \"x\" : float64[2, 2]\n"
                        "%1 = constant 2 : float64[]\n"
                        "%2 = add %0 %1 : float64[2, 2] name=\"y\"\n"
                        "%3 = mul %2 %2 : float64[2, 2]\n"
                        "%4 = constant 3 : float64[]\n"
                        "%5 = mul %3 %4 : float64[2, 2] name=\"z\"\n"
                        "%6 = call \"mean\"#0 %5 : float64[] grad_fn=\"MeanBackward0\"\n"
                        "    %0 = input \"input\" : float64[2, 2]\n"
                        "    %1 = sum %0 axes=[0, 1] : float64[]\n"
                        "    %2 = constant 4 : float64[]\n"
                        "    %3 = div %1 %2 : float64[]\n"
                        "    return %3\n"
                        "%7 = call \"mean\"#0 %5 : float64[] grad_fn=\"MeanBackward0\"\n"
                        "%8 = add %6 %7 : float64[] name=\"out\"\n"
                        "return \"out\"=%8\n");
    tracing_close(&t);
}

/* Nodes know the expression that wrote them, those of a call the call. */
static void test_spans(void **state)
{
    (void)state;
    tracing t;
    tracing_open(&t, GD_FLOAT64);
    tracing_bind(&t, X);
    assert_true(tracing_run(&t, "def f(t):\n    return t.exp()\nout = f(x) +\\\n  x.sum()"));
    const gd_node *add = trace_find(t.trace, "out")->edge.node;
    const gd_node *exp = add->inputs[0].node, *sum = add->inputs[1].node;
    assert_memory_equal(&add->span, (&(gd_span){3, 7, 4, 10}), sizeof(gd_span));
    assert_memory_equal(&exp->span, (&(gd_span){2, 12, 2, 19}), sizeof(gd_span));
    assert_memory_equal(&sum->span, (&(gd_span){4, 3, 4, 10}), sizeof(gd_span));
    tracing_close(&t);
}

static void test_names(void **state)
{
    (void)state;
    tracing t;
    tracing_open(&t, GD_FLOAT64);
    tracing_bind(&t, "x float64[2]; y float64[2]");
    assert_true(tracing_run(&t, "import math\nz = x * 2\nw = z\ndef f(): pass"));
    assert_string_equal(trace_last(t.trace), "w");
    assert_string_equal(trace_find(t.trace, "w")->edge.node->name, "z");
    assert_string_equal(trace_find(t.trace, "x")->edge.node->name, "x");
    assert_null(trace_find(t.trace, "sin"));
    assert_true(trace_used(t.trace, "x"));
    assert_false(trace_used(t.trace, "y"));
    assert_false(trace_used(t.trace, "nothing"));
    tracing_close(&t);
}

static void test_expression(void **state)
{
    (void)state;
    tracing t;
    tracing_open(&t, GD_FLOAT64);
    const gd_tree_maker maker = {&t.arena, 100, &t.error};
    const gd_tree *two = tree_new_integer(&maker, (gd_span){0, 7, 0, 0}, 2);
    const gd_tree *name = tree_new(&maker, GD_TREE_NAME, (gd_span){0, 8, 0, 0}, "q", 1, NULL, 0);
    assert_true(trace_assign(t.trace, "out", two, &t.error));
    assert_string_equal(tracing_outcome(&t), "2");
    assert_false(trace_assign(t.trace, "out", name, &t.error));
    assert_int_equal(t.error.span.column, 8); /* the tag that the tree was given */
    assert_false(trace_assign(t.trace, "out", name, NULL));
    tracing_close(&t);
}

typedef struct literal_row {
    const char *program, *expected;
} literal_row;

/* The parsed text with the places of a JSON tree. */
static const gd_tree *without_places(tracing *t, const gd_tree *tree)
{
    const gd_tree *parts[8] = {0};
    const gd_tree_maker maker = {&t->arena, 100, &t->error};
    const gd_span tag = {.column = tree->span.column};
    for (int i = 0; i < tree->n_parts; i++)
        parts[i] = tree->parts[i] ? without_places(t, tree->parts[i]) : NULL;
    if (tree->kind == GD_TREE_INTEGER) return tree_new_integer(&maker, tag, tree->integer);
    if (tree->kind == GD_TREE_FLOAT) return tree_new_float(&maker, tag, tree->number);
    return tree_new(&maker, tree->kind, tag, tree->text, (size_t)tree->length, parts,
                    tree->n_parts);
}

/* An array of a JSON program is a tensor where one is due, and sizes or axes where those are. */
static void test_literals(void **state)
{
    static const literal_row rows[] = {
        {"a = [1, 2]", "float32[2]"},
        {"a = 2", "2"},
        {"a = [[1, 2.5], [3, 4]]", "float32[2, 2]"},
        {"a = [True, False]", "bool[2]"},
        {"a = []", "float32[0]"},
        {"a = [True, 1]", "value 0:1-0:0 an array is of numbers or of booleans, not of both"},
        {"a = [[1, 2], [3]]", "value 0:1-0:0 expected sequence of length 2 at dim 1 (got 1)"},
        {"a = add(x, [1, 2, 3])", "float64[2, 3] AddBackward0"},
        {"a = add([1, 2], [3, 4])", "float32[2] AddBackward0"},
        {"a = matmul(x, [[1], [2], [3]])", "dtype 0:5-0:0 expected m1 and m2 to have the same "
                                           "dtype, but got: double != float | "
                                           "x.to(dtype) converts"},
        {"a = sum([1, 2])", "float32[] SumBackward0"},
        {"a = max([1, 2])", "float32[] MaxBackward1"},
        {"a = sum(x, dim=[0, 1])", "float64[] SumBackward1"},
        {"a = sum(x, [0, 1])", "float64[] SumBackward1"},
        {"a = torch.min([[1, 2], [3, 4]], 1).values", "float32[2] MinBackward0"},
        {"a = max([1, 2], 1)", "float32[2] MaximumBackward0"},
        {"a = sum(x, axis=[])", "float64[] SumBackward1"},
        {"a = reshape(x, [3, 2])", "float64[3, 2] ViewBackward0"},
        {"a = permute(x, [1, 0])", "float64[3, 2] PermuteBackward0"},
        {"a = stack([x, x])", "float64[2, 2, 3] StackBackward0"},
        {"a = stack([[1, 2], [3, 4]])", "float32[2, 2] StackBackward0"},
        {"a = cat([x, [[1, 2, 3]]])", "float64[3, 3] CatBackward0"},
        {"a = gather(x, 1, [[0, 1], [2, 0]])", "float64[2, 2] GatherBackward0"},
        {"a = torch.tensor([1, 2])", "float32[2] DetachBackward0"},
        {"a = where([True, False, True], x, 0)", "float64[2, 3] WhereBackward0"},
        {"a = split(x, [1, 1])[0]", "float64[1, 3] SplitBackward0"},
        {"a = zeros([2, 3])", "float32[2, 3] ZerosBackward0"},
        {"a = sin(x, [1])", "arity 0:5-0:0 sin() takes 1 positional argument but 2 were given"},
    };
    (void)state;
    tracing t;
    int wrong = 0;
    tracing_open(&t, GD_FLOAT32);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tracing_reset(&t, GD_FLOAT32);
        tracing_bind(&t, X);
        const gd_tree *tree =
            parse_program(&t.arena, &t.limits, rows[i].program, strlen(rows[i].program), &t.error);
        tree = tree ? without_places(&t, tree) : NULL;
        if (tree) trace_run(t.trace, tree, &t.error);
        wrong += !tracing_agrees(&t, rows[i].program, rows[i].expected);
    }
    tracing_close(&t);
    assert_int_equal(wrong, 0);
}

static void test_output(void **state)
{
    (void)state;
    tracing t;
    gd_buffer out;
    tracing_open(&t, GD_FLOAT64);
    tracing_bind(&t, X);
    assert_true(tracing_run(&t, "print(1, 'a', [2.0, 'b'], x.shape)\nprint()\nprint(1, 2, sep='-', "
                                "end='!')\nprint(torch.float32, print is None)"));
    buffer_init(&out, &t.memory, 1000);
    trace_output(t.trace, &out);
    assert_string_equal(out.data, "1 a [2.0, 'b'] torch.Size([2, 3])\n\n1-2!torch.float32 False\n");
    buffer_close(&out);
    tracing_close(&t);
}

/* A chain as long as the program takes no stack. */
static void test_long_chain(void **state)
{
    (void)state;
    tracing t;
    enum { TERMS = 100000 };
    static char program[2 * TERMS + 8] = "a = 1";
    for (int i = 0; i < TERMS; i++) memcpy(program + 5 + 2 * i, "+1", 2);
    tracing_open(&t, GD_FLOAT64);
    assert_true(tracing_run(&t, program));
    assert_string_equal(tracing_outcome(&t), "100001");
    tracing_close(&t);
}

static void test_cancel(void **state)
{
    (void)state;
    tracing t;
    atomic_bool cancel = true;
    tracing_open(&t, GD_FLOAT64);
    t.context.cancel = &cancel;
    assert_false(tracing_run(&t, "while True: pass"));
    assert_int_equal(t.error.code, GD_CANCELLED);
    tracing_close(&t);
}

/* Each allocation of a run fails in turn: an error, and nothing is left. */
static void test_out_of_memory(void **state)
{
    (void)state;
    static const char *const program =
        "def f(x, k=[1, 2]): return [x * i for i in k] + [lambda: x]\n"
        "a, b, c = f(x)\nprint(a.shape, 'text'[1:], 1.5)\nl = [1]\nl += [2]\n"
        "y = F.softmax(torch.stack([a, b[j]]), dim=-1)[0, :, 1:].max(1).values + c()[0, 1]\n"
        "z = torch.tensor([[1, 2], [3, 4.5]]) @ y\ntorch.arange(3)\n";
    gd_memory shared;
    gd_limits limits;
    gd_memory_init(&shared, (size_t)1 << 30);
    gd_limits_init(&limits);
    gd_library *library = library_new(&shared, &limits, NULL);
    assert_non_null(library);
    bool last = false;
    for (long at = 1; !last; at++) {
        tracing t = {.limits = limits};
        gd_memory_init(&t.memory, (size_t)1 << 30);
        t.context = (gd_context){.memory = &t.memory, .limits = &t.limits};
        atomic_store(&t.memory.fail_countdown, at);
        graph_init(&t.graph, &t.memory, &t.limits);
        arena_init(&t.arena, &t.memory);
        t.trace = trace_new(&t.graph, library, &t.context, GD_FLOAT64, &t.error);
        const gd_type type = {GD_FLOAT64, {2, {2, 3}}}, index = {GD_INT64, {1, {2}}};
        bool done = t.trace &&
                    trace_bind(t.trace, "x", graph_input(&t.graph, "x", &type), &t.error) &&
                    trace_bind(t.trace, "j", graph_input(&t.graph, "j", &index), &t.error) &&
                    tracing_run(&t, program);
        assert_true(done || t.error.code == GD_MEMORY_LIMIT);
        last = atomic_load(&t.memory.fail_countdown) > 0;
        assert_true(done || !last);
        tracing_close(&t);
    }
    library_free(library);
    assert_int_equal(atomic_load(&shared.used), 0);
}

/* The same for allocations of the library, whose text is long: ever fewer of them. */
static void test_library_out_of_memory(void **state)
{
    (void)state;
    gd_limits limits;
    gd_limits_init(&limits);
    bool last = false;
    for (long at = 1; !last; at += 1 + at / 8) {
        gd_memory memory;
        gd_error error = {0};
        gd_memory_init(&memory, (size_t)1 << 30);
        atomic_store(&memory.fail_countdown, at);
        gd_library *library = library_new(&memory, &limits, &error);
        int n;
        bool whole = library && library_entries(library, &n, &error);
        assert_true(whole || error.code == GD_MEMORY_LIMIT);
        last = atomic_load(&memory.fail_countdown) > 0;
        assert_true(whole || !last);
        library_free(library);
        assert_int_equal(atomic_load(&memory.used), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),       cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_functions),     cmocka_unit_test(test_errors),
        cmocka_unit_test(test_bounds),        cmocka_unit_test(test_graph),
        cmocka_unit_test(test_spans),         cmocka_unit_test(test_names),
        cmocka_unit_test(test_expression),    cmocka_unit_test(test_output),
        cmocka_unit_test(test_long_chain),    cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_out_of_memory), cmocka_unit_test(test_library_out_of_memory),
        cmocka_unit_test(test_literals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
