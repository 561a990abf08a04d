/* The rows of operators.def, found by symbol (the parser) or by name (printing). */
#ifndef GRADD_LANG_OPERATORS_H
#define GRADD_LANG_OPERATORS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum gd_operator_kind {
    GD_OPERATOR_BINARY,
    GD_OPERATOR_UNARY,
    GD_OPERATOR_COMPARISON
} gd_operator_kind;

/* How tightly the forms without a row in operators.def bind; the rows of the table stand between
 * comparison and number. A number is weaker than other atoms because of "5 .real". */
enum {
    STRENGTH_EXPRESSION = 1, /* conditional and lambda */
    STRENGTH_OR,
    STRENGTH_AND,
    STRENGTH_NOT,
    STRENGTH_COMPARISON,
    STRENGTH_BITWISE, /* the loosest binary operator */
    STRENGTH_UNARY = 12,
    STRENGTH_POWER,
    STRENGTH_NUMBER,
    STRENGTH_PRIMARY /* names, brackets, calls, attributes, indexing */
};

typedef struct gd_operator {
    gd_operator_kind kind;
    const char *symbol, *name, *method;
    int strength;
    bool right; /* a ** b ** c is a ** (b ** c) */
} gd_operator;

/* The row with that symbol or that name of `length` bytes, or NULL; borrowed, constant. */
const gd_operator *operator_find(gd_operator_kind kind, const char *symbol, size_t length);
const gd_operator *operator_named(gd_operator_kind kind, const char *name, size_t length);

/* The least strength that an operand may have without parentheses. */
int operator_left_strength(const gd_operator *row);
int operator_right_strength(const gd_operator *row);

#endif
