/** What devices lack is refused with line and replacement, on XS and Espruino alike. */
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { bundleApart } from "../../build/bundle-apart.js";
import { CliError } from "../../build/errors.js";
import { buildEspruino } from "../../build/espruino/build.js";
import { folderOf } from "./command.js";

const BUILDS = {
	XS: (entry: string, folder: string) => bundleApart({ entry, folder: join(folder, "out") }),
	Espruino: (entry: string) => buildEspruino(entry),
};

/** Programs, and what is said of their second line. */
const REFUSED: [string, string][] = [
	["window.x = 1;", "window, which NAME lacks; use globalThis"],
	["Buffer.alloc(1);", "Buffer, which NAME lacks; use a Uint8Array, or evlite/buffer"],
	['fetch("http://a/");', "fetch, which NAME lacks; use a connection of evlite/bufferevent"],
	[
		"queueMicrotask(f);",
		"queueMicrotask, which NAME lacks; use base.event({ timeoutMs: 0, onEvent }) and its add()",
	],
	["new AbortController();", "AbortController, which NAME lacks; use a flag that you look at"],
	["f(performance.now());", "performance, which NAME lacks; use host.ticks()"],
	[
		"f((() => structuredClone(f))());",
		"structuredClone, which NAME lacks; use JSON.parse(JSON.stringify(value))",
	],
];

/** As above, of XS alone. */
const REFUSED_BY_XS: [string, string][] = [
	['console.log("x");', "console, which XS lacks; use host.print(text)"],
	[
		"setTimeout(f, 9);",
		"setTimeout, which XS lacks; use base.event({ timeoutMs, onEvent }) and its add()",
	],
	[
		"setInterval(f, 9);",
		"setInterval, which XS lacks; use base.event({ timeoutMs, persist: true, onEvent }) and its add()",
	],
	[
		"globalThis.setTimeout(f, 9);",
		"setTimeout, which XS lacks; use base.event({ timeoutMs, onEvent }) and its add()",
	],
	["f(process.argv);", "process, which XS lacks"],
];

/** What looks like such a use and is none. */
const TAKEN = [
	"const console = { log() {} }; console.log();",
	"function g(setTimeout) { setTimeout(); } f(g);",
	"f({ process: 1, fetch() {} }.process);",
	"f.console = f.window;",
	"class fetch {} f(new fetch());",
	'if (typeof Buffer !== "undefined") Buffer.alloc(1);',
	"globalThis.window = f; window();",
	'import { window as w } from "./other.js"; f(w);',
	"f(globalThis.fetch);",
];

const FILES = { "other.js": "export const window = 1;" };

async function refused(t: ExecutionContext, build: keyof typeof BUILDS, line: string) {
	const folder = folderOf(t, { ...FILES, "main.js": `var f = () => {};\n${line}\nf();\n` });
	const entry = join(folder, "main.js");
	const failure = await t.throwsAsync<CliError>(
		BUILDS[build](entry, folder),
		{ instanceOf: CliError },
		line,
	);
	return failure.message;
}

for (const [name, more] of Object.entries({ XS: REFUSED_BY_XS, Espruino: [] })) {
	const build = name as keyof typeof BUILDS;
	test(`lacking: ${name} refuses it with its line`, async (t) => {
		for (const [line, said] of [...REFUSED, ...more]) {
			const message = await refused(t, build, line);
			t.is(message.split("\n").length, 2, message);
			t.true(message.startsWith(`not for ${name}:\n`));
			t.true(message.endsWith(`main.js:2: ${said.replace("NAME", name)}`), message);
		}
	});

	test(`lacking: ${name} takes the program's own`, async (t) => {
		for (const line of TAKEN) {
			const folder = folderOf(t, { ...FILES, "main.js": `var f = () => {};\n${line}\nf();\n` });
			await t.notThrowsAsync(async () => BUILDS[build](join(folder, "main.js"), folder), line);
		}
	});

	test(`lacking: ${name} refuses modules of Node, by either name`, async (t) => {
		for (const [specifier, said] of [
			["node:path", "node:path, a module of Node, which NAME lacks"],
			["events", "events, a module of Node, which NAME lacks; use callbacks given to constructors"],
			[
				"node:timers/promises",
				"node:timers/promises, a module of Node, which NAME lacks; use base.event({ timeoutMs, onEvent }) and its add()",
			],
			["left-pad", "cannot find left-pad"],
		]) {
			const message = await refused(t, build, `import x from "${specifier}"; f(x);`);
			t.regex(message, /main\.js:2(:\d+)?: /);
			t.true(message.endsWith(said.replace("NAME", name)), message);
		}
	});
}
