/** Texts of DNS_ERR_*, apart from the numbers so that a program that prints none does not carry them. */
import {
	DNS_ERR_CANCEL,
	DNS_ERR_FORMAT,
	DNS_ERR_NODATA,
	DNS_ERR_NONE,
	DNS_ERR_NOSERVER,
	DNS_ERR_NOTEXIST,
	DNS_ERR_NOTIMPL,
	DNS_ERR_REFUSED,
	DNS_ERR_SEND,
	DNS_ERR_SERVERFAILED,
	DNS_ERR_SHUTDOWN,
	DNS_ERR_TIMEOUT,
	DNS_ERR_TRUNCATED,
} from "./flags.js";

/** Returns a constant string that says what `error` (DNS_ERR_*) is. libevent `evdns_err_to_string`. */
export function dnsErrorText(error: number): string {
	switch (error) {
		case DNS_ERR_NONE:
			return "no error";
		case DNS_ERR_FORMAT:
			return "the server could not read the query";
		case DNS_ERR_SERVERFAILED:
			return "the server failed";
		case DNS_ERR_NOTEXIST:
			return "the name does not exist";
		case DNS_ERR_NOTIMPL:
			return "the server does not do this";
		case DNS_ERR_REFUSED:
			return "the server refused";
		case DNS_ERR_TRUNCATED:
			return "the answer did not fit into a datagram";
		case DNS_ERR_TIMEOUT:
			return "no server answered in time";
		case DNS_ERR_SHUTDOWN:
			return "the resolver was closed";
		case DNS_ERR_CANCEL:
			return "cancelled";
		case DNS_ERR_NODATA:
			return "the name has no such record";
		case DNS_ERR_NOSERVER:
			return "no server is configured";
		case DNS_ERR_SEND:
			return "no server could be sent to";
	}
	return "unknown error";
}
