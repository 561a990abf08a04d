/* What cannot hurt: nesting and size bombs, a lack of memory at every place, random text. */
#include "tests/engine/parsing.h"
#include "tests/engine/sampling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* before, middle repeated, after */
typedef struct bomb {
    const char *before, *middle, *after;
    int times;
    gd_code code;
} bomb;

static const bomb bombs[] = {
    {"", "(", "", 100000, GD_NESTING_LIMIT},
    {"", "[", "", 100000, GD_NESTING_LIMIT},
    {"", "f(", "", 100000, GD_NESTING_LIMIT},
    {"", "x[", "", 100000, GD_NESTING_LIMIT},
    {"", "-", "x", 100000, GD_NESTING_LIMIT},
    {"", "~-", "1", 100000, GD_NESTING_LIMIT},
    {"x", "**x", "", 100000, GD_NESTING_LIMIT},
    {"x", "**-1", "", 100000, GD_NESTING_LIMIT},
    {"", "not ", "x", 100000, GD_NESTING_LIMIT},
    {"", "lambda:", "x", 100000, GD_NESTING_LIMIT},
    {"", "lambda x=", "x", 100000, GD_NESTING_LIMIT},
    {"", "x if x else ", "x", 80000, GD_NESTING_LIMIT},
    {"", "[x for x in ", "", 80000, GD_NESTING_LIMIT},
    {"x", "()", "", 100000, GD_NESTING_LIMIT},
    {"x", "[0]", "", 100000, GD_NESTING_LIMIT},
    {"x", ".x", "", 100000, GD_NESTING_LIMIT},
    {"if x: y\n", "elif x: y\n", "", 100000, GD_NESTING_LIMIT},
    {"x", "+x", "", 100000, GD_OK},
    {"x", "*x-x", "", 100000, GD_OK},
    {"x", " and x", "", 100000, GD_OK},
    {"x", "<x", "", 100000, GD_OK},
    {"[", "1,", "]", 400000, GD_OK},
    {"", "x,", "", 400000, GD_OK},
    {"", "x=", "x", 400000, GD_OK},
    {"", "x;", "", 400000, GD_OK},
    {"", "x = 1\n", "", 150000, GD_OK},
    {"x = ", "'a'", "", 300000, GD_OK},
    {"", "#\n", "", 500000, GD_OK},
    {"", "\\\n\n", "", 300000, GD_OK},
    {"'", "a", "'", 1000000, GD_OK},
    {"1.", "1", "", 1000000, GD_OK},
    {"", "1", "", 1000000, GD_INT_OVERFLOW},
    {"f(", "x,", ")", GD_MAX_INPUTS, GD_OK},
    {"f(", "x,", ")", GD_MAX_INPUTS + 1, GD_ARITY},
    {"", "{", "", 100000, GD_NESTING_LIMIT},
    {"", "{1:", "", 100000, GD_NESTING_LIMIT},
    {"", "f'{", "", 100000, GD_SYNTAX},
    {"", "f\"{f'{", "", 100000, GD_SYNTAX},
    {"", "f'''{", "", 100000, GD_SYNTAX},
    {"f'", "{x:", "'", 100000, GD_SYNTAX},
    {"f'", "{", "'", 100001, GD_SYNTAX},
    {"f'", "{x}{{", "'", 100000, GD_OK},
    {"f'", "{x=}", "'", 100000, GD_OK},
    {"", "f'{x}'", "", 100000, GD_OK},
    {"{", "1:2,", "}", 200000, GD_OK},
    {"[x", " for x in y", "]", 90000, GD_OK},
    {"try: x\n", "except A: x\n", "", 80000, GD_OK},
    {"with x", ",x as x", ": x", 100000, GD_OK},
    {"with (x", ",x", "): x", 400000, GD_OK},
    {"", "with (x): x\n", "", 80000, GD_OK},
    {"", "global x\n", "", 100000, GD_OK},
    {"", "x = 1 2 ", "", 100000, GD_SYNTAX},
    {"f(", "x ", "", 100000, GD_SYNTAX},
    {"(x", "=x", ")", 100000, GD_SYNTAX},
    {"", "1=", "x", 100000, GD_SYNTAX},
    {"", "x", "", 1048576, GD_OK},
    {"", "x", "", 1048577, GD_PROGRAM_TOO_LARGE},
};

static char *expand(const bomb *b, size_t *length)
{
    size_t before = strlen(b->before), middle = strlen(b->middle), after = strlen(b->after);
    *length = before + (size_t)b->times * middle + after;
    char *text = malloc(*length + 1), *at = text;
    at = mempcpy(at, b->before, before);
    for (int i = 0; i < b->times; i++) at = mempcpy(at, b->middle, middle);
    memcpy(at, b->after, after + 1);
    return text;
}

static void test_bombs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        size_t length;
        char *text = expand(&bombs[i], &length);
        parsing p;
        parsing_open(&p);
        const gd_tree *tree = parsing_text(&p, PROGRAM, text, length);
        if (p.error.code != bombs[i].code) print_error("%.40s: %s\n", text, p.error.message);
        assert_int_equal(p.error.code, bombs[i].code);
        if (tree) parsing_print(&p, tree);
        free(text);
        parsing_close(&p);
    }
}

static void test_indent_bomb(void **state)
{
    (void)state;
    static char text[300 * 300];
    size_t length = 0;
    for (size_t i = 0; i < 250; i++) {
        memset(text + length, ' ', i);
        memcpy(text + length + i, "if x:\n", 6);
        length += i + 6;
    }
    parsing p;
    parsing_open(&p);
    assert_null(parsing_text(&p, PROGRAM, text, length));
    assert_int_equal(p.error.code, GD_NESTING_LIMIT);
    parsing_close(&p);
}

/* At each bound, what parses prints as text that parses within it. */
static void test_bounds_of_nesting(void **state)
{
    (void)state;
    static const bomb forms[] = {
        {"", "(", "x", 0, 0},        {"", "-", "x", 0, 0},
        {"", "-", "2", 0, 0},        {"x", "**x", "", 0, 0},
        {"x", ".x", "", 0, 0},       {"", "not ", "x", 0, 0},
        {"", "lambda: ", "x", 0, 0}, {"", "x if x else ", "x", 0, 0},
        {"x", "()", "", 0, 0},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        for (int times = 5; times < 15; times++) {
            bomb form = forms[i];
            form.times = times;
            size_t length;
            char *text = expand(&form, &length);
            parsing p;
            parsing_open(&p);
            p.limits.program_nesting = 10;
            const gd_tree *tree = parsing_text(&p, EXPRESSION, text, length);
            if (!tree && *form.middle != '(') assert_int_equal(p.error.code, GD_NESTING_LIMIT);
            const char *print = tree ? parsing_print(&p, tree) : "x";
            assert_non_null(parsing_text(&p, EXPRESSION, print, strlen(print)));
            free(text);
            parsing_close(&p);
        }
}

static const char sample_program[] =
    "import torch.nn as nn, math\nfrom a.b import c as d\nfrom e import *\n@e\n"
    "def f(x, /, *y, z: int = 1, **w) -> z:\n    'doc' \"string\"\n    global t, u\n"
    "    for i, j in x:\n        if i < j <= 1 or not i: continue\n"
    "        elif 0x10 in [k for k in x if k for l in k]: break\n    while v := 1.5e3: pass\n"
    "    else:\n        return lambda q=2, *r: q if q else -q ** 2\n"
    "class A(B, metaclass=C):\n    def g(self):\n        def h():\n            nonlocal self\n"
    "a, *b = c[1:2, ..., None] = f(1, *d, k='\\u00e9', m=.1, **n)\na.b += (1, 2)\n"
    "with (a as b, c as d): del a, b[0]\nwith (a, b).c: raise a from b\n"
    "try: assert a, f'x{a + 1!r:>{b}}{{' f\"{c = }\"\nexcept (A, B) as e: x\nexcept: y\n"
    "else: z\nfinally: {1: 2, **a, 'b': {1, *c}}, {k: v for k, v in a}, f(x for x in {y for y in "
    "z})\n";

/* The n-th allocation fails, for every n until none is left to fail. */
static void test_memory(void **state)
{
    (void)state;
    for (long n = 1, failed = 1; failed; n++) {
        parsing p;
        parsing_open(&p);
        atomic_store(&p.memory.fail_countdown, n);
        failed = !parsing_text(&p, PROGRAM, sample_program, sizeof sample_program - 1);
        assert_int_equal(p.error.code, failed ? GD_MEMORY_LIMIT : GD_OK);
        if (!failed) assert_true(n > 4);
        parsing_close(&p);
    }
}

/* Accounts too small by any number of bytes. */
static void test_memory_limits(void **state)
{
    (void)state;
    size_t limit = 0;
    for (bool failed = true; failed; limit += 97) {
        parsing p;
        parsing_open(&p);
        p.memory.limit = limit;
        failed = !parsing_text(&p, PROGRAM, sample_program, sizeof sample_program - 1);
        assert_int_equal(p.error.code, failed ? GD_MEMORY_LIMIT : GD_OK);
        parsing_close(&p);
    }
}

static const char *const words[] = {
    "x",
    "f",
    "print",
    "match",
    "1",
    "2.5",
    "0x1f",
    "9223372036854775808",
    "'s'",
    "'''t\n'''",
    "r'\\'",
    "\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ".",
    ";",
    "=",
    "->",
    ":=",
    "...",
    "+",
    "-",
    "*",
    "/",
    "**",
    "//",
    "%",
    "@",
    "<<",
    ">>",
    "&",
    "|",
    "^",
    "~",
    "<",
    ">",
    "<=",
    "==",
    "!=",
    "+=",
    "**=",
    "!",
    "?",
    "\\",
    "#",
    "\n",
    "\n ",
    "\n  ",
    "\n    ",
    "\n\t",
    "\r\n",
    " ",
    "\xCE\xB1",
    "\xE2\x88\x92",
    "\xFF",
    "if",
    "elif",
    "else",
    "for",
    "while",
    "def",
    "return",
    "break",
    "continue",
    "pass",
    "import",
    "from",
    "as",
    "lambda",
    "and",
    "or",
    "not",
    "in",
    "is",
    "None",
    "True",
    "class",
    "with",
    "try",
    "try: x\n",
    "except",
    "except A as x: y\n",
    "finally:",
    "raise",
    "assert",
    "del",
    "global x\n",
    "nonlocal x\n",
    "/",
    "f'",
    "f\"{",
    "f'{x!r:>{y}}'",
    "f'''{x = }'''",
    "!r",
    "{1: x}",
    "{x, 1}",
    "for x in y",
    "class A(x):\n  x\n",
    "with (x as y): z\n",
    "yield",
    "await",
    "\\x",
    "2x",
    "1_",
    "1e",
    "1j",
    "f'a'",
    "x = 1\n",
    "(x)",
    "[1, 2]",
    "f(x)",
    "if x:\n  y\n",
    "def f(a, b=1):\n  return a\n",
    "for i in x: y\n",
};

static void check_soup(parsing *p, const char *text, size_t length)
{
    parse_mode mode = random_below(4) ? PROGRAM : EXPRESSION;
    const gd_tree *tree = parsing_text(p, mode, text, length);
    if (!tree) {
        gd_span span = p->error.span;
        assert_true(p->error.message[0]);
        assert_true(span.line >= 1 && span.column >= 1 && span.end_line >= span.line);
        assert_true(span.end_line > span.line || span.end_column > span.column);
        return;
    }
    const char *shape = parsing_shape(p, tree), *print = parsing_print(p, tree);
    const gd_tree *again = parsing_text(p, mode, print, strlen(print));
    if (!again) fail_msg("%s\nprints\n%s\n%s", text, print, p->error.message);
    assert_string_equal(parsing_shape(p, again), shape);
}

static void test_token_soup(void **state)
{
    (void)state;
    random_start();
    for (int i = 0; i < 20000; i++) {
        char text[1024] = "";
        size_t length = 0;
        int64_t range = random_below(2) ? 12 : (int64_t)(sizeof words / sizeof *words);
        for (int64_t n = random_below(30); n > 0; n--) {
            const char *word = words[random_below(range)];
            if (range == 12 && random_below(2)) word = words[26 + random_below(18)];
            length += (size_t)sprintf(text + length, "%s%s", word, random_below(3) ? " " : "");
        }
        parsing p;
        parsing_open(&p);
        if (random_below(2)) p.limits.program_nesting = 1 + random_below(8);
        check_soup(&p, text, length);
        parsing_close(&p);
    }
}

/* Every beginning of a program, and every program with one byte changed. */
static void test_mutations(void **state)
{
    (void)state;
    random_start();
    char text[sizeof sample_program];
    for (size_t i = 0; i < sizeof sample_program; i++) {
        parsing p;
        parsing_open(&p);
        memcpy(text, sample_program, sizeof text);
        parsing_text(&p, PROGRAM, text, i);
        for (int j = 0; j < 20 && i < sizeof text - 1; j++) {
            text[i] = (char)random_below(256);
            parsing_text(&p, PROGRAM, text, sizeof text - 1);
        }
        parsing_close(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_indent_bomb),
        cmocka_unit_test(test_bounds_of_nesting),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_memory_limits),
        cmocka_unit_test(test_token_soup),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
