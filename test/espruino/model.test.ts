/** The model behaves as Espruino 2v29 was measured to behave. */
import { test } from "../harness.js";
import type { Stream } from "./model/socket.js";
import { Model } from "./model.js";

const PORT = 7;

/** A server whose connections are noted, with `onConnection` run for each in its event. */
function serve(model: Model, onConnection: (c: Stream) => void): Stream[] {
	const connections: Stream[] = [];
	model
		.createServer((c) => {
			connections.push(c as Stream);
			onConnection(c as Stream);
		})
		.listen(PORT);
	return connections;
}

function passes(model: Model, count: number): void {
	for (let i = 0; i < count; i++) model.pass();
}

test("a stream: data comes in strings of up to 536 bytes, in order", (t) => {
	const model = new Model();
	const sizes: number[] = [];
	let text = "";
	serve(model, (c) =>
		c.on("data", (chunk) => {
			sizes.push((chunk as string).length);
			text += chunk;
		}),
	);
	const sent = "0123456789".repeat(120);
	model.kernel.dial(PORT)?.write(sent);
	passes(model, 6);
	t.deepEqual(sizes, [536, 536, 128]);
	t.is(text, sent);
});

test("a server: one accept each pass, ten wait, the next is refused", (t) => {
	const model = new Model();
	const connections = serve(model, () => {});
	for (let i = 0; i < 10; i++) t.true(model.kernel.dial(PORT) !== null);
	t.is(model.kernel.dial(PORT), null);
	passes(model, 1);
	t.is(connections.length, 1);
	passes(model, 3);
	t.is(connections.length, 4);
});

test("a listener that comes late gets bytes out of order, and some of them for ever", (t) => {
	const model = new Model();
	const connections = serve(model, () => {});
	model.kernel.dial(PORT)?.write(`${"a".repeat(536)}${"b".repeat(464)}`);
	passes(model, 4);
	const got: string[] = [];
	connections[0].on("data", (chunk) =>
		got.push(`${(chunk as string)[0]}${(chunk as string).length}`),
	);
	passes(model, 3);
	t.deepEqual(got, ["b464", "a536", "b464", "b464"]);
});

test("write: converts to a string of 8-bit characters, queues without limit, sends 536 bytes a pass", (t) => {
	const model = new Model();
	const connections = serve(model, () => {});
	const wire = model.kernel.dial(PORT);
	passes(model, 2);
	const c = connections[0];
	t.is(c.write(new Uint8Array([65, 66])), false);
	t.is(c.dSnd, "65,66");
	c.write(null);
	t.is(c.dSnd, "65,66null");
	c.write(String.fromCharCode(256 + 65).repeat(100_000));
	t.is(c.dSnd?.length, 100_009);
	model.pass();
	t.is(wire?.inbox.length, 536);
	t.is(wire?.inbox.slice(9, 11), "AA");
});

test("drain: once the queue is empty, and once right after the connection is established", (t) => {
	const model = new Model();
	let drains = 0;
	serve(model, () => {});
	const c = model.connect({ host: "127.0.0.1", port: PORT }, () => {});
	c.on("drain", (that) => {
		t.is(that, c);
		drains++;
	});
	passes(model, 2);
	t.is(drains, 1);
	c.write("x".repeat(1000));
	passes(model, 1);
	t.is(drains, 1);
	passes(model, 1);
	t.is(drains, 2);
});

test("the end of the peer's stream ends both directions; later writes throw", (t) => {
	const model = new Model();
	const told: string[] = [];
	const connections = serve(model, (c) => {
		c.on("end", () => told.push("end"));
		c.on("error", (e) => told.push(`error ${(e as { code: number }).code}`));
		c.on("close", (failed) => told.push(`close ${failed}`));
	});
	const wire = model.kernel.dial(PORT);
	passes(model, 2);
	wire?.close();
	passes(model, 2);
	t.deepEqual(told, ["end", "close false"]);
	t.throws(() => connections[0].write("x"));
	connections[0].end();
	t.is(model.kernel.used, 1, "the server alone");
});

test("what is unsent when the peer closes: one chunk goes, then error -8", (t) => {
	const model = new Model();
	const told: string[] = [];
	serve(model, (c) => {
		c.on("error", (e) => told.push(`error ${(e as { code: number }).code}`));
		c.on("close", (failed) => told.push(`close ${failed}`));
		c.write("x".repeat(2000));
	});
	const wire = model.kernel.dial(PORT);
	passes(model, 1);
	wire?.close();
	passes(model, 3);
	t.deepEqual(told, ["error -8", "close true"]);
});

test("end: sends the rest first, closes at once when there is none", (t) => {
	const model = new Model();
	const connections = serve(model, () => {});
	const wire = model.kernel.dial(PORT);
	passes(model, 2);
	connections[0].end("bye");
	passes(model, 2);
	t.is(wire?.read(10), "bye");
	t.is(wire?.read(10), null);
});

test('abort: dSnd = "" and end drop what is queued', (t) => {
	const model = new Model();
	const connections = serve(model, () => {});
	const wire = model.kernel.dial(PORT);
	passes(model, 2);
	connections[0].write("x".repeat(5000));
	connections[0].dSnd = "";
	connections[0].end();
	passes(model, 2);
	t.is(wire?.read(10), null);
});

test("sckt = 0 stops a stream both ways, and loses nothing; closed so, its descriptor leaks", (t) => {
	const model = new Model();
	let text = "";
	const connections = serve(model, (c) => c.on("data", (chunk) => (text += chunk)));
	const wire = model.kernel.dial(PORT);
	passes(model, 2);
	const c = connections[0];
	const sckt = c.sckt;
	c.sckt = 0;
	c.write("out");
	wire?.write("in".repeat(2000));
	passes(model, 5);
	t.is(text, "");
	t.is(wire?.inbox, "");
	c.sckt = sckt;
	passes(model, 10);
	t.is(text.length, 4000);
	t.is(wire?.inbox, "out");
	c.sckt = 0;
	c.end();
	passes(model, 3);
	t.is(model.kernel.used, 2);
});

test("connect: throws when refused or for a name, and there is no object", (t) => {
	const model = new Model();
	t.throws(() => model.connect({ host: "127.0.0.1", port: 9 }, () => {}));
	t.throws(() => model.connect({ host: "nowhere.example", port: 9 }, () => {}));
	t.is(model.streams.length, 0);
});

test("listen: throws for a used port; a close leaves the connections", (t) => {
	const model = new Model();
	const connections = serve(model, () => {});
	t.throws(() => model.createServer(() => {}).listen(PORT));
	model.kernel.dial(PORT);
	passes(model, 2);
	model.servers[0].close();
	passes(model, 2);
	t.is(connections[0].conn, true);
	t.is(model.kernel.dial(PORT), null);
});

test("an exception in a handler is reported, and the rest continues", (t) => {
	const model = new Model();
	let text = "";
	serve(model, (c) =>
		c.on("data", (chunk) => {
			text += chunk;
			throw new Error("mine");
		}),
	);
	const wire = model.kernel.dial(PORT);
	wire?.write("a");
	passes(model, 2);
	wire?.write("b");
	passes(model, 1);
	t.is(text, "ab");
	t.is(model.uncaught.length, 2);
});

test("UDP: cut at 528 bytes unless a larger buffer is asked for; empty ones are dropped; one sent a pass", (t) => {
	const model = new Model();
	const sizes: number[] = [];
	const near = model.createSocket("udp4").bind(1000);
	const small = model.createSocket("udp4").bind(2000);
	const large = model.createSocket({ recvBufferSize: 1480 }).bind(3000);
	small.on("message", (text) => sizes.push((text as string).length));
	large.on("message", (text) => sizes.push((text as string).length));
	for (const port of [2000, 3000]) {
		near.send("", port, "127.0.0.1");
		near.send("x".repeat(600), port, "127.0.0.1");
	}
	model.pass();
	t.is(near.unsent.length, 3);
	passes(model, 8);
	t.deepEqual(sizes, [528, 600]);
	t.throws(() => model.createSocket("udp4").bind(1000));
});

test("timers: overdue ones run in the order they were made; intervals catch up", (t) => {
	const model = new Model();
	const ran: string[] = [];
	model.timers.set(() => ran.push("20"), 20, false, []);
	model.timers.set(() => ran.push("5"), 5, false, []);
	model.timers.set(() => ran.push("i"), 10, true, []);
	model.ms = 50;
	passes(model, 3);
	t.deepEqual(ran, ["20", "5", "i", "i", "i"]);
});

test("clearTimeout: undefined throws, no argument clears all, a fired one is harmless", (t) => {
	const model = new Model();
	const id = model.timers.set(() => {}, 1, false, []);
	model.ms = 2;
	model.pass();
	model.timers.clear([id]);
	model.timers.set(() => {}, 1, false, []);
	t.throws(() => model.timers.clear([undefined]));
	t.is(model.timers.list.length, 1);
	model.timers.clear([]);
	t.is(model.timers.list.length, 0);
});
