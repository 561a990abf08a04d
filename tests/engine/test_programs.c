/* Programs with what they print beside the lines that print it, as tests/programs/generate.py
 * describes: every tests/programs/GROUP/NAME.py and tests/conformance/tutorials/NAME.py, or those
 * that are named as arguments. A program's output, its error and the error's place must be just the
 * ones that stand in it. */
#include "tests/engine/notebook.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_GROUPS = 64, MOST_TEXT = 1 << 24, PLACE_TEXT = 64 };

static notebook book;

/* A program and what is expected of it. */
typedef struct program {
    gd_buffer source;
    gd_buffer printed;
    gd_buffer error; /* "TYPE: MESSAGE"; empty: it runs to its end */
    char place[PLACE_TEXT];
    gd_conventions conventions;
} program;

static void program_open(program *p)
{
    *p = (program){0};
    buffer_init(&p->source, &book.memory, MOST_TEXT);
    buffer_init(&p->printed, &book.memory, MOST_TEXT);
    buffer_init(&p->error, &book.memory, MOST_TEXT);
}

static void program_close(program *p)
{
    buffer_close(&p->source);
    buffer_close(&p->printed);
    buffer_close(&p->error);
}

static bool read_file(const char *path, gd_buffer *out)
{
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    char piece[4096];
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) buffer_add(out, piece, n);
    fclose(file);
    return !out->error.code;
}

/* What follows a comment's mark in a line of `length` bytes; NULL if the line has no such
 * comment. */
static const char *comment(const char *line, size_t length, const char *mark, size_t *rest)
{
    const char *found = memmem(line, length, mark, strlen(mark));
    if (!found) return NULL;
    const char *text = found + strlen(mark);
    *rest = length - (size_t)(text - line);
    if (*rest > 0 && *text == ' ') text++, --*rest;
    return text;
}

static void program_read_line(program *p, const char *line, size_t length)
{
    const char *text;
    size_t n;
    if ((text = comment(line, length, "# expect:", &n))) {
        buffer_add(&p->printed, text, n);
        buffer_add_text(&p->printed, "\n");
    } else if ((text = comment(line, length, "# error:", &n))) {
        buffer_add(&p->error, text, n);
    } else if ((text = comment(line, length, "# at:", &n))) {
        snprintf(p->place, sizeof p->place, "%.*s", (int)n, text);
    } else if (comment(line, length, "# conventions: torch", &n)) {
        p->conventions = GD_CONVENTIONS_TORCH;
    }
}

static bool program_read(program *p, const char *path)
{
    if (!read_file(path, &p->source) || !p->source.data) return false;
    const char *line = p->source.data, *end = line + p->source.length;
    while (line < end) {
        size_t length = strcspn(line, "\n");
        program_read_line(p, line, length);
        line += length + (line + length < end);
    }
    return true;
}

static const char *text_of(const gd_buffer *buffer)
{
    return buffer->data ? buffer->data : "";
}

/* Writes up to `end` with a mark before each line. */
static void show_lines(const char *text, const char *end, char mark)
{
    while (text < end) {
        int length = (int)strcspn(text, "\n");
        fprintf(stderr, "    %c %.*s\n", mark, length, text);
        text += length + (text[length] == '\n');
    }
}

/* Shows where two texts differ: the lines between what they begin and end with alike. */
static void show_difference(const char *expected, const char *got)
{
    const char *a = expected, *b = got;
    for (const char *s = a, *t = b; *s && *s == *t; s++, t++)
        if (*s == '\n') a = s + 1, b = t + 1;
    const char *a_end = expected + strlen(expected), *b_end = got + strlen(got);
    for (const char *s = a_end, *t = b_end; s > a && t > b && s[-1] == t[-1];)
        if (--t, *--s == '\n') a_end = s + 1, b_end = t + 1;
    show_lines(a, a_end, '-');
    show_lines(b, b_end, '+');
}

static bool same(const char *path, const char *what, const char *expected, const char *got)
{
    if (!strcmp(expected, got)) return true;
    fprintf(stderr, "%s: %s (- expected, + here)\n", path, what);
    show_difference(expected, got);
    return false;
}

/* The place of an error as the comment writes it; without its end where the comment has none. */
static void print_place(gd_span span, const char *expected, char text[PLACE_TEXT])
{
    int n = snprintf(text, PLACE_TEXT, "%d:%d", span.line, span.column);
    if (strchr(expected, '-'))
        snprintf(text + n, PLACE_TEXT - (size_t)n, "-%d:%d", span.end_line, span.end_column);
}

static bool as_expected(const char *path, const program *p, cell *c)
{
    size_t length = c->printed.length;
    if (length > 0 && c->printed.data[length - 1] != '\n') buffer_add_text(&c->printed, "\n");
    gd_buffer error;
    buffer_init(&error, &book.memory, MOST_TEXT);
    cell_print_error(c, &error);
    bool good = same(path, "output", text_of(&p->printed), text_of(&c->printed));
    bool same_error = same(path, "error", text_of(&p->error), text_of(&error));
    good &= same_error;
    char place[PLACE_TEXT] = "";
    if (same_error && *p->place) {
        print_place(c->outcome.error_span, p->place, place);
        good &= same(path, "place of the error", p->place, place);
    }
    buffer_close(&error);
    return good;
}

static bool check(const char *path)
{
    program p;
    program_open(&p);
    bool good = program_read(&p, path);
    if (good) {
        cell c;
        notebook_run(&book, p.source.data, p.source.length, p.conventions, &c);
        good = as_expected(path, &p, &c);
        cell_close(&c);
    } else {
        fprintf(stderr, "%s: cannot be read\n", path);
    }
    program_close(&p);
    return good;
}

/* Runs the programs that a pattern names; as a test, whose state the pattern is. */
static void programs_print_what_they_should(void **state)
{
    glob_t found;
    assert_int_equal(glob(*state, 0, NULL, &found), 0);
    int wrong = 0;
    for (size_t i = 0; i < found.gl_pathc; i++) wrong += !check(found.gl_pathv[i]);
    size_t all = found.gl_pathc;
    globfree(&found);
    if (wrong) fail_msg("%d of %zu programs", wrong, all);
}

static int start(void **state)
{
    (void)state;
    notebook_open(&book);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    notebook_close(&book);
    return 0;
}

/* A test for each argument, or for each folder of programs. */
int main(int argc, char **argv)
{
    static struct CMUnitTest tests[MOST_GROUPS];
    static char patterns[MOST_GROUPS][256];
    glob_t folders = {0};
    if (argc < 2) {
        if (glob("tests/programs/[a-z]*/", 0, NULL, &folders)) return 1;
        glob("tests/conformance/tutorials/", GLOB_APPEND, NULL, &folders);
    }
    size_t n = argc < 2 ? folders.gl_pathc : (size_t)argc - 1;
    for (size_t i = 0; i < n && i < MOST_GROUPS; i++) {
        const char *name = argc < 2 ? folders.gl_pathv[i] : argv[i + 1];
        snprintf(patterns[i], sizeof patterns[i], "%s%s", name, argc < 2 ? "*.py" : "");
        tests[i] = (struct CMUnitTest){.name = patterns[i],
                                       .test_func = programs_print_what_they_should,
                                       .initial_state = patterns[i]};
    }
    globfree(&folders);
    if (n > MOST_GROUPS) return 1;
    return _cmocka_run_group_tests("programs", tests, n, start, stop);
}
