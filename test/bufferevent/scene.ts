/** A bufferevent that connected to a raw descriptor: what the suites of bufferevents start from. */
import type { BufferEventOptions } from "../../src/bufferevent/bufferevent.js";
import { BufferEvent } from "../../src/bufferevent/bufferevent.js";
import { EventBase } from "../../src/core/event-base.js";
import { EV_READ, SHUT_WR } from "../../src/core/flags.js";
import { textBytes } from "../../src/core/text.js";
import type { Assertions } from "../harness.js";
import { MemoryHost } from "../memory-host.js";

export const PORT = 7;
const bytes = new Uint8Array(64);

export class Scene {
	readonly host: MemoryHost;
	readonly base: EventBase;
	readonly be: BufferEvent;
	readonly listener: number; // raw
	/** The other end of the connection, raw. */
	peer: number;
	/** What happened, in order: "r" onRead, "w" onWrite, an event as "e" and its hex bits, its errno. */
	log: string;

	/** Windows of 64 bytes; input and output of 32 if not given. Connected and reading. */
	constructor(options?: BufferEventOptions, connects?: boolean) {
		this.host = new MemoryHost({ descriptors: 4, window: 64, datagrams: 1, datagramBytes: 1 });
		this.base = new EventBase(this.host, { events: 3 });
		this.log = "";
		this.peer = -1;
		const all: BufferEventOptions = {
			input: 32,
			output: 32,
			onRead: () => this.note("r"),
			onWrite: () => this.note("w"),
			onEvent: (_be, what, error) => this.note(`e${what.toString(16)}${error || ""}`),
		};
		this.be = new BufferEvent(this.base, Object.assign(all, options));
		this.listener = this.host.tcpListen("", PORT, 2);
		this.base.loop(4); // EVLOOP_NO_EXIT_ON_EMPTY
		if (connects === false) return;
		this.connect();
		this.log = "";
	}

	note(what: string): void {
		this.log += this.log === "" ? what : ` ${what}`;
	}

	/** Returns the log and empties it, with the turns that are due. */
	take(): string {
		this.host.settle();
		const log = this.log;
		this.log = "";
		return log;
	}

	/** Connects `be`, enabled for reading, to `peer`. */
	connect(): void {
		this.be.connect("127.0.0.1", PORT);
		this.be.enable(EV_READ);
		this.host.settle();
		this.peer = this.host.accept(this.listener);
	}

	/** The peer ends its side, which lets an `end()` close. */
	hangUp(): void {
		this.host.shutdown(this.peer, SHUT_WR);
	}

	/** Sends `text` from the peer, without a turn. Returns the count or -errno. */
	send(text: string): number {
		const data = textBytes(text);
		return this.host.send(this.peer, data, 0, data.length);
	}

	/** Receives at the peer what is there now, without a turn. */
	receive(): string {
		const count = this.host.recv(this.peer, bytes, 0, bytes.length);
		return count > 0 ? this.host.decodeText(bytes, 0, count) : String(count);
	}

	/** Returns what the input holds. */
	input(): string {
		return this.be.input.text(0, this.be.input.length);
	}

	/** Closes all and asserts that nothing is left, and that `exceptions` happened. */
	over(t: Assertions, exceptions?: number): void {
		if (this.be.fd >= 0) t.is(this.be.close(), 0);
		this.host.close(this.peer);
		this.host.close(this.listener);
		this.host.settle();
		t.is(this.host.descriptors.open, 0, "descriptors open");
		t.is(this.base.inserted_ + this.base.active_, 0, "events left");
		t.is(this.base.exceptions, exceptions === undefined ? 0 : exceptions, "exceptions");
	}
}
