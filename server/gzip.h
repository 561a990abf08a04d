/* gzip (RFC 1952) both ways, a piece at a time: bodies of requests are inflated as they arrive, and
 * replies deflated whole, or as their client takes them. The only users of zlib; they know nothing
 * of HTTP. All memory is drawn from the account of the request. */
#ifndef SERVER_GZIP_H
#define SERVER_GZIP_H

#include "engine/gradd.h"

#include <sys/types.h>

typedef struct gzip_decoder gzip_decoder;
typedef struct gzip_encoder gzip_encoder;

/* What a decoder holds, about: a window of 32 KiB and tables. */
enum { GZIP_DECODER_BYTES = 49152, GZIP_ENCODER_BYTES = 196608 };

/* New; NULL with GD_MEMORY_LIMIT. `memory` is borrowed until it is freed; NULL may be freed. */
gzip_decoder *decoder_new(gd_memory *memory, gd_error *err);
void decoder_free(gzip_decoder *decoder);

/* Takes bytes from *data, up to *size of them, and writes at most `room` (at least 1) bytes to
 * `out`; *data and *size become what is left. Several members follow one another as one text (RFC
 * 1952, 2.2). All was written that the taken bytes tell if *written < room. False with
 * GD_BAD_ENCODING: what stands there is not gzip, or its checksum is wrong. */
bool decoder_read(gzip_decoder *decoder, const char **data, size_t *size, char *out, size_t room,
                  size_t *written, gd_error *err);

/* Bytes taken so far. */
uint64_t decoder_taken(const gzip_decoder *decoder);

/* Whether what was taken is whole members, at least one; false with GD_BAD_ENCODING. */
bool decoder_check_end(const gzip_decoder *decoder, gd_error *err);

/* Writes `size` bytes, deflated, to `out`, which is empty. False when they would be more than
 * `most`, there is no memory, or *cancel becomes true; then `out` holds nothing that is of use. */
bool gzip_whole(const char *bytes, size_t size, size_t most, gd_buffer *out,
                const atomic_bool *cancel);

/* Where an encoder gets its text: writes at most `most` bytes to `out` and returns their number, or
 * what is not a number of bytes: 0 for "not yet", or a negative number for the end. */
typedef ssize_t gzip_source(void *cls, char *out, size_t most);
enum { GZIP_END = -1 }; /* the end of the text; other negative numbers are passed on */

/* An encoder of what `source` gives; new. NULL when there is no memory. */
gzip_encoder *encoder_new(gd_memory *memory, gzip_source *source, void *cls);
void encoder_free(gzip_encoder *encoder);

/* As its source, but deflated. A call takes little time, since it deflates 16 KiB at most; and the
 * source is asked only when all that it gave before can be inflated from what was returned. */
ssize_t encoder_read(gzip_encoder *encoder, char *out, size_t most);

#endif
