/**
 * Exchange: the life of requests on a connection: read the head, wait for the body, ask the
 * program, send the reply, start over. One request at a time; what a client sends ahead waits in
 * the input and is answered in order (RFC 9112, 9.3.2).
 */
import type { BufferEvent } from "../bufferevent/bufferevent.js";
import { BEV_EOF } from "../bufferevent/flags.js";
import { readDue } from "../bufferevent/transfer.js";
import {
	HTTP_ASKED,
	HTTP_CLOSE,
	HTTP_EXPECT,
	HTTP_HEAD,
	HTTP_LINE,
	HTTP_REPLIED,
	HTTP_RUNNING,
} from "./flags.js";
import { readHead } from "./parser.js";
import { replyPage, resumeReply } from "./reply.js";
import type { HttpRequest } from "./request.js";

const REPLY_ROOM = 256; // bytes of output that must be free before the next request is asked

/** Forgets the request; the connection is ready for the next one. */
export function resetRequest(r: HttpRequest): void {
	r.flags_ = 0;
	r.scanned_ = 0;
	r.line_ = 0;
	r.colon_ = 0;
	r.headEnd_ = 0;
	r.bodyLength = 0;
	r.content_ = null;
}

/** Reads and serves what the input of a connection holds: its `onRead`. */
export function serve(connection: BufferEvent): void {
	const r = connection.context as HttpRequest;
	const output = connection.output;
	const fd = connection.fd;
	for (;;) {
		if ((r.flags_ & HTTP_REPLIED) !== 0) {
			finish(r);
			if (connection.fd !== fd || connection.input.length === 0) return;
		}
		if ((r.flags_ & HTTP_ASKED) !== 0) return; // the program owes the reply
		if (output.length !== 0 && output.size - output.length < REPLY_ROOM) return; // drained goes on
		if ((r.flags_ & HTTP_HEAD) === 0) {
			const fresh = r.scanned_ === 0;
			const status = readHead(r);
			if (status === 0) return waitForHead(r, fresh);
			if (status > 1) return refuse(r, status);
		}
		if (connection.input.length < r.headEnd_ + r.bodyLength) return waitForBody(r);
		ask(r);
		if (connection.fd !== fd) return;
	}
}

/** The head is not complete: refuses one that never can be, and gives the client its time. */
function waitForHead(r: HttpRequest, fresh: boolean): void {
	const connection = r.connection;
	const input = connection.input;
	if (input.length === input.size) refuse(r, (r.flags_ & HTTP_LINE) === 0 ? 414 : 431);
	else if ((connection.state_ & BEV_EOF) !== 0) connection.end();
	else if (fresh && input.length !== 0) readDue(connection, r.server_.headerTimeoutMs_);
}

/** The body is not complete: refuses one that cannot fit, and tells the client to go on. */
function waitForBody(r: HttpRequest): void {
	const connection = r.connection;
	const input = connection.input;
	if (r.headEnd_ + r.bodyLength > input.size || r.bodyLength > r.server_.bodyMax_) {
		refuse(r, 413);
	} else if ((connection.state_ & BEV_EOF) !== 0) connection.end();
	else {
		if ((r.flags_ & HTTP_EXPECT) !== 0 && input.length === r.headEnd_) {
			connection.output.add(r.server_.goOn_);
		}
		if ((r.flags_ & HTTP_EXPECT) !== 0 || input.length === r.headEnd_) {
			readDue(connection, r.server_.headerTimeoutMs_);
		}
		r.flags_ &= ~HTTP_EXPECT;
	}
}

/** Gives the request to its route. */
function ask(r: HttpRequest): void {
	const server = r.server_;
	if (r.bodyLength > server.bodyMax_) return refuse(r, 413);
	const route = server.find_(r);
	server.requests++;
	readDue(r.connection, 0);
	r.flags_ |= HTTP_ASKED | HTTP_RUNNING;
	if (route === null) replyPage(r, server.missed_);
	else {
		try {
			route.onRequest(r);
		} catch (error) {
			server.fault_(r, error);
		}
	}
	r.flags_ &= ~HTTP_RUNNING;
}

/** The reply is handed over: starts over, or closes once it is sent. */
function finish(r: HttpRequest): void {
	const connection = r.connection;
	if ((r.flags_ & HTTP_CLOSE) !== 0) {
		connection.input.drain(connection.input.length);
		connection.end();
		return;
	}
	connection.input.drain(r.headEnd_ + r.bodyLength);
	resetRequest(r);
	if (connection.input.length === 0 && (connection.state_ & BEV_EOF) !== 0) connection.end();
	else readDue(connection, r.server_.idleTimeoutMs_);
}

/** Refuses the request with a short reply and closes: what follows on the connection is not trusted. */
export function refuse(r: HttpRequest, status: number): void {
	const connection = r.connection;
	r.server_.refused++;
	r.flags_ |= HTTP_ASKED | HTTP_CLOSE | HTTP_RUNNING;
	readDue(connection, 0);
	replyPage(r, status);
	connection.input.drain(connection.input.length);
	connection.end();
}

/** The output has drained: sends the reply that waited, or serves on. The connection's `onWrite`. */
export function drained(connection: BufferEvent): void {
	const r = connection.context as HttpRequest;
	if (r.content_ !== null) resumeReply(r);
	else if (connection.input.length !== 0) serve(connection);
}
