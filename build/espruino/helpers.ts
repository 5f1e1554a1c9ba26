/**
 * Functions that replace what Espruino does differently without an error, written into a program
 * that needs them and into no other: spread of anything but an array, `entries`, `keys` and `values` of
 * arrays, JSON of text that is not ASCII, `decodeURIComponent`. Text is UTF-8 bytes there.
 */
import { type NodePath, type PluginObj, parseSync, types } from "@babel/core";

import { SPREAD_IN_NEW } from "./marks.js";

/** Each calls only itself and the platform, and is read by Espruino unchanged. */
const SOURCES = {
	listOf: `function listOf(x) {
	if (Array.isArray(x)) return x;
	if (typeof x !== "string" && (!x || !(x.length >= 0))) throw new TypeError("not iterable");
	var r = [];
	for (var i = 0; i < x.length; i++) {
		if (typeof x === "string" && r.length > 0 && (x.charCodeAt(i) & 192) === 128) r.push(r.pop() + x[i]);
		else r.push(x[i]);
	}
	return r;
}`,
	entriesOf: `function entriesOf(x) {
	if (x.entries !== undefined) return x.entries();
	var r = [];
	for (var i = 0; i < x.length; i++) r.push([i, x[i]]);
	return r;
}`,
	keysOf: `function keysOf(x) {
	if (x.keys !== undefined) return x.keys();
	var r = [];
	for (var i = 0; i < x.length; i++) r.push(i);
	return r;
}`,
	valuesOf: `function valuesOf(x) {
	if (x.values !== undefined) return x.values();
	var r = [];
	for (var i = 0; i < x.length; i++) r.push(x[i]);
	return r;
}`,
	toJson: `function toJson(x, space) {
	var s = JSON.stringify(x, null, space), r = "", at = 0, i, n;
	if (x === undefined) return x;
	while ((i = s.indexOf("\\\\", at)) >= 0) {
		n = s[i + 1] === "u" ? parseInt(s.substr(i + 2, 4), 16) : 0;
		r += s.substring(at, i) + (n > 127 ? String.fromCharCode(n) : s.substr(i, 2));
		at = i + (n > 127 ? 6 : 2);
	}
	return r + s.substr(at);
}`,
	ofJson: `function ofJson(s) {
	var r = "", at = 0, i, n, m;
	s = String(s);
	while ((i = s.indexOf("\\\\", at)) >= 0) {
		n = s[i + 1] === "u" ? parseInt(s.substr(i + 2, 4), 16) : 0;
		r += s.substring(at, i);
		at = i + 6;
		if (n >= 55296 && n < 56320 && s.substr(at, 2) === "\\\\u") {
			m = parseInt(s.substr(at + 2, 4), 16);
			n = 65536 + ((n - 55296) << 10) + (m - 56320);
			at += 6;
			r += String.fromCharCode(240 | (n >> 18), 128 | ((n >> 12) & 63), 128 | ((n >> 6) & 63), 128 | (n & 63));
		} else if (n >= 2048) r += String.fromCharCode(224 | (n >> 12), 128 | ((n >> 6) & 63), 128 | (n & 63));
		else if (n >= 128) r += String.fromCharCode(192 | (n >> 6), 128 | (n & 63));
		else {
			r += s.substr(i, 2);
			at = i + 2;
		}
	}
	return JSON.parse(r + s.substr(at));
}`,
	ofUri: `function ofUri(s) {
	var r = "", at = 0, i, h;
	s = String(s);
	while ((i = s.indexOf("%", at)) >= 0) {
		h = s.substr(i + 1, 2);
		if (!/^[0-9a-fA-F][0-9a-fA-F]$/.test(h)) throw new Error("URI malformed: " + s.substr(i, 3));
		r += s.substring(at, i) + String.fromCharCode(parseInt(h, 16));
		at = i + 3;
	}
	return r + s.substr(at);
}`,
} as const;

type Helper = keyof typeof SOURCES;

/** Methods of arrays that Espruino lacks and whose iterators can be arrays. */
const ITERATORS: Readonly<Record<string, Helper>> = {
	entries: "entriesOf",
	keys: "keysOf",
	values: "valuesOf",
};

/** Returns whether `path` is an array for sure. */
function isArray(path: NodePath): boolean {
	const { node } = path;
	if (types.isArrayExpression(node)) return true;
	if (types.isIdentifier(node)) {
		const binding = path.scope.getBinding(node.name);
		const declared = binding?.path.node;
		if (binding?.constant !== true || declared === undefined) return false;
		if (binding.kind === "param") return types.isRestElement(declared);
		return types.isVariableDeclarator(declared) && types.isArrayExpression(declared.init);
	}
	if (!types.isCallExpression(node) || !types.isMemberExpression(node.callee)) return false;
	const { object, property } = node.callee;
	if (types.isIdentifier(object, { name: "Object" })) return true; // keys, values, entries
	return types.isIdentifier(property, { name: "split" });
}

/** Returns whether `path` is what the platform itself calls `name`. */
function isGlobal(path: NodePath, name: string): boolean {
	return path.isIdentifier({ name }) && !path.scope.hasBinding(name, true);
}

/** The name of the method that `path` calls by a plain name, or "". */
function methodOf(path: NodePath<types.CallExpression>): string {
	const { callee } = path.node;
	if (!types.isMemberExpression(callee) || callee.computed) return "";
	return types.isIdentifier(callee.property) ? callee.property.name : "";
}

/** What one program needs. */
class Helpers {
	private readonly names = new Map<Helper, string>();
	private readonly places = new Map<Helper, types.Node["loc"]>();
	private readonly program: NodePath<types.Program>;

	constructor(program: NodePath<types.Program>) {
		this.program = program;
	}

	/** The call of `helper` that replaces `instead`. */
	call(helper: Helper, list: types.Expression[], instead: types.Node): types.CallExpression {
		const name = this.names.get(helper) ?? this.program.scope.generateUid(helper);
		this.names.set(helper, name);
		this.places.set(helper, instead.loc);
		const callee = types.identifier(name);
		callee.loc = instead.loc;
		const call = types.callExpression(callee, list);
		call.loc = instead.loc;
		return call;
	}

	/** Writes what is needed above the program, since nothing is hoisted. */
	write(): void {
		for (const [helper, name] of this.names) {
			const parsed = parseSync(SOURCES[helper], { babelrc: false, configFile: false });
			const made = (parsed as types.File).program.body[0] as types.FunctionDeclaration;
			made.id = types.identifier(name);
			types.traverseFast(made, (node) => {
				// it is no place of the program's, but for JSON: then names stay as they are (fields.ts)
				node.loc = types.isIdentifier(node, { name: "JSON" }) ? this.places.get(helper) : undefined;
			});
			this.program.unshiftContainer("body", made);
		}
	}
}

function isSuper(path: NodePath | null): boolean {
	return path?.isCallExpression() === true && types.isSuper(path.node.callee);
}

/** Puts a helper around what is spread at `path`. */
function spread(helpers: Helpers, path: NodePath<types.SpreadElement>): void {
	const argument = path.get("argument");
	const parent = path.parentPath;
	if (parent.isObjectExpression() || isArray(argument)) return;
	if (parent.isNewExpression() || isSuper(parent)) return;
	path.node.argument = helpers.call("listOf", [path.node.argument], path.node.argument);
}

/** `new A(...list)` and `super(...list)`: Babel's way needs Reflect. constructors.ts knows `arguments`. */
function refuse(path: NodePath<types.NewExpression | types.CallExpression>): void {
	const isRefused = path.node.arguments.some(
		(each) =>
			types.isSpreadElement(each) &&
			!(isSuper(path) && types.isIdentifier(each.argument, { name: "arguments" })),
	);
	if (!isRefused) return;
	const mark = types.identifier(SPREAD_IN_NEW);
	mark.loc = path.node.loc;
	path.node.arguments = [mark];
}

/** Puts a helper around what a pattern with a rest takes apart: `slice` of a string is a string. */
function restOf(helpers: Helpers, pattern: types.Node, from: NodePath): types.Expression | null {
	if (!types.isArrayPattern(pattern) || isArray(from)) return null;
	if (!pattern.elements.some((each) => types.isRestElement(each))) return null;
	return helpers.call("listOf", [from.node as types.Expression], from.node);
}

function json(helpers: Helpers, path: NodePath<types.CallExpression>, name: string): void {
	const [first, second, third] = path.node.arguments as types.Expression[];
	const isPlain = second === undefined || types.isNullLiteral(second);
	const helper = name === "stringify" ? "toJson" : name === "parse" ? "ofJson" : null;
	const isNothing = types.isIdentifier(second, { name: "undefined" });
	if (helper === null || !(isPlain || isNothing) || first === undefined) return; // the check refuses it
	path.replaceWith(helpers.call(helper, third ? [first, third] : [first], path.node));
}

function call(helpers: Helpers, path: NodePath<types.CallExpression>): void {
	const callee = path.get("callee");
	const list = path.node.arguments as types.Expression[];
	if (isGlobal(callee, "decodeURIComponent")) {
		path.replaceWith(helpers.call("ofUri", list, path.node));
		return;
	}
	const name = methodOf(path);
	if (name === "") return;
	const object = callee.get("object") as NodePath;
	if (isGlobal(object, "JSON")) json(helpers, path, name);
	else if (name === "split" && list.length === 2) {
		const limit = list.pop() as types.Expression; // which Espruino ignores
		const slice = types.memberExpression(path.node, types.identifier("slice"));
		path.replaceWith(types.callExpression(slice, [types.numericLiteral(0), limit]));
		path.skip();
	} else if (Object.hasOwn(ITERATORS, name) && list.length === 0 && !isGlobal(object, "Object")) {
		path.replaceWith(helpers.call(ITERATORS[name], [object.node as types.Expression], path.node));
	}
}

/** A Babel plugin; `own` returns whether code is evlite's, which needs none of it. */
export function helpers(own: (line: number, column: number) => boolean): PluginObj {
	const isProgram = ({ loc }: types.Node) => !loc || !own(loc.start.line, loc.start.column);
	function run(program: NodePath<types.Program>): void {
		const needed = new Helpers(program);
		program.traverse({
			SpreadElement(path) {
				if (isProgram(path.node)) spread(needed, path);
			},
			NewExpression(path) {
				if (isProgram(path.node)) refuse(path);
			},
			VariableDeclarator(path) {
				if (!path.node.init || !isProgram(path.node)) return;
				path.node.init =
					restOf(needed, path.node.id, path.get("init") as NodePath) ?? path.node.init;
			},
			AssignmentExpression(path) {
				if (!isProgram(path.node)) return;
				path.node.right = restOf(needed, path.node.left, path.get("right")) ?? path.node.right;
			},
			CallExpression(path) {
				if (!isProgram(path.node)) return;
				if (isSuper(path)) refuse(path);
				else call(needed, path);
			},
		});
		needed.write();
		program.scope.crawl();
	}
	return { name: "helpers", visitor: { Program: run } };
}
