/** Every example on every host, with what it is expected to print, send and receive (docs/EXAMPLES.md). */
import test, { type ExecutionContext } from "ava";
import { type Expected, exampleNames, expectedOf, type Step } from "./expected.js";
import { buildForEspruino, onEspruino } from "./on-espruino.js";
import { onNode } from "./on-node.js";
import { onVirtual } from "./on-virtual.js";
import { onXs } from "./on-xs.js";
import type { Running, Start } from "./running.js";

const HOSTS: Record<string, Start> = {
	node: onNode,
	xs: onXs,
	virtual: onVirtual,
	espruino: onEspruino,
};

function bytesOf(text: string | undefined, hex: string | undefined): Buffer {
	return hex === undefined ? Buffer.from(text ?? "", "latin1") : Buffer.from(hex, "hex");
}

async function talk(t: ExecutionContext, program: Running, step: Step): Promise<void> {
	const transport = step.tcp === undefined ? "udp" : "tcp";
	const port = (step.tcp ?? step.udp) as number;
	const wanted = bytesOf(step.receive, step.receiveHex);
	const pattern = step.match === undefined ? null : new RegExp(step.match);
	const enough = (got: Buffer) =>
		pattern === null ? got.length >= wanted.length : pattern.test(got.toString("latin1"));
	const sent = bytesOf(step.send, step.sendHex);
	const got = await program.exchange(transport, port, sent, enough);
	if (pattern === null) t.is(got.toString("latin1"), wanted.toString("latin1"));
	else t.regex(got.toString("latin1"), pattern);
}

async function play(t: ExecutionContext, program: Running, expected: Expected): Promise<void> {
	for (const step of expected.steps ?? []) {
		const { printed, press } = step;
		if (printed !== undefined) {
			await program.until(`"${printed}"`, () => program.lines.includes(printed));
		} else if (press !== undefined) program.press(press);
		else await talk(t, program, step);
	}
	const prints = expected.prints ?? [];
	await program.until(`${prints.length} lines`, () => program.lines.length >= prints.length);
	const lines = expected.ends ? program.lines : program.lines.slice(0, prints.length);
	if (expected.anyOrder) t.deepEqual([...lines].sort(), [...prints].sort());
	else t.deepEqual(lines, prints);
	if (expected.ends) await program.until("the end", () => program.ended());
	t.is(program.errors(), "");
}

test.before("what is built for Espruino, before a program waits for this process", async () => {
	for (const name of exampleNames()) {
		const expected = expectedOf(name);
		if (expected !== null && expected.skip?.espruino === undefined) {
			await buildForEspruino(name, expected);
		}
	}
});

for (const name of exampleNames()) {
	const expected = expectedOf(name);
	if (expected === null) {
		test(`examples/${name} has an expected.json beside it`, (t) => {
			t.fail("see docs/EXAMPLES.md");
		});
		continue;
	}
	for (const [host, start] of Object.entries(HOSTS)) {
		const reason = expected.skip?.[host];
		if (reason !== undefined) {
			test(`examples/${name} on ${host} (skipped: ${reason})`, (t) => t.true(reason.length > 10));
			continue;
		}
		test(`examples/${name} on ${host}`, async (t) => {
			await play(t, await start(t, name, expected), expected);
		});
	}
}
