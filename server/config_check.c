/* What contradicts itself in a configuration, or the machine it stands on. */
#include "server/address.h"
#include "server/config_rows.h"
#include "server/tokens.h"

#include <netdb.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
tell(config_say *say, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    say(text);
}

/* Kubernetes sets such for a Service of our name in every container of its namespace. */
static bool is_of_kubernetes(const char *name, size_t length)
{
    char copy[CONFIG_NAME];
    snprintf(copy, sizeof copy, "%.*s", (int)length, name);
    const char *port = strstr(copy, "_PORT");
    return strstr(copy, "_SERVICE_") || (port && (!port[5] || port[5] == '_'));
}

static bool is_variable(const char *name, size_t length)
{
    char variable[CONFIG_NAME];
    for (int i = 0; i < config_rows(); i++) {
        config_row row = config_row_at(i);
        config_variable(variable, &row);
        if (strlen(variable) == length && memcmp(variable, name, length) == 0) return true;
    }
    return false;
}

static void check_environment(config_say *say)
{
    for (char **entry = environ; *entry; entry++) {
        size_t length = strcspn(*entry, "=");
        if (strncmp(*entry, "GRADD_", 6) != 0 || is_variable(*entry, length) ||
            is_of_kubernetes(*entry, length))
            continue;
        tell(say, "%.*s sets nothing: there is no such variable; gradd --help lists all",
             (int)(length < 200 ? length : 200), *entry);
    }
}

/* An origin is "https://host" or "https://host:port", without a path, as browsers send it. */
static void check_origins(config_say *say, const char *origins)
{
    if (strcmp(origins, "*") == 0) return;
    for (const char *at = origins + strspn(origins, " "); *at; at += strspn(at, " ")) {
        int length = (int)strcspn(at, " ");
        const char *host = strstr(at, "://");
        bool has_host = host && host < at + length && host > at;
        if (!has_host || memchr(host + 3, '/', (size_t)(at + length - host - 3)))
            tell(say, "cors_origin: \"%.*s\" is never what a browser sends, which is like %s",
                 length, at, "https://example.org");
        at += length;
    }
}

/* A list of names and addresses, with or without a port; patterns are not known. */
static void check_hosts(config_say *say, const char *hosts)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._:[]";
    for (const char *at = hosts + strspn(hosts, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (strspn(at, letters) < length)
            tell(say,
                 "allowed_hosts: \"%.*s\" is no name of a host, with or without a port, and so "
                 "never what a client calls; names are separated by spaces",
                 (int)(length < 200 ? length : 200), at);
        at += length;
    }
}

/* Of two limits the first is in vain beyond the second. */
static const struct relation {
    const char *name, *bound, *why;
    size_t name_offset, bound_offset;
} relations[] = {
#define BELOW(name, bound, why)                                                                    \
    {                                                                                              \
#name, #bound, why, offsetof(gd_limits, name), offsetof(gd_limits, bound)                  \
    }
    BELOW(body_bytes, total_bytes, "a body as long is always answered 429"),
    BELOW(reply_bytes, total_bytes, "a reply as long is always answered 429"),
    BELOW(body_bytes, memory_bytes, "a body as long is never read to its end"),
    BELOW(timeout_ms, stop_ms, "what runs as long is cancelled when the server stops"),
#undef BELOW
};

static int64_t limit_at(const gd_limits *limits, size_t offset)
{
    int64_t value;
    memcpy(&value, (const char *)limits + offset, sizeof value);
    return value;
}

static void check_relations(config_say *say, const gd_limits *limits)
{
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        const struct relation *r = &relations[i];
        int64_t value = limit_at(limits, r->name_offset), bound = limit_at(limits, r->bound_offset);
        if (value > bound)
            tell(say, "%s (%lld) exceeds %s (%lld): %s", r->name, (long long)value, r->bound,
                 (long long)bound, r->why);
    }
}

/* What a token sets for itself; `own` are the server's limits, which have been looked at. */
static void check_token(config_say *say, const gd_token *token, const gd_limits *own)
{
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        const struct relation *r = &relations[i];
        int64_t value = limit_at(&token->limits, r->name_offset);
        int64_t bound = limit_at(&token->limits, r->bound_offset);
        bool same =
            value == limit_at(own, r->name_offset) && bound == limit_at(own, r->bound_offset);
        if (value > bound && !same)
            tell(say, "token %s: %s (%lld) exceeds %s (%lld): %s", token->name, r->name,
                 (long long)value, r->bound, (long long)bound, r->why);
    }
}

/* A file that cannot be read is an error, which http_check tells. */
static void check_tokens(config_say *say, const gd_config *config)
{
    if (!*config->tokens) return;
    gd_tokens *tokens = tokens_read(config->tokens, &config->limits, NULL);
    if (!tokens) return;
    for (const gd_token *token = NULL; (token = tokens_next(tokens, token));)
        check_token(say, token, &config->limits);
    tokens_free(tokens);
}

static void check_connections(config_say *say, const gd_limits *limits)
{
    enum { EACH = 120, OTHERS = 128 }; /* connections of a thread; files beside connections */
    struct rlimit files;
    if (limits->connections > limits->event_threads * EACH)
        tell(say, "connections (%lld): %lld event_threads serve at most %lld",
             (long long)limits->connections, (long long)limits->event_threads,
             (long long)limits->event_threads * EACH);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max != RLIM_INFINITY &&
        (int64_t)files.rlim_max < limits->connections + OTHERS)
        tell(say, "connections (%lld): the system lets this process open %lld files",
             (long long)limits->connections, (long long)files.rlim_max);
}

void config_warn(const gd_config *config, config_say *say)
{
    check_environment(say);
    check_origins(say, config->cors_origin);
    check_hosts(say, config->allowed_hosts);
    check_relations(say, &config->limits);
    check_tokens(say, config);
    check_connections(say, &config->limits);
}

static bool check_address(config_say *say, const char *name, const char *address)
{
    char text[NI_MAXHOST + NI_MAXSERV];
    const char *host, *service;
    struct addrinfo *found,
        hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    snprintf(text, sizeof text, "%s", address);
    if (!address_split(text, &host, &service)) {
        tell(say, "%s: \"%s\" is not an address of the form host:port", name, address);
        return false;
    }
    int status = getaddrinfo(host, service, &hints, &found);
    if (status) tell(say, "%s: \"%s\": %s", name, address, gai_strerror(status));
    else freeaddrinfo(found);
    return !status;
}

int config_check(const gd_config *config, config_say *say)
{
    size_t length = strlen(config->listen);
    int errors = !check_address(say, "listen", config->listen);
    errors += !check_address(say, "admin", config->admin);
    bool any_port = length > 2 && strcmp(config->listen + length - 2, ":0") == 0;
    if (any_port || strcmp(config->listen, config->admin) != 0) return errors;
    tell(say, "listen and admin are both %s", config->listen);
    return errors + 1;
}
