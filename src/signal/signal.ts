/**
 * Signals as events: POSIX signals on Node, edges at pins on devices. The platform's handler only
 * counts and requests a turn; the callback runs in a turn, once for each signal. Common to all
 * platforms; each host's `SignalEvent` adds how it listens. libevent `signal.c`.
 *
 * Surprises: it takes a descriptor of the host's table beside its event. Several events may listen
 * for one signal, of one base or of many; each receives it (in libevent, only one base does).
 */

import {
	descriptorClose,
	descriptorOpen,
	descriptorSlot,
	descriptorsReserve,
	latch,
	SLOT_MASK,
	unlatch,
} from "../core/descriptors.js";
import { EINVAL } from "../core/errno.js";
import type { Event } from "../core/event.js";
import type { EventBase } from "../core/event-base.js";
import { eventSetup } from "../core/event-table.js";
import { EV_READ, EV_SIGNAL, EV_TIMEOUT } from "../core/flags.js";
import { MS_MAX, needDescriptors, wholeOption } from "../core/option.js";

// the usual signals, by the numbers of Linux
/** POSIX: the terminal was closed. */
export const SIGHUP = 1;
/** POSIX: interrupt, as from Ctrl+C. */
export const SIGINT = 2;
/** POSIX: for the program's own use. */
export const SIGUSR1 = 10;
/** POSIX: for the program's own use. */
export const SIGUSR2 = 12;
/** POSIX: a request to end, as `kill` sends it. */
export const SIGTERM = 15;

/** `edge`: the pin goes from low to high. */
export const SIGNAL_RISING = 1;
/** `edge`: the pin goes from high to low. */
export const SIGNAL_FALLING = 2;
/** `pull`: the pin is high unless something pulls it low. */
export const SIGNAL_PULL_UP = 1;
/** `pull`: the pin is low unless something pulls it high. */
export const SIGNAL_PULL_DOWN = 2;

const PENDING_MAX = 0x7fff;

/** Called for each signal. `what`: EV_SIGNAL, with EV_TIMEOUT if its timer expired in the same turn; EV_TIMEOUT alone. */
export type OnSignal = (event: Signal, what: number) => void;

/** Options of a `SignalEvent`. */
export interface SignalOptions {
	/** On Node: the signal's number. SIGINT if not given. */
	signal?: number;
	/** On devices: the pin, by the platform's name or number for it. */
	pin?: unknown;
	/** On devices: SIGNAL_RISING, SIGNAL_FALLING or both. SIGNAL_FALLING if not given. */
	edge?: number;
	/** On devices: SIGNAL_PULL_UP, SIGNAL_PULL_DOWN; neither with 0, or if not given. */
	pull?: number;
	/** Runs in a turn, once for each signal. */
	onSignal: OnSignal;
	/** Stays added after it ran. False if not given. libevent `EV_PERSIST`. */
	persist?: boolean;
	/** Milliseconds for `add()` without a signal; no timer if not given. */
	timeoutMs?: number;
	/** Priority: 0 is the most urgent; the middle one if not given. */
	priority?: number;
	/** The user's own. */
	context?: unknown;
}

/**
 * What every `SignalEvent` has: an event for one POSIX signal or one pin. Takes one event slot of
 * the base and one descriptor of the host until `free()`. libevent `evsignal_new`.
 */
export abstract class Signal {
	/** The base that runs it. */
	readonly base: EventBase;
	/** Runs in a turn, once for each signal. */
	onSignal: OnSignal;
	/** The user's own. */
	context: unknown;
	/** Signals received whose callback has not run yet. */
	pending: number;
	readonly event_: Event;
	readonly fd_: number;
	readonly persist_: boolean;
	listening_: boolean;

	/** Throws RangeError if the base has no free slot, the host no free descriptor, or an option is invalid. */
	constructor(base: EventBase, options: SignalOptions) {
		wholeOption("signal", options.signal, SIGINT, 1, MS_MAX);
		wholeOption("edge", options.edge, SIGNAL_FALLING, 1, SIGNAL_RISING | SIGNAL_FALLING);
		wholeOption("pull", options.pull, 0, 0, SIGNAL_PULL_DOWN);
		needDescriptors(base.descriptors_, "SignalEvent", 1, "");
		this.base = base;
		this.onSignal = options.onSignal;
		this.context = options.context;
		this.pending = 0;
		this.persist_ = options.persist === true;
		this.listening_ = false;
		this.event_ = base.event({
			interest: EV_READ,
			persist: options.persist,
			timeoutMs: options.timeoutMs,
			priority: options.priority,
			onEvent: deliver,
			context: this,
		});
		this.fd_ = descriptorOpen(base.descriptors_); // last: nothing throws after it
		eventSetup(base, this.event_.slot_, this.fd_, base.interest_[this.event_.slot_]);
		descriptorsReserve(base.descriptors_, 1);
	}

	/**
	 * Starts listening, and its timer. Returns 0, or -EINVAL if the platform lacks the signal or pin
	 * or the event was freed. libevent `evsignal_add`. @allocates what the platform needs
	 */
	add(): number {
		if (!this.listening_) {
			if (descriptorSlot(this.base.descriptors_, this.fd_) < 0) return -EINVAL;
			const result = this.listen_();
			if (result < 0) return result;
			this.listening_ = true;
		}
		return this.event_.add();
	}

	/** Stops listening and drops pending signals, in its own callback too. libevent `evsignal_del`. */
	del(): void {
		this.event_.del();
		this.pending = 0;
		this.quit_();
	}

	/** Stops listening and returns its event slot and descriptor for good. libevent `event_free`. */
	free(): void {
		const d = this.base.descriptors_;
		const slot = descriptorSlot(d, this.fd_);
		if (slot < 0) return;
		this.del();
		this.event_.free();
		descriptorClose(d, slot);
		descriptorsReserve(d, -1);
	}

	/**
	 * Counts a signal and requests a turn, as the platform's handler does; a program may call it too.
	 * Does nothing unless the event is added. libevent `event_base_active_by_signal`.
	 */
	raise(): void {
		if (!this.listening_) return;
		if (this.pending < PENDING_MAX) this.pending++;
		latch(this.base.descriptors_, descriptorSlot(this.base.descriptors_, this.fd_), EV_READ);
	}

	/** Makes the platform call `raise`. Returns 0 or -errno. */
	abstract listen_(): number;

	/** Undoes `listen_` and restores the platform's state. */
	abstract unlisten_(): void;

	quit_(): void {
		const slot = descriptorSlot(this.base.descriptors_, this.fd_);
		if (slot >= 0 && this.pending === 0) unlatch(this.base.descriptors_, slot, EV_READ);
		if (!this.listening_) return;
		this.listening_ = false;
		this.unlisten_();
	}
}

/** Runs the callback once for each pending signal; after one that throws, the rest run in the next turn. */
function deliver(event: Event, what: number): void {
	const s = event.context as Signal;
	const d = s.base.descriptors_;
	let bits = what & EV_TIMEOUT;
	let left = s.pending;
	if (!s.persist_) {
		s.pending = 0; // already deleted; the callback may add it again
		s.quit_();
	}
	if (left === 0 && bits !== 0) s.onSignal(s, bits);
	while (left > 0) {
		left--;
		if (s.persist_) {
			if (s.pending === 0) return; // deleted meanwhile
			s.pending--;
			if (s.pending === 0) unlatch(d, s.fd_ & SLOT_MASK, EV_READ);
		}
		s.onSignal(s, EV_SIGNAL | bits);
		bits = 0;
	}
}
