/** dig and kdig against evlite's name servers: in this process, and the captive portal by the command. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import ava, { type ExecutionContext } from "ava";
import { Host } from "../../hosts/node/index.js";
import { EventBase } from "../../src/core/event-base.js";
import { loopBreak } from "../../src/core/loop-control.js";
import {
	DNS_A,
	DNS_AAAA,
	DNS_CNAME,
	DNS_ERR_NOTEXIST,
	DNS_MX,
	DNS_PTR,
	DNS_SRV,
	DNS_TXT,
	type DnsRequest,
	DnsServer,
	DnsTcpServer,
	replyAddress,
	replyMx,
	replyName,
	replySrv,
	replyTxt,
	requestIs,
	wireName,
} from "../../src/dns-lite/index.js";
import { Command } from "../cli/command.js";
import { freePort, has, MANY } from "./dns-daemons.js";

const run = promisify(execFile);
const WWW = wireName("www.test") as Uint8Array;
const MANY_NAME = wireName("many.test") as Uint8Array;
const FAIL = wireName("fail.test") as Uint8Array;
const NONE = wireName("none.test") as Uint8Array;
const TEXT = new TextEncoder().encode("hello");

function onRequest(request: DnsRequest): void {
	const address = Uint8Array.from([192, 0, 2, 1]);
	if (requestIs(request, FAIL)) throw new Error("mine");
	if (requestIs(request, NONE)) request.respond(DNS_ERR_NOTEXIST);
	if (request.type === DNS_A) {
		for (let i = 1; i <= (requestIs(request, MANY_NAME) ? MANY : 1); i++) {
			address[3] = i;
			if (replyAddress(request, null, 60, address, 0, 4) < 0) break;
		}
	} else if (request.type === DNS_AAAA) {
		replyAddress(
			request,
			null,
			60,
			Uint8Array.from({ length: 16 }, (_, i) => i),
			0,
			16,
		);
	} else if (request.type === DNS_MX) replyMx(request, null, 60, 10, WWW);
	else if (request.type === DNS_SRV) replySrv(request, null, 60, 1, 2, 8080, WWW);
	else if (request.type === DNS_TXT) replyTxt(request, null, 60, TEXT, 0, TEXT.length);
	else if (request.type === DNS_CNAME || request.type === DNS_PTR) {
		replyName(request, null, request.type, 60, WWW);
	}
	request.respond(0);
}

async function serve(t: ExecutionContext): Promise<number> {
	const port = await freePort();
	const base = new EventBase(new Host({ descriptors: 8 }), { events: 8 });
	const address = "127.0.0.1";
	const udp = new DnsServer(base, { port, address, messageSize: 1232, onRequest });
	const tcp = new DnsTcpServer(base, { port, address, messageSize: 4096, onRequest });
	base.dispatch();
	t.teardown(() => {
		udp.close();
		tcp.close();
		loopBreak(base);
	});
	return port;
}

interface Tool {
	name: string;
	/** Arguments for a short answer. */
	args(port: number): string[];
	/** Those for TCP, for no EDNS0, for not asking again over TCP. */
	tcp: string[];
	plain: string[];
	cut: string[];
}

const tools: Tool[] = [
	{
		name: "dig",
		args: (port) => ["-p", `${port}`, "@127.0.0.1", "+time=10", "+tries=1"],
		tcp: ["+tcp"],
		plain: ["+noedns"],
		cut: ["+ignore"],
	},
	{
		name: "kdig",
		args: (port) => ["-p", `${port}`, "@127.0.0.1", "+time=10", "+retry=0"],
		tcp: ["+tcp"],
		plain: ["+noedns"],
		cut: ["+ignore"],
	},
];

for (const tool of tools) {
	const missing = !has(tool.name, "-v");
	const test = missing ? ava.skip : ava.serial;
	if (missing) ava(`${tool.name} is not installed: its tests are skipped`, (t) => t.pass());

	/** What the tool prints for `question`; short if no option says otherwise. */
	const ask = async (port: number, question: string, ...options: string[]): Promise<string> => {
		const args = [...tool.args(port), ...question.split(" "), ...options];
		const { stdout } = await run(tool.name, args, { timeout: 30_000 });
		return stdout.trim();
	};

	test(`${tool.name}: records of every type over UDP and TCP`, async (t) => {
		const port = await serve(t);
		for (const options of [[], tool.plain, tool.tcp]) {
			const short = (question: string) => ask(port, question, "+short", ...options);
			t.is(await short("www.test A"), "192.0.2.1");
			t.is(await short("www.test AAAA"), "1:203:405:607:809:a0b:c0d:e0f");
			t.is(await short("test MX"), "10 www.test.");
			t.is(await short("_http._tcp.test SRV"), "1 2 8080 www.test.");
			t.is(await short("text.test TXT"), '"hello"');
			t.is(await short("alias.test CNAME"), "www.test.");
			t.is(await short("-x 192.0.2.1"), "www.test.");
			t.regex(await ask(port, "none.test A", ...options), /status: NXDOMAIN/);
			t.regex(await ask(port, "fail.test A", ...options), /status: SERVFAIL/);
			t.regex(
				await ask(port, "www.test CH A".replace(" CH", ""), "-c", "CH", ...options),
				/REFUSED/,
			);
		}
	});

	test(`${tool.name}: what does not fit is truncated, and whole by EDNS0 and TCP`, async (t) => {
		const port = await serve(t);
		const count = (text: string): number => text.match(/\bIN\s+A\s+192\.0\.2\.\d+$/gm)?.length ?? 0;
		const cut = await ask(port, "many.test A", ...tool.plain, ...tool.cut);
		t.regex(cut, /flags:? [^;]*\btc\b/i);
		t.is(count(cut), 30); // 12 + 15 bytes, then 16 for each
		const again = await ask(port, "many.test A", ...tool.plain);
		t.is(count(again), MANY);
		t.is(count(await ask(port, "many.test A", ...tool.tcp)), MANY);
		t.is(count(await ask(port, "many.test A", "+bufsize=1232")), MANY);
	});
}

for (const host of ["node", "xs"]) {
	const test = has("dig", "-v") ? ava.serial : ava.skip;
	test(`captive portal on ${host}: dig over UDP and TCP alike`, async (t) => {
		const port = await freePort();
		const program = new URL("../../examples/captive-portal/main.ts", import.meta.url).pathname;
		const command = new Command(t, ["run", program, "--host", host, "--port", `${port}`]);
		await command.line(/listening on/);
		for (const options of [[], ["+tcp"], ["+noedns"]]) {
			const args = ["-p", `${port}`, "@127.0.0.1", "+time=10", "+tries=2", ...options];
			const short = await run("dig", [...args, "+short", "any.name.example"], { timeout: 30_000 });
			t.is(short.stdout.trim(), "192.168.4.1");
			const none = await run("dig", [...args, "any.name.example", "AAAA"], { timeout: 30_000 });
			t.regex(none.stdout, /status: NOERROR/);
			t.regex(none.stdout, /flags: qr aa rd.*ANSWER: 0/);
		}
		command.interrupt();
		await command.exit();
	});
}
