/**
 * The fuzzer: varies what it has, runs it, and keeps what makes something new happen. A seed and a
 * count of inputs give the same run every time.
 */
import { Random } from "../../hosts/virtual/index.js";
import type { Target } from "./target.js";

export interface Finding {
	input: Uint8Array;
	wrong: string;
}

const BYTES = [0, 1, 9, 10, 13, 32, 47, 58, 63, 64, 127, 128, 192, 255];
const KEPT_MAX = 2000;

export class Fuzzer {
	readonly target: Target;
	readonly random: Random;
	readonly kept: Uint8Array[];
	readonly signatures: Set<string>;
	/** Inputs run. */
	count: number;
	private run: (input: Uint8Array, random: Random) => { wrong: string; signature: string };

	constructor(target: Target, corpus: readonly Uint8Array[], seed: number) {
		this.target = target;
		this.random = new Random(seed);
		this.kept = corpus.length > 0 ? corpus.slice() : [new Uint8Array(0)];
		this.signatures = new Set();
		this.count = 0;
		this.run = target.make();
	}

	/** Runs `input`. Returns what is wrong, null if nothing is. */
	try(input: Uint8Array): Finding | null {
		this.count++;
		try {
			const { wrong, signature } = this.run(input, this.random);
			if (wrong !== "") return { input, wrong };
			if (!this.signatures.has(signature) && this.kept.length < KEPT_MAX) {
				this.signatures.add(signature);
				this.kept.push(input);
			}
			return null;
		} catch (error) {
			this.run = this.target.make(); // what it kept may be broken
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			return { input, wrong: `throws ${text}` };
		}
	}

	/** Runs the corpus, then `count` variations. Returns the first finding. */
	go(count: number): Finding | null {
		for (const input of this.kept.slice()) {
			const finding = this.try(input);
			if (finding !== null) return finding;
		}
		return this.vary(count);
	}

	/** Runs `count` variations. Returns the first finding. */
	vary(count: number): Finding | null {
		for (let i = 0; i < count; i++) {
			const finding = this.try(this.variation());
			if (finding !== null) return finding;
		}
		return null;
	}

	private pick(): Uint8Array {
		return this.kept[this.random.below(this.kept.length)];
	}

	private variation(): Uint8Array {
		let bytes = Array.from(this.pick());
		for (let i = this.random.between(1, 6); i > 0; i--) bytes = this.change(bytes);
		return new Uint8Array(bytes.slice(0, this.target.sizeMax));
	}

	private change(bytes: number[]): number[] {
		const r = this.random;
		const at = r.below(bytes.length + 1);
		const span = r.below(Math.min(32, bytes.length - at + 1));
		switch (r.below(9)) {
			case 0:
				if (at < bytes.length) bytes[at] ^= 1 << r.below(8);
				return bytes;
			case 1:
				if (at < bytes.length) bytes[at] = BYTES[r.below(BYTES.length)];
				return bytes;
			case 2:
				if (at < bytes.length) bytes[at] = r.below(256);
				return bytes;
			case 3:
				bytes.splice(at, span);
				return bytes;
			case 4:
				bytes.splice(at, 0, ...bytes.slice(at, at + span));
				return bytes;
			case 5:
				bytes.splice(at, 0, BYTES[r.below(BYTES.length)]);
				return bytes;
			case 6:
				return bytes.slice(0, at).concat(Array.from(this.pick()).slice(at));
			case 7:
				return bytes.slice(0, at);
			default: {
				const words = this.target.words;
				if (words.length === 0) return bytes;
				const word = words[r.below(words.length)];
				const codes = Array.from(word, (each) => each.charCodeAt(0));
				bytes.splice(at, r.oneIn(2) ? 0 : codes.length, ...codes);
				return bytes;
			}
		}
	}
}
