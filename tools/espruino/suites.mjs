/** The suites as scripts for the interpreter: whole, or marked so that some of their tests can be cut out. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runInNewContext } from "node:vm";
import { bundle } from "../../build/bundle.js";
import { buildEspruino, foldEspruino, prepareEspruino } from "../../build/espruino/build.js";
import { variants } from "../../build/variants.js";
import { isNeutral, suites, TEST } from "../suites.mjs";
import { MarkedScript } from "./cut.mjs";
import { MARK, marks } from "./marks.mjs";

const REAL = join(TEST, "espruino", "real");
const ENTRY = join(REAL, "suite.ts");

/** The suites for every engine, and the interpreter's own. */
export function suitePaths(parts) {
	return suites(/\.(test|suite)\.ts$/, parts).filter((path) => {
		const name = suiteName(path);
		return name.startsWith("espruino/real/") || (!name.startsWith("xs/") && isNeutral(path));
	});
}

export function suiteName(path) {
	return relative(TEST, path);
}

/** A program that imports `files`, and the harness `name` in the place of Node's. */
function program(files, name) {
	return {
		text: files.map((file) => `import ${JSON.stringify(`./${file}`)};`).join("\n"),
		replace: { [join(TEST, "harness-node.ts")]: join(TEST, `${name}.ts`) },
	};
}

function onDevice(paths) {
	const files = paths.map((path) => relative(REAL, path));
	return program(["begin.js", ...files, "finish.js"], "harness-device");
}

/** The script of the suites at `paths`, which run in that order. */
export function buildSuites(paths) {
	return buildEspruino(ENTRY, onDevice(paths));
}

/** The titles of the tests of the suite at `path`, by the keys of the calls that declare them. */
export async function titlesOf(path) {
	const folder = mkdtempSync(join(tmpdir(), "evlite-"));
	const titles = new Map();
	let last;
	function record(title) {
		if (last === undefined) throw new Error(`${suiteName(path)}: not marked: ${title}`);
		if (titles.has(last)) throw new Error(`${last} declares a second test: ${title}`);
		titles.set(last, title);
	}
	try {
		const { replace, text } = program([relative(REAL, path)], "harness-titles");
		const main = await bundle({
			entry: ENTRY,
			text,
			folder,
			host: "espruino",
			format: "cjs",
			replace: { ...variants("espruino"), ...replace },
			plugins: [marks()],
		});
		runInNewContext(readFileSync(main, "utf8"), {
			record,
			require: () => ({}), // what the platform has is used by tests alone
			[MARK]: (key) => {
				last = key;
				return true;
			},
		});
		return titles;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A suite that scripts of some of its tests are made of, each of them once. */
export class Suite {
	/** `titles` are those of `titlesOf`. */
	constructor(marked, titles) {
		this.marked = marked;
		this.titles = titles;
		this.scripts = new Map();
	}

	static async of(path, titles) {
		const options = { ...onDevice([path]), plugins: [marks()] };
		return new Suite(new MarkedScript(await prepareEspruino(ENTRY, options)), titles);
	}

	/** The script of the tests of `keys`. With `isSmall` the suite's own functions are folded as well. */
	script(keys, isSmall = false) {
		const name = `${isSmall} ${keys}`;
		let script = this.scripts.get(name);
		if (script === undefined) {
			const options = { foldsProgram: isSmall };
			script = MarkedScript.close(foldEspruino(this.marked.only(keys), options));
			if (script.includes(MARK)) throw new Error(`${keys[0]}: a mark is left`);
			this.scripts.set(name, script);
		}
		return script;
	}
}
