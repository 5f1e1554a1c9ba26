/** What is UTF-8 and what is not: one answer, for hosts whose own conversion has another. */

/**
 * Returns how many bytes the UTF-8 character at `at` takes, before `end`; less than 0 if they are no
 * character: minus the count of bytes that one U+FFFD replaces (WHATWG Encoding, "maximal subpart").
 */
export function characterSize(bytes: Uint8Array, at: number, end: number): number {
	const lead = bytes[at];
	if (lead < 0x80) return 1;
	if (lead < 0xc2 || lead > 0xf4) return -1;
	const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	let low = 0x80;
	let high = 0xbf;
	if (lead === 0xe0) low = 0xa0;
	else if (lead === 0xed) high = 0x9f;
	else if (lead === 0xf0) low = 0x90;
	else if (lead === 0xf4) high = 0x8f;
	for (let i = 1; i < size; i++) {
		if (at + i >= end || bytes[at + i] < low || bytes[at + i] > high) return -i;
		low = 0x80;
		high = 0xbf;
	}
	return size;
}
