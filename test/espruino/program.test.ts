/** What the build makes of a program does what was written: built, and run on the model. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { buildEspruino } from "../../cli/espruino/build.js";
import { runOnModel } from "./model/context.js";
import { Model } from "./model.js";

/** A module whose namespace a program looks through. */
const TABLE = "export const one = 1; export const two = 2;";

/** Whatever a build of its parts was once wrong about. */
const PROGRAM = `
import { EventBase, runningEvent } from "evlite";
import { Host } from "evlite/host";
import * as table from "./table.js";
declare function print(told: unknown): void;
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

base.dispatch();

class Late { constructor(readonly text: string) {} tell() { print(this.text); } }
new Late("a class below the first calls").tell();
`;

async function built(): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-program-"));
	try {
		writeFileSync(join(folder, "table.ts"), TABLE);
		writeFileSync(join(folder, "main.ts"), PROGRAM);
		return Buffer.from(await buildEspruino(join(folder, "main.ts"))).toString("latin1");
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

test("a program built for Espruino does what was written", async (t) => {
	t.timeout(120_000); // a busy machine is no failure
	const model = new Model();
	const modules = model.require.bind(model);
	model.require = (name) => (name === "clock" ? { ticks: () => 7 } : modules(name));
	const lines: string[] = [];
	const stop = runOnModel(model, await built(), (told) => {
		lines.push(typeof told === "string" ? told : JSON.stringify(told));
	});
	t.teardown(stop);
	t.deepEqual(lines, [
		"no event runs: true",
		"methods called as the loop's: 2 5 -1",
		"a module's method: 7",
		"Math.random: true",
		'{"priorities":1,"capacity":[2]}',
		'{"callbacks":4}',
		"namespace: one 1 two 2 ",
		"fields: 3 6 1 1 7 0",
		"a class without a name: 1 2",
		"a class below the first calls",
	]);
});
