/** What a module, a set of imports or a program costs; null where it is not known here. */
export interface Cost {
	name: string;
	/** Lines of TypeScript. */
	lines: number | null;
	/** Bytes, minified. */
	min: number | null;
	/** Bytes, minified and compressed. */
	gzip: number | null;
	/** Bytes of XS code. */
	bytecode: number | null;
	/** On XS, after start, preloaded: slots. */
	slots: number | null;
	/** And bytes of chunks. */
	chunks: number | null;
	/** Espruino's variables, run from RAM. */
	jsVarsRam: number | null;
	/** And with its functions in flash. */
	jsVarsFlash: number | null;
}

/** RAM on XS of one more of something. */
export interface ItemCost {
	name: string;
	slots: number | null;
	chunks: number | null;
}

export interface Footprint {
	modules: Cost[];
	sets: Cost[];
	/** One more event, timer, connection, query. */
	items: ItemCost[];
	/** Only for a program: all of it, and its modules. */
	program?: Cost & { modules: Cost[] };
	/** Bytes of a slot in these figures; null if XS could not be built. */
	slotSize: number | null;
	/** Where Espruino's figures come from: the interpreter that ran, or the file of the last ones. */
	espruino: "measured" | "committed" | null;
	/** Why figures are missing, one line each. */
	missing: string[];
}

export function emptyCost(name: string): Cost {
	return {
		name,
		lines: null,
		min: null,
		gzip: null,
		bytecode: null,
		slots: null,
		chunks: null,
		jsVarsRam: null,
		jsVarsFlash: null,
	};
}
