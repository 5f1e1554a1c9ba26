import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { bundle } from "../../build/bundle.js";
import { type BundleApartOptions, bundleApart } from "../../build/bundle-apart.js";
import { resolvePublic } from "../../build/registry.js";
import { Places } from "../../build/source-places.js";
import { folderOf, helloProgram } from "./command.js";

/** Bundles for XS, in a folder away from this repository: hello, if not given otherwise. */
function made(t: ExecutionContext, options: Partial<BundleApartOptions> = {}) {
	const folder = folderOf(t, { "program.ts": helloProgram() });
	return bundleApart({
		entry: join(folder, "program.ts"),
		folder: join(folder, "out"),
		...options,
	});
}

function specifiers(text: string): string[] {
	return [...text.matchAll(/^(?:import|export)\b.* from ["']([^"']+)["'];$/gm)].map(
		(each) => each[1],
	);
}

test("node: one module that needs nothing but Node", async (t) => {
	const folder = folderOf(t, { "program.ts": helloProgram() });
	const main = await bundle({ entry: join(folder, "program.ts"), host: "node", folder });
	t.true(specifiers(readFileSync(main, "utf8")).every((each) => each.startsWith("node:")));
});

test("xs: the program in main, evlite's modules beside it, every import among them", async (t) => {
	const modules = await made(t);
	const names = modules.map(({ name }) => name);
	t.is(names[0], "main");
	t.is(new Set(names).size, names.length);
	t.true(names.includes("evlite/core/event-base"));
	t.true(names.includes("evlite/http-lite/server"));
	t.true(names.includes("evlite/hosts/moddable/host"));
	t.false(names.some((name) => name.includes("dns") || name.includes("node")));
	t.false(names.includes("evlite/core/strerror"), "which the program does not name");
	for (const { path } of modules) {
		for (const each of specifiers(readFileSync(path, "utf8"))) {
			const target = join(dirname(path), each);
			if (each.startsWith("."))
				t.true(
					modules.some((module) => module.path === target),
					each,
				);
			else t.regex(each, /^(embedded:|time$|timer$)/);
		}
	}
});

test("xs: a module is there after those it imports", async (t) => {
	const modules = await made(t);
	const names = modules.map(({ name }) => name);
	t.true(names.indexOf("evlite/core/errno") < names.indexOf("evlite/core/descriptors"));
	t.true(names.indexOf("evlite/core/timer-heap") < names.indexOf("evlite/core/event-base"));
});

test("xs: of an index only what the program names, in lines that stay, and JavaScript as it is", async (t) => {
	const folder = folderOf(t, {
		"main.ts":
			'import { DNS_A } from "evlite/dns";\nimport { odd } from "./odd.js";\nimport "./lib";\nodd(DNS_A);\n',
		"odd.js": "export function odd(n, m = 2, k = 0) { return odd(1 < n, m > (k || 3)); }\n",
		"lib/index.ts": "globalThis.lib = true;\n",
	});
	const [main] = await bundleApart({
		entry: join(folder, "main.ts"),
		folder: join(folder, "out"),
		sourceMap: true,
	});
	const code = readFileSync(main.path, "utf8");
	t.true(code.includes('import { DNS_A } from "./evlite/dns-lite/flags.js";'), code);
	t.true(code.includes("odd(1 < n, m > (k || 3))"), code);
	t.true(code.includes("globalThis.lib = true"), code);
	const line = code.split("\n").findIndex((each) => each.startsWith("odd(")) + 1;
	t.regex(new Places([main]).source(`main:${line}`), /main\.ts:4$/);
	await t.throwsAsync(bundleApart({ entry: folder, folder }), { message: /^cannot find / });
});

test("replace: another file takes a file's place", async (t) => {
	const [device] = await made(t, {
		entry: join(process.cwd(), "test/suite.ts"),
		text: 'import { test } from "./harness.js";\ntest("a", () => {});\n',
		replace: {
			[join(process.cwd(), "test/harness-node.ts")]: join(process.cwd(), "test/harness-device.ts"),
		},
	});
	const code = readFileSync(device.path, "utf8");
	t.regex(code, /no end\(\) in time/);
	t.notRegex(code, /from ["']ava["']/);
});

test("sources of this checkout replace the built modules", async (t) => {
	const modules = await made(t, {
		entry: join(process.cwd(), "test/suite.ts"),
		text: 'import { TimerHeap } from "../src/core/timer-heap.js";\nnew TimerHeap(1, new ArrayBuffer(8 * 1), 0);\n',
	});
	t.deepEqual(
		modules.map(({ name }) => name),
		["main", "evlite/core/timer-heap"],
	);
});

test("every public name has its file under every condition", (t) => {
	for (const condition of ["node", "moddable", "espruino"]) {
		for (const name of ["evlite", "evlite/buffer", "evlite/bufferevent", "evlite/http"]) {
			t.true(existsSync(resolvePublic(name, [condition]) ?? ""), name);
		}
		t.regex(resolvePublic("evlite/host", [condition]) ?? "", new RegExp(`hosts/${condition}/`));
	}
	t.is(resolvePublic("evlite/gone", []), null);
	t.is(resolvePublic("evlitex", []), null);
	t.is(resolvePublic("other", []), null);
});
