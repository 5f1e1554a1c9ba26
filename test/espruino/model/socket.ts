/** The objects of Espruino's `net` and `dgram`: their state is in plain fields, as there. */
import type { Model } from "../model.js";

export type Handler = (this: unknown, ...args: unknown[]) => void;

const ON = "#on";
const BUFFER = "\xffbuf";
const BUFFER_BYTES = 512; // what a stream without a listener keeps

export class Stream {
	[field: string]: unknown;
	readonly model: Model;
	sckt?: number;
	conn?: boolean;
	cls?: boolean;
	clsNow?: boolean;
	dSnd?: string;
	dRcv?: string;

	constructor(model: Model) {
		this.model = model;
	}

	/** Adds a listener. What came before a data listener is passed to it, but as an event of its own, later. */
	on(event: string, handler: Handler): void {
		const known = (this[ON + event] as Handler[] | undefined) ?? [];
		this[ON + event] = [...known, handler];
		if (event !== "data" || typeof this[BUFFER] !== "string") return;
		this.model.queue(this, "data", [this[BUFFER]]);
		delete this[BUFFER];
	}

	listeners(event: string): Handler[] {
		return (this[ON + event] as Handler[] | undefined) ?? [];
	}

	/** Calls a listener at once, or keeps the bytes. False if there is no room for them. */
	push(text: string, force: boolean): boolean {
		const handlers = this.listeners("data");
		if (handlers.length > 0) {
			for (const handler of handlers) this.model.guard(() => handler.call(this, text));
			return true;
		}
		const kept = this[BUFFER];
		if (typeof kept !== "string") {
			this[BUFFER] = text;
			return true;
		}
		const fits = kept.length + text.length <= BUFFER_BYTES;
		if (fits || force) this[BUFFER] = (kept + text).slice(0, BUFFER_BYTES);
		return fits || force;
	}

	/** Takes what is kept for want of a listener. */
	read(): string {
		const kept = this[BUFFER];
		delete this[BUFFER];
		return typeof kept === "string" ? kept : "";
	}

	write(data: unknown): boolean {
		if (this.cls || this.clsNow) throw new Error("This socket is closed");
		this.dSnd = (this.dSnd ?? "") + bytesOf(String(data));
		return false;
	}

	end(data?: unknown): void {
		if (data !== undefined) this.write(data);
		if (!this.dSnd) this.clsNow = true;
		this.cls = true;
	}
}

/** Text as the platform keeps it: 8 bits a character. */
function bytesOf(text: string): string {
	let bytes = "";
	for (let i = 0; i < text.length; i++) bytes += String.fromCharCode(text.charCodeAt(i) & 255);
	return bytes;
}

export class Server extends Stream {
	port?: number;
	type = 0; // with 2, datagrams, nothing is accepted

	listen(port: number): this {
		this.port = port;
		const fd = this.model.kernel.bind("backlog", port);
		if (fd < 0) throw new Error("InternalError: Unable to create socket");
		this.sckt = fd + 1;
		this.model.servers.push(this);
		return this;
	}

	close(): void {
		const at = this.model.servers.indexOf(this);
		if (at < 0) return;
		this.model.servers.splice(at, 1);
		this.model.kill(this);
	}
}

/** Datagrams to be sent are kept with where they go. */
export class Datagram extends Stream {
	port?: number;
	bytes: number;
	unsent: { text: string; port: number }[];

	constructor(model: Model, bytes: number) {
		super(model);
		this.bytes = bytes;
		this.unsent = [];
	}

	bind(port: number): this {
		this.port = port;
		const fd = this.model.kernel.bind("packets", port);
		if (fd < 0) throw new Error("InternalError: Unable to create socket");
		this.sckt = fd + 1;
		this.model.datagrams.push(this);
		return this;
	}

	send(text: string, port: number, _address: string): void {
		if (this.cls || this.clsNow) throw new Error("This socket is closed");
		this.unsent.push({ text: bytesOf(String(text)), port });
		this.dSnd = this.unsent.map((each) => `12345678${each.text}`).join("");
	}

	close(): void {
		this.end();
	}
}
