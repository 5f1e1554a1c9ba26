import test from "ava";
import { checkSubset } from "../../tools/subset.mjs";

/** The reasons found in `text`, with their places. */
function findings(text: string, path = "src/core/x.ts"): string[] {
	return checkSubset([{ path, text }]).map((line) => line.slice(path.length + 1));
}

/** Every snippet, put at the top of a module, is refused for a reason that `reason` matches. */
const TOP: [string, RegExp][] = [
	["let count = 0;", /module let/],
	["export let count = 0;", /module let/],
	["var count = 0;", /module var/],
	["const table = new Uint8Array(4);", /number or a string/],
	["export const names = ['a'];", /number or a string/],
	["export const limits = { max: 1 };", /number or a string/],
	["export const f = () => 1;", /number or a string/],
	["export const n = Math.max(1, 2);", /number or a string/],
	["export class A {} A.prototype.x = 1;", /work on import/],
	["console.log(1);", /work on import/],
	["if (1) f();", /work on import/],
	["export enum A { B }", /no enum/],
	["enum A { B }", /no enum/],
	["const enum A { B }", /no enum/],
	["namespace A { export const b = 1; }", /no namespace/],
	["export default class {}", /default export/],
	["export * from './y.js';", /export \* only in index/],
	["export class A { x = 1; }", /no class field with a value/],
	["export class A { static x = 1; }", /no static field/],
	["export class A { static { f(); } }", /no static block/],
	["export class A { #x: number; }", /no #private/],
	["export class A { constructor(readonly x: number) {} }", /no parameter property/],
	["export class A { get x() { return 1; } }", /no getter/],
	["export class A { set x(v) {} }", /no getter/],
	["export class A { ['x']() {} }", /no computed key/],
	["export class A { delete() {} }", /takes no method called delete/],
	["export class A { async x() {} }", /no async/],
	["export class A { *x() {} }", /no generator/],
	["export class A extends B() {}", /extends a plain name/],
	["export class A extends Error {}", /cannot extend Error/],
	["export class A extends B {} class B {}", /B is defined further down/],
	["export const A = B + 1; const B = 2;", /B is defined further down/],
	["export class A extends B { x() { super.x(); } }", /no super.method/],
];

/** Every snippet, put in a constructor, is refused: the language lacks it everywhere. */
const ANYWHERE: [string, RegExp][] = [
	["const { a } = b;", /no destructuring/],
	["const [a] = b;", /no destructuring/],
	["f(...b);", /no spread/],
	["b = [...c];", /no spread/],
	["b = { ...c };", /no spread/],
	["b = { [c]: 1 };", /no computed key/],
	["b = { get c() { return 1; } };", /no getter/],
	["b = c?.d;", /no \?\./],
	["b = c?.[0];", /no \?\./],
	["b ??= 1;", /no \?\?=/],
	["b ||= 1;", /no \|\|=/],
	["b &&= 1;", /no &&=/],
	["b **= 2;", /no \*\*=/],
	["b = c ** 2;", /no \*\*:/],
	["a: for (;;) break a;", /no label/],
	["b = new Map();", /Map, which Espruino lacks; use an array/],
	["b = new Set();", /Set, which Espruino lacks/],
	["b = Number.isInteger(1);", /Number.isInteger, which Espruino lacks/],
	["b = structuredClone(b);", /structuredClone, which Espruino lacks/],
	["b = Symbol.iterator;", /Symbol, which Espruino lacks/],
	["b = Promise.resolve();", /no Promise/],
	["b = Date.now();", /no Date/],
	["b = new RegExp('a');", /no RegExp/],
	["b = /a/;", /no RegExp/],
	["b = 1n;", /no BigInt/],
	["b = globalThis;", /no globalThis/],
	["b = Math.imul(1, 2);", /Math.imul, which Espruino lacks/],
	["b = Math.clz32(1);", /Math.clz32, which Espruino lacks/],
	["b = Math.trunc(1);", /Math.trunc, which Espruino lacks/],
	["b.copyWithin(0, 1);", /copyWithin\(\), which Espruino lacks/],
	["Object.freeze(b);", /Object.freeze, which Espruino lacks/],
	["b = `\\``;", /in a template/],
	["b = c`d`;", /tagged template/],
	["b = import('c');", /no import\(\)/],
	["b = new.target;", /no new.target/],
	["switch (b) { default: f(); case 1: g(); }", /default comes last/],
	["switch (b) { case 1: const c = 1; f(c); }", /in a block/],
	["for (let i = 0; i < 2; i++) f(() => i);", /closure in a loop/],
	["f(g); function g() {}", /g is defined further down/],
	["while (b) { try { f(); } catch {} }", /no try in a loop/],
];

/** Every snippet allocates: refused in a function, allowed in a constructor. */
const ALLOCATING: [string, RegExp][] = [
	["b = {};", /object literal/],
	["b = [];", /array literal/],
	["b = () => 1;", /arrow function/],
	["b = function () {};", /function expression/],
	["function c() {}", /function in a function/],
	["b = new C();", /new allocates/],
	["b = 'a' + c;", /\+ on strings/],
	["b += 'a';", /\+= on strings/],
	// biome-ignore lint/suspicious/noTemplateCurlyInString: the snippet is one
	["b = `a${c}`;", /template makes/],
	["for (const c of b) f(c);", /for\.\.\.of/],
	["for (const c in b) f(c);", /for\.\.\.in/],
	["b = c.slice(1);", /slice\(\) allocates/],
	["b = c.subarray(1);", /subarray\(\) allocates/],
	["b = c.bind(d);", /bind\(\) allocates/],
	["b = Object.keys(c);", /Object\.keys allocates/],
	["b = JSON.stringify(c);", /JSON\.stringify allocates/],
	["b = String.fromCharCode(c);", /String\.fromCharCode allocates/],
	["b = String(c);", /String\(\)/],
	["b = arguments;", /arguments allocates/],
];

for (const [snippet, reason] of TOP) {
	test(`top of a module: ${snippet}`, (t) => {
		t.regex(findings(snippet).join("\n"), reason);
	});
}

for (const [snippet, reason] of ANYWHERE) {
	test(`even in a constructor: ${snippet}`, (t) => {
		t.regex(findings(`class A { constructor(b, c) { ${snippet} } }`).join("\n"), reason);
	});
}

for (const [snippet, reason] of ALLOCATING) {
	test(`allocates: ${snippet}`, (t) => {
		const found = findings(`function a(b, c) { ${snippet} }`);
		t.is(found.length, 1);
		t.regex(found[0], reason);
		t.regex(findings(`class A { a(b, c) { ${snippet} } }`).join("\n"), reason);
		t.deepEqual(findings(`class A { constructor(b, c) { ${snippet} } }`), []);
		t.deepEqual(findings(`/** @setup */ function a(b, c) { ${snippet} }`), []);
		t.deepEqual(
			findings(`/** Text.\n * @allocates */\nexport function a(b, c) { ${snippet} }`),
			[],
		);
		t.deepEqual(findings(`class A { /** @setup */ a(b, c) { ${snippet} } }`), []);
	});
}

test("parameters: no default, no rest, no pattern", (t) => {
	t.regex(findings("function a(b = 1) {}").join(), /no default value/);
	t.regex(findings("function a(...b) {}").join(), /no rest/);
	t.regex(findings("function a({ b }) {}").join(), /no destructuring/);
});

test("a closure made at setup is not setup itself", (t) => {
	t.is(findings("class A { constructor() { this.f = () => []; } }").length, 1);
	t.is(findings("/** @setup */ function a() { return () => []; }").length, 1);
});

test("@setup holds for the function that follows it alone", (t) => {
	t.is(findings("/** @setup */ function a() {}\nfunction b() { return []; }").length, 1);
	t.is(findings("class A { /** @setup */ a() {}\nb() { return []; } }").length, 1);
});

test("what runs on every engine is not refused", (t) => {
	const text = `
		import type { B } from "./b.js";
		import { C } from "./c.js";
		export const MAX = 1 << 4;
		export const NAME = "x";
		const LOW = -MAX;
		export interface D { get(name: string): Map<string, Date>; }
		export class A implements D {
			readonly x: Uint8Array;
			constructor(options: { size?: number }) {
				this.x = new Uint8Array(options.size === undefined ? 1 : options.size);
			}
			find(b: B | null): number {
				for (let i = 0; i < this.x.length; i++) if (this.x[i] === LOW) return i as number;
				switch (b!.kind) { case 1: { const c = 2; return c; } default: return C; }
			}
		}
		function a(b: number, c: number): number { try { return b + c; } catch { return b; } }
		export function d(): number { return a(1, 2); }`;
	t.deepEqual(findings(text), []);
});

test("index.ts re-exports its own folder", (t) => {
	t.deepEqual(findings("export * from './a.js';", "src/core/index.ts"), []);
	t.is(findings("export * from '../a/b.js';", "src/core/index.ts").length, 1);
});

test("the host for XS may use what XS has", (t) => {
	const text = "class A { constructor(b) { b.copyWithin(0, 1); Object.freeze(b); } }";
	t.is(findings(text).length, 2);
	t.deepEqual(findings(text, "hosts/moddable/x.ts"), []);
});

test("a name that a file declares or imports is its own, though a platform lacks it", (t) => {
	const text =
		'import { Event } from "./event.js"; class A { constructor(window) { b(Event, window); } }';
	t.deepEqual(findings(text), []);
	t.is(findings("class A { constructor(c) { b(Event, window); } }").length, 2);
});

test("a finding has file, line and column", (t) => {
	const text = "export const A = 1;\n\tlet b = 2;";
	t.deepEqual(checkSubset([{ path: "src/core/x.ts", text }]), [
		"src/core/x.ts:2:2 module let: state hangs off the event base",
	]);
});
