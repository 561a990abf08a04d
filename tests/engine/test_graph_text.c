/* The text form of graphs: what reads back, what is said of malformed texts, and that neither a
 * text nor lack of memory brings the reader down. Random cases come from a seed that is printed;
 * GRADD_SEED sets it. */
#include "tests/engine/document.h"
#include "tests/engine/sampling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MUTANTS = 20000 };

static void test_text_reads_back(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "%0 = input \"x\" : float64[2, 2]\n"
        "%1 = constant 2 : float64[]\n"
        "%2 = add %0 %1 : float64[2, 2] name=\"y\"\n"
        "%3 = sum %2 axes=[0, 1] : float64[] grad_fn=\"MeanBackward0\"\n"
        "return \"out\"=%3\n",

        "return\n",

        "%0 = input \"a\" : bool[0, 3]\n"
        "return %0, \"again\"=%0\n",

        "%0 = input \"quo\\\"te\\\\ \\x0a\\x7f \xc3\xa9\" : int32[]\n"
        "return \"\"=%0\n",

        "%0 = input \"x\" : float32[4, 5]\n"
        "%1 = slice %0 start=[1, 0] count=[3, 2] step=[1, 2] : float32[3, 2]\n"
        "%2 = cast %1 dtype=[float64] : float64[3, 2]\n"
        "%3 = reshape %2 shape=[1, 6, 1] : float64[1, 6, 1]\n"
        "%4 = sum %3 axes=[] : float64[1, 6, 1]\n"
        "%5 = input \"i\" : int64[1, 2, 1]\n"
        "%6 = gather %4 %5 axis=[1] : float64[1, 2, 1]\n"
        "%7 = scatter_add %6 %5 axis=[1] shape=[1, 9, 1] : float64[1, 9, 1]\n"
        "return \"y\"=%7, \"x\"=%0\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) expect_reads_back(texts[i]);
}

static void test_constants_read_back(void **state)
{
    (void)state;
    expect_reads_back(
        "%0 = constant [NaN, Infinity, -Infinity, -0, 0.1, 5e-324, 1e+300] : float64[7]\n"
        "%1 = constant [0.1, 16777216, 1e-45, 3.4028235e+38, -0, NaN] : float32[3, 2]\n"
        "%2 = constant [-9223372036854775808, 9223372036854775807] : int64[1, 2]\n"
        "%3 = constant [0, 255] : uint8[2]\n"
        "%4 = constant [] : int8[0, 7]\n"
        "%5 = constant [true, false, true] : bool[3]\n"
        "%6 = constant true : bool[]\n"
        "%7 = constant -0.3333333333333333 : float64[]\n"
        "return %0, %1, %2, %3, %4, %5, %6, %7\n");
}

static void test_constants_keep_their_bits(void **state)
{
    (void)state;
    document d;
    document_open(&d, "%0 = constant [-0, 0.1, -Infinity, NaN] : float32[4]\nreturn %0\n");
    const float *value = (const float *)(const void *)d.outputs[0].node->value->data;
    assert_true(value[0] == 0 && 1 / value[0] < 0);
    assert_true(value[1] == 0.1f);
    assert_true(value[2] < 0 && value[2] == value[2] - 1);
    assert_true(value[3] != value[3]);
    document_close(&d);
}

/* A name for the shape of the call, a number for the function: its body stands after its first
 * call, also when that is in another body. Parameters stay that no result needs. */
static void test_calls_read_back(void **state)
{
    (void)state;
    expect_reads_back(
        "%0 = input \"x\" : float64[2]\n"
        "%1 = call \"both\"#0 %0 %0 : float64[2], float64[] name=\"t\" grad_fn=\"B0\"\n"
        "    %0 = input \"a\" : float64[2]\n"
        "    %1 = input \"unused\" : float64[2]\n"
        "    %2 = call \"inner\"#1 %0 : float64[]\n"
        "        %0 = input \"a\" : float64[2]\n"
        "        %1 = sum %0 axes=[0] : float64[]\n"
        "        return %1\n"
        "    return %0, %2\n"
        "%2 = call \"inner\"#1 %1 : float64[]\n"
        "%3 = add %2 %1.1 : float64[]\n"
        "%4 = call \"nothing\"#2 : float64[]\n"
        "    %0 = constant 1 : float64[]\n"
        "    return %0\n"
        "return \"out\"=%3, %4\n");
}

static void test_comments_and_spaces_are_passed(void **state)
{
    (void)state;
    expect_printed(print_text,
                   "# a comment: %0\n\n   %0=input\"x\":float64[ 2,2 ]\n"
                   "\t%1 = sum %0 axes = [ 0 , 1 ]: float64[] \n# more\nreturn \"y\" = %1 . 0",
                   "%0 = input \"x\" : float64[2, 2]\n"
                   "%1 = sum %0 axes=[0, 1] : float64[]\n"
                   "return \"y\"=%1\n");
}

static void test_only_what_is_needed_is_listed(void **state)
{
    (void)state;
    document d;
    gd_buffer out;
    document_open(&d, "%0 = input \"x\" : float64[]\n%1 = sin %0 : float64[]\n"
                      "%2 = input \"y\" : float64[]\n%3 = cos %2 : float64[]\nreturn %1, %3\n");
    gd_edge edges[] = {{NULL, 0}, d.outputs[1]};
    const char *names[] = {"absent", "y"};
    buffer_init(&out, &d.memory, DOCUMENT_MOST_TEXT);
    print_text(&(gd_listing){edges, names, 2}, &out);
    assert_string_equal(out.data, "%0 = input \"y\" : float64[]\n%1 = cos %0 : float64[]\n"
                                  "return \"y\"=%1\n");
    buffer_close(&out);
    document_close(&d);
}

/* Every operator on every dtype that it takes. */
static void expect_row_reads_back(gd_op op, gd_dtype dtype)
{
    document d;
    gd_buffer text;
    sample s;
    gd_edge operands[SAMPLE_OPERANDS];
    sample_init(&s, op, dtype, op_row(op)->sample ? op_row(op)->sample : "2,3 ; 2,3 ; 2,3");
    document_init(&d);
    for (int i = 0; i < s.n_operands; i++) operands[i] = graph_input(&d.graph, "x", &s.operands[i]);
    gd_edge result = graph_add(&d.graph, op, operands, s.n_operands, s.attributes, s.n_attributes);
    if (edge_none(result)) fail_msg("%s: %s", op_row(op)->name, d.graph.error.message);
    buffer_init(&text, &d.memory, DOCUMENT_MOST_TEXT);
    print_text(&(gd_listing){&result, NULL, 1}, &text);
    expect_reads_back(text.data);
    buffer_close(&text);
    document_close(&d);
}

static void test_every_row_reads_back(void **state)
{
    (void)state;
    for (int op = GD_OP_CALL + 1; op < GD_OP_COUNT; op++)
        for (int dtype = 0; dtype < GD_DTYPE_COUNT; dtype++)
            if (op_takes((gd_op)op, (gd_dtype)dtype))
                expect_row_reads_back((gd_op)op, (gd_dtype)dtype);
}

static void test_malformed_texts_are_located(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
        int line, column;
    } cases[] = {
        {"", "expected 'return'", 1, 1},
        {"%0 = input \"x\" : float64[]\n", "expected 'return'", 2, 1},
        {"%1 = input \"x\" : float64[]\n", "expected %0", 1, 1},
        {"%0 = input \"x\" : float65[]\n", "expected a dtype", 1, 18},
        {"%0 = input \"x : float64[]\n", "a string that does not end", 1, 12},
        {"%0 = input \"\xc3\xa9\\q\" : bool[]\n", "must be written as \\x", 1, 14},
        {"%0 = input \"\\x00\" : bool[]\n", "must be written as \\x", 1, 13},
        {"%0 = input \"x\" : bool[1, 2, 3, 4, 5, 6, 7, 8, 9]\n", "more than 8 dimensions", 1, 46},
        {"%0 = input \"x\" : bool[-1]\n", "expected a number", 1, 23},
        {"%0 = input \"x\" : bool[99999999999999999999]\n", "a number above", 1, 23},
        {"%0 = input \"x\" : bool[] name=\"y\"\n", "expected the end of the line", 1, 25},
        {"# a\n%0 = sin %0 : float64[]\n", "%0 is not known here", 2, 10},
        {"%0 = since : float64[]\n", "there is no operator 'since'", 1, 6},
        {"%0 = constant 1 : float64[]\n%1 = sin %0.1 : float64[]\n", "%0 has no result 1", 2, 10},
        {"%0 = constant 1 : float64[]\n%1 = sin %0 : float64[1]\n", "sin gives another type", 2, 1},
        {"%0 = constant 1 : float64[]\n%1 = add %0 : float64[]\n", "add: 1 operands", 2, 1},
        {"%0 = constant 1 : int64[]\n%1 = sin %0 : int64[]\n", "sin does not take int64", 2, 1},
        {"%0 = constant true : bool[]\n%1 = flip %0 axes=[0] : bool[]\n", "flip: wrong axes", 2, 1},
        {"%0 = constant true : bool[]\n%1 = flip %0 axis=[0] : bool[]\n", "expected axes=", 2, 14},
        {"%0 = constant [1, 2] : int8[2]\n%1 = slice %0 start=[0] count=[1, 1] step=[1] : "
         "int8[1]\n",
         "slice: wrong number of attributes", 2, 15},
        {"%0 = constant 1 : int8[]\n%1 = cast %0 dtype=[7] : int8[]\n", "expected a dtype", 2, 21},
        {"%0 = constant 300 : uint8[]\n", "300 is beyond uint8", 1, 15},
        {"%0 = constant 9223372036854775808 : int64[]\n", "an integer beyond int64", 1, 15},
        {"%0 = constant 1.5 : int64[]\n", "expected an integer", 1, 15},
        {"%0 = constant 0x1p3 : float64[]\n", "expected a number", 1, 15},
        {"%0 = constant inf : float64[]\n", "expected a number", 1, 15},
        {"%0 = constant 1 : bool[]\n", "expected true or false", 1, 15},
        {"%0 = constant [1, 2] : int8[3]\n", "expected ','", 1, 20},
        {"%0 = constant [1, 2] : int8[1]\n", "expected ']'", 1, 17},
        {"%0 = constant 1 : int8[4294967296, 4294967296]\n", "another number of elements", 1, 17},
        {"%0 = constant 1 : int8[1000]\n", "another number of elements", 1, 17},
        {"%0 = call \"f\"#1 : int8[]\n", "a number above 0", 1, 15},
        {"%0 = call \"f\"#0 : int8[]\n%0 = call \"f\"#0 : int8[]\n", "that calls itself", 2, 11},
        {"%0 = call \"f\"#0 : int8[]\nreturn\nreturn\n", "call gives another type", 1, 1},
        {"%0 = call \"f\"#0 :int8[]\n%0 = input \"x\" : int8[]\nreturn %0\n", "takes 1 operands", 1,
         1},
        {"%0 = constant true : bool[]\n%1 = call \"f\"#0 %0 :int8[]\n%0 = input \"x\" : int8[]\n"
         "return %0\n",
         "takes another type as operand 0", 2, 1},
        {"%0 = call \"f\"#0 : int8[]\n%0 = constant 1 : int8[]\nreturn %0\n%1 = call \"g\"#0 : "
         "int8[]\n",
         "#0 is \"f\"", 4, 11},
        {"return %0\n", "%0 is not known here", 1, 8},
        {"return\nreturn\n", "text after the end", 2, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        document d;
        document_init(&d);
        assert_false(document_read(&d, cases[i].text, strlen(cases[i].text)));
        if (d.error.code != GD_BAD_GRAPH || d.error.span.line != cases[i].line ||
            d.error.span.column != cases[i].column || !strstr(d.error.message, cases[i].message))
            fail_msg("%d:%d: %s, not %d:%d: %s, for\n%s", d.error.span.line, d.error.span.column,
                     d.error.message, cases[i].line, cases[i].column, cases[i].message,
                     cases[i].text);
        document_close(&d);
    }
}

static void expect_limit(const char *text, size_t length, gd_code code, int line)
{
    document d;
    document_init(&d);
    assert_false(document_read(&d, text, length));
    assert_int_equal(d.error.code, code);
    assert_int_equal(d.error.span.line, line);
    document_close(&d);
}

static void test_limits_keep_their_code(void **state)
{
    (void)state;
    static const char large[] = "\n%0 = input \"x\" : int8[99999999999]\nreturn %0\n";
    document d;
    gd_buffer deep;
    document_init(&d);
    buffer_init(&deep, &d.memory, DOCUMENT_MOST_TEXT);
    for (int64_t i = 0; i <= d.limits.call_depth; i++)
        buffer_print(&deep, "%%0 = call \"f\"#%d : int8[]\n", (int)i);
    expect_limit(large, strlen(large), GD_TENSOR_TOO_LARGE, 2);
    expect_limit(deep.data, deep.length, GD_NESTING_LIMIT, (int)d.limits.call_depth + 1);
    buffer_close(&deep);
    document_close(&d);
}

/* `before`, then `part` so many times, then `after`. */
static void expect_bound(const char *before, const char *part, int times, const char *after,
                         const char *message)
{
    document d;
    gd_buffer text;
    document_init(&d);
    buffer_init(&text, &d.memory, DOCUMENT_MOST_TEXT);
    buffer_add_text(&text, before);
    for (int i = 0; i < times; i++) buffer_add_text(&text, part);
    buffer_add_text(&text, after);
    bool read = document_read(&d, text.data, text.length);
    assert_int_equal(read, !message);
    if (message) assert_non_null(strstr(d.error.message, message));
    buffer_close(&text);
    document_close(&d);
}

static void test_lines_are_bounded(void **state)
{
    (void)state;
    static const char constant[] = "%0 = constant [1] : int8[1]\n%1 = concat",
                      flip[] = "%0 = constant 1 : int8[]\n%1 = flip %0 axes=[0";
    expect_bound(constant, " %0", 1024, " axis=[0] : int8[1024]\nreturn %1\n", NULL);
    expect_bound(constant, " %0", 1025, " axis=[0] : int8[1025]\n", "more than 1024 operands");
    expect_bound("%0 = call \"f\"#0 : int8[]", ", int8[]", 1024, "\n", "more than 1024 results");
    expect_bound("%0 = input \"x\" : int8[]\nreturn %0", ", %0", 1024, "\n",
                 "more than 1024 results");
    expect_bound(flip, ", 0", 24, "] : int8[]\n", "more than 24 attributes");
}

static const char everything[] =
    "%0 = input \"x\\\"\" : float64[2]\n"
    "%1 = constant [1.5, -0] : float64[2]\n"
    "%2 = call \"f\"#0 %0 %1 : float64[2], float64[] name=\"t\" grad_fn=\"FBackward0\"\n"
    "    %0 = input \"a\" : float64[2]\n"
    "    %1 = input \"b\" : float64[2]\n"
    "    %2 = mul %0 %1 : float64[2]\n"
    "    %3 = sum %2 axes=[0] : float64[]\n"
    "    return %2, %3\n"
    "%3 = exp %2 : float64[2]\n"
    "%4 = call \"f\"#0 %3 %3 : float64[2], float64[]\n"
    "%5 = pad %4 low=[1] high=[0] between=[2] : float64[5]\n"
    "%6 = cast %5 dtype=[float32] : float32[5]\n"
    "return \"out\"=%6, \"s\"=%4.1\n";

/* One to four random changes: bytes set, removed, doubled, or pieces of the text moved. */
static size_t mutate(char *text, size_t length)
{
    for (int64_t changes = 1 + random_below(4); changes > 0; changes--) {
        size_t at = (size_t)random_below((int64_t)length),
               from = (size_t)random_below((int64_t)length);
        size_t room = length - (at > from ? at : from), n = (size_t)random_below((int64_t)room + 1);
        switch (random_below(4)) {
        case 0: text[at] = (char)random_bits(); break;
        case 1: text[at] = everything[from % strlen(everything)]; break;
        case 2: memmove(text + at, text + from, n); break;
        default: length -= n > 8 ? 1 : n; break;
        }
        if (!length) return 1;
    }
    return length;
}

/* What the reader takes reads back; what it refuses is located. */
static void expect_sane(const char *text, size_t length)
{
    document d;
    gd_buffer out;
    document_init(&d);
    buffer_init(&out, &d.memory, DOCUMENT_MOST_TEXT);
    if (document_read(&d, text, length)) {
        assert_true(graph_check(&d.graph, NULL));
        gd_listing listing = document_listing(&d);
        print_text(&listing, &out);
        expect_reads_back(out.data);
    } else {
        assert_true(d.error.code != GD_OK && d.error.message[0] && d.error.span.line > 0);
    }
    buffer_close(&out);
    document_close(&d);
}

static void test_mutants_do_no_harm(void **state)
{
    (void)state;
    for (int i = 0; i < MUTANTS; i++) {
        size_t length = strlen(everything);
        char *text = malloc(length); /* so that a sanitizer sees a read beyond the end */
        assert_non_null(text);
        memcpy(text, everything, length);
        length = mutate(text, length);
        char *exact = realloc(text, length);
        assert_non_null(exact);
        expect_sane(exact, length);
        free(exact);
    }
}

static void test_parse_survives_lack_of_memory(void **state)
{
    (void)state;
    for (long n = 1, failed = 1; failed; n++) {
        document d;
        document_init(&d);
        atomic_store(&d.memory.fail_countdown, n);
        bool done = document_read(&d, everything, strlen(everything));
        failed = atomic_load(&d.memory.fail_countdown) == 0;
        assert_int_equal(done, !failed);
        assert_int_equal(d.error.code, failed ? GD_MEMORY_LIMIT : GD_OK);
        document_close(&d);
    }
}

static int start(void **state)
{
    (void)state;
    random_start();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_reads_back),
        cmocka_unit_test(test_constants_read_back),
        cmocka_unit_test(test_constants_keep_their_bits),
        cmocka_unit_test(test_calls_read_back),
        cmocka_unit_test(test_comments_and_spaces_are_passed),
        cmocka_unit_test(test_only_what_is_needed_is_listed),
        cmocka_unit_test(test_every_row_reads_back),
        cmocka_unit_test(test_malformed_texts_are_located),
        cmocka_unit_test(test_limits_keep_their_code),
        cmocka_unit_test(test_lines_are_bounded),
        cmocka_unit_test(test_mutants_do_no_harm),
        cmocka_unit_test(test_parse_survives_lack_of_memory),
    };
    return cmocka_run_group_tests_name("graph text", tests, start, NULL);
}
