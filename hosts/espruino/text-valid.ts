/** Text of bytes from outside. */
import { characterSize } from "../../src/core/utf8.js";

/**
 * Returns `text`, which is that of `bytes` from `from` on, with the bytes of U+FFFD in the place of what
 * is not UTF-8: the text that other hosts make.
 * @allocates
 */
export function validText(bytes: Uint8Array, from: number, text: string): string {
	const length = text.length;
	let valid = "";
	let at = 0;
	while (at < length) {
		const size = characterSize(bytes, from + at, from + length);
		valid += size < 0 ? "\xef\xbf\xbd" : text.substr(at, size);
		at += size < 0 ? -size : size;
	}
	return valid;
}
