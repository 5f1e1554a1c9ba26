/**
 * Exchange: the life of requests on a connection: read the head, wait for the body, ask the
 * program, send the reply, start over. One request at a time; what a client sends ahead waits in
 * the input and is answered in order (RFC 9112, 9.3.2).
 */
import type { BufferEvent } from "../bufferevent/bufferevent.js";
import { readDue } from "../bufferevent/deadlines.js";
import { BEV_EOF, BEV_READ_DUE } from "../bufferevent/flags.js";
import { isPending } from "../bufferevent/transfer.js";
import {
	HTTP_ASKED,
	HTTP_CLOSE,
	HTTP_EXPECT,
	HTTP_HEAD,
	HTTP_KEPT,
	HTTP_LINE,
	HTTP_REPLIED,
	HTTP_RUNNING,
} from "./flags.js";
import { shortenHead } from "./long-head.js";
import { readHead } from "./parser.js";
import { replyPage, resumeReply } from "./reply.js";
import type { HttpRequest } from "./request.js";
import { noteHead } from "./request-line.js";
import { addText, TEXT_GO_ON } from "./texts.js";

const REPLY_ROOM = 256; // bytes of output that must be free before the next request is asked

/** Forgets the request; the connection is ready for the next one. */
export function resetRequest(r: HttpRequest): void {
	r.flags_ = 0;
	r.scanned_ = 0;
	r.headEnd_ = 0;
	r.bodyLength = 0;
	r.content_ = null;
	r.onClose = null;
}

/**
 * Reads and serves what the input of a connection holds: its `onRead`. One frame from here to the
 * program's callback, because a device's stack is short; an exception of the program ends up in
 * the connection's `onEvent`.
 */
export function serve(connection: BufferEvent): void {
	const r = connection.context as HttpRequest;
	const output = connection.output;
	const fd = connection.fd;
	for (;;) {
		if ((r.flags_ & HTTP_ASKED) !== 0) {
			if ((r.flags_ & HTTP_REPLIED) === 0) return; // the program owes the reply
			finish(r);
			if (connection.fd !== fd || connection.input.length === 0) return;
			if ((r.flags_ & HTTP_ASKED) !== 0) return; // it was the last
		}
		if (output.length !== 0 && output.size - output.length < REPLY_ROOM) return; // it continues once drained
		const isNew = (r.flags_ & HTTP_HEAD) === 0;
		if (isNew) {
			const fresh = r.scanned_ === 0;
			const status = readHead(r);
			if (status === 0) return waitForHead(r, fresh);
			if (status > 1) return refuse(r, status);
		}
		if (r.bodyLength !== 0 && !isBodyThere(r, isNew)) return;
		const server = r.server_;
		const route = server.find_(r);
		server.requests++;
		if (server.listener.waiting_) takeTurns(r);
		connection.state_ &= ~BEV_READ_DUE; // cancelReadTimeout, in place: for every request
		r.flags_ |= HTTP_ASKED | HTTP_RUNNING;
		if (route === null) replyPage(r, server.missed_);
		else route.onRequest(r);
		r.flags_ &= ~HTTP_RUNNING;
		if (connection.fd !== fd) return;
	}
}

/**
 * Somebody waits for a connection: the reply to `r` is the last on its own. What the client has
 * sent ahead is served before, though one of 16 ends even then.
 */
function takeTurns(r: HttpRequest): void {
	const server = r.server_;
	if (server.patienceMs_ === 0) return;
	const isLast = r.connection.input.length === r.headEnd_ + r.bodyLength;
	if (isLast || (server.requests & 15) === 0) r.flags_ |= HTTP_CLOSE;
}

/**
 * The head is not complete: makes room for the rest of it, or refuses it if that cannot be done, and
 * gives the client its time.
 */
function waitForHead(r: HttpRequest, fresh: boolean): void {
	const connection = r.connection;
	const input = connection.input;
	if (input.length === input.size) {
		if ((r.flags_ & HTTP_LINE) === 0) return refuse(r, 414);
		if (shortenHead(r) === 0) return refuse(r, 431);
	}
	if ((connection.state_ & BEV_EOF) !== 0) connection.end();
	else if (fresh && input.length !== 0) readDue(connection, r.server_.headerTimeoutMs_);
}

/** Returns whether the body is complete; if not, refuses one that cannot fit, or sends the client 100 Continue. */
function isBodyThere(r: HttpRequest, isNew: boolean): boolean {
	const connection = r.connection;
	const input = connection.input;
	let size = r.headEnd_ + r.bodyLength;
	if (r.bodyLength <= r.server_.bodyMax_) {
		if (size > input.size) size -= shortenHead(r);
		if (input.length >= size) return true;
		if (size <= input.size) {
			if ((connection.state_ & BEV_EOF) !== 0) connection.end();
			else if (isNew) {
				if ((r.flags_ & HTTP_EXPECT) !== 0 && input.length === r.headEnd_) {
					addText(connection.output, r.server_.texts_, TEXT_GO_ON);
				}
				readDue(connection, r.server_.headerTimeoutMs_);
			}
			return false;
		}
	}
	refuse(r, 413);
	return false;
}

/** The reply is handed over: starts over, or closes once it is sent. */
function finish(r: HttpRequest): void {
	const connection = r.connection;
	if ((r.flags_ & HTTP_CLOSE) !== 0) return leave(r);
	const input = connection.input;
	const size = r.headEnd_ + r.bodyLength;
	if (input.length === size) {
		input.length = 0;
		input.at = input.start_;
	} else input.drain(size);
	r.flags_ = HTTP_KEPT;
	r.bodyLength = 0;
	r.onClose = null;
	if (connection.input.length === 0 && (connection.state_ & BEV_EOF) !== 0) connection.end();
	else readDue(connection, isPending(connection) ? 0 : r.server_.idleTimeoutMs_); // else `drained`
}

/** Drops what the client sends after the last request, and closes once the reply is sent. */
function leave(r: HttpRequest): void {
	const connection = r.connection;
	connection.input.drain(connection.input.length);
	connection.end();
}

/** The client has gone: notifies the program if it owes a reply. */
export function abandon(r: HttpRequest): void {
	const owed = (r.flags_ & (HTTP_ASKED | HTTP_REPLIED)) === HTTP_ASKED && r.content_ === null;
	r.flags_ &= ~HTTP_ASKED; // so that reply() answers -EBADF
	if (owed && r.onClose !== null) r.onClose(r);
}

/** Refuses the request with a short reply and closes: what follows on the connection is not trusted. */
export function refuse(r: HttpRequest, status: number): void {
	const connection = r.connection;
	r.server_.refused++;
	r.flags_ |= HTTP_ASKED | HTTP_CLOSE | HTTP_RUNNING;
	if ((r.flags_ & HTTP_LINE) === 0) noteHead(r);
	readDue(connection, 0);
	replyPage(r, status);
	r.flags_ &= ~HTTP_RUNNING;
	connection.input.drain(connection.input.length);
	connection.end();
}

/** The output has drained: sends the reply that waited, or serves on. The connection's `onWrite`. */
export function drained(connection: BufferEvent): void {
	const r = connection.context as HttpRequest;
	if (r.content_ !== null) resumeReply(r);
	else if ((r.flags_ & HTTP_ASKED) !== 0) return;
	else if (connection.input.length !== 0 || (connection.state_ & BEV_EOF) !== 0) serve(connection);
	else readDue(connection, r.server_.idleTimeoutMs_);
}
