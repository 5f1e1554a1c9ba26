/** Espruino's timers: kept in the order they were made, and run in that order, not by deadline. */

type Call = (...args: unknown[]) => void;

interface Timer {
	id: number;
	due: number;
	interval: number; // -1 = once
	call: Call;
	args: unknown[];
}

export class Timers {
	list: Timer[];
	readonly now: () => number;

	constructor(now: () => number) {
		this.list = [];
		this.now = now;
	}

	set(call: Call, delay: number, interval: boolean, args: unknown[]): number {
		const ms = delay > 0 ? delay : 0.1;
		const last = this.list[this.list.length - 1];
		const id = last === undefined ? 1 : last.id + 1; // so those of cleared ones come again
		this.list.push({ id, due: this.now() + ms, interval: interval ? ms : -1, call, args });
		return id;
	}

	/** Clears one timer; without an argument every timer there is; undefined is an error. */
	clear(args: unknown[]): void {
		if (args.length === 0) this.list = [];
		else if (args[0] === undefined) throw new Error("clearTimeout(undefined) not allowed");
		else this.list = this.list.filter((each) => each.id !== args[0]);
	}

	/** Runs what is due, each once. */
	run(failed: (error: unknown) => void): void {
		const now = this.now();
		for (const timer of [...this.list]) {
			if (timer.due > now || !this.list.includes(timer)) continue;
			if (timer.interval >= 0) timer.due += timer.interval; // and not from now: it catches up
			try {
				timer.call.apply(globalThis, timer.args);
			} catch (error) {
				failed(error);
			}
			if (timer.interval < 0) this.list = this.list.filter((each) => each !== timer);
		}
	}
}
