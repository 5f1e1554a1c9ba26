/** The manifests for Moddable's mcconfig and mcpack: all that the package exports, made of the registry. */
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import test from "ava";
import { publicModules } from "../../build/registry.js";
import { moddableFiles } from "../../build/xs/manifests.js";

const FOLDER = "dist/moddable";

interface Manifest {
	build?: Record<string, string>;
	include: string[];
	modules?: Record<string, string>;
	platforms?: Record<string, { modules: Record<string, string | string[]> }>;
}

const files = moddableFiles();
const manifests = new Map(
	Object.entries(files)
		.filter(([path]) => path.endsWith(".json"))
		.map(([path, text]) => [path, JSON.parse(text) as Manifest]),
);

/** Every [name, path] of every manifest. */
const modules = [...manifests.values()].flatMap((each) => Object.entries(each.modules ?? {}));

/** The manifests that the one at `path` includes, itself first. */
function included(path: string, seen = new Set<string>()): Set<string> {
	if (path.startsWith("$") || seen.has(path)) return seen;
	seen.add(path);
	for (const next of manifests.get(path)?.include ?? []) {
		included(posix.normalize(next), seen);
	}
	return seen;
}

test("manifests: every public name that Moddable can have, by a file of one line and its declaration", (t) => {
	const named = Object.fromEntries(modules);
	for (const { name, source } of publicModules("moddable")) {
		const stem = posix.normalize(named[name]);
		const built = `dist/esm/${source.replace(/\.ts$/, "")}`;
		t.is(files[`${stem}.js`], `export * from "evlite/${built}";\n`);
		const [, target] = /^export \* from "(.*)";\n$/.exec(files[`${stem}.d.ts`]) ?? [];
		t.is(posix.join(FOLDER, posix.dirname(stem), target), `${built}.js`);
		t.true(existsSync(`${built}.js`), built);
	}
});

test("manifests: every file that they name is there", (t) => {
	const paths = modules.map(([, path]) => posix.join(FOLDER, path));
	for (const path of paths) {
		const isName = path.startsWith(`${FOLDER}/names/`);
		const found = isName ? `${posix.relative(FOLDER, path)}.js` in files : existsSync(`${path}.js`);
		t.true(found, path);
	}
});

test("manifests: each has what its modules import, once, with what it includes", (t) => {
	for (const path of manifests.keys()) {
		const names = [...included(path)].flatMap((each) =>
			Object.keys(manifests.get(each)?.modules ?? {}),
		);
		t.is(new Set(names).size, names.length, path);
		for (const name of names.filter((each) => /^evlite\/dist\//.test(each))) {
			const text = readFileSync(`${name.slice("evlite/".length)}.js`, "utf8");
			for (const [, specifier] of text.matchAll(/ from '(\.[^']+)\.js';$/gm)) {
				const target = posix.join(posix.dirname(name), specifier);
				t.true(names.includes(target), `${path}: ${name} imports ${target}`);
			}
		}
	}
});

test("manifests: the one for everything reaches all others but that of pins", (t) => {
	const reached = included("manifest_all.json");
	for (const path of manifests.keys()) {
		t.is(reached.has(path), path !== "manifest_signal.json", path); // not every platform has pins
	}
});

test("manifests: where Math.random draws from no hardware another module takes the place of random", (t) => {
	const { modules, platforms } = manifests.get("manifest.json") ?? {};
	const name = "evlite/dist/esm/hosts/moddable/random";
	t.deepEqual(Object.keys(platforms ?? {}), ["pico", "pico/*", "nrf52", "nrf52/*"]);
	for (const each of Object.values(platforms ?? {})) {
		t.deepEqual(each.modules, {
			"~": [modules?.[name] ?? ""],
			[name]: `${modules?.[name]}.pico`,
		});
	}
});

test("manifests: mcpack, which includes the root manifest before Moddable's own, finds one module under one name", (t) => {
	const internal = modules.filter(([name]) => /^evlite\/(dist|src|hosts)\//.test(name));
	t.true(internal.length > 10);
	for (const [name, path] of internal) {
		t.is(name, posix.join("evlite", FOLDER, path), "as mcpack names what imports lead to");
	}
	t.deepEqual(
		Object.keys(manifests.get("manifest.json")?.build ?? {}),
		["BUILD", "MODULES"],
		"what modules/io/manifest.json needs",
	);
});
