import dgram from "node:dgram";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { within } from "../wait.js";
import { runScript, startScript } from "./script.js";

test("timer: set once and repeating, clear inside the callback", async (t) => {
	const { lines } = await runScript(`
		let n = 0;
		const timer = Timer.set((id) => { print(id === timer); if (++n === 3) Timer.clear(timer); }, 5, 5);
		Timer.set(() => print("once"), 1);`);
	t.deepEqual(lines.sort(), ["once", "true", "true", "true"]);
});

test("timer: a one-shot that reschedules itself dies, and scheduling a dead one throws", async (t) => {
	const { lines } = await runScript(`
		let n = 0;
		const one = Timer.set(() => { n++; Timer.schedule(one, 1); }, 1);
		Timer.set(() => { print(n, attempt(() => Timer.schedule(one, 1)).slice(0, 11)); }, 100);`);
	t.deepEqual(lines, ["1 SyntaxError"]);
});

test("timer: a repeating one can be parked and scheduled again, for ever", async (t) => {
	const { lines } = await runScript(`
		let n = 0;
		const timer = Timer.set(() => {
			Timer.schedule(timer);
			if (++n < 5) Timer.schedule(timer, 2, 2);
			else { print(n); Timer.set(() => { print(n); Timer.clear(timer); }, 50); }
		}, 2, 2);`);
	t.deepEqual(lines, ["5", "5"]);
});

test("timer: a schedule makes no garbage, and a timer costs two slots", async (t) => {
	const { lines } = await runScript(`
		const timer = Timer.set(() => {}, 1000, 1000);
		const before = stat(0);
		for (let i = 0; i < 100; i++) { Timer.schedule(timer, 1000, 1000); Timer.schedule(timer); }
		print(stat(0) - before);
		const f = () => {};
		const start = stat(0);
		const other = Timer.set(f, 1);
		print(stat(0) - start);
		Timer.clear(timer);`);
	t.deepEqual(lines, ["0", "2"]);
});

test("time: ticks are an int32 that wraps", async (t) => {
	const { lines } = await runScript(
		`const first = Time.ticks;
		print(first > 2147483000);
		Timer.set(() => { print(Time.ticks < 0, Time.delta(first) >= 200, (Time.ticks - first | 0) >= 200); }, 700);`,
		{ ticks: 0x7fffff00 },
	);
	t.deepEqual(lines, ["true", "true true true"]);
});

test("timer: due across the wrap of the clock", async (t) => {
	const { lines } = await runScript("Timer.set(() => print(Time.ticks < 0), 400);", {
		ticks: 0x7fffff00,
	});
	t.deepEqual(lines, ["true"]);
});

test("udp: read gives an ArrayBuffer with address and port; write throws on an invalid address", async (t) => {
	let tell: (port: number) => void = () => {};
	const printedPort = new Promise<number>((resolve) => {
		tell = resolve;
	});
	let printed = "";
	const script = await startScript(
		`
		const udp = new UDP({ port: 0, onReadable(count) {
			const packet = this.read();
			print(packet.byteLength, packet.address, packet.port > 0, Object.keys(packet).join());
			this.write(packet, packet.address, packet.port);
			print(this.read());
			this.close();
			print(attempt(() => this.read()).slice(0, 11));
		} });
		print(attempt(() => udp.write(new Uint8Array(1), "localhost", 1)));
		print(udp.port, localPort(udp));`,
		{
			onOutput(text) {
				printed += text;
				const found = /^undefined (\d+)$/m.exec(printed);
				if (found !== null) tell(Number(found[1]));
			},
		},
	);
	const client = dgram.createSocket("udp4");
	const echoed = new Promise<string>((resolve) =>
		client.on("message", (data) => resolve(String(data))),
	);
	client.send("hello", await within("the port", printedPort), "127.0.0.1");
	t.is(await within("the echo", echoed), "hello");
	client.close();
	await script.ran;
	const lines = printed.split("\n").slice(0, -1);
	t.is(lines[0], "RangeError: invalid IP address");
	t.regex(lines[1], /^undefined \d+$/);
	t.deepEqual(lines.slice(2), ["5 127.0.0.1 true port,address", "undefined", "SyntaxError"]);
});

test("udp: datagrams that wait are counted, one callback for them", async (t) => {
	const { lines } = await runScript(`
		const a = new UDP({ port: 0, onReadable(count) {
			print(count); while (this.read()); a.close(); b.close();
		} });
		const b = new UDP({});
		for (let i = 0; i < 3; i++) b.write(new Uint8Array(4), "127.0.0.1", localPort(a));
		print(attempt(() => b.write(new Uint8Array(1500), "127.0.0.1", 9)));`);
	t.is(lines[0], "Error: UDP send failed");
	t.true(Number(lines[1]) >= 1);
});

test("digital: scripted edges, the level read when the callback runs, edges coalesced", async (t) => {
	const path = join(tmpdir(), `evlite-edges-${process.pid}.txt`);
	writeFileSync(path, "# ms pin level\n50 4 1\n");
	const { lines } = await runScript(
		`const d = new Digital({ pin: 4, mode: Digital.InputPullUp, edge: Digital.Rising | Digital.Falling, onReadable() {
			print(this.read());
			if (++edges === 1) { pin(4, 0); pin(4, 1); pin(4, 0); }
			else this.close();
		} });
		print(d.read(), attempt(() => new Digital({ pin: 4, mode: Digital.Input })));
		let edges = 0;`,
		{ digital: path },
	);
	t.deepEqual(lines, ["0 Error: in use", "1", "0"]);
});

test("digital: options are checked, outputs written", async (t) => {
	const { lines } = await runScript(`
		print(attempt(() => new Digital({ mode: 0 })), attempt(() => new Digital({ pin: 1, mode: 5 })));
		print(attempt(() => new Digital({ pin: 1, mode: Digital.Input, onReadable() {} })));
		const led = new Digital({ pin: 2, mode: Digital.Output });
		led.write(1); print(led.read()); led.write(0); print(led.read()); led.close();`);
	t.deepEqual(lines, [
		"Error: invalid RangeError: invalid mode",
		"RangeError: invalid edges",
		"1",
		"0",
	]);
});

test("random: Math.random draws from the machine's entropy", async (t) => {
	const one = await runScript("print(Math.random(), Math.random());");
	const two = await runScript("print(Math.random(), Math.random());");
	t.notDeepEqual(one.lines, two.lines);
});

test("listening: rejects when the port is in use", async (t) => {
	const listen = "new Listener({ port: 8081, onReadable() {} });";
	const first = await startScript(listen, { ports: { 8081: 0 } });
	const port = await within("the first to listen", first.simulation.listening());
	const second = await startScript(`attempt(() => { ${listen} }); Timer.set(() => {}, 500);`, {
		ports: { 8081: port },
	});
	const refused = await t.throwsAsync(within("the second to fail", second.simulation.listening()));
	t.is(refused?.message, `port ${port} cannot be bound: is it in use?`);
	for (const { simulation, ran } of [first, second]) {
		simulation.stop();
		await ran;
	}
});

test("snapshot: rejects when the simulator ends before it takes one", async (t) => {
	const { simulation, ran } = await startScript("for (;;) {}");
	const snapshot = t.throwsAsync(within("the snapshot to fail", simulation.snapshot()));
	simulation.stop();
	t.regex((await snapshot)?.message ?? "", /^the simulator ended before it took a snapshot/);
	await ran;
});
