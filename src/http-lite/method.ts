/** Methods by name, for constructors and logs. */
import {
	EVHTTP_REQ_DELETE,
	EVHTTP_REQ_GET,
	EVHTTP_REQ_HEAD,
	EVHTTP_REQ_OPTIONS,
	EVHTTP_REQ_PATCH,
	EVHTTP_REQ_POST,
	EVHTTP_REQ_PUT,
} from "./flags.js";

/** Returns the flag of the method called `name`, or 0. Methods are case-sensitive (RFC 9110, 9.1). */
export function methodNamed(name: string): number {
	switch (name) {
		case "GET":
			return EVHTTP_REQ_GET;
		case "HEAD":
			return EVHTTP_REQ_HEAD;
		case "POST":
			return EVHTTP_REQ_POST;
		case "PUT":
			return EVHTTP_REQ_PUT;
		case "DELETE":
			return EVHTTP_REQ_DELETE;
		case "OPTIONS":
			return EVHTTP_REQ_OPTIONS;
		case "PATCH":
			return EVHTTP_REQ_PATCH;
	}
	return 0;
}
