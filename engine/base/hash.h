/* Keyed hashing (SipHash-1-3, Aumasson and Bernstein 2012) for tables whose keys a client chooses:
 * without the key nobody can aim at collisions. */
#ifndef GRADD_BASE_HASH_H
#define GRADD_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct gd_hash_key {
    uint64_t k0, k1;
} gd_hash_key;

/* A key from the operating system's random source. */
gd_hash_key hash_key_random(void);

/* The hash of a text under a key of this process. Thread safe. */
uint64_t hash_text(const char *text, size_t length);

/* The hash of `size` bytes under `key`. */
uint64_t hash_bytes(gd_hash_key key, const void *bytes, size_t size);

/* One that a product a word is enough for (in the manner of wyhash, Wang Yi 2019): of long keys
 * that a program can only choose within narrow bounds. */
uint64_t hash_quickly(gd_hash_key key, const void *bytes, size_t size);

#endif
