/**
 * Adding a module takes its folder, its entry in exports, its layer and its budget: a made-up one in
 * a copy of this tree is taken by every build, check and runner, or they say what is missing.
 */
import { spawn } from "node:child_process";
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ava, { type ExecutionContext } from "ava";
import { findSimulator } from "../../sim/xs/build.js";

const ROOT = join(import.meta.dirname, "..", "..");
const SKIPPED = /^(node_modules|dist|\.git|\.cache|\.dist-.*|\.tmp-.*)$/;
const copy = mkdtempSync(join(tmpdir(), "evlite-made-up-"));

ava.after.always(() => rmSync(copy, { recursive: true, force: true }));

const SUITE = `import { madeUp } from "../../src/made-up-lite/index.js";
import { test } from "../harness.js";

test("made up: twice, or -EINVAL", (t) => {
	t.is(madeUp(21), 42);
	t.is(madeUp(-1), -22);
});
`;

const PROGRAM = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
import { madeUp } from "evlite/made-up";

const base = new EventBase(new Host({ descriptors: 2 }), { events: madeUp(2) });
base.dispatch();
`;

const FILES: Readonly<Record<string, string>> = {
	"src/made-up-lite/index.ts": 'export { madeUp } from "./made-up.js";\n',
	"src/made-up-lite/made-up.ts": `/** A module that is made up. */
import { EINVAL } from "../core/errno.js";

/** Returns twice \`value\`; -EINVAL if it is negative. */
export function madeUp(value: number): number {
	return value < 0 ? -EINVAL : value * 2;
}
`,
	"test/made-up-lite/made-up.test.ts": SUITE,
	"examples/made-up/main.ts": PROGRAM,
	"tsconfig.made-up.json": `{ "extends": "./tsconfig.json", "include": ["examples/made-up", "test/made-up-lite"] }\n`,
	// what the build has made, as the tools of each platform read it
	"made.mjs": `import { SETS } from "./dist/cli/footprint/sets.js";
import { folderNames } from "./dist/cli/footprint/flash.js";
import { moddableFiles } from "./dist/build/xs/manifests.js";
const files = moddableFiles();
console.log(JSON.stringify({
	sets: SETS["core+select+made-up"],
	folders: folderNames(),
	manifest: JSON.parse(files["manifest_made-up.json"]),
	all: JSON.parse(files["manifest_all.json"]).include,
	name: files["names/made-up.js"],
}));
`,
	"storage.mjs": `import { buildModules } from "./dist/build/espruino/modules.js";
await buildModules("storage");
`,
};

function edit(path: string, change: (text: string) => string): void {
	const before = readFileSync(join(copy, path), "utf8");
	writeFileSync(join(copy, path), change(before));
}

/** This tree with the module in it; packages are linked one by one, so that nothing here can remove ours. */
function makeCopy(): void {
	for (const name of readdirSync(ROOT)) {
		if (!SKIPPED.test(name)) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
	}
	mkdirSync(join(copy, "node_modules"));
	for (const name of readdirSync(join(ROOT, "node_modules"))) {
		symlinkSync(join(ROOT, "node_modules", name), join(copy, "node_modules", name));
	}
	for (const [path, text] of Object.entries(FILES)) {
		mkdirSync(dirname(join(copy, path)), { recursive: true });
		writeFileSync(join(copy, path), text);
	}
	edit("package.json", (text) => {
		const manifest = JSON.parse(text);
		manifest.exports["./made-up"] = {
			source: "./src/made-up-lite/index.ts",
			types: "./dist/esm/src/made-up-lite/index.d.ts",
			default: "./dist/esm/src/made-up-lite/index.js",
		};
		return JSON.stringify(manifest);
	});
}

/** Runs a program of the copy to its end. Resolves to its exit code and all that it printed. */
function run(...args: string[]): Promise<{ code: number | null; output: string }> {
	return new Promise((resolve) => {
		let output = "";
		const { EVLITE_SUITES: _, ...env } = process.env;
		const child = spawn(process.execPath, args, { cwd: copy, env: { ...env, NO_COLOR: "1" } });
		const limit = setTimeout(() => child.kill("SIGKILL"), 120_000);
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
			});
		}
		child.on("close", (code) => {
			clearTimeout(limit);
			resolve({ code, output });
		});
	});
}

async function succeeds(t: ExecutionContext, ...args: string[]): Promise<string> {
	const { code, output } = await run(...args);
	t.is(code, 0, `${args.join(" ")}\n${output}`);
	return output;
}

ava.serial("made up: the layer check asks for its layer, then for its rows", async (t) => {
	makeCopy();
	const first = await run("--import=tsx", "tools/layers.mjs");
	t.regex(first.output, /^src\/made-up-lite\/index\.ts:1:1 is in no layer of tools\/layers\.mjs$/m);
	edit("tools/layers.mjs", (text) =>
		text.replace(/^export const LAYERS = \{$/m, '$&\n\t"src/made-up-lite": ["src/core"],'),
	);
	const { code, output } = await run("--import=tsx", "tools/layers.mjs");
	t.is(code, 1);
	const lines = output.trim().split("\n").slice(0, -1);
	t.deepEqual(lines, [
		'README.md: no row "| `evlite/made-up` | ... |" in the table of modules',
		'docs/ARCHITECTURE.md: no row "| `src/made-up-lite` | ... | `src/core` |"',
	]);
	for (const line of lines) {
		const [, path, row] = /^(.*): no row "(.*)"/.exec(line) ?? [];
		edit(path, (text) => `${text}\n${row}\n`);
	}
	await succeeds(t, "--import=tsx", "tools/layers.mjs");
});

ava.serial("made up: types by its public name without a build, and the subset", async (t) => {
	await succeeds(t, "node_modules/typescript/bin/tsc", "-p", "tsconfig.made-up.json");
	await succeeds(t, "--import=tsx", "tools/subset.mjs");
	edit("src/made-up-lite/made-up.ts", (text) => text.replace("value * 2", "[value][0] * 2"));
	const { output } = await run("--import=tsx", "tools/subset.mjs");
	t.regex(output, /^src\/made-up-lite\/made-up\.ts:6:/m);
	edit("src/made-up-lite/made-up.ts", (text) => text.replace("[value][0] * 2", "value * 2"));
});

ava.serial("made up: the build has it for Node and Moddable", async (t) => {
	await succeeds(t, "--import=tsx", "tools/build.mjs");
	const made = JSON.parse(await succeeds(t, "made.mjs"));
	t.deepEqual(made.manifest.include, ["./manifest.json"]);
	t.deepEqual(made.manifest.modules, {
		"evlite/made-up": "./names/made-up",
		"evlite/dist/esm/src/made-up-lite/made-up": "../esm/src/made-up-lite/made-up",
		"evlite/dist/esm/src/made-up-lite/index": "../esm/src/made-up-lite/index",
	});
	t.true(made.all.includes("./manifest_made-up.json"));
	t.is(made.name, 'export * from "evlite/dist/esm/src/made-up-lite/index";\n');
	t.deepEqual(made.sets["made-up-lite"], ["madeUp"]);
	t.true(made.folders.includes("made-up-lite"));
	for (const host of ["node", "xs"]) {
		const args = ["build", "examples/made-up/main.ts", "--host", host, "--out", `out-${host}`];
		await succeeds(t, "dist/cli/main.js", ...args);
	}
});

ava.serial("made up: it is among the modules for Espruino's Storage", async (t) => {
	const whole = readFileSync(join(copy, "package.json"), "utf8");
	edit("package.json", (text) => {
		const { exports, ...manifest } = JSON.parse(text);
		const few = [".", "./host", "./made-up"].map((name) => [name, exports[name]]); // all of them take a while
		return JSON.stringify({ ...manifest, exports: Object.fromEntries(few) });
	});
	await succeeds(t, "storage.mjs");
	edit("package.json", () => whole);
	const text = readFileSync(join(copy, "storage", "evlite", "made-up.js"), "utf8");
	t.regex(text, /exports\.madeUp=/);
});

ava.serial("made up: its size is measured, and wants a budget", async (t) => {
	const { code, output } = await run("--import=tsx", "tools/costs.mjs", "size");
	t.is(code, 1);
	t.regex(output, /^ {2}size core\+select\+made-up: NO BUDGET/m);
	const budget = ["size", "core+select+made-up", "gzipped", "4096", "a loop with what is made up"];
	await succeeds(t, "tools/budget.mjs", ...budget);
	const held = await succeeds(t, "--import=tsx", "tools/costs.mjs", "size");
	t.regex(held, /^ {2}size core\+select\+made-up gzipped: [\d,]+ of 4,096$/m);
});

ava.serial("made up: its suite runs on Node, beside those of src, and on XS", async (t) => {
	t.regex(await succeeds(t, "tools/unit.mjs", "test/made-up-lite"), /1 test passed/);
	try {
		await findSimulator();
	} catch (error) {
		t.log((error as Error).message); // no C compiler
		return;
	}
	t.regex(await succeeds(t, "tools/xs-suites.mjs", "made-up-lite"), /^1 passed, 0 failed$/m);
});
