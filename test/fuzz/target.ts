/** What a fuzz target is, and bytes that show who reads outside of them. */
import type { Random } from "../../hosts/virtual/index.js";

export interface Outcome {
	/** "" if all is well, else what is wrong. */
	wrong: string;
	/** What happened, in short: inputs that make something new happen are kept and varied further. */
	signature: string;
}

export interface Target {
	readonly name: string;
	/** What it checks, in a line. */
	readonly about: string;
	/** Pieces of text that mean something here. */
	readonly words: readonly string[];
	/** The longest input. */
	readonly sizeMax: number;
	/** Makes what runs one input; it may keep state from one to the next. An exception is a finding. */
	make(): (input: Uint8Array, random: Random) => Outcome;
}

/** Bytes that count the reads, and note one outside of `size`. */
export class Guard {
	readonly bytes: Uint8Array;
	reads: number;
	outside: number; // the first index read outside, -1 = none

	constructor(input: Uint8Array, size: number) {
		this.reads = 0;
		this.outside = -1;
		this.bytes = new Proxy(input, {
			get: (array, key) => {
				if (typeof key === "string" && /^-?\d+$/.test(key)) {
					const index = Number(key);
					this.reads++;
					if (!(index >= 0 && index < size) && this.outside < 0) this.outside = index;
					return array[index];
				}
				const value = Reflect.get(array, key, array);
				return typeof value === "function" ? value.bind(array) : value;
			},
			set: (array, key, value) => Reflect.set(array, key, value, array),
		});
	}

	/** What is wrong, if more than `readsMax` reads were made or one outside. */
	wrong(readsMax: number): string {
		if (this.outside >= 0) return `reads at ${this.outside}, outside of the input`;
		return this.reads > readsMax ? `${this.reads} reads, at most ${readsMax} are fair` : "";
	}
}

/** A new array with `from` at its front and `fill` after it, `size` bytes long. */
export function padded(from: Uint8Array, size: number, fill: number): Uint8Array {
	const bytes = new Uint8Array(size);
	bytes.fill(fill);
	bytes.set(from);
	return bytes;
}

/** The bytes as text, one character each. */
export function latin(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes) text += String.fromCharCode(byte);
	return text;
}
