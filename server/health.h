/* `gradd health`: whether a server is ready, for health checks of containers. */
#ifndef SERVER_HEALTH_H
#define SERVER_HEALTH_H

/* Asks /readyz of the admin port at `address`, "host:port"; 0.0.0.0 and :: mean this machine.
 * Returns the exit status of the process: 0 ready, 1 not; then stderr tells why. */
int health_check(const char *address);

#endif
