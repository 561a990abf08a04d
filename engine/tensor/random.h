/* Tensors of random numbers: the same ones, from the same number of draws, as PyTorch 2.13 gives on
 * one CPU, whose bernoulli and exponential come from this stream too (elsewhere PyTorch may take
 * them from MKL's).
 *
 * All fill `out`, of any shape, in row-major order and return true; PyTorch fills a view in the
 * order of its memory, so that whoever has one draws in that order. Errors are in PyTorch's words:
 * GD_DTYPE for a dtype that it does not implement, GD_VALUE for all else; then nothing was drawn
 * and nothing is changed. A tensor of parameters has as many elements as `out`, the caller
 * broadcasts, and is another tensor. */
#ifndef GRADD_TENSOR_RANDOM_H
#define GRADD_TENSOR_RANDOM_H

#include "engine/base/context.h"
#include "engine/tensor/generator.h"

/* rand, uniform_: [low, high). Floats. */
bool random_uniform(gd_generator *generator, gd_tensor *out, double low, double high,
                    gd_error *err);

/* randn, normal_: floats. */
bool random_normal(gd_generator *generator, gd_tensor *out, double mean, double std, gd_error *err);

/* normal_ of a view that is not contiguous: drawn one by one, however many. */
bool random_normal_singly(gd_generator *generator, gd_tensor *out, double mean, double std,
                          gd_error *err);

/* torch.normal of tensors: float `out`; mean and std of any dtype. PyTorch draws a tensor of means
 * with one std and adds the means, hence the two forms; a number as mean is a tensor full of it. */
bool random_normal_around(gd_generator *generator, gd_tensor *out, const gd_tensor *mean,
                          double std, gd_error *err);
bool random_normal_each(gd_generator *generator, gd_tensor *out, const gd_tensor *mean,
                        const gd_tensor *std, gd_error *err);

/* randint, random_(from, to): low <= integer < high, as any dtype. */
bool random_integer(gd_generator *generator, gd_tensor *out, int64_t low, int64_t high,
                    gd_error *err);

/* random_(from, None): up to the greatest of the dtype, for floats up to where integers have gaps;
 * INT64_MIN: all 64 bits. */
bool random_integer_from(gd_generator *generator, gd_tensor *out, int64_t low, gd_error *err);

/* random_(): from 0 up to the same. */
void random_natural(gd_generator *generator, gd_tensor *out);

/* bernoulli_, any dtype: 1 with probability p. */
bool random_bernoulli(gd_generator *generator, gd_tensor *out, double p, gd_error *err);
bool random_bernoulli_each(gd_generator *generator, gd_tensor *out, const gd_tensor *p,
                           gd_error *err);

/* What dropout multiplies by: 0 with probability p, else 1 / (1 - p). Floats. For p = 0 and p = 1,
 * as in PyTorch, nothing is drawn. */
bool random_dropout(gd_generator *generator, gd_tensor *out, double p, gd_error *err);

/* exponential_, log_normal_, cauchy_: floats. geometric_: all but bool. */
bool random_exponential(gd_generator *generator, gd_tensor *out, double rate, gd_error *err);
bool random_log_normal(gd_generator *generator, gd_tensor *out, double mean, double std,
                       gd_error *err);
bool random_cauchy(gd_generator *generator, gd_tensor *out, double median, double sigma,
                   gd_error *err);
bool random_geometric(gd_generator *generator, gd_tensor *out, double p, gd_error *err);

/* torch.poisson: out and rates of one float dtype. */
bool random_poisson(gd_generator *generator, gd_tensor *out, const gd_tensor *rates, gd_error *err);

/* randperm: the integers below out->count in random order, as any dtype but bool. Also fails at the
 * deadline of `context` (NULL: none), with some drawn. */
bool random_permutation(gd_generator *generator, gd_tensor *out, const gd_context *context,
                        gd_error *err);

/* multinomial: weights:(n) → out:(k), or weights:(m,n) → out:(m,k), k draws of each row; weights
 * are floats, out is int64. Beside the above GD_MEMORY_LIMIT, with scratch memory of O(n) from
 * `context`, and the errors of its deadline, with some drawn. */
typedef enum gd_replacement { GD_WITHOUT_REPLACEMENT, GD_WITH_REPLACEMENT } gd_replacement;
bool random_multinomial(gd_generator *generator, gd_tensor *out, const gd_tensor *weights,
                        gd_replacement replacement, const gd_context *context, gd_error *err);

/* Whether multinomial allows weights of this type and k draws, for whoever makes `out`. */
bool random_multinomial_allows(const gd_type *weights, int64_t k, gd_replacement replacement,
                               gd_error *err);

#endif
