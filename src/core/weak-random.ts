/** Numbers that look random enough to be fair, and to nobody who guesses. */

/** Returns the number after `seed` (not 0): xorshift32 (Marsaglia 2003), an int32 other than 0. libevent `evutil_weakrand_`. */
export function weakRandom(seed: number): number {
	let x = seed;
	x ^= x << 13;
	x ^= x >>> 17;
	x ^= x << 5;
	return x | 0;
}

/** Returns a number from 0 to `range` - 1 by the low bits of `random`, which `weakRandom` gave. libevent `evutil_weakrand_range_`. */
export function weakRange(random: number, range: number): number {
	return (random >>> 1) % range;
}
