/* The head of a request: what the rest needs of it, and a guard for what libmicrohttpd 0.9.75 lets
 * pass. A proxy in front that reads such a head differently could be made to see one request where
 * we see two (request smuggling), so nothing of it is interpreted.
 *
 * libmicrohttpd takes a NUL for the end of whatever it stands in and forgets what follows. But it
 * cuts the head in place, so each piece must begin where the one before it ends, but for the one or
 * two bytes of a separator; a gap is what was forgotten. (A NUL right before a bare LF passes: it
 * cannot be told from CR LF, and hides nothing.)
 *
 * What never gets here, libmicrohttpd answers itself, in HTML, and closes: a line that is no
 * request line (400), another version (505), a Content-Length that is no number (400 or 413, its
 * head sent twice), a head beyond its pool (414 or 431), a chunk whose size is wrong (400 or 413),
 * a chunk extension beyond its pool (500). Two things pass of which nothing is seen here: lines of
 * a chunked body may end with a bare LF, and chunk extensions and trailers may hold anything;
 * neither is used. A proxy in front should write chunks anew, as HAProxy does. */
#include "server/http_connection.h"

#include <stddef.h>
#include <string.h>

typedef struct head_reading {
    http_head *head;
    const char *end;   /* of the line that was read last */
    unsigned repeated; /* bits of rows of `known` */
    gd_error *err;
} head_reading;

/* The headers that matter. Those that may stand only once have `single`; the others are lists, of
 * which several lines make one (RFC 9110, 5.3). */
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
    HEADER("X-Request-Id", request_id, false),
    HEADER("traceparent", traceparent, false),
    HEADER("Authorization", authorization, true),
    HEADER("X-Forwarded-For", forwarded_for, false),
#undef HEADER
};
enum { N_KNOWN = sizeof known / sizeof *known };

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

bool head_is_printable(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\t') || text[i] == 0x7f) return false;
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

/* Whether a line that ends at `end` is followed by nothing but `lines` line ends, up to `next`. */
static bool is_followed(const char *end, const char *next, int lines)
{
    if (next - end < lines || next - end > 2 * lines) return false;
    while (end < next && !*end) end++;
    return end == next;
}

static const char **field_of(http_head *head, size_t i)
{
    return (const char **)(void *)((char *)head + known[i].offset);
}

static bool is_known(size_t i, const char *name, size_t size)
{
    return known[i].length == size && strncasecmp(known[i].name, name, size) == 0;
}

static bool keep(head_reading *reading, const char *name, size_t size, const char *value)
{
    for (size_t i = 0; i < N_KNOWN; i++) {
        if (!is_known(i, name, size)) continue;
        const char **field = field_of(reading->head, i);
        if (*field && known[i].single)
            return gd_fail(reading->err, GD_BAD_HTTP, "more than one %s header", known[i].name);
        if (*field) reading->repeated |= 1u << i;
        else *field = value;
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
    else if (!is_followed(reading->end, name, 1) || !head_is_printable(value, value_size))
        fine = gd_fail(reading->err, GD_BAD_HTTP, "a header value has control characters");
    else fine = keep(reading, name, name_size, value);
    reading->end = value + value_size;
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
    return gd_fail(err, GD_HEAD_TOO_LARGE, "the head has %zu bytes, more than %lld",
                   info->header_size, (long long)limits->head_bytes);
}

/* One space behind the method and one behind the target, which has none. */
static bool check_line(const http_line *line, gd_error *err)
{
    const char *target_end = line->target + line->target_length;
    if (line->method + strlen(line->method) + 1 != line->target || target_end + 1 != line->version)
        return gd_fail(err, GD_BAD_HTTP,
                       "the request line is not a method, a target and a version");
    if (!line->is_printable) return gd_fail(err, GD_BAD_HTTP, "the target has control characters");
    /* What follows it would be for another server. */
    return strcmp(line->method, "CONNECT") != 0 || gd_fail(err, GD_BAD_HTTP, "this is no proxy");
}

/* Whether the blank line ends the head where libmicrohttpd says. */
static bool check_end(struct MHD_Connection *mhd, const char *start, const char *end, gd_error *err)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (info && is_followed(end, start + info->header_size, 2)) return true;
    return gd_fail(err, GD_BAD_HTTP, "the head has control characters");
}

typedef struct list_joining {
    size_t known; /* its row */
    size_t start; /* of the list in `lists` */
    gd_buffer *lists;
} list_joining;

static enum MHD_Result join_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                   size_t name_size, const char *value, size_t value_size)
{
    (void)kind;
    list_joining *joining = cls;
    if (!is_known(joining->known, name, name_size)) return MHD_YES;
    if (joining->lists->length > joining->start) buffer_add_text(joining->lists, ", ");
    if (value) buffer_add(joining->lists, value, value_size);
    return MHD_YES;
}

/* Makes one list of the lines of each list that has several. */
static bool join_lists(struct MHD_Connection *mhd, unsigned repeated, http_head *head,
                       gd_buffer *lists, gd_error *err)
{
    size_t starts[N_KNOWN] = {0};
    for (size_t i = 0; i < N_KNOWN; i++) {
        if (!(repeated >> i & 1)) continue;
        starts[i] = lists->length;
        MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, join_header,
                                    &(list_joining){i, starts[i], lists});
        buffer_add(lists, "", 1);
    }
    if (lists->error.code) return gd_fail(err, lists->error.code, "%s", lists->error.message);
    for (size_t i = 0; i < N_KNOWN; i++)
        if (repeated >> i & 1) *field_of(head, i) = lists->data + starts[i];
    return true;
}

bool head_read(struct MHD_Connection *mhd, const http_line *line, const gd_limits *limits,
               http_head *head, gd_buffer *lists, gd_error *err)
{
    bool is_1_0 = strcmp(line->version, "HTTP/1.0") == 0;
    *head = (http_head){.host = NULL};
    if (!check_line(line, err)) return false;
    head_reading reading = {.head = head, .end = line->version + strlen(line->version), .err = err};
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, read_header, &reading);
    return !err->code && check_end(mhd, line->method, reading.end, err) &&
           check_size(mhd, limits, err) && check_host(head, is_1_0, err) &&
           check_framing(head, is_1_0, err) &&
           (!reading.repeated || join_lists(mhd, reading.repeated, head, lists, err));
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

bool head_type_is_lines(const char *content_type)
{
    static const char *const names[] = {"application/x-ndjson", "application/ndjson",
                                        "application/jsonl", "application/x-jsonlines"};
    size_t length = type_length(content_type);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (equals(content_type, length, names[i])) return is_utf8(content_type + length);
    return false;
}

/* The weight that the parameters of a media range, up to the next comma, give it, in
 * thousandths. */
static int weight_of(const char *parameters)
{
    const char *end = parameters + strcspn(parameters, ",");
    const char *q = strcasestr(parameters, "q=");
    if (!q || q >= end || (q[2] != '0' && q[2] != '.')) return 1000;
    int weight = 0, digit = 100;
    const char *at = q + 2 + (q[2] == '0');
    for (at += *at == '.'; digit && *at >= '0' && *at <= '9'; at++, digit /= 10)
        weight += digit * (*at - '0');
    return weight;
}

/* How closely a media range of an Accept header describes a type; -1: not at all. */
static int closeness(const char *range, size_t length, const char *type)
{
    size_t family = strcspn(type, "/") + 1;
    if (equals(range, length, type)) return 2;
    if (length == family + 1 && strncasecmp(range, type, family) == 0 && range[family] == '*')
        return 1;
    return equals(range, length, "*/*") ? 0 : -1;
}

int head_rank(const char *accept, const char *type)
{
    enum { RANGES = 3 };
    if (!accept || !*accept) return 1;
    int best = -1, weight = 0; /* the closest range decides (RFC 9110, 12.5.1) */
    for (const char *at = accept; *at; at += strcspn(at, ",")) {
        at += strspn(at, ", \t");
        size_t length = type_length(at);
        int close = closeness(at, length, type);
        if (close <= best) continue;
        weight = weight_of(at + length);
        best = close;
    }
    return weight ? weight * RANGES + best : 0;
}

/* The weight of a coding in an Accept-Encoding header, in thousandths; -1: it is not named. */
static int coding_weight(const char *accept, const char *coding)
{
    int weight = -1;
    for (const char *at = accept; *at; at += strcspn(at, ",")) {
        at += strspn(at, ", \t");
        size_t length = type_length(at);
        if (!equals(at, length, coding)) continue;
        int found = weight_of(at + length);
        if (found > weight) weight = found;
    }
    return weight;
}

call_coding head_coding(const char *accept)
{
    if (!accept) return CODING_IDENTITY;
    int other = coding_weight(accept, "*"), plain = coding_weight(accept, "identity");
    int gzip = coding_weight(accept, "gzip"), alias = coding_weight(accept, "x-gzip");
    if (gzip < alias) gzip = alias;
    bool named = gzip >= 0;
    if (!named) gzip = other;
    if (plain < 0) plain = other;
    if (plain == 0) return gzip > 0 ? CODING_GZIP_ONLY : CODING_NONE;
    /* A client that takes just anything gets what is simplest. */
    return named && gzip > 0 && gzip >= plain ? CODING_GZIP : CODING_IDENTITY;
}

bool head_is_gzip(const char *content_encoding)
{
    return strcasecmp(content_encoding, "gzip") == 0 || strcasecmp(content_encoding, "x-gzip") == 0;
}

/* Whether a host as sent is that of an entry, which tells a port if it matters. */
static bool is_host(const char *host, size_t size, const char *entry, size_t length)
{
    if (size < length || strncasecmp(host, entry, length) != 0) return false;
    const char *port = host + length;
    return size == length || (*port == ':' && strspn(port + 1, "0123456789") == size - length - 1);
}

bool head_is_for(const http_head *head, const char *target, const char *list)
{
    const char *scheme_end = *target == '/' ? NULL : strstr(target, "://");
    const char *host = scheme_end ? scheme_end + 3 : head->host ? head->host : "";
    size_t size = strcspn(host, "/?");
    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (is_host(host, size, at, length)) return true;
        at += length;
    }
    return false;
}
