/** `evlite run --host virtual`: programs on virtual devices, the same way every time. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { runCommandLine } from "../../cli/command-line.js";
import { Command, failsHere, folderOf, helloProgram, runHere } from "./command.js";

const TIMER = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
const base = new EventBase(new Host({ descriptors: 1 }), { events: 1 });
let count = 0;
base.event({ timeoutMs: 60_000, persist: true, onEvent: () => console.log("minute", ++count) }).add();
base.dispatch();
`;
const FILES = { "hello.ts": helloProgram(), "timer.ts": TIMER };

test.serial("virtual: an hour of a server, its clients and faults, twice the same", async (t) => {
	const program = join(folderOf(t, FILES), "hello.ts");
	const args = ["run", program, "--host", "virtual", "--seed", "7", "--time", "1h"];
	const outputs: string[] = [];
	for (let i = 0; i < 2; i++) {
		const run = [...args, "--faults", "wifi-drop,slow-client", "--clients", "3"];
		const { code, lines } = await runHere(run);
		t.is(code, 0);
		outputs.push(lines.slice(1).join("\n")); // the first says how long it took
	}
	t.is(outputs[0], outputs[1]);
	t.regex(outputs[0], /^4 devices, [\d,]+ connections, [\d,]+ requests/);
	t.regex(outputs[0], /^faults: wifi-drop \d+, slow-client 1$/m);
	t.regex(outputs[0], /^trace: [0-9a-f]{8}$/m);
});

test.serial("virtual: what programs print, by device; a timeline and a capture", async (t) => {
	const folder = folderOf(t, FILES);
	const at = (name: string) => join(folder, name);
	const run = ["run", at("timer.ts"), at("hello.ts"), "--host", "virtual", "--time", "2m"];
	const files = ["--timeline", at("t.txt"), "--pcap", at("p.pcap")];
	const { code, lines } = await runHere([...run, "--clients", "1", ...files]);
	t.is(code, 0);
	t.deepEqual(lines.slice(0, 2), ["timer: minute 1", "timer: minute 2"]);
	const timeline = readFileSync(at("t.txt"), "utf8");
	t.regex(timeline, /^0:01:00\.000000 timer: minute 1$/m);
	t.regex(timeline, /^0:00:\d\d\.\d{6} 10\.0\.0\.3:49152 > 10\.0\.0\.2:8080 TCP S$/m);
	const capture = readFileSync(at("p.pcap"));
	t.is(capture.readUInt32LE(0), 0xa1b2c3d4);
	t.true(capture.length > 500);
});

test("virtual: an exception in a callback is printed, with its device, and fails the run", async (t) => {
	const text = TIMER.replace('console.log("minute", ++count)', '{ throw new Error("no"); }');
	const command = new Command(t, ["run", "bad.ts", "--host", "virtual", "--time", "90s"], {
		"bad.ts": text,
	});
	t.is(await command.exit(), 1);
	t.regex(command.errors, /^evlite: Error: no \(on bad at 60\.000000 s\)\n.*bad\.ts:5:\d+\)$/m);
});

const WRONG: [string[], RegExp][] = [
	[["--host", "virtual", "--faults", "flood"], /^--faults: fault flood: there are /],
	[["--host", "virtual", "--time", "soon"], /^--time soon: not a time/],
	[["--host", "virtual", "--port", "80"], /^--port: a virtual device listens/],
	[["--seed", "7"], /^--seed needs --host virtual$/],
];

for (const [args, pattern] of WRONG) {
	test(`virtual: wrong: evlite run hello.ts ${args.join(" ")}`, async (t) => {
		const program = join(folderOf(t, FILES), "hello.ts");
		await failsHere(t, runCommandLine(["run", program, ...args]), pattern, 2);
	});
}
