/**
 * The clock of the virtual network and the queue of its events: a binary heap ordered by time. Each
 * owner makes its entries beforehand, so that adding, moving and removing one allocates nothing.
 * Entries of the same time run in the order in which they were added.
 *
 * Times are whole microseconds in a double: exact for 285 years, and the same on every engine.
 *
 * Invariant: entries[i].place === i for all i < count; place is -1 outside.
 */

/** Handles the events of its queue entries. */
export interface EventHandler {
	handle_(what: number): void;
}

export class QueueEntry {
	readonly handler: EventHandler;
	/** Passed to the handler. */
	readonly what: number;
	timeUs: number;
	order: number;
	place: number;

	constructor(handler: EventHandler, what: number) {
		this.handler = handler;
		this.what = what;
		this.timeUs = 0;
		this.order = 0;
		this.place = -1;
	}
}

export class EventQueue {
	nowUs: number;
	count: number;
	order: number; // entries added so far
	readonly entries: QueueEntry[]; // those from `count` on have run

	constructor() {
		this.nowUs = 0;
		this.count = 0;
		this.order = 0;
		this.entries = [];
	}
}

function isBefore(a: QueueEntry, b: QueueEntry): boolean {
	return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.order < b.order);
}

/** Places `entry` at heap order `from` or wherever it belongs. */
function settle(queue: EventQueue, entry: QueueEntry, from: number): void {
	const entries = queue.entries;
	let i = from;
	while (i > 0 && isBefore(entry, entries[(i - 1) >> 1])) {
		entries[i] = entries[(i - 1) >> 1];
		entries[i].place = i;
		i = (i - 1) >> 1;
	}
	for (let kid = 2 * i + 1; kid < queue.count; kid = 2 * i + 1) {
		if (kid + 1 < queue.count && isBefore(entries[kid + 1], entries[kid])) kid++;
		if (!isBefore(entries[kid], entry)) break;
		entries[i] = entries[kid];
		entries[i].place = i;
		i = kid;
	}
	entries[i] = entry;
	entry.place = i;
}

/** Schedules `entry` for `timeUs`, or for now if that has passed; moves it if it is queued already. */
export function queueSet(queue: EventQueue, entry: QueueEntry, timeUs: number): void {
	entry.timeUs = timeUs > queue.nowUs ? timeUs : queue.nowUs;
	entry.order = queue.order++;
	if (entry.place < 0) {
		const last = queue.count++;
		queue.entries[last] = entry;
		settle(queue, entry, last);
	} else settle(queue, entry, entry.place);
}

/** Removes `entry`, if it is queued. */
export function queueClear(queue: EventQueue, entry: QueueEntry): void {
	const hole = entry.place;
	if (hole < 0) return;
	entry.place = -1;
	const last = queue.entries[--queue.count];
	if (last !== entry) settle(queue, last, hole);
}

/** Runs every entry that is due by `endUs`, each at its time, and sets the clock to `endUs`. */
export function queueRun(queue: EventQueue, endUs: number): void {
	while (queue.count > 0 && queue.entries[0].timeUs <= endUs) {
		const entry = queue.entries[0];
		queueClear(queue, entry);
		queue.nowUs = entry.timeUs;
		entry.handler.handle_(entry.what);
	}
	if (queue.nowUs < endUs) queue.nowUs = endUs;
}
