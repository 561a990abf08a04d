/* What fuzzing once found: every tests/fuzz/corpus/TARGET/NAME goes through its target again, as do
 * the files that are named after a target as arguments. */
#include "tests/fuzz/fuzz.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The text stands at the end of its block, so that reading on is an error. */
static void replay(const fuzz_target *target, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) fail_msg("%s cannot be read", path);
    size_t size = (size_t)ftell(file);
    rewind(file);
    uint8_t *data = malloc(size ? size : 1);
    assert_int_equal(fread(data, 1, size, file), size);
    fclose(file);
    fprintf(stderr, "%s\n", path);
    target->run(data, size);
    free(data);
}

static void nothing_breaks(void **state)
{
    const fuzz_target *target = *state;
    char pattern[64];
    snprintf(pattern, sizeof pattern, "tests/fuzz/corpus/%s/*", target->name);
    glob_t found;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) replay(target, found.gl_pathv[i]);
    globfree(&found);
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[FUZZ_TARGETS];
    for (int i = 0; i < FUZZ_TARGETS; i++) {
        const fuzz_target *target = &fuzz_targets[i];
        tests[i] = (struct CMUnitTest){.name = target->name,
                                       .test_func = nothing_breaks,
                                       .initial_state = (void *)(uintptr_t)target};
        if (argc < 2 || strcmp(argv[1], target->name)) continue;
        for (int k = 2; k < argc; k++) replay(target, argv[k]);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
