/** Espruino's platform as far as programs use it while they start; nothing ever happens there. */

/** Marks what represents a server or a socket. */
export const SOCKET = Symbol("socket");

export interface Platform {
	globals: Record<string, unknown>;
	/** Modules that were required, and `setWatch` if it was called. */
	uses: Set<string>;
	/** Timers that run. */
	timers: Set<number>;
	/** Functions that the platform holds. */
	callbacks: Set<unknown>;
}

const PINS = ["A", "B", "C", "D"].flatMap((port) =>
	Array.from({ length: 40 }, (_, i) => `${port}${i}`),
);

/** An object every method of which does nothing and returns 0. */
function nothing(names: string): Record<string, unknown> {
	return Object.fromEntries(names.split(" ").map((name) => [name, () => 0]));
}

function socketMaker(): () => object {
	const methods = nothing("on listen connect end write close bind send read addMembership");
	return () => {
		const socket = Object.create(methods) as Record<PropertyKey, unknown>;
		Object.defineProperty(socket, SOCKET, { value: true, enumerable: false });
		return socket;
	};
}

/** Makes one, with everything that is known of it. */
export function platform(): Platform {
	const globals: Record<string, unknown> = {};
	const p: Platform = { globals, uses: new Set(), timers: new Set(), callbacks: new Set() };
	const make = socketMaker();
	const pin = nothing("set reset write read mode getInfo");
	let next = 0;
	function later(callback: unknown): number {
		p.timers.add(++next);
		p.callbacks.add(callback);
		return next;
	}
	const modules: Record<string, unknown> = {
		net: { createServer: make, connect: make },
		dgram: { createSocket: make },
		Wifi: nothing("connect startAP getIP on save stopAP getDetails"),
		Storage: nothing("read write readJSON writeJSON erase list"),
	};
	const memory = { free: 9999, usage: 0, total: 9999, blocksize: 12 };
	Object.assign(globals, {
		...nothing(
			"print trace pinMode digitalWrite digitalRead analogRead analogWrite clearWatch clearTimeout",
		),
		...nothing("clearInterval changeInterval load save reset quit"),
		console: nothing("log error warn info"),
		process: { memory: () => memory, env: {}, version: "2v29" },
		E: {
			...nothing("on hwRand setFlags getSizeOf sum"),
			toString: (bytes: Uint8Array) => bytes.toString(),
		},
		getTime: () => 0,
		setTimeout: later,
		setInterval: later,
		setWatch(callback: unknown) {
			p.uses.add("setWatch");
			p.callbacks.add(callback);
			return 1;
		},
		require(name: string) {
			p.uses.add(name);
			return modules[name] ?? {};
		},
		clearTimeout: (id: number) => p.timers.delete(id),
	});
	for (const name of [...PINS, "LED", "LED1", "LED2", "BTN", "BTN1"]) globals[name] = pin;
	return p;
}
