/* Who asks, for all that is shared out among clients: the token of a request, or else the address
 * it comes from. Behind proxies that are trusted to tell it, that is the last address of
 * X-Forwarded-For that is not such a proxy's: what stands before it the client may have made up. */
#ifndef SERVER_CLIENT_H
#define SERVER_CLIENT_H

#include "engine/gradd.h"

#include <sys/socket.h>

/* An IPv6 address, of which IPv4 is the part ::ffff:0:0/96. */
typedef struct client_address {
    unsigned char bytes[16];
} client_address;

typedef struct gd_client {
    const char *token; /* its name, constant; NULL: none */
    client_address address;
} gd_client;

/* The same for two requests exactly if they count as one client's: addresses of a /64 do, of which
 * anybody with IPv6 has as many as he likes. */
typedef struct client_key {
    unsigned char bytes[16];
} client_key;
client_key client_find_key(const gd_client *client);

/* The client as a person reads it: the token's name or the address. */
enum { CLIENT_TEXT = 80 };
void client_print(const gd_client *client, char text[CLIENT_TEXT]);

/* The address of a peer; all zero if it has none that is known here. */
client_address client_peer(const struct sockaddr *peer);

/* Reads an address as X-Forwarded-For has it, `length` bytes: with or without a port, IPv6 with or
 * without brackets. */
bool client_read_address(const char *text, size_t length, client_address *address);

/* The addresses of proxies, from a list such as "10.0.0.0/8, fd00::/8 192.0.2.7". */
typedef struct client_proxies {
    struct client_network {
        client_address address;
        int bits;
    } * networks; /* own */
    int count;
} client_proxies;
bool client_read_proxies(const char *list, client_proxies *proxies, gd_error *err);
void client_free_proxies(client_proxies *proxies);
bool client_is_proxy(const client_proxies *proxies, const client_address *address);

/* Where a request came from that a peer sent with this X-Forwarded-For (NULL: none). */
client_address client_origin(const client_proxies *proxies, client_address peer,
                             const char *forwarded);

#endif
