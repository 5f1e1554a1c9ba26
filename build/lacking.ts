/**
 * What programs of Node and browsers use and devices lack, with what to write in its place: the one
 * table of XS and Espruino. Each name was tried in both engines.
 */
import { builtinModules } from "node:module";

export type Device = "xs" | "espruino";

export const DEVICE_NAMES: Readonly<Record<Device, string>> = { xs: "XS", espruino: "Espruino" };

const NEITHER =
	"window self document navigator location localStorage sessionStorage alert history Image Audio " +
	"FileReader HTMLElement DOMException Event EventTarget CustomEvent MessageEvent addEventListener " +
	"removeEventListener dispatchEvent postMessage importScripts requestAnimationFrame " +
	"cancelAnimationFrame indexedDB caches fetch Headers Request Response FormData Blob File " +
	"XMLHttpRequest WebSocket EventSource Worker SharedWorker BroadcastChannel MessageChannel " +
	"MessagePort AbortController AbortSignal URL URLSearchParams TextEncoder TextDecoder " +
	"TextEncoderStream TextDecoderStream ReadableStream WritableStream TransformStream " +
	"CompressionStream DecompressionStream Buffer setImmediate clearImmediate queueMicrotask " +
	"structuredClone performance Performance PerformanceObserver crypto Crypto CryptoKey SubtleCrypto " +
	"WebAssembly Intl Temporal Iterator Float16Array SuppressedError DisposableStack __dirname " +
	"__filename Deno Bun";

const ALONE: Readonly<Record<Device, string>> = {
	xs:
		"console process require module exports print quit setTimeout setInterval clearTimeout clearInterval " +
		"changeInterval atob btoa E setWatch clearWatch analogRead analogWrite digitalRead digitalWrite " +
		"digitalPulse pinMode",
	espruino:
		"RangeError EvalError URIError AggregateError BigInt Symbol Map Set WeakMap WeakSet WeakRef Proxy " +
		"Reflect Atomics SharedArrayBuffer FinalizationRegistry BigInt64Array BigUint64Array decodeURI " +
		"encodeURI escape unescape",
};

/** Globals that each device lacks. */
export const GLOBALS: Readonly<Record<Device, ReadonlySet<string>>> = {
	xs: new Set(`${NEITHER} ${ALONE.xs}`.split(" ")),
	espruino: new Set(`${NEITHER} ${ALONE.espruino}`.split(" ")),
};

const TIMER = "base.event({ timeoutMs, onEvent }) and its add()";
const STOP = "the event's del()";
const TURN = "base.event({ timeoutMs: 0, onEvent }) and its add()";
const PRINT = "host.print(text)";
const BYTES = "a Uint8Array, or evlite/buffer";
const CLIENT = "a connection of evlite/bufferevent";
const PINS = "evlite/signal, or the platform's own modules";

function each(names: string, instead: string): Record<string, string> {
	return Object.fromEntries(names.split(" ").map((name) => [name, instead]));
}

/** What to write instead, by the name of a global or of a module of Node. */
const INSTEAD: Readonly<Record<string, string>> = {
	setTimeout: TIMER,
	setInterval: "base.event({ timeoutMs, persist: true, onEvent }) and its add()",
	changeInterval: TIMER,
	clearTimeout: STOP,
	clearInterval: STOP,
	setImmediate: TURN,
	queueMicrotask: TURN,
	timers: TIMER,
	"timers/promises": TIMER,
	console: PRINT,
	print: PRINT,
	Buffer: BYTES,
	buffer: BYTES,
	fetch: CLIENT,
	XMLHttpRequest: CLIENT,
	WebSocket: CLIENT,
	net: "evlite/bufferevent",
	http: "evlite/http",
	dns: "evlite/dns",
	dgram: "host.udpBind(address, port)",
	performance: "host.ticks()",
	perf_hooks: "host.ticks()",
	crypto: "host.random(bytes)",
	window: "globalThis",
	self: "globalThis",
	require: "import",
	setWatch: PINS,
	clearWatch: PINS,
	digitalRead: PINS,
	digitalWrite: PINS,
	TextEncoder: "addText() of a buffer, or Content",
	...each("Map Set WeakMap WeakSet", "an array, or an object by names"),
	...each("RangeError EvalError URIError AggregateError", "Error"),
	...each("BigInt BigInt64Array BigUint64Array", "two numbers of 32 bits"),
	...each("WeakRef FinalizationRegistry", "a close() that you call yourself"),
	Symbol: "a string or a number",
	...each("Proxy Reflect", "plain accesses, written out"),
	...each("URL URLSearchParams", "indexOf() and substring()"),
	...each("AbortController AbortSignal", "a flag that you look at"),
	...each("Atomics SharedArrayBuffer", "a plain typed array: there is one thread"),
	...each("encodeURI escape", "encodeURIComponent() of each part"),
	...each("decodeURI unescape", "decodeURIComponent()"),
	TextDecoder: "host.decodeText(bytes, at, length)",
	clearImmediate: STOP,
	structuredClone: "JSON.parse(JSON.stringify(value))",
	Intl: "a format of your own",
	events: "callbacks given to constructors",
};

/** "setTimeout, which XS lacks; use ..." for a global or a module called `name`. */
export function lackText(name: string, device: Device, kind = ""): string {
	const instead = INSTEAD[name.replace(/^node:/, "")];
	const advice = instead === undefined ? "" : `; use ${instead}`;
	return `${name}, ${kind}which ${DEVICE_NAMES[device]} lacks${advice}`;
}

/** What to say of an import that was not found. */
export function notFoundText(specifier: string, device?: Device): string {
	const isNodes = specifier.startsWith("node:") || builtinModules.includes(specifier);
	if (device === undefined || !isNodes) return `cannot find ${specifier}`;
	return lackText(specifier, device, "a module of Node, ");
}
