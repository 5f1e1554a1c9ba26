/** The manifests for Moddable's mcconfig and mcpack: all that the package exports. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import test from "ava";

const FOLDER = "hosts/moddable";

interface Manifest {
	build?: Record<string, string>;
	include?: string[];
	modules?: Record<string, string>;
	platforms?: Record<string, { modules?: Record<string, string> }>;
}

function read(path: string): Manifest {
	return JSON.parse(readFileSync(path, "utf8"));
}

const manifests = readdirSync(FOLDER)
	.filter((name) => /^manifest.*\.json$/.test(name))
	.map((name) => read(join(FOLDER, name)));

/** Every [name, path] of every manifest, platforms included. */
const modules = manifests.flatMap((manifest) => [
	...Object.entries(manifest.modules ?? {}),
	...Object.values(manifest.platforms ?? {}).flatMap((each) => Object.entries(each.modules ?? {})),
]);

test("manifests: every public name that Moddable can have", (t) => {
	const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
	const names = modules.map(([name]) => name);
	for (const subpath of Object.keys(exports)) {
		if (/\.json$|virtual/.test(subpath)) continue;
		t.true(names.includes(posix.join("evlite", subpath)), subpath);
	}
});

test("manifests: every module of the host, and every file that they name is there", (t) => {
	const paths = modules.map(([, path]) => posix.join(FOLDER, path));
	for (const file of readdirSync(FOLDER)) {
		if (!file.endsWith(".ts") || file === "options.ts") continue; // which are types alone
		t.true(paths.includes(posix.join("dist/esm", FOLDER, file.slice(0, -3))), file);
	}
	for (const path of paths) {
		const found = path.endsWith("/*") ? existsSync(path.slice(0, -2)) : existsSync(`${path}.js`);
		t.true(found, path);
	}
});

test("manifests: the root manifest reaches all others but that of pins", (t) => {
	const reached = new Set(read("manifest.json").include?.map((path) => posix.normalize(path)));
	for (const path of reached) {
		for (const next of read(path).include ?? []) {
			if (!next.startsWith("$")) reached.add(posix.join(FOLDER, next));
		}
	}
	for (const name of readdirSync(FOLDER)) {
		if (!name.endsWith(".json")) continue;
		const hasPins = name === "manifest_signal.json"; // not every platform does
		t.true(hasPins || reached.has(posix.join(FOLDER, name)), name);
	}
});

test("manifests: mcpack, which includes the root manifest before Moddable's own, finds one module under one name", (t) => {
	const internal = modules.filter(([name]) => /^evlite\/(dist|src|hosts)\//.test(name));
	t.true(internal.length > 10);
	for (const [name, path] of internal) {
		const file = posix.join(FOLDER, path).replace(/\.pico$/, ""); // takes the other's place
		t.is(name, posix.join("evlite", file), "as mcpack names what imports lead to");
	}
	const { build } = read(join(FOLDER, "manifest.json"));
	t.deepEqual(
		Object.keys(build ?? {}),
		["BUILD", "MODULES"],
		"what modules/io/manifest.json needs",
	);
});
