/* The text of a tensor, to the character what PyTorch 2.13's repr() gives.
 *
 * Source of the rules: torch/_tensor_str.py. A float32 prints as the double of the same value. */
#ifndef GRADD_TENSOR_REPR_H
#define GRADD_TENSOR_REPR_H

#include "engine/base/buffer.h"
#include "engine/base/context.h"
#include "engine/tensor/tensor.h"

typedef enum repr_notation { REPR_AUTO, REPR_FIXED, REPR_SCIENTIFIC } repr_notation;

/* What torch.set_printoptions sets; linewidth may be anything, the others are not negative. */
typedef struct repr_options {
    int64_t precision;  /* digits after the point of floats that are not all integers */
    double threshold;   /* more elements than this are summarised; may be infinite */
    int64_t edgeitems;  /* items shown at either end of a dimension of a summarised tensor */
    int64_t linewidth;  /* characters; no element is broken, so lines may be longer */
    repr_notation mode; /* sci_mode None, False, True */
} repr_options;

/* Gives the options, except the mode, the values of a profile: "default", "short" or "full".
 * False, with nothing changed, when there is no such profile. */
bool repr_apply_profile(repr_options *options, const char *name);

/* The number of elements that the text of a tensor shows. */
int64_t repr_count(const gd_tensor *tensor, const repr_options *options);

/* Appends the text to `out`, `suffixes` ("requires_grad=True") last within its parentheses. Of a
 * summarised tensor only the elements shown are looked at; a text that cannot fit in `out` fails
 * there before any is. `usual` is the default dtype, which goes unsaid. The deadline of `context`
 * (NULL: none) is kept: GD_DEADLINE or GD_CANCELLED is then the error of `out`. */
void repr_tensor(gd_buffer *out, const gd_tensor *tensor, const repr_options *options,
                 gd_dtype usual, const char *const *suffixes, int count, const gd_context *context);

#endif
