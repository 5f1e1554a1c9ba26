/**
 * A turn that is aborted, as Espruino does when its memory is used up: on the model, with evlite as it
 * is built, where an interrupt does it, which no `catch` or `finally` sees either.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Script } from "node:vm";
import test from "ava";
import { buildEspruino } from "../../build/espruino/build.js";
import { runOnModel } from "./model/context.js";
import type { Wire } from "./model/kernel.js";
import { Model } from "./model.js";
import { EVLITE, storage } from "./storage.js";

const PORT = 80;

const PROGRAM = `
import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Listener } from "evlite/bufferevent";
declare function print(told: unknown): void;
const base = new EventBase(new Host({ descriptors: 4 }), { events: 5 });
let rounds = 0;
base.onError = (_base, error) => print(\`error \${error}\`);
new Listener(base, {
	port: ${PORT}, connections: 3, input: 64, output: 64, onConnection() {},
	onRead(connection) {
		const asked = connection.input.text(0, connection.input.length);
		connection.input.drain(connection.input.length);
		if (asked === "for ever") for (print(asked);;) if (++rounds < 0) print(rounds);
		connection.output.addText("hello");
	},
});
base.dispatch();
`;

const globals = globalThis as unknown as { torn: () => void };
const script = new Script("torn()");

/** Has every call of a timer end at an interrupt, wherever it is. */
function breakable(model: Model): void {
	const set = model.timers.set.bind(model.timers);
	model.timers.set = (call, ...rest) =>
		set(
			() => {
				globals.torn = call.bind(globalThis);
				script.runInThisContext({ breakOnSigint: true });
			},
			...rest,
		);
}

/** What comes within some seconds; null is the end. */
async function answer(wire: Wire): Promise<string | null> {
	for (let i = 0; i < 500; i++) {
		const text = wire.read(1000);
		if (text !== "") return text;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	return "nothing";
}

test("an aborted turn: connections are closed, and the next are served", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "evlite-torn-"));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const script = await buildEspruino(join(folder, "main.ts"), { text: PROGRAM, external: EVLITE });
	const model = new Model();
	const printed: unknown[] = [];
	const print = (told: unknown) => {
		if (told === "for ever") process.kill(process.pid, "SIGINT");
		else printed.push(told);
	};
	breakable(model);
	t.teardown(runOnModel(model, Buffer.from(script).toString("latin1"), print, await storage()));
	const dial = () => model.kernel.dial(PORT) as Wire;
	for (let round = 1; round <= 2; round++) {
		const [one, two] = [dial(), dial()];
		one.write("once");
		t.is(await answer(one), "hello");
		two.write("for ever");
		t.is(await answer(two), null);
		t.is(await answer(one), null, "the platform may have lost some of it");
		t.is(printed.length, round);
	}
	for (let i = 0; i < 6; i++) {
		const wire = dial();
		wire.write("once");
		t.is(await answer(wire), "hello", "none of the pool is lost");
		if (i < 4) wire.close();
	}
	t.is(model.streams.length, 2);
	t.deepEqual(printed, ["error 12", "error 12"]);
});
