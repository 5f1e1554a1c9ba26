/** What variables are called in functions that become one. */
import test from "ava";
import MagicString from "magic-string";
import { type Node, parse, Scopes } from "../../build/ast.js";
import { changeVariables, nameVariables } from "../../build/espruino/fold-names.js";

/** Functions, and what they are once they are named as one that may not use the name `e`. */
const NAMED: readonly [title: string, functions: string[], named: string[]][] = [
	[
		"what a function declares is a var",
		["function f(a,b){let c=a;const d=b;for(let e=0;e<c;e++)if(d){const g=e;print(g)}}"],
		["function f(t,n){var i=t;var r=n;for(var o=0;o<i;o++)if(r){var s=o;print(s)}}"],
	],
	[
		"parameters and vars have the same names in each",
		["function f(a){let b=a;return b}", "function g(c,d){const b=c;return b}"],
		["function f(t){var i=t;return i}", "function g(t,n){var i=t;return i}"],
	],
	[
		"a variable of a block is called as no var of another function",
		["function f(a){for(const b of a)print(b)}", "function g(a){if(a){var b=a;print(b)}}"],
		["function f(t){for(const n of t)print(n)}", "function g(t){if(t){var i=t;print(i)}}"],
	],
	[
		"nor a function or a class",
		[
			"function f(a){for(const b of a)print(b)}",
			"function g(a){function b(){}class c{}b();return c}",
			"function h(a){var b=a;return b}",
		],
		[
			"function f(t){for(const n of t)print(n)}",
			"function g(t){function i(){}class r{}i();return r}",
			"function h(t){var o=t;return o}",
		],
	],
	[
		"a function inside that is called as its parameter",
		["function f(a){function t(t){return t*a}return t(a)}"],
		["function f(t){function n(i){return i*t}return n(t)}"],
	],
	[
		"the name of a function or a class inside an expression is its own",
		["function f(a,b){return[class a{m(){return a}},function b(){return b},a,b]}"],
		["function f(t,n){return[class i{m(){return i}},function r(){return r},t,n]}"],
	],
	[
		"what a function inside may keep stays the block's",
		["function f(a){let b=0;for(const c of a){const d=c;print(()=>d+b)}}"],
		["function f(t){var n=0;for(const i of t){const r=i;print(()=>r+n)}}"],
	],
	[
		"what begins each round without a value stays the block's",
		["function f(a){let b;for(;a>0;a--){let c;print(b,c);c=b=a}}"],
		["function f(t){var n;for(;t>0;t--){let i;print(n,i);i=n=t}}"],
	],
	[
		"a property keeps its name",
		["function f(a){const b=a.b;return{a,b,c:b}}"],
		["function f(t){var n=t.b;return{a:t,b:n,c:n}}"],
	],
];

function named(functions: readonly string[]): string[] {
	const code = functions.join("");
	const program = parse(code, "script");
	const nodes: Node[] = program.body;
	const scopes = new Scopes(program);
	const text = new MagicString(code);
	const { names } = nameVariables(nodes, new Set("e"), scopes);
	for (const node of nodes) changeVariables(node, names, scopes, text);
	return nodes.map((node) => text.slice(node.start, node.end));
}

for (const [title, functions, expected] of NAMED) {
	test(title, (t) => t.deepEqual(named(functions), expected));
}

test("names do not run out", (t) => {
	const declared = Array.from({ length: 600 }, (_, at) => `a${at}=${at}`);
	const [text] = named([`function f(){let ${declared.join()}}`]);
	const names = Array.from(text.matchAll(/\w+(?==)/g), ([name]) => name);
	t.is(new Set(names).size, 600);
	t.false(names.includes("e") || names.includes("undefined"));
	t.deepEqual(
		names.filter((name) => !/^[a-z]\d*$/.test(name)),
		[],
	);
});
