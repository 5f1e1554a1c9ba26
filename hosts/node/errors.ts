/** Node's error codes as error numbers. */
import {
	EACCES,
	EADDRINUSE,
	EADDRNOTAVAIL,
	ECONNABORTED,
	ECONNREFUSED,
	ECONNRESET,
	EHOSTUNREACH,
	EINVAL,
	EIO,
	EMFILE,
	EMSGSIZE,
	ENETUNREACH,
	ENOBUFS,
	ENOMEM,
	ENOTCONN,
	EPERM,
	EPIPE,
	ETIMEDOUT,
} from "../../src/core/errno.js";

/** Returns the number of Node's error `code`; EIO for one that evlite has no name for. */
export function errnoOf(error: unknown): number {
	switch ((error as NodeJS.ErrnoException).code) {
		case "EACCES":
			return EACCES;
		case "EADDRINUSE":
			return EADDRINUSE;
		case "EADDRNOTAVAIL":
		case "EAFNOSUPPORT": // the machine has no IPv6
			return EADDRNOTAVAIL;
		case "ECONNABORTED":
			return ECONNABORTED;
		case "ECONNREFUSED":
			return ECONNREFUSED;
		case "ECONNRESET":
			return ECONNRESET;
		case "EHOSTUNREACH":
			return EHOSTUNREACH;
		case "EINVAL":
			return EINVAL;
		case "EMFILE":
		case "ENFILE":
			return EMFILE;
		case "EMSGSIZE":
			return EMSGSIZE;
		case "ENETUNREACH":
			return ENETUNREACH;
		case "ENOBUFS":
			return ENOBUFS;
		case "ENOMEM":
			return ENOMEM;
		case "ENOTCONN":
			return ENOTCONN;
		case "EPERM":
			return EPERM;
		case "EPIPE":
		case "ERR_STREAM_DESTROYED":
		case "ERR_STREAM_WRITE_AFTER_END":
			return EPIPE;
		case "ETIMEDOUT":
			return ETIMEDOUT;
	}
	return EIO;
}
