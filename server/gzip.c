#include "server/gzip.h"

#include <zlib.h>

enum {
    GZIP = 16, /* asks zlib for this format and no other, added to the bits of the window */
    LEVEL = 1, /* digits gain little by more: 2.05 times at 1, 2.18 at 6 in five times the time */
    PIECE = 16384 /* bytes of text that are deflated in one go */
};

static void *take_block(void *memory, unsigned count, unsigned size)
{
    return memory_take(memory, (size_t)count * size, NULL);
}

static void give_block(void *memory, void *block)
{
    (void)memory;
    memory_free(block);
}

static z_stream new_stream(gd_memory *memory)
{
    return (z_stream){.zalloc = take_block, .zfree = give_block, .opaque = memory};
}

struct gzip_decoder {
    z_stream stream;
    uint64_t taken;
    bool between; /* a member has ended and no other begun */
};

gzip_decoder *decoder_new(gd_memory *memory, gd_error *err)
{
    gzip_decoder *decoder = memory_alloc(memory, sizeof *decoder, err);
    if (!decoder) return NULL;
    decoder->stream = new_stream(memory);
    if (inflateInit2(&decoder->stream, MAX_WBITS + GZIP) == Z_OK) return decoder;
    memory_free(decoder);
    gd_fail(err, GD_MEMORY_LIMIT, "no memory to inflate the body");
    return NULL;
}

void decoder_free(gzip_decoder *decoder)
{
    if (!decoder) return;
    inflateEnd(&decoder->stream);
    memory_free(decoder);
}

/* `status`: of inflate, not Z_OK. */
static bool fail_gzip(const gzip_decoder *decoder, int status, gd_error *err)
{
    if (status == Z_MEM_ERROR)
        return gd_fail(err, GD_MEMORY_LIMIT, "no memory to inflate the body");
    gd_fail(err, GD_BAD_ENCODING, "the body is not gzip at byte %llu: %s",
            (unsigned long long)decoder->taken,
            decoder->stream.msg ? decoder->stream.msg : "it needs a dictionary");
    return gd_hint(err, "send it as it is, without Content-Encoding, to rule out the encoder");
}

bool decoder_read(gzip_decoder *decoder, const char **data, size_t *size, char *out, size_t room,
                  size_t *written, gd_error *err)
{
    z_stream *z = &decoder->stream;
    unsigned most = room > UINT32_MAX ? UINT32_MAX : (unsigned)room;
    int status = Z_OK;
    z->next_out = (Bytef *)out;
    z->avail_out = most;
    while (status == Z_OK && z->avail_out && (*size || !decoder->between)) {
        unsigned given = *size > UINT32_MAX ? UINT32_MAX : (unsigned)*size;
        z->next_in = (Bytef *)(uintptr_t)*data;
        z->avail_in = given;
        if (decoder->between && inflateReset(z) != Z_OK) break;
        status = inflate(z, Z_NO_FLUSH);
        size_t taken = given - z->avail_in;
        decoder->taken += taken;
        *data += taken;
        *size -= taken;
        decoder->between = status == Z_STREAM_END;
        if (decoder->between) status = Z_OK;
    }
    *written = most - z->avail_out;
    /* Z_BUF_ERROR: it can do nothing until there is more to take. */
    return status == Z_OK || status == Z_BUF_ERROR || fail_gzip(decoder, status, err);
}

uint64_t decoder_taken(const gzip_decoder *decoder)
{
    return decoder->taken;
}

bool decoder_check_end(const gzip_decoder *decoder, gd_error *err)
{
    return decoder->between ||
           gd_fail(err, GD_BAD_ENCODING, "the gzip body ends in its middle, after %llu bytes",
                   (unsigned long long)decoder->taken);
}

/* The least window and tables that do as well for a text of `size` bytes: small ones are cheaper to
 * set up than such a text is to deflate. */
static bool open_encoder(z_stream *stream, size_t size)
{
    int bits = 9;
    while (bits < 14 && (size_t)1 << bits < size) bits++;
    return deflateInit2(stream, LEVEL, Z_DEFLATED, bits + GZIP, bits - 7, Z_DEFAULT_STRATEGY) ==
           Z_OK;
}

/* Deflates one piece to the end of `out`. */
static bool add_piece(z_stream *z, gd_buffer *out, int flush)
{
    do {
        char *at = buffer_reserve(out, PIECE / 8);
        if (!at) return false;
        z->next_out = (Bytef *)at;
        z->avail_out = PIECE / 8;
        deflate(z, flush);
        out->length += PIECE / 8 - z->avail_out;
    } while (!z->avail_out);
    return true;
}

bool gzip_whole(const char *bytes, size_t size, size_t most, gd_buffer *out,
                const atomic_bool *cancel)
{
    z_stream z = new_stream(out->memory);
    if (!open_encoder(&z, size)) return false;
    bool fits = true;
    for (size_t at = 0; fits && at < size; at += PIECE) {
        bool last = size - at <= PIECE;
        z.next_in = (Bytef *)(uintptr_t)(bytes + at);
        z.avail_in = last ? (unsigned)(size - at) : PIECE;
        fits = add_piece(&z, out, last ? Z_FINISH : Z_NO_FLUSH) && out->length <= most &&
               !atomic_load(cancel);
    }
    deflateEnd(&z);
    return fits;
}

struct gzip_encoder {
    z_stream stream;
    gzip_source *source;
    void *cls;
    int flush; /* what is being done to the piece; Z_NO_FLUSH: it is done with */
    bool ended;
    char piece[PIECE];
};

gzip_encoder *encoder_new(gd_memory *memory, gzip_source *source, void *cls)
{
    gzip_encoder *encoder = memory_alloc(memory, sizeof *encoder, NULL);
    if (!encoder) return NULL;
    encoder->stream = new_stream(memory);
    encoder->source = source;
    encoder->cls = cls;
    encoder->flush = Z_NO_FLUSH;
    if (open_encoder(&encoder->stream, SIZE_MAX)) return encoder;
    memory_free(encoder);
    return NULL;
}

void encoder_free(gzip_encoder *encoder)
{
    if (!encoder) return;
    deflateEnd(&encoder->stream);
    memory_free(encoder);
}

/* Takes the next piece from the source; what the source says if it is none. */
static ssize_t take_piece(gzip_encoder *encoder)
{
    ssize_t size = encoder->source(encoder->cls, encoder->piece, PIECE);
    encoder->stream.next_in = (Bytef *)encoder->piece;
    encoder->stream.avail_in = size > 0 ? (unsigned)size : 0;
    if (size > 0) encoder->flush = Z_SYNC_FLUSH;
    if (size == GZIP_END) encoder->flush = Z_FINISH;
    return size;
}

/* Deflates what there is of the piece; returns the number of bytes written. */
static unsigned read_piece(gzip_encoder *encoder, char *out, unsigned room)
{
    z_stream *z = &encoder->stream;
    z->next_out = (Bytef *)out;
    z->avail_out = room;
    encoder->ended = deflate(z, encoder->flush) == Z_STREAM_END;
    if (z->avail_out) encoder->flush = Z_NO_FLUSH;
    return room - z->avail_out;
}

ssize_t encoder_read(gzip_encoder *encoder, char *out, size_t most)
{
    unsigned room = most > UINT32_MAX ? UINT32_MAX : (unsigned)most;
    while (!encoder->ended) {
        if (encoder->flush == Z_NO_FLUSH) {
            ssize_t said = take_piece(encoder);
            if (said <= 0 && said != GZIP_END) return said;
        }
        unsigned written = read_piece(encoder, out, room);
        if (written) return written; /* none: the last of a piece just filled the room before */
    }
    return GZIP_END;
}
