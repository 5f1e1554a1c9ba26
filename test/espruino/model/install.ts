/** Puts the model in the place of Node's globals, for the rest of the process. */
import type { Model } from "../model.js";

type Set = (source: ArrayLike<number>, at?: number) => void;

/** The bytes as a string; of the whole of a buffer as of a part. */
function toText(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** Has typed arrays take strings, as Espruino's do, and cut instead of throw. */
function patchSet(): void {
	const plain = Uint8Array.prototype.set as Set;
	Uint8Array.prototype.set = function (this: Uint8Array, source: unknown, at = 0) {
		if (typeof source !== "string") return plain.call(this, source as ArrayLike<number>, at);
		for (let i = 0; i < source.length && at + i < this.length; i++) {
			this[at + i] = source.charCodeAt(i);
		}
	} as never;
}

/** Installs `model`, and makes a pass as often as Node lets it. */
export function install(model: Model): void {
	const soon = setImmediate;
	const later = setTimeout;
	const start = performance.now();
	const globals = globalThis as unknown as Record<string, unknown>;
	globals.require = (name: string) => model.require(name);
	globals.getTime = () => 1.7e9 + performance.now() / 1000;
	globals.clearTimeout = (...args: unknown[]) => model.timers.clear(args);
	globals.E = { toString: toText, hwRand: () => (Math.random() * 0x100000000) | 0 };
	patchSet();
	let idle: NodeJS.Timeout | undefined;
	const turn = () => {
		idle = undefined;
		model.ms = performance.now() - start;
		model.pass();
		for (const error of model.uncaught.splice(0)) console.error("Uncaught", error);
		if (model.isBusy()) {
			soon(turn);
			return;
		}
		idle = later(turn, 1);
		if (model.timers.list.length === 0) idle.unref(); // nothing can happen: the process may end
	};
	globals.setTimeout = (call: () => void, ms: number, ...args: unknown[]) => {
		idle?.ref();
		return model.timers.set(call, ms, false, args);
	};
	turn();
}
