/* The text of the library of surface operators, as data. Each part is one program. */
    .section .rodata
    .macro file name
    .incbin "engine/lang/library/\name\().py"
    .endm

    .globl library_torch, library_torch_end, library_linalg, library_linalg_end
    .globl library_math, library_math_end, library_autograd, library_autograd_end
    .globl library_function, library_function_end, library_functional, library_functional_end
    .globl library_func, library_func_end, library_hooks, library_hooks_end
    .globl library_numpy, library_numpy_end
library_torch:
    file pointwise
    file reduce
    file shape
    file arrange
    file order
    file special
    file create
    file linear
    file einsum
    file distance
    file factor
    file neural
    file window
    file pool
    file loss
    file layer
    file index
    file autograd
    file printing
    file random
    file scatter
library_torch_end:
    .byte 0
library_linalg:
    file linalg
library_linalg_end:
    .byte 0
library_autograd:
    file gradients
library_autograd_end:
    .byte 0
library_function:
    file function
library_function_end:
    .byte 0
library_functional:
    file functional
library_functional_end:
    .byte 0
library_hooks:
    file hooks
library_hooks_end:
    .byte 0
library_numpy:
    file numpy
library_numpy_end:
    .byte 0
library_func:
    file func
library_func_end:
    .byte 0
library_math:
    file math
library_math_end:
    .byte 0

    .section .note.GNU-stack, "", @progbits
