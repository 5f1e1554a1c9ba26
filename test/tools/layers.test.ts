import { readFileSync } from "node:fs";
import test from "ava";
import { checkCircles, checkLayers, checkTables, LAYERS } from "../../tools/layers.mjs";

function findings(path: string, text: string): string[] {
	return checkLayers([{ path, text }]);
}

const README = readFileSync("README.md", "utf8");
const ARCHITECTURE = readFileSync("docs/ARCHITECTURE.md", "utf8");

test("README and docs/ARCHITECTURE.md have the tables of modules and layers, and a row that is missing is named", (t) => {
	t.deepEqual(checkTables(README, ARCHITECTURE), []);
	t.deepEqual(checkTables(README.replace("| `evlite/http` |", "| http |"), ARCHITECTURE), [
		'README.md: no row "| `evlite/http` | ... |" in the table of modules',
	]);
	t.deepEqual(checkTables(`${README}\n| \`evlite/gone\` | nothing |\n`, ARCHITECTURE), [
		"README.md: evlite/gone is not in exports of package.json",
	]);
	const wrong = ARCHITECTURE.replace("small server, wire format | `src/core`, ", "wire format | ");
	t.deepEqual(checkTables(README, wrong), [
		'docs/ARCHITECTURE.md: no row "| `src/dns-lite` | ... | `src/core`, `src/evbuffer-lite`, `src/bufferevent` |"',
	]);
	t.deepEqual(checkTables(README, `${ARCHITECTURE}\n| \`src/gone\` | old | nothing |\n`), [
		"docs/ARCHITECTURE.md: src/gone is no layer",
	]);
});

const REFUSED: [string, string][] = [
	["src/core/a.ts", "import { b } from '../select-backend/b.js';"],
	["src/core/a.ts", "import type { b } from '../select-backend/b.js';"],
	["src/core/a.ts", "export { b } from '../select-backend/b.js';"],
	["src/core/a.ts", "export * from '../evbuffer-lite/b.js';"],
	["src/core/a.ts", "import '../evbuffer-lite/b.js';"],
	["src/core/a.ts", "import('../evbuffer-lite/b.js');"],
	["src/core/a.ts", "import net from 'node:net';"],
	["src/core/a.ts", "import { b } from 'b';"],
	["src/core/a.ts", "import { b } from 'evlite';"],
	["src/http-lite/a.ts", "import { b } from '../dns-lite/b.js';"],
	["src/http-lite/a.ts", "import { b } from '../../hosts/node/b.js';"],
	["src/evbuffer-lite/a.ts", "import { b } from '../bufferevent/b.js';"],
	["hosts/node/a.ts", "import { b } from '../virtual/b.js';"],
	["hosts/node/a.ts", "import { b } from '../../src/http-lite/b.js';"],
	["hosts/node/a.ts", "import { b } from 'some-package';"],
	["hosts/moddable/a.ts", "import { b } from 'node:net';"],
	["hosts/espruino/a.ts", "import { b } from 'net';"],
	["examples/a/main.ts", "import { b } from '../../src/core/b.js';"],
	["examples/a/main.ts", "import { b } from 'node:fs';"],
	["bench/a.ts", "import { b } from '../hosts/node/b.js';"],
	["cli/a.ts", "import { b } from '../src/core/b.js';"],
	["sim/xs/a.ts", "import { b } from '../../cli/b.js';"],
	["build/a.ts", "import { b } from '../cli/b.js';"],
	["build/a.ts", "import { b } from '../tools/b.js';"],
	["cli/a.ts", "import { b } from '../tools/b.js';"],
	["src/core/a.ts", "import { b } from './b';"],
	["src/new-folder/a.ts", "export const a = 1;"],
];

for (const [path, text] of REFUSED) {
	test(`${path} refused: ${text}`, (t) => {
		const found = findings(path, text);
		t.is(found.length, 1);
		t.true(found[0].startsWith(`${path}:1:`));
	});
}

test("what the table allows", (t) => {
	t.deepEqual(findings("src/core/a.ts", "import { b } from './b.js';"), []);
	t.deepEqual(findings("src/http-lite/a.ts", "import { b } from '../bufferevent/b.js';"), []);
	t.deepEqual(findings("bench/a.ts", "import { b } from '../cli/b.js';"), []);
	t.deepEqual(findings("hosts/node/a.ts", "import { b } from '../../src/core/b.js';"), []);
	t.deepEqual(findings("hosts/node/a.ts", "import net from 'node:net';"), []);
	t.deepEqual(findings("hosts/moddable/a.ts", "import T from 'embedded:io/socket/tcp';"), []);
	t.deepEqual(findings("examples/a/main.ts", "import { b } from 'evlite/http';"), []);
});

test("circles of imports that run are found, those of types are none", (t) => {
	const circle = (text: string) =>
		checkCircles([
			{ path: "build/a.ts", text: "import { b } from './b.js';" },
			{ path: "build/b.ts", text: "export { c } from './c.js';" },
			{ path: "build/c.ts", text },
		]);
	t.deepEqual(circle("import type { a } from './a.js';"), []);
	t.deepEqual(circle("import { type a } from './a.js';"), []);
	t.deepEqual(circle("const a = () => import('./a.js');"), []);
	for (const text of [
		"import { a } from './a.js';",
		"import './a.js';",
		"export * from './a.js';",
	]) {
		t.deepEqual(circle(text), [
			"build/a.ts:1:1 imports itself: build/a.ts -> build/b.ts -> build/c.ts -> build/a.ts",
		]);
	}
});

test("core imports nothing", (t) => {
	t.deepEqual(LAYERS["src/core"], []);
});
