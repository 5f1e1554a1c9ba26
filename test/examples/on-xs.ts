/** Examples on the simulated ESP8266. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleApart } from "../../build/bundle-apart.js";
import { startSimulator } from "../../sim/xs/run.js";
import { until } from "../wait.js";
import { EXAMPLES, type Expected, portsOf, sourceOf } from "./expected.js";
import type { Start } from "./running.js";
import { exchangeTcp, exchangeUdp, freePort, nameServer } from "./sockets.js";

process.env.EVLITE_XS_BITS ??= "native"; // what is tested here does not depend on the size of a slot

const PRESS_MS = 300;

/** The simulator's file of edges: buttons that pull their pins low, each press at a time of its own. */
function edges(expected: Expected): string {
	const lines: string[] = [];
	for (const { press } of expected.steps ?? []) {
		if (press === undefined) continue;
		const ms = PRESS_MS * (lines.length + 1);
		lines.push(`${ms} ${press} 1\n${ms + PRESS_MS / 2} ${press} 0\n`);
	}
	return lines.join("");
}

export const onXs: Start = async (t, name, expected) => {
	const folder = mkdtempSync(join(tmpdir(), "evlite-example-"));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const dns = expected.dns === undefined ? "" : await nameServer(t, expected.dns);
	const text = sourceOf(name, expected, dns);
	const entry = join(EXAMPLES, name, "main.ts");
	const [main, ...modules] = await bundleApart({ entry, text, folder });
	const ports: Record<number, number> = {};
	for (const port of portsOf(expected)) ports[port] = await freePort();
	const digital = join(folder, "edges.txt");
	writeFileSync(digital, edges(expected));
	let printed = "";
	let errors = "";
	let code: number | undefined;
	let listening: Promise<number> | undefined;
	const simulation = await startSimulator({
		main,
		modules,
		ports,
		digital,
		onOutput: (part) => {
			printed += part;
		},
		onComplaint: (part) => {
			errors += part;
		},
	});
	simulation.result.then((result) => {
		code = result.code;
	});
	t.teardown(() => {
		simulation.stop();
		return simulation.result;
	});
	return {
		get lines() {
			return printed.split("\n").slice(0, -1);
		},
		errors: () => errors,
		async exchange(transport, port, bytes, enough) {
			if (transport === "udp") return exchangeUdp(ports[port], bytes);
			listening ??= simulation.listening();
			await listening;
			return exchangeTcp(ports[port], bytes, enough);
		},
		press() {}, // the file has them
		ended: () => code === 0,
		until,
	};
};
