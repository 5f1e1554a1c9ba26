/** Examples as built for Espruino, on the model of its platform. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEspruino } from "../../build/espruino/build.js";
import { runOnModel } from "../espruino/model/context.js";
import type { Packet } from "../espruino/model/kernel.js";
import { Model } from "../espruino/model.js";
import { EVLITE, storage } from "../espruino/storage.js";
import { until } from "../wait.js";
import { type Expected, sourceOf } from "./expected.js";
import { answer } from "./name-server.js";
import type { Start } from "./running.js";

const DNS_PORT = 5353;
const CLIENT_PORT = 60000;

const scripts = new Map<string, string>();

/** Builds an example, which blocks this process: before those run that share it. */
export async function buildForEspruino(name: string, expected: Expected): Promise<void> {
	await storage();
	scripts.set(name, await built(name, expected));
}

async function built(name: string, expected: Expected): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "evlite-example-"));
	try {
		const entry = join(folder, "main.ts");
		writeFileSync(entry, sourceOf(name, expected, `127.0.0.1:${DNS_PORT}`));
		return Buffer.from(await buildEspruino(entry, { external: EVLITE })).toString("latin1");
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The datagrams that wait at `port` of the model. */
function packets(model: Model, port: number): Packet[] {
	const open = model.kernel.find("packets", port);
	return open?.packets ?? model.kernel.open[model.kernel.bind("packets", port)]?.packets ?? [];
}

function serveNames(model: Model, records: Record<string, string>): void {
	for (const { text, port } of packets(model, DNS_PORT).splice(0)) {
		const reply = answer(Buffer.from(text, "latin1"), records);
		model.kernel.send(DNS_PORT, reply.toString("latin1"), port);
	}
}

export const onEspruino: Start = async (t, name, expected) => {
	const model = new Model();
	const lines: string[] = [];
	const script = scripts.get(name) as string;
	const waits = (what: string, done: () => boolean) =>
		until(what, () => {
			if (expected.dns !== undefined) serveNames(model, expected.dns);
			return done();
		});
	if (expected.dns !== undefined) packets(model, DNS_PORT);
	const modules = await storage();
	t.teardown(runOnModel(model, script, (text) => lines.push(String(text)), modules));
	return {
		lines,
		errors: () =>
			[...lines.filter((line) => line.startsWith("evlite: ")), ...model.uncaught].join("\n"),
		async exchange(transport, port, bytes, enough) {
			let got = "";
			const text = bytes.toString("latin1");
			const far = transport === "tcp" ? model.kernel.dial(port) : null;
			if (transport === "tcp") far?.write(text);
			else {
				packets(model, CLIENT_PORT);
				model.kernel.send(CLIENT_PORT, text, port);
			}
			await waits(`an answer at port ${port}`, () => {
				got += far?.read(536) ?? "";
				if (transport === "udp") got += packets(model, CLIENT_PORT).shift()?.text ?? "";
				return enough(Buffer.from(got, "latin1"));
			});
			far?.close();
			return Buffer.from(got, "latin1");
		},
		press(pin) {
			model.pins.drive(pin, true);
			model.pins.drive(pin, false);
		},
		ended: () => !model.isBusy() && model.timers.list.length === 0 && model.pins.watches.size === 0,
		until: waits,
	};
};
