/** Methods: their flags, their names, and how a request line and the Allow field spell them. */
import { SP } from "../core/ascii.js";
import {
	EVHTTP_REQ_DELETE,
	EVHTTP_REQ_GET,
	EVHTTP_REQ_HEAD,
	EVHTTP_REQ_OPTIONS,
	EVHTTP_REQ_PATCH,
	EVHTTP_REQ_POST,
	EVHTTP_REQ_PUT,
} from "./flags.js";
import {
	TEXT_DELETE,
	TEXT_GET_HEAD,
	TEXT_OPTIONS,
	TEXT_PATCH,
	TEXT_POST,
	TEXT_PUT,
} from "./texts.js";
import {
	MASK_1,
	MASK_2,
	MASK_3,
	WORD_DELE,
	WORD_GET,
	WORD_H,
	WORD_HEAD,
	WORD_ONS,
	WORD_OPTI,
	WORD_PATC,
	WORD_POST,
	WORD_PUT,
	WORD_TE,
} from "./words.js";

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

/** Returns the flag of the method at `at`, which a space must end, or 0. */
export function methodAt(view: DataView, at: number): number {
	const word = view.getInt32(at, true);
	if (word === WORD_GET) return EVHTTP_REQ_GET;
	if (word === WORD_PUT) return EVHTTP_REQ_PUT;
	const rest = view.getInt32(at + 4, true);
	if (word === WORD_HEAD) return (rest & MASK_1) === SP ? EVHTTP_REQ_HEAD : 0;
	if (word === WORD_POST) return (rest & MASK_1) === SP ? EVHTTP_REQ_POST : 0;
	if (word === WORD_DELE) return (rest & MASK_3) === WORD_TE ? EVHTTP_REQ_DELETE : 0;
	if (word === WORD_OPTI) return rest === WORD_ONS ? EVHTTP_REQ_OPTIONS : 0;
	if (word === WORD_PATC) return (rest & MASK_2) === WORD_H ? EVHTTP_REQ_PATCH : 0;
	return 0;
}

/** Returns the text that names the methods of a route, for Allow. */
export function methodsText(methods: number): number {
	switch (methods) {
		case EVHTTP_REQ_POST:
			return TEXT_POST;
		case EVHTTP_REQ_PUT:
			return TEXT_PUT;
		case EVHTTP_REQ_DELETE:
			return TEXT_DELETE;
		case EVHTTP_REQ_OPTIONS:
			return TEXT_OPTIONS;
		case EVHTTP_REQ_PATCH:
			return TEXT_PATCH;
	}
	return TEXT_GET_HEAD;
}
