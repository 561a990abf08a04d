/* Included after each use of ops.def: undefines the macros of its rows. */
#undef UNARY
#undef BINARY
#undef COMPARE
#undef SELECT
#undef LINEAR
#undef BILINEAR
#undef ORDER
#undef OPAQUE
