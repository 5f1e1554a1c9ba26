/** Closing on the simulated device, where a close with bytes unread is a reset: the last words arrive. */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import test from "ava";
import { Device } from "./device.js";

const LIMIT_MS = 10_000;

/** A server that says a word once it has ten bytes, and hangs up, whatever else there is to read. */
const PROGRAM = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Listener } from "evlite/bufferevent";
const base = new EventBase(new Host({ descriptors: 4 }), { events: 8 });
function onRead(connection) {
	connection.output.addText("enough\\n");
	connection.end();
}
new Listener(base, {
	port: 7, connections: 1, input: 16, output: 16,
	onConnection(connection) { connection.onRead = onRead; },
});
base.dispatch();
`;

/** Sends `texts` with 2 ms between them. Resolves to what came until the end. */
async function say(port: number, ...texts: string[]): Promise<string> {
	const socket = connect({ port, host: "127.0.0.1", noDelay: true });
	let heard = "";
	socket.setEncoding("latin1");
	socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error("no end")));
	socket.on("data", (text: string) => {
		heard += text;
	});
	const closed = once(socket, "close");
	closed.catch(() => {});
	await once(socket, "connect");
	for (const text of texts) {
		socket.write(text, "latin1");
		await sleep(2);
	}
	await closed;
	return heard;
}

test.serial("a POST of HTTP/1.0 with CRLF after it: its reply arrives, 10 of 10", async (t) => {
	const device = await Device.start();
	for (let i = 0; i < 10; i++) {
		const post = "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nab";
		t.regex(await say(device.port, post, "\r\n"), /^HTTP\/1\.1 405 /);
	}
	await device.stop();
});

test.serial("end() with unread input: what was written arrives, 10 of 10", async (t) => {
	const device = await Device.start({ text: PROGRAM });
	for (let i = 0; i < 10; i++) {
		t.is(await say(device.port, "x".repeat(2000), "more", "still more"), "enough\n");
	}
	await device.stop();
});
