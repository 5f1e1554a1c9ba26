/**
 * What evlite uses of Espruino's `net`, `dgram` and `E`, as firmware 2v29 has them, together with
 * the fields that the host hangs on a socket. Types only.
 */
/** Handles an event of a socket or of the timer; see `handler_` in host.ts. */
export type Handler = (this: Socket, what?: unknown, from?: Sender) => void;

/** Where a datagram came from. */
export interface Sender {
	address: string;
	port: number;
}

/** A stream, a server or a datagram socket; or, if no socket came to be, the record of why. */
export interface Socket {
	// the platform's own, documented nowhere but stable since 1v70
	/** File descriptor + 1; 0 keeps the platform from polling it. */
	sckt: number;
	/** The connection is established. */
	conn?: boolean;
	/** What is written and not sent. */
	dSnd?: string;
	/** What was received before a handler was added. */
	dRcv?: string;
	port?: number;
	/** What the socket carries: 0 = a stream. */
	type: number;
	on(event: string, handler: Handler): void;
	/** Takes what the platform keeps of what was received, some of it in a buffer beside dRcv. */
	read(): string;
	write(bytes: string): void;
	end(): void;
	close(): void;
	listen(port: number): void;
	bind(port: number): void;
	send(bytes: string, port: number, address: string): void;

	// the host's
	/** Slot of the descriptor, -1 = closed by the program. */
	slot_: number; // by host.ts
	/** Why nothing comes any more: 0 = it may, 1 = the stream ended, else -errno. */
	end_: number;
	/** Bytes received and not yet read. */
	in_: string; // by stream.ts
	/** `sckt` while it is paused, else 0. */
	paused_: number;
	/** Tick at which it was paused. */
	pausedAt_: number; // by stream.ts
	/** Of a server: the connection to accept, if there is one; of a datagram socket: datagram, sender, ... */
	queue_: unknown[]; // by listener.ts
	/** Of a server: how many may wait; the platform has its own idea of that. */
	backlog_: number; // by listener.ts
}

export interface Net {
	createServer(handler: Handler): Socket;
	connect(to: { host: string; port: number }, handler: Handler): Socket;
}

export interface Dgram {
	createSocket(options: { type: string; recvBufferSize: number }): Socket;
}

export interface Utilities {
	/** The bytes as a string; of an array that is the whole of its buffer without a copy. */
	toString(bytes: Uint8Array): string;
	hwRand(): number;
}

export interface Memory {
	/** How much of it is free, in variables, and more; without `false` garbage is collected first. */
	memory(collect?: boolean): { free: number };
}

/** What a typed array takes besides arrays: the bytes of a string. */
export interface Bytes {
	set(bytes: string, at: number): void;
}
