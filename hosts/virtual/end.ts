/**
 * End: one end of a TCP connection, or a listener, of a virtual device; kept in the device's pool.
 *
 * Bytes that are sent go into the receiver's ring at once and become visible there when they
 * arrive, so that nothing is copied twice and nothing is allocated: behind `head` lie `count` bytes
 * that have arrived and then the sender's `inFlight`. The sender counts what it may still send by
 * `unacked`, which falls when the news of the receiver's reading has come back.
 *
 * Invariant: receiver.count + sender.inFlight <= sender.unacked <= the receiver's window.
 */
import type { Actor } from "./agenda.js";
import { Entry } from "./agenda.js";
import type { Device } from "./device.js";
import { established, syn } from "./handshake.js";
import { arrive, learnReset, tellRead } from "./segment.js";

/** Pieces of a stream that can be under way at different times; more are sent with the last. */
export const SEGMENTS = 8;

const ARRIVE = 0;
const READ = 1;
const RESET = 2;
const SYN = 3;
const SYN_ACK = 4;

export class End implements Actor {
	readonly device: Device;
	/** Slot of the descriptor that holds this end, -1 = none. */
	slot: number;
	/** The other end, null while there is none. It stays, closed or not, as long as this one. */
	peer: End | null;
	/** The next free end, or the next that waits at the same listener. */
	next: End | null;
	address: string;
	port: number;
	peerAddress: string;
	peerPort: number;

	/** Of a listener: the first and the last that wait, how many, how many may. */
	first: End | null;
	last: End | null;
	waiting: number;
	backlog: number;

	/** The program has closed it, or its device has forgotten it. */
	closed: boolean;
	/** Its device has forgotten it: what arrives is answered with a reset. */
	forgotten: boolean;
	/** Nothing gets through between the two ends any more. */
	lost: boolean;
	/** The connect is under way. */
	connecting: boolean;
	/** Every call answers with this error, 0 = none. */
	error: number;

	readonly ring: Uint8Array;
	/** Bytes of the ring that are used. */
	window: number;
	head: number;
	count: number;
	/** All of the peer's stream has arrived. */
	ended: boolean;
	/** Bytes read, of which the peer does not know yet. */
	read: number;

	/** This end sends no more. */
	shut: boolean;
	inFlight: number;
	unacked: number;
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

	readonly arrive: Entry; // the first segment arrives at the peer
	readonly tellRead: Entry; // the peer learns what was read
	readonly reset: Entry; // a reset arrives here
	readonly syn: Entry; // the SYN arrives at the listener
	readonly synAck: Entry; // its answer arrives here

	constructor(device: Device, window: number) {
		this.device = device;
		this.ring = new Uint8Array(window);
		this.segmentUs = new Float64Array(SEGMENTS);
		this.segmentSize = new Int32Array(SEGMENTS);
		this.arrive = new Entry(this, ARRIVE);
		this.tellRead = new Entry(this, READ);
		this.reset = new Entry(this, RESET);
		this.syn = new Entry(this, SYN);
		this.synAck = new Entry(this, SYN_ACK);
		this.slot = -1;
		this.peer = null;
		this.next = null;
		this.address = "";
		this.port = 0;
		this.peerAddress = "";
		this.peerPort = 0;
		this.first = null;
		this.last = null;
		this.waiting = 0;
		this.backlog = 0;
		this.closed = false;
		this.forgotten = false;
		this.lost = false;
		this.connecting = false;
		this.error = 0;
		this.window = window;
		this.head = 0;
		this.count = 0;
		this.ended = false;
		this.read = 0;
		this.shut = false;
		this.inFlight = 0;
		this.unacked = 0;
		this.segments = 0;
		this.segment = 0;
		this.stalledUs = -1;
		this.rtoUs = 0;
		this.tries = 0;
		this.synAckUs = 0;
		this.sent = 0;
		this.received = 0;
	}

	act_(what: number): void {
		if (what === ARRIVE) arrive(this);
		else if (what === READ) tellRead(this);
		else if (what === RESET) learnReset(this);
		else if (what === SYN) syn(this);
		else established(this);
	}
}

/** Makes `end` as good as new, but for its bytes. */
function endReset(end: End): void {
	end.slot = -1;
	end.peer = null;
	end.next = null;
	end.first = null;
	end.last = null;
	end.waiting = 0;
	end.backlog = 0;
	end.closed = false;
	end.forgotten = false;
	end.lost = false;
	end.connecting = false;
	end.error = 0;
	end.head = 0;
	end.count = 0;
	end.ended = false;
	end.read = 0;
	end.shut = false;
	end.inFlight = 0;
	end.unacked = 0;
	end.segments = 0;
	end.stalledUs = -1;
	end.tries = 0;
	end.synAckUs = 0;
	end.sent = 0;
	end.received = 0;
}

/** Takes an end from the device's pool, which grows to the most that were ever in use. */
export function take(device: Device): End {
	let end = device.freeEnd_;
	if (end === null) end = new End(device, device.window);
	else device.freeEnd_ = end.next;
	endReset(end);
	end.window =
		device.windowMax > 0 && device.windowMax < device.window ? device.windowMax : device.window;
	return end;
}

/** Gives `end` back to its device. */
export function give(end: End): void {
	end.peer = null;
	end.next = end.device.freeEnd_;
	end.device.freeEnd_ = end;
}
