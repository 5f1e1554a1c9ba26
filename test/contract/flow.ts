/** A stream of bytes for the transfer tests. */
import { EAGAIN } from "../../src/core/errno.js";
import { EV_READ, EV_WRITE } from "../../src/core/flags.js";
import type { Script } from "./script.js";

export const PIECE = 500; // bytes of one send or recv

/** A stream of bytes that a receiver can check: what follows from how many went before. */
export class Flow {
	from: number;
	to: number;
	readonly total: number;
	sent: number;
	received: number;
	full: number; // sends that answered -EAGAIN
	wrong: number;
	readonly bytes: Uint8Array;

	constructor(total: number) {
		this.from = -1;
		this.to = -1;
		this.total = total;
		this.sent = 0;
		this.received = 0;
		this.full = 0;
		this.wrong = 0;
		this.bytes = new Uint8Array(PIECE);
	}

	/** Sends until the window is full or all is sent. */
	pump(s: Script): void {
		while (this.sent < this.total) {
			const left = this.total - this.sent;
			const size = left < PIECE ? left : PIECE;
			for (let i = 0; i < size; i++) this.bytes[i] = ((this.sent + i) * 7) >> 3;
			const result = s.host.send(this.from, this.bytes, 0, size);
			if (result === -EAGAIN) {
				this.full++;
				s.t.is(s.ready(this.from) & EV_WRITE, 0, "a full window is not writable");
				return;
			}
			s.t.true(result > 0 && result <= size, "send");
			this.sent += result;
		}
	}

	/** Receives what is there. */
	drain(s: Script): void {
		while (this.received < this.total) {
			const result = s.host.recv(this.to, this.bytes, 0, PIECE);
			if (result === -EAGAIN) {
				s.t.is(s.ready(this.to) & EV_READ, 0, "an empty stream is not readable");
				return;
			}
			s.t.true(result > 0 && result <= PIECE, "recv");
			for (let i = 0; i < result; i++) {
				if (this.bytes[i] !== ((((this.received + i) * 7) >> 3) & 0xff)) this.wrong++;
			}
			this.received += result;
		}
	}
}
