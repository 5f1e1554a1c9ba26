/**
 * The layer check: imports point one way, toward src/core; types count as much as values. README and
 * docs/ARCHITECTURE.md have the tables. Nor do files of a room import each other in a
 * circle when they run.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { publicNames } from "../build/registry.js";
import { conclude, parseSource, place, readSources } from "./sources.mjs";

/** What each folder may import besides itself. */
export const LAYERS = {
	"src/core": [],
	"src/select-backend": ["src/core"],
	"src/signal": ["src/core"],
	"src/evbuffer-lite": ["src/core"],
	"src/bufferevent": ["src/core", "src/evbuffer-lite"],
	"src/dns-lite": ["src/core", "src/evbuffer-lite", "src/bufferevent"],
	"src/http-lite": ["src/core", "src/evbuffer-lite", "src/bufferevent"],
	"hosts/moddable": ["src/core", "src/select-backend", "src/signal"],
	"hosts/espruino": ["src/core", "src/select-backend", "src/signal"],
	"hosts/node": ["src/core", "src/select-backend", "src/signal"],
	"hosts/virtual": ["src/core", "src/select-backend"],
	build: [],
	sim: ["build"],
	cli: ["build", "sim"],
	tools: ["build", "cli", "sim", "test"],
	bench: ["build", "cli", "sim", "tools"],
	examples: [],
};

/** Modules that are no files of ours, by folder. What is not listed imports none. */
export const OUTSIDE = {
	"hosts/node": /^node:/,
	"hosts/moddable": /^(embedded:|timer$|time$)/,
	build: /^(node:|@?[a-z])/,
	sim: /^node:/,
	cli: /^(node:|evlite(\/|$)|@?[a-z])/,
	tools: /^(node:|@?[a-z])/,
	bench: /^(node:|esbuild$|vega(-lite)?$|evlite(\/|$))/,
	examples: /^evlite(\/|$)/,
};

/** Rooms in which no files may import each other in a circle. */
const ROUND = /^(src|hosts|build|cli|sim)\//;

function inside(path, folder) {
	return path === folder || path.startsWith(`${folder}/`);
}

/** Why `layer` may not import `specifier` at `path`; null if it may. */
function refuse(layer, path, specifier) {
	if (!specifier.startsWith(".")) {
		return OUTSIDE[layer]?.test(specifier) ? null : `${layer} may not import ${specifier}`;
	}
	if (!/\.m?js$/.test(specifier)) return `${specifier}: write the extension .js`;
	const target = join(path, "..", specifier);
	if (inside(target, layer)) return null;
	if (LAYERS[layer].some((allowed) => inside(target, allowed))) return null;
	return `${layer} may not import ${target.split("/").slice(0, 2).join("/")}`;
}

/** Every module that the file names, with where. */
function specifiers({ module }) {
	const found = [];
	for (const { moduleRequest } of module.staticImports) found.push(moduleRequest);
	for (const { entries } of module.staticExports) {
		for (const { moduleRequest } of entries) {
			if (moduleRequest && !found.some((each) => each.start === moduleRequest.start)) {
				found.push(moduleRequest);
			}
		}
	}
	for (const { moduleRequest } of module.dynamicImports) {
		found.push({ value: null, start: moduleRequest.start, end: moduleRequest.end });
	}
	return found;
}

/**
 * Returns a line for each import against the table, and for each file that is in no layer.
 * @param {{ path: string, text: string }[]} sources
 * @returns {string[]}
 */
export function checkLayers(sources) {
	const findings = [];
	for (const source of sources) {
		const { path, text } = source;
		const layer = Object.keys(LAYERS).find((folder) => inside(path, folder));
		if (layer === undefined) {
			findings.push(`${path}:1:1 is in no layer of tools/layers.mjs`);
			continue;
		}
		for (const { value, start, end } of specifiers(parseSource(source))) {
			const specifier = value ?? text.slice(start + 1, end - 1);
			const reason = refuse(layer, path, specifier);
			if (reason !== null) findings.push(`${place(path, text, start)} ${reason}`);
		}
	}
	return findings;
}

/** The files that the module at `path` imports when it runs, but for those that it asks for later. */
function imported({ path, text }) {
	const { module } = parseSource({ path, text });
	const requests = [...module.staticImports, ...module.staticExports]
		.filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
		.map((each) => each.moduleRequest ?? each.entries[0]?.moduleRequest)
		.filter((request) => request?.value.startsWith("."));
	return requests.map(({ value }) => join(path, "..", value).replace(/\.js$/, ".ts"));
}

/**
 * Returns a line for each import that closes a circle.
 * @param {{ path: string, text: string }[]} sources
 * @returns {string[]}
 */
export function checkCircles(sources) {
	const graph = new Map(sources.map((source) => [source.path, imported(source)]));
	const findings = [];
	const done = new Set();
	const above = [];
	function visit(path) {
		if (above.includes(path)) {
			findings.push(
				`${path}:1:1 imports itself: ${[...above.slice(above.indexOf(path)), path].join(" -> ")}`,
			);
			return;
		}
		if (done.has(path)) return;
		above.push(path);
		for (const next of graph.get(path) ?? []) visit(next);
		above.pop();
		done.add(path);
	}
	for (const path of graph.keys()) visit(path);
	return findings;
}

/** Names in back quotes, in order. */
function quoted(text) {
	return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
}

/**
 * Returns a line for each row that the tables of README, the modules, and docs/ARCHITECTURE.md, the
 * layers, lack or have wrong.
 * @param {string} readme
 * @param {string} architecture
 * @returns {string[]}
 */
export function checkTables(readme, architecture) {
	const modules = [...readme.matchAll(/^\| `(evlite[^`]*)` \|/gm)].map(([, name]) => name);
	const rows = [...architecture.matchAll(/^\| `([^`]+)` \| .* \| ([^|]*) \|$/gm)];
	const layers = new Map(rows.map(([, name, allowed]) => [name, quoted(allowed)]));
	const findings = publicNames()
		.filter((name) => !modules.includes(name))
		.map((name) => `README.md: no row "| \`${name}\` | ... |" in the table of modules`);
	for (const name of modules.filter((each) => !publicNames().includes(each))) {
		findings.push(`README.md: ${name} is not in exports of package.json`);
	}
	for (const [name, allowed] of Object.entries(LAYERS)) {
		if (layers.get(name)?.join() === allowed.join()) continue;
		const list = allowed.map((each) => `\`${each}\``).join(", ") || "nothing";
		findings.push(`docs/ARCHITECTURE.md: no row "| \`${name}\` | ... | ${list} |"`);
	}
	for (const name of layers.keys()) {
		if (!(name in LAYERS)) findings.push(`docs/ARCHITECTURE.md: ${name} is no layer`);
	}
	return findings;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const sources = readSources([
		"src",
		"hosts",
		"build",
		"sim",
		"cli",
		"tools",
		"bench",
		"examples",
	]);
	const circles = checkCircles(sources.filter(({ path }) => ROUND.test(path)));
	const [readme, architecture] = ["README.md", "docs/ARCHITECTURE.md"].map((path) =>
		readFileSync(path, "utf8"),
	);
	const findings = [...checkLayers(sources), ...circles, ...checkTables(readme, architecture)];
	process.exitCode = conclude(findings, sources.length);
}
