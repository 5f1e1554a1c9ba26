/**
 * Exchange: the life of requests on a connection: read the head, wait for the body, ask the
 * program, send the reply, start over. One request at a time; what a client sends ahead waits in
 * the input and is answered in order (RFC 9112, 9.3.2).
 */
import type { BufferEvent } from "../bufferevent/bufferevent.js";
import { readDue, sendReference, triggerRead } from "../bufferevent/transfer.js";
import { EALREADY, EBADF } from "../core/errno.js";
import { copyIn } from "../evbuffer-lite/evbuffer.js";
import type { Content } from "./content.js";
import {
	EVHTTP_REQ_HEAD,
	HTTP_ASKED,
	HTTP_BODY_ONLY,
	HTTP_CLOSE,
	HTTP_EXPECT,
	HTTP_HEAD,
	HTTP_KEEP_ALIVE,
	HTTP_MINOR,
	HTTP_REPLIED,
	HTTP_RUNNING,
} from "./flags.js";
import { readHead } from "./parser.js";
import type { HttpRequest } from "./request.js";

/** Forgets the request; the connection is ready for the next one. */
export function resetRequest(r: HttpRequest): void {
	r.flags_ = 0;
	r.scanned_ = 0;
	r.line_ = 0;
	r.headEnd_ = 0;
	r.bodyLength = 0;
	r.content_ = null;
}

/** Reads and serves what the input of a connection holds: its `onRead`. */
export function serve(connection: BufferEvent): void {
	const r = connection.context as HttpRequest;
	const fd = connection.fd;
	while ((r.flags_ & HTTP_ASKED) === 0) {
		if ((r.flags_ & HTTP_HEAD) === 0) {
			const fresh = r.scanned_ === 0;
			const status = readHead(r);
			if (status === 0) return waitFor(r, fresh);
			if (status > 1) return refuse(r, status);
		}
		const size = r.headEnd_ + r.bodyLength;
		if (connection.input.length < size) return waitForBody(r, size);
		ask(r);
		if (connection.fd !== fd || (r.flags_ & HTTP_REPLIED) === 0) return;
		if (!finish(r) || connection.input.length === 0) return;
	}
}

/** The head is not complete: refuses one that never can be, and gives the client its time. */
function waitFor(r: HttpRequest, fresh: boolean): void {
	const input = r.connection.input;
	if (input.length === input.size) return refuse(r, r.targetEnd_ === 0 ? 414 : 431);
	if (fresh) readDue(r.connection, r.server_.headerTimeoutMs_);
}

/** The body is not complete: refuses one that cannot fit, and tells the client to go on. */
function waitForBody(r: HttpRequest, size: number): void {
	const input = r.connection.input;
	if (size > input.size || r.bodyLength > r.server_.bodyMax_) return refuse(r, 413);
	if ((r.flags_ & HTTP_EXPECT) !== 0) {
		r.flags_ &= ~HTTP_EXPECT;
		if (input.length === r.headEnd_) r.connection.output.add(r.server_.goOn_);
	}
	readDue(r.connection, r.server_.headerTimeoutMs_);
}

/** Gives the request to its route. */
function ask(r: HttpRequest): void {
	const server = r.server_;
	if (r.bodyLength > server.bodyMax_) return refuse(r, 413);
	const route = server.find_(r);
	server.requests++;
	readDue(r.connection, 0);
	r.flags_ |= HTTP_ASKED | HTTP_RUNNING;
	if (route === null) return refuse(r, server.missed_);
	try {
		route.onRequest(r);
	} catch (error) {
		server.fault_(r, error);
	}
	r.flags_ &= ~HTTP_RUNNING;
}

/** The reply is written: starts over, or closes. Returns whether the connection goes on. */
function finish(r: HttpRequest): boolean {
	const connection = r.connection;
	if ((r.flags_ & HTTP_CLOSE) !== 0) {
		connection.input.drain(connection.input.length);
		connection.end();
		return false;
	}
	connection.input.drain(r.headEnd_ + r.bodyLength);
	resetRequest(r);
	readDue(connection, r.server_.idleTimeoutMs_);
	return true;
}

/** Refuses the request with a short reply and closes: what follows on the connection is not trusted. */
export function refuse(r: HttpRequest, status: number): void {
	const connection = r.connection;
	const page = r.server_.page_;
	r.server_.refused++;
	page[9] = page[page.length - 4] = 48 + ((status / 100) | 0);
	page[10] = page[page.length - 3] = 48 + (((status / 10) | 0) % 10);
	page[11] = page[page.length - 2] = 48 + (status % 10);
	connection.output.add(page); // if it does not fit, closing says it all
	r.flags_ |= HTTP_ASKED | HTTP_CLOSE;
	readDue(connection, 0);
	connection.input.drain(connection.input.length);
	connection.end();
}

/** The reply is on its way: what follows, if the program gave it outside of its callback. */
function replied(r: HttpRequest): number {
	r.flags_ |= HTTP_REPLIED;
	if ((r.flags_ & HTTP_RUNNING) === 0 && finish(r) && r.connection.input.length > 0) {
		triggerRead(r.connection);
	}
	return 0;
}

/** Replies with `content`; see HttpRequest.reply. */
export function replyWith(r: HttpRequest, status: number, content: Content): number {
	const connection = r.connection;
	if (connection.fd < 0 || (r.flags_ & HTTP_ASKED) === 0) return -EBADF;
	if ((r.flags_ & HTTP_REPLIED) !== 0 || r.content_ !== null) return -EALREADY;
	const plain = HTTP_MINOR | EVHTTP_REQ_HEAD | HTTP_CLOSE;
	if (status !== content.status || (r.flags_ & plain) !== HTTP_MINOR) {
		if ((r.flags_ & (HTTP_MINOR | HTTP_KEEP_ALIVE)) === 0) r.flags_ |= HTTP_CLOSE;
		return replyComposed(r, status, content);
	}
	const output = connection.output;
	if (connection.input.length === r.headEnd_ + r.bodyLength || content.bytes.length > output.size) {
		if (sendReference(connection, content.bytes, 0) === 0) return replied(r);
	}
	if (output.add(content.bytes) >= 0) return replied(r);
	r.content_ = content; // drained_ goes on
	return 0;
}

/** Composes a head of its own in the output, and sends the body behind it. */
function replyComposed(r: HttpRequest, status: number, content: Content): number {
	const output = r.connection.output;
	const server = r.server_;
	const field = (r.flags_ & HTTP_CLOSE) !== 0 ? server.close_ : server.keepAlive_;
	const size = content.bodyAt + field.length + 8;
	if (size > output.size - output.length) {
		if (size > output.size) return server.fault_(r, null);
		r.flags_ |= HTTP_CLOSE; // no room: too many replies are waiting; this is the last
	}
	const bytes = content.bytes;
	if (status === content.status) copyIn(output, bytes, 0, content.fieldsAt);
	else {
		copyIn(output, bytes, 0, 9); // "HTTP/1.1 "
		output.addDecimal(status);
		copyIn(output, server.page_, 12, 3); // " \r\n": a reason may be empty (RFC 9112, 4)
	}
	if ((r.flags_ & (HTTP_CLOSE | HTTP_MINOR)) !== HTTP_MINOR) output.add(field);
	copyIn(output, bytes, content.fieldsAt, content.bodyAt - content.fieldsAt);
	if ((r.flags_ & EVHTTP_REQ_HEAD) !== 0) return replied(r);
	const body = bytes.length - content.bodyAt;
	if (body <= output.size - output.length) {
		copyIn(output, bytes, content.bodyAt, body);
		return replied(r);
	}
	r.content_ = content;
	r.flags_ |= HTTP_BODY_ONLY;
	return 0;
}

/** The output has drained: sends the reply that waited for it. The connection's `onWrite`. */
export function drained(connection: BufferEvent): void {
	const r = connection.context as HttpRequest;
	const content = r.content_;
	if (content === null) return;
	const from = (r.flags_ & HTTP_BODY_ONLY) !== 0 ? content.bodyAt : 0;
	if (sendReference(connection, content.bytes, from) !== 0) return;
	r.content_ = null;
	r.flags_ &= ~HTTP_BODY_ONLY;
	replied(r);
}
