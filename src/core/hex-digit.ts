/** Returns the value of the hex digit `byte`, or -1. */
import { LOWER_A, LOWER_F, NINE, ZERO } from "./ascii.js";

export function hexDigit(byte: number): number {
	if (byte >= ZERO && byte <= NINE) return byte - ZERO;
	const lower = byte | 0x20;
	return lower >= LOWER_A && lower <= LOWER_F ? lower - LOWER_A + 10 : -1;
}

/** Returns the lower-case hex digit of `value`, 0 to 15. */
export function hexByte(value: number): number {
	return value < 10 ? ZERO + value : LOWER_A - 10 + value;
}
