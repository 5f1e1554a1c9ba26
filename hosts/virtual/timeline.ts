/** The trace as text, a line for each record: what a person reads, and what two runs are compared by. */
import {
	TCP_ACK,
	TCP_FIN,
	TCP_PSH,
	TCP_RST,
	TCP_SYN,
	TRACE_NOTE,
	TRACE_UDP,
	type Trace,
} from "./trace.js";

function padded(value: number, digits: number): string {
	let text = String(value);
	while (text.length < digits) text = `0${text}`;
	return text;
}

/** "0:00:01.234567". */
function timeText(us: number): string {
	const micros = us % 1000000;
	const seconds = (us - micros) / 1000000;
	const second = seconds % 60;
	const minute = ((seconds - second) / 60) % 60;
	const hour = (seconds - second - 60 * minute) / 3600;
	return `${hour}:${padded(minute, 2)}:${padded(second, 2)}.${padded(micros, 6)}`;
}

/** As tcpdump writes them: "S", "S.", "P.", "F.", "R.", ".". */
function flagsText(flags: number): string {
	let text = "";
	if ((flags & TCP_SYN) !== 0) text += "S";
	if ((flags & TCP_FIN) !== 0) text += "F";
	if ((flags & TCP_RST) !== 0) text += "R";
	if ((flags & TCP_PSH) !== 0) text += "P";
	if ((flags & TCP_ACK) !== 0) text += ".";
	return text;
}

function endText(address: string, port: number): string {
	return address.indexOf(":") >= 0 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Returns the line of `trace`, without its end. */
export function timelineLine(trace: Trace): string {
	const time = timeText(trace.timeUs);
	if (trace.protocol === TRACE_NOTE) return `${time} ${trace.fromAddress}: ${trace.text}`;
	const from = endText(trace.fromAddress, trace.fromPort);
	const to = endText(trace.toAddress, trace.toPort);
	const what = trace.protocol === TRACE_UDP ? "UDP" : `TCP ${flagsText(trace.flags)}`;
	const length = trace.length > 0 || trace.protocol === TRACE_UDP ? ` ${trace.length}` : "";
	const text = trace.text === "" ? "" : ` ${trace.text}`;
	return `${time} ${from} > ${to} ${what}${length}${text}`;
}

/**
 * Adds the line of `trace` and its payload to `digest`, which begins as 0: two traces of the same
 * digest are the same, but for a chance of one in 2^32 (FNV-1a).
 */
export function digestTrace(digest: number, trace: Trace): number {
	const line = timelineLine(trace);
	let x = digest ^ 0x811c9dc5;
	for (let i = 0; i < line.length; i++) x = Math.imul(x ^ line.charCodeAt(i), 0x01000193);
	for (let i = 0; i < trace.length; i++) {
		x = Math.imul(x ^ trace.bytes[trace.at + i], 0x01000193);
	}
	return x ^ 0x811c9dc5;
}
