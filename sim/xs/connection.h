/*
 * A TCP connection as the network stack of a device holds it: outside the VM, with a receive queue and a send window,
 * and alive after its object is closed while written bytes are still to go.
 */
#ifndef EVLITE_CONNECTION_H
#define EVLITE_CONNECTION_H

#include "io.h"

/* What a connection notifies its owner of. */
enum { CONNECTION_WRITABLE = 1, CONNECTION_READABLE = 2, CONNECTION_FAILED = 4 };

typedef struct Connection {
	IoSource source; /* first: the loop frees by it */
	void *owner; /* NULL once closed */
	void (*notify)(void *owner, int what);
	uint8_t *input, *output;
	int inputAt, inputCount, outputAt, outputCount;
	int connecting, connected;
	int ended, reset; /* ended: nothing more will arrive or be reported */
} Connection;

/* Both take a place among the board's sockets, or return NULL when there is none ("no socket"). */
Connection *connectionOpen(const void *address, size_t length);
int connectionPlace(void); /* for an accept to come; 0 when there is none */
Connection *connectionAccepted(int fd); /* in the place taken */
void connectionForgetPlace(void);
void connectionLimit(int fd); /* for a listener too: accepted sockets inherit it */

void connectionSetOwner(Connection *connection, void *owner, void (*notify)(void *, int));
void connectionTake(Connection *connection, void *to, int count);
int connectionWindow(const Connection *connection);
void connectionPut(Connection *connection, const void *from, int count);
void connectionFlush(Connection *connection);
void connectionClose(Connection *connection);

#endif
