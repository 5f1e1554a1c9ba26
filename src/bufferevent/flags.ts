/** The bits that `onEvent` gets, with libevent's names and values (event2/bufferevent.h). */

/** It happened while reading. */
export const BEV_EVENT_READING = 0x01;
/** It happened while writing. */
export const BEV_EVENT_WRITING = 0x02;
/** The peer ended its side of the stream. */
export const BEV_EVENT_EOF = 0x10;
/** The connection is lost; the error number comes with it. */
export const BEV_EVENT_ERROR = 0x20;
/** A timeout expired; that direction is disabled. */
export const BEV_EVENT_TIMEOUT = 0x40;
/** connect() succeeded: the connection is established. */
export const BEV_EVENT_CONNECTED = 0x80;
/** `end()` has written everything and closed. evlite's own; libevent has no such event. */
export const BEV_EVENT_CLOSED = 0x100;

/** Flush as far as usual. */
export const BEV_NORMAL = 0;
/** Flush past the watermarks. */
export const BEV_FLUSH = 1;
/** Flush, and let nothing follow. */
export const BEV_FINISHED = 2;

/** A filter has made progress. */
export const BEV_OK = 0;
/** A filter waits for more bytes, or for more room. */
export const BEV_NEED_MORE = 1;
/** A filter gives up: the connection fails with EBADMSG. */
export const BEV_ERROR = 2;

/** Why an event of a bufferevent is active, beside EV_READ, EV_WRITE, EV_TIMEOUT, and EV_SIGNAL to trigger `onRead`. */
export const BEV_TRIGGER_WRITE = 0x20;

// states of a bufferevent; EV_READ (2) and EV_WRITE (4) in the same byte say what is enabled
export const BEV_OPEN = 0x01;
export const BEV_CONNECTING = 0x08;
export const BEV_EOF = 0x10; // the peer's side has ended
export const BEV_ENDING = 0x20; // close when everything is written
export const BEV_BUSY = 0x40; // a user callback is running; changes are applied after it
export const BEV_READ_DUE = 0x80; // readDue_ counts
export const BEV_WRITE_DUE = 0x100; // writeDue_ counts
export const BEV_BLOCKED = 0x200; // the window was full; wait for EV_WRITE
export const BEV_READ_SUSPENDED = 0x400; // a limit has been reached: nothing is read for now
export const BEV_WRITE_SUSPENDED = 0x800; // a limit has been reached: nothing is written for now
export const BEV_LINGERING = 0x1000; // all is sent: what comes is discarded (linger.ts)
export const BEV_SHUT = 0x2000; // with BEV_LINGERING: our side has ended
export const BEV_NO_READ = 0x4000; // EV_READ << BEV_NO: the program disabled it
export const BEV_NO_WRITE = 0x8000; // EV_WRITE << BEV_NO
export const BEV_NO = 13;
