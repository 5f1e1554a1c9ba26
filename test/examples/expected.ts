/** What an example does, from the `expected.json` beside it; see docs/EXAMPLES.md. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One thing that happens to the program, in order. */
export interface Step {
	/** A port of the program's that a client sends to, and what it sends and gets. */
	tcp?: number;
	udp?: number;
	send?: string;
	sendHex?: string;
	receive?: string;
	receiveHex?: string;
	/** A regular expression for what comes back. */
	match?: string;
	/** Waits until the program has printed this line. */
	printed?: string;
	/** A button at this pin is pressed; on Node and the virtual network, SIGUSR2. */
	press?: number;
}

export interface Expected {
	steps?: Step[];
	/** What it prints, in order; of a program that does not end, as far as it is compared. */
	prints?: string[];
	/** The lines of `prints` may come in any order. */
	anyOrder?: boolean;
	/** It ends by itself. */
	ends?: boolean;
	/** Records of a name server, by "NAME TYPE"; "$DNS" in `replace` is its address and port. */
	dns?: Record<string, string>;
	/** Texts of the source that others take the place of. */
	replace?: Record<string, string>;
	/** Hosts that cannot run it, each with the reason. */
	skip?: Record<string, string>;
}

export const EXAMPLES = join(import.meta.dirname, "..", "..", "examples");

export function exampleNames(): string[] {
	const entries = readdirSync(EXAMPLES, { withFileTypes: true });
	return entries.filter((each) => each.isDirectory()).map(({ name }) => name);
}

/** What is expected of the example `name`, null if nobody has said. */
export function expectedOf(name: string): Expected | null {
	const path = join(EXAMPLES, name, "expected.json");
	return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Expected) : null;
}

/** Its source, with a name server at `dns`. */
export function sourceOf(name: string, expected: Expected, dns: string): string {
	let text = readFileSync(join(EXAMPLES, name, "main.ts"), "utf8");
	for (const [from, to] of Object.entries(expected.replace ?? {})) {
		if (!text.includes(from)) throw new Error(`examples/${name}/main.ts has no ${from}`);
		text = text.replace(from, to.replace("$DNS", dns));
	}
	return text;
}

/** The device's ports that its clients send to. */
export function portsOf(expected: Expected): number[] {
	const ports = (expected.steps ?? []).flatMap(({ tcp, udp }) => [tcp ?? [], udp ?? []].flat());
	return [...new Set(ports)];
}
