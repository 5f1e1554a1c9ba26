/**
 * Texts of replies, encoded once for a server. All are in one array, because on XS an array of its
 * own takes 8 slots, more than most of these have bytes. A text is its offset times 32 plus its size,
 * which is at most 31; each begins where the one before it ends.
 */
import { textBytes } from "../core/text.js";
import type { EvBuffer } from "../evbuffer-lite/evbuffer.js";
import { copyIn } from "../evbuffer-lite/evbuffer.js";

const SIZE = 0x1f; // mask of a text's size
const ONE = 0x20; // byte further on

export const TEXT_GO_ON = 17; // the interim reply to Expect: 100-continue
export const TEXT_CLOSE = (TEXT_GO_ON & ~SIZE) + ONE * (TEXT_GO_ON & SIZE) + 19;
export const TEXT_KEEP_ALIVE = (TEXT_CLOSE & ~SIZE) + ONE * (TEXT_CLOSE & SIZE) + 24;
export const TEXT_ALLOW = (TEXT_KEEP_ALIVE & ~SIZE) + ONE * (TEXT_KEEP_ALIVE & SIZE) + 7;
export const TEXT_COMMA = (TEXT_ALLOW & ~SIZE) + ONE * (TEXT_ALLOW & SIZE) + 2;
export const TEXT_GET_HEAD = (TEXT_COMMA & ~SIZE) + ONE * (TEXT_COMMA & SIZE) + 9;
export const TEXT_POST = (TEXT_GET_HEAD & ~SIZE) + ONE * (TEXT_GET_HEAD & SIZE) + 4;
export const TEXT_PUT = (TEXT_POST & ~SIZE) + ONE * (TEXT_POST & SIZE) + 3;
export const TEXT_DELETE = (TEXT_PUT & ~SIZE) + ONE * (TEXT_PUT & SIZE) + 6;
export const TEXT_OPTIONS = (TEXT_DELETE & ~SIZE) + ONE * (TEXT_DELETE & SIZE) + 7;
export const TEXT_PATCH = (TEXT_OPTIONS & ~SIZE) + ONE * (TEXT_OPTIONS & SIZE) + 5;
export const TEXT_NO_REASON = TEXT_GO_ON - 17 + ONE * 12 + 3; // " \r\n" of the first

/** Encodes them, in the order of the numbers above. @setup */
export function replyTexts(): Uint8Array {
	const fields = "Connection: close\r\nConnection: keep-alive\r\nAllow: , ";
	return textBytes(`HTTP/1.1 100 \r\n\r\n${fields}GET, HEADPOSTPUTDELETEOPTIONSPATCH`);
}

export function textSize(text: number): number {
	return text & SIZE;
}

/** Adds `text` of `texts` to the output, if there is room for all of it. */
export function addText(output: EvBuffer, texts: Uint8Array, text: number): void {
	const size = text & SIZE;
	if (output.size - output.length >= size) copyIn(output, texts, text >> 5, size);
}
