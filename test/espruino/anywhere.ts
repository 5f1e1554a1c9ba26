/**
 * The Espruino host with what the contract asks of a machine and its platform does not have: it
 * takes the loopback address for "all", and picks a port itself where 0 is asked for.
 */
import { datagramOpen } from "../../hosts/espruino/datagram.js";
import { Host } from "../../hosts/espruino/index.js";
import { listen } from "../../hosts/espruino/listener.js";
import type { Host as HostInterface } from "../../src/core/host.js";

let nextPort = 20000 + (Date.now() & 511); // another run may be under way

export class Anywhere extends Host {
	override tcpListen(address: string, port: number, backlog: number): number {
		return listen(this, local(address), port === 0 ? nextPort++ : port, backlog);
	}

	override udpBind(address: string, port: number): number {
		return datagramOpen(this, local(address), port === 0 ? nextPort++ : port);
	}
}

/** What is printed while `run` runs. */
export function printed(_host: HostInterface, run: () => void): string {
	const globals = globalThis as unknown as { print: (text: string) => void };
	const before = globals.print;
	let all = "";
	globals.print = (text) => {
		all += text;
	};
	run();
	globals.print = before;
	return all;
}

function local(address: string): string {
	return address === "127.0.0.1" ? "" : address;
}

const BYTES = "a string is bytes on Espruino; language.suite.ts has these cases as such";
const ADDRESSES = "the platform does not report addresses";
const ALL = "the platform listens on all addresses or none";
const HALF = "the platform has no half-close";
const FAMILY = "the platform has no IPv6";

/** Titles of the contract that the platform cannot pass, each with the reason. */
export const ESPRUINO_SKIPS: string[] = [
	"encodeText: UTF-8 vectors, and room for one byte less",
	BYTES,
	"decodeText: UTF-8 vectors",
	BYTES,
	"tcpListen: an address of another machine is -EADDRNOTAVAIL",
	ALL,
	"connect, accept, send, recv: bytes and addresses",
	ADDRESSES,
	'tcpListen: "" means all addresses',
	ADDRESSES,
	"IPv6",
	FAMILY,
	"send: -EAGAIN when the window is full, writable when it drains",
	"the window is one chunk, and what the peer holds comes on top: two tries do not fill it",
	"shutdown: half a connection continues",
	HALF,
	"a close with bytes unread resets the peer",
	"a reset looks like an end",
	"UDP: a datagram of no bytes",
	"the platform drops it",
	"UDP: IPv6",
	FAMILY,
	'UDP: "" sends and receives by every family',
	FAMILY,
];
