/** Clients that mean no good and come back as soon as they are cut off, and a good one among them. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const DRIP_MS = 50;
const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** What they send, in turn; the last one a byte now and then. */
const WORDS = [
	"",
	"GET / HTTP/1.1\r\nHos",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123",
	"BAD\r\n\r\n",
	GET, // and keeps the connection
	"G",
];

export class BadClient {
	readonly port: number;
	word: number;
	socket: Socket | null;
	stopped: boolean;

	constructor(port: number, word: number) {
		this.port = port;
		this.word = word % WORDS.length;
		this.socket = null;
		this.stopped = false;
		this.comeBack();
	}

	comeBack(): void {
		if (this.stopped) return;
		const text = WORDS[this.word];
		this.word = (this.word + 1) % WORDS.length;
		const socket = connect({ port: this.port, host: "127.0.0.1", noDelay: true });
		this.socket = socket;
		socket.resume();
		socket.on("error", () => {});
		socket.on("connect", () => {
			if (text !== "") socket.write(text);
		});
		const drip = text === "G" ? setInterval(() => socket.write("x"), DRIP_MS) : undefined;
		socket.on("close", () => {
			clearInterval(drip);
			setImmediate(() => this.comeBack());
		});
	}

	stop(): void {
		this.stopped = true;
		this.socket?.destroy();
	}
}

/** Asks once on a connection of its own. Resolves to the milliseconds until the reply; throws if it is none or bad. */
export async function askOnce(port: number, limitMs: number): Promise<number> {
	const start = performance.now();
	const socket = connect({ port, host: "127.0.0.1", noDelay: true });
	const limit = setTimeout(() => socket.destroy(new Error(`no reply in ${limitMs} ms`)), limitMs);
	try {
		await once(socket, "connect");
		socket.write(GET);
		let text = "";
		while (!text.endsWith("hello\n")) {
			const [data] = await Promise.race([once(socket, "data"), once(socket, "end").then(() => [])]);
			if (data === undefined) throw new Error(`answered ${JSON.stringify(text.slice(0, 40))}`);
			text += data.toString("latin1");
		}
		if (!text.startsWith("HTTP/1.1 200 ")) throw new Error(`answered ${text.slice(0, 40)}`);
		return performance.now() - start;
	} finally {
		clearTimeout(limit);
		socket.destroy();
	}
}

/** Has a good client ask `tries` times among `count` bad ones. Resolves to the milliseconds of each. */
export async function askAmongBad(
	port: number,
	count: number,
	tries: number,
	limitMs: number,
): Promise<number[]> {
	const bad = Array.from({ length: count }, (_, i) => new BadClient(port, i));
	const times: number[] = [];
	try {
		await sleep(300);
		for (let i = 0; i < tries; i++) {
			times.push(await askOnce(port, limitMs));
			await sleep((i * 37) % 200);
		}
	} finally {
		for (const each of bad) each.stop();
	}
	return times;
}
