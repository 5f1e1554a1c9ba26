/**
 * Deferred callbacks: those of a bufferevent are noted when they are due, and run once, in a later
 * event of the same or the next turn, in the order CONNECTED, `onRead`, `onWrite`, other events.
 * For programs that rely on libevent's order (BEV_OPT_DEFER_CALLBACKS), or whose callbacks go too
 * deep for a device's stack.
 */
import type { Event } from "../core/event.js";
import { eventActive } from "../core/event-info.js";
import { EV_READ, EV_TIMEOUT, EV_WRITE } from "../core/flags.js";
import type { BufferEvent, ConnectionCallback, ConnectionEventCallback } from "./bufferevent.js";
import { BEV_EVENT_CONNECTED, BEV_EVENT_EOF, BEV_EVENT_TIMEOUT } from "./flags.js";

/**
 * Runs the callbacks of one bufferevent in a turn of their own, merged. Takes one event slot of the
 * base. libevent `BEV_OPT_DEFER_CALLBACKS`.
 */
export class DeferredCallbacks {
	readonly connection: BufferEvent;
	onRead: ConnectionCallback | null;
	onWrite: ConnectionCallback | null;
	/** Gets the bits of all events since it last ran, with the last errno. */
	onEvent: ConnectionEventCallback | null;
	readonly event_: Event;
	fd_: number; // that of the connection when they were noted
	due_: number; // EV_READ, EV_WRITE
	what_: number; // BEV_EVENT_* bits
	error_: number;

	/**
	 * Defers the callbacks that `connection` has; set others here. Takes an event of the base;
	 * throws RangeError when there is none.
	 */
	constructor(connection: BufferEvent) {
		this.connection = connection;
		this.onRead = connection.onRead;
		this.onWrite = connection.onWrite;
		this.onEvent = connection.onEvent;
		this.fd_ = -1;
		this.due_ = 0;
		this.what_ = 0;
		this.error_ = 0;
		this.event_ = connection.base.event({ onEvent: runDue, context: this });
		connection.onRead = () => this.note_(EV_READ, 0, 0);
		connection.onWrite = () => this.note_(EV_WRITE, 0, 0);
		connection.onEvent = (_connection, what, error) => this.note_(0, what, error);
	}

	note_(due: number, what: number, error: number): void {
		if (this.connection.fd !== this.fd_) {
			this.due_ = 0; // of an earlier connection
			this.what_ = 0;
		}
		this.fd_ = this.connection.fd;
		this.due_ |= due;
		this.what_ |= what;
		if (error !== 0) this.error_ = error;
		eventActive(this.event_, EV_TIMEOUT);
	}

	/** Reports `what`; without an `onEvent`, applies the default action. */
	tell_(what: number, error: number): void {
		if (this.onEvent !== null) this.onEvent(this.connection, what, error);
		else if ((what & BEV_EVENT_EOF) !== 0) this.connection.end();
		else if ((what & BEV_EVENT_TIMEOUT) !== 0) this.connection.close();
	}
}

/** Runs what is due. A connection that failed is closed by now; only its events are reported then. */
function runDue(event: Event): void {
	const deferred = event.context as DeferredCallbacks;
	const connection = deferred.connection;
	const fd = deferred.fd_;
	const due = deferred.due_;
	const what = deferred.what_;
	const error = deferred.error_;
	deferred.due_ = 0;
	deferred.what_ = 0;
	deferred.error_ = 0;
	if (connection.fd >= 0 && connection.fd !== fd) return; // it has gone to somebody else
	if ((what & BEV_EVENT_CONNECTED) !== 0) deferred.tell_(BEV_EVENT_CONNECTED, 0);
	if ((due & EV_READ) !== 0 && connection.fd === fd && deferred.onRead !== null) {
		deferred.onRead(connection);
	}
	if ((due & EV_WRITE) !== 0 && connection.fd === fd && deferred.onWrite !== null) {
		deferred.onWrite(connection);
	}
	const rest = what & ~BEV_EVENT_CONNECTED;
	if (rest !== 0 && (connection.fd < 0 || connection.fd === fd)) deferred.tell_(rest, error);
}
