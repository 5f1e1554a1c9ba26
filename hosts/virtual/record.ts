/** Writing the trace: passes packets, faults and notes to the network's `onTrace`. */
import type { SocketAddress } from "../../src/core/host.js";
import type { Network } from "./network.js";
import { TCP_ACK, TCP_RST, TRACE_NOTE, TRACE_TCP, TRACE_UDP } from "./trace.js";
import type { WireSocket } from "./wire-socket.js";

export function note(network: Network, who: string, text: string): void {
	if (network.onTrace === null) return;
	const trace = network.trace_;
	trace.timeUs = network.queue_.nowUs;
	trace.protocol = TRACE_NOTE;
	trace.fromAddress = who;
	trace.length = 0;
	trace.bytes = network.nothing_;
	trace.text = text;
	network.onTrace(trace);
}

/** Records a packet that `socket` sends; one with bytes before they are counted as sent. */
export function tracePacket(
	socket: WireSocket,
	flags: number,
	bytes: Uint8Array | null,
	at: number,
	length: number,
	text: string,
): void {
	const network = socket.host.network;
	if (network.onTrace === null) return;
	const trace = network.trace_;
	trace.timeUs = network.queue_.nowUs;
	trace.protocol = TRACE_TCP;
	trace.fromAddress = socket.address;
	trace.fromPort = socket.port;
	trace.toAddress = socket.peerAddress;
	trace.toPort = socket.peerPort;
	trace.flags = flags;
	trace.seq = socket.sent;
	trace.ack = socket.received;
	trace.bytes = bytes === null ? network.nothing_ : bytes;
	trace.at = at;
	trace.length = length;
	trace.text = text;
	network.onTrace(trace);
}

/** Records a reset that answers the SYN of `socket`, from where nobody listens. */
export function traceRefusal(socket: WireSocket): void {
	const network = socket.host.network;
	if (network.onTrace === null) return;
	const trace = network.trace_;
	trace.timeUs = network.queue_.nowUs;
	trace.protocol = TRACE_TCP;
	trace.fromAddress = socket.peerAddress;
	trace.fromPort = socket.peerPort;
	trace.toAddress = socket.address;
	trace.toPort = socket.port;
	trace.flags = TCP_RST | TCP_ACK;
	trace.seq = 0;
	trace.ack = 0;
	trace.bytes = network.nothing_;
	trace.length = 0;
	trace.text = "refused";
	network.onTrace(trace);
}

export function traceDatagram(
	network: Network,
	fromAddress: string,
	fromPort: number,
	to: SocketAddress,
	bytes: Uint8Array,
	at: number,
	length: number,
	text: string,
): void {
	if (network.onTrace === null) return;
	const trace = network.trace_;
	trace.timeUs = network.queue_.nowUs;
	trace.protocol = TRACE_UDP;
	trace.fromAddress = fromAddress;
	trace.fromPort = fromPort;
	trace.toAddress = to.address;
	trace.toPort = to.port;
	trace.flags = 0;
	trace.bytes = bytes;
	trace.at = at;
	trace.length = length;
	trace.text = text;
	network.onTrace(trace);
}
