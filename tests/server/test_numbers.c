/* Long arrays of numbers on the wire, which are set aside before the rest of a request is read:
 * what comes of them, and places of errors in them and after them. */
#include "tests/server/ask.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static server_process gradd;

/* A copy of a pattern in which # stands for a hundred times 1.5 and @ for a hundred times 7;
 * new. */
static char *expanded(const char *pattern)
{
    enum { TIMES = 100 };
    char *text = malloc(strlen(pattern) * TIMES * 4 + 1), *end = text;
    assert_non_null(text);
    for (; *pattern; pattern++) {
        const char *item = *pattern == '#' ? "1.5" : *pattern == '@' ? "7" : NULL;
        if (!item) *end++ = *pattern;
        for (int i = 0; item && i < TIMES; i++) end += sprintf(end, i ? ",%s" : "%s", item);
    }
    *end = 0;
    return text;
}

static json_t *answer_to(const char *pattern)
{
    char *body = expanded(pattern);
    json_t *json = answer(&gradd, body);
    free(body);
    return json;
}

/* What is wrong with a request; of message and hint a part. */
typedef struct wrong {
    const char *pattern;
    long status;
    const char *code, *message;
    const char *pointer; /* or NULL and a place in text */
    int line, column, end_column;
} wrong;

static bool has(json_t *item, const char *key, const char *part)
{
    const char *text = json_string_value(json_object_get(item, key));
    return !part || (text && strstr(text, part));
}

static void check_wrong(const wrong *w)
{
    long status;
    char *body = expanded(w->pattern);
    json_t *json = ask(&gradd, body, &status), *item = at(json, "errors 0");
    bool right =
        status == w->status && has(item, "code", w->code) && has(item, "message", w->message);
    if (w->pointer) {
        const char *pointer = json_string_value(json_object_get(item, "pointer"));
        right = right && pointer && !strcmp(pointer, w->pointer);
    } else {
        right = right && json_integer_value(json_object_get(item, "line")) == w->line &&
                json_integer_value(json_object_get(item, "column")) == w->column &&
                json_integer_value(json_object_get(item, "end_column")) == w->end_column;
    }
    if (!right) fail_msg("%ld for %s: %s", status, w->pattern, json_dumps(json, 0));
    json_decref(json);
    free(body);
}

static void bad_elements_are_pointed_at(void **state)
{
    (void)state;
    static const wrong cases[] = {
        {"{'expr':'x','inputs':{'x':[#,null]}}", 422, "bad_value", "null does not fit float64",
         "/inputs/x/100", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':[#,true]}}", 422, "bad_value", "mixed", "/inputs/x/100", 0, 0,
         0},
        {"{'expr':'x','inputs':{'x':[[#],[#,1.5]]}}", 422, "shape_mismatch",
         "length 101 where the others have 100", "/inputs/x/1", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':[[#],[#],1]}}", 422, "shape_mismatch", "a number stands",
         "/inputs/x/2", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':[#,[1]]}}", 422, "shape_mismatch", "an array stands",
         "/inputs/x/100", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':[[[@,7]],[[@,'inf']]]}}", 422, "bad_value",
         "a string does not fit", "/inputs/x/1/0/100", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[[@],[@],[@],[7,7.5,#]],'dtype':'int32'}}}", 422,
         "shape_mismatch", "length 102", "/inputs/x/data/3", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[[7,@],[7.25,@]],'dtype':'int32'}}}", 422, "bad_value",
         "7.25 is not integral, as int32 needs", "/inputs/x/data/1/0", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[@,128,@],'dtype':'int8'}}}", 422, "bad_value",
         "128 is out of the range of int8", "/inputs/x/data/100", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[@,-1,@],'dtype':'uint8'}}}", 422, "bad_value",
         "-1 is out of the range of uint8", "/inputs/x/data/100", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[@,9223372036854775808],'dtype':'int64'}}}", 422,
         "bad_value", "9.2233720368547758e+18 is out of the range of int64", "/inputs/x/data/100",
         0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[@,'NaN'],'dtype':'int64'}}}", 422, "bad_value",
         "a string does not fit int64", "/inputs/x/data/100", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[@],'dtype':'bool'}}}", 422, "bad_value",
         "a number does not fit bool", "/inputs/x/data/0", 0, 0, 0},
        {"{'dtype':'float32','expr':'x','inputs':{'x':[#,1e39]}}", 422, "bad_value",
         "1e+39 is too large for float32", "/inputs/x/100", 0, 0, 0},
        {"{'dtype':'float32','expr':'x','inputs':{'x':[#,3.4028235677973367e38]}}", 422,
         "bad_value", "too large for float32", "/inputs/x/100", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[[@],[@]],'shape':[10,20]}}}", 422, "shape_mismatch",
         "data of shape (2, 100) for a tensor of shape (10, 20)", "/inputs/x/data", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[@],'shape':[10,11]}}}", 422, "shape_mismatch",
         "data of shape (100,) for a tensor of shape (10, 11)", "/inputs/x/data", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[@],'shape':[100000,100000]}}}", 413,
         "tensor_too_large", NULL, "/inputs/x", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':1,'shape':[@]}}}", 422, "rank_limit", "100 dimensions",
         "/inputs/x/shape", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':[[[[[[[[[#]]]]]]]]]}}", 422, "rank_limit", NULL, "/inputs/x", 0,
         0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_wrong(&cases[i]);
}

/* Columns count in the client's text, where a hundred times 1.5 are 399 characters. */
static void places_behind_numbers_are_those_of_the_text(void **state)
{
    (void)state;
    static const wrong cases[] = {
        {"{'expr':'x','inputs':{'x':[#],}}", 400, "malformed_json", NULL, NULL, 1, 429, 430},
        {"{'expr':'x','inputs':{'x':[#] 'y':1}}", 400, "malformed_json", NULL, NULL, 1, 429, 432},
        {"{'expr':'x','inputs':{'x':[#],'x':1}}", 400, "malformed_json", "duplicate", NULL, 1, 429,
         432},
        {"{'expr':'x',\n'inputs':{'x':[#],\n\n'é':[-0,-0,\n-0,nul]}}", 400, "malformed_json", NULL,
         NULL, 5, 4, 7},
        {"{'a':[#],'b':[\n[@],[@]\n],'c':-0,'d':[#],'e':'é' f}", 400, "malformed_json", NULL, NULL,
         3, 424, 425},
        {"{'a':[#,]}", 400, "malformed_json", NULL, NULL, 1, 407, 408},
        {"{'a':[#,01]}", 400, "malformed_json", NULL, NULL, 1, 407, 409},
        {"{'a':[#,1.]}", 400, "malformed_json", NULL, NULL, 1, 407, 409},
        {"{'a':[#,1e999]}", 400, "malformed_json", "too large for float64", NULL, 1, 407, 412},
        {"{'a':[#,NaN]}", 400, "malformed_json", NULL, NULL, 1, 407, 410},
        {"{'a':[#", 400, "malformed_json", NULL, NULL, 1, 406, 406},
        {"{'a':[#,", 400, "malformed_json", NULL, NULL, 1, 407, 407},
        {"{'a':[#,'Na", 400, "malformed_json", NULL, NULL, 1, 410, 410},
        {"{'a':[#]", 400, "malformed_json", NULL, NULL, 1, 407, 407},
        {"{'a':[#]]", 400, "malformed_json", NULL, NULL, 1, 407, 408},
        {"{'a' [#]}", 400, "malformed_json", "'['", NULL, 1, 6, 10},
        {"{'a'::[#]}", 400, "malformed_json", NULL, NULL, 1, 6, 7},
        {"{:[#]}", 400, "malformed_json", NULL, NULL, 1, 2, 3},
        {"{'a':[#][#]}", 400, "malformed_json", NULL, NULL, 1, 407, 411},
        {"['a':[#]]", 400, "malformed_json", NULL, NULL, 1, 5, 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_wrong(&cases[i]);
}

/* Where something else than numbers is needed, arrays are what the client sent. */
static void elsewhere_arrays_of_numbers_are_arrays(void **state)
{
    (void)state;
    static const wrong cases[] = {
        {"{'expr':'x','seed':[#]}", 422, "bad_value", "an integer", "/seed", 0, 0, 0},
        {"{'expr':'x','dtype':[#]}", 422, "bad_value", "not an array", "/dtype", 0, 0, 0},
        {"{'expr':'x','id':[#]}", 422, "bad_value", "an id", "/id", 0, 0, 0},
        {"{'expr':'x','outputs':[#]}", 422, "bad_value", "not a number", "/outputs/0", 0, 0, 0},
        {"{'expr':'x','inputs':[#]}", 422, "bad_value", "not an array", "/inputs", 0, 0, 0},
        {"{'program':[#]}", 422, "bad_value", "not a number", "/program/0", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':1},'gradients':{'wrt':[@]}}", 422, "bad_value", "not a number",
         "/gradients/wrt/0", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':1},'jvp':{'tangents':[@]}}", 422, "bad_value", "not an array",
         "/jvp/tangents", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'base64':[@],'shape':[1]}}}", 422, "bad_value", "not an array",
         "/inputs/x/base64", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'dtype':[@],'data':[1]}}}", 422, "bad_value", "not an array",
         "/inputs/x/dtype", 0, 0, 0},
        {"{'expr':{'op':[@]}}", 422, "bad_value", NULL, "/expr/op", 0, 0, 0},
        {"{'expr':{'op':'sum','args':[[@,null,1]],'kwargs':{'dim':[@]}}}", 422, NULL, NULL, "/expr",
         0, 0, 0},
        {"{'unknown':[#],'expr':'x'}", 422, "unknown_key", NULL, "/unknown", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_wrong(&cases[i]);
    json_t *json = answer_to("{'expr':{'op':'sum','args':[[#]]}}");
    check_near(json, "outputs out data", 150);
    json_decref(json);
    json = answer_to("{'expr':{'op':'torch.tensor','kwargs':{'data':[#,-0]}}}");
    assert_int_equal(json_array_size(at(json, "outputs out data")), 101);
    json_decref(json);
    json = answer_to("{'expr':'x','inputs':{'x':2},'vjp':{'cotangents':3}}");
    check_near(json, "vjp x data", 3);
    json_decref(json);
    json = answer_to("{'expr':'x*x','inputs':{'x':[#]},'vjp':{'cotangents':[#]}}");
    check_near(json, "vjp x data 99", 4.5);
    json_decref(json);
    json = answer_to("{'expr':'(x*x).sum()','inputs':{'x':[#]},'jvp':{'tangents':{'x':[#]}}}");
    check_near(json, "jvp tangent data", 450);
    json_decref(json);
}

static void the_dtype_may_come_later(void **state)
{
    (void)state;
    json_t *json = answer_to("{'inputs':{'i':{'data':[9007199254740993,9223372036854775807,"
                             "-9223372036854775808,-0,-9007199254740993,@],'dtype':'int64'}},"
                             "'expr':'i'}");
    check_json(json, "outputs out data 0", "9007199254740993");
    check_json(json, "outputs out data 1", "9223372036854775807");
    check_json(json, "outputs out data 2", "-9223372036854775808");
    check_json(json, "outputs out data 3", "0");
    check_json(json, "outputs out data 4", "-9007199254740993");
    check_json(json, "outputs out data 104", "7");
    check_text(json, "outputs out dtype", "int64");
    json_decref(json);
    json = answer_to("{'inputs':{'i':{'data':[[@],[@]],'shape':[2,100],'dtype':'uint8'},"
                     "'x':[#]},'expr':'i','gradients':false,'dtype':'float32'}");
    check_text(json, "outputs out dtype", "uint8");
    check_json(json, "outputs out data 1 99", "7");
    json_decref(json);
    json = answer_to("{'inputs':{'i':{'data':[-0,1e2,2.0,1E+1,@],'shape':[8,13],'dtype':'int16'}},"
                     "'expr':'i'}");
    check_json(json, "outputs out data 0 1", "100");
    check_json(json, "outputs out data 7 12", "7");
    json_decref(json);
}

/* Nothing is rounded twice: the second number is a little more than half-way between floats, though
 * the double next to it is half-way. */
static void each_dtype_is_rounded_once(void **state)
{
    (void)state;
    json_t *json =
        answer_to("{'dtype':'float32','gradients':false,'expr':'x.double()','inputs':{'x'"
                  ":[1.000000059604644775390625,1.00000005960464477539062500001,-0,-0.0,"
                  "'NaN','Infinity','-Infinity',1e-400,-1e-46,1e-45,16777217,#]}}");
    check_json(json, "outputs out data 0", "1");
    check_json(json, "outputs out data 1", "1.0000001192092896");
    check_json(json, "outputs out data 2", "-0.0");
    check_json(json, "outputs out data 3", "-0.0");
    check_text(json, "outputs out data 4", "NaN");
    check_text(json, "outputs out data 5", "Infinity");
    check_text(json, "outputs out data 6", "-Infinity");
    check_json(json, "outputs out data 7", "0");
    check_json(json, "outputs out data 8", "-0.0");
    check_json(json, "outputs out data 9", "1.401298464324817e-45");
    check_json(json, "outputs out data 10", "16777216");
    json_decref(json);
}

/* So are single numbers and those of short arrays, which jansson reads otherwise. */
static void few_numbers_are_rounded_once_too(void **state)
{
    (void)state;
    json_t *json = answer_to(
        "{'dtype':'float32','gradients':false,'program':'y = [x.double(), z.double(), a.double()]',"
        "'inputs':{'x':1.00000005960464477539062500001,'z':[[2],[3.4028235677973366e38]],"
        "'a':{'data': 1.00000005960464477539062500001}}}");
    check_json(json, "outputs y 0 data", "1.0000001192092896");
    check_json(json, "outputs y 1 data 0 0", "2");
    check_json(json, "outputs y 1 data 1 0", "3.4028234663852886e+38");
    check_json(json, "outputs y 2 data", "1.0000001192092896");
    json_decref(json);
    json = answer_to("{'expr':'x','inputs':{'x':1e-310},'gradients':false,'seed':1e0}");
    check_json(json, "outputs out data", "1e-310");
    json_decref(json);
    static const wrong cases[] = {
        {"{'dtype':'float32','expr':'x','inputs':{'x':1e39}}", 422, "bad_value", "too large",
         "/inputs/x", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':1e300,'dtype':'int8'}}}", 422, "bad_value",
         "1.0000000000000001e+300 is out of the range of int8", "/inputs/x/data", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'data':[1,1e300],'dtype':'int8'}}}", 422, "bad_value",
         "1.0000000000000001e+300 is out of the range of int8", "/inputs/x/data/1", 0, 0, 0},
        {"{'expr':'x','timeout_ms':1e-310}", 422, "bad_value", "an integer", "/timeout_ms", 0, 0,
         0},
        {"{'expr':'x','inputs':{'x':1e-310,'y':1e-}}", 400, "malformed_json", NULL, NULL, 1, 38,
         41},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_wrong(&cases[i]);
}

/* Neither what looks like a key of the request nor what is empty is taken for numbers. */
static void nothing_passes_for_numbers(void **state)
{
    (void)state;
    static const wrong cases[] = {
        {"{'expr':'x','inputs':{'y':[#],'x':'0000000000000000000000000000000000000000'}}", 422,
         "bad_value", "a string does not fit", "/inputs/x", 0, 0, 0},
        {"{'expr':'x','inputs':{'y':[#],'x':[#,'0000000000000000000000000000000000000000']}}", 422,
         "bad_value", "a string does not fit", "/inputs/x/100", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_wrong(&cases[i]);
    json_t *json = answer_to("{'id':'[#]','expr':'x','gradients':false,'inputs':{'x':[#]}}");
    assert_int_equal(strlen(json_string_value(at(json, "id"))), 401);
    json_decref(json);
    json = answer_to("{'id':'0123456789abcdef0123456789abcdef00000000','expr':'x','inputs':{'x':[1,"
                     "#]},'gradients':false}");
    check_text(json, "id", "0123456789abcdef0123456789abcdef00000000");
    json_decref(json);
}

/* Bytes 0 to 239 in the alphabet that ends as told, with padding or not, in a long text or a
 * short. */
static void base64_of_both_alphabets(void **state)
{
    (void)state;
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    static const struct {
        int n;
        const char *last, *padding;
    } cases[] = {{240, "+/", ""}, {240, "-_", ""},   {239, "+/", "="},
                 {239, "-_", ""}, {238, "-/", "=="}, {238, "-_", ""},
                 {3, "+/", ""},   {2, "+_", "="},    {1, "-_", ""}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        char text[400], digits[65], body[600], *end = text;
        int n = cases[c].n, rest = 0, bits = 0;
        sprintf(digits, "%s%s", plain, cases[c].last);
        for (int i = 0; i < n; i++) {
            rest = rest << 8 | (i + 15) % 256, bits += 8; /* 62 and 63 come up early */
            for (; bits >= 6; bits -= 6) *end++ = digits[rest >> (bits - 6) & 63];
            rest &= 255;
        }
        if (bits) *end++ = digits[rest << (6 - bits) & 63];
        *end = 0;
        sprintf(body,
                "{'expr':'x','inputs':{'x':{'dtype':'uint8','shape':[%d], 'base64' : '%s%s'}}}", n,
                text, cases[c].padding);
        json_t *json = answer(&gradd, body), *data = at(json, "outputs out data");
        assert_int_equal(json_array_size(data), n);
        for (int i = 0; i < n; i++)
            assert_int_equal(json_integer_value(json_array_get(data, (size_t)i)), (i + 15) % 256);
        json_decref(json);
    }
}

#define A20 "AAAAAAAAAAAAAAAAAAAA"
#define A80 A20 A20 A20 A20

static void bad_base64_is_told(void **state)
{
    (void)state;
    static const wrong cases[] = {
        {"{'expr':'x','inputs':{'x':{'shape':[1],'base64':'" A80 "'}}}", 422, "shape_mismatch",
         "60 bytes where the shape needs 8", "/inputs/x/base64", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'shape':[1],'base64':'" A80 "A'}}}", 422, "bad_value",
         "malformed base64", "/inputs/x/base64", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'shape':[1],'base64':'" A80 "A=AA'}}}", 422, "bad_value",
         "malformed base64", "/inputs/x/base64", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'shape':[1],'base64':'" A80 "A A'}}}", 422, "bad_value",
         "malformed base64", "/inputs/x/base64", 0, 0, 0},
        {"{'expr':'x','inputs':{'base64':'" A80 "'}}", 422, "bad_value", "a string does not fit",
         "/inputs/base64", 0, 0, 0},
        {"{'expr':{'op':'sin','kwargs':{'base64':'" A80 "'}}}", 422, NULL, A20,
         "/expr/kwargs/base64", 0, 0, 0},
        {"{'expr':'x','base64':'" A80 "'}", 422, "unknown_key", NULL, "/base64", 0, 0, 0},
        {"{'expr':'x','inputs':{'x':{'base64':'" A80 "' 1}}}", 400, "malformed_json", NULL, NULL, 1,
         120, 121},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_wrong(&cases[i]);
}

static void empty_arrays(void **state)
{
    (void)state;
    enum { N = 1000000 };
    char *body = malloc(3 * N + 100), *end = body;
    end += sprintf(end, "{'expr':'x.sum()','inputs':{'x':[[]");
    for (int i = 1; i < N; i++) end += sprintf(end, ",[]");
    sprintf(end, "]}}");
    json_t *json = answer(&gradd, body);
    check_near(json, "outputs out data", 0);
    assert_int_equal(json_integer_value(at(json, "gradients x shape 0")), N);
    assert_int_equal(json_integer_value(at(json, "gradients x shape 1")), 0);
    json_decref(json);
    free(body);
}

/* A million numbers in and, the same doubled, out, to the bit. */
static void a_million_numbers_make_the_round(void **state)
{
    (void)state;
    enum { N = 1000000 };
    char *body = malloc(N * 26 + 100), *end = body;
    double *values = malloc(N * sizeof *values);
    uint64_t bits = 88172645463325252;
    end += sprintf(end, "{\"expr\":\"(x*x).sum()\",\"inputs\":{\"x\":[");
    for (int i = 0; i < N; i++) {
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17; /* xorshift (Marsaglia 2003) */
        values[i] = ldexp((double)(bits >> 11), -(int)(bits % 200));
        end += sprintf(end, "%s%.17g", i % 17 ? "," : i ? " ,\n" : "", values[i]);
    }
    sprintf(end, "]}}");
    http_reply reply = http_evaluate(&gradd, body);
    assert_int_equal(reply.status, 200);
    char *at = strstr(reply.body, "\"gradients\":");
    assert_non_null(at);
    at = strstr(at, "\"data\":[") + strlen("\"data\":[");
    for (int i = 0; i < N; i++, at++) {
        const char *text = at;
        double value = strtod(at, &at);
        if (value != 2 * values[i])
            fail_msg("number %d: %a, not %a: %.30s", i, value, 2 * values[i], text);
    }
    assert_int_equal(at[-1], ']');
    reply_free(&reply);
    free(values);
    free(body);
}

/* As many numbers as a body can hold are read within the default bounds. */
static void a_full_body_of_numbers_fits(void **state)
{
    (void)state;
    enum { N = 16700000 };
    char *body = malloc(2 * N + 100), *end = body;
    end += sprintf(end, "{\"expr\":\"x.sum()\",\"gradients\":false,\"inputs\":{\"x\":[");
    memset(end, '1', 2 * N);
    for (int i = 1; i < 2 * N; i += 2) end[i] = ',';
    sprintf(end + 2 * N - 1, "]}}");
    http_reply reply = http_evaluate(&gradd, body);
    assert_int_equal(reply.status, 200);
    assert_non_null(strstr(reply.body, "\"data\":16700000}"));
    reply_free(&reply);
    free(body);
}

static void more_numbers_than_a_tensor_may_have(void **state)
{
    (void)state;
    server_process small;
    server_start(&small, "--tensor-elements 50");
    char *body = expanded("{\"expr\":\"x\",\"inputs\":{\"x\":[#]}}");
    http_reply reply = http_evaluate(&small, body);
    reply_check_problem(&reply, 413, "tensor_too_large");
    assert_non_null(strstr(reply.body, "/inputs/x"));
    reply_free(&reply);
    free(body);
    server_stop(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_elements_are_pointed_at),
        cmocka_unit_test(places_behind_numbers_are_those_of_the_text),
        cmocka_unit_test(elsewhere_arrays_of_numbers_are_arrays),
        cmocka_unit_test(the_dtype_may_come_later),
        cmocka_unit_test(each_dtype_is_rounded_once),
        cmocka_unit_test(few_numbers_are_rounded_once_too),
        cmocka_unit_test(nothing_passes_for_numbers),
        cmocka_unit_test(base64_of_both_alphabets),
        cmocka_unit_test(bad_base64_is_told),
        cmocka_unit_test(empty_arrays),
        cmocka_unit_test(a_million_numbers_make_the_round),
        cmocka_unit_test(a_full_body_of_numbers_fits),
        cmocka_unit_test(more_numbers_than_a_tensor_may_have),
    };
    group_serve(&gradd, "--timeout-ms 60000");
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
