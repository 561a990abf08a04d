/* The text of the library of surface operators, as data. Each part is one program. */
    .section .rodata
    .macro file name
    .incbin "engine/lang/library/\name\().py"
    .endm

    .globl library_torch, library_torch_end, library_linalg, library_linalg_end
    .globl library_math, library_math_end
    .macro module name
    .globl library_\name, library_\name\()_end
library_\name:
    file \name
library_\name\()_end:
    .byte 0
    .endm
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
    file kinds
    file values
    file random
    file scatter
library_torch_end:
    .byte 0
library_linalg:
    file linalg
library_linalg_end:
    .byte 0
library_math:
    file math
library_math_end:
    .byte 0

    module functools
    module itertools
    module operator
    module collections
    module copy
    module typing
    module time
    module future
    module warnings
    module cuda

    .section .note.GNU-stack, "", @progbits
