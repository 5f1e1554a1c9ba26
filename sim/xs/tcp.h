#ifndef EVLITE_TCP_H
#define EVLITE_TCP_H

#include "io.h"

/* Gives an accepted socket, in the place taken for it, to a TCP object constructed without options. */
void tcpAdopt(xsMachine *the, xsSlot *instance, int fd);

#endif
