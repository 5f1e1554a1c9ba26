/**
 * Agenda: what is to happen on the virtual network, ordered by time: a binary heap of entries that
 * their owners made beforehand, so that putting one in, moving it and taking it out allocates
 * nothing. Entries of the same time happen in the order in which they were put in.
 *
 * Times are whole microseconds in a double: exact for 285 years, and the same on every engine.
 *
 * Invariant: entries[i].place === i for all i < count; place is -1 outside.
 */

/** Who acts when an entry's time has come. */
export interface Actor {
	act_(what: number): void;
}

export class Entry {
	readonly actor: Actor;
	/** What the actor is to do. */
	readonly what: number;
	timeUs: number;
	order: number;
	place: number;

	constructor(actor: Actor, what: number) {
		this.actor = actor;
		this.what = what;
		this.timeUs = 0;
		this.order = 0;
		this.place = -1;
	}
}

export class Agenda {
	nowUs: number;
	count: number;
	order: number; // entries put in so far
	readonly entries: Entry[]; // those from `count` on are of the past

	constructor() {
		this.nowUs = 0;
		this.count = 0;
		this.order = 0;
		this.entries = [];
	}
}

function isBefore(a: Entry, b: Entry): boolean {
	return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.order < b.order);
}

/** Places `entry` at heap order `from` or wherever it belongs. */
function settle(agenda: Agenda, entry: Entry, from: number): void {
	const entries = agenda.entries;
	let i = from;
	while (i > 0 && isBefore(entry, entries[(i - 1) >> 1])) {
		entries[i] = entries[(i - 1) >> 1];
		entries[i].place = i;
		i = (i - 1) >> 1;
	}
	for (let kid = 2 * i + 1; kid < agenda.count; kid = 2 * i + 1) {
		if (kid + 1 < agenda.count && isBefore(entries[kid + 1], entries[kid])) kid++;
		if (!isBefore(entries[kid], entry)) break;
		entries[i] = entries[kid];
		entries[i].place = i;
		i = kid;
	}
	entries[i] = entry;
	entry.place = i;
}

/** Has `entry` happen at `timeUs`, but not before now; moves it there if it is in already. */
export function agendaSet(agenda: Agenda, entry: Entry, timeUs: number): void {
	entry.timeUs = timeUs > agenda.nowUs ? timeUs : agenda.nowUs;
	entry.order = agenda.order++;
	if (entry.place < 0) {
		const last = agenda.count++;
		agenda.entries[last] = entry;
		settle(agenda, entry, last);
	} else settle(agenda, entry, entry.place);
}

/** Takes `entry` out, if it is in. */
export function agendaClear(agenda: Agenda, entry: Entry): void {
	const hole = entry.place;
	if (hole < 0) return;
	entry.place = -1;
	const last = agenda.entries[--agenda.count];
	if (last !== entry) settle(agenda, last, hole);
}

/** Lets everything happen that is due by `endUs`; the clock stands at each in turn, and then at `endUs`. */
export function agendaRun(agenda: Agenda, endUs: number): void {
	while (agenda.count > 0 && agenda.entries[0].timeUs <= endUs) {
		const entry = agenda.entries[0];
		agendaClear(agenda, entry);
		agenda.nowUs = entry.timeUs;
		entry.actor.act_(entry.what);
	}
	if (agenda.nowUs < endUs) agenda.nowUs = endUs;
}
