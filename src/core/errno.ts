/**
 * Error numbers, with the values of Linux so that they read the same in every log. evlite's calls
 * return `-errno`; a result `>= 0` is the answer. One constant each, so that bundlers inline them.
 */

/** POSIX: operation not permitted. */
export const EPERM = 1;
/** POSIX: no such entry; what was searched for is not there. */
export const ENOENT = 2;
/** POSIX: input/output error. */
export const EIO = 5;
/** POSIX: bad file descriptor; it is closed or of an earlier generation. */
export const EBADF = 9;
/** POSIX: not now, try again: nothing to read, no space to write, or the input is incomplete. */
export const EAGAIN = 11;
/** POSIX: not enough memory. */
export const ENOMEM = 12;
/** POSIX: permission denied, as for a port below 1024. */
export const EACCES = 13;
/** POSIX: in use: an operation of this kind is under way. */
export const EBUSY = 16;
/** POSIX: exists already. */
export const EEXIST = 17;
/** POSIX: invalid argument. */
export const EINVAL = 22;
/** POSIX: too many open files: the table of descriptors is full. */
export const EMFILE = 24;
/** POSIX: broken pipe: writing after the connection was shut down. */
export const EPIPE = 32;
/** POSIX: out of range: an offset after the end. */
export const ERANGE = 34;
/** POSIX: bad message: malformed input. */
export const EBADMSG = 74;
/** POSIX: message too long: it can never fit. */
export const EMSGSIZE = 90;
/** POSIX: not supported by this platform. */
export const EOPNOTSUPP = 95;
/** POSIX: address already in use. */
export const EADDRINUSE = 98;
/** POSIX: address not available: not one of this host. */
export const EADDRNOTAVAIL = 99;
/** POSIX: network unreachable. */
export const ENETUNREACH = 101;
/** POSIX: connection aborted. */
export const ECONNABORTED = 103;
/** POSIX: connection reset by the peer. */
export const ECONNRESET = 104;
/** POSIX: no buffer space: a fixed pool or buffer is full now. */
export const ENOBUFS = 105;
/** POSIX: already connected. */
export const EISCONN = 106;
/** POSIX: not connected. */
export const ENOTCONN = 107;
/** POSIX: connection timed out. */
export const ETIMEDOUT = 110;
/** POSIX: connection refused: nobody listens on the port. */
export const ECONNREFUSED = 111;
/** POSIX: host unreachable. */
export const EHOSTUNREACH = 113;
/** POSIX: already in progress. */
export const EALREADY = 114;
/** POSIX: in progress. */
export const EINPROGRESS = 115;
/** POSIX: operation cancelled. */
export const ECANCELED = 125;
