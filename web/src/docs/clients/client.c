/* Value and derivative of a formula at a point:
 *     cc client.c -o client -lcurl -ljansson && ./client "x**2 / log(x)" 2
 * GRADD_URL: the server; GRADD_TOKEN: a token, where it asks for one. */
#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    char *bytes;
    size_t length;
};

static size_t take(char *data, size_t size, size_t count, void *user)
{
    struct text *text = user;
    char *bytes = realloc(text->bytes, text->length + size * count + 1);
    if (!bytes) return 0;
    memcpy(bytes + text->length, data, size * count);
    text->bytes = bytes;
    text->length += size * count;
    return size * count;
}

/* Posts a question, which is taken; the answer is new, NULL if there is none. */
static json_t *evaluate(const char *url, json_t *question, long *status)
{
    char place[1024], *body = json_dumps(question, 0), *token = getenv("GRADD_TOKEN");
    struct text reply = {NULL, 0};
    json_error_t error;
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    snprintf(place, sizeof place, "%s/v1/evaluate", url);
    curl_easy_setopt(curl, CURLOPT_URL, place);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    if (token) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
        curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, token);
    }
    CURLcode sent = curl_easy_perform(curl);
    if (sent != CURLE_OK) fprintf(stderr, "error    %s\n", curl_easy_strerror(sent));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    json_t *answer = reply.bytes ? json_loadb(reply.bytes, reply.length, 0, &error) : NULL;
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    free(reply.bytes);
    free(body);
    json_decref(question);
    return answer;
}

/* Prints the numbers of a tensor; what is no tensor is itself. One number has the fewest digits. */
static void print(const char *label, json_t *value)
{
    json_t *data = json_object_get(value, "data");
    char text[32];
    if (!data) data = value;
    if (json_is_real(data)) {
        for (int digits = 15; digits <= 17; digits++) {
            snprintf(text, sizeof text, "%.*g", digits, json_real_value(data));
            if (strtod(text, NULL) == json_real_value(data)) break;
        }
        printf("%s %s\n", label, text);
        return;
    }
    char *all = json_dumps(data, JSON_ENCODE_ANY | JSON_COMPACT);
    printf("%s %s\n", label, all && !json_is_null(data) ? all : "none");
    free(all);
}

int main(int argc, char **argv)
{
    const char *url = getenv("GRADD_URL"), *expr = "(sin(x) + x**2) / log(x)";
    double x = argc > 2 ? strtod(argv[2], NULL) : 2;
    long status = 0;
    json_t *question = json_pack("{s:s, s:{s:f}}", "expr", argc > 1 ? argv[1] : expr, //
                                 "inputs", "x", x);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    json_t *answer = evaluate(url ? url : "http://127.0.0.1:8080", question, &status);
    if (status == 200) {
        print("value   ", json_object_get(json_object_get(answer, "outputs"), "out"));
        print("gradient", json_object_get(json_object_get(answer, "gradients"), "x"));
    } else if (answer) {
        json_t *first = json_array_get(json_object_get(answer, "errors"), 0);
        const char *hint = json_string_value(json_object_get(first, "hint"));
        const char *detail = json_string_value(json_object_get(answer, "detail"));
        fprintf(stderr, "error    %s\nhint     %s\n", detail ? detail : "", hint ? hint : "");
    }
    json_decref(answer);
    curl_global_cleanup();
    return status == 200 ? 0 : 1;
}
