/** Peers of a program under test: plain sockets over 127.0.0.1. */
import { connect } from "node:net";

const LIMIT_MS = 30_000;

/** A peer that sends `text` when it is connected, and keeps what it receives. */
export class Peer {
	constructor(port, text = "") {
		this.received = "";
		this.size = 0;
		this.ended = false;
		this.waiting = [];
		this.socket = connect(port, "127.0.0.1");
		this.socket.on("connect", () => {
			this.connected = true;
			if (text !== "") this.socket.write(text, "latin1");
			this.look();
		});
		this.socket.on("data", (data) => {
			this.size += data.length;
			this.received += data.toString("latin1");
			this.look();
		});
		this.socket.on("error", (error) => {
			this.error = error;
		});
		this.socket.on("close", () => {
			this.ended = true;
			this.look();
		});
	}

	look() {
		for (const each of this.waiting.splice(0)) {
			if (each.condition()) each.resolve();
			else this.waiting.push(each);
		}
	}

	/** Resolves when `condition` holds; it is asked whenever something happens here. */
	until(what, condition) {
		return new Promise((resolve, reject) => {
			const limit = setTimeout(() => reject(new Error(`in vain: ${what}`)), LIMIT_MS);
			const settle = () => {
				clearTimeout(limit);
				resolve();
			};
			this.waiting.push({ condition, resolve: settle });
			this.look();
		});
	}

	standing() {
		return this.until("connected", () => this.connected || this.ended);
	}

	/** Sends `request`, and resolves when `size` more bytes have come. */
	async exchange(request, size) {
		const goal = this.size + size;
		this.socket.write(request, "latin1");
		await this.until("a reply", () => this.size >= goal || this.ended);
		if (this.size !== goal) throw new Error(`${this.size} bytes of ${goal}`);
	}

	close() {
		this.socket.destroy();
	}
}

export function pause(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves to the last value of `read` once it is `wanted`, or has been read for long enough. */
export async function settled(read, wanted) {
	let value = await read();
	for (let tries = 0; tries < 40 && !wanted(value); tries++) {
		await pause(250);
		value = await read();
	}
	return value;
}
