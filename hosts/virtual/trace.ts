/**
 * Trace: what the network tells `onTrace`, one record for each packet as it leaves, each fault and
 * each note. The record is the network's own and is used again: copy what is to be kept.
 */

// `protocol`
export const TRACE_NOTE = 0;
export const TRACE_TCP = 6;
export const TRACE_UDP = 17;

// `flags` of a TCP packet (RFC 9293, 3.1)
export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACK = 0x10;

export class Trace {
	/** Microseconds since the network began. */
	timeUs: number;
	/** TRACE_TCP, TRACE_UDP or TRACE_NOTE. */
	protocol: number;
	fromAddress: string;
	fromPort: number;
	toAddress: string;
	toPort: number;
	/** TCP_* bits. */
	flags: number;
	seq: number;
	ack: number;
	/** Where the payload is, in this very moment. */
	bytes: Uint8Array;
	at: number;
	length: number;
	/** Of a note what it says; of a packet what becomes of it, "" if it arrives. */
	text: string;

	constructor() {
		this.timeUs = 0;
		this.protocol = TRACE_NOTE;
		this.fromAddress = "";
		this.fromPort = 0;
		this.toAddress = "";
		this.toPort = 0;
		this.flags = 0;
		this.seq = 0;
		this.ack = 0;
		this.bytes = new Uint8Array(0);
		this.at = 0;
		this.length = 0;
		this.text = "";
	}
}

export type OnTrace = (trace: Trace) => void;
