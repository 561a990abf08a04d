#include "server/address.h"

#include <stdlib.h>
#include <string.h>

bool address_split(char *text, const char **host, const char **port)
{
    char *colon = strrchr(text, ':');
    if (!colon || !colon[1]) return false;
    *colon = 0;
    *port = colon + 1;
    *host = *text ? text : NULL;
    size_t length = strlen(text);
    if (length > 2 && text[0] == '[' && text[length - 1] == ']') {
        text[length - 1] = 0;
        ++*host;
    }
    return (*port)[strspn(*port, "0123456789")] == 0 && strlen(*port) <= 5 && atoi(*port) < 65536;
}
