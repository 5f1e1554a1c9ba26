/**
 * What objects of firmware 2v29 lack of the language's library, each with what to write instead
 * (globals: ../lacking.ts). The names were looked up on the interpreter; test/espruino/language
 * guards them.
 */

const MATH = "compute it, or assign the function to Math once";
const COPY = "copy with slice() first";
const FREEZE = "leave it out; nothing is frozen there";
const LOCALE = "format the text yourself";
const DATE = "compute in milliseconds with getTime()";
const BYTES = "use new Uint8Array(list), which copies a list or a typed array";
const WAIT = "use setTimeout(callback, 0)";

type Table = Readonly<Record<string, string>>;

function each(names: string, instead: string): Table {
	return Object.fromEntries(names.split(" ").map((name) => [name, instead]));
}

const TYPED =
	"Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray";
const TYPED_STATICS: Table = {
	from: BYTES,
	of: BYTES,
	BYTES_PER_ELEMENT: "write the number",
};

/** Properties that its constructors and `Math` lack. */
export const STATICS: Readonly<Record<string, Table>> = {
	...Object.fromEntries(TYPED.split(" ").map((name) => [name, TYPED_STATICS])),
	Array: { from: "use [...list], with .map() after it if need be", of: "use [a, b]" },
	ArrayBuffer: { isView: "compare with instanceof" },
	Date: { UTC: "use Date.parse() of a text that ends in Z" },
	Error: each("captureStackTrace stackTraceLimit prepareStackTrace", "read error.stack"),
	Math: {
		trunc: "use value | 0, or Math.floor() of the absolute value",
		hypot: "use Math.sqrt(x * x + y * y)",
		log2: "use Math.log(x) / Math.LN2",
		log10: "use Math.log(x) / Math.LN10",
		...each("imul clz32 fround cbrt log1p expm1 sinh cosh tanh asinh acosh atanh", MATH),
	},
	Number: {
		isNaN: "use isNaN(value) of a number",
		isFinite: "use isFinite(value) of a number",
		isInteger: "use value === Math.floor(value)",
		isSafeInteger: "use value === Math.floor(value)",
		parseInt: "use parseInt()",
		parseFloat: "use parseFloat()",
		...each("MAX_SAFE_INTEGER MIN_SAFE_INTEGER EPSILON", "write the number"),
	},
	Object: {
		...each("freeze seal preventExtensions", FREEZE),
		...each("isFrozen isSealed isExtensible", FREEZE),
		is: "use ===",
		hasOwn: "use object.hasOwnProperty(name)",
		getOwnPropertySymbols: "use Object.getOwnPropertyNames()",
		groupBy: "use a loop that pushes into arrays by name",
	},
	Promise: {
		...each("race any", "resolve one new Promise from each of them"),
		allSettled: "use Promise.all() of promises that have a .catch()",
		withResolvers: "use new Promise((resolve, reject) => ...)",
	},
	String: {
		raw: "use a string with \\\\ for each \\",
		fromCodePoint: "write the character in a string",
	},
	process: { nextTick: WAIT, hrtime: "use getTime()" },
};

/** Methods that no object of the language has there. */
export const METHODS: Table = {
	at: "use list[list.length - 1]",
	codePointAt: "use charCodeAt(), which gives a byte of UTF-8 there",
	...each("trimStart trimEnd trimLeft trimRight", "use trim(), or a loop over charCodeAt()"),
	matchAll: "use a loop of exec() with flag g",
	search: "use pattern.exec(text), and its index",
	localeCompare: "use a < b ? -1 : a > b ? 1 : 0",
	...each("normalize isWellFormed toWellFormed", "leave it out: text is bytes there"),
	flat: "use [].concat(...list)",
	flatMap: "use [].concat(...list.map(...))",
	copyWithin: "use array.set(array.subarray(from, end), to)",
	...each("findLast findLastIndex reduceRight", "use a loop that counts down"),
	toSorted: `${COPY}, then sort()`,
	toReversed: `${COPY}, then reverse()`,
	toSpliced: `${COPY}, then splice()`,
	...each("toPrecision toExponential", "use toFixed()"),
	...each("toLocaleString toLocaleDateString toLocaleTimeString toDateString toTimeString", LOCALE),
	toLocaleLowerCase: "use toLowerCase()",
	toLocaleUpperCase: "use toUpperCase()",
	...each("setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes", DATE),
	...each("setUTCMonth setUTCSeconds", DATE),
	...each(
		"getBigInt64 setBigInt64 getBigUint64 setBigUint64",
		"use two calls of get or setUint32()",
	),
	isPrototypeOf: "use instanceof",
	propertyIsEnumerable: "use object.hasOwnProperty(name)",
	finally: "use the same callback in .then() and .catch()",
};
