/** What the simulator reports, as docs/SIMULATOR.md explains it. */

export interface Figures {
	board: string;
	/** Bytes: 16 as on a device; with 32 `static` is doubled. */
	slotSize: number;
	/** Bytes of the block that holds stack, slots and chunks. */
	static: number;
	/** Counts. `live`: after a collection. `peak`: garbage included. */
	slots: { start: number; live: number; peak: number };
	/** Bytes, likewise. */
	chunks: { start: number; live: number; peak: number };
	/** Slots. */
	stackPeak: number;
	stack: number;
	/** The least bytes of `static` ever free beside stack, slots and chunks, garbage counted as used. */
	freeMin: number;
	/** Since main finished. */
	collections: number;
	/** Since main finished. */
	meter: number;
	sockets: { open: number; peak: number; limit: number };
	/** Bytes of code, evlite's and the program's. */
	bytecode: number;
	/** What the program's HTTP servers have counted, or `globalThis.counters.requests` if it keeps such. */
	requests: number;
}

export interface Snapshot extends Figures {
	number: number;
	label: string;
}

export interface Report extends Figures {
	/** ok, exit, stopped, or why the device was reset: memory full, stack overflow, ... */
	status: string;
	/** Of a reset: the exception. */
	message?: string;
	/** Of a reset: innermost call first, "file:line". */
	position?: string[];
	/** Errors that the program did not handle. */
	errors: number;
	/** Property names made at run time. */
	keys: number;
	/** Writable things in ROM: 4 bytes each, outside `static`. */
	aliases: number;
	/** Bytes of the tables that are allocated outside `static`. */
	side: number;
	rom: number;
	/** Warnings of the link step. */
	warnings: number;
	/** Bytes of code by module. */
	modules: Record<string, number>;
	/** Metering units by "module:line", most first; with `profile` only. */
	profile?: [string, number][];
	/** The same by function; added by the command. */
	functions?: [string, number][];
	/** What was allocated since main finished, garbage included, largest first; with `traceAlloc` only. */
	allocations?: Allocation[];
	/** What lives after a collection, likewise. */
	live?: Allocation[];
}

/** "module:line", kind of object, how many, slots, bytes of chunks. */
export type Allocation = [string, string, number, number, number];

export interface Status {
	free: number;
	freeMin: number;
	static: number;
	connections: number;
	collections: number;
	requests: number;
}

/** A listener that is bound. */
export interface ListeningNote {
	/** As the program asked for it. */
	port: number;
	/** What it means here. */
	local: number;
	/** An HTTP server's. */
	http: boolean;
}

/** One line of the simulator's control channel. */
export type Note =
	| { report: Report }
	| { snapshot: Snapshot }
	| { status: Status }
	| { listening: ListeningNote }
	| { bindFailed: number }
	| { warning: string };
