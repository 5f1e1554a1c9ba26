/**
 * Runs suites on Node. They are compiled first, and those of a folder share a process: one of its
 * own, with a TypeScript loader in it, takes longer than most suites do.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { resolvePublic } from "../dist/build/registry.js";
import { BRIEF, root, watchQuiet } from "./process.mjs";
import { TEST } from "./suites.mjs";

/** Suites that put others in the place of Node's globals. */
const ALONE = /^espruino\/(contract|signal)$/;

/** Folders whose suites wait for devices; they share a process. */
const DEVICES = /^(device|signal|sim)$/;

/** The process of the suites in `folder`: those of src's folders, which touch nothing but memory, share one too. */
function groupOf(folder) {
	if (DEVICES.test(folder)) return "devices";
	return folder === "fuzz" || existsSync(join(root, "src", folder)) ? "memory" : folder;
}

/** More than ava's own limit, which names the tests that are pending. */
const LIMIT_MS = 300_000;

const AVA = join(root, "node_modules", "ava", "entrypoints", "cli.mjs");

/** Modules keep the place of their source, and a suite that shares a file heads its titles. */
const places = {
	name: "places",
	setup(builder) {
		builder.onLoad({ filter: /\.m?[jt]s$/ }, ({ path }) => {
			const text = readFileSync(path, "utf8");
			if (!text.includes("import.meta.")) return null;
			const contents = text
				.replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
				.replaceAll("import.meta.filename", JSON.stringify(path))
				.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
			return { contents, loader: path.endsWith(".ts") ? "ts" : "js" };
		});
		builder.onResolve({ filter: /^evlite(\/|$)/ }, ({ path }) => ({
			path: resolvePublic(path, ["source"]),
		}));
		builder.onResolve({ filter: /^suite:/ }, ({ path }) => ({ path, namespace: "suite" }));
		builder.onLoad({ filter: /./, namespace: "suite" }, ({ path }) => ({
			contents: `import { heading } from "./harness-node.js";
				heading(${JSON.stringify(`${path.slice("suite:".length)} › `)});`,
			resolveDir: TEST,
		}));
	},
};

/** A file of each group that imports its suites, in order. */
const groupFiles = (groups) => ({
	name: "groups",
	setup(builder) {
		builder.onResolve({ filter: /^group:/ }, ({ path }) => ({ path, namespace: "group" }));
		builder.onLoad({ filter: /./, namespace: "group" }, ({ path }) => {
			const lines = groups.get(path.slice("group:".length)).map((suite) => {
				const name = relative(TEST, suite).replace(/\.test\.ts$/, "");
				return `import "suite:${name}";\nimport ${JSON.stringify(suite)};`;
			});
			lines.unshift('import "./harness-watch.js";');
			return { contents: lines.join("\n"), resolveDir: TEST };
		});
	},
});

/** Compiles the suites at `paths` into the folder `out`; what groups share is in files of its own. */
async function compile(paths, out) {
	const groups = new Map();
	for (const path of paths) {
		const name = relative(TEST, path).replace(/\.test\.ts$/, "");
		const folder = dirname(name);
		const group = ALONE.test(name) ? name : groupOf(folder);
		groups.set(group, [...(groups.get(group) ?? []), path]);
	}
	await build({
		entryPoints: [...groups.keys()].map((name) => ({ in: `group:${name}`, out: `${name}.test` })),
		outdir: out,
		bundle: true,
		splitting: true,
		format: "esm",
		platform: "node",
		packages: "external",
		sourcemap: "inline",
		plugins: [places, groupFiles(groups)],
		logLevel: "error",
		ignoreAnnotations: true, // the suites are evlite's modules, which have no side effects
	});
}

/**
 * Runs ava on the suites in `folder`, with `args`. It ends suites that print nothing for the limit of ava.config.js; if they do
 * not end at its signal, they and it are killed. Resolves to its exit code.
 */
function runAva(folder, args) {
	const env = { ...process.env, EVLITE_SUITES: relative(root, folder) };
	if (process.stdout.isTTY) env.FORCE_COLOR = "1";
	const child = spawn(process.execPath, [...BRIEF, AVA, ...args], {
		cwd: root,
		env,
		stdio: ["ignore", "pipe", "inherit"],
		detached: true, // so that it can be killed with all that it started
	});
	const forward = (signal) => process.kill(-child.pid, signal);
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, forward);
	const heard = watchQuiet(child, LIMIT_MS, (seconds) => {
		if (seconds * 1000 < LIMIT_MS) return;
		console.error(`the suites have printed nothing for ${seconds} s: ended`);
		forward("SIGKILL");
	});
	child.stdout.on("data", (text) => {
		heard();
		process.stdout.write(text);
	});
	return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}

/**
 * Compiles and runs the suites at `paths` with ava, which gets `args` and prints. Resolves to its
 * exit code.
 */
export async function runSuites(paths, args = []) {
	mkdirSync(join(root, ".cache"), { recursive: true });
	const out = mkdtempSync(join(root, ".cache", "suites-"));
	try {
		await compile(paths, out);
		return await runAva(out, args);
	} finally {
		rmSync(out, { recursive: true, force: true });
	}
}
