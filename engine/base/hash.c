#include "engine/base/hash.h"

#include <pthread.h>
#include <string.h>
#include <sys/random.h>

gd_hash_key hash_key_random(void)
{
    gd_hash_key key = {0x736f6d6570736575, 0x646f72616e646f6d};
    /* Early in boot the source may not be ready; a fixed key then is better than no service. */
    if (getrandom(&key, sizeof key, GRND_NONBLOCK) != (ssize_t)sizeof key) return key;
    return key;
}

static uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
    v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
}

static void absorb(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

uint64_t hash_bytes(gd_hash_key key, const void *bytes, size_t size)
{
    uint64_t v[4] = {key.k0 ^ 0x736f6d6570736575, key.k1 ^ 0x646f72616e646f6d,
                     key.k0 ^ 0x6c7967656e657261, key.k1 ^ 0x7465646279746573};
    const unsigned char *at = bytes;
    uint64_t word;
    for (size_t left = size; left >= 8; left -= 8, at += 8) {
        memcpy(&word, at, 8);
        absorb(v, word);
    }
    word = (uint64_t)size << 56;
    for (size_t i = 0; i < size % 8; i++) word |= (uint64_t)at[i] << (8 * i);
    absorb(v, word);
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++) sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* Both halves of the product. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_quickly(gd_hash_key key, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint64_t hash = key.k0 ^ size, word;
    for (; size >= 8; size -= 8, at += 8) {
        memcpy(&word, at, 8);
        hash = mix(hash ^ word, key.k1 | 1);
    }
    word = 0;
    for (size_t i = 0; i < size; i++) word |= (uint64_t)at[i] << (8 * i);
    return mix(hash ^ word, key.k1 | 1);
}

/* Drawn once, constant from then on. */
static gd_hash_key process_key;
static pthread_once_t process_once = PTHREAD_ONCE_INIT;

static void draw_process_key(void)
{
    process_key = hash_key_random();
}

uint64_t hash_text(const char *text, size_t length)
{
    pthread_once(&process_once, draw_process_key);
    return hash_bytes(process_key, text, length);
}
