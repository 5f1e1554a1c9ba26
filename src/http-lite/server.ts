/**
 * HttpServer: HTTP/1.1 and 1.0 over a pool of connections, all of it allocated at construction.
 * Routes are compared as bytes. What is malformed, too long or too slow gets a short 4xx or 5xx
 * and a close; nothing a peer sends makes it throw, grow or stall.
 */

import type { BufferEvent } from "../bufferevent/bufferevent.js";
import { readDue } from "../bufferevent/deadlines.js";
import {
	BEV_EVENT_EOF,
	BEV_EVENT_ERROR,
	BEV_EVENT_READING,
	BEV_EVENT_TIMEOUT,
} from "../bufferevent/flags.js";
import { Listener } from "../bufferevent/listener.js";
import type { Overload } from "../bufferevent/overload.js";
import type { EventBase } from "../core/event-base.js";
import { MS_MAX, needDescriptors, needEvents, wholeOption } from "../core/option.js";
import { textBytes } from "../core/text.js";
import { bufferSize } from "../evbuffer-lite/slab.js";
import { Content } from "./content.js";
import { dateLine, hasDate, renewDate } from "./date-field.js";
import { abandon, drained, refuse, resetRequest, serve } from "./exchange.js";
import { isToken, tokenTable } from "./fields.js";
import {
	EVHTTP_REQ_GET,
	EVHTTP_REQ_HEAD,
	HTTP_ASKED,
	HTTP_COUNT,
	HTTP_HEAD,
	HTTP_METHODS,
	HTTP_RUNNING,
	HTTP_SAME,
} from "./flags.js";
import { HeadMemo } from "./memo.js";
import { methodNamed } from "./method.js";
import { HttpRequest } from "./request.js";
import { Room } from "./room.js";
import { replyTexts } from "./texts.js";

const OUTPUT_MIN = 160; // a 431 with a Date, of a connection that is kept
const HEAD_MAX = 8192; // bytes of a head if the program gives no limit
const OFFSET_MAX = 65535; // what is counted of a head in half a number
const FIELDS_MAX = 500;

/**
 * Called with a request that is complete. Replies now, or later; the request is valid until it has
 * been answered.
 */
export type RequestCallback = (request: HttpRequest) => void;

/** Options of an `HttpServer`. */
export interface HttpServerOptions {
	/** Port to listen on, 0 to 65535; 0 lets the platform pick one. */
	port: number;
	/** Literal local address; "" = all, which is the default. */
	address?: string;
	/** Connections at the same time: the size of the pool. */
	connections: number;
	/**
	 * Bytes of input for each connection: the request line, Host, the `fields` named and the body must
	 * fit. 512 if not given.
	 */
	input?: number;
	/** Bytes of output for each connection, at least 160. 512 if not given. */
	output?: number;
	/** Milliseconds a connection may stay without a request, and a reply without a byte taken. 10,000 if not given; 0 = no limit. */
	idleTimeoutMs?: number;
	/** Milliseconds from the first byte of a head to its last, and from there to the end of the
	 * body. 5,000 if not given; 0 = no limit. */
	headerTimeoutMs?: number;
	/** Bytes of the request line; more is refused with 414. The input if not given. */
	lineMax?: number;
	/** Bytes of the head, which may be longer than the input; more is refused with 431. 8,192 if not given, 65,535 at most. */
	headMax?: number;
	/**
	 * Names of the header fields that the program reads: they are kept in heads longer than the input,
	 * from which all others leave, but for Host. One that does not fit is refused with 431.
	 */
	fields?: readonly string[];
	/** Header fields; more are refused with 431. 64 if not given, 500 at most. */
	fieldsMax?: number;
	/** Bytes of the body; more is refused with 413. What is left of the input if not given. */
	bodyMax?: number;
	/** Connections the platform may hold before they are accepted, where it can be asked. 511 if not given. */
	backlog?: number;
	/**
	 * Milliseconds in which a client must have sent a complete request while others wait for its
	 * connection; those that are kept and idle are closed for them at once. 400 if not given; 0 =
	 * nobody makes room, they wait for the timeouts.
	 */
	patienceMs?: number;
	/** What to do for a client that waits when no room can be made; see `unavailable`. Without one it waits. */
	overload?: Overload | null;
	/** Runs when listening fails. */
	onError?: ((listener: Listener, error: number) => void) | null;
}

/** A method mask, a path and who serves it. */
export interface Route {
	readonly methods: number;
	readonly path: Uint8Array;
	readonly onRequest: RequestCallback;
}

/**
 * Returns the names of the fields that a long head keeps, each with a colon after it.
 * @setup
 */
function keptNames(token: Uint8Array, fields: readonly string[]): string {
	let names = "host:";
	for (let i = 0; i < fields.length; i++) {
		const bytes = textBytes(fields[i]);
		if (!isToken(token, bytes, 0, bytes.length)) {
			throw new RangeError(`fields: "${fields[i]}" is not the name of a header field`);
		}
		names += `${fields[i]}:`;
	}
	return names;
}

/** What ends or fails on a connection. */
function ended(connection: BufferEvent, what: number): void {
	const r = connection.context as HttpRequest;
	const fd = connection.fd;
	if ((what & BEV_EVENT_ERROR) !== 0) {
		if ((r.flags_ & HTTP_RUNNING) === 0) return abandon(r);
		if (what === BEV_EVENT_ERROR) return refuse(r, 500); // the program's callback threw
	} else if ((what & BEV_EVENT_TIMEOUT) !== 0) {
		const begun = r.scanned_ !== 0 || (r.flags_ & HTTP_HEAD) !== 0;
		const waits = begun && (r.flags_ & HTTP_ASKED) === 0;
		if (waits && (what & BEV_EVENT_READING) !== 0) return refuse(r, 408);
		abandon(r);
		if (connection.fd === fd) connection.close();
	} else if ((what & BEV_EVENT_EOF) !== 0) {
		serve(connection); // what was sent before the end is still answered
	}
}

function opened(connection: BufferEvent): void {
	const r = connection.context as HttpRequest;
	resetRequest(r);
	if (!hasDate(r.server_)) renewDate(r.server_); // the clock may have been set since
	readDue(connection, r.server_.idleTimeoutMs_);
}

/**
 * An HTTP/1.1 server with a fixed pool of connections (RFC 9110, 9112). Takes the event slots and
 * descriptors of its listener and of each connection; `httpServerCost` gives the sum. libevent
 * `struct evhttp`.
 */
export class HttpServer {
	readonly base: EventBase;
	readonly listener: Listener;
	/** Requests given to routes, or answered 404 or 405. */
	requests: number;
	/** Requests refused as malformed, too long or too slow. */
	refused: number;
	/** Connections closed in favour of clients that waited. */
	evicted: number;
	readonly routes_: Route[];
	readonly lineMax_: number;
	readonly headMax_: number;
	readonly countMax_: number; // in the unit of HTTP_COUNT
	readonly bodyMax_: number;
	readonly idleTimeoutMs_: number;
	readonly headerTimeoutMs_: number;
	readonly patienceMs_: number;
	readonly memo_: HeadMemo; // the head that clients repeat
	readonly token_: Uint8Array; // see tokenTable
	readonly view_: DataView; // of the memory that all inputs are in
	readonly page_: Content; // says a status; its digits are set before it is copied
	readonly texts_: Uint8Array; // see texts.ts
	readonly date_: Uint8Array; // see date-field.ts; by date-field.ts
	dateDue_: number; // tick at which it is old; by date-field.ts
	missed_: number; // why find_ returned null: 404 or 405

	/**
	 * Allocates the pool and listens; see `httpServerCost` for how much. Throws RangeError for
	 * impossible options, or when the base or the host has less than `connections` + 1 events or descriptors.
	 */
	constructor(base: EventBase, options: HttpServerOptions) {
		const input = bufferSize("input", options.input, 512);
		const output = wholeOption("output", options.output, 512, OUTPUT_MIN, 65531);
		const idleTimeoutMs = wholeOption("idleTimeoutMs", options.idleTimeoutMs, 10000, 0, MS_MAX);
		const more = 1 + (options.overload ? options.overload.extra_ : 0);
		const needs = wholeOption("connections", options.connections, -1, 1, 16383) + more;
		needEvents(base, "HttpServer", needs, ` (connections + ${more})`);
		needDescriptors(base.host.descriptors, "HttpServer", needs, ` (connections + ${more})`);
		this.base = base;
		this.requests = 0;
		this.refused = 0;
		this.evicted = 0;
		this.routes_ = [];
		this.lineMax_ = wholeOption("lineMax", options.lineMax, input, 0, MS_MAX);
		this.headMax_ = wholeOption("headMax", options.headMax, HEAD_MAX, 0, OFFSET_MAX);
		const fieldsMax = wholeOption("fieldsMax", options.fieldsMax, 64, 0, FIELDS_MAX);
		this.countMax_ = HTTP_COUNT * (fieldsMax + 1);
		this.bodyMax_ = wholeOption("bodyMax", options.bodyMax, input, 0, MS_MAX);
		this.idleTimeoutMs_ = idleTimeoutMs;
		this.headerTimeoutMs_ = wholeOption(
			"headerTimeoutMs",
			options.headerTimeoutMs,
			5000,
			0,
			MS_MAX,
		);
		this.patienceMs_ = wholeOption("patienceMs", options.patienceMs, 400, 0, MS_MAX);
		const overload = options.overload === undefined ? null : options.overload;
		this.memo_ = new HeadMemo(input);
		this.token_ = tokenTable();
		this.page_ = new Content("text/plain", "000\n");
		const fields = options.fields === undefined ? [] : options.fields;
		this.texts_ = replyTexts(keptNames(this.token_, fields));
		this.date_ = dateLine();
		this.dateDue_ = 0;
		this.missed_ = 404;
		this.listener = new Listener(base, {
			port: options.port,
			address: options.address,
			backlog: options.backlog,
			connections: options.connections,
			input,
			output,
			writeTimeoutMs: idleTimeoutMs,
			onConnection: opened,
			onRead: serve,
			onWrite: drained,
			onEvent: ended,
			overload: this.patienceMs_ === 0 ? overload : new Room(overload),
			onError: options.onError,
		});
		const pool = this.listener.idle_;
		this.view_ = new DataView(pool[0].input.slab.bytes.buffer);
		for (let i = 0; i < pool.length; i++) pool[i].context = new HttpRequest(this, pool[i]);
	}

	/**
	 * Serves `path` (without a query, byte for byte) for `method`: "GET" (HEAD comes with it),
	 * "POST", ... Routes are tried in the order in which they were made. Before the loop starts:
	 * allocates. Throws RangeError for an unknown method.
	 * @setup
	 */
	route(method: string, path: string, onRequest: RequestCallback): void {
		const flag = methodNamed(method);
		if (flag === 0) throw new RangeError(`method is ${method}, which is not known`);
		const methods = flag === EVHTTP_REQ_GET ? EVHTTP_REQ_GET | EVHTTP_REQ_HEAD : flag;
		this.routes_.push({ methods, path: textBytes(path), onRequest });
		this.memo_.route = null;
	}

	/** Stops listening. Open connections are still served. */
	close(): void {
		this.listener.close();
	}

	/** Finds the route of `r`, or returns null and says why in missed_. */
	find_(r: HttpRequest): Route | null {
		const same = (r.flags_ & HTTP_SAME) !== 0;
		if (same && this.memo_.route !== null) return this.memo_.route;
		const method = r.flags_ & HTTP_METHODS;
		const routes = this.routes_;
		this.missed_ = 404;
		for (let i = 0; i < routes.length; i++) {
			const route = routes[i];
			if (r.pathIs(route.path)) {
				if ((route.methods & method) !== 0) {
					if (same) this.memo_.route = route;
					return route;
				}
				this.missed_ = 405;
			}
		}
		return null;
	}
}
