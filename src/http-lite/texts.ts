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

export const TEXT_GO_ON = 25; // the interim reply to Expect: 100-continue
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
export const TEXT_BAD_REQUEST = (TEXT_PATCH & ~SIZE) + ONE * (TEXT_PATCH & SIZE) + 11;
export const TEXT_NOT_FOUND = (TEXT_BAD_REQUEST & ~SIZE) + ONE * (TEXT_BAD_REQUEST & SIZE) + 9;
export const TEXT_METHOD_NOT_ALLOWED =
	(TEXT_NOT_FOUND & ~SIZE) + ONE * (TEXT_NOT_FOUND & SIZE) + 18;
export const TEXT_REQUEST_TIMEOUT =
	(TEXT_METHOD_NOT_ALLOWED & ~SIZE) + ONE * (TEXT_METHOD_NOT_ALLOWED & SIZE) + 15;
export const TEXT_CONTENT_TOO_LARGE =
	(TEXT_REQUEST_TIMEOUT & ~SIZE) + ONE * (TEXT_REQUEST_TIMEOUT & SIZE) + 17;
export const TEXT_URI_TOO_LONG =
	(TEXT_CONTENT_TOO_LARGE & ~SIZE) + ONE * (TEXT_CONTENT_TOO_LARGE & SIZE) + 12;
export const TEXT_EXPECTATION_FAILED =
	(TEXT_URI_TOO_LONG & ~SIZE) + ONE * (TEXT_URI_TOO_LONG & SIZE) + 18;
export const TEXT_REQUEST_HEADER_FIELDS_TOO_LARGE =
	(TEXT_EXPECTATION_FAILED & ~SIZE) + ONE * (TEXT_EXPECTATION_FAILED & SIZE) + 31;
export const TEXT_INTERNAL_SERVER_ERROR =
	(TEXT_REQUEST_HEADER_FIELDS_TOO_LARGE & ~SIZE) +
	ONE * (TEXT_REQUEST_HEADER_FIELDS_TOO_LARGE & SIZE) +
	21;
export const TEXT_NOT_IMPLEMENTED =
	(TEXT_INTERNAL_SERVER_ERROR & ~SIZE) + ONE * (TEXT_INTERNAL_SERVER_ERROR & SIZE) + 15;
export const TEXT_HTTP_VERSION_NOT_SUPPORTED =
	(TEXT_NOT_IMPLEMENTED & ~SIZE) + ONE * (TEXT_NOT_IMPLEMENTED & SIZE) + 26;
export const TEXT_SUCCESS =
	(TEXT_HTTP_VERSION_NOT_SUPPORTED & ~SIZE) + ONE * (TEXT_HTTP_VERSION_NOT_SUPPORTED & SIZE) + 7;
export const TEXT_REDIRECTION = (TEXT_SUCCESS & ~SIZE) + ONE * (TEXT_SUCCESS & SIZE) + 11;
export const TEXT_CLIENT_ERROR = (TEXT_REDIRECTION & ~SIZE) + ONE * (TEXT_REDIRECTION & SIZE) + 12;
export const TEXT_SERVER_ERROR = TEXT_INTERNAL_SERVER_ERROR + ONE * 9 - 9; // the end of that
/** Offset of the names of fields that a long head keeps, each with a colon after it. */
export const NAMES_AT = (TEXT_CLIENT_ERROR >> 5) + (TEXT_CLIENT_ERROR & SIZE);

/** Encodes them, in the order of the numbers above, and `names` after them. @setup */
export function replyTexts(names: string): Uint8Array {
	const fields = "Connection: close\r\nConnection: keep-alive\r\nAllow: , ";
	const methods = "GET, HEADPOSTPUTDELETEOPTIONSPATCH";
	const of400 =
		"Bad RequestNot FoundMethod Not AllowedRequest TimeoutContent Too LargeURI Too Long";
	const of417 = "Expectation FailedRequest Header Fields Too Large";
	const of500 = "Internal Server ErrorNot ImplementedHTTP Version Not Supported";
	const classes = "SuccessRedirectionClient Error";
	return textBytes(
		`HTTP/1.1 100 Continue\r\n\r\n${fields}${methods}${of400}${of417}${of500}${classes}${names}`,
	);
}

export function textSize(text: number): number {
	return text & SIZE;
}

/** Adds `text` of `texts` to the output, if there is room for all of it. */
export function addText(output: EvBuffer, texts: Uint8Array, text: number): void {
	const size = text & SIZE;
	if (output.size - output.length >= size) copyIn(output, texts, text >> 5, size);
}
