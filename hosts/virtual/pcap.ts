/**
 * The trace as a capture file for Wireshark and tcpdump: libpcap's format, packets that begin with
 * their IP header (LINKTYPE_RAW). Headers are made up from what the network knows; checksums are
 * right. Notes are left out.
 */
import { parseAddress } from "../../src/core/address.js";
import { TCP_ACK, TCP_SYN, TRACE_NOTE, TRACE_UDP, type Trace } from "./trace.js";

const LINKTYPE_RAW = 101;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

/** What a file begins with. */
export function pcapHeader(): Uint8Array {
	const bytes = new Uint8Array(FILE_HEADER);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, 0xa1b2c3d4, true);
	view.setUint16(4, 2, true);
	view.setUint16(6, 4, true);
	view.setUint32(16, 0x40000, true); // the longest packet
	view.setUint32(20, LINKTYPE_RAW, true);
	return bytes;
}

/** The sum of RFC 1071 over `[from, from + length)`, added to `sum`. */
function addUp(view: DataView, from: number, length: number, sum: number): number {
	let total = sum;
	for (let i = 0; i + 1 < length; i += 2) total += view.getUint16(from + i);
	if ((length & 1) !== 0) total += view.getUint8(from + length - 1) << 8;
	return total;
}

function checksum(sum: number): number {
	let folded = sum;
	while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
	return ~folded & 0xffff;
}

/** Writes the IP header for `size` bytes of `protocol`. Returns the sum of the pseudo header. */
function writeIp(
	view: DataView,
	bytes: Uint8Array,
	at: number,
	trace: Trace,
	v6: boolean,
	size: number,
): number {
	const protocol = trace.protocol;
	const addresses = v6 ? at + 8 : at + 12;
	const width = v6 ? 16 : 4;
	parseAddress(trace.fromAddress, bytes, addresses);
	parseAddress(trace.toAddress, bytes, addresses + width);
	if (v6) {
		view.setUint8(at, 0x60);
		view.setUint16(at + 4, size);
		view.setUint8(at + 6, protocol);
		view.setUint8(at + 7, 64);
	} else {
		view.setUint8(at, 0x45);
		view.setUint16(at + 2, 20 + size);
		view.setUint8(at + 8, 64);
		view.setUint8(at + 9, protocol);
		view.setUint16(at + 10, checksum(addUp(view, at, 20, 0)));
	}
	return addUp(view, addresses, 2 * width, protocol + size);
}

function writeTcp(view: DataView, at: number, trace: Trace): void {
	const begun = (trace.flags & TCP_SYN) === 0 ? 1 : 0; // a SYN counts as one
	view.setUint16(at, trace.fromPort);
	view.setUint16(at + 2, trace.toPort);
	view.setUint32(at + 4, trace.seq + begun);
	view.setUint32(at + 8, (trace.flags & TCP_ACK) === 0 ? 0 : trace.ack + 1);
	view.setUint8(at + 12, 0x50);
	view.setUint8(at + 13, trace.flags);
	view.setUint16(at + 14, 1024); // window
}

function writeUdp(view: DataView, at: number, trace: Trace): void {
	view.setUint16(at, trace.fromPort);
	view.setUint16(at + 2, trace.toPort);
	view.setUint16(at + 4, 8 + trace.length);
}

/** Returns the record of `trace`, to follow the file's header; for a note, an empty one. */
export function pcapRecord(trace: Trace): Uint8Array {
	if (trace.protocol === TRACE_NOTE) return new Uint8Array(0);
	const v6 = trace.fromAddress.indexOf(":") >= 0;
	const isUdp = trace.protocol === TRACE_UDP;
	const ip = v6 ? 40 : 20;
	const header = isUdp ? 8 : 20;
	const size = header + trace.length;
	const bytes = new Uint8Array(RECORD_HEADER + ip + size);
	const view = new DataView(bytes.buffer);
	const micros = trace.timeUs % 1000000;
	view.setUint32(0, (trace.timeUs - micros) / 1000000, true);
	view.setUint32(4, micros, true);
	view.setUint32(8, ip + size, true);
	view.setUint32(12, ip + size, true);
	const sum = writeIp(view, bytes, RECORD_HEADER, trace, v6, size);
	const at = RECORD_HEADER + ip;
	if (isUdp) writeUdp(view, at, trace);
	else writeTcp(view, at, trace);
	for (let i = 0; i < trace.length; i++) bytes[at + header + i] = trace.bytes[trace.at + i];
	view.setUint16(at + (isUdp ? 6 : 16), checksum(addUp(view, at, size, sum)));
	return bytes;
}
