/** Espruino's pins: modes, and watches that are run from the idle loop. */

type Call = () => void;

interface Watch {
	call: Call;
	pin: number;
	edge: string;
	repeat: boolean;
}

export class Pins {
	readonly modes: Map<number, string>;
	readonly watches: Map<number, Watch>;
	readonly levels: Map<number, boolean>;
	waiting: Call[];
	next: number;

	constructor() {
		this.modes = new Map();
		this.watches = new Map();
		this.levels = new Map();
		this.waiting = [];
		this.next = 1;
	}

	setMode(pin: number, mode: string): void {
		this.modes.set(pin, mode);
	}

	/** Returns the watch's number, 0 for an invalid pin. */
	watch(call: Call, pin: unknown, options: { repeat: boolean; edge: string }): number {
		if (typeof pin !== "number") return 0;
		this.watches.set(this.next, { call, pin, edge: options.edge, repeat: options.repeat });
		return this.next++;
	}

	/** Puts `pin` high or low from outside. */
	drive(pin: number, high: boolean): void {
		if ((this.levels.get(pin) ?? false) === high) return;
		this.levels.set(pin, high);
		for (const [id, each] of this.watches) {
			if (each.pin !== pin || each.edge === (high ? "falling" : "rising")) continue;
			this.waiting.push(each.call);
			if (!each.repeat) this.watches.delete(id);
		}
	}

	/** Runs the watches that saw an edge. */
	run(guard: (call: Call) => void): void {
		for (const call of this.waiting.splice(0)) guard(call);
	}
}
