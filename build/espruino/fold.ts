/**
 * Folds functions away. On Espruino a function whose text is in flash costs 5 variables and one
 * more for each parameter, for as long as the program runs; but text inside a function costs
 * nothing. So the bodies of functions that are only called go into a few outer ones, as the cases
 * of a switch: `f(a, b)` becomes `W(3, a, b)`. It costs 7 microseconds for each kilobyte of text
 * passed over. A frame is one variable larger than that of `f` (docs/decisions/0013).
 *
 * Each statement at the top gets a line of its own, and each of a folded body: the trace of an
 * exception has as many blanks as its columns, up to the end of what was one line, and 11 of them
 * cost a variable.
 */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import MagicString from "magic-string";
import { type Node, parse, Scopes, walk } from "../ast.js";
import { changeVariables, nameVariables } from "./fold-names.js";
import type { Mapped } from "./lower.js";

const COLD_BYTES = 8192; // text of one outer function: what a call may have to pass over
const WARM_BYTES = 1024; // a call reads the whole of its group, whichever function it wants

/** The functions at the top that are only ever called, by name. */
function callable(program: Node, scopes: Scopes): Map<string, Node> {
	const found = new Map<string, Node>();
	for (const node of program.body as Node[]) {
		if (node.type === "FunctionDeclaration") found.set((node.id as Node).name as string, node);
	}
	walk(program, (node, above) => {
		if (!scopes.isTop(node)) return;
		const parent = above[above.length - 1];
		if (parent.type === "FunctionDeclaration" && parent.id === node) return;
		if (parent.type === "CallExpression" && parent.callee === node) return;
		found.delete(node.name); // a value
	});
	return found;
}

/** A name from `prefix` that the script does not use, and takes it. */
function fresh(prefix: string, taken: Set<string>): string {
	let index = 0;
	while (taken.has(`${prefix}${index}`)) index++;
	taken.add(`${prefix}${index}`);
	return `${prefix}${index}`;
}

/** The names of the functions in each outer function, which holds up to `limit` bytes or one function. */
function groups(functions: Map<string, Node>, limit: number): string[][] {
	const found: string[][] = [];
	let bytes = limit;
	for (const [name, node] of functions) {
		bytes += node.end - node.start;
		if (bytes > limit) {
			found.push([]);
			bytes = node.end - node.start;
		}
		found[found.length - 1].push(name);
	}
	return found;
}

/** Parameters of a function. */
function paramsOf(node: Node): Node[] {
	return node.params as Node[];
}

/**
 * The functions of `all` that are as warm as `heat`, ordered so that those with as many parameters
 * come together; the warm ones then by size, so that most are near.
 */
function chosen(all: Map<string, Node>, heats: Map<string, number>, heat: number) {
	const found = [...all].filter(([name]) => heats.get(name) === heat);
	const size = ({ start, end }: Node) => end - start;
	const order = ([, a]: [string, Node], [, b]: [string, Node]) =>
		paramsOf(a).length - paramsOf(b).length || (heat === 0 ? 0 : size(a) - size(b));
	return new Map(found.sort(order));
}

/** Makes the calls of folded functions in `program` go through the outer function that has each. */
function changeCalls(
	program: Node,
	folded: ReadonlyMap<string, string>,
	scopes: Scopes,
	text: MagicString,
): void {
	walk(program, (each, above) => {
		const parent = above[above.length - 1];
		if (parent?.callee !== each || !scopes.isTop(each)) return;
		const start = folded.get(each.name);
		if (start === undefined) return;
		const open = text.original.indexOf("(", each.end) + 1;
		text.update(each.start, open, parent.arguments.length === 0 ? start : `${start},`);
	});
}

/** Statements that end when the statements in them do. */
const OPEN = /^(If|For|ForIn|ForOf|While)Statement$/;

/** Statements that end with a brace. */
const BRACED =
	/^(BlockStatement|SwitchStatement|TryStatement|FunctionDeclaration|ClassDeclaration)$/;

/** Whether another statement may follow `statement` without a semicolon between them. */
function isEnded(code: string, statement: Node): boolean {
	if (code[statement.end - 1] === ";" || BRACED.test(statement.type)) return true;
	if (!OPEN.test(statement.type)) return false;
	return isEnded(code, (statement.alternate ?? statement.consequent ?? statement.body) as Node);
}

/** Returns what has to be between the end of `body` and the next case. */
function leaving(code: string, body: Node): string {
	const last = (body.body as Node[]).at(-1);
	if (last?.type === "ReturnStatement") return "";
	return last === undefined || isEnded(code, last) ? "return" : ";return";
}

/** Whether the body uses what belongs to a call of its own. */
function isOfItsOwn(node: Node): boolean {
	let found = paramsOf(node).some((param) => param.type !== "Identifier");
	walk(node.body as Node, (each) => {
		if (each.type === "ThisExpression" || each.name === "arguments") found = true;
	});
	return found;
}

/** The names at the top of `program` that its functions may mean, besides those of `functions`. */
function topNames(
	program: Node,
	functions: ReadonlyMap<string, Node>,
	scopes: Scopes,
): Set<string> {
	const found = new Set<string>();
	walk(program, (node) => {
		if (scopes.isTop(node) && !functions.has(node.name)) found.add(node.name);
	});
	return found;
}

/**
 * Folds every function of `script` that is only called and that `heatOf` does not want to keep. It
 * gets a name and a file as they are in the source, and answers 2 to keep the function, 1 for a
 * small group, 0 for a large one.
 */
export function fold(script: Mapped, heatOf: (name: string, source: string) => number): string {
	const { code } = script;
	const trace = new TraceMap(script.map as never);
	const program = parse(code, "script");
	const scopes = new Scopes(program);
	const text = new MagicString(code);
	const functions = callable(program, scopes);
	const heats = new Map<string, number>();
	for (const [name, node] of functions) {
		const place = originalPositionFor(trace, { line: 1, column: (node.id as Node).start });
		const heat = place.source === null ? 2 : heatOf(place.name ?? name, place.source);
		if (heat === 2 || isOfItsOwn(node)) functions.delete(name);
		else heats.set(name, heat);
	}
	const taken = new Set<string>();
	walk(program, (node) => {
		if (node.type === "Identifier") taken.add(node.name as string);
	});
	const top = topNames(program, functions, scopes);
	const outer = [
		...groups(chosen(functions, heats, 1), WARM_BYTES),
		...groups(chosen(functions, heats, 0), COLD_BYTES),
	];
	const folded = new Map<string, string>(); // how a call of each begins
	const makers = outer.map((names) => {
		const maker = fresh("$", taken);
		names.forEach((name, index) => {
			folded.set(name, `${maker}(${index}`);
		});
		return maker;
	});
	const which = fresh("_", taken);
	changeCalls(program, folded, scopes, text);
	const making = outer.map((names, index) => {
		const nodes = names.map((name) => functions.get(name) as Node);
		const { params, names: renamed } = nameVariables(nodes, top, scopes);
		const cases = nodes.map((node, at) => {
			const { body } = node;
			changeVariables(node, renamed, scopes, text);
			for (const { start } of body.body.slice(1)) text.appendLeft(start, "\n");
			const inside = body.body.length === 0 ? "" : text.slice(body.start + 1, body.end - 1);
			return `\ncase ${at}:{${inside}${leaving(code, body)}}`;
		});
		return `function ${makers[index]}(${[which, ...params].join(",")}){switch(${which}){${cases.join("")}}}`;
	});
	const statements: string[] = [];
	for (const node of program.body as Node[]) {
		const isFolded =
			node.type === "FunctionDeclaration" && folded.has((node.id as Node).name as string);
		if (isFolded) continue;
		statements.push(text.slice(node.start, node.end));
	}
	const isStrict = statements[0] === '"use strict";';
	const first = isStrict ? 1 : 0;
	return [...statements.slice(0, first), ...making, ...statements.slice(first)].join("\n");
}
