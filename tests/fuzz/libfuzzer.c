/* The targets for libFuzzer: FUZZ_TARGET in the environment names the one that runs.
 *
 * Texts are mutated by their structure: lines and expressions give way to others of this or an
 * earlier text, numbers to awkward ones. One time in four libFuzzer does as it likes, with the
 * words of dialect.dict. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DONORS = 1024, MOST_DONOR = 4096 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

static const fuzz_target *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    const char *name = getenv("FUZZ_TARGET");
    for (int i = 0; name && i < FUZZ_TARGETS; i++)
        if (!strcmp(name, fuzz_targets[i].name)) target = &fuzz_targets[i];
    if (!target) fuzz_fail(__FILE__, __LINE__, "FUZZ_TARGET names a target");
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    target->run(data, size);
    return 0;
}

typedef struct piece {
    const char *text;
    size_t length;
} piece;

/* Earlier texts, the newest of their place. */
static piece donors[DONORS];

static size_t below(size_t n)
{
    return n ? (size_t)rand() % n : 0;
}

static void remember(const char *text, size_t length)
{
    if (length > MOST_DONOR) return;
    piece *donor = &donors[below(DONORS)];
    free((void *)(uintptr_t)donor->text);
    char *copy = malloc(length + 1);
    if (copy) memcpy(copy, text, length);
    *donor = (piece){copy, copy ? length : 0};
}

static piece line_at(piece all, size_t at)
{
    size_t start = at, end = at;
    while (start > 0 && all.text[start - 1] != '\n') start--;
    while (end < all.length && all.text[end] != '\n') end++;
    return (piece){all.text + start, end - start + (end < all.length)};
}

/* From a place on, as much as brackets hold together, up to what ends an argument or a line. */
static piece expression_at(piece all, size_t at)
{
    size_t level = 0, end = at;
    for (; end < all.length; end++) {
        char c = all.text[end];
        if (strchr("([{", c) && c) level++;
        if (level == 0 && (!c || strchr(")]},:\n", c))) break;
        if (c && strchr(")]}", c)) level--;
        if (level == 0 && c && strchr(" )]", c) && below(4) == 0) {
            end += c != ' ';
            break;
        }
    }
    return (piece){all.text + at, end - at};
}

/* A place where an expression may begin. */
static size_t begin(piece all)
{
    size_t at = below(all.length);
    while (at > 0 && !strchr(" ([{,=:\n", all.text[at - 1])) at--;
    return at;
}

static piece any_line(piece all)
{
    return line_at(all, below(all.length));
}

static piece any_expression(piece all)
{
    return expression_at(all, begin(all));
}

static piece any_number(void)
{
    static const char *const numbers[] = {
        "0",     "-1",    "1",           "2",          "63",          "64",
        "65",    "1e308", "1e-320",      "2147483648", "-2147483649", "9223372036854775807",
        "1e400", "100",   "(1 << 62)*2", "0.5",        "float('nan')"};
    const char *number = numbers[below(sizeof numbers / sizeof *numbers)];
    return (piece){number, strlen(number)};
}

/* Puts `new` in the place of `old`, a part of the text; too long a text stays as it is. */
static size_t replace(uint8_t *data, size_t size, size_t most, piece old, piece new)
{
    if (size - old.length + new.length > most) return size;
    size_t at = (size_t)(old.text - (const char *)data);
    char *copy = malloc(new.length + 1); /* it may be a part of the text, too */
    if (!copy) return size;
    memcpy(copy, new.text, new.length);
    memmove(data + at + new.length, data + at + old.length, size - at - old.length);
    memcpy(data + at, copy, new.length);
    free(copy);
    return size - old.length + new.length;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    srand(seed);
    piece all = {(const char *)data, size};
    remember(all.text, size);
    piece donor = donors[below(DONORS)];
    if (!donor.length || below(4) == 0) donor = all;
    if (size == 0 || below(4) == 0) return LLVMFuzzerMutate(data, size, most);
    piece line = any_line(all), start = {line.text, 0};
    switch (below(8)) {
    case 0: return replace(data, size, most, line, (piece){"", 0});
    case 1: return replace(data, size, most, line, any_line(donor));
    case 2:
    case 3: return replace(data, size, most, start, any_line(donor));
    case 4: return replace(data, size, most, any_expression(all), any_number());
    default: return replace(data, size, most, any_expression(all), any_expression(donor));
    }
}
