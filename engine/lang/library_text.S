/* The text of the library of surface operators, as data. Each part is one program. */
    .section .rodata
    .macro file name
    .incbin "engine/lang/library/\name\().py"
    .endm

    .globl library_torch, library_torch_end, library_linalg, library_linalg_end
    .globl library_math, library_math_end
library_torch:
    file pointwise
    file reduce
    file shape
    file create
    file linear
    file neural
    file index
    file autograd
    file random
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

    .section .note.GNU-stack, "", @progbits
