/**
 * What travels on a TCP connection once it is established: bytes, the end of the stream, news of
 * reading, resets. The calls on it are in socket/stream.ts.
 */
import { ECONNRESET, ETIMEDOUT } from "../../src/core/errno.js";
import { EV_WRITE } from "../../src/core/flags.js";
import { type QueueEntry, queueClear, queueSet } from "./clock.js";
import { note, tracePacket } from "./record.js";
import { ready } from "./socket/socket.js";
import * as stream from "./socket/stream.js";
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST } from "./trace.js";
import { isLocal, isThrough, lossUs, RTO_US, travelUs } from "./wire.js";
import { SEGMENTS, type WireSocket } from "./wire-socket.js";

const RTO_MAX_US = 60000000;
const READ_RETRY_US = 5000000; // a sender whose window is closed probes so often
const SYN_RTO_US = 1000000; // RFC 6298, 2.1; doubled each time

/** Schedules `entry` of the SYN of `socket`, or of its answer, once more, until `limitUs` have passed. */
export function retrySyn(
	socket: WireSocket,
	entry: QueueEntry,
	limitUs: number,
	error: number,
): void {
	const queue = socket.host.network.queue_;
	if (SYN_RTO_US * ((1 << socket.tries) - 1) >= limitUs) {
		stream.fail(socket, error);
		return;
	}
	queueSet(queue, entry, queue.nowUs + SYN_RTO_US * (1 << socket.tries));
	socket.tries++;
}

/** The answer to the SYN arrives: connected. */
export function established(socket: WireSocket): void {
	if (!socket.connecting) return;
	if (!isThrough(socket)) {
		return retrySyn(socket, socket.synAck, socket.host.network.connectUs_, ETIMEDOUT);
	}
	socket.connecting = false;
	ready(socket, EV_WRITE);
}

/** Sends `size` bytes that were put into the peer's ring, or with 0 the end of the stream. */
export function carry(
	socket: WireSocket,
	bytes: Uint8Array | null,
	at: number,
	size: number,
): void {
	const flags = bytes === null ? TCP_FIN | TCP_ACK : TCP_PSH | TCP_ACK;
	tracePacket(socket, flags, bytes, at, size, "");
	socket.sent += size;
	if (isLocal(socket)) return land(socket, size);
	const late = lossUs(socket);
	addSegment(socket, socket.host.network.queue_.nowUs + travelUs(socket, size) + late, size);
}

function addSegment(socket: WireSocket, timeUs: number, size: number): void {
	const first = socket.segments === 0;
	let at = (socket.segment + socket.segments) % SEGMENTS;
	let due = timeUs;
	if (!first) {
		const last = (at + SEGMENTS - 1) % SEGMENTS;
		if (socket.segmentUs[last] > due) due = socket.segmentUs[last]; // a stream keeps its order
		if (socket.segments === SEGMENTS) {
			at = last;
			socket.segmentSize[at] += size;
		}
	} else if (socket.synAckUs > due) due = socket.synAckUs;
	if (socket.segments < SEGMENTS) {
		socket.segmentSize[at] = size;
		socket.segments++;
	}
	socket.segmentUs[at] = due;
	if (first) queueSet(socket.host.network.queue_, socket.arrive, due);
}

/** The first segments of `socket` arrive, or have to be sent again. */
export function arrive(socket: WireSocket): void {
	const queue = socket.host.network.queue_;
	if (!isThrough(socket)) return stall(socket);
	socket.stalledUs = -1;
	while (socket.segments > 0 && socket.segmentUs[socket.segment] <= queue.nowUs) {
		const size = socket.segmentSize[socket.segment];
		socket.segment = (socket.segment + 1) % SEGMENTS;
		socket.segments--;
		land(socket, size);
	}
	if (socket.segments > 0) queueSet(queue, socket.arrive, socket.segmentUs[socket.segment]);
}

/** Nothing gets through: tries again later, until the connection times out. */
function stall(socket: WireSocket): void {
	const network = socket.host.network;
	const now = network.queue_.nowUs;
	if (socket.stalledUs < 0) {
		socket.stalledUs = now;
		socket.rtoUs = RTO_US;
	}
	if (now - socket.stalledUs >= network.retransmitUs_) {
		stream.fail(socket, ETIMEDOUT);
		return;
	}
	queueSet(network.queue_, socket.arrive, now + socket.rtoUs);
	socket.rtoUs = socket.rtoUs * 2 < RTO_MAX_US ? socket.rtoUs * 2 : RTO_MAX_US;
}

/** `size` bytes of `socket` have arrived at its peer; after the last may come the end of the stream. */
function land(socket: WireSocket, size: number): void {
	const peer = socket.peer as WireSocket;
	socket.inFlight -= size;
	if (peer.closed || peer.error !== 0) {
		if (size > 0 || peer.forgotten) resetBack(socket);
		return;
	}
	if (peer.connecting) established(peer);
	peer.received += size;
	stream.arrived(socket, size, socket.shut && socket.segments === 0 && socket.inFlight === 0);
}

/** Answers what came from `socket` with a reset. */
function resetBack(socket: WireSocket): void {
	const peer = socket.peer as WireSocket;
	const queue = socket.host.network.queue_;
	if (socket.reset.place >= 0 || socket.closed) return;
	tracePacket(peer, TCP_RST | TCP_ACK, null, 0, 0, "");
	if (isLocal(socket)) stream.fail(socket, ECONNRESET);
	else queueSet(queue, socket.reset, queue.nowUs + travelUs(peer, 0));
}

/** Sends a reset from `socket`, after what it has sent. */
export function sendReset(socket: WireSocket): void {
	const peer = socket.peer;
	if (peer === null || peer.closed) return;
	tracePacket(socket, TCP_RST | TCP_ACK, null, 0, 0, "");
	if (isLocal(socket)) {
		stream.fail(peer, ECONNRESET);
		return;
	}
	const queue = socket.host.network.queue_;
	let due = queue.nowUs + travelUs(socket, 0);
	if (socket.segments > 0) {
		const last = socket.segmentUs[(socket.segment + socket.segments - 1) % SEGMENTS];
		if (last > due) due = last;
	}
	queueSet(queue, peer.reset, due);
}

/** A reset arrives at `socket`, unless it gets lost. */
export function resetArrives(socket: WireSocket): void {
	if (isThrough(socket)) stream.fail(socket, ECONNRESET);
}

/** Notes that `size` bytes were read at `socket`, for the peer to learn. */
export function didRead(socket: WireSocket, size: number): void {
	const peer = socket.peer as WireSocket;
	socket.read += size;
	if (peer.closed || peer.error !== 0 || socket.tellRead.place >= 0) return;
	if (isLocal(socket)) return tellRead(socket);
	tracePacket(socket, TCP_ACK, null, 0, 0, "");
	const queue = socket.host.network.queue_;
	queueSet(queue, socket.tellRead, queue.nowUs + travelUs(socket, 0));
}

/** The peer of `socket` learns what was read: its window opens. */
export function tellRead(socket: WireSocket): void {
	const peer = socket.peer as WireSocket;
	const queue = socket.host.network.queue_;
	if (socket.closed || peer.closed || peer.error !== 0) return;
	if (!isThrough(socket)) {
		if (socket.error === 0) queueSet(queue, socket.tellRead, queue.nowUs + READ_RETRY_US);
		return;
	}
	const size = socket.read;
	socket.read = 0;
	stream.openWindow(socket, size);
}

/** Forgets what is under way from `socket`. */
export function stop(socket: WireSocket): void {
	socket.segments = 0;
	queueClear(socket.host.network.queue_, socket.arrive);
}

/** Removes the events of `socket` from the queue. */
export function clearEvents(socket: WireSocket): void {
	const queue = socket.host.network.queue_;
	queueClear(queue, socket.arrive);
	queueClear(queue, socket.tellRead);
	queueClear(queue, socket.reset);
	queueClear(queue, socket.syn);
	queueClear(queue, socket.synAck);
}

/** Cuts a connection as a reset from both sides does: both ends fail with `error` now. */
export function cut(socket: WireSocket, error: number): void {
	note(socket.host.network, socket.host.name, "reset");
	stream.cut(socket, error);
}

/** From now on nothing gets through between `socket` and its peer, and neither end learns of it. */
export function lose(socket: WireSocket): void {
	socket.lost = true;
	if (socket.peer !== null) socket.peer.lost = true;
}

/** Forgets `socket`, as a device does that loses its power. */
export function forget(socket: WireSocket): void {
	socket.closed = true;
	socket.forgotten = true;
	stop(socket); // what was under way is lost with it
	stream.release(socket);
}
