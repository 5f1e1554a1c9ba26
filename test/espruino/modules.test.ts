/** evlite as modules for Storage: each loads, by itself and after the others, with its public names. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { EVLITE, storage } from "./storage.js";

const NAMES: Readonly<Record<string, string[]>> = {
	evlite: ["EventBase", "EV_READ"],
	"evlite/buffer": ["EvBuffer"],
	"evlite/bufferevent": ["BufferEvent", "Listener"],
	"evlite/http": ["Content", "HttpServer"],
	"evlite/dns": ["Resolver", "DnsServer"],
	"evlite/signal": ["SignalEvent", "SIGNAL_RISING"],
	"evlite/host": ["Host"],
};

test("modules: every one exports its public names, and is loaded once", async (t) => {
	const folder = await storage();
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
	t.deepEqual(Object.keys(NAMES).sort(), [...EVLITE].sort());
	t.is(loaded.size, EVLITE.length);
});
