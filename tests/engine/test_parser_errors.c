/* What is refused: text → code, place, words of the message and of the hint. The messages and
 * places of Python 3.11 were the model; where it points at a single letter of a literal, or where a
 * program is told what the dialect lacks, ours differ. */
#include "tests/engine/parsing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct row {
    const char *text;
    gd_code code;
    const char *span, *words, *hint;
} row;

static const row errors[] = {
    /* characters */
    {"x = 1\n y \xFF", GD_SYNTAX, "2.4-2.5", "invalid UTF-8", "UTF-8"},
    {"\xC0\xAF", GD_SYNTAX, "1.1-1.2", "invalid UTF-8", ""},
    {"\xED\xA0\x80", GD_SYNTAX, "1.1-1.2", "invalid UTF-8", ""},
    {"\xCE\xB1 \xE2\x88\x92 b", GD_SYNTAX, "1.3-1.4", "invalid character '\xE2\x88\x92' (U+2212)",
     "use -"},
    {"a \xC3\x97 b", GD_SYNTAX, "1.3-1.4", "invalid character", "use *"},
    {"\342\200\234a\342\200\235", GD_SYNTAX, "1.1-1.2", "invalid character", "use \""},
    {"x\xC2\xB2", GD_SYNTAX, "1.2-1.3", "(U+00B2)", "use **2"},
    {"a\xC2\xA0+ b", GD_SYNTAX, "1.2-1.3", "invalid non-printable character U+00A0", "plain space"},
    {"a $ b", GD_SYNTAX, "1.3-1.4", "invalid syntax", "without $"},
    {"!x", GD_SYNTAX, "1.1-1.2", "invalid syntax", "use not"},
    {"\x01", GD_SYNTAX, "1.1-1.2", "non-printable character U+0001", ""},
    /* numbers */
    {"2x", GD_SYNTAX, "1.1-1.3", "invalid decimal literal", "write 2*x"},
    {"y = 3.5sin(x)", GD_SYNTAX, "1.5-1.11", "invalid decimal literal", "write 3.5*sin"},
    {"1__0", GD_SYNTAX, "1.1-1.5", "invalid decimal literal", "between digits"},
    {"1_", GD_SYNTAX, "1.1-1.3", "invalid decimal literal", "between digits"},
    {"012", GD_SYNTAX, "1.1-1.4", "leading zeros", "leave out"},
    {"0b12", GD_SYNTAX, "1.1-1.5", "invalid digit '2' in binary literal", ""},
    {"0x", GD_SYNTAX, "1.1-1.3", "invalid hexadecimal literal", ""},
    {"0xfg", GD_SYNTAX, "1.1-1.5", "invalid hexadecimal literal", ""},
    {"1j", GD_UNSUPPORTED, "1.1-1.3", "complex numbers are not supported", ""},
    {"x = 9223372036854775808", GD_INT_OVERFLOW, "1.5-1.24", "int too big to convert", "1e20"},
    {"-9223372036854775809", GD_INT_OVERFLOW, "1.2-1.21", "int too big", ""},
    {"-9223372036854775808**2", GD_INT_OVERFLOW, "1.2-1.21", "int too big", ""},
    {"a-9223372036854775808", GD_INT_OVERFLOW, "1.3-1.22", "int too big", ""},
    {"0xffffffffffffffff", GD_INT_OVERFLOW, "1.1-1.19", "int too big", ""},
    /* strings */
    {"x = 'abc\ny", GD_SYNTAX, "1.5-1.6", "unterminated string literal (detected at line 1)",
     "quote"},
    {"'''abc\n\n", GD_SYNTAX, "1.1-1.4",
     "unterminated triple-quoted string literal (detected at line 3)", "quote"},
    {"'ab\\x1'", GD_SYNTAX, "1.4-1.7", "truncated escape: \\x1", ""},
    {"'''a\n\xCE\xB1\\U00110000'''", GD_SYNTAX, "2.2-2.12", "illegal Unicode character", ""},
    {"'\\ud800'", GD_UNSUPPORTED, "1.2-1.8", "surrogate", ""},
    {"'\\N{dash}'", GD_UNSUPPORTED, "1.2-1.4", "by name", ""},
    {"print(f'{x}')", GD_UNSUPPORTED, "1.7-1.13", "f-strings are not supported", "print('x =', x)"},
    {"rB'a'", GD_UNSUPPORTED, "1.1-1.6", "bytes are not supported", "leave out the b"},
    /* brackets */
    {"x = (1 + 2\ny = 3", GD_SYNTAX, "1.5-1.6", "'(' was never closed", ""},
    {"f([1, 2", GD_SYNTAX, "1.3-1.4", "'[' was never closed", ""},
    {"x)", GD_SYNTAX, "1.2-1.3", "unmatched ')'", ""},
    {"(1,\n2]", GD_SYNTAX, "2.2-2.3",
     "closing parenthesis ']' does not match opening parenthesis '('", "line 1, column 1"},
    {"f(a b)", GD_SYNTAX, "1.3-1.6", "Perhaps you forgot a comma?", "a(b)"},
    {"[1 2]", GD_SYNTAX, "1.2-1.5", "Perhaps you forgot a comma?", ""},
    {"x[]", GD_SYNTAX, "1.3-1.4", "invalid syntax", ""},
    {"f(,)", GD_SYNTAX, "1.3-1.4", "invalid syntax", ""},
    {"x[1:2:3:4]", GD_SYNTAX, "1.8-1.9", "invalid syntax", ""},
    /* lines */
    {"  x", GD_SYNTAX, "1.1-1.3", "unexpected indent", ""},
    {"if x:\n    y\n  z", GD_SYNTAX, "3.1-3.3",
     "unindent does not match any outer indentation level", "under"},
    {"if x:\n\ty\n        z", GD_SYNTAX, "3.1-3.9", "inconsistent use of tabs and spaces",
     "spaces"},
    {"if x:\ny", GD_SYNTAX, "2.1-2.2", "expected an indented block after 'if' statement on line 1",
     "pass"},
    {"def f():", GD_SYNTAX, "1.9-1.10",
     "expected an indented block after function definition on line 1", ""},
    {"for i in x:\n  a\nelse:\nb", GD_SYNTAX, "4.1-4.2", "after 'else' statement on line 3", ""},
    {"if x\n  y", GD_SYNTAX, "1.5-1.6", "expected ':'", "put ':'"},
    {"if x {", GD_SYNTAX, "1.6-1.7", "expected ':'", "without braces"},
    {"if a: b\nelse if c: d", GD_SYNTAX, "2.6-2.8", "expected ':'", "write elif"},
    {"else: x", GD_SYNTAX, "1.1-1.5", "invalid syntax", "under its if"},
    {"x \\ y", GD_SYNTAX, "1.3-1.4", "unexpected character after line continuation character",
     "\\ may only end a line"},
    {"\\frac{a}{b}", GD_SYNTAX, "1.1-1.2", "line continuation", "LaTeX"},
    {"x = \\", GD_SYNTAX, "1.5-1.6", "unexpected EOF while parsing", ""},
    {"x = 1 +", GD_SYNTAX, "1.8-1.9", "invalid syntax", "missing at the end"},
    /* habits */
    {"sin x", GD_SYNTAX, "1.5-1.6", "invalid syntax", "call it: sin(x)"},
    {"2 x", GD_SYNTAX, "1.3-1.4", "invalid syntax", "write 2*x"},
    {"(a) b", GD_SYNTAX, "1.5-1.6", "invalid syntax", "write *"},
    {"print x", GD_SYNTAX, "1.1-1.8",
     "Missing parentheses in call to 'print'. Did you mean print(...)?", "print(x)"},
    {"if x = 3: y", GD_SYNTAX, "1.6-1.7", "Maybe you meant '==' instead of '='?", "write =="},
    {"a && b", GD_SYNTAX, "1.4-1.5", "invalid syntax", "use and"},
    {"a || b", GD_SYNTAX, "1.4-1.5", "invalid syntax", "use or"},
    {"a === b", GD_SYNTAX, "1.5-1.6", "", "use =="},
    {"a <> b", GD_SYNTAX, "1.4-1.5", "invalid syntax", "use !="},
    {"|x|", GD_SYNTAX, "1.1-1.2", "invalid syntax", "abs(x)"},
    {"i++", GD_SYNTAX, "1.4-1.5", "invalid syntax", "i += 1"},
    {"a ? b : c", GD_SYNTAX, "1.3-1.4", "invalid syntax", "a if condition else b"},
    {"x => x", GD_SYNTAX, "1.4-1.5", "invalid syntax", "lambda"},
    {"x^{2}", GD_SYNTAX, "1.3-1.4", "invalid syntax", "x**2"},
    {"let x = 1", GD_SYNTAX, "1.5-1.6", "invalid syntax", "x = 1"},
    {"function f(x) {", GD_SYNTAX, "1.10-1.11", "invalid syntax", "def f(x):"},
    {"a. b c", GD_SYNTAX, "1.6-1.7", "invalid syntax", ""},
    {"a not b", GD_SYNTAX, "1.7-1.8", "invalid syntax", ""},
    {"x if y", GD_SYNTAX, "1.1-1.7", "expected 'else' after 'if' expression", ""},
    /* targets */
    {"1 = x", GD_SYNTAX, "1.1-1.2", "cannot assign to literal here", "=="},
    {"y = f(x) = 1", GD_SYNTAX, "1.5-1.9", "cannot assign to function call here", "def f(x)"},
    {"a + b = 1", GD_SYNTAX, "1.1-1.6",
     "cannot assign to expression here. Maybe you meant '==' instead of '='?", ""},
    {"None = 1", GD_SYNTAX, "1.1-1.5", "cannot assign to None", ""},
    {"(a, (b, 1)) = x", GD_SYNTAX, "1.9-1.10", "cannot assign to literal", ""},
    {"*a = x", GD_SYNTAX, "1.1-1.3", "starred assignment target must be in a list or tuple", "*a,"},
    {"*a, *b = x", GD_SYNTAX, "1.5-1.7", "multiple starred expressions in assignment", ""},
    {"for f() in x: y", GD_SYNTAX, "1.5-1.8", "cannot assign to function call", ""},
    {"[x for 1 in y]", GD_SYNTAX, "1.8-1.9", "cannot assign to literal", ""},
    {"a, b += 1", GD_SYNTAX, "1.1-1.5", "'tuple' is an illegal expression for augmented assignment",
     ""},
    {"(a, b): int = 1", GD_SYNTAX, "1.1-1.7", "only single target (not tuple) can be annotated",
     ""},
    {"f(): int", GD_SYNTAX, "1.1-1.4", "illegal target for annotation", ""},
    {"x = *a", GD_SYNTAX, "1.5-1.7", "can't use starred expression here", ""},
    {"(*a)", GD_SYNTAX, "1.2-1.4", "cannot use starred expression here", ""},
    {"[*a for a in b]", GD_SYNTAX, "1.2-1.4", "iterable unpacking cannot be used in comprehension",
     ""},
    /* calls and parameters */
    {"f(a=1, 2)", GD_SYNTAX, "1.8-1.9", "positional argument follows keyword argument", ""},
    {"f(b=1, a=1, b=2, a=3)", GD_SYNTAX, "1.13-1.16", "keyword argument repeated: b", ""},
    {"f(a.b=1)", GD_SYNTAX, "1.3-1.7",
     "expression cannot contain assignment, perhaps you meant \"==\"?", "=="},
    {"f(True=1)", GD_SYNTAX, "1.3-1.8", "cannot assign to True", ""},
    {"def f(a, b, a): x", GD_SYNTAX, "1.13-1.14", "duplicate argument 'a' in function definition",
     ""},
    {"def f(a=1, b): x", GD_SYNTAX, "1.12-1.13", "non-default argument follows default argument",
     ""},
    {"lambda *: 1", GD_SYNTAX, "1.8-1.9", "named arguments must follow bare *", ""},
    {"def f(3): x", GD_SYNTAX, "1.7-1.8", "invalid syntax", ""},
    /* places of statements */
    {"return 1", GD_SYNTAX, "1.1-1.9", "'return' outside function", ""},
    {"if x: break", GD_SYNTAX, "1.7-1.12", "'break' outside loop", ""},
    {"continue", GD_SYNTAX, "1.1-1.9", "'continue' not properly in loop", ""},
    {"for i in x:\n def f(): break", GD_SYNTAX, "2.11-2.16", "'break' outside loop", ""},
    {"for i in x: y\nelse: break", GD_SYNTAX, "2.7-2.12", "'break' outside loop", ""},
    {"import a.", GD_SYNTAX, "1.10-1.11", "invalid syntax", ""},
    {"@a\nx = 1", GD_SYNTAX, "2.1-2.2", "invalid syntax", ""},
    /* beyond the dialect */
    {"class A: pass", GD_UNSUPPORTED, "1.1-1.6", "classes are not supported", "functions"},
    {"with torch.no_grad(): pass", GD_UNSUPPORTED, "1.1-1.5", "'with' statements are not supported",
     "detach"},
    {"try:\n x", GD_UNSUPPORTED, "1.1-1.4", "exceptions", "leave it out"},
    {"raise x", GD_UNSUPPORTED, "1.1-1.6", "exceptions", ""},
    {"del x", GD_UNSUPPORTED, "1.1-1.4", "'del'", ""},
    {"global x", GD_UNSUPPORTED, "1.1-1.7", "'global'", "argument"},
    {"assert x", GD_UNSUPPORTED, "1.1-1.7", "'assert'", ""},
    {"async def f(): x", GD_UNSUPPORTED, "1.1-1.6", "'async'", ""},
    {"x = yield", GD_UNSUPPORTED, "1.5-1.10", "generators", "list"},
    {"match x:\n case 1: y", GD_UNSUPPORTED, "1.1-1.8", "'match'", "elif"},
    {"(x := 1)", GD_UNSUPPORTED, "1.4-1.6", "assignment expressions", ""},
    {"x = {1: 2}", GD_UNSUPPORTED, "1.5-1.6", "dictionaries and sets", ""},
    {"sum(x for x in y)", GD_UNSUPPORTED, "1.5-1.10", "generator expressions", "list"},
    {"[x for x in y for z in x]", GD_UNSUPPORTED, "1.15-1.18", "several 'for'", "nest"},
    {"f(**a)", GD_UNSUPPORTED, "1.3-1.5", "keyword unpacking", ""},
    {"def f(*args): x", GD_UNSUPPORTED, "1.8-1.12", "'*name'", ""},
    {"def f(**kw): x", GD_UNSUPPORTED, "1.7-1.9", "'**name'", ""},
    {"def f(a, /): x", GD_UNSUPPORTED, "1.10-1.11", "positional-only", ""},
    {"from a import *", GD_UNSUPPORTED, "1.1-1.16", "'from ... import *'", ""},
    {"from . import a", GD_UNSUPPORTED, "1.1-1.7", "relative imports", ""},
};

static const row expression_errors[] = {
    {"", GD_SYNTAX, "1.1-1.2", "unexpected EOF while parsing", ""},
    {"1 +", GD_SYNTAX, "1.4-1.5", "unexpected EOF while parsing", "missing"},
    {"x = 1", GD_SYNTAX, "1.3-1.4", "invalid syntax", "=="},
    {"a\nb", GD_SYNTAX, "2.1-2.2", "invalid syntax", ""},
    {"a; b", GD_SYNTAX, "1.2-1.3", "invalid syntax", ""},
    {"f(", GD_SYNTAX, "1.2-1.3", "'(' was never closed", ""},
    {"*a", GD_SYNTAX, "1.1-1.3", "can't use starred expression here", ""},
};

static void check(parse_mode mode, const row *r)
{
    parsing p;
    parsing_open(&p);
    const gd_tree *tree = parsing_text(&p, mode, r->text, strlen(r->text));
    char span[60];
    gd_span at = p.error.span;
    snprintf(span, sizeof span, "%d.%d-%d.%d", at.line, at.column, at.end_line, at.end_column);
    if (tree || p.error.code != r->code || strcmp(span, r->span) ||
        !strstr(p.error.message, r->words) || !strstr(p.error.hint, r->hint))
        fail_msg("%s\n  gives %s %s: %s (%s)", r->text, gd_code_slug(p.error.code), span,
                 p.error.message, p.error.hint);
    parsing_close(&p);
}

static void test_errors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) check(PROGRAM, &errors[i]);
}

static void test_expression_errors(void **state)
{
    (void)state;
    size_t count = sizeof expression_errors / sizeof *expression_errors;
    for (size_t i = 0; i < count; i++) check(EXPRESSION, &expression_errors[i]);
}

static void test_null_byte(void **state)
{
    (void)state;
    parsing p;
    parsing_open(&p);
    assert_null(parsing_text(&p, PROGRAM, "a\0b", 3));
    assert_int_equal(p.error.code, GD_SYNTAX);
    assert_int_equal(p.error.span.column, 2);
    parsing_close(&p);
}

/* The first error stays, and none need be asked for. */
static void test_error_argument(void **state)
{
    (void)state;
    parsing p;
    parsing_open(&p);
    gd_error err = {.code = GD_TYPE};
    assert_null(parse_program(&p.arena, &p.limits, "(", 1, &err));
    assert_int_equal(err.code, GD_TYPE);
    assert_null(parse_program(&p.arena, &p.limits, "(", 1, NULL));
    assert_non_null(parse_program(&p.arena, &p.limits, "x", 1, &err));
    parsing_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_expression_errors),
        cmocka_unit_test(test_null_byte),
        cmocka_unit_test(test_error_argument),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
