/** What the build makes of a program does what was written: built, and run on the model. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { buildEspruino } from "../../build/espruino/build.js";
import { runOnModel } from "./model/context.js";
import { Model } from "./model.js";
import { EVLITE, storage } from "./storage.js";

/** A module whose namespace a program looks through. */
const TABLE = "export const one = 1; export const two = 2;";

/** What http-hello, of which `npm run build` makes a script, is without, and whatever a build was once wrong about. */
const PROGRAM = `
import { EventBase, runningEvent } from "evlite";
import { EvBuffer } from "evlite/buffer";
import { Host } from "evlite/host";
import { SIGNAL_RISING, SignalEvent } from "evlite/signal";
import * as table from "./table.js";
declare function print(told: unknown): void;
declare function drivePin(pin: number, high: boolean): void;
declare function require(name: "clock"): { ticks(): number };

const base = new EventBase(new Host({ descriptors: 3 }), { events: 4 });
print(\`no event runs: \${runningEvent(base) === null}\`);

const led = { lit: 0, change(by: number) { this.lit += by; return this.lit; }, turn: (n: number) => -n };
print(\`methods called as the loop's: \${led.change(2)} \${led.change(3)} \${led.turn(1)}\`);
const clock = require("clock");
print(\`a module's method: \${clock.ticks()}\`);
const random = [Math.random(), Math.random()];
print(\`Math.random: \${random[0] > 0 && random[0] < 1 && random[0] !== random[1]}\`);

print(JSON.stringify({ priorities: 1, capacity: [JSON.parse('{"exceptions":2}').exceptions] }));
print({ "callbacks": 4 });
let names = "";
for (const name in table) names += \`\${name} \${(table as Record<string, number>)[name]} \`;
print(\`namespace: \${names}\`);

class Base { sum: number; constructor(a: number, b: number) { this.sum = a + b; } }
class Counted extends Base { count = 1; list: number[] = []; }
class Twice extends Counted { again = this.sum * 2; }
const first = new Twice(1, 2);
const second = new Twice(3, 4);
first.list.push(5);
print(\`fields: \${first.sum} \${first.again} \${first.count} \${first.list.length} \${second.sum} \${second.list.length}\`);

const Unnamed = class { sum: number; constructor(a: number) { this.sum = a; } };
class Named extends Unnamed { count = 2; }
print(\`a class without a name: \${new Named(1).sum} \${new Named(1).count}\`);

const text = new EvBuffer(base.host, { size: 16 });
text.addText("buffer: ");
text.addDecimal(42);
print(text.text(0, text.length));

const button = new SignalEvent(base, {
	pin: 4,
	edge: SIGNAL_RISING,
	onSignal() { print("signal: an edge"); print("end"); },
});
base.event({ timeoutMs: 1, onEvent() { button.add(); drivePin(4, true); } }).add();
base.dispatch();

class Late { constructor(readonly text: string) {} tell() { print(this.text); } }
new Late("a class below the first calls").tell();
`;

/** One upon evlite's modules. */
const ON_MODULES = `
import { EventBase } from "evlite";
import { DNS_A, DnsServer, Lookup, lookupAddress, replyAddress, Resolver } from "evlite/dns";
import { Host } from "evlite/host";
import { SIGNAL_RISING, SignalEvent } from "evlite/signal";
declare function print(told: unknown): void;
declare function drivePin(pin: number, high: boolean): void;
const base = new EventBase(new Host({ descriptors: 3 }), { events: 4 });
const address = new Uint8Array([192, 0, 2, 7]);
new DnsServer(base, {
	port: 53,
	onRequest(request) {
		if (request.type === DNS_A) replyAddress(request, null, 10, address, 0, address.length);
		request.respond(0);
	},
});
new Lookup(new Resolver(base, { servers: ["127.0.0.1"] }), {}).start("a.example", (found) => {
	print(\`dns: \${lookupAddress(found, 0)}\`);
	button.add();
	drivePin(4, true);
}, null);
const button = new SignalEvent(base, { pin: 4, edge: SIGNAL_RISING, onSignal() { print("end"); } });
base.dispatch();
`;

const LIMIT_MS = 30_000; // the model is done in tenths of a second

async function built(text: string, external: readonly string[]): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-program-"));
	try {
		writeFileSync(join(folder, "table.ts"), TABLE);
		writeFileSync(join(folder, "main.ts"), text);
		const script = await buildEspruino(join(folder, "main.ts"), { external });
		return Buffer.from(script).toString("latin1");
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What `script` prints on the model, up to "end". */
async function printed(t: ExecutionContext, script: string, folder?: string): Promise<string[]> {
	const model = new Model();
	const modules = model.require.bind(model);
	model.require = (name) => (name === "clock" ? { ticks: () => 7 } : modules(name));
	const lines: string[] = [];
	await new Promise<void>((resolve) => {
		const late = setTimeout(resolve, LIMIT_MS); // what is printed by then is compared
		t.teardown(() => clearTimeout(late));
		const print = (told: unknown) => {
			lines.push(typeof told === "string" ? told : JSON.stringify(told));
			if (told === "end") resolve();
		};
		t.teardown(runOnModel(model, script, print, folder));
	});
	return lines;
}

test("a program built for Espruino does what was written", async (t) => {
	t.deepEqual(await printed(t, await built(PROGRAM, [])), [
		"no event runs: true",
		"methods called as the loop's: 2 5 -1",
		"a module's method: 7",
		"Math.random: true",
		'{"priorities":1,"capacity":[2]}',
		'{"callbacks":4}',
		"namespace: one 1 two 2 ",
		"fields: 3 6 1 1 7 0",
		"a class without a name: 1 2",
		"buffer: 42",
		"a class below the first calls",
		"signal: an edge",
		"end",
	]);
});

test("and so does one upon evlite's modules for Storage", async (t) => {
	const script = await built(ON_MODULES, EVLITE);
	t.deepEqual(await printed(t, script, await storage()), ["dns: 192.0.2.7", "end"]);
});
