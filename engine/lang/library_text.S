/* The texts of the library's modules, as data. */
    .section .rodata

#define QUOTE(text) #text
#define FILE(name) .incbin QUOTE(engine/lang/library/name.py) ;
#define MODULE(label, path, name, files) \
    .globl library_##label, library_##label##_end ; \
    library_##label: ; files \
    library_##label##_end: ; .byte 0
#include "engine/lang/modules.def"

    .section .note.GNU-stack, "", @progbits
