/* Special functions that the C library lacks, in double; float is theirs rounded. */
#ifndef GRADD_EXEC_SPECIAL_H
#define GRADD_EXEC_SPECIAL_H

/* y with erf(y) = x; NaN outside of [-1, 1], infinite at its ends. Within 4 ULP. */
double special_error_inverse(double x);

/* The derivative of order n + 1 of the logarithm of gamma at x, for n rounded to an integer; NaN
 * for n < 0. About 15 digits, fewer near roots. */
double special_polygamma(double n, double x);

#endif
