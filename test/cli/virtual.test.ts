/** `evlite run --host virtual`: programs on virtual devices, the same way every time. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { Command, failsWith, helloProgram } from "./command.js";

const TIMER = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
const base = new EventBase(new Host({ descriptors: 1 }), { events: 1 });
let count = 0;
base.event({ timeoutMs: 60_000, persist: true, onEvent: () => console.log("minute", ++count) }).add();
base.dispatch();
`;
const FILES = { "hello.ts": helloProgram(), "timer.ts": TIMER };

test("virtual: an hour of a server, its clients and faults, twice the same", async (t) => {
	const args = ["run", "hello.ts", "--host", "virtual", "--seed", "7", "--time", "1h"];
	const all = [...args, "--faults", "wifi-drop,slow-client", "--clients", "3"];
	const outputs: string[] = [];
	for (let i = 0; i < 2; i++) {
		const command = new Command(t, all, FILES);
		t.is(await command.exit(), 0, command.errors);
		outputs.push(command.lines.slice(1).join("\n")); // the first tells how long it took
	}
	t.is(outputs[0], outputs[1]);
	t.regex(outputs[0], /^4 devices, [\d,]+ connections, [\d,]+ requests/);
	t.regex(outputs[0], /^faults: wifi-drop \d+, slow-client 1$/m);
	t.regex(outputs[0], /^trace: [0-9a-f]{8}$/m);
});

test("virtual: what programs print, by device; a timeline and a capture", async (t) => {
	const run = [
		"run",
		"timer.ts",
		"hello.ts",
		"--host",
		"virtual",
		"--time",
		"2m",
		"--clients",
		"1",
	];
	const command = new Command(t, [...run, "--timeline", "t.txt", "--pcap", "p.pcap"], FILES);
	t.is(await command.exit(), 0, command.errors);
	t.deepEqual(command.lines.slice(0, 2), ["timer: minute 1", "timer: minute 2"]);
	const timeline = readFileSync(join(command.folder, "t.txt"), "utf8");
	t.regex(timeline, /^0:01:00\.000000 timer: minute 1$/m);
	t.regex(timeline, /^0:00:\d\d\.\d{6} 10\.0\.0\.3:49152 > 10\.0\.0\.2:8080 TCP S$/m);
	const capture = readFileSync(join(command.folder, "p.pcap"));
	t.is(capture.readUInt32LE(0), 0xa1b2c3d4);
	t.true(capture.length > 500);
});

test("virtual: an exception in a callback is told, with its device, and fails the run", async (t) => {
	const text = TIMER.replace('console.log("minute", ++count)', '{ throw new Error("no"); }');
	const command = new Command(t, ["run", "bad.ts", "--host", "virtual", "--time", "90s"], {
		"bad.ts": text,
	});
	t.is(await command.exit(), 1);
	t.regex(command.errors, /^evlite: bad\.ts: Error: no \(on bad at 60\.000000 s\)$/m);
});

test("virtual: what is wrong on the line is said in one", async (t) => {
	const run = ["run", "hello.ts", "--host", "virtual"];
	await failsWith(
		t,
		new Command(t, [...run, "--faults", "flood"], FILES),
		/^evlite: --faults: fault flood: there are /,
		2,
	);
	await failsWith(
		t,
		new Command(t, [...run, "--time", "soon"], FILES),
		/^evlite: --time soon: not a time/,
		2,
	);
	await failsWith(
		t,
		new Command(t, [...run, "--port", "80"], FILES),
		/^evlite: --port: a virtual device listens/,
		2,
	);
	await failsWith(
		t,
		new Command(t, ["run", "hello.ts", "--seed", "7"], FILES),
		/^evlite: --seed needs --host virtual$/m,
		2,
	);
});
