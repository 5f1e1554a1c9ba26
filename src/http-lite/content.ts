/**
 * Content: a reply encoded once, at construction: status line, header fields and body in one array,
 * which is sent without being copied as often as asked. The way to reply that costs nothing.
 */
import { wholeOption } from "../core/option.js";
import { textBytes } from "../core/text.js";
import { reasonPhrase } from "./reason.js";

/** Returns whether replies of `status` have no body and no length (RFC 9110, 8.6, 15.3.5, 15.4.5). */
export function isBodiless(status: number): boolean {
	return status === 204 || status === 304;
}

/**
 * The body of a reply with its fields, prepared once and sent any number of times without copying
 * or allocating.
 */
export class Content {
	/** Status line, fields, empty line, body: as they go over the wire. */
	readonly bytes: Uint8Array;
	/** The status that the first line says. */
	readonly status: number;
	/** Offset of the first field in `bytes`. */
	readonly fieldsAt: number;
	/** Offset of the body in `bytes`. */
	readonly bodyAt: number;

	/**
	 * Encodes `body` (text as UTF-8, or bytes, copied) with its media `type`. `status` is 200 if
	 * not given; a reply with another status is composed and costs a copy. 204 and 304 have no
	 * body and no type. Throws RangeError for an impossible status, type or body.
	 */
	constructor(type: string, body: string | Uint8Array, status?: number) {
		const code = wholeOption("status", status, 200, 200, 599);
		for (let i = 0; i < type.length; i++) {
			if (type.charCodeAt(i) < 0x20 || type.charCodeAt(i) > 0x7e)
				throw new RangeError("type: ASCII without control characters");
		}
		const bytes = typeof body === "string" ? textBytes(body) : body;
		const line = `HTTP/1.1 ${code} ${reasonPhrase(code)}\r\n`;
		const none = isBodiless(code);
		if ((none || code === 205) && bytes.length !== 0) {
			throw new RangeError(`body has ${bytes.length} bytes; replies of status ${code} have none`);
		}
		const media = code === 205 ? "" : `Content-Type: ${type}\r\n`;
		const fields = `${media}Content-Length: ${bytes.length}\r\n`;
		const head = textBytes(none ? `${line}\r\n` : `${line}${fields}\r\n`);
		this.bytes = new Uint8Array(head.length + bytes.length);
		this.bytes.set(head, 0);
		this.bytes.set(bytes, head.length);
		this.status = code;
		this.fieldsAt = line.length;
		this.bodyAt = head.length;
	}
}
