/**
 * Trace: what `onTrace` is called with, one record for each packet as it leaves, each fault and
 * each note. The record is the network's own and is used again: copy what is to be kept.
 */

// `protocol`
/** `protocol`: a note or a fault, in `text`. */
export const TRACE_NOTE = 0;
/** `protocol`: a TCP segment. */
export const TRACE_TCP = 6;
/** `protocol`: a UDP datagram. */
export const TRACE_UDP = 17;

// `flags` of a TCP packet (RFC 9293, 3.1)
/** `flags`: the sender has no more to send (RFC 9293, 3.1). */
export const TCP_FIN = 0x01;
/** `flags`: opens a connection. */
export const TCP_SYN = 0x02;
/** `flags`: resets the connection. */
export const TCP_RST = 0x04;
/** `flags`: the receiver should pass the bytes on at once. */
export const TCP_PSH = 0x08;
/** `flags`: `ack` is valid. */
export const TCP_ACK = 0x10;

/**
 * One record of the trace: a packet as it leaves, or a note. Owned by the network and used again
 * for the next; copy what is to be kept.
 */
export class Trace {
	/** Microseconds since the network began. */
	timeUs: number;
	/** TRACE_TCP, TRACE_UDP or TRACE_NOTE. */
	protocol: number;
	/** Literal address of the sender; of a note, the name of the device. */
	fromAddress: string;
	/** Port of the sender. */
	fromPort: number;
	/** Literal address of the receiver. */
	toAddress: string;
	/** Port of the receiver. */
	toPort: number;
	/** TCP_* bits. */
	flags: number;
	/** Sequence number (TCP). */
	seq: number;
	/** Acknowledgement number (TCP). */
	ack: number;
	/** Where the payload is, in this very moment. */
	bytes: Uint8Array;
	/** Offset of the payload in `bytes`. */
	at: number;
	/** Size of the payload in bytes. */
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

/** Called with each record of the trace; the record is lent until the callback returns. */
export type OnTrace = (trace: Trace) => void;
