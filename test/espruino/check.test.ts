// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are programs
/** The check of what the interpreter would get wrong, and the build before it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findings } from "../../build/espruino/check.js";
import { test } from "../harness.js";

function said(code: string): string[] {
	return findings(code).map((each) => each.text);
}

/** A class that calls `super()`. */
const INNER = "class P{}class Q extends P{constructor(){super();}}";

/** Code that is refused, and a part of what is said of it. */
const REFUSED: [string, string][] = [
	["a:for(;;){break a;}", "a label"],
	["f();function f(){}", "declared below"],
	["function g(){f();}g();function f(){}", "declared below"],
	["new A;class A{}", "declared below"],
	["var a=new A;class A{m(){}}", "declared below"],
	["function g(){f();function f(){}}", "above its declaration"],
	["function g(){x=1;var x;}", "above its declaration"],
	["function g(a){if(a){var x=1;}return x;}", "outside of the block"],
	["class A{}class B extends A{m(){super.m();}}", "super.NAME"],
	["class A{x=1;}", "a class field"],
	["class A{static x;}", "without a value"],
	["class A{static{}}", "a static block"],
	["class A{#x(){}}", "#private"],
	["class A{[x](){}}", "computed"],
	["class A{*g(){}}", "a generator"],
	["class A{of(){}}", "`of`"],
	["class A{true(){}}", "a method called `true`"],
	["var o={if(){}};", "a method called `if`"],
	["var o={};o.of=1;", "`of`"],
	["class A extends f(){}", "extends"],
	["class A extends Error{}", "extends Error"],
	["var f=[];for(let i=0;i<3;i++){f.push(()=>i);}", "a loop variable"],
	["for(const k of a){g(function(){return k;});}", "a loop variable"],
	["for(let k=0;k<3;k++){g(function(){h(k);{let k=1;h(k);}});}", "a loop variable"],
	["class A{f(){g();}}new A().f();function g(){}", "declared below"],
	["switch(a){default:b();case 1:c();}", "a case after default"],
	["switch(a){case 1:let b=2;c(b);}", "leaks"],
	["/\\r?\\n/.test(a);", "? in a regular"],
	["/a{2}/.test(a);", "{n}"],
	["/(a|b)+/.test(a);", "repeated group"],
	["/(?:a)/.test(a);", "(?...)"],
	["/\\bword/.test(a);", "\\b"],
	["/a/m.test(a);", "flag m"],
	["/[/]/.test(a);", "inside []"],
	['new RegExp("[a--b]","v").test(a);', "flag v"],
	['RegExp("a{2}").test(a);', "{n}"],
	["var {a}=b;", "destructuring"],
	["var [a]=b;", "destructuring"],
	["[a,b]=[b,a];", "destructuring"],
	["f(...a);", "spread"],
	["var a=[...b];", "spread"],
	["var a={...b};", "spread"],
	["function f(...a){}", "rest"],
	["function f(a=1){}", "a default value"],
	["var a={[b]:1};", "computed"],
	["a?.b;", "?."],
	["a**b;", "**"],
	["a??=b;", "??="],
	["a||=b;", "||="],
	["function*f(){yield 1;}", "a generator"],
	["async function f(){await 1;}", "async"],
	["f`a`;", "tagged"],
	["var a=`\\``;", "in a template"],
	['var a=`${b+"}"}`;', "a }"],
	["new.target;".replace(/^/, "function f(){").concat("}"), "new.target"],
	["var a=1n;", "bigint"],
	["new Map;", "Map"],
	["Symbol();", "Symbol"],
	["Math.imul(1,2);", "Math.imul"],
	["Object.freeze(a);", "Object.freeze"],
	["Array.from(a);", "Array.from"],
	["a.copyWithin(1,2);", "copyWithin"],
	["a.at(1);", "at()"],
	["setImmediate(f);", "setImmediate"],
	["var f=()=>arguments;", "arguments"],
	["var a='\\u{1F600}';", "\\u{...}"],
	["var \u00e9=1;", "not ASCII"],
	[`var ${"x".repeat(65)}=1;`, "over 64"],
	["function f(a){return\na;}", "without a semicolon"],
	["a\n++b;", "without a semicolon"],
	[`${INNER}class A{}class B extends A{constructor(){super(new Q);}}`, "new Q while"],
	[
		`${INNER}class A{constructor(){this.x=new Q;}}class B extends A{constructor(){super();}}`,
		"new Q",
	],
	[
		`${INNER}function f(){return new Q;}class A{constructor(){this.x=f();}}class B extends A{constructor(){super();}}`,
		"new Q while",
	],
	[
		`${INNER}class A{constructor(){this.m();}m(){return new Q;}}class B extends A{constructor(){super();}}`,
		"new Q while",
	],
	[
		`${INNER}class A{constructor(){this.x=new Q;}}class B extends A{constructor(){super();}}class C extends B{constructor(){super();}}`,
		"new Q while",
	],
	[
		`${INNER}class R extends Q{}class A{}class B extends A{constructor(){super(new R);}}`,
		"new R while",
	],
];

const FINE = [
	"f('\\\\u{1}',`\\\\`);",
	'"use strict";class A{constructor(t){this.x=t;}get y(){return this.x;}static z(){}}class B extends A{constructor(){super(1);}}new B;',
	"function f(){return g();}function g(){return f;}f();",
	"for(let i=0;i<3;i++){const k=i;f(()=>k);}var f;".replace("var f;", ""),
	"switch(a){case 1:{let b=2;c(b);break;}default:d();}",
	"/[\\x00-\\x1f]/g.exec(a);/^a+[^b]*(c|d)$/i.test(b);",
	"var a=`x${b}y`,c=a??1;for(const x of c){d(x);}try{e();}catch{g();}",
	"class M{at(){}copy(){return this.at();}}new M().copy();",
	"if(a)b();else c();do{d();}while(e);",
	"for(let i=0;i<3;i++){f(function(i){return i;});}for(const k of a){g(()=>{let k=1;return k;});}",
	"function g(a){a.f();}g({});function f(){}",
	'var r=new RegExp("a+b","gi"),q=new RegExp(r),s=RegExp(a);',
	"function g(f){f();}g(g);function f(){}",
	"function h(a){var b=a;{var c=b;c++;}return b;}",
	`${INNER}class A{constructor(){this.x=new Q;}}new A;class B extends A{}new B;`,
	`${INNER}class A{}class B extends A{constructor(){super();this.x=new Q;}}`,
	`${INNER}class A{constructor(){this.f=()=>new Q;}}class B extends A{constructor(){super();}}`,
	`${INNER}class A{constructor(q){this.q=q?q:new Q;}}class B extends A{constructor(){super(1);}}`,
	`${INNER}class R extends Q{constructor(){super();}}class A{constructor(){this.x=new P;}}class B extends A{constructor(){super();}}`,
];

for (const [code, part] of REFUSED) {
	test(`refused: ${code.replace(INNER, "").replace(/\s/g, " ").slice(0, 120)}`, (t) => {
		t.true(
			said(code).some((each) => each.includes(part)),
			said(code).join("; "),
		);
	});
}

for (const code of FINE) {
	test(`fine: ${code.replace(INNER, "").slice(0, 120)}`, (t) => {
		t.deepEqual(said(code), []);
	});
}

test.cb(
	"a name that the check takes for a missing method is none that names are shortened to",
	(t) => {
		const calls = Array.from({ length: 2000 }, (_, i) => `o.call${i}_(${i});`).join("");
		minified(`var o=f();${calls}`).then((code) => {
			t.true(/\.as\(/.test(code), "names of two letters are used up");
			t.deepEqual(said(code), []);
			t.end();
		});
	},
);

test("the places of findings are those of the code", (t) => {
	t.is(findings("f();\na:g();")[0].at, 5);
});

/** What the minifier makes of `code`. */
async function minified(code: string): Promise<string> {
	const { minify } = await import("../../build/espruino/minify.js");
	const map = { version: 3, sources: [], names: [], mappings: "" };
	return (await minify({ code, map }, new Set())).code;
}

/** Builds a program of `lines`; "" or what the failure says. */
async function built(lines: string[]): Promise<string> {
	const { buildEspruino } = await import("../../build/espruino/build.js");
	const folder = mkdtempSync(join(tmpdir(), "evlite-check-"));
	try {
		writeFileSync(join(folder, "main.ts"), lines.join("\n"));
		await buildEspruino(join(folder, "main.ts"));
		return "";
	} catch (error) {
		return (error as Error).message;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

test.cb(
	"a failure names the file and the line of the source",
	(t) => {
		const lines = [
			"interface Unused { a: number }",
			"declare function print(text: string): void;",
			"function later(text: string): () => void { return () => print(text); }",
			"const list: (() => void)[] = [];",
			"for (let i = 0; i < 3; i++) {",
			"	list.push(() => print(String(i++)));",
			"}",
			"list.push(later(`${list.length}`));",
			"for (const each of list) each();",
		];
		built(lines).then((message) => {
			t.true(message.includes("main.ts:5: "), message);
			t.true(message.includes("a loop variable"), message);
			t.end();
		});
	},
	30_000,
);

test.cb(
	"what Babel can rewrite is no failure",
	(t) => {
		const lines = [
			"declare function print(text: unknown): void;",
			"class Point { x = 1; #y = 2; list: number[] = []; sum() { return this.x + this.#y; } }",
			"function f({ a, b = 2 }: { a: number; b?: number }, ...rest: number[]) { return [a, b, ...rest]; }",
			"const o = { ...{ k: 1 }, [`key${f({ a: 1 }).length}`]: 2 } as Record<string, number> | null;",
			"class Check { true(a: unknown) { return a === true; } }",
			"const list: (() => unknown)[] = [];",
			"for (const each of [o, f]) list.push(() => new Check().true(each));",
			"print([new Point().sum() ** 2, o?.k, f({ a: 1 }, 2, 3), list.map((call) => call())]);",
		];
		built(lines).then((message) => {
			t.is(message, "");
			t.end();
		});
	},
	30_000,
);

test.cb(
	"functions called above their declaration, and called once with arguments, are no failure",
	(t) => {
		const lines = [
			"declare function print(text: unknown): void;",
			"class Point { constructor(readonly size: (text: string) => number) {} }",
			"for (const text of ['a', 'b']) print(new Point(literal).size(text) + new Point(literal).size(''));",
			"function literal(text: string) { const size = parse(text, new Uint8Array(16)); return size > 3 ? size : -1; }",
			"function parse(text: string, into: Uint8Array) { return range(text, 0, text.length, into); }",
			"function range(text: string, from: number, end: number, into: Uint8Array) {",
			"	for (let i = from; i < end; i++) { const c = text.charCodeAt(i); if (c === 3) return into[c]; }",
			"	return -1;",
			"}",
		];
		built(lines).then((message) => {
			t.is(message, "");
			t.end();
		});
	},
	30_000,
);
