/** Signals of the process. Node only. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import ava from "ava";
import { Host } from "../../hosts/node/index.js";
import { SIGHUP, SIGINT, SignalEvent } from "../../hosts/node/signal.js";
import { EINVAL } from "../../src/core/errno.js";
import { EventBase } from "../../src/core/event-base.js";
import { nodeProgram } from "../node-program.js";
import { within } from "../wait.js";

const PROGRAM = join(import.meta.dirname, "signal-child.ts");

ava(
	"SG-01 SG-03 a signal of the process runs the callback; the handlers are as before",
	async (t) => {
		const base = new EventBase(new Host({ descriptors: 2 }), { events: 2 });
		const before = process.listenerCount("SIGHUP");
		const signalled = new Promise<void>((resolve) => {
			const signal = new SignalEvent(base, {
				signal: SIGHUP,
				onSignal: (event) => {
					event.free();
					resolve();
				},
			});
			t.is(signal.add(), 0);
			t.is(process.listenerCount("SIGHUP"), before + 1);
			base.dispatch();
			process.kill(process.pid, "SIGHUP");
		});
		await within("SIGHUP", signalled);
		t.is(process.listenerCount("SIGHUP"), before);
	},
);

ava.serial("SG-02 two bases that listen for one signal: each receives it", async (t) => {
	let received = 0;
	const signals: SignalEvent[] = [];
	const signalled = new Promise<void>((resolve) => {
		for (let i = 0; i < 2; i++) {
			const base = new EventBase(new Host({ descriptors: 2 }), { events: 2 });
			const onSignal = () => {
				if (++received === 2) resolve();
			};
			signals.push(new SignalEvent(base, { signal: SIGHUP, onSignal }));
			signals[i].add();
			base.dispatch();
		}
		process.kill(process.pid, "SIGHUP");
	});
	await within("SIGHUP, twice", signalled);
	for (const signal of signals) signal.free();
	t.is(received, 2);
});

ava.serial("SG-03 an invalid signal, or one that cannot be caught, is -EINVAL", (t) => {
	const base = new EventBase(new Host({ descriptors: 2 }), { events: 2 });
	t.is(new SignalEvent(base, { signal: 99, onSignal: () => {} }).add(), -EINVAL);
	t.is(new SignalEvent(base, { signal: 9, onSignal: () => {} }).add(), -EINVAL);
	t.is(SIGINT, 2);
});

ava.serial(
	"a process that only waits for a signal stays alive, and ends when it came",
	async (t) => {
		const program = await nodeProgram(PROGRAM);
		const out = execFileSync(process.execPath, [program], { encoding: "utf8", timeout: 60_000 });
		t.is(out, "alive\nSIGTERM\nend 1\n");
	},
);
