/* Who asks, and under which limits: what the operator says of tokens and proxies, applied to the
 * head of each request. */
#include "server/http_connection.h"
#include "server/log.h"

bool clients_open(http_clients *clients, const gd_config *config, gd_error *err)
{
    if (!client_read_proxies(config->trusted_proxies, &clients->proxies, err)) return false;
    if (!*config->tokens) return true;
    clients->tokens = tokens_read(config->tokens, &config->limits, err);
    return clients->tokens;
}

void clients_close(http_clients *clients)
{
    client_free_proxies(&clients->proxies);
    tokens_free(clients->tokens);
    clients->tokens = NULL;
}

bool clients_check(const gd_config *config, gd_error *err)
{
    http_clients clients = {.tokens = NULL};
    bool fits = clients_open(&clients, config, err);
    clients_close(&clients);
    return fits;
}

/* From here on the request runs under the limits of its token. */
static void adopt(http_connection *connection, const gd_token *token)
{
    const gd_limits *limits = &token->limits;
    gd_call *call = &connection->call;
    call->client.token = token->name;
    connection->limits = call->context.limits = limits;
    connection->memory.limit = (size_t)limits->memory_bytes;
    call->reply.limit = call->id.limit = (size_t)limits->reply_bytes;
}

/* Once: it is easily forgotten, and looks like load. */
static void tell_of_proxy(gd_http *http)
{
    if (atomic_load(&http->told_of_proxy) || atomic_exchange(&http->told_of_proxy, true)) return;
    log_message("warning", "X-Forwarded-For came and is not believed: behind a proxy set "
                           "--trusted-proxies, or all its clients together have the limits of one");
}

bool clients_admit(http_connection *connection, const http_head *head, gd_error *err)
{
    const http_clients *clients = &connection->thread->http->clients;
    gd_client *client = &connection->call.client;
    gd_error wrong = {.code = GD_OK};
    if (connection->thread->port != ROUTE_PUBLIC) return true;
    if (clients->proxies.count)
        client->address = client_origin(&clients->proxies, connection->peer, head->forwarded_for);
    else if (head->forwarded_for) tell_of_proxy(connection->thread->http);
    if (!clients->tokens) return true;
    const gd_token *token = tokens_find(clients->tokens, head->authorization, &wrong);
    if (token) adopt(connection, token);
    /* What anybody may see: the page, and what there is to know of the service. */
    if (token || route_method_find(connection->line.method) != ROUTE_POST) return true;
    *err = wrong;
    return false;
}

void clients_challenge(gd_call *call)
{
    call_add_header(call, "WWW-Authenticate",
                    call->error == GD_WRONG_TOKEN
                        ? "Bearer realm=\"gradd\", error=\"invalid_token\""
                        : "Bearer realm=\"gradd\"");
}
