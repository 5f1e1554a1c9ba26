/** evlite as modules for Storage: each loads, by itself and after the others, with its public names. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { buildModules } from "../../cli/espruino/modules.js";

const NAMES: Readonly<Record<string, string[]>> = {
	evlite: ["EventBase", "EV_READ"],
	"evlite/buffer": ["EvBuffer"],
	"evlite/bufferevent": ["BufferEvent", "Listener"],
	"evlite/http": ["Content", "HttpServer"],
	"evlite/dns": ["Resolver", "DnsServer"],
	"evlite/host": ["Host"],
};

test("modules: every one exports its public names, and is loaded once", async (t) => {
	t.timeout(240_000); // a busy machine is no failure
	const built = join("dist", "espruino"); // by `npm run build`, with the rest of dist
	const folder = existsSync(built) ? built : mkdtempSync(join(tmpdir(), "evlite-modules-"));
	if (folder !== built) {
		t.teardown(() => rmSync(folder, { recursive: true, force: true }));
		await buildModules(folder);
	}
	const loaded = new Map<string, Record<string, unknown>>();
	const load = (name: string) => {
		const known = loaded.get(name);
		if (known !== undefined) return known;
		const exported: Record<string, unknown> = {};
		const code = readFileSync(join(folder, `${name}.js`), "utf8");
		new Function("require", "exports", code)(load, exported);
		loaded.set(name, exported);
		return exported;
	};
	for (const [name, names] of Object.entries(NAMES)) {
		t.true(name.length <= 28, "a name that Storage takes");
		for (const each of names) t.not(load(name)[each], undefined, `${name}: ${each}`);
	}
	t.is(loaded.size, Object.keys(NAMES).length);
});
