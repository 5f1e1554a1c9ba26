/**
 * WireSocket: a socket whose peer may be on another device, with what is under way from it. Its
 * queue entries are made with it, so that carrying allocates nothing.
 */
import type { EventHandler } from "./clock.js";
import { QueueEntry } from "./clock.js";
import type { Device } from "./host.js";
import { Socket } from "./socket/socket.js";

/** Pieces of a stream that can be under way at different times; more are sent with the last. */
export const SEGMENTS = 8;

// What a queue entry of a socket is for
export const EVENT_ARRIVE = 0;
export const EVENT_READ = 1;
export const EVENT_RESET = 2;
export const EVENT_SYN = 3;
export const EVENT_SYN_ACK = 4;

export class WireSocket extends Socket implements EventHandler {
	declare readonly host: Device;
	declare peer: WireSocket | null;
	declare next: WireSocket | null;

	/** Its device has forgotten it: what arrives is answered with a reset. */
	forgotten: boolean;
	/** Nothing gets through between the two ends any more. */
	lost: boolean;
	/** Bytes read, of which the peer does not know yet. */
	read: number;

	segments: number;
	segment: number; // the first under way
	readonly segmentUs: Float64Array; // [SEGMENTS] when it arrives
	readonly segmentSize: Int32Array; // [SEGMENTS]
	stalledUs: number; // since when nothing gets through, -1 = it does
	rtoUs: number; // until the next try
	tries: number; // of the SYN
	synAckUs: number; // when the answer to the peer's SYN arrives there
	sent: number; // bytes, for the sequence numbers of traces
	received: number;

	readonly arrive: QueueEntry; // the first segment arrives at the peer
	readonly tellRead: QueueEntry; // the peer learns what was read
	readonly reset: QueueEntry; // a reset arrives here
	readonly syn: QueueEntry; // the SYN arrives at the listener
	readonly synAck: QueueEntry; // its answer arrives here

	constructor(device: Device) {
		super(device);
		this.forgotten = false;
		this.lost = false;
		this.read = 0;
		this.segments = 0;
		this.segment = 0;
		this.segmentUs = new Float64Array(SEGMENTS);
		this.segmentSize = new Int32Array(SEGMENTS);
		this.stalledUs = -1;
		this.rtoUs = 0;
		this.tries = 0;
		this.synAckUs = 0;
		this.sent = 0;
		this.received = 0;
		this.arrive = new QueueEntry(this, EVENT_ARRIVE);
		this.tellRead = new QueueEntry(this, EVENT_READ);
		this.reset = new QueueEntry(this, EVENT_RESET);
		this.syn = new QueueEntry(this, EVENT_SYN);
		this.synAck = new QueueEntry(this, EVENT_SYN_ACK);
	}

	handle_(what: number): void {
		this.host.socketEvent_(this, what);
	}
}

/** Makes `socket` as good as new, but for what Socket has. */
export function resetWire(socket: WireSocket): void {
	socket.forgotten = false;
	socket.lost = false;
	socket.read = 0;
	socket.segments = 0;
	socket.stalledUs = -1;
	socket.tries = 0;
	socket.synAckUs = 0;
	socket.sent = 0;
	socket.received = 0;
}
