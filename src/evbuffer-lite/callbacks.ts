/**
 * Callbacks on a buffer: called after each change of its length, the newest first; the previous
 * owner of the buffer is notified last. A buffer without callbacks pays nothing for them.
 *
 * On a bufferevent's own buffers, what the connection itself receives and sends is not reported at
 * once: it is added to the next change made by anyone else.
 */
import type { Event } from "../core/event.js";
import type { EventBase } from "../core/event-base.js";
import { eventActive } from "../core/event-info.js";
import { EV_WRITE } from "../core/flags.js";
import type { BufferOwner, EvBuffer } from "./evbuffer.js";
import { setOwner } from "./evbuffer.js";

/** Called after a change, with the length before it and the bytes that it added and dropped. */
export type OnBufferChange = (
	buffer: EvBuffer,
	original: number,
	added: number,
	deleted: number,
) => void;

/** One callback on a buffer, made by `addCallback`. libevent `struct evbuffer_cb_entry`. */
export class BufferCallback {
	readonly onChange: OnBufferChange;
	/** Called at once even if the others are deferred. libevent `EVBUFFER_CB_NODEFER`. */
	readonly atOnce: boolean;
	/** Called at all; may be set at any time. libevent `EVBUFFER_CB_ENABLED`. */
	enabled: boolean;
	next_: BufferCallback | null; // the one added before
	freed_: boolean;

	constructor(onChange: OnBufferChange, atOnce: boolean) {
		this.onChange = onChange;
		this.atOnce = atOnce;
		this.enabled = true;
		this.next_ = null;
		this.freed_ = false;
	}
}

/**
 * The list of callbacks on one buffer. Calls them at once or, given a base, once a turn with the
 * sum of the changes; the latter takes one event slot of the base for as long as the base lives.
 * libevent's list of `evbuffer_cb_entry` and `evbuffer_defer_callbacks`.
 */
export class BufferCallbacks implements BufferOwner {
	/** The buffer observed. */
	readonly buffer: EvBuffer;
	readonly below_: BufferOwner | null; // the previous owner
	readonly event_: Event | null; // runs the deferred ones
	first_: BufferCallback | null; // newest
	length_: number; // of the buffer, at the last change
	waiting_: number; // length when the deferred ones last ran
	added_: number; // since then
	deleted_: number;

	/**
	 * Makes an empty list of callbacks on `buffer`. With a `base` they run once a turn, with the sum
	 * of the changes since (libevent `evbuffer_defer_callbacks`); that takes a slot of its event
	 * table. Throws RangeError if no slot is free.
	 */
	constructor(buffer: EvBuffer, base?: EventBase) {
		this.buffer = buffer;
		this.below_ = buffer.owner_;
		this.event_ = base === undefined ? null : base.event({ onEvent: runDeferred, context: this });
		this.first_ = null;
		this.length_ = buffer.length;
		this.waiting_ = buffer.length;
		this.added_ = 0;
		this.deleted_ = 0;
		setOwner(buffer, this);
	}

	changed_(buffer: EvBuffer, added: number): void {
		const original = this.length_;
		let deleted = original + added - buffer.length;
		if (deleted < 0) {
			added -= deleted; // received by the connection meanwhile
			deleted = 0;
		}
		this.length_ = buffer.length;
		if (this.event_ !== null) {
			this.added_ += added;
			this.deleted_ += deleted;
			eventActive(this.event_, EV_WRITE);
		}
		runCallbacks(this, this.event_ !== null, original, added, deleted);
		if (this.below_ !== null) this.below_.changed_(buffer, added);
	}
}

/** Runs the callbacks, or only those that are not deferred. */
function runCallbacks(
	callbacks: BufferCallbacks,
	onlyAtOnce: boolean,
	original: number,
	added: number,
	deleted: number,
): void {
	let callback = callbacks.first_;
	while (callback !== null) {
		if (callback.enabled && !callback.freed_ && (!onlyAtOnce || callback.atOnce)) {
			callback.onChange(callbacks.buffer, original, added, deleted);
		}
		callback = callback.next_;
	}
}

/** Runs the deferred callbacks with the sum of all changes since they last ran. */
function runDeferred(event: Event): void {
	const callbacks = event.context as BufferCallbacks;
	const original = callbacks.waiting_;
	const added = callbacks.added_;
	const deleted = callbacks.deleted_;
	callbacks.waiting_ = callbacks.length_;
	callbacks.added_ = 0;
	callbacks.deleted_ = 0;
	let callback = callbacks.first_;
	while (callback !== null) {
		if (callback.enabled && !callback.freed_ && !callback.atOnce) {
			callback.onChange(callbacks.buffer, original, added, deleted);
		}
		callback = callback.next_;
	}
}

/**
 * Adds a callback. It may change the buffer (and is then called for that change too), and remove
 * itself or others. `atOnce` matters only where the others are deferred. libevent
 * `evbuffer_add_cb`. @allocates one object
 */
export function addCallback(
	callbacks: BufferCallbacks,
	onChange: OnBufferChange,
	atOnce: boolean,
): BufferCallback {
	const callback = new BufferCallback(onChange, atOnce);
	callback.next_ = callbacks.first_;
	callbacks.first_ = callback;
	return callback;
}

/** Removes a callback; does nothing if it was removed before. libevent `evbuffer_remove_cb_entry`. */
export function removeCallback(callbacks: BufferCallbacks, callback: BufferCallback): void {
	callback.freed_ = true;
	if (callbacks.first_ === callback) callbacks.first_ = callback.next_;
	let before = callbacks.first_;
	while (before !== null && before.next_ !== callback) before = before.next_;
	if (before !== null) before.next_ = callback.next_;
}
