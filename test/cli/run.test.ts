import { once } from "node:events";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import test, { type ExecutionContext } from "ava";
import { runCommandLine } from "../../cli/command-line.js";
import { within } from "../wait.js";
import { Command, failsHere, failsWith, folderOf, helloProgram, runHere } from "./command.js";

const HELLO = { "hello.ts": helloProgram() };
const SECOND = `
import { Listener } from "evlite/bufferevent";
new Listener(base, { port: 0, connections: 1, onConnection: (c) => c.close() });
`;
const TWO = { "two.ts": helloProgram().replace("descriptors: 6", "descriptors: 7") + SECOND };

test.serial("run: serves on loopback, ends with a summary at Ctrl-C", async (t) => {
	const command = new Command(t, ["run", "two.ts", "--port", "0"], TWO);
	const [, url] = await command.line(/^listening on (http:\/\/127\.0\.0\.1:\d+\/)$/);
	await command.line(/^listening on tcp:\/\/127\.0\.0\.1:\d+$/);
	t.is(await (await fetch(url)).text(), "hello\n");
	t.is((await fetch(`${url}missing`)).status, 404);
	command.interrupt();
	t.is(await command.exit(), 0);
	const summary = command.lines.at(-1) ?? "";
	t.regex(summary, /^\d+ connections, 2 requests, \d+ descriptors at most, \d+ callbacks$/);
	t.is(command.errors, "");
});

test.serial("run: --port is for the first listener alone, --address for all", async (t) => {
	const args = ["run", "two.ts", "--port", "0", "--address", "127.0.0.2"];
	const command = new Command(t, args, TWO);
	const [, url] = await command.line(/^listening on (http:\/\/127\.0\.0\.2:\d+\/)$/);
	t.is(await (await fetch(url)).text(), "hello\n");
	t.truthy(await command.line(/^listening on tcp:\/\/127\.0\.0\.2:\d+$/));
});

test.serial(
	"run: a program of several files, types and all, CommonJS, and Node's own modules",
	async (t) => {
		const files = {
			"main.ts": `import { twice, type Twice } from "./twice.js";
import old from "./old.cjs";
import { format } from "util";
import { setImmediate } from "timers/promises";
import { basename } from "node:path";
import { EventBase } from "evlite";
import { Host } from "evlite/host";
const base = new EventBase(new Host({ descriptors: 1 }), { events: 1 });
const f: Twice = twice;
base.event({ timeoutMs: 1, onEvent: () => console.log(format("%s %d", basename("a/fired"), f(21), old.line)) }).add();
await setImmediate();
base.dispatch();
`,
			"old.cjs": `exports.line = require("node:os").EOL + require("util").format("%s", "old");`,
			"twice.ts": `export type Twice = (n: number) => number;
export function twice(n: number): number { return 2 * n; }
`,
		};
		const command = new Command(t, ["run", "main.ts"], files);
		t.is(await command.exit(), 0);
		t.deepEqual(command.lines, ["fired 42 ", "old"]);
	},
);

test.serial(
	"run: an exception in a callback is printed and counted, the program continues, exit code 1",
	async (t) => {
		const broken = helloProgram().replace("request.reply(200, hello)", "request.missing()");
		const command = new Command(t, ["run", "hello.ts", "--port", "0"], { "hello.ts": broken });
		const [, url] = await command.line(/^listening on (\S+)$/);
		await fetch(url).catch(() => undefined);
		await fetch(url).catch(() => undefined);
		command.interrupt();
		t.is(await command.exit(), 1);
		t.regex(command.lines.at(-1) ?? "", /, [2-9] exceptions in callbacks$/);
		const printed = command.errors.trimEnd().split("evlite: ").slice(1);
		for (const text of printed) {
			t.regex(text, /^TypeError: request\.missing is not a function\n.*hello\.ts:8:\d+\)/);
		}
		t.true(printed.length >= 2);
	},
);

test.serial("run: a program that sees to exceptions itself is left to it", async (t) => {
	const text = `${helloProgram().replace("request.reply(200, hello)", "request.missing()")}
base.onError = (_base, error) => console.log("mine", error.name);
`;
	const command = new Command(t, ["run", "hello.ts", "--port", "0"], { "hello.ts": text });
	const [, url] = await command.line(/^listening on (\S+)$/);
	await fetch(url).catch(() => undefined);
	await command.line(/^mine TypeError$/);
	command.interrupt();
	t.is(await command.exit(), 0);
	t.is(command.errors, "");
});

test.serial("run: a port in use is one line", async (t) => {
	const taken = createServer().listen(0, "127.0.0.1");
	await within("a server to listen", once(taken, "listening"));
	t.teardown(() => taken.close());
	const address = taken.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	const command = new Command(t, ["run", "hello.ts", "--port", `${port}`], HELLO);
	await failsWith(t, command, new RegExp(`port ${port} of 127\\.0\\.0\\.1 is already used`), 1);
});

test.serial("run: two servers on one port are one line", async (t) => {
	const free = createServer().listen(0, "127.0.0.1");
	await within("a server to listen", once(free, "listening"));
	const address = free.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	free.close();
	await within("a server to close", once(free, "close"));
	const hello = helloProgram().replace("descriptors: 6", "descriptors: 7");
	const twice = `${hello}\nnew HttpServer(base, { port: 8080, connections: 1 });\n`;
	const command = new Command(t, ["run", "hello.ts", "--port", `${port}`], { "hello.ts": twice });
	await failsWith(t, command, /port \d+ of 127\.0\.0\.1 is already used/, 1);
});

test.serial("run: an address of another machine is one line", async (t) => {
	const command = new Command(t, ["run", "hello.ts", "--address", "192.0.2.1"], HELLO);
	await failsWith(t, command, /192\.0\.2\.1 is no address of this machine/, 1);
});

test.serial("run: a throw at load is one line", async (t) => {
	const files = { "program.ts": "\n\nthrow new Error('no\\nmore');\n" };
	const command = new Command(t, ["run", "program.ts"], files);
	await failsWith(t, command, /^evlite: program\.ts:3:7: Error: no$/m, 1);
});

test.serial("run: a rejected promise is one line", async (t) => {
	const files = { "program.ts": "Promise.reject(new Error('late'));\n" };
	const command = new Command(t, ["run", "program.ts"], files);
	await failsWith(t, command, /^evlite: program\.ts:1:\d+: Error: late$/m, 1);
});

/** The command, as built, cannot load program.ts in `folder`: one line that matches. */
async function failsToLoad(t: ExecutionContext, folder: string, pattern: RegExp): Promise<void> {
	const { load } = await import(pathToFileURL(resolve("dist/cli/run-node.js")).href);
	const failure = await t.throwsAsync(load(join(folder, "program.ts"), folder));
	t.is(failure?.constructor.name, "CliError");
	t.regex(failure?.message ?? "", pattern);
	t.notRegex(failure?.message ?? "", /\n/);
}

const BROKEN: [string, string, RegExp][] = [
	["a syntax error", "const a: = 1;\n", /program\.ts:1:10: Unexpected "="/],
	["a thrown string", "throw 'no';\n", /program\.ts: no/],
	["a missing module", "import './gone.js';\n", /gone\.js/],
	["a missing package", "import 'gone-package';\n", /program\.ts:1:8: cannot find gone-package$/m],
	["a missing public name", "import 'evlite/gone';\n", /evlite\/gone/],
	[
		"a missing export",
		"import { gone } from 'evlite';\nnew gone();\n",
		/program\.ts:1:\d+: "gone" is not/,
	],
	["connections: 0", helloProgram("connections: 0"), /program\.ts:7:\d+: RangeError: connections/],
	[
		"a table too small",
		helloProgram().replace("events: 16", "events: 3"),
		/program\.ts:7:\d+: RangeError: EventBase has 3 free event slots, HttpServer needs 5/,
	],
	[
		"an impossible table",
		helloProgram().replace("descriptors: 6", "descriptors: 0"),
		/program\.ts:5:\d+: RangeError: descriptors/,
	],
	[
		"a table without room for a connection",
		helloProgram().replace("descriptors: 6", "descriptors: 1"),
		/program\.ts:7:\d+: RangeError: Host has 1 free descriptors, HttpServer needs 5/,
	],
];

for (const [what, text, pattern] of BROKEN) {
	test(`run: ${what} is one line`, async (t) => {
		await failsToLoad(t, folderOf(t, { "program.ts": text }), pattern);
	});
}

const WRONG: [string[], RegExp][] = [
	[["run", "hello.ts", "--gone"], /unknown option '--gone'/],
	[["run", "hello.ts", "--port", "abc"], /--port abc: not a whole number from 0 to 65535/],
	[["run", "hello.ts", "--port", "70000"], /--port 70000/],
	[["run", "hello.ts", "--port", "-1"], /--port/],
	[["run", "hello.ts", "--port", "1.5"], /--port 1\.5/],
	[["run", "hello.ts", "--port="], /--port : not/],
	[["run", "hello.ts", "--port"], /--port/],
	[["run", "hello.ts", "--address", "localhost"], /--address localhost: not an IPv4 or IPv6/],
	[["run", "hello.ts", "--host", "gone"], /--host gone: not one of/],
	[["run", "hello.ts", "more.ts"], /one program at a time, not also more\.ts/],
	[["run"], /which program/],
	[["gone"], /no command gone/],
	[["build", "hello.ts"], /--out/],
	[["build", "hello.ts", "-o", "x", "--host", "gone"], /--host gone/],
];

for (const [args, pattern] of WRONG) {
	test(`wrong: evlite ${args.join(" ")}`, async (t) => {
		await failsHere(t, runCommandLine(args), pattern, 2);
	});
}

test.serial("wrong: one line, and the exit code", async (t) => {
	const command = new Command(t, ["run", "hello.ts", "--port", "abc"], HELLO);
	await failsWith(t, command, /--port abc: not a whole number from 0 to 65535/, 2);
});

test("run: a missing file is one line", async (t) => {
	await failsToLoad(t, folderOf(t, {}), /program\.ts: no such file$/);
});

test.serial("--help of the command and of each sub-command", async (t) => {
	for (const args of [["--help"], ["run", "--help"], ["build", "-h"]]) {
		const { code, lines } = await runHere(args);
		t.is(code, 0);
		t.regex(lines.join("\n"), /^evlite .*[A-Z]/);
	}
});

test.serial("without a command: the help, and exit code 2", async (t) => {
	const { code, lines } = await runHere([]);
	t.is(code, 2);
	t.regex(lines.join("\n"), /\brun\b.*\bbuild\b/s);
});

test.serial("--version", async (t) => {
	const command = new Command(t, ["--version"]);
	t.is(await command.exit(), 0);
	t.regex(command.lines.join("\n"), /^\d+\.\d+\.\d+$/);
});
