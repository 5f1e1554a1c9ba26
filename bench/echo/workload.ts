/** Latency: a client in C sends 64 bytes over one connection and waits for them to come back. */
import { buildPeer, buildProgram } from "../lib/build.js";
import { Child } from "../lib/child.js";
import type { Figures, Subject, Workload } from "../lib/workload.js";

const MEDIAN = "µs there and back, median";
const P99 = "µs there and back, 99 of 100";
const SERVER_CORE = 0;
const CLIENT_CORE = 1;

class Echo implements Subject {
	readonly name: string;
	private readonly server: Child;
	private readonly client: Child;

	constructor(name: string, server: Child, client: Child) {
		this.name = name;
		this.server = server;
		this.client = client;
	}

	async measure(): Promise<Figures> {
		const [middle, high] = (await this.client.ask("go")).split(" ").map(Number);
		return { [MEDIAN]: middle, [P99]: high };
	}

	async end(): Promise<void> {
		await this.client.end();
		await this.server.end();
	}
}

export const echo: Workload = {
	name: "echo",
	title: "64 bytes go to an echo server and come back, over one connection",
	moreIsBetter: { [MEDIAN]: false, [P99]: false },
	async start({ folder }, skip) {
		const client = buildPeer("libevent/ping.c", folder, skip);
		const peer = buildPeer("libevent/echo.c", folder, skip);
		if (client === null || peer === null) return [];
		const commands: [string, string[]][] = [
			["evlite", [process.execPath, buildProgram("echo/evlite.ts", folder)]],
			["raw-net", [process.execPath, buildProgram("echo/raw-net.ts", folder)]],
			["libevent (poll)", [peer, "poll"]],
			["libevent (select)", [peer, "select"]],
		];
		const subjects: Echo[] = [];
		for (const [name, [command, ...args]] of commands) {
			const server = new Child(name, SERVER_CORE, command, args);
			const port = await server.line();
			const ping = new Child("ping", CLIENT_CORE, client, [port]);
			await ping.line();
			const subject = new Echo(name, server, ping);
			subjects.push(subject);
			for (let i = 0; i < 4; i++) await subject.measure();
		}
		return subjects;
	},
};
