#include "engine/lang/operators.h"

#include <string.h>

static const gd_operator rows[] = {
#define BINARY_OPERATOR(symbol, name, method, strength, right)                                     \
    {GD_OPERATOR_BINARY, symbol, name, method, strength, right},
#define UNARY_OPERATOR(symbol, name, method, strength)                                             \
    {GD_OPERATOR_UNARY, symbol, name, method, strength, false},
#define COMPARISON(symbol, name)                                                                   \
    {GD_OPERATOR_COMPARISON, symbol, name, name, STRENGTH_COMPARISON, false},
#include "engine/lang/operators.def"
#undef BINARY_OPERATOR
#undef UNARY_OPERATOR
#undef COMPARISON
};
enum { N_ROWS = sizeof rows / sizeof *rows };

static bool same(const char *word, const char *text, size_t length)
{
    return *word == *text && strlen(word) == length && !memcmp(word, text, length);
}

const gd_operator *operator_find(gd_operator_kind kind, const char *symbol, size_t length)
{
    for (int i = 0; i < N_ROWS; i++)
        if (rows[i].kind == kind && same(rows[i].symbol, symbol, length)) return &rows[i];
    return NULL;
}

const gd_operator *operator_named(gd_operator_kind kind, const char *name, size_t length)
{
    for (int i = 0; i < N_ROWS; i++)
        if (rows[i].kind == kind && same(rows[i].name, name, length)) return &rows[i];
    return NULL;
}

int operator_left_strength(const gd_operator *row)
{
    return row->right ? row->strength + 1 : row->strength;
}

/* The right side of ** may be a sign: 2 ** -1. */
int operator_right_strength(const gd_operator *row)
{
    return row->right ? STRENGTH_UNARY : row->strength + 1;
}
