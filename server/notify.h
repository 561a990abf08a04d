/* Tells the service manager that started the process how it is, where there is one: datagrams to
 * the socket that NOTIFY_SOCKET names, as systemd reads them (sd_notify(3), Type=notify). */
#ifndef SERVER_NOTIFY_H
#define SERVER_NOTIFY_H

/* A socket to the manager, to be closed by the caller; -1 where nobody listens. */
int notify_open(void);

/* Sends "READY=1" or the like, without waiting; to -1 it sends nothing. */
void notify_send(int socket, const char *state);

#endif
