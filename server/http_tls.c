/* TLS on the public port: certificate and key, read once at the start, in; encrypted connections
 * out. The only user of GnuTLS beside libmicrohttpd, which does the work; so that what is wrong
 * with the files is told in words, they are tried here first.
 *
 * A handshake is part of the time for a first head: a socket that does not finish it is closed with
 * those that send no request. What the gate says to a client in plain words (too many connections)
 * becomes an alert, and a head or body that is late ends without a word, since only the thread of a
 * connection may use its session.
 *
 * No Strict-Transport-Security is sent: it would bind all ports of the name, of which this server
 * knows but its own. Whoever wants it has a proxy or another name for it. */
#include "server/file.h"
#include "server/http_connection.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* TLS 1.2 and 1.3, with ciphers that authenticate and keys that are made anew for each connection.
 * In the words of GnuTLS (its manual, "Priority strings"). */
static const char priorities[] = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-CIPHER-ALL:"
                                 "+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:%SERVER_PRECEDENCE";

static bool fail_file(const char *option, const char *path, const char *why, gd_error *err)
{
    return gd_fail(err, GD_BAD_VALUE, "--%s %s: %s", option, path, why);
}

/* The contents of a small file, with a final 0; new. */
static char *read_file(const char *option, const char *path, gd_error *err)
{
    enum { MOST = 1 << 20 };
    const char *why;
    FILE *file = file_open(path, &why);
    if (!file) {
        fail_file(option, path, why, err);
        return NULL;
    }
    char *text = calloc(1, MOST + 1);
    size_t size = text ? fread(text, 1, MOST, file) : 0;
    why = ferror(file) ? strerror(errno) : size == MOST ? "it is too large" : NULL;
    fclose(file);
    if (text && !why) return text;
    fail_file(option, path, why ? why : "no memory", err);
    free(text);
    return NULL;
}

static gnutls_datum_t datum(char *text)
{
    return (gnutls_datum_t){(unsigned char *)text, (unsigned)strlen(text)};
}

/* Whether the two are a certificate and its key. */
static bool check_pair(const http_tls *tls, const gd_config *config, gd_error *err)
{
    gnutls_certificate_credentials_t credentials;
    gnutls_datum_t certificate = datum(tls->certificate), key = datum(tls->key);
    int status = gnutls_certificate_allocate_credentials(&credentials);
    if (status == GNUTLS_E_SUCCESS) {
        status = gnutls_certificate_set_x509_key_mem(credentials, &certificate, &key,
                                                     GNUTLS_X509_FMT_PEM);
        gnutls_certificate_free_credentials(credentials);
    }
    if (status >= 0) return true;
    return gd_fail(err, GD_BAD_VALUE,
                   "--tls-cert %s and --tls-key %s, in PEM without a password: %s",
                   config->tls_cert, config->tls_key, gnutls_strerror(status));
}

bool tls_open(http_tls *tls, const gd_config *config, gd_error *err)
{
    if (!*config->tls_cert && !*config->tls_key) return true;
    if (!*config->tls_cert) return gd_fail(err, GD_BAD_VALUE, "--tls-key needs --tls-cert");
    if (!*config->tls_key) return gd_fail(err, GD_BAD_VALUE, "--tls-cert needs --tls-key");
    tls->certificate = read_file("tls-cert", config->tls_cert, err);
    tls->key = tls->certificate ? read_file("tls-key", config->tls_key, err) : NULL;
    return tls->key && check_pair(tls, config, err);
}

void tls_close(http_tls *tls)
{
    if (tls->key) explicit_bzero(tls->key, strlen(tls->key));
    free(tls->key);
    free(tls->certificate);
    *tls = (http_tls){NULL, NULL};
}

unsigned tls_options(const http_tls *tls, struct MHD_OptionItem options[TLS_OPTIONS])
{
    options[0] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    if (!tls->key) return 0;
    options[0] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, tls->certificate};
    options[1] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, tls->key};
    options[2] =
        (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)priorities};
    options[3] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    return MHD_USE_TLS;
}

void tls_refuse(int fd)
{
    /* An alert record of TLS 1.2, which 1.3 reads too: fatal, internal error. */
    static const unsigned char alert[] = {21, 3, 3, 0, 2, 2, 80};
    ssize_t sent = send(fd, alert, sizeof alert, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)sent;
}

ssize_t tls_send(struct MHD_Connection *mhd, const char *bytes, size_t size)
{
    gnutls_session_t session =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session;
    ssize_t sent = gnutls_record_send(session, bytes, size);
    if (sent >= 0) gnutls_bye(session, GNUTLS_SHUT_WR);
    return sent;
}
