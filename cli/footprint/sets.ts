import { join } from "node:path";
import { ESM, exportedNames } from "../../build/own-modules.js";
import { publicModules } from "../../build/registry.js";

/** The sets of imports whose cost is published: what a program of each kind names, by folder. */
export type Names = Readonly<Record<string, readonly string[]>>;

const CORE: Names = { core: ["EventBase"], "select-backend": ["SelectBackend"] };
const BUFFERS: Names = { ...CORE, "evbuffer-lite": ["EvBuffer"], bufferevent: ["Listener"] };

/** The sets whose names were chosen, those that a program of their kind takes. */
const CHOSEN: Readonly<Record<string, Names>> = {
	"core+select": CORE,
	"core+select+evbuffer+bufferevent": BUFFERS,
	"core+select+evbuffer+bufferevent+http": { ...BUFFERS, "http-lite": ["HttpServer", "Content"] },
	"core+select+dns": { ...CORE, "dns-lite": ["Resolver"] },
};

/** Modules that no set above has: [name, folder, all that it exports]. */
const WHOLE = publicModules("node").flatMap(({ name, source }): [string, string, string[]][] => {
	const [room, folder] = source.split("/");
	if (room !== "src" || Object.values(CHOSEN).some((names) => folder in names)) return [];
	return [[name, folder, exportedNames(join(ESM, "src", folder, "index.js"))]];
});

/** The set of the module `name`. */
function setName(name: string): string {
	return `core+select+${name.slice("evlite/".length)}`;
}

/** Every module of src is in one. */
export const SETS: Readonly<Record<string, Names>> = {
	...CHOSEN,
	...Object.fromEntries(
		WHOLE.map(([name, folder, names]) => [setName(name), { ...CORE, [folder]: names }]),
	),
};

/** Optional features: what a program names besides the set that it adds them to. */
export const OPTIONS: Readonly<Record<string, { to: string; names: Names }>> = {
	signals: { to: "core+select", names: { signal: ["Signal"] } },
	watchers: { to: "core+select", names: { core: ["EventWatch"] } },
	"active-later": { to: "core+select", names: { core: ["ActiveLater", "eventActiveLater"] } },
	"dispatch-limit": { to: "core+select", names: { core: ["DispatchLimit"] } },
	once: { to: "core+select", names: { core: ["eventOnce"] } },
	finalizers: { to: "core+select", names: { core: ["eventFinalize", "eventsFinalize"] } },
	"buffer-callbacks": bufferOption({
		"evbuffer-lite": ["BufferCallbacks", "addCallback", "removeCallback"],
	}),
	"buffer-lines": bufferOption({ "evbuffer-lite": ["readln", "searchEol"] }),
	references: bufferOption({ bufferevent: ["sendReference"] }),
	pair: bufferOption({ bufferevent: ["BufferEventPair"] }),
	filter: bufferOption({ bufferevent: ["FilterBufferEvent"] }),
	"rate-limit": bufferOption({ bufferevent: ["TokenBucketConfig", "setRateLimit"] }),
	"rate-limit-groups": bufferOption({
		bufferevent: ["TokenBucketConfig", "RateLimitGroup", "addToGroup"],
	}),
	"deferred-callbacks": bufferOption({ bufferevent: ["DeferredCallbacks"] }),
	triggers: bufferOption({ bufferevent: ["trigger", "triggerWrite"] }),
	settings: bufferOption({ bufferevent: ["setWatermark", "setTimeouts"] }),
	"set-fd": bufferOption({ bufferevent: ["setFd", "replaceFd"] }),
	refuse: bufferOption({ bufferevent: ["Refuse"] }),
	"evict-idle": bufferOption({ bufferevent: ["EvictIdle"] }),
};

function bufferOption(names: Names): { to: string; names: Names } {
	return { to: "core+select+evbuffer+bufferevent", names };
}

const BASE = `import { EventBase } from "evlite";
import { Host } from "evlite/host";
const base = new EventBase(new Host({ descriptors: 6 }), { events: 16 });
`;

/**
 * Programs that use a set, for a platform whose build leaves away the methods that nothing calls: what
 * they take is what the set takes there, the host and the program itself included.
 */
export const PROGRAMS: Readonly<Record<string, string>> = {
	"core+select": `${BASE}
base.event({ timeoutMs: 500, persist: true, onEvent: (event) => event.del() }).add();
base.dispatch();`,
	"core+select+evbuffer+bufferevent": `${BASE}
import { Listener } from "evlite/bufferevent";
function echo(connection) { connection.output.addBuffer(connection.input); }
function greet(connection) { connection.onRead = echo; connection.onWrite = echo; }
new Listener(base, { port: 7007, connections: 4, onConnection: greet });
base.dispatch();`,
	"core+select+evbuffer+bufferevent+http": `${BASE}
import { Content, HttpServer } from "evlite/http";
const hello = new Content("text/plain", "hello\\n");
const server = new HttpServer(base, { port: 8080, connections: 4 });
server.route("GET", "/", (request) => request.reply(200, hello));
base.dispatch();`,
	"core+select+dns": `${BASE}
import { Resolver } from "evlite/dns";
const resolver = new Resolver(base, { servers: ["127.0.0.1"] });
resolver.resolve("localhost", 1, (answer) => answer);
base.dispatch();`,
	...Object.fromEntries(
		WHOLE.map(([name, , names]) => [
			setName(name),
			`${BASE}import { ${names.join(", ")} } from "${name}";
globalThis.kept = [${names.join(", ")}];
base.dispatch();`,
		]),
	),
};
