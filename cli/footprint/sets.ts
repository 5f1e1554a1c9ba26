/** The sets of imports whose cost is published: what a program of each kind names, by folder. */
export type Names = Readonly<Record<string, readonly string[]>>;

const CORE: Names = { core: ["EventBase"], "select-backend": ["SelectBackend"] };
const BUFFERS: Names = { ...CORE, "evbuffer-lite": ["EvBuffer"], bufferevent: ["Listener"] };

export const SETS: Readonly<Record<string, Names>> = {
	"core+select": CORE,
	"core+select+evbuffer+bufferevent": BUFFERS,
	"core+select+evbuffer+bufferevent+http": { ...BUFFERS, "http-lite": ["HttpServer", "Content"] },
	"core+select+dns": { ...CORE, "dns-lite": ["Resolver"] },
};
