/**
 * HttpRequest: one request on one connection, from its first byte to the end of its reply. There is
 * one object for each pooled connection, made at the start and used again and again; a program must
 * not keep what it returns beyond the reply. Head and body stay in the connection's input until
 * then, so nothing is copied; a head that does not fit loses the fields that nobody reads.
 */
import type { BufferEvent } from "../bufferevent/bufferevent.js";
import { sendReference, triggerRead } from "../bufferevent/transfer.js";
import { ENOBUFS } from "../core/errno.js";
import type { Content } from "./content.js";
import {
	EVHTTP_REQ_HEAD,
	HTTP_ASKED,
	HTTP_CLOSE,
	HTTP_MINOR,
	HTTP_REPLIED,
	HTTP_RUNNING,
} from "./flags.js";
import { fieldAt, fieldSize } from "./lookup.js";
import { replyWith } from "./reply.js";
import type { HttpServer } from "./server.js";

// what decides whether a reply goes out just as it was prepared
const PLAIN = HTTP_ASKED | HTTP_REPLIED | HTTP_MINOR | HTTP_CLOSE | EVHTTP_REQ_HEAD;

/**
 * One request of a connection, and its reply. Owned by the server, one for each connection; lent
 * from the route's callback until the reply is sent or the client has gone. libevent `struct
 * evhttp_request`.
 */
export class HttpRequest {
	readonly connection: BufferEvent;
	/** The user's own; kept from one request of the connection to the next. */
	context: unknown;
	/**
	 * Runs when the client has gone before the reply was given; set it in the route that replies
	 * later, and forget the request there. Null again for the next request.
	 */
	onClose: ((request: HttpRequest) => void) | null;
	/** Bytes of the body. */
	bodyLength: number;
	readonly server_: HttpServer;
	flags_: number; // HTTP_*, the method, and the count of fields; by exchange.ts
	// offsets in the input, which are below 65,536, so that two share a slot:
	scanned_: number; // how far the head was scanned, and above it where the line being read starts; by parser.ts
	target_: number; // the target of the request line, and above it its end; by request-line.ts
	// end of the head; before it is found, the colon of the line (0 = not found yet), and above it the
	// bytes that have left the input
	headEnd_: number; // by parser.ts
	content_: Content | null; // a reply that waits for the output to drain; by reply.ts

	constructor(server: HttpServer, connection: BufferEvent) {
		this.connection = connection;
		this.context = undefined;
		this.onClose = null;
		this.bodyLength = 0;
		this.server_ = server;
		this.flags_ = 0;
		this.scanned_ = 0;
		this.target_ = 0;
		this.headEnd_ = 0;
		this.content_ = null;
	}

	/**
	 * Replies with prepared content, now or later, once. Returns 0, -EALREADY if a reply was given,
	 * -EBADF if the client has gone, -EINVAL for a status that is none or that frames its reply
	 * otherwise than the content's own (204 and 304 have no body). No allocation and no copy where
	 * `status` is the content's own and the connection stays open; else one copy of the head, which
	 * the output must be able to hold: else -EMSGSIZE, and the client gets 500.
	 */
	reply(status: number, content: Content): number {
		const connection = this.connection;
		if (
			status === content.status &&
			(this.flags_ & PLAIN) === (HTTP_ASKED | HTTP_MINOR) &&
			this.content_ === null &&
			this.server_.date_[0] === 0 &&
			connection.input.length === this.headEnd_ + this.bodyLength &&
			sendReference(connection, content.bytes, 0) >= 0
		) {
			this.flags_ |= HTTP_REPLIED;
			if ((this.flags_ & HTTP_RUNNING) === 0) triggerRead(connection);
			return 0;
		}
		return replyWith(this, status, content);
	}

	/** Makes a string of the target, with its query, as it was sent. */
	path(): string {
		const at = this.target_ & 0xffff;
		return this.connection.input.text(at, (this.target_ >>> 16) - at);
	}

	/** Returns whether the path, without its query, is `path`, byte for byte. No allocation. */
	pathIs(path: Uint8Array): boolean {
		const bytes = this.connection.input.slab.bytes;
		const from = this.target_ & 0xffff;
		const at = this.connection.input.at + from;
		const size = (this.target_ >>> 16) - from;
		const count = path.length;
		if (size !== count && (size < count || bytes[at + count] !== 63)) return false;
		for (let i = 0; i < count; i++) if (bytes[at + i] !== path[i]) return false;
		return true;
	}

	/**
	 * Makes a string of the value of the first field called `name`, without the white space around
	 * it; null if it was not sent. Undefined if that is not known: the head was longer than the input,
	 * and `name` is not among the server's `fields`; built for Espruino, where null is undefined as well,
	 * `fieldAt` says which. Scans the head. For no allocation: `fieldAt`, `fieldSize`.
	 */
	header(name: string): string | null | undefined {
		const at = fieldAt(this, name);
		if (at === -ENOBUFS) return undefined;
		return at < 0 ? null : this.connection.input.text(at, fieldSize(this, at));
	}

	/** Makes a string of the body, as UTF-8. */
	bodyText(): string {
		return this.connection.input.text(this.headEnd_, this.bodyLength);
	}
}
