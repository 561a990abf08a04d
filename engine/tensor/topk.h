/* The k greatest of n numbers in descending order, equal ones in the order that torch.topk gives
 * them on the CPU: the one in which GNU's std::partial_sort, std::nth_element and std::sort, none
 * of them stable, leave them. */
#ifndef GRADD_TENSOR_TOPK_H
#define GRADD_TENSOR_TOPK_H

#include <stdint.h>

typedef struct gd_ranked {
    double value;
    int64_t index; /* where it came from */
} gd_ranked;

/* Moves the k greatest, 0 < k <= n, to the front; NaN counts as the greatest. O(n + k log k). */
void topk_order(gd_ranked *items, int64_t n, int64_t k);

#endif
