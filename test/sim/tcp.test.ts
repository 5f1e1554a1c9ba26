import { once } from "node:events";
import net from "node:net";
import test from "ava";
import { sleep, within } from "../wait.js";
import { runScript, type Script, startScript } from "./script.js";

/** A server on the device for `handlers` (methods of the TCP options), and a client socket to it. */
async function serve(
	handlers: string,
	options = {},
): Promise<{ script: Script; socket: net.Socket }> {
	const script = await startScript(
		`const listener = new Listener({ port: 0, onReadable() {
			globalThis.tcp = new TCP({ from: this.read(), ${handlers} });
		} });`,
		options,
	);
	const socket = net.connect(await script.simulation.listening(), "127.0.0.1");
	socket.setNoDelay(true);
	socket.on("error", () => {});
	await within("a connection to the device", once(socket, "connect"));
	return { script, socket };
}

/** Less than any callback takes, more than taking a snapshot does. */
const CALLBACK_UNITS = 20;

const pause = sleep;

test("read: onReadable is an edge with all that is unread, and is not repeated", async (t) => {
	const { script, socket } = await serve("onReadable(n) { print(n); }, onError() { exit(0); }");
	socket.write("abc");
	await script.printed(1);
	await pause(150); // in which nothing may be repeated
	socket.write("de");
	await script.printed(2);
	await pause(150);
	script.simulation.stop();
	t.deepEqual((await script.ran).lines, ["3", "5"]);
});

test("read: a view is filled exactly, or throws if longer than what has arrived", async (t) => {
	const { script, socket } = await serve(`onReadable(n) {
		const two = new Uint8Array(2);
		print(attempt(() => this.read(new Uint8Array(n + 1))));
		print(attempt(() => this.read(new Uint8Array(0))));
		print(attempt(() => this.read(n + 1)), attempt(() => this.read(0)));
		print(this.read(two), two[0], two[1]);
		print(this.read(1).byteLength, this.read(new DataView(new ArrayBuffer(1))));
		print(this.read().byteLength, this.read(), this.read(two));
		exit(0);
	}`);
	socket.write("abcdef");
	t.deepEqual((await script.ran).lines, [
		"Error: invalid",
		"Error: invalid",
		"Error: invalid Error: invalid",
		"2 97 98",
		"1 1",
		"2 undefined undefined",
	]);
});

test("read: format number gives a byte at a time", async (t) => {
	const { script, socket } = await serve(`format: "number", onReadable(n) {
		print(this.read(), this.read(), this.read()); print(this.format); this.write(65); exit(0);
	}`);
	socket.write("ab");
	t.deepEqual((await script.ran).lines, ["97 98 undefined", "number"]);
});

test("write: takes all or throws, returns what the window still takes", async (t) => {
	const { script, socket } = await serve(`onWritable(n) {
		print(n, this.write(new Uint8Array(1000)), attempt(() => this.write(new Uint8Array(1921))));
		print(this.write(new Uint8Array(1920)), this.write(new ArrayBuffer(0)));
		print(attempt(() => this.write("text")), attempt(() => this.write(new Uint8Array(1))));
		this.close(); listener.close();
	}`);
	const bytes = await new Promise<number>((resolve) => {
		let count = 0;
		socket.on("data", (data) => {
			count += data.length;
		});
		socket.on("end", () => resolve(count));
	});
	const { lines } = await script.ran;
	t.deepEqual(lines.slice(0, 2), ["2920 1920 Error: would block", "0 0"]);
	t.regex(lines[2], /^TypeError: .* Error: would block$/);
	t.is(bytes, 2920); // closing delivers what was written
});

test("write: onWritable comes only as space frees, so a slow reader is felt", async (t) => {
	const { script, socket } = await serve(`onWritable(n) {
		this.times = (this.times ?? 0) + 1;
		try { for (;;) { this.write(new Uint8Array(730)); this.sum = (this.sum ?? 0) + 730; } } catch {}
	}, onError() { print(this.times, this.sum); exit(0); }`);
	socket.pause();
	await pause(400);
	// The desktop's own buffers take a while to fill.
	let first = -CALLBACK_UNITS;
	let second = (await script.simulation.snapshot()).meter;
	for (let i = 0; i < 40 && second - first >= CALLBACK_UNITS; i++) {
		await pause(250);
		first = second;
		second = (await script.simulation.snapshot()).meter;
	}
	t.true(second - first < CALLBACK_UNITS); // no callback while nothing moves
	socket.resume();
	let third = second;
	for (let i = 0; i < 400 && third - second < CALLBACK_UNITS; i++) {
		await pause(50);
		third = (await script.simulation.snapshot()).meter;
	}
	t.true(third - second >= CALLBACK_UNITS);
	socket.destroy();
	const [times, sum] = (await script.ran).lines[0].split(" ").map(Number);
	t.true(times > 2 && sum > 2920);
});

test("end: FIN is onError without argument, once all has been read; nothing can be written then", async (t) => {
	const { script, socket } = await serve(`onReadable(n) {
		this.count = n;
		Timer.set(() => { print("reading", this.count); this.read(); }, 100);
	}, onError(...args) {
		print("error", args.length, attempt(() => this.write(new Uint8Array(1))), this.read());
		this.close(); this.close();
		print(attempt(() => this.read()), attempt(() => this.write(new Uint8Array(1))));
		exit(0);
	}`);
	socket.end("abc");
	const { lines } = await script.ran;
	t.is(lines[0], "reading 3");
	t.is(lines[1], "error 0 Error: not ready undefined");
	t.regex(lines[2], /^SyntaxError.*SyntaxError/);
});

test("end: a reset and a refused connect are the same onError", async (t) => {
	const { script, socket } = await serve(
		"onError(...args) { print('reset', args.length); exit(0); }",
	);
	socket.resetAndDestroy();
	t.deepEqual((await script.ran).lines, ["reset 0"]);
	const refused = await runScript(`
		const c = new TCP({ address: "127.0.0.1", port: 1, onWritable() { print("writable"); },
			onError(...args) { print("refused", args.length); this.close(); } });
		print(attempt(() => c.write(new Uint8Array(1))));`);
	t.deepEqual(refused.lines, ["Error: not ready", "refused 0"]);
});

test("close: with unread input it resets the peer, as lwip does", async (t) => {
	const { script, socket } = await serve(
		"onReadable() { this.write(new Uint8Array(10)); this.close(); listener.close(); }",
	);
	const error = new Promise<NodeJS.ErrnoException>((resolve) => socket.once("error", resolve));
	socket.write("unread");
	t.is((await within("the reset", error)).code, "ECONNRESET");
	t.is((await script.ran).report.status, "ok");
});

test("close: inside a callback, and no callback after it", async (t) => {
	const { script, socket } = await serve(`onReadable() { print("readable"); this.close();
		Timer.set(() => exit(0), 200); }, onError() { print("error"); }`);
	socket.write("x");
	await script.printed(1);
	socket.write("y");
	t.deepEqual((await script.ran).lines, ["readable"]);
});

test("connect: address literals only; ports and callbacks are checked", async (t) => {
	const { lines } = await runScript(`
		print(attempt(() => new TCP({ address: "localhost", port: 1 })));
		print(attempt(() => new TCP({ address: "::1", port: 1 })));
		print(attempt(() => new TCP({ address: "127.0.0.1", port: 65536 })));
		print(attempt(() => new TCP({ address: "127.0.0.1", port: 1, onReadable: 5 })));
		print(attempt(() => new Listener({ port: -1 })));`);
	t.deepEqual(lines, [
		"Error: invalid address",
		"Error: invalid address",
		"RangeError: invalid port",
		"Error: not a function",
		"RangeError: invalid port",
	]);
});

test("from: takes the connection over with what was unread, and closes the old object", async (t) => {
	const { script, socket } = await serve(`onReadable(n) {
		print("old", n);
		const old = this;
		globalThis.next = new TCP({ from: old, target: 42, onReadable(n) {
			print("new", n, this.target, String.fromArrayBuffer(this.read())); exit(0);
		} });
		print(attempt(() => old.read()).slice(0, 11));
	}`);
	socket.write("abc");
	t.deepEqual((await script.ran).lines, ["old 3", "SyntaxError", "new 3 42 abc"]);
});

test("listener: read gives a bare TCP, then undefined; port 0 becomes a real one", async (t) => {
	const script = await startScript(`
		const l = new Listener({ port: 0, onReadable(count) {
			const bare = this.read();
			print(count, bare instanceof TCP, bare.remoteAddress, bare.remotePort > 0, this.read());
			bare.close(); l.close(); l.close();
		} });
		print(l.port > 0);`);
	const socket = net.connect(await script.simulation.listening(), "127.0.0.1");
	socket.on("error", () => {});
	t.deepEqual((await script.ran).lines, ["true", "1 true 127.0.0.1 true undefined"]);
});

test("listener: a port in use throws, and the first listener can be mapped to another port", async (t) => {
	const { lines } = await runScript(`
		const a = new Listener({ port: 0, onReadable() {} });
		print(attempt(() => new Listener({ port: a.port, onReadable() {} })));
		a.close();`);
	t.deepEqual(lines, ["Error: socket bind"]);
	const script = await startScript(
		"const l = new Listener({ port: 80, onReadable() { print(l.port); exit(0); } });",
		{ port: 0 },
	);
	const local = await script.simulation.listening();
	t.not(local, 80);
	net.connect(local, "127.0.0.1").on("error", () => {});
	t.deepEqual((await script.ran).lines, ["80"]);
});

test("sockets: beyond the board's limit connecting throws, and accepting waits", async (t) => {
	const script = await startScript(`
		const open = [];
		const l = new Listener({ port: 0, onReadable(count) {
			while (count--) open.push(new TCP({ from: this.read(), onError() { this.close(); } }));
			if (open.length === 5) {
				print(open.length);
				print(attempt(() => new TCP({ address: "127.0.0.1", port: l.port })));
				Timer.set(() => open[0].close(), 100);
			}
			if (open.length === 6) { print(6); exit(0); }
		} });`);
	const port = await script.simulation.listening();
	for (let i = 0; i < 6; i++) {
		net.connect(port, "127.0.0.1").on("error", () => {});
		await pause(30);
	}
	const { lines, report } = await script.ran;
	t.deepEqual(lines, ["5", "RangeError: no socket", "6"]);
	t.deepEqual(report.sockets, { open: 5, peak: 5, limit: 5 });
});

test("sockets: a thousand connections one after the other leave nothing in use", async (t) => {
	const script = await startScript(`
		let done = 0;
		const l = new Listener({ port: 0, onReadable(count) {
			while (count--) new TCP({ from: this.read(), onReadable, onError });
		} });
		function onReadable() { this.write(this.read()); }
		function onError() { this.close(); if (++done === 100) snapshot("early"); if (done === 1000) { snapshot("late"); exit(0); } }`);
	const port = await script.simulation.listening();
	async function client(count: number) {
		for (let i = 0; i < count; i++) {
			await new Promise<void>((resolve, reject) => {
				const socket = net.connect(port, "127.0.0.1", () => socket.write("hi"));
				socket.on("error", reject);
				socket.on("data", () => socket.end());
				socket.on("close", () => resolve());
			});
		}
	}
	await Promise.all([client(250), client(250), client(250), client(250)]);
	const { report } = await script.ran;
	t.is(report.status, "ok");
	t.is(report.sockets.open <= 4, true);
	t.true(report.slots.live < 120, `${report.slots.live} slots`);
	t.true(report.collections >= 1);
});
