/** Other people's programs, run for a suite; a test whose program is missing is skipped, by name. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import ava, { type ExecutionContext } from "ava";

const PATH = `${process.env.PATH}:/usr/sbin`; // where Debian has the servers
const LIMIT_MS = 60_000;
const execute = promisify(execFile);

function isInstalled(program: string): boolean {
	return spawnSync("sh", ["-c", `command -v ${program}`], { env: { PATH } }).status === 0;
}

/** A test that runs `program`, one at a time. */
export function testWith(
	program: string,
	title: string,
	run: (t: ExecutionContext) => Promise<void>,
): void {
	const test = isInstalled(program) ? ava.serial : ava.skip;
	test(`${program}: ${title}`, run);
}

/** Runs a program to its end. Resolves to what it prints. */
export async function runProgram(program: string, ...args: string[]): Promise<string> {
	const env = { ...process.env, PATH };
	const { stdout } = await execute(program, args, { env, timeout: LIMIT_MS });
	return stdout;
}

export async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, "close");
	return port;
}

async function isListening(port: number): Promise<boolean> {
	const socket = connect({ port, host: "127.0.0.1" });
	try {
		await once(socket, "connect");
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

/** nginx before a server, with connections to it that it keeps. */
export class Nginx {
	readonly port: number;
	private readonly child: ChildProcess;
	private readonly folder: string;

	private constructor(port: number, child: ChildProcess, folder: string) {
		this.port = port;
		this.child = child;
		this.folder = folder;
	}

	static async start(upstream: number): Promise<Nginx> {
		const folder = mkdtempSync(join(tmpdir(), "evlite-nginx-"));
		const port = await freePort();
		const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
			.map((each) => `${each}_temp_path ${folder}/${each};`)
			.join(" ");
		writeFileSync(
			join(folder, "nginx.conf"),
			`daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http {
	access_log off; ${temporary}
	upstream device { server 127.0.0.1:${upstream}; keepalive 16; }
	server {
		listen 127.0.0.1:${port};
		location / { proxy_pass http://device; proxy_http_version 1.1; proxy_set_header Connection ""; }
	}
}
`,
		);
		const args = ["-p", folder, "-c", join(folder, "nginx.conf")];
		const child = spawn("nginx", args, { stdio: "ignore", env: { ...process.env, PATH } });
		for (let i = 0; i < 100 && !(await isListening(port)); i++) await sleep(50);
		return new Nginx(port, child, folder);
	}

	async stop(): Promise<void> {
		const closed = once(this.child, "close");
		this.child.kill();
		await closed;
		rmSync(this.folder, { recursive: true, force: true });
	}
}
