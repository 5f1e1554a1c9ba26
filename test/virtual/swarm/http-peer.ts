/**
 * A client of the swarm's HTTP server, in the host's calls alone: sends requests in odd pieces,
 * several ahead, and checks every byte of the replies; or sends rubbish, or nothing.
 */
import type { Device, Random } from "../../../hosts/virtual/index.js";
import { FAULT_HIDDEN_CLIENT, FAULT_SLOW_CLIENT } from "../../../hosts/virtual/index.js";
import { EAGAIN } from "../../../src/core/errno.js";
import type { Loop } from "../../../src/core/host.js";
import { textBytes } from "../../../src/core/text.js";
import type { HttpStation } from "./http.js";
import type { Verdict } from "./verdict.js";

const RIGHT = 0;
const WRONG = 1;
const SILENT = 2;

const LINE_SIZE = 17; // "HTTP/1.1 200 OK", CR, LF
const CLOSE = textBytes("Connection: close\r\n");
const CLOSE_SHOWS = 3; // bytes that it has in common with "Content-Type"

/** `reply` as the last of a connection. */
function lastForm(reply: Uint8Array): Uint8Array {
	const last = new Uint8Array(reply.length + CLOSE.length);
	last.set(reply.subarray(0, LINE_SIZE), 0);
	last.set(CLOSE, LINE_SIZE);
	last.set(reply.subarray(LINE_SIZE), LINE_SIZE + CLOSE.length);
	return last;
}

export class HttpPeer implements Loop {
	readonly verdict: Verdict;
	readonly device: Device;
	readonly random: Random;
	readonly station: HttpStation;
	readonly bytes: Uint8Array;
	fd: number;
	manner: number; // of this connection
	out: Uint8Array; // what is still to be sent
	at: number;
	expected: Uint8Array[]; // replies to come, first the one that is coming
	got: number; // bytes of it
	other: string; // what came in its place
	leaving: boolean;
	reads: boolean;

	constructor(verdict: Verdict, device: Device, random: Random, station: HttpStation) {
		this.verdict = verdict;
		this.device = device;
		this.random = random;
		this.station = station;
		this.bytes = new Uint8Array(512);
		this.fd = -1;
		this.manner = RIGHT;
		this.out = new Uint8Array(0);
		this.at = 0;
		this.expected = [];
		this.got = 0;
		this.other = "";
		this.leaving = false;
		this.reads = true;
		device.schedule(this, random.between(1, 3000));
	}

	turn(): void {
		if (this.fd < 0) {
			if (this.leaving) return;
			this.connect();
		} else this.use();
		if (this.fd >= 0 || !this.leaving) {
			this.device.schedule(this, this.random.between(1, this.random.oneIn(10) ? 3000 : 200));
		}
	}

	connect(): void {
		const target = this.station.device.addresses[0];
		const r = this.random;
		this.fd = this.device.tcpConnect(target, 80);
		this.manner = r.oneIn(5) ? WRONG : r.oneIn(8) ? SILENT : RIGHT;
		this.reads = !r.oneIn(8);
		if (!this.reads) this.device.network.injected[FAULT_SLOW_CLIENT]++;
		if (this.manner === SILENT) this.device.network.injected[FAULT_HIDDEN_CLIENT]++;
		this.expected = [];
		this.got = 0;
		this.other = "";
		this.at = 0;
		this.out = new Uint8Array(0);
		if (this.fd >= 0 && this.manner !== SILENT) this.ask(r.between(1, 4));
	}

	/** Adds `count` requests to what is to be sent. */
	ask(count: number): void {
		const r = this.random;
		let text = "";
		for (let i = 0; i < count; i++) {
			const which = r.below(4);
			const { hello, large } = this.station;
			if (which === 0) text += "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
			else if (which === 1) text += "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
			else if (which === 2) text += "GET /late HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
			else text += "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
			this.expected.push(which === 1 ? large.bytes : hello.bytes);
		}
		const bytes = textBytes(text);
		if (this.manner === WRONG) {
			for (let i = r.between(1, 3); i > 0; i--) bytes[r.below(bytes.length)] = r.below(256);
		}
		this.out = bytes;
		this.at = 0;
	}

	use(): void {
		if (this.reads && !this.receive()) return this.close();
		if (this.at < this.out.length && !this.send()) return this.close();
		const r = this.random;
		if (this.at === this.out.length && this.expected.length === 0 && r.oneIn(3)) {
			if (r.oneIn(2) || this.manner !== RIGHT) return this.close();
			this.ask(r.between(1, 4));
		}
		if (r.oneIn(200)) this.close();
	}

	/** Returns false when the connection is lost. */
	send(): boolean {
		const left = this.out.length - this.at;
		const count = this.random.between(1, left);
		const result = this.device.send(this.fd, this.out, this.at, count);
		if (result > 0) this.at += result;
		return result >= 0 || result === -EAGAIN;
	}

	/** Returns false when the connection is lost or over. */
	receive(): boolean {
		const size = this.random.oneIn(4) ? 1 : this.random.between(1, 512);
		const result = this.device.recv(this.fd, this.bytes, 0, size);
		for (let i = 0; i < result; i++) this.take(this.bytes[i]);
		if (result === 0) this.over();
		return result > 0 || result === -EAGAIN;
	}

	/** Takes a byte of a reply: that of the one expected, or of a refusal in its place. */
	take(byte: number): void {
		const reply = this.expected[0];
		if (this.other === "" && reply !== undefined && reply[this.got] === byte) {
			this.got++;
			if (this.got < reply.length) return;
			this.expected.shift();
			this.got = 0;
			return;
		}
		if (this.got === LINE_SIZE + CLOSE_SHOWS && byte === CLOSE[CLOSE_SHOWS]) {
			this.expected = [lastForm(reply)]; // somebody waits: nothing may follow
			this.got++;
			return;
		}
		if (this.other === "") {
			this.verdict.check(
				this.manner === WRONG || this.got <= 9,
				this.device.name,
				`byte ${this.got} of a reply is wrong`,
			);
			this.other = "HTTP/1.1 ".slice(0, this.got);
		}
		if (this.other.length < 12) this.other += String.fromCharCode(byte);
	}

	/** The server has ended the connection. */
	over(): void {
		if (this.other === "" || this.manner === WRONG) return;
		const status = this.other.slice(9, 12);
		this.verdict.check(
			this.other.slice(0, 9) === "HTTP/1.1 " &&
				(status === "408" || status === "414" || status === "431"),
			this.device.name,
			`a good request is answered ${this.other}`,
		);
	}

	close(): void {
		this.device.close(this.fd);
		this.fd = -1;
	}

	leave(): void {
		this.leaving = true;
		if (this.fd >= 0) this.close();
	}
}
