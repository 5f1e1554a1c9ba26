import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "ava";
import { runCommandLine } from "../../cli/command-line.js";
import { failsHere, folderOf, helloProgram, runHere } from "./command.js";

const FILES = { "hello.ts": helloProgram() };
const OUTPUTS: [string, string, string, RegExp][] = [
	["node", "out/hello.mjs", "out/hello.mjs", /^import .* from 'node:/m],
	["xs", "out", "out/main.js", /from "\.\/evlite\/core\/event-base\.js"/],
	[
		"moddable",
		"out",
		"out/manifest.json",
		/"evlite\/core\/event-base": "\.\/evlite\/core\/event-base"/,
	],
];
const NEXT: Readonly<Record<string, RegExp>> = { xs: /mcconfig/, moddable: /mcconfig/ };

for (const [host, out, file, pattern] of OUTPUTS) {
	test.serial(`build --host ${host}`, async (t) => {
		const folder = folderOf(t, FILES);
		const program = join(folder, "hello.ts");
		const args = ["build", program, "--host", host, "--out", join(folder, out)];
		const { code, lines } = await runHere(args);
		t.is(code, 0);
		if (NEXT[host] === undefined) t.deepEqual(lines, []);
		else t.regex(lines.join("\n"), NEXT[host]);
		t.regex(readFileSync(join(folder, file), "utf8"), pattern);
	});
}

test.serial(
	"build --host moddable: the manifest has every module that is written, and no other",
	async (t) => {
		const folder = folderOf(t, FILES);
		const out = join(folder, "out");
		await runHere(["build", join(folder, "hello.ts"), "--host", "moddable", "-o", out]);
		const { modules, platforms, preload } = JSON.parse(
			readFileSync(join(out, "manifest.json"), "utf8"),
		);
		const { "*": main, ...own } = modules;
		t.is(main, "./main");
		t.deepEqual(preload, ["evlite/*"]);
		const written = readdirSync(out, { recursive: true, encoding: "utf8" })
			.filter((path) => path.endsWith(".js"))
			.map((path) => path.slice(0, -3).replaceAll("\\", "/"));
		const named = Object.entries(own as Record<string, string>);
		for (const [name, path] of named) t.is(path, `./${name}`);
		const replaced = Object.values(platforms.pico.modules as Record<string, string>).flat();
		const listed = [...named.map(([, path]) => path), ...replaced, main].map((path) =>
			path.slice(2),
		);
		t.deepEqual([...new Set(listed)].sort(), written.sort());
		for (const path of written) {
			const text = readFileSync(join(out, `${path}.js`), "utf8");
			for (const [, specifier] of text.matchAll(/^(?:import|export)\b.* from "(\.[^"]+)";$/gm)) {
				t.true(existsSync(join(out, dirname(path), specifier)), `${path}: ${specifier}`);
			}
		}
	},
);

/** Wrong lines, and what is said, which names the remedy. */
const WRONG: [string[], RegExp][] = [
	[[], /^--out is missing: name a file, such as `--out program\.mjs`$/],
	[["--host", "moddable"], /^--out is missing: name a folder, such as `--out device`$/],
	[["--out", "."], /would write over the program|is a folder: name a file, such as/],
	[["--host", "moddable", "--out", "FOLDER"], /would write over the program: name another place$/],
	[["--out", "FOLDER/hello.ts"], /would write over the program: name another place$/],
	[["--host", "moddable", "--out", "FOLDER/other.txt"], /is a file: name a folder, such as/],
	[["--host", "gone", "--out", "x"], /not one of node, xs \(or moddable\), espruino$/],
	[["--host", "virtual", "--out", "x"], /; `evlite run --host virtual` runs a program there$/],
	[["--fast", "--out", "x"], /^--fast is for Espruino: leave it out, or add --host espruino$/],
	[["other.ts", "--out", "x"], /^one program at a time, not also other\.ts: leave one out$/],
];

test("build: what is wrong with the line is said with its remedy", async (t) => {
	const folder = folderOf(t, { ...FILES, "other.txt": "" });
	for (const [args, said] of WRONG) {
		const placed = args.map((each) => each.replace("FOLDER", folder));
		const run = runCommandLine(["build", join(folder, "hello.ts"), ...placed]);
		await failsHere(t, run, said, 2);
	}
});

test("build: an --out that cannot be written is one line", async (t) => {
	const folder = folderOf(t, { ...FILES, "other.txt": "" });
	const out = join(folder, "other.txt", "x.mjs");
	const run = runCommandLine(["build", join(folder, "hello.ts"), "--out", out]);
	await failsHere(
		t,
		run,
		/^--out .*other\.txt.*: (ENOTDIR|EEXIST): .*; name a place that can be written$/,
		1,
	);
});
