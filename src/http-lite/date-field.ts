/**
 * The Date field of replies (RFC 9110, 6.6.1), on hosts whose clock is set: one text for a server,
 * written anew once a second at most. Its first byte is 0 while there is no clock.
 */
import { formatDate } from "../core/date.js";
import { turnTick } from "../core/event-table.js";
import { textBytes } from "../core/text.js";
import type { HttpServer } from "./server.js";

const NAME_SIZE = 6; // "Date: "
export const DATE_SIZE = 37; // the line with its CR LF
const RENEW_MS = 1000;
const FIRST = 0x44; // "D"

/** Makes room for the line. @setup */
export function dateLine(): Uint8Array {
	const line = textBytes("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
	line[0] = 0;
	return line;
}

/** Returns whether replies carry a Date. */
export function hasDate(server: HttpServer): boolean {
	return server.date_[0] !== 0;
}

/** Looks at the clock and writes the line anew, if that is a second ago. */
export function renewDate(server: HttpServer): void {
	const base = server.base;
	const now = turnTick(base);
	if (server.date_[0] !== 0 && ((now - server.dateDue_) | 0) < 0) return;
	const seconds = base.host.time();
	server.dateDue_ = (now + RENEW_MS) | 0;
	server.date_[0] = seconds < 0 ? 0 : FIRST;
	if (seconds >= 0) formatDate(seconds, server.date_, NAME_SIZE);
}
