/** What a program does not handle is printed, with its place, and the exit code is 1: on every host, run and built. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { bundleApart } from "../../build/bundle-apart.js";
import { runCommandLine } from "../../cli/command-line.js";
import { startSimulator } from "../../sim/xs/run.js";
import { until, within } from "../wait.js";
import { Command, folderOf } from "./command.js";

const HEAD = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { Content, HttpServer } from "evlite/http";
interface Lines { that: string; types: number; take: boolean }
const base = new EventBase(new Host({ descriptors: 6 }), { events: 12 });
`;
/** The error is in line 9 of the source. */
const TIMER = `${HEAD}base.event({
	timeoutMs: 1, onEvent: () => {
		let types: number = 1;
		(globalThis as any).missing(types++);
		types--;
	},
}).add();
base.dispatch();
`;
const SILENT = `${TIMER}base.onError = () => {};\n`;
function server(port: number): string {
	return `${HEAD}new HttpServer(base, { port: ${port}, connections: 2 });
base.dispatch();
`;
}

/** A route that throws, in line 7. */
const ROUTE = `${HEAD}const server = new HttpServer(base, { port: 0, connections: 2 });
server.route("GET", "/", () => { ending.add(); throw new Error("in a route"); });
const where = { address: "", port: 0 };
base.event({ timeoutMs: 20, onEvent: () => {
	base.host.localAddress(server.listener.fd, where);
	base.host.print("port " + where.port);
} }).add();
const ending = base.event({ timeoutMs: 100, onEvent: () => server.close() });
base.dispatch();
`;

interface Ended {
	code: number | null;
	errors: string;
}

type Way = (t: ExecutionContext, text: string) => Promise<Ended>;

async function run(t: ExecutionContext, text: string, ...args: string[]): Promise<Ended> {
	const command = new Command(t, ["run", "main.ts", ...args], { "main.ts": text });
	return { code: await command.exit(), errors: command.errors };
}

async function build(t: ExecutionContext, text: string): Promise<string> {
	const folder = folderOf(t, { "main.ts": text });
	const out = join(folder, "main.mjs");
	t.is(await runCommandLine(["build", join(folder, "main.ts"), "-o", out]), 0);
	return out;
}

async function built(t: ExecutionContext, text: string): Promise<Ended> {
	const child = spawn(process.execPath, [await build(t, text)]);
	t.teardown(() => child.kill("SIGKILL"));
	let errors = "";
	child.stderr.on("data", (part) => {
		errors += part;
	});
	const [code] = await once(child, "close");
	return { code, errors };
}

/** The folder that `evlite build --host xs` writes, on the simulator. */
async function builtXs(t: ExecutionContext, text: string): Promise<Ended> {
	const folder = folderOf(t, { "main.ts": text });
	const out = join(folder, "out");
	const [main, ...modules] = await bundleApart({ entry: join(folder, "main.ts"), folder: out });
	t.true(readdirSync(out).includes("main.js"));
	let errors = "";
	const simulation = await startSimulator({
		main,
		modules,
		onOutput: () => {},
		onComplaint: (part) => {
			errors += part;
		},
	});
	const { code } = await simulation.result;
	return { code, errors };
}

const WAYS: [string, Way, RegExp][] = [
	["run --host node", (t, text) => run(t, text), /main\.ts:9:/],
	["run --host xs", (t, text) => run(t, text, "--host", "xs"), / at main\.ts:9$/m],
	["run --host virtual", (t, text) => run(t, text, "--host", "virtual"), /main\.ts:9:/],
	["build, node", built, /at .*onEvent.*main\.mjs:\d+:\d+/],
	["build, xs", builtXs, / at main\.js:\d+$/m],
];

for (const [name, way, place] of WAYS) {
	test(`${name}: an exception in a callback is printed with its place, exit code 1`, async (t) => {
		const { code, errors } = await way(t, TIMER);
		t.regex(errors, /^evlite: .*Error: .*(missing|call|function)/);
		t.regex(errors, place);
		t.is(code, 1);
	});

	test(`${name}: an onError silences it, exit code 0`, async (t) => {
		t.deepEqual(await way(t, SILENT), { code: 0, errors: "" });
	});

	if (name.includes("virtual")) continue; // where every device has ports of its own
	test(`${name}: a used port is one line, exit code 1`, async (t) => {
		const taken = createServer().listen(0, "127.0.0.1");
		await once(taken, "listening");
		t.teardown(() => taken.close());
		const { port } = taken.address() as { port: number };
		const program =
			name === "build, node"
				? server(port).replace("port:", 'address: "127.0.0.1", port:')
				: server(port);
		const { code, errors } = await way(t, program);
		t.regex(errors, new RegExp(`^evlite: .*port ${port}\\b.*\\n$`));
		t.is(code, 1);
	});
}

test("virtual: a port that the program uses twice", async (t) => {
	const twice = server(80).replace(
		"base.dispatch",
		"new HttpServer(base, { port: 80, connections: 2 });\nbase.dispatch",
	);
	const { code, errors } = await run(t, twice, "--host", "virtual", "--time", "1s");
	t.regex(errors, /^evlite: cannot listen on port 80, is it in use\? \(error 98\) \(on main at /);
	t.is(code, 1);
});

test("build, node: a route that throws is printed, the client gets 500", async (t) => {
	const child = spawn(process.execPath, [await build(t, ROUTE)]);
	t.teardown(() => child.kill("SIGKILL"));
	let errors = "";
	child.stderr.on("data", (part) => {
		errors += part;
	});
	const closing = once(child, "close");
	await until("the port", () => /^port \d+\n/m.test(errors));
	const [, port] = /^port (\d+)\n/m.exec(errors) ?? [];
	t.is((await fetch(`http://127.0.0.1:${port}/`)).status, 500);
	const [code] = await within("the program to end", closing);
	t.regex(errors, /^evlite: Error: in a route$/m);
	t.is(code, 1);
});
