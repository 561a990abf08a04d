#include "server/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

static bool is_v4(const client_address *address)
{
    return memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

static client_address map_v4(const void *bytes)
{
    client_address address;
    memcpy(address.bytes, mapped, sizeof mapped);
    memcpy(address.bytes + sizeof mapped, bytes, 4);
    return address;
}

/* Names are constant and one of each, so that their address stands for them; where no IPv6 address
 * begins (RFC 4291: 0100::/64 is discarded by everyone). */
client_key client_find_key(const gd_client *client)
{
    client_key key = {{0}};
    if (client->token) {
        key.bytes[0] = 1;
        memcpy(key.bytes + 8, &client->token, sizeof client->token);
    } else {
        memcpy(key.bytes, client->address.bytes, is_v4(&client->address) ? 16 : 8);
    }
    return key;
}

void client_print(const gd_client *client, char text[CLIENT_TEXT])
{
    const unsigned char *bytes = client->address.bytes;
    if (client->token) snprintf(text, CLIENT_TEXT, "%s", client->token);
    else if (is_v4(&client->address)) inet_ntop(AF_INET, bytes + 12, text, CLIENT_TEXT);
    else inet_ntop(AF_INET6, bytes, text, CLIENT_TEXT);
}

client_address client_peer(const struct sockaddr *peer)
{
    client_address address = {{0}};
    if (peer->sa_family == AF_INET)
        return map_v4(&((const struct sockaddr_in *)(const void *)peer)->sin_addr);
    if (peer->sa_family == AF_INET6)
        memcpy(address.bytes, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr, 16);
    return address;
}

static bool is_port(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && !text[digits];
}

/* Cuts brackets and a port off an address; NULL if what is there is neither. */
static char *strip_port(char *text)
{
    char *colon = strchr(text, ':'), *close = strchr(text, ']');
    if (*text == '[') {
        if (!close || (close[1] && (close[1] != ':' || !is_port(close + 2)))) return NULL;
        *close = 0;
        return text + 1;
    }
    if (!colon || colon != strrchr(text, ':')) return text;
    *colon = 0;
    return is_port(colon + 1) ? text : NULL;
}

bool client_read_address(const char *text, size_t length, client_address *address)
{
    char copy[INET6_ADDRSTRLEN + 10];
    unsigned char v4[4];
    if (length >= sizeof copy) return false;
    memcpy(copy, text, length);
    copy[length] = 0;
    const char *bare = strlen(copy) == length ? strip_port(copy) : NULL;
    if (!bare) return false;
    if (inet_pton(AF_INET6, bare, address->bytes) == 1) return true;
    if (inet_pton(AF_INET, bare, v4) != 1) return false;
    *address = map_v4(v4);
    return true;
}

static bool read_network(const char *text, size_t length, struct client_network *network)
{
    const char *slash = memchr(text, '/', length);
    size_t size = slash ? (size_t)(slash - text) : length;
    if (!client_read_address(text, size, &network->address)) return false;
    bool v4 = !memchr(text, ':', size);
    int most = v4 ? 32 : 128;
    int bits = most;
    if (slash) {
        size_t digits = strspn(slash + 1, "0123456789");
        if (digits == 0 || digits > 3 || digits != length - size - 1) return false;
        bits = atoi(slash + 1);
    }
    network->bits = v4 ? bits + 96 : bits;
    return bits <= most;
}

static bool add_network(client_proxies *proxies, const struct client_network *network,
                        gd_error *err)
{
    size_t n = (size_t)proxies->count + 1;
    struct client_network *networks = realloc(proxies->networks, n * sizeof *networks);
    if (!networks) return gd_fail(err, GD_MEMORY_LIMIT, "no memory for the list of proxies");
    proxies->networks = networks;
    networks[proxies->count++] = *network;
    return true;
}

bool client_read_proxies(const char *list, client_proxies *proxies, gd_error *err)
{
    static const char between[] = ", ";
    *proxies = (client_proxies){NULL, 0};
    for (const char *at = list + strspn(list, between); *at; at += strspn(at, between)) {
        struct client_network network;
        size_t length = strcspn(at, between);
        bool added =
            read_network(at, length, &network)
                ? add_network(proxies, &network, err)
                : gd_fail(err, GD_BAD_VALUE, "trusted_proxies: \"%.*s\" is no address or network",
                          (int)(length < 100 ? length : 100), at);
        if (!added) {
            client_free_proxies(proxies);
            return false;
        }
        at += length;
    }
    return true;
}

void client_free_proxies(client_proxies *proxies)
{
    free(proxies->networks);
    *proxies = (client_proxies){NULL, 0};
}

static bool is_within(const client_address *address, const struct client_network *network)
{
    size_t whole = (size_t)network->bits / 8;
    int rest = network->bits % 8;
    if (memcmp(address->bytes, network->address.bytes, whole) != 0) return false;
    return !rest || (address->bytes[whole] ^ network->address.bytes[whole]) >> (8 - rest) == 0;
}

bool client_is_proxy(const client_proxies *proxies, const client_address *address)
{
    for (int i = 0; i < proxies->count; i++)
        if (is_within(address, &proxies->networks[i])) return true;
    return false;
}

/* Each proxy appends whom it was called by, so the list is read from its end, as long as whoever
 * wrote an item is trusted. An item that is no address ends it: its writer is all that is known. */
client_address client_origin(const client_proxies *proxies, client_address peer,
                             const char *forwarded)
{
    client_address origin = peer;
    size_t end = forwarded ? strlen(forwarded) : 0;
    while (end && client_is_proxy(proxies, &origin)) {
        size_t start = end, last = end;
        while (start && forwarded[start - 1] != ',') start--;
        end = start ? start - 1 : 0;
        start += strspn(forwarded + start, " \t");
        while (last > start && strchr(" \t", forwarded[last - 1])) last--;
        client_address item;
        if (start > last || !client_read_address(forwarded + start, last - start, &item)) break;
        origin = item;
    }
    return origin;
}
