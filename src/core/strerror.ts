/** Error texts, apart from the numbers so that a program that prints none does not carry them. */
import {
	EACCES,
	EADDRINUSE,
	EADDRNOTAVAIL,
	EAGAIN,
	EALREADY,
	EBADF,
	EBADMSG,
	EBUSY,
	ECANCELED,
	ECONNABORTED,
	ECONNREFUSED,
	ECONNRESET,
	EEXIST,
	EHOSTUNREACH,
	EINPROGRESS,
	EINVAL,
	EIO,
	EISCONN,
	EMFILE,
	EMSGSIZE,
	ENETUNREACH,
	ENOBUFS,
	ENOENT,
	ENOMEM,
	ENOTCONN,
	EOPNOTSUPP,
	EPERM,
	EPIPE,
	ERANGE,
	ETIMEDOUT,
} from "./errno.js";

/**
 * Names error number `error` (either sign) in POSIX's words. Returns a constant string; an unknown
 * number gives "unknown error". POSIX `strerror`.
 */
export function strerror(error: number): string {
	switch (error < 0 ? -error : error) {
		case 0:
			return "success";
		case EPERM:
			return "operation not permitted";
		case ENOENT:
			return "no such entry";
		case EIO:
			return "input/output error";
		case EBADF:
			return "bad descriptor";
		case EAGAIN:
			return "not now, try again";
		case ENOMEM:
			return "out of memory";
		case EACCES:
			return "permission denied";
		case EBUSY:
			return "busy";
		case EEXIST:
			return "already exists";
		case EINVAL:
			return "invalid argument";
		case EMFILE:
			return "too many open descriptors";
		case EPIPE:
			return "broken pipe";
		case ERANGE:
			return "out of range";
		case EBADMSG:
			return "malformed message";
		case EMSGSIZE:
			return "message too long";
		case EOPNOTSUPP:
			return "not supported on this host";
		case EADDRINUSE:
			return "address already in use";
		case EADDRNOTAVAIL:
			return "address not available";
		case ENETUNREACH:
			return "network unreachable";
		case ECONNABORTED:
			return "connection aborted";
		case ECONNRESET:
			return "connection reset by peer";
		case ENOBUFS:
			return "buffer or table full";
		case EISCONN:
			return "already connected";
		case ENOTCONN:
			return "not connected";
		case ETIMEDOUT:
			return "timed out";
		case ECONNREFUSED:
			return "connection refused";
		case EHOSTUNREACH:
			return "host unreachable";
		case EALREADY:
			return "already in progress";
		case EINPROGRESS:
			return "in progress";
		case ECANCELED:
			return "canceled";
	}
	return "unknown error";
}
