/* What programs mean: text → structure, canonical text and places. */
#include "tests/engine/parsing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct row {
    const char *text, *wanted;
} row;

static const row expressions[] = {
    /* numbers */
    {"0", "0"},
    {"00", "0"},
    {"1_000", "1000"},
    {"0x_fF", "255"},
    {"0o17", "15"},
    {"0b1_01", "5"},
    {"9223372036854775807", "9223372036854775807"},
    {"1e3", "f1000"},
    {".5", "f0.5"},
    {"5.", "f5"},
    {"1_0.0_1e-1_0", "f1.001e-9"},
    {"012.5", "f12.5"},
    {"1E+2", "f100"},
    {"1if x else 2", "CONDITIONAL(x, 1, 2)"},
    {"0.1", "f0.1"},
    {"1e999", "fInfinity"},
    {"1.real", "!"},
    {"1..real", "ATTRIBUTE:real(f1)"},
    /* signs: a number may be negative, a power's base and a group are not part of it */
    {"-2", "-2"},
    {"- 2.5", "f-2.5"},
    {"-0.0", "f-0"},
    {"-(2)", "neg(2)"},
    {"--2", "neg(-2)"},
    {"-2**2", "neg(pow(2, 2))"},
    {"2**-1", "pow(2, -1)"},
    {"(-2)**2", "pow(-2, 2)"},
    {"-2 .real", "neg(ATTRIBUTE:real(2))"},
    {"-9223372036854775808", "-9223372036854775808"},
    {"a - 2", "sub(a, 2)"},
    {"a-2", "sub(a, 2)"},
    {"+x", "positive(x)"},
    {"~x", "bitwise_not(x)"},
    {"-x", "neg(x)"},
    {"++i", "positive(positive(i))"},
    /* strings */
    {"'a'", "'a'"},
    {"\"a'b\"", "'a'b'"},
    {"'''a\nb'''", "'a\nb'"},
    {"'''a\r\nb'''", "'a\nb'"},
    {"'a' \"b\" r'c'", "'abc'"},
    {"r'\\n'", "'\\n'"},
    {"'\\x41\\u00e9\\U0001F600'", "'A\xC3\xA9\xF0\x9F\x98\x80'"},
    {"'\\101\\7'", "'A\a'"},
    {"'\\d'", "'\\d'"},
    {"'a\\\nb'", "'ab'"},
    {"'\\\\\\'\\t'", "'\\'\t'"},
    {"u'a'", "'a'"},
    {"''", "''"},
    /* f-strings; within a field the same quotes may be used */
    {"f\"a{x!r:>{w}.2f}b{{}}\"",
     "FORMATTED('a', FIELD:r(x, FORMATTED('>', FIELD:(w, -), '.2f')), 'b{}')"},
    {"\"a\" f\"{y = }\" rf\"\\{z:\\d}\" \"c\"",
     "FORMATTED('ay = ', FIELD:r(y, -), '\\', FIELD:(z, FORMATTED('\\d')), 'c')"},
    {"f\"{ {1: 2}[a] } {(lambda: 0)()} {a if b else c, d}\"",
     "FORMATTED(FIELD:(INDEX(DICT(1, 2), a), -), ' ', FIELD:(CALL(LAMBDA(0)), -), ' ', "
     "FIELD:(TUPLE(CONDITIONAL(b, a, c), d), -))"},
    {"f'{d['k']}'", "FORMATTED(FIELD:(INDEX(d, 'k'), -))"},
    {"f\"{x=:.3f}{x=!s}\"", "FORMATTED('x=', FIELD:(x, FORMATTED('.3f')), 'x=', FIELD:s(x, -))"},
    {"f''", "FORMATTED"},
    {"f\"{{{x}}}\"", "FORMATTED('{', FIELD:(x, -), '}')"},
    {"f\"{x:=5}{(x := 5)}{a != b}\"",
     "FORMATTED(FIELD:(x, FORMATTED('=5')), FIELD:(NAMED(x, 5), -), FIELD:(COMPARE:ne(a, b), -))"},
    {"f\"{x:{{}}}\"", "FORMATTED(FIELD:(x, FORMATTED(FIELD:(DICT, -))))"},
    {"f'''\n{\nx\n}\n'''", "FORMATTED('\n', FIELD:(x, -), '\n')"},
    /* operators, from loose to tight */
    {"a or b and not c == d", "OR(a, AND(b, NOT(COMPARE:eq(c, d))))"},
    {"a or b or c", "OR(a, b, c)"},
    {"a == b | c ^ d & e << f + g * -h ** i",
     "COMPARE:eq(a, bitwise_or(b, bitwise_xor(c, bitwise_and(d, "
     "lshift(e, add(f, mul(g, neg(pow(h, i)))))))))"},
    {"a - b - c", "sub(sub(a, b), c)"},
    {"a - (b - c)", "sub(a, sub(b, c))"},
    {"a ** b ** c", "pow(a, pow(b, c))"},
    {"a * b + c", "add(mul(a, b), c)"},
    {"(a + b) * c", "mul(add(a, b), c)"},
    {"a @ b % c // d / e", "div(floor_divide(remainder(matmul(a, b), c), d), e)"},
    {"x^2", "bitwise_xor(x, 2)"},
    {"a >> b << c", "lshift(rshift(a, b), c)"},
    {"not not a", "NOT(NOT(a))"},
    {"a < b <= c != d", "COMPARE:lt le ne(a, b, c, d)"},
    {"a is not b", "COMPARE:is_not(a, b)"},
    {"a is (not b)", "COMPARE:is(a, NOT(b))"},
    {"a not in b in c", "COMPARE:not_contains contains(a, b, c)"},
    {"(a < b) < c", "COMPARE:lt(COMPARE:lt(a, b), c)"},
    {"(a and b) and c", "AND(AND(a, b), c)"},
    {"a if b else c if d else e", "CONDITIONAL(b, a, CONDITIONAL(d, c, e))"},
    {"lambda: 0", "LAMBDA(0)"},
    {"lambda x, y=1, *, z: x",
     "LAMBDA(x, PARAMETER:x(-), PARAMETER:y(1), PARAMETER:*(-), PARAMETER:z(-))"},
    {"lambda x: lambda y: x", "LAMBDA(LAMBDA(x, PARAMETER:y(-)), PARAMETER:x(-))"},
    /* brackets */
    {"()", "TUPLE"},
    {"(a)", "a"},
    {"(a,)", "TUPLE(a)"},
    {"a,", "TUPLE(a)"},
    {"a, *b", "TUPLE(a, STARRED(b))"},
    {"[]", "LIST"},
    {"[a, *b,]", "LIST(a, STARRED(b))"},
    {"[[1], [2]]", "LIST(LIST(1), LIST(2))"},
    {"[x*2 for x in a]", "COMPREHENSION:list(mul(x, 2), CLAUSE(x, a))"},
    {"[x for x, y in a if x if y or 1]",
     "COMPREHENSION:list(x, CLAUSE(TUPLE(x, y), a, x, OR(y, 1)))"},
    /* calls, attributes, indices */
    {"f()", "CALL(f)"},
    {"f(a, *b, k=c, *d,)", "CALL(f, a, STARRED(b), KEYWORD:k(c), STARRED(d))"},
    {"f(a)(b)", "CALL(CALL(f, a), b)"},
    {"f(x == 1)", "CALL(f, COMPARE:eq(x, 1))"},
    {"f(lambda: 0)", "CALL(f, LAMBDA(0))"},
    {"a.b.c()", "CALL(ATTRIBUTE:c(ATTRIBUTE:b(a)))"},
    {"x[0]", "INDEX(x, 0)"},
    {"x[a, b]", "INDEX(x, TUPLE(a, b))"},
    {"x[(a, b)]", "INDEX(x, TUPLE(a, b))"},
    {"x[a,]", "INDEX(x, TUPLE(a))"},
    {"x[:]", "INDEX(x, SLICE(-, -, -))"},
    {"x[1:]", "INDEX(x, SLICE(1, -, -))"},
    {"x[:1]", "INDEX(x, SLICE(-, 1, -))"},
    {"x[::-1]", "INDEX(x, SLICE(-, -, -1))"},
    {"x[a:b:c, ..., None]", "INDEX(x, TUPLE(SLICE(a, b, c), ..., None))"},
    {"x[()]", "INDEX(x, TUPLE)"},
    {"x[*a]", "INDEX(x, TUPLE(STARRED(a)))"},
    {"-x[0].y", "neg(ATTRIBUTE:y(INDEX(x, 0)))"},
    {"(1).real", "ATTRIBUTE:real(1)"},
    {"'a'.b", "ATTRIBUTE:b('a')"},
    /* sets, dictionaries, generators, other arguments and parameters, := */
    {"{}", "DICT"},
    {"{1: a, **b, \"c\": d,}", "DICT(1, a, -, b, 'c', d)"},
    {"{1, *a}", "SET(1, STARRED(a))"},
    {"{k: v for k, v in a if k if v for b in c}",
     "COMPREHENSION:dict(TUPLE(k, v), CLAUSE(TUPLE(k, v), a, k, v), CLAUSE(b, c))"},
    {"{x for x in a}", "COMPREHENSION:set(x, CLAUSE(x, a))"},
    {"(x for x in a)", "COMPREHENSION:generator(x, CLAUSE(x, a))"},
    {"f(x for x in a)", "CALL(f, COMPREHENSION:generator(x, CLAUSE(x, a)))"},
    {"f(a, *b, k=c, **d)", "CALL(f, a, STARRED(b), KEYWORD:k(c), DOUBLE_STARRED(d))"},
    {"(y := f(x))", "NAMED(y, CALL(f, x))"},
    {"f(y := 1, z=2)", "CALL(f, NAMED(y, 1), KEYWORD:z(2))"},
    {"[y := 1, y]", "LIST(NAMED(y, 1), y)"},
    {"x[y := 1]", "INDEX(x, NAMED(y, 1))"},
    {"lambda a, /, b=1, *c, d, e=2, **g: a",
     "LAMBDA(a, PARAMETER:a(-), PARAMETER:/(-), PARAMETER:b(1), PARAMETER:*c(-), PARAMETER:d(-), "
     "PARAMETER:e(2), PARAMETER:**g(-))"},
    /* an expression may have lines, comments, letters of any script, a byte order mark */
    {" \n x +\n\t y # end\n\n", "add(x, y)"},
    {"a \\\n + b", "add(a, b)"},
    {"\xCE\xB1 * x\xC3\xA9", "mul(\xCE\xB1, x\xC3\xA9)"},
    {"\xEF\xBB\xBFx", "x"},
    {"True", "True"},
    {"matching", "matching"},
    {"match", "match"},
    {"rb", "rb"},
};

static const row programs[] = {
    {"", "BLOCK"},
    {"\n \n# x\n", "BLOCK"},
    {"x", "BLOCK(EXPRESSION(x))"},
    {"x;y;", "BLOCK(EXPRESSION(x), EXPRESSION(y))"},
    {"x\r\ny\rz", "BLOCK(EXPRESSION(x), EXPRESSION(y), EXPRESSION(z))"},
    {"f(a,\n  b)\nc", "BLOCK(EXPRESSION(CALL(f, a, b)), EXPRESSION(c))"},
    {"x = 1", "BLOCK(ASSIGN(1, x))"},
    {"a = b = c", "BLOCK(ASSIGN(c, a, b))"},
    {"a, (b, *c) = d", "BLOCK(ASSIGN(d, TUPLE(a, TUPLE(b, STARRED(c)))))"},
    {"[a, b] = c, d", "BLOCK(ASSIGN(TUPLE(c, d), LIST(a, b)))"},
    {"x[0].y = 1", "BLOCK(ASSIGN(1, ATTRIBUTE:y(INDEX(x, 0))))"},
    {"*a, = b", "BLOCK(ASSIGN(b, TUPLE(STARRED(a))))"},
    {"x **= 2", "BLOCK(AUGMENTED:pow(x, 2))"},
    {"x[i] //= a, b", "BLOCK(AUGMENTED:floor_divide(INDEX(x, i), TUPLE(a, b)))"},
    {"x <<= 1; x @= y", "BLOCK(AUGMENTED:lshift(x, 1), AUGMENTED:matmul(x, y))"},
    {"x: List[int] = 1", "BLOCK(ASSIGN(1, x))"},
    {"x: int", "BLOCK(PASS)"},
    {"if a: b", "BLOCK(IF(a, BLOCK(EXPRESSION(b)), -))"},
    {"if a:\n b\nelif c:\n d\nelse:\n e", "BLOCK(IF(a, BLOCK(EXPRESSION(b)), BLOCK(IF(c, "
                                          "BLOCK(EXPRESSION(d)), BLOCK(EXPRESSION(e))))))"},
    {"if a:\n  if b:\n    c\n\n# x\n  d\ne",
     "BLOCK(IF(a, BLOCK(IF(b, BLOCK(EXPRESSION(c)), -), EXPRESSION(d)), -), EXPRESSION(e))"},
    {"if a:\n\tb\n\tc", "BLOCK(IF(a, BLOCK(EXPRESSION(b), EXPRESSION(c)), -))"},
    {"for i in a, b: pass", "BLOCK(FOR(i, TUPLE(a, b), BLOCK(PASS), -))"},
    {"for i, (j, k) in a:\n break\nelse: c",
     "BLOCK(FOR(TUPLE(i, TUPLE(j, k)), a, BLOCK(BREAK), BLOCK(EXPRESSION(c))))"},
    {"while a: continue\nelse: b", "BLOCK(WHILE(a, BLOCK(CONTINUE), BLOCK(EXPRESSION(b))))"},
    {"def f(): pass", "BLOCK(DEF:f(BLOCK(PASS), -, -))"},
    {"def f(x: Tensor, y: int = 1, *, z=2) -> Tensor:\n return x",
     "BLOCK(DEF:f(BLOCK(RETURN(x)), -, -, PARAMETER:x(-), PARAMETER:y(1), PARAMETER:*(-), "
     "PARAMETER:z(2)))"},
    {"def f():\n  'doc'\n  return", "BLOCK(DEF:f(BLOCK(RETURN(-)), 'doc', -))"},
    {"def f(): 'doc'", "BLOCK(DEF:f(BLOCK, 'doc', -))"},
    {"@a\n@b(1)\ndef f(): pass", "BLOCK(DEF:f(BLOCK(PASS), -, TUPLE(a, CALL(b, 1))))"},
    {"def f(\n  a,\n  b=1,\n): pass",
     "BLOCK(DEF:f(BLOCK(PASS), -, -, PARAMETER:a(-), PARAMETER:b(1)))"},
    {"import torch", "BLOCK(IMPORT:torch(torch))"},
    {"import a.b", "BLOCK(IMPORT:a.b(a))"},
    {"import torch.nn as nn, math", "BLOCK(IMPORT:torch.nn(nn), IMPORT:math(math))"},
    {"from a.b import c as d, e", "BLOCK(FROM_IMPORT:a.b(KEYWORD:d(c), KEYWORD:e(e)))"},
    {"from a import (b,\n c,)", "BLOCK(FROM_IMPORT:a(KEYWORD:b(b), KEYWORD:c(c)))"},
    {"if n := g(): pass", "BLOCK(IF(NAMED(n, CALL(g)), BLOCK(PASS), -))"},
    {"def f():\n a = b = yield\n yield 1, 2\n yield from x",
     "BLOCK(DEF:f(BLOCK(ASSIGN(YIELD(-), a, b), EXPRESSION(YIELD(TUPLE(1, 2))), "
     "EXPRESSION(YIELD_FROM(x))), -, -))"},
    {"while x := f(): pass", "BLOCK(WHILE(NAMED(x, CALL(f)), BLOCK(PASS), -))"},
    {"def f(a, /, b: int = 1, *c: int, d, e=2, **g: str): pass",
     "BLOCK(DEF:f(BLOCK(PASS), -, -, PARAMETER:a(-), PARAMETER:/(-), PARAMETER:b(1), "
     "PARAMETER:*c(-), PARAMETER:d(-), PARAMETER:e(2), PARAMETER:**g(-)))"},
    {"class A: pass", "BLOCK(CLASS:A(BLOCK(PASS), -, -))"},
    {"class A(B, metaclass=C, **d):\n  \"doc\"\n  x: int = 1\n  def f(self): return self",
     "BLOCK(CLASS:A(BLOCK(ASSIGN(1, x), DEF:f(BLOCK(RETURN(self)), -, -, PARAMETER:self(-))), "
     "'doc', -, B, KEYWORD:metaclass(C), DOUBLE_STARRED(d)))"},
    {"@d\nclass A(): x = 1", "BLOCK(CLASS:A(BLOCK(ASSIGN(1, x)), -, TUPLE(d)))"},
    {"try:\n a\nexcept (A, B) as e:\n b\nexcept C: c\nexcept:\n d\nelse: e\nfinally: f",
     "BLOCK(TRY(BLOCK(EXPRESSION(a)), BLOCK(EXPRESSION(e)), BLOCK(EXPRESSION(f)), "
     "HANDLER:e(TUPLE(A, B), BLOCK(EXPRESSION(b))), HANDLER:(C, BLOCK(EXPRESSION(c))), HANDLER:(-, "
     "BLOCK(EXPRESSION(d)))))"},
    {"try: a\nfinally: b", "BLOCK(TRY(BLOCK(EXPRESSION(a)), -, BLOCK(EXPRESSION(b))))"},
    {"raise", "BLOCK(RAISE(-, -))"},
    {"raise A(1) from b", "BLOCK(RAISE(CALL(A, 1), b))"},
    {"assert a, \"b\"", "BLOCK(ASSERT(a, 'b'))"},
    {"assert a", "BLOCK(ASSERT(a, -))"},
    {"with a: b", "BLOCK(WITH(BLOCK(EXPRESSION(b)), a, -))"},
    {"with a as b, c as (d, e): f", "BLOCK(WITH(BLOCK(EXPRESSION(f)), a, b, c, TUPLE(d, e)))"},
    {"with (a as b, c,): d", "BLOCK(WITH(BLOCK(EXPRESSION(d)), a, b, c, -))"},
    {"with (a, b).c as d: e", "BLOCK(WITH(BLOCK(EXPRESSION(e)), ATTRIBUTE:c(TUPLE(a, b)), d))"},
    {"with (a, b): c", "BLOCK(WITH(BLOCK(EXPRESSION(c)), a, -, b, -))"},
    {"with ((a, b)): c", "BLOCK(WITH(BLOCK(EXPRESSION(c)), TUPLE(a, b), -))"},
    {"with (a, b), c: d", "BLOCK(WITH(BLOCK(EXPRESSION(d)), TUPLE(a, b), -, c, -))"},
    {"with (a for a in b): c",
     "BLOCK(WITH(BLOCK(EXPRESSION(c)), COMPREHENSION:generator(a, CLAUSE(a, b)), -))"},
    {"global a, b", "BLOCK(GLOBAL(a, b))"},
    {"def f():\n  x = 1\n  def g():\n    nonlocal x",
     "BLOCK(DEF:f(BLOCK(ASSIGN(1, x), DEF:g(BLOCK(NONLOCAL(x)), -, -)), -, -))"},
    {"del a, b[0], (c.d, e)", "BLOCK(DELETE(a, INDEX(b, 0), TUPLE(ATTRIBUTE:d(c), e)))"},
    {"from a.b import *", "BLOCK(FROM_IMPORT:a.b)"},
    {"a = *b, c", "BLOCK(ASSIGN(TUPLE(STARRED(b), c), a))"},
    {"def f(): return *a, b", "BLOCK(DEF:f(BLOCK(RETURN(TUPLE(STARRED(a), b))), -, -))"},
    {"for x in *a, b: pass", "BLOCK(FOR(x, TUPLE(STARRED(a), b), BLOCK(PASS), -))"},
    {"match = type = _ = print", "BLOCK(ASSIGN(print, match, type, _))"},
    {"match[0] = type(x)", "BLOCK(ASSIGN(CALL(type, x), INDEX(match, 0)))"},
    {"match (x)", "BLOCK(EXPRESSION(CALL(match, x)))"},
    {"print (x)", "BLOCK(EXPRESSION(CALL(print, x)))"},
    {"@a.b[0]\ndef f(): pass", "BLOCK(DEF:f(BLOCK(PASS), -, TUPLE(INDEX(ATTRIBUTE:b(a), 0))))"},
    {"while 1:\n  def f():\n    return 1\n  break",
     "BLOCK(WHILE(1, BLOCK(DEF:f(BLOCK(RETURN(1)), -, -), BREAK), -))"},
};

/* Only what is not its own canonical text. */
static const row prints[] = {
    {"((a+b))*c", "(a + b) * c\n"},
    {"a+(b*c)", "a + b * c\n"},
    {"(a**b)**c", "(a ** b) ** c\n"},
    {"a**(b**c)", "a ** b ** c\n"},
    {"a**(-b)", "a ** -b\n"},
    {"(-a)**b", "(-a) ** b\n"},
    {"-(a**b)", "-a ** b\n"},
    {"(-2)**2", "(-2) ** 2\n"},
    {"not(a==b)", "not a == b\n"},
    {"(not a)==b", "(not a) == b\n"},
    {"(lambda:0)()", "(lambda: 0)()\n"},
    {"(a if b else c)if(d if e else f)else(g)", "(a if b else c) if (d if e else f) else g\n"},
    {"1.0;1e300;.1;1e999;1e16", "1.0\n1e+300\n0.1\n1e999\n10000000000000000.0\n"},
    {"\"it's\\t\\n\\x00\"", "'it\\'s\\t\\n\\x00'\n"},
    {"x[(a,b)];x[(a,)];x[()]", "x[a, b]\nx[a,]\nx[()]\n"},
    {"x,=y", "(x,) = y\n"},
    {"if a:b\nelse:\n if c:d\n else:e", "if a:\n    b\nelif c:\n    d\nelse:\n    e\n"},
    {"def f(a,*,b=1):'d'", "def f(a, *, b=1):\n    'd'\n"},
    {"from a import(b)as c", "!"},
    {"f(*a or b,k=lambda:0)", "f(*(a or b), k=lambda: 0)\n"},
    {"import a.b as c,d", "import a.b as c\nimport d\n"},
    {"5 .real;-5 .real;(-5).real", "(5).real\n-(5).real\n(-5).real\n"},
    {"for i,in a:\n  pass\nelse:break_", "for (i,) in a:\n    pass\nelse:\n    break_\n"},
    {"[x for x in(a if b else c)if(lambda:0)]", "[x for x in (a if b else c) if (lambda: 0)]\n"},
    {"x=-(2)", "x = -(2)\n"},
    {"(a<b)<c;a<(b<c)", "(a < b) < c\na < (b < c)\n"},
    {"(a or b)and c;a or(b and c)", "(a or b) and c\na or b and c\n"},
    {"a-(b-c)-d", "a - (b - c) - d\n"},
    {"f'{a}' 'b{' f\"'{c:{d}\\x7b}\"", "f'{a}b{{\\'{c:{d}\\x7b}'\n"},
    {"f(x for x in y);(x:=1)", "f((x for x in y))\n(x := 1)\n"},
    {"with(a,b):c\nwith((a,b)):c", "with a, b:\n    c\nwith ((a, b)):\n    c\n"},
    {"try:a\nexcept B as c:d\nexcept:e\nelse:f\nfinally:g",
     "try:\n    a\nexcept B as c:\n    d\nexcept:\n    e\nelse:\n    f\nfinally:\n    g\n"},
    {"@a\nclass A(B,c=d):'e'", "@a\nclass A(B, c=d):\n    'e'\n"},
    {"raise a from b;assert c,d;del e,f", "raise a from b\nassert c, d\ndel e, f\n"},
    {"{**a,b:c};{d};{e:f for e,f in g}", "{**a, b: c}\n{d}\n{e: f for (e, f) in g}\n"},
};
/* "!" wants an error. */
static void check_shape(parse_mode mode, const row *r)
{
    parsing p;
    parsing_open(&p);
    const gd_tree *tree = parsing_text(&p, mode, r->text, strlen(r->text));
    const char *shape = tree ? parsing_shape(&p, tree) : "!";
    if (strcmp(shape, r->wanted)) print_error("%s: %s\n", r->text, p.error.message);
    assert_string_equal(shape, r->wanted);
    parsing_close(&p);
}

static void test_expressions(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(expressions); i++) check_shape(EXPRESSION, &expressions[i]);
}

static void test_programs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(programs); i++) check_shape(PROGRAM, &programs[i]);
}

static void test_prints(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(prints); i++) {
        parsing p;
        parsing_open(&p);
        const gd_tree *tree = parsing_text(&p, PROGRAM, prints[i].text, strlen(prints[i].text));
        assert_string_equal(tree ? parsing_print(&p, tree) : "!", prints[i].wanted);
        parsing_close(&p);
    }
}

/* What is printed parses to the same tree. */
static void check_round_trip(parse_mode mode, const row *r)
{
    parsing p;
    parsing_open(&p);
    const gd_tree *tree = parsing_text(&p, mode, r->text, strlen(r->text));
    if (tree) {
        const char *shape = parsing_shape(&p, tree), *text = parsing_print(&p, tree);
        const gd_tree *again = parsing_text(&p, mode, text, strlen(text));
        assert_non_null(again);
        assert_string_equal(parsing_shape(&p, again), shape);
        assert_string_equal(parsing_print(&p, again), text);
    }
    parsing_close(&p);
}

static void test_round_trips(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(expressions); i++) check_round_trip(EXPRESSION, &expressions[i]);
    for (size_t i = 0; i < COUNT(programs); i++) check_round_trip(PROGRAM, &programs[i]);
    for (size_t i = 0; i < COUNT(prints); i++) check_round_trip(PROGRAM, &prints[i]);
}

/* The node that a path of part numbers leads to. */
static const struct {
    const char *text, *path, *span;
} places[] = {
    {"a + b", "00", "1.1-1.6"},
    {"a + b", "001", "1.5-1.6"},
    {"(a + b) * c", "00", "1.1-1.12"},
    {"(a + b) * c", "000", "1.2-1.7"},
    {"f( x )[0].y", "00", "1.1-1.12"},
    {"f( x )[0].y", "000", "1.1-1.10"},
    {"f( x )[0].y", "00001", "1.4-1.5"},
    {"x[a, b]", "001", "1.3-1.7"},
    {"x[a:b]", "001", "1.3-1.6"},
    {"f(k=1)", "001", "1.3-1.6"},
    {"(a, b)", "00", "1.1-1.7"},
    {"x = 'a' 'b' # c", "00", "1.5-1.12"},
    {"x = -2", "00", "1.5-1.7"},
    {"\xCE\xB1 + '\xF0\x9F\x98\x80' + b", "001", "1.11-1.12"},
    {"\xCE\xB1 + '\xF0\x9F\x98\x80' + b", "00", "1.1-1.12"},
    {"f(a,\n  b)\n", "002", "2.3-2.4"},
    {"'''a\nb''' + c", "001", "2.8-2.9"},
    {"if a:\n    b\n\nelse:\n    c\n\nd", "0", "1.1-5.6"},
    {"if a:\n    b\n\nelse:\n    c\n\nd", "01", "2.5-2.6"},
    {"if a:\n    b\n\nelse:\n    c\n\nd", "1", "7.1-7.2"},
    {"@a\ndef f(x):\n  y", "0", "2.1-3.4"},
    {"@a\ndef f(x):\n  y", "03", "2.7-2.8"},
    {"import a, b as c", "1", "1.1-1.17"},
    {"x\r\ny", "1", "2.1-2.2"},
    {"\tx if y else z", "", "!"},
};

static void test_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(places); i++) {
        parsing p;
        parsing_open(&p);
        char span[60] = "!";
        const gd_tree *tree = parsing_text(&p, PROGRAM, places[i].text, strlen(places[i].text));
        for (const char *at = places[i].path; *at; at++) tree = tree->parts[*at - '0'];
        if (tree)
            snprintf(span, sizeof span, "%d.%d-%d.%d", tree->span.line, tree->span.column,
                     tree->span.end_line, tree->span.end_column);
        if (strcmp(span, places[i].span)) print_error("%s at %s\n", places[i].text, places[i].path);
        assert_string_equal(span, places[i].span);
        parsing_close(&p);
    }
}

/* Levels below the root: a chain of left operands is one. */
static const struct {
    const char *text;
    int depth;
} depths[] = {
    {"a", 0},
    {"-2", 0},
    {"-a", 1},
    {"a + b", 1},
    {"a + b - c + d", 1},
    {"a * b + c", 1},
    {"(a + b) * c", 2},
    {"a + b * c", 2},
    {"a ** b ** c", 2},
    {"(a ** b) ** c", 2},
    {"((((a))))", 0},
    {"f(g(a))", 2},
    {"f(k=a)", 2},
    {"x[a:b]", 2},
    {"a.b.c", 2},
    {"a or b or c", 1},
    {"[]", 0},
    {"[[a]]", 2},
};

static void test_depths(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(depths); i++) {
        parsing p;
        parsing_open(&p);
        const gd_tree *tree = parsing_text(&p, EXPRESSION, depths[i].text, strlen(depths[i].text));
        if (tree->depth != depths[i].depth) print_error("%s\n", depths[i].text);
        assert_int_equal(tree->depth, depths[i].depth);
        parsing_close(&p);
    }
}

/* Builders take NULL only where tree.def says "or none", and only operators that exist. */
static void test_builders(void **state)
{
    (void)state;
    static const struct {
        gd_tree_kind kind;
        int first, last; /* parts that may be none; 1, 0: no part */
    } optional[] = {
        {GD_TREE_CALL, 1, 0},   {GD_TREE_COMPARE, 1, 0},   {GD_TREE_ASSIGN, 1, 0},
        {GD_TREE_SLICE, 0, 2},  {GD_TREE_PARAMETER, 0, 0}, {GD_TREE_RETURN, 0, 0},
        {GD_TREE_IF, 2, 2},     {GD_TREE_WHILE, 2, 2},     {GD_TREE_FOR, 3, 3},
        {GD_TREE_DEF, 1, 2},    {GD_TREE_KEYWORD, 1, 0},   {GD_TREE_CLASS, 1, 2},
        {GD_TREE_TRY, 1, 2},    {GD_TREE_HANDLER, 0, 0},   {GD_TREE_RAISE, 0, 1},
        {GD_TREE_ASSERT, 1, 1}, {GD_TREE_FIELD, 1, 1},     {GD_TREE_CLAUSE, 1, 0},
    };
    parsing p;
    parsing_open(&p);
    gd_tree_maker maker = {&p.arena, 10, &p.error};
    gd_span span = {1, 1, 1, 2};
    const gd_tree *leaf = tree_new_integer(&maker, span, 1);
    for (size_t i = 0; i < COUNT(optional); i++)
        for (int j = 0; j < 4; j++) {
            const gd_tree *parts[] = {leaf, leaf, leaf, leaf};
            parts[j] = NULL;
            bool wanted = j >= optional[i].first && j <= optional[i].last;
            bool made = tree_new(&maker, optional[i].kind, span, "eq", 2, parts, 4);
            if (j <= optional[i].last || optional[i].first > optional[i].last)
                assert_int_equal(made, wanted);
        }
    const gd_tree *pairs[] = {leaf, NULL, leaf, NULL}, *others[] = {NULL, leaf, NULL, leaf};
    assert_non_null(tree_new(&maker, GD_TREE_DICT, span, NULL, 0, others, 4));
    assert_null(tree_new(&maker, GD_TREE_DICT, span, NULL, 0, pairs, 4));
    assert_null(tree_new(&maker, GD_TREE_WITH, span, NULL, 0, pairs, 4));
    const gd_tree *items[] = {leaf, leaf, NULL, leaf, NULL};
    assert_non_null(tree_new(&maker, GD_TREE_WITH, span, NULL, 0, items, 5));
    assert_int_equal(p.error.code, GD_OK);
    const gd_tree *two[] = {leaf, leaf};
    assert_null(tree_new(&maker, GD_TREE_BINARY, span, "plus", 4, two, 2));
    assert_int_equal(p.error.code, GD_UNKNOWN_NAME);
    parsing_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expressions), cmocka_unit_test(test_programs),
        cmocka_unit_test(test_prints),      cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_places),      cmocka_unit_test(test_depths),
        cmocka_unit_test(test_builders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
