/* Base64 as in RFC 4648. */
#include "server/wire.h"

static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

/* Up to two = may fill the last group of four. */
static size_t without_padding(const char *text, size_t length)
{
    if (length % 4 || !length || text[length - 1] != '=') return length;
    return length - (text[length - 2] == '=' ? 2 : 1);
}

int64_t wire_decode_base64(unsigned char *out, size_t size, const char *text, size_t length)
{
    length = without_padding(text, length);
    if (length % 4 == 1) return -1;
    size_t count = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < length; i++) {
        int value = digit_value(text[i]);
        if (value < 0) return -1;
        bits = bits << 6 | (uint32_t)value;
        if (i % 4 == 0) continue;
        if (count < size) out[count] = (unsigned char)(bits >> (6 - 2 * (i % 4)));
        count++;
    }
    return (int64_t)count;
}

static void put_group(char *out, const unsigned char *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; i++) bits = bits << 8 | (i < size ? bytes[i] : 0u);
    for (size_t i = 0; i < 4; i++) out[i] = i > size ? '=' : digits[bits >> (18 - 6 * i) & 63];
}

void wire_encode_base64(gd_buffer *buffer, const unsigned char *bytes, size_t size)
{
    size_t length = (size + 2) / 3 * 4;
    char *out = buffer_reserve(buffer, length);
    if (!out) return;
    for (size_t i = 0; i < size; i += 3, out += 4) put_group(out, bytes + i, size - i);
    *out = 0;
    buffer->length += length;
}
