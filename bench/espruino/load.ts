/**
 * HTTP on the interpreter that ESPRUINO names, its last binary: examples/http-hello beside the
 * interpreter's own server and one by hand. wrk, as many keep-alive connections as the example has.
 * Every slice has an interpreter of its own, since the interpreter's server leaks with each
 * connection that is dropped.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { buildEspruino } from "../../build/espruino/build.js";
import { Interpreter } from "../../tools/espruino/interpreter.mjs";
import { wrk } from "../http/wrk.js";
import { cpuSeconds, isInstalled } from "../lib/child.js";
import type { Figures, Subject, Workload } from "../lib/workload.js";

const CONNECTIONS = 4;
const PORT = /8080/g;
const EXAMPLE = join(import.meta.dirname, "../../examples/http-hello/main.ts");
let nextPort = 28_000 + (process.pid % 2000);

/** A script that listens on 8080, in flash. */
class Server implements Subject {
	readonly name: string;
	readonly binary: string;
	readonly script: string;
	readonly seconds: number;

	constructor(name: string, binary: string, script: string, seconds: number) {
		this.name = name;
		this.binary = binary;
		this.script = script;
		this.seconds = seconds;
	}

	async measure(): Promise<Figures> {
		const port = nextPort++;
		const files = { ".bootcde": this.script.replace(PORT, `${port}`) };
		const interpreter = new Interpreter(this.binary, files, undefined);
		try {
			await interpreter.ask("1", 60_000);
			const { pid } = interpreter.child;
			if (isInstalled("taskset")) spawnSync("taskset", ["-cp", "0", `${pid}`]);
			if ((await wrk(port, 1, CONNECTIONS)) === null) return {};
			const before = cpuSeconds(pid);
			const load = await wrk(port, this.seconds, CONNECTIONS);
			const used = cpuSeconds(pid) - before;
			if (load === null) return {}; // no sample in this round
			if (load.errors !== "" && this.name.startsWith("evlite")) throw new Error(load.errors);
			return { "requests/s": load.perSecond, "requests per CPU second": load.requests / used };
		} finally {
			await interpreter.stop();
		}
	}

	async end(): Promise<void> {}
}

export const espruino: Workload = {
	name: "espruino",
	title: `A reply of 6 bytes on Espruino: wrk, ${CONNECTIONS} connections, interpreter and client on a core each`,
	moreIsBetter: { "requests/s": true, "requests per CPU second": true },
	async start({ seconds }, skip) {
		const binary = (process.env.ESPRUINO ?? "").split(delimiter).pop() ?? "";
		if (binary === "") skip("Espruino: ESPRUINO does not name an interpreter");
		else if (!isInstalled("wrk")) skip("wrk: not installed (Debian: apt-get install wrk)");
		else {
			const plain = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8");
			const scripts = {
				evlite: await buildEspruino(EXAMPLE),
				"evlite, built with --fast": await buildEspruino(EXAMPLE, { fast: true }),
				"Espruino's http": plain("http.js"),
				"net by hand": plain("net.js"),
			};
			return Object.entries(scripts).map(
				([name, script]) => new Server(name, resolve(binary), script, seconds),
			);
		}
		return [];
	},
};
