/* The head of a request: what the rest needs of it, and a guard for what libmicrohttpd 0.9.75 lets
 * pass. A proxy in front that reads such a head differently could be made to see one request where
 * we see two (request smuggling), so nothing of it is interpreted. */
#include "server/http_connection.h"

#include <stddef.h>
#include <string.h>

typedef struct head_reading {
    http_head *head;
    gd_error *err;
} head_reading;

/* The headers that matter; those that may stand only once have `single`. */
static const struct {
    const char *name;
    size_t length, offset;
    bool single;
} known[] = {
#define HEADER(name, field, single)                                                                \
    {                                                                                              \
        name, sizeof name - 1, offsetof(http_head, field), single                                  \
    }
    HEADER("Host", host, true),
    HEADER("Content-Length", content_length, true),
    HEADER("Transfer-Encoding", transfer_encoding, true),
    HEADER("Content-Type", content_type, true),
    HEADER("Content-Encoding", content_encoding, true),
    HEADER("Accept", accept, false),
    HEADER("Accept-Encoding", accept_encoding, false),
    HEADER("If-None-Match", if_none_match, false),
    HEADER("Origin", origin, true),
    HEADER("Access-Control-Request-Method", cors_method, true),
#undef HEADER
};

static bool is_name_character(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_name(const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!is_name_character((unsigned char)name[i])) return false;
    return size > 0;
}

static bool is_value(const char *value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f) return false;
    return true;
}

/* libmicrohttpd cuts a line in place, so the value stands where it was sent: behind the name, the
 * colon and blanks. It does not when the line was folded (obs-fold), which moves the name. */
static bool is_one_line(const char *name, size_t name_size, const char *value)
{
    const char *at = name + name_size + 1;
    if (value < at) return false;
    while (at < value && (*at == ' ' || *at == '\t')) at++;
    return at == value;
}

static bool keep(head_reading *reading, const char *name, size_t size, const char *value)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].length != size || strncasecmp(known[i].name, name, size) != 0) continue;
        const char **field = (const char **)(void *)((char *)reading->head + known[i].offset);
        if (*field && known[i].single)
            return gd_fail(reading->err, GD_BAD_HTTP, "more than one %s header", known[i].name);
        if (!*field) *field = value;
    }
    return true;
}

static enum MHD_Result read_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                   size_t name_size, const char *value, size_t value_size)
{
    (void)kind;
    head_reading *reading = cls;
    if (!value) value = name + name_size + 1, value_size = 0;
    bool fine = true;
    if (!is_name(name, name_size) || !is_one_line(name, name_size, value))
        fine = gd_fail(reading->err, GD_BAD_HTTP, "a header name is malformed, or its line folded");
    else if (!is_value(value, value_size))
        fine = gd_fail(reading->err, GD_BAD_HTTP, "a header value has control characters");
    else fine = keep(reading, name, name_size, value);
    return fine ? MHD_YES : MHD_NO;
}

static bool read_length(http_head *head, gd_error *err)
{
    const char *text = head->content_length;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits])
        return gd_fail(err, GD_BAD_HTTP, "Content-Length is not a number of bytes");
    for (size_t i = 0; i < digits; i++)
        head->length = head->length * 10 + (uint64_t)(text[i] - '0');
    head->has_body = head->length > 0;
    return true;
}

static bool check_framing(http_head *head, bool is_1_0, gd_error *err)
{
    if (head->transfer_encoding && head->content_length)
        return gd_fail(err, GD_BAD_HTTP, "both Content-Length and Transfer-Encoding");
    if (head->content_length) return read_length(head, err);
    if (!head->transfer_encoding) return true;
    if (strcasecmp(head->transfer_encoding, "chunked") != 0 || is_1_0)
        return gd_fail(err, GD_BAD_HTTP, "the only Transfer-Encoding is chunked, of HTTP/1.1");
    return head->has_body = true;
}

static bool check_host(const http_head *head, bool is_1_0, gd_error *err)
{
    if (!head->host) return is_1_0 || gd_fail(err, GD_BAD_HTTP, "no Host header");
    if (head->host[strcspn(head->host, " \t,/\\?#@")])
        return gd_fail(err, GD_BAD_HTTP, "the Host header is not a host");
    return true;
}

static bool check_size(struct MHD_Connection *mhd, const gd_limits *limits, gd_error *err)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (!info || info->header_size <= (size_t)limits->head_bytes) return true;
    return gd_fail(err, GD_BAD_HTTP, "the head has %zu bytes, more than %lld", info->header_size,
                   (long long)limits->head_bytes);
}

bool head_read(struct MHD_Connection *mhd, const char *version, const gd_limits *limits,
               http_head *head, gd_error *err)
{
    bool is_1_0 = strcmp(version, "HTTP/1.0") == 0;
    *head = (http_head){.host = NULL};
    head_reading reading = {head, err};
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, read_header, &reading);
    return !err->code && check_size(mhd, limits, err) && check_host(head, is_1_0, err) &&
           check_framing(head, is_1_0, err);
}

static bool equals(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && strncasecmp(text, word, length) == 0;
}

/* The length of a media type without parameters and blanks. */
static size_t type_length(const char *type)
{
    return strcspn(type, "; \t,");
}

/* No charset, or UTF-8. */
static bool is_utf8(const char *parameters)
{
    const char *charset = strcasestr(parameters, "charset=");
    if (!charset) return true;
    charset += strlen("charset=");
    if (*charset == '"') charset++;
    return equals(charset, strcspn(charset, "\"; \t"), "utf-8");
}

bool head_type_is_json(const char *content_type)
{
    if (!content_type || !*content_type) return true;
    size_t length = type_length(content_type);
    if (equals(content_type, length, "application/x-www-form-urlencoded")) return true;
    bool json = equals(content_type, length, "application/json") ||
                equals(content_type, length, "text/json") ||
                (length > 5 && equals(content_type + length - 5, 5, "+json"));
    return json && is_utf8(content_type + length);
}

/* Whether the parameters of a media range, up to the next comma, give it the weight 0. */
static bool has_no_weight(const char *parameters)
{
    const char *end = parameters + strcspn(parameters, ",");
    const char *q = strcasestr(parameters, "q=0");
    if (!q || q >= end) return false;
    q += 3;
    q += strspn(q, ".0");
    return q >= end || !strchr("123456789", *q);
}

bool head_accepts_json(const char *accept)
{
    if (!accept || !*accept) return true;
    static const char *const ranges[] = {"*/*", "application/*", "application/json"};
    int best = -1; /* the most specific range decides (RFC 9110, 12.5.1) */
    bool accepted = false;
    for (const char *at = accept; *at; at += strcspn(at, ",")) {
        at += strspn(at, ", \t");
        size_t length = type_length(at);
        for (int i = 2; i > best; i--) {
            if (!equals(at, length, ranges[i])) continue;
            accepted = !has_no_weight(at + length);
            best = i;
        }
    }
    return accepted;
}
