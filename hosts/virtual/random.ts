/** Seeded numbers: xorshift32 (Marsaglia 2003), in int32 operations only, the same on every engine. */
export class Random {
	private state: number;

	/** The same `seed` gives the same numbers on every engine; 0 is taken as 1. */
	constructor(seed: number) {
		this.state = (seed | 0) === 0 ? 1 : seed | 0;
	}

	/** The next number, an int32 other than 0. */
	int32(): number {
		let x = this.state;
		x ^= x << 13;
		x ^= x >>> 17;
		x ^= x << 5;
		this.state = x | 0;
		return this.state;
	}

	/** A whole number from 0 to `end` - 1; `end` at most 65,536. */
	below(end: number): number {
		return (this.int32() >>> 8) % end;
	}

	/** A whole number from `low` to `high`, both included. */
	between(low: number, high: number): number {
		return low + this.below(high - low + 1);
	}

	/** True once in `n` times, on average. */
	oneIn(n: number): boolean {
		return this.below(n) === 0;
	}

	/** True with probability `p`, 0 to 1. */
	chance(p: number): boolean {
		return p > 0 && this.int32() >>> 8 < p * 0x1000000;
	}

	/** Fills `length` bytes from `at` on. */
	fill(bytes: Uint8Array, at: number, length: number): void {
		for (let i = 0; i < length; i++) bytes[at + i] = this.int32() >>> 11;
	}
}

/** Makes of `seed` and `index` a seed of its own, so that neighbours have nothing in common. */
export function seedOf(seed: number, index: number): number {
	let x = (seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0;
	x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
	x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
	return (x ^ (x >>> 16)) | 0;
}
