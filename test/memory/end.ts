/** One end of a stream, or a listener, of MemoryHost; kept in a pool. */

export const KIND_FREE = 0;
export const KIND_STREAM = 1;
export const KIND_LISTENER = 2;
export const KIND_DATAGRAM = 3;

export class End {
	/** Slot of the descriptor that holds this end, -1 = none (it waits to be accepted). */
	slot: number;
	/** The other end, null when it is closed. */
	peer: End | null;
	/** The next free end, or the next that waits at the same listener. */
	next: End | null;
	/** Of a listener: the first and the last that wait, how many, how many may. */
	first: End | null;
	last: End | null;
	waiting: number;
	backlog: number;
	/** Bytes that arrived: a ring from `head`, made when this end is first connected. */
	ring: Uint8Array | null;
	head: number;
	count: number;
	/** The peer sends no more. */
	ended: boolean;
	/** This end sends no more. */
	shut: boolean;
	/** The connect is under way. */
	connecting: boolean;
	/** Every call answers with this error, 0 = none. */
	error: number;
	address: string;
	port: number;
	peerAddress: string;
	peerPort: number;

	constructor() {
		this.slot = -1;
		this.peer = null;
		this.next = null;
		this.first = null;
		this.last = null;
		this.waiting = 0;
		this.backlog = 0;
		this.ring = null;
		this.head = 0;
		this.count = 0;
		this.ended = false;
		this.shut = false;
		this.connecting = false;
		this.error = 0;
		this.address = "";
		this.port = 0;
		this.peerAddress = "";
		this.peerPort = 0;
	}
}

/** Who keeps the pool. */
export interface EndPool {
	freeEnd_: End | null;
	/** How many more may be made. */
	endsLeft_: number;
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
	end.head = 0;
	end.count = 0;
	end.ended = false;
	end.shut = false;
	end.connecting = false;
	end.error = 0;
	end.address = "";
	end.port = 0;
	end.peerAddress = "";
	end.peerPort = 0;
}

/** Takes an end from the pool, or makes it if there is none; null when all are used. */
export function take(pool: EndPool): End | null {
	const end = pool.freeEnd_;
	if (end === null) {
		if (pool.endsLeft_ === 0) return null;
		pool.endsLeft_--;
		return new End();
	}
	pool.freeEnd_ = end.next;
	endReset(end);
	return end;
}

export function give(pool: EndPool, end: End | null): void {
	if (end === null) return;
	end.next = pool.freeEnd_;
	pool.freeEnd_ = end;
}
