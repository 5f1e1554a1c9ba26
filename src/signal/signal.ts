/**
 * Signals as events: POSIX signals on Node, edges at pins on devices. The platform only counts and
 * asks for a turn; the callback runs in a turn, once for each signal. This is what the platforms
 * have in common; each host's `SignalEvent` says how it listens. libevent `signal.c`.
 *
 * Surprises: it takes a descriptor of the host's table beside its event. Several events may listen
 * for one signal, of one base or of many; each is told (libevent tells one base only).
 */

import {
	descriptorClose,
	descriptorOpen,
	descriptorSlot,
	latch,
	SLOT_MASK,
	unlatch,
} from "../core/descriptors.js";
import { EINVAL } from "../core/errno.js";
import type { Event } from "../core/event.js";
import type { EventBase } from "../core/event-base.js";
import { EV_READ, EV_SIGNAL, EV_TIMEOUT } from "../core/flags.js";
import { MS_MAX, needDescriptors, wholeOption } from "../core/option.js";

// the signals that programs ask for, by POSIX's numbers where all platforms agree
export const SIGHUP = 1;
export const SIGINT = 2;
export const SIGUSR1 = 10;
export const SIGUSR2 = 12;
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

/** `what`: EV_SIGNAL, with EV_TIMEOUT if its timer ran out in the same turn; EV_TIMEOUT alone. */
export type OnSignal = (event: Signal, what: number) => void;

export interface SignalOptions {
	/** On Node: the signal's number. SIGINT if not given. */
	signal?: number;
	/** On devices: the pin, as the platform names it. */
	pin?: unknown;
	/** On devices: SIGNAL_RISING, SIGNAL_FALLING or both. SIGNAL_FALLING if not given. */
	edge?: number;
	/** On devices: SIGNAL_PULL_UP, SIGNAL_PULL_DOWN; neither with 0, or if not given. */
	pull?: number;
	/** Runs in a turn, once for each signal. */
	onSignal: OnSignal;
	/** Stays added after it ran. False if not given. */
	persist?: boolean;
	/** Milliseconds for `add()` without a signal; no timer if not given. */
	timeoutMs?: number;
	/** 0 is the most urgent; the middle one if not given. */
	priority?: number;
	/** The user's own. */
	context?: unknown;
}

export abstract class Signal {
	readonly base: EventBase;
	onSignal: OnSignal;
	/** The user's own. */
	context: unknown;
	/** Signals that came and are not told yet. */
	pending: number;
	readonly event_: Event;
	readonly fd_: number;
	readonly persist_: boolean;
	listening_: boolean;

	/** Throws RangeError when the base or the host has no place, or for impossible options. */
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
		this.fd_ = descriptorOpen(base.descriptors_); // last, because nothing throws any more
		base.fd_[this.event_.slot_] = this.fd_;
		base.descriptors_.reserved_++;
	}

	/**
	 * Listens from now on, and starts its timer. Returns 0, -EINVAL for a signal or a pin that the
	 * platform has not, or if freed. libevent `evsignal_add`. @allocates what the platform needs
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

	/** Stops listening; what came and was not told is forgotten, in its own callback too. libevent `evsignal_del`. */
	del(): void {
		this.event_.del();
		this.pending = 0;
		this.quit_();
	}

	/** Gives its event and its descriptor back for good. libevent `event_free`. */
	free(): void {
		const d = this.base.descriptors_;
		const slot = descriptorSlot(d, this.fd_);
		if (slot < 0) return;
		this.del();
		this.event_.free();
		descriptorClose(d, slot);
		d.reserved_--;
	}

	/**
	 * Counts a signal and asks for a turn; what the platform's handler does, and a program may do.
	 * Nothing happens unless the event is added. libevent `event_base_active_by_signal`.
	 */
	raise(): void {
		if (!this.listening_) return;
		if (this.pending < PENDING_MAX) this.pending++;
		latch(this.base.descriptors_, descriptorSlot(this.base.descriptors_, this.fd_), EV_READ);
	}

	/** Has the platform call `raise`. Returns 0 or -errno. */
	abstract listen_(): number;

	/** Undoes `listen_`; the platform is as it was before. */
	abstract unlisten_(): void;

	quit_(): void {
		const slot = descriptorSlot(this.base.descriptors_, this.fd_);
		if (slot >= 0 && this.pending === 0) unlatch(this.base.descriptors_, slot, EV_READ);
		if (!this.listening_) return;
		this.listening_ = false;
		this.unlisten_();
	}
}

/** Tells what came, one call for each; what a callback that throws leaves is told in the next turn. */
function deliver(event: Event, what: number): void {
	const s = event.context as Signal;
	const d = s.base.descriptors_;
	let bits = what & EV_TIMEOUT;
	let left = s.pending;
	if (!s.persist_) {
		s.pending = 0; // it is deleted already, and may be added anew in the callback
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
