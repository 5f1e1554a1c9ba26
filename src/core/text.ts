/**
 * Text and numbers at the edges, for constructors and for logs; what runs per event stays in bytes.
 * On Espruino text.espruino.ts takes its place.
 * XS as devices build it counts a string by code points, so a code above 0xFFFF may come at once.
 */

/** Returns how many bytes `text` takes as UTF-8. A lone surrogate counts as U+FFFD. */
export function textSize(text: string): number {
	const length = text.length; // which makes two slots of garbage on XS, as each character does
	let size = 0;
	for (let i = 0; i < length; i++) {
		const code = text.charCodeAt(i);
		if (code < 0x80) size += 1;
		else if (code < 0x800) size += 2;
		else if (code > 0xffff) size += 4;
		else if (isPair(text, i)) {
			size += 4;
			i++;
		} else size += 3;
	}
	return size;
}

function isPair(text: string, i: number): boolean {
	const high = text.charCodeAt(i);
	if (high < 0xd800 || high > 0xdbff || i + 1 >= text.length) return false;
	const low = text.charCodeAt(i + 1);
	return low >= 0xdc00 && low <= 0xdfff;
}

/** Encodes `text` as UTF-8 into a new array. For constructors. @setup */
export function textBytes(text: string): Uint8Array {
	const bytes = new Uint8Array(textSize(text));
	const length = text.length;
	let at = 0;
	for (let i = 0; i < length; i++) {
		let code = text.charCodeAt(i);
		if (code < 0x80) {
			bytes[at++] = code;
			continue;
		}
		if (code < 0x800) {
			bytes[at++] = 0xc0 | (code >> 6);
		} else {
			if (isPair(text, i)) {
				code = 0x10000 + ((code & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
			}
			if (code > 0xffff) {
				bytes[at++] = 0xf0 | (code >> 18);
				bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
			} else {
				if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
				bytes[at++] = 0xe0 | (code >> 12);
			}
			bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
		}
		bytes[at++] = 0x80 | (code & 0x3f);
	}
	return bytes;
}
