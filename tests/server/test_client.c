/* Who a request is taken to come from: addresses, networks of proxies, and what X-Forwarded-For may
 * and may not make anybody believe. */
#include "server/client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static client_address address(const char *text)
{
    client_address read;
    if (!client_read_address(text, strlen(text), &read)) fail_msg("%s is an address", text);
    return read;
}

static void addresses_are_read(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"192.0.2.7", "192.0.2.7"},
        {"192.0.2.7:4711", "192.0.2.7"},
        {"2001:db8::1", "2001:db8::1"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"[2001:db8::1]:80", "2001:db8::1"},
        {"::ffff:192.0.2.7", "192.0.2.7"},
        {"", NULL},
        {"unknown", NULL},
        {"192.0.2", NULL},
        {"192.0.2.256", NULL},
        {"192.0.2.7:", NULL},
        {"192.0.2.7:x", NULL},
        {"[2001:db8::1", NULL},
        {"[2001:db8::1]x", NULL},
        {"2001:db8::1]", NULL},
        {"_hidden", NULL},
        {"192.0.2.7 ", NULL},
        {"[]", NULL},
        {"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc:dddd", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gd_client client = {NULL, {{0}}};
        char text[CLIENT_TEXT];
        bool read = client_read_address(cases[i][0], strlen(cases[i][0]), &client.address);
        if (read != (cases[i][1] != NULL)) fail_msg("%s", cases[i][0]);
        if (!read) continue;
        client_print(&client, text);
        assert_string_equal(text, cases[i][1]);
    }
    client_address read;
    assert_false(client_read_address("192.0.2.7\0x", 11, &read));
}

static void keys_tell_clients_apart(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        bool same;
    } cases[] = {
        {"192.0.2.7", "192.0.2.7", true},          {"192.0.2.7", "192.0.2.8", false},
        {"192.0.2.7", "::ffff:192.0.2.7", true},   {"2001:db8::1", "2001:db8::2", true},
        {"2001:db8::1", "2001:db8:0:1::1", false}, {"::1", "192.0.2.7", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        client_key one = client_find_key(&(gd_client){NULL, address(cases[i].one)});
        client_key other = client_find_key(&(gd_client){NULL, address(cases[i].other)});
        if ((memcmp(&one, &other, sizeof one) == 0) != cases[i].same)
            fail_msg("%s, %s", cases[i].one, cases[i].other);
    }
    static const char first[] = "first", second[] = "second";
    client_key one = client_find_key(&(gd_client){first, address("192.0.2.7")});
    client_key moved = client_find_key(&(gd_client){first, address("192.0.2.8")});
    client_key other = client_find_key(&(gd_client){second, address("192.0.2.7")});
    assert_memory_equal(&one, &moved, sizeof one);
    assert_memory_not_equal(&one, &other, sizeof one);
}

static void lists_of_proxies_are_read(void **state)
{
    (void)state;
    static const char *const wrong[] = {"nginx",      "10.0.0.0/33", "10.0.0.0/",   "10.0.0.0/x",
                                        "fd00::/129", "10.0.0.0/-1", "10.0.0.0/8/", "/8"};
    client_proxies proxies;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gd_error err = {.code = GD_OK};
        if (client_read_proxies(wrong[i], &proxies, &err)) fail_msg("%s", wrong[i]);
        assert_int_equal(err.code, GD_BAD_VALUE);
        assert_non_null(strstr(err.message, wrong[i]));
    }
    assert_true(client_read_proxies(" 10.0.0.0/9, fd00::/8 192.0.2.7", &proxies, NULL));
    assert_int_equal(proxies.count, 3);
    static const char *const inside[] = {"10.127.1.1", "fdff::1", "192.0.2.7"};
    static const char *const outside[] = {"10.128.0.1", "fe00::1", "192.0.2.8", "a00::"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        assert_true(client_is_proxy(&proxies, &(client_address[]){address(inside[i])}[0]));
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        assert_false(client_is_proxy(&proxies, &(client_address[]){address(outside[i])}[0]));
    client_free_proxies(&proxies);
}

static void only_proxies_are_believed(void **state)
{
    (void)state;
    static const struct {
        const char *peer, *forwarded, *origin;
    } cases[] = {
        {"192.0.2.7", "198.51.100.1", "192.0.2.7"}, /* forged: the peer is no proxy */
        {"10.0.0.1", NULL, "10.0.0.1"},
        {"10.0.0.1", "198.51.100.1", "198.51.100.1"},
        {"10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"}, /* the first one forged */
        {"10.0.0.1", "203.0.113.9,198.51.100.1 , 10.0.0.2", "198.51.100.1"},
        {"10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"}, /* a client among the proxies */
        {"10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"},
        {"10.0.0.1", "198.51.100.1, nonsense, 10.0.0.2", "10.0.0.2"},
        {"10.0.0.1", "", "10.0.0.1"},
        {"10.0.0.1", " , ,", "10.0.0.1"},
        {"10.0.0.1", ",", "10.0.0.1"},
        {"10.0.0.1", "[2001:db8::1]:5000", "2001:db8::1"},
    };
    client_proxies proxies;
    assert_true(client_read_proxies("10.0.0.0/8", &proxies, NULL));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[CLIENT_TEXT];
        gd_client client = {NULL,
                            client_origin(&proxies, address(cases[i].peer), cases[i].forwarded)};
        client_print(&client, text);
        if (strcmp(text, cases[i].origin) != 0) fail_msg("%s: %s", cases[i].forwarded, text);
    }
    client_free_proxies(&proxies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read),
        cmocka_unit_test(keys_tell_clients_apart),
        cmocka_unit_test(lists_of_proxies_are_read),
        cmocka_unit_test(only_proxies_are_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
