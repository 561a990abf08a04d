/* Base64 as in RFC 4648, four characters or three bytes at a time. */
#include "server/wire_numbers.h"

#include <endian.h>
#include <string.h>

enum { NONE = 0x80, PAD = 0x40 }; /* of these no digit has a bit */
enum { LOOK = 3 << 14 };          /* bytes between two looks at the clock; whole groups */

/* The digit of each character, of both alphabets. */
/* clang-format off */
#define NO4  NONE, NONE, NONE, NONE
#define NO16 NO4, NO4, NO4, NO4
static const unsigned char digits[256] = {
    NO16, NO16,
    NO4, NO4, NONE, NONE, NONE, 62, NONE, 62, NONE, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NONE, NONE, NONE, PAD, NONE, NONE,
    NONE,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NONE, NONE, NONE, NONE, 63,
    NONE, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NONE, NONE, NONE, NONE, NONE,
    NO16, NO16, NO16, NO16, NO16, NO16, NO16, NO16,
};
/* clang-format on */

static inline unsigned digit_of(char c)
{
    return digits[(unsigned char)c];
}

const char *wire_base64_end(const char *at, const char *end)
{
    for (; end - at >= 8; at += 8) {
        unsigned all = 0;
        for (int i = 0; i < 8; i++) all |= digit_of(at[i]);
        if (all & NONE) break;
    }
    while (at < end && !(digit_of(*at) & NONE)) at++;
    return at;
}

/* Up to two = may fill the last group of four. */
static size_t without_padding(const char *text, size_t length)
{
    if (length % 4 || !length || text[length - 1] != '=') return length;
    return length - (text[length - 2] == '=' ? 2 : 1);
}

/* The bits of four digits above 8 that are not used; *all gathers what is no digit. */
static inline uint32_t group(const char text[4], unsigned *all)
{
    unsigned a = digit_of(text[0]), b = digit_of(text[1]), c = digit_of(text[2]),
             d = digit_of(text[3]);
    *all |= a | b | c | d;
    return a << 26 | b << 20 | c << 14 | d << 8;
}

int64_t wire_decode_base64(unsigned char *out, size_t size, const char *text, size_t length)
{
    length = without_padding(text, length);
    if (length % 4 == 1) return -1;
    size_t count = length / 4 * 3 + (length % 4 ? length % 4 - 1 : 0), at = 0;
    unsigned all = 0;
    const char *end = text + length;
    uint32_t bits;
    for (; end - text >= 4 && size - at >= sizeof bits; text += 4, at += 3) {
        bits = htobe32(group(text, &all));
        memcpy(out + at, &bits, sizeof bits); /* the last byte is the next group's */
    }
    for (size_t n; text < end; text += n) {
        char last[] = "AAAA"; /* digits of 0 */
        n = end - text < 4 ? (size_t)(end - text) : 4;
        memcpy(last, text, n);
        bits = group(last, &all);
        for (size_t i = 1; i < n && at < size; i++, bits <<= 8)
            out[at++] = (unsigned char)(bits >> 24);
    }
    return all & (NONE | PAD) ? -1 : (int64_t)count;
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static inline void put_group(char out[4], uint32_t bits)
{
    for (int i = 0; i < 4; i++) out[i] = alphabet[bits >> (18 - 6 * i) & 63];
}

/* What is less than a group, 1 or 2 bytes. */
static void put_last(char out[4], const unsigned char *bytes, size_t size)
{
    put_group(out, (uint32_t)(bytes[0] << 16 | (size > 1 ? bytes[1] << 8 : 0)));
    memcpy(out + 1 + size, "==", 3 - size);
}

/* Whole groups; returns the end. */
static char *put_groups(char *out, const unsigned char *bytes, size_t size)
{
    for (const unsigned char *end = bytes + size; bytes < end; bytes += 3, out += 4)
        put_group(out, (uint32_t)(bytes[0] << 16 | bytes[1] << 8 | bytes[2]));
    return out;
}

void wire_encode_base64(gd_buffer *buffer, const gd_context *context, const unsigned char *bytes,
                        size_t size)
{
    size_t length = (size + 2) / 3 * 4, rest = size % 3;
    char *out = buffer_reserve(buffer, length);
    if (!out) return;
    for (size_t n, left = size - rest; left; left -= n, bytes += n) {
        n = left < LOOK ? left : LOOK;
        if (!context_check(context, &buffer->error)) return;
        out = put_groups(out, bytes, n);
    }
    if (rest) put_last(out, bytes, rest), out += 4;
    *out = 0;
    buffer->length += length;
}
