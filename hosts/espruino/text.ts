/**
 * What stands for src/core/text.ts on Espruino, where a string is bytes and a source file's text is
 * UTF-8 already.
 */
import type { Bytes } from "./platform.js";

/** Returns how many bytes `text` takes. */
export function textSize(text: string): number {
	return text.length;
}

/**
 * Copies the bytes of `text` into a new array. For constructors: allocates.
 * @allocates
 */
export function textBytes(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	(bytes as unknown as Bytes).set(text, 0);
	return bytes;
}
