/** What travels on a TCP connection once it stands: bytes, the end of the stream, news of reading, resets. */
import { latch } from "../../src/core/descriptors.js";
import { ECONNRESET, ETIMEDOUT } from "../../src/core/errno.js";
import { EV_CLOSED, EV_READ, EV_WRITE } from "../../src/core/flags.js";
import { agendaClear, agendaSet } from "./agenda.js";
import type { End } from "./end.js";
import { give, SEGMENTS } from "./end.js";
import { FAULT_LOSS } from "./fault-names.js";
import { established } from "./handshake.js";
import { linkDelayUs, linkSend } from "./link.js";
import { note, tracePacket } from "./network.js";
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST } from "./trace.js";

const RTO_US = 300000; // the first retransmission comes after so long, the next after twice that, ...
const RTO_MAX_US = 60000000;
const READ_RETRY_US = 5000000; // a sender whose window is closed probes so often
const HEADERS = 40; // bytes of a packet besides what it carries

/** Notes readiness of `end`, if a program holds it. */
export function ready(end: End, bits: number): void {
	if (end.slot >= 0) latch(end.device.descriptors, end.slot, bits);
}

/** Tells whether `end` and its peer share a device: nothing gets lost and nothing takes time. */
export function isLocal(end: End): boolean {
	return (end.peer as End).device === end.device;
}

/** Tells whether packets from `end` reach its peer now. */
export function isThrough(end: End): boolean {
	const peer = end.peer as End;
	if (peer.device === end.device) return true;
	if (end.lost || !end.device.up || !peer.device.up) return false;
	return end.device.has_(end.address) && peer.device.has_(peer.address);
}

/** Microseconds that a packet of `size` bytes needs from `end` to its peer. */
export function travelUs(end: End, size: number): number {
	const network = end.device.network;
	const from = end.device.link;
	const to = (end.peer as End).device.link;
	const now = network.agenda_.nowUs;
	const left = linkSend(from, now, size + HEADERS);
	return (
		linkSend(to, left, size + HEADERS) -
		now +
		linkDelayUs(from, network.random_) +
		linkDelayUs(to, network.random_)
	);
}

/** How long retransmissions of a packet from `end` take until one arrives, 0 = the first does. */
function lossUs(end: End): number {
	const network = end.device.network;
	const from = end.device.link;
	const to = (end.peer as End).device.link;
	let us = 0;
	let rto = RTO_US;
	for (let i = 0; i < 6; i++) {
		if (!network.random_.chance(from.loss) && !network.random_.chance(to.loss)) return us;
		network.injected_(FAULT_LOSS);
		us += rto;
		rto *= 2;
	}
	return us;
}

/** Makes `end` answer every call with `error`, behind what has arrived. */
export function fail(end: End, error: number): void {
	if (end.error !== 0) return;
	end.connecting = false;
	end.error = error;
	end.segments = 0;
	end.inFlight = 0;
	agendaClear(end.device.network.agenda_, end.arrive);
	ready(end, EV_READ | EV_WRITE | EV_CLOSED);
}

/** Gives both ends back when neither is held any more. */
export function tryRelease(end: End): void {
	const peer = end.peer;
	if (!end.closed || (peer !== null && !peer.closed)) return;
	const agenda = end.device.network.agenda_;
	for (let each: End | null = end; each !== null; each = each === end ? peer : null) {
		agendaClear(agenda, each.arrive);
		agendaClear(agenda, each.tellRead);
		agendaClear(agenda, each.reset);
		agendaClear(agenda, each.syn);
		agendaClear(agenda, each.synAck);
	}
	give(end);
	if (peer !== null) give(peer);
}

/** Sends the `size` bytes that were put into the peer's ring, or with 0 the end of the stream. */
export function push(end: End, size: number): void {
	const network = end.device.network;
	if (isLocal(end)) return landed(end, size);
	const late = lossUs(end);
	addSegment(end, network.agenda_.nowUs + travelUs(end, size) + late, size);
}

function addSegment(end: End, timeUs: number, size: number): void {
	const first = end.segments === 0;
	let at = (end.segment + end.segments) % SEGMENTS;
	let due = timeUs;
	if (!first) {
		const last = (at + SEGMENTS - 1) % SEGMENTS;
		if (end.segmentUs[last] > due) due = end.segmentUs[last]; // a stream keeps its order
		if (end.segments === SEGMENTS) {
			at = last;
			end.segmentSize[at] += size;
		}
	} else if (end.synAckUs > due) due = end.synAckUs;
	if (end.segments < SEGMENTS) {
		end.segmentSize[at] = size;
		end.segments++;
	}
	end.segmentUs[at] = due;
	if (first) agendaSet(end.device.network.agenda_, end.arrive, due);
}

/** The first segments of `end` arrive, or have to be sent again. */
export function arrive(end: End): void {
	const agenda = end.device.network.agenda_;
	if (!isThrough(end)) return stall(end);
	end.stalledUs = -1;
	while (end.segments > 0 && end.segmentUs[end.segment] <= agenda.nowUs) {
		const size = end.segmentSize[end.segment];
		end.segment = (end.segment + 1) % SEGMENTS;
		end.segments--;
		landed(end, size);
	}
	if (end.segments > 0) agendaSet(agenda, end.arrive, end.segmentUs[end.segment]);
}

/** Nothing gets through: tries again later, until it is given up. */
function stall(end: End): void {
	const network = end.device.network;
	const now = network.agenda_.nowUs;
	if (end.stalledUs < 0) {
		end.stalledUs = now;
		end.rtoUs = RTO_US;
	}
	if (now - end.stalledUs >= network.retransmitUs_) {
		fail(end, ETIMEDOUT);
		return;
	}
	agendaSet(network.agenda_, end.arrive, now + end.rtoUs);
	end.rtoUs = end.rtoUs * 2 < RTO_MAX_US ? end.rtoUs * 2 : RTO_MAX_US;
}

/** `size` bytes of `end` have arrived at its peer; behind the last may come the end of the stream. */
function landed(end: End, size: number): void {
	const peer = end.peer as End;
	end.inFlight -= size;
	if (peer.closed || peer.error !== 0) {
		if (size > 0 || peer.forgotten) resetBack(end);
		return;
	}
	if (peer.connecting) established(peer);
	if (size > 0) {
		peer.count += size;
		peer.received += size;
		ready(peer, EV_READ);
	}
	if (end.shut && end.segments === 0 && end.inFlight === 0) {
		peer.ended = true;
		ready(peer, EV_READ | EV_CLOSED);
	}
}

/** Answers what came from `end` with a reset. */
function resetBack(end: End): void {
	const peer = end.peer as End;
	if (end.reset.place >= 0 || end.closed) return;
	tracePacket(peer, TCP_RST | TCP_ACK, null, 0, 0, "");
	if (isLocal(end)) fail(end, ECONNRESET);
	else
		agendaSet(
			end.device.network.agenda_,
			end.reset,
			end.device.network.agenda_.nowUs + travelUs(peer, 0),
		);
}

/** Sends a reset from `end`, behind what it has sent. */
export function sendReset(end: End): void {
	const peer = end.peer;
	if (peer === null || peer.closed) return;
	tracePacket(end, TCP_RST | TCP_ACK, null, 0, 0, "");
	if (peer.device === end.device) {
		fail(peer, ECONNRESET);
		return;
	}
	const agenda = end.device.network.agenda_;
	let due = agenda.nowUs + travelUs(end, 0);
	if (end.segments > 0) {
		const last = end.segmentUs[(end.segment + end.segments - 1) % SEGMENTS];
		if (last > due) due = last;
	}
	agendaSet(agenda, peer.reset, due);
}

/** A reset arrives at `end`, unless it gets lost. */
export function learnReset(end: End): void {
	if (isThrough(end)) fail(end, ECONNRESET);
}

/** Notes that `size` bytes were read at `end`, for the peer to learn. */
export function didRead(end: End, size: number): void {
	const peer = end.peer as End;
	end.read += size;
	if (peer.closed || peer.error !== 0 || end.tellRead.place >= 0) return;
	if (isLocal(end)) return tellRead(end);
	tracePacket(end, TCP_ACK, null, 0, 0, "");
	const agenda = end.device.network.agenda_;
	agendaSet(agenda, end.tellRead, agenda.nowUs + travelUs(end, 0));
}

/** The peer of `end` learns what was read: its window opens. */
export function tellRead(end: End): void {
	const peer = end.peer as End;
	const agenda = end.device.network.agenda_;
	if (end.closed || peer.closed || peer.error !== 0) return;
	if (!isThrough(end)) {
		if (end.error === 0) agendaSet(agenda, end.tellRead, agenda.nowUs + READ_RETRY_US);
		return;
	}
	peer.unacked -= end.read;
	end.read = 0;
	if (!peer.connecting && peer.unacked < end.window) ready(peer, EV_WRITE);
}

/** Ends the stream of `end` behind what it has sent. */
export function sendFin(end: End): void {
	end.shut = true;
	const peer = end.peer as End;
	if (end.error !== 0 || peer === null) return;
	tracePacket(end, TCP_FIN | TCP_ACK, null, 0, 0, "");
	push(end, 0);
}

/** Tells the trace of bytes that `end` sends. */
export function traceData(end: End, bytes: Uint8Array, at: number, length: number): void {
	tracePacket(end, TCP_PSH | TCP_ACK, bytes, at, length, "");
}

/** Cuts a connection as a reset from both sides does: both ends learn `error` now. */
export function cut(end: End, error: number): void {
	const peer = end.peer;
	note(end.device.network, end.device.name, "reset");
	fail(end, error);
	if (peer !== null && !peer.closed) fail(peer, error);
}

/** From now on nothing gets through between `end` and its peer, and nobody is told. */
export function lose(end: End): void {
	end.lost = true;
	if (end.peer !== null) end.peer.lost = true;
}
