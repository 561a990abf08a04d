/* Special functions that the C library lacks, in double; float is theirs rounded. */
#ifndef GRADD_EXEC_SPECIAL_H
#define GRADD_EXEC_SPECIAL_H

/* y with erf(y) = x; NaN outside of [-1, 1], infinite at its ends. Within 4 ULP. */
double special_error_inverse(double x);

/* The derivative of order n + 1 of the logarithm of gamma at x, for n rounded to an integer; NaN
 * for n < 0. About 15 digits, fewer near roots. */
double special_polygamma(double n, double x);

/* The modified Bessel function of the first kind of the order that n is rounded to; NaN for orders
 * beyond ±1000. Within 1e-14 of its size. */
double special_bessel_i(double n, double x);

#endif
