/** Name servers under load: dnsperf, up to 50 queries outstanding, the same answers from all. */
import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildPeer, buildProgram } from "../lib/build.js";
import { Child, isInstalled, pinned } from "../lib/child.js";
import type { Figures, Options, Subject, Workload } from "../lib/workload.js";

const OUTSTANDING = 50;
const WARM = 40_000; // queries, until what is hot is compiled
const SERVER_CORE = 0;
const CLIENT_CORE = 1;
const QUERY = "\0\x07\x01\0\0\x01\0\0\0\0\0\0\x03www\x07example\x03com\0\0\x01\0\x01";

/** The reply of a server to one query, as hex. */
function replyOf(port: number): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = createSocket("udp4");
		const limit = setTimeout(() => reject(new Error("no reply")), 5000);
		socket.once("message", (reply) => {
			clearTimeout(limit);
			socket.close();
			resolve(reply.toString("hex"));
		});
		socket.send(Buffer.from(QUERY, "latin1"), port, "127.0.0.1");
	});
}

interface Load {
	queries: number;
	perSecond: number;
}

/** Runs dnsperf. Null if queries got lost, as they do when the machine is busy elsewhere. */
async function dnsperf(port: number, data: string, seconds: number): Promise<Load | null> {
	const args = ["-s", "127.0.0.1", "-p", `${port}`, "-d", data, "-l", `${seconds}`];
	args.push("-q", `${OUTSTANDING}`, "-c", "4", "-t", "2");
	const [command, ...rest] = pinned(CLIENT_CORE, "dnsperf", args);
	const { stdout } = await promisify(execFile)(command, rest, { timeout: 1000 * (seconds + 30) });
	if (/Queries lost:\s+[1-9]/.test(stdout)) return null;
	const queries = Number(/Queries completed:\s+(\d+)/.exec(stdout)?.[1]);
	if (!new RegExp(`NOERROR ${queries} \\(100`).test(stdout)) throw new Error(stdout);
	return { queries, perSecond: Number(/Queries per second:\s+([\d.]+)/.exec(stdout)?.[1]) };
}

class Server implements Subject {
	readonly name: string;
	readonly child: Child;
	readonly data: string;
	readonly seconds: number;
	port: number;

	constructor(name: string, child: Child, data: string, seconds: number) {
		this.name = name;
		this.child = child;
		this.data = data;
		this.seconds = seconds;
		this.port = 0;
	}

	async warm(): Promise<void> {
		this.port = Number(await this.child.line());
		for (let served = 0; served < WARM; ) {
			served += (await dnsperf(this.port, this.data, 1))?.queries ?? 0;
		}
	}

	async measure(): Promise<Figures> {
		const before = this.child.cpuSeconds();
		const load = await dnsperf(this.port, this.data, this.seconds);
		const used = this.child.cpuSeconds() - before;
		if (load === null) return {}; // no sample in this round
		return { "queries/s": load.perSecond, "queries per CPU second": load.queries / used };
	}

	end(): Promise<void> {
		return this.child.end();
	}
}

function children({ folder }: Options, skip: (line: string) => void): [string, Child][] {
	const found: [string, Child][] = [];
	for (const name of ["evlite", "node-dgram"]) {
		const args = [buildProgram(`dns/${name}.ts`, folder)];
		const kind = name.replace("node-", "node:");
		found.push([kind, new Child(kind, SERVER_CORE, process.execPath, args)]);
	}
	const peer = buildPeer("libevent/dns.c", folder, skip);
	if (peer !== null) found.push(["evdns", new Child("evdns", SERVER_CORE, peer, [])]);
	return found;
}

export const dns: Workload = {
	name: "dns",
	title: `An A record: dnsperf, ${OUTSTANDING} queries outstanding, server and client on a core each`,
	moreIsBetter: { "queries/s": true, "queries per CPU second": true },
	async start(options, skip) {
		if (!isInstalled("dnsperf")) {
			skip("dnsperf: not installed (Debian: apt-get install dnsperf)");
			return [];
		}
		const data = join(options.folder, "queries");
		const names: string[] = [];
		for (let i = 0; i < 1000; i++) names.push(`host-${i}.example.com A\n`);
		writeFileSync(data, names.join(""));
		const subjects: Server[] = [];
		for (const [kind, child] of children(options, skip)) {
			const server = new Server(kind, child, data, options.seconds);
			await server.warm();
			subjects.push(server);
		}
		const replies = new Set<string>();
		for (const { port } of subjects) replies.add(await replyOf(port));
		if (replies.size > 1) throw new Error(`the replies differ: ${JSON.stringify([...replies])}`);
		return subjects;
	},
};
