/** HTTP under load: wrk, 16 keep-alive connections, the same reply bytes from all. */
import { connect } from "node:net";
import { buildPeer, buildProgram } from "../lib/build.js";
import { Child, isInstalled } from "../lib/child.js";
import type { Figures, Options, Subject, Workload } from "../lib/workload.js";
import { type Load, wrk } from "./wrk.js";

const CONNECTIONS = 16;
const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const WARM = 40_000; // requests, until what is hot is compiled
const SERVER_CORE = 0;

/** The reply to one request of a server, as text. */
function replyOf(port: number): Promise<string> {
	return new Promise((resolve, reject) => {
		let reply = "";
		const socket = connect(port, "127.0.0.1", () => socket.write(REQUEST));
		socket.setEncoding("latin1");
		socket.on("data", (text: unknown) => {
			reply += text;
			const body = reply.indexOf("\r\n\r\n") + 4;
			const size = Number(/Content-Length: (\d+)/.exec(reply)?.[1]);
			if (body >= 4 && reply.length >= body + size) {
				socket.destroy();
				resolve(reply);
			}
		});
		socket.once("error", reject);
	});
}

/** Runs wrk; null if there is no sample. */
async function slice(port: number, seconds: number): Promise<Load | null> {
	const load = await wrk(port, seconds, CONNECTIONS);
	if (load !== null && load.errors !== "") throw new Error(load.errors);
	return load;
}

class Server implements Subject {
	readonly name: string;
	readonly child: Child;
	readonly seconds: number;
	port: number;

	constructor(name: string, child: Child, seconds: number) {
		this.name = name;
		this.child = child;
		this.seconds = seconds;
		this.port = 0;
	}

	async warm(): Promise<void> {
		this.port = Number(await this.child.line());
		for (let served = 0; served < WARM; ) {
			served += (await slice(this.port, 1))?.requests ?? 0;
		}
	}

	async measure(): Promise<Figures> {
		const before = this.child.cpuSeconds();
		const load = await slice(this.port, this.seconds);
		const used = this.child.cpuSeconds() - before;
		if (load === null) return {}; // no sample in this round
		return { "requests/s": load.perSecond, "requests per CPU second": load.requests / used };
	}

	end(): Promise<void> {
		return this.child.end();
	}
}

function children(size: number, { folder }: Options, skip: (line: string) => void) {
	const found: [string, Child][] = [];
	for (const name of ["evlite", "node-http", "raw-net"]) {
		const args = [buildProgram(`http/${name}.ts`, folder), String(size)];
		const kind = name.replace("node-", "node:");
		found.push([kind, new Child(kind, SERVER_CORE, process.execPath, args)]);
	}
	const peer = buildPeer("libevent/http.c", folder, skip);
	for (const method of peer === null ? [] : ["poll", "select"]) {
		const args = [method, String(size)];
		found.push([`evhttp (${method})`, new Child(method, SERVER_CORE, peer as string, args)]);
	}
	return found;
}

function workload(name: string, title: string, size: number): Workload {
	return {
		name,
		title: `${title}: wrk, ${CONNECTIONS} keep-alive connections, server and client on a core each`,
		moreIsBetter: { "requests/s": true, "requests per CPU second": true },
		async start(options, skip) {
			if (!isInstalled("wrk")) {
				skip("wrk: not installed (Debian: apt-get install wrk)");
				return [];
			}
			const subjects: Server[] = [];
			for (const [kind, child] of children(size, options, skip)) {
				const server = new Server(kind, child, options.seconds);
				await server.warm();
				subjects.push(server);
			}
			const replies = new Set<string>();
			for (const { port } of subjects) replies.add(await replyOf(port));
			if (replies.size > 1) throw new Error(`the replies differ: ${JSON.stringify([...replies])}`);
			return subjects;
		},
	};
}

export const httpHello = workload("http-hello", "A reply of 6 bytes", 6);
export const http16k = workload("http-16k", "A reply of 16 KB", 16384);
