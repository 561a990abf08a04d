#include "engine/exec/special.h"

#include <math.h>
#include <stdbool.h>

static const double PI = 3.141592653589793;

/* Winitzki's closed form (2008), within 0.2 percent: y² = √(t² + e) - t for
 * t = 2/(πa) + ln(1 - x²)/2, e = -ln(1 - x²)/a, a = 0.147. */
static double error_inverse_guess(double x)
{
    const double a = .147;
    double log1 = log1p(-x * x), t = 2 / (PI * a) + log1 / 2, e = -log1 / a;
    double root = sqrt(t * t + e);
    return copysign(sqrt(t > 0 ? e / (root + t) : root - t), x);
}

/* Halley's steps on erf(y) - x, each of which triples the digits; with erfc where x is near ±1. */
double special_error_inverse(double x)
{
    if (fabs(x) == 1) return copysign(INFINITY, x);
    if (!(fabs(x) < 1)) return NAN;
    double y = error_inverse_guess(x);
    for (int i = 0; i < 3; i++) {
        double excess = x > .5 ? (1 - x) - erfc(y) : x < -.5 ? erfc(-y) - (1 + x) : erf(y) - x;
        double step = excess / (1.1283791670955126 * exp(-y * y));
        y -= step / (1 + y * step);
    }
    return y;
}

/* B₂ₖ, the Bernoulli numbers. */
static const double bernoulli[] = {1. / 6,       -1. / 30,       1. / 42,      -1. / 30,
                                   5. / 66,      -691. / 2730,   7. / 6,       -3617. / 510,
                                   43867. / 798, -174611. / 330, 854513. / 138};
enum { TERMS = sizeof bernoulli / sizeof *bernoulli, FAR = 10 };

/* Up to FAR by ψ(x) = ψ(x + 1) - 1/x, then ψ(x) ~ ln x - 1/(2x) - Σ B₂ₖ/(2k x²ᵏ) (DLMF 5.11.2);
 * below 0 by ψ(x) = ψ(1 - x) - π/tan(πx) (5.5.4). */
static double digamma(double x)
{
    if (x == 0) return copysign(INFINITY, -x);
    if (x < 0) {
        double rest = x - floor(x);
        return rest == 0 || x == -INFINITY ? NAN : digamma(1 - x) - PI / tan(PI * rest);
    }
    double sum = 0;
    for (; x < FAR; x++) sum -= 1 / x;
    double square = 1 / (x * x), power = square;
    for (int k = 0; k < TERMS; k++, power *= square) sum -= bernoulli[k] / (2 * (k + 1)) * power;
    return sum + log(x) - .5 / x;
}

/* ζ(s, q) = Σ (q + k)⁻ˢ for s > 1, q > 0 by Euler and Maclaurin (DLMF 25.11.5), from FAR on. */
static double zeta_of_positive(double s, double q)
{
    double sum = 0;
    if (q == INFINITY) return 0;
    for (; q < FAR; q++) sum += pow(q, -s);
    double power = pow(q, -s), factor = s / q;
    sum += power * (q / (s - 1) + .5);
    for (int k = 0; k < TERMS; k++) {
        int j = 2 * (k + 1);
        sum += bernoulli[k] * factor / tgamma(j + 1) * power;
        factor *= (s + j - 1) * (s + j) / (q * q);
    }
    return sum;
}

/* For q < 0 and an integer s the m terms with q + k < 0 and the first one after them are, but for
 * the sign, those of ζ(s, f) up to f + m, f = -q - m + 1. */
static double zeta(double s, double q)
{
    if (q > 0) return zeta_of_positive(s, q);
    if (q == floor(q)) return INFINITY;
    double m = floor(-q) + 1, f = 1 - (q + m);
    double mirrored = zeta_of_positive(s, f) - zeta_of_positive(s, f + m);
    return zeta_of_positive(s, q + m) + (fmod(s, 2) == 0 ? mirrored : -mirrored);
}

double special_polygamma(double n, double x)
{
    n = rint(n);
    if (n != n || x != x || n < 0) return NAN;
    if (n == 0) return digamma(x);
    if (x == -INFINITY) return NAN;
    double size = tgamma(n + 1) * zeta(n + 1, x);
    return fmod(n, 2) == 0 ? -size : size;
}

/* Σ (x/2)²ᵏ⁺ⁿ / (k! (k + n)!) (DLMF 10.25.2): no term is negative. */
static double bessel_series(double n, double x)
{
    double term = 1, square = x * x / 4;
    for (double k = 1; k <= n; k++) term *= x / 2 / k;
    double sum = term;
    for (double k = 1; term > sum * 0x1p-60; k++) sum += term *= square / (k * (k + n));
    return sum;
}

/* eˣ/√(2πx) Σ (-1)ᵏ (4n² - 1²)(4n² - 3²)…(4n² - (2k - 1)²) / (k! (8x)ᵏ) (DLMF 10.40.1), as long as
 * terms fall. The root of eˣ twice: the quotient overflows later than eˣ does. */
static double bessel_asymptotic(double n, double x)
{
    double term = 1, sum = 1, half = exp(x / 2);
    for (double k = 1; k < 2 * x && fabs(term) > 0x1p-60; k++)
        sum += term *= -(4 * n * n - (2 * k - 1) * (2 * k - 1)) / (k * 8 * x);
    return half / sqrt(2 * PI * x) * sum * half;
}

double special_bessel_i(double n, double x)
{
    const double most = 1000;
    n = fabs(rint(n));
    if (!(n <= most) || x != x) return NAN;
    double size = fabs(x);
    bool far = size > 30 && size > 2 * n * n;
    double value = size == INFINITY ? INFINITY
                   : far            ? bessel_asymptotic(n, size)
                                    : bessel_series(n, size);
    return signbit(x) && fmod(n, 2) == 1 ? -value : value;
}
