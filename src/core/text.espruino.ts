/**
 * Replaces text.ts on Espruino, where a string is bytes and the text of a source file is UTF-8
 * already.
 */

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
	(bytes as unknown as { set(bytes: string, at: number): void }).set(text, 0);
	return bytes;
}
