/* Base64 as in RFC 4648, four characters or three bytes at a time. */
#include "server/wire_numbers.h"

#include <string.h>

enum { NONE = 0x80, PAD = 0xC0 }; /* of these no digit has a bit */

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

const char *wire_base64_end(const char *at, const char *end)
{
    while (at < end && digits[(unsigned char)*at] != NONE) at++;
    return at;
}

/* Up to two = may fill the last group of four. */
static size_t without_padding(const char *text, size_t length)
{
    if (length % 4 || !length || text[length - 1] != '=') return length;
    return length - (text[length - 2] == '=' ? 2 : 1);
}

/* `n` characters, 2 to 4, as the first of three bytes; false if one of them is no digit. */
static bool take_group(unsigned char bytes[3], const char *text, size_t n)
{
    unsigned all = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; i++) {
        unsigned digit = i < n ? digits[(unsigned char)text[i]] : 0;
        all |= digit;
        bits = bits << 6 | (digit & 63);
    }
    for (size_t i = 0; i < 3; i++) bytes[i] = (unsigned char)(bits >> (16 - 8 * i));
    return !(all & NONE);
}

int64_t wire_decode_base64(unsigned char *out, size_t size, const char *text, size_t length)
{
    length = without_padding(text, length);
    if (length % 4 == 1) return -1;
    size_t count = length / 4 * 3 + (length % 4 ? length % 4 - 1 : 0), at = 0;
    unsigned char bytes[3];
    const char *end = text + length;
    for (; end - text >= 4 && size - at >= 3; text += 4, at += 3)
        if (!take_group(out + at, text, 4)) return -1;
    for (size_t n; text < end; text += n, at += n - 1) {
        n = end - text < 4 ? (size_t)(end - text) : 4;
        if (!take_group(bytes, text, n)) return -1;
        for (size_t i = 0; i + 1 < n; i++)
            if (at + i < size) out[at + i] = bytes[i];
    }
    return (int64_t)count;
}

static void put_group(char *out, const unsigned char *bytes, size_t size)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; i++) bits = bits << 8 | (i < size ? bytes[i] : 0u);
    for (size_t i = 0; i < 4; i++) out[i] = i > size ? '=' : alphabet[bits >> (18 - 6 * i) & 63];
}

void wire_encode_base64(gd_buffer *buffer, const unsigned char *bytes, size_t size)
{
    size_t length = (size + 2) / 3 * 4, left = size;
    char *out = buffer_reserve(buffer, length);
    if (!out) return;
    for (; left >= 3; left -= 3, bytes += 3, out += 4) put_group(out, bytes, 3);
    if (left) put_group(out, bytes, left), out += 4;
    *out = 0;
    buffer->length += length;
}
