/** What a descriptor of the Moddable host can be, and how its socket knows it. */
import type Listener from "embedded:io/socket/listener";
import type TCP from "embedded:io/socket/tcp";
import type UDP from "embedded:io/socket/udp";
import type { Host } from "./host.js";

// state_ of a descriptor
export const STATE_FREE = 0;
export const STATE_CONNECTING = 1;
export const STATE_OPEN = 2;
/** The peer ended or reset the connection. */
export const STATE_ENDED = 3;
/** A connect that failed. */
export const STATE_REFUSED = 4;
export const STATE_LISTENER = 5;
export const STATE_UDP = 6;

/** What every socket of this host carries: `target` by its options, `slot_` set once constructed. */
export interface Carrier {
	target: Host;
	slot_: number;
}

export type Socket = (TCP | Listener | UDP) & Carrier;

/** Options of an accepted socket: one object for all of them, `from` set for each. */
export interface SocketOptions {
	from: TCP | null;
	target: Host;
	nodelay: boolean;
	onReadable: (this: Carrier, count: number) => void;
	onWritable: (this: Carrier, count: number) => void;
	onError: (this: Carrier) => void;
}

/** Enters a socket into the columns. */
export function attach(host: Host, slot: number, socket: Socket, state: number): void {
	socket.slot_ = slot;
	host.socket_[slot] = socket;
	host.state_[slot] = state;
	host.unread_[slot] = 0;
	host.window_[slot] = 0;
}
