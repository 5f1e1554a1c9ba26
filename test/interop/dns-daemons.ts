/** Real name servers on free ports of the loopback, with one small zone, ended with the test. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { sleep, within } from "../wait.js";

/** Addresses of many.test: more than a datagram of 512 bytes holds. */
export const MANY = 60;
/** The loopback's addresses. */
export const LOOPBACKS = ["127.0.0.1"];
for (const { address } of Object.values(networkInterfaces()).flat() as { address: string }[]) {
	if (address === "::1") LOOPBACKS.push(address);
}

/** Returns whether `program` is installed. */
export function has(program: string, ...args: string[]): boolean {
	return spawnSync(program, args, { timeout: 20_000 }).error === undefined;
}

/** Binds and lets go. Returns the port, -1 if it is not free over both UDP and TCP. */
async function tryPort(): Promise<number> {
	const udp = createSocket("udp4");
	udp.bind(0, "127.0.0.1");
	await within("a UDP socket to be bound", once(udp, "listening"));
	const port = udp.address().port;
	const tcp = createServer();
	const bound = new Promise<boolean>((resolve) => {
		tcp.once("error", () => resolve(false));
		tcp.listen(port, "127.0.0.1", () => resolve(true));
	});
	const free = await within(`TCP port ${port} to be bound`, bound);
	if (free) tcp.close();
	udp.close();
	return free ? port : -1;
}

/** A port of the loopback that is free over UDP and TCP. */
export async function freePort(): Promise<number> {
	for (let i = 0; i < 1000; i++) {
		const port = await tryPort();
		if (port >= 0) return port;
	}
	throw new Error("1,000 ports tried, and none is free over both UDP and TCP");
}

/** Sends one query for www.test to `port` and waits a moment for any reply. */
async function answers(port: number): Promise<boolean> {
	const socket = createSocket("udp4");
	const query = Buffer.from(
		"\0\x01\x01\0\0\x01\0\0\0\0\0\0\x03www\x04test\0\0\x01\0\x01",
		"latin1",
	);
	let answered = false;
	socket.on("message", () => {
		answered = true;
	});
	socket.on("error", () => {});
	socket.send(query, port, "127.0.0.1");
	for (let i = 0; i < 10 && !answered; i++) await sleep(10);
	socket.close();
	return answered;
}

/** Starts `program` and waits until it answers at `port`. It ends with the test, by its process id. */
async function start(
	t: ExecutionContext,
	program: string,
	args: string[],
	port: number,
): Promise<void> {
	const child: ChildProcess = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
	let output = "";
	for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (output += text));
	const closed = once(child, "close");
	t.teardown(async () => {
		child.kill("SIGKILL");
		await closed;
	});
	const end = performance.now() + 20_000;
	while (!(await answers(port))) {
		if (child.exitCode !== null) throw new Error(`${program} ended: ${output}`);
		if (performance.now() > end) throw new Error(`${program} does not answer: ${output}`);
	}
}

/** Starts dnsmasq. Resolves to its port. */
export async function startDnsmasq(t: ExecutionContext): Promise<number> {
	const port = await freePort();
	const args = [
		"--no-daemon",
		"--conf-file=/dev/null",
		"--no-resolv",
		"--no-hosts",
		"--bind-interfaces",
		`--port=${port}`,
		`--listen-address=${LOOPBACKS.join(",")}`,
		"--local-ttl=60",
		"--local=/test/",
		"--host-record=www.test,192.0.2.1,2001:db8::1",
		"--host-record=seven.test,192.0.2.7",
		"--host-record=here.test,127.0.0.1",
		"--cname=alias.test,www.test",
		"--mx-host=test,mail.test,10",
		"--srv-host=_http._tcp.test,www.test,8080,1,2",
		"--txt-record=text.test,hello,two parts",
	];
	for (let i = 1; i <= MANY; i++) args.push(`--host-record=many.test,10.0.0.${i}`);
	await start(t, "dnsmasq", args, port);
	return port;
}

const ZONE = [
	"test. 60 SOA ns.test. me.test. 1 2 3 4 30",
	"www.test. 60 A 192.0.2.1",
	"www.test. 60 AAAA 2001:db8::1",
	"seven.test. 60 A 192.0.2.7",
	"7.2.0.192.in-addr.arpa. 60 PTR seven.test.",
	"alias.test. 60 CNAME www.test.",
	"test. 60 MX 10 mail.test.",
	"_http._tcp.test. 60 SRV 1 2 8080 www.test.",
	'text.test. 60 TXT "hello" "two parts"',
];

/** Starts unbound. Resolves to its port. no.test is refused, and dead.example fails. */
export async function startUnbound(t: ExecutionContext): Promise<number> {
	const port = await freePort();
	const folder = mkdtempSync(join(tmpdir(), "evlite-unbound-"));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const zone = [...ZONE];
	for (let i = 1; i <= MANY; i++) zone.push(`many.test. 60 A 10.0.0.${i}`);
	const file = join(folder, "unbound.conf");
	writeFileSync(
		file,
		`server:
	do-daemonize: no
	chroot: ""
	username: ""
	pidfile: ""
	directory: "${folder}"
	use-syslog: no
	num-threads: 1
	module-config: "iterator"
	max-udp-size: 4096
	local-zone: "test." static
	local-zone: "no.test." always_refuse
${LOOPBACKS.map((address) => `\tinterface: ${address}@${port}\n\taccess-control: ${address} allow\n`).join("")}
${zone.map((line) => `\tlocal-data: '${line}'\n`).join("")}
forward-zone:
	name: "dead.example."
	forward-addr: 127.0.0.1@1
remote-control:
	control-enable: no
`,
	);
	await start(t, "unbound", ["-d", "-c", file], port);
	return port;
}
