/**
 * Texts of replies, encoded once for a server. All are in one array, because on XS an array of its
 * own takes 8 slots, more than most of these have bytes. A text is its offset times 32 plus its size,
 * which is at most 31; each begins where the one before it ends. The numbers are written out, since
 * a chain of them takes Rollup a time that doubles with each; a test reads them all.
 */
import { BAR } from "../core/ascii.js";
import { textBytes } from "../core/text.js";
import type { EvBuffer } from "../evbuffer-lite/evbuffer.js";
import { copyIn } from "../evbuffer-lite/evbuffer.js";
import { SERVER_PHRASES } from "./reason.js";

const SIZE = 0x1f; // mask of a text's size
const DIGITS = 3; // of a status, before its phrase
const ANY = 0x78; // "x", in the place of the digits that do not matter

export const TEXT_GO_ON = 0x19; // the interim reply to Expect: 100-continue
export const TEXT_CLOSE = 0x333;
export const TEXT_KEEP_ALIVE = 0x598;
export const TEXT_ALLOW = 0x887;
export const TEXT_COMMA = 0x962;
export const TEXT_GET_HEAD = 0x9a9;
export const TEXT_POST = 0xac4;
export const TEXT_PUT = 0xb43;
export const TEXT_DELETE = 0xba6;
export const TEXT_OPTIONS = 0xc67;
export const TEXT_PATCH = 0xd45;
const PHRASES_AT = 111;
/** Offset of the names of fields that a long head keeps, each with a colon after it. */
export const NAMES_AT = 407;

/** Encodes them, in the order of the numbers above, and `names` after them. @setup */
export function replyTexts(names: string): Uint8Array {
	const fields = "Connection: close\r\nConnection: keep-alive\r\nAllow: , ";
	const methods = "GET, HEADPOSTPUTDELETEOPTIONSPATCH";
	return textBytes(`HTTP/1.1 100 Continue\r\n\r\n${fields}${methods}${SERVER_PHRASES}${names}`);
}

/**
 * Returns the text that names `status` in a status line that is composed: of those that the server
 * itself gives its own, of others their class. `Content` names more.
 */
export function reasonText(texts: Uint8Array, status: number): number {
	const first = 48 + ((status / 100) | 0);
	const second = 48 + (((status / 10) | 0) % 10);
	const third = 48 + (status % 10);
	let at = PHRASES_AT + 1;
	for (;;) {
		const end = texts.indexOf(BAR, at);
		const isClass = texts[at + 1] === ANY;
		if (texts[at] === first && (isClass || (texts[at + 1] === second && texts[at + 2] === third))) {
			at += DIGITS;
			return (at << 5) | (end - at);
		}
		at = end + 1;
	}
}

export function textSize(text: number): number {
	return text & SIZE;
}

/** Adds `text` of `texts` to the output, if there is room for all of it. */
export function addText(output: EvBuffer, texts: Uint8Array, text: number): void {
	const size = text & SIZE;
	if (output.size - output.length < size) return;
	return copyIn(output, texts, text >> 5, size); // the last call takes no stack on XS
}
