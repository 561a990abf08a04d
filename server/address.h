/* Addresses as options give them. */
#ifndef SERVER_ADDRESS_H
#define SERVER_ADDRESS_H

#include <stdbool.h>

/* Cuts "host:port", "[v6]:port" or ":port" in place; *host is NULL where it is left out, which
 * means all addresses of the machine. False when it is none of these, or the port no number of
 * one. */
bool address_split(char *text, const char **host, const char **port);

#endif
