/** Flags of events and of the loop, with libevent's names and values (event2/event.h). */

/** The event's timer expired. */
export const EV_TIMEOUT = 0x01;
/** The descriptor is readable: bytes, a connection or the end of the stream. */
export const EV_READ = 0x02;
/** The descriptor is writable, or its connect has ended. */
export const EV_WRITE = 0x04;
/** A signal was received. */
export const EV_SIGNAL = 0x08;
/** The event stays pending after it ran. */
export const EV_PERSIST = 0x10;
/** The peer closed its side, or the connection is gone. */
export const EV_CLOSED = 0x80;

/** Runs one turn that may wait, and ends. */
export const EVLOOP_ONCE = 0x01;
/** Runs one turn now, without waiting, and returns. */
export const EVLOOP_NONBLOCK = 0x02;
/** Does not end when no event is pending. */
export const EVLOOP_NO_EXIT_ON_EMPTY = 0x04;

// `how` of `Host.shutdown` (POSIX shutdown)
/** `how` of `Host.shutdown`: no more receiving. POSIX `shutdown`. */
export const SHUT_RD = 0;
/** `how` of `Host.shutdown`: no more sending; the peer reads the end of the stream. */
export const SHUT_WR = 1;
/** `how` of `Host.shutdown`: neither. */
export const SHUT_RDWR = 2;
