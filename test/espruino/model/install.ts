/** Puts the model in the place of the globals of Node, or of a context, for the rest of the process. */
import type { Model } from "../model.js";

type Set = (source: ArrayLike<number>, at?: number) => void;

/** A global object, whose typed arrays are patched too. */
type Globals = Record<string, unknown> & { Uint8Array: Uint8ArrayConstructor };

/** The bytes as a string; of the whole of a buffer as of a part. */
function toText(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** Has typed arrays take strings, as Espruino's do, and cut instead of throw. */
function patchSet(bytes: Uint8ArrayConstructor): void {
	const plain = bytes.prototype.set as Set;
	bytes.prototype.set = function (this: Uint8Array, source: unknown, at = 0) {
		if (typeof source !== "string") return plain.call(this, source as ArrayLike<number>, at);
		for (let i = 0; i < source.length && at + i < this.length; i++) {
			this[at + i] = source.charCodeAt(i);
		}
	} as never;
}

/** Installs `model` in `globals`, and makes a pass as often as Node lets it, until what it returns is called. */
export function install(
	model: Model,
	globals: Globals = globalThis as unknown as Globals,
): () => void {
	let stopped = false;
	const soon = setImmediate;
	const later = setTimeout;
	const start = performance.now();
	globals.require = (name: string) => model.require(name);
	globals.getTime = () => 1.7e9 + performance.now() / 1000;
	globals.clearTimeout = (...args: unknown[]) => model.timers.clear(args);
	globals.E = { toString: toText, hwRand: () => (Math.random() * 0x100000000) | 0 };
	globals.process = Object.assign(globals.process ?? {}, { memory: () => ({ free: model.free }) });
	globals.pinMode = (pin: number, mode: string) => model.pins.setMode(pin, mode);
	globals.getPinMode = (pin: number) => model.pins.modes.get(pin);
	globals.setWatch = model.pins.watch.bind(model.pins);
	globals.clearWatch = (id: number) => model.pins.watches.delete(id);
	globals.print ??= (text: unknown) => console.log(text);
	globals.drivePin = model.pins.drive.bind(model.pins); // from outside, for tests
	globals.watchCount = () => model.pins.watches.size; // for tests
	patchSet(globals.Uint8Array);
	let idle: NodeJS.Timeout | undefined;
	const turn = () => {
		idle = undefined;
		if (stopped) return;
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
		model.ms = performance.now() - start; // the delay counts from now, however long the pass has taken
		return model.timers.set(call, ms, false, args);
	};
	turn();
	return () => {
		stopped = true;
	};
}
