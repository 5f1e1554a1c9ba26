/** Clients for the recording: bad ones of several kinds, and a good one. */
import { request } from "node:http";
import { connect } from "node:net";

const HOLD_MS = 1500; // how long a bad client that waits stays
const ASK_MS = 1000;

/** What each kind does once it is connected; those that return true stay for a while. */
const KINDS = {
	silent: () => true,
	"half a request": (socket) => socket.write("GET / HTT"),
	garbage: (socket) =>
		socket.write(Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 97) & 255))),
	"endless head": (socket) => socket.write(`GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(9000)}`),
	reset: (socket) => {
		socket.resetAndDestroy();
		return false;
	},
};

/** Opens `count` bad clients on `port` over `ms`, one after the other. */
export function badClients(port, count, ms) {
	const names = Object.keys(KINDS);
	const counts = { opened: 0, kinds: Object.fromEntries(names.map((name) => [name, 0])) };
	const start = performance.now();
	function open() {
		const name = names[counts.opened % names.length];
		counts.opened++;
		counts.kinds[name]++;
		const socket = connect(port, "127.0.0.1");
		socket.on("error", () => {});
		socket.on("data", () => {});
		socket.on("connect", () => {
			if (KINDS[name](socket) === false) return;
			setTimeout(() => socket.destroy(), HOLD_MS);
		});
	}
	const timer = setInterval(() => {
		const due = Math.min(count, Math.ceil((count * (performance.now() - start)) / ms));
		while (counts.opened < due) open();
	}, 20);
	return { counts, stop: () => clearInterval(timer) };
}

/** Asks `port` once a second, and counts. */
export function goodClient(port) {
	const counts = { asked: 0, answered: 0, slowestMs: 0 };
	let stopped = false;
	function ask() {
		if (stopped) return;
		const start = performance.now();
		counts.asked++;
		const again = () => setTimeout(ask, Math.max(0, ASK_MS - (performance.now() - start)));
		const asking = request({ port, host: "127.0.0.1", agent: false }, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (each) => {
				text += each;
			});
			response.on("end", () => {
				if (response.statusCode === 200 && text === "hello\n") counts.answered++;
				counts.slowestMs = Math.max(counts.slowestMs, performance.now() - start);
				again();
			});
			response.on("error", again);
		});
		asking.on("error", again).end();
	}
	ask();
	return {
		counts,
		stop() {
			stopped = true;
		},
	};
}
