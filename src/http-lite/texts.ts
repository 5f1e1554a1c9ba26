/**
 * Texts of replies, encoded once for a server. All are in one array, because on XS an array of its
 * own takes 8 slots, more than most of these have bytes.
 */
import { textBytes } from "../core/text.js";
import type { EvBuffer } from "../evbuffer-lite/evbuffer.js";
import { copyIn } from "../evbuffer-lite/evbuffer.js";
import {
	EVHTTP_REQ_DELETE,
	EVHTTP_REQ_OPTIONS,
	EVHTTP_REQ_PATCH,
	EVHTTP_REQ_POST,
	EVHTTP_REQ_PUT,
} from "./flags.js";

// A text is its offset in the array times 32 plus its size.
export const TEXT_GO_ON = 0x00011; // the interim reply to Expect: 100-continue
export const TEXT_NO_REASON = 0x00183;
export const TEXT_CLOSE = 0x00233;
export const TEXT_KEEP_ALIVE = 0x00498;
export const TEXT_ALLOW = 0x00787;
export const TEXT_COMMA = 0x00862;

/** Encodes them; the numbers above follow from this. @setup */
export function replyTexts(): Uint8Array {
	const fields = "Connection: close\r\nConnection: keep-alive\r\nAllow: , ";
	return textBytes(`HTTP/1.1 100 \r\n\r\n${fields}GET, HEADPOSTPUTDELETEOPTIONSPATCH`);
}

/** Returns the text that names the methods of a route, for Allow. */
export function methodsText(methods: number): number {
	switch (methods) {
		case EVHTTP_REQ_POST:
			return 0x009c4;
		case EVHTTP_REQ_PUT:
			return 0x00a43;
		case EVHTTP_REQ_DELETE:
			return 0x00aa6;
		case EVHTTP_REQ_OPTIONS:
			return 0x00b67;
		case EVHTTP_REQ_PATCH:
			return 0x00c45;
	}
	return 0x008a9; // "GET, HEAD"
}

export function textSize(text: number): number {
	return text & 0x1f;
}

/** Adds `text` of `texts` to the output, if there is room for all of it. */
export function addText(output: EvBuffer, texts: Uint8Array, text: number): void {
	const size = text & 0x1f;
	if (output.size - output.length >= size) copyIn(output, texts, text >> 5, size);
}
