#include "server/tokens.h"
#include "server/config_rows.h"
#include "server/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAST_SECRET = 16,
    MOST_SECRET = 128,
    MOST_NAME = 64,
    MOST_LINE = 4096,
    MOST_TOKENS = 10000,
    N_BUCKETS = 16384
};

typedef struct secret_token {
    gd_token token;
    char secret[MOST_SECRET];          /* filled up with 0 */
    struct secret_token *next, *older; /* in its bucket, of all */
} secret_token;

struct gd_tokens {
    gd_memory memory;
    gd_arena arena;
    gd_hash_key key;
    int count;
    secret_token *last;
    secret_token *buckets[N_BUCKETS]; /* by hash of the secret */
};

/* A line under way. */
typedef struct token_line {
    gd_tokens *tokens;
    const gd_limits *limits;
    const char *path;
    int number;
    gd_error *err;
} token_line;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static bool
fail(const token_line *line, const char *format, ...)
{
    char what[GD_MAX_MESSAGE / 2];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return gd_fail(line->err, GD_BAD_VALUE, "tokens: %.150s, line %d: %s", line->path, line->number,
                   what);
}

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

static bool is_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= MOST_NAME && strspn(name, letters) == length;
}

/* RFC 6750, 2.1: letters, digits and "-._~+/", then any number of "=". */
static bool is_secret(const char *text, size_t length)
{
    size_t size = 0;
    while (size < length && (strchr(letters, text[size]) || strchr("~+/", text[size]))) size++;
    while (size > 0 && size < length && text[size] == '=') size++;
    return size == length && length >= LEAST_SECRET && length <= MOST_SECRET;
}

/* Whether two secrets are equal, in the same time whatever they are. */
static bool is_equal(const char a[MOST_SECRET], const char b[MOST_SECRET])
{
    volatile unsigned char difference = 0;
    for (int i = 0; i < MOST_SECRET; i++) difference |= (unsigned char)(a[i] ^ b[i]);
    return difference == 0;
}

/* Under a key that nobody knows, so that how long a bucket is searched says nothing. */
static size_t bucket_of(const gd_tokens *tokens, const char secret[MOST_SECRET])
{
    return hash_bytes(tokens->key, secret, MOST_SECRET) % N_BUCKETS;
}

static const secret_token *find(const gd_tokens *tokens, const char secret[MOST_SECRET])
{
    const secret_token *found = NULL;
    for (const secret_token *t = tokens->buckets[bucket_of(tokens, secret)]; t; t = t->next)
        if (is_equal(t->secret, secret)) found = t;
    return found;
}

static bool read_limit(const token_line *line, gd_limits *limits, char *word)
{
    int count;
    const gd_limit_row *rows = gd_limit_rows(&count);
    char *equals = strchr(word, '=');
    if (!equals) return fail(line, "\"%.60s\" is not of the form limit=value", word);
    *equals = 0;
    for (int i = 0; i < count; i++) {
        if (strcmp(rows[i].name, word) != 0) continue;
        if (rows[i].of_process) return fail(line, "%s is the same for all tokens", word);
        if (config_set_limit(limits, &rows[i], equals + 1)) return true;
        return fail(line, "%s: \"%.40s\" is not an integer from %lld to %lld", word, equals + 1,
                    (long long)rows[i].least, (long long)rows[i].most);
    }
    return fail(line, "there is no limit \"%.60s\"; gradd --help lists all", word);
}

static bool check_new(const token_line *line, const char *name, const char *secret)
{
    const gd_tokens *tokens = line->tokens;
    if (tokens->count == MOST_TOKENS) return fail(line, "more than %d tokens", MOST_TOKENS);
    for (const secret_token *t = tokens->last; t; t = t->older)
        if (strcmp(t->token.name, name) == 0) return fail(line, "a second token %s", name);
    const secret_token *same = find(tokens, secret);
    return !same || fail(line, "%s has the secret of %s", name, same->token.name);
}

static bool add(const token_line *line, const char *name, const char *secret,
                const gd_limits *limits)
{
    gd_tokens *tokens = line->tokens;
    if (!check_new(line, name, secret)) return false;
    secret_token *added = arena_alloc(&tokens->arena, sizeof *added, line->err);
    if (!added) return false;
    added->token = (gd_token){arena_copy(&tokens->arena, name, strlen(name), line->err), *limits};
    if (!added->token.name) return false;
    memcpy(added->secret, secret, MOST_SECRET);
    secret_token **bucket = &tokens->buckets[bucket_of(tokens, secret)];
    added->next = *bucket;
    added->older = tokens->last;
    *bucket = tokens->last = added;
    tokens->count++;
    return true;
}

static bool read_line(const token_line *line, char *text)
{
    static const char blanks[] = " \t\r\n";
    char padded[MOST_SECRET] = "", *rest;
    const char *name = strtok_r(text, blanks, &rest), *secret = strtok_r(NULL, blanks, &rest);
    gd_limits limits = *line->limits;
    if (!name || *name == '#') return true;
    if (!is_name(name))
        return fail(line, "a name has 1 to %d letters, digits, and \"._-\"", MOST_NAME);
    if (!secret || !is_secret(secret, strlen(secret)))
        return fail(line, "the secret of %s must have %d to %d letters, digits and \"-._~+/\"",
                    name, LEAST_SECRET, MOST_SECRET);
    memcpy(padded, secret, strlen(secret));
    for (char *word; (word = strtok_r(NULL, blanks, &rest));)
        if (!read_limit(line, &limits, word)) return false;
    return add(line, name, padded, &limits);
}

static bool read_lines(token_line *line, FILE *file)
{
    char text[MOST_LINE];
    while (fgets(text, sizeof text, file)) {
        line->number++;
        size_t length = strlen(text);
        bool ended = length && text[length - 1] == '\n';
        if (!ended && length == sizeof text - 1)
            return fail(line, "more than %d bytes", MOST_LINE - 2);
        if (!ended && !feof(file)) return fail(line, "%s", "a zero byte");
        if (!read_line(line, text)) return false;
    }
    if (ferror(file))
        return gd_fail(line->err, GD_BAD_VALUE, "tokens: %s: %s", line->path, strerror(errno));
    return line->tokens->count > 0 ||
           gd_fail(line->err, GD_BAD_VALUE, "tokens: %s has no token", line->path);
}

static gd_tokens *new_tokens(gd_error *err)
{
    gd_tokens *tokens = calloc(1, sizeof *tokens);
    if (!tokens) {
        gd_fail(err, GD_MEMORY_LIMIT, "no memory for the tokens");
        return NULL;
    }
    gd_memory_init(&tokens->memory, SIZE_MAX);
    arena_init(&tokens->arena, &tokens->memory);
    tokens->key = hash_key_random();
    return tokens;
}

gd_tokens *tokens_read(const char *path, const gd_limits *limits, gd_error *err)
{
    const char *why;
    FILE *file = file_open(path, &why);
    if (!file) {
        gd_fail(err, GD_BAD_VALUE, "tokens: %s: %s", path, why);
        return NULL;
    }
    gd_tokens *tokens = new_tokens(err);
    token_line line = {tokens, limits, path, 0, err};
    if (tokens && !read_lines(&line, file)) {
        tokens_free(tokens);
        tokens = NULL;
    }
    fclose(file);
    return tokens;
}

void tokens_free(gd_tokens *tokens)
{
    if (!tokens) return;
    arena_close(&tokens->arena);
    free(tokens);
}

const gd_token *tokens_next(const gd_tokens *tokens, const gd_token *token)
{
    const secret_token *last = (const secret_token *)(const void *)token; /* its first member */
    const secret_token *next = last ? last->older : tokens->last;
    return next ? &next->token : NULL;
}

const gd_token *tokens_find(const gd_tokens *tokens, const char *authorization, gd_error *err)
{
    static const char scheme[] = "Bearer ";
    char padded[MOST_SECRET] = "";
    if (!authorization || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0) {
        gd_fail(err, GD_MISSING_TOKEN, "this server answers clients with a token alone");
        gd_hint(err, "send the header Authorization: Bearer, with a secret of its operator");
        return NULL;
    }
    const char *secret = authorization + sizeof scheme - 1;
    secret += strspn(secret, " ");
    size_t length = strcspn(secret, " \t");
    const secret_token *found = NULL;
    if (length <= MOST_SECRET && !secret[length + strspn(secret + length, " \t")]) {
        memcpy(padded, secret, length);
        found = find(tokens, padded);
    }
    if (found) return &found->token;
    gd_fail(err, GD_WRONG_TOKEN, "no client has this token");
    return NULL;
}
