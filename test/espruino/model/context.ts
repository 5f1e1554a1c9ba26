/** A context that runs a script of the Espruino build upon the model, and lacks what the interpreter lacks. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Context, createContext, runInContext } from "node:vm";
import { METHODS, STATICS } from "../../../build/espruino/replacements.js";
import { GLOBALS } from "../../../build/lacking.js";
import type { Model } from "../model.js";
import { install } from "./install.js";

const PROTOTYPES = ["Array", "Number", "Object", "Promise", "String", "Uint8Array"];

type Globals = Parameters<typeof install>[1] & Record<string, unknown>;

/** Takes away what the check of the build says is not there, and the names of errors. */
function strip(globals: Globals): void {
	for (const [name, statics] of Object.entries(STATICS)) {
		const owner = globals[name] as object | undefined;
		if (owner === undefined) continue;
		for (const each of Object.keys(statics)) Reflect.deleteProperty(owner, each); // but for constants
	}
	for (const name of PROTOTYPES) {
		let prototype = (globals[name] as { prototype: object | null }).prototype;
		for (; prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
			for (const each of Object.keys(METHODS)) Reflect.deleteProperty(prototype, each);
		}
	}
	delete (globals.Error as { prototype: { name?: string } }).prototype.name;
	for (const name of GLOBALS.espruino) delete globals[name];
}

type Require = (name: string) => unknown;

/** The model's modules, and evlite's as files of `folder`, each of which is loaded once. */
function modulesIn(context: Context, folder: string, platform: Require): Require {
	const loaded = new Map<string, object>();
	return function load(name) {
		if (!name.startsWith("evlite")) return platform(name);
		const known = loaded.get(name);
		if (known !== undefined) return known;
		const exported = {};
		loaded.set(name, exported);
		const code = readFileSync(join(folder, `${name}.js`), "latin1");
		const run = runInContext(`(function(require,exports){${code}\n})`, context, { filename: name });
		run(load, exported);
		return exported;
	};
}

/**
 * Runs `bytes`, a script read as latin1, since strings are bytes; `print` gets what it prints. With
 * `storage`, the folder of evlite's modules, the script can require them. It runs until it has
 * nothing to wait for, or the function returned is called.
 */
export function runOnModel(
	model: Model,
	bytes: string,
	print: (told: unknown) => void,
	storage?: string,
): () => void {
	const process = { memory: () => ({ free: 9000, total: 9999, usage: 999 }) }; // it counts nothing
	const context = createContext({ print, process, quit() {} });
	const globals = runInContext("this", context) as Globals;
	const stop = install(model, globals);
	strip(globals);
	if (storage !== undefined) {
		globals.require = modulesIn(context, storage, globals.require as Require);
	}
	runInContext(bytes, context, { filename: "script.js" });
	return stop;
}
